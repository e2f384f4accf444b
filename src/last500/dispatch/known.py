"""What the tables say of an area's helpers and of what is open there, read once for one plan."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from last500.dispatch.alike import Crowd
from last500.dispatch.queries import LOOKED_AT, complained_of, places_above, with_asks
from last500.dispatch.wanted import Wanted
from last500.dispatch.weighing import weighing_in
from last500.dispatch.weights import Weighing
from last500.places.models import Place
from last500.places.rules import branch
from last500.reportin.models import Avoidance, ReportIn
from last500.service_requests.fitting import helper_rows
from last500.service_requests.models import (
    Acceptance,
    CanHelp,
    Invitation,
    KeptApart,
    ServiceRequest,
)

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Known:
    """What the tables say of these requests and of the helpers around them."""

    rows: Mapping[UUID, ReportIn]
    levels: dict[int, str]
    weighings: Mapping[str, Weighing]
    asked: Mapping[UUID, set[UUID]]
    waiting: Mapping[UUID, set[UUID]]
    awaited: Counter[UUID]
    holding: Mapping[UUID, set[UUID]]
    team: Mapping[UUID, set[str]]
    came: Mapping[UUID, set[UUID]]
    # Of indexes of telephones: who is not to meet whom, and for which request.
    avoided: Mapping[str, set[str]]
    kept_apart: Mapping[str, set[str]]
    of_request: Mapping[UUID, set[str]]
    complained: Mapping[str, set[UUID]]
    _crowds: dict[object, Crowd]

    @classmethod
    def of(cls, requests: Sequence[ServiceRequest], wanted: Sequence[Wanted] = ()) -> "Known":
        """With `wanted`, of free places as well; these come with the places above, too."""
        at = [one.place for one in requests] + [one.place for one in wanted]
        places = {place.pk: place for place in at}
        above = [place for one in places.values() for place in places_above(one)]
        rows = {row.person_id: row for row in _rows(places.values())}
        keys = [one.pk for one in requests]
        asked, waiting, awaited = _asked(keys, rows)
        holding, team = _holding(keys)
        indexes = {one.contact.phone_index or "-" for one in requests}
        indexes = indexes.union(*(one.met for one in wanted))
        kept_apart, of_request = _kept_apart(keys, indexes)
        came = CanHelp.objects.filter(request__in=keys).values_list("request", "helper")
        complained = complained_of(requests)
        return cls(
            rows=rows,
            levels={place.pk: place.level for place in above},
            weighings=weighing_in(
                {p.path for p in (*places.values(), *(one.desk for one in requests))}
            ),
            asked=asked,
            waiting=waiting,
            awaited=awaited,
            holding=holding,
            team=team,
            came=_sets(came),
            avoided=_avoided(indexes.union(*team.values())),
            kept_apart=kept_apart,
            of_request=of_request,
            complained=_sets(complained.values_list("request__contact__phone_index", "helper")),
            _crowds={},
        )

    def crowd(self, place: Place) -> Crowd:
        """Those who might go to this place: of its street, as far as they were read."""
        if place.pk not in self._crowds:
            top, how = places_above(place)[-1].path, self.weighings[place.path]
            if (top, how) not in self._crowds:
                rows = [row for row in self.rows.values() if row.place.path.startswith(top)]
                self._crowds[top, how] = Crowd(rows)
            self._crowds[place.pk] = self._crowds[top, how]
        return self._crowds[place.pk]

    def apart(self, request: ServiceRequest) -> tuple[set[str], set[UUID]]:
        """Who is not to come to this door, by the word of either or while a complaint is open:
        indexes of telephones, and people."""
        index = request.contact.phone_index or "-"
        found = {*self.of_request.get(request.pk, ())}
        found.update(self.avoided.get(index, ()), self.kept_apart.get(index, ()))
        for one in self.team.get(request.pk, ()):
            found.update(self.avoided.get(one, ()))
        return found, self.complained.get(index, set())


def _rows(places: Collection[Place]) -> QuerySet[ReportIn]:
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


def _avoided(indexes: Collection[str]) -> Mapping[str, set[str]]:
    rows = Avoidance.objects.filter(Q(by_index__in=indexes) | Q(phone_index__in=indexes))
    return _both_ways(rows.values_list("by_index", "phone_index"))


def _kept_apart(
    keys: Sequence[UUID], indexes: Collection[str]
) -> tuple[Mapping[str, set[str]], Mapping[UUID, set[str]]]:
    near = Q(request__in=keys) | Q(by_index__in=indexes) | Q(phone_index__in=indexes)
    rows = KeptApart.objects.filter(near).values_list("request", "by_index", "phone_index")
    found, wanted = list(rows), set(keys)
    pairs = ((by_index, phone_index) for _request, by_index, phone_index in found if by_index)
    of_request = ((request, theirs) for request, _mine, theirs in found if request in wanted)
    return _both_ways(pairs), _sets(of_request)


def _both_ways(pairs: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    return _sets(pair for one, other in pairs for pair in ((one, other), (other, one)))


def _sets(pairs: Iterable[tuple[K, V]]) -> Mapping[K, set[V]]:
    found: dict[K, set[V]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return found
