"""What hangs at the gate: the book of a compound, a month, one entry, its statements."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base import clock
from last500.base.http import Request
from last500.base.money import exact
from last500.base.qr import qr_svg
from last500.ledger import drawing, queries, rules
from last500.ledger.actions.questions import standing_of
from last500.ledger.models import Book, Distribution, Statement
from last500.ledger.rules import Direction, Kind
from last500.ledger.views.gate import compound_or_404, entry_or_404
from last500.organisations.rules import Permission
from last500.places.models import Place


@require_safe
def at(request: Request, slug: str) -> HttpResponse:
    place = compound_or_404(slug)
    book = queries.book_of(place)
    keeps = queries.may_keep(request.actor, place)
    if book is None:
        return render(request, "ledger/none.html", {"place": place, "keeps": keeps})
    found = queries.at_gate(book)
    context = {
        "place": place,
        "book": book,
        "found": found,
        "picture": drawing.bars(found.months),
        "held": drawing.held(found.months, found.balance),
        "kinds": _two_sides(found.kinds),
        "exact": exact,
        "keeps": keeps,
        "low": bool(book.fund_percent) and rules.fund_is_low(book.fund_fen, book.fund_first_fen),
        "today": clock.today(),
        "least": queries.least_posted(place),
        "statement_days": rules.STATEMENT_DAYS,
        "told": queries.notices_of(book, found.statements),
    }
    return render(request, "ledger/at.html", context)


def _two_sides(kinds: list[tuple[Kind, int, int]]) -> list[dict[str, Any]]:
    """Income, then spending, each with its sum."""
    sides = []
    for side in Direction:
        own = [one for one in kinds if rules.side_of(one[0]) == side]
        rows = [
            {"word": _(rules.KIND_WORDS[kind]), "fen": fen, "number": number}
            for kind, fen, number in own
        ]
        sums = [fen for _kind, fen, _number in own]
        sides.append(
            {"word": _(rules.DIRECTION_WORDS[side]), "rows": rows, "total": sum(sums),
             "top": max(map(abs, sums), default=1)}
        )  # fmt: skip
    return sides


@require_safe
def month(request: Request, slug: str, year: int, number: int) -> HttpResponse:
    place = compound_or_404(slug)
    book = queries.book_of(place)
    if book is None or not (2000 <= year <= 2100 and 1 <= number <= 12):
        raise Http404
    found = queries.month_of(book, year, number)
    context = {
        "place": place,
        "found": found,
        "exact": exact,
        "before": _another_month(book, found.first, -1),
        "after": _another_month(book, found.first, 1),
        "came": sum(entry.amount_fen for entry, _sum in found.rows if entry.direction == "in"),
        "went": sum(entry.amount_fen for entry, _sum in found.rows if entry.direction == "out"),
    }
    return render(request, "ledger/month.html", context)


def _another_month(book: Book, first: date, step: int) -> tuple[int, int] | None:
    """(year, month) beside this one; None before the book and after today."""
    number = first.year * 12 + first.month - 1 + step
    other = date(number // 12, number % 12 + 1, 1)
    fits = book.opened_on.replace(day=1) <= other <= clock.today()
    return (other.year, other.month) if fits else None


@require_safe
def entry(request: Request, key: UUID) -> HttpResponse:
    row = entry_or_404(key)
    place = row.book.place
    sees = queries.may_see_vouchers(request.actor, place)
    line = queries.in_log(row)
    context = {
        "entry": row,
        "place": place,
        "vouchers": queries.vouchers_of(request.actor, row.posting_id) if sees else [],
        "sees": sees,
        "line": line,
        "same": line is not None and drawing.same_as_logged(row, line.body),
        "questions": queries.questions_about(entry=row),
        "replacements": list(row.replaced_by.order_by("seq")[:5]),
        "asks": standing_of(request.actor, row.book) is not None,
        "keeps": queries.may_keep(request.actor, place),
        "signed": exact(row.signed_fen),
        "exact": exact,
    }
    return render(request, "ledger/entry.html", context)


# ---- statements -------------------------------------------------------------------------------


def statement_or_404(request: Request, key: UUID) -> Statement:
    rows = Statement.objects.visible_to(request.actor).select_related("book__place__parent")
    return get_object_or_404(rows, pk=key)


def stated(row: Statement) -> dict[str, Any]:
    """The lines of a statement as a page and the paper show them."""
    order = {kind: number for number, kind in enumerate(rules.KIND_WORDS)}
    lines = sorted(row.lines.all(), key=lambda line: order[Kind(line.kind)])
    sides = []
    for side in Direction:
        own = [line for line in lines if line.side == side and not line.late]
        sides.append({"word": _(rules.DIRECTION_WORDS[side]), "lines": own,
                      "total": sum(line.amount_fen for line in own)})  # fmt: skip
    return {"sides": sides, "late": [line for line in lines if line.late], "exact": exact}


@require_safe
def statement(request: Request, key: UUID) -> HttpResponse:
    row = statement_or_404(request, key)
    place = row.book.place
    context = {
        "statement": row,
        "place": place,
        "keeps": queries.may_keep(request.actor, place),
        "confirms": row.made_by_id != request.actor.person
        and request.actor.may(Permission.LEDGER_CONFIRM, place.path),
        "questions": queries.questions_about(statement=row),
        "asks": row.state == rules.Sheet.PUBLISHED
        and standing_of(request.actor, row.book) is not None,
        "least": queries.least_posted(place),
        **stated(row),
    }
    return render(request, "ledger/statement.html", context)


@require_safe
def statement_print(request: Request, key: UUID) -> HttpResponse:
    """A4, with the QR of its page and the log's head of this moment."""
    row = statement_or_404(request, key)
    address = request.build_absolute_uri(f"/ledger/statements/{row.pk}/")
    context = {
        "statement": row,
        "place": row.book.place,
        "code": qr_svg(address),
        "address": address,
        "checkpoint": drawing.checkpoint(queries.newest_checkpoint()),
        **stated(row),
    }
    return render(request, "ledger/statement_print.html", context)


# ---- distributions ----------------------------------------------------------------------------


def distribution_or_404(request: Request, key: UUID) -> Distribution:
    rows = Distribution.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("book__place__parent", "posting__entry"), pk=key)


@require_safe
def distribution(request: Request, key: UUID) -> HttpResponse:
    row = distribution_or_404(request, key)
    place: Place = row.book.place
    example = rules.share(
        100 * rules.CM2, rules.Basis(row.basis), row.fen, row.area, rules.Rounding(row.rounding)
    )
    context = {
        "row": row,
        "place": place,
        "metres": rules.square_metres,
        "exact": exact,
        "example": example,
        "shares": queries.own_shares(request.actor, row),
        "keeps": queries.may_keep(request.actor, place),
    }
    return render(request, "ledger/distribution.html", context)
