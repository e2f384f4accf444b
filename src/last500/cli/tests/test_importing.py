"""Staged, confirmed, applied; twice the same changes nothing; a cut goes on where it stopped."""

import csv
import io
from hashlib import sha256

import openpyxl
import pytest

from last500.base import clock, erasing
from last500.base.errors import Refused
from last500.cli.importing import whoever_has_the_machine
from last500.organisations.queries import actor_of
from last500.service_requests.actions import importing
from last500.service_requests.models import Event, ImportRow, ImportRun, ServiceRequest

MAP = """
source = "box"
consent = "told_proxy"
[columns]
text = "text"
key = "id"
author = "who"
placed_at = "at"
[place]
column = "place"
[place.values]
"甲" = "furongyuan"
""".encode()
HEAD = "id,text,who,at,place\n"


def content(count: int, start: int = 0) -> bytes:
    lines = [
        f"{n},第{n}件：{n}单元门口的灯坏了,u{n % 3},2026-08-19 11:48,甲\n"
        for n in range(start, start + count)
    ]
    return (HEAD + "".join(lines)).encode()


def digest() -> str:
    rows = ServiceRequest.objects.order_by("placed_at", "pk")
    told = sorted(f"{r.text}|{r.placed_at}|{r.state}|{r.place_id}|{r.desk_id}" for r in rows)
    return sha256("\n".join(told).encode()).hexdigest()


@pytest.fixture
def actor(cast):
    return whoever_has_the_machine()


def test_nothing_is_made_before_somebody_says_so(actor):
    run = importing.stage(actor, content(5), "a.csv", MAP)
    assert dict(importing.verdicts(run)) == {"ok": 5}
    assert not ServiceRequest.objects.exists()


def test_applied_rows_are_requests_on_the_desk_with_their_own_date(actor, cast):
    run = importing.stage(actor, content(3), "a.csv", MAP)
    assert importing.apply(actor, run) == 3
    request = ServiceRequest.objects.order_by("pk")[0]
    assert (request.state, request.desk, request.channel) == ("placed", cast.a, "import")
    assert clock.local(request.placed_at).date().isoformat() == "2026-08-19"
    assert request.due_at > clock.now()
    assert request.slip_code
    assert (request.category, request.suggested_category) == ("", "public_facility")
    assert Event.objects.get(request=request).door == "import"
    assert not any(row.data for row in run.rows.all())


def test_an_excel_file_makes_the_same_requests_as_its_csv(actor, cast):
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(content(3).decode())):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    run = importing.stage(actor, file.getvalue(), "a.xlsx", MAP)
    assert (run.encoding, dict(importing.verdicts(run))) == ("xlsx", {"ok": 3})
    assert importing.apply(actor, run) == 3
    again = importing.stage(actor, content(3), "a.csv", MAP)
    assert dict(importing.verdicts(again)) == {"already": 3}


def test_a_hostile_file_is_refused_and_nothing_is_kept(actor):
    with pytest.raises(Refused, match="行太多"):
        importing.stage(actor, (HEAD + "1,x,y,,\n" * 20_001).encode(), "a.csv", MAP)
    assert not ImportRun.objects.exists()


def test_the_same_file_twice_changes_nothing(actor):
    importing.apply(actor, importing.stage(actor, content(4), "a.csv", MAP))
    before = digest()
    again = importing.stage(actor, content(4), "again.csv", MAP)
    assert importing.apply(actor, again) == 0
    assert digest() == before


def test_a_longer_file_brings_only_what_is_new(actor):
    importing.apply(actor, importing.stage(actor, content(4), "a.csv", MAP))
    longer = importing.stage(actor, content(6), "b.csv", MAP)
    assert dict(importing.verdicts(longer)) == {"already": 4, "ok": 2}
    assert importing.apply(actor, longer) == 2
    assert ServiceRequest.objects.count() == 6


def test_a_row_twice_in_the_file_counts_once(actor):
    doubled = content(2) + content(1)[len(HEAD.encode()) :]
    run = importing.stage(actor, doubled, "a.csv", MAP)
    assert dict(importing.verdicts(run)) == {"ok": 2, "twice": 1}


def test_an_unknown_compound_is_a_verdict_with_the_line(actor):
    run = importing.stage(actor, content(1) + "7,灯坏了,u1,,乙\n".encode(), "a.csv", MAP)
    row = run.rows.get(verdict="problem")
    assert row.line == 3
    assert "哪个小区" in row.problem


def test_a_staging_never_applied_gives_way(actor):
    importing.stage(actor, content(4), "a.csv", MAP)
    run = importing.stage(actor, content(6), "b.csv", MAP)
    assert dict(importing.verdicts(run)) == {"ok": 6}
    assert importing.apply(actor, run) == 6


def test_cut_off_between_chunks_it_goes_on_and_ends_the_same(actor, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 3)

    def cut(done: int, total: int) -> None:
        if done >= 6:
            raise KeyboardInterrupt

    run = importing.stage(actor, content(10), "a.csv", MAP)
    with pytest.raises(KeyboardInterrupt):
        importing.apply(actor, run, cut)
    assert ServiceRequest.objects.count() == 6
    # The file is given again, as after a kill: the run that was begun goes on.
    assert importing.apply(actor, importing.stage(actor, content(10), "a.csv", MAP)) == 4
    cut_off = digest()
    ImportRow.objects.all().delete()
    Event.objects.all().delete()
    ServiceRequest.objects.all().delete()
    run.delete()
    importing.apply(actor, importing.stage(actor, content(10), "a.csv", MAP))
    assert digest() == cut_off


def test_repeats_are_proposed_afterwards_and_one_author_is_known_as_one(actor):
    same = "门口的灯坏了，晚上出来进去什么都看不清，请来修"
    lines = f"1,{same},u1,2026-08-19 11:48,甲\n2,{same}！,u1,2026-08-20 11:48,甲\n"
    importing.apply(actor, importing.stage(actor, (HEAD + lines).encode(), "a.csv", MAP))
    from last500.service_requests.queries import merge_proposals

    (repeat,) = merge_proposals(ServiceRequest.objects.order_by("placed_at")[0])
    assert "同一个人提的" in repeat.why


def test_somebody_without_the_office_imports_nothing(cast):
    from last500.base.errors import Forbidden

    with pytest.raises(Forbidden):
        importing.stage(actor_of(cast.zhao), content(1), "a.csv", MAP)


def test_a_week_later_the_authors_are_forgotten(actor):
    importing.apply(actor, importing.stage(actor, content(2), "a.csv", MAP))
    erasing.run()
    assert ImportRow.objects.exclude(author_index="").count() == 2
    with clock.at(clock.now() + 8 * clock.DAY):
        erasing.run()
    assert not ImportRow.objects.exclude(author_index="").exists()
