"""What is filled in about an unmet need."""

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.lists.forms import Line
from last500.unmet.models import REASON_MOST


class AnswerForm(forms.Form):
    reason = Line(
        REASON_MOST,
        label=_("现在怎么办"),
        widget=forms.Textarea,
        help_text=_("比如“物业每周三上门修”。提过的邻居会看到，不要写谁的名字。"),
    )
