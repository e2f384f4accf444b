"""What the unit says back: what it did, and when."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.feedback.actions.step import advance, check
from last500.feedback.models import WORDS_MOST, FeedbackLetter
from last500.feedback.rules import Action
from last500.notify.actions import post
from last500.organisations.queries import people_who_may
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.people.rules import clean_text


@transaction.atomic
def report(actor: Actor, feedback: FeedbackLetter, *, text: str, done_on: date) -> None:
    """Said once; the community reads it, and the members the letter told of."""
    check(actor, feedback, Action.REPORT)
    words = clean_text(text)
    if not words:
        raise Refused(_("请写一写做了什么。"), "text")
    if len(words) > WORDS_MOST:
        said = _("写得有点长，最多 %(most)d 字，现在 %(now)d 字。")
        raise Refused(said % {"most": WORDS_MOST, "now": len(words)}, "text")
    if done_on > clock.today():
        raise Refused(_("请写已经做了的日子。"), "done_on")
    advance(
        actor,
        feedback,
        Action.REPORT,
        report=words,
        done_on=done_on,
        reported_by_id=actor.person,
        reported_at=clock.now(),
    )
    told = {"organisation": feedback.organisation.name}
    officers = people_who_may(Permission.UNIT_MANAGE, feedback.community, but=())
    post("feedback_reported", officers, **told)
    members = Person.objects.filter(pk__in=feedback.parts.values("person"), is_active=True)
    post("feedback_answered", members, **told)
