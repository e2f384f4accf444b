"""One's own records: a year in sentences, each with who confirmed it; entering one."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.base.qr import qr_svg
from last500.records import actions, kinds, queries
from last500.records.actions.own import enter_own, places_for
from last500.records.actions.serving import may_hand_out
from last500.records.forms import EntryForm, usual_moment
from last500.records.homes import home_of
from last500.records.models import ServedLink
from last500.records.views.gate import mine_or_404


def _number(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else default


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    actor = request.actor
    known = queries.years(actor)
    year = _number(request.GET.get("year", ""), known[0])
    year = year if year in known else known[0]
    after = _number(request.GET.get("after", ""), 0)
    found = queries.my_records(actor, year, after=after)
    more = len(found) > queries.LISTED
    context = {
        "years": known,
        "told": queries.my_year(actor, year),
        "records": found[: queries.LISTED],
        "word": kinds.word,
        "looks": queries.my_looks(actor) if not after and year == known[0] else [],
        "newer": _address(year, after - queries.LISTED) if after else "",
        "older": _address(year, after + queries.LISTED) if more else "",
    }
    return render(request, "records/mine.html", context)


def _address(year: int, after: int) -> str:
    return f"{reverse('records:mine')}?year={year}&after={max(after, 0)}"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def enter(request: Request) -> HttpResponse:
    home = home_of(request.actor.person) if request.actor.person else None
    if home is None:
        return render(request, "records/no_home.html", status=200 if _reads(request) else 422)
    places = places_for(home)
    form = EntryForm(None if _reads(request) else request.POST, places=places,
                     initial=usual_moment())  # fmt: skip
    if _reads(request):
        return render(request, "records/enter.html", {"form": form, "home": home})
    if form.is_valid():
        try:
            return _enter(request, form)
        except (Conflict, TooMany):
            raise
        except Refused as refused:
            show_on_form(form, refused)
    return render(request, "records/enter.html", {"form": form, "home": home}, status=422)


def _reads(request: Request) -> bool:
    return request.method != "POST"


def _enter(request: Request, form: EntryForm) -> HttpResponse:
    said = form.cleaned_data
    record = enter_own(
        request.actor,
        place_id=said["place"],
        kind=said["kind"],
        began_at=form.began_at(),
        minutes=said["minutes"],
        note=said["note"],
    )
    messages.success(request, _("登记上了，等别人确认。"))
    return see_other(reverse("records:one", args=[record.pk]))


@require_safe
@signed_in
def one(request: Request, key: UUID) -> HttpResponse:
    record = mine_or_404(request.actor, key)
    link = ServedLink.objects.filter(record=record).first() if may_hand_out(record) else None
    address = ""
    if link is not None and link.is_open:
        address = request.build_absolute_uri(reverse("records:served", args=[link.key]))
    context = {
        "record": record,
        "reversal": getattr(record, "reversal", None),
        "hands_out": may_hand_out(record),
        "address": address,
        "picture": qr_svg(address) if address else "",
        "ends_at": link.ends_at - timedelta(minutes=1) if link else None,
    }
    return render(request, "records/one.html", context)


@require_POST
@signed_in
@once
def make_link(request: Request, key: UUID) -> HttpResponse:
    actions.make_link(request.actor, mine_or_404(request.actor, key))
    return see_other(reverse("records:one", args=[key]) + "#link")


@require_POST
@signed_in
@once
def take_back(request: Request, key: UUID) -> HttpResponse:
    actions.take_back(request.actor, mine_or_404(request.actor, key))
    messages.success(request, _("撤回了，这段时间空出来了。"))
    return see_other(reverse("records:mine"))
