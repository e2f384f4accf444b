"""A need that nobody has answered in time goes to the next desk above; at the street it stays."""

from django.db import transaction

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.errors import Refused
from last500.notify.actions import post
from last500.organisations.queries import calendar, desk_for, desk_holders
from last500.service_requests.categories import BY_CODE
from last500.unmet import rules
from last500.unmet.actions.step import advance
from last500.unmet.models import UnmetNeed
from last500.unmet.rules import Action, State


def escalate_overdue(limit: int = 200) -> int:
    rows = UnmetNeed.objects.filter(due_at__lt=clock.now(), state=State.GATHERED)
    rows = rows.filter(desk__level__in=["compound", "community"]).select_related("place", "desk")
    moved = 0
    for need in rows.order_by("due_at")[:limit]:
        try:
            with transaction.atomic():
                _move_up(need)
                moved += 1
        except Refused:  # answered meanwhile
            continue
    return moved


def _move_up(need: UnmetNeed) -> None:
    now = clock.now()
    desk = desk_for(need.place, above=need.desk_id)
    due_at = rules.due(need.state, now=now, calendar=calendar(), above=True)
    advance(CLOCK, need, Action.MOVE_UP, desk=desk, due_at=due_at, facts={"desk": desk.name})
    post(
        "desk_need_moved_up",
        desk_holders(desk.pk),
        link=f"/unmet/desk/{desk.pk}/",
        place=need.place.name,
        category=BY_CODE[need.category].name,
    )
