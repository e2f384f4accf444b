"""The pages of units: from the compound's foot to an agreement, and what each side reads."""

import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from last500.base import clock
from last500.exports.registry import TABLES
from last500.exports.rules import Period
from last500.organisations.models import Liaison, Organisation
from last500.people.models import AccessEvent
from last500.reportin.models import ReportIn
from last500.units import actions
from last500.units.models import UnitReportIn
from last500.units.rules import Side
from last500.units.tests.world import agreed, asked, entered, fresh, invitation

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"
FILLED = {
    "name": "区图书馆党支部", "kind": "unit", "every": "3", "rhythm_unit": "month",
    "offers": "周末故事会", "agree": "on",
}  # fmt: skip


def as_(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def text(answer) -> str:
    return answer.content.decode()


def once(**more: str) -> dict[str, str]:
    return {"once": uuid4().hex} | more


# ---- from both sides ----------------------------------------------------------------------------


def test_from_the_foot_of_the_compounds_page_to_an_agreement_on_paper(cast):
    link = f"/units/report-in/?at={cast.a.pk}"
    assert link in text(Client().get("/c/furongyuan/"))
    hua, he = as_(cast.hua), as_(cast.he)
    assert "到芙蓉社区报到" in text(hua.get(link))
    answer = hua.post(link, FILLED | once())
    row = UnitReportIn.objects.get()
    assert answer["Location"] == f"/units/{row.pk}/"
    assert "等社区同意" in text(hua.get(answer["Location"]))
    desk = text(he.get(f"/units/desk/{cast.community.pk}/"))
    assert "区图书馆党支部" in desk and "等社区同意" in desk
    page = text(he.get(f"/units/{row.pk}/"))
    assert "等你答复" in page and "同意报到" in page and cast.hua.name not in page
    said = once(side="community") | {"agree-contact": "窗口小周"}
    assert he.post(f"/units/{row.pk}/agree/", said).status_code == 303
    assert fresh(row).state == "agreed"
    for client in (hua, he):
        paper = text(client.get(f"/units/{row.pk}/letter/"))
        assert "单位报到协议" in paper and "窗口小周" in paper
    assert as_(cast.li).get(f"/units/{row.pk}/letter/").status_code == 404


def test_the_form_twice_is_one_report_in(cast):
    link, form = f"/units/report-in/?at={cast.community.pk}", FILLED | once()
    hua = as_(cast.hua)
    first, second = hua.post(link, form), hua.post(link, form)
    assert first["Location"] == second["Location"]
    assert UnitReportIn.objects.count() == Organisation.objects.filter(kind="unit").count() == 1


def test_a_community_is_found_by_its_name_or_by_a_compounds(cast):
    hua = as_(cast.hua)
    for words in ("芙蓉社", "芙蓉苑", "纸厂"):
        assert f"?at={cast.community.pk}" in text(hua.get(f"/units/report-in/?q={words}"))
    assert "没有找到" in text(hua.get("/units/report-in/?q=月亮"))
    assert "选一个社区" not in text(hua.get("/units/report-in/"))


@pytest.mark.parametrize("at", ["0", "x", "99999999999", "-1", "1 or 1=1", "１"])
def test_an_address_that_names_no_community_asks_for_one(cast, at):
    assert "到哪个社区报到" in text(as_(cast.hua).get("/units/report-in/", {"at": at}))


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"name": ""}, "请写单位的名称"),
        ({"kind": ""}, "请选是哪一类单位"),
        ({"agree": ""}, "双方都同意"),
        ({"every": "0"}, "最少是 1"),
        ({"every": "13"}, "一周到一年之间"),
        ({"every": "很久"}, "请写一个数"),
        ({"offers": "话" * 401}, "现在 401 字"),
        ({"phone": "问门卫"}, "只写数字"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(cast, more, word):
    answer = as_(cast.hua).post(f"/units/report-in/?at={cast.community.pk}", FILLED | more | once())
    assert answer.status_code == 422
    assert word in text(answer)
    assert not UnitReportIn.objects.exists()


def test_all_that_is_missing_is_said_at_once(cast):
    empty = {"name": "", "kind": "", "agree": ""}
    page = text(
        as_(cast.hua).post(f"/units/report-in/?at={cast.community.pk}", FILLED | empty | once())
    )
    for word in ("请写单位的名称", "请选是哪一类单位", "双方都同意"):
        assert word in page


def test_a_name_like_one_that_is_there_is_asked_about_and_may_be_chosen(cast):
    known = agreed(cast).organisation
    link = f"/units/report-in/?at={cast.community.pk}"
    li = as_(cast.li)
    page = li.post(link, FILLED | {"name": "区图书馆"} | once())
    assert page.status_code == 422
    assert "是不是下面的一个" in text(page) and str(known.pk) in text(page)
    chosen = li.post(link, FILLED | {"name": "区图书馆", "which": str(known.pk)} | once())
    assert "已经有联络员" in text(chosen), "it has somebody who speaks for it"
    assert li.post(link, FILLED | {"name": "区图书馆", "which": "new"} | once()).status_code == 303


def test_only_a_unit_that_was_offered_can_be_chosen(cast):
    other = Organisation.objects.create(kind="unit", name="别处的单位", place=cast.b.parent.parent)
    link = f"/units/report-in/?at={cast.community.pk}"
    as_(cast.hua).post(link, FILLED | {"which": str(other.pk)} | once())
    assert UnitReportIn.objects.get().organisation != other


def test_the_community_enters_one_and_its_liaison_answers_on_their_own_page(cast):
    he, hua = as_(cast.he), as_(cast.hua)
    form = FILLED | {"liaison_name": cast.hua.name, "liaison_phone": cast.hua.phone}
    address = f"/units/desk/{cast.community.pk}/enter/"
    assert "请写联络员" in text(he.post(address, FILLED | once()))
    answer = he.post(address, form | once())
    page = text(he.get(answer["Location"]))
    assert "等单位同意" in page
    assert cast.hua.phone not in page and cast.hua.name not in page
    for where in ("/me/", "/units/"):
        assert "请你做区图书馆党支部的联络员" in text(hua.get(where))
    key = invitation(cast).pk
    assert hua.post(f"/units/invitations/{key}/", once(answer="yes")).status_code == 303
    assert UnitReportIn.objects.get().state == "agreed"
    assert "请你做" not in text(hua.get("/units/"))


def test_a_stranger_with_the_address_of_an_invitation_finds_nothing(cast):
    entered(cast)
    key = invitation(cast).pk
    assert as_(cast.li).get(f"/units/invitations/{key}/").status_code == 404
    assert as_(cast.he).get(f"/units/invitations/{key}/").status_code == 404


def test_rhythm_is_proposed_and_answered_on_the_page(cast):
    row = agreed(cast)
    hua, he = as_(cast.hua), as_(cast.he)
    wrong = hua.post(f"/units/{row.pk}/rhythm/", once(side="unit", every="99", rhythm_unit="week"))
    assert wrong.status_code == 422
    said = once(side="unit", every="1", rhythm_unit="month")
    assert hua.post(f"/units/{row.pk}/rhythm/", said).status_code == 303
    assert "每个月至少做一次" in text(he.get(f"/units/{row.pk}/"))
    he.post(f"/units/{row.pk}/rhythm/answer/", once(side="community", answer="yes"))
    assert fresh(row).rhythm_days == 30


def test_whoever_says_they_are_the_other_side_is_refused(cast):
    row = entered(cast)
    he = as_(cast.he)
    assert he.post(f"/units/{row.pk}/agree/", once(side="unit")).status_code == 403
    assert fresh(row).state == "asked"


def test_moving_is_one_press_after_the_community_was_found(cast):
    row = agreed(cast)
    hua, far = as_(cast.hua), cast.b.parent
    page = text(hua.get(f"/units/{row.pk}/move/?q=玉桥"))
    assert f'value="{far.pk}"' in page
    assert hua.post(f"/units/{row.pk}/move/", once(to="")).status_code == 422
    assert hua.post(f"/units/{row.pk}/move/", once(to=str(far.pk))).status_code == 303
    assert fresh(row).state == "ended"
    assert UnitReportIn.objects.get(community=far).state == "asked"


# ---- who sees whom ------------------------------------------------------------------------------


def test_a_liaisons_name_and_number_are_on_no_page_until_somebody_asks_with_a_reason(cast):
    row = agreed(cast)
    liaison = Liaison.objects.get(person=cast.hua)
    he = as_(cast.he)
    for page in (f"/units/{row.pk}/", f"/units/desk/{cast.community.pk}/"):
        body = text(he.get(page))
        assert "华**" in body and cast.hua.name not in body and cast.hua.phone not in body
    look = f"/units/{row.pk}/liaisons/{liaison.pk}/look/"
    assert he.post(look, {"look-reason": ""}).status_code == 422
    assert cast.hua.phone in text(he.post(look, {"look-reason": "约时间"}))
    assert cast.hua.phone not in text(he.get(f"/units/{row.pk}/"))
    assert AccessEvent.objects.get().subject == cast.hua
    assert "约时间" in text(as_(cast.hua).get("/me/data/"))


def test_a_colleague_of_the_unit_cannot_open_the_others_number(cast):
    row = agreed(cast)
    liaison = Liaison.objects.get(person=cast.hua)
    answer = as_(cast.hua).post(
        f"/units/{row.pk}/liaisons/{liaison.pk}/look/", {"look-reason": "看看"}
    )
    assert answer.status_code == 403


def test_the_table_and_the_json_show_no_name_and_no_number(cast):
    agreed(cast, phone="0816-1000000")
    rows = TABLES["units"].rows(
        cast.actor("he"), cast.community, Period(clock.today(), clock.today()), 100
    )
    cells = [str(cell) for row in rows for cell in row.cells]
    assert "华**" in cells and cast.hua.name not in cells
    answer = as_(cast.he).get(f"/units/desk/{cast.community.pk}/units.json")
    body = text(answer)
    assert json.loads(body)["units"][0]["name"] == "区图书馆党支部"
    assert cast.hua.name not in body and "华" not in body and cast.hua.phone not in body


def test_sums_of_members_are_told_from_five_on(cast):
    unit = agreed(cast).organisation
    hua = as_(cast.hua)
    ReportIn.objects.filter(person__in=[cast.wang, cast.li, cast.zhou]).update(organisation=unit)
    assert "少于 5 个" in text(hua.get("/units/"))
    for name in ("chen", "qian", "lin"):
        cast.report_in(name, cast.a)
    ReportIn.objects.filter(place=cast.a).update(organisation=unit)
    assert "有 6 个人自己勾选了这个单位" in text(hua.get("/units/"))


# ---- the desk -----------------------------------------------------------------------------------


def many(cast, count: int) -> None:
    """Units in every state, each with a liaison."""
    for number in range(count):
        unit = Organisation.objects.create(
            kind="merchant", name=f"店铺{number:03d}", place=cast.street
        )
        now = clock.now()
        state = ("asked", "agreed", "ended")[number % 3]
        UnitReportIn.objects.create(
            organisation=unit,
            community=cast.community,
            state=state,
            asked_at=now,
            unit_agreed_at=now,
            community_agreed_at=now if state != "asked" else None,
            ended_at=now if state == "ended" else None,
        )
        Liaison.objects.create(organisation=unit, person=cast.hua, from_on=clock.today())


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    return len(seen)


def test_the_desk_filters_finds_and_turns_pages(cast):
    many(cast, 180)
    he = as_(cast.he)
    address = f"/units/desk/{cast.community.pk}/"
    first, second = text(he.get(address)), text(he.get(f"{address}?page=2"))
    assert "店铺000" in first and "店铺000" not in second
    assert "page=2" in first and "page=1" in second
    assert "店铺002" in text(he.get(f"{address}?pile=over"))
    assert "店铺002" not in text(he.get(f"{address}?pile=agreed"))
    assert "店铺177" in text(he.get(f"{address}?q=177"))
    for odd in ("?page=0", "?page=-1", "?page=x", "?pile=x", "?page=99999", "?page=９"):
        assert he.get(address + odd).status_code == 200


@pytest.mark.parametrize("page", ["desk", "home"])
def test_a_page_costs_as_many_statements_with_forty_units_as_with_three(cast, page):
    who = as_(cast.he if page == "desk" else cast.hua)
    address = f"/units/desk/{cast.community.pk}/" if page == "desk" else "/units/"
    many(cast, 3)
    few = statements(who, address)
    Organisation.objects.filter(kind="merchant").update(name="原来的")
    many(cast, 40)
    assert statements(who, address) == few <= 12


def test_the_street_sees_the_units_of_its_communities_and_no_others(cast):
    agreed(cast)
    far = asked(cast, "li", name="远处的单位", community=cast.b.parent)
    sun = as_(cast.sun)
    page = text(sun.get(f"/units/desk/{cast.street.pk}/"))
    assert "区图书馆党支部" in page and "远处的单位" not in page
    assert sun.get(f"/units/{far.pk}/").status_code == 404
    assert sun.get(f"/units/desk/{far.community_id}/").status_code == 404
    assert sun.get(f"/units/desk/{cast.a.pk}/").status_code == 404


def test_long_names_and_words_are_shown_whole(cast):
    name = "一二三四五六七八九十" * 8
    row = asked(cast, name=name, offers="话" * 400)
    assert name in text(as_(cast.hua).get(f"/units/{row.pk}/"))


def test_ending_is_told_and_leaves_the_letter_as_it_was_printed(cast):
    row = agreed(cast)
    he = as_(cast.he)
    answer = he.post(f"/units/{row.pk}/end/", once(side="community") | {"end-reason": "场地拆了"})
    assert answer.status_code == 303
    page = text(as_(cast.hua).get(f"/units/{row.pk}/"))
    assert "场地拆了" in page and "已经失效" in page


def test_a_page_that_is_old_says_so(cast):
    row = asked(cast)
    actions.end(cast.actor("hua"), fresh(row), Side.UNIT)
    he = as_(cast.he)
    assert he.post(f"/units/{row.pk}/agree/", once(side="community")).status_code == 409
    assert reverse("units:home") == "/units/"
