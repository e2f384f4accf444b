"""Records that come from another system, and one's own that are taken away: the same document."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from last500.base import clock
from last500.base.errors import Forbidden, Refused
from last500.notify.models import Message
from last500.records import documents
from last500.records.actions import importing
from last500.records.models import RecordImport, RecordImportRow, ServiceRecord
from last500.records.rules import State
from last500.records.tests.walk import EVENING, NOON, as_, confirmed, entered, press, text

pytestmark = pytest.mark.django_db
HEAD = "电话,开始时间,分钟,种类,做了什么,编号\n"


@pytest.fixture(autouse=True)
def _evening():
    with clock.at(EVENING):
        yield


def csv(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows)).encode()


def row(person, began: str = "2026-03-05 14:30", minutes: str = "90", number: str = "") -> str:
    return f"{person.phone},{began},{minutes},环境整治,清了楼道,{number}"


def staged(cast, content: bytes, name: str = "记录.csv", by: str = "he") -> RecordImport:
    return importing.stage(cast.actor(by), cast.community, content, name)


def judged(run: RecordImport) -> list[tuple[int, str]]:
    return list(run.rows.order_by("line").values_list("line", "verdict"))


def brought(cast, content: bytes, name: str = "记录.csv") -> RecordImport:
    run = staged(cast, content, name)
    importing.apply(cast.actor("he"), run)
    run.refresh_from_db()
    return run


def test_rows_come_in_waiting_for_those_who_are_reported_in(cast):
    run = brought(cast, csv(row(cast.wang), row(cast.li, number="Z-7")))
    assert run.state == "applied"
    record = ServiceRecord.objects.get(person=cast.wang)
    assert (record.state, record.source, record.minutes) == (State.ENTERED, "elsewhere", 90)
    assert (record.place, record.kind, record.note) == (cast.a, "tidying", "清了楼道")
    assert record.began_at == clock.parse("2026-03-05 14:30")
    assert ServiceRecord.objects.get(person=cast.li).external_number == "Z-7"
    told = Message.objects.get(person=cast.wang, kind="records_brought_in", channel="inbox")
    assert told.params["count"] == "1"


def test_each_row_has_one_verdict_and_says_what_to_mend(cast):
    entered(cast, began_at=NOON)
    run = staged(
        cast,
        csv(
            row(cast.wang),
            row(cast.wang),
            row(cast.wang, "2026-03-05 15:00"),
            row(cast.hua),
            row(cast.zhao),
            "12345,2026-03-05 14:30,60,,,",
            row(cast.li, "昨天"),
            row(cast.li, minutes="一个小时"),
            row(cast.li, minutes="700"),
            row(cast.li, "2026-12-05 14:30"),
            row(cast.wang, "2026-11-25 12:30"),
            row(cast.li, "2026/3/5 9:05", "60.0"),
        ),
    )
    assert [verdict for _line, verdict in judged(run)] == [
        "ok", "twice", "problem", "problem", "problem", "problem", "problem", "problem",
        "problem", "problem", "problem", "ok",
    ]  # fmt: skip
    problems = dict(run.rows.values_list("line", "problem"))
    assert problems[5] == problems[6] == "这里没有用这个电话报到的人，这一行不登记。"
    # Where somebody was at that time is told to nobody.
    assert problems[4] == problems[12] == "这段时间记不上，请和本人核对一下。"
    assert not any(cast.wang.phone in problem for problem in problems.values())
    assert ServiceRecord.objects.count() == 1


def test_the_same_file_again_changes_nothing_and_another_one_brings_no_row_twice(cast):
    first = brought(cast, csv(row(cast.wang, number="A-1")))
    again = staged(cast, csv(row(cast.wang, number="A-1")), "改了名字.csv")
    assert again == first
    assert importing.apply(cast.actor("he"), again) == 0
    more = brought(cast, csv(row(cast.wang, number="A-1"), row(cast.li, number="A-2")))
    assert [verdict for _line, verdict in judged(more)] == ["already", "ok"]
    assert ServiceRecord.objects.count() == 2


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(cast, monkeypatch):
    days = [row(cast.wang, f"2026-03-{day:02d} 14:30") for day in range(1, 11)]
    run = staged(cast, csv(*days))
    monkeypatch.setattr(importing, "CHUNK", 3)
    assert importing.apply(cast.actor("he"), run, most=4) == 4
    real = importing._entered
    calls = iter(range(100))

    def killed(*args):
        if next(calls) == 4:  # in the middle of a chunk
            raise SystemExit
        return real(*args)

    monkeypatch.setattr(importing, "_entered", killed)
    with pytest.raises(SystemExit):
        importing.apply(cast.actor("he"), run)
    assert ServiceRecord.objects.count() == 7
    monkeypatch.setattr(importing, "_entered", real)
    importing.apply(cast.actor("he"), run)
    assert ServiceRecord.objects.count() == 10
    assert RecordImport.objects.get().state == "applied"


def test_what_the_row_said_is_gone_from_it_once_it_is_a_record(cast):
    run = brought(cast, csv(row(cast.wang)))
    assert [one.data for one in run.rows.all()] == [{}]


def test_excel_works_too_and_unknown_words_for_a_kind_are_kept(cast):
    book = Workbook()
    book.active.append(["手机号", "开始", "分钟数", "服务种类"])
    book.active.append([cast.wang.phone, "2026-03-05 14:30", 45, "老系统第三类"])
    out = BytesIO()
    book.save(out)
    brought(cast, out.getvalue(), "记录.xlsx")
    record = ServiceRecord.objects.get()
    assert (record.kind, record.note, record.minutes) == ("other_service", "老系统第三类", 45)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("电话,分钟\n".encode(), "a.csv", "开始时间"),
        (b"", "a.csv", "第一行里没有"),
        (b"{", "a.json", "读不出来"),
        (b"[" * 100_000, "a.json", "读不出来"),
        (b'{"format": "other"}', "a.json", "不是服务记录"),
        (b'{"format": "last500/service-records", "records": []}', "a.json", "版本"),
        ((HEAD + "1,2,3,4,5,6\n" * 2001).encode(), "a.csv", "最多两千条"),
    ],
)
def test_a_file_that_is_none_is_refused_and_nothing_is_kept(cast, content, name, said):
    with pytest.raises(Refused) as refused:
        staged(cast, content, name)
    assert said in refused.value.message
    assert not RecordImport.objects.exists()


@pytest.mark.parametrize("rows", [[1], [None], [{}], [{"minutes": {"a": 1}}], [[]]])
def test_odd_rows_of_a_document_are_problems_and_no_faults(cast, rows):
    said = {"format": documents.FORMAT, "version": 1, "person": [], "records": rows}
    run = staged(cast, json.dumps(said).encode(), "a.json")
    assert [verdict for _line, verdict in judged(run)] == ["problem"]


def test_only_the_community_imports_and_only_for_its_own_people(cast):
    for name in ("lin", "wang", "tang", "op"):
        with pytest.raises(Forbidden):
            staged(cast, csv(row(cast.wang)), by=name)


def test_ones_own_document_can_be_brought_in_elsewhere(cast):
    """What one community's member takes away, another instance's community reads."""
    record = confirmed(cast)
    entered(cast, began_at=NOON - clock.DAY)
    answer = as_(cast.wang).get("/records/json/")
    assert "attachment" in answer["Content-Disposition"] and answer["Cache-Control"] == "no-store"
    said = json.loads(answer.content)
    assert (said["format"], said["version"]) == ("last500/service-records", 1)
    assert said["person"]["phone"] == cast.wang.phone
    assert [one["state"] for one in said["records"]] == ["entered", "confirmed"]
    assert said["records"][1]["began_at"] == "2026-11-25T12:00+08:00"
    numbers = [one["number"] for one in said["records"]]
    assert str(record.pk) in numbers

    ServiceRecord.objects.all().delete()  # another instance, where the same person is reported in
    brought(cast, answer.content, "wang.json")
    back = ServiceRecord.objects.order_by("began_at")
    assert [(one.minutes, one.kind, one.state) for one in back] == [(60, "tidying", "entered")] * 2
    assert [one.external_number for one in back] == numbers


def test_on_the_page_a_file_is_checked_first_and_entered_then(cast):
    he, page = as_(cast.he), f"/records/desk/{cast.community.pk}/import/"
    assert "导入别处的服务记录" in text(he.get(page))
    empty = press(he, page)
    assert empty.status_code == 422 and "请选一个文件" in text(empty)
    file = SimpleUploadedFile("记录.csv", csv(row(cast.wang), row(cast.hua)))
    answer = press(he, page, file=file)
    assert answer.status_code == 303
    seen = text(he.get(answer["Location"]))
    assert "登记这 1 条" in seen and "第 3 行" in seen
    assert not ServiceRecord.objects.exists()
    for _twice in range(2):
        assert he.post(answer["Location"]).status_code == 303
    assert ServiceRecord.objects.count() == 1
    assert as_(cast.sun).get(answer["Location"]).status_code == 404  # another's file


def test_whoever_is_not_theirs_takes_them_back(cast):
    brought(cast, csv(row(cast.wang)))
    record = ServiceRecord.objects.get()
    assert press(as_(cast.wang), f"/records/{record.pk}/take-back/").status_code == 303


def test_the_words_of_a_file_go_after_a_week(cast):
    from last500.base import erasing

    run = staged(cast, csv(row(cast.wang)))
    with clock.at(EVENING + 8 * clock.DAY):
        erasing.run()
    run.refresh_from_db()
    assert (run.file_name, run.by) == ("", None)
    assert not RecordImportRow.objects.exclude(data=b"").exists()
