"""Neighbours who report in: the desk says whether they live here, nothing more."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from last500.base.actor import Actor
from last500.base.http import see_other
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.organisations.queries import capacity
from last500.organisations.rules import Permission
from last500.people.looks import Look, note_views
from last500.people.models import Guardian
from last500.reportin import actions
from last500.reportin.models import ReportIn
from last500.reportin.queries import waiting_at
from last500.reportin.skills import QUALIFICATION_BY_CODE, SKILL_BY_CODE
from last500.web.desk.entering import place_of
from last500.web.desk.gate import staff

SEEN, REASON = "kind,skills", N_("确认报到")


@require_safe
@staff
def report_ins(request: HttpRequest, place_id: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    desk = place_of(actor, place_id, Permission.REPORT_IN_CONFIRM)
    rows = waiting_at(actor, desk.path)
    note_views(
        actor,
        [Look(row.pk, SEEN, person=row.person_id) for row in rows],
        reason=REASON,
        as_what=capacity(actor, Permission.REPORT_IN_CONFIRM, desk),
    )
    guarded = Guardian.objects.filter(person__in=[row.person_id for row in rows])
    context = {
        "desk": desk,
        "waiting": [(row, _skills(row)) for row in rows],
        "under_14": set(guarded.values_list("person", flat=True)),
    }
    return render(request, "web/desk/report_ins.html", context)


def _skills(row: ReportIn) -> list[str]:
    names = {code: skill.name for code, skill in SKILL_BY_CODE.items()}
    names |= {code: proof.name for code, proof in QUALIFICATION_BY_CODE.items()}
    return [_(names[code]) for code in row.skills if code in names]


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
