"""What a unit or a community has and lends: rooms, experts, goods, skills, with a calendar."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.privacy import NO_PERSONAL_DATA, Privacy
from last500.base.scope import SCOPED
from last500.lists import rules
from last500.lists.reach import editing, own_organisations, reading
from last500.lists.windows import Hours, Window
from last500.organisations.models import Organisation
from last500.places.models import Place
from last500.units.models import UnitReportIn

KIND_NAMES = [(kind, _(word)) for kind, word in rules.KIND_WORDS.items()]
STATE_NAMES = [(state, _(word)) for state, word in rules.RESOURCE_WORDS.items()]
TITLE_MOST, WORDS_MOST = 40, 400


class ResourceQuerySet(models.QuerySet["Resource"]):
    def visible_to(self, actor: Actor) -> "ResourceQuerySet":
        """One's own; what is offered to a community whose lists the actor reads."""
        offered = ResourceOffer.objects.standing().filter(reading(actor, "community"))
        return self.filter(self._own(actor) | Q(Exists(offered.filter(resource=OuterRef("pk")))))

    def own(self, actor: Actor) -> "ResourceQuerySet":
        """Whose owner the actor acts for: a unit's liaison, a community's desk."""
        return self.filter(self._own(actor))

    def _own(self, actor: Actor) -> Q:
        own = editing(actor, "community__path")
        if actor.person:
            own |= Q(organisation__in=own_organisations(actor))
        return own

    def offered_at(self, community: Place) -> "ResourceQuerySet":
        """What this community may book, or lets others book; of units only while reported in."""
        here = ResourceOffer.objects.standing().filter(community=community)
        return self.filter(Exists(here.filter(resource=OuterRef("pk"))))


class Resource(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="resources"
    )
    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="resources")
    kind = models.CharField(max_length=10, choices=KIND_NAMES)
    title = models.CharField(max_length=TITLE_MOST)
    conditions = models.CharField(max_length=WORDS_MOST, blank=True)
    risk_note = models.CharField(max_length=200, blank=True)
    skills = models.JSONField(default=list)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    where = models.CharField(max_length=60, blank=True)
    capacity = models.PositiveIntegerField(null=True)
    area_cm2 = models.PositiveBigIntegerField(null=True)
    # Of goods: how many pieces there are; given away, `left` counts down and none come back.
    pieces = models.PositiveIntegerField(default=1)
    comes_back = models.BooleanField(default=True)
    left = models.PositiveIntegerField(null=True)
    # Weekly windows as [weekday, minute, minute]; none: by agreement.
    windows = models.JSONField(default=list)
    notice_minutes = models.PositiveIntegerField(default=0)
    longest_minutes = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=STATE_NAMES, default=rules.ResourceState.OPEN)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    source_index = models.CharField(max_length=64, blank=True)

    objects = ResourceQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        plain={
            "title": "what an organisation offers, as it stands on the list",
            "conditions": "conditions in words, as they stand on the list",
            "risk_note": "what to mind, as it stands on the list",
            "skills": "codes of our list",
            "where": "where a room or a thing is",
            "windows": "weekdays and minutes",
            "source_index": "a keyed hash of an imported row",
        }
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, community=None)
                | Q(organisation=None, community__isnull=False),
                name="resource_has_one_owner",
            ),
            models.CheckConstraint(
                condition=(Q(left=None) & ~Q(kind="goods", comes_back=False))
                | Q(kind="goods", comes_back=False, left__isnull=False, left__lte=F("pieces")),
                name="given_goods_are_counted",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False)
                | (~Q(state="ended") & Q(ended_at=None)),
                name="ended_resource_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["source_index"],
                condition=~Q(source_index=""),
                name="one_imported_row_is_one_resource",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="resources_of_a_unit"),
            models.Index(fields=["community", "state"], name="venues_of_a_community"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def exclusive(self) -> bool:
        """One at a time; goods are counted instead."""
        return self.kind != rules.GOODS

    @property
    def lent_by_day(self) -> bool:
        return self.kind == rules.GOODS

    @property
    def shape(self) -> str:
        return rules.RESOURCE_SHAPES[rules.ResourceState(self.state)]

    def hours(self, days: "list[ResourceDay] | None" = None) -> Hours:
        """Its windows with the exceptions that are given."""
        return Hours(
            tuple(Window(*one) for one in self.windows),
            {day.on: tuple((a, b) for a, b in day.spans) for day in days or ()},
            self.notice_minutes,
            self.longest_minutes,
        )


class ResourceOfferQuerySet(models.QuerySet["ResourceOffer"]):
    def standing(self) -> "ResourceOfferQuerySet":
        """A unit's offers hold only where it is reported in; a community's own always."""
        units = UnitReportIn.objects.agreed().filter(
            organisation=OuterRef("resource__organisation"), community=OuterRef("community")
        )
        return self.filter(Q(resource__organisation=None) | Exists(units))


class ResourceOffer(models.Model):
    """A resource is offered to a community; a community's own venue to itself."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="offers")
    community = models.ForeignKey(Place, models.PROTECT, related_name="+")

    objects = ResourceOfferQuerySet.as_manager()
    scope = SCOPED
    privacy = NO_PERSONAL_DATA

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "community"], name="offered_once"),
        ]
        indexes = [models.Index(fields=["community", "resource"], name="offers_at_a_community")]

    def __str__(self) -> str:
        return f"{self.resource_id} → {self.community_id}"


class ResourceDay(models.Model):
    """One date that differs from the week: other hours, or none."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="days")
    on = models.DateField()
    spans = models.JSONField(default=list)

    scope = SCOPED
    privacy = Privacy(plain={"spans": "minutes of a day"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "on"], name="one_exception_for_a_day"),
        ]

    def __str__(self) -> str:
        return str(self.on)
