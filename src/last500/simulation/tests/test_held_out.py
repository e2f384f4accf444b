"""What was kept of the ways of asking is of this version, and says where the usual is worse."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from last500.dispatch.policies import BY_CODE, USUAL_WAY
from last500.simulation.behaviour import load
from last500.simulation.comparing import TUNING_SEEDS, Compared
from last500.simulation.held_out import HeldOut, held_out, kept_of, read, written
from last500.simulation.measures import BY_CODE as MEASURE
from last500.simulation.measures import MEASURES
from last500.simulation.report import AGAINST, figure, ways_as_cases
from last500.simulation.tests.test_report import outcomes
from last500.simulation.town import Scenario
from last500.simulation.ways import SHOWN, compared

DOCS = Path(__file__).parents[4] / "docs/simulation.md"


def test_it_was_made_of_these_numbers_and_all_ways_on_seeds_nothing_was_tuned_on():
    found = held_out()
    assert found.behaviour == load().version
    assert [one.load for one in found.comparisons] == [1.0, 3.0]
    for one in found.comparisons:
        assert set(one.figures) == set(BY_CODE) and one.usual == USUAL_WAY.code
        assert len(one.seeds) >= 20 and set(one.seeds).isdisjoint(TUNING_SEEDS)


def test_what_is_written_is_read_again():
    cases = tuple(ways_as_cases(["adaptive", "nearest"], Scenario(load=3.0)))
    runs = {"adaptive": outcomes(fill=0.9), "nearest": outcomes(fill=0.7)}
    kept = kept_of("adaptive", Compared(cases, (101, 102, 103), 60, runs))
    found = HeldOut("1", "last500 simulate", (kept,))
    assert read(written(found)) == found
    assert kept.load == 3.0 and set(kept.differences) == {"nearest"}
    assert kept.differences["nearest"]["fill"].low > 0


@pytest.mark.parametrize("kept", held_out().comparisons, ids=lambda one: f"load {one.load:g}")
def test_pictures_stay_in_their_frame_and_better_and_worse_leave_nothing_out(kept):
    shown = compared(kept)
    assert [table.measure.code for table in shown.tables] == list(SHOWN)
    for table in shown.tables:
        for line in table.lines:
            assert 0 <= line.strip.begin <= line.strip.dot <= line.strip.end <= 200
    judged = {MEASURE[m.code].name for m in MEASURES if m.better}
    for one in shown.beside:
        said = "、".join(filter(None, (one.better, one.worse, one.same))).split("、")
        assert sorted(said) == sorted(judged)


@pytest.mark.django_db
def test_everybody_can_read_it(cast):
    answer = Client().get(reverse("simulation:ways"))
    words = answer.content.decode()
    assert answer.status_code == 200 and len(answer.content) < 100_000
    assert all(way.name in words for way in BY_CODE.values())
    assert words.count("差一些") >= 2  # neither load goes without its "worse"


def test_the_documentation_says_the_same():
    """Each row of its tables stands there as it was kept, the mean and the interval."""
    text = DOCS.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", text, re.MULTILINE)
    assert len(rows) == 2 * len(BY_CODE)
    for number, (code, cells) in enumerate(rows):
        kept = held_out().comparisons[number // len(BY_CODE)]
        found = [_cell(kept.figures[code][m], m) for m in SHOWN]
        assert [cell.strip() for cell in cells.split("|")] == found, code
    assert all(f"**`{other}`**" in text for other in AGAINST)


def _cell(found, code: str) -> str:
    low, mean, high = (
        figure(value, MEASURE[code]).removesuffix("%")
        for value in (found.low, found.mean, found.high)
    )
    return f"{mean} ({low}–{high})"
