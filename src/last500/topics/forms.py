"""What is filled in about topics. Nothing is decided here but that a field can be read."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.lists.forms import Line
from last500.places.audiences import Audience
from last500.places.models import AUDIENCE_NAMES
from last500.topics import grounds, rules
from last500.topics.actions.proposing import NAME_MOST
from last500.topics.draft import Draft, Sorting
from last500.topics.models import Proposal, Topic
from last500.topics.models.people import AGREED_NAMES, STANCE_NAMES
from last500.topics.models.topics import (
    KIND_NAMES,
    OFFICE_NAMES,
    REASON_MOST,
    TITLE_MOST,
    TO_MOST,
    WHOSE_NAMES,
    WISH_MOST,
    WORDS_MOST,
)
from last500.topics.rules import OPINION_MOST

CHOOSE = {"required": _("请选一个。"), "invalid_choice": _("请重新选一个。")}


def _text(most: int, label: Any, **more: Any) -> Line:
    return Line(most, label=label, widget=forms.Textarea, **more)


class _About(forms.Form):
    """The words of a topic, and what it is about."""

    title = Line(TITLE_MOST, label=_("什么事，一句话"), help_text=_("比如“院子里停车怎么排”。"))
    kind = forms.ChoiceField(
        label=_("哪一类"), choices=KIND_NAMES, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    words = _text(
        WORDS_MOST,
        _("现在是什么情况"),
        help_text=_("说地方和事情，不说人：不写谁的名字、门牌、车牌。"),
    )
    wish = _text(WISH_MOST, _("希望怎么样"), required=False)
    audience = forms.ChoiceField(
        label=_("和谁有关"), choices=AUDIENCE_NAMES, initial=Audience.ALL, error_messages=CHOOSE
    )


class ProposalForm(_About):
    def draft(self) -> Draft:
        said = self.cleaned_data
        own = ("title", "words", "kind", "wish", "audience")
        return Draft(
            **{name: said[name] for name in own},
            name=said.get("name", ""),
            agreed=said.get("agreed", ""),
        )


class PaperForm(ProposalForm):
    """For somebody without an account, in their name."""

    name = Line(
        NAME_MOST,
        label=_("怎么称呼本人"),
        help_text=_("比如“三单元孙婆婆”。只有值守看得到，好把结果告诉本人。"),
    )
    agreed = forms.ChoiceField(
        label=_("本人同意了吗"),
        choices=AGREED_NAMES,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


def _ground_choices() -> list[tuple[Any, list[tuple[str, str]]]]:
    """Under the word of whose matter it is, each with its article."""
    return [
        (
            gettext(word),
            [
                (ground.code, f"{gettext(ground.words)}（{gettext(ground.article)}）")
                for ground in grounds.OF_WHOSE[whose]
            ],
        )
        for whose, word in grounds.WHOSE_WORDS.items()
    ]


class SortingForm(_About):
    whose = forms.ChoiceField(
        label=_("是谁的事"), choices=WHOSE_NAMES, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    ground = forms.ChoiceField(label=_("依据"), error_messages=CHOOSE)
    ground_words = Line(REASON_MOST, label=_("再说一句为什么是他们的事"), required=False)
    office = forms.ChoiceField(
        label=_("哪个部门（选了政府部门才要）"),
        choices=[("", "—"), *OFFICE_NAMES],
        required=False,
        error_messages=CHOOSE,
    )

    def __init__(self, *args: Any, anew: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ChoiceField)
        ground.choices = [("", "—"), *_ground_choices()]
        if anew:
            self.fields["reason"] = Line(REASON_MOST, label=_("改了什么，为什么"))

    def sorting(self) -> Sorting:
        said = self.cleaned_data
        names = ("title", "words", "kind", "wish", "audience", "whose", "ground", "ground_words",
                 "office")  # fmt: skip
        return Sorting(**{name: said[name] for name in names})


def first_sorting(topic: Topic, proposal: Proposal | None) -> dict[str, Any]:
    """What hangs there already, else the proposer's own words for the desk to look at."""
    names = ("kind", "audience", "whose", "ground", "ground_words", "office")
    said: dict[str, Any] = {name: getattr(topic, name) for name in names}
    own = topic if topic.title or proposal is None else proposal
    return said | {name: str(getattr(own, name)) for name in ("title", "words", "wish")}


class ReasonForm(forms.Form):
    reason = Line(
        REASON_MOST, label=_("为什么"), widget=forms.Textarea, help_text=_("大家会看到这句话。")
    )


class ApartForm(forms.Form):
    reason = Line(
        rules.APART_MOST, label=_("哪里不一样"),
        help_text=_("只有值守看得到，比如“一个说路灯，一个说楼道灯”。"),
    )  # fmt: skip


class ReferForm(ReasonForm):
    to = Line(TO_MOST, label=_("转给谁"), help_text=_("比如“城市管理部门”“安心物业”。"))
    field_order = ("to", "reason")


class DeclineForm(ReasonForm):
    ground = Line(REASON_MOST, label=_("依据"), help_text=_("比如“管理规约第三条”。"))


class BodyForm(forms.Form):
    words = Line(TO_MOST, label=_("由谁来商量"), help_text=_("比如“十一月的坝坝会”。"))


class OpinionForm(forms.Form):
    stance = forms.ChoiceField(
        label=_("你怎么看"), choices=STANCE_NAMES, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    words = _text(
        OPINION_MOST,
        _("为什么"),
        help_text=_("最多 200 字。小区看过以后不署名地公开；说事不说人。"),
    )


class ThresholdForm(forms.Form):
    households = forms.IntegerField(
        label=_("几户附议就上会"),
        min_value=1,
        max_value=rules.HOUSEHOLDS_MOST,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("请写 1 到 200 之间的户数。")
        ),
    )
