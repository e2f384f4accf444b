"""The rule of a compound about being asked, for everybody to read; its own desk sets it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from last500.base import clock
from last500.base.errors import Forbidden, Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.dispatch import wave_rules
from last500.dispatch.inviting import NOT_FOR_DESKS
from last500.dispatch.models import WaveRule
from last500.dispatch.models.waves import DECIDED_MOST, WHY_MOST
from last500.dispatch.policies import BY_CODE, WAYS
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.web.desk.gate import staff

OFFERED = [way for way in WAYS if way.code not in NOT_FOR_DESKS]


class RuleForm(forms.Form):
    way = forms.ChoiceField(
        label=gettext_lazy("怎么请"), choices=[(way.code, way.name) for way in OFFERED]
    )
    categories = forms.MultipleChoiceField(
        choices=[(kind.code, kind.name) for kind in wave_rules.kinds()], required=False
    )
    from_on = forms.DateField(
        label=gettext_lazy("从哪天起"), widget=forms.DateInput(attrs={"type": "date"})
    )
    decided_by = forms.CharField(
        label=gettext_lazy("谁定的"),
        max_length=DECIDED_MOST,
        help_text=gettext_lazy("写会议或者组织，比如“三月五日居民议事会”，不写人名。"),
    )
    why = forms.CharField(
        label=gettext_lazy("为什么这样定"),
        max_length=WHY_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("一句话，大家都看得到，不写人名。"),
    )


def place_or_404(place_id: int) -> Place:
    """Open to everybody: by what rule one is asked may be read by all (PIPL 24)."""
    found = Place.objects.current().filter(pk=place_id, level__in=wave_rules.LEVELS).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, place_id: int) -> HttpResponse:
    place = place_or_404(place_id)
    if request.method == "POST":
        return staff(_set)(request, place)
    return _show(request, place, None)


@once
def _set(request: Request, place: Place) -> HttpResponse:
    if not wave_rules.holds_desk(request.actor, place):
        raise Forbidden("not your own desk")
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _show(request, place, form)
    try:
        wave_rules.set_rule(request.actor, place, **form.cleaned_data, seen=_seen(request))
    except Refused as refused:
        if type(refused) is not Refused:
            raise
        show_on_form(form, refused)
        return _show(request, place, form)
    messages.success(request, _("定下了，到那天起照这个请。"))
    return see_other(reverse("desk:asking", args=[place.pk]))


def _seen(request: Request) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0


@require_POST
@staff
@once
def end(request: Request, place_id: int) -> HttpResponse:
    place = place_or_404(place_id)
    wave_rules.end_rule(request.actor, place, seen=_seen(request))
    messages.success(request, _("停用了。从现在起，每件都由值守按一下再请。"))
    return see_other(reverse("desk:asking", args=[place.pk]))


def _show(request: Request, place: Place, form: RuleForm | None) -> HttpResponse:
    history = wave_rules.history_of(place)
    now = wave_rules.in_force(history)
    coming = [rule for rule in history if rule.from_on > clock.today() and not rule.ended_at]
    form = form or RuleForm(initial=_initial(now))
    context = {
        "desk": place,
        "now": _said(now) if now else None,
        "coming": [_said(rule) for rule in coming],
        "history": [_said(rule) for rule in history],
        "running": bool(now or coming),
        "at_desk": request.actor.may(Permission.REQUEST_HANDLE, place.path),
        "may_set": wave_rules.holds_desk(request.actor, place),
        "ways": OFFERED,
        "kinds": wave_rules.kinds(),
        "form": form,
        "way": form["way"].value(),
        "chosen": form["categories"].value() or [],
        "seen": history[0].number if history else 0,
    }
    return render(request, "web/desk/asking.html", context, status=422 if form.errors else 200)


def _initial(now: WaveRule | None) -> dict[str, Any]:
    found: dict[str, Any] = {"way": WAYS[0].code, "from_on": clock.today().isoformat()}
    return found | {"way": now.way, "categories": now.categories} if now else found


def _said(rule: WaveRule) -> dict[str, Any]:
    names = {kind.code: kind.name for kind in wave_rules.kinds()}
    kinds = [_(names[code]) for code in rule.categories if code in names]
    return {"rule": rule, "way": BY_CODE[rule.way], "kinds": _("、").join(kinds)}
