"""Organisations, the offices people hold in them, and the calendar of working days.

Permissions come only from an office that acts today; there is no superuser.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.privacy import NO_PERSONAL_DATA, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED, Public
from last500.organisations.rules import DESK_OFFICES, OfficeKind, OrganisationKind, Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch

OFFICE_NAMES = [
    (OfficeKind.SECRETARY, _("小区党组织书记")),
    (OfficeKind.DEPUTY, _("副手")),
    (OfficeKind.COMMUNITY_OFFICER, _("社区工作人员")),
    (OfficeKind.STREET_OFFICER, _("街道工作人员")),
    (OfficeKind.DISTRICT_OFFICER, _("区县工作人员")),
    (OfficeKind.CITY_OFFICER, _("市工作人员")),
    (OfficeKind.OPERATOR, _("系统管理员")),
]
ORGANISATION_NAMES = [
    (OrganisationKind.COMPOUND_BRANCH, _("小区党支部")),
    (OrganisationKind.COMMUNITY, _("社区")),
    (OrganisationKind.STREET, _("街道")),
    (OrganisationKind.DISTRICT, _("区县")),
    (OrganisationKind.CITY, _("市")),
    (OrganisationKind.UNIT, _("单位党组织")),
    (OrganisationKind.SOCIAL, _("社会组织")),
    (OrganisationKind.PROPERTY, _("物业服务企业")),
    (OrganisationKind.OWNERS_COMMITTEE, _("业主委员会")),
]


class Organisation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=ORGANISATION_NAMES)
    name = models.CharField(max_length=80)
    place = models.ForeignKey(Place, models.PROTECT, related_name="organisations")
    phone = models.CharField(max_length=20, blank=True)
    founded_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    scope = Public("who answers at a place, and the telephone of their office")
    privacy = NO_PERSONAL_DATA

    def __str__(self) -> str:
        return self.name


class OfficeQuerySet(models.QuerySet["Office"]):
    def acting(self, day: date) -> "OfficeQuerySet":
        return self.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)

    def visible_to(self, actor: Actor) -> "OfficeQuerySet":
        """One's own, and those of the branches where the actor gives offices or holds a desk."""
        seen = Q(person=actor.person) if actor.person else Q(pk=None)
        for permission in (Permission.OFFICE_GIVE, Permission.REQUEST_HANDLE):
            for path in actor.branches(permission):
                seen |= Q(place__path__range=branch(path))
        return self.filter(seen)

    def holding_desks(self) -> "OfficeQuerySet":
        return self.filter(kind__in=DESK_OFFICES)


class Office(models.Model):
    """Somebody holds an office at a place from a date to a date; ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="offices")
    kind = models.CharField(max_length=20, choices=OFFICE_NAMES)
    place = models.ForeignKey(Place, models.PROTECT, related_name="offices")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = OfficeQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {"person": Personal(Kind.PERSONAL, "who answers for a place", Keep.OFFICE, "PIPL 13(2)")}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "place"],
                condition=Q(to_on=None),
                name="one_open_office_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="office_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["place", "kind"], name="offices_of_a_place")]

    def __str__(self) -> str:
        return self.kind


class CalendarDay(models.Model):
    """A day that differs from the week: a holiday, or a Saturday that is worked."""

    on = models.DateField(primary_key=True)
    is_worked = models.BooleanField()
    name = models.CharField(max_length=30)

    scope = Public("working days and holidays")
    privacy = NO_PERSONAL_DATA

    class Meta:
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
