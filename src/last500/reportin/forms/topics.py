"""One topic to a page: what one can do, when, how far, how much, rather not, about oneself."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.places.models import Place
from last500.reportin import rules, week
from last500.reportin.actions.wishes import MOST_MONTH, MOST_OPEN, Wishes
from last500.reportin.forms.numbers import read_numbers
from last500.reportin.models import GENDER_NAMES, REACH_NAMES, ReportIn
from last500.reportin.skills import GROUPS, SKILL_BY_CODE

DAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
PARTS = {"morning": _("上午"), "afternoon": _("下午"), "evening": _("晚上")}
FREE = [(f"{day}-{part}", f"{day}-{part}") for day in range(7) for part in PARTS]
PROPOSED = sorted(f"{day}-{part}" for day, part in week.PROPOSED)
TOO_LONG = {"max_length": _("写得有点长，最多 %(limit_value)d 个字。")}
NO_TIME = {"invalid": _("时间请写成 19:30 这样。")}


def ticks(label: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple, **more
    )


class Clock(forms.TimeField):
    """A time of the day, in minutes from midnight; nothing is None."""

    def __init__(self, **more: Any) -> None:
        shown = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(widget=shown, error_messages=NO_TIME, required=False, **more)

    def clean(self, value: Any) -> Any:
        told = super().clean(value)
        return None if told is None else told.hour * 60 + told.minute


def clock_words(minutes: int) -> str:
    """For the page: 1290 is 21:30, and the end of the day is 00:00."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


