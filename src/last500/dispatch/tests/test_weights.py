"""The numbers by which it is decided whom to ask: their bounds, their sentences, their versions."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.base.errors import Conflict, Forbidden, Refused
from last500.dispatch import weighing
from last500.dispatch.models import WeightVersion
from last500.dispatch.queries import best_helpers
from last500.dispatch.weights import (
    DEFAULT,
    MOST,
    NAMES,
    RISING,
    SENTENCES,
    VERSION,
    Unfit,
    Weights,
    changed_from_default,
    validated,
    weighing_of,
    weights_from,
)
from last500.service_requests.rules import Level


def test_each_number_has_one_plain_sentence():
    assert list(SENTENCES) == list(NAMES)
    assert all(words.endswith("。") and len(words) <= 40 for words in SENTENCES.values())


def test_the_numbers_that_come_with_the_product_are_fit():
    assert validated(DEFAULT) == DEFAULT


@given(st.fixed_dictionaries({name: st.integers(-5, MOST + 5) for name in NAMES}))
def test_what_is_validated_is_in_range_and_in_order(numbers):
    try:
        weights = validated(Weights(**numbers))
    except Unfit as unfit:
        assert unfit.name in NAMES
        return
    assert all(0 <= number <= MOST for number in asdict(weights).values())
    for names in RISING:
        values = [getattr(weights, name) for name in names]
        assert values == sorted(values)
    steps = [weights.on_hand(count) for count in range(6)]
    assert steps == sorted(steps), "the cheapest plan is found only where load gets dearer"


@pytest.mark.parametrize("wrong", [1.5, "60", True, None])
def test_only_whole_numbers_are_numbers(wrong):
    with pytest.raises(Unfit):
        validated(replace(DEFAULT, walk_compound=wrong))


def test_only_what_differs_is_kept_and_read_back():
    own = replace(DEFAULT, skill_none=150, walk_street=400)
    kept = changed_from_default(own)
    assert kept == {"skill_none": 150, "walk_street": 400}
    assert weights_from({**kept, "of_long_ago": 7}) == own


def test_the_nearest_place_and_its_latest_word_count():
    rows = [
        ("AA", 1, {"skill_none": 110}, None),
        ("AA", 2, {"skill_none": 120}, None),
        ("AABB", 1, {"skill_none": 130}, None),
        ("AA", 3, None, True),
        ("AABBCC", 1, None, False),
    ]
    found = weighing_of(rows)
    assert (found.weights.skill_none, found.by_distance) == (130, False)
    assert weighing_of(rows[:2] + rows[3:4]).by_distance
    assert weighing_of([*rows, ("AABB", 2, {}, None)]).weights == DEFAULT
    assert weighing_of([]).version == VERSION != found.version


def test_walks_are_those_of_the_levels():
    levels = (Level.COMPOUND, Level.COMMUNITY, Level.STREET)
    assert [DEFAULT.walk(level, same_building=False) for level in levels] == [60, 150, 300]
    assert DEFAULT.walk(Level.COMPOUND, same_building=True) == 10


# ---- as they are set ----------------------------------------------------------------------------


def numbers_of(place):
    return weighing.weighing_at(place.path).weights


def test_a_street_sets_its_own_and_its_compounds_follow(cast):
    sun, own = cast.actor("sun"), replace(DEFAULT, skill_none=700)
    weighing.set_numbers(sun, cast.street, own, reason="这里路远", seen=0)
    assert numbers_of(cast.a) == own
    (row,) = weighing.history_of(cast.a)
    assert (row.number, row.reason, row.office is not None) == (1, "这里路远", True)
    weighing.set_numbers(sun, cast.street, DEFAULT, reason="改回来", seen=1)
    assert numbers_of(cast.a) == DEFAULT


def test_a_desk_sets_no_numbers(cast):
    for who in ("lin", "he", "wang"):
        with pytest.raises(Forbidden):
            weighing.set_numbers(cast.actor(who), cast.street, DEFAULT, reason="想改", seen=0)


def test_it_is_not_set_without_a_reason_nor_behind_anothers_back(cast):
    sun, own = cast.actor("sun"), replace(DEFAULT, skill_none=700)
    with pytest.raises(Refused, match="为什么"):
        weighing.set_numbers(sun, cast.street, own, reason=" ", seen=0)
    weighing.set_numbers(sun, cast.street, own, reason="这里路远", seen=0)
    with pytest.raises(Conflict):
        weighing.set_numbers(sun, cast.street, DEFAULT, reason="改回来", seen=0)
    with pytest.raises(Refused) as refused:
        turned = replace(DEFAULT, walk_compound=400)
        weighing.set_numbers(sun, cast.street, turned, reason="试试", seen=1)
    assert refused.value.field == "walk_community"


def test_a_secretary_switches_fit_off_and_only_time_and_distance_order(cast):
    cast.shown("li")
    request = cast.verified()
    before = best_helpers(request, 10)
    assert any("skill" in code for helper in before for code in helper.reasons)
    weighing.set_by_distance(cast.actor("lin"), cast.a, True, reason="先试一个月", seen=0)
    found = best_helpers(cast.fresh(request), 10)
    assert {helper.person for helper in found} == {helper.person for helper in before}
    assert all(set(helper.parts) == {"walk", "time"} for helper in found)
    assert not any("skill" in code or "asked" in code for h in found for code in h.reasons)
    weighing.set_by_distance(cast.actor("lin"), cast.a, False, reason="还是看本事", seen=1)
    assert best_helpers(cast.fresh(request), 10) == before
    with pytest.raises(Forbidden):
        weighing.set_by_distance(cast.actor("wang"), cast.a, True, reason="我想", seen=2)
    assert WeightVersion.objects.count() == 2


def test_one_statement_for_all_the_places_of_a_page(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = weighing.weighing_in([cast.a.path, cast.b.path, cast.c.path])
    assert len(found) == 3
