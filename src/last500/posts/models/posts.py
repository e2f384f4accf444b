"""A standing post of a compound or a community, and its history.

What a post says hangs at the gate for everybody; it names nobody.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.posts import rules

KIND_NAMES = [(kind, _(word)) for kind, word in rules.KIND_WORDS.items()]
STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
PATTERN_NAMES = [(pattern, _(word)) for pattern, word in rules.PATTERN_WORDS.items()]
RISK_NAMES = [(risk, _(word)) for risk, word in rules.RISK_WORDS.items()]
AGE_NAMES = [
    (0, _("不限，未满 14 岁的由监护人陪着")),
    (14, _("满 14 岁")),
    (16, _("满 16 岁")),
    (18, _("满 18 岁")),
]
DAY_NAMES = [
    (0, _("周一")),
    (1, _("周二")),
    (2, _("周三")),
    (3, _("周四")),
    (4, _("周五")),
    (5, _("周六")),
    (6, _("周日")),
]
NTH_NAMES = [
    (1, _("第一个")),
    (2, _("第二个")),
    (3, _("第三个")),
    (4, _("第四个")),
    (5, _("最后一个")),
]


class PostQuerySet(models.QuerySet["Post"]):
    def open(self) -> "PostQuerySet":
        return self.filter(state=rules.State.OPEN)

    def lasting(self) -> "PostQuerySet":
        return self.filter(state__in=rules.LASTING)

    def under(self, path: str) -> "PostQuerySet":
        return self.filter(place__path__range=branch(path))

    def of_desk(self, actor: Actor) -> "PostQuerySet":
        """Those that the actor looks after as the organiser."""
        seen = Q(pk=None)
        for path in actor.branches(Permission.POST_EDIT):
            seen |= Q(place__path__range=branch(path))
        return self.filter(seen)

    def visible_to(self, actor: Actor) -> "PostQuerySet":
        """What lasts hangs at the gate; what has ended is for its desk and whoever held it."""
        seen = Q(state__in=rules.LASTING)
        if actor.person:
            seen |= Q(pk__in=self.model.objects.filter(holdings__person=actor.person).values("pk"))
        for path in actor.branches(Permission.POST_EDIT):
            seen |= Q(place__path__range=branch(path))
        return self.filter(seen)


class Post(models.Model):
    """`taken` counts its holders and the places that are kept for somebody who is being asked.

    `start` is minutes from midnight; `gaps` are the pauses as [first day, last day or null].
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=10, choices=KIND_NAMES)
    title = models.CharField(max_length=40)
    what = models.TextField(max_length=600)
    where = models.CharField(max_length=60, blank=True)
    skills = models.JSONField(default=list)

    pattern = models.CharField(max_length=12, choices=PATTERN_NAMES)
    weekday = models.PositiveSmallIntegerField(choices=DAY_NAMES, null=True)
    nth = models.PositiveSmallIntegerField(choices=NTH_NAMES, default=1)
    start = models.PositiveSmallIntegerField(null=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    skips_holidays = models.BooleanField(default=False)

    places = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    least_age = models.PositiveSmallIntegerField(choices=AGE_NAMES, default=0)
    risk = models.CharField(max_length=6, choices=RISK_NAMES)
    risk_note = models.CharField(max_length=200, blank=True)
    insurance = models.CharField(max_length=80, blank=True)
    insured_on = models.DateField(null=True)

    state = models.CharField(max_length=8, choices=STATE_NAMES)
    reason = models.CharField(max_length=120, blank=True)
    paused_until = models.DateField(null=True)
    gaps = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    # Whoever has this link was asked to come, wherever they live.
    link_key = SealedTextField()
    link_index = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    # What makes a row of an imported file itself; the same row never becomes a second post.
    import_index = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001

    objects = PostQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "made_by": Personal(
                Kind.PERSONAL, N_("谁设的这个岗位"), Keep.DUTY, OFFICE_DUTY, N_("谁设的")
            )
        },
        what=N_("岗位"),
        seen_by=N_("岗位本身谁都看得到；谁设的只有值守看得到"),
        whose="made_by",
        plain={
            "title": "hangs at the gate",
            "what": "hangs at the gate",
            "where": "hangs at the gate",
            "skills": "codes of skills",
            "risk_note": "hangs at the gate",
            "insurance": "the name of an insurer and the number of its policy",
            "reason": "hangs at the gate",
            "gaps": "days",
            "link_key": "made by chance; opens a page that names nobody",
            "link_index": "a keyed hash of it",
            "import_index": "a keyed hash of a row",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("places")), name="post_never_has_more_than_its_places"
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=rules.PLACES_MOST),
                name="post_has_some_places",
            ),
            models.CheckConstraint(
                condition=Q(risk=rules.Risk.NONE) | ~Q(risk_note=""), name="post_says_its_risk"
            ),
            models.CheckConstraint(
                condition=~Q(risk=rules.Risk.HIGH) | Q(least_age__gte=rules.GROWN),
                name="risky_post_is_for_adults",
            ),
            models.CheckConstraint(
                condition=~Q(risk=rules.Risk.HIGH, state=rules.State.OPEN)
                | Q(insured_on__isnull=False),
                name="risky_post_opens_insured",
            ),
            models.CheckConstraint(
                condition=Q(pattern=rules.Pattern.FREE, until_on__isnull=False)
                | Q(weekday__isnull=False, start__isnull=False, minutes__gt=0),
                name="post_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state=rules.State.OPEN) | ~Q(reason=""), name="closed_post_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state=rules.State.ENDED, ended_at__isnull=False)
                | (~Q(state=rules.State.ENDED) & Q(ended_at=None)),
                name="ended_post_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["place", "state"], name="posts_of_a_place")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def rhythm(self) -> rules.Rhythm:
        return rules.Rhythm(
            pattern=rules.Pattern(self.pattern),
            from_on=self.from_on,
            until_on=self.until_on,
            weekday=self.weekday or 0,
            nth=self.nth,
            start=self.start or 0,
            minutes=self.minutes,
        )

    @property
    def has_dates(self) -> bool:
        return self.pattern != rules.Pattern.FREE

    @property
    def why(self) -> str:
        """The reason of its pause or end; sentences of ours in the reader's language."""
        return _now(self.reason) if self.reason else ""

    @property
    def free(self) -> int:
        return max(0, self.places - self.taken)

    @property
    def waits_for_insurance(self) -> bool:
        """A risky post does not begin before (志愿服务条例 17)."""
        return self.risk == rules.Risk.HIGH and self.insured_on is None


class PostEvent(models.Model):
    """History of a post: appended, never edited. Of members' own steps it keeps no person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=12)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # Words for the sentence that are not personal: a reason of the desk, a day.
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    scope = SCOPED
    privacy = Privacy(
        {
            "actor": Personal(
                Kind.PERSONAL, N_("值守谁做的这一步"), Keep.LOG, OFFICE_DUTY, N_("谁做的")
            )
        },
        what=N_("岗位的经过"),
        seen_by=N_("管这个岗位的值守"),
        whose="actor",
        plain={"action": "one of our words", "facts": "days and the desk's public reasons"},
    )

    class Meta:
        indexes = [models.Index(fields=["post", "at"], name="events_of_a_post")]

    def __str__(self) -> str:
        return self.action
