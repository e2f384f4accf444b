"""A vote of the owners of a compound, its questions, its history and its result.

It hangs at the gate from its announcement on and names nobody.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Personal, Privacy
from last500.base.privacy import Kind as Class
from last500.base.scope import SCOPED
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.votes import rules
from last500.votes.counting import ITEMS
from last500.votes.rules import State

STATE_NAMES = [(code, _(word)) for code, word in rules.STATE_WORDS.items()]
CALLER_NAMES = [(code, _(word)) for code, word in rules.CALLER_WORDS.items()]
HELD_NAMES = [(code, _(word)) for code, word in rules.HELD_WORDS.items()]
ITEM_NAMES = [(number, _(item.words)) for number, item in ITEMS.items()]
_FROZEN = [State.OPEN, State.CLOSED, State.COUNTED, State.PUBLISHED]


def of_desk(actor: Actor, to_path: str) -> Q:
    """Rows of the branches whose votes the actor runs."""
    seen = Q(pk=None)
    for path in actor.branches(Permission.VOTE_RUN):
        seen |= Q(**{f"{to_path}__range": branch(path)})
    return seen


class VoteQuerySet(models.QuerySet["Vote"]):
    def public(self) -> "VoteQuerySet":
        return self.filter(state__in=sorted(rules.PUBLIC), announced_at__isnull=False)

    def of_desk(self, actor: Actor) -> "VoteQuerySet":
        return self.filter(of_desk(actor, "compound__path"))

    def visible_to(self, actor: Actor) -> "VoteQuerySet":
        """Once announced it hangs at the gate; before, whoever runs it or was asked to a seat."""
        seen = Q(announced_at__isnull=False) | of_desk(actor, "compound__path")
        if actor.person:
            seats = self.model._meta.get_field("seats").related_model.objects  # type: ignore[union-attr]
            seen |= Q(pk__in=seats.filter(person=actor.person).values("vote"))
        return self.filter(seen)


class Vote(models.Model):
    """What it says is fixed at its announcement, its roll before it opens (votes.guards).

    Areas in cm². `handed_…`: what lies in the box and was read alike by two people.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=11, unique=True)
    compound = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=rules.TITLE_MOST)
    about = models.TextField(max_length=rules.ABOUT_MOST)
    caller = models.CharField(max_length=10, choices=CALLER_NAMES)
    held = models.CharField(max_length=8, choices=HELD_NAMES, default=rules.Held.PAPER)
    told_on = models.DateField(null=True)  # the residents' committee was told (物业管理条例 14)
    notice_days = models.PositiveSmallIntegerField(default=rules.NOTICE_LEAST)
    posting_days = models.PositiveSmallIntegerField(default=rules.POSTING_LEAST)
    proxies_most = models.PositiveSmallIntegerField(default=1)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATE_NAMES, default=State.DRAFTED)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    roll_root = models.CharField(max_length=64, blank=True)
    roll_units = models.PositiveIntegerField(default=0)
    roll_persons = models.PositiveIntegerField(default=0)
    roll_area = models.PositiveBigIntegerField(default=0)
    handed_units = models.PositiveIntegerField(default=0)
    handed_area = models.PositiveBigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=rules.REASON_MOST, blank=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=rules.REASON_MOST, blank=True)

    objects = VoteQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "made_by": Personal(
                Class.PERSONAL, N_("谁准备的这次表决"), Keep.BALLOT, OFFICE_DUTY, N_("谁准备的")
            )
        },
        what=N_("业主表决"),
        seen_by=N_("表决本身谁都看得到；谁准备的只有值守看得到"),
        whose="made_by",
        plain={
            "number": "a public number",
            "title": "hangs at the gate",
            "about": "hangs at the gate",
            "reason": "hangs at the gate",
            "void_reason": "hangs at the gate",
            "roll_root": "a hash of the whole roll",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="vote_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(
                    notice_days__gte=rules.NOTICE_LEAST, posting_days__gte=rules.POSTING_LEAST
                ),
                name="vote_is_announced_and_posted_long_enough",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFTED, State.CANCELLED])
                | Q(announced_at__isnull=False, told_on__isnull=False),
                name="announced_vote_was_told",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_FROZEN) | Q(frozen_at__isnull=False),
                name="vote_opens_with_its_roll_frozen",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at=None)
                | Q(roll_units__gt=0, roll_persons__gt=0, roll_area__gt=0) & ~Q(roll_root=""),
                name="frozen_roll_has_its_sums",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CANCELLED) | ~Q(reason=""),
                name="cancelled_vote_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(rules.FINAL)) | Q(ended_at__isnull=False),
                name="ended_vote_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None)
                | Q(state=State.PUBLISHED, voided_at__isnull=False) & ~Q(void_reason=""),
                name="void_result_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["compound", "-made_at"], name="votes_of_a_compound"),
            models.Index(fields=["state", "opens_at"], name="votes_by_their_clock"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shape(self) -> str:
        return rules.SHAPES[State(self.state)]

    @property
    def stream(self) -> str:
        return f"votes:{self.compound_id}"


class Question(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=rules.TEXT_MOST)
    item = models.PositiveSmallIntegerField(choices=ITEM_NAMES)

    scope = SCOPED
    privacy = Privacy(plain={"text": "hangs at the gate"})

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "order"], name="question_has_its_place"),
            models.CheckConstraint(
                condition=Q(item__gte=1, item__lte=9), name="question_is_one_of_the_nine"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def three_quarters(self) -> bool:
        return ITEMS[self.item].three_quarters


class Result(models.Model):
    """The sheet of the count, once and for ever (trigger `result_is_final`)."""

    vote = models.OneToOneField(Vote, models.PROTECT, primary_key=True, related_name="result")
    at = models.DateTimeField()
    sheet = models.TextField()  # canonical JSON, as the log has it
    digest = models.CharField(max_length=64)

    scope = SCOPED
    privacy = Privacy(plain={"sheet": "sums only", "digest": "a hash of the sums"})

    def __str__(self) -> str:
        return self.digest


class VoteEvent(models.Model):
    """History of a vote: appended, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=16)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    scope = SCOPED
    privacy = Privacy(
        {
            "actor": Personal(
                Class.PERSONAL, N_("谁做的这一步"), Keep.LOG, OFFICE_DUTY, N_("谁做的")
            )
        },
        what=N_("业主表决的经过"),
        seen_by=N_("办这次表决的值守"),
        whose="actor",
        plain={"action": "one of our words", "facts": "public reasons and numbers"},
    )

    class Meta:
        indexes = [models.Index(fields=["vote", "at"], name="events_of_a_vote")]

    def __str__(self) -> str:
        return self.action
