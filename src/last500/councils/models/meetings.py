"""Meetings and their minutes, point by point.

No row holds who came to a meeting: only how many.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.councils import rules
from last500.councils.models.bodies import Body, of_desk
from last500.councils.rules import LedBy, Outcome, State
from last500.people.models import Person
from last500.places.models import Place
from last500.resolutions.models import Resolution
from last500.topics.models import Topic

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
LED_NAMES = [(led, _(word)) for led, word in rules.LED_WORDS.items()]
OUTCOME_NAMES = [(outcome, _(word)) for outcome, word in rules.OUTCOME_WORDS.items()]
TEMPLATE_NAMES = [(one.code, _(one.title)) for one in rules.TEMPLATES]
TITLE_MOST, SPOT_MOST, REASON_MOST = 40, 60, 200
WORDS_MOST, SAID_MOST, WHAT_MOST, WHO_MOST = 1500, 600, 80, 40
_LYING = sorted(state.value for state in rules.LYING)
_MINUTED = [State.WRITTEN, State.CONFIRMED, State.PUBLISHED]


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def announced(self) -> "MeetingQuerySet":
        return self.filter(announced_at__isnull=False)

    def visible_to(self, actor: Actor) -> "MeetingQuerySet":
        """What was announced hangs at the gate; a draft is its desk's."""
        return self.filter(Q(announced_at__isnull=False) | of_desk(actor, "place__path"))


class Meeting(models.Model):
    """`entitled`: how many could come to a residents' assembly, where its quorum was chosen.
    `residents` … `guests`: how many came, as what; nobody's name is held."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="meetings")
    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    template = models.CharField(max_length=10, choices=TEMPLATE_NAMES, blank=True)
    title = models.CharField(max_length=TITLE_MOST)
    starts_at = models.DateTimeField()
    spot = models.CharField(max_length=SPOT_MOST)
    led_by = models.CharField(max_length=6, choices=LED_NAMES, default=LedBy.DESK)
    entitled = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=STATE_NAMES, default=State.DRAFT)
    reason = models.CharField(max_length=REASON_MOST, blank=True)
    moved_from = models.DateTimeField(null=True)
    desk = models.ForeignKey(Place, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    residents = models.PositiveIntegerField(null=True)
    owners = models.PositiveIntegerField(null=True)
    members = models.PositiveIntegerField(null=True)
    guests = models.PositiveIntegerField(null=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    objects = MeetingQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "made_by": Personal(
                Kind.PERSONAL, N_("谁准备的"), Keep.TOPIC, OFFICE_DUTY, N_("谁准备的")
            ),
            "written_by": Personal(
                Kind.PERSONAL, N_("谁写的记录，要另一个人确认"), Keep.TOPIC, OFFICE_DUTY,
                N_("谁写的记录"), whose="written_by",
            ),
            "confirmed_by": Personal(
                Kind.PERSONAL, N_("谁确认的记录，不能是写的人"), Keep.TOPIC, CONSENT,
                N_("谁确认的记录"), whose="confirmed_by",
            ),
        },
        what=N_("小区的会"),
        seen_by=N_("会和记录是公开的；谁准备、谁写、谁确认，谁都看不到"),
        whose="made_by",
        plain={
            "title": "what a meeting is about, as it hangs at the gate",
            "spot": "a common place of the compound, as it hangs at the gate",
            "reason": "why it was moved or called off, in a desk's words",
        },
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(written_by=None)
                | Q(confirmed_by=None)
                | ~Q(written_by=F("confirmed_by")),
                name="minutes_are_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_LYING, due_at__isnull=False)
                | (~Q(state__in=_LYING) & Q(due_at=None)),
                name="meeting_that_lies_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_MINUTED)
                | Q(
                    written_at__isnull=False,
                    residents__isnull=False,
                    owners__isnull=False,
                    members__isnull=False,
                    guests__isnull=False,
                ),
                name="minutes_say_how_many_came",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CALLED_OFF) | ~Q(reason=""),
                name="meeting_called_off_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PUBLISHED, published_at__isnull=False)
                | (~Q(state=State.PUBLISHED) & Q(published_at=None)),
                name="published_minutes_have_their_day",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "starts_at"], name="meetings_of_a_place"),
            models.Index(fields=["due_at"], condition=~Q(due_at=None), name="meetings_due"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shape(self) -> str:
        return rules.SHAPES[State(self.state)]

    @property
    def came(self) -> rules.Came:
        return rules.Came(
            self.residents or 0, self.owners or 0, self.members or 0, self.guests or 0
        )


class PointQuerySet(models.QuerySet["Point"]):
    def visible_to(self, actor: Actor) -> "PointQuerySet":
        return self.filter(meeting__in=Meeting.objects.visible_to(actor))


class Point(models.Model):
    """One point of the agenda, then its minutes. `tasks`: what, who, until, as written down;
    with the publication they become tasks of the resolution."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="points")
    order = models.PositiveSmallIntegerField()
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="points")
    title = models.CharField(max_length=TITLE_MOST)
    words = models.TextField(blank=True)
    said_for = models.TextField(blank=True)
    said_against = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, choices=OUTCOME_NAMES, blank=True)
    in_favour = models.PositiveIntegerField(null=True)
    against = models.PositiveIntegerField(null=True)
    abstained = models.PositiveIntegerField(null=True)
    decision = models.TextField(blank=True)
    tasks: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    review_on = models.DateField(null=True)
    resolution = models.OneToOneField(Resolution, models.PROTECT, null=True, related_name="point")

    objects = PointQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        plain={
            "title": "a point of an agenda that hangs at the gate",
            "words": "minutes in sentences, for everybody, without names",
            "said_for": "what was said for it, without who said it",
            "said_against": "what was said against it, without who said it",
            "decision": "what was decided, for everybody",
            "tasks": "what, which office or body, until when",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="one_point_of_an_order"),
            models.UniqueConstraint(
                fields=["meeting", "topic"],
                condition=Q(topic__isnull=False),
                name="a_topic_is_on_an_agenda_once",
            ),
            models.CheckConstraint(
                condition=Q(in_favour=None, against=None, abstained=None)
                | Q(in_favour__isnull=False, against__isnull=False, abstained__isnull=False),
                name="hands_are_counted_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.AGREED)
                | Q(in_favour=None)
                | Q(in_favour__gt=F("against")),
                name="a_tie_settles_no_point",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | (~Q(said_for="") & ~Q(said_against="")),
                name="both_sides_are_written_down",
            ),
            models.CheckConstraint(
                condition=Q(resolution=None) | Q(outcome=Outcome.AGREED),
                name="only_what_was_agreed_is_a_resolution",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shape(self) -> str:
        return rules.OUTCOME_SHAPES[Outcome(self.outcome)] if self.outcome else "wait"

    @property
    def hands(self) -> rules.Hands | None:
        if self.in_favour is None:
            return None
        return rules.Hands(self.in_favour, self.against or 0, self.abstained or 0)

    @property
    def needs_vote(self) -> bool:
        return self.topic is not None and self.topic.needs_vote
