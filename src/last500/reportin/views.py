"""Report in, change one's wishes, pause, end."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from last500.base import clock
from last500.base.errors import Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.people.queries import myself
from last500.places.models import Place
from last500.places.queries import buildings_of
from last500.reportin import actions
from last500.reportin.forms import ChangeForm, ReportInForm, filled_from
from last500.reportin.models import ReportIn
from last500.reportin.queries import own
from last500.reportin.rules import is_paused

Kinds = Sequence[tuple[str, str]]
PAUSES = (0, 7, 30, 90, 180)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def ask(request: Request, slug: str, kinds: Kinds = ()) -> HttpResponse:
    rows = Place.objects.visible_to(request.actor).current()
    place = get_object_or_404(rows, slug=slug, level="compound")
    mine = own(request.actor)
    if mine is not None:
        return _already(request, mine, place)
    buildings = [one for one in buildings_of(place) if one.level == "building"]
    if request.method != "POST":
        person = myself(request.actor)
        form = ReportInForm(kinds=kinds, buildings=buildings, initial={"called": person.called})
        return _form_page(request, place, form)
    form = ReportInForm(request.POST, kinds=kinds, buildings=buildings)
    if form.is_valid():
        try:
            _report_in(request, place, form)
            messages.success(request, _("收到了。小区确认之后，有合适的事会请你。"))
            return see_other("/me/")
        except Refused as refused:
            show_on_form(form, refused)
    return _form_page(request, place, form, status=422)


def _report_in(request: Request, place: Place, form: ReportInForm) -> None:
    data = form.cleaned_data
    actions.ask(
        request.actor,
        place,
        kind=data["kind"],
        wishes=form.wishes(),
        called=data["called"],
        building=form.buildings.get(data["building"]),
        unit=data["unit"],
        guardian=form.guardian(),
    )


def _already(request: Request, mine: ReportIn, place: Place) -> HttpResponse:
    if mine.place_id == place.pk:
        messages.info(request, _("你已经在这里报到了。想改什么，在这一页改。"))
    else:
        messages.info(
            request,
            _("你已经在%(place)s报到了。搬家的话，先在这一页结束，再到新小区报到。")
            % {"place": mine.place.name},
        )
    return see_other(reverse("reportin:wishes"))


def _form_page(
    request: Request, place: Place, form: ReportInForm, status: int = 200
) -> HttpResponse:
    context = {"form": form, "place": place}
    return render(request, "reportin/report_in_ask.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def wishes(request: Request, kinds: Kinds = ()) -> HttpResponse:
    mine = own(request.actor)
    if mine is None:
        return render(request, "reportin/wishes_none.html")
    if request.method != "POST":
        return _wishes_page(request, mine, ChangeForm(kinds=kinds, initial=filled_from(mine)))
    form = ChangeForm(request.POST, kinds=kinds)
    if form.is_valid():
        try:
            forget = form.cleaned_data["forget_avoided"]
            actions.change(request.actor, mine, form.wishes(), forget_avoided=forget)
            messages.success(request, _("改好了。"))
            return see_other("/me/")
        except Refused as refused:
            show_on_form(form, refused)
    return _wishes_page(request, mine, form, status=422)


def _wishes_page(
    request: Request, mine: ReportIn, form: ChangeForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "mine": mine,
        "paused": mine.paused_until if is_paused(mine.paused_until, clock.today()) else None,
        "avoided": mine.avoidances.exists(),
    }
    return render(request, "reportin/wishes_change.html", context, status=status)


@login_required
@require_http_methods(["POST"])
def pause(request: Request, kinds: Kinds = ()) -> HttpResponse:
    """Rest for some days, or begin again (0); sent twice it means the same."""
    mine = get_object_or_404(ReportIn.objects.active(), person=request.actor.person)
    chosen = request.POST.get("days", "30")
    days = int(chosen) if chosen in {str(known) for known in PAUSES} else 30
    actions.pause(request.actor, mine, days=days)
    if days:
        messages.success(request, _("好，先歇着。这段时间不会请你，随时可以回来。"))
    else:
        messages.success(request, _("欢迎回来。有合适的事会请你。"))
    return see_other("/me/")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def end(request: Request, kinds: Kinds = ()) -> HttpResponse:
    mine = get_object_or_404(
        ReportIn.objects.active().select_related("place"), person=request.actor.person
    )
    if request.method != "POST":
        return render(request, "reportin/report_in_end.html", {"mine": mine})
    actions.end(request.actor, mine)
    messages.success(request, _("报到已经结束，谢谢你帮过的每一次。"))
    return see_other("/me/")
