"""The life of a topic by its own verbs: who may, what everybody reads, who is told."""

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.service_requests import actions as requests
from last500.topics import actions, queries
from last500.topics.models import Apart, Opinion, Support, Topic, TopicEvent
from last500.topics.retention import _leave, _restrict
from last500.topics.tests.world import (
    crowd,
    draft,
    fresh,
    in_council,
    lives,
    on_agenda,
    proposed,
    shown,
    sorting,
)

pytestmark = pytest.mark.django_db


def told(person, kind):
    return Message.objects.filter(person=person, kind=kind, channel="inbox").count()


def test_whoever_is_concerned_proposes_and_nobody_else(cast):
    with pytest.raises(Forbidden):
        actions.propose(cast.actor("zhao"), cast.a, draft())
    with pytest.raises(Forbidden):
        actions.propose(cast.actor("chen"), cast.a, draft())
    lives(cast, "chen")
    for name in ("chen", "wang"):
        topic = actions.propose(cast.actor(name), cast.a, draft())
        assert topic.state == "proposed"
        assert topic.due_at > clock.now()
    assert told(cast.lin, "topic_new") == 2


def test_nobody_but_the_desk_and_the_proposer_sees_it_before_the_desk_has_looked(cast):
    topic = proposed(cast)
    seen = {
        name: queries.one(cast.actor(name), topic.pk) is not None
        for name in ("wang", "lin", "he", "li", "qian", "zhao")
    }
    assert seen == {"wang": 1, "lin": 1, "he": 1, "li": 0, "qian": 0, "zhao": 0}
    assert queries.at(cast.a).is_empty
    actions.sort(cast.actor("lin"), topic, sorting())
    assert queries.one(cast.actor("zhao"), topic.pk) is not None
    assert [row.title for row in queries.at(cast.a).talked] == ["院子里停车怎么排"]
    assert told(cast.wang, "topic_sorted") == 1


def test_a_person_has_a_bounded_number_waiting(cast):
    for _number in range(5):
        proposed(cast)
    with pytest.raises(Refused):
        proposed(cast)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 41}, "title"),
        ({"words": ""}, "words"),
        ({"kind": "x"}, "kind"),
        ({"audience": "x"}, "audience"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(cast, wrong, field):
    with pytest.raises(Refused) as fault:
        actions.propose(cast.actor("wang"), cast.a, draft(**wrong))
    assert fault.value.field == field


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"words": "打我电话 10000000001"}, "words"),
        ({"words": "王建说的"}, "words"),
        ({"whose": "nobody"}, "whose"),
        ({"whose": "owners"}, "ground"),
        ({"whose": "government", "ground": "enforcement"}, "office"),
    ],
)
def test_what_hangs_at_the_gate_names_nobody_and_says_whose_it_is(cast, wrong, field):
    topic = proposed(cast)
    with pytest.raises(Refused) as fault:
        actions.sort(cast.actor("lin"), topic, sorting(**wrong))
    assert fault.value.field == field
    assert fresh(topic).state == "proposed"


def test_the_desk_enters_for_somebody_without_an_account(cast):
    entered = draft(name="孙婆婆", agreed="paper")
    with pytest.raises(Forbidden):
        actions.enter(cast.actor("wang"), cast.a, entered)
    for wrong in (draft(name="孙婆婆"), draft(agreed="paper")):
        with pytest.raises(Refused):
            actions.enter(cast.actor("lin"), cast.a, wrong)
    topic = actions.enter(cast.actor("lin"), cast.a, entered)
    row = queries.proposal_of(cast.actor("lin"), topic)
    assert (row.person_id, row.name, row.entered_by_id) == (None, "孙婆婆", cast.lin.pk)
    with pytest.raises(Refused):
        actions.sort(cast.actor("lin"), topic, sorting(words="孙婆婆说没有车位"))


def test_danger_is_heard_at_once(cast):
    topic = proposed(cast, words="三楼厨房起火了，快来人")
    assert topic.suspected_emergency == "119"
    assert told(cast.lin, "topic_emergency") == 1


def test_support_counts_households_and_puts_it_on_an_agenda(cast):
    topic = shown(cast)
    names = crowd(cast, 5)
    lives(cast, "hua", door="101")  # the same door as the first of them
    for name in [names[0], "hua", *names[1:4]]:
        topic = actions.support(cast.actor(name), topic)
    assert (fresh(topic).households, fresh(topic).state) == (4, "sorted")
    actions.support(cast.actor(names[4]), topic)
    assert (fresh(topic).households, fresh(topic).state) == (5, "supported")
    assert told(cast.wang, "topic_moved") == 1


