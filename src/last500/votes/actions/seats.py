"""Who watches and who reads: asked by the desk, seated by their own yes; the result is signed."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.people.models import Person
from last500.votes import rules
from last500.votes.actions.step import MOVED_ON, append, held, must_run, runners, told, write
from last500.votes.models import Seat, Vote
from last500.votes.rules import Role, SeatState, State

TELLERS_MOST = 20
_ASKING = frozenset({State.DRAFTED, State.ANNOUNCED})


@transaction.atomic
def ask(actor: Actor, vote: Vote, person: Person, role: Role) -> Seat:
    """Ask somebody; they say yes or no. Scrutineers before the box opens, tellers also later.

    Nobody who runs the vote watches it. Raises Forbidden, Conflict, Refused.
    """
    must_run(actor, vote)
    row = held(vote)
    teller = role == Role.TELLER
    if row.state not in (_ASKING | rules.READS if teller else _ASKING):
        raise Conflict(_(MOVED_ON))
    if person.pk == actor.person:
        raise Refused(_("自己办的表决，请别人来监票、录票。"), "who")
    if teller and Seat.objects.filter(vote=row, role=role).count() >= TELLERS_MOST:
        raise Refused(_("录票人够多了。"), "who")
    Seat.objects.filter(vote=row, person=person, state=SeatState.DECLINED).delete()
    try:
        with transaction.atomic():
            seat = Seat.objects.create(vote=row, role=role, person=person, asked_at=clock.now())
    except IntegrityError:
        raise Conflict(_("这一位已经请过了，或者这一方已经有监票人。")) from None
    append(actor, row, "ask_seat", role=role)
    told("vote_seat_asked", [person], row, actor, f"/votes/{row.pk}/seat/")
    return seat


def seat_of(actor: Actor, vote: Vote) -> Seat | None:
    if actor.person is None:
        return None
    return Seat.objects.filter(vote=vote, person=actor.person).select_related("vote").first()


@transaction.atomic
def answer(actor: Actor, vote: Vote, *, agrees: bool) -> None:
    """One's own yes or no; a scrutineer may step back until the box opens."""
    row = held(vote)
    seat = seat_of(actor, row)
    if seat is None:
        raise Forbidden("was not asked")
    late = row.state in rules.FINAL or row.state == State.COUNTED
    opened = seat.role != Role.TELLER and row.state not in _ASKING
    new = SeatState.AGREED if agrees else SeatState.DECLINED
    rows = Seat.objects.filter(pk=seat.pk).exclude(state__in=[new, SeatState.DECLINED])
    if late or opened or not rows.update(state=new, answered_at=clock.now()):
        raise Conflict(_(MOVED_ON))
    append(actor, row, "seat_yes" if agrees else "seat_no", role=seat.role)
    write(row, "vote seat", {"role": seat.role, "state": str(new)}, actor)
    told("vote_seat_answered", runners(row), row, actor, f"/votes/{row.pk}/desk/")


@transaction.atomic
def sign(actor: Actor, vote: Vote, *, signs: bool, remark: str = "") -> None:
    """A scrutineer signs the result, or says why not; once. Raises Forbidden, Conflict, Refused."""
    row = held(vote)
    seat = seat_of(actor, row)
    if seat is None or seat.role == Role.TELLER or seat.state != SeatState.AGREED:
        raise Forbidden("does not watch this vote")
    said = remark.strip()[: rules.REASON_MOST]
    if not signs and not said:
        raise Refused(_("不签也可以，请写为什么，会和结果一起公示。"), "remark")
    if row.state != State.COUNTED:
        raise Conflict(_(MOVED_ON))
    rows = Seat.objects.filter(pk=seat.pk, signed_at=None)
    if not rows.update(signed_at=clock.now(), signs=signs):
        raise Conflict(_("你已经签过了。"))
    seat.remark = said
    seat.save(update_fields=["remark"])
    append(actor, row, "sign" if signs else "sign_not", role=seat.role)
    write(row, "vote sign", {"role": seat.role, "signs": signs, "digest": _digest(row)}, actor)
    told("vote_signed", runners(row), row, actor, f"/votes/{row.pk}/desk/")


def _digest(vote: Vote) -> str:
    return vote.result.digest
