"""Reporting in, wishes, pause, end: through the pages."""

import pytest
from django.test import Client

from last500.people.models import Consent
from last500.reportin.models import ReportIn
from last500.reportin.rules import PROPOSED

HERE = "/c/furongyuan/report-in/"
FILLED = {
    "called": "华师傅",
    "kind": "volunteer",
    "skills": ["water_repair", "accompany"],
    "free": ["2-evening", "5-morning", "5-afternoon"],
    "reach": "compound",
    "most_open": "2",
    "agree": "on",
    "once": "k" * 32,
}


@pytest.fixture
def hua(cast, client):
    client.force_login(cast.hua, backend="last500.people.backend.CodeBackend")
    return client


def test_a_stranger_signs_in_first_and_comes_back(cast, client: Client):
    answer = client.get(HERE)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={HERE}")


def test_evenings_and_weekends_are_proposed(cast, hua):
    page = hua.get(HERE)
    assert page.status_code == 200
    assert page.content.decode().count("checked") == len(PROPOSED) + 1  # and the reach


def test_somebody_reports_in_with_their_wishes(cast, hua):
    answer = hua.post(HERE, FILLED | {"building": str(cast.building.pk), "unwanted": "children"})
    assert (answer.status_code, answer["Location"]) == (303, "/me/")
    row = ReportIn.objects.get(person=cast.hua)
    assert (row.state, row.place, row.building) == ("asked", cast.a, cast.building)
    assert (row.skills, row.unwanted) == (["water_repair", "accompany"], ["children"])
    assert len(row.windows) == 3
    assert Consent.objects.filter(person=cast.hua, purpose="report_in").exists()
    assert "等小区确认" in hua.get("/me/").content.decode()


def test_the_same_form_sent_twice_reports_in_once(cast, hua):
    for _time in range(2):
        assert hua.post(HERE, FILLED)["Location"] == "/me/"
    assert ReportIn.objects.filter(person=cast.hua).count() == 1
    later = hua.post(HERE, FILLED | {"once": "z" * 32})
    assert later["Location"] == "/me/wishes/"


def test_what_was_typed_is_kept_when_something_is_missing(cast, hua):
    answer = hua.post(HERE, FILLED | {"called": "", "other_skills": "会拉二胡", "agree": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请写邻居怎么称呼你" in page and "会拉二胡" in page and "请先看一下说明" in page
    assert not ReportIn.objects.filter(person=cast.hua).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("called", "长" * 21),
        ("called", "王\x00师傅"),
        ("kind", "boss"),
        ("skills", ["flying"]),
        ("free", ["9-night"]),
        ("reach", "moon"),
        ("most_open", "99"),
        ("avoid", "1000000"),
        ("avoid", "\n".join(f"1000000{n:04d}" for n in range(21))),
        ("building", "999999"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_half_done(cast, hua, field, value):
    assert hua.post(HERE, FILLED | {field: value}).status_code == 422
    assert not ReportIn.objects.filter(person=cast.hua).exists()
    assert not Consent.objects.filter(person=cast.hua).exists()


def test_whom_one_would_rather_not_meet_is_never_shown_again(cast, hua):
    hua.post(HERE, FILLED | {"avoid": f"{cast.chen.phone}\n1000-000 9999"})
    row = ReportIn.objects.get(person=cast.hua)
    assert row.avoidances.count() == 2
    assert cast.chen.phone not in hua.get("/me/wishes/").content.decode()
    assert "写过不想碰面的人" in hua.get("/me/wishes/").content.decode()
    page = hua.get("/me/wishes/unwanted/").content.decode()
    assert cast.chen.phone not in page and "都忘掉" in page
    forget = {"forget_avoided": "on", "unwanted": ["safety"], "once": "w" * 32}
    assert hua.post("/me/wishes/unwanted/", forget).status_code == 303
    row.refresh_from_db()
    assert (row.avoidances.count(), row.unwanted) == (0, ["safety"])
    # One topic changes nothing of another.
    assert row.skills == ["water_repair", "accompany"]


def test_a_compound_that_does_not_exist_is_not_found(cast, hua):
    assert hua.get("/c/nowhere/report-in/").status_code == 404


def test_pausing_and_coming_back(cast, client):
    client.force_login(cast.wang, backend="last500.people.backend.CodeBackend")
    client.post("/me/wishes/pause/", {"days": "30"})
    assert ReportIn.objects.get(person=cast.wang).paused_until
    assert "你在歇着" in client.get("/me/").content.decode()
    client.post("/me/wishes/pause/", {"days": "0"})
    assert ReportIn.objects.get(person=cast.wang).paused_until is None


def test_a_strange_number_of_days_pauses_for_a_month(cast, client):
    client.force_login(cast.wang, backend="last500.people.backend.CodeBackend")
    assert client.post("/me/wishes/pause/", {"days": "-9e9"}).status_code == 303


def test_ending_is_asked_once_more_and_then_done(cast, client):
    client.force_login(cast.wang, backend="last500.people.backend.CodeBackend")
    assert "结束在这里的报到？" in client.get("/me/wishes/end/").content.decode()
    for _time in range(2):
        assert client.post("/me/wishes/end/", {"once": "e" * 32}).status_code == 303
    assert not ReportIn.objects.active().filter(person=cast.wang).exists()
    assert client.get("/me/wishes/").status_code == 200
    assert client.get("/me/wishes/end/").status_code == 404
