"""The pure rules of a project: steps, due times, panel, what a step needs, the sums of a budget."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.organisations.rules import Calendar
from last500.places.audiences import AUDIENCE_WORDS
from last500.projects import money, needs, rules
from last500.projects.needs import Indicator, Lack, Standing, Wanted
from last500.projects.rules import Action, Next, Role, Seat, SeatState, Side, Stakes, State
from last500.projects.words import KIND_WORDS, Payer

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAYS = Calendar({}, ZoneInfo("Asia/Shanghai"))


def due(state: State, **more):
    said = {"now": NOW, "begins": NOW, "ends": NOW, "calendar": DAYS} | more
    return rules.due(state, **said)


def test_every_state_has_a_word_and_every_open_one_a_way_out_and_a_due_time():
    assert set(rules.STATE_WORDS) == set(rules.SHAPES) == set(State)
    for state in rules.OPEN:
        out = {
            step for step in rules.steps_from(state) if rules.STEPS[step].to not in {None, state}
        }
        assert out and due(state) > NOW and rules.next_of(state, consented=True) != Next.NOBODY
    for state in rules.FINAL:
        assert not rules.steps_from(state) and due(state) is None
        assert rules.next_of(state, consented=True) == Next.NOBODY


def test_the_line_of_a_life_leads_to_closing_and_skips_nothing():
    state, seen = State.PROPOSED, [State.PROPOSED]
    for step in (Action.REVIEW, Action.CALL, Action.STAFF, Action.START, Action.FINISH,
                 Action.EVALUATE, Action.CLOSE):  # fmt: skip
        assert rules.allowed(step, state)
        state = rules.STEPS[step].to
        seen.append(state)
    assert seen == [one for one in State if one not in {State.DECLINED, State.GIVEN_UP}]


def test_before_the_desk_consents_it_is_only_taken_up_or_let_go():
    everybody = frozenset(Role)
    may = {step for step in Action
           if rules.may(step, everybody, State.PROPOSED, consented=False)}  # fmt: skip
    clock_and_call = {Action.GRANT, Action.REMIND, Action.MOVE_UP}
    assert may == {Action.CONSENT, Action.DECLINE, Action.GIVE_UP} | clock_and_call
    assert not rules.may(Action.GRANT, everybody - {Role.CLOCK}, State.PROPOSED, consented=True)
    assert not rules.may(Action.CONSENT, everybody, State.PROPOSED, consented=True)
    assert not rules.may(Action.REVIEW, {Role.DESK, Role.RUNNER}, State.PROPOSED, consented=True)
    assert not rules.may(Action.CLOSE, {Role.RUNNER}, State.EVALUATED, consented=True)


def test_a_running_project_is_due_when_its_last_day_is_over():
    ends = NOW + timedelta(days=40)
    assert due(State.RUNNING, ends=ends) > ends
    assert due(State.STAFFED, begins=NOW + timedelta(days=60)) == NOW + timedelta(days=60)
    assert due(State.PROPOSED, consented=False) < due(State.PROPOSED, consented=True)


def seats(*states: SeatState, at: datetime = NOW) -> list[Seat]:
    return [Seat(side, state, at) for side, state in zip(Side, states, strict=False)]


def test_a_panel_has_three_sides_an_opinion_and_a_week():
    said, asked, out = SeatState.SAID, SeatState.ASKED, SeatState.DECLINED
    assert "三方" in rules.panel_lacks(seats(said, said), NOW)
    assert "没说话不算同意" in rules.panel_lacks(seats(asked, out, out), NOW + timedelta(days=30))
    waiting = seats(said, asked, said)
    assert "还有人在看" in rules.panel_lacks(waiting, NOW + timedelta(days=6))
    assert rules.panel_lacks(waiting, NOW + timedelta(days=7)) == ""
    assert rules.panel_lacks(seats(said, said, out), NOW) == ""


def test_whoever_has_a_part_in_it_does_not_weigh_it():
    me, you, ours, theirs = (uuid4() for _n in range(4))
    stakes = Stakes(frozenset({me}), frozenset({ours}))
    none: frozenset = frozenset()
    assert not rules.may_sit(stakes, person=me, organisations=none)
    assert not rules.may_sit(stakes, person=you, organisations=frozenset({ours, theirs}))
    assert rules.may_sit(stakes, person=you, organisations=frozenset({theirs}))


GOOD = Standing(
    today=TODAY,
    until_on=TODAY + timedelta(days=30),
    risk="high",
    insured_on=TODAY,
    agreed=True,
    adds_up=True,
    indicators=(Indicator(8, ""), Indicator(None, "没数")),
    wanted=(Wanted(3, 2, 1),),
    partners_until=(TODAY + timedelta(days=30),),
    under_parent=True,
)


@pytest.mark.parametrize(
    ("step", "lack", "worse"),
    [
        (Action.CALL, Lack.ROLES, {"wanted": ()}),
        (Action.CALL, Lack.INDICATORS, {"indicators": ()}),
        (Action.CALL, Lack.BUDGET, {"adds_up": False}),
        (Action.STAFF, Lack.PEOPLE, {"wanted": (Wanted(3, 1, 1),)}),
        (Action.START, Lack.INSURANCE, {"insured_on": None}),
        (Action.START, Lack.INSURANCE, {"insured_on": TODAY + timedelta(days=1)}),
        (Action.START, Lack.AGREEMENT, {"agreed": False}),
        (Action.START, Lack.BUDGET, {"adds_up": False}),
        (Action.START, Lack.INDICATORS, {"indicators": ()}),
        (Action.START, Lack.PARTNER, {"partners_until": (TODAY + timedelta(days=29),)}),
        (Action.START, Lack.OVER, {"until_on": TODAY - timedelta(days=1)}),
        (Action.START, Lack.PARENT, {"under_parent": False}),
        (Action.EVALUATE, Lack.REACHED, {"indicators": (Indicator(None, ""),)}),
        (Action.CLOSE, Lack.CHILDREN, {"children_open": 1}),
    ],
)
def test_each_step_names_what_it_lacks(step, lack, worse):
    assert needs.lacks(step, GOOD) == ()
    assert lack in needs.lacks(step, replace(GOOD, **worse))
    assert needs.LACK_WORDS[lack]


def test_no_insurance_is_asked_where_nothing_is_dangerous():
    assert needs.lacks(Action.START, replace(GOOD, risk="some", insured_on=None)) == ()


def test_what_a_proposal_must_say():
    def found(first: int, last: int, **more: str) -> list[str]:
        said = {"risk": "none", "risk_note": ""} | more
        days = (TODAY + timedelta(days=first), TODAY + timedelta(days=last))
        return [fault.field for fault in rules.faults(*days, TODAY, **said)]

    assert found(0, 0) == []
    assert found(5, 4) == found(-9, -1) == found(0, 2000) == ["until_on"]
    assert found(0, 9, risk="some") == ["risk_note"]
    assert found(0, 9, risk="some", risk_note="台阶") == []


def test_sub_projects_are_one_level_deep():
    assert rules.may_hang_under(State.RUNNING, parent_is_sub=False, has_subs=False)
    assert not rules.may_hang_under(State.CLOSED, parent_is_sub=False, has_subs=False)
    assert not rules.may_hang_under(State.RUNNING, parent_is_sub=True, has_subs=False)
    assert not rules.may_hang_under(State.RUNNING, parent_is_sub=False, has_subs=True)


def test_counts_of_who_asked_are_by_kind_and_month():
    days = [("a", date(2026, 3, 2), 2), ("a", date(2026, 3, 30), 3), ("b", date(2026, 2, 1), 1)]
    assert rules.of_months(days) == [
        ("a", date(2026, 3, 1), 5),
        ("b", date(2026, 2, 1), 1),
    ]


def test_the_twelve_kinds_of_request_and_self_government_and_audiences():
    assert len(KIND_WORDS) == 13
    assert all(len(code) <= 20 for code in KIND_WORDS)
    assert all(len(code) <= 12 for code in AUDIENCE_WORDS)


# ---- money ------------------------------------------------------------------------------------

FEN = st.integers(0, 10_000_000)


@st.composite
def lines(draw) -> money.Line:
    payer = draw(st.sampled_from(list(Payer)))
    planned = draw(FEN)
    own = planned if payer == Payer.OWN else draw(st.integers(0, planned))
    return money.Line("一项", payer, planned, own)


@given(st.lists(lines(), max_size=12), st.integers(-3, 3))
def test_a_budget_holds_exactly_when_its_fen_add_up(found, off):
    planned = sum(line.planned for line in found)
    said = {fault.field for fault in money.faults(planned + off, found, 0)}
    assert ("total" in said) == (off != 0)


@given(st.lists(lines(), max_size=12), st.integers(0, 100))
def test_an_own_share_is_reached_to_the_fen(found, percent):
    total = sum(line.planned for line in found)
    own = sum(line.own for line in found)
    buys = any(line.payer == Payer.GOVERNMENT and line.planned for line in found)
    said = {fault.field for fault in money.faults(total, found, percent)}
    assert ("percent" in said) == (buys and own * 100 < percent * total)
    if buys:
        assert "percent" in {fault.field for fault in money.faults(total, found, None)}


@given(st.integers(-(10**12), 10**12))
def test_yuan_is_exact(fen):
    said = money.yuan(fen).replace(",", "")
    whole, _dot, rest = said.partition(".")
    sign = -1 if said.startswith("-") else 1
    assert sign * (abs(int(whole)) * 100 + int(rest or 0)) == fen


@given(st.lists(st.tuples(FEN, FEN, FEN), max_size=12))
def test_sums_lose_no_fen(rows):
    said = money.sums(rows)
    assert [said.planned, said.own, said.spent] == [sum(row[n] for row in rows) for n in range(3)]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (money.Line("a", Payer.COMMUNITY, -1), "planned"),
        (money.Line("a", Payer.COMMUNITY, 10, 11), "own"),
        (money.Line("a", Payer.OWN, 10, 9), "own"),
    ],
)
def test_a_line_that_cannot_be_is_named(line, field):
    faults = money.faults(line.planned, [line], None)
    assert [(fault.field, fault.line) for fault in faults] == [(field, 0)]
