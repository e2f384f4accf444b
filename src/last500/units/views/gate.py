"""The doors: a report-in is there for its two sides alone, a unit for its liaison, a desk for
whoever looks after units there; to everybody else none of them exists."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from last500.base import clock
from last500.base.actor import Actor
from last500.organisations.models import Liaison, Organisation
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.units import queries
from last500.units.actions.step import speaks
from last500.units.models import UnitReportIn
from last500.units.rules import Side

DESKS = ("community", "street")


def report_in_or_404(actor: Actor, key: UUID) -> UnitReportIn:
    found = queries.seen(actor, key)
    if found is None:
        raise Http404
    return found


def sides(actor: Actor, report_in: UnitReportIn) -> list[Side]:
    """For which side (or both) the actor may act here."""
    found = [Side.UNIT] if speaks(actor, report_in) else []
    if actor.may(Permission.UNIT_MANAGE, report_in.community.path):
        found.append(Side.COMMUNITY)
    return found


def own_unit_or_404(actor: Actor, key: UUID) -> Organisation:
    speaking = Liaison.objects.acting(clock.today()).filter(person=actor.person)
    return get_object_or_404(Organisation.objects.filter(liaisons__in=speaking), pk=key)


def listed_unit_or_404(actor: Actor, key: UUID) -> Organisation:
    """A unit whose list of members the actor may bring."""
    mine = Liaison.objects.acting(clock.today()).filter(person=actor.person)
    handled = UnitReportIn.objects.agreed().handled_by(actor).values("organisation")
    rows = Organisation.objects.filter(Q(pk__in=mine.values("organisation")) | Q(pk__in=handled))
    return get_object_or_404(rows.select_related("place"), pk=key)


def desk_or_404(actor: Actor, place_id: int) -> Place:
    place = get_object_or_404(Place.objects.filter(level__in=DESKS), pk=place_id)
    if not actor.may(Permission.UNIT_MANAGE, place.path):
        raise Http404
    return place


def community_or_404(actor: Actor, place_id: int) -> Place:
    """A desk at which units report in."""
    place = desk_or_404(actor, place_id)
    if place.level != "community":
        raise Http404
    return place


def community_from(text: str) -> Place | None:
    """The community whose key stands in an address, or that of the compound with this key."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    place = Place.objects.current().filter(pk=int(text)).first()
    if place is None or place.level == "community":
        return place
    return queries.community_of(place)
