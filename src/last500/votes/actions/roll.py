"""The roll: taken from a file or from the households, checked, frozen and committed."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.households.models import Household, Relation
from last500.households.rules import Kind, clean_door
from last500.places.models import Place
from last500.proof import merkle
from last500.proof.rules import canonical
from last500.votes import rules
from last500.votes.actions.objecting import settled
from last500.votes.actions.step import MOVED_ON, advance, append, check, held, must_run, write
from last500.votes.counting import Unit, sums_of
from last500.votes.models import (
    Objection,
    OwnerChange,
    RollSalt,
    RollUnit,
    Vote,
    VoteEvent,
)
from last500.votes.rules import Action, Follow, Line, State

CHANGES_OF_ROLL = ("roll", "line")
SELLING = frozenset({State.ANNOUNCED, State.OPEN, State.CLOSED})


@transaction.atomic
def take(actor: Actor, vote: Vote, lines: Sequence[Line]) -> int:
    """Put these units on the roll instead of all that were there; all of them, or none.

    Raises Forbidden, Conflict once it is frozen, Refused.
    """
    must_run(actor, vote)
    row = _open_roll(vote)
    _checked(lines)
    doors = _households(row.compound)
    units = [
        RollUnit(
            vote=row, number=number, building=line.building, entrance=line.entrance,
            door=line.door, area=line.area, group=line.group, eligible=line.eligible,
            reason=line.reason, household_id=doors.get(line.where),
        )
        for number, line in enumerate(sorted(lines, key=lambda one: _natural(one.where)), 1)
    ]  # fmt: skip
    RollUnit.objects.filter(vote=row).delete()
    RollUnit.objects.bulk_create(units, batch_size=500)
    append(actor, row, "roll", units=len(units))
    return len(units)


def _open_roll(vote: Vote) -> Vote:
    row = held(vote)
    if row.frozen_at or row.state not in {State.DRAFTED, State.ANNOUNCED}:
        raise Conflict(_("名册定下来以后不再改。"))
    return row


def _checked(lines: Sequence[Line]) -> None:
    if not lines:
        raise Refused(_("名册里一套也没有。"), "file")
    if len(lines) > rules.UNITS_MOST:
        raise Refused(_("一个小区最多一万套，请看看是不是放错了文件。"), "file")
    for where in rules.same_doors(lines):
        raise Refused(_("%(where)s 出现了两次，请只留一行。") % {"where": " ".join(where)}, "file")


def _natural(where: Iterable[str]) -> list[tuple[int, str]]:
    """三号楼 before 十号楼 needs a table; 3 before 10 only needs the digits as a number."""
    return [(int(digits) if (digits := "".join(c for c in word if c.isdecimal())) else 0, word)
            for word in where]  # fmt: skip


def _households(compound: Place) -> dict[tuple[str, str, str], UUID]:
    """Where each known household stands, as a roll writes it."""
    return {line: key for key, line in _doors(compound).items()}


def _doors(compound: Place) -> dict[UUID, tuple[str, str, str]]:
    places = {one.path: one.name for one in Place.objects.under(compound.path)}
    found = {}
    for one in Household.objects.filter(compound=compound).select_related("at"):
        steps = range(len(compound.path) + 6, len(one.at.path) + 1, 6)
        names = [places[one.at.path[:end]] for end in steps if one.at.path[:end] in places]
        entrance = names[-1] if len(names) > 1 else ""
        found[one.pk] = (names[0] if names else compound.name, entrance, one.door)
    return found


@transaction.atomic
def take_households(actor: Actor, vote: Vote) -> int:
    """As the households of the compound have it; who owns several is one person. A household
    without an area is a fault to mend first. Raises as `take`."""
    must_run(actor, vote)
    _open_roll(vote)
    rows = Household.objects.filter(compound=vote.compound)
    areas = dict(rows.values_list("pk", "area"))
    doors = _doors(vote.compound)
    bare = [key for key, area in areas.items() if area is None]
    if bare:
        raise Refused(
            _("%(where)s 等 %(n)d 套还没有面积，补上再取。")
            % {"where": " ".join(doors[bare[0]]), "n": len(bare)}
        )
    owners: dict[str, set[str]] = {str(key): set() for key in sorted(areas, key=doors.__getitem__)}
    own = Relation.objects.confirmed().filter(household__compound=vote.compound, kind=Kind.OWNER)
    for key, person in own.values_list("household", "person"):
        owners[str(key)].add(str(person))
    groups = rules.groups_of({key: frozenset(people) for key, people in owners.items()})
    return take(
        actor, vote,
        [Line(*where, areas[key] or 0, groups[str(key)]) for key, where in doors.items()],
    )  # fmt: skip


# ---- frozen -------------------------------------------------------------------------------------


def leaf(unit: RollUnit, salt: str) -> bytes:
    """The leaf of a unit: anybody with the line and its salt counts the same 32 bytes."""
    return merkle.leaf_hash(line_of(unit, salt).encode())


def line_of(unit: RollUnit, salt: str) -> str:
    return canonical(
        {
            "vote": str(unit.vote_id), "number": unit.number, "building": unit.building,
            "entrance": unit.entrance, "door": unit.door, "area": unit.area,
            "group": unit.group, "eligible": unit.eligible, "salt": salt,
        }
    )  # fmt: skip


def root_of(vote: Vote) -> str:
    """The root over all lines as they stand now, in the order of their numbers."""
    rows = RollUnit.objects.filter(vote=vote).select_related("salt").order_by("number")
    leaves = [leaf(unit, unit.salt.salt) for unit in rows]
    return merkle.root(len(leaves), merkle.from_leaves(leaves)).hex()


def as_counted(rows: Iterable[RollUnit]) -> list[Unit]:
    return [Unit(str(u.pk), u.area, u.group, u.eligible, u.building) for u in rows]


@transaction.atomic
def freeze(actor: Actor, vote: Vote) -> None:
    """Before the box opens: root and sums go into the log, and no line changes from here on.

    Raises Forbidden, Conflict, Refused.
    """
    must_run(actor, vote)
    row = held(vote)
    check(row, Action.FREEZE)
    if row.frozen_at:
        raise Conflict(_("名册定下来以后不再改。"))
    mended = _must_be_mended(row)
    units = list(RollUnit.objects.filter(vote=row).order_by("number"))
    sums = sums_of(unit for unit in as_counted(units) if unit.eligible)
    if not sums.units:
        raise Refused(_("名册里还没有能投票的一套，请先导入名册。"))
    for objection in mended:
        settled(objection)
    salts = [RollSalt(unit=unit, salt=os.urandom(32).hex()) for unit in units]
    RollSalt.objects.bulk_create(salts, batch_size=500)
    leaves = [leaf(unit, salt.salt) for unit, salt in zip(units, salts, strict=True)]
    advance(
        actor, row, Action.FREEZE, frozen_at=clock.now(),
        roll_root=merkle.root(len(leaves), merkle.from_leaves(leaves)).hex(),
        roll_units=sums.units, roll_persons=sums.persons, roll_area=sums.area,
    )  # fmt: skip


def _must_be_mended(vote: Vote) -> list[Objection]:
    """Upheld objections to the roll; refused while the roll is as it was when they were upheld."""
    rows = Objection.objects.filter(vote=vote, follow=Follow.MEND, settled_at=None).defer("words")
    found = list(rows.order_by("-answered_at"))
    if found:
        events = VoteEvent.objects.filter(vote=vote, action__in=CHANGES_OF_ROLL)
        if not events.filter(at__gte=found[0].answered_at).exists():
            raise Refused(_("有异议成立了，名册还没有改。先改名册，再定下来。"))
    return found


@transaction.atomic
def mend_line(
    actor: Actor, vote: Vote, unit: RollUnit, *, area: int, group: str, reason: str = ""
) -> None:
    """One line as it should be: area in cm², whose it is, and why it does not vote, if it does not.

    Raises Forbidden, Conflict once the roll is frozen, Refused.
    """
    must_run(actor, vote)
    row = _open_roll(vote)
    said = reason.strip()[:60]
    rows = RollUnit.objects.filter(pk=unit.pk, vote=row)
    rows.update(area=area, group=group, eligible=not said, reason=said)
    append(actor, row, "line", unit=unit.number)


@transaction.atomic
def note_sale(actor: Actor, vote: Vote, unit: RollUnit, at: datetime) -> OwnerChange:
    """A unit changed hands after the roll was frozen; the roll stays as it is. If the former owner
    has voted, that stands; else the new owner votes. Raises Forbidden, Conflict, Refused."""
    must_run(actor, vote)
    row = held(vote)
    if row.state not in SELLING or not row.frozen_at:
        raise Conflict(_(MOVED_ON))
    if unit.vote_id != row.pk:
        raise Refused(_("名册里没有这个编号。"), "unit")
    if not row.frozen_at <= at <= clock.now():
        raise Refused(_("请写名册定下来以后、现在以前的时间。"), "at")
    try:
        with transaction.atomic():
            made = OwnerChange.objects.create(vote=row, unit=unit, at=at, noted_at=clock.now())
    except IntegrityError:
        raise Conflict(_("这一套的这次变更已经记下了。")) from None
    append(actor, row, "sold", unit=unit.number)
    write(row, "vote owner change", {"change": str(made.pk)}, actor)
    return made


def door_of(text: str) -> str:
    """A door as households write it, or as it was typed where that is no door of theirs."""
    try:
        return clean_door(text)
    except ValueError:
        return text.strip()[: rules.NAME_MOST]
