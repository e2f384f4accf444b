"""The rules of venture calls, without a database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.calls import rules, terms
from last500.calls.rules import Action, Advice, Days, Part, Role, Seat, Stand, State
from last500.calls.terms import Fault, Proposal, Terms
from last500.organisations.rules import Calendar
from last500.projects.money import Line, Payer

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
CALENDAR = Calendar({}, ZoneInfo("Asia/Shanghai"))


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def stated(**more: object) -> Terms:
    values = {
        "opens": day(0), "closes": day(14), "mends": day(21), "decides": day(30), "mid": day(80),
        "ends": day(130), "final": day(140), "total": 30_000_00, "most": 20_000_00, "percent": 10,
        "reviews": 2, "indicators": (("上课", "次", 4),),
    } | more  # fmt: skip
    return Terms(**values)  # type: ignore[arg-type]


def said(asked: int = 9_000_00, own: int = 1_000_00, **more: object) -> Proposal:
    values = {
        "kind": "digital_help", "audience": "elders", "from_on": day(40), "until_on": day(100),
        "total": asked + own, "lines": (Line("课时", Payer.GOVERNMENT, asked + own, own),),
        "promises": (("上课", 8),),
    } | more  # fmt: skip
    return Proposal(**values)  # type: ignore[arg-type]


def fields(found: list[Fault]) -> list[str]:
    return [one.field for one in found]


def test_from_every_state_that_goes_on_there_is_a_way_out_and_from_a_final_one_none():
    for state in State:
        left = [act for act in Action if rules.allowed(act, state) and rules.STEPS[act].to]
        assert bool(left) == (state in rules.GOING_ON)
    assert frozenset(State) - {State.DRAFT} == rules.PUBLIC


def test_only_whoever_runs_it_decides_and_the_clock_never_does():
    by_clock = {act for act in Action if Role.CLOCK in rules.STEPS[act].who}
    assert by_clock == {Action.CLOSE_BOOK, Action.PUBLISH, Action.REMIND, Action.MOVE_UP}
    assert not rules.may(Action.TELL, {Role.CLOCK}, State.REVIEWING)
    assert not rules.may(Action.OPEN, set(), State.DRAFT)


def test_a_call_is_called_off_with_a_reason_and_not_after_results_were_told():
    step = rules.STEPS[Action.CALL_OFF]
    assert step.needs_reason
    assert step.start == {State.DRAFT, State.OPEN, State.REVIEWING}


@pytest.mark.parametrize(
    ("state", "number", "takes"),
    [
        (State.OPEN, -1, False),
        (State.OPEN, 0, True),
        (State.OPEN, 14, True),  # the closing day counts whole
        (State.OPEN, 15, False),
        (State.DRAFT, 1, False),
        (State.REVIEWING, 10, False),
        (State.CALLED_OFF, 1, False),
    ],
)
def test_applications_are_taken_on_the_days_that_were_said(state, number, takes):
    why = rules.takes_applications(state, day(number), day(0), day(14))
    assert (why == "") == takes


@pytest.mark.parametrize(
    ("stand", "state", "number", "coached", "may"),
    [
        (Stand.DRAFT, State.OPEN, 14, False, True),
        (Stand.SUBMITTED, State.OPEN, 14, False, True),
        (Stand.SUBMITTED, State.REVIEWING, 15, False, False),
        (Stand.SUBMITTED, State.REVIEWING, 15, True, True),
        (Stand.SUBMITTED, State.REVIEWING, 21, True, True),
        (Stand.SUBMITTED, State.REVIEWING, 22, True, False),
        (Stand.DRAFT, State.REVIEWING, 15, True, False),
        (Stand.ACCEPTED, State.REVIEWING, 15, True, False),
        (Stand.SUBMITTED, State.DECIDED, 15, True, False),
    ],
)
def test_what_was_coached_is_mended_until_a_day(stand, state, number, coached, may):
    said_ = rules.may_change(
        stand, state, day(number), closes=day(14), mends=day(21), coached=coached
    )
    assert said_ is may


def test_nobody_is_held_to_an_application_until_the_contract():
    for stand in (Stand.DRAFT, Stand.SUBMITTED, Stand.ACCEPTED):
        assert rules.may_withdraw(stand, State.REVIEWING, signed=False)
    assert not rules.may_withdraw(Stand.ACCEPTED, State.DECIDED, signed=True)
    assert not rules.may_withdraw(Stand.WITHDRAWN, State.OPEN, signed=False)
    assert not rules.may_withdraw(Stand.SUBMITTED, State.CLOSED, signed=False)


def test_a_result_that_was_not_told_is_none_to_the_applicant():
    assert rules.stand_shown(Stand.ACCEPTED, told=False) == Stand.SUBMITTED
    assert rules.stand_shown(Stand.DECLINED, told=False) == Stand.SUBMITTED
    assert rules.stand_shown(Stand.DECLINED, told=True) == Stand.DECLINED
    assert rules.stand_shown(Stand.DRAFT, told=False) == Stand.DRAFT


@given(st.sampled_from(State), st.sampled_from(Seat), st.booleans(), st.none() | st.booleans())
def test_a_review_needs_a_yes_everything_declared_and_no_interest(state, seat, all_, interest):
    may = rules.may_review(state, seat, declared_all=all_, interest=interest)
    clean = state == State.REVIEWING and seat == Seat.AGREED and all_ and interest is False
    assert may == clean


def test_a_recommendation_has_words_and_no_points():
    assert {one.value for one in Advice} == {"support", "changes", "not"}
    assert rules.reviews_missing(1, 3) == 2 and rules.reviews_missing(4, 3) == 0


# ---- terms --------------------------------------------------------------------------------------


def test_good_terms_have_no_fault():
    assert terms.call_faults(stated(), TODAY) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"opens": day(-1)}, "opens"),
        ({"closes": day(3)}, "closes"),
        ({"closes": day(0)}, "closes"),
        ({"mends": day(10)}, "mends"),
        ({"decides": day(21)}, "decides"),
        ({"mid": day(30)}, "mid"),
        ({"ends": day(80)}, "ends"),
        ({"final": day(129)}, "final"),
        ({"total": 0}, "total"),
        ({"most": 30_000_01}, "most"),
        ({"most": 0}, "most"),
        ({"percent": 91}, "percent"),
        ({"reviews": 0}, "reviews"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused_beside_their_field(change, field):
    assert field in fields(terms.call_faults(stated(**change), TODAY))


def test_a_good_application_has_no_fault():
    assert terms.proposal_faults(said(), stated()) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"total": 9_999_99}, "total"),
        ({"own": 999_99, "asked": 9_000_01}, "percent"),
        ({"asked": 20_000_01, "own": 3_000_00}, "total"),
        ({"asked": 0}, "total"),
        ({"from_on": day(30)}, "from_on"),
        ({"until_on": day(131)}, "until_on"),
        ({"until_on": day(39)}, "until_on"),
        ({"promises": ()}, "least"),
        ({"promises": (("上课", 3),)}, "least"),
    ],
)
def test_an_application_that_does_not_fit_is_refused_beside_its_field(change, field):
    found = terms.proposal_faults(said(**change), stated())
    assert field in fields(found)
    for one in found:
        assert one.sentence % dict(one.words) if one.words else one.sentence


def test_a_call_for_some_kinds_and_people_says_so():
    asked = stated(kinds=frozenset({"safety"}), audiences=frozenset({"children"}))
    assert fields(terms.proposal_faults(said(), asked)) == ["kind", "audience"]


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 90))
def test_the_own_share_is_compared_in_whole_fen(asked, own, percent):
    found = terms.proposal_faults(
        said(asked, own), stated(percent=percent, total=10**10, most=10**10)
    )
    assert ("percent" in fields(found)) == (own * 100 < percent * (asked + own))


@given(st.integers(-5, 100), st.integers(0, 100), st.integers(0, 100))
def test_a_grant_is_positive_at_most_what_was_asked_and_what_is_left(granted, asked, left):
    fits = 0 < granted <= asked and granted <= left
    assert (terms.grant_fault(granted, asked, left) is None) == fits


def test_a_report_names_every_indicator_that_is_missing():
    promised = [("a", "上课"), ("b", "来的人")]
    found = terms.report_lacks(promised, {"a": 3, "b": None}, "做了。", 5)
    assert [(one.field, dict(one.words)) for one in found] == [("ib", {"title": "来的人"})]
    assert terms.report_lacks(promised, {"a": 0, "b": 0}, "没做成，因为下雨。", 0) == []
    assert fields(terms.report_lacks(promised, {}, "", -1)) == ["ia", "ib", "account", "spent"]


# ---- time -------------------------------------------------------------------------------------


def test_every_state_that_goes_on_has_a_due_time():
    days = Days(NOW + timedelta(days=14), NOW + timedelta(days=30), NOW + timedelta(days=140))
    for state in State:
        due = rules.due(state, NOW, days, CALENDAR)
        assert (due is not None) == (state in rules.GOING_ON)
        assert due is None or due > NOW
    assert rules.due(State.OPEN, NOW, days, CALENDAR) == days.closes


def test_applicants_know_a_day_before_everybody():
    assert not rules.may_publish(None, NOW)
    assert not rules.may_publish(NOW, NOW + timedelta(hours=23, minutes=59))
    assert rules.may_publish(NOW, NOW + timedelta(days=1))


def test_every_code_has_its_word():
    assert set(rules.STATE_WORDS) == set(rules.SHAPES) == set(State)
    assert set(rules.STAND_WORDS) == set(rules.STAND_SHAPES) == set(Stand)
    assert set(rules.ADVICE_WORDS) == set(rules.ADVICE_SHAPES) == set(Advice)
    assert set(rules.PART_WORDS) == set(Part) and set(rules.SEAT_WORDS) == set(Seat)
