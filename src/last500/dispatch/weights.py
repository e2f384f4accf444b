"""What each thing is worth when it is decided whom to ask: pure, in whole tenths of a minute.

A number says how many minutes of a volunteer's trouble something is taken for: it is no measure
of anybody. Each has one sentence that everybody can read (PIPL 24), a street or a district may set
its own, and every version is kept (models.WeightVersion). They only order those whom the hard
rules let be asked at all; no number buys a hard rule off.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace

from last500.base.marking import N_
from last500.service_requests.rules import Level

VERSION = "2026-11"  # of the numbers that come with the product
MOST = 60_000  # a hundred hours: beyond it nobody means a number


@dataclass(frozen=True)
class Weights:
    """Tenths of a minute. `sooner_…` are taken off, all others are added."""

    walk_building: int = 10
    walk_compound: int = 60
    walk_community: int = 150
    walk_street: int = 300
    skill_adjacent: int = 50
    skill_none: int = 100
    not_free: int = 200
    time_unknown: int = 60
    each_ask: int = 30
    sooner_not_asked: int = 60
    second_on_hand: int = 150
    third_on_hand: int = 400
    more_on_hand: int = 800
    sooner_came_forward: int = 300
    empty_later: int = 1200
    empty_soon: int = 2400
    empty_late: int = 4800
    keep_plan: int = 100

    def walk(self, level: str, *, same_building: bool) -> int:
        if same_building:
            return self.walk_building
        return {
            Level.COMPOUND: self.walk_compound,
            Level.COMMUNITY: self.walk_community,
            Level.STREET: self.walk_street,
        }[Level(level)]

    def on_hand(self, count: int) -> int:
        """What one more matter costs whoever has so many on hand already."""
        steps = (0, self.second_on_hand, self.third_on_hand, self.more_on_hand)
        return steps[min(count, len(steps) - 1)]


DEFAULT = Weights()
# One sentence each, in the order in which they are shown.
SENTENCES: Mapping[str, str] = {
    "walk_building": N_("走到同一栋楼里的门口，当作要这么久。"),
    "walk_compound": N_("在本小区里走过去，当作要这么久。"),
    "walk_community": N_("从本社区的别的小区过来，当作要这么久。"),
    "walk_street": N_("从本街道的别的社区过来，当作要这么久。"),
    "skill_adjacent": N_("没说会这一样，但说过会相近的，当作要多花这么久。"),
    "skill_none": N_("没说会这一样，也没说过相近的，当作要多花这么久。"),
    "not_free": N_("对方希望的时间里没空，得打电话另约，当作要多花这么久。"),
    "time_unknown": N_("没说过什么时候有空，得多问一句，当作要多花这么久。"),
    "each_ask": N_("三十天里每请过一次，再请就多算这么久：不总麻烦同一个人。"),
    "sooner_not_asked": N_("三十天里没请过，少算这么久：先想到没被请过的人。"),
    "second_on_hand": N_("手上已经有一件，再接第二件多算这么久。"),
    "third_on_hand": N_("手上已经有两件，再接第三件多算这么久。"),
    "more_on_hand": N_("手上已经有三件以上，每多一件多算这么久。"),
    "sooner_came_forward": N_("自己说了“我能帮”，少算这么久：自己愿意的人先请。"),
    "empty_later": N_("不急的事没人去，当作耽误这么久；等得越久算得越多，最多到两倍。"),
    "empty_soon": N_("一两天里要办的事没人去，当作耽误这么久。"),
    "empty_late": N_("已经超时的事没人去，当作耽误这么久。"),
    "keep_plan": N_("刚看过的安排没有变的必要就不变：换一个人要好过这么久才换。"),
}
NAMES = tuple(field.name for field in fields(Weights))
# What may not stand in another order: the later of a pair is at least the earlier.
RISING = (
    ("walk_building", "walk_compound", "walk_community", "walk_street"),
    ("skill_adjacent", "skill_none"),
    ("second_on_hand", "third_on_hand", "more_on_hand"),
    ("empty_later", "empty_soon", "empty_late"),
)


class Unfit(ValueError):
    """A number that cannot be; `name` is its field."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(f"{name}: {words}")
        self.name = name


def validated(weights: Weights) -> Weights:
    """The same weights; raises Unfit where one is no number of ours or an order is turned round.

    Whoever has more on hand must not be cheaper (else the cheapest plan could not be found), and
    whoever is further away must not be nearer.
    """
    numbers = asdict(weights)
    for name, number in numbers.items():
        if type(number) is not int or not 0 <= number <= MOST:
            raise Unfit(name, "no whole number of tenths of a minute in range")
    for names in RISING:
        for earlier, later in zip(names, names[1:], strict=False):
            if numbers[later] < numbers[earlier]:
                raise Unfit(later, f"less than {earlier}")
    return weights


def weights_from(numbers: Mapping[str, object]) -> Weights:
    """The default with these changed, as they were kept; what is no longer known is left out."""
    known = {name: number for name, number in numbers.items() if name in NAMES}
    return validated(replace(DEFAULT, **known))  # type: ignore[arg-type]


def changed_from_default(weights: Weights) -> dict[str, int]:
    """Only what differs: so that a better default reaches whoever has not set it."""
    first = asdict(DEFAULT)
    return {name: number for name, number in asdict(weights).items() if number != first[name]}


@dataclass(frozen=True)
class Weighing:
    """By what it is decided at a place: the numbers, whose they are, and whether fit counts.

    `version` names both; it is what a page shows beside the numbers.
    """

    weights: Weights = DEFAULT
    by_distance: bool = False
    version: str = VERSION


def weighing_of(
    rows: Iterable[tuple[str, int, Mapping[str, object] | None, bool | None]],
) -> Weighing:
    """From (path, number, numbers, by_distance) of the places above and the place itself.

    Of each place and of each of the two things the highest number counts; then the nearest place.
    """
    latest: dict[tuple[str, bool], tuple[int, Mapping[str, object] | None, bool | None]] = {}
    for path, number, numbers, by_distance in rows:
        key = (path, numbers is None)
        if key not in latest or latest[key][0] < number:
            latest[key] = (number, numbers, by_distance)
    found = Weighing()
    for (path, _switch), (number, numbers, by_distance) in sorted(
        latest.items(), key=lambda item: len(item[0][0])
    ):
        if numbers is not None:
            version = f"{VERSION}+{len(path)}.{number}" if numbers else VERSION
            found = replace(found, weights=weights_from(numbers), version=version)
        elif by_distance is not None:
            found = replace(found, by_distance=by_distance)
    return found
