"""What a desk and neighbours fill in. Nothing is decided here but that a field can be read."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.covenants import rules
from last500.covenants.models import Article
from last500.covenants.rules import Text
from last500.lists.forms import DayField, Line
from last500.resolutions.models import Resolution

CHOOSE = {"required": _("请选一个。"), "invalid_choice": _("请重新选一个。")}
MORE = 4  # empty rows on the page


class ArticlesForm(forms.Form):
    """One row for each article and a few empty ones; an emptied row takes the article out."""

    def __init__(self, articles: Sequence[Article], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = min(rules.ARTICLES_MOST, len(articles) + MORE)
        self.follows = [one.follows for one in articles] + [None] * MORE
        for number in range(1, self.count + 1):
            words = articles[number - 1].words if number <= len(articles) else ""
            self.fields[f"words_{number}"] = Line(
                rules.TEXT_MOST, label=_("第 %(n)d 条") % {"n": number}, required=False,
                widget=forms.Textarea, initial=words,
            )  # fmt: skip

    def texts(self) -> list[Text]:
        said = [self.cleaned_data[f"words_{n}"].strip() for n in range(1, self.count + 1)]
        rows = zip(said, self.follows, strict=False)
        kept = [(words, follows) for words, follows in rows if words]
        return [Text(number, words, follows) for number, (words, follows) in enumerate(kept, 1)]


class OpenForm(forms.Form):
    days = forms.IntegerField(
        label=_("给大家看几天"),
        min_value=rules.DAYS_LEAST,
        max_value=rules.DAYS_MOST,
        initial=14,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("请写 7 到 60 天。")
        ),
    )


class AdoptForm(forms.Form):
    resolution = forms.ModelChoiceField(
        Resolution.objects.none(), label=_("由哪个决定通过"), empty_label="—", error_messages=CHOOSE
    )
    in_force_on = DayField(label=_("哪天开始用"))

    def __init__(self, found: Sequence[Resolution], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["resolution"]
        assert isinstance(field, forms.ModelChoiceField)
        rows = Resolution.objects.filter(pk__in=[one.pk for one in found])
        field.queryset = rows.select_related("agreement")


class RemarkForm(forms.Form):
    article = forms.TypedChoiceField(
        label=_("说的是哪一条"), coerce=int, empty_value=None, required=False,
        error_messages=CHOOSE,
    )  # fmt: skip
    words = Line(
        rules.REMARK_MOST, label=_("你怎么看"), widget=forms.Textarea,
        help_text=_("最多 200 字。小区看过以后不署名地公开；说事不说人。"),
    )  # fmt: skip

    def __init__(self, articles: Sequence[Article], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["article"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            ("", _("整个公约")),
            *((one.number, _("第 %(n)d 条") % {"n": one.number}) for one in articles),
        ]
