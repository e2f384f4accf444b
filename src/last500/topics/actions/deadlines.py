"""A topic whose desk has not said its next word in time goes to the next desk above.

At the street it stays, overdue for everybody to see. Each row in a transaction of its own.
"""

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.errors import Refused
from last500.base.scope import everything
from last500.organisations.queries import calendar, desk_for, desk_holders, desk_with_holders
from last500.topics import rules
from last500.topics.actions.step import advance, held, tell_desk
from last500.topics.models import Topic
from last500.topics.rules import Action

log = logging.getLogger(__name__)
BELOW_THE_TOP = ["compound", "community"]


def _each(rows: QuerySet[Topic], limit: int, verb: Callable[[Topic], int]) -> int:
    done = 0
    with everything("deadlines of topics"):
        for topic in rows.order_by("due_at")[:limit]:
            try:
                with transaction.atomic():
                    done += verb(held(topic))
            except Refused:
                log.info("topic %s moved on meanwhile", topic.pk)
    return done


def escalate_overdue(limit: int = 200) -> int:
    late = Topic.objects.open().filter(due_at__lt=clock.now(), desk__level__in=BELOW_THE_TOP)
    return _each(late, limit, _move_up)


def _move_up(topic: Topic) -> int:
    now = clock.now()
    if topic.due_at is None or topic.due_at >= now:
        return 0
    above = desk_for(topic.compound, above=topic.desk_id)
    if above.pk == topic.desk_id:
        return 0
    due_at = rules.due(topic.state, now=now, calendar=calendar(), above=True)
    facts = {"desk": above.name}
    advance(CLOCK, topic, Action.MOVE_UP, facts=facts, desk_id=above.pk, due_at=due_at)
    tell_desk(topic, "topic_moved_up", desk_holders(above.pk))
    return 1


def reseat_desks(limit: int = 200) -> int:
    """Where nobody acts at the desk any more, the nearest that is held has it; no time is lost."""
    return _each(Topic.objects.open().exclude(desk__level="street"), limit, _reseat)


def _reseat(topic: Topic) -> int:
    if desk_holders(topic.desk_id):
        return 0
    desk, people = desk_with_holders(topic.compound)
    rows = Topic.objects.filter(pk=topic.pk, desk=topic.desk_id)
    if desk.pk == topic.desk_id or not rows.update(desk=desk):
        return 0
    tell_desk(topic, "topic_new", people)
    return 1
