"""Signing in: a telephone number, a code, and for staff a second one."""

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
        help_text=_("手机不在身边的，写一个备用码。"),
    )
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class AgainForm(forms.Form):
    code_id = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("验证码"), max_length=12, error_messages={"required": _("请写六位验证码。")}
    )
