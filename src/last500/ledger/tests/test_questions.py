"""Owners and residents ask; the desk owes a public answer; nobody's name is shown."""

from datetime import timedelta

import pytest

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused, TooMany
from last500.base.limits import QUESTIONS_PER_PERSON
from last500.ledger import actions, queries
from last500.ledger.models import Question
from last500.ledger.rules import Ask, Reply, Standing
from last500.ledger.tests import world
from last500.notify.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(cast):
    world.neighbours(cast)
    return world.entered(cast, world.opened(cast))


def asked(cast, entry, who: str = "chen", **more):
    said = {"words": "为什么比去年少一半？", "open_words": ""} | more
    return actions.ask(cast.actor(who), entry, Ask.QUESTION, **said)


def test_owner_and_resident_ask_and_nobody_else(cast, entry):
    assert asked(cast, entry).asked_as == Standing.OWNER
    assert asked(cast, entry, "hua").asked_as == Standing.RESIDENT
    for name in ("wang", "zhao", "lin", "he"):
        with pytest.raises(Forbidden):
            asked(cast, entry, name)


def test_the_answer_is_public_with_the_gist_and_only_the_words_that_were_opened(cast, entry):
    row = asked(cast, entry, open_words="广告少了一半，为什么？")
    assert Message.objects.filter(kind="ledger_asked", person=cast.lin).exists()
    assert queries.at_gate(entry.book).answered == []
    actions.answer(cast.actor("lin"), row, gist="问广告收入为什么少了", words="退租了两块屏。")
    (shown,) = queries.at_gate(entry.book).answered
    assert (shown.gist, shown.answer, shown.open_words) == (
        "问广告收入为什么少了", "退租了两块屏。", "广告少了一半，为什么？",
    )  # fmt: skip
    assert "words" in shown.get_deferred_fields()
    assert Message.objects.filter(kind="ledger_answered", person=cast.chen).exists()
    with pytest.raises(Conflict):
        actions.answer(cast.actor("he"), row, gist="x", words="x")
    with pytest.raises(Conflict):
        actions.withdraw(cast.actor("chen"), row)


def test_the_desk_reads_the_words_and_a_stranger_nothing(cast, entry):
    row = asked(cast, entry)
    for name, there in (("chen", 1), ("lin", 1), ("he", 1), ("hua", 0), ("qian", 0), ("gao", 0)):
        assert Question.objects.visible_to(cast.actor(name)).filter(pk=row.pk).count() == there


@pytest.mark.parametrize(
    ("gist", "words", "field"),
    [("", "好", "gist"), ("好", " ", "answer"), ("打 10000012345", "好", "gist"),
     ("好", "身份证11010119900101123X", "answer")],
)  # fmt: skip
def test_an_answer_says_something_and_names_no_number(cast, entry, gist, words, field):
    with pytest.raises(Refused) as refused:
        actions.answer(cast.actor("lin"), asked(cast, entry), gist=gist, words=words)
    assert refused.value.field == field


def test_one_takes_ones_own_back_before_it_is_answered(cast, entry):
    row = asked(cast, entry)
    with pytest.raises(Forbidden):
        actions.withdraw(cast.actor("hua"), row)
    actions.withdraw(cast.actor("chen"), row)
    assert Question.objects.get(pk=row.pk).reply == Reply.TAKEN_BACK
    with pytest.raises(Conflict):
        actions.answer(cast.actor("lin"), row, gist="x", words="x")


def test_what_nobody_answers_climbs_and_is_seen_to_be_late(cast, entry):
    row = asked(cast, entry)
    assert actions.escalate_questions() == 0
    with clock.at(row.due_at + timedelta(minutes=1)):
        assert actions.escalate_questions() == 1
        assert queries.at_gate(entry.book).late == 1
    assert Question.objects.get(pk=row.pk).desk_id == cast.community.pk
    assert Message.objects.filter(kind="ledger_late", person=cast.he).exists()


def test_nobody_answers_their_own(cast, entry):
    home = world.household(cast, "2-302")
    world.lives(cast, "he", "owner", home)
    with pytest.raises(Refused, match="由别人答复"):
        actions.answer(cast.actor("he"), asked(cast, entry, "he"), gist="x", words="x")


def test_nobody_fills_a_desk(cast, entry):
    for _number in range(QUESTIONS_PER_PERSON.most):
        asked(cast, entry)
    with pytest.raises(TooMany):
        asked(cast, entry)
