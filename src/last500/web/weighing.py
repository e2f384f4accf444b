"""按什么请人: what counts when it is decided whom to ask, for everybody to read (PIPL 24).

A street or a district sets its own numbers here, a desk switches fit off; both with a reason that
everybody reads, and never with a name.
"""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from last500.base.errors import Conflict, Refused
from last500.base.http import Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.dispatch.models.plan import REASON_MOST
from last500.dispatch.weighing import (
    history_of,
    may_set_numbers,
    may_switch,
    set_by_distance,
    set_numbers,
    weighing_at,
)
from last500.dispatch.weights import DEFAULT, MOST, SENTENCES, VERSION, Weights
from last500.places.models import Place

TENTHS = 10
# What is never weighed: whoever one of these holds for is not asked.
HARD: tuple[str, ...] = (
    N_("没有报到、暂停了、或者锁上了自己信息的，不请。"),
    N_("比自己愿意去的地方远的，不请。"),
    N_("自己说不想被问到这类事的，不请。"),
    N_("手上的件数、这个月的件数到了自己定的上限的，不请。"),
    N_("那一天自己说了不在的，不请。"),
    N_("和求助的人有一方不想碰面的，不请；求助的人自己的事，不请自己。"),
    N_("法律要资格的事，没看过证的不请；危险的、晚上的事，不请未成年人。"),
    N_("求助的人希望女邻居、男邻居上门的，只请符合的；要两个人的，请两个人。"),
)


class WeightsForm(forms.Form):
    """A number of minutes for each, with one place after the point."""

    reason = forms.CharField(
        label=gettext_lazy("为什么改"),
        max_length=REASON_MOST,
        help_text=gettext_lazy("大家都看得到，不写人名。"),
    )

    def __init__(self, weights: Weights, data: Any = None) -> None:
        super().__init__(data, auto_id="numbers_%s")  # beside the switch, on one page
        reason = self.fields.pop("reason")
        for name, number in asdict(weights).items():
            self.fields[name] = forms.DecimalField(
                label=_(SENTENCES[name]),
                min_value=0,
                max_value=MOST // TENTHS,
                decimal_places=1,
                initial=minutes(number),
                error_messages={
                    "invalid": _("请写分钟数，比如 6 或 0.5。"),
                    "required": _("请写分钟数，比如 6 或 0.5。"),
                },
            )
        self.fields["reason"] = reason

    def weights(self) -> Weights:
        data = {name: int(self.cleaned_data[name] * TENTHS) for name in SENTENCES}
        return Weights(**data)


def minutes(number: int) -> Decimal | int:
    """Of tenths of a minute; whole minutes without a point."""
    return number // TENTHS if number % TENTHS == 0 else Decimal(number) / TENTHS


class SwitchForm(forms.Form):
    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="switch_%s")

    reason = forms.CharField(
        label=gettext_lazy("为什么"),
        max_length=REASON_MOST,
        help_text=gettext_lazy("大家都看得到，不写人名。"),
    )


def _place_or_404(place_id: int) -> Place:
    found = Place.objects.current().filter(pk=place_id).first()
    if found is None:
        raise Http404
    return found


@require_safe
def page(request: Request, place_id: int) -> HttpResponse:
    """Open to everybody; three statements."""
    return _show(request, _place_or_404(place_id))


@require_safe
def everywhere(request: Request) -> HttpResponse:
    """The numbers that come with the product."""
    context = {"numbers": _numbers(DEFAULT), "hard": [_(words) for words in HARD]}
    return render(request, "web/weighing.html", context | {"version": VERSION})


def _numbers(weights: Weights) -> list[dict[str, Any]]:
    first = asdict(DEFAULT)
    return [
        {"word": _(SENTENCES[name]), "minutes": minutes(number), "own": number != first[name]}
        for name, number in asdict(weights).items()
    ]


def _show(
    request: Request,
    place: Place,
    *,
    weights_form: WeightsForm | None = None,
    switch_form: SwitchForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, how, history = request.actor, weighing_at(place.path), history_of(place)
    sets = may_set_numbers(actor, place)
    context = {
        "place": place,
        "numbers": _numbers(how.weights),
        "version": how.version,
        "by_distance": how.by_distance,
        "hard": [_(words) for words in HARD],
        "history": history,
        "seen": max((row.number for row in history if row.place_id == place.pk), default=0),
        "weights_form": (weights_form or WeightsForm(how.weights)) if sets else None,
        "switch_form": (switch_form or SwitchForm()) if may_switch(actor, place) else None,
    }
    return render(request, "web/weighing.html", context, status=status)


@require_POST
@signed_in
@once
def set_weights(request: Request, place_id: int) -> HttpResponse:
    place = _place_or_404(place_id)
    if not may_set_numbers(request.actor, place):
        raise Http404
    form = WeightsForm(weighing_at(place.path).weights, request.POST)
    if form.is_valid():
        try:
            set_numbers(
                request.actor,
                place,
                form.weights(),
                reason=form.cleaned_data["reason"],
                seen=_seen(request),
            )
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("改好了，从现在起按新的来。"))
            return see_other(reverse("web:weighing", args=[place.pk]))
    return _show(request, place, weights_form=form, status=422)


@require_POST
@signed_in
@once
def switch(request: Request, place_id: int) -> HttpResponse:
    """Time and distance alone, or everything again."""
    place = _place_or_404(place_id)
    if not may_switch(request.actor, place):
        raise Http404
    form = SwitchForm(request.POST)
    if form.is_valid():
        on, reason = request.POST.get("to") == "distance", form.cleaned_data["reason"]
        set_by_distance(request.actor, place, on, reason=reason, seen=_seen(request))
        messages.success(request, _("改好了，从现在起按新的来。"))
        return see_other(reverse("web:weighing", args=[place.pk]))
    return _show(request, place, switch_form=form, status=422)


def _seen(request: Request) -> int:
    said = request.POST.get("seen", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 8 else -1
