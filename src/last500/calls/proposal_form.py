"""The form of an application: what is planned, its money, its indicators; kept also half done."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.base.money import typed
from last500.calls.draft import Proposed
from last500.calls.forms import number
from last500.calls.models import Application, Call
from last500.lists.forms import DayField, Line, Yuan
from last500.places.models import AUDIENCE_NAMES
from last500.projects import money
from last500.projects.actions import Promise
from last500.projects.draft import Draft
from last500.projects.forms import CHOOSE, Rows
from last500.projects.models.projects import (
    AIM_MOST,
    DOES_MOST,
    KIND_NAMES,
    NOTE_MOST,
    RISK_NAMES,
)
from last500.projects.words import Payer

PAYERS = [
    (Payer.GOVERNMENT, _("请这次征集出")),
    (Payer.OWN, _("我们自己出")),
    (Payer.PARTNER, _("合作方出")),
]


class ProposalForm(forms.Form):
    title = Line(40, label=_("项目叫什么"))
    kind = forms.ChoiceField(label=_("哪一类"), choices=KIND_NAMES, error_messages=CHOOSE)
    audience = forms.ChoiceField(label=_("为谁"), choices=AUDIENCE_NAMES, error_messages=CHOOSE)
    aim = Line(
        AIM_MOST,
        label=_("想做到什么"),
        widget=forms.Textarea,
        help_text=_("谁遇到什么难处，做完以后会有什么不一样。不要写住户的姓名和门牌。"),
    )
    does = Line(DOES_MOST, label=_("打算怎么做"), widget=forms.Textarea)
    from_on = DayField(label=_("从哪天起"))
    until_on = DayField(label=_("到哪天为止"))
    materials = Line(NOTE_MOST, label=_("要什么材料"), required=False)
    risk = forms.ChoiceField(
        label=_("有没有风险"), choices=RISK_NAMES, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    risk_note = Line(NOTE_MOST, label=_("什么风险，怎么防"), required=False)
    total = Yuan(label=_("总额多少元"), help_text=_("下面各项加起来要等于它。"))

    def __init__(self, call: Call, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, names, wanted in (
            ("kind", KIND_NAMES, call.kind_codes),
            ("audience", AUDIENCE_NAMES, call.audience_codes),
        ):
            chosen = [one for one in names if not wanted or one[0] in wanted]
            self.fields[name].choices = chosen  # type: ignore[attr-defined]

    def keep(self) -> None:
        """What a panel has weighed is not asked again."""
        for name in WEIGHED:
            self.fields[name].disabled = True


class LineForm(forms.Form):
    title = Line(40, label=_("做什么用"))
    payer = forms.ChoiceField(label=_("谁出"), choices=PAYERS, error_messages=CHOOSE)
    planned = Yuan(label=_("计划多少元"))
    own = Yuan(label=_("其中自筹"), required=False)

    def line(self) -> money.Line:
        said = self.cleaned_data
        payer = Payer(said["payer"])
        own = said["planned"] if payer == Payer.OWN else said["own"] or 0
        return money.Line(said["title"], payer, said["planned"], own)


class BroughtLineForm(LineForm):
    """Of a project that was there before: the community may pay a part of it."""

    payer = forms.ChoiceField(
        label=_("谁出"), choices=[*PAYERS, (Payer.COMMUNITY, _("社区出"))], error_messages=CHOOSE
    )


class AskedForm(forms.Form):
    """An indicator for which the call asks: only the number and where it comes from are open."""

    least = number(_("做到多少"), 0, 1_000_000)
    source = Line(60, label=_("从哪里数来"))


class OwnIndicatorForm(forms.Form):
    title = Line(40, label=_("数什么"))
    planned = number(_("计划多少"), 0, 1_000_000)
    measure = Line(8, label=_("单位"))
    source = Line(60, label=_("从哪里数来"))


WEIGHED = ("title", "kind", "audience", "aim")
LINE_NAMES = ("title", "payer", "planned", "own")
OWN_NAMES = ("title", "planned", "measure", "source")


class ProposalForms:
    """All that is filled in of an application: what is planned, money, indicators.

    `fields` is what was typed as it was typed, to be kept half done.
    """

    def __init__(self, application: Application, data: Any = None) -> None:
        call = application.call
        filled = _filled(application, call)
        self.main = ProposalForm(call, data, initial=filled)
        if application.brought:
            self.main.keep()
        own = _rows(filled, "own", OWN_NAMES)
        line = BroughtLineForm if application.brought else LineForm
        self.lines = Rows(
            line, "line", most=money.LINES_MOST, text=("title", "planned", "own"), data=data,
            filled=_rows(filled, "line", LINE_NAMES), spare=2,
        )  # fmt: skip
        self.asked = [
            (row, AskedForm(data, prefix=f"asked-{row.order}", initial=_row(
                filled, f"asked-{row.order}", ("least", "source"))))
            for row in call.indicators.order_by("order")
        ]  # fmt: skip
        self.own = Rows(
            OwnIndicatorForm, "own", most=max(2, len(own)), text=OWN_NAMES, data=data, filled=own,
            spare=1,
        )  # fmt: skip
        self.fields = {} if data is None else {name: data[name] for name in self._names()
                                               if data.get(name)}  # fmt: skip

    def _names(self) -> Iterable[str]:
        every = [self.main, *(form for _row, form in self.asked)]
        for form in [*every, *self.lines.forms, *self.own.forms]:
            yield from (form.add_prefix(name) for name in form.fields)

    def is_valid(self) -> bool:
        found = [self.main.is_valid(), self.lines.is_valid(), self.own.is_valid()]
        return all([*found, *(form.is_valid() for _row, form in self.asked)])

    def proposed(self) -> Proposed:
        said = dict(self.main.cleaned_data)
        total = said.pop("total")
        promises = [
            Promise(row.title, form.cleaned_data["least"], row.measure, form.cleaned_data["source"])
            for row, form in self.asked
        ]
        promises += [Promise(**form.cleaned_data) for form in self.own.sent]
        lines = tuple(form.line() for form in self.lines.sent)  # type: ignore[attr-defined]
        return Proposed(Draft(**said), total, lines, tuple(promises))

    def show(self, faults: Iterable[Any], words: Any) -> None:
        """Each fault beside its field; where there is no such field, at the head."""
        for fault in faults:
            form, field = self._place(fault)
            form.add_error(field if field in form.fields else None, words(fault))

    def _place(self, fault: Any) -> tuple[forms.Form, str]:
        if fault.line is None:
            return self.main, {"percent": "total"}.get(fault.field, fault.field)
        if fault.field == "least":
            return self.asked[fault.line][1], "least"
        return self.lines.sent[fault.line], fault.field

    @property
    def sent(self) -> list[forms.Form]:
        """Every form that was filled in, for the summary at the head."""
        asked = [form for _row, form in self.asked]
        return [self.main, *self.lines.sent, *asked, *self.own.sent]


def _row(filled: Mapping[str, Any], prefix: str, names: Sequence[str]) -> dict[str, Any]:
    return {name: filled[key] for name in names if (key := f"{prefix}-{name}") in filled}


def _rows(filled: Mapping[str, Any], prefix: str, names: Sequence[str]) -> list[dict[str, Any]]:
    found = [_row(filled, f"{prefix}-{number}", names) for number in range(money.LINES_MOST)]
    return [row for row in found if any(row.get(name) for name in names if name != "payer")]


def _filled(application: Application, call: Call) -> dict[str, Any]:
    """As it was typed; of what was handed in, as the project says it today."""
    project = application.project
    typed_in = dict(application.draft) if application.draft else {}
    if project is None:
        return typed_in
    if typed_in:
        return typed_in | {name: getattr(project, name) for name in WEIGHED}
    names = ("title", "kind", "audience", "aim", "does", "from_on", "until_on", "materials")
    found = {name: getattr(project, name) for name in (*names, "risk", "risk_note")}
    found["total"] = typed(project.total_fen or 0)
    for row in project.budget.order_by("order"):
        own = typed(row.own_fen) if row.own_fen else ""
        said = (row.title, row.payer, typed(row.planned_fen), own)
        found |= {
            f"line-{row.order}-{name}": one for name, one in zip(LINE_NAMES, said, strict=True)
        }
    asked = {row.title: row.order for row in call.indicators.all()}
    spare = 0
    for one in project.indicators.order_by("order"):
        if one.title in asked:
            order = asked[one.title]
            found |= {f"asked-{order}-least": one.planned, f"asked-{order}-source": one.source}
            continue
        found |= {f"own-{spare}-{name}": getattr(one, name) for name in OWN_NAMES}
        spare += 1
    return found
