"""What is filled in about projects. Nothing is decided here but that a field can be read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.money import typed
from last500.lists.forms import DayField, Line, Yuan
from last500.organisations.models import Organisation
from last500.people.models import Person
from last500.places.audiences import Audience
from last500.places.models import AUDIENCE_NAMES, Place
from last500.projects import money, rules
from last500.projects.actions import Promise, Wish
from last500.projects.draft import Draft
from last500.projects.models import Indicator, Project, ProjectRole
from last500.projects.models.projects import (
    AIM_MOST,
    DOES_MOST,
    KIND_NAMES,
    NOTE_MOST,
    RISK_NAMES,
    TITLE_MOST,
)
from last500.projects.models.sides import OPINION_NAMES, PARTNER_AS_NAMES
from last500.projects.models.terms import LINE_MOST, PAYER_NAMES
from last500.projects.words import Payer
from last500.reportin.skills import SKILL_BY_CODE

CHOOSE = {"required": _("请选一个。"), "invalid_choice": _("请重新选一个。")}


def _number(label: Any, least: int, most: int, **more: Any) -> forms.IntegerField:
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), _("请写一个数字，不能太大。"))
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, error_messages=errors, **more
    )


class ProposalForm(forms.Form):
    title = Line(TITLE_MOST, label=_("项目叫什么"), help_text=_("比如“银龄手机课堂（8 次）”。"))
    kind = forms.ChoiceField(label=_("哪一类"), choices=KIND_NAMES, error_messages=CHOOSE)
    audience = forms.ChoiceField(
        label=_("为谁"), choices=AUDIENCE_NAMES, initial=Audience.ALL, error_messages=CHOOSE
    )
    aim = Line(
        AIM_MOST,
        label=_("想做到什么"),
        widget=forms.Textarea,
        help_text=_("谁遇到什么难处，做完以后会有什么不一样。谁都看得到，不要写住户的姓名和门牌。"),
    )
    does = Line(DOES_MOST, label=_("打算怎么做"), widget=forms.Textarea, required=False)
    from_on = DayField(label=_("从哪天起"))
    until_on = DayField(label=_("到哪天为止"))
    also_at = forms.MultipleChoiceField(
        label=_("还在哪些地方做"), required=False, widget=forms.CheckboxSelectMultiple
    )
    parent = forms.ChoiceField(label=_("属于哪个总项目"), required=False, error_messages=CHOOSE)
    materials = Line(NOTE_MOST, label=_("要什么材料"), required=False)
    risk = forms.ChoiceField(
        label=_("有没有风险"),
        choices=RISK_NAMES,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
        help_text=_("要如实告诉来的人（志愿服务条例第十二条）。没有也要选一下。"),
    )
    risk_note = Line(NOTE_MOST, label=_("什么风险，怎么防"), required=False)
    insurance = Line(
        80,
        label=_("保险"),
        required=False,
        help_text=_("哪家、哪份保单。有危险的项目，登记了保险才能开始（第十七条）。"),
    )
    insured_on = DayField(label=_("保险从哪天起"), required=False)

    def __init__(
        self, places: Sequence[Place], parents: Sequence[Project], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.pk): one for one in places}
        self.parents = {str(one.pk): one for one in parents}
        self.fields["also_at"].choices = [(key, one.name) for key, one in self.places.items()]  # type: ignore[attr-defined]
        named = [(key, one.title) for key, one in self.parents.items()]
        self.fields["parent"].choices = [("", gettext("不属于")), *named]  # type: ignore[attr-defined]

    def keep(self, project: Project) -> None:
        """What the panel has weighed is not asked again."""
        for name in ("title", "kind", "audience", "aim", "parent"):
            self.fields[name].disabled = True
            self.initial[name] = _initial(project)[name]

    def draft(self) -> Draft:
        said = dict(self.cleaned_data)
        said["also_at"] = tuple(self.places[key] for key in said["also_at"])
        said["parent"] = self.parents.get(said["parent"])
        return Draft(**said)


def _initial(project: Project) -> dict[str, Any]:
    names = ("title", "kind", "audience", "aim", "does", "from_on", "until_on", "materials", "risk")
    more = ("risk_note", "insurance", "insured_on")
    found = {name: getattr(project, name) for name in (*names, *more)}
    return {**found, "parent": str(project.parent_id or "")}


def initial_of(project: Project) -> dict[str, Any]:
    keys = project.also_at.values_list("place", flat=True)
    return {**_initial(project), "also_at": [str(key) for key in keys]}


def first_of() -> dict[str, Any]:
    today = clock.today()
    return {"from_on": today + 30 * clock.DAY, "until_on": today + 120 * clock.DAY}


class ReasonForm(forms.Form):
    reason = Line(
        300, label=_("为什么"), widget=forms.Textarea, help_text=_("大家会看到，不要写谁的名字。")
    )


class WhoForm(forms.Form):
    """Somebody, or an organisation, from a list that the page has made."""

    side = forms.CharField(widget=forms.HiddenInput)
    who = forms.ChoiceField(label=_("请谁"), error_messages=CHOOSE)

    def __init__(self, choices: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [("", gettext("请选")), *choices]  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    opinion = forms.ChoiceField(
        label=_("你怎么看"), choices=OPINION_NAMES, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    words = Line(
        300,
        label=_("为什么"),
        widget=forms.Textarea,
        help_text=_("看理由，不数票。居民的话只写“一位居民”。"),
    )


class PartnerForm(forms.Form):
    organisation = forms.ChoiceField(label=_("请哪一家"), error_messages=CHOOSE)
    as_what = forms.ChoiceField(label=_("它是"), choices=PARTNER_AS_NAMES, error_messages=CHOOSE)
    part = Line(NOTE_MOST, label=_("请它做什么"), help_text=_("比如“出两位老师、投影一台”。"))

    def __init__(self, found: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(one.pk): one for one in found}
        named = [(key, one.name) for key, one in self.found.items()]
        self.fields["organisation"].choices = [("", gettext("请选")), *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Organisation:
        return self.found[self.cleaned_data["organisation"]]


class UntilForm(forms.Form):
    until_on = DayField(label=_("合作到哪天"))


class CarryForm(forms.Form):
    organisation = forms.ChoiceField(label=_("谁来牵头"), required=False, error_messages=CHOOSE)

    def __init__(
        self, partners: Sequence[Organisation], desk: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(one.pk): one for one in partners}
        named = [(key, one.name) for key, one in self.found.items()]
        self.fields["organisation"].choices = [("", desk), *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Organisation | None:
        return self.found.get(self.cleaned_data["organisation"])


class PartyForm(forms.Form):
    """The second side: an organisation. The third: an organisation, or a neighbour for a group."""

    side = forms.CharField(widget=forms.HiddenInput)
    organisation = forms.ChoiceField(label=_("哪一家"), required=False, error_messages=CHOOSE)
    person = forms.ChoiceField(label=_("替小组说话的邻居"), required=False, error_messages=CHOOSE)
    name = Line(40, label=_("居民小组叫什么"), required=False)

    def __init__(
        self,
        found: Sequence[Organisation],
        people: Sequence[tuple[Person, str]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(one.pk): one for one in found}
        self.people = {str(one.pk): one for one, _name in people}
        nothing = ("", gettext("请选"))
        named = [(key, one.name) for key, one in self.found.items()]
        self.fields["organisation"].choices = [nothing, *named]  # type: ignore[attr-defined]
        called = [(str(one.pk), name) for one, name in people]
        self.fields["person"].choices = [nothing, *called]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "organisation": self.found.get(said["organisation"]),
            "person": self.people.get(said["person"]),
            "name": said["name"],
        }


# ---- rows -------------------------------------------------------------------------------------


class Rows:
    """Several small forms of one kind under one another; rows left empty are left out.

    What was typed stays, also in rows that are wrong. `text` names the fields that make a row one.
    """

    def __init__(
        self,
        make: Callable[..., forms.Form],
        name: str,
        *,
        most: int,
        text: tuple[str, ...],
        data: Mapping[str, Any] | None = None,
        filled: Sequence[dict[str, Any]] = (),
        spare: int = 2,
    ) -> None:
        self.text, self.data, self.name = text, data, name
        count = min(most, len(filled) + spare)
        if data is not None:
            sent = [n for n in range(most) if any(f"{name}-{n}-{one}" in data for one in text)]
            count = max([count, *(n + 1 for n in sent)])
        self.forms = [self._row(make, n, filled) for n in range(count)]

    def _row(
        self, make: Callable[..., forms.Form], n: int, filled: Sequence[dict[str, Any]]
    ) -> forms.Form:
        """A row left empty is shown empty, and nothing is wrong with it."""
        prefix = f"{self.name}-{n}"
        if self.data is not None:
            sent = self.data if self._written(prefix) else None
            return make(sent, prefix=prefix, use_required_attribute=False)
        initial = filled[n] if n < len(filled) else {}
        return make(None, prefix=prefix, initial=initial, use_required_attribute=False)

    def _written(self, prefix: str) -> bool:
        assert self.data is not None
        return any(str(self.data.get(f"{prefix}-{one}", "")).strip() for one in self.text)

    @property
    def sent(self) -> list[forms.Form]:
        """The rows in which something was written."""
        return [one for one in self.forms if one.is_bound]

    def is_valid(self) -> bool:
        return forms.all_valid(self.sent)  # type: ignore[arg-type]

    @property
    def cleaned(self) -> list[dict[str, Any]]:
        return [one.cleaned_data for one in self.sent]


class BudgetHeadForm(forms.Form):
    total = Yuan(label=_("总额多少元"), help_text=_("不花钱就写 0，下面不用填。"))
    percent = _number(_("自筹至少百分之几"), 0, 100, required=False)


class BudgetLineForm(forms.Form):
    title = Line(LINE_MOST, label=_("做什么用"))
    payer = forms.ChoiceField(label=_("谁出"), choices=PAYER_NAMES, initial=Payer.COMMUNITY)
    planned = Yuan(label=_("计划多少元"))
    own = Yuan(label=_("其中自筹"), required=False)

    def line(self) -> money.Line:
        said = self.cleaned_data
        payer = Payer(said["payer"])
        own = said["planned"] if payer == Payer.OWN else said["own"] or 0
        return money.Line(said["title"], payer, said["planned"], own)


class SpentForm(forms.Form):
    spent = Yuan(label=_("花了多少元"))


class IndicatorForm(forms.Form):
    title = Line(LINE_MOST, label=_("数什么"))
    planned = _number(_("计划多少"), 0, 1_000_000)
    measure = Line(8, label=_("单位"))
    source = Line(60, label=_("从哪里数来"))

    def promise(self) -> Promise:
        said = self.cleaned_data
        return Promise(said["title"], said["planned"], said["measure"], said["source"])


class ReachedForm(forms.Form):
    reached = _number(_("达到多少"), 0, 1_000_000, required=False)
    note = Line(200, label=_("说明"), required=False)


class RoleForm(forms.Form):
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = Line(LINE_MOST, label=_("做什么"))
    skill = forms.ChoiceField(label=_("要会什么"), required=False, error_messages=CHOOSE)
    number = _number(_("要几个人"), 1, rules.ROLE_PEOPLE_MOST)
    brought = _number(_("合作方带几位"), 0, rules.ROLE_PEOPLE_MOST, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        skills = [(code, gettext(skill.name)) for code, skill in SKILL_BY_CODE.items()]
        self.fields["skill"].choices = [("", gettext("不限")), *skills]  # type: ignore[attr-defined]

    def wish(self) -> Wish:
        said = self.cleaned_data
        brought = said["brought"] or 0
        return Wish(said["title"], said["number"], said["skill"], brought, said["key"])


def budget_rows(project: Project, data: Any = None) -> Rows:
    lines = project.budget.order_by("order")
    filled = [
        {
            "title": row.title,
            "payer": row.payer,
            "planned": typed(row.planned_fen),
            "own": typed(row.own_fen) if row.own_fen else "",
        }
        for row in lines
    ]
    text = ("title", "planned", "own")
    return Rows(
        BudgetLineForm, "line", most=money.LINES_MOST, text=text, data=data, filled=filled, spare=3
    )


def indicator_rows(project: Project, data: Any = None) -> Rows:
    names = ("title", "planned", "measure", "source")
    filled = [
        {name: getattr(row, name) for name in names} for row in project.indicators.order_by("order")
    ]
    return Rows(
        IndicatorForm, "row", most=rules.INDICATORS_MOST, text=names, data=data, filled=filled
    )


def role_rows(roles: Sequence[ProjectRole], data: Any = None) -> Rows:
    filled = [
        {
            "key": row.pk,
            "title": row.title,
            "skill": row.skill,
            "number": row.number,
            "brought": row.brought or "",
        }
        for row in roles
    ]
    text = ("title", "number")
    return Rows(RoleForm, "role", most=rules.ROLES_MOST, text=text, data=data, filled=filled)


def reached_forms(
    rows: Sequence[Indicator], data: Any = None
) -> list[tuple[Indicator, ReachedForm]]:
    return [
        (row, ReachedForm(data, prefix=str(row.pk), initial={"reached": row.reached,
                                                             "note": row.note}))
        for row in rows
    ]  # fmt: skip


def told_of(
    forms_: Sequence[tuple[Indicator, ReachedForm]],
) -> dict[UUID, tuple[int | None, str]]:
    return {
        row.pk: (form.cleaned_data["reached"], form.cleaned_data["note"]) for row, form in forms_
    }
