"""Somebody asks for a resource at a time; whoever owns it answers."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.privacy import NO_PERSONAL_DATA, Privacy
from last500.base.scope import SCOPED
from last500.lists import rules
from last500.lists.models.resources import Resource
from last500.lists.reach import editing, own_organisations
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.places.models import Place

STATE_NAMES = [(state, _(word)) for state, word in rules.BOOKING_WORDS.items()]
PURPOSE_MOST = 60


class BookingQuerySet(models.QuerySet["Booking"]):
    def holding(self) -> "BookingQuerySet":
        return self.filter(state__in=rules.HOLDING)

    def visible_to(self, actor: Actor) -> "BookingQuerySet":
        """Both sides: whose resource it is, and who asked for it."""
        return self.filter(self.of_host(actor) | self.of_asker(actor))

    @staticmethod
    def of_host(actor: Actor) -> Q:
        seen = editing(actor, "resource__community__path")
        if actor.person:
            seen |= Q(resource__organisation__in=own_organisations(actor))
        return seen

    @staticmethod
    def of_asker(actor: Actor) -> Q:
        seen = editing(actor, "for_place__path")
        seen |= editing(actor, "for_place__path", Permission.POST_EDIT)
        if actor.person:
            seen |= Q(for_organisation__in=own_organisations(actor))
        return seen


class Booking(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="bookings")
    # Who asked: a community or a compound, or a unit (for a community's own venue).
    for_place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    for_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=PURPOSE_MOST)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    exclusive = models.BooleanField()
    number = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=STATE_NAMES)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    lapses_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = BookingQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(plain={"purpose": "what a room or a thing is wanted for, by a group"})

    class Meta:
        # Two at once are refused by the database: guards.NoTwoAtOnce.
        constraints = [
            models.CheckConstraint(
                condition=Q(for_place__isnull=False, for_organisation=None)
                | Q(for_place=None, for_organisation__isnull=False),
                name="somebody_books",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", due_at__isnull=False)
                | (~Q(state="asked") & Q(due_at=None)),
                name="asked_booking_is_due",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="something_is_booked"),
        ]
        indexes = [
            models.Index(fields=["resource", "starts_at"], name="bookings_of_a_resource"),
            models.Index(
                fields=["lapses_at"], condition=Q(state="asked"), name="bookings_that_lapse"
            ),
            models.Index(fields=["for_place", "state"], name="bookings_of_a_place"),
            models.Index(fields=["for_organisation", "state"], name="bookings_of_a_unit"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shape(self) -> str:
        return rules.DEAL_SHAPES[rules.Deal(self.state)]

    @property
    def first_on(self) -> date:
        return clock.local(self.starts_at).date()

    @property
    def last_on(self) -> date:
        """The last day it takes: an end at midnight belongs to the day before."""
        return clock.local(self.ends_at - clock.MINUTE).date()

    @property
    def cell_words(self) -> str:
        """In a cell of the calendar: the hours, or how many pieces; never who."""
        if not self.exclusive:
            return f"× {self.number}"
        start = clock.local(self.starts_at)
        return f"{start.hour}:{start:%M}–{self.end_words}"

    @property
    def end_words(self) -> str:
        """11:30; the midnight at the end of a day is its 24:00."""
        end = clock.local(self.ends_at)
        return f"{end.hour}:{end:%M}" if end.hour or end.minute else "24:00"

    @property
    def asker_name(self) -> str:
        return str(self.for_organisation or self.for_place)

    @property
    def host_name(self) -> str:
        return str(self.resource.organisation or self.resource.community)


class StockDay(models.Model):
    """How many pieces of lent goods are left on one day: counted down and up by bookings."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="stock_days")
    on = models.DateField()
    # Never below none: the database checks what PositiveIntegerField promises.
    left = models.PositiveIntegerField()

    scope = SCOPED
    privacy = NO_PERSONAL_DATA

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "on"], name="one_stock_for_a_day"),
            models.CheckConstraint(condition=Q(left__gte=0), name="no_piece_is_lent_twice"),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.left}"
