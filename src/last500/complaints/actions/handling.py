"""What a desk does with a complaint: say that it has it, ask, answer, pass it up."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.complaints.actions.step import advance, check, move, tell_complainant
from last500.complaints.conflict import in_the_house
from last500.complaints.models import Complaint
from last500.complaints.queries import seat_for
from last500.complaints.rules import Action


@in_the_house
@transaction.atomic
def acknowledge(actor: Actor, complaint: Complaint) -> Complaint:
    check(actor, complaint, Action.ACKNOWLEDGE)
    advance(actor, complaint, Action.ACKNOWLEDGE)
    tell_complainant(complaint)
    return complaint


@in_the_house
@transaction.atomic
def ask_back(actor: Actor, complaint: Complaint, *, note: str) -> Complaint:
    """A question to the complainant. The deadline binds the desk, so it goes on."""
    check(actor, complaint, Action.ASK_BACK, note)
    advance(actor, complaint, Action.ASK_BACK, note=note)
    tell_complainant(complaint)
    return complaint


@in_the_house
@transaction.atomic
def answer(actor: Actor, complaint: Complaint, *, note: str) -> Complaint:
    check(actor, complaint, Action.ANSWER, note)
    first = complaint.answered_at or clock.now()
    advance(actor, complaint, Action.ANSWER, note=note, answered_at=first)
    tell_complainant(complaint)
    return complaint


@in_the_house
@transaction.atomic
def pass_on(actor: Actor, complaint: Complaint, *, note: str) -> Complaint:
    """To the next level up, with the reason, which the complainant reads."""
    check(actor, complaint, Action.PASS_ON, note)
    seat = seat_for(complaint, above=True)
    if seat is None:
        raise Refused(_("上面没有能办这件事的人了，请在这里答复。"), "note")
    move(actor, complaint, Action.PASS_ON, seat, note)
    tell_complainant(complaint)
    return complaint
