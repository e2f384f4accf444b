"""What a step of a project needs first, and what of it is missing. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from last500.base.marking import N_
from last500.posts.rules import Risk
from last500.projects.rules import Action

A = Action


class Lack(StrEnum):
    ROLES = "roles"
    INDICATORS = "indicators"
    BUDGET = "budget"
    PEOPLE = "people"
    INSURANCE = "insurance"
    AGREEMENT = "agreement"
    PARTNER = "partner"
    OVER = "over"
    REACHED = "reached"
    CHILDREN = "children"
    PARENT = "parent"


LACK_WORDS: Mapping[Lack, str] = {
    Lack.ROLES: N_("还没写要几个人、要会什么。"),
    Lack.INDICATORS: N_("还没有事先说好的指标。招人以后指标就不能改了，请先定好。"),
    Lack.BUDGET: N_("预算还没定好：各项要加得拢，不花钱也要说一声。"),
    Lack.PEOPLE: N_("人还没齐。再等等，或者把要的人数改成现在的。"),
    Lack.INSURANCE: N_("有危险的项目，先登记保险再开始（志愿服务条例第十七条）。"),
    Lack.AGREEMENT: N_("三方协议还没有三方都同意。"),
    Lack.PARTNER: N_("有合作方的约定到不了项目结束。请对方的联络员续到那天，或者结束这份合作。"),
    Lack.OVER: N_("写的结束日子已经过了，请先改日子。"),
    Lack.REACHED: N_("还有指标没填达到多少，也没写为什么没有。"),
    Lack.CHILDREN: N_("还有子项目没有结项。"),
    Lack.PARENT: N_("上面的总项目还没有开始。"),
}
NEEDS: Mapping[Action, tuple[Lack, ...]] = {
    A.CALL: (Lack.ROLES, Lack.INDICATORS, Lack.BUDGET, Lack.OVER),
    A.STAFF: (Lack.PEOPLE, Lack.OVER),
    A.START: (
        *(Lack.INSURANCE, Lack.AGREEMENT, Lack.BUDGET, Lack.INDICATORS, Lack.PEOPLE),
        *(Lack.PARTNER, Lack.OVER, Lack.PARENT),
    ),
    A.EVALUATE: (Lack.REACHED,),
    A.CLOSE: (Lack.CHILDREN,),
}


@dataclass(frozen=True)
class Indicator:
    reached: int | None
    note: str


@dataclass(frozen=True)
class Wanted:
    """People wanted for one role, those who came by themselves, those whom partners bring."""

    number: int
    taken: int
    brought: int

    @property
    def missing(self) -> int:
        return max(0, self.number - self.taken - self.brought)


@dataclass(frozen=True)
class Standing:
    """Everything that a step asks about. `partners_until`: until when each agreed partner stays.

    `under_parent`: whether what it hangs under has started; None where it hangs under nothing.
    """

    today: date
    until_on: date
    risk: str
    insured_on: date | None
    agreed: bool
    adds_up: bool
    indicators: tuple[Indicator, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    partners_until: tuple[date, ...] = ()
    children_open: int = 0
    under_parent: bool | None = None


def _uninsured(now: Standing) -> bool:
    return now.risk == Risk.HIGH and (now.insured_on is None or now.insured_on > now.today)


_MISSING: Mapping[Lack, Callable[[Standing], bool]] = {
    Lack.ROLES: lambda now: not now.wanted,
    Lack.INDICATORS: lambda now: not now.indicators,
    Lack.BUDGET: lambda now: not now.adds_up,
    Lack.PEOPLE: lambda now: any(one.missing for one in now.wanted),
    Lack.INSURANCE: _uninsured,
    Lack.AGREEMENT: lambda now: not now.agreed,
    Lack.PARTNER: lambda now: any(until < now.until_on for until in now.partners_until),
    Lack.OVER: lambda now: now.until_on < now.today,
    Lack.REACHED: lambda now: any(one.reached is None and not one.note for one in now.indicators),
    Lack.CHILDREN: lambda now: now.children_open > 0,
    Lack.PARENT: lambda now: now.under_parent is False,
}


def lacks(action: Action, now: Standing) -> tuple[Lack, ...]:
    """What stands against a step, the first to be mended first."""
    return tuple(lack for lack in NEEDS.get(action, ()) if _MISSING[lack](now))
