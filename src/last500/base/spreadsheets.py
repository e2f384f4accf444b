"""Tables that come in: CSV and Excel, read by a limited process of its own.

A small file may unpack to gigabytes or claim billions of cells (threat T11), so the web process
and the worker never open one. `base/spreadsheet_reader.py` does, with its hands tied; here it is
started, watched, and believed only line by line.
"""

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

import last500
from last500.base import limits
from last500.base.errors import Refused
from last500.base.marking import N_
from last500.base.spreadsheet_reader import XLSX, Caps, Line

SENTENCES = {
    "too_large": N_("文件太大：Excel 最多 5 MB，CSV 最多 50 MB。请分成几个文件，一个一个导入。"),
    "rows": N_("行太多了，一次最多两万行（空行也算）。请分成几个文件；表格下面有空行就删掉。"),
    "columns": N_("列太多了，最多 50 列。请只留需要的列；右边远处有字的格子也要清掉。"),
    "members": N_("这个 Excel 文件里的东西太多。请只留一张工作表，另存为 .xlsx 再试。"),
    "bomb": N_("这个文件解开以后太大。请只留需要的行和列，另存为新的文件再试。"),
    "entities": N_("这个文件里夹带了不该有的内容，没有读。请在 Excel 或 WPS 里另存为 .xlsx 再试。"),
    "old_excel": N_("这是旧的 .xls，或者加了密码。请去掉密码，另存为 .xlsx 或者 CSV。"),
    "no_table": N_("这不像表格。请给 .xlsx 或者 CSV 文件。"),
    "encoding": N_("认不出文件的编码，请另存为 UTF-8 的 CSV。"),
    "cell": N_("有一格的字太多了，请改短再试。"),
    "costly": N_("读这个文件太费力，停下来了。请只留需要的行和列，另存为新的文件再试。"),
    "broken": N_("文件打不开，可能没有传完整。请在 Excel 或 WPS 里打开看看，另存一次再试。"),
    "unsafe": N_("现在不能读 Excel 文件：缺少 defusedxml。请管理员装好，或者另存为 CSV。"),
    "ending": N_("文件名和里面的内容对不上。请另存为 .xlsx 或者 CSV，不要只改文件名。"),
}
# What is said instead where a long list may come in.
LONG_SENTENCES = {
    "too_large": N_("文件太大：Excel 最多 8 MB，CSV 最多 50 MB。请分成几个文件，一个一个导入。"),
    "rows": N_("行太多了，名单一次最多十万行（空行也算）。请分成几个文件。"),
}
HOME = Path(last500.__file__).resolve().parent.parent


@dataclass(frozen=True)
class Table:
    """All rows that are not empty; `encoding` is "xlsx" for Excel."""

    encoding: str
    lines: list[Line]


def long_caps() -> Caps:
    """For lists of people that a whole town may be on; the rest of the figures stay."""
    return replace(
        caps(),
        zipped=limits.LIST_ZIPPED.most,
        rows=limits.LIST_ROWS.most,
        seconds=limits.LIST_SECONDS.most,
    )


def caps() -> Caps:
    return Caps(
        zipped=limits.SHEET_ZIPPED.most,
        unpacked=limits.SHEET_UNPACKED.most,
        members=limits.SHEET_MEMBERS.most,
        ratio=limits.SHEET_RATIO.most,
        rows=limits.SHEET_ROWS.most,
        columns=limits.SHEET_COLUMNS.most,
        memory=limits.SHEET_MEMORY.most,
        seconds=limits.SHEET_SECONDS.most,
        answer=2 * limits.SHEET_UNPACKED.most,
    )


def refused(why: str, within: Caps | None = None) -> Refused:
    long = within is not None and within.rows > limits.SHEET_ROWS.most
    said = LONG_SENTENCES.get(why) if long else None
    return Refused(_(said or SENTENCES[why]), "file")


@dataclass(frozen=True)
class Stream:
    """The same, row by row: of a long table only the answer's text is held, never all its rows.

    `total` counts the rows that will come; the whole is known to be there before the first one.
    """

    encoding: str
    total: int
    lines: Iterator[Line]


def read_table(content: bytes, file_name: str = "", within: Caps | None = None) -> Table:
    """The rows of a CSV or Excel file. Raises Refused with a sentence that says how to mend it."""
    stream = stream_table(content, file_name, within)
    return Table(stream.encoding, list(stream.lines))


def stream_table(content: bytes, file_name: str = "", within: Caps | None = None) -> Stream:
    """As `read_table`, for tables that are longer than one wants to hold."""
    within = within or caps()
    is_xlsx = content.startswith(XLSX)
    ending = Path(file_name).suffix.lower()
    if (ending == ".csv" and is_xlsx) or (ending in {".xlsx", ".xlsm"} and not is_xlsx):
        # An old Excel file under a new name has a sentence of its own.
        raise refused("ending" if is_xlsx or not content.startswith(b"\xd0\xcf") else "old_excel")
    if len(content) > (within.zipped if is_xlsx else within.unpacked):
        raise refused("too_large", within)
    return _believed(_answer_of(content, within), within)


def start_of(content: bytes, within: Caps) -> tuple[list[str], dict[str, str]]:
    """How the reader is started: the command, and an environment that holds nothing of ours."""
    kind = "xlsx" if content.startswith(XLSX) else "csv"
    module = "last500.base.spreadsheet_reader"
    command = [sys.executable, "-P", "-s", "-m", module, json.dumps(asdict(within)), kind]
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(HOME),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "OPENPYXL_LXML": "False",  # one parser of XML, the guarded one
    }
    return command, environment


def _answer_of(content: bytes, within: Caps) -> bytes:
    """What the reader says, at most so many bytes and in time. Raises Refused."""
    command, environment = start_of(content, within)
    reader = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=environment,
        start_new_session=True,
    )
    assert reader.stdin and reader.stdout
    late = threading.Timer(within.seconds + 10, reader.kill)
    feeding = threading.Thread(target=_feed, args=(reader.stdin, content), daemon=True)
    late.start()
    feeding.start()
    try:
        answer = reader.stdout.read(within.answer + limits.MB)
    finally:
        reader.kill()  # done, or saying more than anybody wants to hear
        reader.wait()
        late.cancel()
        feeding.join()
        reader.stdout.close()
    return answer


def _feed(pipe: IO[bytes], content: bytes) -> None:
    with suppress(BrokenPipeError), pipe:  # it may have heard enough; what it says tells why
        pipe.write(content)


def _believed(answer: bytes, within: Caps) -> Stream:
    """Rows only from an answer with an end: one that was cut off says that it was too costly."""
    whole = answer[: answer.rfind(b"\n") + 1]
    last = json.loads(whole[whole[:-1].rfind(b"\n") + 1 :]) if whole else None
    if isinstance(last, dict) and "refused" in last:
        raise refused(last["refused"] if last["refused"] in SENTENCES else "broken", within)
    count = whole.count(b"\n")
    if not isinstance(last, dict) or last.get("rows") != count - 2:
        raise refused("costly")
    lines = io.BytesIO(whole)
    first = json.loads(lines.readline())
    return Stream(str(first["encoding"]), count - 2, _rows(lines, count - 2))


def _rows(lines: IO[bytes], count: int) -> Iterator[Line]:
    for said in islice(lines, count):
        line, cells = json.loads(said)
        yield line, cells
