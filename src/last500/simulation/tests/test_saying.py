"""Intervals in words: what is more, what is better, and what cannot be told."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.simulation import saying
from last500.simulation.measures import BY_CODE, MEASURES
from last500.simulation.rules import CHANGES
from last500.simulation.saying import Found, Verdict

FILL, HALF, MESSAGES, JAIN = (BY_CODE[code] for code in ("fill", "half", "messages", "served"))


@pytest.mark.parametrize(
    ("measure", "found", "words", "verdict"),
    [
        (FILL, (0.04, 0.031, 0.049), "多 3.1 到 4.9 个百分点", "better"),
        (FILL, (-0.04, -0.049, -0.031), "少 3.1 到 4.9 个百分点", "worse"),
        (FILL, (0.2, 0.15, 0.25), "多 15 到 25 个百分点", "better"),
        (FILL, (0.031, 0.0309, 0.0311), "多约 3.1 个百分点", "better"),
        (FILL, (0.01, 0.0001, 0.02), "多不到 2.0 个百分点", "better"),
        (FILL, (0.01, -0.01, 0.03),
         "看不出差别，从少 1.0 到多 3.0 个百分点都有可能", "same"),
        (FILL, (0.0002, 0.0001, 0.0003), "几乎一样", "same"),
        (FILL, (0.0, 0.0, 0.0), "几乎一样", "same"),
        (HALF, (12.0, 10.0, 14.0), "多等 10 到 14 分钟", "worse"),
        (HALF, (-12.0, -14.0, -10.0), "少等 10 到 14 分钟", "better"),
        (HALF, (240.0, 180.0, 300.0), "多等 3.0 到 5.0 小时", "worse"),
        (HALF, (1.0, -20.0, 22.0), "看不出差别，从少等 20 到多等 22 分钟都有可能", "same"),
        (MESSAGES, (-3.0, -3.5, -2.5), "少 2.5 到 3.5 次", "better"),
        (JAIN, (0.02, 0.01, 0.03), "高 0.01 到 0.03", "better"),
    ],
)  # fmt: skip
def test_a_difference_in_words(measure, found, words, verdict):
    assert saying.difference(measure, Found(*found)) == words
    assert saying.verdict_of(measure, Found(*found)) == verdict


finite = st.floats(-3000, 3000, allow_nan=False)


@given(st.sampled_from(saying.TOLD), finite, st.floats(0, 500), st.floats(0, 500))
def test_words_and_verdict_never_say_two_things(measure, mean, below, above):
    found = Found(mean, mean - below, mean + above)
    words, verdict = saying.difference(measure, found), saying.verdict_of(measure, found)
    unsure = "看不出差别" in words or words == "几乎一样"
    assert unsure == (verdict == Verdict.SAME)
    if found.low <= 0 <= found.high:
        assert unsure
    if not unsure:
        more = bool(re.match("[多高]", words))
        assert more == (mean > 0)
        assert (verdict == Verdict.BETTER) == (more == (measure.better > 0))
    assert "-" not in words and "inf" not in words


@given(finite, st.floats(0, 500), st.floats(0, 500), st.floats(0, 5000))
def test_the_picture_stays_in_its_frame_and_crosses_the_middle_with_zero(mean, below, above, more):
    found = Found(mean, mean - below, mean + above)
    strip = saying.strip_of(found, found.size + more)
    assert 0 <= strip.begin <= strip.dot <= strip.end <= 200
    if strip.begin > saying.MIDDLE or strip.end < saying.MIDDLE:
        assert not found.low <= 0 <= found.high


def result(**effects):
    """One change for each given effect on `fill`; nothing else moves."""
    still = {m.code: [0.0, -0.1, 0.1] for m in MEASURES}
    as_is = {m.code: [0.9, 0.88, 0.92] for m in MEASURES}
    against = {code: {**still, "fill": list(found)} for code, found in effects.items()}
    return {"cases": {"as_is": as_is}, "against": against}


def test_a_card_says_what_is_worse_as_plainly_as_what_is_better():
    kept = result(evenings=(0.04, 0.03, 0.05), half=(-0.04, -0.05, -0.03), wider=(0, -0.1, 0.1))
    better, same, worse = saying.cards_of(saying.tables_of(kept))
    assert [one.measure.code for one in better.better] == ["fill"] and not better.worse
    assert [one.measure.code for one in worse.worse] == ["fill"] and not worse.better
    assert not same.better and not same.worse and len(same.same) == len(saying.FIRST)


def test_every_change_has_its_place_in_every_table():
    kept = result(**{c.code: (0.04, 0.03, 0.05) for c in reversed(CHANGES)})
    for table in saying.tables_of(kept):
        assert [e.change.code for e in table.effects] == [c.code for c in CHANGES]
        assert table.measure.better


def test_as_it_is_never_says_more_than_all_or_less_than_none():
    assert saying.value(FILL, Found(0.98, 0.94, 1.02)) == "98%（94% 到 100%）"
    assert saying.value(FILL, Found(0.01, -0.01, 0.03)) == "1.0%（0.0% 到 3.0%）"
    assert saying.value(HALF, Found(250, 200, 300)) == "4.2 小时（3.3 小时 到 5.0 小时）"
