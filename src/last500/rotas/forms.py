"""What the desk fills in when it arranges a rota, and what it enters of a household's word."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.places.models import Place
from last500.rotas import rules, words
from last500.rotas.actions.arranging import TEXT_MOST, TITLE_MOST, Arranging
from last500.rotas.rules import Pattern
from last500.service_requests.categories import BY_CODE, CATEGORIES
from last500.service_requests.forms import Line, Lines
from last500.service_requests.models import ServiceRequest, Spot

EVERY = [(code, _(word)) for code, word in rules.EVERY_WORDS.items()]
HOW = [
    ("own_page", _("还没有，给一条链接，请住户自己点同意")),
    ("said_on_phone", _("在电话里说了同意")),
    ("signed_paper", _("在纸上签了字")),
    ("said_in_person", _("当面说了同意")),
]
MONTHS = [(3, _("三个月")), (6, _("半年")), (12, _("一年"))]


class ArrangeForm(forms.Form):
    title = Line(
        TITLE_MOST,
        label=_("什么事，两三个字"),
        help_text=_("比如“理发”“买菜”“送餐”。被请的邻居看得到，不要写是谁。"),
    )
    category = forms.ChoiceField(label=_("类别"), choices=[(c.code, _(c.name)) for c in CATEGORIES])
    text = Lines(
        TEXT_MOST,
        label=_("每次要做什么"),
        required=False,
        help_text=_("接了那一次的邻居才看得到。"),
    )
    every = forms.ChoiceField(label=_("多久一次"), choices=EVERY)
    weekday = forms.TypedChoiceField(
        label=_("星期几"), coerce=int, choices=[(n, _(w)) for n, w in enumerate(words.WEEKDAYS)]
    )
    start = forms.TimeField(
        label=_("几点开始"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("时间请写成 9:30 这样。")},
    )
    minutes = forms.IntegerField(label=_("大约多少分钟"), min_value=10, max_value=600, initial=60)
    wanted = forms.IntegerField(label=_("每次要几个人"), min_value=1, max_value=4, initial=1)
    starts_on = forms.DateField(
        label=_("从哪一天起"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期请写成 2026-03-05 这样。")},
    )
    months = forms.TypedChoiceField(
        label=_("先安排多久"),
        coerce=int,
        choices=MONTHS,
        initial=6,
        help_text=_("到期前一个月问住户要不要再续；不说，就到期结束。"),
    )
    skips_holidays = forms.BooleanField(label=_("法定假日不来"), required=False, initial=True)
    risk_note = Line(120, label=_("邻居要留意的"), required=False)
    how = forms.ChoiceField(label=_("住户同意了吗"), choices=HOW, widget=forms.RadioSelect)
    place = forms.TypedChoiceField(label=_("哪个小区"), coerce=int)
    building = forms.TypedChoiceField(
        label=_("哪一栋"), required=False, coerce=int, empty_value=None
    )
    spot = forms.ChoiceField(label=_("在哪儿"), choices=Spot.choices, initial=Spot.HOME)
    door = Line(60, label=_("单元和门牌"), required=False)
    name = Line(40, label=_("怎么称呼"), required=False)
    phone = forms.CharField(label=_("电话"), max_length=40, required=False)
    email = forms.EmailField(
        label=_("电子邮箱"),
        required=False,
        max_length=120,
        error_messages={"invalid": _("邮箱地址好像不对，请再看看。")},
    )
    helper_gender = forms.ChoiceField(
        label=_("希望谁上门"),
        required=False,
        choices=[("", _("都可以")), ("f", _("女邻居")), ("m", _("男邻居"))],
    )
    OF_THE_HOUSEHOLD = (
        *("place", "building", "spot", "door", "name", "phone", "email", "helper_gender"),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        compounds: Sequence[Place] = (),
        buildings: Sequence[Place] = (),
        of: ServiceRequest | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.of, self.places = of, {place.pk: place for place in (*compounds, *buildings)}
        if of is not None:
            for name in self.OF_THE_HOUSEHOLD:
                del self.fields[name]
            return
        self.fields["place"].choices = [(c.pk, c.name) for c in compounds]  # type: ignore[attr-defined]
        known = [(b.pk, b.name) for b in buildings]
        self.fields["building"].choices = [("", gettext("不清楚")), *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        kind = BY_CODE.get(filled.get("category", ""))
        if kind and kind.needs_two and filled.get("wanted") == 1:
            self.add_error("wanted", gettext("这一类两个人一起去，请写 2 或者更多。"))
        return filled

    def arranging(self) -> Arranging:
        """What was filled in; the form is valid."""
        said = dict(self.cleaned_data)
        pattern = _pattern(said)
        most = rules.LONGEST.days - 1
        ends_on = said["starts_on"] + timedelta(min(round(said["months"] * 30.5), most))
        building = self.places.get(said.get("building"))  # type: ignore[arg-type]
        own = ["title", "text", "category", "how", "minutes", "wanted", "skips_holidays"]
        own += ["risk_note", "spot", "name", "phone", "email", "door", "helper_gender"]
        kept = {name: said[name] for name in own if name in said}
        return Arranging(pattern=pattern, ends_on=ends_on, building=building, **kept)


def _pattern(said: dict[str, Any]) -> Pattern:
    start: time = said["start"]
    minute = start.hour * 60 + start.minute
    return rules.pattern_of(said["every"], said["weekday"], minute, said["starts_on"])


def first_words(of: ServiceRequest | None) -> dict[str, Any]:
    """What the form begins with; from a request, its kind, words and facts."""
    begin: dict[str, Any] = {"starts_on": clock.today(), "start": time(9, 30), "wanted": 1}
    if of is None:
        return begin
    kind = BY_CODE.get(of.category)
    return begin | {
        "title": of.summary if len(of.summary) <= TITLE_MOST else "",
        "category": of.category,
        "text": of.text[:TEXT_MOST],
        "minutes": of.minutes,
        "wanted": max(of.wanted, 2 if kind and kind.needs_two else 1),
        "risk_note": of.risk_note,
    }


class InviteForm(forms.Form):
    helpers = forms.TypedMultipleChoiceField(label=_("请谁"), coerce=str)

    def __init__(self, data: Any, known: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["helpers"].choices = [(key, key) for key in known]  # type: ignore[attr-defined]
        self.fields["helpers"].error_messages["required"] = gettext("请至少选一位邻居。")


class WordForm(forms.Form):
    """A household's word: its own, or as it was told to the desk."""

    word = forms.ChoiceField(
        choices=[(w, w) for w in ("agree", "skip", "pause", "resume", "renew", "end")]
    )
    on = forms.DateField(required=False)
    days = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=0,  # type: ignore[arg-type]
        choices=[(n, n) for n in rules.PAUSES],
    )
    how = forms.ChoiceField(required=False, choices=HOW)
