"""Organisations, the offices people hold in them, and the calendar of working days.

Permissions come only from an office that acts today; there is no superuser.
"""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED, Public
from last500.organisations.rules import (
    ADMINISTRATORS,
    DESK_OFFICES,
    GLASS_WAITS,
    Matter,
    OfficeKind,
    OrganisationKind,
    Permission,
    waits_for_word,
)
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch

OFFICE_NAMES = [
    (OfficeKind.SECRETARY, _("小区党组织书记")),
    (OfficeKind.DEPUTY, _("副手")),
    (OfficeKind.BOOKKEEPER, _("记账员")),
    (OfficeKind.COMMUNITY_OFFICER, _("社区工作人员")),
    (OfficeKind.STREET_OFFICER, _("街道工作人员")),
    (OfficeKind.DISTRICT_OFFICER, _("区县工作人员")),
    (OfficeKind.CITY_OFFICER, _("市工作人员")),
    (OfficeKind.OPERATOR, _("系统管理员")),
    (OfficeKind.SECURITY_ADMIN, _("安全管理员")),
    (OfficeKind.AUDIT_ADMIN, _("审计管理员")),
]
ORGANISATION_NAMES = [
    (OrganisationKind.COMPOUND_BRANCH, _("小区党支部")),
    (OrganisationKind.COMMUNITY, _("社区")),
    (OrganisationKind.STREET, _("街道")),
    (OrganisationKind.DISTRICT, _("区县")),
    (OrganisationKind.CITY, _("市")),
    (OrganisationKind.UNIT, _("单位党组织")),
    (OrganisationKind.SOCIAL, _("社会组织")),
    (OrganisationKind.MERCHANT, _("商户")),
    (OrganisationKind.VOLUNTEERS, _("志愿服务队")),
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
    privacy = Privacy(
        plain={"name": "the name of an organisation", "phone": "the telephone of its office"}
    )

    def __str__(self) -> str:
        return self.name


class HeldQuerySet(models.QuerySet):
    """What somebody holds from a date to a date."""

    def acting(self, day: date) -> Self:
        return self.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)


class OfficeQuerySet(HeldQuerySet):
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
    # When whoever gives it said last that it goes on (decision 0015: no last-login is kept).
    confirmed_on = models.DateField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = OfficeQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            name: Personal(Kind.PERSONAL, N_("谁对这里负责"), Keep.OFFICE, OFFICE_DUTY, word)
            for name, word in (
                ("person", N_("谁担任")),
                ("given_by", N_("谁任命")),
                ("ended_by", N_("谁免去")),
            )
        },
        what=N_("担任的职务"),
        seen_by=N_("本地和上一级的值守、任免职务的人"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "place"],
                condition=Q(to_on=None),
                name="one_open_office_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(to_on=None, kind__in=ADMINISTRATORS),
                name="one_administration_for_a_person",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="office_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["place", "kind"], name="offices_of_a_place")]

    def __str__(self) -> str:
        return self.kind

    def waits_for_word(self, day: date) -> bool:
        return waits_for_word(day, self.from_on, self.confirmed_on)


class LiaisonQuerySet(HeldQuerySet):
    def visible_to(self, actor: Actor) -> "LiaisonQuerySet":
        """One's own, and those of the organisations that the actor looks after."""
        seen = Q(person=actor.person) if actor.person else Q(pk=None)
        for path in actor.branches(Permission.UNIT_MANAGE):
            seen |= Q(organisation__place__path__range=branch(path))
        return self.filter(seen)


