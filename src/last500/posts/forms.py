"""What desks and holders fill in. Nothing is decided here but that a field can be read."""

from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.posts import rules
from last500.posts.filled import Filled
from last500.posts.models import AGE_NAMES, KIND_NAMES, Post
from last500.posts.models.posts import DAY_NAMES, NTH_NAMES, PATTERN_NAMES, RISK_NAMES
from last500.posts.rules import Pattern
from last500.reportin.skills import GROUPS, SKILL_BY_CODE

TOO_LONG = {"max_length": _("写得有点长，最多 %(limit_value)d 个字。")}
NOT_A_DAY = {"invalid": _("日期请写成 2026-03-05 这样。")}
NOT_A_TIME = {"invalid": _("几点开始，请写成 19:00 这样。")}
CHOOSE = {"required": _("请选一个。"), "invalid_choice": _("请重新选一个。")}


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    more.setdefault("required", False)
    return forms.DateField(label=label, widget=widget, error_messages=NOT_A_DAY, **more)


def _clock(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages=NOT_A_TIME, **more)


def _choice(label: Any, choices: Any, **more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=choices, error_messages=CHOOSE, empty_value=None, **more
    )


def _minutes(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=rules.MOST_MINUTES,
        error_messages={
            "invalid": _("请写多少分钟，只写数字。"),
            "min_value": _("一次最少 1 分钟，最多 10 小时。"),
            "max_value": _("一次最少 1 分钟，最多 10 小时。"),
        },
        **more,
    )


class PostForm(forms.Form):
    kind = _choice(_("哪一类"), KIND_NAMES, initial=rules.Kind.OTHER)
    title = forms.CharField(
        label=_("岗位叫什么"),
        max_length=40,
        error_messages=TOO_LONG,
        help_text=_("比如“每周三晚小家电维修”。"),
    )
    what = forms.CharField(
        label=_("做什么"),
        max_length=600,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("做些什么、要带什么、累不累，照实写。谁都看得到，不要写住户的姓名和门牌。"),
    )
    where = forms.CharField(
        label=_("在哪里"), max_length=60, required=False, error_messages=TOO_LONG
    )
    skills = forms.MultipleChoiceField(
        label=_("要会什么"), required=False, widget=forms.CheckboxSelectMultiple
    )
    pattern = _choice(
        _("多久一次"), PATTERN_NAMES, widget=forms.RadioSelect, initial=Pattern.WEEKLY
    )
    weekday = _choice(_("周几"), DAY_NAMES, required=False, coerce=int, initial=2)
    nth = _choice(
        _("当月的第几个"),
        NTH_NAMES,
        required=False,
        coerce=int,
        initial=1,
        help_text=_("只有“每月”才用得上。"),
    )
    start = _clock(_("几点开始"), required=False, initial=time(19))
    minutes = _minutes(_("一次多少分钟"), required=False, initial=90)
    from_on = _day(_("从哪天起"))
    until_on = _day(_("到哪天为止"))
    skips_holidays = forms.BooleanField(label=_("法定节假日不办"), required=False)
    places = forms.IntegerField(
        label=_("要几个人"),
        min_value=1,
        max_value=rules.PLACES_MOST,
        initial=2,
        error_messages={
            "invalid": _("人数请写 1 到 50。"),
            "min_value": _("人数请写 1 到 50。"),
            "max_value": _("人数请写 1 到 50。"),
        },
    )
    least_age = _choice(_("年龄"), AGE_NAMES, coerce=int, initial=0)
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
        help_text=_("哪家、哪份保单。有危险的岗位，登记了保险才开放（第十七条）。"),
    )
    insured_on = _day(_("保险从哪天起"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = [  # type: ignore[attr-defined]
            (code, gettext(skill.name)) for code, skill in SKILL_BY_CODE.items()
        ]

    def skill_groups(self) -> list[tuple[str, list, int]]:
        """For the page: name of the group, its boxes, and how many of them are ticked."""
        boxes = {box.data["value"]: box for box in self["skills"].subwidgets}
        groups = []
        for name, codes in GROUPS:
            inside = [boxes[code] for code in codes]
            ticked = sum(1 for box in inside if box.data["selected"])
            groups.append((gettext(name), inside, ticked))
        return groups

    def filled(self, today: date) -> Filled:
        said = self.cleaned_data
        start = said["start"]
        return Filled(
            **{name: said[name] for name in _AS_THEY_ARE},
            skills=tuple(said["skills"]),
            nth=said["nth"] or 1,
            start=start.hour * 60 + start.minute if start else None,
            minutes=said["minutes"] or 0,
            from_on=said["from_on"] or today,
        )


_AS_THEY_ARE = (
    "kind", "title", "what", "where", "pattern", "weekday", "until_on", "skips_holidays", "places",
    "least_age", "risk", "risk_note", "insurance", "insured_on",
)  # fmt: skip


def initial_of(post: Post) -> dict[str, Any]:
    said = {name: getattr(post, name) for name in (*_AS_THEY_ARE, "skills", "nth", "from_on")}
    if post.has_dates:
        said |= {"start": time(*divmod(post.start or 0, 60)), "minutes": post.minutes}
    return {name: value for name, value in said.items() if value is not None}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("为什么"),
        max_length=120,
        error_messages={"required": _("请写一句为什么，在岗的人会看到。"), **TOO_LONG},
    )


class PauseForm(ReasonForm):
    until = _day(_("停到哪一天"), help_text=_("不写就一直停着，等你再开放。"))


class LeaveForm(forms.Form):
    last_day = _day(_("最后一天"), help_text=_("不写就是现在离开。"))
    note = forms.CharField(
        label=_("交代一句"),
        max_length=300,
        required=False,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("给接手的人看，比如钥匙放在哪里。"),
    )
    found_somebody = forms.BooleanField(
        label=_("我找好了接手的邻居"),
        required=False,
        help_text=_("给你一条链接发给 TA，24 小时内有效；TA 答应了才算。"),
    )


class WentForm(forms.Form):
    """Of a post without fixed time also the day and when it began."""

    on = _day(_("哪一天"), required=True)
    at = _clock(_("几点开始"), required=False)
    minutes = _minutes(_("做了多少分钟"))

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if post.has_dates:
            del self.fields["on"], self.fields["at"]
