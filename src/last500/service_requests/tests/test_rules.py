"""The table of the life of a request, without a database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from last500.organisations.rules import Calendar
from last500.service_requests import rules
from last500.service_requests.rules import FINAL, OPEN, STEPS, Action, Role, State

CALENDAR = Calendar({}, ZoneInfo("Asia/Shanghai"))
# Only the resident, or somebody above who sets a wrong route right, opens again what was closed.
MAY_REVIVE = {Action.OBJECT, Action.REROUTE, Action.REOPEN, Action.CONFIRM}


def test_every_state_can_be_reached():
    reached = {State.PLACED}
    for _ in State:
        reached |= {step.to for step in STEPS.values() if step.to and step.start & reached}
    assert reached == set(State)


def test_every_open_state_can_be_left_by_a_person():
    for state in OPEN:
        ways = [
            step
            for step in STEPS.values()
            if state in step.start and step.to not in {None, state} and step.who - {Role.CLOCK}
        ]
        assert ways, state


def test_a_final_state_is_left_only_by_the_resident_or_from_above():
    for action, step in STEPS.items():
        if step.start & FINAL:
            assert action in MAY_REVIVE
            assert step.who <= {Role.REQUESTER, Role.ABOVE}


def test_nobody_but_a_helper_leads_to_accepted():
    for action, step in STEPS.items():
        if step.to == State.ACCEPTED:
            # Settling a team goes with helpers who have already come forward.
            assert action in {Action.ACCEPT, Action.SETTLE_TEAM}
    assert STEPS[Action.ACCEPT].who == {Role.HELPER}


def test_only_the_resident_says_solved():
    for action, step in STEPS.items():
        if step.to in {State.CONFIRMED, State.REOPENED}:
            assert step.who == {Role.REQUESTER}, action


def test_a_helper_never_needs_a_reason():
    for action in (Action.REFUSE, Action.RELEASE, Action.HAND_ON, Action.SAY_LATE):
        assert not STEPS[action].needs_reason


@pytest.mark.parametrize("state", sorted(State))
def test_open_means_due_and_final_means_not(state):
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    due = rules.due(state, now=now, days=7, calendar=CALENDAR)
    assert (due is not None) == (state in OPEN)
    assert due is None or due > now


def test_deadlines_by_class_count_working_days():
    friday = datetime(2026, 11, 20, 2, tzinfo=UTC)
    due = {
        days: rules.due(State.CONTACTED, now=friday, days=days, calendar=CALENDAR)
        for days in (3, 7, 15)
    }
    assert due[3] == friday + timedelta(days=5)
    assert due[7] == friday + timedelta(days=11)
    assert due[15] == friday + timedelta(days=21)


def facts(**changes: object) -> rules.HelperFacts:
    values = {
        "person": "p", "confirmed": True, "paused": False, "reach": "compound",
        "level_between": "compound", "skills": frozenset(), "unwanted": frozenset(),
        "open_now": 0, "most_open": 2, "avoids": False, "is_requester": False,
    } | changes  # fmt: skip
    return rules.HelperFacts(**values)  # type: ignore[arg-type]


NEED = rules.NeedFacts("small_repair", suspected_emergency=False)


def test_a_neighbour_who_wishes_to_help_has_no_hindrance():
    assert rules.hindrances(facts(), NEED) == ()


@pytest.mark.parametrize(
    ("changes", "hindrance"),
    [
        ({"confirmed": False}, "not_reported_in"),
        ({"paused": True}, "paused"),
        ({"level_between": "community"}, "too_far"),
        ({"unwanted": frozenset({"small_repair"})}, "unwanted"),
        ({"open_now": 2}, "full"),
        ({"avoids": True}, "avoids"),
        ({"is_requester": True}, "own_request"),
        ({"this_month": 3, "most_month": 3}, "month_full"),
        ({"away": True}, "away"),
        ({"too_young": True}, "too_young"),
        ({"not_as_wished": True}, "not_as_wished"),
    ],
)
def test_each_hard_rule_alone_is_enough(changes, hindrance):
    assert rules.hindrances(facts(**changes), NEED) == (hindrance,)
    assert rules.hindrance_word([rules.Hindrance(hindrance)])


def test_a_compound_that_was_named_is_not_too_far():
    assert rules.hindrances(facts(level_between="street", chosen=True), NEED) == ()


def test_no_cap_of_a_month_is_none():
    assert rules.hindrances(facts(this_month=99), NEED) == ()


H = rules.Hindrance


@pytest.mark.parametrize(
    ("hindrance", "word"),
    [
        (H.TOO_YOUNG, "成年人"),
        (H.NOT_QUALIFIED, "资格"),
        (H.MONTH_FULL, "这个月"),
        (H.AWAY, "不方便"),
        (H.TOO_FAR, "远"),
    ],
)
def test_each_hindrance_is_said_in_words(hindrance, word):
    assert word in rules.hindrance_word({hindrance})


def test_who_avoids_whom_and_who_is_wished_reads_like_every_other_no():
    said = {rules.hindrance_word({one}) for one in (H.AVOIDS, H.NOT_AS_WISHED, H.OWN_REQUEST)}
    assert said == {"这件事现在接不了。"}
    # Beside another reason, only that one is said.
    assert rules.hindrance_word({H.AVOIDS, H.FULL}) == rules.hindrance_word({H.FULL})


def test_every_hindrance_has_its_words():
    assert set(rules.HINDRANCE_WORDS) == set(rules.Hindrance)


@pytest.mark.parametrize(
    ("dangerous", "part", "adults"),
    [
        (False, "any", False),
        (False, "morning", False),
        (True, "any", True),
        (False, "evening", True),
    ],
)
def test_what_nobody_under_18_is_asked_for(dangerous, part, adults):
    assert rules.is_for_adults(dangerous, part) is adults


def test_a_pair_goes_where_the_kind_or_the_one_served_asks_for_it():
    assert [rules.least_wanted(False, {}), rules.least_wanted(True, {})] == [1, 2]
    assert rules.least_wanted(False, {"pairs": True}) == 2


def test_a_qualified_matter_needs_the_qualification():
    need = rules.NeedFacts("law_mediation", False, qualification="law")
    assert rules.hindrances(facts(), need) == ("not_qualified",)
    assert rules.hindrances(facts(proofs=frozenset({"law"})), need) == ()
    # Somebody who only says so is not qualified.
    assert rules.hindrances(facts(skills=frozenset({"law"})), need) == ("not_qualified",)


def test_the_first_routing_rule_that_fits_wins():
    table = [
        rules.RoutingRule(1, "漏水找物业", "", "", ("漏水", "爆管"), "property", 3),
        rules.RoutingRule(2, "楼道灯", "public_facility", "stairs", (), "property", 7),
        rules.RoutingRule(3, "其余", "", "", (), "helpers", 7),
    ]
    assert rules.route(table, "small_repair", "home", "厨房漏水").key == 1
    assert rules.route(table, "public_facility", "stairs", "灯坏了").key == 2
    assert rules.route(table, "children", "home", "辅导").key == 3
    assert rules.route([], "children", "home", "") is None
