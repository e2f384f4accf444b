"""Metamorphic: what may change whom a request is offered to, or who is told of a free place, and
that nothing else does.

A trait that is not in the issue's list must change nothing: neither the order, nor the reasons,
nor a plan. And nothing that counts buys a hard rule off.
"""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from last500.base import clock
from last500.dispatch import batch, edges, weighing
from last500.dispatch.batch import Helper, Opening
from last500.dispatch.matching import Candidate, Need, Slot, cost, propose
from last500.dispatch.queries import best_helpers
from last500.dispatch.tests import places
from last500.dispatch.tests.test_edges import HOME, loaded
from last500.dispatch.wanted import SWITCH
from last500.people.models import Person
from last500.reportin.models import ReportIn
from last500.service_requests.models import Acceptance, Invitation
from last500.service_requests.rules import HelperFacts, NeedFacts, hindrances

# All that a choice may know of a helper (issue 7, point 1); `person` is only a name for the pair.
HARD = {
    *("confirmed", "paused", "reach", "level_between", "skills", "unwanted", "open_now"),
    *("most_open", "avoids", "is_requester", "has_released", "proofs", "chosen", "this_month"),
    *("most_month", "away", "too_young", "not_as_wished"),
}
SOFT = {"same_building", "free", "asked_lately", "came_forward", "by_distance"}
LEVELS = ["compound", "community", "street"]
SKILLS = ["water_repair", "carpentry", "haircut"]


def test_a_choice_knows_nothing_else_of_anybody():
    assert {field.name for field in fields(HelperFacts)} == HARD | {"person"}
    assert {field.name for field in fields(Candidate)} == SOFT | {"facts"}


facts = st.builds(
    HelperFacts,
    person=st.uuids(version=4),
    confirmed=st.booleans(),
    paused=st.sampled_from([False, False, True]),
    reach=st.sampled_from(LEVELS),
    level_between=st.sampled_from(LEVELS),
    skills=st.frozensets(st.sampled_from(SKILLS)),
    unwanted=st.sampled_from([frozenset(), frozenset({"small_repair"})]),
    open_now=st.integers(0, 4),
    most_open=st.integers(1, 4),
    avoids=st.sampled_from([False, False, True]),
    is_requester=st.sampled_from([False, False, True]),
    too_young=st.sampled_from([False, False, True]),
    not_as_wished=st.sampled_from([False, False, True]),
    this_month=st.integers(0, 3),
    most_month=st.sampled_from([None, 2]),
)
candidates = st.lists(
    st.builds(
        Candidate,
        facts=facts,
        same_building=st.booleans(),
        free=st.sampled_from([None, Slot(2, "evening")]),
        asked_lately=st.integers(0, 5),
        came_forward=st.booleans(),
        by_distance=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: one.facts.person,
)
NEED = Need("K7M4", NeedFacts("small_repair", False), ("water_repair",), wished=True)


@given(candidates, st.randoms(use_true_random=False), st.booleans())
def test_the_order_in_which_they_come_changes_nothing(town, chance, by_distance):
    before = propose(town, NEED, 10, by_distance=by_distance)
    chance.shuffle(town)
    assert propose(town, NEED, 10, by_distance=by_distance) == before


@given(candidates, facts)
def test_somebody_whom_the_rules_exclude_changes_nothing(town, stranger):
    out = replace(stranger, is_requester=True)
    tempting = Candidate(out, same_building=True, came_forward=True, free=Slot(2, "evening"))
    assert propose([*town, tempting], NEED, 10) == propose(town, NEED, 10)


@given(candidates, st.booleans())
def test_the_hard_rules_are_never_broken(town, by_distance):
    known = {one.facts.person: one.facts for one in town}
    found = propose(town, NEED, 10, by_distance=by_distance)
    assert all(not hindrances(known[p.person], NEED.hard) for p in found)
    assert len(found) == sum(not hindrances(one, NEED.hard) for one in known.values())


@given(candidates)
def test_switched_off_nothing_but_time_and_distance_orders(town):
    """Whatever else is made of them, two who are as near and as free come out the same."""
    plain = [
        replace(
            one,
            asked_lately=0,
            came_forward=False,
            facts=replace(one.facts, skills=frozenset()),
        )
        for one in town
    ]
    off = {
        p.person: (p.cost, p.reasons, p.parts) for p in propose(town, NEED, 10, by_distance=True)
    }
    bare = propose(plain, NEED, 10, by_distance=True)
    assert off == {p.person: (p.cost, p.reasons, p.parts) for p in bare}


@given(candidates)
def test_the_figures_behind_a_proposal_add_up_to_it(town):
    by_person = {one.facts.person: one for one in town}
    for proposal in propose(town, NEED, 10):
        assert sum(proposal.parts.values()) == proposal.cost
        assert proposal.cost == cost(by_person[proposal.person], NEED)


# ---- from the database ---------------------------------------------------------------------------


def seen_of(request):
    """Everything a desk or a plan is told of who fits."""
    area = edges.area_of([request])
    plan = batch.solve(area.openings, area.helpers)
    alone = [(h.person.pk, h.cost, h.reasons, h.parts) for h in best_helpers(request, 99)]
    return alone, plan


OTHER_TRAITS = {
    "name": lambda cast, row: _set(row.person, name="欧阳小芳", called="小芳"),
    "kind of report-in": lambda cast, row: _set(row, kind="member"),
    "unit": lambda cast, row: _set(row, unit="机关事务中心"),
    "gender, where none is wished": lambda cast, row: _set(row, gender="f"),
    "age, of an adult": lambda cast, row: _set(row, age="adult"),
    "what else they can": lambda cast, row: _set(row, other_skills="会唱川剧"),
    "since when": lambda cast, row: _set(row, decided_at=clock.now() - 900 * clock.DAY),
    "when they made an account": lambda cast, row: Person.objects.filter(pk=row.person_id).update(
        made_at=clock.now() - 900 * clock.DAY
    ),
    "their quiet hours": lambda cast, row: _set(row, quiet_from=1, quiet_until=2),
    "the wish to hear": lambda cast, row: _set(row, wish_to_hear=True),
    "what they did long ago": lambda cast, row: _did(cast, row),
    "what they refused long ago": lambda cast, row: _refused(cast, row, 40),
    "their letters": lambda cast, row: _set(
        row.person, email="somebody@example.org", language="en"
    ),
}


def _set(row, **columns):
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))