class TopicForm(forms.Form):
    """Some of the wishes. What the topic needs besides is given by name; the rest is let pass."""

    def __init__(self, *args: Any, kinds: Any = (), compounds: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    @staticmethod
    def filled_from(report_in: ReportIn) -> dict[str, Any]:
        return {}

    def changed(self, wishes: Wishes) -> Wishes:
        """The wishes with what was filled in here, all else as it was."""
        raise NotImplementedError


class SkillsForm(TopicForm):
    skills = ticks(_("我会这些"))
    other_skills = forms.CharField(
        label=_("还会别的"), required=False, max_length=120, error_messages=TOO_LONG
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = [  # type: ignore[attr-defined]
            (code, gettext(skill.name)) for code, skill in SKILL_BY_CODE.items()
        ]

    # Codes of skills that the law ties to a paper.
    qualified = frozenset(code for code, one in SKILL_BY_CODE.items() if one.qualification)

    def skill_groups(self) -> list[tuple[str, list, int]]:
        """For the page: name of the group, its boxes, and how many of them are ticked."""
        boxes = {box.data["value"]: box for box in self["skills"].subwidgets}
        groups = []
        for name, codes in GROUPS:
            inside = [boxes[code] for code in codes]
            ticked = sum(1 for box in inside if box.data["selected"])
            groups.append((gettext(name), inside, ticked))
        return groups

    @staticmethod
    def filled_from(report_in: ReportIn) -> dict[str, Any]:
        return {"skills": report_in.skills, "other_skills": report_in.other_skills}

    def changed(self, wishes: Wishes) -> Wishes:
        data = self.cleaned_data
        return replace(wishes, skills=tuple(data["skills"]), other_skills=data["other_skills"])


class PartsForm(TopicForm):
    """The week by parts of days, as it is asked when somebody reports in."""

    free = ticks(
        _("什么时候有空"),
        choices=FREE,
        help_text=_("先替你勾了晚上和周末。随时能改，也可以一个都不勾。"),
    )

    def by_day(self) -> list[tuple[Any, list]]:
        """For the page: one row for each day with its three boxes."""
        boxes = {box.data["value"]: box for box in self["free"].subwidgets}
        parts = list(PARTS)
        return [(DAYS[day], [boxes[f"{day}-{part}"] for part in parts]) for day in range(7)]

    @property
    def parts(self) -> list:
        return list(PARTS.values())

    def chosen_windows(self) -> list[week.Window]:
        chosen = {_split(value) for value in self.cleaned_data["free"]}
        return week.windows_from_parts(chosen)


def _split(value: str) -> tuple[int, str]:
    day, _dash, part = value.partition("-")
    return int(day), part


PAIRS = 2  # of hours for each day


class TimesForm(PartsForm):
    """The week by parts of days, and by the hour where a part is not enough."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in range(7):
            for pair in range(PAIRS):
                name = gettext(str(DAYS[day]))
                self.fields[f"from_{day}_{pair}"] = Clock(label=f"{name} {gettext('从')}")
                self.fields[f"to_{day}_{pair}"] = Clock(label=f"{name} {gettext('到')}")

    def hours(self) -> list[tuple[Any, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """For the page: one row for each day; a second pair once the first is used."""
        rows = []
        for day in range(7):
            pairs = [(self[f"from_{day}_{n}"], self[f"to_{day}_{n}"]) for n in range(PAIRS)]
            used = [pair for pair in pairs if pair[0].value() or pair[1].value()]
            rows.append((DAYS[day], pairs[: min(PAIRS, len(used) + 1)]))
        return rows

    def uses_hours(self) -> bool:
        names = [name for name in self.fields if name.startswith(("from_", "to_"))]
        return any(self[name].value() or self[name].errors for name in names)

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        self.windows = self.chosen_windows() if "free" in filled else []
        for day in range(7):
            for pair in range(PAIRS):
                self._add(filled, day, pair)
        return filled

    def _add(self, filled: dict[str, Any], day: int, pair: int) -> None:
        start, end = filled.get(f"from_{day}_{pair}"), filled.get(f"to_{day}_{pair}")
        if start is None and end is None:
            return
        try:
            if start is None or end is None:
                raise ValueError("half a time")
            self.windows.append(week.Window(day, start, end or week.DAY_END))
        except ValueError:
            self.add_error(f"to_{day}_{pair}", gettext("开始和结束都要写，结束晚一些。"))

    @staticmethod
    def filled_from(report_in: ReportIn) -> dict[str, Any]:
        parts, hours = week.split(report_in.windows)
        shown: dict[str, Any] = {"free": [f"{day}-{part}" for day, part in parts]}
        used = dict.fromkeys(range(7), 0)
        for window in hours:
            pair = used[window.day]
            used[window.day] += 1
            shown[f"from_{window.day}_{pair}"] = clock_words(window.start)
            shown[f"to_{window.day}_{pair}"] = clock_words(window.end)
        return shown

    def changed(self, wishes: Wishes) -> Wishes:
        return replace(wishes, windows=tuple(self.windows))


class QuietForm(TopicForm):
    quiet_from = Clock(label=_("从"))
    quiet_until = Clock(label=_("到"))
    urgent_any_hour = forms.BooleanField(
        label=_("当天、第二天就要人的，什么时候都可以发给我"), required=False
    )

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        start, end = filled.get("quiet_from"), filled.get("quiet_until")
        if not self.errors and (start is None) != (end is None):
            self.add_error("quiet_until", gettext("两个时间都写，或者都空着。"))
        return filled

    @staticmethod
    def filled_from(report_in: ReportIn) -> dict[str, Any]:
        start, end = report_in.quiet_from, report_in.quiet_until
        hours = {"quiet_from": clock_words(start), "quiet_until": clock_words(end)}
        urgent = {"urgent_any_hour": report_in.urgent_any_hour}
        return urgent if start == end else hours | urgent

    def changed(self, wishes: Wishes) -> Wishes:
        data = self.cleaned_data
        return replace(
            wishes,
            quiet_from=data["quiet_from"] or 0,
            quiet_until=data["quiet_until"] or 0,
            urgent_any_hour=data["urgent_any_hour"],
        )


class StepsForm(TopicForm):
    reach = forms.ChoiceField(
        label=_("愿意走多远"),
        choices=REACH_NAMES,
        widget=forms.RadioSelect,
        initial=rules.Reach.COMPOUND,
    )


class ReachForm(StepsForm):
    """`compounds` are the other compounds of the same street."""

    nearby = ticks(_("还愿意去的小区"))

    def __init__(self, *args: Any, compounds: Iterable[Place] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nearby"].choices = [  # type: ignore[attr-defined]
            (str(place.pk), place.name) for place in compounds
        ]

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        nearby = filled.get("nearby", [])
        if filled.get("reach") == rules.Reach.CHOSEN and not nearby:
            self.add_error("nearby", gettext("请至少选一个小区，或者换一种走法。"))
        if len(nearby) > rules.NEARBY_MOST:
            most = {"most": rules.NEARBY_MOST}
            self.add_error("nearby", gettext("最多选 %(most)d 个小区。") % most)
        return filled

    @staticmethod
    def filled_from(report_in: ReportIn) -> dict[str, Any]:
        return {"reach": report_in.reach, "nearby": [str(key) for key in report_in.nearby]}

    def changed(self, wishes: Wishes) -> Wishes:
        nearby = tuple(int(key) for key in self.cleaned_data["nearby"])
        return replace(wishes, reach=self.cleaned_data["reach"], nearby=nearby)


class AtOnceForm(TopicForm):
    most_open = forms.TypedChoiceField(
        label=_("手上最多同时几件"),
        choices=[(n, str(n)) for n in range(1, MOST_OPEN + 1)],
        coerce=int,
        initial=2,
        help_text=_("到了这个数，就先不问你。"),
    )


class LoadForm(AtOnceForm):
    most_month = forms.IntegerField(
        label=_("一个月最多几件"),
        required=False,
        min_value=1,
        max_value=MOST_MONTH,
        help_text=_("空着就是不限。退回的、转给别人的不算。"),
        error_messages={
            "invalid": _("请写一个数字，或者空着。"),
            "min_value": _("请写 1 到 60，或者空着。"),
            "max_value": _("请写 1 到 60，或者空着。"),
        },
    )
    wish_to_hear = forms.BooleanField(
        label=_("一个月没人请我，就给我推一件合适的小事"), required=False
    )
    by_distance = forms.BooleanField(
        label=_("请我的时候，只看时间和远近"),
        required=False,
        help_text=_("不看我会什么、手上有几件、请过几次。我定的上限和不想做的事照旧。"),
    )

    @staticmethod
    def filled_from(report_in: ReportIn) -> dict[str, Any]:
        names = ("most_open", "most_month", "wish_to_hear", "by_distance")
        return {name: getattr(report_in, name) for name in names}

    def changed(self, wishes: Wishes) -> Wishes:
        return replace(wishes, **self.cleaned_data)


class UnwantedForm(TopicForm):
    """`kinds` are the kinds of request as (code, source string): reporting in lies below the
    requests and is told them."""

    unwanted = ticks(_("哪些事不想被问到"))
    avoid = forms.CharField(
        label=_("不想碰面的人"),
        required=False,
        max_length=400,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "写对方的电话，一行一个。只存成认不出来的记号，谁也看不到，包括小区。你们互相都不会被请到。"
        ),
    )
    forget_avoided = forms.BooleanField(label=_("把以前写过的“不想碰面的人”都忘掉"), required=False)

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unwanted"].choices = [  # type: ignore[attr-defined]
            (code, gettext(name)) for code, name in kinds
        ]

    def clean_avoid(self) -> tuple[str, ...]:
        return read_numbers(self.cleaned_data["avoid"])

    @staticmethod
    def filled_from(report_in: ReportIn) -> dict[str, Any]:
        return {"unwanted": report_in.unwanted}

    def changed(self, wishes: Wishes) -> Wishes:
        data = self.cleaned_data
        return replace(wishes, unwanted=tuple(data["unwanted"]), avoid_phones=data["avoid"])


GROWN_UP = ("", _("18 岁以上，或者不想说"))
TEEN = (rules.Age.TEEN, _("14 到 17 岁"))
CHILD = (rules.Age.CHILD, _("不满 14 岁，监护人同意了"))


class AboutForm(TopicForm):
    age = forms.ChoiceField(
        label=_("年纪"),
        required=False,
        choices=[GROWN_UP, TEEN, CHILD],
        widget=forms.RadioSelect,
        help_text=_("未满 18 岁的，不请做危险的事，不请晚上的事。"),
    )
    gender = forms.ChoiceField(
        label=_("性别"),
        required=False,
        choices=[("", _("不说")), *GENDER_NAMES],
        widget=forms.RadioSelect,
        help_text=_("只在求助的人希望同性邻居上门时用来挑人，别处不用，谁也不给看。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("age") != rules.Age.CHILD:
            # Under 14 a guardian agrees, when reporting in; nobody becomes younger.
            self.fields["age"].choices = [GROWN_UP, TEEN]  # type: ignore[attr-defined]

    @staticmethod
    def filled_from(report_in: ReportIn) -> dict[str, Any]:
        return {"age": report_in.age, "gender": report_in.gender}

    def changed(self, wishes: Wishes) -> Wishes:
        return replace(wishes, age=self.cleaned_data["age"], gender=self.cleaned_data["gender"])
