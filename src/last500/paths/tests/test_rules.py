"""What a path says of what was done: no database, no clock."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from last500.councils.rules import BY_CODE as TEMPLATES
from last500.paths import lessons, rules
from last500.paths.rules import Code, Fact, Kind, Stand, Year

DAY = date(2026, 3, 1)


def fact(kind: Kind, day: date = DAY) -> Fact:
    return Fact(kind, day, "key")


def stands(facts: dict[Code, Fact], *aside: str) -> dict[Code, Stand]:
    return {one.step.code: one.stand for one in rules.stones(facts, frozenset(aside))}


def test_with_nothing_done_the_first_step_is_next_and_nothing_is_missing():
    found = stands({})
    assert found[Code.NEIGHBOURS] == Stand.NEXT
    assert set(found.values()) == {Stand.NEXT, Stand.LATER}


def test_steps_may_be_walked_in_any_order():
    found = stands({Code.BOOKS: fact(Kind.STATEMENT)})
    assert (found[Code.BOOKS], found[Code.NEIGHBOURS]) == (Stand.DONE, Stand.NEXT)


def test_the_first_thing_that_was_done_counts():
    later, first = fact(Kind.ACTIVITY, date(2026, 5, 2)), fact(Kind.SEAT, date(2026, 4, 2))
    assert rules.earliest([later, first]) == {Code.NEIGHBOURS: first}


def test_what_is_put_aside_is_passed_over():
    found = stands({}, "neighbours")
    assert (found[Code.NEIGHBOURS], found[Code.MATTER]) == (Stand.ASIDE, Stand.NEXT)


def test_what_was_done_is_walked_even_where_it_had_been_put_aside():
    found = stands({Code.COVENANT: fact(Kind.COVENANT)}, "covenant")
    assert found[Code.COVENANT] == Stand.DONE


def test_only_what_waits_can_be_put_aside():
    path = rules.stones({Code.NEIGHBOURS: fact(Kind.ACTIVITY)}, frozenset({"review"}))
    assert {one.step.code for one in path if not rules.may_put_aside(one)} == {
        Code.NEIGHBOURS, Code.REVIEW,
    }  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(list(Code)), st.builds(fact, st.sampled_from(list(Kind)))),
    st.frozensets(st.sampled_from([str(code) for code in Code])),
)
def test_one_step_is_next_until_nothing_waits(facts, aside):
    path = rules.stones(facts, aside)
    waiting = [one.stand for one in path if one.stand in {Stand.NEXT, Stand.LATER}]
    assert waiting.count(Stand.NEXT) == bool(waiting)
    assert not waiting or waiting[0] == Stand.NEXT
    assert rules.all_walked(path) == (not waiting and bool(facts))
    assert {one.step.code for one in path if one.stand == Stand.DONE} == set(facts)


def test_a_year_ends_on_its_day_and_29_february_finds_one():
    assert rules.year_after(date(2028, 2, 29)) == date(2029, 3, 1)
    assert not Year(DAY, date(2027, 2, 28)).is_over
    assert Year(DAY, date(2027, 3, 1)).is_over


def test_what_grew_is_what_came_in_the_year_in_its_order():
    facts = {
        Code.NEIGHBOURS: fact(Kind.ACTIVITY, date(2026, 9, 1)),
        Code.BOOKS: fact(Kind.STATEMENT, date(2026, 4, 1)),
        Code.REVIEW: fact(Kind.REVIEW, date(2027, 3, 1)),
    }
    facts[Code.COVENANT] = fact(Kind.COVENANT, date(2026, 2, 28))
    path, year = rules.stones(facts, frozenset()), Year(DAY, date(2027, 6, 1))
    assert [one.step.code for one in rules.grew(path, year)] == [Code.BOOKS, Code.NEIGHBOURS]
    assert [one.step.code for one in rules.before(path, year)] == [Code.COVENANT]


def test_every_kind_walks_a_step_and_every_step_can_be_walked():
    assert set(rules.WALKS) == set(Kind) == set(rules.KIND_WORDS)
    assert set(rules.WALKS.values()) == set(Code) == set(rules.BY_CODE)


def test_every_step_has_two_or_three_lessons_and_a_template_that_there_is():
    used = [code for step in rules.STEPS for code in step.lessons]
    assert all(2 <= len(step.lessons) <= 3 for step in rules.STEPS)
    assert sorted(used) == sorted(lessons.BY_CODE)
    assert {step.template for step in rules.STEPS} - {""} <= set(TEMPLATES)


def test_what_it_is_for_differs_where_nobody_else_manages_the_compound():
    leaders = rules.BY_CODE[Code.LEADERS]
    three_no = leaders.purpose_for("three_no")
    assert "自治委员会" in three_no != leaders.purpose_for("commercial")
    assert leaders.purpose_for("old") == leaders.purpose


def test_no_word_of_it_presses_or_compares():
    words = [step.purpose + step.counts + "".join(step.purposes.values()) for step in rules.STEPS]
    words += [*rules.STAND_WORDS.values(), *rules.KIND_WORDS.values()]
    for pressing in ("必须", "逾期", "落后", "排名", "得分", "达标", "%", "完成率"):
        assert pressing not in "".join(words)
