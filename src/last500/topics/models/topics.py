"""A topic, as everybody reads it once the desk has looked; no person is in it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Personal, Privacy
from last500.base.privacy import Kind as Class
from last500.base.scope import SCOPED, Public
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.audiences import AUDIENCE_MOST, Audience
from last500.places.models import AUDIENCE_NAMES, Place
from last500.places.rules import branch
from last500.topics import grounds, rules
from last500.topics.rules import State

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
KIND_NAMES = [(kind, _(word)) for kind, word in rules.KIND_WORDS.items()]
WHOSE_NAMES = [(whose, _(word)) for whose, word in grounds.WHOSE_WORDS.items()]
GROUND_NAMES = [(ground.code, _(ground.words)) for ground in grounds.GROUNDS]
OFFICE_NAMES = [(office, _(word)) for office, word in grounds.OFFICE_WORDS.items()]
TITLE_MOST, WORDS_MOST, WISH_MOST, REASON_MOST, TO_MOST = 40, 1000, 300, 200, 60
_OPEN = sorted(state.value for state in rules.OPEN)
_HANGS = Q(sorted_at__isnull=False) & ~Q(state=State.WITHDRAWN)


def of_desk(actor: Actor, to_path: str) -> Q:
    """Rows of the branches whose topics the actor handles."""
    seen = Q(pk=None)
    for path in actor.branches(Permission.TOPIC_HANDLE):
        seen |= Q(**{f"{to_path}__range": branch(path)})
    return seen


class TopicQuerySet(models.QuerySet["Topic"]):
    def under(self, path: str) -> "TopicQuerySet":
        return self.filter(compound__path__range=branch(path))

    def open(self) -> "TopicQuerySet":
        return self.filter(state__in=_OPEN)

    def public(self) -> "TopicQuerySet":
        """What hangs at the gate: the desk has looked at its words, nobody took them back."""
        return self.filter(_HANGS)

    def visible_to(self, actor: Actor) -> "TopicQuerySet":
        """What hangs at the gate; before that one's own, and those of one's desk."""
        seen = _HANGS | of_desk(actor, "compound__path")
        if actor.person:
            seen |= Q(proposal__person=actor.person)
        return self.filter(seen)


class Topic(models.Model):
    """`title`, `words` and `wish` are what the desk lets hang at the gate; the proposer's own
    words stand sealed in `Proposal`. `households`: who supports it, each household once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    compound = models.ForeignKey(Place, models.PROTECT, related_name="topics")
    desk = models.ForeignKey(Place, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=STATE_NAMES, default=State.PROPOSED)
    due_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=12, choices=KIND_NAMES)
    audience = models.CharField(
        max_length=AUDIENCE_MOST, choices=AUDIENCE_NAMES, default=Audience.ALL
    )
    title = models.CharField(max_length=TITLE_MOST, blank=True)
    words = models.TextField(blank=True)
    wish = models.TextField(blank=True)
    suspected_emergency = models.CharField(max_length=3, blank=True)

    whose = models.CharField(max_length=12, choices=WHOSE_NAMES, blank=True)
    ground = models.CharField(max_length=20, choices=GROUND_NAMES, blank=True)
    ground_words = models.CharField(max_length=REASON_MOST, blank=True)
    office = models.CharField(max_length=10, choices=OFFICE_NAMES, blank=True)
    households = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=REASON_MOST, blank=True)
    referred_to = models.CharField(max_length=TO_MOST, blank=True)
    # With whom it is: the words of a council, a consultation, a vote; and when it was decided.
    with_words = models.CharField(max_length=TO_MOST, blank=True)
    decided_on = models.DateField(null=True)

    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_in")
    state_before = models.CharField(max_length=12, choices=STATE_NAMES, blank=True)
    merged_at = models.DateTimeField(null=True)

    proposed_at = models.DateTimeField()
    sorted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = TopicQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        plain={
            "title": "looked at by the desk before everybody reads it; no names",
            "words": "looked at by the desk before everybody reads it; no names",
            "wish": "looked at by the desk before everybody reads it; no names",
            "suspected_emergency": "a telephone number of the state",
            "ground_words": "the desk's ground, for everybody",
            "reason": "the desk's reason, for everybody",
            "referred_to": "an office or a firm",
            "with_words": "the name of a body",
        }
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, due_at__isnull=False, closed_at=None)
                | (~Q(state__in=_OPEN) & Q(due_at=None, closed_at__isnull=False)),
                name="open_topic_is_due",
            ),
            models.CheckConstraint(
                condition=Q(sorted_at=None) | (~Q(title="") & ~Q(words="")),
                name="public_topic_has_words",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "merged", "referred", "declined", "withdrawn"])
                | (~Q(whose="") & ~Q(ground="") & Q(sorted_at__isnull=False)),
                name="sorted_topic_says_whose_it_is",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "referred"]) | ~Q(reason=""),
                name="turned_down_topic_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFERRED) | ~Q(referred_to=""),
                name="referred_topic_says_to_whom",
            ),
            models.CheckConstraint(
                condition=Q(state=State.MERGED, into__isnull=False, merged_at__isnull=False)
                | (~Q(state=State.MERGED) & Q(into=None)),
                name="merged_topic_says_into_what",
            ),
            models.CheckConstraint(
                condition=Q(into=None) | ~Q(into=models.F("id")),
                name="no_topic_is_merged_into_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["compound", "state", "due_at"], name="topics_of_a_compound"),
            models.Index(fields=["due_at"], condition=~Q(due_at=None), name="topics_that_run_out"),
            models.Index(fields=["compound", "sorted_at"], name="topics_at_the_gate"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.pk)

    @property
    def shape(self) -> str:
        return rules.SHAPES[State(self.state)]

    @property
    def needs_vote(self) -> bool:
        return grounds.needs_vote(self.ground)

    @property
    def is_discussed(self) -> bool:
        return self.state in rules.DISCUSSED


class TopicEvent(models.Model):
    """What happened to a topic: appended, never edited; everybody reads it in sentences."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=20)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # Words for the sentence that are not personal: a desk's reason, the name of a body.
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    scope = SCOPED
    privacy = Privacy(
        {
            "actor": Personal(
                Class.PERSONAL, N_("谁做的这一步"), Keep.LOG, OFFICE_DUTY, N_("谁做的")
            )
        },
        what=N_("议题的经过"),
        seen_by=N_("大家看得到做了什么，看不到是谁做的"),
        whose="actor",
        plain={"action": "one of our words", "facts": "public reasons and names of bodies"},
    )

    class Meta:
        indexes = [models.Index(fields=["topic", "at"], name="events_of_a_topic")]

    def __str__(self) -> str:
        return self.action


class Threshold(models.Model):
    """How many households put a topic on an agenda here; without a row the house's default."""

    compound = models.OneToOneField(Place, models.CASCADE, primary_key=True, related_name="+")
    households = models.PositiveSmallIntegerField()

    scope = Public("how many households it takes is written on the compound's own page")
    privacy = Privacy()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(households__gte=1, households__lte=rules.HOUSEHOLDS_MOST),
                name="threshold_is_reachable",
            )
        ]

    def __str__(self) -> str:
        return str(self.households)


class Apart(models.Model):
    """Two topics that look alike and are not the same matter, as the desk has said in a word: they
    are not proposed for merging again. `one` is the one whose key is the smaller."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    one = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    other = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=rules.APART_MOST)

    scope = SCOPED
    privacy = Privacy(
        {"by": Personal(Class.PERSONAL, N_("谁说的"), Keep.LOG, OFFICE_DUTY, N_("谁说的"))},
        what=N_("说过不是一回事的议题"),
        seen_by=N_("办理议题的值守"),
        whose="by",
        plain={"reason": "a desk's word about two topics, and nobody"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="two_topics_are_apart_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="apart_are_two_topics"),
            models.CheckConstraint(condition=~Q(reason=""), name="apart_says_why"),
        ]

    def __str__(self) -> str:
        return self.reason
