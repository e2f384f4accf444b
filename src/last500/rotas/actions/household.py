"""The household's own word: yes, skip one, rest, go on, another year, enough."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import CLOCK, Actor, Door
from last500.base.errors import Conflict, Refused
from last500.base.scope import everything
from last500.people.actions import record_consent
from last500.people.rights import end_consent
from last500.rotas import rules
from last500.rotas.actions.step import (
    append,
    hold,
    household_role,
    move,
    tell_desk,
    tell_household,
)
from last500.rotas.actions.turns import lay_out
from last500.rotas.models import Rota, Turn, TurnSwap
from last500.rotas.rules import Action, Role, State, Swap, TurnState
from last500.service_requests import actions as requests
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import STEPS
from last500.service_requests.rules import Action as RequestAction

CONSENT = "rota"


def _way(how: str, *, by_phone: bool) -> str:
    """How the household's yes came. Raises Refused when the desk does not say how."""
    if not by_phone:
        return rules.OWN_PAGE
    if how not in rules.TOLD_THE_DESK:
        raise Refused(_("请选住户是怎么同意的。"), "how")
    return how


def _facts(role: Role, **more: str) -> dict[str, object]:
    return {**more, "by_phone": role == Role.DESK}


@transaction.atomic
def agree(actor: Actor, rota: Rota, *, by_phone: bool = False, how: str = "") -> None:
    """Yes to what the desk has arranged: from now on it places its turns."""
    role = household_role(actor, rota, by_phone=by_phone)
    way = _way(how, by_phone=by_phone)
    if rota.state != State.ASKED:
        raise Conflict(_("这个轮值已经同意过，或者结束了。"))
    move(
        actor,
        rota,
        State.RUNNING,
        Action.AGREE,
        role=role,
        facts=_facts(role, how=way),
        agreed_how=way,
        agreed_at=clock.now(),
    )
    record_consent(CONSENT, way, contact=rota.contact)
    lay_out(rota)
    if role == Role.HOUSEHOLD:
        tell_desk("rota_agreed", rota)


@transaction.atomic
def skip(actor: Actor, rota: Rota, on: date, *, by_phone: bool = False) -> None:
    """Not on this day. A request that was placed for it already is withdrawn."""
    role = household_role(actor, rota, by_phone=by_phone)
    hold(rota, *rules.AGREED)
    turn = Turn.objects.filter(rota=rota, on=on, on__gte=clock.today()).first()
    if turn is None or not _drop(turn):
        raise Conflict(_("这一次已经不用跳过了，请看看现在的情况。"))
    append(actor, rota, Action.SKIP, rota.state, role=role, facts=_facts(role, day=on.isoformat()))


def _drop(turn: Turn) -> bool:
    """Take one turn away; False when it is over or was skipped before."""
    with everything("a household does without a turn"):
        live = Turn.objects.filter(pk=turn.pk, state__in=[TurnState.PLANNED, TurnState.PLACED])
        request = (
            ServiceRequest.objects.select_related("place", "desk", "contact", "requester")
            .filter(turn=turn.pk)
            .first()
        )
        if request is not None:
            if request.state not in STEPS[RequestAction.WITHDRAW].start:
                return False
            # The household's own word, whichever way it came: its request is withdrawn by it.
            speaker = Actor(door=Door.LINK, opened=frozenset({request.pk}))
            requests.withdraw(speaker, request)
        return bool(live.update(state=TurnState.SKIPPED))


def _drop_all(rota: Rota, until: date) -> None:
    """Whoever was to come before that day is told that it is not needed."""
    ahead = Turn.objects.filter(
        rota=rota, on__gte=clock.today(), on__lt=until, state__in=[TurnState.PLACED]
    )
    for turn in ahead:
        _drop(turn)


