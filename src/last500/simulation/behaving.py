"""One helper and one request of the town: what the product knows of them, and what it does not.

`facts_of` and `free_for` are what the product weighs; `will` is what nobody in the town is told.
"""

from collections.abc import Mapping
from math import exp, log

from last500.dispatch import matching
from last500.dispatch.waves import DAY, Level
from last500.service_requests.rules import HelperFacts
from last500.simulation.engine import Luck
from last500.simulation.lives import Life
from last500.simulation.town import Errand, Member


def level_between(member: Member, errand: Errand) -> Level:
    if member.compound == errand.compound:
        return Level.COMPOUND
    return Level.COMMUNITY if member.community == errand.community else Level.STREET


def same_building(member: Member, errand: Errand) -> bool:
    return (member.compound, member.building) == (errand.compound, errand.building)


def facts_of(errand: Errand, life: Life, now: float) -> HelperFacts:
    member = life.member
    return HelperFacts(
        person=member.number,
        confirmed=True,
        paused=now < life.rests_until,
        reach=member.reach,
        level_between=level_between(member, errand),
        skills=member.skills,
        unwanted=member.unwanted,
        open_now=life.open_now,
        most_open=member.most_open,
        avoids=False,
        is_requester=False,
        proofs=member.proofs,
        this_month=life.this_month(now),
        most_month=member.most_month,
    )


def free_for(errand: Errand, member: Member, now: float) -> matching.Slot | None:
    """The soonest time they named that suits the wish."""
    tomorrow = int(now // DAY + 1) % 7
    return matching.soonest(
        member.free, weekday=errand.weekday, part=errand.part, tomorrow=tomorrow
    )


def will(errand: Errand, member: Member, now: float, asks: Mapping[str, float]) -> float:
    """The chance that a fresh helper takes it."""
    chance = member.willing
    if member.compound != errand.compound:
        near = member.community == errand.community
        chance *= asks["community_factor" if near else "street_factor"]
    if errand.weekday is not None and free_for(errand, member, now) is None:
        chance *= asks["not_free_factor"]
    if errand.need.skills and not member.skills.intersection(errand.need.skills):
        chance *= asks["no_skill_factor"]
    return chance


def could(
    errand: Errand, member: Member, now: float, luck: Luck, asks: Mapping[str, float]
) -> bool:
    """Whether they would say yes if they were asked and not tired."""
    need = errand.need.hard
    if need.category in member.unwanted:
        return False
    if need.qualification and need.qualification not in member.proofs:
        return False
    chance = will(errand, member, now, asks)
    return luck.happens(chance, "yes", member.number, errand.number)


def delay(luck: Luck, name: str, numbers: Mapping[str, float], *key: object) -> float:
    """Minutes, lognormal: `name`_median and `name`_spread of the numbers."""
    drawn = luck.normal(name, *key)
    return exp(log(numbers[f"{name}_median"]) + numbers[f"{name}_spread"] * drawn)
