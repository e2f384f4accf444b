"""A member's own acts: join, rest, leave; accept ahead, or say that one cannot come.

An acceptance is always one's own press, for each turn. Declining and leaving cost nothing.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.base.scope import everything
from last500.reportin.queries import own
from last500.rotas import queries, rules
from last500.rotas.actions.step import append, hold
from last500.rotas.actions.turns import ask_the_next, place_turn, replan
from last500.rotas.models import Planned, Rota, RotaMember, Turn, TurnSwap
from last500.rotas.rules import Action, Role, Seat, State, Swap, TurnState
from last500.service_requests import actions as requests
from last500.service_requests.models import Acceptance, Invitation, ServiceRequest
from last500.service_requests.queries import held_by
from last500.service_requests.rules import State as RequestState

MOVED_ON = N_("这一次已经变了，请看看现在的情况。")
RESTS = (0, 14, 30, 90)


def _own(actor: Actor, seat: RotaMember) -> None:
    if actor.person is None or seat.person_id != actor.person:
        raise Forbidden("not your own")


def _must_be_reported_in(actor: Actor) -> None:
    report_in = own(actor)
    if report_in is None or report_in.state != "confirmed":
        raise Refused(_("要先在小区报到，小区确认之后才能帮忙。"))


@transaction.atomic
def join(actor: Actor, seat: RotaMember) -> None:
    """Yes to being asked when it is one's turn; which is not yet a yes to any turn."""
    _own(actor, seat)
    _must_be_reported_in(actor)
    hold(seat.rota, *rules.LIVE)
    asked = RotaMember.objects.filter(pk=seat.pk, state=Seat.INVITED)
    if not asked.update(state=Seat.JOINED, joined_at=clock.now()):
        raise Conflict(_("这个邀请已经过了。"))
    append(actor, seat.rota, Action.JOIN, seat.rota.state, role=Role.MEMBER)
    replan(seat.rota)


@transaction.atomic
def decline(actor: Actor, seat: RotaMember) -> None:
    """No, thank you: the invitation is gone, and nothing is kept of it."""
    _own(actor, seat)
    RotaMember.objects.filter(pk=seat.pk, state=Seat.INVITED).delete()


@transaction.atomic
def join_again(actor: Actor, request: ServiceRequest) -> RotaMember:
    """下次也我来: whoever has accepted a turn may be one of the rota from now on."""
    if actor.person is None:
        raise Forbidden("sign in first")
    _must_be_reported_in(actor)
    with everything("whoever came once joins the rota"):
        turn = Turn.objects.filter(request=request).select_related("rota__contact").first()
        came = Acceptance.objects.filter(
            request=request, helper=actor.person, ended_how__in=["", Acceptance.Ended.DONE]
        )
        if turn is None or not came.exists():
            raise Forbidden("not your turn")
        rota = turn.rota
        hold(rota, *rules.LIVE)
        if rota.contact.person_id == actor.person:
            raise Refused(_("这是你自己家的轮值。"))
        seat = _seat_for(actor.person, rota, turn)
        append(actor, rota, Action.JOIN, rota.state, role=Role.MEMBER)
        replan(rota)
    return seat


def _seat_for(person: UUID, rota: Rota, turn: Turn) -> RotaMember:
    asked = RotaMember.objects.filter(rota=rota, person=person, state=Seat.INVITED).first()
    now = clock.now()
    if asked is not None:
        RotaMember.objects.filter(pk=asked.pk).update(state=Seat.JOINED, joined_at=now)
        return asked
    seats = RotaMember.objects.filter(rota=rota, state__in=[Seat.INVITED, Seat.JOINED])
    if seats.count() >= rules.MOST_SEATS:
        raise Conflict(_("这个轮值的人已经够了，谢谢你。"))
    seat = RotaMember(
        rota=rota,
        person_id=person,
        state=Seat.JOINED,
        reasons=["came_forward"],
        asked_at=now,
        joined_at=now,
        last_on=turn.on,
    )
    try:
        with transaction.atomic():
            seat.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("你已经在这个轮值里了。")) from None
    return seat


@transaction.atomic
def rest(actor: Actor, seat: RotaMember, *, days: int) -> None:
    """Rest from this rota for some days; 0 begins again at once."""
    _own(actor, seat)
    if days not in RESTS:
        raise Refused(_("请选歇多久。"), "days")
    until = clock.today() + timedelta(days) if days else None
    joined = RotaMember.objects.filter(pk=seat.pk, state=Seat.JOINED)
    if not joined.update(rests_until=until):
        raise Conflict(_("你已经不在这个轮值里了。"))
    replan(seat.rota)


