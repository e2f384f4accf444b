"""The pages, by clicking and reading: what stands there, for whom, and what never does."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.evaluations import actions
from last500.evaluations.models import Evaluation, Rating
from last500.evaluations.tests import scene
from last500.projects.tests import world
from tests.test_access import BACKEND

pytestmark = pytest.mark.django_db


def client_for(cast, name):
    client = Client(raise_request_exception=False)
    if name != "nobody":
        client.force_login(cast.people[name], backend=BACKEND)
    return client


def at(name, *args):
    return reverse(f"evaluations:{name}", args=[getattr(one, "pk", one) for one in args])


def read(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def press(client, address, **fields):
    return client.post(address, {"once": uuid4().hex, **fields})


def test_from_the_message_to_the_published_page(cast):
    project = scene.project(cast)
    names = scene.crowd(cast, 9)
    one = scene.activity(cast, project, ["wang", *names])
    for name in names:
        actions.say(cast.actor(name), one, rating=3)
    wang, lin, he = (client_for(cast, name) for name in ("wang", "lin", "he"))
    assert one.title in read(wang, at("mine"))
    sent = press(wang, at("rate", one), rating="1", changed="讲得太快了", may_publish="on")
    assert sent.status_code == 303
    assert "讲得太快了" in read(wang, at("mine"))

    assert "写评估" in read(lin, reverse("projects:show", args=[project.pk]))
    to = lin.get(reverse("projects:step", args=[project.pk, "evaluate"]))
    assert to.headers["Location"] == at("write", project)
    page = read(lin, at("write", project))
    assert "讲得太快了" in page and "王建" not in page
    fields = {"account": "八次课都办了", "otherwise": "有一次改了日子", "act": "draft"}
    for row in project.indicators.all():
        fields |= {f"{row.pk}-reached": "26", f"{row.pk}-note": ""}
    assert press(lin, at("write", project), **fields).status_code == 303
    assert scene.fresh(project).state == "draft"
    sentence = str(Rating.objects.get(person=cast.wang).pk)
    press(lin, at("write", project), **(fields | {"act": "write", "chosen": sentence}))
    assert scene.fresh(project).state == "written"
    assert "还要等社区同意" in read(lin, at("show", project))
    assert press(lin, at("publish", project)).status_code == 422
    assert press(he, at("agree", project)).status_code == 303
    assert press(lin, at("publish", project)).status_code == 303

    page = read(client_for(cast, "nobody"), at("show", project))
    for text in (
        "八次课都办了",
        "有一次改了日子",
        "签到表",
        "讲得太快了",
        "收到 10 份评价",
        "不到五位",
    ):
        assert text in page, text
    for word in ("王建", "林静", "何晓", "平均分", "排名第"):
        assert word not in page
    assert len(page) < 100_000
    assert at("show", project) in read(
        client_for(cast, "nobody"), reverse("projects:show", args=[project.pk])
    )
    press(wang, at("take_back", one))
    assert "讲得太快了" not in read(client_for(cast, "nobody"), at("show", project))


def test_a_report_without_its_indicators_keeps_what_was_typed(cast):
    project = scene.project(cast)
    lin = client_for(cast, "lin")
    answer = press(lin, at("write", project), account="写了半天的话", act="write")
    page = answer.content.decode()
    assert answer.status_code == 422 and "写了半天的话" in page
    assert "上课、学会挂号" in page and not Evaluation.objects.exists()


def test_a_rating_needs_a_choice_and_keeps_the_sentence(cast):
    one = scene.activity(cast, scene.project(cast))
    answer = press(client_for(cast, "wang"), at("rate", one), changed="认识了邻居")
    assert answer.status_code == 422 and "认识了邻居" in answer.content.decode()
    assert "请选一个：这场活动怎么样" in answer.content.decode()


def test_when_the_evaluation_is_written_the_page_is_to_be_read_only(cast):
    project = scene.project(cast)
    one = scene.activity(cast, project)
    actions.say(cast.actor("wang"), one, rating=2, changed="还行", may_publish=True)
    scene.written(cast, project)
    wang, li = client_for(cast, "wang"), client_for(cast, "li")
    page = read(wang, at("rate", one))
    assert "收回，不要公开" in page and "<textarea" not in page
    assert "现在不能说了" in read(li, at("rate", one))
    assert press(wang, at("rate", one), rating="1").status_code == 409


def test_a_stranger_finds_neither_draft_nor_written_one(cast):
    project = scene.project(cast)
    wang = client_for(cast, "wang")
    read(wang, at("show", uuid4()), 404)
    scene.written(cast, project)
    read(wang, at("show", project), 404)
    read(client_for(cast, "qian"), at("show", project), 404)
    assert "评估" not in read(wang, reverse("projects:show", args=[project.pk])).split("<main")[
        1
    ].replace("等评估", "")


def test_the_desk_sees_what_waits_the_next_due_first(cast, django_assert_max_num_queries):
    late = scene.project(cast, title="先到期的", due_at=clock.now() + clock.DAY)
    for number in range(6):
        scene.project(cast, title=f"后到期的{number}")
    scene.published(cast, scene.project(cast, title="公开的一个"))
    actions.save(cast.actor("lin"), late, actions.Draft())
    lin = client_for(cast, "lin")
    read(lin, at("desk", cast.a))
    with django_assert_max_num_queries(12):
        page = read(lin, at("desk", cast.a))
    assert page.index("先到期的") < page.index("后到期的0") < page.index("公开的一个")
    assert "还在写" in page and "还没动笔" in page


def test_an_empty_desk_and_an_empty_list_say_what_will_be_there(cast):
    assert "没有等评估的项目" in read(client_for(cast, "lin"), at("desk", cast.a))
    assert "这里还没有活动" in read(client_for(cast, "wang"), at("mine"))


def test_the_public_page_asks_the_same_whatever_was_said(cast):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for people in (0, 30):
        project = scene.project(cast, title=f"项目{people}")
        names = scene.crowd(cast, people) if people else []
        one = scene.activity(cast, project, names)
        for name in names:
            actions.say(cast.actor(name), one, rating=3, changed="好", may_publish=True)
        chosen = list(Rating.objects.filter(activity=one).values_list("pk", flat=True))
        scene.published(cast, project, chosen=chosen)
        client = client_for(cast, "nobody")
        read(client, at("show", project))
        with CaptureQueriesContext(connection) as caught:
            read(client, at("show", project))
        counts.append(len(caught))
    assert counts[0] == counts[1] and counts[0] <= 12


def test_taken_away_as_a_table_it_names_nobody(cast):
    from last500.evaluations.exporting import TABLE
    from last500.exports.rules import Period

    project = scene.project(cast)
    scene.published(cast, project)
    scene.written(cast, scene.project(cast, title="没公开的"))
    lin, period = cast.actor("lin"), Period(clock.today(), clock.today())
    rows = list(TABLE.rows(lin, cast.a, period, 100))
    assert TABLE.count(lin, cast.a, period) == len(rows) == 2
    assert [row.cells[4:7] for row in rows] == [("上课", 8, 7), ("学会挂号", 30, 29)]
    assert not list(TABLE.rows(cast.actor("qian"), cast.a, period, 100))
    assert world.fresh(project).number == rows[0].cells[0]
