"""The supply map: how many hours are asked for and offered, by kind of help and time. Pure.

Hours are those of four weeks. A place is told as a whole and nobody in it by name; what must not
be shown apart is decided in `withholding`. Every figure has its sentence in `FIGURES`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from last500.base.marking import N_
from last500.reportin.week import OtherDays, Window, free_on
from last500.service_requests.rules import State

WEEKS, DAYS = 4, 28  # what a figure speaks of
LOOK_BACK = 90  # days of requests and of confirmed service that are counted
MATTER = 60  # minutes of one matter, where a helper said how many a month
FIRST_HOUR = 60  # minutes that somebody who has not served yet is counted with
LEAST_GAP = 2  # hours
ENOUGH = 1.5  # so many times what is asked for is to spare


# ---- kinds of help -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """A few kinds of request and the skills that help with them; each is in one group only."""

    code: str
    name: str
    categories: tuple[str, ...]
    skills: tuple[str, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        "repair",
        N_("修修补补"),
        ("public_facility", "small_repair"),
        ("water_repair", "electric_repair", "appliance_repair", "carpentry", "locks_doors")
        + ("painting_walls", "knife_sharpening", "sewing"),
    ),
    Group(
        "care",
        N_("陪伴照看"),
        ("elder_company", "hospital_company", "health_mind"),
        ("accompany", "nursing", "medical", "counselling", "first_aid", "haircut", "cooking"),
    ),
    Group("errands", N_("搬抬跑腿"), ("sharing",), ("carrying", "driving", "shopping", "pet_care")),
    Group(
        "papers",
        N_("手机办事"),
        ("digital_help", "law_mediation"),
        ("phone_teaching", "computing", "paperwork", "law", "mediation", "accounting")
        + ("translation", "sign_language"),
    ),
    Group(
        "children",
        N_("孩子功课"),
        ("children",),
        ("child_care", "story_telling", "teaching_math", "teaching_language", "teaching_arts"),
    ),
    Group("common", N_("环境秩序"), ("environment", "safety"), ("cleaning", "gardening", "patrol")),
    Group(
        "together",
        N_("文体邻里"),
        ("culture_neighbours",),
        ("organising", "music", "sport", "chess", "photography", "design_printing"),
    ),
)
GROUP_BY_CODE: Mapping[str, Group] = {group.code: group for group in GROUPS}
OF_CATEGORY: Mapping[str, str] = {c: group.code for group in GROUPS for c in group.categories}
OF_SKILL: Mapping[str, str] = {s: group.code for group in GROUPS for s in group.skills}


def groups_of(skills: Iterable[str]) -> list[str]:
    """The groups in which these skills help, in the order of GROUPS."""
    found = {OF_SKILL[skill] for skill in skills if skill in OF_SKILL}
    return [group.code for group in GROUPS if group.code in found]


# ---- times ---------------------------------------------------------------------------------------

# Monday to Friday and the weekend, each in three parts; `any`: nobody said when.
NOON, DUSK = 12 * 60, 18 * 60
SLOTS = ("wm", "wa", "we", "sm", "sa", "se", "any")
SLOT_WORDS: Mapping[str, str] = {
    "wm": N_("平日上午"),
    "wa": N_("平日下午"),
    "we": N_("平日晚上"),
    "sm": N_("周末上午"),
    "sa": N_("周末下午"),
    "se": N_("周末晚上"),
    "any": N_("没说时间"),
    "day": N_("平日白天"),
    "weekend": N_("周末"),
    "all": N_("不分时间"),
}
# From coarse to fine: where the fine one would show too few people, a coarser one is shown.
PARTITIONS: tuple[tuple[str, ...], ...] = (
    ("all",),
    ("day", "we", "weekend", "any"),
    SLOTS,
)
HOLDS: Mapping[str, tuple[str, ...]] = {
    **{slot: (slot,) for slot in SLOTS},
    "day": ("wm", "wa"),
    "weekend": ("sm", "sa", "se"),
    "all": SLOTS,
}
CLASSES = tuple(HOLDS)


def slot_at(weekday: int, minute: int) -> str:
    part = "m" if minute < NOON else "a" if minute < DUSK else "e"
    return ("s" if weekday >= 5 else "w") + part


def meet(one: str, other: str) -> bool:
    """Whether help at the one time can serve what is asked for at the other."""
    if "any" in {one, other}:
        return True
    return not set(HOLDS[one]).isdisjoint(HOLDS[other])


def share(total: int, weights: Sequence[int]) -> list[int]:
    """`total` by these weights in whole numbers that add up to it; the largest rests go up."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    rests = sorted(range(len(weights)), key=lambda n: (-(total * weights[n] % whole), n))
    for n in rests[: total - sum(parts)]:
        parts[n] += 1
    return parts


