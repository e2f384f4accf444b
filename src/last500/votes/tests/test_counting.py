"""The numbers of art. 278 at their edges, and against fractions."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.votes import counting
from last500.votes.counting import Choice, Paper, Sums, Terms, Threshold, Unit, Why, count

CLOSES = datetime(2026, 5, 1, 10, tzinfo=UTC)
FOR, AGAINST, ABSTAIN, UNCLEAR = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.UNCLEAR
HECTARES = 330_900 * 10_000  # cm²


def units(number: int, area: int = 1_000_000) -> list[Unit]:
    return [Unit(f"u{n}", area, f"g{n}") for n in range(number)]


def paper(unit: int, choice: Choice = FOR, number: int | None = None, **more) -> Paper:
    before = more.pop("minutes", 60)
    number = unit + 1 if number is None else number
    cast = CLOSES - timedelta(minutes=before)
    return Paper(f"u{unit}", number, cast, (choice,), **more)


def terms(item: int = 9, **more) -> Terms:
    return Terms(CLOSES, (item,), **more)


def held(roll, papers, item=9, **more) -> dict[str, bool]:
    (outcome,) = count(roll, papers, terms(item, **more)).outcomes
    return {one.code: one.held for one in outcome.thresholds} | {"passed": outcome.passed}


# persons on the roll, take part, agree, item -> passed
@pytest.mark.parametrize(
    ("roll", "part", "agree", "item", "passed"),
    [
        (300, 200, 101, 9, True),
        (300, 199, 199, 9, False),
        (300, 200, 100, 9, False),  # half is not more than half
        (300, 201, 101, 9, True),
        (300, 200, 150, 6, True),  # three quarters include the number
        (300, 200, 149, 6, False),
        (300, 200, 150, 7, True),
        (300, 200, 149, 8, False),
        (300, 200, 149, 5, True),  # using the fund is of the others
        (301, 200, 200, 9, False),  # 600 < 602
        (301, 201, 201, 9, True),
        (299, 200, 200, 9, True),
        (3, 2, 2, 6, True),
        (4, 3, 2, 9, True),
        (4, 4, 3, 8, True),
        (1, 1, 1, 6, True),
        (1, 0, 0, 6, False),
    ],
)
def test_the_edges_of_persons(roll, part, agree, item, passed):
    papers = [paper(n, FOR if n < agree else AGAINST) for n in range(part)]
    assert held(units(roll), papers, item)["passed"] is passed


@pytest.mark.parametrize(
    ("part", "passed"),
    [(HECTARES * 2 // 3, True), (HECTARES * 2 // 3 - 1, False), (HECTARES * 2 // 3 + 1, True)],
)
def test_the_edge_of_area_is_one_square_centimetre(part, passed):
    roll = [Unit("u0", part, "g0"), Unit("u1", HECTARES - part, "g0")]
    assert HECTARES % 3 == 0
    assert held(roll, [paper(0)])["quorum_area"] is passed


def test_the_edge_of_agreement_in_area():
    exactly = [Unit("u0", 75, "g0"), Unit("u1", 25, "g1")]
    papers = [paper(0), paper(1, AGAINST)]
    assert held(exactly, papers, 8)["for_area"]
    below = [Unit("u0", 7_499, "g0"), Unit("u1", 2_501, "g1")]
    assert not held(below, papers, 8)["for_area"]
    half = [Unit("u0", 50, "g0"), Unit("u1", 50, "g1")]
    assert not held(half, papers, 9)["for_area"]


@given(
    st.integers(0, 10**12), st.integers(1, 10**12), st.sampled_from([(2, 3), (3, 4), (1, 2)]),
    st.booleans(),
)  # fmt: skip
def test_a_threshold_is_what_fractions_say(part, whole, ratio, strict):
    upper, lower = ratio
    share, edge = Fraction(part, whole), Fraction(upper, lower)
    found = Threshold("x", part, whole, upper, lower, strict)
    assert found.held is (share > edge if strict else share >= edge)


CHOICES = st.sampled_from(list(Choice))
AREAS = st.integers(1, 10**7)
ROLLS = st.lists(st.tuples(AREAS, st.integers(0, 4), st.none() | CHOICES), min_size=1, max_size=12)


def _made(rows):
    roll = [Unit(f"u{n}", area, f"g{group}") for n, (area, group, _c) in enumerate(rows)]
    papers = [paper(n, c) for n, (_a, _g, c) in enumerate(rows) if c is not None]
    return roll, papers


@given(ROLLS, st.integers(1, 9))
def test_the_whole_count_against_fractions(rows, item):
    roll, papers = _made(rows)
    clear = {p.unit: p.choices[0] for p in papers if p.choices[0] != UNCLEAR}
    heads: dict[str, set] = {}
    for unit in roll:
        if unit.key in clear:
            heads.setdefault(unit.group, set()).add(clear[unit.key])
    area = sum(u.area for u in roll if u.key in clear)
    area_for = sum(u.area for u in roll if clear.get(u.key) == FOR)
    persons_for = sum(said == {FOR} for said in heads.values())
    enough = (
        Fraction(area, sum(u.area for u in roll)) >= Fraction(2, 3)
        and Fraction(len(heads), len({u.group for u in roll})) >= Fraction(2, 3)
    )  # fmt: skip
    if enough:
        shares = Fraction(area_for, area), Fraction(persons_for, len(heads))
        if item in (6, 7, 8):
            enough = all(share >= Fraction(3, 4) for share in shares)
        else:
            enough = all(share > Fraction(1, 2) for share in shares)
    assert held(roll, papers, item)["passed"] is enough


@given(ROLLS, st.randoms())
def test_the_order_of_the_ballots_says_nothing(rows, chance):
    roll, papers = _made(rows)
    first = count(roll, papers, terms())
    chance.shuffle(papers)
    chance.shuffle(roll)
    assert count(roll, papers, terms()) == first


@given(ROLLS)
def test_one_more_who_abstains_never_lowers_participation(rows):
    roll, papers = _made(rows)
    silent = [n for n, (_a, _g, c) in enumerate(rows) if c is None]
    before = count(roll, papers, terms()).outcomes[0].took_part
    after = count(roll, [*papers, *(paper(n, ABSTAIN) for n in silent[:1])], terms())
    now = after.outcomes[0].took_part
    assert now.area >= before.area and now.persons >= before.persons
    assert now.area > before.area or not silent


@given(ROLLS)
def test_two_units_of_one_owner_change_the_persons_and_not_the_area(rows):
    roll, papers = _made([(area, n, c) for n, (area, _g, c) in enumerate(rows)])
    first = count(roll, papers, terms())
    if len(roll) < 2:
        return
    merged = [roll[0], Unit(roll[1].key, roll[1].area, roll[0].group), *roll[2:]]
    second = count(merged, papers, terms())
    assert second.roll == Sums(first.roll.persons - 1, first.roll.area, first.roll.units)
    assert [o.took_part.area for o in second.outcomes] == [o.took_part.area for o in first.outcomes]


@given(ROLLS, AREAS)
def test_a_unit_cut_in_two_changes_neither_area_nor_persons(rows, more):
    roll, papers = _made(rows)
    whole = Unit("u0", roll[0].area + more, roll[0].group)
    parts = [roll[0], Unit("half", more, roll[0].group)]
    said = [p for p in papers if p.unit == "u0"]
    twin = [Paper("half", 900, p.cast_at, p.choices) for p in said]
    one = count([whole, *roll[1:]], papers, terms()).outcomes[0]
    two = count([*parts, *roll[1:]], [*papers, *twin], terms()).outcomes[0]
    assert [(t.part, t.whole) for t in one.thresholds] == [
        (t.part, t.whole) for t in two.thresholds
    ]


def test_silence_is_nothing():
    tally = count(units(10), [paper(n) for n in range(6)], terms())
    assert tally.outcomes[0].took_part.persons == 6 and not tally.outcomes[0].passed
    assert sum(said.units for said in tally.outcomes[0].said.values()) == 6


def test_a_person_whose_units_differ_took_part_and_stands_on_neither_side():
    roll = [Unit("u0", 70, "a"), Unit("u1", 30, "a"), Unit("u2", 10, "b")]
    tally = count(roll, [paper(0), paper(1, AGAINST), paper(2)], terms())
    outcome = tally.outcomes[0]
    assert outcome.torn == 1 and outcome.took_part.persons == 2
    assert outcome.said[FOR] == Sums(1, 80, 2) and outcome.said[AGAINST] == Sums(0, 30, 1)


def test_the_ballot_in_the_box_at_closing_counts_and_a_millisecond_later_does_not():
    on_time = Paper("u0", 1, CLOSES, (FOR,))
    late = Paper("u1", 2, CLOSES + timedelta(milliseconds=1), (FOR,))
    tally = count(units(2), [on_time, late], terms())
    assert tally.counted == 1 and tally.put_aside == {Why.LATE: 1}


def test_of_two_ballots_of_a_unit_the_last_in_time_counts():
    early, last = paper(0, AGAINST, 1, minutes=60), paper(0, FOR, 2, minutes=5)
    late = Paper("u0", 3, CLOSES + timedelta(minutes=1), (AGAINST,))
    tally = count(units(1), [late, last, early], terms())
    assert tally.outcomes[0].said[FOR].units == 1
    assert tally.put_aside == {Why.LATE: 1, Why.REPLACED: 1}


def test_the_former_owners_ballot_stands_else_the_new_owner_votes():
    sold = {"u0": [CLOSES - timedelta(minutes=30)]}
    former, new = paper(0, AGAINST, 1, minutes=60), paper(0, FOR, 2, minutes=5)
    both = count(units(1), [former, new], terms(sold=sold))
    assert both.outcomes[0].said[AGAINST].units == 1 and both.put_aside == {Why.SOLD: 1}
    alone = count(units(1), [new], terms(sold=sold))
    assert alone.outcomes[0].said[FOR].units == 1


def test_one_person_stands_in_for_one_owner_whatever_the_number_of_units():
    roll = [Unit("u0", 1, "a"), Unit("u1", 1, "a"), Unit("u2", 1, "b")]
    papers = [paper(0, proxy="W1", minutes=9), paper(1, proxy="W1", minutes=8),
              paper(2, proxy="W1", minutes=7)]  # fmt: skip
    assert counting.put_aside(roll, papers, terms()) == {3: Why.PROXY}
    assert counting.put_aside(roll, papers, terms(proxies_most=2)) == {}


def test_what_is_void_or_not_on_the_roll_is_kept_aside():
    roll = [Unit("u0", 1, "a", eligible=False), Unit("u1", 1, "b")]
    papers = [paper(0), paper(1, void="torn"), paper(7)]
    tally = count(roll, papers, terms())
    assert tally.put_aside == {Why.NOT_ELIGIBLE: 2, Why.VOID: 1} and tally.roll == Sums(1, 1, 1)


def test_the_arithmetic_can_be_done_again_with_a_pencil():
    assert Threshold("x", 200, 300, 2, 3).arithmetic == "3 × 200 = 600 ≥ 2 × 300 = 600"
    assert Threshold("x", 199, 300, 2, 3).arithmetic == "3 × 199 = 597 < 2 × 300 = 600"
    assert Threshold("x", 50, 100, 1, 2, True).arithmetic == "2 × 50 = 100 ≤ 1 × 100 = 100"


def _blocks(*cells: tuple[int, int, int]):
    roll, said = [], {}
    for block, numbers in enumerate(cells):
        for choice, number in zip(counting.COUNTED, numbers, strict=True):
            for n in range(number):
                key = f"{block}-{choice}-{n}"
                roll.append(Unit(key, 1, key, building=f"{block}"))
                said[key] = choice
    return counting.buildings_shown(roll, [said])


def test_a_building_is_told_of_only_where_nobody_can_be_found_out():
    assert _blocks((10, 10, 10), (12, 10, 11)) == {"0": ((10, 10, 10),), "1": ((12, 10, 11),)}
    assert _blocks((10, 9, 10), (12, 10, 11)) == {}  # the other would follow by subtraction
    three = _blocks((10, 9, 10), (12, 10, 11), (20, 20, 20), (30, 30, 30))
    assert set(three) == {"2", "3"}


def test_the_nine_matters():
    assert sorted(counting.ITEMS) == list(range(1, 10))
    assert [n for n, item in counting.ITEMS.items() if item.three_quarters] == [6, 7, 8]
