"""A compound's first year: seven steps, what each is for, what counts as walked. Pure.

A step is walked when something was really done; nobody ticks it. None is owed: there is no day by
which, no count of what is missing, nothing to compare with. A compound may put a step aside in one
sentence and take it up again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from last500.base.marking import N_


class Code(StrEnum):
    NEIGHBOURS = "neighbours"
    MATTER = "matter"
    LEADERS = "leaders"
    COVENANT = "covenant"
    BOOKS = "books"
    ASKED = "asked"
    REVIEW = "review"


class Kind(StrEnum):
    """What was really done, each in an app of its own."""

    ACTIVITY = "activity"
    SEAT = "seat"
    RESOLUTION = "resolution"
    MEETING = "meeting"
    COVENANT = "covenant"
    STATEMENT = "statement"
    CONSULTATION = "consultation"
    VOTE = "vote"
    REVIEW = "review"


# Which step a thing that was done walks.
WALKS: Mapping[Kind, Code] = {
    Kind.ACTIVITY: Code.NEIGHBOURS,
    Kind.SEAT: Code.NEIGHBOURS,
    Kind.RESOLUTION: Code.MATTER,
    Kind.MEETING: Code.LEADERS,
    Kind.COVENANT: Code.COVENANT,
    Kind.STATEMENT: Code.BOOKS,
    Kind.CONSULTATION: Code.ASKED,
    Kind.VOTE: Code.ASKED,
    Kind.REVIEW: Code.REVIEW,
}
KIND_WORDS: Mapping[Kind, str] = {
    Kind.ACTIVITY: N_("办了一场活动"),
    Kind.SEAT: N_("有邻居答应联系一栋楼"),
    Kind.RESOLUTION: N_("办成了一件事"),
    Kind.MEETING: N_("牵头的人开了会"),
    Kind.COVENANT: N_("公约开始用了"),
    Kind.STATEMENT: N_("半年的账公示了"),
    Kind.CONSULTATION: N_("征询有了结果"),
    Kind.VOTE: N_("业主表决有了结果"),
    Kind.REVIEW: N_("回头看了一个决定"),
}


@dataclass(frozen=True)
class Fact:
    """The first thing of its kind: on which day, and what leads to it."""

    kind: Kind
    day: date
    key: str
    title: str = ""


# ---- the steps ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Door:
    """An address that takes the slug of a compound (for everybody) or its key (for the desk)."""

    name: str
    word: str


@dataclass(frozen=True)
class Step:
    """`template`: of a meeting that helps here (councils.rules.TEMPLATES). `purposes`: what it is
    for, where that differs by the kind of compound."""

    code: Code
    title: str
    purpose: str
    counts: str
    at_gate: tuple[Door, ...]
    at_desk: tuple[Door, ...]
    lessons: tuple[str, ...]
    template: str = ""
    purposes: Mapping[str, str] = field(default_factory=dict)

    def purpose_for(self, compound_kind: str) -> str:
        return self.purposes.get(compound_kind, self.purpose)


LEADERS_LEAST = 3  # members who were there, before somebody leads
THREE_NO, COMMERCIAL = "three_no", "commercial"
STEPS: tuple[Step, ...] = (
    Step(
        Code.NEIGHBOURS,
        N_("认识邻居"),
        N_("叫得出隔壁怎么称呼，后面的事才商量得起来。"),
        N_("办过一场活动，来了谁也核对过；或者有一位邻居答应联系一栋楼、一个单元。"),
        (Door("activities:at", N_("看小区的活动")), Door("grids:at", N_("哪栋楼谁联系"))),
        (Door("activities:new", N_("办一场活动")), Door("grids:desk", N_("请人联系一栋楼"))),
        ("table", "knock"),
        "first",
        {
            THREE_NO: N_("院子小，天天打照面。坐下来摆一回龙门阵，事就好开口了。"),
            COMMERCIAL: N_("楼高门多，住了几年还叫不出对门。先让一个单元的人见上面。"),
        },
    ),
    Step(
        Code.MATTER,
        N_("一件小事"),
        N_("办成一件看得见的小事，比开十次会管用。"),
        N_(
            "一个议题定了下来，要办的都办完了；五位以上邻居说过办到没有，"
            "说“办到了”的比说“还没有”的多。"
        ),
        (Door("topics:at", N_("看大家在商量什么")),),
        (Door("topics:desk", N_("从议题里挑一件")), Door("resolutions:desk", N_("决定和落实"))),
        ("small", "task"),
        "small",
        {THREE_NO: N_("一盏灯、一段水沟。没有人管的院子，最怕的是说了也白说。")},
    ),
    Step(
        Code.LEADERS,
        N_("有人牵头"),
        N_("有几个人点了头愿意牵头，事情才不会都落在一个人身上。"),
        N_("居民议事会或者自治委员会开过一次会，到了三位以上成员，记录由另一个人确认、公布了。"),
        (Door("councils:at", N_("看小区的会")),),
        (Door("councils:bodies", N_("选有哪种会，请人")), Door("councils:desk", N_("开会商量"))),
        ("chair", "quiet", "share"),
        "first",
        {
            THREE_NO: N_("没有物业，也没有业委会：由自己答应了的邻居组成自治委员会，一起管院子。"),
            COMMERCIAL: N_("业委会、物业各有各的事。居民议事会听住在这里的每一家，租房的也在内。"),
        },
    ),
    Step(
        Code.COVENANT,
        N_("小区公约"),
        N_("写下大家做得到的几条，新搬来的一看就懂。"),
        N_("一版公约听过意见、大家定下来，到了日子，用起来了。"),
        (Door("covenants:at", N_("看小区公约")),),
        (Door("covenants:desk", N_("写一版草案")),),
        ("words", "dispute"),
        "covenant",
        {COMMERCIAL: N_("写邻居之间做得到的几条。它不代替业主大会定的管理规约，也不罚款。")},
    ),
    Step(
        Code.BOOKS,
        N_("账本公开"),
        N_("钱从哪里来、花到哪里去，贴出来谁都看得懂，心里就踏实。"),
        N_("一份半年报表，一个人做、另一个人核对，公示了。"),
        (Door("ledger:at", N_("看小区的账")),),
        (Door("ledger:desk", N_("记账，做报表")),),
        ("statement", "two"),
        "books",
        {
            THREE_NO: N_("院里收的停车费、卫生费不多，更要一笔一笔写明白：谁收的，花在哪里。"),
            COMMERCIAL: N_(
                "电梯广告、公共车位的收入，扣掉合理成本归全体业主（民法典第二百八十二条），"
                "要让业主看得见。"
            ),
        },
    ),
    Step(
        Code.ASKED,
        N_("问过大家"),
        N_("不来开会的人也有话。问一遍，数清楚，再定。"),
        N_("一次意见征询或者业主表决截止了，结果公布了。"),
        (
            Door("consultations:at", N_("看意见征询")),
            Door("votes:at", N_("看业主表决")),
        ),
        (
            Door("consultations:new", N_("问大家一件事")),
            Door("votes:desk", N_("准备业主表决")),
        ),
        ("question", "silence"),
        "",
        {COMMERCIAL: N_("动用公共收益和维修资金，要业主表决。别的事先征询，租户也说得上话。")},
    ),
    Step(
        Code.REVIEW,
        N_("回头看"),
        N_("定下来的事，到了日子再看一眼：管用就接着用，不管用就改。"),
        N_("一个决定回头看过：接着用、改了、结束了，或者回去再商量。"),
        (Door("resolutions:at", N_("看定下来的事")),),
        (Door("resolutions:desk", N_("看哪个决定到了日子")),),
        ("look", "wrong"),
    ),
)
BY_CODE: Mapping[Code, Step] = {one.code: one for one in STEPS}

# ---- where a compound stands --------------------------------------------------------------------


class Stand(StrEnum):
    DONE = "done"
    NEXT = "next"
    LATER = "later"
    ASIDE = "aside"


STAND_WORDS: Mapping[Stand, str] = {
    Stand.DONE: N_("走过了"),
    Stand.NEXT: N_("可以走这一步"),
    Stand.LATER: N_("往后"),
    Stand.ASIDE: N_("先放一放"),
}


@dataclass(frozen=True)
class Stone:
    step: Step
    stand: Stand
    fact: Fact | None = None


def earliest(facts: list[Fact]) -> dict[Code, Fact]:
    """Of each step the first thing that was done."""
    found: dict[Code, Fact] = {}
    for fact in sorted(facts, key=lambda one: (one.day, one.kind)):
        found.setdefault(WALKS[fact.kind], fact)
    return found


def stones(facts: Mapping[Code, Fact], aside: frozenset[str]) -> list[Stone]:
    """What was done is walked, put aside or not; of the rest the first is the next one."""
    found, waits = [], True
    for step in STEPS:
        fact = facts.get(step.code)
        if fact is not None:
            stand = Stand.DONE
        elif step.code in aside:
            stand = Stand.ASIDE
        else:
            stand, waits = (Stand.NEXT if waits else Stand.LATER), False
        found.append(Stone(step, stand, fact))
    return found


def may_put_aside(stone: Stone) -> bool:
    return stone.stand in {Stand.NEXT, Stand.LATER}


def all_walked(path: list[Stone]) -> bool:
    """Nothing waits, and something was done."""
    stands = {stone.stand for stone in path}
    return Stand.DONE in stands and not stands & {Stand.NEXT, Stand.LATER}


# ---- the year -----------------------------------------------------------------------------------


def year_after(day: date) -> date:
    """The same day a year on; after 29 February it is 1 March."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


@dataclass(frozen=True)
class Year:
    """The first year, of which `first` is a day and `end` is none any more."""

    first: date
    today: date

    @property
    def end(self) -> date:
        return year_after(self.first)

    @property
    def is_over(self) -> bool:
        return self.today >= self.end


def grew(path: list[Stone], year: Year) -> list[Stone]:
    """What came in the first year, in the order in which it came."""
    there = [one for one in path if one.fact and year.first <= one.fact.day < year.end]
    return sorted(there, key=lambda one: one.fact.day if one.fact else year.end)


def before(path: list[Stone], year: Year) -> list[Stone]:
    """What there was already when the year began."""
    return [one for one in path if one.fact and one.fact.day < year.first]
