"""Who reviews a call by their own yes, what they have declared, what they say."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.calls import rules
from last500.calls.models.calls import Call, of_runner
from last500.calls.rules import Seat
from last500.people.models import Person

if TYPE_CHECKING:
    from last500.calls.models.applications import Application

SEAT_NAMES = [(code, _(word)) for code, word in rules.SEAT_WORDS.items()]
ADVICE_NAMES = [(code, _(word)) for code, word in rules.ADVICE_WORDS.items()]


class ReviewerQuerySet(models.QuerySet["Reviewer"]):
    def visible_to(self, actor: Actor) -> "ReviewerQuerySet":
        """One's own seat; whoever runs the call."""
        if actor.person is None:
            return self.none()
        return self.filter(Q(person=actor.person) | of_runner(actor, "call__place__path"))


class Reviewer(models.Model):
    """Somebody is asked to review the applications of a call; `declared_at` is when they had said
    of every one of them whether they have an interest in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="reviewers")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=SEAT_NAMES, default=Seat.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    declared_at = models.DateTimeField(null=True)

    objects = ReviewerQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {"person": Personal(Kind.PERSONAL, N_("谁来评审"), Keep.DUTY, word=N_("谁来评审"))},
        what=N_("公益创投的评审"),
        seen_by=N_("你自己；发起征集的一方"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "person"],
                condition=Q(person__isnull=False),
                name="reviewer_is_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(declared_at=None) | Q(state=Seat.AGREED),
                name="who_declares_has_said_yes",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="calls_that_one_reviews")]

    def __str__(self) -> str:
        return str(self.pk)


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def visible_to(self, actor: Actor) -> "DeclarationQuerySet":
        """One's own alone: whoever runs the call counts them, and reads no words."""
        return self.filter(reviewer__person=actor.person) if actor.person else self.none()


class Declaration(models.Model):
    """Of one application: no interest, or one, in the reviewer's own words. An interest stays
    (trigger `an_interest_stays`, calls.guards)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="declarations")
    application = models.ForeignKey(
        "calls.Application", models.CASCADE, related_name="declarations"
    )
    interest = models.BooleanField()
    words = SealedTextField()
    at = models.DateTimeField()

    objects = DeclarationQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "words": Personal(
                Kind.SENSITIVE, N_("评审前说清有没有关系"), Keep.DUTY, word=N_("你说的关系")
            )
        },
        what=N_("评审的回避"),
        seen_by=N_("你自己；发起征集的一方只看到有没有关系"),
        whose="reviewer__person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reviewer", "application"], name="declared_once_for_an_application"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, actor: Actor) -> "ReviewQuerySet":
        """Whoever runs the call or reviews the application, without an interest in it."""
        if actor.person is None:
            return self.none()
        applications: type[Application] = self.model._meta.get_field("application").related_model  # type: ignore[assignment]
        rows = applications.objects
        seen = rows.filter(
            Q(pk__in=rows.to_run(actor).values("pk")) | Q(pk__in=rows.to_review(actor).values("pk"))
        )
        return self.filter(application__in=seen.values("pk"))


class Review(models.Model):
    """Words for and against, and a recommendation; no points. Only where the reviewer has
    declared that they have no interest (trigger `no_review_with_an_interest`, calls.guards)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="reviews")
    application = models.ForeignKey("calls.Application", models.CASCADE, related_name="reviews")
    advice = models.CharField(max_length=8, choices=ADVICE_NAMES)
    pro = SealedTextField()
    contra = SealedTextField()
    said_at = models.DateTimeField()

    objects = ReviewQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "pro": Personal(
                Kind.SENSITIVE, N_("评审意见留作记录"), Keep.DUTY, word=N_("你写的好在哪里")
            ),
            "contra": Personal(
                Kind.SENSITIVE, N_("评审意见留作记录"), Keep.DUTY, word=N_("你写的还差什么")
            ),
        },
        what=N_("公益创投的评审意见"),
        seen_by=N_("发起征集的一方和没有关系的评审；有了结果，申请的人看得到话，看不到是谁"),
        whose="reviewer__person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reviewer", "application"], name="one_review_of_a_reviewer"
            )
        ]
        indexes = [
            models.Index(fields=["application", "said_at"], name="reviews_of_an_application")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shape(self) -> str:
        return rules.ADVICE_SHAPES[rules.Advice(self.advice)]
