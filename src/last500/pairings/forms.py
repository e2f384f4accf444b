"""What a household chooses, and what a desk takes down. There is no field for free words."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.pairings import rules
from last500.pairings.actions import Household, Wishes
from last500.pairings.models import MONTH_NAMES, PART_NAMES, RHYTHM_NAMES, WAY_NAMES, Pairing
from last500.pairings.sentences import FIELD_WORDS, REASONS
from last500.places.models import Place
from last500.reportin.models import ReportIn

TOO_LONG = {"max_length": _("写得有点长，最多 %(limit_value)d 个字。")}
CHOOSE = _("请选一个。")


class WishesForm(forms.Form):
    rhythm_days = forms.TypedChoiceField(
        label=_("多久一次"),
        choices=RHYTHM_NAMES,
        coerce=int,
        widget=forms.RadioSelect,
        initial=14,
        error_messages={"required": CHOOSE},
    )
    way = forms.ChoiceField(
        label=_("怎么来往"),
        choices=WAY_NAMES,
        widget=forms.RadioSelect,
        initial=rules.Way.BOTH,
        error_messages={"required": CHOOSE},
    )
    part = forms.ChoiceField(
        label=_("什么时候方便"),
        choices=PART_NAMES,
        initial=rules.Part.ANY,
        error_messages={"required": CHOOSE},
    )
    two_people = forms.BooleanField(label=_("上门的话，请两个人一起来"), required=False)
    limits = forms.MultipleChoiceField(
        label=_("这些不要"),
        required=False,
        choices=[(code, _(word)) for code, word in rules.LIMIT_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("勾了的，帮忙的邻居一开始就看得到。以后随时能改。"),
    )

    def wishes(self, months: int) -> Wishes:
        said = self.cleaned_data
        return Wishes(
            rhythm_days=said["rhythm_days"],
            way=said["way"],
            part=said["part"],
            two_people=said["two_people"],
            limits=tuple(said["limits"]),
            months=months,
        )


def wishes_of(pairing: Pairing) -> dict[str, Any]:
    """The initial values of the page that changes them."""
    return {name: getattr(pairing, name) for name in WishesForm.base_fields}


class ReachForm(forms.Form):
    """How to reach the household; sealed, and shown to nobody before both yes."""

    name = forms.CharField(
        label=_("怎么称呼"), required=False, max_length=40, error_messages=TOO_LONG
    )
    phone = forms.CharField(label=_("电话"), required=False, max_length=40)
    door = forms.CharField(
        label=_("楼栋和门牌"), required=False, max_length=60, error_messages=TOO_LONG
    )
    email = forms.EmailField(
        label=_("电子邮箱"),
        required=False,
        max_length=120,
        error_messages={"invalid": _("邮箱地址好像不对，请再看看。")},
    )

    def household(self) -> Household:
        return Household(**{name: self.cleaned_data[name] for name in ReachForm.base_fields})


class WishForm(ReachForm, WishesForm):
    """The household's own page."""

    months = forms.TypedChoiceField(
        label=_("结多久"),
        choices=MONTH_NAMES,
        coerce=int,
        initial=6,
        help_text=_("到期就结束。想续，两边再点一次头。"),
    )
    consent = forms.BooleanField(
        label=_("看过说明，同意这样保管和使用"),
        widget=forms.CheckboxInput(attrs={"data-fresh": True}),
        error_messages={"required": _("请先看一下说明并同意，我们才能替你保管电话。")},
    )


class EnterForm(ReachForm, WishesForm):
    """A desk takes a household's consent down: from the telephone or from paper."""

    place = forms.ChoiceField(label=_("哪个小区"))
    how = forms.ChoiceField(
        label=_("本人是怎么同意的"),
        choices=[(how, _(rules.HOW_WORDS[how])) for how in rules.TAKEN_DOWN],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选本人是怎么同意的。")},
        help_text=_("先跟本人说清楚：谁会来往、看得到什么、随时可以不要。没有同意，就先不要记。"),
    )
    months = WishForm.base_fields["months"]
    field_order = ["place", "how", "name", "phone", "door"]

    def __init__(self, compounds: Sequence[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.compounds = {str(place.pk): place for place in compounds}
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (key, place.name) for key, place in self.compounds.items()
        ]


class AskForm(forms.Form):
    helpers = forms.TypedMultipleChoiceField(coerce=UUID, required=False)

    def __init__(self, fitting: Iterable[ReportIn], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["helpers"].choices = [(str(one.person_id), "") for one in fitting]  # type: ignore[attr-defined]
        self.fields["helpers"].error_messages["invalid_choice"] = gettext(
            "有一位现在不方便了，请重新选。"
        )


class RevealForm(forms.Form):
    field = forms.ChoiceField(choices=[(code, _(word)) for code, word in FIELD_WORDS.items()])
    reason = forms.ChoiceField(
        label=_("为什么看"), choices=[(code, _(word)) for code, word in REASONS.items()]
    )


class MetForm(forms.Form):
    on = forms.DateField(
        label=_("哪一天"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("请选一天。"),
            "invalid": _("日期请写成 2026-03-05 这样。"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": clock.today()})
        super().__init__(*args, **kwargs)
