"""The pages of teams, opened and pressed as people do, each in their own browser."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.exports import actions as exports
from last500.exports.rules import Period
from last500.teams import actions
from last500.teams.actions import Plan
from last500.teams.exporting import TABLE
from last500.teams.models import Membership, Team, TeamInvitation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


BACKEND = "last500.people.backend.CodeBackend"
PLAN = {
    "name": "芙蓉修修队",
    "category": "repair",
    "purpose": "修水管、电灯和小家电。",
    "risk_note": "要上梯子。",
    "size": "15",
    "is_open": "on",
}


def as_(person=None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def press(client: Client, address: str, **body):
    return client.post(address, {"once": uuid4().hex} | body)


def text(answer) -> str:
    return answer.content.decode()


def test_the_whole_way_from_founding_to_the_end(cast):
    lin, he, wang, li = (as_(cast.people[name]) for name in ("lin", "he", "wang", "li"))
    form = PLAN | {"place": str(cast.a.pk)}
    answer = press(lin, f"/teams/desk/{cast.a.pk}/new/", **form)
    here = answer["Location"]
    team = Team.objects.get()
    assert here == f"/teams/{team.pk}/"
    page = text(lin.get(here))
    assert "还没有居委会的同意" in page and "还没有队长" in page

    assert press(wang, f"{here}join/").status_code == 303
    assert press(lin, f"{here}lead/", member=str(cast.wang.pk)).status_code == 303
    assert "请你来带这支队" in text(wang.get(here))
    lead = TeamInvitation.objects.get(to="lead")
    assert press(wang, f"/teams/answer/{lead.pk}/", yes="1").status_code == 303
    too_early = press(wang, f"{here}move/", action="start")
    assert too_early.status_code == 422 and "居委会" in text(too_early)
    assert press(he, f"{here}consent/", note="", agreed="on").status_code == 422
    assert press(he, f"{here}consent/", note="3 月 5 日会议", agreed="on").status_code == 303
    assert press(wang, f"{here}move/", action="start").status_code == 303

    assert "有 2 位" in text(lin.get(f"{here}invite/"))
    assert press(lin, f"{here}invite/", everybody="1").status_code == 303
    ask = TeamInvitation.objects.get(person=cast.li)
    assert "芙蓉修修队" in text(li.get("/teams/"))
    assert press(li, f"/teams/answer/{ask.pk}/", yes="1").status_code == 303
    assert "王师傅" in text(li.get(here)) and "李师傅" in text(wang.get(here))
    refused = press(wang, f"{here}say/", text="去 3单元 301 看看")
    assert refused.status_code == 422 and "门牌" in text(refused)
    assert press(wang, f"{here}say/", text="周六上午八点在岗亭碰头。").status_code == 303
    assert "岗亭" in text(li.get(here)) and "岗亭" not in text(lin.get(here))

    assert press(li, f"{here}leave/").status_code == 303
    assert press(lin, f"{here}end/").status_code == 303
    assert Team.objects.get().state == "ended"
    assert wang.get(here).status_code == 404


def test_the_board_names_teams_and_no_person(cast):
    team = actions.found(cast.actor("lin"), cast.a, Plan(**read(PLAN)))
    actions.join(cast.actor("wang"), team)
    page = text(as_().get("/teams/at/furongyuan/"))
    assert "芙蓉修修队" in page and "要上梯子" in page and "王" not in page
    neighbour = text(as_(cast.li).get(f"/teams/{team.pk}/"))
    assert "我加入" in neighbour and "王师傅" not in neighbour
    assert "这里还没有服务队" in text(as_().get("/teams/at/zhichang/"))


def read(form: dict) -> dict:
    return form | {"size": int(form["size"]), "is_open": bool(form["is_open"])}


def test_a_link_shows_the_leader_what_to_copy_and_the_neighbour_a_button(cast):
    team = actions.found(cast.actor("lin"), cast.a, Plan(**read(PLAN)))
    address = press(as_(cast.lin), f"/teams/{team.pk}/link/")["Location"]
    assert "复制这段话" in text(as_(cast.lin).get(address))
    assert "先登录" in text(as_().get(address))
    assert "要先在小区报到" in text(as_(cast.hua).get(address))
    li = as_(cast.li)
    assert "我加入" in text(li.get(address))
    assert press(li, address).status_code == 303
    assert Membership.objects.get().person == cast.li
    assert as_(cast.zhou).get(address).status_code == 404


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"name": ""}, "请给队起个名字"),
        ({"risk_note": ""}, "请写要当心什么"),
        ({"category": ""}, "请选一类"),
        ({"purpose": "长" * 201}, "最多 200 个字"),
    ],
)
def test_wrong_input_says_how_to_mend_it(cast, missing, said):
    form = PLAN | {"place": str(cast.a.pk)} | missing
    answer = press(as_(cast.lin), f"/teams/desk/{cast.a.pk}/new/", **form)
    assert answer.status_code == 422 and said in text(answer)
    assert not Team.objects.exists()


def test_a_desk_founds_no_team_where_it_is_not_the_desk(cast):
    answer = press(as_(cast.lin), f"/teams/desk/{cast.a.pk}/new/", **PLAN, place=str(cast.b.pk))
    assert answer.status_code == 422
    assert not Team.objects.exists()


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_lists_ask_no_more_for_many_than_for_one(cast):
    def one_more(number: int) -> None:
        plan = Plan(**(read(PLAN) | {"name": f"{number} 队"}))
        team = actions.found(cast.actor("lin"), cast.a, plan)
        actions.join(cast.actor("wang"), team)
        actions.answer_lead(
            cast.actor("wang"),
            actions.offer_lead(cast.actor("lin"), team, cast.wang.pk),
            yes=True,
        )
        actions.invite(cast.actor("lin"), team, people=[cast.li.pk])

    one_more(0)
    pages = [
        (cast.lin, f"/teams/desk/{cast.a.pk}/"),
        (cast.wang, "/teams/"),
        (cast.li, "/teams/"),
        (None, "/teams/at/furongyuan/"),
    ]
    few = [statements(as_(person), address) for person, address in pages]
    for number in range(1, 6):
        one_more(number)
    assert [statements(as_(person), address) for person, address in pages] == few
    assert few[0] <= 4 + 4  # session, person, offices, place; two of teams, two of whom to ask
    assert few[3] <= 2


def test_what_is_due_stands_first_on_the_desk(cast):
    calm = actions.found(cast.actor("lin"), cast.a, Plan(**read(PLAN)))
    with clock.at(clock.now() - timedelta(days=20)):
        late = actions.found(
            cast.actor("lin"), cast.a, Plan(**(read(PLAN) | {"name": "等队长的队"}))
        )
    page = text(as_(cast.lin).get(f"/teams/desk/{cast.a.pk}/"))
    assert page.index(late.name) < page.index(calm.name)


def test_a_long_name_of_twelve_signs_stands_whole(cast):
    team = actions.found(cast.actor("lin"), cast.a, Plan(**read(PLAN)))
    actions.join(cast.actor("wang"), team)
    cast.wang.called = "阿依古丽买买提江大姐"
    cast.wang.save(update_fields=["called"])
    assert "阿依古丽买买提江大姐" in text(as_(cast.lin).get(f"/teams/{team.pk}/"))


def test_teams_are_taken_away_as_a_table_and_as_json_without_a_person(cast):
    team = actions.found(cast.actor("lin"), cast.a, Plan(**read(PLAN)))
    actions.join(cast.actor("wang"), team)
    answer = as_(cast.lin).get(f"/teams/desk/{cast.a.pk}/teams.json")
    today = clock.today().isoformat()
    assert answer.json() == {
        "format": "last500-teams-1",
        "teams": [
            {
                "key": str(team.pk), "place": "芙蓉苑", "name": "芙蓉修修队", "category": "repair",
                "purpose": team.purpose, "risk_note": team.risk_note, "size": 15, "open": True,
                "consent": "", "state": "forming", "members": 1, "led": False, "consented_on": "",
                "founded_on": today,
            }
        ],
    }  # fmt: skip
    period = Period(clock.today(), clock.today())
    export = exports.ask(cast.actor("he"), TABLE, cast.community, period, reason="给街道核对")
    said = exports.take(cast.actor("he"), export, TABLE.fields)
    assert "芙蓉修修队" in said and "王" not in said and "林" not in said
