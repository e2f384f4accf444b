"""What is asked for: which table, of which place, of which days."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.exports.registry import Table
from last500.exports.rules import Period
from last500.places.models import Place
from last500.places.rules import STEP

INDENT = "\u3000"  # one for each level below the highest
MONTH = timedelta(days=30)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AskForm(forms.Form):
    what = forms.ChoiceField(label=_("哪一张表"), widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("哪个地方"))
    since = forms.DateField(label=_("从哪天起"), widget=DayInput())
    until = forms.DateField(label=_("到哪天止"), widget=DayInput())

    def __init__(
        self,
        data: object,
        tables: list[Table],
        places: list[Place],
        what: str = "",
        place: str = "",
    ) -> None:
        """`what` and `place`: what is chosen to begin with, where it is one of these."""
        today = clock.today()
        codes, keys = [table.code for table in tables], [str(one.pk) for one in places]
        first = {
            "what": what if what in codes else next(iter(codes), ""),
            "place": place if place in keys else next(iter(keys), ""),
            "since": today - MONTH,
            "until": today,
        }
        super().__init__(data, initial=first)  # type: ignore[arg-type]
        self.tables = {table.code: table for table in tables}
        self.places = {str(place.pk): place for place in places}
        self.fields["what"].choices = [(t.code, gettext(t.name)) for t in tables]  # type: ignore[attr-defined]
        top = min((len(place.path) for place in places), default=0)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (place.pk, INDENT * ((len(place.path) - top) // STEP) + place.name) for place in places
        ]

    def clean(self) -> dict:
        said = super().clean() or {}
        if "since" in said and "until" in said and not Period(said["since"], said["until"]).fits:
            self.add_error("until", gettext("请选一年以内的日子，结束不早于开始。"))
        return said

    @property
    def chosen(self) -> tuple[Table, Place, Period]:
        said = self.cleaned_data
        period = Period(said["since"], said["until"])
        return self.tables[said["what"]], self.places[said["place"]], period
