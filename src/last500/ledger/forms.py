"""What is filled in about a book. Nothing is decided here but that a field can be read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.form_fields import Amount, DayField, Line
from last500.ledger import rules
from last500.ledger.actions import Draft
from last500.ledger.models import Entry
from last500.ledger.models.distributions import BASIS_NAMES, ROUNDING_NAMES
from last500.ledger.models.questions import ASK_NAMES
from last500.ledger.rules import Ask, Basis, Kind, Rounding
from last500.people.rules import clean_line, clean_text

CHOOSE = {"required": _("请选一个。"), "invalid_choice": _("请重新选一个。")}
PUBLIC_HINT = _("会公开。对方是个人的，写“个人（不写名字）”；不写电话。")


class OneLine(Line):
    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class Words(Line):
    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


def _kinds() -> list[tuple[Any, Any]]:
    return [
        ("", _("请选")),
        (_("收入"), [(str(kind), _(rules.KIND_WORDS[kind])) for kind in rules.INCOME]),
        (_("支出"), [(str(kind), _(rules.KIND_WORDS[kind])) for kind in rules.SPENDING]),
    ]


class OpenForm(forms.Form):
    amount = Amount(
        zero=True, label=_("那一天账上有多少元"), help_text=_("照银行对账单写；没有钱就写 0。")
    )
    day = DayField(label=_("哪一天的余额"), help_text=_("账从这一天开始记，以前的不再补。"))
    words = OneLine(rules.WORDS_MOST, label=_("余额的依据"), help_text=_("比如“银行对账单”。"))


class EntryForm(forms.Form):
    kind = forms.ChoiceField(label=_("种类"), choices=_kinds, error_messages=CHOOSE)
    amount = Amount(label=_("多少元"), help_text=_("写正的，比如 1280 或 1280.50。"))
    day = DayField(label=_("哪一天的"), help_text=_("钱到账或者付出去的那一天。"))
    counterparty = OneLine(
        rules.COUNTERPARTY_MOST, label=_("对方"), help_text=PUBLIC_HINT, initial=""
    )
    words = OneLine(
        rules.WORDS_MOST, label=_("说明"), help_text=_("会公开。写清是什么、哪段时间的。")
    )
    # Read by the view, for there may be several; here, so that a refusal stands beside it.
    photo = forms.FileField(label=_("凭证照片"), required=False)

    def draft(self) -> Draft:
        said = self.cleaned_data
        return Draft(
            Kind(said["kind"]), said["amount"], said["day"], said["counterparty"], said["words"]
        )


def first_of_entry() -> dict[str, Any]:
    return {"day": clock.today()}


def initial_of(entry: Entry) -> dict[str, Any]:
    """What was wrong, to be put right: all but the amount."""
    names = ("kind", "day", "counterparty", "words")
    return {name: getattr(entry, name) for name in names}


class ReverseForm(forms.Form):
    words = OneLine(
        rules.WORDS_MOST, label=_("为什么冲正"), help_text=_("会公开。比如“金额记错了”。")
    )


class ReasonForm(forms.Form):
    reason = OneLine(
        rules.REASON_MOST,
        label=_("为什么退回"),
        help_text=_("记账的人看得到，照着改。"),
        error_messages={"required": _("请写一句为什么退回，好让人改。")},
    )


class PublishForm(forms.Form):
    days = forms.IntegerField(
        label=_("公示几天"),
        error_messages=dict.fromkeys(("required", "invalid"), _("请写一个数字。")),
    )


class FundForm(forms.Form):
    percent = forms.IntegerField(
        label=_("收入的百分之几先补维修资金"),
        help_text=_("不用这条规则就写 0；北京的办法（2024 年，第七十四条）是不少于 50。"),
        error_messages=dict.fromkeys(("required", "invalid"), _("请写一个整数。")),
    )
    first = Amount(zero=True, label=_("首期筹集了多少元"), required=False)
    left = Amount(zero=True, label=_("现在还有多少元"), required=False)


class AskForm(forms.Form):
    ask = forms.ChoiceField(
        label=_("你想"), choices=ASK_NAMES, widget=forms.RadioSelect, initial=Ask.QUESTION,
        error_messages=CHOOSE,
    )  # fmt: skip
    words = Words(
        rules.ASK_MOST,
        label=_("你的话"),
        help_text=_("只有答复的值守看得到，看不到你是谁。"),
        error_messages={"required": _("请写你想问什么。")},
    )
    open_words = Words(
        rules.OPEN_MOST,
        label=_("可以公开的话"),
        required=False,
        help_text=_("会和答复一起公开，不写名字。空着，就只公开值守写的大意。"),
    )


class AnswerForm(forms.Form):
    gist = OneLine(
        rules.OPEN_MOST, label=_("问的大意"), help_text=_("会公开。不要写出问的人是谁。")
    )
    answer = Words(rules.ANSWER_MOST, label=_("答复"), help_text=_("会公开。照账和凭证说。"))


class DistributionForm(forms.Form):
    title = OneLine(40, label=_("分的是什么"), help_text=_("会公开。比如“2025 年公共收益”。"))
    basis = forms.ChoiceField(
        label=_("怎么算"), choices=BASIS_NAMES, widget=forms.RadioSelect,
        initial=Basis.PER_M2, error_messages=CHOOSE,
    )  # fmt: skip
    amount = Amount(label=_("多少元"), help_text=_("每平方米的，或者一共的。"))
    rounding = forms.ChoiceField(
        label=_("零头怎么办"), choices=ROUNDING_NAMES, widget=forms.RadioSelect,
        initial=Rounding.YUAN, error_messages=CHOOSE,
    )  # fmt: skip


class TermForm(forms.Form):
    days = forms.IntegerField(
        label=_("半年报表至少公示多少天"),
        help_text=_("15 到 180 天。各小区公示时可以更长，不能更短。"),
        error_messages={"required": _("请写多少天。"), "invalid": _("请写多少天。")},
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
