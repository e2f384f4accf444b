"""Reporting in: a name, the kind, what one can do and when; everything else may wait."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.people.forms import GuardianFields
from last500.places.models import Place
from last500.reportin import rules, week
from last500.reportin.actions import Wishes
from last500.reportin.forms.beside import UnitForm
from last500.reportin.forms.topics import (
    PROPOSED,
    TOO_LONG,
    AtOnceForm,
    PartsForm,
    SkillsForm,
    StepsForm,
    UnwantedForm,
)
from last500.reportin.models import KIND_NAMES, REACH_NAMES, ReportIn


class ReportInForm(
    GuardianFields, UnitForm, SkillsForm, PartsForm, UnwantedForm, StepsForm, AtOnceForm
):
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
    is_teen = forms.BooleanField(
        label=_("我 14 到 17 岁"),
        required=False,
        help_text=_("不请你做危险的事，不请晚上的事。"),
    )
    agree = forms.BooleanField(
        label=_("我看过说明，同意这样保管"),
        error_messages={"required": _("请先看一下说明并同意，我们才能登记你的报到。")},
    )
    forget_avoided = None  # type: ignore[assignment]  # there is nobody yet

    field_order = ["called", "kind", "unit", "building"]

    def __init__(self, *args: Any, buildings: Iterable[Place] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.buildings = {str(place.pk): place for place in buildings}
        self.fields["building"].choices = [  # type: ignore[attr-defined]
            ("", gettext("先不说")),
            *((key, place.name) for key, place in self.buildings.items()),
        ]
        self.fields["reach"].choices = [  # type: ignore[attr-defined]
            (code, word) for code, word in REACH_NAMES if code != rules.Reach.CHOSEN
        ]
        if not self.is_bound:
            self.initial.setdefault("free", PROPOSED)

    @staticmethod
    def filled_from(report_in: ReportIn) -> dict[str, Any]:
        """What was wished before, for somebody who reports in again."""
        parts, _hours = week.split(report_in.windows)
        steps = dict.fromkeys([rules.Reach.CHOSEN], rules.Reach.COMPOUND)
        return {
            **SkillsForm.filled_from(report_in),
            **UnwantedForm.filled_from(report_in),
            "free": [f"{day}-{part}" for day, part in parts],
            "reach": steps.get(rules.Reach(report_in.reach), report_in.reach),
            "most_open": report_in.most_open,
        }

    def wishes(self, begun_with: Wishes) -> Wishes:
        """What was filled in; all that is not asked here as it was wished before, if ever."""
        data = self.cleaned_data
        return Wishes(
            skills=tuple(data["skills"]),
            other_skills=data["other_skills"],
            unwanted=tuple(data["unwanted"]),
            windows=tuple(self.chosen_windows()),
            other_days=begun_with.other_days,
            reach=data["reach"],
            most_open=data["most_open"],
            most_month=begun_with.most_month,
            quiet_from=begun_with.quiet_from,
            quiet_until=begun_with.quiet_until,
            urgent_any_hour=begun_with.urgent_any_hour,
            wish_to_hear=begun_with.wish_to_hear,
            by_distance=begun_with.by_distance,
            gender=begun_with.gender,
            age=rules.Age.TEEN if data["is_teen"] else "",
            avoid_phones=data["avoid"],
        )

    def guardian_open(self) -> bool:
        return super().guardian_open() or bool(self["is_teen"].value())
