"""What those who came and whoever runs a project fill in. Nothing is decided here."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.evaluations.models import (
    ACCOUNT_MOST,
    CHANGED_MOST,
    OTHERWISE_MOST,
    RATING_NAMES,
    Evaluation,
    Rating,
)
from last500.lists.forms import Line

CHOOSE = {"required": _("请选一个。"), "invalid_choice": _("请重新选一个。")}


class RatingForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("这场活动怎么样？"),
        widget=forms.RadioSelect,
        choices=RATING_NAMES,
        coerce=int,
        error_messages=CHOOSE,
    )
    changed = Line(
        CHANGED_MOST,
        label=_("有什么不一样了"),
        required=False,
        widget=forms.Textarea,
        help_text=_("一句就行，比如“妈妈会自己挂号了”。写评估的人看得到，不带你的名字。"),
    )
    may_publish = forms.BooleanField(
        label=_("这句话可以公开"),
        required=False,
        help_text=_("不写名字。公开以后也随时可以收回，收回就不再显示。"),
    )


def rating_first(rating: Rating | None) -> dict[str, Any]:
    if rating is None:
        return {}
    return {
        "rating": rating.rating,
        "changed": rating.changed,
        "may_publish": rating.may_publish_at is not None,
    }


class EvaluationForm(forms.Form):
    account = Line(
        ACCOUNT_MOST,
        label=_("做得怎么样"),
        required=False,
        widget=forms.Textarea,
        help_text=_("做了什么，谁因此方便了，哪里没做到。公开以后谁都看得到，不写人名和门牌。"),
    )
    otherwise = Line(
        OTHERWISE_MOST,
        label=_("和原来想的不一样的地方"),
        required=False,
        widget=forms.Textarea,
        help_text=_("少办了、换了日子、多花了钱：照实写，写出来别人少走弯路。"),
    )
    chosen = forms.MultipleChoiceField(
        label=_("放进评估里的话"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, sentences: Sequence[Rating], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(row.pk), row.changed) for row in sentences]
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]

    def chosen_keys(self) -> list[UUID]:
        return [UUID(key) for key in self.cleaned_data["chosen"]]


def evaluation_first(evaluation: Evaluation | None, sentences: Sequence[Rating]) -> dict[str, Any]:
    return {
        "account": evaluation.account if evaluation else "",
        "otherwise": evaluation.otherwise if evaluation else "",
        "chosen": [str(row.pk) for row in sentences if row.chosen],
    }
