"""Lists that are read in: a unit's members, a community's units; and a member's own answer."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import limits
from last500.base.errors import Refused, TooMany
from last500.base.http import Request, see_other, show_on_form
from last500.base.qr import qr_svg
from last500.base.sheets import sheet_answer
from last500.base.spreadsheets import caps
from last500.units import queries, sheets
from last500.units.actions import importing, members, unit_lists
from last500.units.actions.lists import apply as apply_list
from last500.units.forms import ListForm, MembersForm
from last500.units.models import MemberInvitation, UnitImport
from last500.units.rules import Invited, Verdict
from last500.units.views.gate import community_or_404, listed_unit_or_404

PROBLEMS_SHOWN = 100
SAMPLES = {
    "members": (("张三", "10000000009", "（小区主页上的名字）", "3号楼", ""),),
    "units": (
        ("区图书馆党支部", "单位党组织", "", "90", "周末故事会，图书室", "李四", "10000000009", ""),
    ),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_members(request: Request, key: UUID) -> HttpResponse:
    """A unit's list: what it is good for, the file, earlier ones; the same file is the same run."""
    unit = listed_unit_or_404(request.actor, key)
    form = MembersForm(request.POST, request.FILES) if request.method == "POST" else MembersForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = members.stage(request.actor, unit, file.read(), file.name or "", within=caps())
            return see_other(reverse("units:import", args=[run.pk]))
        except TooMany:
            raise
        except Refused as refused:
            show_on_form(form, refused)
    context = {
        "unit": unit,
        "form": form,
        "runs": queries.own_lists(request.actor, unit),
        "speaks": unit in [one.organisation for one in queries.own_units(request.actor)],
    }
    status = 422 if form.errors else 200
    return render(request, "units/members.html", context, status=status)


@login_required
@require_safe
def paper(request: Request, key: UUID) -> HttpResponse:
    """A sheet with a code to pass on in the unit's own group: nothing of anybody is in it."""
    unit = listed_unit_or_404(request.actor, key)
    address = request.build_absolute_uri("/me/")
    context = {"unit": unit, "address": address, "code": qr_svg(address)}
    return render(request, "units/paper.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_units(request: Request, place_id: int) -> HttpResponse:
    """A community's list of units."""
    community = community_or_404(request.actor, place_id)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = unit_lists.stage(
                request.actor, community, file.read(), file.name or "", within=caps()
            )
            return see_other(reverse("units:import", args=[run.pk]))
        except TooMany:
            raise
        except Refused as refused:
            show_on_form(form, refused)
    context = {"place": community, "form": form}
    status = 422 if form.errors else 200
    return render(request, "units/unit_list.html", context, status=status)


@login_required
@require_safe
def sample(request: Request, what: str) -> HttpResponse:
    """An empty table with the right columns and one line as an example."""
    if what not in SAMPLES:
        raise Http404
    columns = [names[0] for names in sheets.KNOWN[what].values()]
    return sheet_answer(_("名单样表"), columns, SAMPLES[what], "xlsx")


# ---- one run ------------------------------------------------------------------------------------


def _run_or_404(request: Request, key: UUID) -> UnitImport:
    rows = UnitImport.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("organisation", "place"), pk=key)


@login_required
@require_safe
def preview(request: Request, key: UUID) -> HttpResponse:
    """What each row came to; the words of the rows are not shown again."""
    run = _run_or_404(request, key)
    counts = importing.verdicts(run)
    bad = run.rows.exclude(verdict=Verdict.NEW).exclude(verdict=Verdict.INVITED)
    context = {
        "run": run,
        "counts": {str(verdict): counts.get(verdict, 0) for verdict in Verdict},
        "total": sum(counts.values()),
        "left": run.rows.filter(verdict=Verdict.NEW, done=False).count(),
        "bad": list(bad.order_by("line").only("line", "verdict", "problem")[:PROBLEMS_SHOWN]),
        "back_to": _back(run),
        "State": UnitImport.State,
    }
    return render(request, "units/import.html", context)


def _back(run: UnitImport) -> str:
    if run.organisation is not None:
        return reverse("units:members", args=[run.organisation.pk])
    assert run.place is not None
    return reverse("units:unit_list", args=[run.place.pk])


@login_required
@require_POST
def apply(request: Request, key: UUID) -> HttpResponse:
    """Do what the rows say. Pressed twice, each row takes effect once all the same."""
    run = _run_or_404(request, key)
    left = apply_list(request.actor, run, most=limits.LIST_AT_ONCE.most)
    if left:
        messages.success(
            request, _("在办了，还剩 %(n)d 行。离开这一页也会接着办完。") % {"n": left}
        )
    else:
        messages.success(request, _("办好了。"))
    return see_other(reverse("units:import", args=[run.pk]))


# ---- the one who is asked -----------------------------------------------------------------------


@login_required
@require_POST
def answer(request: Request, key: UUID) -> HttpResponse:
    """A member goes on to report in, or says no: answered once, whatever is pressed again."""
    rows = MemberInvitation.objects.visible_to(request.actor)
    invitation = get_object_or_404(rows.select_related("compound", "organisation"), pk=key)
    if request.POST.get("answer") != "yes":
        members.decline(request.actor, invitation)
        messages.success(request, _("好的。你的姓名和电话已经从单位的名单里删掉了，不会再问。"))
        return see_other("/me/")
    if invitation.state == Invited.OPEN:
        members.go(request.actor, invitation)
    ask = reverse("reportin:ask", args=[invitation.compound.slug])
    return see_other(f"{ask}?unit={invitation.organisation_id}")
