"""What a desk fills in: one sentence."""

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.base.form_fields import Line
from last500.paths.models import REASON_MOST


class AsideForm(forms.Form):
    reason = Line(
        REASON_MOST,
        label=_("为什么，一句话"),
        help_text=_("大家看得到，不写人名。"),
        error_messages={"required": _("请写一句，比如“不适合我们”。")},
    )
