"""A trial: its states, what may be tried, and what bounds the work. Pure."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from last500.base.marking import N_
from last500.dispatch.policies import BY_CODE as WAYS_BY_CODE
from last500.places.rules import Mode
from last500.simulation.comparing import HELD_OUT_SEEDS, Case
from last500.simulation.town import Community, Scenario, Street


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Why(StrEnum):
    """Why a trial ended without a result."""

    LOST = "lost"  # its process was gone three times
    BROKE = "broke"
    LONG = "long"  # took longer than LONGEST


OPEN = frozenset({State.WAITING, State.RUNNING})
STATE_WORDS = {
    State.WAITING: N_("排着队"),
    State.RUNNING: N_("正在算"),
    State.DONE: N_("算完了"),
    State.CANCELLED: N_("取消了"),
    State.FAILED: N_("没算成"),
}
WHY_WORDS = {
    Why.LOST: N_(
        "算到一半机器停了，重来了三次都没算完。请过一会儿再试；还是不行，告诉系统管理员。"
    ),
    Why.BROKE: N_("算的时候出了错，已经记进日志。请告诉系统管理员。"),
    Why.LONG: N_("算了一个小时还没算完，停了。请少选几项再试。"),
}
WHOLE = 1000  # what progress counts to

# ---- what bounds the work -----------------------------------------------------------------------

SEEDS = tuple(HELD_OUT_SEEDS)
SEEDS_LEAST = 20  # of what is told with intervals
DAYS = 42  # of which four weeks count: before them people get known, after them matters run out
# A larger street is tried at a smaller scale.
MEMBERS_MOST, REQUESTS_MOST = 2500, 12.0
LONGEST = 60 * 60  # seconds
LOST_AFTER = 120  # seconds without a word from its process
TRIES_MOST = 3


def scale_of(street: Street) -> float:
    """By what a street is divided before it is tried; 1 for most."""
    return max(1.0, street.members / MEMBERS_MOST, street.requests_a_day / REQUESTS_MOST)


def scaled(street: Street) -> Street:
    """A smaller street that is as dense: each compound keeps its helpers and its requests."""
    by = scale_of(street)
    if by == 1:
        return street
    return replace(
        street,
        communities=tuple(
            Community(
                c.name, max(1, round(c.members / by)), c.requests / by,
                max(1, round(c.compounds / by)),
            )
            for c in street.communities
        ),
    )  # fmt: skip


def may_begin_again(tries: int) -> bool:
    """Whether a trial whose process is gone is taken up again, or has failed."""
    return tries < TRIES_MOST


# ---- what may be tried --------------------------------------------------------------------------

MORE_EVENINGS, WIDER = 0.2, 0.3
SHORTER = N_("等多久只数请齐了的。期限短了，久等的不再数在里面，看起来就快了，别当成真的变快。")
LONGER = N_("等多久只数请齐了的。期限长了，久等的也数进来，看起来就慢了，别当成真的变慢。")


@dataclass(frozen=True)
class Change:
    """One thing that would be otherwise: a few words, and a sentence that says what is assumed."""

    code: str
    name: str
    sentence: str
    case: Callable[[Case], Case]
    note: str = ""  # how its figures are not to be read


def _scenario(**changed: object) -> Callable[[Case], Case]:
    def other(case: Case) -> Case:
        return replace(case, scenario=replace(case.scenario, **changed))  # type: ignore[arg-type]

    return other


def _way(code: str) -> Callable[[Case], Case]:
    return lambda case: replace(case, way=code)


CHANGES: tuple[Change, ...] = (
    Change(
        "evenings",
        N_("晚上有空的人多一些"),
        N_("现在某个晚上没空的人，每五个里有一个那天晚上有空了。"),
        _scenario(more_evenings=MORE_EVENINGS),
    ),
    Change(
        "wider",
        N_("愿意走远一点的人多一些"),
        N_("现在只在自己小区帮忙的人，每十个里有三个愿意在整个社区帮忙。"),
        _scenario(wider=WIDER),
    ),
    Change(
        "half",
        N_("期限短一半"),
        N_("不急的求助，一直没人来的，等一半的时间就算没人能办；急事的期限不变。"),
        _scenario(patience=0.5),
        SHORTER,
    ),
    Change(
        "twice",
        N_("期限长一倍"),
        N_("不急的求助，多等一倍的时间才算没人能办；急事的期限不变。"),
        _scenario(patience=2.0),
        LONGER,
    ),
    Change(
        "mode_a",
        N_("以项目为主"),
        N_("等得了的求助有一半攒到项目日一起办，其余由社区在上班时间派；人和求助不变。"),
        _scenario(mode="a"),
    ),
    Change(
        "mode_b",
        N_("以求助为主"),
        N_("每件求助单独请人，值守从早上到晚上九点半都看；人和求助不变。"),
        _scenario(mode="b"),
    ),
    Change(
        "mode_c",
        N_("以自治为主"),
        N_("邻居自己值守，看得更快；每两位报到的人，另有一位邻居愿意在自己小区帮忙。"),
        _scenario(mode="c"),
    ),
    Change(
        "one_by_one",
        N_("一个一个请"),
        N_("一次只请一位，半小时没回话再请下一位。"),
        _way("one_by_one"),
    ),
    Change(
        "seven",
        N_("始终请着七位"),
        N_("离得最近的七位同时请着，谁说不行就补一位。"),
        _way("seven"),
    ),
    Change(
        "open_to_all",
        N_("只在群里喊"),
        N_("不点名，挂出来，谁愿意谁来。"),
        _way("open_to_all"),
    ),
    Change(
        "hard_week",
        N_("求助多到三倍"),
        N_("像大雨、停水那样的日子一直不停：求助多到三倍，帮忙的人不变。"),
        _scenario(load=3.0),
    ),
)
BY_CODE = {change.code: change for change in CHANGES}
AS_IS = "as_is"


def mode_code(mode: Mode) -> str:
    """The mode of the model that is nearest to a district's: `b` wherever it works by requests."""
    if mode.requests:
        return "b"
    return "c" if mode.grid else "a"


def on_offer(mode: str) -> list[Change]:
    """What a street of this mode may try: all but what it does already."""
    return [c for c in CHANGES if c.code != f"mode_{mode}" and _can(c)]


def _can(change: Change) -> bool:
    return change.case(Case(AS_IS, AS_IS)).way in WAYS_BY_CODE


def cases(mode: str, changes: Collection[str]) -> list[Case]:
    """As it is, and each change by itself, in the order of the table."""
    as_is = Case(AS_IS, AS_IS, scenario=Scenario(mode=mode))
    chosen: Sequence[Change] = [c for c in on_offer(mode) if c.code in changes]
    return [as_is, *(replace(c.case(as_is), code=c.code, name=c.code) for c in chosen)]
