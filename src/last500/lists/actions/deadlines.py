"""What happens when nobody answers: a reminder in time, and with its date the end of the asking.

Nothing here ever says yes. Each row in a transaction of its own.
"""

import logging
from collections.abc import Iterable

from django.db import transaction

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.errors import Refused
from last500.base.scope import everything
from last500.lists.actions.step import Asked, step
from last500.lists.models import Booking, Claim
from last500.lists.rules import Act, Deal

log = logging.getLogger(__name__)
_CLAIM = ("need__community", "need__place", "organisation")
_BOOKING = ("resource__organisation", "resource__community", "for_place", "for_organisation")


def _each(rows: Iterable[Asked], act: Act) -> int:
    done = 0
    for row in rows:
        try:
            with transaction.atomic():
                step(CLOCK, row, act)
                done += 1
        except Refused:
            log.info("%s %s moved on meanwhile", type(row).__name__, row.pk)
    return done


def remind_unanswered(limit: int = 200) -> int:
    """Once, when the working days are over and nobody has answered."""
    with everything("deadlines of the lists"):
        late = {"state": Deal.ASKED, "due_at__lt": clock.now(), "reminded_at": None}
        claims = Claim.objects.filter(**late).select_related(*_CLAIM).order_by("due_at")
        bookings = Booking.objects.filter(**late).select_related(*_BOOKING).order_by("due_at")
        return _each(claims[:limit], Act.REMIND) + _each(bookings[:limit], Act.REMIND)


def lapse_unanswered(limit: int = 200) -> int:
    """Its date has come: it is over without an answer, and both sides are told."""
    with everything("deadlines of the lists"):
        over = {"state": Deal.ASKED, "lapses_at__lte": clock.now()}
        claims = Claim.objects.filter(**over).select_related(*_CLAIM).order_by("lapses_at")
        bookings = Booking.objects.filter(**over).select_related(*_BOOKING).order_by("lapses_at")
        return _each(claims[:limit], Act.LAPSE) + _each(bookings[:limit], Act.LAPSE)
