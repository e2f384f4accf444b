"""What a desk and a leader fill in. Nothing is decided here."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.teams import rules
from last500.teams.actions import Plan
from last500.teams.models import CATEGORY_NAMES, Membership
from last500.teams.queries import called

TOO_LONG = {"max_length": _("写得有点长，最多 %(limit_value)d 个字。")}


class PlanForm(forms.Form):
    name = forms.CharField(
        label=_("队名"),
        max_length=30,
        error_messages={"required": _("请给队起个名字。"), **TOO_LONG},
        help_text=_("比如“榴花苑修修队”。"),
    )
    category = forms.ChoiceField(
        label=_("做哪一类"),
        choices=CATEGORY_NAMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一类。")},
    )
    purpose = forms.CharField(
        label=_("做什么"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写这支队做什么。"), **TOO_LONG},
        help_text=_("贴在小区那一页上，谁都看得到。不要写人的姓名和电话。"),
    )
    risk_note = forms.CharField(
        label=_("要当心什么"),
        max_length=120,
        error_messages={
            "required": _("请写要当心什么；没有特别的，就写“没有特别的”。"),
            **TOO_LONG,
        },
        help_text=_("比如：要上梯子，夏天在太阳底下。没有就写“没有特别的”。"),
    )
    size = forms.TypedChoiceField(
        label=_("最多几个人"),
        choices=[(n, str(n)) for n in range(rules.FEWEST, rules.MOST + 1)],
        coerce=int,
        initial=rules.USUAL,
    )
    is_open = forms.BooleanField(
        label=_("本地报到的邻居，有空位就可以直接加入"), required=False, initial=True
    )

    def plan(self) -> Plan:
        said = {name: self.cleaned_data[name] for name in PlanForm.base_fields}
        return Plan(**said)


class FoundForm(PlanForm):
    """A desk above a compound says where, too."""

    place = forms.ChoiceField(label=_("在哪里"))
    field_order = ["place", "name", "category"]

    def __init__(self, places: Sequence[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (key, f"{place.name} · {place.get_level_display()}")
            for key, place in self.places.items()
        ]


class ConsentForm(forms.Form):
    note = forms.CharField(
        label=_("居委会是什么时候、怎么同意的"),
        max_length=120,
        error_messages={"required": _("请写居委会是什么时候、怎么同意的。"), **TOO_LONG},
        help_text=_("比如：3 月 5 日居委会会议，会议记录第 2 项。"),
    )
    agreed = forms.BooleanField(
        label=_("居委会同意这支队在这里服务（志愿服务条例第四十二条）"),
        error_messages={"required": _("没有居委会的同意，请先不要记。")},
    )


class InviteForm(forms.Form):
    people = forms.TypedMultipleChoiceField(coerce=UUID, required=False)

    def __init__(self, fitting: Iterable[ReportIn], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(str(one.person_id), "") for one in fitting]  # type: ignore[attr-defined]
        self.fields["people"].error_messages["invalid_choice"] = gettext(
            "有一位现在不方便了，请重新选。"
        )


class LeadForm(forms.Form):
    member = forms.TypedChoiceField(
        label=_("请谁来带队"),
        coerce=UUID,
        error_messages={"required": _("请选一位队员。"), "invalid_choice": _("请选一位队员。")},
    )

    def __init__(self, members: Iterable[Membership], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "lead_%s")
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [  # type: ignore[attr-defined]
            (str(one.person_id), called(one.person)) for one in members
        ]


class WordForm(forms.Form):
    text = forms.CharField(
        label=_("跟队里说一句"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": rules.WORDS_MOST}),
        error_messages={"required": _("请写一句话。")},
        help_text=_("最多 200 字。不写哪一家的事，不写电话和门牌。"),
    )
