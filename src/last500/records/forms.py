"""What is typed about service: one's own entry, a desk's word, the days of a certificate."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.people.rules import clean_text
from last500.places.models import Place
from last500.records import kinds
from last500.records.actions.confirming import REASON_MOST
from last500.records.actions.entering import NOTE_MOST
from last500.records.rules import LEAST, MOST
from last500.records.unusual import OUTCOME_WORDS

TOO_LONG = {"max_length": _("写得有点长，最多 %(limit_value)d 个字，现在 %(show_value)d 个。")}
_WRONG_DAY = {
    "invalid": _("日期请这样写：2026-11-30。"),
    "required": _("请选是哪一天。"),
}


class Words(forms.CharField):
    """Several lines, cleaned of control characters."""

    widget = forms.Textarea

    def __init__(self, most: int, **kwargs: Any) -> None:
        errors = TOO_LONG | kwargs.pop("error_messages", {})
        super().__init__(max_length=most, error_messages=errors, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=_WRONG_DAY,
    )


def _minutes(label: Any, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=LEAST,
        max_value=MOST,
        help_text=hint,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("请写分钟数，最少 1 分钟，最多 600 分钟（10 小时）。"),
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": LEAST, "max": MOST}),
    )


class EntryForm(forms.Form):
    """What somebody did themself: where, what, when, how long."""

    place = forms.TypedChoiceField(
        label=_("在哪里"),
        coerce=int,
        error_messages={key: _("请选是哪个小区。") for key in ("required", "invalid_choice")},
    )
    kind = forms.ChoiceField(
        label=_("做了什么"),
        choices=[("", _("请选一类")), *((code, _(word)) for code, word in kinds.OWN.items())],
        error_messages={key: _("请选一类。") for key in ("required", "invalid_choice")},
    )
    on = _day(_("哪一天"))
    began = forms.TimeField(
        label=_("几点开始"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "invalid": _("时间请这样写：19:30。"),
            "required": _("请写几点开始的。"),
        },
    )
    minutes = _minutes(_("多少分钟"), _("实际服务的时间，路上不算。"))
    note = Words(
        NOTE_MOST,
        label=_("写一句做了什么"),
        help_text=_("让确认的人想得起来。请不要写别人的姓名、电话和家里的情况。"),
        error_messages={"required": _("请写一句，确认的人才知道是哪一次。")},
    )

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(one.pk, one.name) for one in places]  # type: ignore[attr-defined]

    def began_at(self) -> datetime:
        """The moment on the residents' wall clock."""
        said = self.cleaned_data
        return datetime.combine(said["on"], said["began"], tzinfo=clock.ZONE)


class ReasonForm(forms.Form):
    reason = Words(
        REASON_MOST,
        label=_("原因"),
        help_text=_("对方会看到。"),
        error_messages={"required": _("请写一句原因，对方会看到。")},
    )


class CorrectForm(ReasonForm):
    """A confirmed record was wrong: all of it, or its minutes."""

    how = forms.ChoiceField(
        label=_("哪里不对"),
        widget=forms.RadioSelect,
        choices=[("minutes", _("分钟数不对")), ("all", _("整条都不对，不该记"))],
        error_messages={"required": _("请选哪里不对。")},
    )
    minutes = forms.IntegerField(
        label=_("应该是多少分钟"),
        required=False,
        min_value=LEAST,
        max_value=MOST,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            _("请写分钟数，最少 1 分钟，最多 600 分钟（10 小时）。"),
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": LEAST, "max": MOST}),
    )
    field_order = ["how", "minutes", "reason"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        missing = said.get("how") == "minutes" and said.get("minutes") is None
        if missing and "minutes" not in self.errors:
            self.add_error("minutes", gettext("请写应该是多少分钟。"))
        return said


class PeriodForm(forms.Form):
    """The days of a certificate, both included."""

    since = _day(_("从哪一天"))
    until = _day(_("到哪一天"))

    @classmethod
    def usual(cls) -> dict[str, date]:
        today = clock.today()
        return {"since": date(today.year, 1, 1), "until": today}


class LookForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("看下来"),
        widget=forms.RadioSelect,
        choices=[(one, _(word)) for one, word in OUTCOME_WORDS.items()],
        error_messages={"required": _("请选看下来是怎样。")},
    )
    note = Words(REASON_MOST, label=_("写一句"), required=False, help_text=_("对方会看到。"))


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("表格或 JSON 文件"),
        help_text=_("Excel（.xlsx）、CSV，或者别处导出的 JSON。先只检查，不登记。"),
        error_messages={
            "required": _("请选一个文件。"),
            "empty": _("这个文件是空的，请换一个。"),
        },
    )


def usual_moment() -> dict[str, Any]:
    """What an entry begins with: today, an hour ago, for an hour."""
    ago = clock.local(clock.now() - timedelta(hours=1))
    return {"on": ago.date(), "began": ago.strftime("%H:00"), "minutes": 60}
