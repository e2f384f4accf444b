"""A word of the organiser to everybody who comes, or to one shift; no number is shown."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.activities import rules
from last500.activities.actions.step import append, people_coming, require_run, tell_about
from last500.activities.models import Activity, HelperWord, Role
from last500.activities.rules import State
from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.people.rules import clean_text

WORD_MOST = 300


@transaction.atomic
def say(actor: Actor, activity: Activity, text: str, role: Role | None = None) -> int:
    """Tell it; gives how many. The message says that there is a word, the page says what.

    Raises Refused for an empty one, TooMany when enough was said today.
    """
    require_run(actor, activity)
    if activity.state not in {State.OPEN, *rules.OVER}:
        raise Conflict(_("这场活动还没有开放，或者不办了。"))
    text = clean_text(text)[:WORD_MOST]
    if not text:
        raise Refused(_("请写一句。"), "text")
    limits.hit("activity-word", str(activity.pk), limits.ACTIVITY_WORDS)
    word = HelperWord(activity=activity, role=role, at=clock.now(), by_id=actor.person)
    word.text = text
    word.save(force_insert=True)
    people = [one for one in people_coming(activity, role) if one.pk != actor.person]
    append(activity, "said", actor, role=role.name if role else "")
    tell_about("activity_word", activity, people)
    return len(people)
