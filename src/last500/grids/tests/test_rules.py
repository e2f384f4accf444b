"""Nobody is assigned, nobody is watched, nobody is asked twice in ninety days. No database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from last500.grids import rules
from last500.grids.rules import Act, By, Fit, Kind, Known, State
from last500.places.rules import Level

NOW = datetime(2026, 3, 5, 8, tzinfo=UTC)


def test_no_way_leads_to_a_seat_without_a_step_of_the_person():
    """Every path from the beginning: the person opened it, or said yes on the way."""
    ways = [(state, by == By.PERSON) for state, by in rules.OPENED_BY.items()]
    reached = set()
    while ways:
        state, own = ways.pop()
        if (state, own) in reached:
            continue
        reached.add((state, own))
        assert state != State.HOLDING or own
        for (old, act), new in rules.STEPS.items():
            if old == state:
                ways.append((new, own or rules.TAKEN_BY[act] == By.PERSON))
    assert (State.HOLDING, True) in reached
    assert {state for state, _own in reached} == set(State)


def test_every_act_has_somebody_who_takes_it_and_every_end_is_one():
    assert set(rules.TAKEN_BY) == set(Act)
    for state in set(State) - rules.OPEN:
        assert all(old != state for old, _act in rules.STEPS)


def test_leaving_is_possible_from_every_open_state_by_oneself():
    for state in rules.OPEN:
        own = [act for old, act in rules.STEPS if old == state and rules.TAKEN_BY[act] == By.PERSON]
        assert own


@pytest.mark.parametrize(
    "line",
    [
        "每周走访住户",
        "记录谁家来了外人",
        "上报可疑人员",
        "了解居民思想",
        "写日志",
        "入户看一看",
        "监督租户",
        "登记来访的人",
        "掌握住户动态",
        "摸排",
        "打卡",
    ],
)
def test_no_duty_watches_people(line):
    with pytest.raises(rules.NoDuty):
        rules.clean_duties([line])


def test_the_usual_duties_are_duties_and_none_of_them_watches():
    assert rules.clean_duties(rules.DUTIES) == list(rules.DUTIES)
    assert not any(rules.watches(line) for line in rules.DUTIES)
    assert rules.clean_duties([" 看路灯 ", "", "看路灯"]) == ["看路灯"]
    with pytest.raises(rules.NoDuty):
        rules.clean_duties(["灯" * 21])
    with pytest.raises(rules.NoDuty):
        rules.clean_duties([f"看第{n}盏灯" for n in range(9)])


def test_each_level_has_its_kinds():
    assert rules.kinds_at(Level.ENTRANCE) == [Kind.ENTRANCE_LEAD, Kind.PARTY_HOUSE, Kind.LIAISON]
    assert Kind.GRID_LEAD in rules.kinds_at(Level.GRID)
    assert Kind.COURTYARD_LEAD in rules.kinds_at(Level.COMPOUND)
    assert not rules.kinds_at(Level.HOUSEHOLD) and not rules.kinds_at(Level.COMMUNITY)
    assert set(rules.AT) == set(rules.KIND_WORDS) == set(Kind)
    assert {rules.most_of(kind) for kind in Kind} == {1, 2}


@pytest.mark.parametrize(
    ("seat", "level", "compound", "home", "said"),
    [
        ("AB", Level.BUILDING, "A", "AB", "here"),
        ("AB", Level.BUILDING, "A", "ABC", "here"),  # they named their entrance
        ("ABC", Level.ENTRANCE, "A", "AB", "near"),  # they named the building only
        ("AB", Level.BUILDING, "A", "AX", ""),
        ("AB", Level.BUILDING, "A", "", ""),  # they named none: nobody guesses
        ("A", Level.COMPOUND, "A", "", "here"),
        ("A", Level.COMPOUND, "B", "", ""),
        ("A", Level.GRID, "AB", "", "here"),
        ("AC", Level.COURTYARD, "A", "ACB", "here"),
    ],
)
def test_who_lives_there_by_their_own_word(seat, level, compound, home, said):
    assert rules.lives(seat, level, compound, home) == said


def test_whoever_is_willing_and_there_comes_first_and_classes_are_no_sums():
    assert rules.fit("here", True) == Fit.WILLING_HERE < rules.fit("near", True)
    assert rules.fit("near", True) < rules.fit("here", False) < rules.fit("near", False)
    assert rules.fit("", True) is None


def test_whoever_was_never_asked_comes_before_whoever_was_asked_longest_ago():
    asked = [NOW, None, NOW - timedelta(days=400)]
    assert sorted(asked, key=rules.in_order) == [None, NOW - timedelta(days=400), NOW]


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({}, True),
        ({"confirmed": False}, False),
        ({"paused": True}, False),
        ({"locked": True}, False),
        ({"waits": True}, False),
        ({"lives": ""}, False),
        ({"holds": 1}, True),
        ({"holds": 2}, False),
        ({"asked_at": NOW - timedelta(days=90)}, True),
        ({"asked_at": NOW - timedelta(days=90) + timedelta(seconds=1)}, False),
    ],
)
def test_who_may_be_asked(change, may):
    known = Known(**{"lives": "here"} | change)
    assert rules.may_ask(known, Kind.BUILDING_LEAD, NOW) is may


def test_for_a_seat_of_members_only_members_are_asked():
    assert not rules.may_ask(Known("here"), Kind.PARTY_HOUSE, NOW)
    assert rules.may_ask(Known("here", member=True), Kind.PARTY_HOUSE, NOW)


def test_a_term_has_both_its_days_and_ends_soon_thirty_days_before():
    last = rules.term_ends(date(2026, 3, 5), 365)
    assert last == date(2027, 3, 4)
    assert not rules.ends_soon(last, last - timedelta(days=31))
    assert rules.ends_soon(last, last - timedelta(days=30))


def test_shares_are_whole_percent_and_nothing_of_nothing_is_none():
    assert rules.percent(1, 3) == 33 and rules.percent(2, 3) == 67 and rules.percent(1, 8) == 13
    assert rules.percent(0, 4) == 0 and rules.percent(4, 4) == 100
    assert rules.percent(0, 0) is None
