"""From a draft to the published result: one voice each, in time, and nobody's afterwards."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.guarding import missing
from last500.consultations import actions, guards, queries
from last500.consultations.models import Answer, Consultation, Slip
from last500.consultations.rules import Form, Phase, Voice, Who
from last500.consultations.tests.world import after, announced, filled, settle
from last500.notify.models import Message
from last500.proof.models import Entry
from tests.postgres import owner

pytestmark = pytest.mark.django_db
TICK = timedelta(milliseconds=1)


@pytest.fixture
def homes(cast):
    return settle(cast)


def test_the_guards_are_in_place():
    assert missing(guards.REFUSALS, connection) == set()


def test_a_household_has_one_voice(cast, homes):
    one = announced(cast)
    actions.answer(cast.actor("chen"), one, [0], homes["chen"])
    with pytest.raises(Conflict, match="你家已经有人答过了"):
        actions.answer(cast.actor("hua"), one, [1], homes["hua"])
    actions.answer(cast.actor("wang"), one, [1], homes["wang"])
    assert Answer.objects.count() == 2


def test_a_person_has_one_voice_where_persons_are_asked(cast, homes):
    one = announced(cast, voice=Voice.PERSON)
    for name in ("chen", "hua", "wang", "li"):
        actions.answer(cast.actor(name), one, [0])
    actions.answer(cast.actor("chen"), one, [2])
    assert Answer.objects.count() == 4


def test_owners_are_asked_and_nobody_else(cast, homes):
    one = announced(cast, who=Who.OWNERS, voice=Voice.PERSON)
    actions.answer(cast.actor("li"), one, [0])
    for name in ("hua", "zhao", "lin"):
        with pytest.raises(Refused):
            actions.answer(cast.actor(name), one, [0])


def test_nobody_speaks_for_another_household(cast, homes):
    one = announced(cast)
    with pytest.raises(Refused):
        actions.answer(cast.actor("hua"), one, [0], homes["wang"])
    with pytest.raises(Refused):
        actions.answer(cast.actor("chen"), one, [0])


@pytest.mark.parametrize(
    ("moment", "counts"), [(-TICK, True), (timedelta(0), False), (TICK, False)]
)
def test_a_millisecond_around_the_closing_decides(cast, homes, moment, counts):
    one = announced(cast)
    with after(one, moment):
        if counts:
            actions.answer(cast.actor("chen"), one, [0], homes["chen"])
        else:
            with pytest.raises(Conflict, match="截止"):
                actions.answer(cast.actor("chen"), one, [0], homes["chen"])
    assert Answer.objects.count() == counts


def test_nobody_answers_before_it_opens(cast, homes):
    opens = clock.now() + timedelta(days=1)
    one = announced(cast, opens_at=opens)
    with clock.at(opens - TICK), pytest.raises(Conflict):
        actions.answer(cast.actor("chen"), one, [0], homes["chen"])
    with clock.at(opens):
        actions.answer(cast.actor("chen"), one, [0], homes["chen"])


def test_after_the_closing_an_answer_is_not_changed_either(cast, homes):
    one = announced(cast)
    actions.answer(cast.actor("chen"), one, [0], homes["chen"])
    with after(one), pytest.raises(Conflict):
        actions.answer(cast.actor("chen"), one, [1], homes["chen"])
    assert Answer.objects.get().choice == [0]


def test_the_running_clock_of_the_database_is_in_time_as_well(cast, homes):
    """No held clock here: what the database stamps lies within the window."""
    one = announced(cast)
    row = actions.answer(cast.actor("chen"), one, [0], homes["chen"])
    row.refresh_from_db()
    assert one.opens_at <= row.at + timedelta(seconds=1) and row.at < one.closes_at


def test_nothing_of_an_announced_question_changes(cast, homes):
    one = announced(cast)
    with pytest.raises(Conflict):
        actions.change(cast.actor("lin"), one, filled(title="别的"))
    for change in ({"title": "别的"}, {"options": ["是", "否"]}, {"voice": "person"},
                   {"closes_at": clock.now()}, {"state": "draft", "due_at": None}):  # fmt: skip
        with pytest.raises(IntegrityError, match="keeps_its_word"), transaction.atomic():
            Consultation.objects.filter(pk=one.pk).update(**change)


def test_the_guard_alone_stops_a_late_answer(cast, homes):
    """The control: without the guard the same row is taken."""
    one = announced(cast)
    late = {"consultation": one, "voice_index": "x" * 64, "at": one.closes_at}
    with pytest.raises(IntegrityError, match="answers_come_in_time"), transaction.atomic():
        Answer.objects.create(**late)
    connection.check_constraints()  # PostgreSQL alters no table while a check is still to come
    with owner():
        guards.remove(connection)
        Answer.objects.create(**late)
        connection.check_constraints()
        guards.install(connection)


def test_a_result_is_published_once_after_the_closing_and_never_changed(cast, homes):
    one = announced(cast)
    actions.answer(cast.actor("chen"), one, [0], homes["chen"])
    with pytest.raises(Conflict):
        actions.publish(cast.actor("lin"), one)
    with after(one):
        result = actions.publish(cast.actor("lin"), one)
        assert (result.voices, result.told) == (1, False)
        with pytest.raises(Conflict):
            actions.publish(cast.actor("lin"), one)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.filter(pk=one.pk).update(result={"voices": 900})
    assert [e.kind for e in Entry.objects.filter(stream__startswith="consultations:")] == [
        "consultation announced", "consultation result",
    ]  # fmt: skip


def test_afterwards_no_answer_is_anybodys(cast, homes):
    one = announced(cast)
    actions.answer(cast.actor("chen"), one, [0], homes["chen"])
    with after(one):
        actions.publish(cast.actor("lin"), one)
    assert Answer.objects.get().person is None
    assert queries.own_answer(cast.actor("chen"), one) is None


def test_nobody_reads_anothers_answer_and_no_desk_does(cast, homes):
    one = announced(cast)
    actions.answer(cast.actor("chen"), one, [0], homes["chen"])
    for name in ("hua", "lin", "he", "sun", "op"):
        assert not Answer.objects.visible_to(cast.actor(name)).exists(), name


def test_a_cancelled_one_says_why_and_counts_nothing(cast, homes):
    one = announced(cast)
    actions.answer(cast.actor("chen"), one, [0], homes["chen"])
    with pytest.raises(Refused):
        actions.cancel(cast.actor("lin"), one, reason=" ")
    actions.cancel(cast.actor("lin"), one, reason="少写了一处位置，重新问。")
    fresh = Consultation.objects.get()
    assert (fresh.phase, fresh.result) == (Phase.CANCELLED, None)
    with pytest.raises(Conflict):
        actions.answer(cast.actor("wang"), fresh, [0], homes["wang"])


@pytest.mark.parametrize("who", ["wang", "qian", "tang", "op"])
def test_only_the_desk_of_the_compound_asks(cast, who):
    with pytest.raises(Forbidden):
        actions.draft(cast.actor(who), cast.a, filled())


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"options": ("一样", "一样")}, "options"),
        ({"options": ("只有一个",)}, "options"),
        ({"options": tuple("甲乙丙丁戊己庚辛壬癸子")}, "options"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(cast, more, field):
    with pytest.raises(Refused) as refused:
        actions.draft(cast.actor("lin"), cast.a, filled(**more))
    assert refused.value.field == field


def test_two_days_are_too_few_to_be_asked(cast):
    made = actions.draft(cast.actor("lin"), cast.a, filled())
    for days in (2, 61):
        with pytest.raises(Refused):
            actions.announce(cast.actor("lin"), made, opens_at=clock.now(), days=days)


def test_those_who_are_asked_are_told_and_nobody_else(cast, homes):
    announced(cast, who=Who.OWNERS)
    told = Message.objects.filter(kind="consultation_opens")
    assert {row.person_id for row in told} == {cast.chen.pk, cast.wang.pk, cast.li.pk}


def test_a_late_result_is_heard_of_above_once(cast, homes):
    one = announced(cast)
    with after(one, timedelta(days=6)):
        assert actions.escalate_overdue() == 1
        assert actions.escalate_overdue() == 0
    assert Message.objects.filter(kind="consultation_late", person=cast.he).count() == 1


# ---- slips --------------------------------------------------------------------------------------


def read(cast, who, one, home, said, number="A-1"):
    return actions.read(cast.actor(who), one, number=number, how="paper", said=said, household=home)


def test_a_slip_counts_when_two_people_have_read_the_same(cast, homes):
    one = announced(cast)
    read(cast, "lin", one, homes["wang"], [1])
    read(cast, "lin", one, homes["wang"], [1])
    assert not Answer.objects.exists()
    assert read(cast, "he", one, homes["wang"], [1]).answer is not None
    assert Answer.objects.get().by_slip


def test_a_slip_on_which_two_differ_waits_and_is_spoiled_at_last(cast, homes):
    one = announced(cast)
    read(cast, "lin", one, homes["wang"], [1])
    read(cast, "he", one, homes["wang"], [0])
    assert not Answer.objects.exists()
    with after(one):
        actions.publish(cast.actor("lin"), one)
    assert Consultation.objects.get().result["spoiled"] == 1


def test_they_look_again_together_and_then_it_counts(cast, homes):
    one = announced(cast)
    read(cast, "lin", one, homes["wang"], [1])
    read(cast, "he", one, homes["wang"], [0])
    read(cast, "he", one, homes["wang"], [1])
    assert Answer.objects.get().choice == [1]
    with pytest.raises(Conflict):
        read(cast, "he", one, homes["wang"], [0])


def test_no_count_while_a_slip_waits_for_its_second_reading(cast, homes):
    one = announced(cast)
    read(cast, "lin", one, homes["wang"], [1])
    with after(one):
        with pytest.raises(Conflict, match="一个人录过"):
            actions.publish(cast.actor("lin"), one)
        read(cast, "he", one, homes["wang"], [1])
        assert actions.publish(cast.actor("lin"), one).voices == 1


def test_a_household_that_has_answered_has_no_slip_beside_it(cast, homes):
    one = announced(cast)
    actions.answer(cast.actor("wang"), one, [0], homes["wang"])
    read(cast, "lin", one, homes["wang"], [1])
    with pytest.raises(Conflict, match="已经有一份"):
        read(cast, "he", one, homes["wang"], [1])
    assert Answer.objects.get().choice == [0]


def test_the_database_refuses_one_person_as_both_readers(cast, homes):
    one = announced(cast)
    slip = read(cast, "lin", one, homes["wang"], [1])
    with pytest.raises(IntegrityError), transaction.atomic():
        Slip.objects.filter(pk=slip.pk).update(second_by=cast.lin)


def test_a_ranked_question_keeps_the_order(cast, homes):
    one = announced(cast, form=Form.RANKED)
    row = actions.answer(cast.actor("chen"), one, [2, 0], homes["chen"])
    assert row.choice == [2, 0]
    with pytest.raises(Refused):
        actions.answer(cast.actor("wang"), one, [2, 2], homes["wang"])
