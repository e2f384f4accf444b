"""Who watches and who reads: asked by the desk, seated by their own yes; the result is signed."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.people.models import Person
from last500.votes import rules
from last500.votes.actions.step import MOVED_ON, append, held, must_run, runners, told, write
from last500.votes.models import Objection, Reading, Seat, Vote, VoteEvent
from last500.votes.rules import Follow, Role, SeatState, State

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
    if not _may_be_asked(row, role):
        raise Conflict(_(MOVED_ON))
    if role == Role.RECOUNTER:
        _check_recounter(row, person)
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


def _may_be_asked(vote: Vote, role: Role) -> bool:
    if role == Role.RECOUNTER:
        rows = Objection.objects.filter(vote=vote, follow=Follow.RECOUNT, settled_at=None)
        return vote.state == State.PUBLISHED and rows.exists()
    teller = role == Role.TELLER
    return vote.state in (_ASKING | rules.READS if teller else _ASKING)


def _check_recounter(vote: Vote, person: Person) -> None:
    """Two, and others than those who have read, watched, run or questioned it."""
    rows = Seat.objects.filter(vote=vote, role=Role.RECOUNTER).exclude(state=SeatState.DECLINED)
    if rows.count() >= rules.RECOUNTERS:
        raise Refused(_("重数请两个人，已经够了。"), "who")
    read = Reading.objects.filter(ballot__vote=vote, reader=person).exists()
    ran = VoteEvent.objects.filter(vote=vote, actor=person).exclude(action="look").exists()
    raised = Objection.objects.filter(vote=vote, raised_by=person).exists()
    if read or ran or raised:
        raise Refused(_("重数要请没有办过、没有录过票、没有提过异议的人。"), "who")


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
    again = seat.role == Role.RECOUNTER
    late = not again and (row.state in rules.FINAL or row.state == State.COUNTED)
    opened = seat.role in rules.SCRUTINEERS and row.state not in _ASKING
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
    if seat is None or seat.role not in rules.SCRUTINEERS or seat.state != SeatState.AGREED:
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
