"""Posts in and out as files: one verdict for each row, and a second run changes nothing."""

import io
import json
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.base.errors import Forbidden, Refused
from last500.exports.registry import TABLES
from last500.exports.rules import Period
from last500.imports import actions as importing
from last500.imports.models import Import
from last500.posts import formats
from last500.posts.importing import KIND
from last500.posts.models import Post
from last500.posts.tests.town import set_up

pytestmark = pytest.mark.django_db
HEAD = "编号,岗位,做什么,多久一次,周几,几点开始,多少分钟,人数,风险,风险说明,小区或社区"
GOOD = "1,图书角值日,开门登记,每周,周六,9:30,120,2,没有,,"
ROWS = [
    GOOD,
    "2,路口劝导,扶老人过路,weekly,1,07:30,45,3,some,站在人行道上,furongyuan",
    "1,图书角值日,同一个编号,每周,周六,9:30,120,2,没有,,",
    "3,没有写风险,做事,每周,周六,9:30,120,2,,,",
    "4,风险没说明,做事,每周,周六,9:30,120,2,some,,",
    "5,别处的楼,做事,每周,周六,9:30,120,2,没有,,yuqiao",
    "6,时间看不懂,做事,每周,周六,九点,120,2,没有,,",
    "7,人太多,做事,每周,周六,9:30,120,200,没有,,",
    "8,星期看不懂,做事,每周,周八,9:30,120,2,没有,,",
]
VERDICTS = ["ok", "ok", "twice", *["problem"] * 6]


