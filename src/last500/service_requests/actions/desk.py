"""The desk verifies, asks helpers, sends on, closes. Community and street act in its place."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.queries import calendar, capacity, desk_for
from last500.organisations.rules import Permission
from last500.people import actions as people
from last500.people.models import Person
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.service_requests import rules, seams
from last500.service_requests.actions.repeats import settle_proposals
from last500.service_requests.actions.step import (
    advance,
    check,
    end_acceptances,
    stop_invitations,
    tell_helpers,
    tell_requester,
    words_for,
)
from last500.service_requests.categories import BY_CODE
from last500.service_requests.fitting import candidates, need_of
from last500.service_requests.models import Acceptance, Invitation, ServiceRequest
from last500.service_requests.queries import looks_without_a_word
from last500.service_requests.rules import Action, Role, Route, State

VERIFIED_HOW = {"phone", "visit", "page", "rota"}
TEAM_MOST = 10


@transaction.atomic
def verify(
    actor: Actor,
    request: ServiceRequest,
    *,
    how: str,
    category: str = "",
    summary: str = "",
    risk_note: str = "",
    minutes: int = 60,
    wanted: int | None = None,
    note: str = "",
) -> ServiceRequest:
    """Say that the matter is as told, by phone, visit or page, and set what helpers must know.

    The risk note is what recruitment must state (Volunteer Service Regulations, art. 12).
    """
    role = check(actor, request, Action.VERIFY)
    kind = BY_CODE.get(category or request.category)
    if kind is None:
        raise Refused(_("请选一类。"), "category")
    if how not in VERIFIED_HOW:
        raise Refused(_("请选是怎么核实的。"), "how")
    if not 10 <= minutes <= 600:
        raise Refused(_("时间请写 10 到 600 分钟。"), "minutes")
    least = max(rules.least_wanted(kind.needs_two, request.visit_wish), request.taken)
    wanted = max(least, request.wanted) if wanted is None else wanted
    if not least <= wanted <= TEAM_MOST:
        raise Refused(
            _("这一类要 %(least)d 到 %(most)d 个人。") % {"least": least, "most": TEAM_MOST},
            "wanted",
        )
    days = request.days if kind.code == request.category else kind.days
    advance(
        actor,
        request,
        Action.VERIFY,
        role=role,
        note=note,
        facts={"how": how},
        category=kind.code,
        summary=clean_line(summary)[:60],
        risk_note=clean_line(risk_note)[:120],
        minutes=minutes,
        wanted=wanted,
        days=days,
        verified_at=clock.now(),
    )
    seams.verified(request, how)
    return request


@transaction.atomic
def decline(actor: Actor, request: ServiceRequest, *, note: str) -> ServiceRequest:
    """Not taken on, with the reason; the resident may object once and the level above decides."""
    role = check(actor, request, Action.DECLINE, note)
    advance(actor, request, Action.DECLINE, role=role, note=note)
    tell_requester(request)
    return request


@transaction.atomic
def refer(actor: Actor, request: ServiceRequest, *, route: str, note: str) -> ServiceRequest:
    """Send to whose matter it is, with the ground in words."""
    role = check(actor, request, Action.REFER, note)
    if route not in rules.REFERRALS:
        raise Refused(_("请选转给谁。"), "route")
    advance(actor, request, Action.REFER, role=role, note=note, route=route)
    tell_helpers("no_longer_needed", request, stop_invitations(request))
    end_acceptances(request, Acceptance.Ended.CLOSED)
    tell_requester(request)
    return request


@transaction.atomic
def reroute(actor: Actor, request: ServiceRequest, *, note: str) -> ServiceRequest:
    """Set a wrong referral right: the request comes back to the desk that answers for the place."""
    role = check(actor, request, Action.REROUTE, note)
    desk = desk_for(request.place)
    advance(
        actor,
        request,
        Action.REROUTE,
        role=role,
        note=note,
        route=Route.HELPERS,
        desk=desk,
        level=_level(desk),
        closed_at=None,
    )
    tell_requester(request)
    return request


def _level(desk: Place) -> str:
    return desk.level if desk.level in rules.LEVELS else rules.Level.STREET


@transaction.atomic
def mark_emergency(actor: Actor, request: ServiceRequest, *, note: str) -> ServiceRequest:
    """It is an emergency and 110 / 119 / 120 has it: never offered to helpers."""
    role = check(actor, request, Action.MARK_EMERGENCY, note)
    advance(actor, request, Action.MARK_EMERGENCY, role=role, note=note, route=Route.EMERGENCY)
    tell_helpers("helper_cancelled", request, stop_invitations(request))
    end_acceptances(request, Acceptance.Ended.CLOSED)
    return request


@transaction.atomic
def not_emergency(actor: Actor, request: ServiceRequest, *, note: str) -> ServiceRequest:
    """The desk has spoken to somebody: no emergency. Only now may helpers be asked."""
    role = check(actor, request, Action.NOT_EMERGENCY, note)
    return advance(
        actor, request, Action.NOT_EMERGENCY, role=role, note=note, suspected_emergency=""
    )


@transaction.atomic
def offer(
    actor: Actor,
    request: ServiceRequest,
    *,
    helpers: Sequence[UUID] = (),
    open_to: str = "",
    reasons: Mapping[UUID, Sequence[str]] | None = None,
) -> ServiceRequest:
    """Invite: named helpers, all who fit up to a level (`open_to`), or both. Nobody is assigned.

    Whoever the hard rules exclude is not asked; when none is left, Refused says so.
    """
    role = check(actor, request, Action.OFFER)
    if request.suspected_emergency:
        raise Refused(_("这件可能是紧急情况。请先打电话核实，再请邻居。"))
    if open_to and open_to not in rules.LEVELS:
        raise Refused(_("请选请到哪一级。"), "open_to")
    fitting = who_fits(request, helpers) if helpers else []
    if not fitting and not open_to:
        raise Refused(_("请至少选一位能来的邻居，或者公开请人。"), "helpers")
    advance(
        actor,
        request,
        Action.OFFER,
        role=role,
        to=State.OFFERED,
        due_at=clock.now() + rules.WIDEN_AFTER,
        open_to=open_to or request.open_to,
        facts={"asked": len(fitting), "open_to": open_to},
    )
    _invite(request, fitting, reasons or {})
    tell_invited(request, fitting)
    return request


def who_fits(request: ServiceRequest, helpers: Sequence[UUID]) -> list[Person]:
    need = need_of(request)
    holding = Acceptance.objects.filter(request=request, ended_at=None)
    skip = set(holding.values_list("helper", flat=True)) | set(
        Invitation.objects.filter(request=request).values_list("helper", flat=True)
    )
    return [
        row.person
        for row, facts in candidates(request, helpers)
        if row.person_id not in skip and not rules.hindrances(facts, need)
    ]


def _invite(
    request: ServiceRequest, people: Sequence[Person], reasons: Mapping[UUID, Sequence[str]]
) -> None:
    now = clock.now()
    Invitation.objects.bulk_create(
        Invitation(
            request=request, helper=person, asked_at=now, reasons=list(reasons.get(person.pk, ()))
        )
        for person in people
    )


def tell_invited(request: ServiceRequest, people: Sequence[Person]) -> None:
    when = str(request.wished_on or request.get_wished_part_display())
    day = request.wished_on
    soon = day is not None and clock.today() <= day <= clock.today() + clock.DAY
    if soon:
        post("invited_soon", people, **words_for(request), when=when)
    else:
        post("invited", people, **words_for(request), when=when)


@transaction.atomic
def widen(actor: Actor, request: ServiceRequest) -> ServiceRequest:
    """Nobody has come forward: ask one level wider; above the street it stays unmet, not lost."""
    role = check(actor, request, Action.WIDEN)
    above = rules.level_above(request.level)
    if above is None:
        return close_unmet(actor, request)
    desk = desk_for(request.place, above=request.desk_id) if role == Role.CLOCK else request.desk
    return advance(
        actor,
        request,
        Action.WIDEN,
        role=role,
        to=State.OFFERED,
        due_at=clock.now() + rules.WIDEN_AFTER,
        open_to=above,
        level=above,
        desk=desk,
        facts={"open_to": above},
    )


@transaction.atomic
def settle_team(actor: Actor, request: ServiceRequest) -> ServiceRequest:
    """Go with those who came forward, where the kind does not ask for two."""
    role = check(actor, request, Action.SETTLE_TEAM)
    kind = BY_CODE[request.category]
    if request.taken < rules.least_wanted(kind.needs_two, request.visit_wish):
        raise Refused(_("人还没够，不能先去。"))
    advance(
        actor, request, Action.SETTLE_TEAM, role=role, wanted=F("taken"), accepted_at=clock.now()
    )
    tell_helpers("no_longer_needed", request, stop_invitations(request))
    tell_requester(request)
    return request


@transaction.atomic
def call_back(actor: Actor, request: ServiceRequest, *, note: str = "") -> ServiceRequest:
    """The desk called and reached nobody; the resident's word is awaited until the seventh day."""
    role = check(actor, request, Action.CALL_BACK)
    lapse = (request.done_at or clock.now()) + rules.LAPSE_AFTER
    return advance(
        actor,
        request,
        Action.CALL_BACK,
        role=role,
        note=note,
        due_at=lapse,
        called_back_at=clock.now(),
    )


