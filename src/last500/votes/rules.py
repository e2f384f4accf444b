"""The life of an owners' vote that is held on paper or in the official system, and is recorded
here. This is not the official electronic voting system of the province. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from last500.base.areas import CM2, read_m2
from last500.base.marking import N_

DAY = timedelta(days=1)
NOTICE_LEAST = 15  # days before it opens (物业管理条例 14)
WINDOW_LEAST, WINDOW_MOST = 5, 60  # days for which it is open
POSTING_LEAST = 3  # days for which the result hangs out
NOTICE_MOST, POSTING_MOST, PROXIES_MOST = 60, 90, 5
QUESTIONS_MOST, UNITS_MOST = 6, 10_000
AREA_MOST = 100_000 * 10_000  # cm² of one unit: ten thousand times ten m²
TITLE_MOST, TEXT_MOST, ABOUT_MOST, REASON_MOST = 40, 200, 600, 200
NAME_MOST, GROUP_MOST = 20, 12
BOX_MOST = 12


class State(StrEnum):
    DRAFTED = "drafted"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Action(StrEnum):
    ANNOUNCE = "announce"
    FREEZE = "freeze"  # the roll
    OPEN = "open"
    CLOSE = "close"
    COUNT = "count"
    PUBLISH = "publish"
    CANCEL = "cancel"


class Caller(StrEnum):
    """Who calls the owners together (物业管理条例 10, 13; 民法典 277)."""

    COMMITTEE = "committee"
    TWENTY = "twenty"  # owners of more than 20 %
    RESIDENTS = "residents"  # the residents' committee, where it acts in its place
    FIRST = "first"  # the preparing group of a first assembly
    STREET = "street"


class Role(StrEnum):
    OWNERS = "owners"
    COMMUNITY = "community"
    STREET = "street"
    TELLER = "teller"  # reads ballots into the book
    RECOUNTER = "recounter"  # counts again after an upheld objection


class SeatState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"


class BallotState(StrEnum):
    ONCE = "once"  # one person has read it
    DIFFERS = "differs"  # two people have read it differently
    AGREED = "agreed"


class Held(StrEnum):
    PAPER = "paper"
    OFFICIAL = "official"  # in the province's own system, and copied from its result


class Void(StrEnum):
    NO_MARK = "no_mark"
    UNSIGNED = "unsigned"
    TORN = "torn"
    COPY = "copy"


STATE_WORDS = {
    State.DRAFTED: N_("在准备"),
    State.ANNOUNCED: N_("公告中"),
    State.OPEN: N_("正在投票"),
    State.CLOSED: N_("截止了，在录票"),
    State.COUNTED: N_("计过票了"),
    State.PUBLISHED: N_("结果公示了"),
    State.CANCELLED: N_("取消了"),
}
SHAPES = {
    State.DRAFTED: "wait",
    State.ANNOUNCED: "asked",
    State.OPEN: "go",
    State.CLOSED: "word",
    State.COUNTED: "word",
    State.PUBLISHED: "done",
    State.CANCELLED: "stop",
}
CALLER_WORDS = {
    Caller.COMMITTEE: N_("业主委员会召集"),
    Caller.TWENTY: N_("20% 以上业主提议，业主委员会召集"),
    Caller.RESIDENTS: N_("居民委员会代行业主委员会职责，召集"),
    Caller.FIRST: N_("首次业主大会筹备组召集"),
    Caller.STREET: N_("街道指导、协助，居民委员会召集"),
}
GROUNDS = {
    Caller.COMMITTEE: N_("物业管理条例第十三条：定期会议按议事规则召开"),
    Caller.TWENTY: N_("物业管理条例第十三条：20% 以上业主提议的临时会议"),
    Caller.RESIDENTS: N_("民法典第二百七十七条：居民委员会给予指导和协助"),
    Caller.FIRST: N_("物业管理条例第十条：首次业主大会"),
    Caller.STREET: N_("民法典第二百七十七条：街道和居民委员会指导、协助"),
}
ROLE_WORDS = {
    Role.OWNERS: N_("监票人，业主一方"),
    Role.COMMUNITY: N_("监票人，社区一方"),
    Role.STREET: N_("监票人，街道一方"),
    Role.TELLER: N_("录票人"),
    Role.RECOUNTER: N_("重数的人"),
}
SEAT_WORDS = {
    SeatState.ASKED: N_("等答复"),
    SeatState.AGREED: N_("答应了"),
    SeatState.DECLINED: N_("不参加"),
}
BALLOT_WORDS = {
    BallotState.ONCE: N_("只录了一次"),
    BallotState.DIFFERS: N_("两次录入不一样"),
    BallotState.AGREED: N_("两次录入一样"),
}
HELD_WORDS = {
    Held.PAPER: N_("纸质选票，投进票箱"),
    Held.OFFICIAL: N_("在省里的业主电子投票系统里投，这里照抄结果"),
}
VOID_WORDS = {
    Void.NO_MARK: N_("没有盖章，不是发的票"),
    Void.UNSIGNED: N_("没有签名"),
    Void.TORN: N_("破损，看不清"),
    Void.COPY: N_("复印件"),
}
SCRUTINEERS = (Role.OWNERS, Role.COMMUNITY, Role.STREET)
ALLOWED: Mapping[Action, tuple[frozenset[State], State | None]] = {
    Action.ANNOUNCE: (frozenset({State.DRAFTED}), State.ANNOUNCED),
    Action.FREEZE: (frozenset({State.ANNOUNCED}), None),
    Action.OPEN: (frozenset({State.ANNOUNCED}), State.OPEN),
    Action.CLOSE: (frozenset({State.OPEN}), State.CLOSED),
    Action.COUNT: (frozenset({State.CLOSED}), State.COUNTED),
    Action.PUBLISH: (frozenset({State.COUNTED}), State.PUBLISHED),
    Action.CANCEL: (
        frozenset({State.DRAFTED, State.ANNOUNCED, State.OPEN, State.CLOSED}),
        State.CANCELLED,
    ),
}
PUBLIC = frozenset(State) - {State.DRAFTED}
READS = frozenset({State.OPEN, State.CLOSED})  # ballots are read into the book
FINAL = frozenset({State.PUBLISHED, State.CANCELLED})


def allowed(action: Action, state: str) -> bool:
    return State(state) in ALLOWED[action][0]


# ---- when ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    field: str
    sentence: str
    number: int | None = None


def time_faults(
    now: datetime, opens_at: datetime, closes_at: datetime, notice: int, posting: int
) -> list[Fault]:
    """Notice of at least 15 days and as long as this vote says, open for 5 to 60 days."""
    found = []
    if not NOTICE_LEAST <= notice <= NOTICE_MOST:
        found.append(Fault("notice_days", N_("公告至少 15 天，最多 60 天。")))
    if not POSTING_LEAST <= posting <= POSTING_MOST:
        found.append(Fault("posting_days", N_("结果至少公示 3 天，最多 90 天。")))
    if opens_at < now + notice * DAY:
        found.append(Fault("opens_at", N_("从公告到开始至少隔 %(n)d 天，请把开始往后定。"), notice))
    if not WINDOW_LEAST * DAY <= closes_at - opens_at <= WINDOW_MOST * DAY:
        found.append(Fault("closes_at", N_("投票开着 5 到 60 天，请改截止的时间。")))
    return found


# ---- the roll -----------------------------------------------------------------------------------

_GROUP = re.compile(r"[0-9A-Z][0-9A-Z-]*")
DEVELOPER = "KFS"
_DEVELOPER_WORDS = frozenset({"开发商", "建设单位"})


@dataclass(frozen=True)
class Line:
    """A unit as it stands in a file: area in cm²."""

    building: str
    entrance: str
    door: str
    area: int
    group: str
    eligible: bool = True
    reason: str = ""

    @property
    def where(self) -> tuple[str, str, str]:
        return self.building, self.entrance, self.door


def clean_group(text: str) -> str:
    """A label that names nobody: capital letters, digits, dashes. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    if plain in _DEVELOPER_WORDS:
        return DEVELOPER
    if not _GROUP.fullmatch(plain) or len(plain) > GROUP_MOST:
        raise ValueError(text)
    return plain


