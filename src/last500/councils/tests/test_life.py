"""From a draft to published minutes: what each step does, and what the database refuses."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.councils import actions, queries, rules
from last500.councils.actions import Item
from last500.councils.models import Meeting, Point, Seat
from last500.councils.rules import Came, Hands, Outcome, State
from last500.councils.tests.world import (
    CAME,
    after,
    announced,
    body,
    drafted,
    fresh,
    heard,
    minutes,
    plan,
    written,
)
from last500.notify.models import Message
from last500.proof.models import Entry
from last500.resolutions.models import Resolution, Task
from last500.topics.tests.world import fresh as fresh_topic
from last500.topics.tests.world import lives, on_agenda, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(cast):
    return cast.actor("lin")


@pytest.fixture
def he(cast):
    return cast.actor("he")


@pytest.fixture
def topic(cast):
    return on_agenda(cast)


def kinds():
    return list(Entry.objects.filter(stream__startswith="councils:").values_list("kind", flat=True))


# ---- bodies and seats ---------------------------------------------------------------------------


def test_a_compound_chooses_its_bodies_once_each(cast, lin):
    first = actions.choose(lin, cast.a, "residents")
    with pytest.raises(Conflict):
        actions.choose(lin, cast.a, "residents")
    with pytest.raises(Refused):
        actions.choose(lin, cast.a, "autonomy")  # A is a commercial estate
    assert actions.choose(cast.actor("he"), cast.c, "autonomy")
    actions.end_body(lin, first)
    assert queries.bodies(cast.a) == []
    assert actions.choose(lin, cast.a, "residents").pk != first.pk
    with pytest.raises(Forbidden):
        actions.choose(cast.actor("wang"), cast.a, "open_air")


def invited(cast, name="wang", kind="residents"):
    lives(cast, name)
    day = clock.today()
    until = day + 700 * clock.DAY
    person = cast.people[name]
    return actions.invite(cast.actor("lin"), body(cast, kind), person, since=day, until=until)


def test_a_member_sits_by_their_own_yes_alone(cast, lin):
    seat = invited(cast)
    for other in ("lin", "li"):
        with pytest.raises(Forbidden):
            actions.answer(cast.actor(other), seat, yes=True, called="三单元李姐")
    assert not queries.seats(cast.actor("li"), [seat.body])  # who was asked is not everybody's
    with pytest.raises(Refused):
        actions.answer(cast.actor("wang"), seat, yes=True, called="  ")
    actions.answer(cast.actor("wang"), seat, yes=True, called="三单元王师傅")
    [shown_seat] = queries.seats(cast.actor("li"), [seat.body])
    assert str(shown_seat.called) == "三单元王师傅"
    actions.leave(cast.actor("wang"), seat)
    assert not queries.seats(cast.actor("li"), [seat.body])


def test_a_no_costs_nothing_and_nobody_reads_it(cast, lin):
    seat = invited(cast)
    actions.answer(cast.actor("wang"), seat, yes=False)
    assert not queries.seats(lin, [seat.body])
    assert Seat.objects.visible_to(lin).count() == 0
    day = clock.today()
    again = actions.invite(lin, seat.body, cast.wang, since=day, until=day + 90 * clock.DAY)
    assert again.state == rules.Seat.ASKED
    with pytest.raises(Refused):
        actions.invite(lin, seat.body, cast.wang, since=day, until=day + 90 * clock.DAY)


def test_an_open_meeting_has_no_members_and_a_stranger_is_not_invited(cast, lin):
    with pytest.raises(Refused):
        invited(cast, kind="open_air")
    day = clock.today()
    with pytest.raises(Refused):
        actions.invite(
            lin, body(cast, "residents"), cast.zhao, since=day, until=day + 90 * clock.DAY
        )


# ---- before the meeting -------------------------------------------------------------------------


def test_a_draft_is_the_desks_and_an_announced_meeting_hangs_at_the_gate(cast, lin, topic):
    meeting = drafted(cast, topic)
    assert queries.one(cast.actor("wang"), meeting.pk) is None
    assert fresh_topic(topic).state == "supported"
    actions.announce(lin, meeting)
    assert queries.one(cast.actor("wang"), meeting.pk) == meeting
    after_ = fresh_topic(topic)
    assert after_.state == "in_council" and "坝坝会" in after_.with_words
    assert kinds() == ["meeting announced"]
    with pytest.raises(Conflict):
        actions.announce(lin, meeting)


def test_a_topic_that_gathers_support_is_put_on_by_the_desk(cast, lin):
    gathering = shown(cast)
    announced(cast, gathering)
    assert fresh_topic(gathering).state == "in_council"


def test_whom_it_concerns_hears_once(cast, lin, topic):
    seat = invited(cast, "wang")  # who brought the topic up
    actions.answer(cast.actor("wang"), seat, yes=True, called="王师傅")
    Message.objects.all().delete()
    announced(cast, topic, kind="residents")
    told = Message.objects.filter(kind="meeting_announced")
    assert [one.person_id for one in told] == [cast.wang.pk]


def test_a_notice_hangs_a_day_before(cast, lin):
    meeting = drafted(cast, starts_at=clock.now() + timedelta(hours=23))
    with pytest.raises(Refused):
        actions.announce(lin, meeting)


def test_a_meeting_is_moved_and_called_off_with_a_reason(cast, lin, topic):
    meeting = announced(cast, topic)
    later = clock.now() + timedelta(days=9)
    with pytest.raises(Refused):
        actions.move(lin, meeting, starts_at=later, spot="活动室", reason=" ")
    actions.move(lin, meeting, starts_at=later, spot="活动室", reason="那天下雨。")
    moved = fresh(meeting)
    assert moved.starts_at == later and moved.moved_from == meeting.starts_at
    assert moved.due_at > later
    with pytest.raises(Refused):
        actions.call_off(lin, moved, reason="")
    actions.call_off(lin, moved, reason="没有地方。")
    assert fresh_topic(topic).state == "supported"
    assert fresh(meeting).due_at is None
    assert kinds() == ["meeting announced", "meeting moved", "meeting called off"]


def test_an_agenda_has_no_topic_twice_and_none_that_is_decided(cast, lin, topic):
    with pytest.raises(Refused):
        drafted(cast, items=[Item(topic=topic), Item(topic=topic)])
    announced(cast, topic)
    with pytest.raises(Refused):
        drafted(cast, fresh_topic(topic))
    with pytest.raises(Refused):
        drafted(cast, items=[])


def test_a_draft_is_changed_and_what_was_announced_is_not(cast, lin, topic):
    meeting = drafted(cast)
    actions.change(lin, meeting, plan(cast, topic, title="换一个题目"))
    assert [point.topic_id for point in queries.points(meeting)] == [topic.pk, None]
    actions.announce(lin, fresh(meeting))
    with pytest.raises(Conflict):
        actions.change(lin, meeting, plan(cast, title="又换"))


# ---- minutes ------------------------------------------------------------------------------------


def test_minutes_are_written_after_it_began(cast, lin, topic):
    meeting = announced(cast, topic)
    with pytest.raises(Conflict):
        written(cast, meeting)
    with after(meeting):
        assert written(cast, meeting).state == State.WRITTEN


def published(cast, meeting, first=None):
    with after(meeting):
        written(cast, meeting, first)
        actions.confirm(cast.actor("he"), meeting)
        actions.publish(cast.actor("lin"), meeting)
    return fresh(meeting)


def test_what_was_agreed_is_a_resolution_with_who_and_when(cast, topic):
    meeting = published(cast, announced(cast, topic))
    assert meeting.state == State.PUBLISHED and meeting.due_at is None
    row = Resolution.objects.get()
    assert (row.topic_id, row.by, row.in_favour, row.against) == (topic.pk, "council", 20, 9)
    assert [(one.what, one.who) for one in Task.objects.all()] == [("画线", "物业")]
    point = meeting.points.get(order=1)
    assert point.resolution_id == row.pk
    assert fresh_topic(topic).state == "decided"
    assert kinds() == ["meeting announced", "minutes published"]


@pytest.mark.parametrize(
    "outcome", [Outcome.NOT_AGREED, Outcome.PUT_OFF, Outcome.NEEDS_VOTE, Outcome.NEEDS_CONSULTATION]
)
def test_what_was_not_agreed_waits_for_an_agenda_again(cast, topic, outcome):
    meeting = announced(cast, topic)
    published(cast, meeting, heard(meeting, 1, outcome))
    assert fresh_topic(topic).state == "supported"
    assert not Resolution.objects.exists()


def test_a_tie_goes_back_to_discussion(cast, topic):
    meeting = announced(cast, topic)
    published(cast, meeting, minutes(meeting, hands=Hands(9, 9, 3)))
    assert fresh_topic(topic).state == "supported"
    assert meeting.points.get(order=1).outcome == Outcome.TIE
    assert not Resolution.objects.exists()


def test_the_owners_matter_is_only_prepared(cast):
    topic = on_agenda(cast, whose="owners", ground="owners_use")
    meeting = announced(cast, topic)
    with after(meeting):
        with pytest.raises(Refused) as refused:
            written(cast, meeting)
        assert "二百七十八" in str(refused.value)
        written(cast, meeting, heard(meeting, 1, Outcome.NEEDS_VOTE))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"hands": Hands(36, 0)}, "in_favour_1"),
        ({"words": ""}, "words_1"),
        ({"said_for": ""}, "said_for_1"),
        ({"said_against": " "}, "said_against_1"),
        ({"decision": ""}, "decision_1"),
        ({"tasks": ()}, "what_1_1"),
        ({"review_on": None}, "review_on_1"),
        ({"outcome": "tie"}, "outcome_1"),
        ({"words": "给10000009999打电话"}, "words_1"),
    ],
)
def test_minutes_that_lack_something_say_what(cast, topic, more, field):
    meeting = announced(cast, topic)
    with after(meeting), pytest.raises(Refused) as refused:
        written(cast, meeting, minutes(meeting, **more))
    assert refused.value.field == field
    assert fresh(meeting).state == State.ANNOUNCED


def test_where_nothing_is_to_be_decided_nobody_has_to_take_sides(cast, topic):
    meeting = announced(cast, topic)
    with after(meeting):
        said = heard(meeting, 1)
        written(cast, meeting, replace(said, said_for="", said_against=""))
        point = meeting.points.get(order=1)
        assert point.said_for == point.said_against == rules.NO_SIDES
        with pytest.raises(Refused):
            written(cast, meeting, replace(said, outcome=Outcome.PUT_OFF, said_against=""))


def test_who_came_is_a_number_and_nobody_is_no_meeting(cast, lin, topic):
    meeting = announced(cast, topic)
    with after(meeting), pytest.raises(Refused):
        actions.write(lin, meeting, Came(), [])
    assert not [name for name in vars(CAME) if name not in {"residents", "owners", "members",
                                                            "guests"}]  # fmt: skip


def test_an_assembly_without_its_quorum_settles_nothing(cast, topic):
    meeting = announced(cast, topic, entitled=70)
    with after(meeting):
        with pytest.raises(Refused):
            written(cast, meeting)
        written(cast, meeting, heard(meeting, 1, Outcome.PUT_OFF))


def test_another_confirms_who_was_there(cast, lin, he, topic):
    meeting = announced(cast, topic)
    with after(meeting):
        written(cast, meeting)
        with pytest.raises(Conflict):
            actions.confirm(lin, meeting)
        with pytest.raises(Forbidden):
            actions.confirm(cast.actor("zhao"), meeting)
        with pytest.raises(Conflict):
            actions.publish(lin, meeting)
        lives(cast, "hua")
        actions.confirm(cast.actor("hua"), meeting)
        with pytest.raises(Conflict):
            actions.confirm(he, meeting)
        actions.mend(lin, meeting)
        assert fresh(meeting).confirmed_by_id is None
        with pytest.raises(Conflict):
            actions.publish(lin, meeting)


def refused_by_the_database(work, promise):
    with pytest.raises(DatabaseError) as fault, transaction.atomic():
        work()
    assert promise in str(fault.value)


def test_the_database_refuses_the_same_person_twice(cast, topic):
    meeting = announced(cast, topic)
    with after(meeting):
        written(cast, meeting)
    rows = Meeting.objects.filter(pk=meeting.pk)
    refused_by_the_database(
        lambda: rows.update(confirmed_by=cast.lin), "minutes_are_confirmed_by_another"
    )
    refused_by_the_database(lambda: rows.update(state="confirmed"), "no_minutes_without_two")
    refused_by_the_database(
        lambda: rows.update(state="published", published_at=clock.now(), due_at=None),
        "no_minutes_without_two",
    )


def test_published_minutes_stay(cast, topic):
    meeting = published(cast, announced(cast, topic))
    rows, points = Meeting.objects.filter(pk=meeting.pk), Point.objects.filter(meeting=meeting)
    for change in ({"residents": 99}, {"title": "别的"}, {"state": "called_off", "reason": "x"}):
        refused_by_the_database(lambda change=change: rows.update(**change), "minutes_stay")
    refused_by_the_database(lambda: points.update(words="改了"), "minutes_of_a_point_stay")
    refused_by_the_database(points.delete, "minutes_of_a_point_stay")
    refused_by_the_database(
        lambda: Point.objects.create(meeting=meeting, order=8, title="又一件"),
        "minutes_of_a_point_stay",
    )
    rows.update(made_by=None, written_by=None, confirmed_by=None)  # who it was goes with its term


def test_one_side_alone_is_refused_by_the_database(cast, topic):
    meeting = announced(cast, topic)
    points = Point.objects.filter(meeting=meeting, order=1)
    refused_by_the_database(
        lambda: points.update(outcome="heard", said_for="好"), "both_sides_are_written_down"
    )
    refused_by_the_database(
        lambda: points.update(outcome="agreed", said_for="好", said_against="不好",
                              in_favour=3, against=3, abstained=0),
        "a_tie_settles_no_point",
    )  # fmt: skip


def test_minutes_that_are_not_written_climb(cast, topic):
    meeting = announced(cast, topic)
    assert actions.escalate_overdue() == 0
    with clock.at(meeting.due_at + timedelta(minutes=1)):
        assert actions.escalate_overdue() == 1
        assert actions.escalate_overdue() == 0
        assert fresh(meeting).desk == cast.community
        assert Message.objects.filter(kind="meeting_late", person=cast.he).count() == 1
        written(cast, fresh(meeting))
        assert fresh(meeting).desk == cast.a
