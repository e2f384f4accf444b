"""An activity of a compound, a community or a street, its roles, its series and its history.

What it says hangs at the gate from its opening on; it names nobody.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.activities import rules
from last500.base import clock
from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import (
    NO_PERSONAL_DATA,
    OFFICE_DUTY,
    Keep,
    Kind,
    Personal,
    Privacy,
)
from last500.base.scope import SCOPED, Public
from last500.lists.models import Booking
from last500.organisations.models import Liaison, Organisation
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.audiences import AUDIENCE_MOST
from last500.places.models import AUDIENCE_NAMES, Place
from last500.places.rules import branch
from last500.posts.models import AGE_NAMES
from last500.posts.models.posts import DAY_NAMES, NTH_NAMES, PATTERN_NAMES, RISK_NAMES
from last500.posts.rules import Pattern, Rhythm, Risk
from last500.projects.models import Project

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
SIDE_NAMES = [(side, _(word)) for side, word in rules.SIDE_WORDS.items()]
TITLE_MOST, WHAT_MOST, WHERE_MOST, ROLE_MOST, REASON_MOST = 40, 600, 60, 20, 120


class Series(models.Model):
    """The rhythm from which dates were made; each of them then is an activity of its own.

    `start` is minutes from midnight, `minutes` how long.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pattern = models.CharField(max_length=12, choices=PATTERN_NAMES)
    weekday = models.PositiveSmallIntegerField(choices=DAY_NAMES)
    nth = models.PositiveSmallIntegerField(choices=NTH_NAMES, default=1)
    start = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField()

    scope = Public("a rhythm such as every Saturday at nine; it hangs at the gate")
    privacy = NO_PERSONAL_DATA

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="series_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.pattern

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(
            pattern=Pattern(self.pattern),
            from_on=self.from_on,
            until_on=self.until_on,
            weekday=self.weekday,
            nth=self.nth,
            start=self.start,
            minutes=self.minutes,
        )


class ActivityQuerySet(models.QuerySet["Activity"]):
    def under(self, path: str) -> "ActivityQuerySet":
        return self.filter(place__path__range=branch(path))

    def shown(self) -> "ActivityQuerySet":
        """What hangs at the gate: everything that was ever opened."""
        return self.exclude(opened_at=None)

    def run_by(self, actor: Actor) -> "ActivityQuerySet":
        """Those that the actor organises: as a desk, a liaison of who leads, or the leader."""
        seen = Q(pk=None)
        for path in actor.branches(Permission.ACTIVITY_EDIT):
            seen |= Q(place__path__range=branch(path))
        if actor.person:
            seen |= Q(leader=actor.person)
            speaks = Liaison.objects.acting(clock.today()).filter(person=actor.person)
            seen |= Q(lead__in=speaks.values("organisation"))
        return self.filter(seen)

    def visible_to(self, actor: Actor) -> "ActivityQuerySet":
        return self.shown() | self.run_by(actor)


