"""The commands beside the pages: the same verdicts, the same guards, resumable."""

import json

import pytest

from last500.base.sheets import csv_text
from last500.cli import registry, unit_lists
from last500.units.actions import importing, lists
from last500.units.models import MemberInvitation, UnitImport, UnitReportIn
from last500.units.tests.world import agreed

pytestmark = pytest.mark.django_db
HEAD = ("姓名", "手机号", "小区")


@pytest.fixture
def unit(cast):
    return agreed(cast).organisation


def run(name: str, *words: str) -> int:
    found = registry.COMMANDS[name]
    return found.run(found.parser().parse_args(list(words))) or 0


def file_of(tmp_path, *rows, head=HEAD, name="list.csv"):
    path = tmp_path / name
    path.write_text(csv_text(head, rows), encoding="utf-8")
    return str(path)


def members(count: int):
    return [(f"员工{n}", f"1000004{n:04d}", "芙蓉苑") for n in range(count)]


def test_it_checks_first_and_invites_only_when_told_to(cast, unit, tmp_path, capsys):
    path = file_of(tmp_path, *members(3), ("没电话", "", "芙蓉苑"))
    assert run("units import", path, "--unit", unit.name) == 0
    said = capsys.readouterr().out
    assert "3  new" in said and "1  problem" in said and "line 5: 没有电话" in said
    assert "没电话" not in said.replace("没有电话", "")
    assert not MemberInvitation.objects.exists()
    words = (path, "--unit", str(unit.pk), "--place", cast.community.code, "--apply")
    assert run("units import", *words) == 0
    assert MemberInvitation.objects.count() == 3
    assert run("units import", *words) == 0
    assert MemberInvitation.objects.count() == 3, "a second run changes nothing"


def test_a_command_that_was_killed_goes_on_and_the_worker_leaves_it_alone(
    unit, tmp_path, monkeypatch
):
    class Killed(BaseException):
        """As if the process were gone."""

    monkeypatch.setattr(importing, "CHUNK", 2)
    path = file_of(tmp_path, *members(7))
    settle = importing.settle

    def kill(chunk):
        settle(chunk)
        if chunk[-1].line > 4:
            raise Killed

    monkeypatch.setattr(importing, "settle", kill)
    with pytest.raises(Killed):
        run("units import", path, "--unit", unit.name, "--apply")
    monkeypatch.setattr(importing, "settle", settle)
    assert (UnitImport.objects.get().state, lists.apply_wanted()) == ("wanted", 0)
    assert run("units import", path, "--unit", unit.name, "--apply") == 0
    assert MemberInvitation.objects.count() == 7
    assert UnitImport.objects.get().state == "applied"


def test_units_of_a_community_are_entered_and_written_out_again(cast, unit, tmp_path, capsys):
    head = ("单位名称", "类型", "联络员", "联络员电话")
    path = file_of(tmp_path, ("老街面馆", "商户", "老板", "10000040001"), head=head)
    assert run("units import", path, "--place", "芙蓉社区", "--apply") == 0
    assert UnitReportIn.objects.filter(organisation__name="老街面馆").count() == 1
    capsys.readouterr()
    assert run("units export", "--place", "芙蓉社区") == 0
    said = capsys.readouterr().out
    assert {one["name"] for one in json.loads(said)["units"]} == {"老街面馆", unit.name}
    assert "老板" not in said and "10000040001" not in said and cast.hua.name not in said


@pytest.mark.parametrize(
    "words",
    [
        ("missing.csv", "--unit", "区图书馆党支部"),
        ("LIST",),
        ("LIST", "--unit", "没有这个单位"),
        ("LIST", "--place", "没有这个社区"),
        ("LIST", "--unit", "芙蓉社区"),
        ("LIST", "--place", "芙蓉苑"),
    ],
)
def test_what_cannot_be_done_says_so_and_does_nothing(unit, tmp_path, capsys, words):
    path = file_of(tmp_path, *members(1))
    said = [path if word == "LIST" else word for word in words]
    assert run("units import", *said, "--apply") == 1
    assert capsys.readouterr().err.startswith("last500: ")
    assert not MemberInvitation.objects.exists()


def test_the_command_reads_more_than_the_page(unit, tmp_path, monkeypatch):
    """What is read as a list is bounded by its own figure, not by that of a request's table."""
    path = file_of(tmp_path, *members(30))
    monkeypatch.setattr("last500.base.limits.SHEET_ROWS", _size(10))
    assert run("units import", path, "--unit", unit.name) == 0
    monkeypatch.setattr("last500.base.limits.LIST_ROWS", _size(20))
    path = file_of(tmp_path, *members(31), name="b.csv")
    assert run("units import", path, "--unit", unit.name) == 1


def _size(most: int):
    from last500.base.limits import Size

    return Size(most, "rows", "x", "T11", "")


def test_whoever_has_the_machine_looks_after_units_everywhere(cast, unit):
    actor = unit_lists.whoever_has_the_machine()
    assert UnitReportIn.objects.handled_by(actor).count() == 1
