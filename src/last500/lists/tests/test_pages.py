"""The pages of the lists: what is shown, filtered, paged, printed, taken away; the buttons."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from last500.base import clock
from last500.lists import actions, sections
from last500.lists.models import (
    Booking,
    BudgetLine,
    Claim,
    Need,
    PeopleCount,
    Resource,
    ResourceDay,
    Spending,
)
from last500.lists.rules import Act, Deal
from last500.lists.tests.world import booked, claimed, goods, need, room, soon, unit

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"


def as_(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def post(client: Client, address: str, **said):
    return client.post(address, {"once": uuid4().hex, **said})


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def library(cast):
    return unit(cast, "hua")


@pytest.fixture
def hall(cast, library):
    return room(cast, library, "hua")


def desk(cast, query: str = "") -> str:
    return text(as_(cast, "he").get(f"/lists/desk/{cast.community.pk}/{query}"))


# ---- lists --------------------------------------------------------------------------------------


def test_each_line_shows_its_state_and_who_answers_next(cast, library):
    claimed(cast, need(cast), library, "hua")
    page = desk(cast)
    for word in ("有人认领，等社区答复", "等芙蓉社区答复", "还剩", "等你们答复"):
        assert word in page


def test_a_need_past_its_day_waits_for_the_desk(cast):
    need(cast, until_on=soon(1))
    with clock.at(clock.now() + 5 * clock.DAY):
        assert "过了日子，等芙蓉社区说办没办成" in desk(cast)


def test_an_empty_list_says_how_to_begin_and_the_third_list_is_projects(cast):
    page = desk(cast)
    assert "这里还是空的" in page and "写一个需求" in page
    assert f"/lists/desk/{cast.community.pk}/?list=projects" in page


def test_a_higher_app_adds_its_own_list(cast, monkeypatch):
    def find(asked):
        line = sections.Line("加装电梯", "/", ("三号楼",), "go", "在议", "等业主答复")
        return sections.Found([line])

    more = sections.Section("projects", "项目", "大家一起办的事。", find)
    monkeypatch.setitem(sections.SECTIONS, "projects", more)
    page = desk(cast, "?list=projects")
    for word in ("加装电梯", "三号楼", "在议", "等业主答复", "大家一起办的事。"):
        assert word in page


def test_filters_stand_in_the_address_and_hold_on_every_page(cast):
    for number in range(25):
        need(cast, title=f"灯{number:02d}", kind="goods", until_on=soon(10 + number))
    need(cast, title="屋子", kind="room")
    page = desk(cast, "?list=needs&q=灯&kind=goods")
    assert "灯00" in page and "灯19" in page and "灯20" not in page and "屋子" not in page
    assert "kind=goods" in page and "page=2" in page
    page = desk(cast, "?list=needs&q=灯&kind=goods&page=2")
    assert "灯20" in page and "灯24" in page and "灯00" not in page
    assert "没有符合的" in desk(cast, "?q=没有这个")


@pytest.mark.parametrize(
    "query", ["?list=nothing", "?page=0", "?page=x", "?page=99999", "?kind=%27", "?state=zzz"]
)
def test_an_address_with_nonsense_in_it_opens_all_the_same(cast, query):
    need(cast)
    assert "教老人用手机的人" in desk(cast, query)


def test_the_state_filter_finds_what_is_over(cast):
    what = need(cast)
    actions.give_up_need(cast.actor("he"), what, note="不要了")
    assert "教老人用手机的人" not in desk(cast)
    assert "教老人用手机的人" in desk(cast, "?state=given_up")
    assert "教老人用手机的人" in desk(cast, "?state=all")


def test_readers_see_the_lists_and_no_tools_of_the_desk(cast, hall):
    what = need(cast)
    need(cast, "lin", cast.a, title="只是提议")
    for name in ("hua", "wang", "lin"):
        page = text(as_(cast, name).get(f"/lists/{cast.community.pk}/"))
        assert what.title in page and "导入" not in page and "去办理" not in page
        assert ("只是提议" in page) == (name == "lin")
    page = text(as_(cast, "wang").get(f"/lists/{cast.community.pk}/?list=resources"))
    assert hall.title in page


def test_no_page_names_a_person(cast, library, hall):
    what = need(cast)
    row = claimed(cast, what, library, "hua")
    lent = booked(cast, hall)
    here = cast.community.pk
    for name, address in (
        ("he", f"/lists/desk/{here}/"),
        ("he", f"/lists/claims/{row.pk}/"),
        ("he", f"/lists/bookings/{lent.pk}/"),
        ("he", f"/lists/needs/{what.pk}/"),
        ("hua", f"/lists/unit/{library.pk}/"),
        ("hua", f"/lists/resources/{hall.pk}/"),
        ("wang", f"/lists/{here}/"),
    ):
        page = text(as_(cast, name).get(address))
        named = [person.name for person in cast.people.values() if person.name in page]
        assert named == [], address


def test_paper_and_files(cast, library):
    need(cast, title="=HYPERLINK(1)", wanted=2)
    goods(cast, library, "hua", pieces=4)
    he, here = as_(cast, "he"), cast.community.pk
    assert "HYPERLINK" in text(he.get(f"/lists/paper/{here}/?list=needs"))
    rows = he.get(f"/lists/desk/{here}/needs.csv").content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("编号,类别,要什么") and ",'=HYPERLINK(1)," in rows[1]
    said = json.loads(he.get(f"/lists/desk/{here}/resources.json").content)
    assert said["format"] == "last500-lists-1"
    (one,) = said["resources"]
    assert (one["kind"], one["pieces"], one["comes_back"]) == ("goods", 4, True)
    assert he.get(f"/lists/desk/{here}/needs.xlsx").content[:2] == b"PK"
    assert he.get(f"/lists/desk/{here}/needs.exe").status_code == 404
    assert he.get(f"/lists/desk/{here}/secrets.csv").status_code == 404


# ---- steps --------------------------------------------------------------------------------------


def test_a_need_from_the_form_to_the_communitys_word(cast, library):
    he, hua = as_(cast, "he"), as_(cast, "hua")
    here = cast.community.pk
    said = {
        "kind": "service", "title": "理发的人", "words": "", "audience": "elders",
        "place": cast.a.pk, "when": "每月一次", "wanted": "2", "measure": "人",
        "until_on": soon(20), "skills": ["haircut"],
    }  # fmt: skip
    assert post(he, f"/lists/desk/{here}/needs/add/", **said).status_code == 303
    what = Need.objects.get()
    assert (what.place, what.wanted, what.skills) == (cast.a, 2, ["haircut"])
    answer = post(
        hua, f"/lists/needs/{what.pk}/claim/", organisation=library.pk, number=2, words="周六来"
    )
    row = Claim.objects.get()
    assert answer.status_code == 303 and row.number == 2
    steps = f"/lists/claims/{row.pk}"
    assert post(he, f"{steps}/agree/", seen="asked").status_code == 303
    assert post(he, f"{steps}/hold/", seen="agreed").status_code == 303
    what.refresh_from_db()
    assert what.state == "done"
    page = text(hua.get(f"{steps}/"))
    for word in ("提出来", "同意了", "说办成了"):
        assert word in page


def test_a_wrong_form_says_beside_the_field_what_to_mend_and_keeps_what_was_typed(cast):
    said = {"kind": "room", "title": "屋" * 41, "audience": "all", "place": cast.community.pk}
    said |= {"wanted": "0", "until_on": "昨天", "when": "周日", "words": "", "measure": ""}
    answer = post(as_(cast, "he"), f"/lists/desk/{cast.community.pk}/needs/add/", **said)
    page = answer.content.decode()
    assert answer.status_code == 422
    for word in ("最多 40 字，现在 41 字", "1 到 9999", "2026-03-05", "周日"):
        assert word in page
    assert not Need.objects.exists()


def test_a_compounds_desk_proposes_for_its_own_compound_alone(cast):
    lin = as_(cast, "lin")
    said = {"kind": "other", "title": "扶手", "audience": "all", "wanted": "1", "until_on": soon()}
    address = f"/lists/desk/{cast.a.pk}/needs/add/"
    assert post(lin, address, **said, place=cast.b.pk).status_code == 422
    assert post(lin, address, **said, place=cast.a.pk).status_code == 303
    assert Need.objects.get().state == "proposed"
    assert lin.get(f"/lists/desk/{cast.community.pk}/needs/add/").status_code == 404


def test_a_step_from_an_old_page_is_not_taken(cast, hall):
    row = booked(cast, hall)
    hua = as_(cast, "hua")
    answer = post(hua, f"/lists/bookings/{row.pk}/agree/", seen="agreed")
    assert answer.status_code == 409
    assert Booking.objects.get().state == Deal.ASKED
    assert post(hua, f"/lists/bookings/{row.pk}/lapse/").status_code == 404
    assert post(hua, f"/lists/bookings/{row.pk}/refuse/", note=" ").status_code == 422
    assert post(hua, f"/lists/bookings/{row.pk}/refuse/", note="装修").status_code == 303


def test_a_booking_by_form_and_the_second_of_two_is_told(cast, hall):
    he = as_(cast, "he")
    said = {"by": f"p{cast.community.pk}", "on": soon(), "start": "10:00", "end": "12:00"}
    said["purpose"] = "合唱队排练"
    address = f"/lists/resources/{hall.pk}/book/"
    assert post(he, address, **said).status_code == 303
    answer = post(he, address, **said)
    assert answer.status_code == 409 and "刚被别人约走" in answer.content.decode()
    for typed in (said["purpose"], said["on"].isoformat(), "10:00", "12:00"):
        assert f'value="{typed}"' in answer.content.decode(), "what was typed stays"
    assert Booking.objects.count() == 1
    answer = post(he, address, **{**said, "end": "09:00"})
    assert answer.status_code == 422 and "结束要在开始之后" in answer.content.decode()
    answer = post(he, address, **{**said, "by": f"p{cast.b.pk}"})
    assert answer.status_code == 422


def test_the_calendar_shows_what_is_taken_and_not_by_whom(cast, hall):
    row = booked(cast, hall, purpose="保密的会")
    month = f"?month={row.first_on:%Y-%m}"
    page = text(as_(cast, "wang").get(f"/lists/resources/{hall.pk}/{month}"))
    assert "10:00–12:00" in page and "保密的会" not in page
    assert "9:00–10:00" in page and "12:00–21:00" in page
    for nonsense in ("?month=2026-13", "?month=9999-01", "?month=x"):
        assert text(as_(cast, "wang").get(f"/lists/resources/{hall.pk}/{nonsense}"))


def test_a_resource_by_form_changed_paused_and_ended(cast, library):
    hua = as_(cast, "hua")
    said = {
        "kind": "room", "title": "研讨室", "communities": [cast.community.pk], "capacity": "20",
        "area": "48.5", "windows": "周一、周三 9:00-11:30", "notice": "24", "longest": "2",
    }  # fmt: skip
    assert post(hua, f"/lists/unit/{library.pk}/add/", **said).status_code == 303
    one = Resource.objects.get()
    assert (one.area_cm2, one.notice_minutes, one.longest_minutes) == (485_000, 1440, 120)
    address = f"/lists/resources/{one.pk}"
    page = text(hua.get(f"{address}/change/"))
    assert "周一、周三 9:00–11:30" in page and "48.5" in page
    changed = {**said, "title": "大研讨室", "windows": "周一、周三 9:00–11:30\n周六 14:00-17:00"}
    assert post(hua, f"{address}/change/", **changed).status_code == 303
    one.refresh_from_db()
    assert (one.title, len(one.windows)) == ("大研讨室", 3)
    assert post(hua, f"{address}/change/", **{**said, "windows": "有空就来"}).status_code == 422
    assert post(hua, f"{address}/day/", on=soon(), start="10:00", end="12:00").status_code == 303
    assert ResourceDay.objects.get().spans == [[600, 720]]
    assert post(hua, f"{address}/day/", on=soon(), start="10:00").status_code == 422
    assert post(hua, f"{address}/day/", on=soon(), forget="1").status_code == 303
    assert not ResourceDay.objects.exists()
    assert post(hua, f"{address}/pause/").status_code == 303
    assert post(hua, f"{address}/end/").status_code == 303
    one.refresh_from_db()
    assert one.state == "ended"


def test_a_units_page_shows_what_waits_what_fits_and_what_is_claimed(cast, library, hall):
    what = need(cast, kind="room", title="写作业的地方")
    other = need(cast, title="理发")
    claimed(cast, other, library, "hua")
    booked(cast, hall)
    page = text(as_(cast, "hua").get(f"/lists/unit/{library.pk}/"))
    for word in (
        what.title,
        "正要场地，你们有“二楼会议室”",
        other.title,
        "等你们答复",
        "合唱队排练",
    ):
        assert word in page


def test_money_and_counts_by_form(cast):
    he, here = as_(cast, "he"), cast.community.pk
    year = clock.today().year
    base = f"/lists/profile/{here}"
    said = {"budget-year": year, "budget-title": "慰问", "budget-planned": "1,000.50"}
    assert post(he, f"{base}/line/", **said).status_code == 303
    row = BudgetLine.objects.get()
    assert row.planned_fen == 100_050
    spend = {"spend-line": row.pk, "spend-on": clock.today(), "spend-words": "水果"}
    assert 'type="number" name="spend-amount"' not in text(he.get(f"{base}/")), "12,000 is typed"
    for amount, status in (("12.345", 422), ("-3", 422), ("x", 422), ("12.34", 303)):
        assert post(he, f"{base}/spend/", **spend, **{"spend-amount": amount}).status_code == status
    entry = Spending.objects.get()
    assert entry.fen == 1234
    assert post(he, f"{base}/spend/{entry.pk}/back/").status_code == 303
    assert post(he, f"{base}/spend/{entry.pk}/back/").status_code == 409
    count = {"count-what": "staff", "count-number": "9", "count-source": "台账"}
    assert post(he, f"{base}/count/", **count, **{"count-on": clock.today()}).status_code == 303
    assert PeopleCount.objects.get().number == 9
    assert "988.16" not in text(he.get(f"{base}/"))  # taken back: all of it is there again
    assert "1,000.50" in text(he.get(f"{base}/"))


def test_a_file_by_form_read_shown_and_entered(cast):
    he = as_(cast, "he")
    content = f"类别,要什么,到哪天\n场地,屋子,{soon(9)}\n场地,坏的,昨天\n".encode()
    file = SimpleUploadedFile("a.csv", content)
    answer = he.post(f"/lists/desk/{cast.community.pk}/import/needs/", {"file": file})
    assert answer.status_code == 303
    page = text(he.get(answer["Location"]))
    assert "可以导入" in page and "有问题" in page and "2026-03-05" in page
    assert he.post(f"{answer['Location']}apply/").status_code == 303
    assert he.post(f"{answer['Location']}apply/").status_code == 303
    assert Need.objects.get().title == "屋子"
    broken = he.post(
        f"/lists/desk/{cast.community.pk}/import/needs/",
        {"file": SimpleUploadedFile("b.xlsx", b"no")},
    )
    assert broken.status_code == 422
    assert he.get(f"/lists/desk/{cast.community.pk}/import/dogs/").status_code == 404


def test_the_next_dates_of_a_liaison_are_their_units(cast, hall, library):
    row = booked(cast, hall)
    actions.step(cast.actor("hua"), row, Act.AGREE)
    page = text(as_(cast, "hua").get("/me/"))
    assert f"/lists/bookings/{row.pk}/" in page
    assert f"/lists/bookings/{row.pk}/" not in text(as_(cast, "wang").get("/me/"))


def test_what_is_lent_by_the_day_has_no_hour_among_the_next_dates(cast, library):
    row = booked(cast, goods(cast, library, "hua"))
    actions.step(cast.actor("hua"), row, Act.AGREE)
    page = text(as_(cast, "hua").get("/me/"))
    assert f"/lists/bookings/{row.pk}/" in page
    assert "0:00" not in page


def test_days_are_said_as_people_say_them(cast, library, hall):
    """No 2026-12-26 before the reader's eyes; it stays behind the word, for machines."""
    one = need(cast, kind="room", until_on=(until := soon(9)))
    said = f"{until.month}月{until.day}日"
    pages = [
        desk(cast),
        desk(cast, "?list=needs&state=all"),
        text(as_(cast, "he").get(f"/lists/paper/{cast.community.pk}/")),
        text(as_(cast, "hua").get(f"/lists/unit/{library.pk}/")),
        text(as_(cast, "hua").get(f"/lists/needs/{one.pk}/claim/")),
    ]
    for page in pages:
        assert said in page
        assert f">{until.isoformat()}" not in page and f"到{until.isoformat()}" not in page


def test_whoever_has_to_answer_a_booking_reads_that_it_is_they(cast, library, hall):
    row = booked(cast, hall)
    address = f"/lists/bookings/{row.pk}/"
    host, asker = text(as_(cast, "hua").get(address)), text(as_(cast, "he").get(address))
    assert "等你们答复" in host and "等对方答复" not in host
    assert "等对方答复" in asker and "等你们答复" not in asker
