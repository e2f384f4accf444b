"""What is filled in about venture calls. Nothing is decided here but that a field can be read."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.money import typed
from last500.calls.draft import CallDraft
from last500.calls.models import AgreedIndicator, Call
from last500.calls.models.applications import APPLICANT_NAMES, GROUP_MOST
from last500.calls.models.calls import REASON_MOST, RULES_MOST, TITLE_MOST
from last500.calls.models.reviewing import ADVICE_NAMES
from last500.calls.rules import REVIEWS_MOST, Applicant
from last500.calls.terms import INDICATORS_MOST
from last500.lists.forms import DayField, Line, Yuan
from last500.places.models import AUDIENCE_NAMES
from last500.projects.forms import CHOOSE, Rows
from last500.projects.models.projects import (
    KIND_NAMES,
)


def number(label: Any, least: int, most: int, **more: Any) -> forms.IntegerField:
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), _("请写一个数字，不能太大。"))
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, error_messages=errors, **more
    )


# ---- a call -----------------------------------------------------------------------------------


class CallForm(forms.Form):
    title = Line(TITLE_MOST, label=_("征集叫什么"), help_text=_("比如“邻里微创投”。"))
    rules = Line(
        RULES_MOST,
        label=_("规则"),
        widget=forms.Textarea,
        help_text=_("支持什么、不支持什么、钱怎么用。照实写全：发布以后就不能改了。"),
    )
    risk = Line(
        REASON_MOST,
        label=_("有什么风险，怎么防"),
        help_text=_("要如实告诉来做的人（志愿服务条例第十二条）。"),
    )
    applicants = forms.MultipleChoiceField(
        label=_("谁可以申请"),
        choices=APPLICANT_NAMES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一种可以申请的人。")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("想要哪几类"),
        choices=KIND_NAMES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一个不选，就是都可以。"),
    )
    audiences = forms.MultipleChoiceField(
        label=_("为哪些人"),
        choices=AUDIENCE_NAMES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一个不选，就是都可以。"),
    )
    opens = DayField(label=_("从哪天起收申请"))
    closes = DayField(label=_("收到哪天为止"), help_text=_("这一天整天都收。至少收一个星期。"))
    mends = DayField(label=_("辅导以后，改到哪天为止"))
    decides = DayField(label=_("哪天以前出结果"))
    mid = DayField(label=_("中期报告哪天以前交"))
    ends = DayField(label=_("项目最晚哪天结束"))
    final = DayField(label=_("结项报告哪天以前交"))
    total = Yuan(label=_("一共多少元"))
    most = Yuan(label=_("每个项目最多多少元"))
    percent = number(_("自筹至少百分之几"), 0, 90, initial=10)
    reviews = number(_("每份申请至少几份评审意见"), 1, REVIEWS_MOST, initial=3)

    def draft(self, indicators: Iterable[tuple[str, str, int]]) -> CallDraft:
        said = dict(self.cleaned_data)
        for name in ("kinds", "audiences"):
            said[name] = tuple(said[name])
        said["applicants"] = tuple(Applicant(code) for code in said["applicants"])
        return CallDraft(**said, indicators=tuple(indicators))


INDICATOR_NAMES = ("title", "least", "measure")


class CallIndicatorForm(forms.Form):
    title = Line(40, label=_("数什么"))
    least = number(_("至少多少"), 0, 1_000_000)
    measure = Line(8, label=_("单位"))


def call_indicators(data: Any = None, call: Call | None = None) -> Rows:
    known = call.indicators.order_by("order") if call is not None else ()
    filled = [{name: getattr(row, name) for name in INDICATOR_NAMES} for row in known]
    return Rows(
        CallIndicatorForm, "row", most=INDICATORS_MOST, text=INDICATOR_NAMES,
        data=data, filled=filled,
    )  # fmt: skip


def first_of_call() -> dict[str, Any]:
    """Days as such a call usually has them."""
    after = {"opens": 1, "closes": 22, "mends": 32, "decides": 43, "mid": 120, "ends": 210}
    days = {name: clock.today() + number * clock.DAY for name, number in after.items()}
    return {**days, "final": clock.today() + 225 * clock.DAY, "applicants": list(Applicant)}


def initial_of_call(call: Call) -> dict[str, Any]:
    days = ("opens", "closes", "mends", "decides", "mid", "ends", "final")
    return {
        **{name: getattr(call, f"{name}_on") for name in days},
        "title": call.title, "rules": call.rules, "risk": call.risk,
        "applicants": list(call.who), "kinds": list(call.kind_codes),
        "audiences": list(call.audience_codes), "percent": call.own_percent,
        "reviews": call.reviews_least, "total": typed(call.total_fen),
        "most": typed(call.most_fen),
    }  # fmt: skip


class ReasonForm(forms.Form):
    reason = Line(
        REASON_MOST,
        label=_("为什么"),
        widget=forms.Textarea,
        help_text=_("大家会看到，不要写谁的名字。"),
    )


class GrantForm(ReasonForm):
    granted = Yuan(label=_("支持多少元"))
    field_order = ("granted", "reason")


class WhoForm(forms.Form):
    who = forms.ChoiceField(label=_("请谁来评审"), error_messages=CHOOSE)

    def __init__(self, choices: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [("", gettext("请选")), *choices]  # type: ignore[attr-defined]


# ---- an application, what is said about it -----------------------------------------------------


class BeginForm(forms.Form):
    way = forms.ChoiceField(label=_("以谁的名义申请、在哪里做"), error_messages=CHOOSE)
    group_name = Line(
        GROUP_MOST,
        label=_("居民小组叫什么"),
        required=False,
        help_text=_("以居民小组申请的才写。公布结果时用它，不写你的名字。"),
    )

    def __init__(self, choices: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [("", gettext("请选")), *choices]  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    words = Line(600, label=_("说一句"), widget=forms.Textarea)


# ---- reviewing --------------------------------------------------------------------------------


class DeclareForm(forms.Form):
    """Of one application; nothing is chosen beforehand."""

    interest = forms.ChoiceField(
        label=_("和你有没有关系"),
        choices=[("no", _("没有关系")), ("yes", _("有关系"))],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    words = Line(200, label=_("是什么关系"), required=False)


class InterestForm(forms.Form):
    words = Line(
        200,
        label=_("是什么关系"),
        help_text=_("原话封存，只有你自己看得到；你对这一份的意见会删去。"),
    )


class ReviewForm(forms.Form):
    pro = Line(500, label=_("好在哪里"), widget=forms.Textarea)
    contra = Line(500, label=_("还差什么、担心什么"), widget=forms.Textarea)
    advice = forms.ChoiceField(
        label=_("你的建议"), choices=ADVICE_NAMES, widget=forms.RadioSelect, error_messages=CHOOSE
    )


# ---- reports ----------------------------------------------------------------------------------


class ReportForm(forms.Form):
    """A number for every agreed indicator; what is missing is said by the rule, by name."""

    account = Line(
        1500,
        label=_("做了什么，改变了什么"),
        widget=forms.Textarea,
        required=False,
        help_text=_("照实写，没做到的写为什么。不要写住户的姓名和门牌。"),
    )
    spent = Yuan(label=_("到现在一共花了多少元"))

    def __init__(self, agreed: Sequence[AgreedIndicator], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreed = agreed
        for one in agreed:
            label = gettext("%(title)s，到现在多少%(measure)s") % {
                "title": one.title, "measure": one.measure,
            }  # fmt: skip
            self.fields[f"i{one.pk}"] = number(label, 0, 10_000_000, required=False)

    def reached(self) -> dict[Any, int | None]:
        return {one.pk: self.cleaned_data[f"i{one.pk}"] for one in self.agreed}

    @property
    def rows(self) -> list[tuple[AgreedIndicator, Any]]:
        return [(one, self[f"i{one.pk}"]) for one in self.agreed]
