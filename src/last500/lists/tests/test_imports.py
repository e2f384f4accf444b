"""Files of needs and resources: one verdict for each row, nothing half done, nothing twice."""

import json

import pytest

from last500.base import clock
from last500.base.errors import Forbidden, Refused
from last500.base.sheets import csv_text, xlsx_bytes
from last500.lists import exporting, formats
from last500.lists.actions import importing
from last500.lists.models import ListImport, ListImportRow, Need, Resource
from last500.lists.tests.world import goods, need, soon, unit, venue

pytestmark = pytest.mark.django_db
HEAD = "编号,类别,要什么,说明,为谁,技能,小区,时间,要多少,计量单位,到哪天"
DAY = soon(20).isoformat()


def sheet(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *rows]).encode()


def stage(cast, content: bytes, name: str = "a.csv", *, what="needs", by="he", owner=None):
    return importing.stage(cast.actor(by), owner or cast.community, what, content, name)


def told(run: ListImport) -> dict[int, tuple[str, str]]:
    rows = run.rows.order_by("line").values_list("line", "verdict", "problem")
    return {line: (verdict, problem) for line, verdict, problem in rows}


def test_a_good_row_becomes_a_need_with_all_it_says(cast):
    run = stage(
        cast,
        sheet(f"N-1,技能服务,教手机的人,慢慢教,老人,教用手机、电脑网络,芙蓉苑,周三下午,6,人,{DAY}"),
    )
    assert not Need.objects.exists(), "reading enters nothing"
    assert importing.apply(cast.actor("he"), run) == 1
    one = Need.objects.get()
    assert (one.kind, one.title, one.words, one.audience) == (
        "service", "教手机的人", "慢慢教", "elders",
    )  # fmt: skip
    assert (one.skills, one.place) == (["phone_teaching", "computing"], cast.a)
    assert (one.when, one.wanted, one.measure, one.until_on) == ("周三下午", 6, "人", soon(20))
    assert ListImportRow.objects.get().data == "", "the list has it now"


BAD = {
    "kind": ("N-1,鲜花,花,,,,,,,,{day}", "类别"),
    "no title": ("N-1,场地,,,,,,,,,{day}", "缺“要什么”"),
    "date": ("N-1,场地,屋子,,,,,,,,昨天", "2026-03-05"),
    "no such date": ("N-1,场地,屋子,,,,,,,,2026-02-31", "2026-03-05"),
    "past": ("N-1,场地,屋子,,,,,,,,2020-01-01", "一年以内"),
    "number": ("N-1,场地,屋子,,,,,,很多,,{day}", "整数"),
    "too many": ("N-1,场地,屋子,,,,,,10000,,{day}", "9999"),
    "nobody": ("N-1,场地,屋子,,,,,,0,,{day}", "1 到"),
    "skill": ("N-1,场地,屋子,,,会飞,,,,,{day}", "技能表"),
    "another community's compound": ("N-1,场地,屋子,,,,玉桥家园,,,,{day}", "没有叫这个名字"),
    "too long": ("N-1,场地," + "屋" * 41 + ",,,,,,,,{day}", "最多 40 字"),
    "audience": ("N-1,场地,屋子,,猫,,,,,,{day}", "为谁"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_says_what_to_mend_and_the_good_ones_go_in(cast, name):
    row, word = BAD[name]
    run = stage(cast, sheet(row.format(day=DAY), f"N-2,场地,好的一行,,,,,,,,{DAY}"))
    verdicts = told(run)
    assert verdicts[2][0] == "problem" and word in verdicts[2][1]
    assert verdicts[3] == ("ok", "")
    assert importing.apply(cast.actor("he"), run) == 1
    assert Need.objects.get().title == "好的一行"


def test_a_telephone_in_a_row_is_a_problem_when_it_is_entered(cast):
    run = stage(cast, sheet(f"N-1,场地,找10000000001,,,,,,,,{DAY}"))
    assert importing.apply(cast.actor("he"), run) == 0
    assert "手机号" in told(run)[2][1]
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "表格|空"),
        ("类别,说明\n场地,x\n".encode(), "第一行要有"),
        (b'{"format": "other", "needs": []}', "format"),
        (b"{broken", "JSON"),
        (b'{"format": "last500-lists-1", "needs": 3}', "行太多"),
    ],
)
def test_a_bad_file_is_refused_whole(cast, content, why):
    with pytest.raises(Refused, match=why):
        stage(cast, content)
    assert not ListImport.objects.exists()


def test_the_same_row_twice_in_a_file_counts_once(cast):
    row = f"N-1,场地,屋子,,,,,,,,{DAY}"
    run = stage(
        cast, sheet(row, row, f",场地,没有编号,,,,,,,,{DAY}", f",场地,没有编号,,,,,,,,{DAY}")
    )
    assert [verdict for verdict, _problem in told(run).values()] == ["ok", "twice", "ok", "twice"]
    assert importing.apply(cast.actor("he"), run) == 2


def test_a_second_run_changes_nothing(cast):
    content = sheet(f"N-1,场地,屋子,,,,,,,,{DAY}", f",场地,没有编号,,,,,,,,{DAY}")
    run = stage(cast, content)
    assert importing.apply(cast.actor("he"), run) == 2
    assert importing.apply(cast.actor("he"), run) == 0
    assert stage(cast, content) == run, "the same file is the same run"
    again = stage(cast, content + f"\nN-3,场地,新的,,,,,,,,{DAY}".encode())
    assert [verdict for verdict, _problem in told(again).values()] == ["already", "already", "ok"]
    assert importing.apply(cast.actor("he"), again) == 1
    assert Need.objects.count() == 3


