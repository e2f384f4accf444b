"""What a desk fills in: few fields, prefilled with what is known."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.places.models import Place
from last500.service_requests.categories import CATEGORIES
from last500.service_requests.models import DayPart, ServiceRequest, Spot
from last500.service_requests.rules import REFERRALS, ROUTE_WORDS
from last500.service_requests.suggestions import GROUNDS
from last500.web.desk.words import DECLINE_REASONS

CATEGORY_CHOICES = [("", _("请选一类")), *((c.code, _(c.name)) for c in CATEGORIES)]
CATEGORY_NAMES = {c.code: c.name for c in CATEGORIES}


def first_summary(card: ServiceRequest, category: str) -> str:
    """What helpers read at first: place and kind, nothing of the person and none of their words."""
    name = CATEGORY_NAMES.get(category)
    kind = gettext(name) if name else ""
    spot = card.get_spot_display() if card.spot != Spot.OTHER else ""
    return " · ".join(filter(None, [spot, kind]))


class StepForm(forms.Form):
    """Several of these stand on one card: each gives its fields identifiers of its own."""

    step = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.step}_%s")
        super().__init__(*args, **kwargs)


class VerifyForm(StepForm):
    step = "verify"
    category = forms.ChoiceField(label=_("类别"), choices=CATEGORY_CHOICES)
    summary = forms.CharField(
        label=_("给邻居看的一句话"),
        max_length=60,
        required=False,
        help_text=_("接之前只看得到这一句。不要写姓名、电话、门牌和病情。"),
    )
    minutes = forms.IntegerField(label=_("大概要多少分钟"), min_value=10, max_value=600)
    wanted = forms.IntegerField(label=_("要几个人"), min_value=1, max_value=10, required=False)
    risk_note = forms.CharField(
        label=_("要当心什么"),
        max_length=120,
        required=False,
        help_text=_("比如：要上梯子，家里有狗。"),
    )
    note = forms.CharField(label=_("核实时听到的"), max_length=500, required=False)


def verify_form(card: ServiceRequest, suggested: str = "", data: object = None) -> VerifyForm:
    category = card.category or suggested
    initial = {
        "category": category,
        "summary": card.summary or first_summary(card, category),
        "minutes": card.minutes,
        "wanted": card.wanted,
        "risk_note": card.risk_note,
    }
    return VerifyForm(data, initial=initial)


class OfferForm(StepForm):
    step = "offer"
    helpers = forms.TypedMultipleChoiceField(coerce=UUID, required=False)
    open_to = forms.ChoiceField(
        choices=[
            ("", _("只请选中的")),
            ("compound", _("本小区合适的都可以来")),
            ("community", _("本社区合适的都可以来")),
            ("street", _("本街道合适的都可以来")),
        ],
        required=False,
    )

    # A team that works here: those of its members who fit are invited one by one.
    team = forms.UUIDField(required=False)

    def __init__(self, data: object, fitting: list[UUID]) -> None:
        super().__init__(data)
        self.fields["helpers"].choices = [(str(key), "") for key in fitting]  # type: ignore[attr-defined]
        self.fields["helpers"].error_messages["invalid_choice"] = gettext(
            "有一位现在不方便了，请重新选。"
        )


class DeclineForm(StepForm):
    step = "decline"
    reason = forms.ChoiceField(
        label=_("为什么不受理"),
        choices=[(text, _(text)) for text in DECLINE_REASONS],
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label=_("再说一句"),
        max_length=500,
        required=False,
        help_text=_("对方会看到，可以提一次意见，由上一级决定。"),
    )

    def clean(self) -> dict:
        data = super().clean() or {}
        reason = data.get("reason")
        parts = [gettext(reason) if reason else "", data.get("note", "")]
        data["said"] = "。".join(filter(None, parts))
        if not data["said"] and not self.errors:
            self.add_error("reason", gettext("请选一个原因，或者写一句。"))
        return data


class ReferForm(StepForm):
    step = "refer"
    route = forms.ChoiceField(
        label=_("转给谁"),
        choices=[(route.value, _(ROUTE_WORDS[route])) for route in REFERRALS],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("另外要说的"),
        max_length=500,
        required=False,
        help_text=_("不写的话，对方看到的是上面那一类的依据。"),
    )

    def clean(self) -> dict:
        data = super().clean() or {}
        ground = GROUNDS.get(data.get("route", ""))
        parts = [gettext(ground) if ground else "", data.get("note", "")]
        data["said"] = "\n".join(filter(None, parts))
        return data


class NoteForm(StepForm):
    step = "word"
    note = forms.CharField(label=_("写一句"), max_length=1000)


class EnterForm(forms.Form):
    """Somebody else's request from the telephone, from paper, at the counter."""

    channel = forms.ChoiceField(
        label=_("怎么来的"),
        choices=[("phone", _("打电话")), ("paper", _("纸质单")), ("counter", _("当面说"))],
        widget=forms.RadioSelect,
        initial="phone",
    )
    place = forms.ChoiceField(label=_("哪个小区"))
    text = forms.CharField(
        label=_("什么事"), max_length=2000, required=False, widget=forms.Textarea
    )
    category = forms.ChoiceField(label=_("类别"), choices=CATEGORY_CHOICES, required=False)
    spot = forms.ChoiceField(label=_("在哪儿"), choices=Spot.choices)
    building = forms.ChoiceField(label=_("哪一栋"), required=False)
    door = forms.CharField(label=_("单元和门牌"), max_length=60, required=False)
    name = forms.CharField(label=_("怎么称呼"), max_length=40, required=False)
    phone = forms.CharField(
        label=_("电话"),
        max_length=20,
        required=False,
        help_text=_("纸质单和当面说的，没有电话也可以：会打一张有受理号和查询码的小条。"),
    )
    wished_on = forms.DateField(
        label=_("想在哪一天"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    wished_part = forms.ChoiceField(label=_("什么时候方便"), choices=DayPart.choices, initial="any")
    consent = forms.ChoiceField(
        label=_("本人同意替他保管电话和住址吗"),
        choices=[
            ("said_on_phone", _("电话里说了同意")),
            ("signed_paper", _("在纸质单上签了字")),
            ("said_in_person", _("当面说了同意")),
        ],
        widget=forms.RadioSelect,
        help_text=_("先告诉对方：只有值守和接单的邻居能看到，办完就不再可见，看过都会留下记录。"),
    )

    def __init__(self, compounds: list[Place], buildings: list[Place], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["place"].choices = [(c.pk, c.name) for c in compounds]  # type: ignore[attr-defined]
        self.fields["building"].choices = [  # type: ignore[attr-defined]
            ("", gettext("不清楚")),
            *((b.pk, b.name) for b in buildings),
        ]

    def clean_wished_on(self) -> object:
        on = self.cleaned_data["wished_on"]
        if on and not clock.today() <= on <= clock.today() + timedelta(days=366):
            raise forms.ValidationError(gettext("请写今天以后、一年以内的日子。"))
        return on


class NoticeForm(forms.Form):
    title = forms.CharField(label=_("标题"), max_length=60)
    body = forms.CharField(label=_("内容"), max_length=1000, required=False, widget=forms.Textarea)
    days = forms.TypedChoiceField(
        label=_("挂多久"),
        coerce=int,
        choices=[(3, _("三天")), (7, _("一周")), (14, _("两周")), (30, _("一个月"))],
        initial=7,
    )
