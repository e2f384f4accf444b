"""What liaisons and desks fill in. Nothing is decided here."""

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.areas import m2_words
from last500.base.form_fields import DayField, Line
from last500.lists import formats, rules
from last500.lists.actions.bookings import Wish
from last500.lists.actions.needs import NeedDraft
from last500.lists.actions.resources import ResourceDraft
from last500.lists.models import Need, Resource
from last500.lists.models.profile import COUNTED_NAMES
from last500.lists.models.resources import KIND_NAMES, TITLE_MOST, WORDS_MOST
from last500.lists.sentences import window_words
from last500.lists.windows import DAY, Window
from last500.organisations.models import Organisation
from last500.places.models import AUDIENCE_NAMES, Place
from last500.reportin.skills import GROUPS, SKILL_BY_CODE

TIME_WRONG = {"invalid": _("时间请写成 14:30 这样。")}


class ClockField(forms.TimeField):
    """A time of day; `minute` counts it from midnight, 0:00 as an end is 24:00."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        kwargs.setdefault("error_messages", {}).update(TIME_WRONG)
        super().__init__(widget=widget, **kwargs)


def minute(at: time | None) -> int:
    return at.hour * 60 + at.minute if at else 0


def _number(label: Any, *, least: int, most: int, **kwargs: Any) -> forms.IntegerField:
    said = gettext_number(least, most)
    errors = {"invalid": said, "min_value": said, "max_value": said}
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, error_messages=errors, **kwargs
    )


def gettext_number(least: int, most: int) -> Any:
    from django.utils.functional import lazy

    def words() -> str:
        return gettext("请写 %(least)d 到 %(most)d 的整数。") % {"least": least, "most": most}

    return lazy(words, str)()


def skill_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (gettext(group), [(code, gettext(SKILL_BY_CODE[code].name)) for code in codes])
        for group, codes in GROUPS
    ]


class NeedForm(forms.Form):
    kind = forms.ChoiceField(label=_("类别"), widget=forms.RadioSelect, choices=KIND_NAMES)
    title = Line(
        TITLE_MOST, label=_("要什么"), help_text=_("比如“周末教老人用手机的人”。不写姓名和电话。")
    )
    words = Line(WORDS_MOST, label=_("说明"), required=False, widget=forms.Textarea)
    audience = forms.ChoiceField(label=_("为谁"), choices=AUDIENCE_NAMES)
    place = forms.ChoiceField(label=_("哪里要"))
    when = Line(60, label=_("什么时候"), required=False, help_text=_("比如“每月第一个周六上午”。"))
    wanted = _number(_("要多少"), least=1, most=rules.WANTED_MOST, initial=1)
    measure = Line(6, label=_("计量单位"), required=False, help_text=_("人、次、箱、小时。"))
    until_on = DayField(label=_("到哪天为止"))
    skills = forms.MultipleChoiceField(
        label=_("要会什么"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, places: list[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        self.fields["place"].choices = [(p.pk, p.name) for p in places]  # type: ignore[attr-defined]
        self.fields["skills"].choices = skill_choices()  # type: ignore[attr-defined]

    @property
    def chosen_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]

    def draft(self) -> NeedDraft:
        said = self.cleaned_data
        return NeedDraft(
            kind=said["kind"],
            title=said["title"],
            until_on=said["until_on"],
            words=said["words"],
            audience=said["audience"],
            skills=tuple(said["skills"]),
            when=said["when"],
            wanted=said["wanted"],
            measure=said["measure"],
        )

    @staticmethod
    def filled(need: Need) -> dict[str, Any]:
        names = ("kind", "title", "words", "audience", "when", "wanted", "measure", "until_on")
        return {name: getattr(need, name) for name in names} | {
            "place": need.place_id,
            "skills": need.skills,
        }


class ClaimForm(forms.Form):
    organisation = forms.ChoiceField(label=_("以哪个单位的名义"))
    number = forms.IntegerField(
        label=_("认领多少"), error_messages={"invalid": _("请写一个整数。")}
    )
    words = Line(
        200, label=_("打算怎么办"), required=False, help_text=_("比如“派两位电工，周六上午”。")
    )

    def __init__(self, units: list[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(one.pk): one for one in units}
        self.fields["organisation"].choices = [(one.pk, one.name) for one in units]  # type: ignore[attr-defined]

    @property
    def unit(self) -> Organisation:
        return self.units[self.cleaned_data["organisation"]]


BACK = [("yes", _("借出去，用完还")), ("no", _("送出去，用掉不用还"))]


class ResourceForm(forms.Form):
    kind = forms.ChoiceField(label=_("类别"), widget=forms.RadioSelect, choices=KIND_NAMES)
    title = Line(TITLE_MOST, label=_("是什么"), help_text=_("比如“二楼会议室”“折叠桌”。"))
    conditions = Line(
        WORDS_MOST,
        label=_("条件"),
        required=False,
        widget=forms.Textarea,
        help_text=_("谁可以用，要不要钱，用完怎么收拾。不写姓名和电话。"),
    )
    risk_note = Line(200, label=_("要留心什么"), required=False)
    communities = forms.MultipleChoiceField(
        label=_("提供给哪些社区"), required=False, widget=forms.CheckboxSelectMultiple
    )
    where = Line(60, label=_("在哪里"), required=False, help_text=_("不写就是在单位。"))
    capacity = _number(_("容多少人"), least=1, most=100_000, required=False)
    area = forms.CharField(label=_("面积（平方米）"), required=False, max_length=10)
    pieces = _number(_("有几件"), least=1, most=rules.PIECES_MOST, required=False, initial=1)
    comes_back = forms.ChoiceField(
        label=_("借还是送"), widget=forms.RadioSelect, choices=BACK, required=False, initial="yes"
    )
    windows = forms.CharField(
        label=_("每周开放时间"),
        required=False,
        max_length=400,
        widget=forms.Textarea,
        help_text=_("一行一个，比如“周一、周三 9:00-11:30”。不写就是约着来。"),
    )
    notice = _number(_("至少提前几小时"), least=0, most=24 * 60, required=False)
    longest = forms.CharField(label=_("一次最长几小时"), required=False, max_length=6)
    skills = forms.MultipleChoiceField(
        label=_("会什么"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, communities: Iterable[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(place.pk): place for place in communities}
        if self.known:
            named = [(key, place.name) for key, place in self.known.items()]
            self.fields["communities"].choices = named  # type: ignore[attr-defined]
        else:
            del self.fields["communities"]
        self.fields["skills"].choices = skill_choices()  # type: ignore[attr-defined]

    def _read(self, name: str, read: Any, *more: Any) -> Any:
        cell = self.cleaned_data.get(name, "").strip()
        try:
            return read(cell, *more) if cell else None
        except formats.Wrong as wrong:
            raise forms.ValidationError(str(wrong)) from None

    def clean_area(self) -> int | None:
        return self._read("area", formats.square)

    def clean_windows(self) -> tuple[Window, ...]:
        return self._read("windows", formats.windows) or ()

    def clean_longest(self) -> int:
        return self._read("longest", formats.minutes, gettext("一次最长几小时")) or 0

    def draft(self) -> ResourceDraft:
        said = self.cleaned_data
        return ResourceDraft(
            kind=said["kind"],
            title=said["title"],
            conditions=said["conditions"],
            risk_note=said["risk_note"],
            skills=tuple(said["skills"]),
            where=said["where"],
            capacity=said["capacity"],
            area_cm2=said["area"],
            pieces=said["pieces"] or 1,
            comes_back=said["comes_back"] != "no",
            windows=said["windows"],
            notice=60 * (said["notice"] or 0),
            longest=said["longest"],
            communities=tuple(self.known[key] for key in said.get("communities", ())),
        )

    @staticmethod
    def filled(one: Resource, offered: Iterable[int]) -> dict[str, Any]:
        names = ("kind", "title", "conditions", "risk_note", "where", "capacity", "pieces")
        return {name: getattr(one, name) for name in names} | {
            "communities": list(offered),
            "area": m2_words(one.area_cm2) if one.area_cm2 else "",
            "comes_back": "yes" if one.comes_back else "no",
            "windows": "\n".join(window_words(Window(*each) for each in one.windows)),
            "notice": one.notice_minutes // 60 or None,
            "longest": f"{one.longest_minutes / 60:g}" if one.longest_minutes else "",
            "skills": one.skills,
        }


class BookForm(forms.Form):
    """A room or a person: a day, from, to. Goods: from day to day, how many."""

    by = forms.ChoiceField(label=_("以谁的名义"))
    on = DayField(label=_("哪一天"))
    start = ClockField(label=_("从"))
    end = ClockField(label=_("到"))
    last = DayField(label=_("用到哪一天"))
    number = forms.IntegerField(label=_("要几件"), initial=1)
    purpose = Line(60, label=_("做什么用"), help_text=_("比如“合唱队排练，二十人”。不写姓名。"))

    def __init__(
        self,
        resource: Resource,
        parties: dict[str, Organisation | Place],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.resource, self.parties = resource, parties
        self.fields["by"].choices = [(key, str(one)) for key, one in parties.items()]  # type: ignore[attr-defined]
        if resource.lent_by_day:
            self.fields["on"].label = gettext("从哪一天")
        gone: tuple[str, ...] = ("start", "end") if resource.lent_by_day else ("last", "number")
        if resource.lent_by_day and not resource.comes_back:
            gone = ("start", "end", "last")
        for name in gone:
            del self.fields[name]

    @property
    def party(self) -> Organisation | Place:
        return self.parties[self.cleaned_data["by"]]

    def wish(self) -> Wish:
        said = self.cleaned_data
        end = minute(said.get("end"))
        return Wish(
            on=said["on"],
            purpose=said["purpose"],
            start=minute(said.get("start")),
            end=end if end or not said.get("end") else DAY,
            last=said.get("last"),
            number=said.get("number") or 1,
        )


class NoteForm(forms.Form):
    note = Line(300, label=_("说一句"), required=False, widget=forms.Textarea)


class DayForm(forms.Form):
    on = DayField(label=_("哪一天"))
    start = ClockField(label=_("从"), required=False)
    end = ClockField(label=_("到"), required=False)

    def spans(self) -> tuple[tuple[int, int], ...]:
        """No times: closed all day."""
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start is None and end is None:
            return ()
        return ((minute(start), minute(end) or DAY),)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("on") and said["on"] < clock.today():
            self.add_error("on", gettext("请选今天或以后的日子。"))
        times = [said.get("start"), said.get("end")]
        whole = all(times) and minute(times[0]) < (minute(times[1]) or DAY)
        if any(times) and not whole:
            self.add_error("end", gettext("结束要在开始之后；两个都不写，就是这天不开放。"))
        return said


class CountForm(forms.Form):
    what = forms.ChoiceField(label=_("数什么"), choices=COUNTED_NAMES)
    number = _number(_("有多少"), least=0, most=10_000_000)
    on = DayField(label=_("哪天的数"))
    source = Line(40, label=_("从哪里来"), help_text=_("比如“社区台账”“人口普查”。"))


class Yuan(forms.DecimalField):
    """Yuan as people write them, as whole fen."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = _("请写钱数，比如 128 或 128.50。")
        errors = dict.fromkeys(("invalid", "max_decimal_places", "max_digits"), wrong)
        super().__init__(
            max_digits=13,
            decimal_places=2,
            error_messages=errors,
            localize=False,
            # A number's field would not let anybody type 12,000.
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        said = super().clean(value.replace(",", "").replace("，", "") if value else value)
        return int(said * rules.FEN) if isinstance(said, Decimal) else said


class BudgetForm(forms.Form):
    year = _number(_("哪一年"), least=2000, most=2100)
    title = Line(40, label=_("做什么用"))
    planned = Yuan(label=_("计划多少元"))
    source = Line(40, label=_("钱从哪里来"), required=False)


class SpendForm(forms.Form):
    line = forms.ChoiceField(label=_("哪一项"))
    on = DayField(label=_("哪天花的"))
    amount = Yuan(label=_("多少元"))
    words = Line(60, label=_("花在什么上"))

    def __init__(self, lines: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = lines  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("表格文件"),
        help_text=_("CSV、Excel（.xlsx）或者 JSON。"),
        error_messages={"required": _("请选一个文件。"), "empty": _("这个文件是空的，请换一个。")},
    )


def first_day(today: date) -> date:
    """What a form begins with: in a month."""
    return today + 30 * clock.DAY