class Activity(models.Model):
    """`version` counts what is told anew to calendars; `remind_at` is empty once it was done.

    Who organises: `lead` (an organisation), `leader` (a neighbour), or with neither the desk of its
    place. Of what a desk did not set up itself, `consented_at` says that it agreed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=11, unique=True)
    # Of the row of a file that it came from; empty for what was entered on the page.
    import_index = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    place = models.ForeignKey(Place, models.PROTECT, related_name="activities")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="activities")
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="activities")
    title = models.CharField(max_length=TITLE_MOST)
    what = models.TextField(max_length=WHAT_MOST)
    audience = models.CharField(max_length=AUDIENCE_MOST, choices=AUDIENCE_NAMES)
    where = models.CharField(max_length=WHERE_MOST, blank=True)
    booking = models.ForeignKey(Booking, models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    risk = models.CharField(max_length=6, choices=RISK_NAMES)
    risk_note = models.CharField(max_length=200, blank=True)
    insurance = models.CharField(max_length=80, blank=True)
    insured_on = models.DateField(null=True)

    lead = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    leader = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=STATE_NAMES)
    reason = models.CharField(max_length=REASON_MOST, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    consented_at = models.DateTimeField(null=True)
    consented_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)  # it is over for good
    version = models.PositiveIntegerField(default=0)

    remind_before = models.PositiveSmallIntegerField(default=24 * 60)  # minutes
    remind_at = models.DateTimeField(null=True)
    ticked_at = models.DateTimeField(null=True)
    ticked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # Behind the code on the table that opens "I am here"; empty where the organiser wants none.
    here_key = SealedTextField()
    here_index = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001

    objects = ActivityQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "leader": Personal(Kind.PERSONAL, N_("谁牵头"), Keep.DUTY, word=N_("谁牵头")),
            "made_by": Personal(
                Kind.PERSONAL,
                N_("谁设的这场活动"),
                Keep.DUTY,
                OFFICE_DUTY,
                N_("谁设的"),
                whose="made_by",
            ),
            "consented_by": Personal(
                Kind.PERSONAL,
                N_("值守谁同意的"),
                Keep.DUTY,
                OFFICE_DUTY,
                N_("谁同意的"),
                whose="consented_by",
            ),
            "ticked_by": Personal(
                Kind.PERSONAL,
                N_("谁核对了到场的人"),
                Keep.DUTY,
                OFFICE_DUTY,
                N_("谁核对的"),
                whose="ticked_by",
            ),
        },
        what=N_("活动"),
        seen_by=N_("活动本身谁都看得到；谁牵头、谁设的只有值守看得到"),
        whose="leader",
        plain={
            "number": "a public number",
            "import_index": "a keyed hash of a row",
            "title": "hangs at the gate",
            "what": "hangs at the gate",
            "where": "hangs at the gate",
            "risk_note": "hangs at the gate",
            "insurance": "the name of an insurer and the number of its policy",
            "reason": "hangs at the gate",
            "here_key": "made by chance; lies on the table, and opens a page of one's own",
            "here_index": "a keyed hash of it",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="activity_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(risk=Risk.NONE) | ~Q(risk_note=""), name="activity_says_its_risk"
            ),
            models.CheckConstraint(
                condition=~Q(risk=Risk.HIGH)
                | Q(state__in=[rules.State.PLANNED, rules.State.CALLED_OFF])
                | Q(insured_on__isnull=False),
                name="dangerous_activity_is_insured",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[rules.State.PLANNED, rules.State.CALLED_OFF])
                | Q(consented_at__isnull=False, opened_at__isnull=False),
                name="open_activity_has_consent",
            ),
            models.CheckConstraint(
                condition=~Q(state=rules.State.CALLED_OFF) | ~Q(reason=""),
                name="activity_called_off_says_why",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[rules.State.CLOSED, rules.State.CALLED_OFF], closed_at__isnull=False
                )
                | (~Q(state__in=[rules.State.CLOSED, rules.State.CALLED_OFF]) & Q(closed_at=None)),
                name="activity_over_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(lead=None) | Q(leader=None), name="one_carries_an_activity"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "starts_at"], name="activities_of_a_place"),
            models.Index(fields=["state", "ends_at"], name="activities_by_state"),
            models.Index(fields=["leader", "starts_at"], name="activities_of_a_leader"),
            models.Index(
                fields=["remind_at"], condition=~Q(remind_at=None), name="activities_to_remind"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def span(self) -> rules.Span:
        return rules.Span(self.starts_at, self.ends_at)

    @property
    def minutes(self) -> int:
        return rules.minutes_of(self.span)

    @property
    def begun(self) -> bool:
        return self.starts_at <= clock.now()

    @property
    def is_open(self) -> bool:
        return self.state == rules.State.OPEN

    @property
    def waits_for_insurance(self) -> bool:
        """A dangerous activity does not open before (志愿服务条例 17)."""
        return self.risk == Risk.HIGH and self.insured_on is None

    @property
    def waits_for_consent(self) -> bool:
        return self.state == rules.State.PLANNED and self.consented_at is None


class Role(models.Model):
    """What somebody does at an activity. `taken` counts the heads of those who come and those for
    whom a place is kept; `brings` is how many a participant may bring along."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="roles")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=ROLE_MOST)
    side = models.CharField(max_length=12, choices=SIDE_NAMES)
    skills = models.JSONField(default=list)
    least_age = models.PositiveSmallIntegerField(choices=AGE_NAMES, default=0)
    places = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    brings = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    scope = SCOPED
    privacy = Privacy(plain={"name": "hangs at the gate", "skills": "codes of skills"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "order"], name="roles_stand_in_order"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("places")), name="role_never_has_more_than_its_places"
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=rules.PLACES_MOST),
                name="role_has_some_places",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="role_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(side=rules.Side.PARTICIPANT) | Q(brings=0),
                name="helpers_bring_nobody_along",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def free(self) -> int:
        return max(0, self.places - self.taken)

    @property
    def span(self) -> rules.Span:
        return rules.Span(self.starts_at, self.ends_at)

    @property
    def minutes(self) -> int:
        return rules.minutes_of(self.span)

    @property
    def begun(self) -> bool:
        return self.starts_at <= clock.now()

    @property
    def helps(self) -> bool:
        return self.side == rules.Side.HELPER


class ActivityEvent(models.Model):
    """History of an activity: appended, never edited. Of sign-ups it keeps no person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=16)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # Words for the sentence that are not personal: a public reason, a role, a number.
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    scope = SCOPED
    privacy = Privacy(
        {"actor": Personal(Kind.PERSONAL, N_("谁做的这一步"), Keep.LOG, OFFICE_DUTY, N_("谁做的"))},
        what=N_("活动的经过"),
        seen_by=N_("组织这场活动的人和值守"),
        whose="actor",
        plain={"action": "one of our words", "facts": "roles, numbers and public reasons"},
    )

    class Meta:
        indexes = [models.Index(fields=["activity", "at"], name="events_of_an_activity")]

    def __str__(self) -> str:
        return self.action
