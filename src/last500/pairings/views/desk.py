"""A desk's pairings: take a consent down, check, ask helpers, look with a reason, a spoken word."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock, limits
from last500.base.errors import Conflict, Forbidden, Refused, TooMany
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.base.qr import qr_svg
from last500.base.sheets import json_answer
from last500.organisations.queries import serving
from last500.pairings import actions, exporting, queries, rules, sentences
from last500.pairings.forms import AskForm, EnterForm, RevealForm
from last500.pairings.models import Pairing
from last500.pairings.rules import Role, State
from last500.pairings.views.gate import arranged_or_404, desk_or_404
from last500.pairings.views.household import called, spoken
from last500.places.models import Place

SLIP_FOR = clock.HOUR


@login_required
@require_safe
def desk(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request.actor, place_id)
    lines = queries.on_desk(request.actor, place)
    context = {
        "desk": place,
        "seeking": [one for one in lines if one.pairing.state != State.RUNNING],
        "running": [one for one in lines if one.pairing.state == State.RUNNING],
        "called": called,
        "rhythm": sentences.rhythm,
        "most": queries.LISTED,
        "full": len(lines) == queries.LISTED,
    }
    return render(request, "pairings/desk.html", context)


@login_required
@require_safe
def as_json(request: Request, place_id: int) -> HttpResponse:
    """The documented form, as a file (docs/formats.md). Raises TooMany."""
    place = desk_or_404(request.actor, place_id)
    limits.hit("sheet", str(request.actor.person), limits.SHEETS_PER_PERSON)
    return json_answer("pairings", exporting.as_json(request.actor, place))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def enter(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request.actor, place_id)
    rows = Place.objects.under(place.path).current().filter(level="compound").order_by("path")
    form = EnterForm(list(rows[:400]), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _take_down(request, form)
        except (Conflict, TooMany):
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("记下了。请把小条交给那一户。"))
            return see_other(reverse("pairings:slip", args=[made.pk]))
    context = {"desk": place, "form": form}
    return render(request, "pairings/enter.html", context, status=422 if form.errors else 200)


def _take_down(request: Request, form: EnterForm) -> Pairing:
    said = form.cleaned_data
    compound = form.compounds[said["place"]]
    return actions.propose(
        request.actor,
        compound,
        form.household(),
        form.wishes(said["months"]),
        how=said["how"],
    )


@login_required
@require_safe
def slip(request: Request, key: UUID) -> HttpResponse:
    """What was agreed, on paper, with the link: for an hour, for whoever took the consent down."""
    pairing = arranged_or_404(request.actor, key)
    late = pairing.consent_at < clock.now() - SLIP_FOR
    if pairing.consent_taken_by_id != request.actor.person or late or not pairing.link_key:
        raise Http404
    address = f"{settings.SITE_URL}/pairings/k/{pairing.link_key}/"
    context = {
        "pairing": pairing,
        "wishes": sentences.wishes(pairing),
        "limits": sentences.limits_of(pairing),
        "serving": serving(pairing.place),
        "address": address,
        "code": qr_svg(address),
    }
    return render(request, "pairings/slip.html", context)


@login_required
@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    return page(request, arranged_or_404(request.actor, key))


def page(request: Request, pairing: Pairing, status: int = 200, **more: Any) -> HttpResponse:
    bond = queries.living_bond(pairing)
    follows = queries.successor(pairing)
    roles = queries.roles_of(request.actor, pairing)
    known = {
        "phone": pairing.contact.phone,
        "name": pairing.contact.name,
        "door": pairing.contact.door,
    }
    is_open = pairing.state in rules.OPEN
    context = {
        "pairing": pairing,
        "wishes": sentences.wishes(pairing),
        "limits": sentences.limits_of(pairing),
        "how": pairing.get_consent_how_display(),
        "bond": bond,
        "helper": called(bond.helper) if bond else "",
        "follows": called(follows.helper) if follows else "",
        "waiting": queries.waiting(pairing),
        "ask_both": queries.asks_for_both(pairing),
        "may_renew": bool(
            pairing.ends_on
            and pairing.state == State.RUNNING
            and rules.may_renew(clock.today(), pairing.ends_on)
        ),
        "fields": [(code, _(sentences.FIELD_WORDS[code])) for code in known if known[code]]
        if is_open
        else [],
        "reasons": [(code, _(word)) for code, word in sentences.REASONS.items()],
        "revealed": None,
        "history": sentences.history(queries.history(pairing)),
        "is_desk": Role.DESK in roles,
        "open": is_open,
        "State": State,
    }
    return render(request, "pairings/show.html", context | more, status=status)


@login_required
@require_POST
def reveal(request: Request, key: UUID) -> HttpResponse:
    """Open one field, for this one page; each look is written down."""
    pairing = arranged_or_404(request.actor, key)
    form = RevealForm(request.POST)
    if not form.is_valid():
        raise Refused(_("请说明为什么要看。"), "reason")
    field = form.cleaned_data["field"]
    reason = sentences.REASONS[form.cleaned_data["reason"]]
    value = actions.reveal(request.actor, pairing, field=field, reason=reason)
    shown = (field, _(sentences.FIELD_WORDS[field]), value)
    return page(request, pairing, revealed=shown)


@login_required
@require_POST
@once
def checked(request: Request, key: UUID) -> HttpResponse:
    pairing = arranged_or_404(request.actor, key)
    actions.confirm_check(request.actor, pairing)
    messages.success(request, _("记下了，可以请邻居了。"))
    return _back(pairing)


def _back(pairing: Pairing) -> HttpResponse:
    return see_other(reverse("pairings:show", args=[pairing.pk]))


@login_required
@require_POST
@once
def fit(request: Request, key: UUID) -> HttpResponse:
    pairing = arranged_or_404(request.actor, key)
    actions.asked_both(request.actor, pairing)
    messages.success(request, _("记下了，两边都说合适。"))
    return _back(pairing)


@login_required
@require_POST
@once
def by_phone(request: Request, key: UUID) -> HttpResponse:
    """The household's spoken word, written down by the desk."""
    pairing = arranged_or_404(request.actor, key)
    if Role.DESK not in queries.roles_of(request.actor, pairing):
        raise Forbidden("helps there")
    what = request.POST.get("what", "")
    if what == "end":
        actions.end(request.actor, pairing)
        messages.success(request, _("结束了。"))
    else:
        messages.success(request, spoken(request.actor, pairing, what))
    return _back(pairing)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def ask(request: Request, key: UUID) -> HttpResponse:
    pairing = arranged_or_404(request.actor, key)
    if Role.DESK not in queries.roles_of(request.actor, pairing):
        raise Forbidden("helps there")
    fitting = queries.fitting(pairing) if pairing.state in rules.OPEN else []
    form = AskForm(fitting, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.ask(request.actor, pairing, helpers=form.cleaned_data["helpers"])
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            said = ngettext("请了 %(n)d 位邻居。", "请了 %(n)d 位邻居。", asked) % {"n": asked}
            messages.success(request, said + _("谁先点头就是谁。"))
            return _back(pairing)
    context = {
        "pairing": pairing,
        "form": form,
        "named": [(one, queries.cares(one)) for one in fitting[: queries.NAMED]],
        "called": called,
        "most": rules.ASKED_AT_ONCE,
        "wishes": sentences.wishes(pairing),
    }
    return render(request, "pairings/ask.html", context, status=422 if form.errors else 200)
