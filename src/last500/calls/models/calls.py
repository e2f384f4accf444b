"""A venture call of a community, a street or a district, and its history.

What it says hangs at the gate as soon as it is open; it names nobody. Sums are fen.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.calls import rules
from last500.calls.rules import Applicant, State
from last500.calls.terms import Terms
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch, path_steps

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
TITLE_MOST, RULES_MOST, REASON_MOST = 40, 1500, 200


def of_runner(actor: Actor, to_path: str) -> Q:
    """Rows of the branches in which the actor runs calls."""
    seen = Q(pk=None)
    for path in actor.branches(Permission.CALL_RUN):
        seen |= Q(**{f"{to_path}__range": branch(path)})
    return seen


def packed(codes: Iterable[str]) -> str:
    """Codes as one column that can be searched for one of them: |children|safety|; "" for none."""
    joined = "|".join(codes)
    return f"|{joined}|" if joined else ""


def unpacked(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


class CallQuerySet(models.QuerySet["Call"]):
    def public(self) -> "CallQuerySet":
        return self.exclude(state=State.DRAFT).exclude(opened_at=None)

    def of_runner(self, actor: Actor) -> "CallQuerySet":
        return self.filter(of_runner(actor, "place__path"))

    def under(self, path: str) -> "CallQuerySet":
        return self.filter(place__path__range=branch(path))

    def reaching(self, place: Place) -> "CallQuerySet":
        """Those of this place and of the places above it: to which somebody from here applies."""
        return self.filter(place__in=path_steps(place.path))

    def visible_to(self, actor: Actor) -> "CallQuerySet":
        """Once open it hangs at the gate; before, whoever runs it sees it."""
        return self.filter(Q(opened_at__isnull=False) | of_runner(actor, "place__path"))


class Call(models.Model):
    """`granted_fen` is what was granted so far: taken by a conditional statement, counted by
    `grants_never_exceed_the_total` and by a trigger over the applications (calls.guards)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=11, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="calls")
    title = models.CharField(max_length=TITLE_MOST)
    rules = models.TextField(max_length=RULES_MOST)
    risk = models.CharField(max_length=REASON_MOST)
    # Codes of projects.words and of rules.Applicant between bars; none: all of them.
    kinds = models.CharField(max_length=300, blank=True)
    audiences = models.CharField(max_length=200, blank=True)
    applicants = models.CharField(max_length=40)
    opens_on = models.DateField()
    closes_on = models.DateField()
    mends_on = models.DateField()
    decides_on = models.DateField()
    mid_on = models.DateField()
    ends_on = models.DateField()
    final_on = models.DateField()
    total_fen = models.BigIntegerField()
    most_fen = models.BigIntegerField()
    own_percent = models.PositiveSmallIntegerField()
    reviews_least = models.PositiveSmallIntegerField()
    granted_fen = models.BigIntegerField(default=0)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATE_NAMES, default=State.DRAFT)
    opened_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=REASON_MOST, blank=True)
    desk = models.ForeignKey(Place, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = CallQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "made_by": Personal(
                Kind.PERSONAL, N_("谁写的这次征集"), Keep.DUTY, OFFICE_DUTY, N_("谁写的征集")
            )
        },
        what=N_("公益创投的征集"),
        seen_by=N_("征集本身谁都看得到；谁写的只有发起的一方看得到"),
        whose="made_by",
        plain={
            "number": "a public number",
            **dict.fromkeys(("title", "rules", "risk", "reason"), "hangs at the gate"),
            **dict.fromkeys(("kinds", "audiences", "applicants"), "codes"),
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_fen__gte=0, granted_fen__lte=F("total_fen")),
                name="grants_never_exceed_the_total",
            ),
            models.CheckConstraint(
                condition=Q(most_fen__gt=0, most_fen__lte=F("total_fen")),
                name="most_for_one_is_part_of_the_total",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gt=F("opens_on"), mends_on__gte=F("closes_on"))
                & Q(decides_on__gt=F("mends_on"), mid_on__gt=F("decides_on"))
                & Q(ends_on__gt=F("mid_on"), final_on__gte=F("ends_on")),
                name="days_of_a_call_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(rules.GOING_ON), due_at__isnull=False, closed_at=None)
                | Q(state__in=sorted(rules.FINAL), due_at=None, closed_at__isnull=False),
                name="call_that_goes_on_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CALLED_OFF) | ~Q(reason=""),
                name="call_that_is_called_off_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.DECIDED, State.RUNNING]) | Q(told_at__isnull=False),
                name="applicants_are_told_first",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None)
                | Q(told_at__isnull=False, told_at__lt=F("published_at")),
                name="result_is_published_after_it_was_told",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state"], name="calls_of_a_place"),
            models.Index(fields=["state", "closes_on"], name="calls_by_their_closing"),
            models.Index(fields=["due_at"], condition=~Q(due_at=None), name="calls_that_run_out"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shape(self) -> str:
        return rules.SHAPES[State(self.state)]

    @property
    def left_fen(self) -> int:
        return self.total_fen - self.granted_fen

    @property
    def kind_codes(self) -> tuple[str, ...]:
        return unpacked(self.kinds)

    @property
    def audience_codes(self) -> tuple[str, ...]:
        return unpacked(self.audiences)

    @property
    def who(self) -> tuple[Applicant, ...]:
        return tuple(Applicant(code) for code in unpacked(self.applicants))

    def terms(self) -> Terms:
        """What it states, as the rules read it. One statement for its indicators."""
        asked = self.indicators.order_by("order").values_list("title", "measure", "least")
        return Terms(
            self.opens_on, self.closes_on, self.mends_on, self.decides_on, self.mid_on,
            self.ends_on, self.final_on, self.total_fen, self.most_fen, self.own_percent,
            self.reviews_least, frozenset(self.kind_codes), frozenset(self.audience_codes),
            tuple(asked),
        )  # fmt: skip


class CallIndicator(models.Model):
    """What every project of the call counts, and how much at least."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=40)
    measure = models.CharField(max_length=8)
    least = models.PositiveIntegerField()

    scope = SCOPED
    privacy = Privacy(plain={"title": "hangs at the gate", "measure": "a measure"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "order"], name="indicators_of_a_call_in_order"),
            models.UniqueConstraint(fields=["call", "title"], name="a_call_counts_a_thing_once"),
        ]

    def __str__(self) -> str:
        return self.title


class CallEvent(models.Model):
    """History of a call and its applications: appended, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="events")
    application = models.ForeignKey(
        "calls.Application", models.CASCADE, null=True, related_name="events"
    )
    at = models.DateTimeField()
    action = models.CharField(max_length=16)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # Words for the sentence that are not personal: a public reason, a sum.
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    scope = SCOPED
    privacy = Privacy(
        {"actor": Personal(Kind.PERSONAL, N_("谁做的这一步"), Keep.LOG, OFFICE_DUTY, N_("谁做的"))},
        what=N_("征集的经过"),
        seen_by=N_("发起征集的一方；自己那份申请的经过，申请的人也看得到"),
        whose="actor",
        plain={"action": "one of our words", "facts": "sums and public reasons"},
    )

    class Meta:
        indexes = [models.Index(fields=["call", "at"], name="events_of_a_call")]

    def __str__(self) -> str:
        return self.action
