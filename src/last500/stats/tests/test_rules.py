"""Figures as pure sums: medians, shares, what one request adds."""

from collections import Counter
from datetime import date

import pytest

from last500.base import clock
from last500.stats import rules
from last500.stats.rules import Happening, Line, Measure


@pytest.mark.parametrize(
    ("histogram", "expected"),
    [
        ({}, None),
        ({7: 1}, 7),
        ({10: 1, 21: 1}, 15),
        ({1: 3, 500: 2}, 1),
        ({1: 2, 9: 2}, 5),
        ({30: 1, 0: 1, 60: 1}, 30),
    ],
)
def test_the_median_is_exact(histogram, expected):
    assert rules.median(histogram) == expected


@pytest.mark.parametrize(
    ("residents", "members", "expected"),
    [(5, 5, 50), (15, 5, 75), (4, 40, None), (40, 4, None), (0, 60, None), (60, 0, None)],
)
def test_a_share_is_told_only_where_both_groups_hide_a_person(residents, members, expected):
    assert rules.share_of_residents(residents, members) == expected


def moment(text):
    return clock.parse(text)


def test_what_a_request_adds_as_things_stand_now():
    """Verified after 30 minutes, done the next day, not solved, done again, confirmed at last."""
    happened = [
        Happening(moment("2026-03-02 10:00"), "place", "", "placed"),
        Happening(moment("2026-03-02 10:30"), "verify", "placed", "verified"),
        Happening(moment("2026-03-02 10:40"), "offer", "verified", "offered"),
        Happening(moment("2026-03-02 11:00"), "accept", "offered", "accepted"),
        Happening(moment("2026-03-03 09:00"), "report_done", "accepted", "done"),
        Happening(moment("2026-03-04 09:00"), "reopen", "done", "reopened"),
        Happening(moment("2026-03-04 10:00"), "verify", "reopened", "verified"),
        Happening(moment("2026-03-05 10:00"), "report_done", "contacted", "done"),
        Happening(moment("2026-03-12 10:00"), "lapse", "done", "unconfirmed"),
        Happening(moment("2026-03-14 00:05"), "confirm", "unconfirmed", "confirmed"),
    ]
    args = (7, "small_repair", "confirmed", happened[0].at, happened, clock.ZONE)

    def line(day, measure, minutes=0):
        return Line(7, date(2026, 3, day), "small_repair", measure, minutes)

    assert rules.lines_of(*args) == Counter(
        [
            line(2, Measure.PLACED),
            line(2, Measure.VERIFIED, 30),
            line(2, Measure.ACCEPTED, 60),
            line(3, Measure.FINISHED, 23 * 60),
            line(4, Measure.REOPENED),
            line(14, Measure.CONFIRMED),
        ]
    )


def test_silence_is_counted_as_silence():
    placed = moment("2026-03-02 10:00")
    happened = [Happening(moment("2026-03-12 10:00"), "lapse", "done", "unconfirmed")]
    lines = rules.lines_of(1, "x", "unconfirmed", placed, happened, clock.ZONE)
    assert {line.measure for line in lines} == {"placed", "unconfirmed"}


def test_the_two_spans_of_a_period_are_as_long_and_meet():
    period = rules.Period(4, date(2026, 3, 31))
    assert (period.today - period.start).days == 27
    assert (period.start - period.past_start).days == 28


def test_every_figure_says_what_it_counts():
    assert all(indicator.sentence.endswith("。") for indicator in rules.INDICATORS)