def _did(cast, row):
    then = clock.now() - 60 * clock.DAY
    done = cast.placed(by="hua")
    Acceptance.objects.create(
        request=done,
        helper=row.person,
        slot=0,
        accepted_at=then,
        ended_at=then,
        ended_how="done",
    )


def _refused(cast, row, days):
    then = clock.now() - days * clock.DAY
    Invitation.objects.create(
        request=cast.placed(by="hua"),
        helper=row.person,
        answer="refused",
        reasons=[],
        asked_at=then,
        answered_at=then,
    )


@pytest.mark.parametrize("trait", OTHER_TRAITS)
def test_no_other_trait_changes_anything(cast, trait):
    request = loaded(cast.verified(**HOME))[0]
    before = seen_of(request)
    row = ReportIn.objects.get(person=cast.wang)
    OTHER_TRAITS[trait](cast, row)
    assert seen_of(loaded(request)[0]) == before


COUNTS = {
    "skills": lambda cast, row: _set(row, skills=["carpentry"]),
    "their cap": lambda cast, row: _set(row, most_open=1, most_month=1) or _did_now(cast, row),
    "asked lately": lambda cast, row: _refused(cast, row, 3),
    "their week": lambda cast, row: _set(row, free=[]),
    "a kind they would rather not": lambda cast, row: _set(row, unwanted=["small_repair"]),
    "a wish for time and distance": lambda cast, row: _set(row, by_distance=True),
}


def _did_now(cast, row):
    Acceptance.objects.create(
        request=cast.placed(by="hua"), helper=row.person, slot=0, accepted_at=clock.now()
    )


@pytest.mark.parametrize("trait", COUNTS)
def test_control_what_counts_does_change_something(cast, trait):
    request = loaded(cast.verified(**HOME))[0]
    before = seen_of(request)
    COUNTS[trait](cast, ReportIn.objects.get(person=cast.wang))
    assert seen_of(loaded(request)[0]) != before


def told_of(place):
    """Everything a desk is told of who might hear of a free place."""
    found = places.area(place)
    plan = batch.solve(found.openings, found.helpers)
    people = {(p.person, p.cost, p.reasons, *p.parts.items())
              for p in found.proposals[place.code].values()}  # fmt: skip
    return people, plan, {one.key: one.extra for one in found.helpers}


@pytest.mark.parametrize("trait", OTHER_TRAITS)
def test_no_other_trait_changes_who_is_told_of_a_free_place(cast, trait):
    place = places.free(cast.a, skills=("phone_teaching",), least_age=18, risky=True)
    before = told_of(place)
    row = ReportIn.objects.get(person=cast.wang)
    OTHER_TRAITS[trait](cast, row)
    assert told_of(place) == before


OF_PLACES = COUNTS | {
    "a kind they would rather not": lambda cast, row: _set(row, unwanted=["digital_help"]),
    "to hear of no free place": lambda cast, row: _set(row, unwanted=[SWITCH]),
    "age, where the place asks for one": lambda cast, row: _set(row, age="14_17"),
}


@pytest.mark.parametrize("trait", OF_PLACES)
def test_control_what_counts_for_a_free_place_does_change_something(cast, trait):
    place = places.free(cast.a, skills=("phone_teaching",), least_age=18)
    before = told_of(place)
    OF_PLACES[trait](cast, ReportIn.objects.get(person=cast.wang))
    assert told_of(place) != before


@pytest.mark.parametrize("by_distance", [False, True])
def test_the_order_in_which_places_come_changes_nothing(cast, by_distance):
    if by_distance:
        weighing.set_by_distance(cast.actor("lin"), cast.a, True, reason="试试", seen=0)
    request = cast.verified(**HOME)
    some = [places.free(cast.a), places.free(cast.c, skills=("carpentry",)), places.free(cast.a)]

    def planned(found):
        both = places.area(*found, requests=loaded(request))
        plan = batch.solve(both.openings, both.helpers)
        return {key: set(people) for key, people in plan.given.items()}, plan.cost

    assert planned(some) == planned(some[::-1])


# ---- in a plan -----------------------------------------------------------------------------------


@given(
    st.lists(st.integers(0, 300), min_size=2, max_size=5),
    st.lists(st.integers(0, 300), min_size=2, max_size=5),
    st.permutations("abcde"),
)
@settings(max_examples=200)
def test_two_who_are_alike_are_alike_under_any_name(first, second, names):
    """Called something else, the plan costs the same and fills as much: a name is no trait."""

    def planned(called):
        fits = [dict(zip(called, some, strict=False)) for some in (first, second)]
        openings = [Opening(f"r{n}", (400,), some) for n, some in enumerate(fits)]
        plan = batch.solve(openings, [Helper(name, (0, 150)) for name in called])
        return plan.cost, plan.empty

    assert planned(names) == planned("abcde")
