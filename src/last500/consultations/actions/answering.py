"""Neighbours answer, each with one voice; whether in time says the database's clock."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.sealing import blind_index
from last500.consultations import rules
from last500.consultations.models import Answer, Consultation
from last500.consultations.queries import households_for
from last500.consultations.rules import Form, Voice, Who
from last500.households.models import Household


@transaction.atomic
def answer(
    actor: Actor, consultation: Consultation, said: list[int], household: Household | None = None
) -> Answer:
    """One's own voice; until the closing it can be changed. Silence is nothing.

    `said` are positions of options from 0, in order. Whether it came in time says the database's
    clock. Raises Forbidden, Refused; Conflict where the household has spoken or it is closed.
    """
    if actor.person is None:
        raise Forbidden("sign in first")
    choice = rules.reads(Form(consultation.form), len(consultation.options), said)
    if choice is None:
        raise Refused(_("请选一个答案。"), "choice")
    index = voice_of(consultation, actor.person, household)
    own = Answer.objects.filter(consultation=consultation, person=actor.person).first()
    row = own or Answer(consultation=consultation, person_id=actor.person, voice_index=index)
    row.choice, row.at = list(choice), clock.of_the_database()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(_why(error)) from None
    return row


def _why(error: IntegrityError) -> str:
    if "one_answer_of_a_voice" in str(error) or "voice_index" in str(error):
        return _("你家已经有人答过了。一户一份，要改请原来答的人来改。")
    return _("现在不能答：还没开始，或者已经截止了。")


def voice_of(consultation: Consultation, person: UUID, household: Household | None) -> str:
    """The keyed hash of whose voice it is. Raises Refused for whoever has none here."""
    own = households_for(consultation.place, Who(consultation.who), person=person)
    if consultation.voice == Voice.PERSON:
        if not own:
            raise Refused(_("这次只问小区里登记过的%(who)s。") % {"who": _who(consultation)})
        return voice_index(consultation, "person", str(person))
    if household is None or household.pk not in {row.pk for row in own}:
        raise Refused(_("请选你家是哪一户。"), "household")
    return voice_index(consultation, "household", str(household.pk))


def voice_index(consultation: Consultation, kind: str, key: str) -> str:
    return blind_index("consultation.voice", f"{consultation.pk}\0{kind}\0{key}")


def _who(consultation: Consultation) -> str:
    return _(rules.WHO_WORDS[consultation.who])
