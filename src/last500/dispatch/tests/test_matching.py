"""Who is proposed, and why: pure, without a database."""

from dataclasses import fields, replace

import pytest

from last500.dispatch import matching
from last500.dispatch.matching import Candidate, Need, Slot, propose
from last500.service_requests.rules import HelperFacts, NeedFacts

NEED = Need(
    key="K7M4QX2P9TD",
    hard=NeedFacts(category="small_repair", suspected_emergency=False),
    skills=("water_repair", "carpentry"),
    wished=True,
)


def helper(person="wang", **facts):
    about = {
        "confirmed": True,
        "paused": False,
        "reach": "street",
        "level_between": "compound",
        "skills": frozenset(),
        "unwanted": frozenset(),
        "open_now": 0,
        "most_open": 3,
        "avoids": False,
        "is_requester": False,
    }
    known = {field.name for field in fields(HelperFacts)}
    own = {name: facts.pop(name) for name in list(facts) if name not in known}
    return Candidate(HelperFacts(person=person, **(about | facts)), **own)


def order(*candidates, need=NEED):
    return [proposal.person for proposal in propose(candidates, need, 10)]


def test_each_thing_that_counts_counts():
    plain = {"asked_lately": 1, "free": Slot(2, "evening")}
    better = {
        "skill": helper("x", skills=frozenset({"carpentry"}), **plain),
        "building": helper("x", same_building=True, **plain),
        "not asked": helper("x", free=Slot(2, "evening")),
        "came forward": helper("x", came_forward=True, **plain),
    }
    worse = {
        "not free": helper("y", asked_lately=1),
        "asked more": helper("y", asked_lately=3, free=Slot(2, "evening")),
        "has one on hand": helper("y", open_now=1, **plain),
        "further": helper("y", level_between="community", **plain),
    }
    for word, candidate in better.items():
        assert order(helper("middle", **plain), candidate) == ["x", "middle"], word
    for word, candidate in worse.items():
        assert order(candidate, helper("middle", **plain)) == ["middle", "y"], word


def test_load_weighs_more_with_each_piece():
    steps = [matching.cost(helper(open_now=count), NEED) for count in range(4)]
    growth = [b - a for a, b in zip(steps, steps[1:], strict=False)]
    assert growth == sorted(growth)
    assert matching.cost(helper(open_now=9), NEED) == steps[-1]


@pytest.mark.parametrize(
    "against",
    [
        {"confirmed": False},
        {"paused": True},
        {"reach": "compound", "level_between": "street"},
        {"unwanted": frozenset({"small_repair"})},
        {"open_now": 3},
        {"avoids": True},
        {"is_requester": True},
        {"this_month": 4, "most_month": 4},
        {"away": True},
        {"too_young": True},
        {"not_as_wished": True},
    ],
)
def test_the_hard_rules_are_never_traded(against):
    assert order(helper(came_forward=True, same_building=True, **against)) == []


def test_a_qualification_is_a_hard_rule_and_a_reason():
    need = replace(NEED, hard=replace(NEED.hard, qualification="electric"))
    assert order(helper(), need=need) == []
    (only,) = propose([helper(proofs=frozenset({"electric"}))], need, 3)
    assert "skill:electric" in only.reasons


def test_a_suspected_emergency_is_proposed_to_nobody():
    need = replace(NEED, hard=replace(NEED.hard, suspected_emergency=True))
    assert order(helper(), need=need) == []


def test_reasons_are_said_strongest_first_and_at_most_four():
    best = helper(
        same_building=True,
        came_forward=True,
        skills=frozenset({"water_repair"}),
        free=Slot(2, "evening"),
    )
    (proposal,) = propose([best], NEED, 3)
    assert proposal.reasons == (
        "came_forward", "same_building", "skill:water_repair", "free:2:evening",
    )  # fmt: skip
    (proposal,) = propose([helper(level_between="community")], NEED, 3)
    assert proposal.reasons == ("in_community", "not_asked")


def test_a_tie_is_broken_alike_every_time_and_not_for_the_same_person_always():
    town = [helper(f"helper {number}") for number in range(40)]
    assert order(*town) == order(*reversed(town))
    firsts = {order(*town, need=replace(NEED, key=f"request {n}"))[0] for n in range(40)}
    assert len(firsts) > 10


def test_part_of_the_day():
    assert [matching.part_of(minute) for minute in (480, 800, 1150, 1430)] == [
        "morning", "afternoon", "evening", "evening",
    ]  # fmt: skip
