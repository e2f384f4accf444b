"""The figures of a place and of the places below it: a few statements, whatever their number."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Substr
from django.http import Http404

from last500.base import clock
from last500.base.actor import Actor
from last500.base.fields import sealed_field
from last500.organisations.models import Office
from last500.organisations.rules import OfficeKind, Permission
from last500.places.models import Place
from last500.places.rules import STEP, Level, branch
from last500.reportin.models import ReportIn
from last500.reportin.rules import Kind
from last500.service_requests.models import Acceptance, ServiceRequest
from last500.stats import rules
from last500.stats.models import DayFigure
from last500.stats.rules import Measure, Period

# Who is above, up to the city, comes with the place itself.
UPWARDS = "__".join(["parent"] * 6)
BELOW = (Level.COUNTY, Level.STREET, Level.COMMUNITY, Level.GRID, Level.COMPOUND)


@dataclass
class Flow:
    """What was added up in one span of time."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    minutes: dict[str, dict[int, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )

    def add(self, measure: str, minutes: int, count: int) -> None:
        self.counts[measure] += count
        if measure in rules.TIMED:
            self.minutes[measure][minutes] += count

    def median(self, measure: str) -> int | None:
        return rules.median(self.minutes[measure])


@dataclass
class Present:
    """What is open at this moment."""

    by_state: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    overdue: int = 0

    @property
    def open(self) -> int:
        return sum(self.by_state.values())

    def add(self, state: str, late: int, count: int) -> None:
        self.by_state[state] += count
        self.overdue += count if late else 0


@dataclass
class Figures:
    """One place: now, the last weeks, and the weeks before them."""

    place: Place
    present: Present = field(default_factory=Present)
    now: Flow = field(default_factory=Flow)
    past: Flow = field(default_factory=Flow)

    @property
    def silent(self) -> bool:
        return not (self.present.open or self.now.counts or self.past.counts)


@dataclass
class Board:
    """The figures of a place with those of the places directly below it, in the order of names."""

    whole: Figures
    below: list[Figures]
    period: Period
    helpers: int | None = None
    helpers_past: int | None = None
    organisers: int | None = None


def place_with_figures(actor: Actor, place_id: int) -> tuple[Place, list[Place]]:
    """The place and those directly below it. A stranger gets the same 404 as for no place at all.

    One statement; each place below knows whether anybody acts there (`staffed`).
    """
    acting = Office.objects.acting(clock.today()).holding_desks().filter(place=OuterRef("pk"))
    rows = Place.objects.visible_to(actor).filter(Q(pk=place_id) | Q(parent=place_id))
    rows = rows.filter(Q(pk=place_id) | Q(level__in=BELOW))
    found = list(rows.annotate(staffed=Exists(acting)).select_related(UPWARDS).order_by("pk"))
    here = next((place for place in found if place.pk == place_id), None)
    if here is None or not actor.may(Permission.FIGURES_READ, here.path):
        raise Http404
    return here, [place for place in found if place.pk != place_id]


def above(actor: Actor, place: Place) -> list[Place]:
    """The places above that the actor may look at, from the top; no statement."""
    chain: list[Place] = []
    parent = place.parent
    while parent is not None:
        if actor.may(Permission.FIGURES_READ, parent.path):
            chain.insert(0, parent)
        parent = parent.parent
    return chain


def board(actor: Actor, place_id: int, *, weeks: int = 4, category: str = "") -> Board:
    """The figures page: three statements."""
    here, below = place_with_figures(actor, place_id)
    period = Period(weeks, clock.today())
    found = {place.path: Figures(place) for place in below}
    whole = Figures(here)
    for path, is_now, measure, minutes, count in _rolled(here, period, category):
        for figures in (whole, found.get(path)):
            if figures is not None:
                (figures.now if is_now else figures.past).add(measure, minutes, count)
    people: Counter[tuple[str, str]] = Counter()
    for what, path, word, late, count in _present(here, period, category):
        if what != "open":
            people[what, _kind_of(path, word)] += 1
            continue
        for figures in (whole, found.get(path)):
            if figures is not None:
                figures.present.add(word, late, count)
    shown = [f for f in found.values() if f.place.closed_on is None or not f.silent]
    shown.sort(key=lambda figures: (figures.place.code, figures.place.name, figures.place.pk))
    return Board(whole, shown, period, *(_share(people, kind) for kind in _PEOPLE))


