"""A list of members: one verdict for each row, nothing half done, a second run changes nothing."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.test.utils import CaptureQueriesContext

from last500.base import clock, erasing, limits
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.sheets import csv_text, xlsx_bytes
from last500.notify.models import Message
from last500.people.leaving import close_account
from last500.people.models import Person
from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.units import queries
from last500.units.actions import importing, lists, members, step_down
from last500.units.models import MemberInvitation, UnitImport, UnitImportRow
from last500.units.rules import Invited
from last500.units.tests.world import agreed

pytestmark = pytest.mark.django_db
HEAD = ("姓名", "手机号", "小区", "楼栋", "编号")


def phone(number: int) -> str:
    return f"1000002{number:04d}"


def a_list(*rows, head=HEAD) -> bytes:
    return csv_text(head, rows).encode()


def good(n: int = 1, **more: str) -> tuple:
    said = {"name": f"员工{n}", "phone": phone(n), "compound": "芙蓉苑"}
    said |= {"building": "", "number": ""} | more
    return tuple(said[name] for name in ("name", "phone", "compound", "building", "number"))


@pytest.fixture
def unit(cast):
    return agreed(cast).organisation


def staged(cast, unit, content: bytes, name: str = "名单.csv", by: str = "hua") -> UnitImport:
    return members.stage(cast.actor(by), unit, content, name)


def rows_of(run) -> list[tuple[int, str, str]]:
    rows = UnitImportRow.objects.filter(run=run).order_by("line")
    return list(rows.values_list("line", "verdict", "problem"))


def test_a_good_list_invites_and_registers_nobody(cast, unit):
    people = Person.objects.count()
    run = staged(cast, unit, a_list(good(1, building="3栋", number="A-17"), good(2)))
    assert rows_of(run) == [(2, "new", ""), (3, "new", "")]
    assert not MemberInvitation.objects.exists(), "staged is not applied"
    assert members.apply(cast.actor("hua"), run) == 0
    first = MemberInvitation.objects.order_by("pk")[0]
    assert (first.name, first.phone, first.external_number) == ("员工1", phone(1), "A-17")
    assert (first.compound, first.building, first.state) == (cast.a, cast.building, "open")
    assert (Person.objects.count(), ReportIn.objects.filter(organisation=unit).count()) == (
        people,
        0,
    )
    run.refresh_from_db()
    assert run.state == "applied"
    assert not any(row.data or row.phone_index for row in UnitImportRow.objects.all())


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (good(name=""), "没有姓名"),
        (good(name="长" * 41), "姓名太长"),
        (good(number="9" * 41), "编号太长"),
        (good(phone=""), "没有电话"),
        (good(phone="1000002000"), "少一位"),
        (good(phone="100000200011"), "多了几位"),
        (good(phone="找我"), "只能有数字"),
        (good(phone="12000020001"), "不像手机号"),
        (good(compound=""), "没有写是哪个小区"),
        (good(compound="没这个小区"), "没有叫这个名字的小区"),
        (good(building="四号楼"), "没有这一栋"),
        (good(compound="纸厂宿舍", building="三号楼"), "没有这一栋"),
        (("员工1", phone(1)), "少了 3 列"),
        ((*good(), "多一格"), "多了 1 列"),
        (good(name="坏\ufffd"), "读不出的字"),
    ],
)
def test_a_bad_row_says_what_to_mend_and_the_others_stay_good(cast, unit, row, word):
    run = staged(cast, unit, a_list(good(8), row, good(9)))
    before, bad, after = rows_of(run)
    assert (before[1], after[1]) == ("new", "new")
    assert bad[1] == "problem" and word in bad[2], bad
    assert "员工" not in bad[2] and phone(1) not in bad[2], "our own words alone"
    members.apply(cast.actor("hua"), run)
    assert MemberInvitation.objects.count() == 2


def test_a_telephone_without_a_name_is_told_apart_from_a_name_without_one(cast, unit):
    run = staged(cast, unit, a_list(good(1, name=""), good(2, phone="")))
    assert ["姓名" in rows_of(run)[0][2], "电话" in rows_of(run)[1][2]] == [True, True]


def test_the_same_person_twice_is_invited_once_however_the_number_is_written(cast, unit):
    same = (
        good(1),
        good(2),
        good(1, name="另写"),
        good(3, phone=f"+86 {phone(1)[:3]}-{phone(1)[3:]}"),
    )
    run = staged(cast, unit, a_list(*same))
    assert [row[1] for row in rows_of(run)] == ["new", "new", "twice", "twice"]
    assert "第 2 行" in rows_of(run)[2][2]
    members.apply(cast.actor("hua"), run)
    assert MemberInvitation.objects.count() == 2


def test_a_compound_is_known_by_name_word_or_code_and_two_of_one_name_are_told_apart(cast, unit):
    Place.objects.filter(pk=cast.a.pk).update(code="9901010010010001")
    words = ("芙蓉苑", "furongyuan", "FURONGYUAN", "9901010010010001")
    run = staged(cast, unit, a_list(*(good(n, compound=w) for n, w in enumerate(words))))
    assert {row[1] for row in rows_of(run)} == {"new"}
    Place.objects.filter(pk=cast.c.pk).update(name="芙蓉苑")
    run = staged(cast, unit, a_list(good(7)))
    assert "改写它的代码" in rows_of(run)[0][2]


def test_the_same_file_twice_changes_nothing(cast, unit):
    content = a_list(good(1), good(2))
    run = staged(cast, unit, content)
    members.apply(cast.actor("hua"), run)
    before = set(MemberInvitation.objects.values_list("pk", flat=True))
    again = staged(cast, unit, content, name="另一个名字.csv")
    assert again.pk == run.pk
    assert members.apply(cast.actor("hua"), again) == 0
    assert set(MemberInvitation.objects.values_list("pk", flat=True)) == before


def test_a_mended_file_invites_only_who_was_not_asked_yet(cast, unit):
    members.apply(cast.actor("hua"), staged(cast, unit, a_list(good(1), good(2, phone=""))))
    run = staged(cast, unit, a_list(good(1), good(2), good(3)))
    assert [row[1] for row in rows_of(run)] == ["invited", "new", "new"]
    members.apply(cast.actor("hua"), run)
    assert MemberInvitation.objects.count() == 3


class Killed(BaseException):
    """As if the process were gone: nothing catches it on the way."""


def test_a_reading_that_is_killed_half_way_goes_on_where_it_stopped(cast, unit, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 3)
    content = a_list(*(good(n) for n in range(10)), good(2))

    def kill(done, total):
        if done > 6:
            raise Killed

    with pytest.raises(Killed):
        members.stage(cast.actor("hua"), unit, content, "名单.csv", kill)
    run = UnitImport.objects.get()
    assert (run.state, run.rows.count()) == ("reading", 6)
    kept = set(run.rows.values_list("pk", flat=True))
    assert members.apply(cast.actor("hua"), run) == 0 and not MemberInvitation.objects.exists()
    again = staged(cast, unit, content)
    assert (again.pk, again.state, again.rows.count()) == (run.pk, "staged", 11)
    assert kept < set(run.rows.values_list("pk", flat=True)), "what was read stays as it was"
    assert rows_of(again)[-1][1:] == ("twice", "和第 4 行是同一个电话。"), (
        "it remembers the first half"
    )


def test_an_applying_that_is_killed_half_way_goes_on_where_it_stopped(cast, unit, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 3)
    run = staged(cast, unit, a_list(*(good(n) for n in range(10))))
    seen = []

    def kill(done, total):
        seen.append(done)
        if done >= 6:
            raise Killed

    with pytest.raises(Killed):
        members.apply(cast.actor("hua"), run, progress=kill)
    run = UnitImport.objects.get()
    assert (run.state, MemberInvitation.objects.count()) == ("wanted", 6)
    assert lists.apply_wanted() == 1, "the worker goes on"
    run.refresh_from_db()
    assert (run.state, MemberInvitation.objects.count()) == ("applied", 10)
    assert lists.apply_wanted() == 0


def test_a_long_list_is_begun_by_the_page_and_finished_by_the_worker(cast, unit, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 2)
    run = staged(cast, unit, a_list(*(good(n) for n in range(7))))
    assert members.apply(cast.actor("hua"), run, most=3) == 3
    assert MemberInvitation.objects.count() == 4
    lists.apply_wanted()
    assert MemberInvitation.objects.count() == 7


def test_the_worker_does_nothing_in_the_name_of_whoever_has_laid_it_down(cast, unit, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 2)
    run = staged(cast, unit, a_list(*(good(n) for n in range(7))))
    members.apply(cast.actor("hua"), run, most=3)
    step_down(cast.actor("hua"), unit)
    lists.apply_wanted()
    assert MemberInvitation.objects.count() == 4
    assert lists.apply_wanted() == 0


def test_whoever_is_reported_in_is_not_asked_and_the_unit_does_not_learn_it(cast, unit):
    content = a_list(good(1), good(2, phone=cast.wang.phone))
    run = staged(cast, unit, content)
    assert [row[1] for row in rows_of(run)] == ["new", "new"]
    members.apply(cast.actor("hua"), run)
    assert [row[1] for row in rows_of(run)] == ["new", "new"], "afterwards as well"
    mark = MemberInvitation.objects.get(state=Invited.KNOWN)
    assert (mark.name, mark.phone, mark.building) == ("", "", None)
    assert not MemberInvitation.objects.visible_to(cast.actor("wang")).exists()
    again = staged(cast, unit, a_list(good(1), good(2, phone=cast.wang.phone), good(3)))
    assert [row[1] for row in rows_of(again)] == ["invited", "invited", "new"], "no difference"
    assert queries.own_units(cast.actor("hua"))[0].invited == 2


def test_only_the_owner_of_the_number_sees_the_invitation_and_one_message_comes(cast, unit):
    members.apply(cast.actor("hua"), staged(cast, unit, a_list(good(1, phone=cast.chen.phone))))
    asked = queries.invitations_for(cast.actor("chen"))
    assert [one.organisation for one in asked.to_report_in] == [unit]
    for other in ("hua", "he", "lin", "wang"):
        assert not MemberInvitation.objects.visible_to(cast.actor(other)).exists()
    assert Message.objects.filter(kind="member_invited").count() == 1
    more = a_list(good(1, phone=cast.chen.phone), good(2))
    members.apply(cast.actor("hua"), staged(cast, unit, more))
    assert Message.objects.filter(kind="member_invited").count() == 1, "never reminded again"


@pytest.mark.parametrize(("verb", "state"), [(members.decline, "declined"), (members.go, "going")])
def test_with_the_answer_name_and_number_are_gone_at_once(cast, unit, verb, state):
    members.apply(
        cast.actor("hua"),
        staged(cast, unit, a_list(good(1, phone=cast.chen.phone, building="三号楼", number="7"))),
    )
    row = MemberInvitation.objects.get()
    with pytest.raises(Conflict):
        verb(cast.actor("li"), row)
    verb(cast.actor("chen"), row)
    row = MemberInvitation.objects.get()
    assert (row.name, row.phone, row.external_number, row.building) == ("", "", "", None)
    assert row.state == state
    run = staged(cast, unit, a_list(good(1, phone=cast.chen.phone)))
    assert rows_of(run)[0][1] == "invited", "whoever said no is not asked by the next list"


def test_an_unanswered_invitation_is_erased_after_sixty_days(cast, unit):
    members.apply(cast.actor("hua"), staged(cast, unit, a_list(good(1, phone=cast.chen.phone))))
    with clock.at(clock.now() + 60 * clock.DAY + clock.MINUTE):
        assert not queries.invitations_for(cast.actor("chen"))
        erasing.run()
        assert not MemberInvitation.objects.exists()
        assert not UnitImport.objects.exists(), "a week after it was applied"


def test_an_account_that_closes_takes_the_invitations_to_its_number_along(cast, unit):
    members.apply(cast.actor("hua"), staged(cast, unit, a_list(good(1, phone=cast.chen.phone))))
    close_account(cast.actor("chen"))
    assert not MemberInvitation.objects.exists()


@pytest.mark.parametrize("who", ["li", "lin", "qian", "tang", "op", "chen"])
def test_nobody_else_may_bring_a_list_of_a_unit(cast, unit, who):
    with pytest.raises(Forbidden):
        staged(cast, unit, a_list(good()), by=who)


def test_the_community_may_bring_it_for_a_unit_that_is_reported_in_there(cast, unit):
    run = staged(cast, unit, a_list(good()), by="he")
    assert members.apply(cast.actor("he"), run) == 0
    assert not UnitImport.objects.visible_to(cast.actor("hua")).exists(), "their own file alone"


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"", "a.csv", "没有“姓名”"),
        ("姓名,小区\n甲,芙蓉苑\n".encode(), "a.csv", "没有“手机号”"),
        (b"\xd0\xcf\x11\xe0old", "a.xls", "旧的 .xls"),
        (b"\x00\x01\x02", "a.csv", "不像表格"),
        (b"{", "a.json", "JSON"),
        (b'{"members": 3}', "a.json", "列表"),
        (b"[" * 100_000, "a.json", "JSON"),
    ],
)
def test_what_is_no_list_is_refused_whole_and_leaves_nothing(cast, unit, content, name, word):
    with pytest.raises(Refused, match=word):
        staged(cast, unit, content, name)
    assert not UnitImport.objects.exists()


def test_a_bomb_goes_through_the_limited_reader(cast, unit):
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * limits.MB))
    with pytest.raises(Refused, match="解开以后太大"):
        staged(cast, unit, file.getvalue(), "名单.xlsx")
    assert not UnitImport.objects.exists()


def test_excel_and_json_say_the_same_as_csv(cast, unit):
    rows = [good(1, building="3号楼"), good(2, phone=""), good(1)]
    first = rows_of(staged(cast, unit, a_list(*rows)))
    numbers = [(name, int(p) if p else None, c, b, n) for name, p, c, b, n in rows]
    excel = staged(cast, unit, xlsx_bytes(HEAD, numbers), "名单.xlsx")
    assert rows_of(excel) == first
    names = ("name", "phone", "compound", "building", "external_number")
    items = [dict(zip(names, row, strict=True)) for row in rows]
    said = json.dumps({"members": items}).encode()
    from_json = rows_of(staged(cast, unit, said, "名单.json"))
    assert [row[1] for row in from_json] == [row[1] for row in first]
    odd = staged(cast, unit, json.dumps([7, {"name": ["x"]}, items[0]]).encode(), "b.json")
    assert [row[1] for row in rows_of(odd)] == ["problem", "problem", "new"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_in_which_such_files_come(cast, unit, encoding):
    text = csv_text(("电话", "姓名", "备注", "居住小区"), [(phone(1), "员工", "随便", "芙蓉苑")])
    assert rows_of(staged(cast, unit, text.encode(encoding)))[0][1] == "new"


def test_a_chunk_costs_the_same_statements_however_many_rows_are_in_it(cast, unit):
    from django.db import connection

    def costs(first: int, many: int) -> tuple[int, int]:
        content = a_list(*(good(first + n, building="三号楼") for n in range(many)))
        with CaptureQueriesContext(connection) as reading:
            run = staged(cast, unit, content)
        with CaptureQueriesContext(connection) as applying:
            members.apply(cast.actor("hua"), run)
        return len(reading), len(applying)

    costs(200, 2)  # what is asked once in a process
    assert costs(0, 5) == costs(100, 50)
