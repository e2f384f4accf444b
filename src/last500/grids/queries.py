"""Questions about seats: who answers where, who could be asked, what is open, how it was before."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from last500.base import clock
from last500.base.actor import Actor
from last500.grids import rules
from last500.grids.models import Coverage, GridChange, Note, Placement, Seat, SeatEvent, Willing
from last500.grids.rules import Kind, Known, State
from last500.households.models import Relation
from last500.places.models import Place
from last500.places.queries import buildings_of
from last500.places.rules import Level, branch, path_steps
from last500.reportin.models import ReportIn
from last500.reportin.queries import own as own_report_in
from last500.reportin.rules import Kind as Who
from last500.reportin.rules import State as ReportInState

SEATS_MOST, ASKED_MOST, LISTED = 800, 20, 60


# ---- who could be asked -------------------------------------------------------------------------


@dataclass(frozen=True)
class Could:
    """Somebody who could be asked: reasons in words, no figure."""

    report_in: ReportIn
    fit: rules.Fit
    asked_at: datetime | None
    reasons: tuple[str, ...]


def could_be_asked(actor: Actor, seat: Seat) -> list[Could]:
    """Those who live there by their own word and are at peace, by class of fit, then by who was
    asked longest ago. One statement.

    Only the building that somebody named when they reported in is read: what households know of
    owners and residents was given for votes and books.
    """
    now = clock.now()
    found = []
    for row in _rows_of(actor, seat):
        home = row.building.path if row.building else ""
        there = rules.lives(seat.place.path, seat.place.level, row.place.path, home)
        known = Known(
            lives=there,
            member=row.kind == Who.MEMBER,
            holds=row.holds_two and rules.SEATS_OF_A_PERSON,
            waits=row.waits,
            asked_at=row.last_asked,
        )
        fit = rules.fit(there, row.willing)
        if fit is not None and rules.may_ask(known, Kind(seat.kind), now):
            later = row.last_said == State.LATER
            reasons = _reasons(seat, there, willing=row.willing, later=later)
            found.append(Could(row, fit, row.last_asked, reasons))
    return sorted(found, key=lambda one: (one.fit, rules.in_order(one.asked_at)))


def _rows_of(actor: Actor, seat: Seat) -> Iterable[Any]:
    """Report-ins with what `may_ask` must know of each (attributes added to the row)."""
    place, today = seat.place, clock.today()
    rows = ReportIn.objects.visible_to(actor).filter(
        Q(paused_until=None) | Q(paused_until__lte=today),
        state=ReportInState.CONFIRMED,
        person__restricted_at=None,
        person__closed_at=None,
    )
    if place.level in {Level.GRID, Level.COMPOUND}:
        rows = rows.filter(place__path__range=branch(place.path))
    else:
        above = path_steps(place.path)
        rows = rows.filter(
            Q(building__path__range=branch(place.path)) | Q(building__in=above), place__in=above
        )
    theirs = Placement.objects.filter(person=OuterRef("person"))
    asked = theirs.filter(by_desk=True).order_by("-asked_at")
    full = theirs.holding().filter(which=rules.SEATS_OF_A_PERSON)
    other = theirs.holding().filter(which=1)
    rows = rows.annotate(
        waits=Exists(theirs.waiting()) | Exists(theirs.holding().filter(seat=seat)),
        holds_two=Exists(full) & Exists(other),
        last_asked=Subquery(asked.values("asked_at")[:1]),
        last_said=Subquery(asked.values("state")[:1]),
        willing=Exists(Willing.objects.filter(person=OuterRef("person"))),
    )
    return rows.select_related("place", "building", "person").order_by("asked_at", "pk")[:500]


def _reasons(seat: Seat, there: str, *, willing: bool, later: bool) -> tuple[str, ...]:
    """Source words; whoever shows them translates them."""
    said = [rules.HERE_WORDS[Level(seat.place.level)] if there == "here" else rules.NEAR_WORDS]
    said += [rules.WILLING_WORDS] if willing else []
    said += [rules.LATER_WORDS] if later else []
    return tuple(said)


def lives_at(actor: Actor, seat: Seat) -> bool:
    """By their own word: where they reported in, or a household that they said is theirs."""
    place, mine = seat.place, own_report_in(actor)
    if mine is not None:
        home = mine.building.path if mine.building else ""
        if rules.lives(place.path, place.level, mine.place.path, home):
            return True
    relations = Relation.objects.open().filter(person=actor.person, kind="resident")
    homes = relations.values_list("household__compound__path", "household__at__path")
    return any(rules.lives(place.path, place.level, *paths) for paths in homes)


def is_member(actor: Actor) -> bool:
    mine = own_report_in(actor)
    return mine is not None and mine.kind == Who.MEMBER


def is_willing(actor: Actor) -> bool:
    return Willing.objects.filter(person=actor.person).exists() if actor.person else False


# ---- the tree of a compound ---------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A seat as it hangs at the gate. `called` and `phone` only as far as the holder ticked."""

    seat: Seat
    held: bool = False
    called: str = ""
    phone: str = ""
    takes_notes: bool = False


