"""What the clock does: closes the book, publishes, reminds, and moves up what nobody has done.

Each row in a transaction of its own. Nothing here decides about an application.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.errors import Refused
from last500.base.scope import everything
from last500.calls import rules
from last500.calls.actions.life import close_book, publish
from last500.calls.actions.step import (
    advance,
    append,
    applicant_people,
    held,
    held_application,
    runner_people,
    told,
)
from last500.calls.models import Call, Report
from last500.calls.rules import Action, State
from last500.organisations.queries import calendar, people_who_may
from last500.organisations.rules import Permission
from last500.places.rules import Level

log = logging.getLogger(__name__)
# Above the district nobody runs calls: there it stays, overdue for everybody to see.
TOP = (Level.COUNTY, Level.CITY)


def _each(rows: Iterable[Any], verb: Callable[[Any], int]) -> int:
    done = 0
    with everything("deadlines of venture calls"):
        for row in rows:
            try:
                with transaction.atomic():
                    done += verb(row)
            except Refused:
                log.info("call %s moved on meanwhile", row.pk)
    return done


def close_books(limit: int = 100) -> int:
    """The last day for applications is over."""

    def work(call: Call) -> int:
        close_book(CLOCK, call)
        return 1

    return _each(Call.objects.filter(state=State.OPEN, closes_on__lt=clock.today())[:limit], work)


def publish_due(limit: int = 100) -> int:
    """A day after each applicant was told, the result hangs out."""

    def work(call: Call) -> int:
        publish(CLOCK, call)
        return 1

    ripe = clock.now() - rules.TELL_BEFORE
    rows = Call.objects.filter(state=State.DECIDED, published_at=None, told_at__lte=ripe)
    return _each(rows[:limit], work)


def remind_due(limit: int = 100) -> int:
    """Once in each state, three days before: whoever has the next step."""
    soon = clock.now() + rules.REMIND_BEFORE
    return _each(Call.objects.filter(due_at__lt=soon, reminded_at=None)[:limit], _remind)


def _remind(call: Call) -> int:
    rows = Call.objects.filter(pk=call.pk, state=call.state, reminded_at=None)
    if not rows.update(reminded_at=clock.now()):
        return 0
    call = held(call)
    append(CLOCK, call, Action.REMIND)
    told("call_late", runner_people(call), call, CLOCK, f"/calls/{call.pk}/desk/")
    return 1


def escalate_overdue(limit: int = 100) -> int:
    """Its day has passed: the next one above who runs calls has it, with a few days of its own."""
    rows = Call.objects.filter(due_at__lt=clock.now()).exclude(desk__level__in=TOP)
    return _each(rows[:limit], _move_up)


def _move_up(call: Call) -> int:
    call = held(call)
    above = call.desk.parent
    if call.due_at is None or call.due_at >= clock.now() or above is None:
        return 0
    due = calendar().add_working_days(clock.now(), rules.ABOVE_DAYS)
    advance(CLOCK, call, Action.MOVE_UP, desk_id=above.pk, due_at=due)
    people = people_who_may(Permission.CALL_RUN, above, but=[])[:6]
    told("call_moved_up", people, call, CLOCK, f"/calls/{call.pk}/desk/")
    return 1


def _owed(edge: datetime, **more: Any) -> Any:
    rows = Report.objects.filter(sent_at=None, due_at__lt=edge, **more)
    rows = rows.filter(application__call__state__in=[State.DECIDED, State.RUNNING])
    return rows.select_related("application__call")


def remind_reports(limit: int = 100) -> int:
    """Two weeks before: whoever carries the project."""
    soon = clock.now() + rules.REPORT_REMIND
    return _each(_owed(soon, reminded_at=None)[:limit], _remind_report)


def _remind_report(report: Report) -> int:
    row = held_application(report.application)
    if not Report.objects.filter(pk=report.pk, reminded_at=None).update(reminded_at=clock.now()):
        return 0
    append(CLOCK, row.call, "report_due", row)
    link = f"/calls/applications/{row.pk}/report/{report.part}/"
    told("call_report_due", applicant_people(row), row.call, CLOCK, link)
    return 1


def escalate_reports(limit: int = 100) -> int:
    """It did not come: whoever runs the call speaks with whoever carries it."""
    return _each(_owed(clock.now(), moved_up_at=None)[:limit], _move_report_up)


def _move_report_up(report: Report) -> int:
    row = held_application(report.application)
    if not Report.objects.filter(pk=report.pk, moved_up_at=None).update(moved_up_at=clock.now()):
        return 0
    append(CLOCK, row.call, "report_late", row)
    link = f"/calls/applications/{row.pk}/"
    told("call_report_late", [*runner_people(row.call), *applicant_people(row)], row.call, CLOCK,
         link)  # fmt: skip
    return 1