def test_support_is_one_press_and_can_be_taken_back(cast):
    topic = shown(cast)
    with pytest.raises(Forbidden):
        actions.support(cast.actor("wang"), topic)  # reported in, but lives elsewhere
    (name,) = crowd(cast, 1)
    actions.support(cast.actor(name), topic)
    with pytest.raises(Conflict):
        actions.support(cast.actor(name), topic)
    actions.take_back_support(cast.actor(name), topic)
    assert (fresh(topic).households, Support.objects.count()) == (0, 0)
    with pytest.raises(Conflict):
        actions.take_back_support(cast.actor(name), topic)


def test_fewer_later_do_not_take_it_off_the_agenda(cast):
    topic = shown(cast)
    names = crowd(cast, 5)
    for name in names:
        actions.support(cast.actor(name), topic)
    actions.take_back_support(cast.actor(names[0]), topic)
    assert (fresh(topic).households, fresh(topic).state) == (4, "supported")


def test_each_compound_has_its_own_threshold(cast):
    topic = shown(cast)
    for name in crowd(cast, 2):
        actions.support(cast.actor(name), topic)
    with pytest.raises(Refused):
        actions.set_threshold(cast.actor("lin"), cast.a, 0)
    with pytest.raises(Forbidden):
        actions.set_threshold(cast.actor("qian"), cast.a, 2)
    actions.set_threshold(cast.actor("lin"), cast.a, 2)
    assert fresh(topic).state == "supported"
    assert queries.threshold_of(cast.a) == 2
    assert queries.threshold_of(cast.c) == 5


def test_a_reason_puts_it_on_or_turns_it_down(cast):
    lin = cast.actor("lin")
    topic = shown(cast)
    with pytest.raises(Refused):
        actions.put_on(lin, topic, reason=" ")
    with pytest.raises(Refused):
        actions.decline(lin, topic, reason="说过了", ground="")
    with pytest.raises(Refused):
        actions.refer(lin, topic, to="", reason="归他们管")
    with pytest.raises(Forbidden):
        actions.decline(cast.actor("wang"), topic, reason="x", ground="y")
    actions.decline(lin, topic, reason="去年刚定过", ground="管理规约第三条")
    over = fresh(topic)
    assert (over.state, over.reason, over.due_at) == ("declined", "去年刚定过", None)
    gone = fresh(actions.refer(lin, shown(cast), to="城市管理部门", reason="占道归他们管"))
    assert (gone.state, gone.referred_to) == ("referred", "城市管理部门")


def test_merging_keeps_both_supports_and_counts_a_household_once(cast):
    one, other = shown(cast), shown(cast, by="li")
    names = crowd(cast, 4)
    for name in names[:3]:
        actions.support(cast.actor(name), one)
    for name in names[1:]:
        actions.support(cast.actor(name), other)
    actions.merge(cast.actor("lin"), other, into=one)
    assert (fresh(one).households, fresh(other).state) == (4, "merged")
    assert told(cast.li, "topic_merged") == told(cast.wang, "topic_joined") == 1
    # Who supported what was merged may take it back where it now stands.
    actions.take_back_support(cast.actor(names[3]), one)
    assert fresh(one).households == 3
    actions.part(cast.actor("lin"), fresh(other))
    assert (fresh(one).households, fresh(other).households) == (3, 2)
    assert fresh(other).state == "sorted"


def test_what_cannot_be_merged(cast):
    lin = cast.actor("lin")
    one, other, third = shown(cast), shown(cast), shown(cast)
    with pytest.raises(Refused):
        actions.merge(lin, one, into=one)
    with pytest.raises(Conflict):
        actions.merge(lin, one, into=proposed(cast))
    actions.merge(lin, other, into=one)
    with pytest.raises(Refused):
        actions.merge(lin, one, into=third)
    with pytest.raises(Refused):
        actions.withdraw(cast.actor("wang"), one)
    actions.take_up(lin, actions.put_on(lin, one, reason="上会"), words="议事会")
    with pytest.raises(Conflict):
        actions.part(lin, fresh(other))


