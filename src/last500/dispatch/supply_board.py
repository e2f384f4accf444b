"""The page of the supply map: sheets of a place and of those below, and what could be done.

The same few statements whatever the number of places; nothing is worked out here, only read.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import Http404

from last500.base.actor import Actor
from last500.dispatch.models import HelpAsk, SupplySheet
from last500.dispatch.supply import GROUP_BY_CODE, GROUPS, OF_CATEGORY, Map
from last500.dispatch.supply_asks import could_be_opened
from last500.dispatch.supply_facts import TOLD
from last500.lists.models import ResourceOffer
from last500.lists.models.resources import Resource
from last500.lists.rules import ResourceState
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level

UPWARDS = "__".join(["parent"] * 6)
RESOURCES = 100  # looked at; as many as a community's list has on a page
SHOWN_RESOURCES = 6


@dataclass(frozen=True)
class Below:
    place: Place
    map: Map


@dataclass(frozen=True)
class Proposed:
    """The desk of `to` could ask the desk of `of`; `ask` is what came of it in four weeks."""

    to: Place
    of: Place
    group: str
    hours: int
    scope: str
    ask: HelpAsk | None


@dataclass
class Board:
    place: Place
    sheet: SupplySheet | None
    below: list[Below] = field(default_factory=list)
    waiting: dict[str, int] = field(default_factory=dict)  # offers to open further, by group
    proposed: list[Proposed] = field(default_factory=list)
    asks: list[HelpAsk] = field(default_factory=list)  # what this desk is asked
    resources: list[tuple[str, Resource]] = field(default_factory=list)
    handles: bool = False


def place_or_404(actor: Actor, place_id: int) -> Place:
    """A stranger gets the same 404 as for no place at all. One statement."""
    rows = Place.objects.current().filter(pk=place_id, level__in=TOLD).select_related(UPWARDS)
    found = rows.first()
    if found is None or not actor.may(Permission.FIGURES_READ, found.path):
        raise Http404
    return found


def board(actor: Actor, place: Place, group: str = "") -> Board:
    """Six statements at most. `group` leaves out the other kinds of help."""
    sheets = _sheets(actor, place)
    own = next((sheet for sheet in sheets if sheet.place_id == place.pk), None)
    found = Board(place, own, handles=actor.may(Permission.REQUEST_HANDLE, place.path))
    found.below = [Below(s.place, s.map) for s in sheets if s.place_id != place.pk]
    found.waiting = _waiting(actor, place)
    _put_asks_and_proposals(actor, found, group)
    if place.level == Level.COMMUNITY and found.handles and own is not None:
        found.resources = _resources(place, own.map, group)
    return found


def _sheets(actor: Actor, place: Place) -> list[SupplySheet]:
    """Of the place and of those below it; a grid between community and compound is passed over."""
    under = Q(place__parent=place) | Q(place__parent__parent=place, place__parent__level=Level.GRID)
    rows = SupplySheet.objects.visible_to(actor).filter(Q(place=place) | under)
    rows = rows.filter(place__closed_on=None).select_related("place")
    return list(rows.order_by("place__code", "place__name", "place"))


def _waiting(actor: Actor, place: Place) -> dict[str, int]:
    found: Counter[str] = Counter()
    for category in could_be_opened(actor, place).values_list("category", flat=True):
        if category in OF_CATEGORY:
            found[OF_CATEGORY[category]] += 1
    return {group.code: found[group.code] for group in GROUPS if found[group.code]}


def _put_asks_and_proposals(actor: Actor, found: Board, group: str) -> None:
    """What this place and those below it could ask, with what was asked; and what it is asked."""
    rows = found.sheet.proposals if found.sheet else []
    rows = [row for row in rows if group in {"", row[2]} and row[2] in GROUP_BY_CODE]
    names = Place.objects.in_bulk({key for row in rows for key in row[:2]}) if rows else {}
    asks = list(_asks(actor, found.place, {row[0] for row in rows}))
    known = {(one.place_id, one.asked_id, one.group): one for one in asks}
    found.proposed = [
        Proposed(names[to], names[of], kind, hours, scope, known.get((to, of, kind)))
        for to, of, kind, hours, scope in rows
        if to in names and of in names
    ]
    found.asks = [one for one in asks if one.asked_id == found.place.pk]


def _asks(actor: Actor, place: Place, askers: set[int]) -> list[HelpAsk]:
    rows = HelpAsk.objects.visible_to(actor).filter(Q(asked=place) | Q(place__in=askers))
    return list(rows.select_related("place", "asked").order_by("asked_at", "pk"))


def _resources(place: Place, shown: Map, group: str) -> list[tuple[str, Resource]]:
    """What reported-in units offer here that helps where hours are missing."""
    short = [row.group for row in shown.rows if row.gap and group in {"", row.group}]
    wanted = {skill: code for code in short for skill in GROUP_BY_CODE[code].skills}
    if not wanted:
        return []
    offers = ResourceOffer.objects.standing().filter(community=place)
    offers = offers.filter(resource__state=ResourceState.OPEN, resource__organisation__isnull=False)
    rows = offers.select_related("resource__organisation").order_by("resource__title", "pk")
    found = []
    for offer in rows[:RESOURCES]:
        fits = next((wanted[s] for s in offer.resource.skills if s in wanted), None)
        if fits:
            found.append((fits, offer.resource))
    return found[:SHOWN_RESOURCES]
