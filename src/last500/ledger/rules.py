"""The book of a compound's common parts as tables: kinds, states, days, the fund's share. Pure.

Owners own what the common parts earn, after reasonable costs (民法典 282); two people for every
entry, corrections only by a reversing entry, and every posted statement hangs out at least as
long as the setting says (杭州市物业管理条例 30: half-yearly, 15 days).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from last500.base.marking import N_


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class Kind(StrEnum):
    OPENING = "opening"
    PARKING = "parking"
    ADVERTISING = "advertising"
    STALLS = "stalls"
    ANTENNAS = "antennas"
    INTEREST = "interest"
    OTHER_IN = "other_in"
    FUND = "fund"
    UPKEEP = "upkeep"
    RUNNING = "running"
    AUDIT = "audit"
    DISTRIBUTION = "distribution"
    OTHER_OUT = "other_out"


D, K = Direction, Kind
OTHER_WAY: Mapping[Direction, Direction] = {D.IN: D.OUT, D.OUT: D.IN}
DIRECTION_WORDS: Mapping[Direction, str] = {D.IN: N_("收入"), D.OUT: N_("支出")}
KIND_WORDS: Mapping[Kind, str] = {
    K.OPENING: N_("期初余额"),
    K.PARKING: N_("共有场地停车"),
    K.ADVERTISING: N_("电梯和外墙广告"),
    K.STALLS: N_("摊位和场地出租"),
    K.ANTENNAS: N_("基站和天线"),
    K.INTEREST: N_("押金和利息"),
    K.OTHER_IN: N_("其他收入"),
    K.FUND: N_("补充维修资金"),
    K.UPKEEP: N_("共有部分维护"),
    K.RUNNING: N_("日常开支"),
    K.AUDIT: N_("审计"),
    K.DISTRIBUTION: N_("分给业主"),
    K.OTHER_OUT: N_("其他支出"),
}
INCOME = (K.PARKING, K.ADVERTISING, K.STALLS, K.ANTENNAS, K.INTEREST, K.OTHER_IN)
SPENDING = (K.FUND, K.UPKEEP, K.RUNNING, K.AUDIT, K.DISTRIBUTION, K.OTHER_OUT)
NO_NAME = N_("个人（不写名字）")


def side_of(kind: str) -> Direction:
    """On which side of the book a kind stands; a reversing entry is on the other."""
    return D.OUT if Kind(kind) in SPENDING else D.IN


def signed(direction: str, amount: int) -> int:
    """What it does to the balance, in fen."""
    return amount if direction == D.IN else -amount


# ---- a posting --------------------------------------------------------------------------------


class State(StrEnum):
    """Of a posting: it waits for a second person, then it is an entry, or it is none."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    TAKEN_BACK = "taken_back"
    SENT_BACK = "sent_back"


S = State
STATE_WORDS: Mapping[State, str] = {
    S.WAITING: N_("等第二个人核对"),
    S.CONFIRMED: N_("入账了"),
    S.TAKEN_BACK: N_("记账的人收回了"),
    S.SENT_BACK: N_("退回了"),
}
SHAPES: Mapping[State, str] = {
    S.WAITING: "wait",
    S.CONFIRMED: "done",
    S.TAKEN_BACK: "stop",
    S.SENT_BACK: "again",
}
CONFIRM_DAYS, ABOVE_DAYS = 3, 3  # working days for the second person, and for the next desk above
ANSWER_DAYS = 5  # working days until a question is answered
LATE_AFTER = 30  # posted more than so many days later, it is marked
COUNTERPARTY_MOST, WORDS_MOST, REASON_MOST = 60, 200, 200
VOUCHERS_MOST = 6

BEFORE_BOOK = N_("这一天在开账以前。开账以前的钱都在期初余额里。")
IN_FUTURE = N_("这一天还没到。到了那天再记。")
STATED = N_("这一天在已经公示的报表里。记错了的，先冲正再重记，会写进下一期报表。")
IN_THE_MAKING = N_("这一天的报表正在等人核对。先公示或者作废那张报表，再记。")


def fault_of_day(
    day: date, today: date, opened: date, stated: date | None, *, correction: bool
) -> str:
    """Why nothing can be posted for this day; "" where it can.

    `stated` is the last day of the last published statement. A correction keeps the day of what it
    corrects, and is shown in the next statement.
    """
    if day > today:
        return IN_FUTURE
    if day < opened:
        return BEFORE_BOOK
    if stated is not None and day <= stated and not correction:
        return STATED
    return ""


