"""Asking in waves: the rule of a compound, one running asking of a request, counts of answers.

An asking says in what way and when it goes on; whom it asked stand in the invitations of its
request, and the promise that nobody is asked in waves for two things at once stands there as well
(`asked_in_waves_for_one_thing`). The counts hold no person.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED, Public
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.service_requests.models import ServiceRequest

DECIDED_MOST, WHY_MOST = 40, 200


class WaveRule(models.Model):
    """What a compound, or its community, has decided about being asked; ended, never edited.

    `categories` are the kinds that are asked for without a press of the desk as soon as they are
    verified; none: the desk presses. `office`: by which office; the person stands nowhere.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="wave_rules")
    number = models.PositiveIntegerField()
    way = models.CharField(max_length=16)
    categories = models.JSONField(default=list)
    from_on = models.DateField()
    decided_by = models.CharField(max_length=DECIDED_MOST)
    why = models.CharField(max_length=WHY_MOST)
    made_at = models.DateTimeField()
    office = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    scope = Public("by what rule neighbours are asked may be read by everybody (PIPL 24)")
    privacy = Privacy(
        plain={
            "way": "one of our words",
            "categories": "some of our kinds",
            "decided_by": "a meeting or an organisation; its page says to name nobody",
            "why": "why a compound has this rule; its page says to name nobody",
        }
    )

    class Meta:
        constraints = [
            # Two who set it at once: the second is told that it has changed.
            models.UniqueConstraint(fields=["place", "number"], name="one_wave_rule_after_another"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class AskingQuerySet(models.QuerySet["Asking"]):
    def running(self) -> "AskingQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, actor: Actor) -> "AskingQuerySet":
        """The desks of the branch of its request."""
        seen = Q(pk=None)
        for path in actor.branches(Permission.REQUEST_HANDLE):
            seen |= Q(request__place__path__range=branch(path), request__restricted_at=None)
        return self.filter(seen)


class Asking(models.Model):
    """一轮一轮地请: neighbours are asked for a request, round after round, until enough come.

    `next_at` is the worker's queue; at night it is the morning. `office` pressed it, or a `rule`
    of the compound began it. `told_at`: the desk was told that nobody is left to ask.
    """

    class Ended(models.TextChoices):
        TAKEN = "taken", _("有人接了")
        NOBODY_LEFT = "nobody_left", _("能请的都请过了")
        STOPPED = "stopped", _("值守停下了")
        OVER = "over", _("求助已结束")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="askings")
    way = models.CharField(max_length=16)
    rule = models.ForeignKey(WaveRule, models.PROTECT, null=True, related_name="+")
    office = models.UUIDField(null=True)
    begun_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    # Asked again by a press: as if those who are silent would not come.
    hurry = models.BooleanField(default=False)
    rounds = models.PositiveSmallIntegerField(default=0)
    last_round_at = models.DateTimeField(null=True)
    until = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=12, choices=Ended.choices, blank=True)

    objects = AskingQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(plain={"way": "one of our words"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(ended_at=None), name="one_asking_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, next_at__isnull=False, ended_how="")
                | (Q(ended_at__isnull=False, next_at=None) & ~Q(ended_how="")),
                name="an_asking_runs_or_has_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(ended_at=None), name="askings_that_go_on"),
            models.Index(fields=["request", "-begun_at"], name="askings_of_a_request"),
        ]

    def __str__(self) -> str:
        return self.way


class AskCountQuerySet(models.QuerySet["AskCount"]):
    def visible_to(self, actor: Actor) -> "AskCountQuerySet":
        """Nobody: it is read to choose by, and shown nowhere."""
        return self.none()


class AskCount(models.Model):
    """How asks of one kind ended in one community; no person, and no ask by itself."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    category = models.CharField(max_length=24)
    part = models.CharField(max_length=10, blank=True)
    level = models.CharField(max_length=10)
    turn = models.CharField(max_length=5)
    fit = models.CharField(max_length=7)
    asked = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)

    objects = AskCountQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        plain={
            "category": "one of our kinds",
            "part": "a part of the day",
            "level": "a level",
            "turn": "first or later",
            "fit": "whether a declared skill and time fitted",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "category", "part", "level", "turn", "fit"],
                name="counted_in_one_place",
            ),
            models.CheckConstraint(condition=Q(taken__lte=F("asked")), name="taken_of_those_asked"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CountedUpTo(models.Model):
    """Up to which answer everything was counted; one row."""

    key = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
    last = models.UUIDField(null=True)

    scope = Public("a moment, and the random key of an invitation")
    privacy = Privacy()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(key=1), name="one_mark_of_counting")]

    def __str__(self) -> str:
        return str(self.at)


class AskAnywayQuerySet(models.QuerySet["AskAnyway"]):
    def visible_to(self, actor: Actor) -> "AskAnywayQuerySet":
        return self.filter(person=actor.person) if actor.person else self.none()


class AskAnyway(models.Model):
    """照样请我: somebody's own earlier answers count no more for what they are asked.

    What they answered before `since` is forgotten for this; with `always` later answers are too.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="ask_anyway")
    since = models.DateTimeField()
    always = models.BooleanField(default=True)

    objects = AskAnywayQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {"person": Personal(Kind.PERSONAL, N_("照你说的请你"), Keep.REPORT_IN, word=N_("谁说的"))},
        what=N_("“照样请我”"),
        seen_by=N_("没有别人"),
        whose="person",
    )

    def __str__(self) -> str:
        return str(self.pk)