@transaction.atomic
def pause(actor: Actor, rota: Rota, *, days: int, by_phone: bool = False) -> None:
    """Rest for some days; turns placed for them are withdrawn. It goes on by itself afterwards."""
    role = household_role(actor, rota, by_phone=by_phone)
    if days not in rules.PAUSES:
        raise Refused(_("请选歇多久。"), "days")
    until = clock.today() + timedelta(days)
    move(
        actor,
        rota,
        State.PAUSED,
        Action.PAUSE,
        role=role,
        facts=_facts(role, day=until.isoformat()),
        paused_until=until,
    )
    _drop_all(rota, until)
    if role == Role.HOUSEHOLD:
        tell_desk("rota_rests", rota)


@transaction.atomic
def resume(actor: Actor, rota: Rota, *, by_phone: bool = False) -> None:
    role = household_role(actor, rota, by_phone=by_phone)
    if rota.state != State.PAUSED:
        raise Conflict(_("这个轮值没有歇着。"))
    move(
        actor, rota, State.RUNNING, Action.RESUME, role=role, facts=_facts(role), paused_until=None
    )
    lay_out(rota)


@transaction.atomic
def renew(actor: Actor, rota: Rota, *, by_phone: bool = False, how: str = "") -> None:
    """Yes for another year, counted from today: never longer by itself."""
    role = household_role(actor, rota, by_phone=by_phone)
    way = _way(how, by_phone=by_phone)
    if rota.state not in rules.AGREED:
        raise Conflict(_("这个轮值已经结束了，可以重新安排。"))
    until = clock.today() + rules.LONGEST - clock.DAY
    facts = _facts(role, how=way, day=until.isoformat())
    move(
        actor,
        rota,
        State(rota.state),
        Action.RENEW,
        role=role,
        facts=facts,
        ends_on=until,
        told_it_ends_at=None,
    )
    record_consent(CONSENT, way, contact=rota.contact)
    lay_out(rota)


@transaction.atomic
def end(actor: Actor, rota: Rota, *, by_phone: bool = False) -> None:
    """Enough: no turn is placed any more, and whoever was to come is told. Always possible."""
    role = household_role(actor, rota, by_phone=by_phone)
    if rota.state == State.ENDED:
        raise Conflict(_("这个轮值已经结束了。"))
    move(
        actor,
        rota,
        State.ENDED,
        Action.END,
        role=role,
        facts=_facts(role),
        ended_at=clock.now(),
        paused_until=None,
    )
    _drop_all(rota, date.max)
    _close(rota)
    if role == Role.HOUSEHOLD:
        tell_desk("rota_ended", rota)


def _close(rota: Rota) -> None:
    with everything("a rota ends"):
        left = Turn.objects.filter(rota=rota, state=TurnState.PLANNED)
        left.update(state=TurnState.SKIPPED)
        swaps = TurnSwap.objects.filter(given__rota=rota, state=Swap.ASKED)
        swaps.update(state=Swap.OVER, answered_at=clock.now())
        end_consent(CONSENT, contact=rota.contact)


# ---- the worker's verbs --------------------------------------------------------------------------


def keep_terms(limit: int = 100) -> int:
    """What days bring: a rest is over, a rota has come to its end, or will within a month."""
    today, done = clock.today(), 0
    rows = Rota.objects.select_related("place", "contact__person").order_by("pk")
    for rota in rows.filter(state=State.PAUSED, paused_until__lte=today)[:limit]:
        done += _did(resume, rota)
    for rota in rows.filter(state__in=rules.LIVE, ends_on__lt=today)[:limit]:
        done += _did(end, rota)
    soon = rows.filter(
        state__in=rules.AGREED, ends_on__lt=today + rules.ENDS_SOON, told_it_ends_at=None
    )
    for rota in soon[:limit]:
        done += _say_it_ends(rota)
    return done


def _did(verb: Callable[[Actor, Rota], None], rota: Rota) -> bool:
    try:
        verb(CLOCK, rota)
    except Refused:  # its household was faster
        return False
    return True


@transaction.atomic
def _say_it_ends(rota: Rota) -> bool:
    """Asked once whether it goes on; no answer is no."""
    fresh = Rota.objects.filter(pk=rota.pk, told_it_ends_at=None)
    if not fresh.update(told_it_ends_at=clock.now()):
        return False
    tell_household("rota_ends_soon", rota)
    tell_desk("rota_ends_soon", rota)
    return True
