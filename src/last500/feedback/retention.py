"""How long feedback letters are kept, and what goes with an account."""

from datetime import datetime

from django.db.models import QuerySet

from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.feedback.actions.members import PURPOSE
from last500.feedback.models import FeedbackEvent, FeedbackLetter, PersonalPart
from last500.feedback.rules import Answer
from last500.people.leaving import Part
from last500.people.models import Consent, Person


def _over(edge: datetime) -> QuerySet[FeedbackLetter]:
    """With it go what was said of members, and its history."""
    return FeedbackLetter.objects.filter(drafted_at__lt=edge)


RULES = (
    Rule(
        "feedback_actors",
        N_("反馈信经过里是谁办的"),
        Keep.LOG,
        lambda edge: FeedbackEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
    Rule("feedback_letters", N_("过了核验期的反馈信"), Keep.LETTER, _over),
)

STAYS = (Stays(N_("寄出了的反馈信里的合计"), N_("五个人以上的合计，里面没有你；到期照样删")),)


def _leave(person: Person) -> None:
    PersonalPart.objects.filter(person=person).delete()
    FeedbackLetter.objects.filter(reported_by=person).update(reported_by=None)


def _restrict(person: Person, moment: datetime | None) -> None:
    """Whoever locks their data has not said yes any more; opened again they are not asked again."""
    if moment:
        given = Consent.objects.filter(person=person, purpose=PURPOSE, withdrawn_at=None)
        given.update(withdrawn_at=moment)
        rows = PersonalPart.objects.filter(person=person).exclude(answer=Answer.WITHHELD)
        rows.update(
            answer=Answer.WITHHELD, answered_at=moment, comment=b"", sentence=b"", consent=None
        )


PARTS = (Part(_leave, _restrict),)
