"""Limits on what may be tried how often. The table of limits stands here, in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.errors import TooMany


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
ME_TOOS_PER_ADDRESS = Limit(30, timedelta(days=1))
SECOND_FACTOR_TRIES = Limit(10, timedelta(hours=1))
SECOND_FACTOR_USES = Limit(1, timedelta(days=1))
REVEALS_PER_PERSON = Limit(20, timedelta(days=1))
OFFICES_PER_PERSON = Limit(60, timedelta(days=1))

_HIT = """
INSERT INTO base_limitcount (name, "window", count) VALUES {rows}
ON CONFLICT (name, "window") DO UPDATE SET count = base_limitcount.count + 1
RETURNING name, count
"""


def hit(what: str, whom: str, limit: Limit) -> None:
    """Count one more try of `what` by `whom` (a keyed hash or an id). Raises TooMany."""
    hit_all([(what, whom, limit)])


def hit_all(tries: Sequence[tuple[str, str, Limit]]) -> None:
    """Count several tries (what, whom, limit) in one statement. Raises TooMany.

    One statement, so that two tries at the same moment are both counted; rows in the order of
    their names, so that two that overlap never wait for each other.
    """
    moment = clock.now().timestamp()
    limits = {f"{what}:{whom}"[:120]: limit for what, whom, limit in tries}
    values: list[str | int] = []
    for name in sorted(limits):
        values += [name, int(moment // limits[name].per.total_seconds())]
    statement = _HIT.format(rows=", ".join(["(%s, %s, 1)"] * len(limits)))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        counts = dict(cursor.fetchall())
    if any(counts[name] > limit.most for name, limit in limits.items()):
        raise TooMany(_("试得太多了，请过一会儿再来，或者给小区打电话。"))
