"""A member's own: seats, turns, swaps."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from last500.base import clock
from last500.base.actor import Actor
from last500.base.scope import everything
from last500.rotas import rules
from last500.rotas.models import Planned, RotaMember, Turn, TurnSwap
from last500.rotas.rules import Seat, State, TurnState
from last500.service_requests.models import Acceptance, Invitation, ServiceRequest
from last500.service_requests.queries import helper_word
from last500.service_requests.rules import State as RequestState

AHEAD = (RequestState.VERIFIED, RequestState.OFFERED)
_SHOWN = (TurnState.PLANNED, TurnState.PLACED)


def own_seats(actor: Actor) -> list[RotaMember]:
    """Rotas the actor is in, or is asked into; one statement."""
    rows = RotaMember.objects.filter(
        person=actor.person, state__in=[Seat.INVITED, Seat.JOINED], rota__state__in=rules.LIVE
    )
    rows = rows.select_related("rota__place", "rota__building")
    return list(rows.defer("rota__text", "rota__link_key").order_by("state", "asked_at")[:50])


def own_seat(actor: Actor, key: UUID) -> RotaMember | None:
    rows = RotaMember.objects.filter(pk=key, person=actor.person)
    # Without the household's contact: behind the second wall it is not a member's to read.
    return rows.select_related("rota__place", "person").first()


def own_turns(actor: Actor, limit: int = 20) -> list[Turn]:
    """The days ahead on which it is the actor's turn, the next first; one statement."""
    return list(own_turns_ahead(actor).order_by("on", "rota")[:limit])


def own_turns_ahead(actor: Actor) -> QuerySet[Turn]:
    rows = Turn.objects.filter(
        planned__member__person=actor.person,
        planned__member__state=Seat.JOINED,
        on__gte=clock.today(),
        state__in=_SHOWN,
        rota__state=State.RUNNING,
    )
    rows = rows.select_related("rota__place", "rota__building", "request")
    return rows.defer("rota__text", "rota__link_key", "request__text", "request__answers")


def turns_to_come(actor: Actor, limit: int) -> list[Turn]:
    """Of one's own turns those not accepted yet, and not by others either; one statement."""
    open_still = Q(request=None) | Q(request__state__in=AHEAD)
    held = Acceptance.objects.filter(
        request=OuterRef("request"), helper=actor.person, ended_at=None
    )
    rows = own_turns_ahead(actor).filter(open_still).filter(~Exists(held))
    return list(rows.order_by("on", "rota")[:limit])


def own_turn(actor: Actor, key: UUID) -> Turn | None:
    """A turn of a rota the actor is in and for which they are planned."""
    mine = Planned.objects.filter(
        turn=OuterRef("pk"), member__person=actor.person, member__state=Seat.JOINED
    )
    rows = Turn.objects.filter(Exists(mine), pk=key, on__gte=clock.today())
    return rows.select_related("rota__place", "rota__building").first()


def how_i_stand(actor: Actor, turns: Sequence[Turn]) -> dict[UUID, str]:
    """Of each turn with a request: held, asked, or neither; two statements."""
    keys = [turn.request_id for turn in turns if turn.request_id]
    held = Acceptance.objects.filter(request__in=keys, helper=actor.person, ended_at=None)
    asked = Invitation.objects.filter(request__in=keys, helper=actor.person, answer="asked")
    stand = dict.fromkeys(asked.values_list("request", flat=True), "asked")
    return stand | dict.fromkeys(held.values_list("request", flat=True), "held")


def turns_to_swap_with(actor: Actor, turn: Turn) -> list[Planned]:
    """Turns of the same rota that another is planned for and has not been asked for yet."""
    rows = Planned.objects.filter(
        turn__rota=turn.rota_id,
        turn__state=TurnState.PLANNED,
        turn__on__gte=clock.today(),
        member__state=Seat.JOINED,
    )
    mine = Planned.objects.filter(turn=OuterRef("turn"), member__person=actor.person)
    rows = rows.exclude(member__person=actor.person).filter(~Exists(mine)).exclude(turn=turn)
    both = Planned.objects.filter(turn=turn).values("member")
    rows = rows.exclude(member__in=both)
    return list(rows.select_related("turn", "member__person").order_by("turn__on", "pk")[:20])


def swaps_for(actor: Actor) -> list[TurnSwap]:
    """What others ask the actor to swap, and what the actor has asked."""
    rows = TurnSwap.objects.filter(
        Q(other__person=actor.person) | Q(asker__person=actor.person), state=rules.Swap.ASKED
    )
    rows = rows.select_related("given__rota__place", "taken", "asker__person", "other__person")
    return list(rows.order_by("asked_at")[:20])


def rota_of(request: ServiceRequest) -> UUID | None:
    """The rota whose turn this request is."""
    return Turn.objects.filter(request=request.pk).values_list("rota", flat=True).first()


def is_a_turn(request: UUID) -> bool:
    with everything("whoever came asks to come again"):
        return Turn.objects.filter(request=request).exists()


def may_join_by(actor: Actor, request: UUID) -> bool:
    """Whether this was a turn of a live rota of somebody else's that the actor is not in yet."""
    if actor.person is None:
        return False
    with everything("whoever came is asked whether they would come again"):
        mine = RotaMember.objects.filter(rota=OuterRef("rota"), person=actor.person)
        joined = mine.filter(state=Seat.JOINED)
        rows = Turn.objects.filter(request=request, rota__state__in=rules.LIVE)
        others = Q(rota__contact__person=None) | ~Q(rota__contact__person=actor.person)
        return rows.filter(others).filter(~Exists(joined)).exists()


def who_else(actor: Actor, turn: Turn) -> list[str]:
    """Those planned for the same day, as neighbours call them."""
    rows = Planned.objects.filter(turn=turn).exclude(member__person=actor.person)
    return [helper_word(one.member.person) for one in rows.select_related("member__person")]
