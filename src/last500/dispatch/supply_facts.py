"""The supply map from the tables: who could help and what was asked, counted for every place.

Worked out once a night for all places at once, because what may be shown of one place depends on
what is shown of the others. Only what may be shown is written down.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, Sum

from last500.base import clock
from last500.dispatch import supply
from last500.dispatch.supply import CLASSES, HOLDS, OF_CATEGORY, SLOTS
from last500.places.models import Place
from last500.places.rules import Level, path_steps
from last500.records.models import ServiceRecord
from last500.reportin.models import Proof, ReportIn
from last500.reportin.rules import Reach
from last500.reportin.skills import usable
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import Route

# Places that have a sheet, from the top; a grid between community and compound has none.
TOLD = (Level.CITY, Level.COUNTY, Level.STREET, Level.COMMUNITY, Level.COMPOUND)
AT_A_TIME = 2000
SPAN = supply.LOOK_BACK * clock.DAY


@dataclass
class Amount:
    """Minutes by slot, and how many people stand behind each class of times."""

    minutes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SLOTS, 0))
    people: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLASSES, 0))

    def add(self, minutes: Mapping[str, int]) -> None:
        """What one person asks for or offers."""
        for slot, part in minutes.items():
            self.minutes[slot] += part
        for one in CLASSES:
            self.people[one] += any(minutes.get(slot) for slot in HOLDS[one])

    def put(self, other: "Amount") -> None:
        for slot, part in other.minutes.items():
            self.minutes[slot] += part
        for one, people in other.people.items():
            self.people[one] += people

    def of(self, one: str) -> int:
        return sum(self.minutes[slot] for slot in HOLDS[one])


# Of what is counted: what is asked for; what is offered; of that by people who would go further
# than their own place, and by people who would not.
DEMAND, SUPPLY, OUT, STAY = "demand", "supply", "out", "stay"
SERIES = (DEMAND, SUPPLY, OUT, STAY)


@dataclass
class Counted:
    """All that is known of one place, with the places below it. Not yet what may be shown."""

    amounts: dict[tuple[str, str], Amount] = field(default_factory=lambda: defaultdict(Amount))
    undeclared: int = 0

    def put(self, other: "Counted") -> None:
        for key, amount in other.amounts.items():
            self.amounts[key].put(amount)
        self.undeclared += other.undeclared


@dataclass(frozen=True)
class Spot:
    """A place that has a sheet, and the next one above it that has one."""

    place: Place
    above: int | None


def spots() -> dict[int, Spot]:
    """All places that have a sheet, those above first. One statement."""
    rows = Place.objects.current().filter(level__in=TOLD).only("path", "level", "name", "parent")
    found: dict[int, Spot] = {}
    for place in rows.order_by("path"):
        over = (key for key in reversed(path_steps(place.path)[:-1]) if key in found)
        found[place.pk] = Spot(place, next(over, None))
    return found


def counted(places: Mapping[int, Spot]) -> dict[int, Counted]:
    """Of every place, its own people and requests and those of the places below it."""
    found = {key: Counted() for key in places}
    _count_supply(found)
    _count_demand(found)
    for key, spot in reversed(list(places.items())):  # paths are in order: those below come later
        if spot.above is not None:
            found[spot.above].put(found[key])
    return found


# ---- who could help ------------------------------------------------------------------------------


def _count_supply(found: dict[int, Counted]) -> None:
    served, proofs = _served(), _proofs()
    for row in _helpers():
        if row.place_id not in found:
            continue
        place = found[row.place_id]
        groups = supply.groups_of(usable(row.skills, proofs.get(row.person_id, frozenset())))
        free = supply.free_minutes(row.windows, row.other_days, clock.today())
        if not groups or not any(free.values()):
            place.undeclared += 1
            continue
        minutes = supply.pledge(sum(free.values()), row.most_month, served.get(row.person_id, 0))
        _add_offer(place, row, supply.offered(free, minutes, groups))


def _add_offer(place: Counted, row: ReportIn, offer: Mapping[tuple[str, str], int]) -> None:
    by_group: dict[str, dict[str, int]] = defaultdict(dict)
    for (group, slot), part in offer.items():
        by_group[group][slot] = part
    goes = OUT if row.reach == Reach.STREET else STAY
    for group, minutes in by_group.items():
        place.amounts[SUPPLY, group].add(minutes)
        place.amounts[goes, group].add(minutes)


def _helpers() -> Iterator[ReportIn]:
    """Confirmed and not paused. One report-in for each person, as the table itself promises; that
    their unit has reported in as well adds nothing."""
    today = clock.today()
    rows = ReportIn.objects.filter(state="confirmed", person__restricted_at=None)
    rows = rows.filter(Q(paused_until=None) | Q(paused_until__lte=today), person__is_active=True)
    fields = ("person", "place", "skills", "free", "differing", "reach", "most_month")
    return rows.only(*fields).iterator(AT_A_TIME)


def _served() -> dict[UUID, int]:
    rows = ServiceRecord.objects.counted().filter(ended_at__gte=clock.now() - SPAN)
    return dict(rows.order_by().values_list("person").annotate(total=Sum("minutes")))


def _proofs() -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for person, code in Proof.objects.counting(clock.today()).values_list(
        "person", "qualification"
    ):
        found[person].add(code)
    return {person: frozenset(codes) for person, codes in found.items()}


# ---- what was asked ------------------------------------------------------------------------------


def _count_demand(found: dict[int, Counted]) -> None:
    """By who asked: one person's requests of a kind are one person's, however many."""
    asked: dict[tuple[int, str, object], dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(SLOTS, 0)
    )
    for place, category, on, part, minutes, wanted, phone, contact in _requests():
        group = OF_CATEGORY.get(category)
        if group is not None and place in found:
            own = asked[place, group, phone or contact]
            for slot, some in supply.wished(on, part, minutes * wanted).items():
                own[slot] += some
    for (place, group, _who), minutes_by_slot in asked.items():
        found[place].amounts[DEMAND, group].add(minutes_by_slot)


def _requests() -> Iterable[tuple]:
    """What neighbours could have helped with, whatever became of it; nothing sealed is opened."""
    rows = ServiceRequest.objects.filter(placed_at__gte=clock.now() - SPAN, route=Route.HELPERS)
    rows = rows.exclude(state__in=[state.value for state in supply.NOT_ASKED])
    rows = rows.filter(suspected_emergency="", restricted_at=None)
    keys = ("place", "category", "wished_on", "wished_part", "minutes", "wanted")
    return rows.values_list(*keys, "contact__phone_index", "contact").iterator(AT_A_TIME)
