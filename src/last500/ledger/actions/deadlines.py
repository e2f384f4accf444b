"""What the clock does: what nobody has confirmed or answered in time climbs to the community.

Nothing here confirms, answers or sends back anything.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from last500.base import clock
from last500.base.errors import Refused
from last500.base.scope import everything
from last500.ledger import rules
from last500.ledger.actions.questions import link_of as link_of_question
from last500.ledger.actions.step import due, link_of, told_desk
from last500.ledger.models import Posting, Question
from last500.ledger.rules import Reply, State
from last500.organisations.queries import desk_for
from last500.places.models import Place
from last500.places.rules import Level

log = logging.getLogger(__name__)
# Above the community nobody keeps a compound's book: there it stays, overdue for all to see.
TOP = (Level.STREET, Level.COUNTY, Level.CITY)


def _each(rows: Iterable[Any], verb: Callable[[Any], int]) -> int:
    done = 0
    with everything("deadlines of the books"):
        for row in rows:
            try:
                with transaction.atomic():
                    done += verb(row)
            except Refused:
                log.info("%s of a book moved on meanwhile", row.pk)
    return done


def _above(desk: Place) -> Place | None:
    return desk_for(desk.parent) if desk.parent is not None else None


def escalate_postings(limit: int = 100) -> int:
    """Its day has passed: the community has it, with a few days of its own."""
    rows = Posting.objects.waiting().filter(due_at__lt=clock.now())
    rows = rows.exclude(desk__level__in=TOP).select_related("desk__parent", "place")
    return _each(rows.order_by("due_at")[:limit], _posting_up)


def _posting_up(posting: Posting) -> int:
    above = _above(posting.desk)
    if above is None:
        return 0
    rows = Posting.objects.filter(pk=posting.pk, state=State.WAITING, due_at=posting.due_at)
    if not rows.update(desk=above, due_at=due(rules.ABOVE_DAYS)):
        return 0
    told_desk("ledger_late", above, link_of(posting), but=[posting.posted_by_id], of=posting.place)
    return 1


def escalate_questions(limit: int = 100) -> int:
    """An answer is owed since its day: the community hears of it, and everybody sees it is late."""
    rows = Question.objects.filter(reply=Reply.WAITING, due_at__lt=clock.now())
    rows = rows.exclude(desk__level__in=TOP).select_related("desk__parent", "book__place")
    return _each(rows.order_by("due_at")[:limit], _question_up)


def _question_up(question: Question) -> int:
    above = _above(question.desk)
    if above is None:
        return 0
    rows = Question.objects.filter(pk=question.pk, reply=Reply.WAITING, due_at=question.due_at)
    if not rows.update(desk=above, due_at=due(rules.ABOVE_DAYS), late_at=clock.now()):
        return 0
    place = question.book.place
    told_desk("ledger_late", above, link_of_question(question), but=[], of=place)
    return 1
