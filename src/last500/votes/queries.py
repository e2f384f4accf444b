"""The questions about owners' votes."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from last500.base import clock
from last500.base.actor import Actor
from last500.base.scope import everything
from last500.households.queries import neighbours_at
from last500.organisations.models import Office
from last500.organisations.rules import DESK_OFFICES
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch, path_steps
from last500.proof import merkle
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState
from last500.votes import rules
from last500.votes.actions.roll import as_counted, leaf, line_of
from last500.votes.actions.step import posted_until
from last500.votes.counting import sums_of
from last500.votes.models import Ballot, Objection, Reading, RollUnit, Seat, Vote, VoteEvent
from last500.votes.rules import BallotState, Finding, SeatState, Standing

PAGE, LISTED, PILE = 100, 60, 200


def one(actor: Actor, key: UUID) -> Vote | None:
    rows = Vote.objects.visible_to(actor).select_related("compound")
    return rows.filter(pk=key).first()


def at_gate(compound: Place) -> list[Vote]:
    """Those that run first, then what was decided, the newest first."""
    rows = Vote.objects.public().filter(compound=compound)
    found = list(rows.select_related("compound").order_by("-made_at")[:LISTED])
    return sorted(found, key=lambda vote: vote.state in rules.FINAL)


def on_desk(actor: Actor, place: Place) -> list[Vote]:
    rows = Vote.objects.of_desk(actor).filter(compound__path__range=branch(place.path))
    return list(rows.select_related("compound").order_by("-made_at")[:LISTED])


def own_seats(actor: Actor) -> list[Seat]:
    rows = Seat.objects.filter(person=actor.person).exclude(state=SeatState.DECLINED)
    return list(rows.select_related("vote__compound").order_by("-asked_at")[:LISTED])


@dataclass(frozen=True)
class OwnDoor:
    """A door of the reader's own in a vote: whether a ballot of it is in the book and since when;
    never what stands on it."""

    unit: RollUnit
    recorded_at: datetime | None


def own_doors(actor: Actor) -> list[OwnDoor]:
    """In announced votes, the newest first; that a ballot is in the book, and nothing of it."""
    rows = RollUnit.objects.own(actor).filter(vote__announced_at__isnull=False)
    units = list(
        rows.select_related("vote__compound").order_by("-vote__made_at", "number")[:LISTED]
    )
    if not units:
        return []
    with everything("whether a ballot of one's own door is in the book"):
        of_units = Ballot.objects.filter(unit__in=units, state=BallotState.AGREED)
        found = dict(of_units.values_list("unit").annotate(at=Min("agreed_at")).order_by())
    return [OwnDoor(unit, found.get(unit.pk)) for unit in units]


# ---- the roll -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class RollSums:
    units: int
    persons: int
    area: int
    left_out: int
    joint: int  # persons with several units


def roll_sums(actor: Actor, vote: Vote) -> RollSums:
    rows = list(RollUnit.objects.visible_to(actor).filter(vote=vote))
    eligible = [unit for unit in as_counted(rows) if unit.eligible]
    sums = sums_of(eligible)
    several: dict[str, int] = {}
    for unit in eligible:
        several[unit.group] = several.get(unit.group, 0) + 1
    joint = sum(number > 1 for number in several.values())
    return RollSums(sums.units, sums.persons, sums.area, len(rows) - sums.units, joint)


def roll_page(actor: Actor, vote: Vote, page: int) -> tuple[list[RollUnit], bool]:
    start = (page - 1) * PAGE
    rows = RollUnit.objects.visible_to(actor).filter(vote=vote).in_order()
    found = list(rows[start : start + PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def unit(actor: Actor, vote: Vote, number: int) -> RollUnit | None:
    rows = RollUnit.objects.to_read(actor).filter(vote=vote, number=number)
    return rows.select_related("vote__compound").first()


@dataclass(frozen=True)
class OwnUnit:
    """A unit of the reader's own, with all that is needed to count its way up to the root."""

    unit: RollUnit
    line: str
    path: list[str]
    index: int


def own_units(actor: Actor, vote: Vote) -> list[OwnUnit]:
    """With the salt while it is kept, and the path to the root; nobody else's line is shown."""
    mine = list(RollUnit.objects.own(actor).filter(vote=vote).in_order()[:LISTED])
    if not mine:
        return []
    if not vote.frozen_at:
        return [OwnUnit(one, "", [], 0) for one in mine]
    with everything("the path of one's own line through the hashes of all"):
        rows = list(RollUnit.objects.filter(vote=vote).select_related("salt").order_by("number"))
        salts = {row.pk: row.salt.salt for row in rows if hasattr(row, "salt")}
    if len(salts) < len(rows):
        return [OwnUnit(one, "", [], 0) for one in mine]
    node = merkle.from_leaves([leaf(row, salts[row.pk]) for row in rows])
    places = {row.pk: number for number, row in enumerate(rows)}

    def shown(one: RollUnit) -> OwnUnit:
        index = places[one.pk]
        path = [sibling.hex() for sibling in merkle.inclusion(index, len(rows), node)]
        return OwnUnit(one, line_of(one, salts[one.pk]), path, index)

    return [shown(one) for one in mine]


# ---- the box ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piles:
    once: int
    differs: int
    agreed: int
    to_read: list[Ballot]  # once, and not by the reader
    to_settle: list[Ballot]