def test_similar_topics_are_proposed_for_merging_and_others_not(cast):
    one = shown(cast)
    shown(cast, title="电梯又坏了", words="二单元电梯上周坏了三次，老人下不了楼。")
    late = proposed(cast, by="li", title="停车", words="晚上回来没有车位，消防通道都停满了车。")
    found = queries.alike(cast.actor("lin"), late)
    assert [near.topic.pk for near in found] == [one.pk]
    assert any("车位" in phrase or "消防通道" in phrase for phrase in found[0].phrases)


def test_only_the_proposer_withdraws_and_only_before_an_agenda(cast):
    topic = shown(cast)
    with pytest.raises(Forbidden):
        actions.withdraw(cast.actor("li"), topic)
    actions.withdraw(cast.actor("wang"), topic)
    assert queries.at(cast.a).is_empty
    with pytest.raises(Conflict):
        actions.withdraw(cast.actor("wang"), on_agenda(cast))


def test_councils_lead_it_on_and_a_tie_brings_it_back(cast):
    lin = cast.actor("lin")
    topic = in_council(cast)
    assert topic.with_words == "十月的坝坝会"
    with pytest.raises(Conflict):
        actions.take_up(lin, topic, words="另一个会")
    with pytest.raises(Refused):
        actions.back_to_discussion(lin, topic, reason="")
    topic = fresh(actions.back_to_discussion(lin, topic, reason="两边一样多"))
    assert (topic.state, topic.with_words) == ("supported", "")
    topic = actions.take_up(lin, topic, words="十一月的坝坝会")
    actions.decided(lin, topic, on=clock.today(), number="2026-1")
    actions.carried_out(lin, topic)
    actions.reopen(lin, topic)
    actions.carried_out(lin, topic)
    actions.reviewed(lin, topic, reason="线画好了，邻居都说办到了")
    actions.settle(lin, topic, reason="一直这么办")
    assert (fresh(topic).state, fresh(topic).due_at) == ("settled", None)
    with pytest.raises(Conflict):
        actions.reopen(lin, topic)


def test_an_opinion_is_sealed_until_the_desk_has_looked(cast):
    topic = shown(cast)
    one, other = crowd(cast, 2)
    with pytest.raises(Forbidden):
        actions.say(cast.actor("wang"), topic, stance="for", words="好")
    for wrong in ({"stance": "x", "words": "好"}, {"stance": "for", "words": ""},
                  {"stance": "for", "words": "长" * 201},
                  {"stance": "for", "words": "打 10000000001"}):  # fmt: skip
        with pytest.raises(Refused):
            actions.say(cast.actor(one), topic, **wrong)
    mine = actions.say(cast.actor(one), topic, stance="for", words="画线好")
    other_row = actions.say(cast.actor(other), topic, stance="against", words="车更少了")
    assert not any(queries.shown_opinions(topic).values())
    assert not Opinion.objects.visible_to(cast.actor("zhao")).exists()
    actions.look(cast.actor("lin"), mine)
    with pytest.raises(Refused):
        actions.look(cast.actor("lin"), other_row, show=False)
    actions.look(cast.actor("lin"), other_row, show=False, returned_why="写了邻居的名字")
    found = queries.shown_opinions(topic)
    assert [row.words for row in found["for"]] == ["画线好"]
    assert found["against"] == []
    assert told(cast.people[other], "topic_opinion_returned") == 1
    # Changed, it waits again; what was read meanwhile is not shown by an old press.
    actions.say(cast.actor(one), topic, stance="other", words="先试三个月")
    assert not any(queries.shown_opinions(topic).values())
    with pytest.raises(Conflict):
        actions.look(cast.actor("lin"), mine)


def test_opinions_and_support_close_with_the_decision(cast):
    topic = in_council(cast)
    (name,) = crowd(cast, 1)
    actions.say(cast.actor(name), topic, stance="for", words="好")
    actions.decided(cast.actor("lin"), topic, on=clock.today(), number="2026-1")
    for late in (
        lambda: actions.say(cast.actor(name), topic, stance="against", words="不好"),
        lambda: actions.take_back_opinion(cast.actor(name), topic),
        lambda: actions.support(cast.actor(name), topic),
    ):
        with pytest.raises(Conflict):
            late()


