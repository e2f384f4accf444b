"""The whole list for the three who watch; that they looked is written down, and for whom."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.base.scope import everything
from last500.households.models import Relation
from last500.households.rules import Kind
from last500.people.looks import Capacity, Look, note_reveals
from last500.votes import rules
from last500.votes.actions.seats import seat_of
from last500.votes.actions.step import append
from last500.votes.draft import Said
from last500.votes.models import Ballot, Reading, RollUnit, Vote
from last500.votes.rules import BallotState, State

WHY = N_("监票：核对名册和选票")


@dataclass(frozen=True)
class Paper:
    """`said` is there once the vote is counted."""

    number: str
    said: Said | None
    box: str = ""
    scan: str = ""


@dataclass(frozen=True)
class Watched:
    """A line of the roll, and its papers; what they say only once the vote is counted."""

    unit: RollUnit
    papers: list[Paper]


@transaction.atomic
def look(actor: Actor, vote: Vote, units: list[RollUnit]) -> list[Watched]:
    """The lines of one page for a scrutineer. Owners who have said that a unit is theirs read on
    their own page that somebody saw its ballots, and as what."""
    counted = vote.state in {State.COUNTED, State.PUBLISHED}
    rows = Ballot.objects.visible_to(actor).filter(unit__in=[unit.pk for unit in units])
    rows = rows.filter(state=BallotState.AGREED).select_related("unit").order_by("copy")
    said = _said(rows) if counted else {}
    papers: dict[UUID, list[Paper]] = {}
    for ballot in rows:
        papers.setdefault(ballot.unit_id, []).append(
            Paper(ballot.paper, said.get(ballot.pk), ballot.box, ballot.scan)
        )
    _written_down(actor, vote, [unit for unit in units if counted and unit.pk in papers])
    append(actor, vote, "look", units=len(units))
    return [Watched(unit, papers.get(unit.pk, [])) for unit in units]


def _said(rows: "object") -> dict[UUID, Said]:
    found = {}
    for one in Reading.objects.filter(ballot__in=rows).select_related("ballot"):
        if one.round == one.ballot.round:
            found[one.ballot_id] = Said.of(json.loads(one.said))
    return found


def _written_down(actor: Actor, vote: Vote, units: list[RollUnit]) -> None:
    homes = {unit.household_id: unit.pk for unit in units if unit.household_id}
    if not homes:
        return
    with everything("whose units were looked at, so that they can read it"):
        owners = Relation.objects.confirmed().filter(household__in=list(homes), kind=Kind.OWNER)
        pairs = list(owners.values_list("household", "person"))
    looks = [Look(homes[home], "ballot", person=person) for home, person in pairs]
    seat = seat_of(actor, vote)
    word = rules.ROLE_WORDS[rules.Role(seat.role)] if seat else ""
    note_reveals(actor, looks, reason=WHY, as_what=Capacity(word))
