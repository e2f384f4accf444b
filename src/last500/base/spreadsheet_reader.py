"""Reads one table from stdin in a process of its own, and says it row by row on stdout.

Started by `base/spreadsheets.py` as `python -m last500.base.spreadsheet_reader CAPS csv|xlsx`; no
Django here. Before a byte of the file is looked at, the process gives up what it does not need:
memory and time beyond the caps, writing, other programs, the network. Each line out is JSON:
first `{"encoding": …}`, then `[line, cells]` (cells are null where a row of CSV could not be
read), at the end `{"rows": n}` or `{"refused": why}`.
"""

import csv
import ctypes
import io
import json
import os
import resource
import signal
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

CELL_MOST = 100_000  # characters
CHUNK = 64 * 1024
FAR = 20  # times as many columns as may hold something
# More broken characters than this mean another encoding; fewer, a file that was damaged.
DAMAGED_SHARE = 0.01
BROKEN = "\ufffd"
XLSX, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NEWNET, _NEWUSER, _PDEATHSIG, _NO_NEW_PRIVS = 0x40000000, 0x10000000, 1, 38

Line = tuple[int, list[str] | None]


@dataclass(frozen=True)
class Caps:
    """Bytes, counts and seconds; where each figure comes from stands in base/limits.py."""

    zipped: int
    unpacked: int
    members: int
    ratio: int
    rows: int
    columns: int
    memory: int
    seconds: int
    answer: int  # bytes on stdout


class TableRefused(Exception):
    """`why` is one of the words in `spreadsheets.SENTENCES`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


# ---- giving up what is not needed ---------------------------------------------------------------


def give_up(caps: Caps) -> None:
    """What the process may not do from here on; the system holds it to the figures."""
    resource.setrlimit(resource.RLIMIT_AS, (caps.memory, caps.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (caps.seconds, caps.seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    if sys.platform.startswith("linux"):
        system = ctypes.CDLL(None)
        system.prctl(_PDEATHSIG, signal.SIGKILL)
        system.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
        # A network of its own without any device in it, where the machine allows that.
        system.unshare(_NEWUSER | _NEWNET)
    sys.addaudithook(_refuse)


_HOUSE = tuple({str(Path(root).resolve()) for root in (sys.prefix, sys.base_prefix, *sys.path)})
_NEVER = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ctypes.")


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    """Python asks here before each of these; reading is for the modules of the language alone."""
    if event.startswith(_NEVER):
        raise TableRefused("broken")
    if event == "open" and isinstance(args[0], str | bytes):
        path, flags = os.fsdecode(args[0]), args[2]
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes or not os.path.realpath(path).startswith(_HOUSE):
            raise TableRefused("broken")


# ---- reading ------------------------------------------------------------------------------------


def read(content: bytes, caps: Caps) -> tuple[str, Iterator[Line]]:
    """The encoding (or "xlsx") and the rows that are not empty. Raises TableRefused."""
    if content.startswith(OLD_EXCEL):
        raise TableRefused("old_excel")
    if content.startswith(XLSX):
        return "xlsx", _counted(_xlsx(content, caps), caps)
    if len(content) > caps.unpacked:
        raise TableRefused("too_large")
    text, encoding = decode(content)
    if "\0" in text[:CHUNK]:
        raise TableRefused("no_table")
    return encoding, _counted(_csv(text), caps)


def _counted(lines: Iterator[Line], caps: Caps) -> Iterator[Line]:
    """Empty rows count as well: it is the reading of them that costs."""
    for count, (line, cells) in enumerate(lines):
        if count > caps.rows:  # the first one is the header
            raise TableRefused("rows")
        filled = [n for n, cell in enumerate(cells or (), 1) if cell.strip()]
        if filled and filled[-1] > caps.columns:
            raise TableRefused("columns")
        if cells is None or filled:
            yield line, cells


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8, UTF-16 with a mark, or GB18030."""
    if content.startswith(UTF_16):
        return _strictly(content, "utf-16")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        damaged = content.decode("utf-8-sig", errors="replace")
    foreign = sum(character > "\x7f" for character in damaged)
    if damaged.count(BROKEN) <= DAMAGED_SHARE * foreign:
        return damaged, "utf-8"
    return _strictly(content, "gb18030")


