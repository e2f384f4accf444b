"""A row of a file of the book: its columns, how it is read, and whether the file adds up.

Pure but for the sentences: nothing is looked up here. What does not add up is refused with its
row, never mended (docs/formats.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from last500.base.errors import Refused
from last500.base.marking import N_
from last500.base.money import exact, read_yuan
from last500.imports.cells import Cells, Reader, words
from last500.ledger import rules
from last500.ledger.actions.posting import Draft
from last500.ledger.rules import Direction, Kind

FORMAT = "last500/ledger"
COLUMNS = {
    "key": N_("凭证号"),
    "place": N_("小区"),
    "day": N_("日期"),
    "kind": N_("种类"),
    "income": N_("收入（元）"),
    "spending": N_("支出（元）"),
    "counterparty": N_("对方"),
    "words": N_("说明"),
    "balance": N_("余额（元）"),
}
NEEDED = ("day", "kind", "income", "spending", "words")
SUM_WORDS = ("合计", "总计", "本页合计", "本期合计", "累计", "total", "sum")
Rows = list[tuple[int, Cells | None]]


def _reader(cells: Cells) -> Reader:
    return Reader(COLUMNS, cells)


def money(reader: Reader, code: str, *, zero: bool = True) -> int:
    """The cell as fen; an empty one is 0. Raises Refused with the column's name."""
    text = reader.text(code)
    if not text or text in {"-", "—", "——"}:
        return 0
    try:
        return read_yuan(text, zero=zero)
    except ValueError as fault:
        said = {"column": _(COLUMNS[code]), "why": _(str(fault))}
        raise Refused(_("“%(column)s”这一格：%(why)s") % said, code) from None


def sides(reader: Reader) -> tuple[int, int]:
    """(income, spending) in fen; exactly one of them is more than 0. Raises Refused."""
    came, went = money(reader, "income"), money(reader, "spending")
    if came and went:
        raise Refused(_("一行只能写收入或者支出，不能两样都写。"), "income")
    if not came and not went:
        raise Refused(_("收入和支出都没写，或者是 0。"), "income")
    return came, went


def read(cells: Cells) -> Draft:
    """A row as what it says. Raises Refused, with the name of the column."""
    reader = _reader(cells)
    day: date | None = reader.day("day")
    if day is None:
        raise reader.fault("day")
    came, went = sides(reader)
    known = {kind: rules.KIND_WORDS[kind] for kind in (*rules.INCOME, *rules.SPENDING)}
    kind = Kind(reader.one_of("kind", words(known)))
    if (rules.side_of(kind) == Direction.IN) != bool(came):
        raise Refused(_("“种类”和钱写在哪一边对不上：看看是收入还是支出。"), "kind")
    return Draft(
        kind=kind,
        amount=came or went,
        day=day,
        counterparty=reader.text("counterparty") or _(rules.NO_NAME),
        words=reader.text("words"),
    )


# ---- does the file add up ---------------------------------------------------------------------


@dataclass(frozen=True)
class _SoFar:
    """Sums since the last line of sums, and the balance as the file states it; fen."""

    came: int = 0
    went: int = 0
    balance: int | None = None
    moved: int = 0  # since that balance
    unread: int = 0  # the first row that could not be read, if any


def is_sum(cells: Cells) -> bool:
    """A line that only sums what stands above it: it says so in its day, kind or words."""
    said = (
        cells.get(code, "").replace(" ", "").lower() for code in ("day", "kind", "words", "key")
    )
    return any(text.startswith(SUM_WORDS) for text in said) and not _has_day(cells)


def _has_day(cells: Cells) -> bool:
    try:
        return _reader(cells).day("day") is not None
    except Refused:
        return False


def added_up(rows: Iterable[tuple[int, Cells | None]]) -> Rows:
    """The rows without their lines of sums. Raises Refused for the whole file, with the row, where
    a stated sum or balance is not what the rows above it come to."""
    so_far, kept = _SoFar(), []
    for line, cells in rows:
        if cells is not None and is_sum(cells):
            so_far = _compared(line, cells, so_far)
            continue
        kept.append((line, cells))
        so_far = _further(line, cells, so_far)
    return kept


def _further(line: int, cells: Cells | None, so_far: _SoFar) -> _SoFar:
    try:
        came, went = sides(_reader(cells or {}))
    except Refused:
        return replace(so_far, unread=so_far.unread or line)
    new = replace(
        so_far,
        came=so_far.came + came,
        went=so_far.went + went,
        moved=so_far.moved + came - went,
    )
    return _balanced(line, cells or {}, new)


def _signed(reader: Reader, code: str) -> int | None:
    """A balance may be below nought; None for an empty cell."""
    text = reader.text(code)
    if not text:
        return None
    below = text.startswith(("-", "−", "－"))
    cells = {code: text[1:] if below else text}
    fen = money(_reader(cells), code)
    return -fen if below else fen


def _balanced(line: int, cells: Cells, so_far: _SoFar) -> _SoFar:
    try:
        stated = _signed(_reader(cells), "balance")
    except Refused as refused:
        raise _at(line, refused.message) from None
    if stated is None:
        return so_far
    if so_far.balance is not None:
        _must_read(line, so_far)
        _same(line, N_("余额"), stated, so_far.balance + so_far.moved)
    return replace(so_far, balance=stated, moved=0)


def _compared(line: int, cells: Cells, so_far: _SoFar) -> _SoFar:
    _must_read(line, so_far)
    reader = _reader(cells)
    try:
        came = money(reader, "income") if reader.text("income") else None
        went = money(reader, "spending") if reader.text("spending") else None
    except Refused as refused:
        raise _at(line, refused.message) from None
    if came is not None:
        _same(line, N_("收入合计"), came, so_far.came)
    if went is not None:
        _same(line, N_("支出合计"), went, so_far.went)
    return _balanced(line, cells, so_far)


def _must_read(line: int, so_far: _SoFar) -> None:
    if so_far.unread:
        said = _("第 %(row)d 行的钱数读不出来，第 %(line)d 行的合计没法核对。先改好再导入。")
        raise Refused(said % {"row": so_far.unread, "line": line}, "file")


def _same(line: int, what: str, stated: int, counted: int) -> None:
    if stated != counted:
        said = _("%(what)s写的是 %(stated)s 元，上面加起来是 %(counted)s 元，差 %(gap)s 元。")
        words = {
            "what": _(what), "stated": exact(stated), "counted": exact(counted),
            "gap": exact(abs(stated - counted)),
        }  # fmt: skip
        raise _at(line, said % words)


def _at(line: int, why: str) -> Refused:
    said = _("第 %(line)d 行：%(why)s整个文件都没有导入，改好再来。")
    return Refused(said % {"line": line, "why": why}, "file")
