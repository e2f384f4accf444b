"""Resolutions, which are only ever added; what is to be done; what neighbours say of it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, OFFICE_DUTY, Keep, Personal, Privacy
from last500.base.privacy import Kind as Class
from last500.base.scope import SCOPED, Public
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.resolutions import rules
from last500.resolutions.rules import Holds, Who
from last500.resolutions.rules import Task as TaskState
from last500.topics.models import Topic

BY_NAMES = [(by, _(word)) for by, word in rules.BY_WORDS.items()]
WHO_NAMES = [(who, _(word)) for who, word in rules.WHO_WORDS.items()]
TASK_NAMES = [(state, _(word)) for state, word in rules.TASK_WORDS.items()]
WORD_NAMES = [(word, _(said)) for word, said in rules.WORD_WORDS.items()]
HOLDS_NAMES = [(holds, _(word)) for holds, word in rules.HOLDS_WORDS.items()]
TITLE_MOST, WORDS_MOST, BODY_MOST, WHAT_MOST, WHO_MOST, REASON_MOST = 40, 2000, 60, 80, 40, 200
_LYING = sorted(state.value for state in rules.LYING)
WHY_PUBLIC = "what was decided hangs at the gate, and names nobody"


class Resolution(models.Model):
    """What was decided. A row is never changed (proof.guards.AppendOnly): a correction is a new
    version under the same number that names the old one.

    `in_favour`, `against`, `abstained`: hands, where there was a show of hands. `replaces`: the
    earlier resolution that this one changes or (`ends`) ends.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    compound = models.ForeignKey(Place, models.PROTECT, related_name="resolutions")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    correction = models.CharField(max_length=REASON_MOST, blank=True)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="resolutions")
    title = models.CharField(max_length=TITLE_MOST)
    words = models.TextField()
    by = models.CharField(max_length=12, choices=BY_NAMES)
    body = models.CharField(max_length=BODY_MOST, blank=True)
    in_favour = models.PositiveIntegerField(null=True)
    against = models.PositiveIntegerField(null=True)
    abstained = models.PositiveIntegerField(null=True)
    decided_on = models.DateField()
    review_on = models.DateField()
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    ends = models.BooleanField(default=False)
    published_at = models.DateTimeField()

    scope = Public(WHY_PUBLIC)
    privacy = Privacy(
        plain={
            "title": "what was decided, for everybody",
            "words": "what was decided, for everybody",
            "body": "the name of a body or a meeting",
            "correction": "what was wrong in the version before, for everybody",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["compound", "year", "number", "version"],
                name="one_resolution_of_a_number",
            ),
            models.CheckConstraint(
                condition=Q(in_favour=None, against=None, abstained=None)
                | Q(in_favour__gt=F("against"), abstained__isnull=False),
                name="a_tie_is_no_decision",
            ),
            models.CheckConstraint(
                condition=Q(review_on__gt=F("decided_on")), name="every_agreement_is_reviewed"
            ),
            models.CheckConstraint(
                condition=Q(version=1, corrects=None, correction="")
                | (Q(version__gt=1, corrects__isnull=False) & ~Q(correction="")),
                name="a_correction_names_what_it_corrects",
            ),
            models.CheckConstraint(
                condition=Q(ends=False) | Q(replaces__isnull=False), name="an_end_ends_something"
            ),
        ]
        indexes = [
            models.Index(fields=["compound", "year", "number"], name="resolutions_of_a_compound")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_number(self) -> str:
        return rules.shown_number(self.year, self.number)


def of_desk(actor: Actor, to_path: str) -> Q:
    seen = Q(pk=None)
    for path in actor.branches(Permission.TOPIC_HANDLE):
        seen |= Q(**{f"{to_path}__range": branch(path)})
    return seen


class Agreement(models.Model):
    """Whether a resolution (its first version) holds, and when it is looked at again."""

    resolution = models.OneToOneField(
        Resolution, models.PROTECT, primary_key=True, related_name="agreement"
    )
    holds = models.CharField(max_length=10, choices=HOLDS_NAMES, default=Holds.HOLDS)
    review_on = models.DateField()
    desk = models.ForeignKey(Place, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # since when it lies on the desk

    scope = Public(WHY_PUBLIC)
    privacy = Privacy()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(holds=Holds.HOLDS, due_at__isnull=False)
                | (~Q(holds=Holds.HOLDS) & Q(due_at=None)),
                name="agreement_that_holds_is_due",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=~Q(due_at=None), name="agreements_due")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shape(self) -> str:
        return rules.HOLDS_SHAPES[Holds(self.holds)]


class Task(models.Model):
    """What is to be done, who answers for it, until when. Everybody reads it.

    `who`: the name of an office, an organisation, a body. A person stands there only after their
    own yes, in the words they chose (`called`). `said_…`: the neighbours' words, as counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="tasks")
    order = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=WHAT_MOST)
    kind = models.CharField(max_length=12, choices=WHO_NAMES)
    who = models.CharField(max_length=WHO_MOST, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    called = SealedTextField()

    state = models.CharField(max_length=10, choices=TASK_NAMES, default=TaskState.OPEN)
    first_until = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=REASON_MOST, blank=True)
    desk = models.ForeignKey(Place, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    said_done = models.PositiveIntegerField(default=0)
    said_not_yet = models.PositiveIntegerField(default=0)
    said_cannot_tell = models.PositiveIntegerField(default=0)
    stood_by = models.PositiveIntegerField(default=0)

    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Class.PERSONAL, N_("谁来办，本人说可以才算"), Keep.TOPIC, CONSENT, N_("谁来办")
            ),
            "called": Personal(
                Class.PERSONAL, N_("怎么称呼，自己写的"), Keep.TOPIC, CONSENT, N_("你写的称呼")
            ),
        },
        what=N_("请你办的事"),
        seen_by=N_("你说可以以前只有你和值守；说了以后，大家看得到你写的称呼"),
        whose="person",
        plain={
            "what": "what is to be done, for everybody",
            "who": "the name of an office, an organisation or a body",
            "reason": "why it was put off or dropped, for everybody",
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resolution", "order"], name="one_task_of_an_order"),
            models.CheckConstraint(
                condition=Q(state__in=_LYING, due_at__isnull=False)
                | (~Q(state__in=_LYING) & Q(due_at=None)),
                name="task_that_lies_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["put_off", "dropped"]) | ~Q(reason=""),
                name="task_put_off_or_dropped_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="done_task_has_its_day"
            ),
            models.CheckConstraint(
                condition=Q(kind=Who.PERSON) | (Q(person=None) & ~Q(who="")),
                name="every_task_says_who_answers",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=~Q(due_at=None), name="tasks_that_run_out")
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def shape(self) -> str:
        return rules.TASK_SHAPES[TaskState(self.state)]

    @property
    def said(self) -> rules.Said:
        return rules.Said(self.said_done, self.said_not_yet, self.said_cannot_tell)


class Event(models.Model):
    """What happened to a task or to an agreement: appended, read by everybody in sentences."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="events")
    task = models.ForeignKey(Task, models.CASCADE, null=True, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=20)
    actor = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    # Words for the sentence that are not personal: progress in words, a reason, a day.
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    scope = SCOPED
    privacy = Privacy(
        {
            "actor": Personal(
                Class.PERSONAL, N_("谁做的这一步"), Keep.LOG, OFFICE_DUTY, N_("谁做的")
            )
        },
        what=N_("定下来的事的经过"),
        seen_by=N_("大家看得到做了什么，看不到是谁做的"),
        whose="actor",
        plain={"action": "one of our words", "facts": "progress and public reasons"},
    )

    class Meta:
        indexes = [models.Index(fields=["resolution", "at"], name="events_of_a_resolution")]

    def __str__(self) -> str:
        return self.action


class NeighbourWordQuerySet(models.QuerySet["NeighbourWord"]):
    def visible_to(self, actor: Actor) -> "NeighbourWordQuerySet":
        """One's own; of all others there are only counts."""
        return self.filter(person=actor.person) if actor.person else self.none()


class NeighbourWord(models.Model):
    """One neighbour's word on whether something was done; changeable, never shown as theirs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(Task, models.CASCADE, related_name="neighbour_words")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    word = models.CharField(max_length=12, choices=WORD_NAMES)
    at = models.DateTimeField()

    objects = NeighbourWordQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Class.PERSONAL, N_("一个人只说一次，可以改"), Keep.TOPIC, CONSENT, N_("谁说的")
            ),
            "word": Personal(
                Class.PERSONAL, N_("办到没有，听邻居的"), Keep.TOPIC, CONSENT, N_("你说的")
            ),
        },
        what=N_("你说的“办到没有”"),
        seen_by=N_("只有你自己；别人只看得到五个人以上的数"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "person"], name="one_word_of_a_neighbour")
        ]

    def __str__(self) -> str:
        return str(self.pk)
