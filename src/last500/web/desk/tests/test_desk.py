"""The desk: piles, one card, and what it costs."""

import copy
import re

import pytest
from django.test import Client

from last500.base import clock
from last500.base.ids import uuid7
from last500.service_requests import actions
from last500.service_requests.models import Event, Invitation, ServiceRequest

BACKEND = "last500.people.backend.CodeBackend"


def as_(person, **more):
    client = Client(**more)
    client.force_login(person, backend=BACKEND)
    return client


def text(response):
    return response.content.decode()


def key():
    """The hidden key of a fresh form."""
    return {"once": uuid7().hex}


@pytest.fixture
def lin(cast):
    return as_(cast.lin)


def test_whoever_holds_one_desk_is_at_it_at_once(cast, lin):
    assert lin.get("/desk/")["Location"] == f"/desk/{cast.a.pk}/"


def test_whoever_holds_several_desks_chooses(cast, lin):
    from datetime import date

    from last500.organisations.models import Office

    Office.objects.create(
        person=cast.lin, kind="community_officer", place=cast.community, from_on=date(2020, 1, 1)
    )
    page = text(lin.get("/desk/"))
    assert f"/desk/{cast.a.pk}/" in page and f"/desk/{cast.community.pk}/" in page


def test_others_have_no_desk(cast):
    address = f"/desk/{cast.a.pk}/"
    request = cast.placed()
    one = f"/desk/request/{request.number}/"
    assert Client().get(address)["Location"].startswith("/sign-in/?next=")
    for stranger in (cast.qian, cast.chen, cast.wang, cast.tang, cast.op):
        assert as_(stranger).get(address).status_code == 404
        assert as_(stranger).get(one).status_code == 404
        assert as_(stranger).post(one + "verify/", key()).status_code == 404
        assert as_(stranger).post(one + "reveal/", {"field": "phone"}).status_code == 404
    assert as_(cast.chen).get("/desk/").status_code == 403
    assert as_(cast.qian).get("/desk/999999/").status_code == 404


def test_those_above_may_look_at_the_desk_and_act_in_its_place(cast):
    request = cast.placed()
    for officer in (cast.he, cast.sun):
        assert as_(officer).get(f"/desk/{cast.a.pk}/").status_code == 200
        assert as_(officer).get(f"/desk/request/{request.number}/").status_code == 200
    posted = as_(cast.he).post(
        f"/desk/request/{request.number}/verify/",
        key() | {"how": "phone", "category": request.category, "minutes": 40},
    )
    assert posted.status_code == 303
    assert cast.fresh(request).state == "verified"


def test_an_empty_desk_says_what_it_will_hold(cast, lin):
    assert "都办完了" in text(lin.get(f"/desk/{cast.a.pk}/"))


def test_the_card_tells_the_matter_and_masks_the_person(cast, lin):
    cast.placed()
    page = text(lin.get(f"/desk/{cast.a.pk}/"))
    assert "楼道三层的灯坏了一周" in page
    assert "陈**" in page and "陈桂英" not in page
    assert cast.chen.phone not in page and "2单元301" not in page


@pytest.fixture
def full_desk(cast):
    """Three hundred placed, sixty to offer, on one desk."""
    first = cast.placed(text="单元门的门禁坏了，刷卡没有反应。")
    verified = cast.verified()
    for model, count in ((first, 300), (verified, 60)):
        rows = []
        for number in range(count):
            row = copy.copy(model)
            row.pk = uuid7()
            row.number = f"{number:05d}{'V' if model is verified else 'P'}00000"
            row.link_index = f"{model.pk}-{number}"
            for name in ("text", "answers", "comment", "link_key", "slip_code"):
                setattr(row, name, getattr(model, name))
            rows.append(row)
        ServiceRequest.objects.bulk_create(rows)
    return cast


def most_statements(pile: str) -> int:
    """Seven; whom to ask and in what way is asked of one table more."""
    return 8 if pile in {"offer", "going"} else 7


@pytest.mark.parametrize("pile", ["", "verify", "offer", "overdue", "word", "going", "alarm"])
def test_a_desk_takes_seven_statements_and_little_space(
    full_desk, pile, django_assert_max_num_queries
):
    client = as_(full_desk.lin)
    client.get("/desk/")
    address = f"/desk/{full_desk.a.pk}/?pile={pile}&at=17"
    most = most_statements(pile)
    with django_assert_max_num_queries(most + 1):  # notes that the card was seen today
        client.get(address)
    with django_assert_max_num_queries(most):
        response = client.get(address)
    assert response.status_code == 200
    assert len(response.content) < 100_000
    assert ">301</b>" in text(response)


