"""Limits on what may be tried how often, and on how much may come in: one table, here.

`docs/limits.md` is made of it (`last500 limits`), and the tests of bursts take their figures from
it. A rate counts tries in windows of fixed length; a size is checked before anything is read.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.errors import TooMany
from last500.base.marking import N_

log = logging.getLogger(__name__)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KB, MB = 1024, 1024 * 1024
TRY_LATER = N_("试得太多了，请过一会儿再来，或者给小区打电话。")


@dataclass(frozen=True)
class Limit:
    """A rate: at most so many tries in each window, counted per `scope`."""

    most: int
    per: timedelta
    what: str = ""  # the word under which it is counted
    scope: str = ""
    threat: str = ""
    why: str = ""
    sentence: str = TRY_LATER  # what the person reads
    alarm: bool = False  # reached, it is written to the log as an error


@dataclass(frozen=True)
class Size:
    """A measure of one thing that comes in; more is refused before it is read or while it is."""

    most: int
    unit: str
    scope: str
    threat: str
    why: str
    sentence: str = ""  # empty: the page or the reader says it in words of its own


CODES_PER_PHONE = Limit(
    5, DAY, "code", "telephone number", "T26", "Nobody's telephone is rung all day by a stranger.",
    N_("这个号码今天要的验证码太多了。请用最近收到的那一个，或者明天再来；着急就打小区值守电话。"),
)  # fmt: skip
CODES_PER_ADDRESS = Limit(
    20, DAY, "code-from", "network address", "T26",
    "Messages cost money. Placing and following a request need no code, so a shared address "
    "keeps nobody from help.",
    N_("这个网络今天要的验证码太多了。换一个网络（比如手机流量）再试；求助不用登录。"),
)  # fmt: skip
CODES_ALTOGETHER = Limit(
    2000, DAY, "codes-all", "whole instance (`LAST500_CODES_PER_DAY`)", "T26",
    "Many numbers from many addresses still end at a bill that the operator chose.",
    N_("今天发出的验证码太多，先停了，管理员已经知道。求助不用登录；着急就打小区值守电话。"),
    alarm=True,
)  # fmt: skip
CODE_TRIES_PER_ADDRESS = Limit(
    100, HOUR, "code-try", "network address", "T26", "Six digits of a living code are not guessed."
)
BREAK_GLASS_PER_PERSON = Limit(
    5, DAY, "break-glass", "who asks for it", "T28", "An emergency is not every day's work.",
    alarm=True,
)  # fmt: skip
DENIALS_LOGGED_PER_PERSON = Limit(
    60, HOUR, "denied", "person", "T9", "Who tries doors all day fills no log with it.", alarm=True
)
GUESSES_PER_NUMBER = Limit(
    8, HOUR, "follow", "public number", "T17", "Four digits of a known number are 10,000 tries."
)
GUESSES_PER_ADDRESS = Limit(
    60, HOUR, "follow-from", "network address", "T17",
    "Numbers have 50 random bits; this keeps the guessing slow all the same.",
)  # fmt: skip
LETTER_CHECKS_PER_ADDRESS = Limit(
    60, HOUR, "letter-check", "network address", "T17",
    "Codes have 50 random bits; whoever tries them in a row reads no letter of anybody's.",
)  # fmt: skip
LOG_BUNDLES_PER_ADDRESS = Limit(
    60, HOUR, "log-bundle", "network address", "T26",
    "A compound's bundle is counted anew after each checkpoint; whoever checks needs one.",
    N_("这个网络刚才下载的核验包够多了，请过一会儿再来。已经下载的那一份一样能核对。"),
)  # fmt: skip
REQUESTS_PER_PHONE = Limit(
    10, DAY, "place", "telephone number", "T26", "Nobody fills a desk in another's name."
)
REQUESTS_PER_ADDRESS = Limit(
    120, DAY, "place-from", "network address", "T26",
    "A compound's own network may place many; a machine that floods the desk is stopped.",
)  # fmt: skip
ME_TOOS_PER_ADDRESS = Limit(
    30, DAY, "me-too-from", "network address", "T26", "Without an account each session counts anew."
)
COMPLAINTS_PER_ADDRESS = Limit(
    20,
    DAY,
    "complaint-made",
    "network address",
    "T26",
    "The desk is not to be flooded in any name.",
)
SECOND_FACTOR_TRIES = Limit(
    10, HOUR, "second", "person", "T26", "A code of six digits is not to be guessed."
)
SECOND_FACTOR_USES = Limit(
    1, DAY, "second-used", "person and half minute", "T26", "A code that was seen works once."
)
RECORDS_PER_PERSON = Limit(
    30, DAY, "record", "who enters", "T4", "Nobody serves so often; a desk reads each one.",
    N_("今天登记的够多了，请明天再来。"),
)  # fmt: skip
CERTIFICATES_PER_PERSON = Limit(
    20, DAY, "certificate", "whose service", "T26", "Each one is kept for years, to be checked.",
    N_("今天开的证明够多了，请明天再来。"),
)  # fmt: skip
REVEALS_PER_PERSON = Limit(
    20, DAY, "reveal", "who looks", "T2", "A desk calls people; it does not read the whole book.",
    N_("今天看过的联系方式够多了。明天可以再看；着急的事请上一级值守来看。"),
    alarm=True,
)  # fmt: skip
OFFICES_PER_PERSON = Limit(
    60, DAY, "office", "who gives them", "T17", "Typing numbers must not tell whose they are."
)
SHEETS_PER_PERSON = Limit(
    60, DAY, "sheet", "who downloads figures", "T18", "Sheets are costly to make.",
    N_("今天导出的表格够多了，请明天再来。"),
)  # fmt: skip
OWN_FEEDBACK_PER_PERSON = Limit(
    6, DAY, "feedback-own", "who asks for a letter about themself", "T26",
    "Each is kept for years, so that its code can be checked.",
    N_("今天开的反馈信够多了，请明天再来。已经开的都在“我的证明和信”里。"),
)  # fmt: skip
PDFS_PER_PERSON = Limit(
    60, DAY, "letter-pdf", "who downloads letters", "T18", "Each costs a process of its own.",
    N_("今天下载的 PDF 够多了，请明天再来，或者用浏览器的打印。"),
)  # fmt: skip
EXPORTS_PER_PERSON = Limit(
    5, DAY, "export", "who exports", "T24", "A list of people is easy to lose.",
    N_("今天导出的名单够多了，请明天再来。"),
)  # fmt: skip
TRIALS_PER_PERSON = Limit(
    12, DAY, "trial", "who tries out a change", "T26",
    "A trial takes minutes of the machine that serves the residents.",
    N_("今天试算得够多了，请明天再来。"),
)  # fmt: skip
VIEWS_PER_PERSON = Limit(
    200, DAY, "view", "who looks", "T2", "Requests and report-ins seen in detail.", alarm=True
)
SEARCHES_PER_PERSON = Limit(
    30, DAY, "search", "who searches by telephone number", "T2",
    "A search tells who is known here.", alarm=True,
)  # fmt: skip
IMPORTS_PER_PERSON = Limit(
    40, DAY, "import", "who imports", "T11", "Each file costs a process of its own.",
    N_("今天读的文件够多了，请明天再来。"),
)  # fmt: skip
LIAISONS_ASKED_PER_PERSON = Limit(
    40, DAY, "liaison", "who asks liaisons", "T26", "Nobody is asked all day in a unit's name.",
    N_("今天请的联络员够多了，请明天再来。"),
)  # fmt: skip
UNITS_ASKED_PER_PERSON = Limit(
    10, DAY, "unit-ask", "who reports units in", "T26", "A desk is not to be flooded with names.",
    N_("今天报到的单位够多了，请明天再来。"),
)  # fmt: skip
TEAM_LINKS_PER_PERSON = Limit(
    20, DAY, "team-link", "who makes them", "T26", "A link is for one neighbour, not for a list.",
    N_("今天做的入队链接够多了，请明天再来。"),
)  # fmt: skip
TEAM_WORDS = Limit(
    3, DAY, "team-word", "team", "T26", "A leader's word reaches fifteen people at once.",
    N_("今天跟队里说过几次了，明天再说吧。"),
)  # fmt: skip
ACTIVITIES_PER_PERSON = Limit(
    20, DAY, "activity", "who sets them up", "T26", "A gate holds so many; a series counts once.",
    N_("今天设的活动够多了，请明天再来。"),
)  # fmt: skip
ACTIVITY_WORDS = Limit(
    3, DAY, "activity-word", "activity", "T26", "A word reaches everybody who comes.",
    N_("今天跟大家说过几次了，明天再说吧。"),
)  # fmt: skip
ACTIVITY_INVITES = Limit(
    1, DAY, "activity-invite", "role of an activity", "T26",
    "Whoever fits is asked once, not every hour.",
    N_("这一项今天已经请过了，明天还缺再请。"),
)  # fmt: skip
PAIRINGS_PER_PHONE = Limit(
    3, DAY, "pairing", "telephone number", "T26", "Nobody fills a desk in another's name."
)
PAIRINGS_PER_ADDRESS = Limit(
    20, DAY, "pairing-from", "network address", "T26", "A machine that floods the desk is stopped."
)
SEATS_OFFERED_PER_PERSON = Limit(
    10, DAY, "seat-offer", "who offers themselves", "T26", "A desk is not to be flooded.",
    N_("今天说过几次愿意了，等小区回话吧。"),
)  # fmt: skip
SEAT_NOTES_PER_PERSON = Limit(
    10, DAY, "seat-note", "who tells", "T26", "Whoever answers for a building is a neighbour.",
    N_("今天说过几件事了，明天再说吧；急的事请直接求助。"),
)  # fmt: skip
OBJECTIONS_PER_PERSON = Limit(
    6, DAY, "vote-object", "who objects in a vote", "T26", "Each objection is owed an answer.",
    N_("今天提的够多了，请明天再来。"),
)  # fmt: skip
QUESTIONS_PER_PERSON = Limit(
    20, DAY, "ledger-ask", "who asks about a book", "T26", "Each question is owed an answer.",
    N_("今天问的够多了，请明天再来。"),
)  # fmt: skip

LOOKS_BEFORE_A_WORD = Size(
    2, "looks", "telephone of one request, by one person", "T2",
    "Who looks a third time is first asked how the call went; a second tap still opens it.",
)  # fmt: skip
FORM_BYTES = Size(
    32 * MB, "bytes", "form with its files", "T12", "Refused by its announced length, unread."
)
PHOTO_BYTES = Size(8 * MB, "bytes", "photo", "T12", "A telephone's photo is smaller.")
PHOTO_PIXELS = Size(40_000_000, "pixels", "photo", "T12", "Checked in its head, before unpacking.")
PHOTOS_PER_REQUEST = Size(5, "photos", "request", "T12", "Enough to see what it is about.")
SHEET_ZIPPED = Size(5 * MB, "bytes", "Excel file that comes in", "T11", "Before it is opened.")
SHEET_UNPACKED = Size(
    50 * MB, "bytes", "Excel file unpacked, or CSV file", "T11",
    "By its own list of contents, and counted again while it is unpacked.",
)  # fmt: skip
SHEET_MEMBERS = Size(200, "members", "Excel file", "T11", "A real one has some dozens.")
SHEET_RATIO = Size(100, "times", "Excel file unpacked : packed", "T11", "A bomb packs far better.")
SHEET_ROWS = Size(
    20_000, "rows", "table that comes in", "T11",
    "Counted while reading: two cells far apart make 17 billion empty ones.",
)  # fmt: skip
RECORD_ROWS = Size(
    2_000, "rows", "file of service records", "T11", "Each one is judged and entered by itself.",
    N_("行太多了，一次最多两千条。请分成几个文件。"),
)  # fmt: skip
SHEET_COLUMNS = Size(50, "columns", "table that comes in", "T11", "The same.")
SHEET_MEMORY = Size(512 * MB, "bytes", "process that reads it", "T11", "The system enforces it.")
SHEET_SECONDS = Size(30, "seconds of work", "process that reads it", "T11", "The same.")
LIST_ROWS = Size(
    100_000, "rows", "list of a unit's members", "T11", "A city's largest unit; read as a stream."
)
LIST_ZIPPED = Size(8 * MB, "bytes", "list of a unit's members, as Excel", "T11", "The same.")
LIST_SECONDS = Size(
    90, "seconds of work", "process that reads a list of members", "T11", "The same."
)
LIST_JSON = Size(5 * MB, "bytes", "list as JSON", "T11", "It is read by the page's own process.")
LIST_AT_ONCE = Size(
    2_000, "rows", "list applied while the page waits", "T11", "The worker does what is left."
)
PDF_SIGNS = Size(
    60_000, "characters", "page that becomes a PDF", "T18", "A letter of two pages has a third."
)
PDF_MEMORY = Size(1024 * MB, "bytes", "process that sets it", "T18", "Fonts for Chinese are large.")
PDF_SECONDS = Size(20, "seconds of work", "process that sets it", "T18", "A letter takes two.")
OUTBOUND_BYTES = Size(64 * KB, "bytes", "answer to a call that we make", "T14", "No more is read.")
OUTBOUND_SECONDS = Size(
    5, "seconds", "call that we make", "T14", "From the name's look-up to the last byte."
)


def table() -> dict[str, Limit | Size]:
    """Every limit by its name, in the order in which they stand above."""
    return {name: one for name, one in globals().items() if isinstance(one, Limit | Size)}


_HIT = """
INSERT INTO base_limitcount (name, "window", count) VALUES {rows}
ON CONFLICT (name, "window") DO UPDATE SET count = base_limitcount.count + 1
RETURNING name, count
"""


def window_of(limit: Limit) -> int:
    return int(clock.now().timestamp() // limit.per.total_seconds())


def hit(what: str, whom: str, limit: Limit) -> None:
    """Count one more try of `what` by `whom` (a keyed hash or an id). Raises TooMany."""
    hit_all([(what, whom, limit)])


def hit_all(tries: Sequence[tuple[str, str, Limit]]) -> None:
    """Count several tries (what, whom, limit) in one statement. Raises TooMany.

    One statement, so that two tries at the same moment are both counted; rows in the order of
    their names, so that two that overlap never wait for each other.
    """
    limits = {f"{what}:{whom}"[:120]: limit for what, whom, limit in tries}
    values: list[str | int] = []
    for name in sorted(limits):
        values += [name, window_of(limits[name])]
    statement = _HIT.format(rows=", ".join(["(%s, %s, 1)"] * len(limits)))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        counts = dict(cursor.fetchall())
    over = [limits[name] for name in limits if counts[name] > limits[name].most]
    for limit in over:
        if limit.alarm:
            log.error("limit reached: %s, %d per %s", limit.what, limit.most, limit.per)
    if over:
        raise TooMany(_(over[0].sentence))


def codes_altogether() -> Limit:
    """What the operator allows per day; the table holds the default."""
    return replace(CODES_ALTOGETHER, most=settings.CODES_PER_DAY)


@dataclass(frozen=True)
class Reached:
    """A limit with an alarm that somebody has reached in the window that runs now."""

    limit: Limit
    times: int  # how many numbers, addresses or persons have reached it


def reached() -> Iterator[Reached]:
    """What the security administrator's page shows: no numbers and no names, only how many."""
    from last500.base.models import LimitCount

    for limit in table().values():
        if not isinstance(limit, Limit) or not limit.alarm:
            continue
        most = codes_altogether().most if limit is CODES_ALTOGETHER else limit.most
        rows = LimitCount.objects.filter(
            name__startswith=f"{limit.what}:", window=window_of(limit), count__gte=most
        )
        if times := rows.count():
            yield Reached(limit, times)
