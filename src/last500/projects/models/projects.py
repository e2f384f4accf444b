"""A project of a compound, a community or further above, and its history.

What a project says hangs at the gate from its call on; it names nobody.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.letters.models import Letter
from last500.organisations.models import Liaison, Organisation
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.audiences import AUDIENCE_MOST
from last500.places.models import AUDIENCE_NAMES, Place
from last500.places.rules import branch
from last500.projects import rules, words
from last500.projects.words import Risk

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
KIND_NAMES = [(code, _(word)) for code, word in words.KIND_WORDS.items()]
RISK_NAMES = [(code, _(word)) for code, word in words.RISK_WORDS.items()]
TITLE_MOST, AIM_MOST, DOES_MOST, NOTE_MOST = 40, 600, 600, 200


def own_organisations(actor: Actor) -> models.QuerySet[Liaison, Any]:
    """Keys of the organisations for which the actor speaks today, for a subquery."""
    rows = Liaison.objects.acting(clock.today()).filter(person=actor.person)
    return rows.values("organisation")


def of_desk(actor: Actor, to_path: str) -> Q:
    """Rows of the branches whose projects the actor looks after."""
    seen = Q(pk=None)
    for path in actor.branches(Permission.PROJECT_EDIT):
        seen |= Q(**{f"{to_path}__range": branch(path)})
    return seen


class ProjectQuerySet(models.QuerySet["Project"]):
    def under(self, path: str) -> "ProjectQuerySet":
        return self.filter(place__path__range=branch(path))

    def at(self, keys: list[int]) -> "ProjectQuerySet":
        """Those of these places, and those that also happen there. No row twice."""
        also = ProjectPlace.objects.filter(place__in=keys).values("project")
        return self.filter(Q(place__in=keys) | Q(pk__in=also))

    def public(self) -> "ProjectQuerySet":
        return self.filter(state__in=rules.PUBLIC)

    def of_desk(self, actor: Actor) -> "ProjectQuerySet":
        return self.filter(of_desk(actor, "place__path"))

    def concerning(self, actor: Actor) -> "ProjectQuerySet":
        """What the actor proposed, leads, carries, is a partner or party of, or weighs."""
        if actor.person is None:
            return self.none()
        own = own_organisations(actor)
        rows = self.model._base_manager
        by_others = Q(pk__in=rows.filter(partners__organisation__in=own).values("pk"))
        by_others |= Q(pk__in=rows.filter(seats__organisation__in=own).values("pk"))
        by_others |= Q(pk__in=rows.filter(seats__person=actor.person).values("pk"))
        by_others |= Q(pk__in=rows.filter(parties__organisation__in=own).values("pk"))
        by_others |= Q(pk__in=rows.filter(parties__person=actor.person).values("pk"))
        mine = Q(leader=actor.person) | Q(proposed_by=actor.person) | Q(lead__in=own)
        return self.filter(mine | by_others)

    def visible_to(self, actor: Actor) -> "ProjectQuerySet":
        """From its call on it hangs at the gate; before, whoever has to do with it sees it."""
        seen = Q(called_at__isnull=False) | of_desk(actor, "place__path")
        if actor.person:
            seen |= Q(pk__in=self.model.objects.concerning(actor).values("pk"))
        return self.filter(seen)


class Project(models.Model):
    """`place` is whose project it is: a compound, a community or a street.

    Money in fen: `total_fen` is what was stated (None: nothing yet), `lines_fen` what its lines
    add up to. `own_percent` is the least own share where a government buys the service.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=11, unique=True)
    # Of the row of a file that it came from; empty for what was entered on the page.
    import_index = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    place = models.ForeignKey(Place, models.PROTECT, related_name="projects")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    kind = models.CharField(max_length=20, choices=KIND_NAMES)
    audience = models.CharField(max_length=AUDIENCE_MOST, choices=AUDIENCE_NAMES)
    title = models.CharField(max_length=TITLE_MOST)
    aim = models.TextField(max_length=AIM_MOST)
    does = models.TextField(max_length=DOES_MOST, blank=True)
    materials = models.CharField(max_length=NOTE_MOST, blank=True)
    from_on = models.DateField()
    until_on = models.DateField()
    risk = models.CharField(max_length=6, choices=RISK_NAMES, default=Risk.NONE)
    risk_note = models.CharField(max_length=NOTE_MOST, blank=True)
    insurance = models.CharField(max_length=80, blank=True)
    insured_on = models.DateField(null=True)
    total_fen = models.BigIntegerField(null=True)
    lines_fen = models.BigIntegerField(default=0)
    own_percent = models.PositiveSmallIntegerField(null=True)
    # Who carries it: an organisation, a neighbour, or with neither the desk of its place.
    lead = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="led_projects")
    leader = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # Who proposed it, as what it may be shown: a desk, an organisation, a neighbour.
    by_neighbour = models.BooleanField(default=False)
    by_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    consented_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=300, blank=True)
    called_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=STATE_NAMES)
    reason = models.CharField(max_length=200, blank=True)
    desk = models.ForeignKey(Place, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ProjectQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "leader": Personal(Kind.PERSONAL, N_("谁牵头"), Keep.DUTY, word=N_("谁牵头")),
            "proposed_by": Personal(
                Kind.PERSONAL, N_("谁提的这个项目"), Keep.DUTY, word=N_("谁提的"),
                whose="proposed_by",
            ),
            "reviewed_by": Personal(
                Kind.PERSONAL, N_("谁写的评议结果"), Keep.DUTY, OFFICE_DUTY, N_("谁写的结果"),
                whose="reviewed_by",
            ),
        },
        what=N_("项目"),
        seen_by=N_("项目本身从招人起谁都看得到；谁提的、谁牵头只有值守看得到"),
        whose="leader",
        plain={
            "number": "a public number",
            "import_index": "a keyed hash of a row",
            **dict.fromkeys(
                ("title", "aim", "does", "materials", "risk_note", "result", "reason"),
                "hangs at the gate",
            ),
            "insurance": "the name of an insurer and the number of its policy",
        },
    )  # fmt: skip

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
            models.CheckConstraint(
                condition=Q(risk=Risk.NONE) | ~Q(risk_note=""), name="project_says_its_risk"
            ),
            models.CheckConstraint(
                condition=~Q(risk=Risk.HIGH, state__in=sorted(rules.STARTED))
                | Q(insured_on__isnull=False),
                name="risky_project_starts_insured",
            ),
            models.CheckConstraint(
                condition=Q(total_fen=None) | Q(total_fen__gte=0, lines_fen=F("total_fen")),
                name="budget_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(own_percent=None) | Q(own_percent__lte=100),
                name="own_share_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None)
                | Q(proposed_by=None)
                | ~Q(reviewed_by=F("proposed_by")),
                name="nobody_reviews_what_they_proposed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(rules.FINAL | {rules.State.PROPOSED}))
                | Q(consented_at__isnull=False),
                name="nothing_happens_without_the_desk",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(rules.PUBLIC)) | Q(called_at__isnull=False),
                name="public_project_was_called",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="project_is_not_its_own_part"
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

    @property
    def shape(self) -> str:
        return rules.SHAPES[rules.State(self.state)]

    @property
    def why(self) -> str:
        """The reason of its end; sentences of ours in the reader's language."""
        return _now(self.reason) if self.reason else ""

    @property
    def consented(self) -> bool:
        return self.consented_at is not None

    @property
    def next(self) -> rules.Next:
        return rules.next_of(self.state, consented=self.consented)

    @property
    def adds_up(self) -> bool:
        return self.total_fen is not None and self.total_fen == self.lines_fen


class ProjectPlace(models.Model):
    """Another place where it happens, beside its own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="also_at")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")

    scope = SCOPED
    privacy = Privacy()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "place"], name="project_is_once_at_a_place")
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
