"""A line of the routing table, and a text to try the table with."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from last500.service_requests.categories import CATEGORIES
from last500.service_requests.models import ROUTE_NAMES, Spot


def _kinds(first: str) -> list[tuple[str, str]]:
    return [("", first), *((category.code, _(category.name)) for category in CATEGORIES)]


class LineForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("这一条叫什么"), max_length=60)
    category = forms.ChoiceField(label=gettext_lazy("哪一类"), required=False)
    spot = forms.ChoiceField(label=gettext_lazy("什么地方"), required=False)
    words = forms.CharField(
        label=gettext_lazy("写到这些词"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("用空格隔开，写到任何一个就算。"),
    )
    route = forms.ChoiceField(label=gettext_lazy("转给谁"), choices=ROUTE_NAMES)
    days = forms.IntegerField(
        label=gettext_lazy("几个工作日办完"), min_value=1, max_value=60, initial=7
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["category"].choices = _kinds(_("不管哪一类"))  # type: ignore[attr-defined]
        self.fields["spot"].choices = [("", _("不管什么地方")), *Spot.choices]  # type: ignore[attr-defined]


class TryForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("居民会怎么写"), widget=forms.Textarea, required=False, max_length=2000
    )
    category = forms.ChoiceField(label=gettext_lazy("哪一类"), required=False)
    spot = forms.ChoiceField(label=gettext_lazy("什么地方"), required=False, choices=Spot.choices)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, auto_id="try_%s", **options)  # type: ignore[arg-type, misc]
        self.fields["category"].choices = _kinds(_("还没选"))  # type: ignore[attr-defined]
