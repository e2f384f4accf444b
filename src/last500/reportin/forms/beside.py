"""Pages beside the wishes: a day that differs, a paper, a number, the unit, moving."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.organisations.models import Organisation
from last500.places.models import Place
from last500.reportin import week
from last500.reportin.forms.topics import TOO_LONG, Clock
from last500.reportin.models import QUALIFICATION_NAMES

NO_DAY = {
    "invalid": _("日期请写成 2026-03-05 这样。"),
    "required": _("请选是哪一天。"),
}


def a_day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    shown = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label, required=required, widget=shown, error_messages=NO_DAY, **more
    )


class DayForm(forms.Form):
    """Days that differ from the week."""

    free = forms.ChoiceField(
        label=_("这几天"),
        choices=[("", _("没空")), ("1", _("另外有空"))],
        required=False,
        widget=forms.RadioSelect,
    )
    first = a_day(_("从哪一天"))
    last = a_day(_("到哪一天"), required=False, help_text=_("只有一天就空着。"))
    start = Clock(label=_("几点"))
    end = Clock(label=_("到几点"))

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        first = filled.get("first")
        if first is None or self.errors:
            return filled
        last = filled.get("last") or first
        if last < first or last < clock.today():
            self.add_error("last", gettext("结束的日子要在开始以后，也不能已经过去。"))
            return filled
        free = bool(filled.get("free"))
        start = filled.get("start") or 0
        end = filled.get("end") or week.DAY_END
        try:
            hours = (start, end) if free else (0, week.DAY_END)
            self.days = week.OtherDays(first, last, free, *hours)
        except ValueError:
            self.add_error("end", gettext("结束的时间要晚一些。"))
        return filled


class ProofForm(forms.Form):
    qualification = forms.ChoiceField(
        label=_("我有"),
        choices=QUALIFICATION_NAMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选是哪一种资格。")},
    )


class NumberForm(forms.Form):
    other_system = forms.CharField(
        label=_("哪个系统"),
        required=False,
        max_length=40,
        error_messages=TOO_LONG,
        help_text=_("比如“全国志愿服务信息系统”。"),
    )
    other_number = forms.CharField(
        label=_("在那里的编号"), required=False, max_length=40, error_messages=TOO_LONG
    )


class UnitForm(forms.Form):
    """`units` are those that are reported in at this community: they lie above and are told."""

    organisation = forms.ChoiceField(label=_("我的单位"), required=False)
    tell_unit = forms.BooleanField(
        label=_("告诉我的单位"),
        required=False,
        help_text=_("单位只看得到合计（五个人以上才有），看不到你帮了谁、帮了几次。随时可以取消。"),
    )

    def __init__(self, *args: Any, units: Iterable[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            ("", gettext("先不选")),
            *((key, unit.name) for key, unit in self.units.items()),
        ]

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        if filled.get("tell_unit") and not filled.get("organisation"):
            self.add_error("organisation", gettext("请选是哪个单位，或者不勾“告诉我的单位”。"))
        return filled

    def told(self) -> Organisation | None:
        """The unit to be told, only with the tick."""
        if not self.cleaned_data["tell_unit"]:
            return None
        return self.units.get(self.cleaned_data["organisation"])


class MoveForm(forms.Form):
    building = forms.ChoiceField(label=_("住哪一栋"), required=False)

    def __init__(self, *args: Any, buildings: Iterable[Place] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.buildings = {str(place.pk): place for place in buildings}
        self.fields["building"].choices = [  # type: ignore[attr-defined]
            ("", gettext("先不说")),
            *((key, place.name) for key, place in self.buildings.items()),
        ]
