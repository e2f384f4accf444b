"""Rows of claims, bookings and resources, bounded, each with what its line shows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from last500.base import clock
from last500.base.actor import Actor
from last500.lists import rules
from last500.lists.models import Booking, Claim, ListEvent, Need, Resource
from last500.lists.reach import own_organisations
from last500.lists.rules import Deal
from last500.organisations.models import Organisation
from last500.places.models import Place

LISTED = 100
BOOKING_WITH = ("resource__organisation", "resource__community", "for_place", "for_organisation")
CLAIM_WITH = ("need__community", "need__place", "organisation")


def one_need(actor: Actor, key: UUID) -> Need | None:
    rows = Need.objects.visible_to(actor).filter(pk=key)
    return rows.select_related("community__parent", "place").first()


def one_claim(actor: Actor, key: UUID) -> Claim | None:
    return Claim.objects.visible_to(actor).filter(pk=key).select_related(*CLAIM_WITH).first()


def one_resource(actor: Actor, key: UUID) -> Resource | None:
    rows = Resource.objects.visible_to(actor).filter(pk=key)
    return rows.select_related("organisation", "community", "place").first()


def one_booking(actor: Actor, key: UUID) -> Booking | None:
    return Booking.objects.visible_to(actor).filter(pk=key).select_related(*BOOKING_WITH).first()


def claims_of(actor: Actor, need: Need) -> list[Claim]:
    """The claims of a need that the actor may see: all of them at its desk, else the own unit's."""
    rows = Claim.objects.visible_to(actor).filter(need=need).select_related("organisation")
    return list(rows.order_by("-asked_at")[:LISTED])


def history(row: Need | Claim | Resource | Booking) -> list[ListEvent]:
    name = type(row).__name__.lower()
    return list(ListEvent.objects.filter(**{name: row}).order_by("at", "pk")[:LISTED])


def resources_of_unit(organisation: Organisation) -> list[Resource]:
    rows = Resource.objects.filter(organisation=organisation)
    rows = rows.select_related("organisation", "community", "place")
    return list(rows.order_by("state", "kind", "title")[:LISTED])


def claims_of_unit(organisation: Organisation) -> list[Claim]:
    """What goes on first, then what is over; the newest first."""
    rows = Claim.objects.filter(organisation=organisation).select_related(*CLAIM_WITH)
    return sorted(rows.order_by("-asked_at")[:LISTED], key=lambda row: row.closed_at is not None)


def bookings_of_unit(organisation: Organisation) -> list[Booking]:
    """Of its resources, and those it asked for; what waits for an answer first, then by date."""
    own = Q(resource__organisation=organisation) | Q(for_organisation=organisation)
    rows = Booking.objects.filter(own).exclude(
        state__in=[Deal.REFUSED, Deal.CANCELLED, Deal.LAPSED],
    )
    found = rows.select_related(*BOOKING_WITH).order_by("-starts_at")[:LISTED]
    return sorted(found, key=lambda row: (row.state != Deal.ASKED, row.starts_at))


def upcoming(actor: Actor, resource: Resource) -> list[Booking]:
    """Bookings of a resource that the actor may see, from today on."""
    rows = Booking.objects.visible_to(actor).holding()
    rows = rows.filter(resource=resource, ends_at__gt=clock.now()).select_related(*BOOKING_WITH)
    return list(rows.order_by("starts_at")[:LISTED])


@dataclass(frozen=True)
class Waiting:
    """What a desk has to answer, or hear about; each bounded."""

    claims: list[Claim]
    bookings: list[Booking]
    proposals: list[Need]

    @property
    def count(self) -> int:
        return len(self.claims) + len(self.bookings) + len(self.proposals)


def waiting_at_desk(community: Place) -> Waiting:
    """What waits for this community's own answer, the soonest due first. Three statements."""
    claims = Claim.objects.filter(need__community=community, state=Deal.ASKED)
    bookings = Booking.objects.filter(resource__community=community, state=Deal.ASKED)
    proposals = Need.objects.filter(community=community, state=rules.NeedState.PROPOSED)
    return Waiting(
        list(claims.select_related(*CLAIM_WITH).order_by("due_at")[:30]),
        list(bookings.select_related(*BOOKING_WITH).order_by("due_at")[:30]),
        list(proposals.select_related("place").order_by("due_at")[:30]),
    )


@dataclass(frozen=True)
class NextDate:
    at: datetime
    title: str
    href: str
    where: str
    whole_day: bool  # lent by the day: its hour says nothing


def next_dates(actor: Actor, most: int = 6) -> list[NextDate]:
    """Agreed bookings of the units for which the actor speaks, the next first. One statement."""
    if actor.person is None:
        return []
    own = own_organisations(actor)
    rows = Booking.objects.filter(state=Deal.AGREED, ends_at__gt=clock.now()).filter(
        Q(resource__organisation__in=own) | Q(for_organisation__in=own)
    )
    return [
        NextDate(
            row.starts_at,
            row.resource.title,
            f"/lists/bookings/{row.pk}/",
            row.asker_name,
            not row.exclusive,
        )
        for row in rows.select_related(*BOOKING_WITH).order_by("starts_at")[:most]
    ]
