"""What people fill in to complain or suggest, and what a desk writes. Nothing is decided here."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.complaints.actions.step import WORDS_MOST
from last500.complaints.models import ABOUT_NAMES
from last500.complaints.rules import About, Kind
from last500.places.models import Place
from last500.service_requests.forms import Line, Lines

KINDS = [(Kind.COMPLAINT, _("投诉：有事没办好")), (Kind.SUGGESTION, _("建议：可以办得更好"))]


class AboutForm(forms.Form):
    """Page one: a complaint or a suggestion, about what, and where."""

    kind = forms.ChoiceField(
        label=_("投诉还是建议"),
        widget=forms.RadioSelect,
        choices=KINDS,
        initial=Kind.COMPLAINT,
        error_messages={"required": _("请选投诉还是建议。")},
    )
    about = forms.ChoiceField(
        label=_("关于什么"),
        widget=forms.RadioSelect,
        choices=ABOUT_NAMES,
        error_messages={"required": _("请选是关于什么的。")},
    )
    where = Line(
        60,
        label=_("哪个小区、社区或街道"),
        required=False,
        help_text=_("写名字就行。说平台本身的，可以不写。"),
    )
    place = forms.IntegerField(required=False, widget=forms.HiddenInput)


class WhichForm(forms.Form):
    """Several places have these words in their name: one of them."""

    place = forms.ChoiceField(label=_("是哪一处？"), widget=forms.RadioSelect)

    def __init__(self, places: list[Place]) -> None:
        super().__init__()
        said = [(place.pk, f"{place.name} · {place.get_level_display()}") for place in places]
        self.fields["place"].choices = said  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """Page two: the matter in own words, and whom it names, by office."""

    number = Line(
        40, label=_("那件求助的受理号"), required=False, help_text=_("比如 K7M4-QX2P-9TD")
    )
    text = Lines(
        WORDS_MOST,
        label=_("是什么事"),
        widget=forms.Textarea(
            attrs={
                "hx-post": "/complaint/hint/",
                "hx-trigger": "input changed delay:600ms",
                "hx-target": "#hint",
                "hx-params": "text",
            }
        ),
        help_text=_("什么时候，在哪里，怎么了，你希望怎样。"),
        error_messages={"required": _("请写一写是什么事。")},
    )
    against = forms.ChoiceField(
        label=_("说的是谁"),
        required=False,
        widget=forms.Select,
        help_text=_("选了哪一个，那里的人和下面的人就看不到这件事，由上一级来办。"),
    )

    def __init__(
        self, data: Any = None, *, about: str, offices: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        if about != About.REQUEST:
            del self.fields["number"]
        if not offices:
            del self.fields["against"]
        else:
            choices = [("", gettext("不点名，或者说不清")), *offices]
            self.fields["against"].choices = choices  # type: ignore[attr-defined]


class WayForm(forms.Form):
    """Page three: how the answer finds its way; anonymous unless somebody says otherwise."""

    way = forms.ChoiceField(
        label=_("答复怎么给你"),
        widget=forms.RadioSelect,
        choices=[
            ("anonymous", _("匿名：自己凭号和四位码来看")),
            ("contact", _("留联系方式：有了答复告诉你")),
        ],
        initial="anonymous",
    )
    name = Line(40, label=_("怎么称呼你"), required=False)
    phone = forms.CharField(label=_("电话"), required=False, max_length=40)
    email = forms.EmailField(
        label=_("电子邮箱"),
        required=False,
        max_length=120,
        error_messages={"invalid": _("邮箱地址好像不对，请再看看。")},
    )
    consent = forms.BooleanField(
        label=_("留联系方式的：看过说明，同意这样保管"),
        required=False,
        widget=forms.CheckboxInput(attrs={"data-fresh": True}),
    )


class FindForm(forms.Form):
    number = forms.CharField(label=_("受理号"), max_length=40, help_text=_("比如 K7M4-QX2P-9TD"))
    code = forms.CharField(
        label=_("四位码"), max_length=12, help_text=_("和受理号写在同一页上的。")
    )


class NoteForm(forms.Form):
    note = Lines(WORDS_MOST, label=_("写一句"), required=False)


class AnswerForm(forms.Form):
    note = Lines(
        WORDS_MOST,
        label=_("答复"),
        help_text=_("查到了什么，怎么办，什么时候办好。对方会看到全文。"),
        error_messages={"required": _("请写上答复。")},
    )


class AskForm(forms.Form):
    note = Lines(500, label=_("问对方一句"), error_messages={"required": _("请写上要问的话。")})


class PassOnForm(forms.Form):
    note = Lines(
        500,
        label=_("为什么转给上一级"),
        help_text=_("对方会看到。"),
        error_messages={"required": _("请写一句原因，对方会看到。")},
    )


class WhoForm(forms.Form):
    note = Line(
        120,
        label=_("为什么一定要知道是谁"),
        help_text=_("要另一个人核准。对方会看到你写的理由。"),
        error_messages={"required": _("请说明为什么要看。")},
    )
