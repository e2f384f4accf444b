"""A desk's teams: found one, edit it, the committee's consent, whom to invite, its end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import limits
from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.base.sheets import json_answer
from last500.places.models import Place
from last500.teams import actions, exporting, gathering, queries, rules
from last500.teams.forms import ConsentForm, FoundForm, InviteForm, PlanForm
from last500.teams.models import Team
from last500.teams.rules import Action, Role
from last500.teams.views.gate import desk_or_404, team_in_role


@login_required
@require_safe
def desk(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request.actor, place_id)
    context = {
        "desk": place,
        "teams": queries.on_desk(request.actor, place),
        "ended": queries.ended_on_desk(request.actor, place),
        "groups": gathering.groups(request.actor, place),
        "called": queries.called,
        "most": queries.LISTED,
    }
    return render(request, "teams/desk.html", context)


@login_required
@require_POST
@once
def gather(request: Request, place_id: int) -> HttpResponse:
    """Ask everybody here who can do one kind of thing; who comes is their own yes."""
    place = desk_or_404(request.actor, place_id)
    try:
        team, asked = gathering.gather(request.actor, place, request.POST.get("category", ""))
    except (Conflict, TooMany):
        raise
    except Refused as refused:
        messages.warning(request, refused.message)
        return see_other(reverse("teams:desk", args=[place.pk]))
    said = ngettext("请了 %(n)d 位邻居。", "请了 %(n)d 位邻居。", asked) % {"n": asked}
    messages.success(request, said + _("来不来，由他们自己定。"))
    return see_other(_address(team))


def _places(place: Place) -> list[Place]:
    rows = Place.objects.under(place.path).current().filter(level__in=sorted(rules.LEVELS))
    return list(rows.order_by("path")[:400])


@login_required
@require_safe
def as_json(request: Request, place_id: int) -> HttpResponse:
    """The documented form, as a file (docs/formats.md). Raises TooMany."""
    place = desk_or_404(request.actor, place_id)
    limits.hit("sheet", str(request.actor.person), limits.SHEETS_PER_PERSON)
    return json_answer("teams", exporting.as_json(request.actor, place))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def found(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request.actor, place_id)
    form = FoundForm(_places(place), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            where = form.places[form.cleaned_data["place"]]
            team = actions.found(request.actor, where, form.plan())
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("队建好了，先招人。居委会同意、有了队长，就可以开始服务。"))
            return see_other(_address(team))
    context = {"desk": place, "form": form}
    return render(request, "teams/found.html", context, status=422 if form.errors else 200)


def _address(team: Team) -> str:
    return reverse("teams:show", args=[team.pk])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def edit(request: Request, key: UUID) -> HttpResponse:
    team = team_in_role(request.actor, key, Role.DESK)
    known = {name: getattr(team, name) for name in PlanForm.base_fields}
    form = PlanForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(request.actor, team, form.plan())
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("改好了。"))
            return see_other(_address(team))
    context = {"team": team, "form": form}
    return render(request, "teams/edit.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def consent(request: Request, key: UUID) -> HttpResponse:
    team = team_in_role(request.actor, key, Role.COMMITTEE)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.consent(request.actor, team, note=form.cleaned_data["note"])
        messages.success(request, _("居委会的同意记下了。"))
        return see_other(_address(team))
    context = {"team": team, "form": form}
    return render(request, "teams/consent.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def take_back(request: Request, key: UUID) -> HttpResponse:
    team = team_in_role(request.actor, key, Role.COMMITTEE)
    if request.method != "POST":
        return _ask_once_more(request, team, "take_back")
    actions.take_back(request.actor, team)
    messages.success(request, _("收回了，这支队回到组建。"))
    return see_other(_address(team))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def end(request: Request, key: UUID) -> HttpResponse:
    team = team_in_role(request.actor, key, Role.DESK)
    if request.method != "POST":
        return _ask_once_more(request, team, "end")
    actions.end(request.actor, team)
    messages.success(request, _("解散了，也跟队里说了谢谢。"))
    return see_other(reverse("teams:desk", args=[team.place_id]))


def _ask_once_more(request: Request, team: Team, what: str) -> HttpResponse:
    return render(request, "teams/confirm.html", {"team": team, "what": what})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def invite(request: Request, key: UUID) -> HttpResponse:
    """Everybody who fits with one press, or those who are ticked. All of them are only asked."""
    team = team_in_role(request.actor, key, Role.DESK)
    fitting = queries.fitting(team)
    form = InviteForm(fitting, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = None if "everybody" in request.POST else form.cleaned_data["people"]
        try:
            asked = _invite(request, team, chosen)
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            said = ngettext("请了 %(n)d 位邻居。", "请了 %(n)d 位邻居。", asked) % {"n": asked}
            messages.success(request, said + _("来不来，由他们自己定。"))
            return see_other(_address(team))
    context: dict[str, Any] = {
        "team": team,
        "form": form,
        "count": len(fitting),
        "named": fitting[: queries.NAMED],
        "called": queries.called,
        "at_once": rules.INVITED_AT_ONCE,
        "may": Action.INVITE in rules.steps_for(team.state, {Role.DESK}),
    }
    return render(request, "teams/invite.html", context, status=422 if form.errors else 200)


def _invite(request: Request, team: Team, chosen: list[UUID] | None) -> int:
    if chosen is not None and not chosen:
        raise Refused(_("请至少选一位。"), "people")
    return actions.invite(request.actor, team, people=chosen)
