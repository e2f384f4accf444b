"""The filters of the figures; they stand in the address, so that a page can be passed on."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from last500.service_requests.categories import CATEGORIES
from last500.stats.rules import WEEKS
from last500.stats.words import now_words


class FilterForm(forms.Form):
    weeks = forms.TypedChoiceField(
        label=gettext_lazy("哪一段时间"),
        coerce=int,
        required=False,
        empty_value=WEEKS[0],  # type: ignore[arg-type]
    )
    category = forms.ChoiceField(label=gettext_lazy("哪一类"), required=False)

    def __init__(self, data: object) -> None:
        super().__init__(data, auto_id="filter_%s")  # type: ignore[arg-type]
        self.fields["weeks"].choices = [(n, now_words(n)) for n in WEEKS]  # type: ignore[attr-defined]
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", _("全部")),
            *((category.code, _(category.name)) for category in CATEGORIES),
        ]

    def chosen(self) -> dict:
        """What the address says; anything that is no filter of ours counts as not said."""
        self.full_clean()
        return {
            "weeks": self.cleaned_data.get("weeks") or WEEKS[0],
            "category": self.cleaned_data.get("category", ""),
        }
