"""The rules of the book, against exact fractions; the limits of the law by their numbers."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.base.money import exact, read_yuan, typed, yuan
from last500.ledger import rules
from last500.ledger.rules import Basis, Direction, Kind, Rounding

# ---- amounts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("128", 12800), ("128.5", 12850), ("128.50", 12850), ("0.01", 1), ("1,280", 128000),
        ("1,234,567.89", 123456789), ("１２８．５０", 12850), ("¥128元", 12800), ("￥128", 12800),
        ("1，280", 128000), ("1.2万", 1200000), ("3万元", 3000000), ("0.123万", 123000),
        ("1.234567万", 1234567), (" 128 ", 12800), ("128.500", 12850),
    ],
)  # fmt: skip
def test_yuan_are_read_as_people_write_them(text, fen):
    assert read_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    ["0", "0.00", "-5", "－5", "(5)", "1.234", "1,28", "12,34,567", "1.2.3", "五百", "1e3", "",
     "元", "万", "1.23456789万", "99999999999999", "100,000,000.01", "1 2a", "٣", "½"],
)  # fmt: skip
def test_what_is_no_whole_number_of_fen_is_refused(text):
    with pytest.raises(ValueError, match="。$"):
        read_yuan(text)


def test_nought_is_an_amount_only_where_it_may_be():
    assert read_yuan("0", zero=True) == 0
    with pytest.raises(ValueError, match="0"):
        read_yuan("0")


@given(st.integers(1, 10_000_000_000))
def test_what_is_shown_is_read_back(fen):
    assert read_yuan(yuan(fen)) == read_yuan(exact(fen)) == read_yuan(typed(fen)) == fen


# ---- days -------------------------------------------------------------------------------------

TODAY, OPENED, STATED = date(2026, 8, 1), date(2025, 1, 1), date(2026, 6, 30)


@pytest.mark.parametrize(
    ("day", "correction", "fault"),
    [
        (TODAY, False, ""),
        (TODAY + timedelta(days=1), False, rules.IN_FUTURE),
        (TODAY + timedelta(days=1), True, rules.IN_FUTURE),
        (OPENED - timedelta(days=1), True, rules.BEFORE_BOOK),
        (STATED, False, rules.STATED),
        (STATED, True, ""),
        (STATED + timedelta(days=1), False, ""),
    ],
)
def test_a_day_inside_a_published_statement_is_only_corrected(day, correction, fault):
    assert rules.fault_of_day(day, TODAY, OPENED, STATED, correction=correction) == fault


def test_a_posting_is_marked_from_the_thirty_first_day():
    assert rules.late_by(TODAY - timedelta(days=30), TODAY) == 0
    assert rules.late_by(TODAY - timedelta(days=31), TODAY) == 31


def test_statements_follow_each_other_without_a_gap():
    assert rules.next_period(date(2025, 3, 5), None) == (date(2025, 3, 5), date(2025, 6, 30))
    assert rules.next_period(OPENED, date(2025, 6, 30)) == (date(2025, 7, 1), date(2025, 12, 31))
    assert rules.next_period(OPENED, date(2025, 12, 31)) == (date(2026, 1, 1), date(2026, 6, 30))
    assert rules.posted_until(date(2026, 7, 1), 15) == date(2026, 7, 15)


# ---- the fund ---------------------------------------------------------------------------------


def test_the_fund_is_low_below_thirty_percent_of_its_first_amount():
    assert not rules.fund_is_low(30_00, 100_00)
    assert rules.fund_is_low(29_99, 100_00)
    assert not rules.fund_is_low(0, 0)


@given(st.integers(0, 10**12), st.integers(0, 100))
def test_the_share_of_the_fund_is_never_below_the_rule(income, percent):
    share = rules.fund_share(income, percent)
    assert Fraction(income * percent, 100) <= share < Fraction(income * percent, 100) + 1
    assert rules.fund_share(-income, percent) == 0


# ---- sides ------------------------------------------------------------------------------------


def test_every_kind_stands_on_one_side():
    assert {*rules.INCOME, *rules.SPENDING, Kind.OPENING} == set(Kind)
    assert not set(rules.INCOME) & set(rules.SPENDING)
    assert all(rules.side_of(kind) == Direction.OUT for kind in rules.SPENDING)
    assert all(rules.side_of(kind) == Direction.IN for kind in (*rules.INCOME, Kind.OPENING))
    assert set(rules.KIND_WORDS) == set(Kind)


# ---- distribution -----------------------------------------------------------------------------


def test_the_example_of_the_press():
    """330,900 m² at 9 yuan; a flat of 127.38 m² gets 1,146 yuan (127.38 × 9 = 1,146.42)."""
    areas = {"flat": 1_273_800, "others": 330_900 * rules.CM2 - 1_273_800}
    made = rules.divide(areas, Basis.PER_M2, 900, Rounding.YUAN)
    assert made.shares["flat"] == 1_146_00
    assert made.pool == 2_978_100_00
    assert made.paid + made.rest == made.pool
    assert rules.share(1_273_800, Basis.PER_M2, 900, 0, Rounding.FEN) == 1_146_42
    assert rules.square_metres(1_273_800) == "127.38"
    assert rules.square_metres(3_309_000_000) == "330,900"


def test_half_a_fen_is_rounded_up():
    assert rules.share(50, Basis.PER_M2, 100, 0, Rounding.FEN) == 1  # 0.5 fen
    assert rules.share(49, Basis.PER_M2, 100, 0, Rounding.FEN) == 0


AREAS = st.dictionaries(
    st.text(min_size=1, max_size=3), st.integers(1, 10**7), min_size=1, max_size=9
)


@given(AREAS, st.integers(1, 10**9), st.sampled_from(Basis), st.sampled_from(Rounding))
def test_every_share_is_the_exact_fraction_rounded_by_the_stated_rule(areas, fen, basis, rounding):
    try:
        made = rules.divide(areas, basis, fen, rounding)
    except ValueError:
        return
    whole = sum(areas.values())
    for key, area in areas.items():
        true = Fraction(area * fen, rules.CM2 if basis == Basis.PER_M2 else whole)
        if rounding == Rounding.YUAN:
            assert made.shares[key] % 100 == 0 and 0 <= true - made.shares[key] < 100
        else:
            assert -Fraction(1, 2) <= true - made.shares[key] < Fraction(1, 2) or (
                made.shares[key] - true == Fraction(1, 2)
            )
    if rounding == Rounding.YUAN or basis == Basis.TOTAL:
        assert made.paid + made.rest == made.pool


def test_what_rounding_would_add_to_a_total_is_refused():
    with pytest.raises(ValueError, match="多出"):
        rules.divide({"a": 1, "b": 1}, Basis.TOTAL, 101, Rounding.FEN)
    made = rules.divide({"a": 1, "b": 1}, Basis.TOTAL, 301, Rounding.YUAN)
    assert dict(made.shares) == {"a": 100, "b": 100} and made.rest == 101


@pytest.mark.parametrize("areas", [{}, {"a": 0}, {"a": 5, "b": -1}])
def test_without_areas_nothing_is_divided(areas):
    with pytest.raises(ValueError, match="面积"):
        rules.divide(areas, Basis.TOTAL, 100, Rounding.YUAN)
