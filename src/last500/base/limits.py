"""Limits on what may be tried how often. The table of limits stands here, in one place."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.errors import TooMany
from last500.base.models import LimitCount


@dataclass(frozen=True)
class Limit:
    most: int
    per: timedelta


CODES_PER_PHONE = Limit(5, timedelta(days=1))
CODES_PER_ADDRESS = Limit(40, timedelta(days=1))
GUESSES_PER_NUMBER = Limit(8, timedelta(hours=1))
GUESSES_PER_ADDRESS = Limit(60, timedelta(hours=1))
REQUESTS_PER_PHONE = Limit(10, timedelta(days=1))
REQUESTS_PER_ADDRESS = Limit(120, timedelta(days=1))
REVEALS_PER_PERSON = Limit(20, timedelta(days=1))

_HIT = """
INSERT INTO base_limitcount (name, "window", count) VALUES (%s, %s, 1)
ON CONFLICT (name, "window") DO UPDATE SET count = base_limitcount.count + 1
RETURNING count
"""


def hit(what: str, whom: str, limit: Limit) -> None:
    """Count one more try of `what` by `whom` (a keyed hash or an id). Raises TooMany.

    One statement, so that two tries at the same moment are both counted.
    """
    window = int(clock.now().timestamp() // limit.per.total_seconds())
    with connection.cursor() as cursor:
        cursor.execute(_HIT, [f"{what}:{whom}"[:120], window])
        (count,) = cursor.fetchone()
    if count > limit.most:
        raise TooMany(_("试得太多了，请过一会儿再来，或者给小区打电话。"))


def forget_old() -> int:
    """Delete windows that are over; returns how many. Windows are days at most."""
    edge = int((clock.now() - timedelta(days=2)).timestamp() // timedelta(days=1).total_seconds())
    return LimitCount.objects.filter(window__lt=edge).delete()[0]
