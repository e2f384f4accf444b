"""What is filled in about units. Nothing is decided here."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.organisations.models import ORGANISATION_NAMES
from last500.organisations.rules import PARTNERS
from last500.units import rules
from last500.units.actions.reporting import (
    CONTACT_MOST,
    NAME_MOST,
    OFFERS_MOST,
    PHONE_MOST,
    REASON_MOST,
)

TOO_LONG = {"max_length": _("写得有点长，最多 %(limit_value)d 字，现在 %(show_value)d 字。")}
KINDS = [(code, word) for code, word in ORGANISATION_NAMES if code in PARTNERS]
RHYTHMS = [("month", _("个月")), ("week", _("周"))]
NAMED = _("协议上写我的姓名")


def _text(label: Any, most: int, **more: Any) -> forms.CharField:
    errors = {**TOO_LONG, **more.pop("error_messages", {})}
    return forms.CharField(label=label, max_length=most, error_messages=errors, **more)


class RhythmFields(forms.Form):
    """At least once in so many weeks or months; `rhythm_days` is what comes of it."""

    every = forms.IntegerField(
        label=_("至少多久做一次"),
        min_value=1,
        max_value=52,
        initial=3,
        error_messages={
            "required": _("请写一个数。"),
            "invalid": _("请写一个数，比如 3。"),
            "min_value": _("最少是 1。"),
            "max_value": _("最多是 52 周。"),
        },
        help_text=_("写做得到的。这个节奏只有双方看得到，没做到也没有谁来考核。"),
    )
    rhythm_unit = forms.ChoiceField(
        label=_("周还是月"), choices=RHYTHMS, widget=forms.RadioSelect, initial="month"
    )

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        if "every" in filled and "rhythm_unit" in filled:
            days = rules.rhythm_days(filled["every"], filled["rhythm_unit"])
            if days is None:
                self.add_error("every", gettext("请选一个做得到的节奏：一周到一年之间。"))
            filled["rhythm_days"] = days
        return filled


def rhythm_initial(days: int) -> dict[str, Any]:
    number, unit = rules.rhythm_parts(days)
    return {"every": number, "rhythm_unit": unit} if unit != "day" else {}


class UnitForm(RhythmFields):
    name = _text(
        _("单位的名称"),
        NAME_MOST,
        required=False,
        help_text=_("写大家都认得的叫法。名称是公开的，联络员是谁不公开。"),
    )
    kind = forms.ChoiceField(
        label=_("是哪一类"),
        choices=KINDS,
        widget=forms.RadioSelect,
        required=False,
    )
    phone = _text(
        _("办公电话"), PHONE_MOST, required=False, help_text=_("单位的，不是你自己的手机。")
    )
    offers = _text(
        _("能提供什么"),
        OFFERS_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "比如会议室周末可以用，有两位会修电器的师傅，有一间图书室。先写几句，以后再细说。"
        ),
    )
    # The key of an organisation that was shown as alike, or "new".
    which = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Whatever a new unit lacks is said at once, together with what else is missing."""
        filled = super().clean()
        if filled.get("which") in ("", "new"):
            for name, word in (("name", _("请写单位的名称。")), ("kind", _("请选是哪一类单位。"))):
                if not filled.get(name) and name not in self.errors:
                    self.add_error(name, word)
        return filled


class ReportInForm(UnitForm):
    names_liaison = forms.BooleanField(
        label=NAMED, required=False, help_text=_("不勾就只写“联络员”。")
    )
    agree = forms.BooleanField(
        label=_("我代表单位同意，做这个单位的联络员"),
        error_messages={"required": _("请勾上这一句：单位报到要双方都同意。")},
    )


class EnterForm(UnitForm):
    liaison_name = _text(_("联络员的姓名"), 40, required=False)
    liaison_phone = _text(
        _("联络员的手机号"),
        40,
        required=False,
        help_text=_("TA 用这个号码登录，自己来同意。在那之前什么都不成立。"),
    )
    contact = _text(
        _("社区这边找谁"),
        CONTACT_MOST,
        required=False,
        help_text=_("比如：党群服务中心小周，周一至周五上午。单位看得到。"),
    )


class WhereForm(forms.Form):
    q = _text(_("到哪个社区报到"), 30, required=False, help_text=_("写社区或者小区的名字。"))


class ContactForm(forms.Form):
    contact = _text(
        _("社区这边找谁"),
        CONTACT_MOST,
        required=False,
        help_text=_("比如：党群服务中心小周，周一至周五上午。单位看得到。"),
    )


class ReasonForm(forms.Form):
    reason = _text(
        _("说一句原因"),
        REASON_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("对方看得到。"),
    )


class LookForm(forms.Form):
    reason = _text(
        _("为什么要看"),
        120,
        help_text=_("比如“商量周末的活动”。联络员看得到是谁、为什么看过。"),
        error_messages={"required": _("请说明为什么要看。")},
    )


class ColleagueForm(forms.Form):
    liaison_name = _text(_("同事的姓名"), 40, error_messages={"required": _("请写姓名。")})
    liaison_phone = _text(
        _("同事的手机号"),
        40,
        error_messages={"required": _("请写手机号。")},
        help_text=_("TA 用这个号码登录，自己来答应。"),
    )
    hands_over = forms.ChoiceField(
        label=_("TA 来做什么"),
        choices=[("", _("和我一起做联络员")), ("1", _("接替我：TA 答应以后，我就卸下"))],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )


class ListForm(forms.Form):
    """A file; `told` only for a list of people."""

    file = forms.FileField(
        label=_("名单文件"),
        error_messages={"required": _("请选一个文件。"), "empty": _("这个文件是空的。")},
        help_text=_("Excel（.xlsx）、CSV 或 JSON。网页上一次最多两万行，再多请管理员用命令导入。"),
    )


class MembersForm(ListForm):
    told = forms.BooleanField(
        label=_("名单上的人，我都告诉过会请他们来报到"),
        error_messages={"required": _("请先跟名单上的人说一声，再勾上这一句。")},
        help_text=_("他们来不来由自己定，谁也不会被登记。"),
    )
