"""Filters, windows, nearness and order, by property: nothing is added, everything is counted."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from last500.market import reading, rules
from last500.market.rules import (
    MINUTES,
    PAGE,
    Far,
    Group,
    Kind,
    Line,
    Sieve,
    Skill,
    Slot,
    When,
    Wish,
    on_day,
)
from last500.places.audiences import AUDIENCE_MOST, AUDIENCE_WORDS, Audience

TODAY = date(2026, 3, 4)  # a Wednesday
CITY, OTHER_COUNTY = "000001", "000001000009"
COUNTY, STREET = "000001000002", "000001000002000003"
COMMUNITY = STREET + "000004"
HOME = COMMUNITY + "000005"
PATHS = (
    HOME,
    COMMUNITY,
    COMMUNITY + "000006",
    STREET,
    STREET + "000007000008",
    COUNTY + "00000A00000B00000C",
    OTHER_COUNTY + "00000D",
)
SKILLS = ("haircut", "driving", "teaching_math")

days = st.integers(0, 40).map(lambda n: TODAY + timedelta(n))
starts = st.none() | st.integers(0, 23).map(lambda hour: 60 * hour)
fixed = st.builds(on_day, days, starts)
spans = st.builds(
    lambda first, more, start: Slot(first, more if more is None else first + more, start),
    days,
    st.none() | st.integers(0, 60).map(timedelta),
    starts,
)
some_skills = st.frozensets(st.sampled_from(SKILLS), max_size=2)
lines = st.builds(
    Line,
    kind=st.sampled_from(Kind),
    key=st.integers(0, 9999).map("{:06d}".format),
    title=st.just("一件事"),
    place=st.just("芙蓉苑"),
    path=st.sampled_from(PATHS),
    slots=st.lists(fixed | spans, min_size=1, max_size=3).map(tuple),
    minutes=st.sampled_from((0, 20, 30, 45, 90, 300)),
    wanted=st.integers(1, 9),
    skills=some_skills,
    group=st.sampled_from(["", *Group]),
)
heaps = st.lists(lines, max_size=12, unique_by=lambda line: (line.kind, line.key))
wishes = st.builds(
    lambda day, **more: Wish(**more, day=day if more["when"] == When.DAY else None),
    kind=st.sampled_from(["", *Kind]),
    when=st.sampled_from(When),
    day=days,
    minutes=st.sampled_from(MINUTES),
    skill=st.sampled_from([*Skill, *SKILLS]),
    group=st.sampled_from(["", *Group]),
    far=st.sampled_from(Far),
    own=some_skills,
)


def keys(found: rules.Sifted) -> set[tuple]:
    return {(line.kind, line.key) for line in found.shown}


def sift(heap: list[Line], wish: Wish) -> rules.Sifted:
    return rules.sift(heap, wish, HOME, TODAY)


@given(heaps, wishes)
def test_every_line_is_shown_once_or_counted_once(heap, wish):
    found = sift(heap, wish)
    assert len(found.shown) + found.hidden == len(heap)
    assert len(keys(found)) == len(found.shown)


@given(heaps, wishes, st.sampled_from(Sieve))
def test_a_filter_never_adds_and_lifting_it_shows_exactly_what_it_said(heap, wish, sieve):
    found, wider = sift(heap, wish), sift(heap, wish.without(sieve))
    assert keys(found) <= keys(wider)
    assert len(wider.shown) == len(found.shown) + found.only.get(sieve, 0)


@given(heaps)
def test_without_a_filter_nothing_is_hidden(heap):
    found = sift(heap, Wish(far=Far.ANYWHERE))
    assert found.hidden == 0
    assert len(found.shown) == len(heap)


@given(heaps, wishes, st.randoms())
def test_the_order_does_not_depend_on_where_a_line_came_from(heap, wish, chance):
    mixed = list(heap)
    chance.shuffle(mixed)
    assert sift(mixed, wish).shown == sift(heap, wish).shown


@given(heaps)
def test_how_many_are_wanted_never_moves_a_line(heap):
    def keys_in_order(wanted: list[int]) -> list[tuple]:
        lines = [replace(one, wanted=n) for one, n in zip(heap, wanted, strict=True)]
        return [(x.kind, x.key) for x in sift(lines, Wish(far=Far.ANYWHERE)).shown]

    rising = list(range(1, len(heap) + 1))
    assert keys_in_order(rising) == keys_in_order(rising[::-1])


@given(st.lists(lines, min_size=PAGE + 1, max_size=3 * PAGE), wishes)
def test_pages_hold_every_line_once(heap, wish):
    shown = sift(heap, wish).shown
    _lines, _number, count = rules.page_of(shown, 1)
    pages = [rules.page_of(shown, number)[0] for number in range(1, count + 1)]
    assert [line for page in pages for line in page] == list(shown)
    assert all(len(page) <= PAGE for page in pages)


def test_a_page_beyond_the_last_is_the_last():
    heap = [_line(key=f"{n:06d}") for n in range(PAGE + 1)]
    assert rules.page_of(heap, 99) == (heap[PAGE:], 2, 2)
    assert rules.page_of([], 7) == ([], 1, 1)


def _line(**more: object) -> Line:
    said = {"kind": Kind.POST, "key": "aaaaaa", "title": "修东西", "place": "芙蓉苑", "path": HOME,
            "slots": (on_day(TODAY, 19 * 60),)} | more  # fmt: skip
    return Line(**said)  # type: ignore[arg-type]


def test_time_comes_before_nearness_and_nearness_before_anything_else():
    later_here = _line(key="a", slots=(on_day(TODAY + timedelta(1), 9 * 60),))
    soon_far = _line(key="b", path=PATHS[5])
    soon_here = _line(key="c")
    until = _line(key="d", slots=(Slot(TODAY, TODAY + timedelta(2)),))
    without_end = _line(key="e", slots=(Slot(TODAY, None),))
    heap = [without_end, until, later_here, soon_far, soon_here]
    assert [line.key for line in sift(heap, Wish(far=Far.ANYWHERE)).shown] == list("cbade")


def test_what_needs_somebody_by_a_day_stands_at_that_day():
    due = _line(key="a", slots=(Slot(TODAY, None),), due=TODAY + timedelta(1))
    later = _line(key="b", slots=(on_day(TODAY + timedelta(2), None),))
    assert [line.key for line in sift([later, due], Wish()).shown] == ["a", "b"]


def test_rings_grow_from_the_compound_to_beyond_the_district():
    assert [rules.ring(HOME, path) for path in PATHS] == [0, 1, 1, 2, 2, 3, 4]
    # From a community, its compounds are its own community's, and it is itself nearest.
    assert rules.ring(COMMUNITY, COMMUNITY) == 0
    assert rules.ring(COMMUNITY, HOME) == 1
    # A building of the compound is the compound's.
    assert rules.ring(HOME, HOME + "00000Z") == 0


@given(st.sampled_from(PATHS), st.sampled_from(PATHS))
def test_circles_say_the_same_as_rings(home, path):
    """The database orders by circles, the page by rings."""
    first = next((n for n, top in rules.circles(home) if _under(path, top, n, home)), 4)
    assert first == rules.ring(home, path)


def _under(path: str, top: str, number: int, home: str) -> bool:
    if number == 0 and len(home) <= len(COMMUNITY):
        return path == top
    return path.startswith(top)


def test_windows_of_time():
    saturday = TODAY + timedelta(3)

    def first(slot: Slot, when: When, day: date = TODAY) -> date | None:
        return rules.first_fitting(slot, when, day, TODAY)

    evening = on_day(TODAY + timedelta(1), 19 * 60)
    assert first(evening, When.EVENINGS) == evening.first
    assert first(on_day(TODAY, 9 * 60), When.EVENINGS) is None
    assert first(on_day(TODAY, None), When.EVENINGS) == TODAY  # the hour is to be agreed
    assert first(evening, When.TODAY) is None
    assert first(on_day(TODAY + timedelta(4), 540), When.WEEK) == TODAY + timedelta(4)  # Sunday
    assert first(on_day(TODAY + timedelta(5), 540), When.WEEK) is None
    assert first(evening, When.WEEKEND) is None
    assert first(Slot(TODAY, None), When.WEEKEND) == saturday
    assert first(Slot(TODAY, TODAY + timedelta(2)), When.WEEKEND) is None
    assert first(evening, When.DAY, evening.first) == evening.first
    assert first(evening, When.DAY, saturday) is None
    assert first(on_day(TODAY - timedelta(1), 540), When.ANY) is None


def test_what_nobody_is_wanted_for_any_more_is_neither_shown_nor_counted():
    past = _line(key="a", slots=(on_day(TODAY - timedelta(1), 540),))
    found = sift([past, _line(key="b", wanted=0), _line(key="c", slots=())], Wish())
    assert (found.shown, found.hidden) == ((), 0)


def test_a_skill_of_mine_or_none_or_one_by_name():
    cut, drive, free = frozenset({"haircut"}), frozenset({"driving"}), frozenset()
    assert rules.fits_skill(cut, Skill.MINE, cut)
    assert rules.fits_skill(free, Skill.MINE, cut)
    assert not rules.fits_skill(drive, Skill.MINE, cut)
    assert rules.fits_skill(free, Skill.NONE, cut)
    assert not rules.fits_skill(cut, Skill.NONE, cut)
    assert rules.fits_skill(drive, "driving", free)
    assert not rules.fits_skill(free, "driving", free)


# ---- the address --------------------------------------------------------------------------------


def read(**said: str) -> reading.Read:
    return reading.read(said, today=TODAY, skills=SKILLS)


@given(wishes)
def test_a_wish_survives_its_address(wish):
    found = reading.read(reading.address(wish), today=TODAY, skills=SKILLS, own=wish.own)
    assert found.wish == wish
    assert not found.odd


odd_text = st.text("aday01９-\x00 ：", max_size=12) | st.sampled_from(["-1", "1e9", "9" * 5000])


@given(st.dictionaries(
    st.sampled_from(["kind", "when", "day", "minutes", "skill", "group", "far", "page", "x"]),
    odd_text,
))  # fmt: skip
def test_odd_input_is_answered_calmly(said):
    found = reading.read(said, today=TODAY, skills=SKILLS)
    assert sift([_line()], found.wish)
    assert 1 <= found.page < reading.PAGES_MOST


def test_what_is_not_understood_is_left_out_and_said():
    for said in (
        {"kind": "people"},
        {"when": "soon"},
        {"when": "day"},
        {"when": "day", "day": "2026-02-30"},
        {"when": "day", "day": "2026-03-03"},
        {"when": "day", "day": "2027-03-03"},
        {"minutes": "31"},
        {"skill": "magic"},
        {"group": "rich"},
        {"far": "moon"},
        {"page": "0"},
    ):
        found = read(**said)
        assert found.odd, said
        assert (found.wish, found.page) == (Wish(), 1), said
    assert read(when="day", day="2026-03-07").wish.day == date(2026, 3, 7)
    assert not read(page="2").odd


def test_every_audience_stands_in_a_group_of_the_market():
    assert set(rules.GROUP_OF) == set(Audience) == set(AUDIENCE_WORDS)
    assert set(rules.GROUP_OF.values()) == set(rules.Group)
    assert all(len(code) <= AUDIENCE_MOST for code in Audience)