_PEOPLE = ("helpers", "helpers_past", "organisers")


def _share(people: Counter[tuple[str, str]], what: str) -> int | None:
    return rules.share_of_residents(people[what, Kind.VOLUNTEER], people[what, Kind.MEMBER])


def child_of(column: str, place: Place) -> Substr:
    """The path of the place directly below `place` that a row belongs to."""
    return Substr(column, 1, len(place.path) + STEP)


def _rolled(place: Place, period: Period, category: str) -> QuerySet:
    rows = DayFigure.objects.filter(
        place__path__range=branch(place.path), day__range=(period.past_start, period.today)
    )
    if category:
        rows = rows.filter(category=category)
    rows = rows.annotate(
        child=child_of("place__path", place),
        is_now=Case(When(day__gte=period.start, then=1), default=0, output_field=IntegerField()),
    )
    keys = ("child", "is_now", "measure", "minutes")
    return rows.values(*keys).annotate(total=Sum("count")).values_list(*keys, "total")


def _present(place: Place, period: Period, category: str) -> QuerySet:
    """Open requests below each place, and the people who help, in one statement.

    Rows of (what, path, word, late, how many), or of one person (what, key, sealed kind, 0, 1).
    """
    rows = ServiceRequest.objects.filter(due_at__isnull=False)
    rows = rows.filter(place__path__range=branch(place.path))
    if category:
        rows = rows.filter(category=category)
    late = Case(When(due_at__lt=clock.now(), then=1), default=0, output_field=IntegerField())
    open_rows = _five(rows, "open", child_of("place__path", place), F("state"), late, Count("pk"))
    return open_rows.union(*_people(place, period), all=True)


def _five(rows: QuerySet, what: str, path: Any, word: Any, late: Any, n: Any) -> QuerySet:
    keys = {
        "r_what": Value(what, output_field=CharField()),
        "r_path": Cast(path, CharField(max_length=80)),
        "r_word": Cast(word, CharField(max_length=200)),
        "r_late": late,
    }
    counted = rows.order_by().annotate(**keys).values(*keys).annotate(r_count=n)
    return counted.values_list(*keys, "r_count")


def _people(place: Place, period: Period) -> list[QuerySet]:
    """Who helped to the end, and who organises compounds, each once.

    How they reported in is sealed, so the database cannot count it: `_kind_of` opens it.
    """
    day = clock.DAY
    starts = clock.start_of(period.start), clock.start_of(period.past_start)
    ends = clock.start_of(period.today + day), starts[0]
    queries = []
    for what, start, end in zip(("helpers", "helpers_past"), starts, ends, strict=True):
        helped = Acceptance.objects.filter(
            ended_how=Acceptance.Ended.DONE,
            ended_at__gte=start,
            ended_at__lt=end,
            request__place__path__range=branch(place.path),
        )
        queries.append(_reported_in(what, helped.values("helper")))
    offices = Office.objects.acting(clock.today()).filter(
        kind__in=[OfficeKind.SECRETARY, OfficeKind.DEPUTY],
        place__path__range=branch(place.path),
    )
    return [*queries, _reported_in("organisers", offices.values("person"))]


def _reported_in(what: str, people: QuerySet) -> QuerySet:
    rows = ReportIn.objects.filter(state="confirmed", person__in=people)
    zero, one = (Value(n, output_field=IntegerField()) for n in (0, 1))
    return _five(rows, what, F("pk"), _Hex("kind", output_field=CharField()), zero, one)


class _Hex(Func):
    """The bytes of a column as text, so that they fit beside words."""

    function = "HEX"

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "ENCODE(%(expressions)s, 'hex')"
        return self.as_sql(compiler, connection, template=template, **more)


def _kind_of(key: str, sealed: str) -> str:
    return str(sealed_field(ReportIn, "kind").open(bytes.fromhex(sealed), UUID(key)))


@dataclass
class Week:
    start: object
    flow: Flow


