"""The pages of projects: what hangs at the gate, what a desk, a panel and partners fill in."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.notify.models import Message
from last500.projects import actions, queries, seams
from last500.projects.models import BudgetLine, PanelSeat, Partner, Project
from last500.projects.rules import Side, State
from last500.projects.tests import world
from last500.projects.tests.world import days, fresh

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"


def signed_in(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def text_of(answer) -> str:
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def press(client: Client, name: str, *args: object, **said: object):
    return client.post(reverse(f"projects:{name}", args=args), {"once": uuid4().hex, **said})


def look(client: Client, name: str, *args: object):
    return client.get(reverse(f"projects:{name}", args=args))


PROPOSAL = {
    "title": "楼道换灯与扶手加固",
    "kind": "public_facility",
    "audience": "elders",
    "aim": "三栋老楼的楼道亮起来。",
    "from_on": "2099-01-01",
    "until_on": "2099-03-01",
    "risk": "high",
    "risk_note": "爬梯子，两人一组",
}


def proposal(**more: object) -> dict:
    dates = {"from_on": days(5).isoformat(), "until_on": days(60).isoformat()}
    return PROPOSAL | dates | more


def test_the_gate_leads_to_projects_and_they_name_nobody(cast, client):
    project = world.called(cast)
    world.filled(cast, project)
    hidden = world.proposed(cast, title="还在评的")
    gate = client.get("/c/furongyuan/").content.decode()
    assert 'href="/projects/at/furongyuan/"' in gate
    listed = text_of(look(client, "at", "furongyuan"))
    assert project.title in listed and hidden.title not in listed
    shown = look(client, "show", project.pk)
    text = text_of(shown)
    for word in ("谁提的", "谁组织", "谁来做", "谁出钱", "49,000", "政府购买服务", "学会挂号"):
        assert word in text
    for person in cast.people.values():
        assert person.name not in text and (not person.called or person.called not in text)
    assert len(shown.content) < 100_000
    assert look(client, "show", hidden.pk).status_code == 404


def test_a_project_that_also_happens_elsewhere_hangs_there_too(cast, client):
    project = world.called(cast, also_at=(cast.c,))
    assert project.title in text_of(look(client, "at", "zhichang"))
    assert "纸厂宿舍" in text_of(look(client, "show", project.pk))


def test_a_neighbour_proposes_and_the_desk_takes_it_up(cast):
    wang, lin = signed_in(cast, "wang"), signed_in(cast, "lin")
    assert "五个工作日" in text_of(look(wang, "new", cast.a.pk))
    bad = press(wang, "new", cast.a.pk, **proposal(risk_note=""))
    assert bad.status_code == 422 and "什么风险、怎么防" in text_of(bad)
    assert PROPOSAL["aim"] in bad.content.decode()  # what was typed stays
    sent = press(wang, "new", cast.a.pk, **proposal())
    project = Project.objects.get()
    assert sent.status_code == 303 and sent["Location"] == f"/projects/{project.pk}/"
    assert "等芙蓉苑接下" in text_of(look(wang, "show", project.pk))
    assert project.title in text_of(look(wang, "mine"))
    assert project.title in text_of(look(lin, "desk", cast.a.pk))
    assert press(lin, "step", project.pk, "consent").status_code == 303
    assert fresh(project).consented
    assert press(signed_in(cast, "zhao"), "new", cast.a.pk, **proposal()).status_code == 404


def test_a_liaison_proposes_in_the_name_of_their_organisation(cast):
    one = world.organisation(cast, "hua", "青禾社会工作服务中心")
    hua = signed_in(cast, "hua")
    assert one.name in text_of(look(hua, "new", cast.community.pk))
    press(hua, "new", cast.community.pk, **proposal(), **{"for": str(one.pk)})
    assert Project.objects.get().by_organisation == one


def test_a_budget_that_does_not_add_up_is_refused_and_what_was_typed_stays(cast):
    project, lin = world.reviewed(cast), signed_in(cast, "lin")
    rows = {"line-0-title": "讲义", "line-0-payer": "community", "line-0-planned": "90.50",
            "line-1-title": "课时", "line-1-payer": "government", "line-1-planned": "400",
            "line-1-own": "30"}  # fmt: skip
    bad = press(lin, "budget", project.pk, total="500", percent="10", **rows)
    assert bad.status_code == 422
    assert "各项加起来是 490.50 元，总额写的是 500 元，差 9.50 元" in text_of(bad)
    assert "自筹 30 元，不到总额的 10%" in text_of(bad)
    assert 'value="90.50"' in bad.content.decode() and not BudgetLine.objects.exists()
    assert "请填写" not in text_of(bad)  # rows that were left empty are no fault
    nonsense = press(lin, "budget", project.pk, total="五百", **rows)
    assert nonsense.status_code == 422 and "请写钱数" in text_of(nonsense)
    good = press(lin, "budget", project.pk, total="490.50", percent="10",
                 **(rows | {"line-1-own": "60"}))  # fmt: skip
    assert good.status_code == 303
    project = fresh(project)
    assert (project.total_fen, project.lines_fen, project.own_percent) == (490_50, 490_50, 10)
    assert "490.50" in text_of(look(lin, "show", project.pk))


def test_from_the_review_to_closing_through_the_pages(cast):
    project = world.reviewed(cast)
    lin, wang = signed_in(cast, "lin"), signed_in(cast, "wang")
    assert "还差" in text_of(look(lin, "show", project.pk))
    early = press(lin, "step", project.pk, "call")
    assert early.status_code == 422 and "指标" in text_of(early)
    press(lin, "budget", project.pk, total="0")
    half = press(lin, "indicators", project.pk, **{"row-0-title": "上课", "row-0-planned": "8"})
    assert half.status_code == 422
    press(lin, "indicators", project.pk, **{"row-0-title": "上课", "row-0-planned": "8",
          "row-0-measure": "次", "row-0-source": "签到表"})  # fmt: skip
    press(lin, "roles", project.pk, **{"role-0-title": "助教", "role-0-number": "1"})
    assert press(lin, "step", project.pk, "call").status_code == 303
    assert press(lin, "indicators", project.pk, **{"row-0-title": "x"}).status_code == 409
    role = world.role_of(project)
    assert press(wang, "claim", project.pk, role.pk).status_code == 303
    late = press(signed_in(cast, "zhou"), "claim", project.pk, role.pk)
    assert late.status_code == 409 and "先来了" in text_of(late)
    assert "你在里面" in text_of(look(wang, "show", project.pk))
    assert "王师傅" in text_of(look(lin, "roles", project.pk))
    press(lin, "step", project.pk, "staff")
    world.signed(cast, project)
    paper = look(lin, "letter", project.pk)
    assert paper.status_code == 200 and "三号楼群" in text_of(paper)
    assert press(lin, "step", project.pk, "start").status_code == 303
    press(lin, "step", project.pk, "finish")
    row = project.indicators.get()
    told = press(lin, "indicators", project.pk, **{f"{row.pk}-reached": "7", f"{row.pk}-note": ""})
    assert told.status_code == 303
    elsewhere = press(lin, "step", project.pk, "evaluate")  # taken on a page of evaluations
    assert elsewhere.headers["Location"] == f"/evaluations/{project.pk}/write/"
    assert fresh(project).state == State.FINISHED
    actions.evaluate(cast.actor("lin"), fresh(project))
    press(lin, "step", project.pk, "close")
    assert fresh(project).state == State.CLOSED
    assert "7 次" in text_of(look(wang, "show", project.pk))


def test_a_panel_says_its_reasons_and_a_resident_has_no_name(cast):
    project, he, li = world.proposed(cast), signed_in(cast, "he"), signed_in(cast, "li")
    one = world.organisation(cast, "hua", "青禾社会工作服务中心")
    first = text_of(look(he, "panel", project.pk))
    assert "请先把缺的一方请来" in first
    assert "城东街道 · 街道" in first  # officers by their office: a list of neighbours helps nobody
    asked = press(he, "invite", project.pk, side="residents", who=str(cast.li.pk))
    assert asked.status_code == 303
    press(he, "invite", project.pk, side="community", who=str(cast.sun.pk))
    press(he, "invite", project.pk, side="social", who=str(one.pk))
    twice = press(he, "invite", project.pk, side="residents", who=str(cast.li.pk))
    assert twice.status_code == 422 and "已经请过" in text_of(twice)
    assert "请你评议" in text_of(look(li, "mine"))
    assert f"/projects/{project.pk}/panel/" in look(li, "show", project.pk).content.decode()
    seat = PanelSeat.objects.get(side=Side.RESIDENTS)
    empty = press(li, "say", project.pk, seat.pk, opinion="for")
    assert empty.status_code == 422
    press(li, "say", project.pk, seat.pk, opinion="against", words="台阶太高，老人上不去。")
    page = text_of(look(he, "panel", project.pk))
    assert "一位居民" in page and "台阶太高" in page
    assert cast.li.called not in page.split("台阶太高")[0].split("一位居民")[1]
    assert look(signed_in(cast, "wang"), "panel", project.pk).status_code == 404
    assert "还有人在看" in page


def test_a_partner_answers_with_a_day(cast):
    project, lin, hua = world.proposed(cast), signed_in(cast, "lin"), signed_in(cast, "hua")
    one = world.organisation(cast, "hua", "市图书馆党支部", "unit")
    asked = press(
        lin, "partners", project.pk, organisation=str(one.pk), as_what="unit", part="出场地"
    )
    assert asked.status_code == 303 and "想请你们一起做" in text_of(look(hua, "mine"))
    row = Partner.objects.get()
    past = press(hua, "answer", project.pk, row.pk, "agree", until_on="2020-01-01")
    assert past.status_code == 422 and "今天以后" in text_of(past)
    good = press(hua, "answer", project.pk, row.pk, "agree", until_on=days(50).isoformat())
    assert good.status_code == 303
    assert "到不了项目结束" in text_of(look(lin, "partners", project.pk))
    assert (
        press(lin, "answer", project.pk, row.pk, "extend", until_on="2099-01-01").status_code == 403
    )
    assert press(lin, "carry", project.pk, organisation=str(one.pk)).status_code == 303


def test_the_third_list_of_a_community_is_its_projects(cast):
    project = world.called(cast)
    page = text_of(signed_in(cast, "he").get(f"/lists/desk/{cast.community.pk}/?list=projects"))
    assert project.title in page and "等人来齐" in page


def test_lists_cost_few_statements(cast, client, django_assert_max_num_queries):
    for number in range(3):
        world.proposed(cast, title=f"第{number}个")
    lin, he = signed_in(cast, "lin"), cast.actor("he")
    with django_assert_max_num_queries(2):
        found = queries.on_desk(he, cast.community)
        assert len(found.projects) == 3 and found.counts["weigh"] == 3
        assert all(one.place.name and one.desk.name for one in found.projects)
    with django_assert_max_num_queries(1):
        queries.at_gate(he, cast.a)
    own = cast.actor("lin")
    with django_assert_max_num_queries(5):
        queries.mine(own)
    assert look(lin, "desk", cast.a.pk).status_code == 200


def test_the_desk_takes_its_projects_away_as_json(cast):
    world.called(cast)
    answer = look(signed_in(cast, "lin"), "json", cast.a.pk)
    said = answer.json()
    (one,) = said["projects"]
    assert said["format"] == "last500/projects" and one["total_fen"] == world.TOTAL
    assert sum(line["planned_fen"] for line in one["budget"]) == one["total_fen"]
    assert one["indicators"][0]["source"] == "签到表"
    for person in cast.people.values():
        assert person.name not in answer.content.decode()


def test_every_page_also_in_english_and_large(cast):
    project = world.called(cast)
    actions.set_party(cast.actor("lin"), project, "community")
    lin = signed_in(cast, "lin")
    lin.cookies["elder"] = "24"
    for name in ("show", "roles", "budget", "partners", "agreement", "change"):
        assert look(lin, name, project.pk).status_code == 200


def test_who_asked_is_told_by_kind_and_month_and_a_few_stay_a_few(cast, client, monkeypatch):
    project = world.called(cast)
    said = [
        seams.Asked("digital_help", date(2026, 9, 3), 4),
        seams.Asked("digital_help", date(2026, 9, 20), 8),
        seams.Asked("elder_company", date(2026, 10, 2), 2),
    ]
    monkeypatch.setattr(seams, "ASKING", [lambda one: said if one.pk == project.pk else []])
    page = text_of(look(client, "show", project.pk))
    assert "2026年9月 手机代办 12 件" in page and "2026年10月" in page and "几件" in page
    assert "2 件" not in page.replace("12 件", "")
    told = queries.origin(queries.one(cast.actor("lin"), project.pk))
    assert [line.number for line in told.asked] == [12, 0]
    assert told.organised and told.carried and not told.costs_nothing


def test_a_signed_agreement_that_is_loosened_is_told_to_those_who_signed(cast):
    project = world.staffed(cast)
    world.signed(cast, project)
    before = Message.objects.filter(kind="project_party", person=cast.li).count()
    actions.change(cast.actor("lin"), project, world.draft(until_on=days(120)))
    assert Message.objects.filter(kind="project_party", person=cast.li).count() == before + 1
