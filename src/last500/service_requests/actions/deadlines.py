"""What happens when a deadline has run out and nobody clicked: the worker's verbs.

Each takes a bounded number of rows, each row in a transaction of its own, so that one that fails
never stops the others and several workers do no harm.
"""

import logging
from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.errors import Refused
from last500.organisations.models import Office
from last500.organisations.queries import calendar, desk_for
from last500.service_requests import rules
from last500.service_requests.actions import desk as desk_actions
from last500.service_requests.actions.helping import close_helpers
from last500.service_requests.actions.recording import helps_of, record_waiting
from last500.service_requests.actions.step import advance, tell_desk, tell_requester
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import OPEN, Action, Role, State

log = logging.getLogger(__name__)
_WITH = ("place", "desk", "contact", "requester")


def _overdue(states: Iterable[State], limit: int) -> list[ServiceRequest]:
    rows = ServiceRequest.objects.filter(due_at__lt=clock.now(), state__in=list(states))
    return list(rows.select_related(*_WITH).order_by("due_at")[:limit])


def _each(rows: list[ServiceRequest], verb: Callable[[ServiceRequest], object]) -> int:
    moved = 0
    for request in rows:
        try:
            with transaction.atomic():
                moved += bool(verb(request))
        except Refused:
            log.info("request %s moved on meanwhile", request.pk)
    return moved


def widen_offers(limit: int = 200) -> int:
    """An offer that nobody took for 24 hours goes one level wider; at the street it is unmet."""

    def one(request: ServiceRequest) -> bool:
        desk_actions.widen(CLOCK, request)
        return True

    return _each(_overdue([State.OFFERED], limit), one)


def escalate_overdue(limit: int = 200) -> int:
    """An overdue request climbs one level; at the street it stays there, overdue for all to see."""
    states = rules.STEPS[Action.ESCALATE].start
    rows = ServiceRequest.objects.filter(due_at__lt=clock.now(), state__in=list(states))
    rows = rows.exclude(level=rules.Level.STREET)
    return _each(list(rows.select_related(*_WITH).order_by("due_at")[:limit]), _escalate)


def _escalate(request: ServiceRequest) -> bool:
    level = rules.level_above(request.level)
    days = calendar()
    advance(
        CLOCK,
        request,
        Action.ESCALATE,
        role=Role.CLOCK,
        level=level,
        desk=desk_for(request.place, above=request.desk_id),
        due_at=days.add_working_days(clock.now(), rules.ESCALATED_WORKING_DAYS),
        facts={"level": level},
    )
    tell_desk("desk_moved_up", request)
    return True


def close_lapsed(limit: int = 200) -> int:
    """Seven days of silence after "done": closed as unconfirmed, never counted as satisfied.

    The helpers' time is written down and waits for an organiser: silence confirms nothing.
    """
    edge = clock.now() - rules.LAPSE_AFTER
    rows = ServiceRequest.objects.filter(state=State.DONE, done_at__lte=edge)

    def one(request: ServiceRequest) -> bool:
        helps = helps_of(request)
        advance(CLOCK, request, Action.LAPSE, role=Role.CLOCK)
        close_helpers(request, "done")
        record_waiting(CLOCK, request, helps)
        tell_requester(request)
        return True

    return _each(list(rows.select_related(*_WITH).order_by("done_at")[:limit]), one)


def reseat_desks(limit: int = 500) -> int:
    """Requests on a desk where nobody acts any more move to the one that answers now."""
    acting = Office.objects.acting(clock.today()).holding_desks().filter(place=OuterRef("desk"))
    rows = ServiceRequest.objects.filter(state__in=[s.value for s in OPEN])
    rows = rows.filter(~Exists(acting)).select_related(*_WITH).order_by("due_at")

    def one(request: ServiceRequest) -> bool:
        desk = desk_for(request.desk)
        if desk.pk == request.desk_id:
            return False
        level = desk.level if desk.level in rules.LEVELS else rules.Level.STREET
        advance(
            CLOCK,
            request,
            Action.RESEAT,
            role=Role.CLOCK,
            desk=desk,
            level=level,
            facts={"desk": desk.name},
        )
        return True

    return _each(list(rows[:limit]), one)
