"""What happens when a deadline has run out and nobody clicked: the worker's verbs.

Each takes a bounded number of rows, each row in a transaction of its own.
"""

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import Case, QuerySet, Value, When

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.errors import Refused
from last500.base.scope import everything
from last500.complaints.actions.step import advance, move, tell_complainant
from last500.complaints.models import Complaint
from last500.complaints.queries import seat_for, told_at
from last500.complaints.rules import WITH_DESK, About, Action, Level, State

log = logging.getLogger(__name__)


def _each(
    rows: QuerySet[Complaint], limit: int, verb: Callable[[Complaint], bool], why: str
) -> int:
    done = 0
    with everything(why):
        found = rows.select_related("place", "desk", "against", "complainant__contact__person")
        for complaint in found.order_by("due_at")[:limit]:
            try:
                with transaction.atomic():
                    done += verb(complaint)
            except Refused:
                log.info("complaint %s moved on meanwhile", complaint.pk)
    return done


def escalate_overdue(limit: int = 100) -> int:
    """An overdue one climbs to the next free desk; at the highest it stays, overdue for all."""
    rows = Complaint.objects.filter(due_at__lt=clock.now(), state__in=list(WITH_DESK))
    # What lies at the top of its way stays there, and must not crowd out the others.
    top = Case(When(about=About.PLATFORM, then=Value(Level.CITY)), default=Value(Level.OPERATOR))
    rows = rows.exclude(level=top)

    def one(complaint: Complaint) -> bool:
        seat = seat_for(complaint, above=True)
        if seat is None:
            return False
        move(CLOCK, complaint, Action.MOVE_UP, seat)
        return True

    return _each(rows, limit, one, "deadlines of complaints")


def close_silent(limit: int = 200) -> int:
    """No word to the answer: closed as that, never as content."""
    rows = Complaint.objects.filter(due_at__lt=clock.now(), state=State.ANSWERED)

    def one(complaint: Complaint) -> bool:
        advance(CLOCK, complaint, Action.LAPSE)
        tell_complainant(complaint)
        return True

    return _each(rows, limit, one, "deadlines of complaints")


def reseat_desks(limit: int = 300) -> int:
    """Where everybody at the desk has left or is shut out by now, the next free desk has it."""
    rows = Complaint.objects.filter(state__in=list(WITH_DESK))

    def one(complaint: Complaint) -> bool:
        seat = None if told_at(complaint) else seat_for(complaint)
        if seat is None or (seat.place.pk, seat.level) == (complaint.desk_id, complaint.level):
            return False
        move(CLOCK, complaint, Action.RESEAT, seat)
        return True

    return _each(rows, limit, one, "desks of complaints")
