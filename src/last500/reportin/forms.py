"""What a helper fills in: once when reporting in, and whenever their wishes change."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.base.errors import Refused
from last500.people.actions import read_phone
from last500.people.forms import GuardianFields
from last500.places.models import Place
from last500.reportin import rules
from last500.reportin.actions import Wishes
from last500.reportin.models import KIND_NAMES, REACH_NAMES, ReportIn
from last500.reportin.skills import GROUPS, SKILL_BY_CODE

DAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
PARTS = {"morning": _("上午"), "afternoon": _("下午"), "evening": _("晚上")}
FREE = [(f"{day}-{part}", f"{day}-{part}") for day in range(7) for part in PARTS]
PROPOSED = sorted(f"{day}-{part}" for day, part in rules.PROPOSED)
MOST_AVOIDED = 20
TOO_LONG = {"max_length": _("写得有点长，最多 %(limit_value)d 个字。")}
_BETWEEN_NUMBERS = re.compile(r"[\n,，;；、/]+")


def _ticks(label: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple, **more
    )


class WishesForm(forms.Form):
    """Skills, free time, what somebody would rather not do. Everything may be left as it is.

    `kinds` are the kinds of request as (code, source string): reporting in lies below the
    requests and is told them.
    """

    skills = _ticks(_("我会这些"))
    other_skills = forms.CharField(
        label=_("还会别的"), required=False, max_length=120, error_messages=TOO_LONG
    )
    free = _ticks(
        _("什么时候有空"),
        choices=FREE,
        help_text=_("先替你勾了晚上和周末。随时能改，也可以一个都不勾。"),
    )
    unwanted = _ticks(_("哪些事不想被问到"))
    avoid = forms.CharField(
        label=_("不想碰面的人"),
        required=False,
        max_length=400,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写对方的电话，一行一个。只存成认不出来的记号，谁也看不到，包括小区。"),
    )
    reach = forms.ChoiceField(
        label=_("愿意走多远"),
        choices=REACH_NAMES,
        widget=forms.RadioSelect,
        initial=rules.Reach.COMPOUND,
    )
    most_open = forms.TypedChoiceField(
        label=_("手上最多同时几件"),
        choices=[(n, str(n)) for n in range(1, 11)],
        coerce=int,
        initial=2,
        help_text=_("到了这个数，就先不问你。"),
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = [  # type: ignore[attr-defined]
            (code, gettext(skill.name)) for code, skill in SKILL_BY_CODE.items()
        ]
        self.fields["unwanted"].choices = [  # type: ignore[attr-defined]
            (code, gettext(name)) for code, name in kinds
        ]
        if not self.is_bound:
            self.initial.setdefault("free", PROPOSED)

    def clean_avoid(self) -> tuple[str, ...]:
        lines = _BETWEEN_NUMBERS.split(self.cleaned_data["avoid"])
        numbers = tuple(line.strip() for line in lines if line.strip())
        if len(numbers) > MOST_AVOIDED:
            raise forms.ValidationError(gettext("一次最多写 20 个电话。"))
        for number in numbers:
            try:
                read_phone(number, "avoid")
            except Refused as refused:
                raise forms.ValidationError(f"{number}：{refused.message}") from None
        return numbers

    def wishes(self) -> Wishes:
        chosen = {(int(day), part) for day, part in map(_split, self.cleaned_data["free"])}
        return Wishes(
            skills=tuple(self.cleaned_data["skills"]),
            other_skills=self.cleaned_data["other_skills"],
            unwanted=tuple(self.cleaned_data["unwanted"]),
            windows=tuple(rules.windows_from_parts(chosen)),
            reach=self.cleaned_data["reach"],
            most_open=self.cleaned_data["most_open"],
            avoid_phones=self.cleaned_data["avoid"],
        )

    def skill_groups(self) -> list[tuple[str, list, int]]:
        """For the page: name of the group, its boxes, and how many of them are ticked."""
        boxes = {box.data["value"]: box for box in self["skills"].subwidgets}
        groups = []
        for name, codes in GROUPS:
            inside = [boxes[code] for code in codes]
            ticked = sum(1 for box in inside if box.data["selected"])
            groups.append((gettext(name), inside, ticked))
        return groups

    def week(self) -> list[tuple[Any, list]]:
        """For the page: one row for each day with its three boxes."""
        boxes = {box.data["value"]: box for box in self["free"].subwidgets}
        parts = list(PARTS)
        return [(DAYS[day], [boxes[f"{day}-{part}"] for part in parts]) for day in range(7)]

    @property
    def parts(self) -> list:
        return list(PARTS.values())


def _split(value: str) -> tuple[str, str]:
    day, _dash, part = value.partition("-")
    return day, part


class ReportInForm(GuardianFields, WishesForm):
    called = forms.CharField(
        label=_("邻居怎么称呼你"),
        max_length=20,
        error_messages={"required": _("请写邻居怎么称呼你，比如“王师傅”。"), **TOO_LONG},
        help_text=_("比如“王师傅”“李老师”。接了事，对方看到的就是这个称呼。"),
    )
    kind = forms.ChoiceField(
        label=_("你是"),
        choices=KIND_NAMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
        help_text=_("帮忙都一样。这一项只有确认报到的值守看得到，邻居看不到。"),
    )
    unit = forms.CharField(
        label=_("在哪个单位"), required=False, max_length=80, error_messages=TOO_LONG
    )
    building = forms.ChoiceField(label=_("住哪一栋"), required=False)
    agree = forms.BooleanField(
        label=_("我看过说明，同意这样保管"),
        error_messages={"required": _("请先看一下说明并同意，我们才能登记你的报到。")},
    )

    field_order = ["called", "kind", "unit", "building"]

    def __init__(self, *args: Any, buildings: Iterable[Place] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.buildings = {str(place.pk): place for place in buildings}
        self.fields["building"].choices = [  # type: ignore[attr-defined]
            ("", gettext("先不说")),
            *((key, place.name) for key, place in self.buildings.items()),
        ]


class ChangeForm(WishesForm):
    forget_avoided = forms.BooleanField(label=_("把以前写过的“不想碰面的人”都忘掉"), required=False)


def filled_from(report_in: ReportIn) -> dict:
    """The initial values of the change page."""
    return {
        "skills": report_in.skills,
        "other_skills": report_in.other_skills,
        "free": [f"{day}-{part}" for day, part in rules.parts_from_windows(report_in.windows)],
        "unwanted": report_in.unwanted,
        "reach": report_in.reach,
        "most_open": report_in.most_open,
    }
