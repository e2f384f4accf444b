"""Who holds a place of a post, and who waits for one: each by their own yes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.rules import branch
from last500.posts import rules
from last500.posts.models.posts import Post

LEFT_NAMES = [
    (rules.Left.LEFT, _("离开了")),
    (rules.Left.HANDED_ON, _("交给了别人")),
    (rules.Left.POST_ENDED, _("岗位结束了")),
    (rules.Left.ACCOUNT, _("账号注销了")),
]
WAITS_NAMES = [
    (rules.Waits.WAITING, _("排着队")),
    (rules.Waits.ASKED, _("等你回话")),
    (rules.Waits.AGREED, _("答应了，到日子接")),
    (rules.Waits.HELD, _("在岗")),
    (rules.Waits.DECLINED, _("这次不来")),
    (rules.Waits.LAPSED, _("没等到回话")),
    (rules.Waits.LEFT, _("不排了")),
    (rules.Waits.OVER, _("岗位结束了")),
]
# A link that nobody has taken is being asked, or is over.
LINK = [rules.Waits.ASKED, rules.Waits.LAPSED, rules.Waits.OVER]


def _desk_of(actor: Actor) -> Q:
    seen = Q(pk=None)
    for path in actor.branches(Permission.POST_EDIT):
        seen |= Q(post__place__path__range=branch(path), person__restricted_at=None)
    return seen


class HoldingQuerySet(models.QuerySet["Holding"]):
    def active(self) -> "HoldingQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, actor: Actor) -> "HoldingQuerySet":
        """One's own, those of the same post, and those of the posts of one's desk."""
        if actor.person is None:
            return self.none()
        mine = Holding.objects.active().filter(person=actor.person)
        same = Q(post__in=mine.values("post"), ended_at=None, person__restricted_at=None)
        return self.filter(Q(person=actor.person) | same | _desk_of(actor))


class Holding(models.Model):
    """Somebody holds one place. `to_on` is the last day of whoever leaves on a day to come."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=10, choices=LEFT_NAMES, blank=True)
    # For whoever comes next: where the key hangs, what is still to do.
    note = SealedTextField()

    objects = HoldingQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(Kind.PERSONAL, N_("谁在这个岗位上"), Keep.DUTY, word=N_("谁在岗")),
            "note": Personal(
                Kind.PERSONAL, N_("交代给接手的人"), Keep.DUTY, word=N_("交接时写的话")
            ),
        },
        what=N_("在岗"),
        seen_by=N_("同一个岗位上的人看到称呼；管这个岗位的值守；交接的话给接手的人看"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "slot"], condition=Q(ended_at=None), name="one_holder_for_a_place"
            ),
            models.UniqueConstraint(
                fields=["post", "person"],
                condition=Q(ended_at=None),
                name="one_place_for_a_holder",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "ended_at"], name="holdings_of_a_person"),
            models.Index(
                fields=["to_on"],
                condition=Q(ended_at=None, to_on__isnull=False),
                name="holdings_that_run_out",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class WaitingQuerySet(models.QuerySet["Waiting"]):
    def in_line(self) -> "WaitingQuerySet":
        return self.filter(state__in=rules.IN_LINE)

    def visible_to(self, actor: Actor) -> "WaitingQuerySet":
        if actor.person is None:
            return self.none()
        mine = Q(person=actor.person) | Q(proposed_by=actor.person)
        return self.filter(mine | _desk_of(actor))


class Waiting(models.Model):
    """Somebody waits, or is asked (`ends_at`: until when they may say yes).

    Asked, they have a place kept for them: one that is free, or (`follows`) one whose holder
    leaves on a day to come. A holder who leaves may ask a neighbour by a link that they send
    themselves (`proposed_by`); until somebody takes it, it is nobody's.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="line")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=WAITS_NAMES)
    at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    key = SealedTextField()
    key_index = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    follows = models.ForeignKey(Holding, models.SET_NULL, null=True, related_name="followers")
    asked_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = WaitingQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("空出来先问谁"), Keep.DUTY, word=N_("谁排队、问过谁")
            ),
            "proposed_by": Personal(
                Kind.PERSONAL,
                N_("谁请人接手"),
                Keep.DUTY,
                word=N_("谁请人接手"),
                whose="proposed_by",
            ),
            "key": Personal(
                Kind.PERSONAL,
                N_("凭链接接手"),
                Keep.DUTY,
                word=N_("接手的链接"),
                whose="proposed_by",
                secret=True,
            ),
            "key_index": Personal(
                Kind.PERSONAL,
                N_("凭链接接手"),
                Keep.DUTY,
                word=N_("接手链接的记号"),
                whose="proposed_by",
                secret=True,
            ),
        },
        what=N_("岗位的排队"),
        seen_by=N_("你自己；管这个岗位的值守"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "person"],
                condition=Q(state__in=["waiting", "asked", "agreed"]),
                name="waits_once_for_a_post",
            ),
            models.UniqueConstraint(
                fields=["follows"],
                condition=Q(state__in=["asked", "agreed"]),
                name="one_asked_for_a_place",
            ),
            models.CheckConstraint(
                condition=Q(state=rules.Waits.ASKED, ends_at__isnull=False)
                | (~Q(state=rules.Waits.ASKED) & Q(ends_at=None)),
                name="asked_until_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "asked", "agreed"], closed_at=None)
                | (~Q(state__in=["waiting", "asked", "agreed"]) & Q(closed_at__isnull=False)),
                name="whoever_is_out_of_line_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(proposed_by__isnull=False, state__in=LINK),
                name="only_a_link_is_nobodys",
            ),
        ]
        indexes = [
            models.Index(fields=["post", "state", "at"], name="line_of_a_post"),
            models.Index(fields=["person", "state"], name="lines_of_a_person"),
            models.Index(fields=["ends_at"], condition=~Q(ends_at=None), name="asks_that_run_out"),
        ]

    def __str__(self) -> str:
        return self.state
