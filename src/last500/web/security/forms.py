"""What is filled in on the pages of accounts, administrators and break-glass."""

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.organisations.models import OFFICE_NAMES
from last500.organisations.rules import ADMINISTRATORS


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("为什么"),
        max_length=120,
        error_messages={"required": _("请写一句为什么。")},
        help_text=_("一句话，会留下记录。"),
    )


class FindForm(ReasonForm):
    phone = forms.CharField(
        label=_("本人手机号"), max_length=40, error_messages={"required": _("请写手机号。")}
    )
    field_order = ("phone", "reason")


class AdministratorForm(ReasonForm):
    kind = forms.ChoiceField(
        label=_("哪一个管理员"),
        widget=forms.RadioSelect,
        choices=[(kind.value, dict(OFFICE_NAMES)[kind]) for kind in ADMINISTRATORS],
    )
    phone = forms.CharField(label=_("本人手机号"), max_length=40)
    name = forms.CharField(label=_("姓名"), max_length=40)
    email = forms.EmailField(
        label=_("邮箱"), required=False, help_text=_("登录验证码发到这里，没有邮箱就收不到。")
    )
    field_order = ("kind", "phone", "name", "email", "reason")


class UrgentForm(ReasonForm):
    where = forms.CharField(
        label=_("哪件事，或者哪个小区"),
        max_length=60,
        error_messages={"required": _("请写受理号，或者小区的名字。")},
        help_text=_("写受理号；整个小区都要看的，写小区的名字。"),
    )
    field_order = ("where", "reason")
