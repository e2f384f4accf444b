"""What neighbours tell whoever answers there, and a compound counted against its own past."""

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock, limits
from last500.base.errors import Conflict, Forbidden, Refused, TooMany
from last500.grids import actions, queries, rules
from last500.grids.models import Coverage, Note
from last500.grids.rules import NoteState, Passed
from last500.grids.tests import town

pytestmark = pytest.mark.django_db


@pytest.fixture
def yard(cast):
    return town.yard(cast)


def test_a_word_is_between_its_author_and_the_holder(cast, yard):
    town.seated(cast, yard.seat)
    note = actions.tell(cast.actor("hua"), yard.seat, "  楼道堆了东西\n")
    assert note.text == "楼道堆了东西" and town.told("note_told") == {cast.wang.pk}
    for name, sees in (("hua", 1), ("wang", 1), ("lin", 0), ("li", 0), ("he", 0)):
        assert Note.objects.visible_to(cast.actor(name)).count() == sees, name
    for name in ("lin", "li", "hua"):
        with pytest.raises(Forbidden):
            actions.answer_note(cast.actor(name), note, "好")
    actions.answer_note(cast.actor("wang"), note, "下午清走")
    note.refresh_from_db()
    assert (note.state, note.answer) == (NoteState.ANSWERED, "下午清走")
    assert town.told("note_answered") == {cast.hua.pk}
    with pytest.raises(Conflict):
        actions.pass_on(cast.actor("wang"), note, Passed.REQUEST)


def test_a_word_climbs_to_the_desk_in_time_or_by_the_holders_press(cast, yard):
    town.seated(cast, yard.seat)
    one = actions.tell(cast.actor("hua"), yard.seat, "一件")
    two = actions.tell(cast.actor("hua"), yard.seat, "两件")
    with pytest.raises(Forbidden):
        actions.give_to_desk(cast.actor("hua"), one)
    actions.give_to_desk(cast.actor("wang"), one)
    assert Note.objects.visible_to(cast.actor("lin")).get() == one
    with clock.at(clock.now() + 3 * clock.DAY + clock.MINUTE):
        assert actions.climb_notes() == 2 and actions.climb_notes() == 0
    assert Note.objects.visible_to(cast.actor("lin")).count() == 2
    assert town.told("note_waits") == {cast.lin.pk}
    actions.pass_on(cast.actor("lin"), two, Passed.TOPIC)
    two.refresh_from_db()
    assert two.state == NoteState.PASSED_ON and two.passed == Passed.TOPIC
    assert town.told("note_passed_on") == {cast.hua.pk}


def test_where_nobody_answers_the_desk_does(cast, yard):
    note = actions.tell(cast.actor("hua"), yard.seat, "灯坏了")
    assert note.at_desk and town.told("note_at_desk") == {cast.lin.pk}
    actions.answer_note(cast.actor("lin"), note, "明天修")


def test_taken_back_is_gone(cast, yard):
    note = actions.tell(cast.actor("hua"), yard.seat, "不说了")
    with pytest.raises(Forbidden):
        actions.withdraw_note(cast.actor("lin"), note)
    actions.withdraw_note(cast.actor("hua"), note)
    note.refresh_from_db()
    assert note.text == "" and note.state == NoteState.WITHDRAWN
    assert not queries.own_notes(cast.actor("hua"))


def test_words_are_short_few_and_never_empty(cast, yard):
    hua = cast.actor("hua")
    for wrong in ("", " \n", "长" * 201):
        with pytest.raises(Refused):
            actions.tell(hua, yard.seat, wrong)
    for number in range(rules.NOTES_OPEN_MOST):
        actions.tell(hua, yard.seat, f"第{number}件")
    with pytest.raises(Refused):
        actions.tell(hua, yard.seat, "再一件")


def test_nobody_floods_a_neighbour_who_answers(cast, yard):
    hua = cast.actor("hua")
    for number in range(limits.SEAT_NOTES_PER_PERSON.most):
        actions.withdraw_note(hua, actions.tell(hua, yard.seat, f"第{number}件"))
    with pytest.raises(TooMany):
        actions.tell(hua, yard.seat, "再一件")


def test_each_month_is_counted_once_and_compared_with_its_own_past(cast, yard):
    yard.at("entrance_lead", yard.entrance)
    with clock.at(clock.now() - 100 * clock.DAY):
        assert actions.count_months() == 1
    town.seated(cast, yard.seat)
    assert actions.count_months() == actions.count_months() == 1
    assert Coverage.objects.count() == 2
    (past,) = queries.coverage_of(cast.community)
    assert (past.place, past.percent, past.before) == (cast.a, 50, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Coverage.objects.update(held=9)
