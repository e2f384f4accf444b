"""The audit file of a book: entries, statements, counts of questions, vouchers, log lines.

It names nobody: an auditor compares papers with entries and entries with the log (docs/formats.md).
"""

import io
import json
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.db.models import Count
from django.utils.translation import gettext as _

from last500.base.sheets import csv_text
from last500.ledger import exporting, vouchers
from last500.ledger.models import Book, Entry, Question, Statement, Voucher
from last500.ledger.rules import Sheet
from last500.proof.models import Entry as LogEntry

FORMAT = "last500/ledger-audit 1"
STATEMENT_KEYS = (
    *("first_on", "last_on", "upto_seq", "opening_fen", "in_fen", "out_fen", "closing_fen"),
    *("fund_percent", "fund_due_fen", "fund_paid_fen", "posted_from", "posted_days"),
)
README = """%(format)s

Book of the common parts of %(place)s, opened on %(day)s. All sums are whole fen.

entries.csv     every entry, in order; `vouchers` are SHA-256 digests of the files below
statements.csv  every published statement; closing = opening + in - out
lines.csv       sums of the statements by kind; late: of days before the period
questions.csv   how many questions and objections there were, by their state; no words, no names
log.jsonl       lines of the log's streams, as they were written and hashed
vouchers/       <seq>-<order>-<digest>.jpg; missing.txt names those that are lost or changed

Check: the digest of each file is in its name, in entries.csv and in log.jsonl. The line of
log.jsonl with the same `seq` in the stream `ledger:...` says the same fen, day and digests;
its `words` is the SHA-256 of counterparty, a line feed, and words. A line's hash is the SHA-256 of
{"at","kind","prev","seq","stream"} as canonical JSON, a line feed, and `body`.
"""


def zipped(book: Book) -> bytes:
    """The file; the same book gives the same bytes."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        for name, text in _texts(book).items():
            file.writestr(ZipInfo(name), text.encode(), ZIP_DEFLATED)
        missing = _pictures(book, file)
        if missing:
            file.writestr(ZipInfo("vouchers/missing.txt"), "\n".join(missing), ZIP_DEFLATED)
    return made.getvalue()


def _texts(book: Book) -> dict[str, str]:
    words = {"format": FORMAT, "place": book.place.name, "day": book.opened_on.isoformat()}
    return {
        "README.txt": README % words,
        "entries.csv": _entries(book),
        "statements.csv": _statements(book),
        "lines.csv": _lines(book),
        "questions.csv": _questions(book),
        "log.jsonl": _log(book),
    }


def _entries(book: Book) -> str:
    rows = Entry.objects.filter(book=book).select_related("reverses", "replaces").order_by("seq")
    return csv_text(exporting.KEYS[1:], (exporting.cells(entry) for entry in rows))


def _published(book: Book) -> list[Statement]:
    return list(Statement.objects.filter(book=book, state=Sheet.PUBLISHED).order_by("first_on"))


def _statements(book: Book) -> str:
    rows = ([getattr(one, key) for key in STATEMENT_KEYS] for one in _published(book))
    return csv_text(STATEMENT_KEYS, rows)


def _lines(book: Book) -> str:
    rows = []
    for statement in _published(book):
        for line in statement.lines.order_by("late", "kind"):
            rows.append([statement.first_on, line.kind, line.side, "late" if line.late else "",
                         line.amount_fen, line.entries])  # fmt: skip
    return csv_text(("statement", "kind", "side", "late", "fen", "entries"), rows)


def _questions(book: Book) -> str:
    rows = Question.objects.filter(book=book).values_list("ask", "reply")
    return csv_text(
        ("ask", "reply", "number"), rows.annotate(number=Count("pk")).order_by("ask", "reply")
    )


def _log(book: Book) -> str:
    rows = LogEntry.objects.filter(stream__in=[book.stream, book.papers]).order_by("stream", "seq")
    return "".join(json.dumps(_line(row), ensure_ascii=False) + "\n" for row in rows)


def _line(row: LogEntry) -> dict[str, object]:
    return {
        "stream": row.stream, "seq": row.seq, "kind": row.kind, "at": row.moment,
        "body": row.body, "prev": row.prev_hash, "hash": row.entry_hash,
    }  # fmt: skip


def _pictures(book: Book, file: ZipFile) -> list[str]:
    """Those that are as they were; gives the names of the others, with a word for the auditor."""
    missing = []
    rows = Voucher.objects.filter(posting__book=book, posting__entry__isnull=False)
    for voucher in rows.select_related("posting__entry").order_by("posting__entry__seq", "order"):
        name = f"vouchers/{voucher.posting.entry.seq}-{voucher.order}-{voucher.digest}.jpg"
        picture = vouchers.sound(voucher)
        if picture is None:
            missing.append(_("%(file)s：不在了，或者被改过") % {"file": name})
        else:
            file.writestr(ZipInfo(name), picture, ZIP_STORED)
    return missing
