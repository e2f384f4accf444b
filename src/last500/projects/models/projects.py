"""A project of a compound, a community or further above, and its history.

What a project says hangs at the gate from its call on; it names nobody.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.projects import rules

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
TITLE_MOST, AIM_MOST = 40, 600


class ProjectQuerySet(models.QuerySet["Project"]):
    def under(self, path: str) -> "ProjectQuerySet":
        return self.filter(place__path__range=branch(path))

    def of_desk(self, actor: Actor) -> "ProjectQuerySet":
        seen = Q(pk=None)
        for path in actor.branches(Permission.PROJECT_EDIT):
            seen |= Q(place__path__range=branch(path))
        return self.filter(seen)

    def visible_to(self, actor: Actor) -> "ProjectQuerySet":
        """From its call on it hangs at the gate; before, its desk and its leader see it."""
        seen = Q(state__in=rules.PUBLIC)
        if actor.person:
            seen |= Q(leader=actor.person)
        for path in actor.branches(Permission.PROJECT_EDIT):
            seen |= Q(place__path__range=branch(path))
        return self.filter(seen)


class Project(models.Model):
    """`place` is whose project it is: a compound, a community or a street."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=11, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="projects")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    title = models.CharField(max_length=TITLE_MOST)
    aim = models.TextField(max_length=AIM_MOST)
    from_on = models.DateField()
    until_on = models.DateField()
    # Who carries it: an organisation, a neighbour, or with neither the desk of its place.
    lead = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="led_projects")
    leader = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=STATE_NAMES)
    reason = models.CharField(max_length=200, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ProjectQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "leader": Personal(Kind.PERSONAL, N_("谁牵头"), Keep.DUTY, word=N_("谁牵头")),
            "proposed_by": Personal(
                Kind.PERSONAL,
                N_("谁提的这个项目"),
                Keep.DUTY,
                OFFICE_DUTY,
                N_("谁提的"),
                whose="proposed_by",
            ),
        },
        what=N_("项目"),
        seen_by=N_("项目本身从招人起谁都看得到；谁提的只有值守看得到"),
        whose="leader",
        plain={
            "number": "a public number",
            "title": "hangs at the gate",
            "aim": "hangs at the gate",
            "reason": "hangs at the gate",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="project_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(rules.OPEN), due_at__isnull=False, closed_at=None)
                | Q(state__in=sorted(rules.FINAL), due_at=None, closed_at__isnull=False),
                name="open_project_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[rules.State.DECLINED, rules.State.GIVEN_UP])
                | ~Q(reason=""),
                name="stopped_project_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state"], name="projects_of_a_place"),
            models.Index(
                fields=["due_at"], condition=~Q(due_at=None), name="projects_that_run_out"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ProjectEvent(models.Model):
    """History of a project: appended, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=16)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # Words for the sentence that are not personal: a public reason, a day, an organisation.
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    scope = SCOPED
    privacy = Privacy(
        {"actor": Personal(Kind.PERSONAL, N_("谁做的这一步"), Keep.LOG, OFFICE_DUTY, N_("谁做的"))},
        what=N_("项目的经过"),
        seen_by=N_("管这个项目的值守"),
        whose="actor",
        plain={"action": "one of our words", "facts": "days and public reasons"},
    )

    class Meta:
        indexes = [models.Index(fields=["project", "at"], name="events_of_a_project")]

    def __str__(self) -> str:
        return self.action
