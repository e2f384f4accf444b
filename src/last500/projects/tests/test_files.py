"""Projects in and out as files: a row is a proposal, and a second run changes nothing."""

import json

import pytest
from django.urls import reverse

from last500.base import clock
from last500.base.errors import Forbidden
from last500.exports.registry import TABLES
from last500.exports.rules import Period
from last500.imports import actions as importing
from last500.imports.models import Import
from last500.posts.tests.test_files import told
from last500.projects import exporting
from last500.projects.importing import COLUMNS, KIND, draft_of
from last500.projects.models import Project
from last500.projects.tests.world import days, draft, proposed, termed

pytestmark = pytest.mark.django_db
HEAD = "编号,项目,类别,为谁,目标,开始,结束,风险,风险说明,地方"
TAIL = f"{days(20)},{days(90)}"
ROWS = (
    f"P-1,手机课堂,digital_help,老人,教老人用手机,{TAIL},没有,,",
    f"P-2,陪老人,elder_company,elders,说说话,{TAIL},some,有人会晕,furongyuan",
    f"P-1,手机课堂,digital_help,老人,同一个编号,{TAIL},没有,,",
    f"P-3,不说风险,digital_help,老人,教,{TAIL},,,",
    f"P-4,先结束,digital_help,老人,教,{days(90)},{days(20)},没有,,",
    f"P-5,没有这一类,杂耍,老人,教,{TAIL},没有,,",
    f"P-6,没有目标,digital_help,老人,,{TAIL},没有,,",
    f"P-7,别处,digital_help,老人,教,{TAIL},没有,,yuqiao",
)
VERDICTS = ["ok", "ok", "twice", *["problem"] * 5]


def stage(cast, content: bytes, name: str = "项目.csv", by: str = "lin") -> Import:
    return importing.stage(cast.actor(by), KIND, cast.a, content, name)


def csv_of(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def test_each_row_gets_one_verdict_and_a_second_run_changes_nothing(cast):
    run, lin = stage(cast, csv_of(*ROWS)), cast.actor("lin")
    assert told(run) == VERDICTS and not Project.objects.exists()
    assert all(run.lines.filter(verdict="problem").values_list("problem", flat=True))
    assert importing.apply(lin, run) == 2
    assert importing.apply(lin, run) == 0
    Import.objects.all().delete()  # the files are long erased
    again = stage(cast, csv_of(*ROWS))
    assert told(again) == ["already", "already", "twice", *["problem"] * 5]
    assert importing.apply(lin, again) == 0
    one = Project.objects.get(title="手机课堂")
    assert (one.state, one.audience, one.consented) == ("proposed", "elders", True)
    assert one.due_at is not None and one.events.get().action == "propose"


def test_only_the_desk_reads_in(cast):
    with pytest.raises(Forbidden):
        stage(cast, csv_of(ROWS[0]), by="wang")


def test_what_was_written_out_from_here_is_known_again_and_comes_in_elsewhere(cast):
    project = termed(cast)
    said = exporting.to_json(cast.a, list(Project.objects.select_related("place", "lead")))
    assert told(stage(cast, said.encode(), "projects.json")) == ["already"]
    theirs = json.loads(said)
    theirs["projects"][0] |= {"key": "X-1", "place": "", "title": "另一个"}
    run = stage(cast, json.dumps(theirs).encode(), "projects.json")
    assert importing.apply(cast.actor("lin"), run) == 1
    made = Project.objects.get(title="另一个")
    assert (made.aim, made.kind, made.from_on) == (project.aim, project.kind, project.from_on)
    assert made.total_fen is None and made.state == "proposed"  # money is weighed anew


def test_the_exported_table_can_be_read_back(cast):
    project = proposed(cast, risk="some", risk_note="滑")
    table, today = TABLES["projects"], clock.today()
    (row,) = table.rows(cast.actor("he"), cast.community, Period(today, today), 10)
    assert len(row.cells) == len(table.columns) == len(table.keys)
    told_by_key = dict(zip(table.keys, map(str, row.cells), strict=True))
    cells = {code: told_by_key.get(code, "") for code in COLUMNS}
    assert draft_of(cells) == draft(risk="some", risk_note="滑")
    assert told_by_key["number"] == project.number
    assert set(COLUMNS.values()) <= set(table.columns)


def test_the_desk_leads_there(cast, client):
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    page = client.get(reverse("projects:desk", args=[cast.a.pk])).content.decode()
    assert reverse("imports:bring", args=[cast.a.pk, "projects"]) in page
