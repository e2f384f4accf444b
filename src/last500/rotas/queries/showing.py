"""What the pages of a desk and of a household show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from last500.base import clock
from last500.base.actor import Actor
from last500.base.scope import everything, widen
from last500.base.sealing import blind_index
from last500.dispatch.queries import BestHelper, best_helpers
from last500.people.models import AccessEvent
from last500.places.models import Place
from last500.rotas import rules
from last500.rotas.models import Planned, Rota, RotaEvent, RotaMember, Turn
from last500.rotas.rules import Seat, State, TurnState
from last500.service_requests.models import Acceptance, ServiceRequest
from last500.service_requests.queries import helper_word

LINK_INDEX = "rotas.link"
_SHOWN = (TurnState.PLANNED, TurnState.PLACED)


def by_link(key: str) -> Rota | None:
    """The rota that a private link opens."""
    index = blind_index(LINK_INDEX, key)
    widen(link=index)
    rows = Rota.objects.filter(link_index=index)
    return rows.select_related("place", "contact").first()


def household_rota(actor: Actor, key: UUID) -> Rota | None:
    rows = Rota.objects.of_household(actor).filter(pk=key)
    return rows.select_related("place", "building", "contact__person").first()


def household_rotas(actor: Actor) -> list[Rota]:
    if actor.person is None:
        return []
    rows = Rota.objects.live().filter(contact__person=actor.person)
    return list(rows.select_related("place").order_by("made_at")[:20])


def arranged_rota(actor: Actor, key: UUID) -> Rota | None:
    rows = Rota.objects.arranged_by(actor).filter(pk=key)
    return rows.select_related(
        "place__parent__parent__parent", "building", "contact__person"
    ).first()


@dataclass(frozen=True)
class Line:
    """One rota in the list of a desk."""

    rota: Rota
    next_on: date | None
    joined: int


def at_desk(actor: Actor, desk: Place, *, ended: bool = False, limit: int = 200) -> list[Line]:
    """Rotas below a desk, the next turn first; two statements."""
    rows = Rota.objects.arranged_by(actor).filter(
        place__path__gte=desk.path, place__path__lte=desk.path + "ZZZZZZ"
    )
    rows = rows.filter(state=State.ENDED) if ended else rows.live()
    joined = Count("members", filter=Q(members__state=Seat.JOINED))
    found = list(
        rows.select_related("place", "building")
        .defer("text", "risk_note", "link_key")
        .annotate(joined=joined)
        .order_by("-made_at")[:limit]
    )
    ahead = Turn.objects.filter(
        rota__in=[rota.pk for rota in found], on__gte=clock.today(), state__in=_SHOWN
    )
    nearest: dict[UUID, date] = {}
    for key, on in ahead.order_by("on").values_list("rota", "on"):
        nearest.setdefault(key, on)
    lines = [Line(rota, nearest.get(rota.pk), vars(rota)["joined"]) for rota in found]
    return sorted(lines, key=lambda line: (line.next_on is None, line.next_on or date.max))


@dataclass(frozen=True)
class Shown:
    """One turn as a page shows it. `comes` are those who have accepted, `planned` whose turn it
    is, both as neighbours call them."""

    turn: Turn
    comes: list[str]
    planned: list[str]

    @property
    def state(self) -> str:
        """The state of its request; of a day still to be placed, none."""
        return str(self.turn.request.state) if self.turn.request else ""


def turns_of(rota: Rota, *, past: bool = False, limit: int = 12) -> list[Shown]:
    """The turns ahead, or those that were, with who comes; three statements.

    To be asked for a rota that its reader was let into: in the house's name, because the requests
    of the turns lie behind walls of their own.
    """
    with everything("a rota shows its turns to whom it is for"):
        rows = Turn.objects.filter(rota=rota)
        today = clock.today()
        rows = rows.filter(on__lt=today) if past else rows.filter(on__gte=today)
        rows = rows.filter(state=TurnState.PLACED) if past else rows
        rows = rows.order_by("-on" if past else "on").select_related("request")
        return shown(_with_people(rows)[:limit])


def _with_people(rows: QuerySet[Turn]) -> QuerySet[Turn]:
    held = Acceptance.objects.filter(ended_how__in=["", Acceptance.Ended.DONE])
    planned = Planned.objects.select_related("member__person").order_by("pk")
    return rows.prefetch_related(
        Prefetch("planned", planned),
        Prefetch("request__acceptances", held.select_related("helper").order_by("slot")),
    )


def shown(turns: Iterable[Turn]) -> list[Shown]:
    return [
        Shown(
            turn,
            [helper_word(one.helper) for one in turn.request.acceptances.all()]
            if turn.request
            else [],
            [helper_word(one.member.person) for one in turn.planned.all()],
        )
        for turn in turns
    ]


def members_of(rota: Rota) -> list[RotaMember]:
    rows = RotaMember.objects.filter(rota=rota, state__in=[Seat.INVITED, Seat.JOINED])
    return list(rows.select_related("person").order_by("state", "joined_at", "asked_at"))


def history(rota: Rota) -> list[RotaEvent]:
    return list(RotaEvent.objects.filter(rota=rota).order_by("at", "pk")[:200])


def looks(rota: Rota) -> list[AccessEvent]:
    rows = AccessEvent.objects.filter(contact=rota.contact_id, about=rota.pk)
    return list(rows.order_by("-at", "-pk")[:50])


def who_might_join(rota: Rota, n: int = 8) -> list[BestHelper]:
    """Neighbours who fit its turns, with the reasons, as for a request; not who was asked in."""
    turn = next(iter(rules.days(rota.pattern, clock.today(), rota.ends_on)), None)
    like = ServiceRequest(
        number=str(rota.pk),
        place=rota.place,
        building=rota.building,
        category=rota.category,
        contact=rota.contact,
        requester_id=rota.contact.person_id,
        wished_on=turn,
        text="",
        answers="",
        suspected_emergency="",
    )
    asked = RotaMember.objects.filter(rota=rota, state__in=[Seat.INVITED, Seat.JOINED])
    known = set(asked.values_list("person", flat=True))
    found = best_helpers(like, n + len(known))
    return [one for one in found if one.person.pk not in known][:n]