def _strictly(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError:
        raise TableRefused("encoding") from None


def _csv(text: str) -> Iterator[Line]:
    # The reader of csv splits at line ends itself; `newline=""` keeps those inside quotes.
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = csv.field_size_limit(CELL_MOST)
    try:
        while True:
            line = lines.line_num + 1
            try:
                cells = next(lines, None)
            except csv.Error:
                yield line, None
                continue
            if cells is None:
                return
            yield line, cells
    finally:
        csv.field_size_limit(before)


def _xlsx(content: bytes, caps: Caps) -> Iterator[Line]:
    _look_into(content, caps)
    import openpyxl

    if not openpyxl.DEFUSEDXML:  # without it, entities in the XML would be followed
        raise TableRefused("unsafe")
    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=True, keep_links=False, keep_vba=False
    )
    if not book.worksheets:
        raise TableRefused("no_table")
    sheet: Any = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its size is not to be believed
    for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if len(row) > FAR * caps.columns:  # empty or not: filling up to there is what costs
            raise TableRefused("columns")
        yield line, _texts(row)


def _texts(row: tuple[Any, ...]) -> list[str]:
    """The cells up to the last that holds something: Excel keeps empty ones for their colour."""
    filled = next((n for n in range(len(row), 0, -1) if row[n - 1] is not None), 0)
    return [_text(value) for value in row[:filled]]


def _text(value: Any) -> str:
    """A cell as a person would type it: 20 and not 20.0, 2026-11-23 and not its midnight."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        whole_day = not (value.hour or value.minute or value.second)
        return value.strftime("%Y-%m-%d" if whole_day else "%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if len(text) > CELL_MOST:
        raise TableRefused("cell")
    return text


def _look_into(content: bytes, caps: Caps) -> None:
    """The archive before anything is made of it: by its list of contents, then by unpacking."""
    if len(content) > caps.zipped:
        raise TableRefused("too_large")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > caps.members or len({m.filename for m in members}) < len(members):
            raise TableRefused("members")
        if any(m.flag_bits & 1 for m in members):
            raise TableRefused("old_excel")  # protected by a password
        if any(m.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for m in members):
            raise TableRefused("broken")
        said = sum(m.file_size for m in members)
        if said > caps.unpacked or said > caps.ratio * len(content):
            raise TableRefused("bomb")
        _unpack(archive, members, min(caps.unpacked, caps.ratio * len(content)))
        if "[Content_Types].xml" not in archive.namelist():
            raise TableRefused("no_table")


def _unpack(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], most: int) -> None:
    """Count what really comes out, piece by piece, and keep none of it."""
    total = 0
    for member in members:
        with archive.open(member) as file:
            while piece := file.read(CHUNK):
                total += len(piece)
                if total > most:
                    raise TableRefused("bomb")


# ---- the process --------------------------------------------------------------------------------


def main(words: list[str]) -> None:
    caps = Caps(**json.loads(words[0]))
    if "xlsx" in words:
        import openpyxl  # noqa: F401  # it looks into /etc when it is loaded
    give_up(caps)
    try:
        _tell_all(sys.stdin.buffer.read(max(caps.zipped, caps.unpacked) + 1), caps)
    except TableRefused as refused:
        _tell({"refused": refused.why})
    except MemoryError:
        _tell({"refused": "costly"})
    except Exception as fault:
        _tell({"refused": _reason(fault)})


def _reason(fault: BaseException | None) -> str:
    """openpyxl wraps what went wrong below it; defusedxml's errors are known by their module."""
    while fault:
        if isinstance(fault, TableRefused):
            return fault.why
        if isinstance(fault, MemoryError):
            return "costly"
        if type(fault).__module__.startswith("defusedxml"):
            return "entities"
        fault = fault.__cause__ or fault.__context__
    return "broken"


def _tell_all(content: bytes, caps: Caps) -> None:
    encoding, lines = read(content, caps)
    told, rows = _tell({"encoding": encoding}), 0
    for line, cells in lines:
        rows += 1
        told += _tell([line, cells])
        if told > caps.answer:
            raise TableRefused("bomb")
    _tell({"rows": rows})


def _tell(what: object) -> int:
    said = json.dumps(what, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    sys.stdout.buffer.write(said)
    return len(said)


if __name__ == "__main__":
    main(sys.argv[1:])
