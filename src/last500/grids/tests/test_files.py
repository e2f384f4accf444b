"""Seats in and out as files: one verdict for each row, and a second run changes nothing."""

import pytest

from last500.base import clock
from last500.exports.registry import TABLES
from last500.exports.rules import Period
from last500.grids.exporting import TABLE
from last500.grids.importing import KIND
from last500.grids.models import Placement, Seat
from last500.grids.tests import town
from last500.imports import actions as importing

pytestmark = pytest.mark.django_db
HEAD = "楼栋或院落,单元,位置,管什么,做多久,小区或社区"
ROWS = [
    "三号楼,,楼栋长,,,",
    "三号楼,一单元,entrance_lead,收大家的意见、看路灯,半年,furongyuan",
    "三号楼,,楼栋长,,,",
    "九号楼,,楼栋长,,,",
    "三号楼,,单元长,,,",
    "三号楼,,网红,,,",
    "三号楼,,邻里联络员,每周走访住户,,",
    "三号楼,,邻里联络员,,三年,",
    ",,院落长,,,yuqiao",
]
VERDICTS = ["ok", "ok", "twice", *["problem"] * 6]


def csv_of(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def told(run) -> list[str]:
    return list(run.lines.order_by("line").values_list("verdict", flat=True))


def test_each_row_gets_one_verdict_and_a_second_run_changes_nothing(cast):
    town.under(cast.building, "entrance", "一单元")
    lin = cast.actor("lin")
    run = importing.stage(lin, KIND, cast.a, csv_of(*ROWS), "位置.csv")
    assert told(run) == VERDICTS and not Seat.objects.exists()
    assert importing.apply(lin, run) == 2 and importing.apply(lin, run) == 0
    entrance = Seat.objects.get(kind="entrance_lead")
    assert entrance.place.name == "一单元" and entrance.term == 183
    assert entrance.duties == ["收大家的意见", "看路灯"]
    run = importing.stage(lin, KIND, cast.a, csv_of(*ROWS), "位置.csv")
    assert told(run) == ["already", "already", "twice", *["problem"] * 6]
    assert importing.apply(lin, run) == 0 and Seat.objects.count() == 2
    assert not Placement.objects.exists()  # a file seats nobody


def test_a_seat_made_by_hand_meanwhile_is_a_problem_of_its_row(cast):
    lin = cast.actor("lin")
    run = importing.stage(lin, KIND, cast.a, csv_of(",,院落长,,,"), "位置.csv")
    town.yard(cast).at("courtyard_lead", cast.a)
    assert importing.apply(lin, run) == 0
    (line,) = run.lines.all()
    assert line.verdict == "problem" and "已经设过" in line.problem


def test_what_is_exported_comes_back_as_known_and_names_nobody(cast, django_assert_num_queries):
    yard = town.yard(cast)
    yard.at("entrance_lead", yard.entrance)
    town.seated(cast, yard.seat)
    lin, period = cast.actor("lin"), Period(clock.today(), clock.today())
    assert TABLES["seats"] is TABLE and TABLE.count(lin, cast.a, period) == 2
    with django_assert_num_queries(2):
        rows = [row.cells for row in TABLE.rows(lin, cast.a, period, 100)]
    assert [(row[2], row[3], row[4], row[-1]) for row in rows] == [
        ("三号楼", "", "building_lead", "有人"),
        ("三号楼", "一单元", "entrance_lead", "空着"),
    ]
    assert "王" not in str(rows)
    lines = [",".join(str(cell) for cell in row) for row in ([*TABLE.columns], *rows)]
    run = importing.stage(lin, KIND, cast.a, "\n".join(lines).encode(), "back.csv")
    assert told(run) == ["already", "already"]
