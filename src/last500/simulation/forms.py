"""What an officer ticks: what is to be tried."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from last500.simulation.rules import Change


class BeginForm(forms.Form):
    changes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, offered: Sequence[Change]) -> None:
        super().__init__(data, initial={"changes": [one.code for one in offered]})
        field = self.fields["changes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.label = _("想试哪些做法")
        field.choices = [(one.code, _(one.name)) for one in offered]
        field.error_messages["required"] = _("请至少选一项。")

    def sentences(self, offered: Sequence[Change]) -> list[tuple[Any, Change]]:
        """Each box with what it assumes."""
        return list(zip(self["changes"].subwidgets, offered, strict=True))