def test_overdue_climbs_to_the_community_and_the_street_and_comes_back_with_the_next_step(cast):
    topic = proposed(cast)
    assert topic.desk_id == cast.a.pk
    for desk, who in ((cast.community, cast.he), (cast.street, cast.sun)):
        with clock.at(fresh(topic).due_at + clock.HOUR):
            assert actions.escalate_overdue() == 1
        assert fresh(topic).desk_id == desk.pk
        assert told(who, "topic_moved_up") == 1
    with clock.at(fresh(topic).due_at + clock.HOUR):
        assert actions.escalate_overdue() == 0
    actions.sort(cast.actor("lin"), topic, sorting())
    assert fresh(topic).desk_id == cast.a.pk


def test_the_history_never_says_who_brought_it_up(cast):
    lives(cast, "wang", door="901")
    topic = shown(cast)
    actions.support(cast.actor("wang"), topic)
    actions.say(cast.actor("wang"), topic, stance="for", words="好")
    actions.withdraw(cast.actor("wang"), topic)
    assert not TopicEvent.objects.filter(actor=cast.wang).exists()
    texts = " ".join(str(row) for row in Topic.objects.values_list())
    assert cast.wang.name not in texts


def test_only_who_placed_a_request_says_whether_it_becomes_a_topic(cast):
    asked = cast.placed(spot="yard", text="车位天天抢，大家商量一下。")
    requests.refer(cast.actor("lin"), asked, route="topic", note="请大家一起商量")
    with pytest.raises(Forbidden):
        actions.ask_to_raise(cast.actor("qian"), cast.fresh(asked))
    ask = actions.ask_to_raise(cast.actor("lin"), cast.fresh(asked))
    for name in ("lin", "wang"):
        with pytest.raises(Forbidden):
            actions.answer_ask(cast.actor(name), ask, yes=True)
    actions.answer_ask(cast.actor("chen"), ask, yes=True)
    with pytest.raises(Conflict):
        actions.answer_ask(cast.actor("chen"), ask, yes=True)
    assert Topic.objects.get().proposal.person_id == cast.chen.pk
    with pytest.raises(Conflict):
        actions.ask_to_raise(cast.actor("lin"), cast.fresh(cast.placed()))


def test_who_leaves_is_gone_and_what_hangs_there_stays(cast):
    lives(cast, "wang", door="901")
    topic, waiting = shown(cast), proposed(cast)
    actions.support(cast.actor("wang"), topic)
    actions.say(cast.actor("wang"), topic, stance="for", words="好")
    _leave(cast.wang)
    after = fresh(topic)
    assert (after.state, after.households, after.title) == ("sorted", 0, topic.title)
    assert (after.proposal.person_id, after.proposal.words) == (None, "")
    assert fresh(waiting).state == "withdrawn"
    assert not Opinion.objects.exists()


def test_whoever_locks_their_data_hangs_nowhere_unread(cast):
    lives(cast, "wang", door="901")
    topic = shown(cast)
    actions.say(cast.actor("wang"), topic, stance="for", words="好")
    _restrict(cast.wang, clock.now())
    assert Opinion.objects.get().look == "returned"


# ---- not the same -------------------------------------------------------------------------------


def test_two_that_are_not_the_same_are_not_proposed_again(cast):
    lin = cast.actor("lin")
    one, other = shown(cast), shown(cast, by="li")
    assert [near.topic.pk for near in queries.alike(lin, one)] == [other.pk]
    with pytest.raises(Refused):
        actions.keep_apart(lin, one, other=other, reason=" ")
    with pytest.raises(Refused):
        actions.keep_apart(lin, one, other=one, reason="不是")
    with pytest.raises(Forbidden):
        actions.keep_apart(cast.actor("wang"), one, other=other, reason="不是")
    actions.keep_apart(lin, one, other=other, reason="一个说院里，一个说地库")
    assert not queries.alike(lin, one) and not queries.alike(lin, other)
    with pytest.raises(Conflict):
        actions.keep_apart(lin, other, other=one, reason="还是不是")
    (said,) = queries.kept_apart(other)
    assert said.reason == "一个说院里，一个说地库"


def test_the_database_knows_two_topics_apart_once(cast):
    one, other = sorted((shown(cast), shown(cast, by="li")), key=lambda row: row.pk)
    values = {"at": clock.now(), "reason": "不是"}
    Apart.objects.create(one=one, other=other, **values)
    for pair in ({"one": one, "other": other}, {"one": other, "other": one},
                 {"one": one, "other": one}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Apart.objects.create(**pair, **values)