def clean_area(text: str) -> int:
    """Square metres with at most four decimals, as whole cm². Raises ValueError, also for 0."""
    area = read_m2(text)
    if not 0 < area <= AREA_MOST:
        raise ValueError(text)
    return area


def square_metres(area: int) -> str:
    """Of cm², for people: 127.38; exact, without zeros at the end beyond two."""
    whole, rest = divmod(area, CM2)
    return f"{whole:,}.{rest:04d}".removesuffix("0").removesuffix("0")


_BOX = re.compile(r"[0-9A-Z\u4e00-\u9fff][0-9A-Z\u4e00-\u9fff-]*")
_LABEL = re.compile(r"[0-9A-Z]")
_SCAN = re.compile(r"[0-9a-f]{64}")


def clean_box(text: str) -> str:
    """What is written on a box or a bag: a short label with a number or a letter in it, and never
    somebody's name. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    if plain and (not _BOX.fullmatch(plain) or len(plain) > BOX_MOST or not _LABEL.search(plain)):
        raise ValueError(text)
    return plain


def clean_scan(text: str) -> str:
    """SHA-256 of a scan, as programs print it: 64 hexadecimal digits. Raises ValueError."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    if plain and not _SCAN.fullmatch(plain):
        raise ValueError(text)
    return plain


