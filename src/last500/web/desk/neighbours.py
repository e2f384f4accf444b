"""Neighbours who report in: the desk says whether they live here, finds them, looks at papers."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.http import see_other, show_on_form
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.organisations.queries import capacity
from last500.organisations.rules import Permission
from last500.people.looks import Look, note_views
from last500.people.models import Guardian
from last500.places.models import Place
from last500.reportin import actions
from last500.reportin.forms.beside import a_day
from last500.reportin.models import Proof, ReportIn
from last500.reportin.queries import waiting_at
from last500.reportin.skills import SKILL_BY_CODE
from last500.reportin.words import skill_names
from last500.web.desk.entering import place_of
from last500.web.desk.gate import staff
from last500.web.desk.members import Search, buildings_below, members, papers

SHOWN = {"waiting": N_("等确认"), "here": N_("已报到"), "proofs": N_("要看的证")}
SEEN, REASON = "kind,skills", N_("确认报到")
SEEN_HERE, REASON_HERE = "building,skills", N_("找一找谁在这里报到")
SEEN_PAPER, REASON_PAPER = "proof", N_("看证件原件")


class PaperForm(forms.Form):
    valid_until = a_day(gettext_lazy("到哪一天为止"), required=False)
    for_good = forms.BooleanField(label=gettext_lazy("证上没有到期的日子"), required=False)

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        if not self.errors and not filled.get("valid_until") and not filled.get("for_good"):
            self.add_error("valid_until", _("请照证上写的填到期的日子；没有就勾下面那一项。"))
        return filled


@require_safe
@staff
def report_ins(request: HttpRequest, place_id: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    desk = place_of(actor, place_id, Permission.REPORT_IN_CONFIRM)
    shown = request.GET.get("show", "")
    if shown == "here":
        return _here(request, actor, desk)
    if shown == "proofs":
        return _papers_page(request, actor, desk)
    return _waiting(request, actor, desk)


def _page(
    request: HttpRequest, desk: Place, shown: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    tabs = [
        {"word": _(word), "href": f"?show={code}", "current": code == shown}
        for code, word in SHOWN.items()
    ]
    about = {"desk": desk, "tabs": tabs, **context}
    return render(request, f"web/desk/report_ins_{shown}.html", about, status=status)


def _waiting(request: HttpRequest, actor: Actor, desk: Place) -> HttpResponse:
    rows = waiting_at(actor, desk.path)
    note_views(
        actor,
        [Look(row.pk, SEEN, person=row.person_id) for row in rows],
        reason=REASON,
        as_what=capacity(actor, Permission.REPORT_IN_CONFIRM, desk),
    )
    guarded = Guardian.objects.filter(person__in=[row.person_id for row in rows])
    context = {
        "waiting": [(row, skill_names(row.skills)) for row in rows],
        "under_14": set(guarded.values_list("person", flat=True)),
    }
    return _page(request, desk, "waiting", context)


def _here(request: HttpRequest, actor: Actor, desk: Place) -> HttpResponse:
    search = Search.read(request.GET.dict())
    found, older = members(actor, desk, search)
    note_views(
        actor,
        [Look(one.row.pk, SEEN_HERE, person=one.row.person_id) for one in found],
        reason=REASON_HERE,
        as_what=capacity(actor, Permission.REPORT_IN_CONFIRM, desk),
    )
    context = {
        "found": found,
        "search": search,
        "searched": bool(search.words or search.skill or search.building),
        "skills": [(code, _(one.name)) for code, one in SKILL_BY_CODE.items()],
        "buildings": buildings_below(desk),
        "newer": f"?{search.query(search.page - 1)}" if search.page > 1 else "",
        "older": f"?{search.query(search.page + 1)}" if older else "",
    }
    return _page(request, desk, "here", context)


def _papers_page(
    request: HttpRequest,
    actor: Actor,
    desk: Place,
    bound: tuple[UUID, PaperForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = papers(actor, desk) if actor.may(Permission.PROOF_CHECK, desk.path) else []
    note_views(
        actor,
        [Look(one.pk, SEEN_PAPER, person=one.person_id) for one in found],
        reason=REASON_PAPER,
        as_what=capacity(actor, Permission.PROOF_CHECK, desk),
    )
    own = {bound[0]: bound[1]} if bound else {}
    context = {
        "papers": [
            (one, own.get(one.pk) or PaperForm(auto_id=f"id_{one.pk.hex}_%s")) for one in found
        ],
        "mine": actor.person,
        "bad": bound[1] if bound else None,
    }
    return _page(request, desk, "proofs", context, status)


@require_POST
@staff
@once
def decide(request: HttpRequest, place_id: int, key: UUID) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    desk = place_of(actor, place_id, Permission.REPORT_IN_CONFIRM)
    rows = ReportIn.objects.visible_to(actor).select_related("place", "person")
    row = get_object_or_404(rows, pk=key, place__path__startswith=desk.path)
    confirmed = request.POST.get("answer") == "yes"
    actions.decide(actor, row, confirmed=confirmed)
    words = _("确认了，以后有合适的事会请他。") if confirmed else _("记下了：没有通过。")
    messages.success(request, words)
    return see_other(reverse("desk:report_ins", args=[desk.pk]))


@require_POST
@staff
@once
def look_at(request: HttpRequest, place_id: int, key: UUID) -> HttpResponse:
    """The desk has looked at the paper itself: good until when, or not what was said."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    desk = place_of(actor, place_id, Permission.PROOF_CHECK)
    rows = Proof.objects.visible_to(actor).select_related("person")
    proof = get_object_or_404(rows, pk=key)
    there = see_other(f"{reverse('desk:report_ins', args=[desk.pk])}?show=proofs")
    if request.POST.get("answer") == "no":
        actions.not_seen(actor, proof, desk)
        messages.success(request, _("记下了：这次没有看成。"))
        return there
    form = PaperForm(request.POST, auto_id=f"id_{proof.pk.hex}_%s")
    if form.is_valid():
        until = None if form.cleaned_data["for_good"] else form.cleaned_data["valid_until"]
        try:
            actions.see_proof(actor, proof, desk, valid_until=until)
            messages.success(request, _("记下了：看过原件。要资格的事会请这位邻居。"))
            return there
        except Refused as refused:
            if isinstance(refused, Conflict):
                raise
            show_on_form(form, refused)
    return _papers_page(request, actor, desk, (proof.pk, form), 422)
