"""The helpers of a street as bits of whole numbers, so that the rules are asked once for all who
are alike in what they look at.

Each hindrance hangs on one thing that is known of a helper (`HANGS_ON`), and so does each part of
a cost. Whoever has the same there gets the same answer: one of them is shown to the rules
(`rules.hindrances`, `matching.parts`), and the answer is kept for all. What hangs on both people of
a pair is not decided here (`OF_THE_PAIR`): they are looked at by themselves (`edges`).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from typing import Protocol
from uuid import UUID

from last500.dispatch import batch, matching
from last500.dispatch.queries import Wish, building_path
from last500.reportin.models import ReportIn
from last500.reportin.queries import proofs_of
from last500.reportin.skills import usable
from last500.service_requests.fitting import needs_adults
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import HelperFacts, hindrances
from last500.service_requests.rules import Hindrance as H

Trait = Callable[[ReportIn], Hashable]
Alike = Mapping[Hashable, int]  # what they are alike in → whom, as bits
Costs = Mapping[int, int]  # what they cost → whom, as bits; nobody stands there twice


class Ask(Protocol):
    """One request as the rules look at it."""

    @property
    def request(self) -> ServiceRequest: ...
    @property
    def need(self) -> matching.Need: ...
    @property
    def wish(self) -> Wish: ...
    def facts(self, row: ReportIn) -> HelperFacts: ...
    def parts(self, row: ReportIn) -> Mapping[str, int]: ...


# On what of a helper each hindrance hangs, and on what of a request. Where that is nothing, it is
# of no matter to this request, and what is sealed stays sealed.
HANGS_ON: Mapping[H, tuple[Trait, Callable[[Ask], Hashable]]] = {
    H.PAUSED: (lambda row: row.paused_until, lambda ask: "any"),
    H.FULL: (lambda row: (vars(row)["open_now"], row.most_open), lambda ask: "any"),
    H.MONTH_FULL: (lambda row: (vars(row)["this_month"], row.most_month), lambda ask: "any"),
    H.TOO_FAR: (lambda row: (row.reach, tuple(row.nearby)), lambda ask: ask.request.place_id),
    H.UNWANTED: (lambda row: tuple(row.unwanted), lambda ask: ask.need.hard.category),
    H.NOT_QUALIFIED: (proofs_of, lambda ask: ask.need.hard.qualification),
    H.AWAY: (lambda row: tuple(map(tuple, row.differing)), lambda ask: ask.wish.day),
    H.TOO_YOUNG: (lambda row: row.age, lambda ask: needs_adults(ask.request) or None),
    H.NOT_AS_WISHED: (
        lambda row: row.gender,
        lambda ask: ask.request.visit_wish.get("helper") or None,
    ),
}
OF_THE_PAIR = frozenset({H.AVOIDS, H.OWN_REQUEST})
# Whoever was read has reported in; of what may be an emergency nobody comes to ask.
OF_NOBODY = frozenset({H.NOT_REPORTED_IN, H.EMERGENCY})
# Parts of a cost: those that hang on one thing of the helper each, and those that do not.
PARTS = frozenset({"walk", "skill", "asked", "time"})
OTHER_PARTS = frozenset({"came_forward", "on_hand"})  # of the pair; left out of an edge


def _place(row: ReportIn) -> Hashable:
    return row.place_id


def _building(row: ReportIn) -> Hashable:
    return building_path(row.building) if row.building else None


def _asked(row: ReportIn) -> Hashable:
    return row.by_distance, vars(row)["asked_lately"]


class Crowd:
    """Helpers who are judged by the same weights; the n-th of them is the n-th bit."""

    def __init__(self, rows: Sequence[ReportIn]) -> None:
        self.rows = rows
        self._keys = [row.person_id for row in rows]
        self._alike: dict[object, Alike] = {}
        self._hindered: dict[Hashable, int] = {}
        self._costs: dict[Hashable, Costs] = {}

    def in_order(self, ask: Ask, left_out: int) -> Iterator[tuple[int, int]]:
        """Whom nothing hinders, those who cost the same together (cost, bits), the least first; in
        tenths of a minute, without what somebody has on hand."""
        able = (1 << len(self.rows)) - 1 & ~left_out
        for hindrance in HANGS_ON:
            able &= ~self._kept_from(hindrance, ask)
        near = {cost: bits & able for cost, bits in self._walks(ask).items()}
        found = _added(_added(near, self._gaps(ask)), self._asks_and_times(ask))
        for cost in sorted(found):
            yield cost, found[cost]

    def people(self, bits: int) -> list[UUID]:
        return [self._keys[place] for place in _places_of(bits)]

    def first_by_lot(self, bits: int, number: str, most: int) -> list[UUID]:
        """At most so many of these, who are level for the request of this number."""
        if bits.bit_count() <= most:
            return self.people(bits)
        names = self._names
        drawn = nsmallest(most, _places_of(bits), lambda place: batch.lot(number, names[place]))
        return [self._keys[place] for place in drawn]

    def bits_of(self, people: Iterable[UUID | None], indexes: Iterable[str] = ()) -> int:
        """Those of these who are here, by key or by the index of their telephone."""
        bits = 0
        for one in people:
            bits |= self._by_key.get(one, 0)
        for index in indexes:
            bits |= self._by_index.get(index, 0)
        return bits

    # ---- who is alike ---------------------------------------------------------------------------

    def _by(self, trait: Trait) -> Alike:
        if trait not in self._alike:
            self._alike[trait] = _bits((trait(row), bit) for bit, row in self._each())
        return self._alike[trait]

    def _each(self) -> Iterator[tuple[int, ReportIn]]:
        return ((1 << place, row) for place, row in enumerate(self.rows))

    def _one_of(self, bits: int) -> ReportIn:
        return self.rows[next(_places_of(bits))]

    @cached_property
    def _names(self) -> list[str]:
        return [str(key) for key in self._keys]

    @cached_property
    def _by_key(self) -> Alike:
        return {row.person_id: bit for bit, row in self._each()}

    @cached_property
    def _by_index(self) -> Alike:
        return _bits((row.person.phone_index, bit) for bit, row in self._each())

    @cached_property
    def _by_window(self) -> Mapping[tuple[int, ...], int]:
        """Of those whose every week is the same."""
        weekly = ((bit, row) for bit, row in self._each() if not row.differing)
        return _bits((tuple(window), bit) for bit, row in weekly for window in row.free)

    @cached_property
    def _differing(self) -> list[tuple[int, ReportIn]]:
        return [(bit, row) for bit, row in self._each() if row.differing]

    @cached_property
    def _can(self) -> list[tuple[bool, frozenset[str], frozenset[str]]]:
        """Of each whether time and distance are all that counts, what they can, what was shown."""
        proofs = [proofs_of(row) for row in self.rows]
        return [
            (row.by_distance, usable(row.skills, shown), shown)
            for row, shown in zip(self.rows, proofs, strict=True)
        ]

    # ---- what the rules say of one, for all of them ---------------------------------------------

    def _kept_from(self, hindrance: H, ask: Ask) -> int:
        trait, of_request = HANGS_ON[hindrance]
        key = (hindrance, of_request(ask))
        if key[1] is None:
            return 0
        if key not in self._hindered:
            groups: Iterable[int] = self._by(trait).values()
            if hindrance is H.TOO_FAR:  # for which it matters where they live as well
                groups = [far & bits for far in self._levels(ask).values() for bits in groups]
            self._hindered[key] = sum(
                bits
                for bits in filter(None, groups)
                if hindrance in hindrances(ask.facts(self._one_of(bits)), ask.need.hard)
            )
        return self._hindered[key]

    def _costing(self, part: str, ask: Ask, groups: Iterable[int]) -> Costs:
        """What this part comes to, for each group of those who are alike in it."""
        priced = ((ask.parts(self._one_of(bits)).get(part, 0), bits) for bits in groups if bits)
        return _bits(priced)

    def _walks(self, ask: Ask) -> Costs:
        place, building = ask.request.place_id, ask.request.building
        key = ("walk", place, building and building_path(building))
        if key not in self._costs:
            same = self._by(_building).get(key[2], 0) if building else 0
            groups = [same, *(bits & ~same for bits in self._levels(ask).values())]
            self._costs[key] = self._costing("walk", ask, groups)
        return self._costs[key]

    def _levels(self, ask: Ask) -> Alike:
        """Who lives how far from the place of this request."""
        key = ("level", ask.request.place_id)
        if key not in self._alike:
            places = self._by(_place).values()
            facts = ((ask.facts(self._one_of(bits)), bits) for bits in places)
            self._alike[key] = _bits((one.level_between, bits) for one, bits in facts)
        return self._alike[key]

    def _gaps(self, ask: Ask) -> Costs:
        """By the skills that are asked for or near those, and the paper that is."""
        key = ("skill", ask.need.skills, ask.need.hard.qualification)
        if key not in self._costs:
            wanted = matching.adjacent_to(ask.need.skills) | frozenset(ask.need.skills)
            paper = {ask.need.hard.qualification}
            can = ((plain, skills & wanted, shown & paper) for plain, skills, shown in self._can)
            groups = _bits((one, 1 << place) for place, one in enumerate(can))
            self._costs[key] = self._costing("skill", ask, groups.values())
        return self._costs[key]

    def _asks_and_times(self, ask: Ask) -> Costs:
        key = ("time", ask.wish.day, ask.wish.part)
        if key not in self._costs:
            asked = self._costing("asked", ask, self._by(_asked).values())
            self._costs[key] = _added(asked, self._times(ask))
        return self._costs[key]

    def _times(self, ask: Ask) -> Costs:
        """Window by window, for many have the same; whose days differ from the week, one by one."""
        free = sum(bit for bit, row in self._differing if ask.wish.soonest(row))
        for window, bits in self._by_window.items():
            if ask.wish.in_week([window]):
                free |= bits
        return self._costing("time", ask, [free, ~free & (1 << len(self.rows)) - 1])


def _places_of(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _bits(found: Iterable[tuple[Hashable, int]]) -> dict:
    alike: dict[Hashable, int] = defaultdict(int)
    for value, bits in found:
        alike[value] |= bits
    return alike


def _added(one: Costs, other: Costs) -> Costs:
    """Both costs together, of whoever stands in both."""
    found: dict[int, int] = defaultdict(int)
    for cost, some in one.items():
        for more, others in other.items():
            if both := some & others:
                found[cost + more] |= both
    return found
