"""The liaison's own pages: my units, report one in, answer an invitation, colleagues."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.organisations.models import Organisation
from last500.organisations.queries import speaks_for
from last500.places.models import Place
from last500.units import actions, queries
from last500.units.actions import Telling, agreement
from last500.units.forms import ColleagueForm, ReportInForm, UnitForm, WhereForm
from last500.units.models import LiaisonInvitation, UnitReportIn
from last500.units.views.gate import community_from, own_unit_or_404

# Pages of other apps about a unit, by the name of their address: shown where they are built in.
ELSEWHERE = (("lists:unit", "resources", True), ("feedback:unit", "letters", False))


@login_required
@require_safe
def home(request: Request) -> HttpResponse:
    units = queries.own_units(request.actor)
    context = {
        "units": units,
        "asked": queries.invitations_for(request.actor, reported_in=True),
        "elsewhere": {one.organisation.pk: _elsewhere(one.organisation) for one in units},
        "rhythm_words": agreement.rhythm_words,
    }
    return render(request, "units/home.html", context)


def _elsewhere(unit: Organisation) -> dict[str, str]:
    found = {}
    for name, word, takes_unit in ELSEWHERE:
        try:
            found[word] = reverse(name, args=[unit.pk] if takes_unit else [])
        except NoReverseMatch:
            continue
    return found


# ---- report a unit in ---------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def report_in(request: Request) -> HttpResponse:
    """First the community (`at`, or found by name), then the unit; on one page each."""
    community = community_from(request.GET.get("at", ""))
    if community is None:
        return _where(request)
    own = speaks_for(request.actor)
    if request.method != "POST":
        return _unit_page(request, community, ReportInForm(), own)
    form = ReportInForm(request.POST)
    if form.is_valid():
        try:
            made = actions.ask(request.actor, community, telling_of(form, community, own))
            messages.success(
                request, _("收到了。%(place)s看过以后会答复你。") % {"place": community.name}
            )
            return see_other(reverse("units:one", args=[made.pk]))
        except Refused as refused:
            show_on_form(form, beside(refused))
    return _unit_page(request, community, form, own, status=422)


def _where(request: Request) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:30]
    context = {
        "form": WhereForm(initial={"q": words}),
        "words": words,
        "found": queries.communities_named(words),
    }
    return render(request, "units/where.html", context)


def telling_of(form: UnitForm, community: Place, own: list[Organisation]) -> Telling:
    """What was filled in; the organisation is one of those that were offered, or a new one."""
    filled = form.cleaned_data
    offered = {str(one.pk): one for one in own}
    offered |= {str(one.pk): one for one in queries.names_alike(community, filled["name"])}
    return Telling(
        organisation=offered.get(filled["which"]),
        name=filled["name"],
        kind=filled["kind"],
        phone=filled["phone"],
        rhythm_days=filled["rhythm_days"],
        offers=filled["offers"],
        contact=filled.get("contact", ""),
        names_liaison=filled.get("names_liaison", False),
        anew=filled["which"] == "new",
    )


def beside(refused: Refused) -> Refused:
    field = {"rhythm": "every", "community": None}.get(refused.field or "", refused.field)
    return Refused(refused.message, field)


def choices_for(community: Place, form: UnitForm, own: list[Organisation]) -> dict[str, Any]:
    """Units to choose among: the reader's own, and those whose name is like the one typed."""
    name = str(form.data.get("name", ""))[:80].strip() if form.is_bound else ""
    alike = queries.names_alike(community, name) if name else []
    return {
        "choices": own + [one for one in alike if one not in own],
        "alike": bool(alike),
        "chosen": form.data.get("which", "") if form.is_bound else "",
    }


def _unit_page(
    request: Request,
    community: Place,
    form: ReportInForm,
    own: list[Organisation],
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "community": community} | choices_for(community, form, own)
    return render(request, "units/report_in.html", context, status=status)


# ---- asked to speak for a unit ------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def invited(request: Request, key: UUID) -> HttpResponse:
    """An invitation to the reader's own number: yes or no, by one press."""
    rows = LiaisonInvitation.objects.visible_to(request.actor)
    invitation = get_object_or_404(
        rows.select_related("organisation", "report_in__community"), pk=key
    )
    if request.method != "POST":
        report_in = invitation.report_in
        context = {
            "invitation": invitation,
            "report_in": report_in,
            "rhythm": agreement.rhythm_words(report_in.rhythm_days) if report_in else "",
        }
        return render(request, "units/invited.html", context)
    if request.POST.get("answer") != "yes":
        actions.decline(request.actor, invitation)
        messages.success(request, _("好的。你的姓名和电话已经从这份邀请里删掉了。"))
        return see_other("/me/")
    named = request.POST.get("names_liaison") == "on"
    actions.accept(request.actor, invitation, names_liaison=named)
    messages.success(
        request, _("谢谢，你现在是%(unit)s的联络员了。") % {"unit": invitation.organisation}
    )
    return see_other(reverse("units:home"))


# ---- colleagues ---------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def liaisons(request: Request, key: UUID) -> HttpResponse:
    unit = own_unit_or_404(request.actor, key)
    if request.method != "POST":
        return _liaisons_page(request, unit, ColleagueForm())
    form = ColleagueForm(request.POST)
    if form.is_valid():
        filled = form.cleaned_data
        try:
            actions.invite_colleague(
                request.actor,
                unit,
                name=filled["liaison_name"],
                phone=filled["liaison_phone"],
                hands_over=bool(filled["hands_over"]),
            )
            messages.success(request, _("请了。把下面的链接发给 TA，用那个手机号登录就看得到。"))
            return see_other(reverse("units:liaisons", args=[unit.pk]))
        except Refused as refused:
            show_on_form(form, refused)
    return _liaisons_page(request, unit, form, status=422)


def _liaisons_page(
    request: Request, unit: Organisation, form: ColleagueForm, status: int = 200
) -> HttpResponse:
    context = {
        "unit": unit,
        "form": form,
        "speakers": queries.speakers([unit.pk]).get(unit.pk, []),
        "link": request.build_absolute_uri(reverse("units:home")),
    }
    return render(request, "units/liaisons.html", context, status=status)


@login_required
@require_POST
def step_down(request: Request, key: UUID) -> HttpResponse:
    """Lay it down; pressed twice, the second press finds nothing of it."""
    unit = own_unit_or_404(request.actor, key)
    actions.step_down(request.actor, unit)
    messages.success(request, _("卸下了，谢谢你。社区会收到消息。"))
    return see_other(reverse("units:home"))


# ---- moving on ----------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def move(request: Request, key: UUID) -> HttpResponse:
    """To another community: ended here, asked there, in one act."""
    rows = UnitReportIn.objects.of(request.actor).agreed()
    report_in = get_object_or_404(rows.select_related("organisation", "community"), pk=key)
    words = (request.POST if request.method == "POST" else request.GET).get("q", "")[:30]
    form = WhereForm(initial={"q": words})
    fault = ""
    if request.method == "POST":
        to = community_from(request.POST.get("to", ""))
        try:
            if to is None:
                raise Refused(_("请先找到要去的社区，再选它。"))
            made = actions.move(request.actor, report_in, to)
            messages.success(request, _("这边结束了，%(place)s会答复你。") % {"place": to.name})
            return see_other(reverse("units:one", args=[made.pk]))
        except Refused as refused:
            fault = refused.message
    context = {
        "report_in": report_in,
        "form": form,
        "words": words,
        "found": [
            one for one in queries.communities_named(words) if one.pk != report_in.community_id
        ],
        "fault": fault,
    }
    return render(request, "units/move.html", context, status=422 if fault else 200)
