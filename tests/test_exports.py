"""A table that is taken away: who may, with whom, for how long, and whose data was in it."""

import copy
import csv
import io
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from last500.base import clock, erasing
from last500.base.errors import Forbidden
from last500.base.ids import uuid7
from last500.base.limits import EXPORTS_PER_PERSON
from last500.base.sealing import Unreadable
from last500.exports import actions, files, rules
from last500.exports.models import Export, ExportSubject
from last500.exports.registry import TABLES
from last500.exports.rules import Period
from last500.organisations.models import Office
from last500.people.models import AccessEvent, Contact
from last500.people.sessions import PROVEN
from last500.proof.models import Entry
from last500.reportin.models import ReportIn
from last500.service_requests.models import ServiceRequest

BACKEND = "last500.people.backend.CodeBackend"
REASON = "给街道核对路灯的维修"


def as_(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    session = client.session
    session[PROVEN] = int(clock.now().timestamp())
    session.save()
    return client


def text(answer) -> str:
    return answer.content.decode()


def around(days: int = 1) -> Period:
    return Period(clock.today() - days * clock.DAY, clock.today())


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def asked(cast, by: str = "he", what: str = "requests", place=None) -> Export:
    where = place or cast.community
    return actions.ask(cast.actor(by), TABLES[what], where, around(), reason=REASON)


def many(cast, number: int) -> None:
    """So many requests of one kind, each of a person of their own."""
    first = cast.placed()
    contacts, rows = [], []
    for n in range(number - 1):
        contact = Contact(name=f"居民{n}", phone=cast.hua.phone, made_at=clock.now())
        row = copy.copy(first)
        row.pk, row.contact, row.number = uuid7(), contact, f"{n:05d}P00000"
        row.link_index = f"{first.pk}-{n}"
        for name in ("text", "answers", "comment", "link_key", "slip_code"):
            setattr(row, name, "")
        contacts.append(contact)
        rows.append(row)
    Contact.objects.bulk_create(contacts)
    ServiceRequest.objects.bulk_create(rows)


def second_wanted(monkeypatch) -> None:
    """A table of one row is a large one in this test."""
    monkeypatch.setattr(rules, "ALONE_MOST", 0)


def lines(export: Export) -> list[list[str]]:
    return list(csv.reader(io.StringIO(files.read(export).removeprefix("\ufeff"))))


# What is in it


def test_the_file_has_the_desks_words_and_no_telephone_no_name_no_door(cast):
    request = cast.verified()
    cast.summarised(request, f"灯坏了 {cast.chen.phone}")
    export = asked(cast)
    head, columns, row, last = lines(export)
    number = str(export)
    assert number in head[0] and last == [f"导出号 {number}"]
    assert dict(zip(columns, row, strict=True))["称呼"] == "陈**"
    assert row[1:4] == ["芙蓉苑", "三号楼", "公共设施"]
    whole = files.read(export)
    for secret in (cast.chen.phone, cast.chen.phone[-4:], cast.chen.name, "2单元301", "楼道三层"):
        assert secret not in whole
    assert "灯坏了 ***" in whole


def test_a_cell_that_a_spreadsheet_would_compute_stays_text(cast):
    cast.summarised(cast.placed(), "=1+1")
    assert "'=1+1" in lines(asked(cast))[2]


def test_only_the_branch_of_the_office_is_in_it(cast):
    here = cast.placed()
    there = cast.placed(by="zhao")
    ServiceRequest.objects.filter(pk=there.pk).update(place=cast.b)
    export = asked(cast)
    assert export.rows == 1 and lines(export)[2][0] == str(here)
    with pytest.raises(Forbidden):
        asked(cast, place=cast.b)


def test_report_ins_leave_without_party_or_unit(cast):
    row = ReportIn.objects.get(person=cast.wang)
    row.kind = "member"
    row.save(update_fields=["kind"])
    export = asked(cast, what="report-ins")
    whole = files.read(export)
    assert export.rows == 3 and "王**" in whole and "修电路灯具" in whole
    for secret in ("党员", cast.wang.name, cast.wang.phone, "王师傅"):
        assert secret not in whole


def test_a_table_of_nobody_and_a_reason_of_nothing_are_refused(cast):
    with pytest.raises(actions.Refused, match="没有内容"):
        asked(cast)
    cast.placed()
    with pytest.raises(actions.Refused, match="做什么"):
        actions.ask(cast.actor("he"), TABLES["requests"], cast.a, around(), reason="。")


# On the disk


def test_the_file_lies_sealed_and_opens_for_its_own_export_alone(cast, tmp_path):
    cast.summarised(cast.placed(), "路灯不亮的金丝雀")
    one, other = asked(cast), asked(cast)
    kept = {path.name: path.read_bytes() for path in (tmp_path / "exports").iterdir()}
    assert set(kept) == {one.file, other.file}
    for raw in kept.values():
        assert "金丝雀".encode() not in raw and str(one).encode() not in raw
    # The look for the canary is not blind: unsealed it is there.
    assert "金丝雀" in files.read(one)
    (tmp_path / "exports" / one.file).write_bytes(kept[other.file])
    with pytest.raises(Unreadable):
        files.read(one)
    assert (tmp_path / "exports" / one.file).stat().st_mode & 0o077 == 0


# The second person


def test_two_hundred_rows_go_at_once_and_one_more_waits(cast):
    many(cast, 200)
    assert asked(cast).state == "released"
    Export.objects.all().delete()
    cast.placed(text="再来一件")
    export = asked(cast)
    assert (export.rows, export.needs_second, export.state) == (201, True, "asked")
    he = as_(cast.he)
    assert he.post(f"/exports/{export.pk}/download/").status_code == 410
    assert not AccessEvent.objects.filter(kind="export").exists()


def test_slices_of_one_day_count_together(cast):
    many(cast, 150)
    assert not asked(cast).needs_second
    assert asked(cast).needs_second
    with clock.at(clock.now() + clock.DAY):
        assert not asked(cast, place=cast.a).needs_second


def test_whoever_asked_is_not_the_second_person(cast, monkeypatch):
    cast.placed()
    second_wanted(monkeypatch)
    export = asked(cast)
    he = as_(cast.he)
    for verb in ("release", "refuse"):
        assert he.post(f"/exports/{export.pk}/{verb}/", {"once": uuid4().hex}).status_code == 403
    assert Export.objects.get().state == "asked"
    # Nor by another office of the same person.
    Office.objects.create(
        person=cast.he, kind="street_officer", place=cast.street, from_on=date(2020, 1, 1)
    )
    with pytest.raises(Forbidden):
        actions.release(cast.actor("he"), export)


def test_the_database_itself_knows_that_two_are_needed(cast, monkeypatch):
    cast.placed()
    second_wanted(monkeypatch)
    rows = Export.objects.filter(pk=asked(cast).pk)
    for change in (
        {"decided_by": cast.he},
        {"state": "released", "decided_by": cast.he},
        {"state": "released"},
        {"rows": 201, "needs_second": False},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    # Not everything is refused: another person may.
    assert rows.update(state="released", decided_by=cast.sun) == 1


def test_a_second_person_here_or_above_releases_and_only_the_first_downloads(cast, monkeypatch):
    cast.placed()
    second_wanted(monkeypatch)
    export = asked(cast)
    sun = as_(cast.sun)
    assert "等你放行" in text(sun.get("/exports/")) and cast.he.name in text(sun.get("/exports/"))
    assert "等你放行" not in text(as_(cast.he).get("/exports/"))
    page = text(sun.get(f"/exports/{export.pk}/"))
    assert REASON in page and "放行，24 小时内可以下载" in page
    answer = sun.post(f"/exports/{export.pk}/release/", {"once": uuid4().hex})
    assert answer.status_code == 303
    assert sun.post(f"/exports/{export.pk}/download/").status_code == 403
    got = as_(cast.he).post(f"/exports/{export.pk}/download/")
    assert got.status_code == 200 and "陈**" in text(got)
    assert str(export) in got["Content-Disposition"]
    again = sun.post(f"/exports/{export.pk}/refuse/", {"once": uuid4().hex})
    assert again.status_code == 409


def test_a_refusal_says_why_and_the_file_goes(
    cast, monkeypatch, tmp_path, django_capture_on_commit_callbacks
):
    cast.placed()
    second_wanted(monkeypatch)
    export = asked(cast)
    with django_capture_on_commit_callbacks(execute=True):
        actions.refuse(cast.actor("sun"), export, answer="用统计数字就够了")
    assert not list((tmp_path / "exports").iterdir())
    page = text(as_(cast.he).get(f"/exports/{export.pk}/"))
    assert "用统计数字就够了" in page and "没有同意" in page


def test_a_stranger_is_told_that_there_is_none(cast):
    cast.placed()
    export = asked(cast)
    for name in ("lin", "qian", "tang", "chen"):
        client = as_(cast.people[name])
        assert client.get(f"/exports/{export.pk}/").status_code == 404
        assert client.post(f"/exports/{export.pk}/download/").status_code == 404


def test_whoever_lost_the_office_downloads_nothing(cast):
    cast.placed()
    export = asked(cast)
    Office.objects.filter(person=cast.he).update(to_on=clock.today() - clock.DAY)
    assert as_(cast.he).post(f"/exports/{export.pk}/download/").status_code == 403


def test_five_a_day(cast):
    cast.placed()
    for _n in range(EXPORTS_PER_PERSON.most):
        asked(cast)
    he = as_(cast.he)
    form = {"what": "requests", "place": cast.a.pk, "since": clock.today(), "until": clock.today()}
    answer = he.post("/exports/new/", form | {"reason": REASON, "once": uuid4().hex})
    assert answer.status_code == 429
    assert Export.objects.count() == EXPORTS_PER_PERSON.most


# The end


def test_after_a_day_it_is_gone_though_no_job_ran(cast, tmp_path):
    cast.placed()
    export = asked(cast)
    with clock.at(export.ends_at - clock.MINUTE):
        assert as_(cast.he).post(f"/exports/{export.pk}/download/").status_code == 200
    with clock.at(export.ends_at):
        he = as_(cast.he)
        assert he.post(f"/exports/{export.pk}/download/").status_code == 410
        assert "过期了" in text(he.get(f"/exports/{export.pk}/"))
    assert Export.objects.get().state == "released" and list((tmp_path / "exports").iterdir())


def test_the_job_deletes_what_has_ended_and_nothing_else(cast, tmp_path, monkeypatch):
    cast.placed()
    old = asked(cast)
    second_wanted(monkeypatch)
    waiting = asked(cast)
    with clock.at(old.ends_at):
        assert (actions.expire_due(), actions.expire_due()) == (1, 0)
    assert [path.name for path in (tmp_path / "exports").iterdir()] == [waiting.file]
    with clock.at(waiting.ends_at):
        assert actions.expire_due() == 1
    assert set(Export.objects.values_list("state", "file")) == {("expired", "")}
    assert ExportSubject.objects.count() == 2
    with clock.at(old.asked_at + 366 * clock.DAY):
        erasing.run()
    assert not ExportSubject.objects.exists()


def test_a_file_without_a_row_is_deleted_when_it_is_a_day_old(cast, tmp_path):
    cast.placed()
    kept = asked(cast)
    files.keep(uuid4(), "verwaist")
    with clock.at(clock.now() + 2 * clock.DAY):
        erasing.run()
    assert [path.name for path in (tmp_path / "exports").iterdir()] == [kept.file]


# Who was in it


def test_every_download_is_written_down_for_everybody_in_it_and_in_the_log(cast):
    mine, other = cast.placed(), cast.placed(by="hua")
    export = asked(cast)
    for hour in range(2):
        with clock.at(clock.now() + hour * clock.HOUR):
            as_(cast.he).post(f"/exports/{export.pk}/download/")
    looks = AccessEvent.objects.filter(kind="export", export=export.pk)
    assert sorted(looks.values_list("about", flat=True)) == sorted([mine.pk, other.pk] * 2)
    assert {(one.reason, one.viewer_role) for one in looks} == {(REASON, "社区值守")}
    page = text(as_(cast.chen).get("/me/data/"))
    assert page.count("导出了一份表格") == 2 and REASON in page and cast.he.name not in page
    entries = Entry.objects.filter(stream="exports").order_by("seq")
    assert [entry.kind for entry in entries] == ["asked", "taken", "taken"]
    assert not any(cast.he.pk.hex in e.body or str(cast.he.pk) in e.body for e in entries)


def test_a_file_with_several_rows_of_mine_is_one_line_with_their_numbers(cast):
    mine = [cast.placed(), cast.placed(text="还有一件", category="environment")]
    export = asked(cast)
    as_(cast.he).post(f"/exports/{export.pk}/download/")
    page = text(as_(cast.chen).get("/me/data/"))
    assert page.count("导出了一份表格") == 1
    assert all(str(request) in page for request in mine)


def test_an_officer_who_lives_there_is_not_told_of_their_own_look(cast):
    cast.placed(by="he")
    export = asked(cast)
    as_(cast.he).post(f"/exports/{export.pk}/download/")
    assert not AccessEvent.objects.filter(kind="export").exists()


# Pages


def test_the_page_says_how_many_rows_and_whether_a_second_person_is_needed(cast):
    many(cast, 3)
    he, day = as_(cast.he), clock.today().isoformat()
    query = {"what": "requests", "place": cast.a.pk, "since": day, "until": day}
    page = text(he.get("/exports/new/", query))
    assert "3 行" in page and "马上就能下载" in page
    answer = he.post("/exports/new/", query | {"reason": REASON, "once": uuid4().hex})
    export = Export.objects.get()
    assert answer["Location"] == f"/exports/{export.pk}/"
    many_page = he.get("/exports/new/", query | {"place": cast.b.pk})
    assert many_page.status_code == 422


def test_a_link_that_names_the_table_and_the_place_begins_without_a_fault(cast):
    """The days are still to be chosen: nothing was entered wrongly yet."""
    address = f"/exports/new/?what=units&place={cast.community.pk}"
    answer = as_(cast.people["he"]).get(address)
    page = text(answer)
    assert answer.status_code == 200
    assert "还差一点" not in page
    assert "checked" in page.split('value="units"')[1].split(">")[0]
    assert f'value="{clock.today().isoformat()}"' in page


def test_a_large_one_without_anybody_to_release_it_is_said_so_before(cast, monkeypatch):
    cast.placed()
    second_wanted(monkeypatch)
    he, day = as_(cast.he), clock.today().isoformat()
    query = {"what": "requests", "place": cast.a.pk, "since": day, "until": day}
    assert "请第二个人放行" in text(he.get("/exports/new/", query))
    Office.objects.filter(person=cast.sun).delete()
    assert "没有别的工作人员" in text(he.get("/exports/new/", query))


def test_a_form_sent_twice_asks_once(cast):
    cast.placed()
    he, day = as_(cast.he), clock.today().isoformat()
    form = {"what": "requests", "place": cast.a.pk, "since": day, "until": day, "reason": REASON}
    form["once"] = uuid4().hex
    assert [he.post("/exports/new/", form)["Location"] for _ in range(2)].count(
        f"/exports/{Export.objects.get().pk}/"
    ) == 2


def test_the_lists_cost_few_statements_however_long_they_are(
    cast, monkeypatch, django_assert_max_num_queries
):
    cast.placed()
    he = as_(cast.he)
    first = asked(cast)
    for n in range(30):
        row = copy.copy(first)
        row.pk, row.number, row.reason, row.answer = uuid7(), f"{n:011d}", REASON, ""
        row.asked_by = cast.sun if n % 2 else cast.he
        row.state, row.needs_second = "asked", True
        row.save(force_insert=True)
    # Session, person, offices; then the two lists.
    with django_assert_max_num_queries(5):
        page = he.get("/exports/")
    assert len(page.content) < 100_000 and "较早的" not in text(page)


def test_a_key_that_seals_a_file_is_in_use(cast):
    """`last500 keys destroy` asks this: the file could not be opened any more."""
    from last500.base import resealing, sealing

    cast.placed()
    asked(cast)
    active = sealing.keyring().active
    assert resealing.uses_of(active)["files in exports"] == 1
    for path in files.folder().iterdir():
        path.unlink()
    assert "files in exports" not in resealing.uses_of(active)