def late_by(day: date, posted: date) -> int:
    """Days from what happened to its posting, where that is long enough to be marked; else 0."""
    days = (posted - day).days
    return days if days > LATE_AFTER else 0


# ---- questions --------------------------------------------------------------------------------


class Ask(StrEnum):
    QUESTION = "question"
    OBJECTION = "objection"


class Standing(StrEnum):
    """As what somebody asks: it is said, the name is not."""

    OWNER = "owner"
    RESIDENT = "resident"


ASK_WORDS: Mapping[Ask, str] = {Ask.QUESTION: N_("我想问一句"), Ask.OBJECTION: N_("我觉得不对")}
ASK_NOUNS: Mapping[Ask, str] = {Ask.QUESTION: N_("提问"), Ask.OBJECTION: N_("异议")}
STANDING_WORDS: Mapping[Standing, str] = {
    Standing.OWNER: N_("一位业主"),
    Standing.RESIDENT: N_("一位住户"),
}


class Reply(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"
    TAKEN_BACK = "taken_back"


REPLY_WORDS: Mapping[Reply, str] = {
    Reply.WAITING: N_("等答复"),
    Reply.ANSWERED: N_("答复了"),
    Reply.TAKEN_BACK: N_("收回了"),
}
ASK_MOST, OPEN_MOST, ANSWER_MOST = 600, 200, 600


# ---- statements -------------------------------------------------------------------------------


class Sheet(StrEnum):
    """Of a statement: made by one, published by another, or thrown away before that."""

    MADE = "made"
    PUBLISHED = "published"
    DROPPED = "dropped"


SHEET_WORDS: Mapping[Sheet, str] = {
    Sheet.MADE: N_("等第二个人核对"),
    Sheet.PUBLISHED: N_("公示了"),
    Sheet.DROPPED: N_("作废了"),
}
SHEET_SHAPES: Mapping[Sheet, str] = {
    Sheet.MADE: "wait",
    Sheet.PUBLISHED: "done",
    Sheet.DROPPED: "stop",
}
LEAST_POSTED = 15  # days, where nothing else is set (杭州市物业管理条例 30)
MOST_POSTED = 180
STATEMENT_DAYS = 30  # after the half-year's end until its statement should hang
REMIND_BEFORE = 10  # days before that


class Notice(StrEnum):
    REMINDED = "reminded"
    LATE = "late"


NOTICE_WORDS: Mapping[Notice, str] = {
    Notice.REMINDED: N_("提醒过"),
    Notice.LATE: N_("过了日子还没公示"),
}


def due_on(last: date) -> date:
    """The day by which the statement of a half-year that ends on `last` should hang."""
    return last + timedelta(days=STATEMENT_DAYS)


def notice_on(last: date, today: date) -> Notice | None:
    """What a book without its statement hears today, if it has not heard it yet."""
    if today > due_on(last):
        return Notice.LATE
    soon = due_on(last) - timedelta(days=REMIND_BEFORE)
    return Notice.REMINDED if today >= soon else None


def least_posted(default: int, terms: Mapping[str, int], path: str) -> int:
    """Days for a compound of this path: what the nearest place above has set (`terms`: path ->
    days), never fewer than the default."""
    above = [place for place in terms if path.startswith(place)]
    return max(default, terms[max(above, key=len)]) if above else default


def half_year_end(day: date) -> date:
    """The 30 June or 31 December that closes the half-year of this day."""
    return date(day.year, 6, 30) if day.month <= 6 else date(day.year, 12, 31)


def next_period(opened: date, stated: date | None) -> tuple[date, date]:
    """First and last day of the next statement: from where the last one ended."""
    first = opened if stated is None else stated + timedelta(days=1)
    return first, half_year_end(first)


def posted_until(first: date, days: int) -> date:
    """The last day on which it hangs; the first one counts."""
    return first + timedelta(days=days - 1)


# ---- the maintenance fund ---------------------------------------------------------------------

FUND_LOW_PERCENT = 30  # 北京市物业管理条例 2024, 74: below it part of the revenue goes there first
FUND_LEAST_PERCENT = 50  # the same article: at least half


def fund_is_low(fund: int, first: int) -> bool:
    """Whether what is left of the fund is less than 30 % of its first amount; exact, in fen."""
    return first > 0 and fund * 100 < FUND_LOW_PERCENT * first


def fund_share(income: int, percent: int) -> int:
    """At least so many percent of an income, in whole fen: rounded up, never below the rule."""
    return -(-max(0, income) * percent // 100)


# ---- distribution -----------------------------------------------------------------------------

CM2 = 10_000  # in a square metre


class Basis(StrEnum):
    PER_M2 = "per_m2"
    TOTAL = "total"


class Rounding(StrEnum):
    FEN = "fen"  # half up to the fen
    YUAN = "yuan"  # down to the whole yuan


BASIS_WORDS: Mapping[Basis, str] = {
    Basis.PER_M2: N_("每平方米多少元"),
    Basis.TOTAL: N_("一共多少元，按面积分"),
}
ROUNDING_WORDS: Mapping[Rounding, str] = {
    Rounding.YUAN: N_("舍到元，零头进维修资金"),
    Rounding.FEN: N_("四舍五入到分"),
}


class DistributionState(StrEnum):
    MADE = "made"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


DISTRIBUTION_WORDS: Mapping[DistributionState, str] = {
    DistributionState.MADE: N_("等第二个人核对"),
    DistributionState.CONFIRMED: N_("定了，入账了"),
    DistributionState.DROPPED: N_("作废了"),
}
DISTRIBUTION_SHAPES: Mapping[DistributionState, str] = {
    DistributionState.MADE: "wait",
    DistributionState.CONFIRMED: "done",
    DistributionState.DROPPED: "stop",
}


@dataclass(frozen=True)
class Division:
    """A sum among areas, all in fen: `pool` is what is divided, `shares` by key of the household,
    `rest` what rounding leaves for the maintenance fund."""

    pool: int
    shares: Mapping[str, int]
    rest: int

    @property
    def paid(self) -> int:
        return sum(self.shares.values())


def _rounded(numerator: int, denominator: int, rounding: Rounding) -> int:
    """A fraction of fen by the stated rule, with whole numbers only."""
    if rounding == Rounding.YUAN:
        return numerator // (denominator * 100) * 100
    return (2 * numerator + denominator) // (2 * denominator)


def share(area: int, basis: Basis, fen: int, total_area: int, rounding: Rounding) -> int:
    """The share of one area (cm²), in fen. `fen` is the sum for a square metre, or the total."""
    if basis == Basis.PER_M2:
        return _rounded(area * fen, CM2, rounding)
    return _rounded(area * fen, total_area, rounding)


def divide(areas: Mapping[str, int], basis: Basis, fen: int, rounding: Rounding) -> Division:
    """Divide among areas (cm², each > 0). Raises ValueError with the sentence for what cannot be.

    Rounding half up may ask for some fen more than a stated total: that is refused, not trimmed.
    """
    if not areas or min(areas.values()) <= 0:
        raise ValueError(N_("先把每一户的专有部分面积填好，再算。"))
    whole = sum(areas.values())
    pool = fen if basis == Basis.TOTAL else fen * whole // CM2
    shares = {key: share(area, basis, fen, whole, rounding) for key, area in areas.items()}
    paid = sum(shares.values())
    if basis == Basis.TOTAL and paid > pool:
        raise ValueError(N_("四舍五入以后，加起来比总数多出几分钱。请改选“舍到元”。"))
    if not paid:
        raise ValueError(N_("算下来每一户都是 0。请把钱数写大一点，或者改取整的办法。"))
    return Division(pool, shares, max(0, pool - paid))


def square_metres(area: int) -> str:
    """1273800 cm² → 127.38; exact."""
    whole, rest = divmod(area, CM2)
    return f"{whole:,}.{rest:04d}".rstrip("0").rstrip(".")


# ---- words that hang at the gate --------------------------------------------------------------

_PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
PRIVATE = N_("这些字会公开。请去掉电话号码和身份证号。")


def says_a_number(text: str) -> bool:
    """Whether a telephone or identity number stands in it; nothing else can be told by rule."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("-", "")
    return bool(_PHONE.search(plain) or _NUMBER.search(plain))
