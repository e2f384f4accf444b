"""The town is the same for everybody: by its seed, and whatever is tried in it."""

from dataclasses import replace

import pytest

from last500.dispatch.policies import BY_CODE, WAYS
from last500.simulation.behaviour import load
from last500.simulation.comparing import Case, compare
from last500.simulation.run import Run
from last500.simulation.town import Community, Scenario, Street, build, usual_street

DAYS = 24
B = load()
SMALL = Street(
    tuple(Community(str(n), members, 1.0, 3) for n, members in enumerate((40, 60, 120))),
    tuple(B.group("requests.kinds").items()),
)


def town_of(seed=1, *, days=DAYS, street=SMALL, **scenario):
    return build(street, B, Scenario(**scenario), days=days, seed=seed)


def outcome(way="adaptive", seed=1, **scenario):
    return Run(town_of(seed, **scenario), BY_CODE[way], B, seed=seed, first_day=6).go()


def test_every_number_has_a_source():
    assert all(number.source.strip() for number in B.numbers.values())
    assert sum(B.group("requests.kinds").values()) == 100


def test_the_same_seed_gives_the_same_run():
    assert outcome() == outcome()
    assert outcome() != outcome(seed=2)


def test_what_ifs_meet_the_same_people_and_the_same_requests():
    usual, evenings = town_of(), town_of(more_evenings=0.3)
    assert usual.errands == evenings.errands
    for one, other in zip(usual.members, evenings.members, strict=True):
        assert set(one.free) <= set(other.free)
        assert replace(one, free=()) == replace(other, free=())
    assert town_of(mode="c").members[: usual.street.communities[0].members] == tuple(
        m for m in usual.members if m.community == 0
    )


def test_a_street_of_the_usual_size_is_as_uneven_as_the_file_says():
    street = usual_street(B, 1)
    assert abs(street.members - B("street.members")) < 10
    assert max(c.members for c in street.communities) > 4 * min(
        c.members for c in street.communities
    )
    assert street.requests_a_day == pytest.approx(B("street.requests_a_day"))


def test_three_fold_load_is_three_times_as_many_requests():
    one, three = (len(town_of(load=n, days=200).errands) for n in (1, 3))
    assert 2.7 < three / one < 3.3


def test_requests_come_by_the_hours_of_the_file():
    hours = [0] * 24
    for errand in town_of(load=20, days=60).errands:
        hours[int(errand.at % 1440 // 60)] += 1
    shares = B("requests.by_hour")
    for hour, count in enumerate(hours):
        assert abs(count / sum(hours) - shares[hour] / sum(shares)) < 0.015


def test_mode_a_carries_every_request_just_once():
    assert sum(e.matters for e in town_of(mode="a").errands) == len(town_of().errands)


@pytest.mark.parametrize("way", [way.code for way in WAYS])
def test_nobody_is_asked_against_the_rules_or_for_two_things_at_once(way, monkeypatch):
    asked = []
    seen = Run._await_answer

    def watch(self, opening, invited, life):
        now = self.engine.now
        facts = self._facts(opening.errand, life)
        assert life.asked_until <= now, "asked for something else"
        assert 8 * 60 <= now % 1440 < 21.5 * 60, "by night"
        assert facts.open_now < facts.most_open and not facts.paused
        assert opening.errand.need.hard.category not in facts.unwanted
        asked.append(invited)
        seen(self, opening, invited, life)

    monkeypatch.setattr(Run, "_await_answer", watch)
    outcome(way)
    assert bool(asked) == BY_CODE[way].asks


def test_a_deliberately_bad_way_loses():
    """Asks by lot, one at a time and far away first: what it costs shows in every figure."""
    bad = replace(BY_CODE["adaptive"], policy=_worst)
    town = town_of(days=40)
    good = Run(town, BY_CODE["adaptive"], B, seed=1).go().figures
    lost = Run(town, bad, B, seed=1).go().figures
    assert lost["fill"] < good["fill"]
    assert lost["messages"] > good["messages"]
    assert lost["half"] > good["half"]


def _worst(situation, choices):
    from last500.dispatch.waves import Step

    worst = sorted(choices, key=lambda c: (c.chance, c.lot))[:1]
    return Step(tuple(one.person for one in worst), 30.0)


def test_more_people_with_time_help():
    cases = [
        Case("as_is", "-", scenario=Scenario(load=3)),
        Case("more", "-", scenario=Scenario(load=3, more_evenings=1.0)),
    ]
    found = compare(cases, range(1, 5), days=30, street=SMALL)
    assert found.difference("more", "as_is", "ceiling").low > 0
    assert found.difference("more", "as_is", "fill").mean > 0


def test_a_comparison_is_the_same_with_two_workers():
    cases = [Case("a", "-", "one_by_one"), Case("b", "-", "nearest")]
    told = []
    alone = compare(cases, (1,), days=20, street=SMALL, tell=told.append)
    assert alone == compare(cases, (1,), days=20, street=SMALL, workers=2)
    assert told[-1] == 1.0 and told == sorted(told)
