"""The report says what it found, and first where the usual way is not better."""

import re
from xml.etree import ElementTree

import pytest
from django.utils import translation

from last500.simulation.behaviour import load
from last500.simulation.comparing import Case, Compared
from last500.simulation.intervals import Interval
from last500.simulation.measures import BY_CODE, MEASURES, Outcome
from last500.simulation.report import Section, difference_words, interval_words, report


def outcomes(**figures):
    """Three runs around these figures; a name for each measure that matters here."""
    usual = {m.code: 0.5 for m in MEASURES} | figures
    return [
        Outcome({code: value * (1 + 0.01 * n) for code, value in usual.items()}, (0.5,), 100)
        for n in range(3)
    ]


def compared(**of):
    cases = tuple(Case(code, code) for code in of)
    return Compared(cases, (1, 2, 3), 60, of)


@pytest.fixture
def page():
    found = compared(
        adaptive=outcomes(fill=0.9, messages=20.0), nearest=outcomes(fill=0.7, messages=10.0)
    )
    return report([Section("一比", found, "adaptive", ("nearest",))], load())


def test_it_says_where_the_usual_way_is_worse(page):
    worse = page.split("不如它的地方：")[1].split("</p>")[0]
    assert BY_CODE["messages"].name in worse
    assert BY_CODE["fill"].name not in worse
    row = page.split(f">{BY_CODE['fill'].name}</th>")[1].split("</tr>")[0]
    assert "+20.2" in row and "更好" in row


def test_it_needs_nothing_else_to_be_read(page):
    assert not re.search(r"(src|href)=\"(?!#|data:)", page)
    assert "<script" not in page


def test_its_pictures_are_drawn_within_their_frame(page):
    for svg in re.findall(r"<svg.*?</svg>", page, re.S):
        root = ElementTree.fromstring(svg)
        width, height = (float(x) for x in root.attrib["viewBox"].split()[2:])
        for dot in root.iter("circle"):
            assert 0 <= float(dot.attrib["cx"]) <= width
            assert 0 <= float(dot.attrib["cy"]) <= height


def test_every_number_stands_there_with_its_source(page):
    for number in load().numbers.values():
        assert f"<code>{number.name}</code>" in page


def test_it_can_be_read_in_english():
    found = compared(adaptive=outcomes(), nearest=outcomes())
    with translation.override("en"):
        page = report([Section("x", found, "adaptive", ("nearest",))], load())
    assert not re.search(r"[\u4e00-\u9fff]", page)


def test_intervals_in_words():
    share, minutes = BY_CODE["fill"], BY_CODE["half"]
    assert interval_words(Interval(0.9, 0.88, 1.02, 20), share) == "90.0% (88.0%–100.0%)"
    assert interval_words(Interval(12.3, -1, 30, 20), minutes) == "12.3 (0.0–30.0)"
    assert (
        difference_words(Interval(-0.05, -0.06, -0.04, 20), share) == "-5.0 (-6.0 … -4.0) 个百分点"
    )


def test_a_case_that_does_not_differ_is_neither_better_nor_worse():
    found = compared(adaptive=outcomes(), nearest=outcomes())
    assert {found.verdict("adaptive", "nearest", m) for m in MEASURES} == {0}
    assert found.not_better("adaptive", "nearest") == []
