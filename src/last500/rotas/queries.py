"""Questions about rotas: what is ahead, whose turn it is, who might join."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from last500.base import clock
from last500.base.actor import Actor
from last500.base.scope import everything, widen
from last500.base.sealing import blind_index
from last500.dispatch.queries import BestHelper, best_helpers
from last500.people.models import AccessEvent
from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.reportin.rules import is_paused
from last500.rotas import rules
from last500.rotas.models import Planned, Rota, RotaEvent, RotaMember, Turn, TurnSwap
from last500.rotas.rules import Seat, State, TurnState
from last500.service_requests.models import Acceptance, Invitation, ServiceRequest
from last500.service_requests.queries import helper_word
from last500.service_requests.rules import State as RequestState

LINK_INDEX = "rotas.link"
AHEAD = (RequestState.VERIFIED, RequestState.OFFERED)
_WITH = ("rota__place", "rota__building", "rota__contact", "request__place", "request__contact")


# ---- for the worker ------------------------------------------------------------------------------


def planned_turns(rota: Rota) -> QuerySet[Turn]:
    """Days ahead that have no request yet, with who is planned."""
    rows = Turn.objects.filter(rota=rota, state=TurnState.PLANNED, on__gte=clock.today())
    return rows.order_by("on").prefetch_related("planned")


def turn_with_all(key: UUID) -> Turn:
    return Turn.objects.select_related(*_WITH, "request__desk", "request__requester").get(pk=key)


def turns_to_place(today: date, limit: int) -> list[UUID]:
    """Turns of running rotas whose helpers are to be asked now, the nearest first."""
    weekly = Q(rota__kind=rules.Kind.WEEKS, rota__every=1)
    soon = today + timedelta(rules.lead_days(_ANY_WEEK))
    later = today + timedelta(rules.lead_days(_ANY_MONTH))
    rows = Turn.objects.filter(state=TurnState.PLANNED, on__gte=today, rota__state=State.RUNNING)
    rows = rows.filter((weekly & Q(on__lte=soon)) | (~weekly & Q(on__lte=later)))
    rows = rows.filter(on__lte=F("rota__ends_on"))
    return list(rows.order_by("on", "pk").values_list("pk", flat=True)[:limit])


_ANY_WEEK = rules.Pattern(rules.Kind.WEEKS, 1, 0, 0, 0, date(2020, 1, 1))
_ANY_MONTH = rules.Pattern(rules.Kind.MONTHS, 1, 0, 1, 0, date(2020, 1, 1))


def _open_turns() -> QuerySet[Turn]:
    rows = Turn.objects.filter(state=TurnState.PLACED, on__gte=clock.today(), handed_over_at=None)
    return rows.filter(rota__state__in=rules.AGREED, request__open_to="")


def turns_short_of_somebody(limit: int) -> list[Turn]:
    """Nobody is being asked although somebody is missing: given back, or all declined."""
    asked = Invitation.objects.filter(request=OuterRef("request"), answer="asked")
    rows = _open_turns().filter(request__state__in=AHEAD).filter(~Exists(asked))
    rows = rows.filter(request__taken__lt=F("request__wanted"))
    return list(rows.order_by("on")[:limit])


def turns_without_an_answer(now: datetime, limit: int) -> list[Turn]:
    rows = _open_turns().filter(request__state=RequestState.OFFERED, request__due_at__lt=now)
    return list(rows.filter(stood_in_at=None).order_by("on")[:limit])


def seats(rota: Rota) -> dict[UUID, RotaMember]:
    """Those who have joined and have not locked their data, by the key of their seat."""
    rows = RotaMember.objects.filter(rota=rota, state=Seat.JOINED, person__restricted_at=None)
    return {row.pk: row for row in rows.select_related("person").order_by("joined_at", "pk")}


def members_to_plan(
    rota: Rota, on_days: Sequence[date], *, leave_out: UUID | None = None
) -> list[rules.Member]:
    """Who has joined, with the days on which they rest or have another turn at that hour.

    Three statements. The person of a `rules.Member` is the key of their seat.
    """
    found = seats(rota)
    people = {row.person_id for row in found.values()}
    report_ins = ReportIn.objects.filter(person__in=people, state="confirmed")
    pauses = dict(report_ins.values_list("person", "paused_until"))
    taken = _taken_elsewhere(rota, people, on_days)
    return [
        rules.Member(
            person=row.pk,
            joined=number,
            last_on=row.last_on,
            last_place=row.last_place,
            away=frozenset(
                on
                for on in on_days
                if is_paused(pauses[row.person_id], on)
                or is_paused(row.rests_until, on)
                or on in taken[row.person_id]
            ),
        )
        for number, row in enumerate(found.values())
        if row.person_id in pauses
    ]


def _taken_elsewhere(
    rota: Rota, people: Collection[UUID], on_days: Sequence[date]
) -> defaultdict[UUID, set[date]]:
    """Days on which they are planned for another rota at the same hour."""
    rows = Planned.objects.filter(
        member__person__in=people,
        turn__on__in=on_days,
        turn__state__in=[TurnState.PLANNED, TurnState.PLACED],
        turn__rota__state=State.RUNNING,
        turn__rota__start__lt=rota.start + rota.minutes,
    ).exclude(turn__rota=rota)
    known = rows.values_list(
        "member__person", "turn__on", "turn__rota__start", "turn__rota__minutes"
    )
    taken: defaultdict[UUID, set[date]] = defaultdict(set)
    for person, on, start, minutes in known:
        if start + minutes > rota.start:
            taken[person].add(on)
    return taken


def who_had_the_last(rota: Rota, *, before: date | None = None) -> set[UUID]:
    """The seats that had the turn before: as planned, and whoever stood in."""
    rows = Turn.objects.filter(rota=rota, state=TurnState.PLACED)
    rows = rows.filter(on__lt=before) if before else rows
    last = rows.order_by("-on").values("pk")[:1]
    return set(
        Planned.objects.filter(turn__in=list(last.values_list("pk", flat=True))).values_list(
            "member", flat=True
        )
    )


# ---- for the pages -------------------------------------------------------------------------------


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


_SHOWN = (TurnState.PLANNED, TurnState.PLACED)


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


# ---- a member's own ------------------------------------------------------------------------------


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