class Liaison(models.Model):
    """Whoever speaks for an organisation from outside (PARTNERS), by their own yes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="liaisons")
    person = models.ForeignKey(Person, models.PROTECT, related_name="liaisons")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    objects = LiaisonQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("谁代表这个单位"), Keep.UNIT, CONSENT, N_("谁是联络员")
            )
        },
        what=N_("单位联络员"),
        seen_by=N_("单位报到的社区和街道"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(to_on=None),
                name="one_open_liaison_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="liaison_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CalendarDay(models.Model):
    """A day that differs from the week: a holiday, or a Saturday that is worked."""

    on = models.DateField(primary_key=True)
    is_worked = models.BooleanField()
    name = models.CharField(max_length=30)

    scope = Public("working days and holidays")
    privacy = Privacy(plain={"name": "the name of a holiday"})

    class Meta:
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


MATTER_NAMES = [
    (Matter.GIVE, _("设一名管理员")),
    (Matter.END, _("免去一名管理员")),
    (Matter.FACTOR, _("重设两步验证")),
]


class TwoPersonStep(models.Model):
    """Something that one person asks for and another agrees to; neither is the person concerned."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.CharField(max_length=30, choices=MATTER_NAMES)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    office_kind = models.CharField(max_length=20, choices=OFFICE_NAMES, blank=True)
    reason = SealedTextField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL,
                N_("两个人先后办的事是关于谁的"),
                Keep.OFFICE,
                "PIPL 51",
                N_("关于谁"),
            ),
            "asked_by": Personal(
                Kind.PERSONAL,
                N_("谁提出的要负责"),
                Keep.OFFICE,
                "PIPL 51",
                N_("谁提出的"),
                whose="asked_by",
            ),
            "decided_by": Personal(
                Kind.PERSONAL,
                N_("谁确认的要负责"),
                Keep.OFFICE,
                "PIPL 51",
                N_("谁确认的"),
                whose="decided_by",
            ),
            "reason": Personal(
                Kind.PERSONAL,
                N_("为什么提出"),
                Keep.OFFICE,
                "PIPL 51",
                N_("原因"),
                whose="asked_by",
            ),
        },
        what=N_("两个人先后办的事"),
        seen_by=N_("办这件事的两个人"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="a_second_person_decides",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("person")) & (Q(agreed=None) | ~Q(decided_by=F("person"))),
                name="nobody_decides_for_themself",
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(decided_at=None), name="steps_that_wait")
        ]

    def __str__(self) -> str:
        return self.matter


class GlassQuerySet(models.QuerySet["BreakGlass"]):
    def holding(self, now: datetime) -> "GlassQuerySet":
        """By the time of the question, so that none needs anybody to end it."""
        return self.filter(from_at__lte=now, to_at__gt=now)

    def waiting(self, now: datetime) -> "GlassQuerySet":
        return self.filter(from_at=None, refused_at=None, asked_at__gt=now - GLASS_WAITS)


class BreakGlass(models.Model):
    """Read access outside one's branch in an emergency: one place or one request, two hours.

    One person asks with a reason, another one who answers for the place agrees; every look is
    written down for the person concerned.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    # The one request; without it, those of the place.
    about: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    number = models.CharField(max_length=11, blank=True)
    reason = SealedTextField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    from_at = models.DateTimeField(null=True)
    to_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    objects = GlassQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "asked_by": Personal(
                Kind.PERSONAL, N_("谁看的要负责"), Keep.LOG, "PIPL 51", N_("谁申请的")
            ),
            "confirmed_by": Personal(
                Kind.PERSONAL,
                N_("谁同意的要负责"),
                Keep.LOG,
                "PIPL 51",
                N_("谁同意的"),
                whose="confirmed_by",
            ),
            "reason": Personal(
                Kind.PERSONAL, N_("为什么要紧急查看"), Keep.LOG, "PIPL 51", N_("原因")
            ),
        },
        what=N_("紧急查看"),
        seen_by=N_("申请和同意的两个人；被看的人在自己的页面上看得到"),
        whose="asked_by",
        plain={"number": "a public number"},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                name="another_person_breaks_the_glass",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, from_at=None, to_at=None)
                | Q(confirmed_by__isnull=False, from_at__isnull=False, to_at__isnull=False),
                name="no_open_glass_without_a_second_person",
            ),
        ]
        indexes = [models.Index(fields=["asked_by", "to_at"], name="glass_of_a_person")]

    def __str__(self) -> str:
        return str(self.pk)
