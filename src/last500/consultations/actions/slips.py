"""Paper slips and calls: two people read the same one, and it counts when they read the same."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.scope import everything
from last500.consultations import rules
from last500.consultations.actions.answering import voice_index
from last500.consultations.models import SLIP_MOST, Answer, Consultation, Slip
from last500.consultations.rules import Form, Phase, Voice
from last500.households.models import Household
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.rules import clean_line

READ_IN = (Phase.OPEN, Phase.COUNTING)


@transaction.atomic
def read(
    actor: Actor,
    consultation: Consultation,
    *,
    number: str,
    how: str,
    said: list[int],
    household: Household | None = None,
) -> Slip:
    """What this slip says, as the actor reads it: the first reading, or the second of another.

    Whoever has read it may read it again as long as it does not count. Nobody is shown what the
    other has read. Raises Forbidden, Refused, Conflict.
    """
    require(actor, Permission.TOPIC_HANDLE, consultation.place)
    if consultation.phase not in READ_IN:
        raise Conflict(_("单子从开始征询录到公布结果。"))
    number = clean_line(number)[:SLIP_MOST]
    choice = rules.reads(Form(consultation.form), len(consultation.options), said)
    _check(consultation, number, choice, household)
    made = {"how": how, "household": household, "first_by_id": actor.person}
    try:
        with transaction.atomic():
            slip, new = Slip.objects.get_or_create(
                consultation=consultation,
                number=number,
                defaults={**made, "first": list(choice or ()), "first_at": clock.now()},
            )
    except IntegrityError:
        raise Conflict(_("这张单子刚有人录过，请再录一次。")) from None
    return slip if new else _again(actor, slip, list(choice or ()), household)


def _check(
    consultation: Consultation,
    number: str,
    choice: rules.Ranking | None,
    household: Household | None,
) -> None:
    if not number:
        raise Refused(_("请写单子上印的号。"), "number")
    if choice is None:
        raise Refused(_("请照单子上的选。看不清、选多了的，不要录。"), "choice")
    if consultation.voice != Voice.HOUSEHOLD:
        return
    if household is None or household.compound_id != consultation.place_id:
        raise Refused(_("一户一份：请写单子上的门牌。"), "door")


def _again(actor: Actor, slip: Slip, said: list[int], household: Household | None) -> Slip:
    """Held until both readings have been compared, so that two cannot count it twice."""
    slip = Slip.objects.select_for_update().get(pk=slip.pk)
    if slip.answer_id:
        raise Conflict(_("这张单子已经两个人录过，一样，算进去了。"))
    if slip.household_id != (household.pk if household else None):
        raise Refused(_("前一个人录的是另一户，请一起再看一遍单子。"), "door")
    if slip.first_by_id == actor.person:
        slip.first, slip.first_at = said, clock.now()
    else:
        slip.second, slip.second_by_id, slip.second_at = said, actor.person, clock.now()
    slip.save()
    if slip.second_at and slip.first == slip.second:
        _enter(slip)
    return slip


def _enter(slip: Slip) -> None:
    """Both have read the same: it is one answer. Raises Conflict where the household has one."""
    kind, key = (
        ("household", str(slip.household_id)) if slip.household_id else ("slip", slip.number)
    )
    answer = Answer(
        consultation_id=slip.consultation_id,
        voice_index=voice_index(slip.consultation, kind, key),
        by_slip=True,
        at=clock.of_the_database(),
    )
    answer.choice = slip.first
    try:
        with everything("what two people have read is an answer"), transaction.atomic():
            answer.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这一户已经有一份回答了，这张单子不算。")) from None
    Slip.objects.filter(pk=slip.pk).update(answer=answer)
    slip.answer = answer