@dataclass
class Node:
    """A place with its seats; `depth` from the compound down."""

    place: Place
    depth: int
    posts: list[Shown] = field(default_factory=list)
    seats: int = 0  # here and below
    held: int = 0

    @property
    def vacant(self) -> int:
        return self.seats - self.held


def tree_of(compound: Place) -> list[Node]:
    """The compound, its courtyards, buildings and entrances that have seats, and its grid first.

    Three statements. Places without a seat at or below them are left out.
    """
    here = Q(place__path__range=branch(compound.path))
    above = Q(place__in=path_steps(compound.path), place__level=Level.GRID)
    seats = list(_in_order(Seat.objects.lasting().filter(here | above)))
    nodes = _nodes(seats, [compound, *buildings_of(compound)])
    for node in nodes:
        node.depth = max(0, (len(node.place.path) - len(compound.path)) // 6)
    return nodes


def grids_with_seats(community: Place) -> list[Node]:
    """The grids of a community that have seats. Two statements."""
    here = Q(place__path__range=branch(community.path), place__level=Level.GRID)
    return _nodes(list(_in_order(Seat.objects.lasting().filter(here))), [])


def _nodes(seats: list[Seat], places: list[Place]) -> list[Node]:
    """These places and those of the seats, as far as there is a seat at or below them."""
    shown = _shown([seat.pk for seat in seats])
    nodes = {place.pk: Node(place, 0) for place in places}
    for seat in seats:
        node = nodes.setdefault(seat.place_id, Node(seat.place, 0))
        node.posts.append(_post(seat, shown.get(seat.pk)))
    _count(nodes)
    kept = [node for node in nodes.values() if node.seats]
    return sorted(kept, key=lambda node: node.place.path)


def _in_order(rows: QuerySet[Seat]) -> QuerySet[Seat]:
    return rows.select_related("place").order_by("place__path", "kind", "number")[:SEATS_MOST]


def _shown(seats: list[UUID]) -> dict[UUID, Placement]:
    rows = Placement.objects.holding().filter(seat__in=seats).select_related("person")
    return {row.seat_id: row for row in rows}


def _post(seat: Seat, holder: Placement | None) -> Shown:
    if holder is None:
        return Shown(seat)
    if holder.person.restricted_at:
        return Shown(seat, held=True)
    called = holder.called if holder.shows_name else ""
    return Shown(seat, True, called, holder.phone, holder.takes_notes)


def _count(nodes: dict[int, Node]) -> None:
    """What lies below counts above as well."""
    for node in list(nodes.values()):
        held = sum(post.held for post in node.posts)
        for key in path_steps(node.place.path):
            if key in nodes:
                nodes[key].seats += len(node.posts)
                nodes[key].held += held


# ---- pages --------------------------------------------------------------------------------------


def seat_or_none(key: UUID) -> Seat | None:
    return Seat.objects.lasting().select_related("place").filter(pk=key).first()


def holder_of(seat: Seat) -> Placement | None:
    rows = Placement.objects.holding().filter(seat=seat)
    return rows.select_related("person").first()


def own_placements(actor: Actor) -> list[Placement]:
    """Open ones of the actor, those to answer first."""
    if actor.person is None:
        return []
    rows = Placement.objects.open().filter(person=actor.person)
    return list(rows.select_related("seat__place").order_by("state", "asked_at")[:20])


def notes_for(actor: Actor) -> list[Note]:
    """What lies with the holder, by when it is due."""
    rows = Note.objects.to_holder(actor).select_related("seat__place")
    return list(rows.order_by("due_at")[:LISTED])


def own_notes(actor: Actor) -> list[Note]:
    if actor.person is None:
        return []
    rows = Note.objects.filter(author=actor.person).exclude(state=rules.NoteState.WITHDRAWN)
    return list(rows.select_related("seat__place").order_by("-told_at")[:20])


def waiting_at(actor: Actor, place: Place) -> list[Placement]:
    """Who is asked or has offered themselves, below this place."""
    rows = Placement.objects.visible_to(actor).waiting()
    rows = rows.filter(seat__place__path__range=branch(place.path))
    return list(rows.select_related("seat__place", "person").order_by("asked_at")[:LISTED])


def ending_at(actor: Actor, place: Place) -> list[Placement]:
    """Holders whose term ends soon, below this place."""
    edge = clock.today() + rules.REMIND_BEFORE
    rows = Placement.objects.visible_to(actor).holding().filter(until_on__lte=edge)
    rows = rows.filter(seat__place__path__range=branch(place.path))
    return list(rows.select_related("seat__place", "person").order_by("until_on")[:LISTED])


def notes_at(actor: Actor, place: Place) -> list[Note]:
    rows = Note.objects.at_desk_of(actor).filter(seat__place__path__range=branch(place.path))
    return list(rows.select_related("seat__place").order_by("due_at")[:LISTED])


def placements_of(actor: Actor, seat: Seat) -> list[Placement]:
    """The open ones of a seat, for its desk."""
    rows = Placement.objects.visible_to(actor).open().filter(seat=seat)
    return list(rows.select_related("person").order_by("asked_at")[:LISTED])


def open_notes_of(seat: Seat) -> list[Note]:
    """For the hand-over sheet: when told and when due, never what is written there or by whom."""
    rows = Note.objects.open().filter(seat=seat).order_by("due_at")
    return list(rows.only("told_at", "due_at", "at_desk", "seat")[:LISTED])


def word_before(placement: Placement) -> str:
    """What whoever held the seat before has left to say."""
    rows = Placement.objects.filter(seat=placement.seat_id, state=State.ENDED)
    last = rows.exclude(handover=b"").order_by("-closed_at").first()
    return last.handover if last else ""


@dataclass(frozen=True)
class Past:
    """A compound this month and a year ago; `before` is none where nothing was counted then."""

    place: Place
    seats: int
    held: int
    before: int | None  # percent

    @property
    def percent(self) -> int | None:
        return rules.percent(self.held, self.seats)


def coverage_of(place: Place) -> list[Past]:
    """Compounds below in the order of their names, each against its own oldest count of the last
    twelve months. One statement, two where there are many."""
    since = rules.first_of(clock.today() - 366 * clock.DAY)
    rows = Coverage.objects.filter(place__path__range=branch(place.path), month__gte=since)
    counts: dict[int, list[Coverage]] = defaultdict(list)
    for row in rows.select_related("place").order_by("place__name", "month")[:2000]:
        counts[row.place_id].append(row)
    found = []
    for months in counts.values():
        last, first = months[-1], months[0]
        before = rules.percent(first.held, first.seats) if len(months) > 1 else None
        found.append(Past(last.place, last.seats, last.held, before))
    return found


def months_of(place: Place) -> list[Coverage]:
    """The last twelve counts of one compound, the latest first."""
    return list(Coverage.objects.filter(place=place).order_by("-month")[:12])


def places_for(desk: Place) -> list[Place]:
    """Where a desk may set up seats: a compound's own tree; a community's grids."""
    if desk.level == Level.COMPOUND:
        return [desk, *buildings_of(desk)]
    rows = Place.objects.current().under(desk.path).filter(level=Level.GRID)
    return list(rows.order_by("path")[:200])


def count_by_kind(places: Iterable[Place]) -> Counter[tuple[int, str]]:
    rows = Seat.objects.lasting().filter(place__in=[place.pk for place in places])
    return Counter(rows.values_list("place_id", "kind"))


def yes_first(compound: Place) -> QuerySet[SeatEvent]:
    """When somebody said yes to a seat of this compound, the first time first; it names nobody."""
    rows = SeatEvent.objects.filter(seat__place__path__range=branch(compound.path))
    return rows.filter(action__in=["yes", "confirmed"]).order_by("at", "pk")


# ---- the ground ---------------------------------------------------------------------------------

CHANGES_SHOWN = 40


@dataclass(frozen=True)
class Ground:
    """The grids of a community with the compounds in each, and those that lie in none."""

    grids: list[tuple[Place, list[Place]]]
    outside: list[Place]
    changes: list[GridChange]

    @property
    def compounds(self) -> list[tuple[Place, str]]:
        """Each compound with the name of its grid; empty where it lies in none."""
        inside = [(one, grid.name) for grid, found in self.grids for one in found]
        return inside + [(one, "") for one in self.outside]


def ground_of(community: Place) -> Ground:
    """Two statements."""
    rows = Place.objects.current().under(community.path)
    rows = rows.filter(level__in=(Level.GRID, Level.COMPOUND))
    found = list(rows.order_by("name")[: LISTED * 4])
    grids = [place for place in found if place.level == Level.GRID]
    homes = [place for place in found if place.level == Level.COMPOUND]
    within = {grid.pk: [one for one in homes if one.parent_id == grid.pk] for grid in grids}
    changes = GridChange.objects.filter(grid__path__range=branch(community.path))
    return Ground(
        [(grid, within[grid.pk]) for grid in grids],
        [one for one in homes if one.parent_id not in within],
        list(changes.select_related("compound").order_by("-at", "-pk")[:CHANGES_SHOWN]),
    )
