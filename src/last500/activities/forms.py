"""What organisers and neighbours fill in. Nothing is decided here but that a field can be read."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.activities import rules
from last500.activities.models import SIDE_NAMES, Activity, Role
from last500.activities.models.activities import (
    REASON_MOST,
    ROLE_MOST,
    TITLE_MOST,
    WHAT_MOST,
    WHERE_MOST,
)
from last500.activities.plan import Plan, RolePlan
from last500.activities.rules import Again, Side
from last500.base import clock
from last500.places.audiences import Audience
from last500.places.models import AUDIENCE_NAMES
from last500.posts.models import AGE_NAMES
from last500.posts.models.posts import RISK_NAMES
from last500.posts.rules import Pattern, Rhythm
from last500.reportin.skills import GROUPS, SKILL_BY_CODE

TOO_LONG = {"max_length": _("写得有点长，最多 %(limit_value)d 个字。")}
NOT_A_DAY = {"invalid": _("日期请写成 2026-03-05 这样。")}
NOT_A_TIME = {"invalid": _("几点，请写成 19:00 这样。")}
CHOOSE = {"required": _("请选一个。"), "invalid_choice": _("请重新选一个。")}
ONCE = "once"
REPEAT_NAMES = [
    (ONCE, _("只办一次")),
    (Pattern.WEEKLY, _("每周同一天")),
    (Pattern.FORTNIGHTLY, _("隔一周")),
    (Pattern.MONTHLY, _("每月同一个周几")),
]
REMIND_NAMES = [
    (0, _("不提醒")),
    (2 * 60, _("开始前两小时")),
    (24 * 60, _("前一天")),
    (2 * 24 * 60, _("前两天")),
]
AGAIN_NAMES = [(Again.ONE, _("只这一场")), (Again.FOLLOWING, _("这一场和后面的每一场"))]


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=NOT_A_DAY, **more)


def _clock(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages=NOT_A_TIME, **more)


def _choice(label: Any, choices: Any, **more: Any) -> forms.TypedChoiceField:
    more.setdefault("empty_value", None)
    return forms.TypedChoiceField(label=label, choices=choices, error_messages=CHOOSE, **more)


def _number(label: Any, least: int, most: int, words: Any, **more: Any) -> forms.IntegerField:
    told = dict.fromkeys(("invalid", "min_value", "max_value"), words)
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, error_messages=told, **more
    )


def minute_of(said: time | None) -> int | None:
    return said.hour * 60 + said.minute if said else None


def _time_of(minute: int | None) -> time | None:
    return time(*divmod(minute, 60)) if minute is not None and minute < 24 * 60 else None


# ---- roles --------------------------------------------------------------------------------------


class RoleForm(forms.Form):
    name = forms.CharField(
        label=_("这一项叫什么"), max_length=ROLE_MOST, required=False, error_messages=TOO_LONG
    )
    side = _choice(_("来做什么"), SIDE_NAMES, initial=Side.HELPER)
    places = _number(
        _("几位"), 1, rules.PLACES_MOST, _("人数请写 1 到 200。"), initial=2, required=False
    )
    skill = _choice(_("要会什么"), [], required=False)
    least_age = _choice(_("年龄"), AGE_NAMES, coerce=int, initial=0)
    brings = _number(
        _("每位最多带几位"), 0, rules.BRINGS_MOST, _("请写 0 到 5。"), initial=0, required=False
    )
    starts = _clock(_("从几点"), required=False)
    ends = _clock(_("到几点"), required=False)

    def __init__(self, data: Any = None, *, order: int, initial: Any = None) -> None:
        super().__init__(data, prefix=f"roles-{order}", initial=initial)
        self.order = order
        groups = [
            (gettext(name), [(code, gettext(SKILL_BY_CODE[code].name)) for code in codes])
            for name, codes in GROUPS
        ]
        self.fields["skill"].choices = [("", _("不限")), *groups]  # type: ignore[attr-defined]

    @property
    def is_filled(self) -> bool:
        return bool(self["name"].value())

    @property
    def says_more(self) -> bool:
        """Whether one of the fields is filled in that most roles leave alone."""
        fields = (self[name] for name in ("skill", "least_age", "brings", "starts", "ends"))
        return any(field.value() not in {None, "", "0", 0} or field.errors for field in fields)

    def plan(self) -> RolePlan | None:
        """None for a row that was left empty."""
        said = self.cleaned_data
        if not said["name"]:
            return None
        return RolePlan(
            order=self.order,
            name=said["name"],
            side=said["side"],
            places=said["places"] or 0,
            skills=(said["skill"],) if said["skill"] else (),
            least_age=said["least_age"],
            brings=said["brings"] or 0,
            starts=minute_of(said["starts"]),
            ends=minute_of(said["ends"]),
        )


def _initial_of(role: RolePlan) -> dict[str, Any]:
    return {
        "name": role.name,
        "side": role.side,
        "places": role.places,
        "skill": role.skills[0] if role.skills else "",
        "least_age": role.least_age,
        "brings": role.brings,
        "starts": _time_of(role.starts),
        "ends": _time_of(role.ends),
    }


# ---- an activity --------------------------------------------------------------------------------


class ActivityForm(forms.Form):
    title = forms.CharField(
        label=_("活动叫什么"),
        max_length=TITLE_MOST,
        error_messages=TOO_LONG,
        help_text=_("比如“周六上午亲子读书会”。"),
    )
    audience = _choice(_("给谁办的"), AUDIENCE_NAMES, initial=Audience.ALL, empty_value="")
    what = forms.CharField(
        label=_("做什么"),
        max_length=WHAT_MOST,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("做些什么、要带什么，照实写。谁都看得到，不要写住户的姓名和门牌。"),
    )
    where = forms.CharField(
        label=_("在哪里"), max_length=WHERE_MOST, required=False, error_messages=TOO_LONG
    )
    booking = _choice(_("订好的场地"), [], required=False, coerce=UUID)
    on = _day(_("哪一天"))
    start = _clock(_("几点开始"), initial=time(9))
    minutes = _number(
        _("多少分钟"),
        15,
        12 * 60,
        _("一场最短 15 分钟，最长 12 小时；更长的请分成几场。"),
        initial=120,
    )
    repeat = _choice(_("办几次"), REPEAT_NAMES, initial=ONCE)
    until_on = _day(_("到哪一天为止"), required=False, help_text=_("办几次的才用写，最多 53 场。"))
    risk = _choice(
        _("有没有风险"),
        RISK_NAMES,
        widget=forms.RadioSelect,
        help_text=_("要如实告诉来的人（志愿服务条例第十二条）。没有也要选一下。"),
    )
    risk_note = forms.CharField(
        label=_("什么风险，怎么防"), max_length=200, required=False, error_messages=TOO_LONG
    )
    insurance = forms.CharField(
        label=_("保险"),
        max_length=80,
        required=False,
        error_messages=TOO_LONG,
        help_text=_("哪家、哪份保单。有危险的活动，登记了保险才开放（第十七条）。"),
    )
    insured_on = _day(_("保险从哪天起"), required=False)
    remind_before = _choice(_("提醒来的人"), REMIND_NAMES, coerce=int, initial=24 * 60)
    lead = _choice(_("哪个单位来办"), [], required=False, coerce=UUID)
    project = _choice(_("属于哪个项目"), [], required=False, coerce=UUID)
    with_code = forms.BooleanField(
        label=_("桌上放一张码"),
        required=False,
        help_text=_("来的人自己扫，说一声“我到了”。不扫也行，不记位置。"),
    )
    opens = forms.BooleanField(label=_("现在就开放报名"), required=False, initial=True)
    again = _choice(_("改哪几场"), AGAIN_NAMES, widget=forms.RadioSelect, initial=Again.ONE)
    anyway = forms.BooleanField(label=_("看过了，还是选这一天"), required=False)

    def __init__(self, data: Any = None, *, offers: "Offers", **kwargs: Any) -> None:
        roles: Sequence[RolePlan] = kwargs.pop("roles", ())
        super().__init__(data, **kwargs)
        for name, choices in (
            ("booking", offers.bookings),
            ("lead", offers.leads),
            ("project", offers.projects),
        ):
            self.fields[name].choices = [("", offers.none[name]), *choices]  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]
        if "project" in self.fields and "project" not in offers.without:
            whom = self.fields["audience"]
            whom.choices = [("", _("属于项目的，和项目一样")), *AUDIENCE_NAMES]  # type: ignore[attr-defined]
            whom.required = False
        for name in offers.without:
            del self.fields[name]
        known = {role.order: _initial_of(role) for role in roles}
        self.roles = [
            RoleForm(data, order=order, initial=known.get(order))
            for order in range(rules.ROLES_MOST)
        ]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.roles)])

    def wrong_rows(self) -> list[RoleForm]:
        return [row for row in self.roles if row.is_bound and row.errors]

    def plan(self) -> Plan:
        said = self.cleaned_data
        rows = (row.plan() for row in self.roles)
        return Plan(
            **{name: said[name] for name in _AS_THEY_ARE},
            start=minute_of(said["start"]) or 0,
            roles=tuple(row for row in rows if row is not None),
            lead=said.get("lead"),
            project=said.get("project"),
            booking=said.get("booking"),
            opens=said.get("opens", True),
        )

    def rhythm(self) -> Rhythm | None:
        """None where it is held once."""
        said = self.cleaned_data
        if said.get("repeat", ONCE) == ONCE:
            return None
        on: date = said["on"]
        return Rhythm(
            pattern=Pattern(said["repeat"]),
            from_on=on,
            until_on=said["until_on"],
            weekday=on.weekday(),
            nth=min(5, (on.day - 1) // 7 + 1),
            start=minute_of(said["start"]) or 0,
            minutes=said["minutes"],
        )


class Offers:
    """What this organiser may choose from here; a field with nothing to choose is left out."""

    none = {"booking": _("没有订，写在上面"), "lead": _("小区自己办"), "project": _("不属于项目")}

    def __init__(
        self,
        *,
        bookings: Sequence[tuple[UUID, str]] = (),
        leads: Sequence[tuple[UUID, str]] = (),
        projects: Sequence[tuple[UUID, str]] = (),
        without: Sequence[str] = (),
    ) -> None:
        self.bookings, self.leads, self.projects = bookings, leads, projects
        self.without = without


_AS_THEY_ARE = (
    "title", "audience", "what", "where", "on", "minutes", "risk", "risk_note", "insurance",
    "insured_on", "remind_before", "with_code",
)  # fmt: skip


def initial_of(plan: Plan) -> dict[str, Any]:
    said = {name: getattr(plan, name) for name in (*_AS_THEY_ARE, "lead", "project", "booking")}
    return said | {"start": _time_of(plan.start)}


# ---- the rest -----------------------------------------------------------------------------------


class CallOffForm(forms.Form):
    reason = forms.CharField(
        label=_("为什么"),
        max_length=REASON_MOST,
        error_messages={"required": _("请写一句为什么，报了名的人会看到。"), **TOO_LONG},
    )
    again = _choice(_("不办哪几场"), AGAIN_NAMES, widget=forms.RadioSelect, initial=Again.ONE)

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if activity.series_id is None:
            del self.fields["again"]


class WordForm(forms.Form):
    role = _choice(_("告诉谁"), [], required=False, coerce=UUID)
    text = forms.CharField(
        label=_("说什么"),
        max_length=300,
        error_messages={"required": _("请写一句。"), **TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("比如带什么、在哪里碰头。只有报了名的人看得到。"),
    )

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(role.pk, f"{role.name} · {clock.local(role.starts_at):%H:%M}") for role in roles]
        self.fields["role"].choices = [("", _("来的每一位")), *rows]  # type: ignore[attr-defined]


class HelpedForm(forms.Form):
    minutes = _number(_("帮了多少分钟"), 1, 10 * 60, _("一次最少 1 分钟，最多 10 小时。"))