# ---- supply --------------------------------------------------------------------------------------


def free_minutes(
    windows: Sequence[Window], others: Sequence[OtherDays], first: date
) -> dict[str, int]:
    """Minutes of the four weeks from `first` on that somebody declared free, by slot."""
    found = dict.fromkeys(SLOTS, 0)
    if not others:
        for window in windows:
            for slot, minutes in _cut(window.day, window.start, window.end):
                found[slot] += WEEKS * minutes
        return found
    for ahead in range(DAYS):
        day = first + timedelta(days=ahead)
        for start, end in free_on(windows, others, day):
            for slot, minutes in _cut(day.weekday(), start, end):
                found[slot] += minutes
    return found


def _cut(weekday: int, start: int, end: int) -> Iterable[tuple[str, int]]:
    for low, high in ((0, NOON), (NOON, DUSK), (DUSK, 24 * 60)):
        minutes = min(end, high) - max(start, low)
        if minutes > 0:
            yield slot_at(weekday, low), minutes


def pledge(free: int, most_month: int | None, served: int) -> int:
    """Minutes of four weeks that one helper is counted with: no more than they are free, than they
    said they would take on, and than half as much again as they served, and an hour.

    `served`: confirmed minutes of the last ninety days. Declaring much alone moves no figure.
    """
    asked = free if most_month is None else most_month * MATTER
    return min(free, asked, served * DAYS * 3 // (LOOK_BACK * 2) + FIRST_HOUR)


def offered(
    free: Mapping[str, int], minutes: int, groups: Sequence[str]
) -> dict[tuple[str, str], int]:
    """One helper's minutes by group and slot: as their free time lies, shared alike among what
    they can do. Together exactly `minutes`."""
    by_slot = share(minutes, [free[slot] for slot in SLOTS])
    found: dict[tuple[str, str], int] = {}
    for turn, (slot, part) in enumerate(zip(SLOTS, by_slot, strict=True)):
        # Whose turn the odd minute is goes round, so that no group has all of them.
        order = [*groups[turn % len(groups) :], *groups[: turn % len(groups)]]
        for group, own in zip(order, share(part, [1] * len(order)), strict=True):
            if own:
                found[group, slot] = own
    return found


# ---- demand --------------------------------------------------------------------------------------

# Not neighbours' help in the end, or not a matter of its own.
NOT_ASKED = frozenset(
    {State.DECLINED, State.REFERRED, State.EMERGENCY, State.WITHDRAWN, State.MERGED}
)
_PARTS: Mapping[str, str] = {"morning": "m", "afternoon": "a", "evening": "e"}


def wished(on: date | None, part: str, minutes: int) -> dict[str, int]:
    """One request's minutes by slot. A part of the day without a date is spread over the five days
    and the weekend; without a part nobody said when."""
    letter = _PARTS.get(part)
    if letter is None:
        return {"any": minutes}
    if on is not None:
        return {("s" if on.weekday() >= 5 else "w") + letter: minutes}
    week, weekend = share(minutes, (5, 2))
    return {"w" + letter: week, "s" + letter: weekend}


def in_four_weeks(minutes: int) -> int:
    """Of ninety days."""
    return minutes * DAYS // LOOK_BACK


# ---- how they stand to each other ----------------------------------------------------------------


class Standing(StrEnum):
    UNASKED = "unasked"  # nobody asked: nothing is said of what is needed
    SHORT = "short"
    EVEN = "even"
    SPARE = "spare"
    APART = "apart"  # not shown apart


@dataclass(frozen=True)
class Cell:
    """One time of one kind of help: hours asked for and offered; None where it is not shown."""

    at: str
    demand: int | None
    supply: int | None

    @property
    def gap(self) -> int:
        """Hours that are missing; less than two are no gap."""
        if self.demand is None or self.supply is None:
            return 0
        missing = self.demand - self.supply
        return missing if missing >= LEAST_GAP else 0

    @property
    def standing(self) -> Standing:
        if self.demand is None or self.supply is None:
            return Standing.APART
        if not self.demand:
            return Standing.UNASKED
        if self.gap:
            return Standing.SHORT
        return Standing.SPARE if self.supply >= ENOUGH * self.demand else Standing.EVEN


@dataclass(frozen=True)
class Row:
    """One kind of help at a place."""

    group: str
    cells: tuple[Cell, ...]

    @property
    def settled(self) -> tuple[Cell, ...]:
        """What nobody said a time of is served by what is left over at the other times."""
        left = sum(self._left().values())
        return tuple(
            Cell("any", cell.demand, left) if cell.at == "any" and cell.supply is not None else cell
            for cell in self.cells
        )

    @property
    def gap(self) -> int:
        return sum(cell.gap for cell in self.settled)

    @property
    def spare(self) -> dict[str, int]:
        """Hours left over by time, when those without a time are served too; none where nobody
        asked for this kind at all, for then nothing is known of what is needed."""
        left = self._left()
        if not any(cell.demand for cell in self.cells):
            return {}
        used = min(sum(left.values()), sum(c.demand or 0 for c in self.cells if c.at == "any"))
        parts = share(used, list(left.values()))
        return {at: left[at] - part for at, part in zip(left, parts, strict=True)}

    def _left(self) -> dict[str, int]:
        return {
            cell.at: max(0, cell.supply - cell.demand)
            for cell in self.cells
            if cell.at != "any" and cell.supply is not None and cell.demand is not None
        }

    @property
    def whole(self) -> Cell:
        """All times together, as far as it is shown."""
        demands = [cell.demand for cell in self.cells]
        supplies = [cell.supply for cell in self.cells]
        return Cell("all", _sum(demands), _sum(supplies))


def _sum(parts: Sequence[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known and len(known) == len(parts) else None


@dataclass(frozen=True)
class Map:
    """What is shown of a place. `silent`: in ninety days nobody asked for anything there."""

    silent: bool
    rows: tuple[Row, ...]

    @property
    def worst(self) -> Row | None:
        """Where most hours are missing; None where none are, or where none are shown."""
        short = [row for row in self.rows if row.gap]
        return max(short, key=lambda row: row.gap) if short else None

    def row(self, group: str) -> Row | None:
        return next((row for row in self.rows if row.group == group), None)


# ---- the sentences -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """One figure: its name, and the sentence that says what it counts and what it leaves out."""

    code: str
    name: str
    sentence: str


FIGURES: tuple[Figure, ...] = (
    Figure(
        "demand",
        N_("要多少"),
        N_(
            "最近 90 天里提出的求助，没人接的、还没办完的都算；每件的分钟数乘要的人数，"
            "折成四周的小时。撤回的、并掉的、退回的、转走的、紧急的不算。"
        ),
    ),
    Figure(
        "supply",
        N_("能帮多少"),
        N_(
            "住在这里、报到过、没有暂停的邻居自己写的空闲时间，折成四周的小时。一个人按住的地方只算一次，单位也报到过的不另算。"
        ),
    ),
    Figure(
        "pledge",
        N_("一个人最多算多少"),
        N_(
            "不超过本人写的空闲、本人说的一个月最多几件，也不超过最近实际服务的一倍半再加一小时：写得多不等于帮得多。"
        ),
    ),
    Figure(
        "kinds",
        N_("会几样的人"),
        N_("时间在会的几类里平分，一小时只算一次；要证的本领，证看过才算。"),
    ),
    Figure(
        "times",
        N_("没说时间的"),
        N_(
            "求助没说上午下午的，放在“没说时间”，用别的时间余下的去补；"
            "说了时段没说哪天的，按平日五天、周末两天摊开。"
        ),
    ),
    Figure(
        "gap",
        N_("缺和余"),
        N_(
            "要的比能帮的多两小时以上才叫缺；能帮的有一倍半以上才叫有余。没人提求助的，不算有余。"
            "不分时间的，缺的可能更多：晚上有余补不了上午。"
        ),
    ),
    Figure(
        "apart",
        N_("不单列"),
        N_(
            "不到 5 个人的数字不单列；和别处一减就能算出来的，也并起来或者不列。"
            "所以上下相加会对不上。"
        ),
    ),
)
