"""What a neighbour fills in about their home. Nothing is decided here."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.households.models import KIND_NAMES
from last500.households.rules import DOOR_MOST
from last500.places.models import Place


class ClaimForm(forms.Form):
    at = forms.ChoiceField(label=_("哪一栋、哪个单元"))
    door = forms.CharField(
        label=_("门牌号"), max_length=DOOR_MOST + 10, help_text=_("门上写的号，比如 1502。")
    )
    kinds = forms.MultipleChoiceField(
        label=_("你和这一户的关系"),
        choices=KIND_NAMES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("住户和业主是两回事：自住的两样都勾，租住的只勾第一样，出租的业主只勾第二样。"),
    )

    def __init__(self, places: Sequence[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        self.fields["at"].choices = [  # type: ignore[attr-defined]
            ("", _("请选一个")),
            *((place.pk, _where(place, self.places)) for place in places),
        ]

    @property
    def chosen(self) -> Place:
        return self.places[self.cleaned_data["at"]]


def _where(place: Place, places: dict[str, Place]) -> str:
    """An entrance is named with its building: there is a 1单元 in each."""
    above = places.get(str(place.parent_id))
    return f"{above.name} {place.name}" if above else place.name


class AreaForm(forms.Form):
    area = forms.CharField(
        label=_("专有部分面积（平方米）"),
        max_length=20,
        help_text=_("以不动产登记为准；没有登记的看测绘，再看合同（司法解释第八条）。"),
    )
