"""What a member and a unit fill in. Nothing is decided here."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.feedback.models import WORDS_MOST
from last500.organisations.forms import DayInput
from last500.people.rules import clean_text


class Words(forms.CharField):
    """Some lines; a length past the most is told with both numbers, and what was typed stays."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > WORDS_MOST:
            said = gettext("写得有点长，最多 %(most)d 字，现在 %(now)d 字。")
            raise forms.ValidationError(said % {"most": WORDS_MOST, "now": len(value)})


class AnswerForm(forms.Form):
    comment = Words(
        label=_("想补充一句"),
        required=False,
        help_text=_("单位会原样读到。别写邻居的姓名、门牌和病情。"),
    )


class ReportForm(forms.Form):
    text = Words(
        label=_("做了什么"),
        help_text=_("看过信以后，单位做了什么、打算怎么做。社区和参加的同志都会看到。"),
        error_messages={"required": _("请写一写做了什么。")},
    )
    done_on = forms.DateField(
        label=_("哪天做的"),
        widget=DayInput(),
        error_messages={
            "required": _("请选一个日子。"),
            "invalid": _("日子好像不对，请再看看。"),
        },
    )
