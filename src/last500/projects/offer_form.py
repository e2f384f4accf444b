"""What a liaison fills in to offer their organisation as a partner."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.lists.forms import Line
from last500.organisations.models import Organisation
from last500.projects.forms import CHOOSE, UntilForm
from last500.projects.models.projects import NOTE_MOST
from last500.projects.models.sides import PARTNER_AS_NAMES


class OfferForm(UntilForm):
    """For which of their organisations, as what, with what, until when."""

    organisation = forms.ChoiceField(label=_("哪一家"), error_messages=CHOOSE)
    as_what = forms.ChoiceField(label=_("它是"), choices=PARTNER_AS_NAMES, error_messages=CHOOSE)
    part = Line(
        NOTE_MOST,
        label=_("你们能出什么"),
        help_text=_("比如“出两位老师、一间教室”。说定以后谁都看得到。"),
    )
    field_order = ("organisation", "as_what", "part", "until_on")

    def __init__(self, own: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(one.pk): one for one in own}
        named = [(key, one.name) for key, one in self.found.items()]
        self.fields["organisation"].choices = named  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Organisation:
        return self.found[self.cleaned_data["organisation"]]
