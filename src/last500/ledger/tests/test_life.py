"""One puts down, another confirms: what stands in the book, what is refused, what climbs."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.ledger import actions, queries, rules, vouchers
from last500.ledger.models import Entry, Posting, Statement, StatementLine
from last500.ledger.rules import Kind, State
from last500.ledger.tests import world
from last500.ledger.tests.world import OPENING, again, ago
from last500.notify.models import Message
from last500.organisations.models import Office
from last500.proof.models import Entry as LogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(cast):
    return world.opened(cast)


def log_of(book) -> list[LogEntry]:
    return list(LogEntry.objects.filter(stream=book.stream).order_by("seq"))


def test_the_opening_is_the_first_entry_and_takes_two_people(cast):
    book = world.opened(cast, confirmed=False)
    assert queries.balance(book, clock.today()) == 0
    with pytest.raises(Refused, match="期初余额还没核对"):
        world.posted(cast, book)
    opening = Posting.objects.get(book=book)
    with pytest.raises(Refused, match="另一个人"):
        actions.confirm(cast.actor("lin"), opening)
    entry = actions.confirm(cast.actor("he"), opening)
    assert (entry.seq, entry.kind, entry.amount_fen) == (1, Kind.OPENING, OPENING)
    assert queries.balance(book, book.opened_on) == OPENING
    assert queries.balance(book, book.opened_on - timedelta(days=1)) == 0
    with pytest.raises(Conflict, match="已经有账"):
        world.opened(cast)


def test_an_opening_that_was_sent_back_is_said_again(cast):
    book = world.opened(cast, confirmed=False)
    actions.send_back(cast.actor("he"), Posting.objects.get(book=book), "和对账单对不上")
    same = world.opened(cast, opening=0, day=ago(300))
    assert same.pk == book.pk and same.opened_on == ago(300)
    assert Entry.objects.get(book=book).amount_fen == 0


def test_it_is_in_no_balance_before_another_has_confirmed_it(cast, book):
    posting = world.posted(cast, book)
    assert queries.balance(book, clock.today()) == OPENING
    assert Message.objects.filter(kind="ledger_waits", person=cast.he).exists()
    assert not Message.objects.filter(kind="ledger_waits", person=cast.lin).exists()
    with pytest.raises(Refused, match="另一个人"):
        actions.confirm(cast.actor("lin"), posting)
    entry = actions.confirm(cast.actor("he"), again(posting))
    assert queries.balance(book, clock.today()) == OPENING + 5_000_00
    assert (entry.seq, entry.day, entry.posted_on) == (2, ago(10), clock.today())
    with pytest.raises(Conflict, match="处理过"):
        actions.confirm(cast.actor("sun"), again(posting))
    with pytest.raises(Conflict):
        actions.take_back(cast.actor("lin"), again(posting))
    assert Message.objects.filter(kind="ledger_confirmed", person=cast.lin).exists()


def test_the_database_refuses_the_same_person_too(cast, book):
    rows = Posting.objects.filter(pk=world.posted(cast, book).pk)
    said = {"state": State.CONFIRMED, "due_at": None, "decided_at": clock.now()}
    with pytest.raises(IntegrityError, match="nobody_confirms"), transaction.atomic():
        rows.update(**said, decided_by=cast.lin)
    assert rows.update(**said, decided_by=cast.he) == 1  # control: it is the person


def test_a_bookkeeper_posts_and_confirms_nothing(cast, book):
    Office.objects.create(person=cast.li, kind="bookkeeper", place=cast.a, from_on=date(2020, 1, 1))
    posting = world.posted(cast, book, by="li")
    for act in (actions.confirm, lambda actor, row: actions.send_back(actor, row, "x")):
        with pytest.raises(Forbidden):
            act(cast.actor("li"), posting)
    for name in ("wang", "qian", "gao", "op"):
        with pytest.raises(Forbidden):
            world.posted(cast, book, by=name)
        with pytest.raises(Forbidden):
            actions.confirm(cast.actor(name), posting)
    assert actions.confirm(cast.actor("lin"), posting).seq == 2


def test_back_and_taken_back_end_it_without_an_entry(cast, book):
    one, two = world.posted(cast, book), world.posted(cast, book)
    with pytest.raises(Refused, match="为什么"):
        actions.send_back(cast.actor("he"), one, "  ")
    actions.send_back(cast.actor("he"), one, "金额和发票对不上")
    actions.take_back(cast.actor("lin"), two)
    assert again(one).state == State.SENT_BACK and again(two).state == State.TAKEN_BACK
    with pytest.raises(Refused, match="只有记这一笔的人"):
        actions.take_back(cast.actor("he"), world.posted(cast, book))
    assert Entry.objects.filter(book=book).count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": 10**13}, "amount"),
        ({"day": clock.today() + timedelta(days=1)}, "day"),
        ({"day": ago(401)}, "day"),
        ({"kind": Kind.OPENING}, "kind"),
        ({"words": " "}, "words"),
        ({"counterparty": ""}, "counterparty"),
        ({"words": "联系 10000012345 王师傅"}, "words"),
        ({"counterparty": "张某 １００００００１２３４"}, "counterparty"),
        ({"words": "长" * 201}, "words"),
    ],
)
def test_what_cannot_stand_in_a_book_is_refused_with_its_field(cast, book, more, field):
    with pytest.raises(Refused) as refused:
        world.posted(cast, book, **more)
    assert refused.value.field == field
    assert Posting.objects.filter(book=book).count() == 1


# ---- correcting -------------------------------------------------------------------------------


def test_a_correction_is_a_reversing_entry_and_then_the_right_one(cast, book):
    wrong = world.entered(cast, book, amount=500_00)
    with pytest.raises(Refused, match="先冲正"):
        actions.replace(cast.actor("lin"), wrong, world.draft(amount=50_00))
    back = world.reversed_(cast, wrong)
    assert (back.reverses, back.amount_fen, back.day) == (wrong, 500_00, wrong.day)
    assert back.direction != wrong.direction and back.kind == wrong.kind
    right = actions.confirm(
        cast.actor("he"), actions.replace(cast.actor("lin"), wrong, world.draft(amount=50_00))
    )
    assert right.replaces == wrong
    assert queries.balance(book, clock.today()) == OPENING + 50_00
    with pytest.raises(Conflict, match="已经冲正"):
        actions.reverse(cast.actor("lin"), wrong, "再冲一次")
    with pytest.raises(Refused, match="本身就是冲正"):
        actions.reverse(cast.actor("lin"), back, "冲正冲正")
    with pytest.raises(Refused, match="期初"):
        actions.reverse(cast.actor("lin"), Entry.objects.get(book=book, seq=1), "x")


def test_only_one_reversal_waits_for_an_entry(cast, book):
    wrong = world.entered(cast, book)
    first = actions.reverse(cast.actor("lin"), wrong, "记错了")
    with pytest.raises(Conflict, match="在等人核对"):
        actions.reverse(cast.actor("sun"), wrong, "记错了")
    actions.take_back(cast.actor("lin"), first)
    assert actions.reverse(cast.actor("sun"), wrong, "记错了")


# ---- the log ----------------------------------------------------------------------------------


def test_each_entry_is_a_line_of_the_log_at_its_own_number(cast, book):
    with_picture = world.entered(cast, book, pictures=[world.picture()])
    world.reversed_(cast, with_picture)
    lines, entries = log_of(book), list(Entry.objects.filter(book=book).order_by("seq"))
    assert [line.seq for line in lines] == [entry.seq for entry in entries] == [1, 2, 3]
    for line, entry in zip(lines, entries, strict=True):
        assert f'"fen":{entry.amount_fen},' in line.body and entry.words not in line.body
        assert line.entry_hash == line.counted_hash()
    assert with_picture.digests in lines[1].body and len(with_picture.digests) == 64
    assert '"reverses":2' in lines[2].body
    assert str(cast.lin.pk) not in "".join(line.body for line in lines)
    assert str(cast.lin.pk) in lines[1].opening.personal


def test_a_log_that_is_ahead_of_the_book_stops_the_entry(cast, book):
    from last500.proof.actions import record

    record(book.stream, "ledger entry", {"seq": 2})
    with pytest.raises(Conflict, match="对不上"), transaction.atomic():
        world.entered(cast, book)
    assert Entry.objects.filter(book=book).count() == 1


# ---- vouchers ---------------------------------------------------------------------------------


def test_a_voucher_that_is_lost_or_changed_is_found(cast, book):
    entry = world.entered(cast, book, pictures=[world.picture(), world.picture(10)])
    assert vouchers.damaged() == [] and len(entry.voucher_digests) == 2
    first, second = entry.posting.vouchers.order_by("order")
    path = vouchers.path_of(first)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    vouchers.path_of(second).unlink()
    assert {one.pk for one in vouchers.damaged()} == {first.pk, second.pk}


def test_the_same_voucher_twice_is_shown_and_not_refused(cast, book):
    first = world.entered(cast, book, pictures=[world.picture()])
    second = world.posted(cast, book, pictures=[world.picture()])
    other = world.posted(cast, book, pictures=[world.picture(9)])
    assert queries.used_before(second) == [first.posting]
    assert queries.used_before(other) == []


def test_more_vouchers_than_anybody_reads_are_refused(cast, book):
    many = [world.picture(number) for number in range(rules.VOUCHERS_MOST + 1)]
    with pytest.raises(Refused, match="最多"), transaction.atomic():
        world.posted(cast, book, pictures=many)


# ---- time -------------------------------------------------------------------------------------


def test_what_nobody_confirms_climbs_to_the_community_and_no_further(cast, book):
    posting = world.posted(cast, book)
    assert posting.desk == cast.a and actions.escalate_postings() == 0
    with clock.at(posting.due_at + timedelta(minutes=1)):
        assert actions.escalate_postings() == 1
        assert actions.escalate_postings() == 0
    row = again(posting)
    assert row.desk_id == cast.community.pk and row.state == State.WAITING
    assert Message.objects.filter(kind="ledger_late", person=cast.he).exists()
    for _step in range(2):
        with clock.at(again(posting).due_at + timedelta(minutes=1)):
            actions.escalate_postings()
    assert again(posting).desk_id == cast.street.pk
    assert again(posting).state == State.WAITING


# ---- statements -------------------------------------------------------------------------------


@pytest.fixture
def years(cast):
    """A book opened on 1 January 2025, looked at on 10 August 2026."""
    with clock.at(clock.start_of(date(2026, 8, 10)) + timedelta(hours=10)):
        yield world.opened(cast, opening=1_000_00, day=date(2025, 1, 1))


def numbers(statement: Statement) -> tuple[int, int, int, int]:
    return (statement.opening_fen, statement.in_fen, statement.out_fen, statement.closing_fen)


def test_statements_follow_and_add_up_and_corrections_stand_apart_in_the_next(cast, years):
    wrong = world.entered(cast, years, amount=300_00, day=date(2025, 3, 1))
    world.entered(cast, years, kind=Kind.UPKEEP, amount=100_00, day=date(2025, 6, 30))
    world.entered(cast, years, amount=7_00, day=date(2025, 7, 1))
    one = world.stated(cast, years)
    assert (one.first_on, one.last_on) == (date(2025, 1, 1), date(2025, 6, 30))
    assert numbers(one) == (1_000_00, 300_00, 100_00, 1_200_00)
    with pytest.raises(Refused, match="已经公示的报表"):
        world.posted(cast, years, day=date(2025, 6, 30))
    world.reversed_(cast, wrong)
    fixed = actions.replace(
        cast.actor("lin"), wrong, world.draft(amount=30_00, day=date(2025, 3, 1))
    )
    actions.confirm(cast.actor("he"), fixed)
    two = world.stated(cast, years)
    assert (two.first_on, two.last_on) == (date(2025, 7, 1), date(2025, 12, 31))
    assert numbers(two) == (1_200_00, -263_00, 0, 937_00)
    late = StatementLine.objects.get(statement=two, late=True)
    assert (late.kind, late.amount_fen, late.entries) == (Kind.ADVERTISING, -270_00, 2)
    assert queries.balance(years, date(2025, 12, 31)) == two.closing_fen
    assert numbers(Statement.objects.get(pk=one.pk)) == numbers(one)


def test_a_statement_waits_for_its_end_and_for_everything_to_be_confirmed(cast, years):
    waiting = world.posted(cast, years, day=date(2025, 2, 1))
    with pytest.raises(Refused, match="1 笔没核对"):
        world.stated(cast, years)
    actions.confirm(cast.actor("he"), waiting)
    made = world.stated(cast, years, published=False)
    with pytest.raises(Conflict, match="已经有一张"):
        world.stated(cast, years)
    with pytest.raises(Refused, match="正在等人核对"):
        world.posted(cast, years, day=date(2025, 2, 1))
    with pytest.raises(Refused, match="另一个人"):
        actions.publish_statement(cast.actor("lin"), made)
    actions.drop_statement(cast.actor("lin"), made)
    assert world.posted(cast, years, day=date(2025, 2, 1))
    with pytest.raises(Conflict):
        actions.publish_statement(cast.actor("he"), made)


def test_nothing_is_stated_before_its_last_day_is_over(cast):
    with clock.at(clock.start_of(date(2026, 6, 30)) + timedelta(hours=10)):
        book = world.opened(cast, day=date(2026, 1, 1))
        with pytest.raises(Refused, match="2026-06-30"):
            world.stated(cast, book)
    with clock.at(clock.start_of(date(2026, 7, 1)) + timedelta(hours=1)):
        assert world.stated(cast, book).posted_days == 15


def test_it_hangs_at_least_as_long_as_the_setting_says(cast, years, settings):
    settings.LEDGER_POSTED_DAYS = 20
    made = world.stated(cast, years, published=False)
    for few in (0, 15, 19, 367):
        with pytest.raises(Refused, match="20"):
            actions.publish_statement(cast.actor("he"), made, few)
    actions.publish_statement(cast.actor("he"), made, 20)
    assert made.posted_until == clock.today() + timedelta(days=19)
    line = LogEntry.objects.get(stream=years.papers)
    assert line.kind == "ledger statement" and '"closing":100000' in line.body


def test_the_share_of_the_fund_stands_in_the_statement_while_the_fund_is_low(cast, years):
    with pytest.raises(Refused, match="50"):
        actions.set_fund_rule(cast.actor("he"), years, percent=49, first=1, left=0)
    actions.set_fund_rule(cast.actor("he"), years, percent=50, first=1_000_00, left=299_99)
    world.entered(cast, years, amount=300_01, day=date(2025, 3, 1))
    world.entered(cast, years, kind=Kind.FUND, amount=100_00, day=date(2025, 4, 1))
    one = world.stated(cast, years)
    assert (one.fund_percent, one.fund_due_fen, one.fund_paid_fen) == (50, 150_01, 100_00)
    actions.set_fund_rule(cast.actor("he"), years, percent=50, first=1_000_00, left=300_00)
    two = world.stated(cast, years)
    assert (two.fund_percent, two.fund_due_fen) == (0, 0)