def piles(actor: Actor, vote: Vote) -> Piles:
    """What waits: numbers of papers alone, never what somebody has read off them."""
    rows = Ballot.objects.visible_to(actor).filter(vote=vote)
    counts = dict(rows.values_list("state").annotate(n=Count("pk")).order_by())
    own = Reading.objects.filter(reader=actor.person, ballot__vote=vote).values("ballot")
    waiting = rows.waiting().select_related("unit").order_by("begun_at")
    return Piles(
        counts.get(BallotState.ONCE, 0),
        counts.get(BallotState.DIFFERS, 0),
        counts.get(BallotState.AGREED, 0),
        list(waiting.filter(state=BallotState.ONCE).exclude(pk__in=own)[:PILE]),
        list(waiting.filter(state=BallotState.DIFFERS)[:PILE]),
    )


def ballot(actor: Actor, key: UUID) -> Ballot | None:
    rows = Ballot.objects.visible_to(actor).select_related("vote__compound", "unit")
    return rows.filter(pk=key).first()


def last_reading(actor: Actor, vote: Vote) -> Any:
    """When the paper was cast that the reader has read last: the next one of a pile is like it."""
    rows = Reading.objects.filter(reader=actor.person, ballot__vote=vote).order_by("-at")
    found = rows.first()
    return json.loads(found.said)["cast_at"] if found else None


def handed_in(actor: Actor, units: list[RollUnit]) -> set[UUID]:
    rows = Ballot.objects.visible_to(actor).filter(unit__in=[unit.pk for unit in units])
    return set(rows.values_list("unit", flat=True))


# ---- the desk -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Inside:
    seats: list[Seat]
    events: list[VoteEvent]
    roll: RollSums


def inside(actor: Actor, vote: Vote) -> Inside:
    seats = Seat.objects.filter(vote=vote).exclude(state=SeatState.DECLINED)
    events = VoteEvent.objects.filter(vote=vote).exclude(action="look")
    return Inside(
        list(seats.select_related("person").order_by("asked_at")[:LISTED]),
        list(events.order_by("-at")[:LISTED]),
        roll_sums(actor, vote),
    )


def candidates(actor: Actor, vote: Vote) -> list[tuple[Person, str]]:
    """Who could be asked: desks of the compound and above, neighbours, who reported in here."""
    keys = list(path_steps(vote.compound.path))
    offices = Office.objects.acting(clock.today()).filter(
        kind__in=DESK_OFFICES, place__in=keys, person__isnull=False
    )
    homes = ReportIn.objects.visible_to(actor).filter(
        state=MemberState.CONFIRMED, place=vote.compound
    )
    found: dict[UUID, tuple[Person, str]] = {}
    for office in offices.select_related("person", "place").order_by("-place__path")[:LISTED]:
        if office.person is not None:
            found.setdefault(office.person.pk, (office.person, office.place.name))
    for person in neighbours_at(actor, vote.compound):
        found.setdefault(person.pk, (person, vote.compound.name))
    for row in homes.select_related("person", "place").order_by("pk")[:PILE]:
        found.setdefault(row.person_id, (row.person, row.place.name))
    asked = Seat.objects.filter(vote=vote).exclude(state=SeatState.DECLINED)
    barred = set(asked.values_list("person", flat=True)) | {actor.person}
    return [pair for key, pair in found.items() if key not in barred]


def published_first(compound: Place) -> QuerySet[Vote]:
    """Those with a published result that stands, the first one first."""
    rows = Vote.objects.filter(
        compound=compound, state=rules.State.PUBLISHED, voided_at__isnull=True
    )
    return rows.order_by("published_at", "pk")


# ---- objections ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Disputes:
    """How many, how many are answered, and what the answers say; never who."""

    raised: int
    answered: int
    late: int
    standing: Standing
    found: list[Objection]


def disputes(vote: Vote) -> Disputes:
    """For everybody. Two statements."""
    rows = Objection.objects.filter(vote=vote).standing()
    numbers = rows.aggregate(
        raised=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        late=Count("pk", filter=Q(finding=Finding.WAITING, due_at__lt=clock.now())
                   | Q(finding=Finding.WAITING, late_at__isnull=False)),
        pending=Count("pk", filter=Q(finding=Finding.WAITING)
                      | Q(finding=Finding.UPHELD, settled_at=None)),
    )  # fmt: skip
    standing = rules.standing(
        vote.state, clock.now(), posted_until(vote),
        pending=numbers["pending"], void=bool(vote.voided_at),
    )  # fmt: skip
    found = list(rows.answered().order_by("number")[:LISTED]) if numbers["answered"] else []
    return Disputes(numbers["raised"], numbers["answered"], numbers["late"], standing, found)


def objections_on(actor: Actor, **under: Any) -> list[Objection]:
    """What waits for an answer of the desk, the most pressing first; without the words."""
    rows = Objection.objects.visible_to(actor).filter(**under).pending().defer("words")
    rows = rows.select_related("vote__compound")
    return list(rows.order_by("due_at", "raised_at")[:LISTED])


def own_objections(actor: Actor) -> list[Objection]:
    rows = Objection.objects.filter(raised_by=actor.person).defer("words")
    return list(rows.select_related("vote__compound").order_by("-raised_at")[:LISTED])


def objection(actor: Actor, key: UUID) -> Objection | None:
    rows = Objection.objects.visible_to(actor)
    return rows.select_related("vote__compound", "desk", "raised_by").filter(pk=key).first()
