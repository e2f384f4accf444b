"""Members and volunteers report in to the compound where they live, by their own act.

It holds what a helper offers and wishes. It keeps no hours, no score and no time of last use.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.privacy import NO_PERSONAL_DATA, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED, WALLED
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.reportin import rules

KIND_NAMES = [(rules.Kind.MEMBER, _("报到党员")), (rules.Kind.VOLUNTEER, _("志愿者"))]
STATE_NAMES = [
    (rules.State.ASKED, _("待确认")),
    (rules.State.CONFIRMED, _("已报到")),
    (rules.State.REFUSED, _("未通过")),
    (rules.State.ENDED, _("已结束")),
]
REACH_NAMES = [
    (rules.Reach.COMPOUND, _("只在本小区")),
    (rules.Reach.COMMUNITY, _("本社区都可以")),
    (rules.Reach.STREET, _("本街道都可以")),
]


class ReportInQuerySet(models.QuerySet["ReportIn"]):
    def active(self) -> "ReportInQuerySet":
        return self.filter(state__in=rules.ACTIVE)

    def visible_to(self, actor: Actor) -> "ReportInQuerySet":
        """One's own, and those of the places where the actor confirms report-ins."""
        mine = Q(person=actor.person) if actor.person else Q(pk=None)
        for path in actor.branches(Permission.REPORT_IN_CONFIRM):
            mine |= Q(place__path__range=branch(path))
        return self.filter(mine)


class ReportIn(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="report_ins")
    place = models.ForeignKey(Place, models.PROTECT, related_name="report_ins")
    building = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    # Party membership is sensitive (a specific identity): the kind is never shown to neighbours.
    kind = models.CharField(max_length=10, choices=KIND_NAMES)
    unit = SealedTextField()
    state = models.CharField(max_length=10, choices=STATE_NAMES)
    skills = models.JSONField(default=list)
    other_skills = SealedTextField()
    unwanted = models.JSONField(default=list)
    reach = models.CharField(max_length=10, choices=REACH_NAMES, default=rules.Reach.COMPOUND)
    most_open = models.PositiveSmallIntegerField(default=2)
    paused_until = models.DateField(null=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = ReportInQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "kind": Personal(Kind.SENSITIVE, "which door the person came in by", Keep.ACCOUNT),
            "unit": Personal(Kind.SENSITIVE, "feedback to the unit, with consent", Keep.ACCOUNT),
            "skills": Personal(Kind.PERSONAL, "to ask for what fits", Keep.ACCOUNT),
            "other_skills": Personal(Kind.PERSONAL, "to ask for what fits", Keep.ACCOUNT),
            "unwanted": Personal(Kind.PERSONAL, "not to ask for it", Keep.ACCOUNT),
            "building": Personal(Kind.PERSONAL, "to ask neighbours first", Keep.ACCOUNT),
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["asked", "confirmed"]),
                name="one_active_report_in",
            )
        ]
        indexes = [models.Index(fields=["place", "state"], name="report_ins_of_a_place")]

    def __str__(self) -> str:
        return str(self.pk)


class FreeWindow(models.Model):
    report_in = models.ForeignKey(ReportIn, models.CASCADE, related_name="windows")
    day = models.PositiveSmallIntegerField()
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()

    # Not behind the wall: a list of helpers reads thousands, and they say nothing without their
    # report-in, which is.
    scope = SCOPED
    privacy = Privacy({"day": Personal(Kind.PERSONAL, "to ask at a free time", Keep.ACCOUNT)})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(day__lte=6) & Q(end__lte=24 * 60) & Q(start__lt=F("end")),
                name="free_window_is_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.start}-{self.end}"


class Avoidance(models.Model):
    """Somebody this helper would rather not meet; kept private, only as a keyed hash."""

    report_in = models.ForeignKey(ReportIn, models.CASCADE, related_name="avoidances")
    phone_index = models.CharField(max_length=64)

    scope = WALLED
    privacy = Privacy(
        {"phone_index": Personal(Kind.PERSONAL, "never to bring the two together", Keep.ACCOUNT)}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report_in", "phone_index"], name="avoided_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReportInEvent(models.Model):
    """History of a report-in: appended, never edited."""

    report_in = models.ForeignKey(ReportIn, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)

    scope = WALLED
    privacy = NO_PERSONAL_DATA

    def __str__(self) -> str:
        return f"{self.from_state}→{self.to_state}"
