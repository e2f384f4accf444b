"""Members and volunteers report in to the compound where they live, by their own act.

It holds what a helper offers and wishes. It keeps no hours, no score and no time of last use.
"""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedJSONField, SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import WALLED
from last500.letters.models import Letter
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.reportin import rules, week

KIND_NAMES = [(rules.Kind.MEMBER, _("报到党员")), (rules.Kind.VOLUNTEER, _("志愿者"))]
STATE_NAMES = [
    (rules.State.ASKED, _("待确认")),
    (rules.State.CONFIRMED, _("已报到")),
    (rules.State.REFUSED, _("未通过")),
    (rules.State.ENDED, _("已结束")),
]
REACH_NAMES = [
    (rules.Reach.COMPOUND, _("只在本小区")),
    (rules.Reach.CHOSEN, _("本小区和我选的小区")),
    (rules.Reach.COMMUNITY, _("本社区都可以")),
    (rules.Reach.STREET, _("本街道都可以")),
]
GENDER_NAMES = [(rules.Gender.WOMAN, _("女")), (rules.Gender.MAN, _("男"))]
AGE_NAMES = [(rules.Age.CHILD, _("不满 14 岁")), (rules.Age.TEEN, _("14 到 17 岁"))]


class ReportInQuerySet(models.QuerySet["ReportIn"]):
    def active(self) -> "ReportInQuerySet":
        return self.filter(state__in=rules.ACTIVE)

    def visible_to(self, actor: Actor) -> "ReportInQuerySet":
        """One's own, and those of the places where the actor confirms report-ins."""
        mine = Q(person=actor.person) if actor.person else Q(pk=None)
        for path in actor.branches(Permission.REPORT_IN_CONFIRM):
            mine |= Q(place__path__range=branch(path), person__restricted_at=None)
        return self.filter(mine)


