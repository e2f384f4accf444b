"""Activities in and out as files: one verdict for each row, and a second run changes nothing."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from last500.activities import formats
from last500.activities.importing import KIND
from last500.activities.models import Activity
from last500.activities.tests.town import guests, helpers, set_up
from last500.base import clock
from last500.base.errors import Forbidden
from last500.exports.registry import TABLES
from last500.exports.rules import Period
from last500.imports import actions as importing
from last500.imports.models import Import
from last500.posts.tests.test_files import told
from last500.projects.tests.world import proposed

pytestmark = pytest.mark.django_db
HEAD = "活动,做什么,哪一天,几点,多少分钟,给谁办的,帮忙的位置,参加的位置,风险,风险说明,地方,开放报名"
SAYS = {
    3: "“帮忙的位置”",
    4: "请至少写一项",
    5: "这个时间已经过了",
    6: "“给谁办的”",
    7: "这个值守管的",
}


def csv_of(*rows: str, head: str = HEAD) -> bytes:
    """DAY and NEXT stand for days to come, PAST for one that is over."""
    today = clock.today()
    text = "\n".join([head, *rows])
    for word, days in (("DAY", 9), ("NEXT", 16), ("PAST", -2)):
        text = text.replace(word, (today + days * clock.DAY).isoformat())
    return text.encode()


ROWS = (
    "读书会,一起读绘本,DAY,9:30,90,家长和孩子,布置场地×2、登记×1,来读书×16,没有,,,是",
    "读书会,一起读绘本,NEXT,9:30,90,parents,,来读书×16,没有,,furongyuan,",
    "读书会,一起读绘本,DAY,09:30,60,,布置×2,,没有,,,",
    "不写人数,做事,DAY,9:30,90,,布置场地,,没有,,,",
    "没有位置,做事,DAY,9:30,90,,,,没有,,,",
    "过去的,做事,PAST,9:30,90,,布置×2,,没有,,,",
    "给猫的,做事,DAY,9:30,90,猫,布置×2,,没有,,,",
    "别处的,做事,DAY,9:30,90,,布置×2,,没有,,yuqiao,",
)
VERDICTS = ["ok", "ok", "twice", *["problem"] * 5]


def stage(cast, content: bytes, name: str = "活动.csv", by: str = "lin") -> Import:
    return importing.stage(cast.actor(by), KIND, cast.a, content, name)


def test_each_row_gets_one_verdict_and_a_second_run_changes_nothing(cast):
    run, lin = stage(cast, csv_of(*ROWS)), cast.actor("lin")
    assert told(run) == VERDICTS and not Activity.objects.exists()
    said = dict(run.lines.filter(verdict="problem").values_list("line", "problem"))
    for row, sentence in SAYS.items():
        assert said[row + 2].startswith(sentence), said[row + 2]
    assert importing.apply(lin, run) == 2
    assert importing.apply(lin, run) == 0
    again = stage(cast, csv_of(*ROWS))
    assert told(again) == ["already", "already", "twice", *["problem"] * 5]
    assert importing.apply(lin, again) == 0
    first, second = Activity.objects.order_by("starts_at")
    assert (first.state, first.audience, first.minutes) == ("open", "parents", 90)
    assert (second.state, second.audience) == ("planned", "parents")  # not said to be open
    sides = [(role.name, role.side, role.places) for role in first.roles.order_by("order")]
    assert sides == [
        ("布置场地", "helper", 2), ("登记", "helper", 1), ("来读书", "participant", 16),
    ]  # fmt: skip


def test_a_file_is_not_held_up_by_the_limit_of_the_page(cast):
    rows = [f"读书会{n},读,DAY,9:30,60,,布置×2,,没有,,," for n in range(25)]
    assert importing.apply(cast.actor("lin"), stage(cast, csv_of(*rows))) == 25


def test_it_belongs_to_a_project_of_their_own_by_its_number(cast):
    project = proposed(cast, audience="readers")
    elsewhere = proposed(cast, by="qian", place=cast.b)
    head = HEAD + ",项目编号"
    rows = [f"会{n},读,DAY,9:30,60,,布置×2,,没有,,,,{one.number}"
            for n, one in enumerate((project, elsewhere))]  # fmt: skip
    run = stage(cast, csv_of(*rows, head=head))
    assert told(run) == ["ok", "problem"]
    importing.apply(cast.actor("lin"), run)
    made = Activity.objects.get()
    assert (made.project, made.audience) == (project, "readers")


def test_only_the_desk_reads_in(cast):
    with pytest.raises(Forbidden):
        stage(cast, csv_of(ROWS[0]), by="wang")


def test_json_goes_out_and_comes_in_again(cast):
    made = set_up(cast, helpers(0, 2), guests(1, 10), risk="some", risk_note="楼梯滑", days=5)
    rows = Activity.objects.select_related("place", "project").prefetch_related("roles")
    said = formats.to_json(rows)
    (before,) = json.loads(said)["activities"]
    assert set(before) == set(formats.COLUMNS) and before["key"] == made.number
    assert told(stage(cast, said.encode(), "activities.json")) == ["already"]
    made.roles.all().delete()
    made.events.all().delete()
    made.delete()
    run = stage(cast, said.encode(), "activities.json")
    assert importing.apply(cast.actor("lin"), run) == 1
    (after,) = json.loads(formats.to_json(rows.all()))["activities"]
    assert {**after, "key": ""} == {**before, "key": ""}


def test_the_exported_table_can_be_read_back(cast):
    set_up(cast, helpers(0, 2), guests(1, 10), risk="some", risk_note="滑", days=5)
    table, he, today = TABLES["activities"], cast.actor("he"), clock.today()
    period = Period(today, today + 30 * clock.DAY)
    (row,) = table.rows(he, cast.community, period, 10)
    assert len(row.cells) == len(table.columns) == len(table.keys)
    cells = dict(zip(formats.COLUMNS, map(str, row.cells), strict=False))
    plan = formats.read(cells)
    assert (plan.audience, plan.risk, plan.opens) == ("parents", "some", True)
    assert [(role.side, role.places) for role in plan.roles] == [
        ("helper", 2), ("participant", 10),
    ]  # fmt: skip
    assert row.person is None and table.count(cast.actor("qian"), cast.community, period) == 0


def test_through_the_pages(cast, client):
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    desk = client.get(reverse("activities:desk", args=[cast.a.pk])).content.decode()
    address = reverse("imports:bring", args=[cast.a.pk, "activities"])
    assert address in desk and reverse("activities:json", args=[cast.a.pk]) in desk
    file = SimpleUploadedFile("活动.csv", csv_of(*ROWS))
    answer = client.post(address, {"once": uuid4().hex, "file": file})
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert "导入 2 行" in page
    assert client.post(answer["Location"], {"once": uuid4().hex}).status_code == 303
    answer = client.get(reverse("activities:json", args=[cast.a.pk]))
    assert len(json.loads(answer.content)["activities"]) == 2
    assert "attachment" in answer["Content-Disposition"]
