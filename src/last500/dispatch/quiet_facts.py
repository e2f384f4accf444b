"""What was done in a community and what could be: a line in the tables for each app that knows."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from last500.base import clock
from last500.dispatch.idleness import Kind, Thing
from last500.lists.models import Booking, Claim, Need, Resource
from last500.lists.queries.fitting import why
from last500.lists.rules import UNFINISHED, Deal, ResourceState
from last500.places.models import Place
from last500.places.rules import branch
from last500.posts.queries import last_done as posts_of_compounds
from last500.posts.queries import short_of_people
from last500.records.models import ServiceRecord
from last500.service_requests.categories import BY_CODE, CATEGORIES
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import State

LOOKED_AT = 300
FINISHED = (State.DONE, State.CONFIRMED, State.UNCONFIRMED)

# ---- what was done -------------------------------------------------------------------------------


def records_of_units(community: Place, units: Collection[UUID]) -> dict[UUID, date]:
    """The last confirmed service of a unit's members in this community. One statement."""
    rows = ServiceRecord.objects.counted().filter(
        organisation__in=units, place__path__range=branch(community.path)
    )
    return _last_days(rows, "organisation", "ended_at")


def claims_of_units(community: Place, units: Collection[UUID]) -> dict[UUID, date]:
    """The last need of this community that a unit met, as the community confirmed it."""
    rows = Claim.objects.filter(organisation__in=units, need__community=community, state=Deal.HELD)
    return _last_days(rows, "organisation", "closed_at")


def loans_of_units(community: Place, units: Collection[UUID]) -> dict[UUID, date]:
    """The last time something of a unit's was lent to this community or to a compound of it."""
    rows = Booking.objects.filter(
        resource__organisation__in=units,
        for_place__path__range=branch(community.path),
        state=Deal.HELD,
    )
    return _last_days(rows, "resource__organisation", "starts_at")


def requests_of_compounds(compounds: Collection[int]) -> dict[int, date]:
    """The last request that was carried out, a turn of a rota among them. One statement."""
    rows = ServiceRequest.objects.filter(place__in=compounds, state__in=FINISHED)
    return _last_days(rows, "place", "done_at")


def _last_days(rows: QuerySet, by: str, at: str) -> dict:
    last = rows.order_by().values_list(by).annotate(last=Max(at))
    return {key: clock.local(moment).date() for key, moment in last if moment}


DONE_BY_UNITS: tuple[Callable[[Place, Collection[UUID]], dict[UUID, date]], ...] = (
    records_of_units,
    claims_of_units,
    loans_of_units,
)
DONE_IN_COMPOUNDS: tuple[Callable[[Collection[int]], dict[int, date]], ...] = (
    requests_of_compounds,
    posts_of_compounds,
)


def latest(found: Iterable[dict]) -> dict:
    """The last day that any source knows of, by key."""
    last: dict = {}
    for one in found:
        for key, on in one.items():
            last[key] = max(on, last.get(key, on))
    return last


# ---- what could be done --------------------------------------------------------------------------


def open_requests(community: Place) -> list[Thing]:
    """Requests of the community that are open to all who fit: their kind, nothing of whose."""
    rows = ServiceRequest.objects.filter(
        place__path__range=branch(community.path), state=State.OFFERED, taken__lt=F("wanted")
    )
    # What the law asks a qualification for is not a small thing to ask anybody about.
    rows = rows.exclude(category__in=[kind.code for kind in CATEGORIES if kind.qualification])
    rows = rows.exclude(open_to="").only(
        "number", "category", "place__name", "wished_on", "wanted", "taken"
    )
    found = rows.select_related("place").order_by("due_at")[:LOOKED_AT]
    return [
        Thing(
            kind=Kind.REQUEST,
            key=one.number,
            title=_(BY_CODE[one.category].name) if one.category in BY_CODE else _("帮忙"),
            where=one.place.name,
            place=one.place_id,
            href=reverse("web:join", args=[one.number]),
            skills=BY_CODE[one.category].skills if one.category in BY_CODE else (),
            missing=one.wanted - one.taken,
            by=one.wished_on,
        )
        for one in found
    ]


def posts_short(community: Place) -> list[Thing]:
    """Standing posts with a free place. One statement."""
    return [
        Thing(
            kind=Kind.POST,
            key=str(post.pk),
            title=post.title,
            where=post.place.name,
            place=post.place_id,
            href=reverse("posts:show", args=[post.pk]),
            skills=tuple(post.skills),
            missing=post.places - post.taken,
        )
        for post in short_of_people(community.path)
    ]


def needs_for_units(community: Place, units: Collection[UUID]) -> dict[UUID, list[Thing]]:
    """Needs of the community's list that fit what each unit offers, with the lists' own reasons;
    not what it has claimed already. Three statements for any number of units."""
    offered = Resource.objects.filter(organisation__in=units, state=ResourceState.OPEN)
    own: dict[UUID, list[Resource]] = {}
    for one in offered.order_by("pk")[: 2 * LOOKED_AT]:
        if one.organisation_id:
            own.setdefault(one.organisation_id, []).append(one)
    if not own:
        return {}
    needs = Need.objects.claimable(clock.today()).filter(community=community)
    found = list(needs.select_related("place").order_by("until_on", "pk")[:LOOKED_AT])
    claims = Claim.objects.filter(Q(organisation__in=own), state__in=UNFINISHED)
    claimed = set(claims.values_list("organisation", "need"))
    return {
        unit: [
            _need(need, tuple(reasons))
            for need in found
            if (unit, need.pk) not in claimed and (reasons := why(need, resources))
        ]
        for unit, resources in own.items()
    }


def _need(need: Need, reasons: tuple[str, ...]) -> Thing:
    return Thing(
        kind=Kind.NEED,
        key=str(need.pk),
        title=need.title,
        where=need.place.name,
        place=need.place_id,
        href=reverse("lists:need", args=[need.pk]),
        by=need.until_on,
        why=reasons,
    )


THINGS: tuple[Callable[[Place], list[Thing]], ...] = (open_requests, posts_short)
FOR_UNITS: tuple[Callable[[Place, Collection[UUID]], dict[UUID, list[Thing]]], ...] = (
    needs_for_units,
)
