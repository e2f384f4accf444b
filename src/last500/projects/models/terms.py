"""What was agreed on: money, indicators, people wanted for each role."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.people.models import Person
from last500.projects import needs, rules, words
from last500.projects.models.projects import Project, of_desk

PAYER_NAMES = [(code, _(word)) for code, word in words.PAYER_WORDS.items()]
LINE_MOST = 40


class BudgetLine(models.Model):
    """In fen: what is planned, which part of it whoever carries it adds, what was spent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="budget")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=LINE_MOST)
    payer = models.CharField(max_length=10, choices=PAYER_NAMES)
    planned_fen = models.BigIntegerField()
    own_fen = models.BigIntegerField(default=0)
    spent_fen = models.BigIntegerField(default=0)

    scope = SCOPED
    privacy = Privacy(plain={"title": "what public money is for"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_fen__gte=0, own_fen__gte=0, spent_fen__gte=0),
                name="money_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(own_fen__lte=F("planned_fen")), name="own_share_is_part_of_the_line"
            ),
            models.CheckConstraint(
                condition=~Q(payer=words.Payer.OWN) | Q(own_fen=F("planned_fen")),
                name="what_the_carrier_pays_is_own_share",
            ),
            models.UniqueConstraint(fields=["project", "order"], name="budget_lines_in_order"),
        ]

    def __str__(self) -> str:
        return self.title


class Indicator(models.Model):
    """A number agreed beforehand with its source; afterwards only `reached` and `note` change
    (trigger `indicators_keep_their_promise`, projects.guards)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=LINE_MOST)
    measure = models.CharField(max_length=8)
    planned = models.PositiveIntegerField()
    source = models.CharField(max_length=60)
    reached = models.PositiveIntegerField(null=True)
    # Where the number comes from, or why there is none.
    note = models.CharField(max_length=200, blank=True)
    told_at = models.DateTimeField(null=True)

    scope = SCOPED
    privacy = Privacy(
        plain={
            "title": "what is counted of a public project",
            "measure": "a measure",
            "source": "where a count comes from",
            "note": "a public reason",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "order"], name="indicators_in_order"),
            models.CheckConstraint(condition=~Q(source=""), name="indicator_says_its_source"),
            models.CheckConstraint(
                condition=Q(told_at=None, reached=None, note="") | Q(told_at__isnull=False),
                name="told_indicator_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title


WAITS_NAMES = [
    (rules.Waits.WAITING, _("在排队")),
    (rules.Waits.ASKED, _("在问")),
    (rules.Waits.TOOK, _("来了")),
    (rules.Waits.DECLINED, _("没有来")),
    (rules.Waits.LAPSED, _("时间过了")),
    (rules.Waits.LEFT, _("不排了")),
]


class ProjectRole(models.Model):
    """How many people with which skill. `taken` counts those who came by their own press,
    `brought` those whom partners bring along."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="roles")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=LINE_MOST)
    skill = models.CharField(max_length=32, blank=True)
    number = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    brought = models.PositiveSmallIntegerField(default=0)

    scope = SCOPED
    privacy = Privacy(plain={"title": "hangs at the gate", "skill": "the code of a skill"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=F("taken") + F("brought")),
                name="role_never_has_more_than_its_number",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=rules.ROLE_PEOPLE_MOST),
                name="role_wants_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def wanted(self) -> needs.Wanted:
        return needs.Wanted(self.number, self.taken, self.brought)

    @property
    def missing(self) -> int:
        return self.wanted.missing


class RoleWaitQuerySet(models.QuerySet["RoleWait"]):
    def in_line(self) -> "RoleWaitQuerySet":
        return self.filter(state__in=rules.IN_LINE)

    def visible_to(self, actor: Actor) -> "RoleWaitQuerySet":
        """One's own; the desk of the project, and whoever leads it."""
        if actor.person is None:
            return self.none()
        run = Q(role__project__leader=actor.person) | of_desk(actor, "role__project__place__path")
        return self.filter(Q(person=actor.person) | run)


class RoleWait(models.Model):
    """Somebody waits for a place in a full role, or is asked (`ends_at`: until when they may say
    yes). Asked, the place is kept for them: it counts in the role's `taken`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    role = models.ForeignKey(ProjectRole, models.CASCADE, related_name="line")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=WAITS_NAMES)
    at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = RoleWaitQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("空出来先问谁"), Keep.DUTY, word=N_("谁排队、问过谁")
            )
        },
        what=N_("项目里的排队"),
        seen_by=N_("你自己；管这个项目的值守、牵头的人"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["role", "person"],
                condition=Q(state__in=sorted(rules.IN_LINE)),
                name="waits_once_for_a_role",
            ),
            models.CheckConstraint(
                condition=Q(state=rules.Waits.ASKED, ends_at__isnull=False)
                | ~Q(state=rules.Waits.ASKED) & Q(ends_at=None),
                name="asked_for_a_role_until_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(rules.IN_LINE), closed_at=None)
                | ~Q(state__in=sorted(rules.IN_LINE)) & Q(closed_at__isnull=False),
                name="out_of_the_line_of_a_role_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["role", "state", "at"], name="line_of_a_project_role"),
            models.Index(fields=["person", "state"], name="role_lines_of_a_person"),
            models.Index(
                fields=["ends_at"], condition=~Q(ends_at=None), name="role_asks_that_run_out"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RoleClaimQuerySet(models.QuerySet["RoleClaim"]):
    def active(self) -> "RoleClaimQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, actor: Actor) -> "RoleClaimQuerySet":
        """One's own; the desk of the project, and whoever leads it."""
        if actor.person is None:
            return self.none()
        run = Q(role__project__leader=actor.person) | of_desk(actor, "role__project__place__path")
        return self.filter(Q(person=actor.person) | run)


class RoleClaim(models.Model):
    """Somebody takes a place in a role by their own press; leaving is one press too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    role = models.ForeignKey(ProjectRole, models.CASCADE, related_name="claims")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = RoleClaimQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {"person": Personal(Kind.PERSONAL, N_("谁来项目里帮忙"), Keep.DUTY, word=N_("谁来帮忙"))},
        what=N_("项目里的人手"),
        seen_by=N_("你自己；管这个项目的值守、牵头的人"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["role", "person"],
                condition=Q(ended_at=None),
                name="one_place_in_a_role_for_a_person",
            )
        ]
        indexes = [models.Index(fields=["person", "ended_at"], name="roles_of_a_person")]

    def __str__(self) -> str:
        return str(self.pk)