@transaction.atomic
def leave(actor: Actor, seat: RotaMember) -> None:
    """Leave at any time, without a reason. A turn one has accepted stays one's own until it is
    given back; every other is planned anew."""
    _own(actor, seat)
    joined = RotaMember.objects.filter(pk=seat.pk, state=Seat.JOINED)
    if not joined.update(state=Seat.LEFT, left_at=clock.now()):
        raise Conflict(_("你已经不在这个轮值里了。"))
    append(actor, seat.rota, Action.LEAVE, seat.rota.state, role=Role.MEMBER)
    with everything("a member leaves a rota"):
        _stand_back(actor, seat)
        replan(seat.rota)


def _stand_back(actor: Actor, seat: RotaMember) -> None:
    """Answer what is still being asked, and take their name off the days ahead."""
    turns = Turn.objects.filter(rota=seat.rota, state=TurnState.PLACED, on__gte=clock.today())
    asked = Invitation.objects.filter(
        request__in=turns.values("request"), helper=actor.person, answer="asked"
    )
    for invitation in asked:
        requests.refuse(actor, invitation)
    Planned.objects.filter(member=seat, turn__state=TurnState.PLANNED).delete()
    mine = TurnSwap.objects.filter(state=Swap.ASKED)
    over = {"state": Swap.OVER, "answered_at": clock.now()}
    mine.filter(asker=seat).update(**over)
    mine.filter(other=seat).update(**over)
    # A day that two had swapped is planned anew where one of them is gone.
    lone = Turn.objects.filter(rota=seat.rota, state=TurnState.PLANNED, is_fixed=True, planned=None)
    lone.update(is_fixed=False)


# ---- turns ---------------------------------------------------------------------------------------


def accept_ahead(actor: Actor, keys: Sequence[UUID]) -> tuple[int, str]:
    """Accept several of one's own turns with one press, each as a request of its own: how many
    were accepted, and why one was not. A turn not placed yet is placed for it.

    The hour stands in the rota, so accepting the turn agrees it as well.
    """
    done, why = 0, ""
    for key in keys:
        try:
            with transaction.atomic():
                _accept(actor, key)
        except Refused as refused:
            why = refused.message
        else:
            done += 1
    return done, why


def _accept(actor: Actor, key: UUID) -> None:
    turn = queries.own_turn(actor, key)
    if turn is None:
        raise Conflict(_(MOVED_ON))
    if turn.state == TurnState.PLANNED:
        place_turn(turn.pk)
    request = request_of(turn)
    if request is None:
        raise Conflict(_(MOVED_ON))
    requests.accept(actor, request)
    if request.state == RequestState.ACCEPTED:
        requests.contact_agreed(actor, request, at=turn.at)


def request_of(turn: Turn) -> ServiceRequest | None:
    with everything("a member acts on a turn of their own"):
        rows = ServiceRequest.objects.filter(turn=turn.pk)
        return rows.select_related("place", "building", "desk", "contact", "requester").first()


@transaction.atomic
def cannot(actor: Actor, turn: Turn) -> int:
    """这次来不了: it is given back, and the next in order is asked. How many were asked."""
    mine = Planned.objects.filter(turn=turn, member__person=actor.person).select_related("member")
    planned = mine.first()
    if planned is None:
        raise Forbidden("not your turn")
    hold(turn.rota, State.RUNNING, State.PAUSED)
    _goes_to_the_end(planned.member, turn)
    request = request_of(turn)
    if request is None:
        _plan_somebody_else(turn, planned)
        return 0
    if held_by(planned.member.person_id, request):
        requests.release(actor, request)
    else:
        _refuse(actor, request)
    return ask_the_next(turn)


def _goes_to_the_end(member: RotaMember, turn: Turn) -> None:
    """Whoever cannot is asked again when all others had a turn: no more, no less."""
    later = RotaMember.objects.filter(pk=member.pk).exclude(last_on__gte=turn.on)
    later.update(last_on=turn.on)


def _refuse(actor: Actor, request: ServiceRequest) -> None:
    asked = Invitation.objects.filter(request=request, helper=actor.person, answer="asked").first()
    if asked is None:
        raise Conflict(_(MOVED_ON))
    requests.refuse(actor, asked)


def _plan_somebody_else(turn: Turn, planned: Planned) -> None:
    """Nobody has been asked yet: the day goes to the next in order and stays so."""
    with everything("a turn is planned for somebody else"):
        free = Turn.objects.filter(pk=turn.pk, state=TurnState.PLANNED)
        if not free.update(is_fixed=True):
            raise Conflict(_(MOVED_ON))
        there = set(Planned.objects.filter(turn=turn).values_list("member", flat=True))
        members = queries.members_to_plan(turn.rota, [turn.on])
        order = [one.person for one in rules.in_order(members, turn.on) if one.person not in there]
        planned.delete()
        if order:
            Planned.objects.create(turn=turn, member_id=order[0])
        replan(turn.rota)
