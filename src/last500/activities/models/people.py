"""Who comes to an activity, who waits, who offers their place; a word to the helpers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.activities import rules
from last500.activities.models.activities import Activity, Role
from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.people.models import Person

SAYS_NAMES = [
    (rules.Says.COMES, _("来")),
    (rules.Says.WAITING, _("排着队")),
    (rules.Says.ASKED, _("等你回话")),
    (rules.Says.DECLINED, _("这次不来")),
    (rules.Says.LAPSED, _("没等到回话")),
    (rules.Says.CANCELLED, _("取消了")),
    (rules.Says.SWAPPED, _("换给别人了")),
    (rules.Says.OVER, _("结束了")),
]
OFFER_NAMES = [
    (rules.Offer.ASKED, _("等回话")),
    (rules.Offer.TAKEN, _("接下了")),
    (rules.Offer.DECLINED, _("这次不换")),
    (rules.Offer.OVER, _("过去了")),
]
LIVE = sorted(rules.LIVE)


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def live(self) -> "SignUpQuerySet":
        return self.filter(state__in=LIVE)

    def coming(self) -> "SignUpQuerySet":
        return self.filter(state=rules.Says.COMES)

    def waiting(self) -> "SignUpQuerySet":
        return self.filter(state=rules.Says.WAITING)

    def visible_to(self, actor: Actor) -> "SignUpQuerySet":
        """One's own; helpers of one activity see those who help there too; organisers theirs."""
        if actor.person is None:
            return self.none()
        mine = SignUp.objects.coming().filter(person=actor.person, role__side="helper")
        same = Q(
            role__activity__in=mine.values("role__activity"),
            role__side="helper",
            state=rules.Says.COMES,
            person__restricted_at=None,
        )
        run = Activity.objects.run_by(actor)
        of_mine = Q(role__activity__in=run.values("pk"), person__restricted_at=None)
        return self.filter(Q(person=actor.person) | same | of_mine)


class SignUp(models.Model):
    """One person and one role, by their own press.

    `starts_at` and `ends_at` are the role's, held here as well, so that the database itself can
    refuse two places at once (guards.py). `heads` counts the person and whom they bring along.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    role = models.ForeignKey(Role, models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SAYS_NAMES)
    heads = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    ends_ask_at = models.DateTimeField(null=True)  # until when they may say yes
    closed_at = models.DateTimeField(null=True)
    # Afterwards: their own word (`here_at`), the organiser's tick (`came_at`), minutes of help.
    here_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    # Their own yes to being on photos of this activity; only of such people one may be kept.
    photos_at = models.DateTimeField(null=True)

    objects = SignUpQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("安排谁来，记下帮了多久"), Keep.DUTY, word=N_("谁报的名")
            )
        },
        what=N_("活动的报名"),
        seen_by=N_("你自己；组织这场活动的人；一起帮忙的人看到称呼；别人只看到来几位"),
        whose="person",
    )

    class Meta:
        # No two that overlap, no more heads than places: guards.GuardSignUps.
        constraints = [
            models.UniqueConstraint(
                fields=["role", "person"], condition=Q(state__in=LIVE), name="signs_up_once"
            ),
            models.CheckConstraint(
                condition=Q(state=rules.Says.ASKED, ends_ask_at__isnull=False)
                | (~Q(state=rules.Says.ASKED) & Q(ends_ask_at=None)),
                name="sign_up_asked_until_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, closed_at=None)
                | (~Q(state__in=LIVE) & Q(closed_at__isnull=False)),
                name="sign_up_over_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(heads__gte=1, heads__lte=1 + rules.BRINGS_MOST),
                name="somebody_signs_up",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="sign_up_has_its_time"
            ),
        ]
        indexes = [
            models.Index(fields=["role", "state", "at"], name="line_of_a_role"),
            models.Index(fields=["person", "state", "starts_at"], name="sign_ups_of_a_person"),
            models.Index(
                fields=["ends_ask_at"],
                condition=~Q(ends_ask_at=None),
                name="sign_up_asks_that_run_out",
            ),
        ]

    def __str__(self) -> str:
        return self.state

    @property
    def span(self) -> rules.Span:
        return rules.Span(self.starts_at, self.ends_at)

    @property
    def brings(self) -> int:
        return self.heads - 1


class PlaceOfferQuerySet(models.QuerySet["PlaceOffer"]):
    def waiting(self) -> "PlaceOfferQuerySet":
        return self.filter(state=rules.Offer.ASKED)

    def visible_to(self, actor: Actor) -> "PlaceOfferQuerySet":
        if actor.person is None:
            return self.none()
        return self.filter(Q(sign_up__person=actor.person) | Q(other__person=actor.person))


class PlaceOffer(models.Model):
    """Somebody offers their place: by a link they send themselves, or against the place of a named
    helper of the same activity (`other`). It is theirs until somebody says yes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sign_up = models.ForeignKey(SignUp, models.CASCADE, related_name="offers")
    other = models.ForeignKey(SignUp, models.CASCADE, null=True, related_name="offered")
    key = SealedTextField()
    key_index = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    state = models.CharField(max_length=10, choices=OFFER_NAMES)
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = PlaceOfferQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "sign_up": Personal(Kind.PERSONAL, N_("谁想换"), Keep.DUTY, word=N_("想换的是谁")),
            "other": Personal(
                Kind.PERSONAL,
                N_("想和谁换"),
                Keep.DUTY,
                word=N_("想和谁换"),
                whose="other__person",
            ),
            "key": Personal(
                Kind.PERSONAL, N_("凭链接来接"), Keep.DUTY, word=N_("换人的链接"), secret=True
            ),
            "key_index": Personal(
                Kind.PERSONAL,
                N_("凭链接来接"),
                Keep.DUTY,
                word=N_("换人链接的记号"),
                secret=True,
            ),
        },
        what=N_("活动里想换人"),
        seen_by=N_("你自己；你问的那一位"),
        whose="sign_up__person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sign_up"], condition=Q(state="asked"), name="a_place_is_offered_once"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", closed_at=None)
                | (~Q(state="asked") & Q(closed_at__isnull=False)),
                name="offer_over_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_at"], name="offers_that_run_out")]

    def __str__(self) -> str:
        return self.state


class HelperWordQuerySet(models.QuerySet["HelperWord"]):
    def visible_to(self, actor: Actor) -> "HelperWordQuerySet":
        """Whoever comes in that role (or in any, where it is for all), and the organisers."""
        if actor.person is None:
            return self.none()
        mine = SignUp.objects.coming().filter(person=actor.person)
        to_me = Q(role__in=mine.values("role")) | Q(
            role=None, activity__in=mine.values("role__activity")
        )
        return self.filter(to_me | Q(activity__in=Activity.objects.run_by(actor).values("pk")))


class HelperWord(models.Model):
    """What the organiser tells everybody of a role, or (`role` empty) everybody who comes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="words")
    role = models.ForeignKey(Role, models.CASCADE, null=True, related_name="words")
    text = SealedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = HelperWordQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "text": Personal(
                Kind.PERSONAL, N_("告诉来的人一句话"), Keep.DUTY, word=N_("写给大家的话")
            ),
            "by": Personal(Kind.PERSONAL, N_("谁写的"), Keep.DUTY, word=N_("谁写的")),
        },
        what=N_("写给来的人的话"),
        seen_by=N_("报了这一项的人；组织这场活动的人"),
        whose="by",
    )

    class Meta:
        indexes = [models.Index(fields=["activity", "at"], name="words_of_an_activity")]

    def __str__(self) -> str:
        return str(self.pk)
