"""Days of 2026 that differ from the week: State Council notice on holidays for 2026.

A new instance and the demo town begin with them; afterwards they are edited on the calendar page.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from last500.base.marking import N_

YEAR = 2026
# Name, first and last free day, days worked in exchange; each as (month, day).
HOLIDAYS_2026 = (
    (N_("元旦"), (1, 1), (1, 3), ((1, 4),)),
    (N_("春节"), (2, 15), (2, 23), ((2, 14), (2, 28))),
    (N_("清明节"), (4, 4), (4, 6), ()),
    (N_("劳动节"), (5, 1), (5, 5), ((5, 9),)),
    (N_("端午节"), (6, 19), (6, 21), ()),
    (N_("中秋节"), (9, 25), (9, 27), ()),
    (N_("国庆节"), (10, 1), (10, 7), ((9, 20), (10, 10))),
)
WORKED = N_("调休上班")


def days_of_2026() -> Iterator[tuple[date, bool, str]]:
    """(day, worked, name) for every day that differs."""
    for name, first, last, worked in HOLIDAYS_2026:
        day, end = date(YEAR, *first), date(YEAR, *last)
        while day <= end:
            yield day, False, name
            day += timedelta(days=1)
        for month, on in worked:
            yield date(YEAR, month, on), True, WORKED
