"""The half-year statement: made by one, published by another; and the rule of the fund."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.ledger import queries, rules
from last500.ledger.actions.posting import must_be_open
from last500.ledger.actions.step import (
    MOVED_ON,
    held,
    must,
    must_be_another,
    told_desk,
)
from last500.ledger.models import Book, Entry, Posting, Statement, StatementLine
from last500.ledger.rules import Direction, Kind, Sheet
from last500.organisations.rules import Permission
from last500.proof.actions import record


@transaction.atomic
def make_statement(actor: Actor, book: Book) -> Statement:
    """The next half-year, from what stands in the book now. Raises Forbidden, Refused, Conflict."""
    must(actor, Permission.LEDGER_POST, book)
    book = held(book)
    must_be_open(book)
    if Statement.objects.filter(book=book, state=Sheet.MADE).exists():
        raise Conflict(_("已经有一张报表在等人核对。"))
    last = Statement.objects.filter(book=book, state=Sheet.PUBLISHED).order_by("-last_on").first()
    first_on, last_on = rules.next_period(book.opened_on, last.last_on if last else None)
    if last_on >= clock.today():
        raise Refused(_("这半年到 %(day)s 才完，完了再做报表。") % {"day": last_on.isoformat()})
    waiting = Posting.objects.waiting().filter(book=book, day__lte=last_on).count()
    if waiting:
        raise Refused(_("这段时间还有 %(n)d 笔没核对。先核对完，再做报表。") % {"n": waiting})
    statement = _counted(book, last, first_on, last_on)
    statement.made_by_id, statement.made_at = actor.person, clock.now()
    lines = _lines(book, last, statement)
    _add_up(book, statement, lines)
    statement.save(force_insert=True)
    StatementLine.objects.bulk_create(lines)
    told_desk("ledger_statement_waits", book.place, _link(statement), but=[actor.person])
    return statement


def _link(statement: Statement) -> str:
    return f"/ledger/statements/{statement.pk}/"


def _counted(book: Book, last: Statement | None, first_on: date, last_on: date) -> Statement:
    newest = Entry.objects.filter(book=book).order_by("-seq").values_list("seq", flat=True)[0]
    opening = last.closing_fen if last else Entry.objects.get(book=book, seq=1).amount_fen
    return Statement(
        book=book, first_on=first_on, last_on=last_on, upto_seq=newest, opening_fen=opening
    )


def _lines(book: Book, last: Statement | None, statement: Statement) -> list[StatementLine]:
    """Net sums by kind, those of older days apart. One statement."""
    rows = taken_in(book, statement, last)
    late = Q(day__lt=statement.first_on)
    sums: dict[tuple[str, bool], list[int]] = defaultdict(lambda: [0, 0])
    for is_late, some in ((True, rows.filter(late)), (False, rows.exclude(late))):
        for kind, way, fen, number in some.values_list("kind", "direction").annotate(
            Sum("amount_fen"), Count("pk")
        ):
            both = sums[kind, is_late]
            both[0] += fen if way == rules.side_of(kind) else -fen
            both[1] += number
    return [
        StatementLine(
            statement=statement, kind=kind, side=rules.side_of(kind), late=is_late,
            amount_fen=fen, entries=number,
        )
        for (kind, is_late), (fen, number) in sums.items()
    ]  # fmt: skip


def taken_in(book: Book, statement: Statement, last: Statement | None) -> QuerySet[Entry]:
    """The entries of this statement: in the book by then, and in no earlier statement."""
    rows = Entry.objects.filter(
        book=book, day__lte=statement.last_on, seq__lte=statement.upto_seq, seq__gt=1
    )
    if last is None:
        return rows
    return rows.exclude(day__lte=last.last_on, seq__lte=last.upto_seq)


def _add_up(book: Book, statement: Statement, lines: list[StatementLine]) -> None:
    def total(side: Direction) -> int:
        return sum(line.amount_fen for line in lines if line.side == side)

    statement.in_fen, statement.out_fen = total(Direction.IN), total(Direction.OUT)
    statement.closing_fen = statement.opening_fen + statement.in_fen - statement.out_fen
    statement.fund_paid_fen = sum(line.amount_fen for line in lines if line.kind == Kind.FUND)
    if book.fund_percent and rules.fund_is_low(book.fund_fen, book.fund_first_fen):
        statement.fund_percent = book.fund_percent
        statement.fund_due_fen = rules.fund_share(statement.in_fen, book.fund_percent)


@transaction.atomic
def publish_statement(actor: Actor, statement: Statement, days: int | None = None) -> None:
    """A second person has compared it with the book: it hangs out for so many days, never fewer
    than city and district say. Raises Forbidden, Refused, Conflict."""
    must(actor, Permission.LEDGER_CONFIRM, statement.book)
    must_be_another(actor, statement.made_by_id)
    least = queries.least_posted(statement.book.place)
    days = least if days is None else days
    if not least <= days <= 366:
        raise Refused(_("至少公示 %(n)d 天。") % {"n": least}, "days")
    book = held(statement.book)
    _move(
        statement,
        Sheet.PUBLISHED,
        decided_by_id=actor.person,
        decided_at=clock.now(),
        posted_from=clock.today(),
        posted_days=days,
    )
    record(
        f"statements:{book.place_id}",
        "ledger statement",
        {
            "first": statement.first_on.isoformat(),
            "last": statement.last_on.isoformat(),
            "entries": statement.upto_seq,
            "opening": statement.opening_fen,
            "in": statement.in_fen,
            "out": statement.out_fen,
            "closing": statement.closing_fen,
            "fund": statement.fund_paid_fen,
            "days": days,
        },
        personal={"made": str(statement.made_by_id or ""), "confirmed": str(actor.person or "")},
    )


@transaction.atomic
def drop_statement(actor: Actor, statement: Statement) -> None:
    """Thrown away before it was published, by either of the two. Raises Forbidden, Conflict."""
    must(actor, Permission.LEDGER_POST, statement.book)
    _move(statement, Sheet.DROPPED, decided_by_id=actor.person, decided_at=clock.now())


def _move(statement: Statement, state: Sheet, **values: object) -> None:
    rows = Statement.objects.filter(pk=statement.pk, state=Sheet.MADE)
    values |= {"state": state}
    if not rows.update(**values):
        raise Conflict(_(MOVED_ON))
    for name, value in values.items():
        setattr(statement, name, value)


@transaction.atomic
def set_fund_rule(actor: Actor, book: Book, *, percent: int, first: int, left: int) -> None:
    """How much of the revenue goes to the maintenance fund first while less than 30 % of its first
    amount is left (北京市物业管理条例 2024, 74); 0 is no such rule. Sums in fen.

    Raises Forbidden, Refused.
    """
    must(actor, Permission.LEDGER_CONFIRM, book)
    if percent and not rules.FUND_LEAST_PERCENT <= percent <= 100:
        said = _("写 %(n)d 到 100；不用这条规则就写 0。") % {"n": rules.FUND_LEAST_PERCENT}
        raise Refused(said, "percent")
    if percent and first <= 0:
        raise Refused(_("用这条规则，要写首期筹集了多少。"), "first")
    book = held(book)
    Book.objects.filter(pk=book.pk).update(
        fund_percent=percent, fund_first_fen=first, fund_fen=left, fund_on=clock.today()
    )
    record(
        f"statements:{book.place_id}",
        "ledger fund rule",
        {"percent": percent, "first": first, "left": left},
        personal={"by": str(actor.person or "")},
    )
