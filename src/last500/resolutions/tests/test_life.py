"""From a decision to the neighbours' word: by the own verbs, with what the database promises."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.organisations.models import Organisation
from last500.proof.guards import guarded
from last500.proof.models import Entry
from last500.resolutions import actions, queries
from last500.resolutions.models import Agreement, Event, NeighbourWord, Resolution, Task
from last500.resolutions.retention import _leave
from last500.resolutions.rules import Counts
from last500.resolutions.tests.world import adopted, day, done, fresh, only_task, task
from last500.topics import actions as topics
from last500.topics.models import Topic
from last500.topics.tests.world import crowd, in_council, lives, on_agenda

pytestmark = pytest.mark.django_db


def told(person, kind):
    return Message.objects.filter(person=person, kind=kind, channel="inbox").count()


def say(cast, row, *words):
    names = crowd(cast, len(words), first=20)
    for name, word in zip(names, words, strict=True):
        actions.say_word(cast.actor(name), row, word=word)
    return names


def test_a_decision_is_numbered_published_and_written_into_the_log(cast):
    topic = in_council(cast)
    one, other = adopted(cast, topic), adopted(cast)
    year = clock.today().year
    assert [(row.year, row.number) for row in (one, other)] == [(year, 1), (year, 2)]
    assert Topic.objects.get(pk=topic.pk).state == "decided"
    entries = Entry.objects.filter(stream=f"resolutions:{cast.a.pk}").order_by("seq")
    assert [entry.kind for entry in entries] == ["resolution published"] * 2
    assert str(one.pk) in entries[0].body
    assert told(cast.wang, "topic_decided") == 2


def test_only_the_desk_adopts(cast):
    topic = in_council(cast)
    with pytest.raises(Forbidden):
        actions.adopt(
            cast.actor("wang"), topic, by="council", words="好", tasks=[task()],
            review_on=day(90),
        )  # fmt: skip
    with pytest.raises(Forbidden):
        actions.adopt(
            cast.actor("qian"), None, compound=cast.a, by="desk", words="好", tasks=[task()],
            review_on=day(90),
        )  # fmt: skip


def test_a_tie_goes_back_to_discussion_and_more_against_is_not_adopted(cast):
    topic = in_council(cast)
    with pytest.raises(Refused) as fault:
        adopted(cast, topic, counts=Counts(3, 5))
    assert fault.value.field == "against"
    tied = actions.adopt(
        cast.actor("lin"), topic, by="council", words="好", tasks=[task()], review_on=day(90),
        counts=Counts(7, 7, 1),
    )  # fmt: skip
    assert tied is None
    assert Topic.objects.get(pk=topic.pk).state == "supported"
    assert not Resolution.objects.exists()


def test_the_database_takes_no_tie(cast):
    row = adopted(cast)
    values = {f.attname: getattr(row, f.attname) for f in Resolution._meta.concrete_fields}
    with pytest.raises(IntegrityError, match="a_tie_is_no_decision"), transaction.atomic():
        Resolution.objects.create(
            **(values | {"id": None, "number": 9, "in_favour": 3, "against": 3})
        )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"tasks": []}, "what_1"),
        ({"tasks": [task(what="")]}, "what_1"),
        ({"tasks": [task(who="")]}, "who_1"),
        ({"tasks": [task(kind="person")]}, "who_1"),
        ({"tasks": [task(until=None)], "review_on": None}, "review_on"),
        ({"words": ""}, "words"),
        ({"words": "找 10000000001"}, "words"),
        ({"by": "x"}, "by"),
        ({"counts": Counts(-1, -2)}, "in_favour"),
        ({"decided_on": "later"}, "decided_on"),
    ],
)
def test_a_decision_without_somebody_who_answers_and_a_day_is_none(cast, wrong, field):
    if wrong.get("review_on", 1) is None:
        wrong = {"tasks": [task(until=day(200))], "review_on": day(100)}
    if wrong.get("decided_on"):
        wrong = {"decided_on": day(1)}
    topic = in_council(cast)
    with pytest.raises(Refused) as fault, transaction.atomic():
        adopted(cast, topic, **wrong)
    assert fault.value.field == field
    assert Topic.objects.get(pk=topic.pk).state == "in_council"


def test_what_is_the_owners_alone_a_council_cannot_decide(cast):
    topic = in_council(cast, whose="owners", ground="owners_use")
    with pytest.raises(Refused) as fault:
        adopted(cast, topic)
    assert fault.value.field == "by"
    assert adopted(cast, topic, by="vote", counts=None).by == "vote"


def test_what_was_decided_is_never_changed_and_a_correction_names_it(cast):
    row = adopted(cast)
    assert "resolutions_resolution" in guarded(connection)
    for change in (
        lambda: Resolution.objects.filter(pk=row.pk).update(words="别的"),
        lambda: Resolution.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    lin = cast.actor("lin")
    with pytest.raises(Refused):
        actions.correct(lin, row, title="车位", words="划三十个车位", why="")
    new = actions.correct(lin, row, title=row.title, words="划三十八个车位。", why="数错了两个")
    assert (new.number, new.version, new.corrects_id) == (row.number, 2, row.pk)
    with pytest.raises(Conflict):
        actions.correct(lin, row, title=row.title, words="又改", why="又数错")
    (entry,) = queries.at(cast.a)
    assert (entry.first.pk, entry.latest.pk, len(entry.tasks)) == (row.pk, new.pk, 1)
    last = Entry.objects.filter(stream=f"resolutions:{cast.a.pk}").order_by("-seq").first()
    assert last.kind == "resolution corrected"
    assert str(row.pk) in last.body


def test_a_neighbour_answers_only_by_their_own_yes(cast):
    chosen = task(kind="person", who="", person=cast.li.pk)
    row = adopted(cast, tasks=[chosen, task("贴到每个单元")])
    mine = only_task(row)
    assert told(cast.li, "task_offered") == 1
    assert not actions.may_answer(cast.actor("li"), mine)
    with pytest.raises(Forbidden):
        actions.answer_task(cast.actor("lin"), mine, yes=True, called="李姐")
    with pytest.raises(Refused):
        actions.answer_task(cast.actor("li"), mine, yes=True)
    actions.answer_task(cast.actor("li"), mine, yes=True, called="三号楼李姐")
    assert actions.may_answer(cast.actor("li"), fresh(mine))
    with pytest.raises(Conflict):
        actions.answer_task(cast.actor("li"), mine, yes=False)
    assert not Event.objects.filter(actor=cast.li).exists()


def test_a_no_gives_it_to_the_desk_and_says_nothing_of_whom(cast):
    row = adopted(cast, tasks=[task(kind="person", who="", person=cast.li.pk)])
    actions.answer_task(cast.actor("li"), only_task(row), yes=False)
    after = only_task(row)
    assert (after.person_id, after.kind, after.who) == (None, "office", "小区值守")


def test_an_organisation_answers_by_its_liaison(cast):
    own = Organisation.objects.filter(place=cast.a).first() or Organisation.objects.create(
        place=cast.a, kind="property", name="安心物业"
    )
    row = adopted(cast, tasks=[task(kind="organisation", who="", organisation=own.pk)])
    assert only_task(row).who == own.name
    with pytest.raises(Forbidden):
        actions.say_done(cast.actor("zhao"), only_task(row))


def test_done_asks_those_who_supported_it_and_they_alone_say_whether_it_is(cast):
    topic = on_agenda(cast)
    for name in crowd(cast, 2):
        topics.support(cast.actor(name), topic)
    topic = topics.take_up(cast.actor("lin"), topic, words="坝坝会")
    row = adopted(cast, topic)
    mine = done(cast, row)
    assert told(cast.door0, "task_done") == told(cast.wang, "task_done") == 1
    assert Topic.objects.get(pk=topic.pk).state == "carried_out"
    with pytest.raises(Forbidden):
        actions.say_word(cast.actor("wang"), mine, word="done")  # lives elsewhere
    names = say(cast, mine, "done", "not_yet", "done")
    actions.say_word(cast.actor(names[1]), mine, word="done")
    assert fresh(mine).said_done == NeighbourWord.objects.count() == 3
    actions.take_back_word(cast.actor(names[0]), mine)
    assert fresh(mine).said_done == 2


def test_enough_not_yet_lays_it_on_the_desk_which_reopens_or_stands_by_it(cast):
    row = adopted(cast)
    mine = done(cast, row)
    names = say(cast, mine, "done", "done", "done", "not_yet", "not_yet")
    assert fresh(mine).state == "doubted"
    assert told(cast.lin, "task_doubted") == 1
    lin = cast.actor("lin")
    with pytest.raises(Refused):
        actions.stand_by(lin, mine, reason="")
    actions.stand_by(lin, mine, reason="去看过，线画好了，还有两个位置等雨停")
    assert fresh(mine).state == "done"
    actions.say_word(cast.actor(names[0]), mine, word="not_yet")
    assert fresh(mine).state == "doubted"
    actions.reopen(lin, mine, until=day(30), reason="还有两个车位没画")
    after = fresh(mine)
    assert (after.state, after.until_on) == ("open", day(30))
    assert Topic.objects.get(pk=row.topic_id).state == "decided"
    # A new "done" is a new question.
    assert done(cast, row).said.total == 0


def test_later_or_not_at_all_has_its_reason(cast):
    row = adopted(cast)
    mine, lin = only_task(row), cast.actor("lin")
    with pytest.raises(Refused):
        actions.put_off(lin, mine, until=day(40), reason="")
    with pytest.raises(Refused):
        actions.put_off(lin, mine, until=day(20), reason="下雨")
    actions.put_off(lin, mine, until=day(40), reason="一直下雨，没法画线")
    after = fresh(mine)
    assert (after.state, after.first_until, after.until_on) == ("put_off", day(20), day(40))
    with pytest.raises(Forbidden):
        actions.drop(cast.actor("wang"), mine, reason="x")
    actions.drop(lin, mine, reason="消防说不用画了")
    assert fresh(mine).due_at is None
    with pytest.raises(Conflict):
        actions.say_done(lin, mine)


def test_overdue_climbs_and_stays_visible(cast):
    row = adopted(cast)
    mine = only_task(row)
    for desk in (cast.community, cast.street):
        with clock.at(fresh(mine).due_at + clock.HOUR):
            assert actions.escalate_overdue() == 1
        assert fresh(mine).desk_id == desk.pk
    with clock.at(fresh(mine).due_at + clock.HOUR):
        assert actions.escalate_overdue() == 0
        assert queries.is_late(fresh(mine))
    assert told(cast.he, "task_late") >= 1


def test_the_review_day_lays_an_agreement_on_the_desk_once(cast):
    row = adopted(cast)
    assert actions.lay_down_due() == 0
    with clock.at(clock.start_of(row.review_on) + clock.HOUR):
        assert actions.lay_down_due() == 1
        assert actions.lay_down_due() == 0
        assert told(cast.lin, "review_due") == 1
        assert [a.resolution_id for a in queries.on_desk(cast.actor("lin"), cast.a).reviews] == [
            row.pk
        ]
        with pytest.raises(Refused):
            actions.keep(cast.actor("lin"), row, review_on=clock.today(), reason="好用")
        actions.keep(cast.actor("lin"), row, review_on=day(180), reason="大家说好用")
        assert queries.on_desk(cast.actor("lin"), cast.a).reviews == []


def test_a_new_resolution_changes_or_ends_an_agreement(cast):
    row = adopted(cast)
    new = adopted(cast, Topic.objects.get(pk=row.topic_id), replaces=row, words="划四十五个车位。")
    assert Agreement.objects.get(pk=row.pk).holds == "changed"
    assert only_task(row).state == "dropped"
    end = actions.adopt(
        cast.actor("lin"), Topic.objects.get(pk=row.topic_id), by="council", words="不再划线。",
        tasks=[], review_on=day(30), replaces=new, ends=True,
    )  # fmt: skip
    assert Agreement.objects.get(pk=new.pk).holds == Agreement.objects.get(pk=end.pk).holds
    assert Topic.objects.get(pk=row.topic_id).state == "settled"
    with pytest.raises(Conflict):
        actions.keep(cast.actor("lin"), new, review_on=day(30), reason="还要")


def test_an_agreement_that_does_not_hold_goes_back(cast):
    row = adopted(cast)
    actions.back(cast.actor("lin"), row, reason="车更多了，划线不够")
    assert Agreement.objects.get(pk=row.pk).holds == "back"
    assert Topic.objects.get(pk=row.topic_id).state == "supported"
    assert only_task(row).state == "dropped"


def test_the_desk_answers_what_neighbours_say(cast):
    row = adopted(cast)
    done(cast, row)
    actions.read(cast.actor("lin"), row, reason="邻居都说办到了")
    assert Topic.objects.get(pk=row.topic_id).state == "reviewed"
    actions.keep(cast.actor("lin"), row, review_on=day(200), reason="接着用")
    topic = Topic.objects.get(pk=row.topic_id)
    assert topic.state == "reviewed"
    assert topic.due_at == Agreement.objects.get(pk=row.pk).due_at


def test_who_leaves_is_gone_from_tasks_and_counts(cast):
    row = adopted(cast, tasks=[task(kind="person", who="", person=cast.li.pk)])
    actions.answer_task(cast.actor("li"), only_task(row), yes=True, called="李姐")
    mine = done(cast, row)
    lives(cast, "li", door="909")
    actions.say_word(cast.actor("li"), mine, word="done")
    _leave(cast.li)
    after = fresh(mine)
    assert (after.person_id, after.called, after.said_done) == (None, "", 0)
    assert Task.objects.get(pk=mine.pk).who == "小区值守"


def test_words_of_an_earlier_done_are_gone(cast):
    row = adopted(cast)
    mine = done(cast, row)
    (name, *_others) = say(cast, mine, "done", "done", "done", "not_yet", "not_yet")
    actions.reopen(cast.actor("lin"), fresh(mine), until=day(30), reason="还差两个")
    done(cast, row)
    assert not NeighbourWord.objects.exists()
    actions.say_word(cast.actor(name), mine, word="done")
    assert fresh(mine).said.total == 1
