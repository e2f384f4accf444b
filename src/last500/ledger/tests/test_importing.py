"""A file of the book: what is read, what does not add up, what waits for a second person."""

import csv
import io

import pytest

from last500.base.errors import Refused
from last500.base.sheets import xlsx_bytes
from last500.imports import actions as imports
from last500.imports.models import ImportLine
from last500.ledger import queries
from last500.ledger.importing import KIND
from last500.ledger.models import Entry, Posting
from last500.ledger.rules import Kind, State
from last500.ledger.tests import world

pytestmark = pytest.mark.django_db
HEAD = ["日期", "种类", "收入（元）", "支出（元）", "对方", "说明", "余额（元）"]
DAYS = [world.ago(number).isoformat() for number in (40, 30, 20)]
GOOD = [
    [DAYS[0], "电梯和外墙广告", "5,000.00", "", "城西广告公司", "三季度电梯广告", "5000"],
    [DAYS[1], "共有部分维护", "", "１２８．５０", "物业公司", "换路灯", "4871.5"],
    [DAYS[2], "共有场地停车", "1.2万", "", "", "八月停车", "16,871.50"],
]
SUM = ["合计", "", "17000", "128.50", "", "", ""]


@pytest.fixture
def book(cast):
    return world.opened(cast)


def brought(cast, rows, *, encoding: str = "utf-8-sig", name: str = "账.csv"):
    sheet = io.StringIO()
    csv.writer(sheet).writerows([HEAD, *rows])
    return imports.stage(cast.actor("lin"), KIND, cast.a, sheet.getvalue().encode(encoding), name)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_rows_become_postings_that_wait_for_a_second_person(cast, book, encoding):
    run = brought(cast, [*GOOD, SUM], encoding=encoding)
    assert dict(imports.verdicts(run)) == {"ok": 3}
    assert Posting.objects.filter(book=book).count() == 1
    assert imports.apply(cast.actor("lin"), run) == 3
    rows = list(Posting.objects.waiting().filter(book=book).order_by("day"))
    assert [row.amount_fen for row in rows] == [5_000_00, 128_50, 12_000_00]
    assert [row.kind for row in rows] == [Kind.ADVERTISING, Kind.UPKEEP, Kind.PARKING]
    assert rows[2].counterparty == "个人（不写名字）" and rows[0].posted_by == cast.lin
    assert Entry.objects.filter(book=book).count() == 1


def test_a_second_run_of_the_same_file_changes_nothing(cast, book):
    imports.apply(cast.actor("lin"), brought(cast, GOOD))
    run = brought(cast, GOOD)
    assert dict(imports.verdicts(run)) == {"already": 3}
    assert imports.apply(cast.actor("lin"), run) == 0


def test_xlsx_is_read_as_well(cast, book):
    content = xlsx_bytes(HEAD, [*GOOD, SUM])
    run = imports.stage(cast.actor("lin"), KIND, cast.a, content, "账.xlsx")
    assert dict(imports.verdicts(run)) == {"ok": 3}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([*GOOD, ["合计", "", "17000.01", "128.50", "", "", ""]], 5),
        ([*GOOD, ["合 计", "", "17000", "128.51", "", "", ""]], 5),
        ([*GOOD, ["", "", "1", "128.50", "", "总计", ""]], 5),
        ([GOOD[0], [*GOOD[1][:6], "4871.51"], GOOD[2]], 3),
        ([GOOD[0], GOOD[2]], 3),  # a row was left out
        ([*GOOD, ["合计", "", "17000", "128.50", "", "", "16871.51"]], 5),
        ([*GOOD, ["合计", "", "一万七", "128.50", "", "", ""]], 5),
        ([GOOD[0], [DAYS[1], "审计", "", "1.234", "甲", "乙", ""], SUM], 4),
    ],
)
def test_a_file_that_does_not_add_up_is_refused_with_its_row(cast, book, rows, line, encoding):
    with pytest.raises(Refused, match=f"第 {line} 行"):
        brought(cast, rows, encoding=encoding)
    assert not ImportLine.objects.exists() and Posting.objects.waiting().count() == 0


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([DAYS[0], "审计", "", "0", "甲", "乙", ""], "0"),
        ([DAYS[0], "审计", "", "-5", "甲", "乙", ""], "写正的"),
        ([DAYS[0], "审计", "", "1.234", "甲", "乙", ""], "到分"),
        ([DAYS[0], "审计", "5", "5", "甲", "乙", ""], "不能两样"),
        ([DAYS[0], "审计", "5", "", "甲", "乙", ""], "对不上"),
        ([DAYS[0], "别的", "5", "", "甲", "乙", ""], "种类"),
        ([world.ago(-1).isoformat(), "审计", "", "5", "甲", "乙", ""], "还没到"),
        ([world.ago(900).isoformat(), "审计", "", "5", "甲", "乙", ""], "开账以前"),
        (["三月", "审计", "", "5", "甲", "乙", ""], "日期"),
        ([DAYS[0], "审计", "", "5", "甲", "", ""], "要写"),
        ([DAYS[0], "审计", "", "5", "甲", "打 10000012345", ""], "电话"),
    ],
)
def test_each_bad_row_has_its_sentence(cast, book, cells, said):
    run = brought(cast, [cells])
    (line,) = run.lines.all()
    assert line.verdict == "problem" and said in line.problem


def test_a_balance_may_be_below_nought(cast, book):
    rows = [
        [DAYS[0], "共有部分维护", "", "10", "甲", "乙", "-10"],
        [DAYS[1], "共有部分维护", "", "5.5", "甲", "丙", "-15.50"],
    ]
    assert dict(imports.verdicts(brought(cast, rows))) == {"ok": 2}
    rows[1][-1] = "15.50"
    with pytest.raises(Refused, match="第 3 行"):
        brought(cast, rows)


def test_without_a_book_there_is_nowhere_to_put_it(cast):
    (line,) = brought(cast, [GOOD[0]]).lines.all()
    assert "还没有开账" in line.problem


def test_what_came_in_by_a_file_is_confirmed_like_the_rest(cast, book):
    from last500.ledger import actions

    imports.apply(cast.actor("lin"), brought(cast, GOOD))
    row = Posting.objects.waiting().order_by("day").first()
    with pytest.raises(Refused, match="另一个人"):
        actions.confirm(cast.actor("lin"), row)
    actions.confirm(cast.actor("he"), row)
    assert queries.balance(book, world.ago(40)) == world.OPENING + 5_000_00
    assert world.again(row).state == State.CONFIRMED