def csv_of(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def xlsx_of(*rows: str) -> bytes:
    book = openpyxl.Workbook()
    for row in (HEAD, *rows):
        book.active.append(row.split(","))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def stage(actor, place, content: bytes, name: str) -> Import:
    return importing.stage(actor, KIND, place, content, name)


def told(run: Import) -> list[str]:
    return list(run.lines.order_by("line").values_list("verdict", flat=True))


@pytest.mark.parametrize(
    ("content", "name"), [(csv_of(*ROWS), "岗位.csv"), (xlsx_of(*ROWS), "岗位.xlsx")]
)
def test_each_row_gets_one_verdict_and_a_second_run_changes_nothing(cast, content, name):
    lin = cast.actor("lin")
    run = stage(lin, cast.a, content, name)
    assert told(run) == VERDICTS
    assert not Post.objects.exists()
    problems = run.lines.filter(verdict="problem").order_by("line")
    assert [row.problem[:6] for row in problems] == [
        "“风险”这一", "请写清楚是什", "这个值守管的", "“几点开始”", "人数请写 1", "“周几”这一",
    ]  # fmt: skip
    assert importing.apply(lin, run) == 2
    assert importing.apply(lin, run) == 0
    run = stage(lin, cast.a, content, name)
    assert told(run) == ["already", "already", "twice", *["problem"] * 6]
    assert importing.apply(lin, run) == 0
    assert Post.objects.count() == 2
    books = Post.objects.get(title="图书角值日")
    assert (books.weekday, books.start, books.minutes, books.places) == (5, 570, 120, 2)


def test_the_same_row_is_known_again_after_the_files_are_long_erased(cast):
    lin = cast.actor("lin")
    importing.apply(lin, stage(lin, cast.a, csv_of(GOOD), "x.csv"))
    Import.objects.all().delete()
    assert told(stage(lin, cast.a, csv_of(GOOD), "y.csv")) == ["already"]


def test_killed_between_two_chunks_it_goes_on_where_it_stopped(cast, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 1)
    lin = cast.actor("lin")
    run = stage(lin, cast.a, csv_of(*ROWS), "x.csv")
    real, calls = importing._apply_chunk, []

    def dies(actor, kind, chunk):
        calls.append(chunk)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(actor, kind, chunk)

    monkeypatch.setattr(importing, "_apply_chunk", dies)
    with pytest.raises(KeyboardInterrupt):
        importing.apply(lin, run)
    assert Post.objects.count() == 1
    monkeypatch.setattr(importing, "_apply_chunk", real)
    assert importing.apply(lin, run) == 1
    assert Post.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"title,what\nx,y", "x.csv", "多久一次"),
        (b"", "x.csv", "这一列|文件"),
        (b"{}", "x.json", "format"),
        (b'{"format": "last500.posts.1", "posts": 3}', "x.json", "format"),
        (b"[1", "x.json", "format"),
        (b"PK\x03\x04 not really", "x.xlsx", "文件"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(cast, content, name, says):
    with pytest.raises(Refused, match=says):
        stage(cast.actor("lin"), cast.a, content, name)
    assert not Import.objects.exists()


def test_only_the_desk_imports_and_only_their_own_file(cast):
    with pytest.raises(Forbidden):
        stage(cast.actor("qian"), cast.a, csv_of(GOOD), "x.csv")
    run = stage(cast.actor("lin"), cast.a, csv_of(GOOD), "x.csv")
    with pytest.raises(Forbidden):
        importing.apply(cast.actor("he"), run)


def test_the_json_form_goes_out_and_comes_in_again(cast):
    set_up(cast, pattern="monthly", nth=5, weekday=4, skips_holidays=True, least_age=16)
    set_up(
        cast, title="陪老人说话", pattern="free", until_on=clock.today() + 30 * clock.DAY,
        skills=("accompany", "first_aid"), risk="some", risk_note="楼梯滑",
    )  # fmt: skip
    said = formats.to_json(Post.objects.select_related("place").order_by("made_at"))
    before = [formats.cells_of(post) for post in Post.objects.select_related("place")]
    for one in json.loads(said)["posts"]:
        assert set(one) == set(formats.COLUMNS)
    Post.objects.all().delete()
    lin = cast.actor("lin")
    run = stage(lin, cast.a, said.encode(), "posts.json")
    assert told(run) == ["ok", "ok"]
    assert importing.apply(lin, run) == 2
    after = [formats.cells_of(post) for post in Post.objects.select_related("place")]
    for cells in (*before, *after):
        del cells["key"]
    assert sorted(map(str, after)) == sorted(map(str, before))


def test_the_exported_table_can_be_read_back(cast):
    post = set_up(cast, pattern="fortnightly", skills=("accompany",), risk="some", risk_note="滑")
    he = cast.actor("he")
    today = Period(clock.today(), clock.today())
    table = TABLES["posts"]
    assert table.count(he, cast.community, today) == 1 and not table.personal
    (row,) = table.rows(he, cast.community, today, 10)
    assert row.person is None and row.about == post.pk
    cells = dict(zip(formats.COLUMNS, map(str, row.cells), strict=False))
    filled = formats.read(cells, clock.today())
    assert (filled.pattern, filled.weekday, filled.start) == ("fortnightly", 2, 19 * 60)
    assert filled.skills == ("accompany",)
    assert table.count(cast.actor("qian"), cast.community, today) == 0


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"weekday": "7"}, 6), ({"weekday": "星期天"}, 6), ({"weekday": "周三"}, 2),
        ({"weekday": "3.0"}, 2),
    ],
)  # fmt: skip
def test_days_of_the_week_as_people_write_them(cells, expected):
    row = {"title": "x", "what": "y", "pattern": "每周", "start": "9:30", "minutes": "60",
           "places": "2", "risk": "没有"}  # fmt: skip
    assert formats.read(row | cells, clock.today()).weekday == expected


def test_through_the_pages(cast):
    client = Client()
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    address = reverse("imports:bring", args=[cast.a.pk, "posts"])
    file = SimpleUploadedFile("岗位.csv", csv_of(*ROWS))
    answer = client.post(address, {"once": uuid4().hex, "file": file})
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert "导入 2 行" in page and "第 5 行" in page
    assert client.post(answer["Location"], {"once": uuid4().hex}).status_code == 303
    assert Post.objects.count() == 2
    assert "已经导入过了" in client.get(answer["Location"]).content.decode()
    wrong = client.post(
        address, {"once": uuid4().hex, "file": SimpleUploadedFile("x.csv", b"a,b\n1,2")}
    )
    assert wrong.status_code == 422
    answer = client.get(reverse("posts:json", args=[cast.a.pk]))
    assert len(json.loads(answer.content)["posts"]) == 2
    assert "attachment" in answer["Content-Disposition"]


def test_what_was_written_out_from_here_is_known_again(cast):
    """Its key is our own: no second post comes of reading our own file."""
    set_up(cast)
    said = formats.to_json(Post.objects.select_related("place"))
    assert told(stage(cast.actor("lin"), cast.a, said.encode(), "posts.json")) == ["already"]
