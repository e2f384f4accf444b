"""A certificate says what is confirmed, no more and no less, and ends when a record falls."""

from datetime import date

import pytest
from django.db.models import Sum

from last500.base import clock
from last500.base.errors import Refused
from last500.letters.models import Letter
from last500.letters.rules import Standing
from last500.notify.models import Message
from last500.organisations.models import Organisation
from last500.people.models import Person
from last500.records import actions
from last500.records.actions import certifying
from last500.records.actions.certifying import hours_words
from last500.records.homes import Home
from last500.records.models import CertifiedRecord, ServiceRecord
from last500.records.tests.walk import EVENING, NOON, as_, confirmed, entered, press, text

pytestmark = pytest.mark.django_db
YEAR = {"since": date(2026, 1, 1), "until": date(2026, 11, 26)}


@pytest.fixture(autouse=True)
def _evening():
    with clock.at(EVENING):
        yield


@pytest.fixture
def served(cast):
    """Two that count, one that waits, one declined, one reversed, one of another year."""
    confirmed(cast)
    confirmed(cast, kind="patrol", began_at=NOON - clock.DAY, minutes=95)
    entered(cast, began_at=NOON - 2 * clock.DAY)
    no = entered(cast, began_at=NOON - 3 * clock.DAY)
    actions.decline(cast.actor("lin"), no, reason="没有")
    wrong = confirmed(cast, began_at=NOON - 4 * clock.DAY)
    actions.reverse(cast.actor("lin"), wrong, reason="错了")
    with clock.at(clock.parse("2025-12-31 23:00")):
        confirmed(cast, began_at=clock.parse("2025-12-31 20:00"))
    confirmed(cast, "li")
    return cast


def test_only_what_counts_stands_in_it_and_the_total_is_its_sum(served):
    letter = actions.certify(served.actor("wang"), **YEAR)
    said = dict(letter.lines)
    assert said["姓名"] == served.wang.name
    assert said["服务次数"] == "2 次"
    assert said["服务时间"] == "2 小时 35 分钟"
    assert said["做了什么"] == "巡逻值守 1 小时 35 分钟；环境整治 1 小时"
    counted = ServiceRecord.objects.counted().filter(person=served.wang, began_at__year=2026)
    assert said["服务时间"] == hours_words(counted.aggregate(sum=Sum("minutes"))["sum"])
    linked = CertifiedRecord.objects.filter(letter=letter).values_list("record", flat=True)
    assert set(linked) == set(counted.values_list("pk", flat=True))


def test_it_names_the_organisation_that_serves_the_place_or_the_nearest_above(served):
    assert actions.drawn_up(served.actor("wang"), **YEAR).issuer == served.a.name
    Organisation.objects.create(kind="community", name="芙蓉社区居委会", place=served.community)
    assert actions.drawn_up(served.actor("wang"), **YEAR).issuer == "芙蓉社区居委会"
    Organisation.objects.create(kind="compound_branch", name="芙蓉苑党支部", place=served.a)
    assert actions.drawn_up(served.actor("wang"), **YEAR).issuer == "芙蓉苑党支部"


def test_the_days_are_the_residents_days_and_both_included(cast):
    confirmed(cast, began_at=clock.parse("2026-11-20 00:00"), minutes=30)
    confirmed(cast, began_at=clock.parse("2026-11-21 23:00"), minutes=30)
    wang = cast.actor("wang")
    for since, until, minutes in ((20, 21, 60), (20, 20, 30), (21, 21, 30)):
        days = {"since": date(2026, 11, since), "until": date(2026, 11, until)}
        assert actions.drawn_up(wang, **days).minutes == minutes
    with pytest.raises(Refused):
        actions.drawn_up(wang, since=date(2026, 11, 22), until=date(2026, 11, 26))


@pytest.mark.parametrize(
    "days",
    [
        {"since": date(2026, 11, 26), "until": date(2026, 11, 25)},
        {"since": date(2026, 11, 1), "until": date(2026, 11, 27)},
    ],
)
def test_days_that_cannot_be_are_refused(served, days):
    with pytest.raises(Refused) as refused:
        actions.certify(served.actor("wang"), **days)
    assert refused.value.field == "until"


def test_without_a_name_there_is_no_certificate(served):
    person = Person.objects.get(pk=served.wang.pk)
    person.name = ""
    person.save(update_fields=["name"])
    with pytest.raises(Refused):
        actions.certify(served.actor("wang"), **YEAR)


@pytest.mark.parametrize("how", ["reverse", "correct"])
def test_a_correction_withdraws_every_certificate_it_stands_in_and_no_other(served, how):
    wang = served.actor("wang")
    both = actions.certify(wang, **YEAR)
    later = actions.certify(wang, since=date(2026, 11, 25), until=date(2026, 11, 26))
    patrol = ServiceRecord.objects.get(kind="patrol")
    if how == "reverse":
        actions.reverse(served.actor("lin"), patrol, reason="没有")
    else:
        actions.correct(served.actor("lin"), patrol, minutes=90, reason="短一点")
    both.refresh_from_db()
    later.refresh_from_db()
    assert both.standing == Standing.WITHDRAWN
    assert later.standing == Standing.HOLDS
    told = Message.objects.filter(kind="certificate_ended", channel="inbox")
    assert [message.person for message in told] == [served.wang]


def test_on_the_page_one_sees_what_will_be_printed_and_has_it_at_once(served):
    wang = as_(served.wang)
    assert "看看会写什么" in text(wang.get("/records/certificate/"))
    page = text(wang.get("/records/certificate/?since=2026-01-01&until=2026-11-26"))
    assert "2 小时 35 分钟" in page and not Letter.objects.exists()
    answer = press(wang, "/records/certificate/", since="2026-01-01", until="2026-11-26")
    letter = Letter.objects.get()
    assert answer["Location"] == f"/letters/{letter.pk}/"
    assert "2 小时 35 分钟" in text(wang.get(answer["Location"]))
    nothing = wang.get("/records/certificate/?since=2024-01-01&until=2024-12-31")
    assert nothing.status_code == 422 and "没有确认过的服务" in text(nothing)
    odd = wang.get("/records/certificate/?since=x&until=")
    assert odd.status_code == 422 and "2026-11-30" in text(odd)


def test_whoever_checks_it_reads_no_whole_name(served):
    letter = actions.certify(served.actor("wang"), **YEAR)
    from django.test import Client

    page = text(Client().get(f"/check/{letter.code}/"))
    assert "2 小时 35 分钟" in page and served.wang.name not in page


def test_the_volunteer_number_stands_in_it_where_there_is_one(served, monkeypatch):
    assert "志愿者编号" not in dict(actions.drawn_up(served.actor("wang"), **YEAR).lines)
    home = Home(served.a, None, "K7M4-QX2P-9TD")
    monkeypatch.setattr(certifying, "home_of", lambda person: home)
    said = dict(actions.drawn_up(served.actor("wang"), **YEAR).lines)
    assert said["志愿者编号"] == "K7M4-QX2P-9TD"
