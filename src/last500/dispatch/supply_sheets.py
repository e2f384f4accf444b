"""From what is known to what may be shown: the nightly sheets of the supply map, and proposals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from last500.base import clock
from last500.base.scope import everything
from last500.dispatch import rebalancing, supply
from last500.dispatch.models import SupplySheet
from last500.dispatch.rebalancing import Plan, Proposal, Scope, Side
from last500.dispatch.supply import GROUPS, PARTITIONS, Cell, Map, Row
from last500.dispatch.supply_facts import (
    DEMAND,
    OUT,
    SERIES,
    SUPPLY,
    Counted,
    Spot,
    counted,
    spots,
)
from last500.dispatch.withholding import NOTHING, Tree, settle
from last500.places.rules import Level, path_steps

WHOLE = (("all",),)  # series of which only the sum is shown
WRITTEN = 500  # sheets in one statement
MINUTES = 60
# Of a place above: how many proposals among the places below it are kept.
KEPT = 60


def work_out() -> int:
    """The worker's verb: every sheet anew, as things stand now. How many sheets there are."""
    with everything("the supply map is worked out"):
        places = spots()
        known = counted(places)
        shown = Shown(places, known)
        maps = {key: shown.map(key) for key in places}
        proposals = Proposing(places, maps, shown).all()
        _write(places, maps, shown, proposals)
    return len(places)


# ---- what may be shown ---------------------------------------------------------------------------


class Shown:
    """How finely each place is shown in each series: settled for all places together."""

    def __init__(self, places: Mapping[int, Spot], known: Mapping[int, Counted]) -> None:
        self.known = known
        self.trees: dict[tuple[str, str], Tree] = {}
        for group in GROUPS:
            for series in SERIES:
                partitions = PARTITIONS if series in {DEMAND, SUPPLY} else WHOLE
                rows = (
                    (key, spot.above, known[key].amounts[series, group.code].people)
                    for key, spot in places.items()
                )
                self.trees[series, group.code] = Tree(rows, partitions)
            own = [self.trees[series, group.code] for series in SERIES]
            settle(own, together=[(own[0], own[1])], both=[(own[2], own[3])])
        rows = ((k, s.above, {"all": known[k].undeclared}) for k, s in places.items())
        self.undeclared_tree = Tree(rows, WHOLE)
        settle([self.undeclared_tree])

    def map(self, key: int) -> Map:
        rows = tuple(Row(group.code, tuple(self._cells(key, group.code))) for group in GROUPS)
        asked = self.known[key].amounts
        silent = not any(asked[DEMAND, group.code].people["all"] for group in GROUPS)
        return Map(silent, rows)

    def _cells(self, key: int, group: str) -> Iterator[Cell]:
        fine = [self.trees[series, group].nodes[key].shown for series in (DEMAND, SUPPLY)]
        if max(fine) == NOTHING:
            return
        for one in PARTITIONS[max(0, min(fine)) if min(fine) > NOTHING else 0]:
            yield Cell(
                one,
                self._asked(key, group, one) if fine[0] > NOTHING else None,
                self._offered(SUPPLY, key, group, one) if fine[1] > NOTHING else None,
            )

    def _asked(self, key: int, group: str, one: str) -> int:
        return _hours(supply.in_four_weeks(self.known[key].amounts[DEMAND, group].of(one)))

    def _offered(self, series: str, key: int, group: str, one: str) -> int:
        return _hours(self.known[key].amounts[series, group].of(one))

    def willing(self, key: int, group: str) -> int:
        """Hours of those who would go further; none where that may not be told apart."""
        if self.trees[OUT, group].nodes[key].shown == NOTHING:
            return 0
        return self._offered(OUT, key, group, "all")

    def undeclared(self, key: int) -> int | None:
        fine = self.undeclared_tree.nodes[key].shown
        return None if fine == NOTHING else self.known[key].undeclared


def _hours(minutes: int) -> int:
    return (minutes + MINUTES // 2) // MINUTES


# ---- who could be asked --------------------------------------------------------------------------


@dataclass
class Proposing:
    """Proposals from what is shown alone: they tell nothing that the maps do not.

    Each street looks to itself first; what it cannot close is asked of the desks of other streets
    of its district. A place where nobody asked for anything is asked for nothing either: nothing
    is known of what it needs.
    """

    places: Mapping[int, Spot]
    maps: Mapping[int, Map]
    shown: Shown

    def all(self) -> dict[int, list[list]]:
        """By the place that is short, and of places above by all below them."""
        found: dict[int, list[list]] = defaultdict(list)
        for group in GROUPS:
            for one in self._of_group(group.code):
                row = [one.to, one.of, group.code, one.hours, str(one.scope)]
                for key in path_steps(self.places[one.to].place.path):
                    if key in self.places:
                        found[key].append(row)
        return found

    def _of_group(self, group: str) -> Iterator[Proposal]:
        by_district: dict[int, list[Plan]] = defaultdict(list)
        for (district, _street), sides in self._streets(group).items():
            made = rebalancing.plan(*sides, Scope.STREET)
            by_district[district].append(made)
            yield from made.proposals
        for plans in by_district.values():
            yield from rebalancing.between_streets(plans).proposals

    def _streets(self, group: str) -> dict[tuple[int, int], tuple[list[Side], list[Side]]]:
        """Communities with hours to spare, and those that are short, by district and street."""
        found: dict[tuple[int, int], tuple[list[Side], list[Side]]] = {}
        for key, spot in self.places.items():
            row = self.maps[key].row(group)
            if spot.place.level != Level.COMMUNITY or row is None or self.maps[key].silent:
                continue
            street, district = self._above(spot)
            givers, takers = found.setdefault((district, street), ([], []))
            here = rebalancing.Spot(key, street, district)
            lent = rebalancing.lendable(row.spare, self.shown.willing(key, group))
            if lent:
                givers.append(Side(here, lent))
            if row.gap:
                takers.append(Side(here, {cell.at: cell.gap for cell in row.settled}))
        return found

    def _above(self, spot: Spot) -> tuple[int, int]:
        """The street and the district; the place itself where there is none."""
        by_level = {
            self.places[key].place.level: key
            for key in path_steps(spot.place.path)
            if key in self.places
        }
        own = spot.place.pk
        return by_level.get(Level.STREET, -own), by_level.get(Level.COUNTY, -own)


# ---- written down --------------------------------------------------------------------------------


@transaction.atomic
def _write(
    places: Mapping[int, Spot],
    maps: Mapping[int, Map],
    shown: Shown,
    proposals: Mapping[int, list[list]],
) -> None:
    now = clock.now()
    sheets = [
        SupplySheet(
            place_id=key,
            made_at=now,
            silent=maps[key].silent,
            figures=list(_figures(maps[key].rows)),
            undeclared=shown.undeclared(key),
            proposals=proposals.get(key, [])[:KEPT],
        )
        for key in places
    ]
    SupplySheet.objects.exclude(place__in=places).delete()
    SupplySheet.objects.bulk_create(
        sheets,
        batch_size=WRITTEN,
        update_conflicts=True,
        unique_fields=["place"],
        update_fields=["made_at", "silent", "figures", "undeclared", "proposals"],
    )


def _figures(rows: Iterable[Row]) -> Iterator[list]:
    for row in rows:
        for cell in row.cells:
            yield [row.group, cell.at, cell.demand, cell.supply]