def same_doors(lines: Iterable[Line]) -> list[tuple[str, str, str]]:
    """Doors that stand in the roll twice."""
    seen: set[tuple[str, str, str]] = set()
    twice = []
    for line in lines:
        if line.where in seen:
            twice.append(line.where)
        seen.add(line.where)
    return twice


def groups_of(owners: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Unit -> label. Units that the same people own are of one group; where nobody has said who
    owns a unit it stands alone."""
    labels: dict[object, str] = {}
    found = {}
    for key, people in owners.items():
        of = people or key
        found[key] = labels.setdefault(of, f"G{len(labels) + 1:04d}")
    return found


def ready_to_open(*, frozen: bool, scrutineers: int) -> str:
    """What is still missing before the box opens; empty when nothing is."""
    if not frozen:
        return N_("业主名册还没有定下来。")
    if scrutineers < len(SCRUTINEERS):
        return N_("三位监票人（业主、社区、街道各一位）还没有都答应。")
    return ""


# ---- objections ---------------------------------------------------------------------------------

ANSWER_DAYS, ABOVE_DAYS = 5, 3  # working days; once it has climbed it has a few days more
WORDS_MOST, GIST_MOST, ANSWER_MOST = 500, 60, 400
RECOUNTERS = 2


class About(StrEnum):
    ROLL = "roll"
    RESULT = "result"


class Finding(StrEnum):
    WAITING = "waiting"
    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    TAKEN_BACK = "taken_back"


class Follow(StrEnum):
    """What follows from an upheld objection."""

    MEND = "mend"  # the roll, with a new commitment, before the box opens
    BESIDE = "beside"  # it stands beside roll and result; nothing is rewritten
    RECOUNT = "recount"  # by two who have not read, run or watched it
    VOID = "void"  # the result stays as it is, and does not count


class Standing(StrEnum):
    """How fast a published result stands."""

    NOT_YET = "not_yet"
    POSTED = "posted"  # it may still be objected to
    DISPUTED = "disputed"  # an objection waits for its answer, or for what follows from it
    VOID = "void"
    FINAL = "final"


ABOUT_WORDS = {About.ROLL: N_("对名册的异议"), About.RESULT: N_("对结果的异议")}
FINDING_WORDS = {
    Finding.WAITING: N_("等答复"),
    Finding.UPHELD: N_("异议成立"),
    Finding.NOT_UPHELD: N_("异议不成立"),
    Finding.TAKEN_BACK: N_("收回了"),
}
FOLLOW_WORDS = {
    Follow.MEND: N_("改名册，在开始投票以前重新定下来"),
    Follow.BESIDE: N_("名册和结果不改，记在旁边"),
    Follow.RECOUNT: N_("请另外两个人重新数一遍"),
    Follow.VOID: N_("这次结果作废"),
}
STANDING_WORDS = {
    Standing.POSTED: N_("结果在公示，业主还可以提异议，还没有定。"),
    Standing.DISPUTED: N_("还有异议没有答复、没有办完，结果还没有定。"),
    Standing.VOID: N_("这次结果作废了。原来的结果照样放着，谁都看得到。"),
    Standing.FINAL: N_("公示期满，没有还没答复的异议。"),
}


def may_object(
    state: str, now: datetime, opens_at: datetime, until: datetime | None
) -> About | None:
    """To the roll from the announcement to the opening; to a result while it hangs out.

    The notice is at least 15 days (物业管理条例 14), a result hangs out as long as its vote says.
    """
    if state == State.ANNOUNCED and now < opens_at:
        return About.ROLL
    if state == State.PUBLISHED and until is not None and now < until:
        return About.RESULT
    return None


def follows(about: str, state: str, *, recounted: bool) -> tuple[Follow, ...]:
    """What may follow from an upheld objection. A roll is mended before the box opens and never
    after; a result is never rewritten."""
    if state == State.ANNOUNCED:
        return (Follow.MEND,)
    if state != State.PUBLISHED:
        return (Follow.BESIDE,)
    if about == About.ROLL or recounted:
        return (Follow.BESIDE, Follow.VOID)
    return (Follow.RECOUNT, Follow.VOID)


def standing(
    state: str, now: datetime, until: datetime | None, *, pending: int, void: bool
) -> Standing:
    """Silence settles nothing: while something waits for its answer a result is not final."""
    if state != State.PUBLISHED or until is None:
        return Standing.NOT_YET
    if void:
        return Standing.VOID
    if pending:
        return Standing.DISPUTED
    return Standing.POSTED if now < until else Standing.FINAL