@transaction.atomic
def merge(actor: Actor, request: ServiceRequest, *, into: ServiceRequest) -> ServiceRequest:
    """Two reports of one matter become one; who reported keeps following the one that stays."""
    role = check(actor, request, Action.MERGE)
    if into.pk == request.pk or into.place_id != request.place_id:
        raise Refused(_("只能并到同一小区的另一件。"), "into")
    if into.state not in rules.OPEN:
        raise Conflict(_("要并到的那件已经办结了。"))
    advance(actor, request, Action.MERGE, role=role, merged_into=into, facts={"into": str(into)})
    ServiceRequest.objects.filter(pk=into.pk).update(me_too=F("me_too") + 1 + request.me_too)
    tell_helpers("no_longer_needed", request, stop_invitations(request))
    end_acceptances(request, Acceptance.Ended.CLOSED)
    settle_proposals(request, into)
    tell_requester(request)
    return request


@transaction.atomic
def close_unmet(actor: Actor, request: ServiceRequest, *, note: str = "") -> ServiceRequest:
    """Nobody took it: said openly, and kept for the gap board."""
    role = check(actor, request, Action.CLOSE_UNMET, note)
    advance(actor, request, Action.CLOSE_UNMET, role=role, note=note, open_to="")
    tell_helpers("helper_cancelled", request, stop_invitations(request))
    tell_helpers("helper_cancelled", request, end_acceptances(request, Acceptance.Ended.CLOSED))
    tell_requester(request)
    seams.nobody_took(request)
    return request