class ReportIn(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="report_ins")
    place = models.ForeignKey(Place, models.PROTECT, related_name="report_ins")
    building = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    # Party membership is sensitive (a specific identity): the kind is never shown to neighbours.
    kind = SealedTextField(choices=KIND_NAMES)
    unit = SealedTextField()
    # The reported-in unit they come from; only by their own tick, so that it may be told sums.
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=STATE_NAMES)
    skills = SealedJSONField()
    other_skills = SealedTextField()
    unwanted = SealedJSONField()
    # Free time every week as [day, start, end]; `windows` reads it.
    free = SealedJSONField()
    # Days that differ from the week, as `week.OtherDays.as_list`; `other_days` reads it.
    differing = SealedJSONField()
    reach = models.CharField(max_length=10, choices=REACH_NAMES, default=rules.Reach.COMPOUND)
    # Keys of compounds of the same street where they would go as well.
    nearby = SealedJSONField()
    most_open = models.PositiveSmallIntegerField(default=2)
    most_month = models.PositiveSmallIntegerField(null=True)
    # Minutes of the day between which no letter is sent, but an urgent one they asked for.
    quiet_from = models.PositiveSmallIntegerField(default=week.QUIET_FROM)
    quiet_until = models.PositiveSmallIntegerField(default=week.QUIET_UNTIL)
    urgent_any_hour = models.BooleanField(default=False)
    # Wishes for one small fitting request when nobody has asked for thirty days.
    wish_to_hear = models.BooleanField(default=False)
    # Wishes that nothing but time and distance decides when they are asked (PIPL 24).
    by_distance = models.BooleanField(default=False)
    gender = SealedTextField(choices=GENDER_NAMES)
    age = SealedTextField(choices=AGE_NAMES)
    paused_until = models.DateField(null=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    # Where they moved from: it comes back when this one is refused.
    moved_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    slip = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")

    objects = ReportInQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "person": Personal(Kind.PERSONAL, N_("是谁报到的"), Keep.REPORT_IN, word=N_("谁")),
            "kind": Personal(
                Kind.SENSITIVE, N_("以党员还是志愿者身份报到"), Keep.REPORT_IN, word=N_("身份")
            ),
            "unit": Personal(
                Kind.SENSITIVE, N_("你同意时，向单位反馈"), Keep.REPORT_IN, word=N_("单位")
            ),
            "organisation": Personal(
                Kind.SENSITIVE, N_("你同意时，向单位反馈"), Keep.REPORT_IN, word=N_("报到单位")
            ),
            "skills": Personal(
                Kind.PERSONAL, N_("只请你做会做的事"), Keep.REPORT_IN, word=N_("会什么")
            ),
            "other_skills": Personal(
                Kind.PERSONAL, N_("只请你做会做的事"), Keep.REPORT_IN, word=N_("还会什么")
            ),
            "unwanted": Personal(
                Kind.PERSONAL, N_("不想被问到的就不问"), Keep.REPORT_IN, word=N_("不想被问到的")
            ),
            "free": Personal(
                Kind.PERSONAL, N_("有空的时候才请你"), Keep.REPORT_IN, word=N_("有空的时间")
            ),
            "differing": Personal(
                Kind.PERSONAL, N_("有空的时候才请你"), Keep.REPORT_IN, word=N_("哪几天不一样")
            ),
            "nearby": Personal(
                Kind.PERSONAL, N_("只请你去愿意去的地方"), Keep.REPORT_IN, word=N_("还愿意去的小区")
            ),
            "gender": Personal(
                Kind.SENSITIVE,
                N_("求助的人希望同性邻居上门时才用"),
                Keep.REPORT_IN,
                word=N_("性别"),
            ),
            "age": Personal(
                Kind.SENSITIVE,
                N_("不请未成年人做危险的事、晚上的事"),
                Keep.REPORT_IN,
                word=N_("是不是未成年"),
            ),
            "building": Personal(
                Kind.PERSONAL, N_("先请同一栋楼的邻居"), Keep.REPORT_IN, word=N_("住哪一栋")
            ),
            "decided_by": Personal(
                Kind.PERSONAL, N_("谁确认的"), Keep.REPORT_IN, OFFICE_DUTY, N_("谁确认的")
            ),
        },
        what=N_("报到和意愿"),
        seen_by=N_("你自己；确认报到和请人帮忙的值守"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["asked", "confirmed"]),
                name="one_active_report_in",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__lt=week.DAY_END, quiet_until__lt=week.DAY_END),
                name="quiet_hours_are_of_a_day",
            ),
        ]
        indexes = [models.Index(fields=["place", "state"], name="report_ins_of_a_place")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def windows(self) -> list[week.Window]:
        return [week.Window(*times) for times in self.free]

    @windows.setter
    def windows(self, windows: Iterable[week.Window]) -> None:
        """Kept in order and merged. Raises ValueError on what is no time of the week."""
        self.free = [[w.day, w.start, w.end] for w in week.merged(list(windows))]

    @property
    def other_days(self) -> list[week.OtherDays]:
        return [week.OtherDays.from_list(kept) for kept in self.differing]

    @other_days.setter
    def other_days(self, days: Iterable[week.OtherDays]) -> None:
        self.differing = [one.as_list() for one in days]


class Avoidance(models.Model):
    """Somebody this helper would rather not meet; kept private, only as a keyed hash.

    It holds in both directions: `by_index`, the helper's own hash, lets it be asked from the other
    side without reading whose it is.
    """

    report_in = models.ForeignKey(ReportIn, models.CASCADE, related_name="avoidances")
    by_index = models.CharField(max_length=64, blank=True)
    phone_index = models.CharField(max_length=64)

    scope = WALLED
    privacy = Privacy(
        {
            "phone_index": Personal(
                Kind.PERSONAL,
                N_("不让你们碰面"),
                Keep.REPORT_IN,
                word=N_("不想碰面的人的记号"),
                secret=True,
            ),
            "by_index": Personal(
                Kind.PERSONAL,
                N_("不让你们碰面"),
                Keep.REPORT_IN,
                word=N_("你的电话的记号"),
                secret=True,
            ),
        },
        what=N_("不想碰面的人"),
        seen_by=N_("没有人，包括值守"),
        whose="report_in__person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report_in", "phone_index"], name="avoided_once")
        ]
        indexes = [
            models.Index(fields=["phone_index", "by_index"], name="who_avoids_whom"),
            models.Index(fields=["by_index", "phone_index"], name="whom_one_avoids"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReportInEvent(models.Model):
    """History of a report-in: appended, never edited."""

    report_in = models.ForeignKey(ReportIn, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)

    scope = WALLED
    privacy = Privacy(
        {
            "actor": Personal(
                Kind.PERSONAL, N_("谁做的这一步"), Keep.REPORT_IN, OFFICE_DUTY, N_("谁做的")
            )
        },
        what=N_("报到的经过"),
        seen_by=N_("确认报到的值守"),
        whose="actor",
        plain={"from_state": "a state", "to_state": "a state"},
    )

    def __str__(self) -> str:
        return f"{self.from_state}→{self.to_state}"
