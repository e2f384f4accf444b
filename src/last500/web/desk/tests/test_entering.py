"""For somebody else: telephone, paper, counter; and the desk's other pages."""

import pytest
from django.test import Client

from last500.people.models import Consent
from last500.places.models import Notice
from last500.reportin.models import ReportIn
from last500.service_requests.models import ServiceRequest
from last500.web.desk.tests.test_desk import as_, key, text


@pytest.fixture
def lin(cast):
    return as_(cast.lin)


def filled(cast, **more):
    return key() | {
        "channel": "phone",
        "place": cast.a.pk,
        "text": "厨房水龙头关不严",
        "category": "small_repair",
        "spot": "home",
        "building": cast.building.pk,
        "name": "陈婆婆",
        "phone": "10000000005",
        "wished_part": "any",
        "consent": "said_on_phone",
    } | more  # fmt: skip


def test_somebody_called_and_it_is_written_down(cast, lin):
    address = f"/desk/{cast.a.pk}/enter/"
    assert "替人记一件" in text(lin.get(address))
    body = filled(cast)
    answer = lin.post(address, body)
    made = ServiceRequest.objects.get()
    assert answer["Location"] == f"/desk/{cast.a.pk}/slip/{made.number}/"
    assert (made.channel, made.entered_by, made.building) == ("phone", cast.lin, cast.building)
    assert Consent.objects.filter(given_how="said_on_phone").exists()
    page = text(lin.get(answer["Location"]))
    assert str(made) in page
    assert lin.post(address, body)["Location"] == answer["Location"]
    assert ServiceRequest.objects.count() == 1


def test_a_paper_form_without_a_phone_gets_a_code(cast, lin):
    answer = lin.post(
        f"/desk/{cast.a.pk}/enter/",
        filled(cast, channel="paper", consent="signed_paper", phone=""),
    )
    made = ServiceRequest.objects.get()
    assert made.slip_code in text(lin.get(answer["Location"]))
    assert as_(cast.he).get(answer["Location"]).status_code == 404


def test_what_is_missing_is_said_and_nothing_is_lost(cast, lin):
    address = f"/desk/{cast.a.pk}/enter/"
    for wrong in (
        {"phone": ""},
        {"phone": "138"},
        {"text": "", "category": ""},
        {"consent": ""},
        {"wished_on": "2001-01-01"},
        {"place": cast.b.pk},
        {"text": "长" * 2001},
    ):
        answer = lin.post(address, filled(cast, **wrong))
        assert answer.status_code == 422, wrong
        assert "陈婆婆" in text(answer)
    assert not ServiceRequest.objects.exists()


def test_an_officer_enters_for_any_compound_below(cast):
    he = as_(cast.he)
    address = f"/desk/{cast.community.pk}/enter/"
    assert "纸厂宿舍" in text(he.get(address))
    assert he.post(address, filled(cast, place=cast.c.pk, building="")).status_code == 303
    assert ServiceRequest.objects.get().desk == cast.community


def test_a_report_in_is_confirmed_or_not(cast, lin):
    row = cast.report_in("hua", cast.a)
    ReportIn.objects.filter(pk=row.pk).update(state="asked", decided_at=None)
    assert ">1</b>" in text(lin.get(f"/desk/{cast.a.pk}/"))
    address = f"/desk/{cast.a.pk}/report-ins/"
    assert "华师傅" in text(lin.get(address))
    stranger = as_(cast.qian).post(f"{address}{row.pk}/", key() | {"answer": "yes"})
    assert stranger.status_code == 404
    assert lin.post(f"{address}{row.pk}/", key() | {"answer": "yes"}).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("confirmed", cast.lin)
    again = lin.post(f"{address}{row.pk}/", {"once": "another-key-entirely", "answer": "no"})
    assert again.status_code == 409


def test_a_notice_is_posted(cast, lin):
    address = f"/desk/{cast.a.pk}/notices/"
    assert lin.post(address, key() | {"title": "", "days": 7}).status_code == 422
    body = {"title": "周六上午九点凉亭磨刀", "body": "带上刀就行", "days": 7}
    assert lin.post(address, key() | body).status_code == 303
    assert Notice.objects.get().place == cast.a
    assert "周六上午九点凉亭磨刀" in text(lin.get(address))
    assert as_(cast.qian).post(address, key() | body).status_code == 404


@pytest.mark.parametrize("page", ["enter", "report-ins", "notices"])
def test_these_pages_are_the_desks_own(cast, page):
    address = f"/desk/{cast.a.pk}/{page}/"
    assert Client().get(address).status_code == 302
    for stranger in (cast.qian, cast.chen, cast.gao):
        assert as_(stranger).get(address).status_code == 404
    assert as_(cast.sun).get(address).status_code == 200