@transaction.atomic
def transfer(actor: Actor, request: ServiceRequest, *, place: Place, note: str) -> ServiceRequest:
    """Hand over to the place where it belongs; both places must lie on the actor's branch."""
    role = check(actor, request, Action.TRANSFER, note)
    require(actor, Permission.REQUEST_TRANSFER, place)
    if place.level != "compound" or place.closed_on or place.pk == request.place_id:
        raise Refused(_("请选另一个小区。"), "place")
    desk = desk_for(place)
    due_at = rules.due(request.state, now=clock.now(), days=request.days, calendar=calendar())
    advance(
        actor,
        request,
        Action.TRANSFER,
        role=role,
        note=note,
        due_at=due_at,
        place=place,
        building=None,
        desk=desk,
        level=_level(desk),
        facts={"place": place.name},
    )
    tell_requester(request)
    return request


class HowDidItGo(Refused):
    """The telephone was looked at before, and nothing was written down since."""


@transaction.atomic
def reveal(
    actor: Actor, request: ServiceRequest, *, field: str, reason: str, again: bool = False
) -> str:
    """Open one field of the contact for the desk that holds the request, while it is open.

    Raises HowDidItGo at the third look at a telephone without a step taken or a word written down
    in between, unless the person says that they want to look `again` all the same.
    """
    require(actor, Permission.REVEAL, request.place)
    if request.state not in rules.OPEN:
        raise Forbidden("closed")
    desk = request.desk
    # A higher desk may act in place of the one that holds it, never the other way round.
    if not actor.may(Permission.REVEAL, desk.path):
        raise Forbidden("another desk holds it")
    looks = looks_without_a_word(actor, request) if field == "phone" and not again else 0
    if looks >= limits.LOOKS_BEFORE_A_WORD.most:
        raise HowDidItGo(_("这个电话你看过几次了，还没有记下打得怎么样。"))
    as_what = capacity(actor, Permission.REVEAL, request.place)
    return people.reveal(
        actor,
        request.contact,
        field,
        reason=reason,
        about=request.pk,
        role=as_what.words,
        office=as_what.office,
        desk=desk.pk,
    )
