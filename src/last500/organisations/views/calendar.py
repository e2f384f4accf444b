"""The calendar of working days: which days differ from the week, by year."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Forbidden, Refused
from last500.base.http import Request, see_other
from last500.organisations.actions import set_calendar_day
from last500.organisations.forms import DayForm
from last500.organisations.models import CalendarDay
from last500.organisations.rules import Permission


def _require_editor(actor: Actor) -> None:
    if not any(Permission.CALENDAR_EDIT in grant.permissions for grant in actor.grants):
        raise Forbidden(Permission.CALENDAR_EDIT)


def _year(request: Request) -> int:
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    return year if 2000 <= year <= 2100 else clock.today().year


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: Request) -> HttpResponse:
    _require_editor(request.actor)
    form = DayForm(request.POST if request.method == "POST" else None, initial={"is_worked": "no"})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data
        worked = day["is_worked"] == "yes"
        set_calendar_day(request.actor, day["on"], is_worked=worked, name=day["name"])
        messages.success(request, _("记下了。之后开始的期限按新的日历算。"))
        return see_other(f"{reverse('organisations:calendar')}?year={day['on'].year}")
    year = _year(request)
    days = CalendarDay.objects.filter(on__year=year)
    context = {"form": form, "year": year, "days": list(days), "this_year": clock.today().year}
    status = 422 if form.errors else 200
    return render(request, "organisations/calendar.html", context, status=status)


@login_required
@require_POST
def remove_day(request: Request) -> HttpResponse:
    _require_editor(request.actor)
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        raise Refused(_("没有这一天。"), "on") from None
    set_calendar_day(request.actor, on, is_worked=None)
    messages.success(request, _("拿掉了，这天照平常的星期算。"))
    return see_other(f"{reverse('organisations:calendar')}?year={on.year}")
