"""The cheapest plan, against every plan there is, and after any order of changes."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from last500.dispatch.flow import Flow

PAIRS = st.lists(st.integers(0, 9), min_size=0, max_size=4)


def cheapest(lost, edges, extra) -> int:
    """By trying every plan: for each request every set of at most as many members as it asks."""
    ways = [
        [chosen for size in range(len(places) + 1) for chosen in combinations(sorted(fits), size)]
        for places, fits in zip(lost, edges, strict=True)
    ]
    best = None
    for plan in product(*ways):
        loads = [sum(m in chosen for chosen in plan) for m in range(len(extra))]
        if any(load > len(costs) for load, costs in zip(loads, extra, strict=True)):
            continue
        cost = sum(edges[r][m] for r, chosen in enumerate(plan) for m in chosen)
        cost += sum(sum(p[: len(p) - len(c)]) for p, c in zip(lost, plan, strict=True))
        cost += sum(sum(costs[:load]) for load, costs in zip(loads, extra, strict=True))
        best = cost if best is None else min(best, cost)
    assert best is not None
    return best


@st.composite
def towns(draw):
    members = draw(st.integers(1, 4))
    requests = draw(st.integers(1, 4))
    rising = st.lists(st.integers(0, 40), min_size=0, max_size=3).map(sorted)
    extra = [draw(rising) for _ in range(members)]
    lost = [draw(st.lists(st.integers(0, 60), min_size=1, max_size=2).map(sorted))
            for _ in range(requests)]  # fmt: skip
    edges = [
        draw(st.dictionaries(st.integers(0, members - 1), st.integers(0, 30), max_size=members))
        for _ in range(requests)
    ]
    return lost, edges, extra


def planned(lost, edges, extra) -> Flow:
    flow = Flow()
    for costs in extra:
        flow.add_member(costs)
    for places, fits in zip(lost, edges, strict=True):
        flow.add_request(places, list(fits.items()))
    return flow


@given(towns())
@settings(max_examples=300)
def test_no_plan_is_cheaper(town):
    found = planned(*town).certificate()
    assert found.holds, found
    assert found.cost == cheapest(*town)


@given(towns(), st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), PAIRS), max_size=12))
@settings(max_examples=300)
def test_it_stays_the_cheapest_whatever_comes_and_goes(town, changes):
    lost, edges, extra = ([*part] for part in town)
    flow = planned(lost, edges, extra)
    for what, which, numbers in changes:
        if what == 0 and which < len(lost) and lost[which]:
            flow.drop_request(which)
            lost[which], edges[which] = [], {}
        elif what == 1 and which < len(extra):
            flow.drop_member(which)
            extra[which] = []
            edges = [{m: c for m, c in fits.items() if m != which} for fits in edges]
        elif what == 2 and which < len(extra):
            extra[which] = sorted(numbers)[:3]
            flow.set_extra(which, extra[which])
        elif what == 3 and len(lost) < 6:
            fits = {m: c for m, c in enumerate(numbers) if m < len(extra)}
            lost, edges = [*lost, [20]], [*edges, fits]
            flow.add_request([20], list(fits.items()))
        found = flow.certificate()
        assert found.holds, found
    assert flow.certificate().cost == cheapest(lost, edges, extra)


def test_a_new_member_is_given_what_they_are_worth():
    flow = planned([[100], [100]], [{0: 10}, {0: 10}], [[0, 50]])
    flow.add_member([0, 0], [(0, 1), (1, 20)])
    assert (flow.given(0), flow.given(1)) == ([1], [0])
    assert flow.certificate().cost == 11


def test_one_person_serves_a_request_once_however_cheap():
    flow = planned([[50, 50]], [{0: 1}], [[0, 0]])
    assert flow.given(0) == [0]


@pytest.mark.parametrize("costs", [[3, 2], [0, -1]])
def test_costs_that_fall_are_refused(costs):
    with pytest.raises(ValueError, match="less than an earlier"):
        Flow().add_member(costs)
    with pytest.raises(ValueError, match="less than an earlier"):
        Flow().add_request(costs, [])


def test_control_a_plan_that_was_meddled_with_is_told():
    flow = planned([[50], [50]], [{0: 1, 1: 9}, {0: 9, 1: 1}], [[0], [0]])
    assert flow.certificate() == flow.certificate() and flow.certificate().holds
    flow._given, flow._has = [{1}, {0}], [{1}, {0}]
    assert not flow.certificate().holds