def weeks_of(place: Place, *, weeks: int = 26, category: str = "") -> list[Week]:
    """The last weeks of a branch, oldest first, the last one ending today. One statement.

    Weeks before the first in which anything happened are left out.
    """
    today = clock.today()
    start = today - (7 * weeks - 1) * clock.DAY
    rows = DayFigure.objects.filter(
        place__path__range=branch(place.path), day__range=(start, today)
    )
    if category:
        rows = rows.filter(category=category)
    keys = ("day", "measure", "minutes")
    found = [Week(start + 7 * n * clock.DAY, Flow()) for n in range(weeks)]
    for on, measure, minutes, count in (
        rows.values(*keys).annotate(total=Sum("count")).values_list(*keys, "total")
    ):
        found[(on - start).days // 7].flow.add(measure, minutes, count)
    first = next((n for n, week in enumerate(found) if week.flow.counts), weeks - 1)
    return found[first:]


@dataclass
class Strip:
    """The few figures that stand at the foot of a desk."""

    accepted: int | None
    accepted_past: int | None
    confirmed: int
    unconfirmed: int
    reopened: int
    unmet: int
    unmet_past: int
    weeks: int


def strip(place: Place, weeks: int = 4) -> Strip:
    """For desks: how it went in the last four weeks, and in the four before. One statement."""
    period = Period(weeks, clock.today())
    now, past = Flow(), Flow()
    for _path, is_now, measure, minutes, count in _rolled(place, period, ""):
        (now if is_now else past).add(measure, minutes, count)
    return Strip(
        accepted=now.median(Measure.ACCEPTED),
        accepted_past=past.median(Measure.ACCEPTED),
        confirmed=now.counts[Measure.CONFIRMED],
        unconfirmed=now.counts[Measure.UNCONFIRMED],
        reopened=now.counts[Measure.REOPENED],
        unmet=now.counts[Measure.UNMET],
        unmet_past=past.counts[Measure.UNMET],
        weeks=weeks,
    )


# ---- what needs me ------------------------------------------------------------------------------


@dataclass
class Pile:
    """What lies on one desk and waits for its next word."""

    desk: Place
    to_verify: int = 0
    to_offer: int = 0
    overdue: int = 0
    awaiting_word: int = 0

    def add(self, state: str, late: int, count: int) -> None:
        if state in {"placed", "reopened"}:
            self.to_verify += count
        elif state == "verified":
            self.to_offer += count
        elif state == "done":
            self.awaiting_word += count
        self.overdue += count if late else 0


@dataclass
class Needs:
    """The landing page of officers: their own desks first, then the compounds of their branch."""

    piles: list[Pile]
    below: list[tuple[Place, Present]]
    branches: list[Place]


MOST_PLACES = 600


def needs(actor: Actor) -> Needs:
    """Two statements: the places of the actor's branches, and what is open in them."""
    paths = actor.branches(Permission.FIGURES_READ)
    own = {grant.path for grant in actor.grants if Permission.REQUEST_HANDLE in grant.permissions}
    places = _places_of(paths, wide=not own)
    tops = [place for place in places if place.path in set(paths) | own]
    piles = {place.pk: Pile(place) for place in tops if place.path in own}
    listed = [place for place in places if place.path not in set(paths) | own]
    presents = {place.path: Present() for place in listed}
    for desk, path, state, late, count in _open_in(paths):
        if desk in piles:
            piles[desk].add(state, late, count)
        for length in range(STEP, len(path) + 1, STEP):
            if path[:length] in presents:
                presents[path[:length]].add(state, late, count)
    return Needs(list(piles.values()), [(p, presents[p.path]) for p in listed], tops)


def _places_of(paths: tuple[str, ...], *, wide: bool) -> list[Place]:
    """Of a desk's branch communities and compounds; of a district or city only the next level."""
    acting = Office.objects.acting(clock.today()).holding_desks().filter(place=OuterRef("pk"))
    fits = Q(pk=None)
    for path in paths:
        fits |= Q(path=path)
        if wide:
            fits |= Q(parent__path=path, level__in=BELOW)
        else:
            fits |= Q(path__range=branch(path), level__in=[Level.COMMUNITY, Level.COMPOUND])
    rows = Place.objects.current().filter(fits).annotate(staffed=Exists(acting))
    return list(rows.order_by("path")[:MOST_PLACES])


def _open_in(paths: tuple[str, ...]) -> list[tuple[int, str, str, int, int]]:
    if not paths:
        return []
    fits = Q(pk=None)
    for path in paths:
        fits |= Q(place__path__range=branch(path))
    late = Case(When(due_at__lt=clock.now(), then=1), default=0, output_field=IntegerField())
    rows = ServiceRequest.objects.filter(fits, due_at__isnull=False).annotate(late=late)
    keys = ("desk", "place__path", "state", "late")
    return list(rows.values(*keys).annotate(total=Count("pk")).values_list(*keys, "total"))
