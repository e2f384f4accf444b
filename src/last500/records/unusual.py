"""Unusual concentrations of service records: listed for a person to look at, in words.

Hours were sold elsewhere: five of them entered within two minutes, work meetings counted as
service. Nothing here accuses or scores; each finding names what stands together and why somebody
may want to look. Nothing follows by itself. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from last500.base.marking import N_


class Kind(StrEnum):
    BURST = "burst"  # one organiser, many hours within minutes
    HOURS = "hours"  # very many hours of one person in a month
    PAIR = "pair"  # two people who keep confirming each other
    SAME = "same"  # one person's own entries, again and again the same minutes
    QUICK = "quick"  # confirmed by a link hardly made


WORDS: Mapping[Kind, str] = {
    Kind.BURST: N_("几分钟里确认了很多小时"),
    Kind.HOURS: N_("一个月里小时数很多"),
    Kind.PAIR: N_("两个人常互相确认"),
    Kind.SAME: N_("每次都是一样的分钟数"),
    Kind.QUICK: N_("链接刚做好就被确认"),
}
# Why somebody may want to look: said on the page, beside what may well be behind it.
REASONS: Mapping[Kind, str] = {
    Kind.BURST: N_("同一位组织的人 5 分钟里确认了很多。可能是一次大活动，也可能没有细看。"),
    Kind.HOURS: N_("30 天里超过 60 小时。可能真的做了很多，那更要问一声累不累。"),
    Kind.PAIR: N_("两个人互相服务、互相确认，各有三次以上。邻居之间很常见，看一眼就好。"),
    Kind.SAME: N_("自己登记的十条以上，分钟数一模一样。固定的值守会这样，随手填的也会。"),
    Kind.QUICK: N_("确认的链接做好不到两分钟就点了确认，有三次以上。当面扫码会这样。"),
}


class Outcome(StrEnum):
    RIGHT = "right"
    CORRECTED = "corrected"


OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.RIGHT: N_("看过了，没有问题"),
    Outcome.CORRECTED: N_("看过了，更正了几条"),
}

WINDOW = timedelta(days=60)  # what is looked at
MONTH = timedelta(days=30)
BURST_WITHIN = timedelta(minutes=5)
BURST_COUNT, BURST_MINUTES = 12, 20 * 60
HOURS_MOST = 60 * 60  # minutes
PAIR_EACH = 3
SAME_COUNT = 10
QUICK_WITHIN, QUICK_COUNT = timedelta(minutes=2), 3


@dataclass(frozen=True)
class Fact:
    """What one record says to these rules; `link` is how long the link was there when used."""

    key: UUID
    person: UUID
    began: datetime
    minutes: int
    entered: datetime
    own: bool
    confirmed: datetime | None = None
    confirmer: UUID | None = None
    as_organiser: bool = False
    link: timedelta | None = None


@dataclass(frozen=True)
class Finding:
    """Records that stand together; `person` is whom it concerns, `other` the second of a pair."""

    kind: Kind
    person: UUID
    other: UUID | None
    facts: tuple[Fact, ...]

    @property
    def minutes(self) -> int:
        return sum(fact.minutes for fact in self.facts)

    @property
    def mark(self) -> str:
        """Names it on a page; another one once a record is added."""
        return f"{self.kind}-{self.person}-{self.other or ''}-{len(self.facts)}"

    @property
    def last(self) -> datetime:
        return max(fact.entered for fact in self.facts)


Looked = Mapping[tuple[Kind, UUID, UUID | None], datetime]


def findings(facts: Iterable[Fact], looked: Looked) -> list[Finding]:
    """All concentrations, the newest first. What was entered before somebody looked is done with.

    `looked` says when a kind was last looked at for a person (and the other of a pair).
    """
    facts = list(facts)
    found = [
        finding
        for search in (_bursts, _hours, _pairs, _same, _quick)
        for finding in search(facts, looked)
    ]
    return sorted(found, key=lambda finding: finding.last, reverse=True)


def _since(
    facts: Iterable[Fact], looked: Looked, kind: Kind, person: UUID, other: UUID | None = None
) -> list[Fact]:
    edge = looked.get((kind, person, other))
    return [fact for fact in facts if edge is None or max(fact.entered, _said(fact)) > edge]


def _said(fact: Fact) -> datetime:
    return fact.confirmed or fact.entered


def _by_person(facts: Iterable[Fact]) -> Mapping[UUID, list[Fact]]:
    sorted_out: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in facts:
        sorted_out[fact.person].append(fact)
    return sorted_out


def _fullest(facts: Sequence[Fact], moments: Sequence[datetime], within: timedelta) -> list[Fact]:
    """The facts of the stretch of time with the most minutes; both lists in the order of time."""
    best: list[Fact] = []
    most = start = total = 0
    for end, fact in enumerate(facts):
        total += fact.minutes
        while moments[end] - moments[start] > within:
            total -= facts[start].minutes
            start += 1
        if total > most:
            most, best = total, list(facts[start : end + 1])
    return best


def _bursts(facts: list[Fact], looked: Looked) -> Iterator[Finding]:
    answered: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.as_organiser and fact.confirmer and fact.confirmed:
            answered[fact.confirmer].append(fact)
    for organiser, theirs in answered.items():
        theirs = sorted(_since(theirs, looked, Kind.BURST, organiser), key=_said)
        best = _fullest(theirs, [_said(fact) for fact in theirs], BURST_WITHIN)
        if len(best) >= BURST_COUNT or sum(fact.minutes for fact in best) >= BURST_MINUTES:
            yield Finding(Kind.BURST, organiser, None, tuple(best))


def _hours(facts: list[Fact], looked: Looked) -> Iterator[Finding]:
    for person, theirs in _by_person(facts).items():
        theirs = sorted(_since(theirs, looked, Kind.HOURS, person), key=lambda fact: fact.began)
        best = _fullest(theirs, [fact.began for fact in theirs], MONTH)
        if sum(fact.minutes for fact in best) > HOURS_MOST:
            yield Finding(Kind.HOURS, person, None, tuple(best))


def _pairs(facts: list[Fact], looked: Looked) -> Iterator[Finding]:
    served: dict[tuple[UUID, UUID], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.confirmer and not fact.as_organiser:
            served[fact.person, fact.confirmer].append(fact)
    for (one, other), theirs in served.items():
        if str(one) > str(other):
            continue  # each pair once
        both = [_since(theirs, looked, Kind.PAIR, one, other)]
        both += [_since(served.get((other, one), []), looked, Kind.PAIR, one, other)]
        if min(map(len, both)) >= PAIR_EACH:
            yield Finding(Kind.PAIR, one, other, tuple(both[0] + both[1]))


def _same(facts: list[Fact], looked: Looked) -> Iterator[Finding]:
    for person, theirs in _by_person(fact for fact in facts if fact.own).items():
        alike: dict[int, list[Fact]] = defaultdict(list)
        for fact in _since(theirs, looked, Kind.SAME, person):
            alike[fact.minutes].append(fact)
        best = max(alike.values(), key=len, default=[])
        if len(best) >= SAME_COUNT:
            yield Finding(Kind.SAME, person, None, tuple(best))


def _quick(facts: list[Fact], looked: Looked) -> Iterator[Finding]:
    hasty = [fact for fact in facts if fact.link is not None and fact.link < QUICK_WITHIN]
    for person, theirs in _by_person(hasty).items():
        theirs = _since(theirs, looked, Kind.QUICK, person)
        if len(theirs) >= QUICK_COUNT:
            yield Finding(Kind.QUICK, person, None, tuple(theirs))
