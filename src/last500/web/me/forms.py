"""What a helper writes down: when they will come, how late, one sentence."""

from datetime import datetime, time

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.records.rules import LEAST, MOST

TOO_LONG = {"max_length": _("写得有点长，最多 %(limit_value)d 个字。")}


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("想说一句的话"),
        required=False,
        max_length=500,
        error_messages=TOO_LONG,
    )


class DoneForm(NoteForm):
    """The minutes may stay empty: then what was expected counts."""

    minutes = forms.IntegerField(
        label=_("实际用了多少分钟"),
        required=False,
        min_value=LEAST,
        max_value=MOST,
        help_text=_("路上不算。对方确认以后，记进你的服务记录。"),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("请写实际用了多少分钟，最多 10 小时。")
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": LEAST, "max": MOST}),
    )


class MinutesForm(forms.Form):
    """Of one among several; whoever says that it is done says their own there."""

    minutes = forms.IntegerField(
        label=_("你用了多少分钟"),
        min_value=LEAST,
        max_value=MOST,
        help_text=_("各写各的，路上不算。说了办完以后，只能改短。"),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("请写实际用了多少分钟，最多 10 小时。"),
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": LEAST, "max": MOST}),
    )


class ContactForm(NoteForm):
    on = forms.DateField(
        label=_("哪一天"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期请这样写：2026-11-30。")},
    )
    at = forms.TimeField(
        label=_("几点"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("时间请这样写：19:30。")},
    )
    field_order = ["on", "at", "note"]

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("at") and not data.get("on") and "on" not in self.errors:
            self.add_error("on", forms.ValidationError(_("还差日期。")))
        if data.get("on") and not data.get("at") and "at" not in self.errors:
            self.add_error("at", forms.ValidationError(_("大概几点也写一下，对方好等你。")))
        return data

    def moment(self) -> datetime | None:
        """When they will meet, aware; None when no time was agreed yet."""
        day, hour = self.cleaned_data["on"], self.cleaned_data["at"] or time(12)
        return datetime.combine(day, hour, tzinfo=clock.ZONE) if day else None


class LateForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("大概晚多少分钟"),
        min_value=5,
        max_value=24 * 60,
        initial=15,
        error_messages={
            key: _("请写大概晚多少分钟。")
            for key in ("required", "invalid", "min_value", "max_value")
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 5, "max": 1440}),
    )
