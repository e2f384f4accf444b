"""Lay the grids of a community: which compounds lie in which. No compound's desk or rights change:
whoever serves it, and whoever is above it, are the same as before."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.marking import N_
from last500.grids import rules
from last500.grids.models import GridChange, Seat
from last500.grids.rules import Change
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.rules import clean_line
from last500.places import actions as places
from last500.places.models import Place
from last500.places.rules import Level

GONE = N_("这个网格已经撤了，请看看现在的情况。")


@transaction.atomic
def lay(actor: Actor, community: Place, name: str, compounds: Sequence[Place]) -> Place:
    """A new grid with these compounds in it. Raises Forbidden, Refused."""
    _mine(actor, community)
    said = _name(community, name)
    grid = places.add(community, Level.GRID, said)
    _note(actor, grid, Change.LAID)
    _fill(actor, grid, community, compounds)
    return grid


@transaction.atomic
def arrange(actor: Actor, grid: Place, name: str, compounds: Sequence[Place]) -> None:
    """Call it so, and let exactly these compounds lie in it; the others go back under their
    community. Raises Forbidden, Refused, Conflict once it is gone."""
    community = _community_of(grid)
    _mine(actor, community)
    said = _name(community, name, but=grid)
    rows = Place.objects.current().filter(pk=grid.pk)
    if not rows.update(name=said):
        raise Conflict(_(GONE))
    if said != grid.name:
        grid.name = said
        _note(actor, grid, Change.RENAMED)
    _fill(actor, grid, community, compounds)


@transaction.atomic
def end(actor: Actor, grid: Place) -> None:
    """It is no more; what was noted of it stays. Raises Forbidden, Conflict, and Refused while a
    compound lies in it or a seat stands at it."""
    community = _community_of(grid)
    _mine(actor, community)
    if Place.objects.current().filter(parent=grid).exists():
        raise Refused(_("网格里还有小区，先把它们移出来。"))
    if Seat.objects.lasting().filter(place=grid).exists():
        raise Refused(_("网格里还设着位置，先撤掉。"))
    if not Place.objects.current().filter(pk=grid.pk).update(closed_on=clock.today()):
        raise Conflict(_(GONE))
    _note(actor, grid, Change.ENDED)


def _mine(actor: Actor, community: Place) -> None:
    """Held until the end: two who lay grids at once do so one after the other."""
    require(actor, Permission.PLACE_OPEN, community)
    if community.level != Level.COMMUNITY or community.closed_on:
        raise Refused(_("网格在社区里划，请先选社区。"))
    Place.objects.select_for_update().get(pk=community.pk)


def _community_of(grid: Place) -> Place:
    if grid.level != Level.GRID or grid.parent is None:
        raise Refused(_("网格在社区里划，请先选社区。"))
    return grid.parent


def _name(community: Place, text: str, but: Place | None = None) -> str:
    said = clean_line(text)[: rules.GRID_NAME_MOST]
    if not said:
        raise Refused(_("请写网格的名字，比如“第一网格”。"), "name")
    same = Place.objects.current().filter(parent=community, level=Level.GRID, name=said)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Refused(_("这个社区里已经有同名的网格了。"), "name")
    return said


def _fill(actor: Actor, grid: Place, community: Place, compounds: Sequence[Place]) -> None:
    wanted = {one.pk for one in compounds}
    # As they lie now: a form of an hour ago may say otherwise.
    rows = Place.objects.current().under(community.path).filter(level=Level.COMPOUND)
    found = {one.pk: one for one in rows}
    if not wanted <= found.keys():
        raise Conflict(_("有一个小区刚刚变过，请重新选。"))
    for one in found.values():
        inside = one.parent_id == grid.pk
        if one.pk in wanted and not inside:
            places.move(one, grid)
            _note(actor, grid, Change.PLACED, one)
        elif inside and one.pk not in wanted:
            places.move(one, community)
            _note(actor, grid, Change.TAKEN, one)


def _note(actor: Actor, grid: Place, change: Change, compound: Place | None = None) -> None:
    GridChange.objects.create(
        grid=grid, compound=compound, change=change, name=grid.name, at=clock.now(),
        actor_id=actor.person,
    )  # fmt: skip
