"""What is said of single dates. Dates themselves are computed (rules.dates), not kept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.rules import branch
from last500.posts import rules
from last500.posts.models.posts import Post

SAYS_NAMES = [
    (rules.Says.COMES, _("来")),
    (rules.Says.AWAY, _("这次来不了")),
    (rules.Says.STANDS_IN, _("替一次")),
]


class PostDate(models.Model):
    """A date that the organiser has called off, or has gone through afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="dates")
    on = models.DateField()
    called_off = models.CharField(max_length=120, blank=True)
    ticked_at = models.DateTimeField(null=True)
    ticked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    scope = SCOPED
    privacy = Privacy(
        {
            "ticked_by": Personal(
                Kind.PERSONAL, N_("谁核对了到场的人"), Keep.DUTY, OFFICE_DUTY, N_("谁核对的")
            )
        },
        what=N_("岗位的一次"),
        seen_by=N_("管这个岗位的值守"),
        whose="ticked_by",
        plain={"called_off": "why a date does not take place; hangs at the gate"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "on"], name="one_row_for_a_date_of_a_post")
        ]

    def __str__(self) -> str:
        return f"{self.on}"


class OwnDateQuerySet(models.QuerySet["OwnDate"]):
    def visible_to(self, actor: Actor) -> "OwnDateQuerySet":
        if actor.person is None:
            return self.none()
        seen = Q(person=actor.person)
        for path in actor.branches(Permission.POST_EDIT):
            seen |= Q(post__place__path__range=branch(path), person__restricted_at=None)
        return self.filter(seen)


class OwnDate(models.Model):
    """One person's date of a post: they cannot come, they stand in, or they were there.

    Service records are about this row. `minutes` is what they said, or the organiser ticked.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="own_dates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    says = models.CharField(max_length=10, choices=SAYS_NAMES)
    # Whom they stand in for; that row is an absence of the same post and day.
    instead_of = models.OneToOneField("self", models.SET_NULL, null=True, related_name="stand_in")
    minutes = models.PositiveSmallIntegerField(null=True)
    said_at = models.DateTimeField(null=True)

    objects = OwnDateQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("安排哪一次谁来，记下服务了多久"), Keep.DUTY, word=N_("谁的一次")
            )
        },
        what=N_("岗位上自己的一次"),
        seen_by=N_("你自己；管这个岗位的值守；同一个岗位上的人只看到来几位"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "person", "on"], name="one_own_row_for_a_date"),
            models.CheckConstraint(
                condition=~Q(says=rules.Says.AWAY) | Q(minutes=None, instead_of=None),
                name="whoever_is_away_served_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["post", "on"], name="own_dates_of_a_post"),
            models.Index(fields=["person", "on"], name="own_dates_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.says}"
