"""Signing in: a telephone number, a code, and for staff a second one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("手机号"),
        max_length=40,
        error_messages={"required": _("请写手机号。")},
    )


class CodeForm(forms.Form):
    code_id = forms.UUIDField(widget=forms.HiddenInput)
    phone = forms.CharField(max_length=40, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("验证码"), max_length=12, error_messages={"required": _("请写六位验证码。")}
    )
    name = forms.CharField(
        label=_("怎么称呼你"),
        required=False,
        max_length=40,
        help_text=_("第一次来可以写一个，以后可以改。"),
    )


class SecondFactorForm(forms.Form):
    code = forms.CharField(
        label=_("六位数"),
        max_length=16,
        error_messages={"required": _("请写六位数。")},
    )
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class AgainForm(forms.Form):
    code_id = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("验证码"), max_length=12, error_messages={"required": _("请写六位验证码。")}
    )


class GuardianFields(forms.Form):
    """For whoever says that they are not yet 14; nobody is asked how old they are."""

    under_14 = forms.BooleanField(label=_("我还不满 14 岁"), required=False)
    guardian_name = forms.CharField(label=_("监护人姓名"), required=False, max_length=40)
    guardian_phone = forms.CharField(
        label=_("监护人电话"),
        required=False,
        max_length=40,
        help_text=_("值守可能打一个电话，问问是不是同意。"),
    )
    guardian_agrees = forms.BooleanField(label=_("监护人就在旁边，看过说明，同意"), required=False)

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        if filled.get("under_14"):
            for name, said in _GUARDIAN_NEEDED.items():
                if not filled.get(name):
                    self.add_error(name, str(said))
        return filled

    def guardian(self) -> tuple[str, str]:
        """Name and number of the guardian; empty where none is needed."""
        if not self.cleaned_data["under_14"]:
            return "", ""
        return self.cleaned_data["guardian_name"], self.cleaned_data["guardian_phone"]

    def guardian_open(self) -> bool:
        """Whether the fold stands open: something was said there, or is to be mended."""
        return any(self[name].value() or self[name].errors for name in GuardianFields.base_fields)


_GUARDIAN_NEEDED = {
    "guardian_name": _("请写监护人的姓名。"),
    "guardian_phone": _("请写监护人的电话。"),
    "guardian_agrees": _("不满 14 岁，要监护人看过说明、同意了才行。"),
}


class CorrectForm(forms.Form):
    name = forms.CharField(
        label=_("姓名"), required=False, max_length=40, help_text=_("值守称呼你用。")
    )
    called = forms.CharField(
        label=_("邻居怎么称呼你"),
        required=False,
        max_length=20,
        help_text=_("比如“王师傅”“李老师”。接了事，对方看到的就是这个称呼。"),
    )
    email = forms.EmailField(
        label=_("电子邮箱"),
        required=False,
        max_length=120,
        help_text=_("收验证码和邀请。空着就是不要邮件。"),
        error_messages={"invalid": _("邮箱地址好像不对，请再看看。")},
    )


class NewPhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("新手机号"), max_length=40, error_messages={"required": _("请写手机号。")}
    )


class ContactForm(forms.Form):
    """How to reach the person of a request; the number is not shown again, only replaced."""

    phone = forms.CharField(
        label=_("新电话"), required=False, max_length=40, help_text=_("不换就空着。")
    )
    name = forms.CharField(label=_("怎么称呼你"), required=False, max_length=40)
    door = forms.CharField(label=_("门牌"), required=False, max_length=60)
    email = forms.EmailField(
        label=_("电子邮箱"),
        required=False,
        max_length=120,
        error_messages={"invalid": _("邮箱地址好像不对，请再看看。")},
    )
