"""The panel's page and the partners' page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.errors import Forbidden, Refused
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.organisations.models import Office, Organisation
from last500.organisations.queries import is_liaison
from last500.organisations.rules import OrganisationKind
from last500.people.models import Person
from last500.projects import actions, queries, rules
from last500.projects.actions.life import seats_of
from last500.projects.forms import CarryForm, OpinionForm, PartnerForm, UntilForm, WhoForm
from last500.projects.models import PanelSeat, Partner, Project
from last500.projects.rules import Opinion, PartnerState, Role, SeatState, Side, State
from last500.projects.views.gate import on_desk, run_by, seen_or_404

# ---- the panel --------------------------------------------------------------------------------


@require_safe
@signed_in
def panel(request: Request, key: UUID) -> HttpResponse:
    return _panel(request, key)


def _panel(request: Request, key: UUID, status: int = 200, **more: Any) -> HttpResponse:
    """Who was asked on each side, what they said; for the desk whom to ask, for a member to say."""
    project = seen_or_404(request, key)
    rows = PanelSeat.objects.visible_to(request.actor).filter(project=project)
    seats = list(rows.select_related("person", "organisation", "project").order_by("asked_at"))
    reviewer = Role.REVIEWER in actions.roles_of(request.actor, project)
    if not seats and not reviewer:
        raise Forbidden("has no part in weighing it")
    open_now = project.state == State.PROPOSED and project.consented
    own = [seat for seat in seats if actions.sits_on(request.actor, seat)]
    context = {
        "project": project,
        "sides": [_side(side, seats) for side in Side],
        "own": [seat for seat in own if seat.state == SeatState.ASKED] if open_now else [],
        "opinion_form": OpinionForm(),
        "asking": _asking(request, project, more.get("who_form")) if reviewer and open_now else [],
        "lack": _(said) if open_now and (said := _panel_lacks(project, request)) else "",
        "reviewer": reviewer and open_now,
        **more,
    }
    return render(request, "projects/panel.html", context, status=status)


def _panel_lacks(project: Project, request: Request) -> str:
    if project.proposed_by_id == request.actor.person:
        return N_("提项目的人不写自己项目的评议结果。请另一位同事或者街道来写。")
    return rules.panel_lacks(seats_of(project), clock.now())


def _side(side: Side, seats: list[PanelSeat]) -> dict[str, Any]:
    """A resident stands there as "a resident", an officer as their office, never by name."""
    names = {Side.COMMUNITY: _("社区这边的一位"), Side.RESIDENTS: _("一位居民")}
    return {
        "word": _(rules.SIDE_WORDS[side]),
        "seats": [
            {
                "seat": seat,
                "name": seat.organisation.name if seat.organisation else names[side],
                "shape": rules.OPINION_SHAPES.get(seat.opinion, "wait"),
            }
            for seat in seats
            if seat.side == side
        ],
    }


def _choices(request: Request, project: Project, side: str) -> list[tuple[str, str]]:
    if side == Side.SOCIAL:
        found = queries.organisations(project, OrganisationKind.SOCIAL)
        return [(str(one.pk), one.name) for one in found]
    if side == Side.COMMUNITY:
        return [(str(one.person_id), _officer(one)) for one in queries.officers(project)]
    rows = queries.neighbours(request.actor, project)
    return [(str(row.person_id), f"{called(row.person)} · {row.place.name}") for row in rows]


def _officer(office: Office) -> str:
    """By their office: most who hold one have not said how neighbours call them."""
    said = "" if office.person.restricted_at else office.person.called
    words = [office.place.name, office.get_kind_display(), said]
    return " · ".join(str(word) for word in words if word)


def called(person: Person) -> str:
    return (not person.restricted_at and person.called) or _("邻居")


def _asking(request: Request, project: Project, refused: WhoForm | None) -> list[dict[str, Any]]:
    found = []
    for side in Side:
        form = WhoForm(
            _choices(request, project, side), initial={"side": side}, auto_id=f"{side}_%s"
        )
        if refused is not None and refused.data.get("side") == side:
            form = refused
        found.append({"side": side, "word": _(rules.SIDE_WORDS[side]), "form": form})
    return found


@require_POST
@signed_in
@once
def invite(request: Request, key: UUID) -> HttpResponse:
    project = seen_or_404(request, key)
    side = request.POST.get("side", "")
    if Role.REVIEWER not in actions.roles_of(request.actor, project):
        raise Forbidden("does not call this panel together")
    if side not in list(Side):
        raise Refused(_("请重新选一个。"))
    form = WhoForm(_choices(request, project, side), request.POST, auto_id=f"{side}_%s")

    def work() -> HttpResponse:
        key_ = form.cleaned_data["who"]
        whom: dict[str, Any] = {"person": Person.objects.filter(pk=key_).first()}
        if side == Side.SOCIAL:
            whom = {"organisation": Organisation.objects.filter(pk=key_).first()}
        actions.invite(request.actor, project, Side(side), **whom)
        messages.success(request, _("请了。说不说由 TA，不说不算同意。"))
        return see_other(reverse("projects:panel", args=[key]))

    return tried(form, work) or _panel(request, key, 422, who_form=form)


def _own_seat(request: Request, key: UUID, seat: UUID) -> PanelSeat:
    rows = PanelSeat.objects.visible_to(request.actor).filter(project=key)
    return get_object_or_404(rows.select_related("project", "organisation"), pk=seat)


@require_POST
@signed_in
@once
def say(request: Request, key: UUID, seat: UUID) -> HttpResponse:
    mine = _own_seat(request, key, seat)
    form = OpinionForm(request.POST)

    def work() -> HttpResponse:
        said = form.cleaned_data
        actions.say(request.actor, mine, Opinion(said["opinion"]), words=said["words"])
        messages.success(request, _("记下了，谢谢你。"))
        return see_other(reverse("projects:panel", args=[key]))

    if not actions.sits_on(request.actor, mine):
        raise Forbidden("not their seat")
    return tried(form, work) or _panel(request, key, 422, opinion_form=form)


@require_POST
@signed_in
@once
def stay_out(request: Request, key: UUID, seat: UUID) -> HttpResponse:
    actions.stay_out(request.actor, _own_seat(request, key, seat))
    messages.success(request, _("好的，不用说理由。"))
    return see_other(reverse("projects:mine"))


# ---- partners ---------------------------------------------------------------------------------


@require_http_methods(GET_POST)
@signed_in
@once
def partners(request: Request, key: UUID) -> HttpResponse:
    """Everybody who was asked, with until when; for whoever runs it one more to ask."""
    project = seen_or_404(request, key)
    runs = Role.RUNNER in actions.roles_of(request.actor, project)
    if request.method == "POST":
        run_by(request, key)
    form = PartnerForm(queries.organisations(project) if runs else [], data_of(request))

    def work() -> HttpResponse:
        said = form.cleaned_data
        actions.ask_partner(
            request.actor, project, form.chosen, as_what=said["as_what"], part=said["part"]
        )
        messages.success(request, _("请了。对方的联络员答应了才算。"))
        return see_other(reverse("projects:partners", args=[key]))

    answer = tried(form, work) if request.method == "POST" else None
    return answer or _partners(request, project, status_of(request), form=form)


def _partners(request: Request, project: Project, status: int = 200, **more: Any) -> HttpResponse:
    actor = request.actor
    roles = actions.roles_of(actor, project)
    runs = Role.RUNNER in roles and project.consented
    rows = Partner.objects.filter(project=project).select_related("organisation", "project")
    cards: list[dict[str, Any]] = [
        {"row": row, "own": is_liaison(actor, row.organisation) if actor.person else False}
        for row in rows.order_by("asked_at")[:40]
    ]
    if not runs:  # what is asked or offered is between the two of them
        shown = {PartnerState.AGREED, PartnerState.ENDED}
        cards = [one for one in cards if one["own"] or one["row"].state in shown]
    agreed = [one["row"].organisation for one in cards if one["row"].state == PartnerState.AGREED]
    initial = {"organisation": str(project.lead_id or "")}
    context = {
        "project": project,
        "cards": cards,
        "runs": runs and project.state in rules.BEFORE_RUNNING | {State.RUNNING},
        "desk": Role.DESK in roles and project.state in rules.BEFORE_RUNNING and project.consented,
        "form": PartnerForm([]),
        "until_form": UntilForm(initial={"until_on": project.until_on}),
        "carry_form": CarryForm(agreed, project.place.name, initial=initial),
        "open": project.state in rules.OPEN,
        **more,
    }
    return render(request, "projects/partners.html", context, status=status)


VERBS: dict[str, Callable[..., None]] = {
    "agree": actions.agree_partner,
    "extend": actions.extend_partner,
    "decline": actions.decline_partner,
    "end": actions.end_partner,
    "take": actions.take_offer,
    "refuse": actions.refuse_offer,
}
BY_RUNNER = frozenset({"take", "refuse"})


def _may_answer(act: str, *, runs: bool, own: bool) -> bool:
    if act in BY_RUNNER:
        return runs
    return own or (runs and act == "end")


@require_POST
@signed_in
@once
def answer(request: Request, key: UUID, partner: UUID, act: str) -> HttpResponse:
    """The liaison's own yes, no, or another day; the runner's answer to an offer; either's end."""
    project = seen_or_404(request, key)
    rows = Partner.objects.filter(project=project).select_related("organisation", "project")
    row = get_object_or_404(rows, pk=partner)
    if act not in VERBS:
        raise Http404
    runs = Role.RUNNER in actions.roles_of(request.actor, project)
    if not _may_answer(act, runs=runs, own=is_liaison(request.actor, row.organisation)):
        raise Forbidden("not theirs to answer")
    dated = act in {"agree", "extend"}
    form = UntilForm(request.POST)
    if not dated:
        form.fields.pop("until_on")

    def work() -> HttpResponse:
        said = {"until_on": form.cleaned_data["until_on"]} if dated else {}
        VERBS[act](request.actor, row, **said)
        messages.success(request, _("记下了。"))
        return see_other(reverse("projects:partners", args=[key]))

    return tried(form, work) or _partners(request, project, 422, until_form=form, bad=row.pk)


@require_POST
@signed_in
@once
def carry(request: Request, key: UUID) -> HttpResponse:
    project = on_desk(request, key)
    agreed = Partner.objects.agreed().filter(project=project).select_related("organisation")
    form = CarryForm([row.organisation for row in agreed], project.place.name, request.POST)

    def work() -> HttpResponse:
        actions.carry(request.actor, project, form.chosen)
        messages.success(request, _("记下了。"))
        return see_other(reverse("projects:partners", args=[key]))

    return tried(form, work) or _partners(request, project, 422, carry_form=form)