def test_a_run_that_was_killed_goes_on_where_it_stopped(cast, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 2)
    run = stage(cast, sheet(*(f"N-{n},场地,屋子{n},,,,,,,,{DAY}" for n in range(5))))
    enter, done = importing.state_need, []

    def dies(*args, **more):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(1)
        return enter(*args, **more)

    monkeypatch.setattr(importing, "state_need", dies)
    with pytest.raises(KeyboardInterrupt):
        importing.apply(cast.actor("he"), run)
    assert Need.objects.count() == 2, "whole chunks only"
    monkeypatch.setattr(importing, "state_need", enter)
    assert importing.apply(cast.actor("he"), run) == 3
    assert Need.objects.count() == 5
    run.refresh_from_db()
    assert run.state == ListImport.State.APPLIED


def test_two_staged_files_with_one_row_enter_it_once(cast):
    first = stage(cast, sheet(f"N-1,场地,屋子,,,,,,,,{DAY}"))
    second = stage(cast, sheet(f"N-1,场地,屋子,,,,,,,,{DAY}", f"N-2,场地,x,,,,,,,,{DAY}"))
    assert importing.apply(cast.actor("he"), first) == 1
    assert importing.apply(cast.actor("he"), second) == 1
    assert told(second)[2][0] == "already"
    assert Need.objects.count() == 2


def test_only_the_owner_imports(cast):
    library = unit(cast, "hua")
    for by, owner, what in (
        ("lin", cast.community, "needs"),
        ("hua", cast.community, "resources"),
        ("he", library, "resources"),
        ("hua", library, "needs"),
    ):
        with pytest.raises(Forbidden):
            stage(cast, sheet(), what=what, by=by, owner=owner)


def test_a_unit_imports_resources_for_where_it_is_reported_in(cast):
    library = unit(cast, "hua")
    head = "类别,名称,面积（平方米）,件数,用完还,开放时间,提前（小时）,最长（小时）,提供给"
    hours = "周一、周三 9:00-11:30；周六 14:00-17:00"
    content = sheet(
        f"场地,研讨室,48.5,,,{hours},24,1.5,芙蓉社区",
        "物资,香包,,30,否,,,,",
        "场地,没报到,,,,,,,玉桥社区",
        "场地,时间不对,,,,周一 11:00-9:00,,,",
        "场地,时间不清,,,,有空就行,,,",
        head=head,
    )
    run = stage(cast, content, what="resources", by="hua", owner=library)
    assert [v for v, _p in told(run).values()] == ["ok", "ok", "problem", "problem", "problem"]
    assert importing.apply(cast.actor("hua"), run) == 2
    hall = Resource.objects.get(kind="room")
    assert hall.windows == [[0, 540, 690], [2, 540, 690], [5, 840, 1020]]
    assert (hall.area_cm2, hall.notice_minutes, hall.longest_minutes) == (485_000, 1440, 90)
    assert [offer.community for offer in hall.offers.all()] == [cast.community]
    given = Resource.objects.get(kind="goods")
    assert (given.pieces, given.comes_back, given.left) == (30, False, 30)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("what", ["needs", "resources"])
def test_what_is_exported_is_known_when_it_comes_back_and_fits_another_list(cast, kind, what):
    library = unit(cast, "hua")
    need(cast, wanted=6, measure="人", skills=("phone_teaching",), words="慢慢教")
    venue(cast, area_cm2=485_000, capacity=40, notice=120, longest=90)
    goods(cast, library, "hua", pieces=5)
    owner, by = (cast.community, "he")
    rows = list(Need.objects.all() if what == "needs" else Resource.objects.filter(community=owner))
    fields = exporting.need_fields if what == "needs" else exporting.resource_fields
    if kind == "json":
        content = formats.json_text(what, [exporting.coded(row) for row in rows]).encode()
    else:
        cells = [tuple(fields(row).values()) for row in rows]
        head = formats.head(what)
        content = xlsx_bytes(head, cells) if kind == "xlsx" else csv_text(head, cells).encode()
    run = stage(cast, content, f"a.{kind}", what=what, by=by, owner=owner)
    assert {verdict for verdict, _problem in told(run).values()} == {"already"}, told(run)
    type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).delete()
    run.delete()
    run = stage(cast, content, f"a.{kind}", what=what, by=by, owner=owner)
    assert importing.apply(cast.actor(by), run) == 1, told(run)
    again = type(rows[0]).objects.exclude(kind="goods").get()
    mine, theirs = fields(again), fields(rows[0])
    assert {**mine, "key": ""} == {**theirs, "key": ""}


def test_the_json_form_takes_lists_and_numbers(cast):
    row = {"kind": "goods", "title": "轮椅", "wanted": 2, "until": DAY, "skills": ["driving"]}
    said = {"format": "last500-lists-1", "needs": [row, {"kind": "room", "colour": "red"}, 7]}
    run = stage(cast, json.dumps(said).encode(), "a.json")
    assert [v for v, _p in told(run).values()] == ["ok", "problem", "problem"]
    assert importing.apply(cast.actor("he"), run) == 1
    one = Need.objects.get()
    assert (one.kind, one.wanted, one.skills) == ("goods", 2, ["driving"])


def test_the_contents_of_a_file_go_with_their_term_and_the_list_stays(cast):
    from last500.base import erasing

    run = stage(cast, sheet(f"N-1,场地,屋子,,,,,,,,{DAY}", f"N-2,场地,x,,,,,,,,{DAY}"))
    ListImportRow.objects.filter(line=3).update(verdict="problem")
    importing.apply(cast.actor("he"), run)
    with clock.at(clock.now() + 400 * clock.DAY):
        erasing.run()
    assert not ListImport.objects.exists() and not ListImportRow.objects.exists()
    assert Need.objects.count() == 1
