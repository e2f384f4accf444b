"""The rules of complaints, without a database."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from last500.base import clock
from last500.complaints import rules
from last500.complaints.rules import FINAL, OPEN, STEPS, Action, Desk, Level, Role, State
from last500.organisations.rules import Calendar

WEEK = Calendar({}, clock.ZONE)
MONDAY = clock.parse("2026-11-23 09:00")


def test_every_open_state_has_a_due_time_and_no_final_one_has():
    for state in State:
        due = rules.due(state, now=MONDAY, received=MONDAY, calendar=WEEK)
        assert (due is not None) == (state in OPEN)


def test_every_open_state_ends_and_no_final_one_moves():
    for step in STEPS.values():
        assert not step.start & FINAL
    reached = {State.RECEIVED}
    while True:
        more = {s.to for s in STEPS.values() if s.to and s.start & reached} - reached
        if not more:
            break
        reached |= more
    assert reached == set(State) - {State.REPLIED}  # where only a suggestion ends
    assert rules.state_after(Action.ANSWER, State.RECEIVED, "suggestion") == State.REPLIED


def test_silence_never_ends_in_content():
    assert STEPS[Action.LAPSE].to == State.SILENT
    content = [step.who for step in STEPS.values() if step.to == State.ACCEPTED]
    assert content == [Role.COMPLAINANT]


def test_nothing_dispatches_a_complaint_to_helpers():
    assert not {"offer", "invite", "dispatch"} & {action.value for action in Action}
    assert {role.value for role in Role} == {"complainant", "desk", "above", "clock"}


def test_two_objections_and_none_to_a_suggestion():
    for objections in (0, 1):
        assert rules.allowed(Action.OBJECT, State.ANSWERED, kind="complaint", objections=objections)
    assert not rules.allowed(Action.OBJECT, State.ANSWERED, kind="complaint", objections=2)
    assert not rules.allowed(Action.OBJECT, State.ANSWERED, kind="suggestion")


def test_two_working_days_to_acknowledge_and_fifteen_to_answer_from_the_first_day():
    friday = clock.parse("2026-11-27 16:00")
    due = rules.due(State.RECEIVED, now=friday, received=friday, calendar=WEEK)
    assert clock.local(due).date() == date(2026, 12, 1)
    later = friday + timedelta(days=4)
    due = rules.due(State.ACKNOWLEDGED, now=later, received=friday, calendar=WEEK)
    assert clock.local(due).date() == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("about", "against", "first", "last"),
    [
        ("service", "compound", Level.COMMUNITY, Level.OPERATOR),
        ("handling", "grid", Level.COMMUNITY, Level.OPERATOR),
        ("handling", "community", Level.STREET, Level.OPERATOR),
        ("request", "street", Level.COUNTY, Level.OPERATOR),
        ("handling", "city", Level.OPERATOR, Level.OPERATOR),
        ("platform", None, Level.OPERATOR, Level.CITY),
        ("data", None, Level.COUNTY, Level.OPERATOR),
        ("data", "county", Level.CITY, Level.OPERATOR),
    ],
)
def test_it_never_lies_with_the_party_it_names(about, against, first, last):
    found = rules.levels(about, against)
    assert (found[0], found[-1]) == (first, last)
    assert against not in found


def test_the_first_desk_with_somebody_free_has_it():
    ann, ben, cem = uuid4(), uuid4(), uuid4()
    chain = [
        Desk(3, Level.COMMUNITY, frozenset({ann})),
        Desk(2, Level.STREET, frozenset({ann, ben})),
        Desk(1, Level.COUNTY, frozenset({cem})),
    ]
    assert rules.first_free(chain, frozenset()) == chain[0]
    assert rules.first_free(chain, {ann}) == chain[1]
    assert rules.first_free(chain, {ann, ben, cem}) is None
    assert rules.first_free(chain, frozenset(), above=(2, Level.STREET)) == chain[2]
    assert rules.first_free(chain, frozenset(), above=(1, Level.COUNTY)) is None
    # The desk it lies on is nobody's any more: every free one above or below it is a way on.
    assert rules.first_free(chain, frozenset(), above=(9, Level.CITY)) == chain[0]


def test_small_numbers_are_not_said_and_cannot_be_taken_from_the_rest():
    for received, in_time, expected in (
        (4, 4, (None, None)),
        (5, 5, (5, 5)),
        (9, 5, (9, None)),  # the rest would be four
        (10, 5, (10, 5)),
        (10, 4, (10, None)),
        (12, 0, (12, None)),
    ):
        count = rules.counted(Level.STREET, received, in_time, 5)
        assert (count.received, count.in_time) == expected


def test_figures_are_of_the_last_finished_quarter():
    assert rules.last_quarter(date(2026, 11, 26)) == (date(2026, 7, 1), date(2026, 10, 1))
    assert rules.last_quarter(date(2026, 1, 1)) == (date(2025, 10, 1), date(2026, 1, 1))
    assert rules.last_quarter(date(2026, 6, 30)) == (date(2026, 1, 1), date(2026, 4, 1))


@pytest.mark.parametrize(
    "text",
    [
        "电话 100-0000 0005 打给我",
        "回我邮箱 li@example.org",
        "我住三单元",
        "我家在502室",
        "我叫李敏",
        "我是张大爷的女儿",
    ],
)
def test_what_gives_one_away_is_noticed(text):
    assert rules.gives_away(text)


@pytest.mark.parametrize(
    "text", ["值守晚上八点没人。", "三个人说三样，跑了三趟。", "2026年11月的事", "等了45分钟"]
)
def test_and_ordinary_words_are_left_alone(text):
    assert rules.gives_away(text) == ()
