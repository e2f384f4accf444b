"""On its review day an agreement lies on the desk: it is kept, goes back to discussion, or a new
resolution changes or ends it (`adopt` with `replaces`)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.scope import everything
from last500.notify.actions import to_people, write
from last500.organisations.queries import calendar, desk_holders, desk_with_holders
from last500.resolutions import rules
from last500.resolutions.actions.step import (
    MOVED_ON,
    append,
    end_agreement,
    end_of,
    must_handle,
)
from last500.resolutions.models import REASON_MOST, Agreement, Resolution
from last500.resolutions.rules import Holds
from last500.topics import actions as topics
from last500.topics.actions.step import public_text
from last500.topics.models import Topic
from last500.topics.rules import State as TopicState


@transaction.atomic
def keep(actor: Actor, row: Resolution, *, review_on: date, reason: str) -> None:
    """It holds on; why, and when it is looked at again. Raises Forbidden, Refused, Conflict."""
    must_handle(actor, row)
    said = public_text(reason, REASON_MOST, "reason")
    if not said:
        raise Refused(_("请写一句，大家会看到。"), "reason")
    if not clock.today() < review_on <= clock.today() + rules.REVIEW_LONGEST:
        raise Refused(_("请写三年以内的日子。"), "review_on")
    agreement = Agreement.objects.select_for_update().get(resolution=row)
    due_at = calendar().add_working_days(end_of(review_on), rules.REVIEW_DAYS)
    held = Agreement.objects.filter(
        pk=agreement.pk, holds=Holds.HOLDS, review_on=agreement.review_on
    )
    desk = desk_with_holders(row.compound)[0]
    if not held.update(review_on=review_on, due_at=due_at, asked_at=None, desk=desk):
        raise Conflict(_(MOVED_ON))
    append(actor, row, "keep", reason=said, until=review_on.isoformat())
    topic = Topic.objects.filter(resolutions=row, state=TopicState.REVIEWED).first()
    if topic is not None:
        topics.hold_on(actor, topic, reason=said, due_at=due_at)


@transaction.atomic
def back(actor: Actor, row: Resolution, *, reason: str) -> None:
    """It does not hold: its topic is discussed again. Raises Forbidden, Refused, Conflict."""
    must_handle(actor, row)
    said = public_text(reason, REASON_MOST, "reason")
    if not said:
        raise Refused(_("请写一句，大家会看到。"), "reason")
    end_agreement(actor, row, Holds.BACK, None)
    append(actor, row, "why_back", reason=said)
    if row.topic is not None:
        topics.back_to_discussion(actor, row.topic, reason=said)


@transaction.atomic
def read(actor: Actor, row: Resolution, *, reason: str) -> None:
    """The desk has read what neighbours say of all of it, and answers in a sentence."""
    must_handle(actor, row)
    said = public_text(reason, REASON_MOST, "reason")
    if not said:
        raise Refused(_("请写一句，大家会看到。"), "reason")
    append(actor, row, "read", reason=said)
    if row.topic is None:
        return
    due_at = Agreement.objects.values_list("due_at", flat=True).get(resolution=row)
    topics.reviewed(actor, row.topic, reason=said, due_at=due_at)


def lay_down_due(limit: int = 200) -> int:
    """The worker's verb: whose review day has come lies on the desk, told once."""
    today = clock.today()
    with everything("review days of agreements"):
        rows = Agreement.objects.filter(holds=Holds.HOLDS, review_on__lte=today, asked_at=None)
        found = list(rows.select_related("resolution__compound").order_by("review_on")[:limit])
        for agreement in found:
            with transaction.atomic():
                _lay_down(agreement)
    return len(found)


def _lay_down(agreement: Agreement) -> None:
    rows = Agreement.objects.filter(pk=agreement.pk, asked_at=None, holds=Holds.HOLDS)
    if not rows.update(asked_at=clock.now()):
        return
    row = agreement.resolution
    words = {"place": row.compound.name, "title": row.title}
    people = desk_holders(agreement.desk_id)
    write(to_people("review_due", people, link=f"/resolutions/{row.pk}/", **words))
