"""Rotas out of a file: each waits for its household; no household leaves in a file."""

import json
from datetime import timedelta

import pytest

from last500.base import clock
from last500.base.errors import Forbidden
from last500.exports import actions as exports
from last500.exports.models import ExportSubject
from last500.exports.rules import Period
from last500.imports import actions as imports
from last500.imports.models import Import
from last500.rotas import actions
from last500.rotas.exporting import TABLE
from last500.rotas.importing import KIND
from last500.rotas.models import Rota, Turn
from last500.rotas.tests.telling import FULL, arranged, household

pytestmark = pytest.mark.django_db
HEAD = (
    "编号,什么事,类别,多久一次,周几,几点开始,多少分钟,从哪天,到哪天,电话,怎么称呼,单元和门牌,楼栋"
)
GOOD = (
    "1,教用手机,digital_help,每周,周五,9:30,45,2026-03-05,2026-09-01,10000000005,陈桂英,2单元301,"
)


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(FULL):
        yield


def stage(cast, *rows: str, by: str = "lin", name: str = "轮.csv") -> Import:
    content = "\n".join([HEAD, *rows]).encode()
    return imports.stage(cast.actor(by), KIND, cast.a, content, name)


def told(run: Import) -> list[str]:
    return list(run.lines.order_by("line").values_list("verdict", flat=True))


def test_each_row_has_one_verdict_and_a_second_run_changes_nothing(cast):
    rows = [
        GOOD,
        GOOD.replace("1,教", "2,教").replace("每周,周五", "m5,4"),
        GOOD,
        GOOD.replace("1,教", "3,教").replace("10000000005", ""),
        GOOD.replace("1,教", "4,教").replace("2026-09-01", "2028-09-01"),
        GOOD.replace("1,教", "5,教").replace("每周,", "有空,"),
        GOOD.replace("1,教", "6,教") + "九百号楼",
        GOOD.replace("1,教", "7,教").replace("2026-03-05", ""),
    ]
    run = stage(cast, *rows)
    verdicts = ["ok", "ok", "twice", *["problem"] * 5]
    assert told(run) == verdicts and not Rota.objects.exists()
    assert imports.apply(cast.actor("lin"), run) == 2
    assert told(stage(cast, *rows)) == ["already", "already", *verdicts[2:]]
    assert imports.apply(cast.actor("lin"), stage(cast, *rows)) == 0
    weekly, monthly = Rota.objects.order_by("made_at", "pk")
    assert (weekly.kind, weekly.every, weekly.weekday, weekly.start) == ("weeks", 1, 4, 570)
    assert (monthly.kind, monthly.nth, monthly.minutes) == ("months", 5, 45)


def test_a_file_says_no_households_yes(cast):
    imports.apply(cast.actor("lin"), stage(cast, GOOD))
    rota = Rota.objects.select_related("place", "contact").get()
    assert (rota.state, rota.agreed_at) == ("asked", None)
    assert not Turn.objects.exists()
    assert rota.contact.phone == "10000000005" and rota.contact.door == "2单元301"
    actions.agree(household(rota), rota, how="own_page", by_phone=False)
    rota.refresh_from_db()
    assert rota.state == "running" and Turn.objects.exists()


def test_the_household_is_gone_from_the_file_once_it_was_used(cast):
    run = stage(cast, GOOD)
    assert "10000000005" in json.dumps(run.lines.get().data)
    imports.apply(cast.actor("lin"), run)
    assert run.lines.get().data == {}


def test_only_the_desk_of_that_place_brings_one_and_only_their_own(cast):
    with pytest.raises(Forbidden):
        stage(cast, GOOD, by="qian")
    run = stage(cast, GOOD)
    with pytest.raises(Forbidden):
        imports.apply(cast.actor("he"), run)
    assert not Rota.objects.exists()


def test_a_table_leaves_without_a_household_and_is_written_down_for_it(cast):
    rota = arranged(cast)
    period = Period(clock.today(), clock.today() + timedelta(1))
    export = exports.ask(cast.actor("he"), TABLE, cast.community, period, reason="给街道核对")
    said = exports.take(cast.actor("he"), export, TABLE.fields)
    assert "教用手机" in said and str(rota.pk) in said
    assert not any(word in said for word in ("陈桂英", "10000000005", "2单元301", rota.text))
    assert ExportSubject.objects.get().contact == rota.contact
    assert TABLE.personal and TABLE.count(cast.actor("qian"), cast.community, period) == 0


def test_the_table_that_left_is_known_when_it_comes_back(cast):
    arranged(cast)
    (row,) = TABLE.rows(cast.actor("lin"), cast.a, Period(clock.today(), clock.today()), 10)
    one = dict(zip(TABLE.keys, row.cells, strict=True)) | {"phone": "10000000005"}
    content = json.dumps({"format": KIND.format, "rotas": [one]}).encode()
    run = imports.stage(cast.actor("lin"), KIND, cast.a, content, "rotas.json")
    assert told(run) == ["already"]
