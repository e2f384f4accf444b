"""What those who came say of an activity, and the evaluation of a project.

A rating is its writer's own. The evaluation hangs at the gate once it is published: it holds counts
behind which five people stand, and names nobody.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.activities.models import Activity
from last500.base import clock
from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import NO_PERSONAL_DATA, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED, Public
from last500.evaluations import rules
from last500.evaluations.rules import State
from last500.organisations.models import Liaison
from last500.people.models import Person
from last500.projects.models import Project
from last500.projects.models.projects import of_desk

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
RATING_NAMES = [(rating, _(word)) for rating, word in rules.RATING_WORDS.items()]
CHANGED_MOST, ACCOUNT_MOST, OTHERWISE_MOST = 200, 1200, 600


class RatingQuerySet(models.QuerySet["Rating"]):
    def visible_to(self, actor: Actor) -> "RatingQuerySet":
        """One's own, and nobody else's: others read counts, and sentences without a name."""
        return self.filter(person=actor.person) if actor.person else self.none()

    def open_to_read(self) -> "RatingQuerySet":
        """Without those who have locked their data."""
        return self.filter(person__restricted_at=None, person__closed_at=None)

    def published(self) -> "RatingQuerySet":
        """Chosen by whoever wrote the evaluation, while the writer's own yes stands."""
        return self.open_to_read().filter(chosen=True, may_publish_at__isnull=False)


class Rating(models.Model):
    """How it was and what it changed, by one who came; once for each activity.

    `may_publish_at`: since when the sentence may be read by everybody, without a name.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="ratings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    rating = models.PositiveSmallIntegerField(choices=RATING_NAMES)
    changed = SealedTextField()
    may_publish_at = models.DateTimeField(null=True)
    chosen = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects = RatingQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(Kind.PERSONAL, N_("每人每场只说一次"), Keep.DUTY, word=N_("谁说的")),
            "rating": Personal(
                Kind.PERSONAL, N_("这场活动怎么样，由来的人说"), Keep.DUTY, word=N_("你的评价")
            ),
            "changed": Personal(
                Kind.SENSITIVE, N_("有什么不一样了，由来的人说"), Keep.DUTY, word=N_("你写的一句话")
            ),
        },
        what=N_("活动怎么样"),
        seen_by=N_("你自己；写评估的人看到这句话，不带名字；你同意公开的，谁都看得到，不带名字"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person"], name="one_rating_of_an_activity"
            ),
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=3), name="activity_rating_one_to_three"
            ),
            models.CheckConstraint(
                condition=Q(chosen=False) | Q(may_publish_at__isnull=False),
                name="published_sentence_has_consent",
            ),
        ]
        indexes = [models.Index(fields=["person", "at"], name="ratings_of_a_person")]

    def __str__(self) -> str:
        return str(self.pk)


class RatingAsk(models.Model):
    """That those who came to an activity were asked how it was: once, and never again."""

    activity = models.OneToOneField(
        Activity, models.CASCADE, primary_key=True, related_name="rating_ask"
    )
    at = models.DateTimeField()

    scope = Public("that people were asked once; it names nobody")
    privacy = NO_PERSONAL_DATA

    def __str__(self) -> str:
        return str(self.pk)


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def public(self) -> "EvaluationQuerySet":
        return self.filter(state=State.PUBLISHED)

    def of_desk(self, actor: Actor) -> "EvaluationQuerySet":
        return self.filter(of_desk(actor, "project__place__path"))

    def visible_to(self, actor: Actor) -> "EvaluationQuerySet":
        """Published ones; before, whoever looks after the project, carries or leads it."""
        seen = Q(state=State.PUBLISHED) | of_desk(actor, "project__place__path")
        if actor.person:
            speaks = Liaison.objects.acting(clock.today()).filter(person=actor.person)
            seen |= Q(project__leader=actor.person)
            seen |= Q(project__lead__in=speaks.values("organisation"))
        return self.filter(seen)


class Evaluation(models.Model):
    """Of one project, whose key is its own. `facts` is what was counted, promised and spent when it
    was written. People are counted once: nobody can subtract what came later (`rules.told`)."""

    project = models.OneToOneField(
        Project, models.CASCADE, primary_key=True, related_name="evaluation"
    )
    state = models.CharField(max_length=10, choices=STATE_NAMES, default=State.DRAFT)
    account = models.TextField(max_length=ACCOUNT_MOST, blank=True)
    otherwise = models.TextField(max_length=OTHERWISE_MOST, blank=True)
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    # When its counts were taken: from then on those who came say nothing new.
    counted_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    community_at = models.DateTimeField(null=True)
    community_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    carrier_at = models.DateTimeField(null=True)
    carrier_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = EvaluationQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            name: Personal(Kind.PERSONAL, why, Keep.DUTY, OFFICE_DUTY, word, whose=name)
            for name, why, word in (
                ("written_by", N_("谁写的评估"), N_("谁写的")),
                ("community_by", N_("社区谁同意公开的"), N_("社区谁同意的")),
                ("carrier_by", N_("牵头的一方谁同意公开的"), N_("牵头的谁同意的")),
            )
        },
        what=N_("项目的评估"),
        seen_by=N_("评估本身公开以后谁都看得到；谁写的、谁同意的只有值守看得到"),
        whose="written_by",
        plain={
            "account": "hangs at the gate",
            "otherwise": "hangs at the gate",
            "facts": "counts behind which five people stand",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, written_at=None)
                | (~Q(state=State.DRAFT) & Q(written_at__isnull=False) & ~Q(account="")),
                name="written_evaluation_has_its_words",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PUBLISHED, published_at__isnull=False)
                | (~Q(state=State.PUBLISHED) & Q(published_at=None)),
                name="published_evaluation_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(community_at__isnull=False),
                name="community_agreed_to_the_evaluation",
            ),
            models.CheckConstraint(
                condition=Q(community_at=None, carrier_at=None) | Q(written_at__isnull=False),
                name="nobody_agrees_to_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(community_by=None)
                | Q(carrier_by=None)
                | ~Q(community_by=F("carrier_by")),
                name="two_sides_are_two_people",
            ),
            models.CheckConstraint(
                condition=Q(written_at=None) | Q(counted_at__isnull=False),
                name="written_evaluation_was_counted",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shape(self) -> str:
        return rules.SHAPES[State(self.state)]

    @property
    def agreed(self) -> frozenset[rules.Side]:
        sides = {rules.Side.COMMUNITY: self.community_at, rules.Side.CARRIER: self.carrier_at}
        return frozenset(side for side, at in sides.items() if at)


class EvaluationEvent(models.Model):
    """History of an evaluation: appended, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=10)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    scope = SCOPED
    privacy = Privacy(
        {"actor": Personal(Kind.PERSONAL, N_("谁做的这一步"), Keep.LOG, OFFICE_DUTY, N_("谁做的"))},
        what=N_("评估的经过"),
        seen_by=N_("管这个项目的值守"),
        whose="actor",
        plain={"action": "one of our words"},
    )

    class Meta:
        indexes = [models.Index(fields=["evaluation", "at"], name="events_of_an_evaluation")]

    def __str__(self) -> str:
        return self.action
