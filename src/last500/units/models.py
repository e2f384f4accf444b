"""Units report in to communities; both sides agree, either may end it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.organisations.models import Liaison, Organisation
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.units import rules

STATE_NAMES = [
    (rules.State.ASKED, _("等对方同意")),
    (rules.State.AGREED, _("已报到")),
    (rules.State.REFUSED, _("未同意")),
    (rules.State.ENDED, _("已结束")),
]


class UnitReportInQuerySet(models.QuerySet["UnitReportIn"]):
    def active(self) -> "UnitReportInQuerySet":
        return self.filter(state__in=rules.ACTIVE)

    def agreed(self) -> "UnitReportInQuerySet":
        return self.filter(state=rules.State.AGREED)

    def visible_to(self, actor: Actor) -> "UnitReportInQuerySet":
        """Those of one's own organisations, and of the communities the actor looks after."""
        seen = Q(pk=None)
        if actor.person:
            own = Liaison.objects.acting(clock.today()).filter(person=actor.person)
            seen = Q(organisation__in=own.values("organisation"))
        for path in actor.branches(Permission.UNIT_MANAGE):
            seen |= Q(community__path__range=branch(path))
        return self.filter(seen)


class UnitReportIn(models.Model):
    """A unit and a community; `rhythm_days` is how often both expect that something is done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="report_ins")
    community = models.ForeignKey(Place, models.PROTECT, related_name="unit_report_ins")
    state = models.CharField(max_length=10, choices=STATE_NAMES)
    rhythm_days = models.PositiveSmallIntegerField(default=90)
    asked_at = models.DateTimeField()
    # Whoever said yes for each side; both stand there when it is agreed.
    unit_agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    unit_agreed_at = models.DateTimeField(null=True)
    community_agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    community_agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = UnitReportInQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "unit_agreed_by": Personal(
                Kind.PERSONAL, N_("谁代表单位同意的"), Keep.UNIT, OFFICE_DUTY, N_("谁代表单位")
            ),
            "community_agreed_by": Personal(
                Kind.PERSONAL,
                N_("谁代表社区同意的"),
                Keep.UNIT,
                OFFICE_DUTY,
                N_("谁代表社区"),
                whose="community_agreed_by",
            ),
        },
        what=N_("单位报到"),
        seen_by=N_("单位的联络员；社区和街道"),
        whose="unit_agreed_by",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "community"],
                condition=Q(state__in=["asked", "agreed"]),
                name="one_active_report_in_of_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed")
                | Q(unit_agreed_at__isnull=False, community_agreed_at__isnull=False),
                name="agreed_means_both_sides",
            ),
        ]
        indexes = [models.Index(fields=["community", "state"], name="units_of_a_community")]

    def __str__(self) -> str:
        return str(self.pk)
