"""What the tables say of an area's helpers and of what is open there, read once for one plan."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from last500.dispatch.queries import (
    LOOKED_AT,
    building_path,
    complained_of,
    places_above,
    with_asks,
)
from last500.dispatch.wanted import Wanted
from last500.dispatch.weighing import weighing_in
from last500.dispatch.weights import Weighing
from last500.places.models import Place
from last500.places.rules import branch
from last500.reportin.models import Avoidance, ReportIn
from last500.reportin.queries import proofs_of
from last500.reportin.rules import REACH_LEVEL, Reach
from last500.reportin.skills import usable
from last500.service_requests.fitting import helper_rows, level_between
from last500.service_requests.models import (
    Acceptance,
    CanHelp,
    Invitation,
    KeptApart,
    ServiceRequest,
)
from last500.service_requests.rules import LEVELS, Level

Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class Near:
    """A helper with what is looked at first, opened once for all requests."""

    row: ReportIn
    skills: frozenset[str]
    proofs: frozenset[str]
    asked: int
    reach: int
    building: str | None

    @classmethod
    def of(cls, row: ReportIn) -> "Near":
        proofs = proofs_of(row)
        reach = REACH_LEVEL.get(Reach(row.reach), Level.COMPOUND)
        return cls(
            row=row,
            skills=usable(row.skills, proofs),
            proofs=proofs,
            asked=vars(row)["asked_lately"],
            reach=LEVELS.index(Level(reach)),
            building=building_path(row.building) if row.building else None,
        )


@dataclass(frozen=True)
class Known:
    """What the tables say of these requests and of the helpers around them."""

    rows: Mapping[UUID, ReportIn]
    near: Mapping[UUID, Near]
    levels: dict[int, str]
    weighings: Mapping[str, Weighing]
    asked: Mapping[UUID, set[UUID]]
    waiting: Mapping[UUID, set[UUID]]
    awaited: Counter[UUID]
    holding: Mapping[UUID, set[UUID]]
    team: Mapping[UUID, set[str]]
    came: set[Pair]
    # Of indexes of telephones: who is not to meet whom, and for which request.
    avoided: set[frozenset[str]]
    kept_apart: set[frozenset[str]]
    of_request: set[tuple[UUID, str]]
    complained: set[tuple[str, UUID]]
    between: dict[tuple[int, int], str]

    @classmethod
    def of(cls, requests: Sequence[ServiceRequest], wanted: Sequence[Wanted] = ()) -> "Known":
        """With `wanted`, of free places as well; these come with the places above, too."""
        places = [one.place for one in requests] + [one.place for one in wanted]
        above = [place for one in places for place in places_above(one)]
        rows = {row.person_id: row for row in _rows(places)}
        keys = [one.pk for one in requests]
        asked, waiting, awaited = _asked(keys, rows)
        holding, team = _holding(keys)
        indexes = {one.contact.phone_index or "-" for one in requests}
        indexes = indexes.union(*(one.met for one in wanted))
        kept_apart, of_request = _kept_apart(keys, indexes)
        avoided = _avoided(indexes.union(*team.values()))
        complained = complained_of(requests)
        return cls(
            rows=rows,
            near={who: Near.of(row) for who, row in rows.items()},
            levels={place.pk: place.level for place in above},
            weighings=weighing_in({p.path for p in (*places, *(one.desk for one in requests))}),
            asked=asked,
            waiting=waiting,
            awaited=awaited,
            holding=holding,
            team=team,
            came=set(CanHelp.objects.filter(request__in=keys).values_list("request", "helper")),
            avoided=avoided,
            kept_apart=kept_apart,
            of_request=of_request,
            complained=set(complained.values_list("request__contact__phone_index", "helper")),
            between={},
        )

    def level_between(self, one: Place, other: Place) -> str:
        key = (one.pk, other.pk)
        if key not in self.between:
            self.between[key] = level_between(one.path, other.path, self.levels)
        return self.between[key]

    def apart(self, request: ServiceRequest, index: str, row: ReportIn) -> bool:
        """Whether these two are not to meet, by the word of either, or a complaint is open."""
        theirs = row.person.phone_index
        pair = frozenset((index, theirs))
        return (
            pair in self.avoided
            or pair in self.kept_apart
            or (request.pk, theirs) in self.of_request
            or (index, row.person_id) in self.complained
            or any(frozenset((one, theirs)) in self.avoided for one in self.team[request.pk])
        )


def _rows(places: Sequence[Place]) -> QuerySet[ReportIn]:
    """Helpers as far as the streets of these places, those of the very compounds first."""
    near = Q(pk=None)
    for top in {places_above(one)[-1].path for one in places}:
        near |= Q(place__path__range=branch(top))
    own = {one.pk for one in places}
    rows = with_asks(helper_rows().filter(near))
    return rows.order_by(Case(When(place__in=own, then=0), default=1), "pk")[:LOOKED_AT]


def _asked(
    keys: Sequence[UUID], people: Iterable[UUID]
) -> tuple[Mapping[UUID, set[UUID]], Mapping[UUID, set[UUID]], Counter[UUID]]:
    """Who was asked for each, whose answer is awaited, and how many answers each person owes."""
    waiting = Q(answer=Invitation.Answer.ASKED)
    rows = Invitation.objects.filter(Q(request__in=keys) | (waiting & Q(helper__in=list(people))))
    asked: Mapping[UUID, set[UUID]] = defaultdict(set)
    open_asks: Mapping[UUID, set[UUID]] = defaultdict(set)
    owed: Counter[UUID] = Counter()
    for request, helper, answer in rows.values_list("request", "helper", "answer"):
        asked[request].add(helper)
        if answer == Invitation.Answer.ASKED:
            open_asks[request].add(helper)
            owed[helper] += 1
    return asked, open_asks, owed


def _holding(keys: Sequence[UUID]) -> tuple[Mapping[UUID, set[UUID]], Mapping[UUID, set[str]]]:
    holding: Mapping[UUID, set[UUID]] = defaultdict(set)
    team: Mapping[UUID, set[str]] = defaultdict(set)
    rows = Acceptance.objects.filter(request__in=keys, ended_at=None)
    for request, helper, index in rows.values_list("request", "helper", "helper__phone_index"):
        holding[request].add(helper)
        team[request].add(index)
    return holding, team


def _avoided(indexes: Collection[str]) -> set[frozenset[str]]:
    rows = Avoidance.objects.filter(Q(by_index__in=indexes) | Q(phone_index__in=indexes))
    pairs = rows.values_list("by_index", "phone_index")
    return {frozenset(pair) for pair in pairs}


def _kept_apart(
    keys: Sequence[UUID], indexes: Collection[str]
) -> tuple[set[frozenset[str]], set[tuple[UUID, str]]]:
    near = Q(request__in=keys) | Q(by_index__in=indexes) | Q(phone_index__in=indexes)
    rows = KeptApart.objects.filter(near).values_list("request", "by_index", "phone_index")
    pairs, wanted = set(), set(keys)
    of_request = set()
    for request, by_index, phone_index in rows:
        if by_index:
            pairs.add(frozenset((by_index, phone_index)))
        if request in wanted:
            of_request.add((request, phone_index))
    return pairs, of_request
