"""How much one person takes alone, for how long, and what never leaves."""

from datetime import date, timedelta

import pytest

from last500.base import clock
from last500.exports import rules
from last500.exports.rules import Period, State


@pytest.mark.parametrize(
    ("rows", "lately", "second"),
    [(200, 0, False), (201, 0, True), (1, 200, True), (100, 100, False), (100, 101, True)],
)
def test_more_than_two_hundred_rows_in_a_day_need_a_second_person(rows, lately, second):
    assert rules.needs_second(True, rows, lately) is second
    assert not rules.needs_second(False, rows, lately)


def test_it_is_open_for_its_time_and_not_a_moment_longer():
    ends = clock.parse("2026-11-26 12:00")
    assert rules.is_open(State.RELEASED, ends, ends - timedelta(seconds=1))
    assert not rules.is_open(State.RELEASED, ends, ends)
    for state in set(State) - {State.RELEASED}:
        assert not rules.is_open(state, ends, ends - timedelta(hours=1))


@pytest.mark.parametrize(
    ("since", "until", "fits"),
    [("2026-01-01", "2026-01-01", True), ("2026-01-02", "2026-01-01", False),
     ("2025-01-01", "2026-01-02", True), ("2025-01-01", "2026-01-03", False)],
)  # fmt: skip
def test_a_period_is_a_year_at_most_and_runs_forward(since, until, fits):
    assert Period(date.fromisoformat(since), date.fromisoformat(until)).fits is fits


@pytest.mark.parametrize(
    "number",
    ["10000000005", "100 0000 0005", "100-0000-0005", "+86 10000000005", "１００００００００05"],
)
def test_a_number_typed_into_a_free_line_does_not_leave(number):
    assert rules.without_phones(f"陈家，{number}，三楼") == "陈家，****，三楼"


@pytest.mark.parametrize(
    "text", ["三号楼2单元301", "2026-11-26 08:00", "K7M4-QX2P-9TD", "修 2 盏灯（60 分钟）"]
)
def test_what_is_no_number_stays_as_it_is(text):
    assert rules.without_phones(text) == text
