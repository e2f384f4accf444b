"""The pages of resolutions: what everybody reads, what a desk and whoever answers fill in."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.exports.rules import Period
from last500.resolutions import actions, exporting
from last500.resolutions.models import Agreement, Resolution
from last500.resolutions.tests.world import adopted, day, done, fresh, only_task, task
from last500.topics.models import Topic
from last500.topics.tests.test_pages import signed_in, text_of
from last500.topics.tests.world import crowd, in_council, lives, on_agenda

pytestmark = pytest.mark.django_db


def press(client: Client, name: str, *args: object, **said: object):
    return client.post(reverse(f"resolutions:{name}", args=args), {"once": uuid4().hex, **said})


def look(client: Client, name: str, *args: object):
    return client.get(reverse(f"resolutions:{name}", args=args))


def said(**more: object) -> dict:
    filled = {
        "title": "停车划线",
        "words": "院子里划四十个车位。",
        "by": "council",
        "body": "坝坝会",
        "in_favour": 21,
        "against": 3,
        "abstained": 1,
        "decided_on": clock.today().isoformat(),
        "review_on": day(180).isoformat(),
        "what_1": "划线",
        "who_1": "自管委",
        "until_1": day(20).isoformat(),
    }
    return filled | more


def test_an_empty_page_tells_what_it_will_hold(cast, client):
    assert "还没有定下来的事" in text_of(look(client, "at", cast.a.slug))


def test_the_desk_writes_down_a_decision_and_everybody_reads_it(cast, client):
    topic, lin = in_council(cast), signed_in(cast, "lin")
    assert look(lin, "adopt", topic.pk).status_code == 200
    assert press(lin, "adopt", topic.pk, **said()).status_code == 303
    row = Resolution.objects.get()
    page = text_of(look(client, "show", row.pk))
    for words in (row.words, "赞成 21，不赞成 3，弃权 1", "自管委来办", "坝坝会", row.shown_number):
        assert words in page
    assert row.title in text_of(client.get(f"/topics/{topic.pk}/"))
    assert "划线" in text_of(look(client, "at", cast.a.slug))


@pytest.mark.parametrize(
    "wrong",
    [
        {"what_1": ""},
        {"until_1": ""},
        {"who_1": ""},
        {"words": ""},
        {"review_on": "x"},
        {"in_favour": 2, "against": 9},
        {"by": ""},
    ],
)
def test_what_is_missing_is_said_and_nothing_is_published(cast, wrong):
    topic = in_council(cast)
    answer = press(signed_in(cast, "lin"), "adopt", topic.pk, **said(**wrong))
    assert answer.status_code == 422
    assert not Resolution.objects.exists()


def test_a_tie_goes_back_and_the_owners_matter_waits_for_their_vote(cast):
    lin = signed_in(cast, "lin")
    topic = in_council(cast)
    answer = press(lin, "adopt", topic.pk, **said(in_favour=5, against=5))
    assert answer.url == f"/topics/{topic.pk}/handle/"
    assert Topic.objects.get(pk=topic.pk).state == "supported"
    owners = in_council(cast, whose="owners", ground="owners_use")
    page = look(lin, "adopt", owners.pk).content.decode()
    assert 'value="council"' not in page
    assert press(lin, "adopt", owners.pk, **said()).status_code == 422


def test_a_decision_without_a_topic(cast):
    lin = signed_in(cast, "lin")
    assert press(lin, "new", cast.a.pk, **said(by="desk")).status_code == 303
    assert Resolution.objects.get().topic_id is None


def test_whoever_answers_says_done_and_neighbours_say_whether_it_is(cast):
    row = adopted(cast)
    mine, lin = only_task(row), signed_in(cast, "lin")
    assert press(lin, "task", mine.pk, "note", words="买好漆了").status_code == 303
    assert press(lin, "task", mine.pk, "done").status_code == 303
    names = crowd(cast, 5)
    for number, name in enumerate(names):
        guest = signed_in(cast, name)
        assert "你看办到了吗" in text_of(look(guest, "show", row.pk))
        assert "满 5 位再显示数" in text_of(look(guest, "show", row.pk)) or not number
        word = "not_yet" if number < 2 else "done"
        assert press(guest, "word", mine.pk, word=word).status_code == 303
    page = text_of(look(Client(), "show", row.pk))
    assert "办到了 3，还没有 2，看不出来 0" in page
    assert "邻居说还没有" in page
    assert "你看办到了吗" not in page
    assert "邻居说还没有办到" in text_of(look(lin, "desk", cast.a.pk))
    assert press(lin, "task", mine.pk, "stand-by", reason="去看过").status_code == 303
    assert fresh(mine).state == "done"
    assert press(signed_in(cast, names[0]), "word", mine.pk, word="back").status_code == 303
    assert fresh(mine).said.total == 4


def test_who_said_what_stands_on_no_page(cast):
    row = adopted(cast, tasks=[task(kind="person", who="", person=cast.li.pk)])
    mine = only_task(row)
    person = cast.people["li"]
    person.name = "鵺不二"
    person.save(update_fields=["name"])
    for reader in (Client(), signed_in(cast, "wang"), signed_in(cast, "lin")):
        assert "鵺" not in look(reader, "show", row.pk).content.decode()
    li = signed_in(cast, "li")
    assert look(signed_in(cast, "wang"), "offer", mine.pk).status_code == 404
    assert press(li, "offer", mine.pk, answer="yes", called="").status_code == 422
    assert press(li, "offer", mine.pk, answer="yes", called="三号楼李姐").status_code == 303
    page = look(Client(), "show", row.pk).content.decode()
    assert "三号楼李姐来办" in page
    assert "鵺" not in page


def test_a_strange_hand_takes_no_step(cast):
    row = adopted(cast)
    mine = only_task(row)
    lives(cast, "hua")
    for name in ("hua", "qian"):
        guest = signed_in(cast, name)
        assert press(guest, "task", mine.pk, "done").status_code == 403
        assert press(guest, "agreement", row.pk, "keep").status_code == 403
        assert press(guest, "correct", row.pk).status_code == 403
    done(cast, row)
    assert press(signed_in(cast, "qian"), "word", mine.pk, word="done").status_code == 403


def test_a_correction_shows_both_versions(cast, client):
    row, lin = adopted(cast), signed_in(cast, "lin")
    sent = {"title": row.title, "words": "划三十八个车位。", "why": "数错了两个"}
    assert press(lin, "correct", row.pk, **sent).status_code == 303
    page = text_of(look(client, "show", row.pk))
    for words in (row.words, sent["words"], sent["why"], "更正过"):
        assert words in page
    new = Resolution.objects.get(version=2)
    assert text_of(look(client, "show", new.pk)) == page


def test_the_notice_fits_a_sheet_and_carries_the_address(cast, client):
    row = adopted(cast)
    page = look(client, "notice", row.pk).content.decode()
    assert "<svg" in page
    assert row.words in page
    assert "sheet letter" in page


def test_looking_again_keeps_it_or_brings_it_back(cast):
    row, lin = adopted(cast), signed_in(cast, "lin")
    sent = {"review_on": day(300).isoformat(), "reason": "大家说好用"}
    assert press(lin, "agreement", row.pk, "keep", **sent).status_code == 303
    assert Agreement.objects.get(pk=row.pk).review_on == day(300)
    assert press(lin, "agreement", row.pk, "back", reason="不够停").status_code == 303
    assert Agreement.objects.get(pk=row.pk).holds == "back"
    assert press(lin, "agreement", row.pk, "keep", **sent).status_code == 409


def test_a_late_task_is_seen_by_everybody(cast):
    row = adopted(cast)
    with clock.at(clock.start_of(day(22))):
        actions.escalate_overdue()
        page = text_of(look(Client(), "show", row.pk))
        assert "过了期，还没办" in page
        assert "芙蓉社区在盯" in page


@pytest.mark.parametrize("many", [1, 9])
def test_pages_take_as_many_statements_however_long(cast, many, django_assert_max_num_queries):
    for _number in range(many):
        adopted(cast, on_agenda(cast), tasks=[task(), task("贴出来"), task("看一看")])
    row = Resolution.objects.first()
    guest, lin = Client(), signed_in(cast, "lin")
    with django_assert_max_num_queries(6):
        look(guest, "at", cast.a.slug)
    with django_assert_max_num_queries(10):
        look(guest, "show", row.pk)
    look(lin, "desk", cast.a.pk)
    with django_assert_max_num_queries(11):
        look(lin, "desk", cast.a.pk)


# ---- asking one neighbour -----------------------------------------------------------------------


def test_a_neighbour_is_asked_on_the_page_and_answers_themself(cast, client):
    topic, lin = in_council(cast), signed_in(cast, "lin")
    lives(cast, "hua", door="1201")
    page = look(lin, "adopt", topic.pk).content.decode()
    assert str(cast.hua.pk) in page and str(cast.lin.pk) not in page
    assert str(cast.zhao.pk) not in page
    both = press(lin, "adopt", topic.pk, **said(person_1=str(cast.hua.pk)))
    assert both.status_code == 422 and "只选一样" in text_of(both)
    stranger = press(lin, "adopt", topic.pk, **said(who_1="", person_1=str(cast.zhao.pk)))
    assert stranger.status_code == 422 and not Resolution.objects.exists()
    asked = said(who_1="", person_1=str(cast.hua.pk))
    assert press(lin, "adopt", topic.pk, **asked).status_code == 303
    row = only_task(Resolution.objects.get())
    assert row.person_id == cast.hua.pk and row.agreed_at is None and row.who == ""
    assert "1201" not in text_of(look(client, "show", row.resolution_id))
    hua = signed_in(cast, "hua")
    assert look(hua, "offer", row.pk).status_code == 200
    assert press(hua, "offer", row.pk, answer="yes", called="三号楼的").status_code == 303
    assert fresh(row).agreed_at and "三号楼的" in text_of(look(client, "show", row.resolution_id))


# ---- the table ----------------------------------------------------------------------------------


def test_the_table_has_what_hangs_at_the_gate_and_nobody(cast):
    tasks = [task(), task("贴到每个单元", kind="person", who="", person=cast.li.pk)]
    row = adopted(cast, in_council(cast, by="li"), tasks=tasks)
    actions.correct(cast.actor("lin"), row, title=row.title, words="划四十一个车位。", why="写错数")
    period = Period(clock.today() - clock.DAY, clock.today())
    lin = cast.actor("lin")
    found = list(exporting.rows(lin, cast.a, period, 100))
    assert exporting.count(lin, cast.a, period) == len(found) == 2
    assert all(len(one.cells) == len(exporting.COLUMNS) == len(exporting.KEYS) for one in found)
    text = " ".join(" ".join(one.cells) for one in found)
    assert "划四十一个车位。" in text and "一位邻居" in text
    assert len(list(exporting.rows(lin, cast.a, period, 1))) == 1
    assert not exporting.count(lin, cast.b, period)
    assert not exporting.count(cast.actor("hua"), cast.a, period)
    late = Period(clock.today() + clock.DAY, clock.today() + 2 * clock.DAY)
    assert not exporting.count(lin, cast.a, late)
