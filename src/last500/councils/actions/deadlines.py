"""Minutes that nobody has written, confirmed or published in time: the desk above hears of it."""

from django.db import transaction

from last500.base import clock
from last500.base.scope import everything
from last500.councils import rules
from last500.councils.actions.step import advance, held, tell
from last500.councils.models import Meeting
from last500.councils.rules import Action
from last500.organisations.queries import calendar, desk_for, desk_holders

BELOW_THE_TOP = ["compound", "community"]


def escalate_overdue(limit: int = 200) -> int:
    """Each row in a transaction of its own. Returns how many climbed."""
    done = 0
    with everything("deadlines of meetings"):
        late = Meeting.objects.filter(due_at__lt=clock.now(), desk__level__in=BELOW_THE_TOP)
        for meeting in late.order_by("due_at")[:limit]:
            with transaction.atomic():
                done += _up(held(meeting))
    return done


def _up(meeting: Meeting) -> int:
    now = clock.now()
    if meeting.due_at is None or meeting.due_at >= now:
        return 0
    above = desk_for(meeting.place, above=meeting.desk_id)
    if above.pk == meeting.desk_id:
        return 0
    due_at = calendar().add_working_days(now, rules.ABOVE_DAYS)
    advance(meeting, Action.MOVE_UP, desk_id=above.pk, due_at=due_at)
    tell(meeting, "meeting_late", desk_holders(above.pk))
    return 1
