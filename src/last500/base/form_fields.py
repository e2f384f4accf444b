"""Fields that forms of every app use: a text of bounded length, a day, an amount of money."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.base.money import read_yuan

DAY_WRONG = {"invalid": _("日期请写成 2026-03-05 这样。")}


class Line(forms.CharField):
    """One line or a few; a length past `most` is told with both numbers, what was typed stays."""

    def __init__(self, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise forms.ValidationError(
                gettext("写得有点长，最多 %(most)d 字，现在 %(now)d 字。")
                % {"most": self.most, "now": len(value)}
            )


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        kwargs.setdefault("error_messages", {}).update(DAY_WRONG)
        super().__init__(widget=widget, **kwargs)


class Amount(forms.CharField):
    """Yuan as people write them (base.money.read_yuan), as whole fen; None where left empty."""

    def __init__(self, *, zero: bool = False, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)
        self.zero = zero

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        if not said:
            return None
        try:
            return read_yuan(said, zero=self.zero)
        except ValueError as fault:
            raise forms.ValidationError(gettext(str(fault))) from None