def test_seven_statements_in_every_state_and_one_for_the_first_look(
    cast, lin, django_assert_max_num_queries
):
    lin.get("/desk/")

    def shown(pile: str) -> str:
        most = most_statements(pile)
        with django_assert_max_num_queries(most + 1):
            lin.get(f"/desk/{cast.a.pk}/?pile={pile}")
        with django_assert_max_num_queries(most):
            return text(lin.get(f"/desk/{cast.a.pk}/?pile={pile}"))

    cast.offered("wang")
    shown("going")
    ServiceRequest.objects.update(state="withdrawn", due_at=None)
    cast.accepted("wang")
    assert "王师傅" in shown("going")
    ServiceRequest.objects.update(state="withdrawn", due_at=None)
    actions.reopen(cast.actor("chen"), cast.done(), comment="又不亮了")
    assert "又不亮了" in shown("verify")


def test_emergencies_come_first_and_are_said(cast, lin):
    cast.placed()
    cast.placed(text="我爸刚才在家晕倒了，叫不醒！", category="health_mind")
    page = text(lin.get(f"/desk/{cast.a.pk}/?pile=verify"))
    assert "我爸刚才在家晕倒了" in page
    assert 'href="tel:120"' in page
    assert "不是紧急" in page and "写得清楚" not in page
    page = text(lin.get(f"/desk/{cast.a.pk}/?pile=verify&at=1"))
    assert "可能是紧急情况" in page and "楼道三层" in page


def test_looking_at_the_next_one_first(cast, lin):
    one, two = cast.placed(text="第一件事"), cast.placed(text="第二件事")
    assert one.pk < two.pk
    page = text(lin.get(f"/desk/{cast.a.pk}/?pile=verify"))
    assert "第一件事" in page and "at=1" in page
    page = text(lin.get(f"/desk/{cast.a.pk}/?pile=verify&at=1"))
    assert "第二件事" in page
    assert "第一件事" in text(lin.get(f"/desk/{cast.a.pk}/?pile=verify&at=7"))


def test_overdue_ones_lie_in_their_own_pile(cast, lin):
    request = cast.placed()
    ServiceRequest.objects.filter(pk=request.pk).update(due_at=clock.now() - clock.HOUR)
    page = text(lin.get(f"/desk/{cast.a.pk}/?pile=overdue"))
    assert "楼道三层" in page and "超时 1 小时" in page


def test_odd_questions_in_the_address_are_answered_calmly(cast, lin):
    cast.placed()
    for query in ("pile=nothing", "at=-1", "at=99999999999", "at=x&pile=verify", "desk=²"):
        assert lin.get(f"/desk/{cast.a.pk}/?{query}").status_code == 200


def test_three_helpers_are_proposed_with_reasons(cast, lin):
    cast.shown("wang")
    cast.verified()
    page = text(lin.get(f"/desk/{cast.a.pk}/?pile=offer"))
    assert "邀请这三位" in page
    assert len(re.findall(r'type="checkbox" name="helpers"[^>]* checked', page)) == 3
    assert "会修电路灯具" in page and "这个月还没请过" in page


def test_a_desk_above_names_the_compound(cast):
    request = cast.placed()
    ServiceRequest.objects.filter(pk=request.pk).update(desk=cast.community, level="community")
    page = text(as_(cast.he).get(f"/desk/{cast.community.pk}/"))
    assert "芙蓉苑 · 三号楼" in page


def test_the_page_of_one_request_tells_its_history(cast, lin):
    request = cast.offered("wang")
    page = text(lin.get(f"/desk/request/{request.number}/"))
    assert "值守核实过了" in page and "值守请了邻居" in page
    assert Event.objects.count() == 3 and Invitation.objects.count() == 1


def test_the_way_to_name_a_deputy_is_open_to_the_secretary(cast, lin):
    address = f"/organise/{cast.a.pk}/office/"
    assert address in text(lin.get(f"/desk/{cast.a.pk}/"))
    assert lin.get(address).status_code == 200


@pytest.mark.parametrize(
    ("said", "title", "body"),
    [
        ("灯坏了", "灯坏了", ""),
        ("灯坏了。", "灯坏了", ""),
        ("灯坏了！快一周了", "灯坏了", "灯坏了！快一周了"),
        (
            "楼道三层的灯坏了一周，晚上老人上下楼看不清，物业一直没来。",
            "楼道三层的灯坏了一周，晚上老人上下楼看不清",
            "楼道三层的灯坏了一周，晚上老人上下楼看不清，物业一直没来。",
        ),
        ("长" * 50, "长" * 33 + "…", "长" * 50),
        ("？？", "？？", ""),
    ],
)
def test_the_title_is_the_first_words(said, title, body):
    from last500.web.desk.showing import heading

    assert heading(said) == (title, body)
