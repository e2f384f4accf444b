"""What those who came say, by their own act; and that it may not be read by everybody any more."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.activities.models import Activity
from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.evaluations import queries, rules
from last500.evaluations.models import CHANGED_MOST, Rating
from last500.exports.rules import without_phones
from last500.people.rules import clean_line
from last500.projects.models import Project

_WIDE = str.maketrans("０１２３４５６７８９＋－", "0123456789+-")


@transaction.atomic
def say(
    actor: Actor, activity: Activity, *, rating: int, changed: str = "", may_publish: bool = False
) -> Rating:
    """How it was (1 to 3) and what it changed; said again, it takes the place of what was said.

    Raises Forbidden for whoever did not come, Conflict when the evaluation is written, Refused.
    """
    if actor.person is None or not queries.came_to(actor, activity):
        raise Forbidden("did not come to this activity")
    # Whoever writes the evaluation holds the same row: nothing is said while it is counted.
    if activity.project_id is not None:
        Project.objects.select_for_update(of=("self",)).get(pk=activity.project_id)
    if not queries.may_say(activity):
        raise Conflict(_("评估已经写好了，或者时间过了，现在不能再改。"))
    if rating not in rules.RATING_WORDS:
        raise Refused(_("请选一个。"), "rating")
    changed = clean_line(changed)[:CHANGED_MOST]
    if without_phones(changed) != changed.translate(_WIDE):
        raise Refused(_("这句话可能给别人看到，不要写手机号。"), "changed")
    if may_publish and not changed:
        raise Refused(_("要公开的话，请先写一句。"), "changed")
    row = _row(actor, activity, rating, actor.person)
    row.rating, row.changed = rating, changed
    row.may_publish_at = (row.may_publish_at or clock.now()) if may_publish else None
    row.chosen = False  # other words: whoever writes chooses anew
    row.save()
    return row


def _row(actor: Actor, activity: Activity, rating: int, person: UUID) -> Rating:
    """The one row of this person and activity: made here, or by a press that was faster."""
    mine = Rating.objects.visible_to(actor).filter(activity=activity)
    found = mine.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Rating.objects.create(
                activity=activity, person_id=person, rating=rating, at=clock.now()
            )
    except IntegrityError:
        return mine.get()


def take_back(actor: Actor, activity: Activity) -> None:
    """The sentence may not be read by everybody any more: at any time, also when it was (PIPL 15).

    Raises Forbidden for whoever has said nothing.
    """
    rows = Rating.objects.visible_to(actor).filter(activity=activity)
    if not rows.update(may_publish_at=None, chosen=False):
        raise Forbidden("has said nothing of this activity")
