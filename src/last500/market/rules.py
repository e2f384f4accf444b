"""What the market shows of what is open: filters, times, nearness, order. Pure.

A filter never adds, and what it hides is counted. The order is time and then nearness; nothing
here knows how many people looked at a line or took part, and no line has a score.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from last500.base.marking import N_
from last500.places.audiences import Audience
from last500.places.rules import OFFICIAL, STEP, Level, official_path

PAGE = 20
DAY_MINUTES = 24 * 60
EVENING_FROM = 17 * 60 + 30  # minutes from midnight
SATURDAY = 5
DAYS_AHEAD = 92  # as far as a single date can be asked for


class Kind(StrEnum):
    """What hangs here, each of another app."""

    REQUEST = "request"
    SHIFT = "shift"  # a hand at an activity
    POST = "post"
    PROJECT = "project"
    NEED = "need"
    DATE = "date"  # an activity to come to


class When(StrEnum):
    ANY = "any"
    TODAY = "today"
    WEEK = "week"  # to Sunday
    EVENINGS = "evenings"
    WEEKEND = "weekend"
    DAY = "day"


class Far(StrEnum):
    COMPOUND = "compound"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"
    ANYWHERE = "anywhere"


class Group(StrEnum):
    """For whom, and so with whom: a group, never a person."""

    EVERYBODY = "everybody"
    PARENTS = "parents"
    CHILDREN = "children"
    YOUTH = "youth"
    ELDERS = "elders"
    READERS = "readers"
    WORKERS = "workers"
    DISABLED = "disabled"
    HARDSHIP = "hardship"
    OTHER = "other"


class Skill(StrEnum):
    """Besides the code of a single skill."""

    ANY = ""
    NONE = "none"  # what everybody can do
    MINE = "mine"  # what the reader, or their team, can do


class Sieve(StrEnum):
    """The filters, in the order in which a page speaks of them."""

    KIND = "kind"
    WHEN = "when"
    LONG = "long"
    SKILL = "skill"
    GROUP = "group"
    FAR = "far"


KIND_WORDS: Mapping[Kind, str] = {
    Kind.REQUEST: N_("邻居的求助"),
    Kind.SHIFT: N_("活动缺帮手"),
    Kind.POST: N_("固定的岗位"),
    Kind.PROJECT: N_("项目招人"),
    Kind.NEED: N_("社区的需求（单位认领）"),
    Kind.DATE: N_("来参加活动"),
}
WHEN_WORDS: Mapping[When, str] = {
    When.ANY: N_("什么时候都行"),
    When.TODAY: N_("今天"),
    When.WEEK: N_("这周"),
    When.EVENINGS: N_("晚上"),
    When.WEEKEND: N_("周末"),
    When.DAY: N_("选一天"),
}
FAR_WORDS: Mapping[Far, str] = {
    Far.COMPOUND: N_("本小区"),
    Far.COMMUNITY: N_("本社区"),
    Far.STREET: N_("本街道"),
    Far.DISTRICT: N_("本区县"),
    Far.ANYWHERE: N_("哪里都行"),
}
GROUP_WORDS: Mapping[Group, str] = {
    Group.EVERYBODY: N_("大家一起"),
    Group.PARENTS: N_("家长和孩子"),
    Group.CHILDREN: N_("孩子"),
    Group.YOUTH: N_("青少年"),
    Group.ELDERS: N_("长辈"),
    Group.READERS: N_("爱读书的人"),
    Group.WORKERS: N_("上班族、骑手、保洁等劳动者"),
    Group.DISABLED: N_("残疾人"),
    Group.HARDSHIP: N_("困难家庭"),
    Group.OTHER: N_("别的人群"),
}
# Whoever looks chooses among fewer groups than those for whom something is made.
GROUP_OF: Mapping[str, Group] = {
    Audience.ALL: Group.EVERYBODY,
    Audience.PARENTS: Group.PARENTS,
    Audience.MOTHERS: Group.PARENTS,
    Audience.CHILDREN: Group.CHILDREN,
    Audience.TEENS: Group.YOUTH,
    Audience.YOUTH: Group.YOUTH,
    Audience.ELDERS: Group.ELDERS,
    Audience.READERS: Group.READERS,
    Audience.WORKERS: Group.WORKERS,
    Audience.DISABLED: Group.DISABLED,
    Audience.FAMILIES: Group.HARDSHIP,
    Audience.OWNERS: Group.OTHER,
    Audience.PET_KEEPERS: Group.OTHER,
    Audience.HELPERS: Group.OTHER,
    Audience.PUBLIC_SPACE: Group.OTHER,
}
MINUTES = (0, 30, 60, 120, 240)  # how long at most; 0: as long as it takes


# ---- where --------------------------------------------------------------------------------------

_RINGS = (Far.COMPOUND, Far.COMMUNITY, Far.STREET, Far.DISTRICT, Far.ANYWHERE)
_LEVELS = ((1, Level.COMMUNITY), (2, Level.STREET), (3, Level.COUNTY))


def ring(home: str, path: str) -> int:
    """How far a place lies from home, 0 to 4: my own, my community's, street's, district's, beyond.

    Both are paths of the tree. What a community or street does itself is as far as its own circle.
    """
    if path == home or (len(home) > len(OFFICIAL) * STEP and path.startswith(home)):
        return 0
    for number, level in _LEVELS:
        around = official_path(home, level)
        if around is not None and path.startswith(around):
            return number
    return 4


def within(far: Far) -> int:
    return _RINGS.index(far)


def circles(home: str) -> list[tuple[int, str]]:
    """Ring and path of everything around home, the nearest first; beyond them is ring 4."""
    known = [(0, home)]
    known += [(n, path) for n, level in _LEVELS if (path := official_path(home, level))]
    return known


# ---- when ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slot:
    """A time: one date with its beginning, or (`last` later or open) any day between the two.

    `start` is minutes from midnight; None leaves the hour to be agreed, which suits every wish.
    """

    first: date
    last: date | None
    start: int | None = None

    @property
    def fixed(self) -> bool:
        return self.first == self.last


def on_day(day: date, start: int | None) -> Slot:
    return Slot(day, day, start)


def _window(when: When, day: date, today: date) -> tuple[date, date]:
    """First and last day of a wish; weekends and evenings are asked of each day besides."""
    if when == When.TODAY:
        return today, today
    if when == When.WEEK:
        return today, today + timedelta(6 - today.weekday())
    if when == When.DAY:
        return day, day
    return today, date.max


def first_fitting(slot: Slot, when: When, day: date, today: date) -> date | None:
    """The first day on which this time suits the wish; None when there is none."""
    since, until = _window(when, day, today)
    since = max(since, slot.first, today)
    if slot.last is not None:
        until = min(until, slot.last)
    if when == When.EVENINGS and slot.start is not None and slot.start < EVENING_FROM:
        return None
    if when == When.WEEKEND and since.weekday() < SATURDAY:
        since += timedelta(SATURDAY - since.weekday())
    return since if since <= until else None


# ---- lines --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One open thing. `minutes` 0: not said. `wanted`: how many people, or pieces, are missing.

    `skills` are codes of which any one helps, `papers` codes of what the law asks for.
    """

    kind: Kind
    key: str
    title: str
    place: str
    path: str
    slots: tuple[Slot, ...]
    minutes: int = 0
    wanted: int = 1
    skills: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()
    group: str = ""
    least_age: int = 0
    detail: str = ""
    measure: str = ""
    due: date | None = None  # by when somebody is needed, where no time of it has a last day


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; `own` are the skills behind Skill.MINE. Nothing of it is kept."""

    kind: str = ""
    when: When = When.ANY
    day: date | None = None
    minutes: int = 0
    skill: str = Skill.ANY
    group: str = ""
    far: Far = Far.STREET
    own: frozenset[str] = frozenset()

    def without(self, sieve: Sieve) -> "Wish":
        """The same wish, with this one filter as wide as it goes."""
        wide: dict[Sieve, dict[str, object]] = {
            Sieve.KIND: {"kind": ""},
            Sieve.WHEN: {"when": When.ANY, "day": None},
            Sieve.LONG: {"minutes": 0},
            Sieve.SKILL: {"skill": Skill.ANY},
            Sieve.GROUP: {"group": ""},
            Sieve.FAR: {"far": Far.ANYWHERE},
        }
        return replace(self, **wide[sieve])  # type: ignore[arg-type]


def fits_skill(wanted: AbstractSet[str], skill: str, own: AbstractSet[str]) -> bool:
    if skill == Skill.ANY:
        return True
    if skill == Skill.NONE:
        return not wanted
    if skill == Skill.MINE:
        return not wanted or bool(wanted & own)
    return skill in wanted


def slot_for(line: Line, wish: Wish, today: date) -> tuple[date, Slot] | None:
    """The soonest of its times that suits the wish, with the day on which it does."""
    day = wish.day or today
    found = [(on, slot) for slot in line.slots
             if (on := first_fitting(slot, wish.when, day, today)) is not None]  # fmt: skip
    return min(found, key=lambda pair: (pair[0], _minute(pair[1])), default=None)


def _minute(slot: Slot) -> int:
    return DAY_MINUTES if slot.start is None else slot.start


def hides(line: Line, wish: Wish, home: str, today: date) -> frozenset[Sieve]:
    """The filters that keep this line from the page; none: it is shown."""
    against = {
        Sieve.KIND: bool(wish.kind) and line.kind != wish.kind,
        Sieve.WHEN: slot_for(line, wish, today) is None,
        Sieve.LONG: bool(wish.minutes) and line.minutes > wish.minutes,
        Sieve.SKILL: not fits_skill(line.skills, wish.skill, wish.own),
        Sieve.GROUP: bool(wish.group) and line.group != wish.group,
        Sieve.FAR: ring(home, line.path) > within(wish.far),
    }
    return frozenset(sieve for sieve, stands in against.items() if stands)


@dataclass(frozen=True)
class Sifted:
    """`only` counts what a single filter hides: lift it, and exactly these appear besides."""

    shown: tuple[Line, ...] = ()
    only: Mapping[Sieve, int] = field(default_factory=dict)
    by_several: int = 0

    @property
    def hidden(self) -> int:
        return sum(self.only.values()) + self.by_several


def sift(lines: Iterable[Line], wish: Wish, home: str, today: date) -> Sifted:
    """What fits, in order, and what does not, counted; every line is one or the other."""
    shown, only, several = [], Counter[Sieve](), 0
    for line in lines:
        if line.wanted < 1 or not any(first_fitting(s, When.ANY, today, today) for s in line.slots):
            continue  # nothing to take any more: not hidden, gone
        against = hides(line, wish, home, today)
        if not against:
            shown.append(line)
        elif len(against) == 1:
            only.update(against)
        else:
            several += 1
    shown.sort(key=lambda line: order(line, wish, home, today))
    return Sifted(tuple(shown), {one: only[one] for one in Sieve if only[one]}, several)


def order(line: Line, wish: Wish, home: str, today: date) -> tuple[date, int, int, int, str]:
    """Time, then nearness; the rest only keeps pages from ever showing a line twice.

    What has a date stands at it, what has a last day at that, what is open without end after all.
    """
    found = slot_for(line, wish, today)
    day, slot = found or (date.max, Slot(date.max, None))
    if not slot.fixed:
        day = slot.last or line.due or date.max
    return day, _minute(slot), ring(home, line.path), list(Kind).index(line.kind), line.key


def page_of(lines: Sequence[Line], number: int) -> tuple[Sequence[Line], int, int]:
    """One page, its number, and how many there are; a number that is out of range is the last."""
    pages = max(1, -(-len(lines) // PAGE))
    number = min(max(1, number), pages)
    return lines[(number - 1) * PAGE : number * PAGE], number, pages
