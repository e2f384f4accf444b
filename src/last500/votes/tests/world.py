"""Owners' votes of the cast's compound A at every step, by the verbs of those whose step it is.

Lin runs them. Hua watches for the owners, He for the community, Sun for the street; Wang reads
ballots beside Lin. The roll has twelve units of ten owners: G1 has three of them.
"""

from datetime import datetime, timedelta
from typing import Any

from last500.base import clock
from last500.base.scope import everything
from last500.households import actions as households
from last500.households.models import Relation
from last500.households.rules import Kind
from last500.votes import actions
from last500.votes.actions import Read
from last500.votes.counting import Choice
from last500.votes.draft import Draft, Said
from last500.votes.models import RollUnit, Vote
from last500.votes.rules import Caller, Line, Role
from tests.cast import Cast

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
UNITS = 12


def draft(**more: Any) -> Draft:
    now = clock.now()
    values: dict[str, Any] = {
        "title": "用公共收益修电梯",
        "about": "三号楼两部电梯。",
        "caller": Caller.COMMITTEE,
        "told_on": clock.today(),
        "opens_at": now + 16 * clock.DAY,
        "closes_at": now + 26 * clock.DAY,
        "questions": (("用公共收益八万元修三号楼的两部电梯", 9),),
    }
    return Draft(**(values | more))


def lines(number: int = UNITS, area: int = 1_000_000) -> list[Line]:
    """G1 has the first three units."""
    return [Line("1", "1", f"{101 + n}", area, "G1" if n < 3 else f"G{n}") for n in range(number)]


def fresh(vote: Vote) -> Vote:
    return Vote.objects.select_related("compound").get(pk=vote.pk)


def drafted(cast: Cast, **more: Any) -> Vote:
    return actions.make(cast.actor("lin"), cast.a, draft(**more))


def announced(cast: Cast, rolled: "list[Line] | None" = None, **more: Any) -> Vote:
    vote = drafted(cast, **more)
    actions.take(cast.actor("lin"), vote, rolled or lines())
    actions.announce(cast.actor("lin"), vote)
    return fresh(vote)


def seated(cast: Cast, vote: Vote) -> None:
    for name, role in (("hua", Role.OWNERS), ("he", Role.COMMUNITY), ("sun", Role.STREET)):
        actions.ask(cast.actor("lin"), vote, cast.people[name], role)
        actions.answer(cast.actor(name), vote, agrees=True)
    actions.ask(cast.actor("lin"), vote, cast.wang, Role.TELLER)
    actions.answer(cast.actor("wang"), vote, agrees=True)


def frozen(cast: Cast, rolled: "list[Line] | None" = None, **more: Any) -> Vote:
    vote = announced(cast, rolled, **more)
    seated(cast, vote)
    actions.freeze(cast.actor("lin"), vote)
    return fresh(vote)


def during(vote: Vote, minutes: int = 60) -> Any:
    """So many minutes after the box opened; the clock is the caller's."""
    return clock.at(vote.opens_at + timedelta(minutes=minutes))


def over(vote: Vote, minutes: int = 60) -> Any:
    return clock.at(vote.closes_at + timedelta(minutes=minutes))


def opened(cast: Cast, **more: Any) -> Vote:
    vote = frozen(cast, **more)
    with during(vote, 0):
        actions.keep_times()
    return fresh(vote)


def unit(vote: Vote, number: int) -> RollUnit:
    with everything("a test knows the roll"):
        return RollUnit.objects.select_related("vote__compound").get(vote=vote, number=number)


def said(at: datetime, *choices: Choice, **more: Any) -> Said:
    return Said(at, choices or (FOR,), **more)


def read_once(cast: Cast, by: str, vote: Vote, number: int, one: Said, copy: int = 1) -> Read:
    return actions.read(cast.actor(by), vote, unit(vote, number), copy, one)


def read(cast: Cast, vote: Vote, number: int, one: Said, copy: int = 1) -> Read:
    """By Lin and by Wang, alike."""
    read_once(cast, "lin", vote, number, one, copy)
    return read_once(cast, "wang", vote, number, one, copy)


def closed(cast: Cast, choices: "list[Choice] | None" = None, **more: Any) -> Vote:
    """Every unit has handed in, as `choices` says; all for it where nothing is said."""
    vote = opened(cast, **more)
    with during(vote):
        for number, choice in enumerate(choices or [FOR] * UNITS, 1):
            read(cast, vote, number, said(clock.now() - timedelta(minutes=5), choice))
    with over(vote, 0):
        actions.keep_times()
    return fresh(vote)


def counted(cast: Cast, choices: "list[Choice] | None" = None, **more: Any) -> Vote:
    vote = closed(cast, choices, **more)
    with over(vote):
        actions.count(cast.actor("lin"), vote)
    return fresh(vote)


def published(cast: Cast, **more: Any) -> Vote:
    vote = counted(cast, **more)
    with over(vote, 120):
        for name in ("hua", "he", "sun"):
            actions.sign(cast.actor(name), vote, signs=True)
        actions.publish(cast.actor("lin"), vote)
    return fresh(vote)


def owns(cast: Cast, name: str, door: str = "101") -> None:
    """A confirmed owner of a door of compound A."""
    (row,) = households.claim(cast.actor(name), cast.a, cast.building, door, [Kind.OWNER])
    found = Relation.objects.select_related("household__compound").get(pk=row.pk)
    by = "he" if name == "lin" else "lin"
    households.decide(cast.actor(by), found, seen="paper")


def leave_out(cast: Cast, vote: Vote, number: int, reason: str) -> None:
    one = unit(vote, number)
    actions.mend_line(cast.actor("lin"), vote, one, area=one.area, group=one.group, reason=reason)
