"""Guards on the guides and the README: what they show is there, and what is there is shown."""

import re
from pathlib import Path

import pytest

from tests.shots.paper import GUIDE, IMAGES, MOST_BYTES_GUIDE
from tests.shots.table import STEPS
from tests.shots.town import ROOT

GUIDES = (
    "liaison",
    "helper",
    "community-and-street",
    "organiser",
    "social-organisation",
    "participant",
    "owner",
    "bookkeeper",
    "self-government",
)
MOST_BYTES_OF_ALL = 5_200_000
TAKEN = {step.picture for step in STEPS}
ENGLISH = "\n## In English\n"
NAMED = re.compile(r"\]\(([^)\s]+\.png)\)")
SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)\s]+\.png)\)")
NUMBERED = re.compile(r"^(\d+)\. ", re.MULTILINE)


def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def named_in(document: Path) -> set[Path]:
    text = document.read_text(encoding="utf-8")
    return {(document.parent / name).resolve() for name in NAMED.findall(text)}


def halves(guide: str) -> tuple[str, str]:
    """Chinese and English."""
    text = (ROOT / "docs" / "guides" / f"{guide}.md").read_text(encoding="utf-8")
    chinese, english = text.split(ENGLISH)
    return chinese, english


def steps_of(half: str) -> list[tuple[int, str]]:
    """Each numbered step with what stands between it and the next."""
    found = NUMBERED.split(half)[1:]
    return list(zip(map(int, found[::2]), found[1::2], strict=True))


def test_every_picture_that_a_document_names_exists():
    missing = {
        f"{document.relative_to(ROOT)} → {path.name}"
        for document in documents()
        for path in named_in(document)
        if not path.is_file()
    }
    assert not missing


def test_every_picture_is_named_by_a_document():
    named = set().union(*(named_in(document) for document in documents()))
    assert not {path.name for path in IMAGES.rglob("*.png")} - {path.name for path in named}


def test_each_picture_of_a_guide_comes_from_one_step_of_the_table_and_is_used():
    assert len(TAKEN) == len(STEPS), "two steps have one name"
    used = {Path(name).stem for guide in GUIDES for name in NAMED.findall("".join(halves(guide)))}
    assert used == TAKEN
    assert {path.stem for path in GUIDE.glob("*.png")} == TAKEN


@pytest.mark.parametrize("guide", GUIDES)
def test_each_numbered_step_has_its_picture_and_words_for_whoever_cannot_see_it(guide):
    steps = steps_of(halves(guide)[0])
    assert [number for number, _text in steps] == list(range(1, len(steps) + 1))
    bare = [number for number, text in steps if len(SHOWN.findall(text)) != 1]
    assert not bare, f"steps without a picture of their own: {bare}"
    assert all(len(alt) >= 10 for _n, text in steps for alt, _name in SHOWN.findall(text))


@pytest.mark.parametrize("guide", GUIDES)
def test_the_english_steps_are_the_chinese_ones(guide):
    chinese, english = (
        [(number, NAMED.findall(text)) for number, text in steps_of(half)] for half in halves(guide)
    )
    assert english == chinese


def test_the_pictures_ask_little_of_a_slow_line():
    sizes = {path.name: path.stat().st_size for path in GUIDE.glob("*.png")}
    assert max(sizes.values()) < MOST_BYTES_GUIDE
    assert sum(sizes.values()) < MOST_BYTES_OF_ALL
