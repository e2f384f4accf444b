"""What may leave as a file: how much one person may take alone, for how long, never a telephone."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from last500.base import masking


class State(StrEnum):
    ASKED = "asked"  # waits for the second person
    RELEASED = "released"
    REFUSED = "refused"
    EXPIRED = "expired"


# Rows of personal data that one person may take alone, within a day (threat T24, ASVS 2.3.5).
ALONE_MOST = 200
ROWS_MOST = 5000
LASTS = timedelta(hours=24)  # after its release
WAITS = timedelta(days=7)  # for the second person
PERIOD_MOST = timedelta(days=366)
REASON_LEAST = 4  # characters; a full stop is no reason


@dataclass(frozen=True)
class Period:
    """Days, both included."""

    since: date
    until: date

    def __str__(self) -> str:
        return f"{self.since} – {self.until}"

    @property
    def fits(self) -> bool:
        return timedelta(0) <= self.until - self.since <= PERIOD_MOST


def needs_second(personal: bool, rows: int, alone_lately: int) -> bool:
    """Small files of one day count together, so that a large one is not taken in slices."""
    return personal and rows + alone_lately > ALONE_MOST


def is_open(state: str, ends_at: datetime, now: datetime) -> bool:
    """Whether it can be downloaded; by time, whether or not the job has cleaned up yet."""
    return state == State.RELEASED and now < ends_at


def is_waiting(state: str, ends_at: datetime, now: datetime) -> bool:
    return state == State.ASKED and now < ends_at


_MOBILE = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:\+|00)?86[\s-]?)?1[0-9]{2}[\s-]?[0-9]{4}[\s-]?[0-9]{4}(?![0-9A-Za-z])"
)


_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－", "0123456789+-")


def without_phones(text: str) -> str:
    """The text with every mobile number in it hidden: what somebody typed into a free line."""
    return _MOBILE.sub(masking.HIDDEN, text.translate(_FULL_WIDTH))
