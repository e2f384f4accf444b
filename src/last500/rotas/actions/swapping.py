"""Two members change two turns: one asks, the other says yes, and then it holds for both."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import CLOCK, Actor
from last500.base.errors import Conflict, Forbidden
from last500.base.marking import N_
from last500.base.scope import everything
from last500.notify.actions import post
from last500.rotas import queries
from last500.rotas.actions.members import request_of
from last500.rotas.actions.step import append, hold
from last500.rotas.models import Planned, RotaMember, Turn, TurnSwap
from last500.rotas.rules import Action, Role, Seat, State, Swap, TurnState
from last500.service_requests import actions as requests
from last500.service_requests.models import Invitation, ServiceRequest
from last500.service_requests.queries import held_by
from last500.service_requests.rules import State as RequestState

MOVED_ON = N_("这次换班已经变了，请看看现在的情况。")


@transaction.atomic
def ask_to_swap(actor: Actor, turn: Turn, against: Planned) -> TurnSwap:
    """Ask the one who is planned for another day to change with this one of one's own.

    The other day has not been asked for yet; one's own may even be accepted: it is then handed on.
    """
    mine = Planned.objects.filter(turn=turn, member__person=actor.person).first()
    if mine is None:
        raise Forbidden("not your turn")
    if against.pk not in {one.pk for one in queries.turns_to_swap_with(actor, turn)}:
        raise Conflict(_(MOVED_ON))
    swap = TurnSwap(
        given=turn,
        taken=against.turn,
        asker_id=mine.member_id,
        other=against.member,
        state=Swap.ASKED,
        asked_at=clock.now(),
    )
    try:
        with transaction.atomic():
            swap.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这一次你已经问过一位了，等等回话。")) from None
    post("rota_swap_asked", [against.member.person], link="/rotas/", place=turn.rota.place.name)
    return swap


@transaction.atomic
def call_off(actor: Actor, swap: TurnSwap) -> None:
    """Either says no, or takes the question back; nothing else changes."""
    if actor.person not in {swap.asker.person_id, swap.other.person_id}:
        raise Forbidden("not your own")
    if not _answer(swap, Swap.OVER):
        raise Conflict(_(MOVED_ON))
    if actor.person == swap.other.person_id:
        post(
            "rota_swap_over", [swap.asker.person], link="/rotas/", place=swap.given.rota.place.name
        )


def _answer(swap: TurnSwap, to: Swap) -> int:
    asked = TurnSwap.objects.filter(pk=swap.pk, state=Swap.ASKED)
    return asked.update(state=to, answered_at=clock.now())


@transaction.atomic
def agree_to_swap(actor: Actor, swap: TurnSwap) -> None:
    """Yes: each day changes hands. Where the asker's was placed already, whoever says yes here
    accepts it by the same press; the asker is asked for theirs when its time comes."""
    if actor.person != swap.other.person_id:
        raise Forbidden("not asked")
    rota = swap.given.rota
    hold(rota, State.RUNNING)
    if not _answer(swap, Swap.AGREED):
        raise Conflict(_(MOVED_ON))
    with everything("two members change two turns"):
        _both_still_there(swap)
        _change(swap.taken, swap.other, swap.asker, only_planned=True)
        _change(swap.given, swap.asker, swap.other)
        _over_for_others(swap)
        request = request_of(swap.given)
        if request is not None:
            _hand_on(actor, swap, request)
    append(actor, rota, Action.SWAP, rota.state, role=Role.MEMBER)
    post("rota_swapped", [swap.asker.person], link="/rotas/", place=rota.place.name)


def _both_still_there(swap: TurnSwap) -> None:
    seats = RotaMember.objects.filter(
        pk__in=[swap.asker_id, swap.other_id], state=Seat.JOINED, person__restricted_at=None
    )
    ahead = Turn.objects.filter(pk__in=[swap.given_id, swap.taken_id], on__gte=clock.today())
    if seats.count() != 2 or ahead.count() != 2:
        raise Conflict(_(MOVED_ON))


def _change(
    turn: Turn, was: RotaMember, becomes: RotaMember, *, only_planned: bool = False
) -> None:
    """On condition that the turn is still who it was asked of. Raises Conflict."""
    states = [TurnState.PLANNED] if only_planned else [TurnState.PLANNED, TurnState.PLACED]
    here = Turn.objects.filter(pk=turn.pk, state__in=states)
    if not here.update(is_fixed=True):
        raise Conflict(_(MOVED_ON))
    planned = Planned.objects.filter(turn=turn)
    if planned.filter(member=becomes).exists() or not planned.filter(member=was).update(
        member=becomes
    ):
        raise Conflict(_(MOVED_ON))


def _over_for_others(swap: TurnSwap) -> None:
    """Other questions about these two days have lost their ground."""
    days = [swap.given_id, swap.taken_id]
    others = TurnSwap.objects.filter(Q(given__in=days) | Q(taken__in=days), state=Swap.ASKED)
    others.update(state=Swap.OVER, answered_at=clock.now())


def _hand_on(actor: Actor, swap: TurnSwap, request: ServiceRequest) -> None:
    """The asker's place in the team goes to whoever said yes, by that one's own press."""
    asker = swap.asker.person_id
    if held_by(asker, request):
        key = requests.begin_hand_on(Actor(person=asker), request)
        requests.take_over(actor, key)
        return
    asked = Invitation.objects.filter(request=request, helper=asker, answer="asked").first()
    if asked is None or request.state != RequestState.OFFERED:
        raise Conflict(_(MOVED_ON))
    requests.refuse(Actor(person=asker), asked)
    _accept_instead(actor, swap, request)


def _accept_instead(actor: Actor, swap: TurnSwap, request: ServiceRequest) -> None:
    person = swap.other.person_id
    if not Invitation.objects.filter(request=request, helper=person, answer="asked").exists():
        requests.offer(CLOCK, request, helpers=[person], reasons={person: ["rota_swap"]})
    requests.accept(actor, request)
    if request.state == RequestState.ACCEPTED:
        requests.contact_agreed(actor, request, at=swap.given.at)
