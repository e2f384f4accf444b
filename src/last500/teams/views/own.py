"""A member's own pages: my teams, one team, joining, leaving, leading."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.places.models import Place
from last500.reportin.queries import own
from last500.teams import actions, queries, rules
from last500.teams.forms import LeadForm, WordForm
from last500.teams.models import Team, TeamInvitation
from last500.teams.rules import Action, Role
from last500.teams.views.gate import team_in_role, team_or_404

MOVES = {action.value: action for action in (Action.START, Action.REST, Action.WAKE)}


@login_required
@require_safe
def mine(request: Request) -> HttpResponse:
    home = own(request.actor)
    context = {
        "teams": queries.mine(request.actor),
        "asked": queries.asked(request.actor),
        "near": queries.near(request.actor, home.place)
        if home is not None and home.state == "confirmed"
        else [],
        "home": home,
        "called": queries.called,
        "me": request.actor.person,
    }
    return render(request, "teams/mine.html", context)


@require_safe
def at(request: Request, slug: str) -> HttpResponse:
    """The teams of a compound as they stand on its board: no person is named."""
    rows = Place.objects.visible_to(request.actor).current()
    place = get_object_or_404(rows, slug=slug, level="compound")
    return render(request, "teams/at.html", {"place": place, "teams": queries.at_gate(place)})


@login_required
@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    return page(request, team_or_404(request.actor, key))


def page(request: Request, team: Team, status: int = 200, **more: Any) -> HttpResponse:
    """The page of one team; `more` holds a form that was refused."""
    actor = request.actor
    roles = queries.roles_of(actor, team)
    asked = TeamInvitation.objects.visible_to(actor).waiting().filter(team=team)
    members = queries.members(actor, team) if roles & {Role.MEMBER, Role.DESK} else []
    others = [one for one in members if one.person_id != team.leader_id]
    desk = bool(roles & {Role.DESK, Role.COMMITTEE})
    context = {
        "team": team,
        "roles": roles,
        "Role": Role,
        "Action": Action,
        "may": rules.steps_for(team.state, roles),
        "lacks": rules.lacks(consented=bool(team.consented_at), led=bool(team.leader_id)),
        "lack_words": rules.LACK_WORDS,
        "event_words": rules.EVENT_WORDS,
        "asked": list(asked.order_by("asked_at")[:2]),
        "members": members,
        "called": queries.called,
        "words": queries.words(team) if Role.MEMBER in roles else [],
        "offered": queries.leading_is_offered(team) if roles & {Role.DESK, Role.LEADER} else None,
        "waiting": queries.waiting(team) if Role.DESK in roles else 0,
        "history": queries.history(team) if desk else [],
        "lead_form": LeadForm(others),
        "word_form": WordForm(),
        "bad": None,
    }
    return render(request, "teams/show.html", context | more, status=status)


def _back(team: Team) -> HttpResponse:
    return see_other(reverse("teams:show", args=[team.pk]))


@login_required
@require_POST
@once
def join(request: Request, key: UUID) -> HttpResponse:
    team = team_or_404(request.actor, key)
    actions.join(request.actor, team)
    messages.success(request, _("欢迎入队。什么时候想退出都可以。"))
    return _back(team)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def leave(request: Request, key: UUID) -> HttpResponse:
    team = team_in_role(request.actor, key, Role.MEMBER)
    if request.method != "POST":
        return render(request, "teams/confirm.html", {"team": team, "what": "leave"})
    actions.leave(request.actor, team)
    messages.success(request, _("退出了，谢谢你出的力。"))
    return see_other(reverse("teams:mine"))


@login_required
@require_POST
@once
def answer(request: Request, key: UUID) -> HttpResponse:
    """Yes or no to an invitation of one's own, to join or to lead."""
    rows = TeamInvitation.objects.visible_to(request.actor)
    asked = get_object_or_404(rows.select_related("team__place", "team__leader"), pk=key)
    yes = request.POST.get("yes") == "1"
    verb = actions.answer_lead if asked.to == TeamInvitation.To.LEAD else actions.answer
    team = verb(request.actor, asked, yes=yes)
    if not yes:
        messages.info(request, _("好的，没关系。"))
        return see_other(reverse("teams:mine"))
    leads = asked.to == TeamInvitation.To.LEAD
    said = _("从现在起你带这支队，谢谢你。") if leads else _("欢迎入队。什么时候想退出都可以。")
    messages.success(request, said)
    return _back(team)


# ---- leading ------------------------------------------------------------------------------------


@login_required
@require_POST
@once
def move(request: Request, key: UUID) -> HttpResponse:
    """Start, rest or wake: for the leader and the desk."""
    team = team_or_404(request.actor, key)
    action = MOVES.get(request.POST.get("action", ""))
    if action is None:
        raise Refused(_("没有这一步。"))
    actions.move(request.actor, team, action)
    said = {
        Action.START: _("开始服务了。"),
        Action.REST: _("歇着了，这段时间不请这支队。"),
        Action.WAKE: _("回来了。"),
    }
    messages.success(request, said[action])
    return _back(team)


@login_required
@require_POST
@once
def offer_lead(request: Request, key: UUID) -> HttpResponse:
    team = team_in_role(request.actor, key, Role.DESK, Role.LEADER)
    form = LeadForm(queries.members(request.actor, team), request.POST)
    if form.is_valid():
        actions.offer_lead(request.actor, team, form.cleaned_data["member"])
        messages.success(request, _("问了。对方点头以前，一切照旧。"))
        return _back(team)
    return page(request, team, 422, lead_form=form, bad="lead_form")


@login_required
@require_POST
@once
def step_down(request: Request, key: UUID) -> HttpResponse:
    team = team_or_404(request.actor, key)
    actions.step_down(request.actor, team)
    messages.success(request, _("放下了，辛苦了。值守会另请一位队员来带。"))
    return _back(team)


@login_required
@require_POST
@once
def say(request: Request, key: UUID) -> HttpResponse:
    team = team_in_role(request.actor, key, Role.LEADER)
    form = WordForm(request.POST)
    if form.is_valid():
        try:
            actions.say(request.actor, team, form.cleaned_data["text"])
        except (Conflict, TooMany):
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("说了，队里的人看得到。"))
            return _back(team)
    return page(request, team, 422, word_form=form, bad="word_form")


# ---- a link for one neighbour -------------------------------------------------------------------


@login_required
@require_POST
@once
def link(request: Request, key: UUID) -> HttpResponse:
    """Makes the one-time link; its own page shows whoever leads what to copy."""
    team = team_in_role(request.actor, key, Role.DESK, Role.LEADER)
    return see_other(reverse("teams:by_link", args=[actions.make_link(request.actor, team)]))


@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: Request, key: str) -> HttpResponse:
    asked = queries.by_link(key) if len(key) <= 64 else None
    if asked is None:
        raise Http404
    if request.method == "POST":
        return _come(request, key=key)
    team = asked.team
    roles = queries.roles_of(request.actor, team)
    context = {
        "team": team,
        "asks": bool(roles & {Role.LEADER, Role.DESK}),
        "is_member": Role.MEMBER in roles,
        "signed_in": request.actor.person is not None,
        "login": f"{settings.LOGIN_URL}?{urlencode({'next': request.path})}",
        "address": request.build_absolute_uri(),
        "ends_at": asked.ends_at,
        "home": own(request.actor),
    }
    return render(request, "teams/by_link.html", context)


@login_required
@once
def _come(request: Request, key: str) -> HttpResponse:
    team = actions.join_by_link(request.actor, key)
    messages.success(request, _("欢迎入队。什么时候想退出都可以。"))
    return _back(team)
