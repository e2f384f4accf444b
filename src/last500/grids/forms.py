"""What desks, holders and neighbours fill in. Nothing is decided here."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from last500.grids import rules
from last500.grids.actions.answering import CALLED_MOST, Showing
from last500.grids.actions.holding import HANDOVER_MOST
from last500.grids.actions.seats import ENTRANCES_MOST, Plan
from last500.grids.models import MINUTE_NAMES, TERM_NAMES, Seat
from last500.places.models import Place

TOO_LONG = {"max_length": _("写得有点长，最多 %(limit_value)d 个字。")}
CHOOSE = {"required": _("请选一个。"), "invalid_choice": _("请重新选一个。")}


class PlanForm(forms.Form):
    duties = forms.CharField(
        label=_("这个位置管什么"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages=TOO_LONG,
        help_text=_("一行一条，挂在门口。只管公共的事：不走访、不登记、不报告住户。"),
    )
    term = forms.TypedChoiceField(
        label=_("做多久"),
        choices=TERM_NAMES,
        coerce=int,
        initial=rules.TERM,
        error_messages=CHOOSE,
        help_text=_("到期前两边都说愿意，就续；随时可以离开。"),
    )
    minutes = forms.TypedChoiceField(
        label=_("大约花多少时间"),
        choices=MINUTE_NAMES,
        coerce=int,
        initial=rules.MINUTES_USUAL,
        error_messages=CHOOSE,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"duties": "\n".join(_now(line) for line in rules.DUTIES)} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)

    def plan(self, kind: str) -> Plan:
        said = self.cleaned_data
        source = {_now(line): line for line in rules.DUTIES}
        lines = [line.strip() for line in said["duties"].splitlines()]
        duties = tuple(source.get(line, line) for line in lines)
        return Plan(kind=kind, duties=duties, term=said["term"], minutes=said["minutes"])


def initial_of(seat: Seat) -> dict[str, Any]:
    duties = "\n".join(_now(line) for line in seat.duties)
    return {"duties": duties, "term": seat.term, "minutes": seat.minutes}


class SeatsForm(PlanForm):
    """Where seats of one kind are set up: the places that may still have one, all ticked."""

    places = forms.TypedMultipleChoiceField(
        label=_("设在哪里"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请至少选一处。"),
            "invalid_choice": _("有一处刚刚变过，请重新选。"),
        },
    )
    field_order = ["places", "duties", "term", "minutes"]

    def __init__(
        self, places: Iterable[Place], known: Iterable[Place], *args: Any, **kwargs: Any
    ) -> None:
        self.by_key = {place.pk: place for place in places}
        around = {place.pk: place for place in known}
        kwargs["initial"] = {"places": list(self.by_key)} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        names = {key: full_name(place, around) for key, place in self.by_key.items()}
        self.fields["places"].choices = list(names.items())  # type: ignore[attr-defined]

    def chosen(self) -> list[Place]:
        return [self.by_key[key] for key in self.cleaned_data["places"]]


def full_name(place: Place, known: dict[int, Place]) -> str:
    """三号楼 2单元: an entrance with its building, which is among the known."""
    above = known.get(place.parent_id or 0) if place.level == "entrance" else None
    return f"{above.name} {place.name}" if above else place.name


class GridForm(forms.Form):
    """What a grid is called, and which compounds of the community lie in it."""

    name = forms.CharField(
        label=_("网格叫什么"),
        max_length=rules.GRID_NAME_MOST,
        error_messages={"required": _("请写网格的名字，比如“第一网格”。"), **TOO_LONG},
    )
    compounds = forms.TypedMultipleChoiceField(
        label=_("哪些小区在里面"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("有一个小区刚刚变过，请重新选。")},
    )

    def __init__(self, compounds: Iterable[tuple[Place, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {place.pk: place for place, _words in compounds}
        choices = [(place.pk, words) for place, words in compounds]
        self.fields["compounds"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> list[Place]:
        return [self.by_key[key] for key in self.cleaned_data["compounds"]]


class EntrancesForm(forms.Form):
    each = forms.IntegerField(
        label=_("每栋楼几个单元"),
        min_value=1,
        max_value=ENTRANCES_MOST,
        error_messages={
            "required": _("请写几个单元。"),
            "invalid": _("请写几个单元，只写数字。"),
            "min_value": _("一栋楼 1 到 12 个单元。"),
            "max_value": _("一栋楼 1 到 12 个单元。"),
        },
        help_text=_("只给还没有单元的楼加上。"),
    )


class ShowingForm(forms.Form):
    """Nothing is ticked beforehand; each tick hangs one thing at the gate."""

    name = forms.BooleanField(label=_("挂我的称呼"), required=False)
    called = forms.CharField(
        label=_("怎么称呼你"),
        max_length=CALLED_MOST,
        required=False,
        error_messages=TOO_LONG,
        help_text=_("比如“王师傅”，不用写全名。"),
    )
    notes = forms.BooleanField(
        label=_("邻居可以在这里告诉我一件事"),
        required=False,
        help_text=_("他们写，你在“我联系的楼栋”里看、里回，不用留电话。"),
    )
    phone = forms.BooleanField(
        label=_("也挂我的电话"),
        required=False,
        help_text=_("谁走过都看得到。随时能取下，取下就不再显示。"),
    )

    def showing(self) -> Showing:
        return Showing(**self.cleaned_data)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("什么事"),
        max_length=rules.NOTE_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写一句是什么事。"), **TOO_LONG},
        help_text=_("说公共的事：灯、门、管子、想一起议的事。不说别人家的事。最多 200 字。"),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("回个话"),
        max_length=rules.NOTE_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写一句回话。"), **TOO_LONG},
    )


class HandoverForm(forms.Form):
    note = forms.CharField(
        label=_("交代给接手的人"),
        max_length=HANDOVER_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=TOO_LONG,
        help_text=_("比如钥匙在哪里、哪盏灯报修过。不写哪一家的事。只有接手的人看得到。"),
    )
