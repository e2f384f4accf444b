"""A helper's own pages: what is asked, what is held, a tick, a successor, the end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.pairings import actions, queries, rules, sentences
from last500.pairings.forms import MetForm
from last500.pairings.models import Bond, Pairing, PairingAsk
from last500.pairings.rules import Quiet
from last500.pairings.views.gate import helped_or_404
from last500.people.looks import Capacity, at_contact, note_views
from last500.people.models import Contact

SEEN = "door,name,phone"
# Where a contact may be entered as a service record of one's own, if that page is built in.
RECORDS = "records:enter"


@login_required
@require_safe
def mine(request: Request) -> HttpResponse:
    today = clock.today()
    held = queries.held(request.actor)
    context = {
        "asked": [(ask, _told(ask.pairing)) for ask in queries.asked(request.actor)],
        "held": [
            (bond, sentences.rhythm(bond.pairing), queries.quiet_for_helper(bond, today))
            for bond in held
        ],
        "own": queries.of_own_household(request.actor),
        "Quiet": Quiet,
    }
    return render(request, "pairings/mine.html", context)


def _told(pairing: Pairing) -> dict[str, Any]:
    """What anybody asked may know before they say yes: never who, which door."""
    return {"wishes": sentences.wishes(pairing), "limits": sentences.limits_of(pairing)}


@login_required
@require_POST
@once
def answer(request: Request, key: UUID) -> HttpResponse:
    rows = PairingAsk.objects.visible_to(request.actor)
    asked = get_object_or_404(rows.select_related("pairing__place", "helper"), pk=key)
    if request.POST.get("yes") != "1":
        actions.refuse(request.actor, asked)
        messages.info(request, _("好的，没关系。"))
        return see_other(reverse("pairings:mine"))
    bond = actions.accept(request.actor, asked)
    if bond is None:
        messages.success(request, _("谢谢你。那一户点了头，就由你接着。"))
        return see_other(reverse("pairings:mine"))
    messages.success(request, _("结上了，谢谢你。先打个电话，说说你是谁。"))
    return see_other(reverse("pairings:help", args=[asked.pairing_id]))


@login_required
@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    return page(request, helped_or_404(request.actor, key))


def page(request: Request, pairing: Pairing, status: int = 200, **more: Any) -> HttpResponse:
    actor = request.actor
    bond = queries.bond_of(actor, pairing)
    contact = queries.contact_for(actor, pairing)
    if bond is None:
        raise Conflict(_("这份结对已经结束了，谢谢你。"))
    if contact is not None:
        note_look(actor, pairing, contact)
    days = queries.days_of(bond)
    context = {
        "pairing": pairing,
        "bond": bond,
        "seen": contact,
        "wishes": sentences.wishes(pairing),
        "limits": sentences.limits_of(pairing),
        "days": days,
        "quiet": _quiet(bond, pairing, days),
        "Quiet": Quiet,
        "may_renew": _may_renew(pairing),
        "met_form": MetForm(),
        "records": _records(days),
    }
    return render(request, "pairings/help.html", context | more, status=status)


def note_look(actor: Actor, pairing: Pairing, contact: Contact) -> None:
    """The household reads that whoever helps has looked; once for each day."""
    look = at_contact(contact, pairing.pk, SEEN)
    reason = sentences.HELPER_REASON
    note_views(actor, [look], reason=reason, as_what=Capacity(sentences.HELPER))


def _quiet(bond: Bond, pairing: Pairing, days: list) -> Quiet:
    last = days[0] if days else clock.local(bond.began_at).date()
    return rules.quiet(clock.today(), last, pairing.rhythm_days)


def _may_renew(pairing: Pairing) -> bool:
    if pairing.ends_on is None or pairing.renew_helper_at:
        return False
    return rules.may_renew(clock.today(), pairing.ends_on)


def _records(days: list) -> str:
    """The address of a record of one's own, with the last day filled in; nothing is sent by
    itself. Empty where that page is not built in, or nothing was ticked."""
    try:
        address = reverse(RECORDS)
    except NoReverseMatch:
        return ""
    return f"{address}?on={days[0].isoformat()}" if days else ""


@login_required
@require_POST
@once
def met(request: Request, key: UUID) -> HttpResponse:
    pairing = helped_or_404(request.actor, key)
    form = MetForm(request.POST)
    if form.is_valid():
        try:
            actions.met(request.actor, pairing, form.cleaned_data["on"])
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("记下了，只记了日子。"))
            return _back(pairing)
    return page(request, pairing, 422, met_form=form)


def _back(pairing: Pairing) -> HttpResponse:
    return see_other(reverse("pairings:help", args=[pairing.pk]))


@login_required
@require_POST
@once
def hand_over(request: Request, key: UUID) -> HttpResponse:
    pairing = helped_or_404(request.actor, key)
    actions.hand_over(request.actor, pairing)
    messages.success(request, _("跟值守说了。有人接、那一户也点头以前，还是你来。"))
    return _back(pairing)


@login_required
@require_POST
@once
def renew(request: Request, key: UUID) -> HttpResponse:
    pairing = helped_or_404(request.actor, key)
    both = actions.renew(request.actor, pairing)
    messages.success(request, _("续上了。") if both else _("记下了。那一户也点了头，就续上。"))
    return _back(pairing)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def leave(request: Request, key: UUID) -> HttpResponse:
    pairing = helped_or_404(request.actor, key)
    if request.method != "POST":
        return render(request, "pairings/leave.html", {"pairing": pairing})
    actions.end(request.actor, pairing)
    messages.success(request, _("结束了，谢谢你这段时间的照应。"))
    return see_other(reverse("pairings:mine"))
