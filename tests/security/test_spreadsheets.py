"""Hostile tables (threat T11): refused quickly, by a process with little memory; -s prints it."""

import io
import json
import os
import random
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from last500.base.errors import Refused
from last500.base.spreadsheet_reader import Caps
from last500.base.spreadsheets import SENTENCES, caps, read_table, start_of

MB = 1024 * 1024
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def relations(*kinds: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(kinds, 1)
    )
    return f'<Relationships xmlns="{RELS}">{rows}</Relationships>'


def sheet(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def book(rows: str = "", *, head: str = "", strings: str = "", more: dict | None = None) -> bytes:
    """An Excel file by hand, as openpyxl would never write one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", relations(("officeDocument", "xl/workbook.xml")))
        archive.writestr("xl/workbook.xml", WORKBOOK)
        parts = relations(("worksheet", "worksheets/sheet1.xml"),
                          ("sharedStrings", "sharedStrings.xml"))  # fmt: skip
        archive.writestr("xl/_rels/workbook.xml.rels", parts)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
        archive.writestr("xl/worksheets/sheet1.xml", head + sheet(rows))
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return file.getvalue()


def cell(where: str, text: str = "x") -> str:
    return f'<c r="{where}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


GOOD = row(1, cell("A1", "甲"), cell("B1", "乙")) + row(2, cell("A2", "1"), cell("B2", "2"))
TWO_CELLS = row(1, cell("A1")) + row(1048576, cell("XFD1048576"))
# Each entity is ten of the one before: 10 KB here, ten billion letters in the end.
ENTITIES = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)
FILE_OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
CALL_OUTSIDE = "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd' [<!ENTITY % a SYSTEM 'x'> %a;]>"


def lying(content: bytes, name: str) -> bytes:
    """The same archive, whose list of contents says that the member is ten bytes long."""
    changed = bytearray(content)
    place = changed.rindex(name.encode()) - 46
    assert changed[place : place + 4] == b"PK\x01\x02"
    changed[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(changed)


def noise(size: int) -> bytes:
    return random.Random(5).randbytes(size)


HOSTILE = {
    "packed 1000 times": (lambda: book(more={"xl/x.xml": b"\0" * 60 * MB}), "bomb"),
    "large beside noise": (
        lambda: book(more={"xl/x.xml": b"\0" * 51 * MB, "xl/n": noise(MB)}),
        "bomb",
    ),
    "says it is small": (
        lambda: lying(book(more={"xl/x.xml": b"\0" * 60 * MB}), "xl/x.xml"),
        "broken",
    ),
    "many members": (lambda: book(GOOD, more={f"xl/{n}": b"" for n in range(300)}), "members"),
    "20,000 members": (lambda: book(GOOD, more={f"{n}": b"" for n in range(20_000)}), "members"),
    "two cells": (lambda: book(TWO_CELLS), "rows"),
    "one far row": (lambda: book(row(99_999_999_999, cell("A1"))), "rows"),
    "one wide row": (lambda: book(row(1, cell("A1"), cell("XFD1"))), "columns"),
    "entities": (lambda: book(GOOD.replace("甲", "&a9;"), head=ENTITIES), "entities"),
    "a file outside": (lambda: book(GOOD.replace("甲", "&a;"), head=FILE_OUTSIDE), "entities"),
    "a call outside": (lambda: book(GOOD, head=CALL_OUTSIDE), "entities"),
    "one text 15,000 times": (
        lambda: book(
            "".join(
                row(n, *(f'<c r="{c}{n}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJ"))
                for n in range(1, 1_500)
            ),
            strings=f"<si><t>{'长' * 30_000}</t></si>",
            more={"xl/n": noise(MB)},
        ),
        "bomb",
    ),
    "wide and empty": (
        lambda: book(
            "".join(row(n, f'<c r="XFD{n}"/>') for n in range(1, 60_000)), more={"n": noise(MB)}
        ),
        "columns",
    ),
    "cut off": (lambda: book(GOOD)[:-40], "broken"),
    "an archive of something": (lambda: zipped({"a.txt": b"x"}), "no_table"),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
    "a program": (lambda: b"\x7fELF\2\1\1" + b"\0" * 600, "no_table"),
    "csv with many rows": (lambda: b"a\n" + b"1\n" * 30_000, "rows"),
    "csv with many columns": (lambda: b"a," * 60 + b"b\n", "columns"),
    "csv of empty lines": (lambda: b"a\n" + b"\n" * 10 * MB, "rows"),
    "csv with one open quote": (lambda: b'a\n"' + b"x" * 20 * MB, None),
}


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


WATCH = (
    "import json,resource,subprocess,sys;"
    "told=subprocess.run(sys.argv[1:],stdin=sys.stdin.buffer,stdout=subprocess.PIPE,"
    "stderr=subprocess.DEVNULL).stdout;"
    "last=told.rstrip(b'\\n').rpartition(b'\\n')[2].decode();"
    "used=resource.getrusage(resource.RUSAGE_CHILDREN);"
    "print(json.dumps([last,used.ru_utime+used.ru_stime,used.ru_maxrss/1024]))"
)


@dataclass(frozen=True)
class Measured:
    said: str  # why it was refused, "" when it was read
    seconds: float  # of work: on a busy machine the wall says little
    megabytes: float  # the most memory that the reader's process held


def measured(content: bytes, within: Caps | None = None, **more: str) -> Measured:
    """The reader's process, started as the product starts it, under the eyes of another one."""
    command, environment = start_of(content, within or caps())
    done = subprocess.run(
        [sys.executable, "-c", WATCH, *command],
        input=content,
        capture_output=True,
        env=environment | more,
        check=True,
    )
    last, seconds, megabytes = json.loads(done.stdout)
    said = json.loads(last) if last.startswith("{") else {}
    return Measured(said.get("refused", "" if "rows" in said else "cut off"), seconds, megabytes)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_quickly_and_with_little_memory(name):
    make, why = HOSTILE[name]
    content = make()
    seen = measured(content)
    print(  # noqa: T201
        f"{name}: {len(content):,} bytes, {seen.said or 'read'} "
        f"in {seen.seconds:.2f} s, {seen.megabytes:.0f} MB"
    )
    assert seen.said == (why or "")  # None: one broken row, told as such
    assert seen.seconds < 2
    assert seen.megabytes < 300


@pytest.mark.parametrize("name", ["two cells", "entities", "packed 1000 times"])
def test_the_person_reads_how_to_mend_it(name):
    make, why = HOSTILE[name]
    with pytest.raises(Refused) as refused:
        read_table(make())
    assert refused.value.message == SENTENCES[str(why)]


def test_the_five_kilobytes_with_two_cells_are_no_bomb_by_their_ratio():
    content = book(TWO_CELLS)
    assert len(content) < 5_000
    seen = measured(content)
    assert (seen.said, seen.seconds < 2) == ("rows", True)


def bounded(lines: str, content: bytes, memory: int, seconds: int) -> int:
    """Run a few lines over the file in a process that may use so much; its exit code."""
    script = (
        "import io,resource,sys,openpyxl\n"
        f"resource.setrlimit(resource.RLIMIT_AS,({memory},{memory}))\n"
        f"resource.setrlimit(resource.RLIMIT_CPU,({seconds},{seconds}))\n"
        "file=io.BytesIO(sys.stdin.buffer.read())\n" + lines
    )
    return subprocess.run(
        [sys.executable, "-c", script], input=content, stderr=subprocess.DEVNULL
    ).returncode


def test_read_plainly_the_two_cells_do_not_end_within_the_same_bounds():
    """Positive control: openpyxl by itself, stopped by the system after 300 MB or 3 seconds."""
    plain = "for r in openpyxl.load_workbook(file).active.iter_rows(): pass"
    assert bounded(plain, book(TWO_CELLS), 300 * MB, 3) != 0
    assert bounded(plain, book(GOOD), 300 * MB, 3) == 0


def test_with_the_caps_off_the_same_files_go_through():
    """Positive control: it is the caps that refuse, not something else about these files."""
    off = replace(caps(), unpacked=500 * MB, ratio=100_000, members=100_000, rows=2_000_000,
                  columns=20_000, memory=2048 * MB, answer=500 * MB)  # fmt: skip
    for name in ("packed 1000 times", "many members", "one wide row", "csv with many rows"):
        content = HOSTILE[name][0]()
        assert measured(content).said == HOSTILE[name][1]
        assert measured(content, off).said == ""


def test_an_ordinary_parser_would_follow_the_entities():
    """Positive control: two levels of the bomb, through the standard library."""
    opened = ElementTree.fromstring(ENTITIES + "<x>&a2;</x>").text
    assert opened == "ha" * 100


def test_without_defusedxml_no_excel_file_is_read():
    assert measured(book(GOOD), OPENPYXL_DEFUSEDXML="False").said == "unsafe"
    assert measured(book(GOOD)).said == ""


COSTLY = {
    "memory": (lambda: b"a\n" + "字,\n".encode() * 19_000 + b'"' + b"y" * 30 * MB, 100 * MB),
    "seconds": (
        lambda: book(
            GOOD,
            strings="".join(f"<si><t>{n:x}</t></si>" for n in range(150_000)),
            more={"n": noise(MB)},
        ),
        1,
    ),
    "answer": (lambda: b"a\n" + b"1\n" * 9_000, 10_000),
}


@pytest.mark.parametrize("what", COSTLY)
def test_the_system_holds_the_process_to_its_caps(what):
    make, most = COSTLY[what]
    content, tight = make(), replace(caps(), **{what: most})
    assert measured(content, tight).said in {"costly", "cut off", "bomb"}
    assert measured(content).said == ""  # control: within the usual caps it is read
    with pytest.raises(Refused):
        read_table(content, within=tight)


TRIES = {
    "the network": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "a file of the machine": "open('/etc/passwd')",
    "a new file": "open('/tmp/last500-x', 'w')",
    "a file of the language, to write": "open(sys.prefix + '/x', 'w')",
    "another program": "import subprocess; subprocess.Popen(['/bin/true'])",
    "a shell": "import os; os.system('true')",
    "a second process": "import os; os.fork()",
    "the library of C": "import ctypes; ctypes.CDLL(None)",
}


@pytest.mark.parametrize("tried", TRIES)
def test_the_process_has_given_up_what_it_does_not_need(tried):
    caps_said = json.dumps(asdict(caps()))
    bound = (
        "import json,sys\nfrom last500.base.spreadsheet_reader import *\n"
        f"give_up(Caps(**json.loads({caps_said!r})))\n"
    )
    environment = start_of(b"", caps())[1]

    def run(before: str) -> str:
        script = f"import socket,subprocess,os,sys\n{before}{TRIES[tried]}\n"
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, env=environment
        )
        return done.stderr

    assert "TableRefused" in run(bound)
    if "write" not in tried and "new file" not in tried:
        assert "TableRefused" not in run("")  # control: without it, nothing refuses


def test_nothing_of_ours_is_handed_to_the_process(monkeypatch):
    monkeypatch.setenv("LAST500_SECRET_KEY", "a secret")
    handed, _other = os.pipe()
    os.set_inheritable(handed, True)
    command, environment = start_of(b"a\n1\n", caps())
    seen = subprocess.run(
        [command[0], "-c", "import os;print(dict(os.environ), os.listdir('/proc/self/fd'))"],
        capture_output=True, text=True, env=environment,
    ).stdout  # fmt: skip
    os.close(handed)
    os.close(_other)
    assert "LAST500" not in seen.upper().replace("LAST500/", "")
    assert set(environment) == {
        "PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUTF8", "OPENPYXL_LXML",
    }  # fmt: skip
    assert str(handed) not in re.findall(r"'(\d+)'", seen)


def test_what_a_person_typed_comes_back_as_they_typed_it():
    made = openpyxl.Workbook()
    made.active.append(["电话", "几时", "几点", "数", "空", "式", "字", ""])
    made.active.append(
        [10000000001, date(2026, 11, 23), datetime(2026, 11, 23, 7, 5), 2.0,  # noqa: DTZ001

         None, "=1+1", "灯"]
    )  # fmt: skip
    made.active.append([])
    made.active.append(["x", None, None, 2.5])
    file = io.BytesIO()
    made.save(file)
    table = read_table(file.getvalue(), "a.xlsx")
    assert table.encoding == "xlsx"
    assert table.lines[1:] == [
        (2, ["10000000001", "2026-11-23", "2026-11-23 07:05:00", "2", "", "", "灯"]),
        (4, ["x", "", "", "2.5"]),
    ]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", book(GOOD), "ending"),
        ("a.xlsx", b"a,b\n1,2\n", "ending"),
        ("a.xlsx", HOSTILE["old Excel"][0](), "old_excel"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 6 * MB, "too_large"),
        ("a.csv", b"a\n" * 26 * MB, "too_large"),
    ],
)
def test_what_the_name_says_and_what_it_weighs_is_checked_first(name, content, why):
    with pytest.raises(Refused) as refused:
        read_table(content, name)
    assert refused.value.message == SENTENCES[why]


def test_every_refusal_has_its_sentence():
    from last500.base import spreadsheet_reader, spreadsheets

    for module in (spreadsheet_reader, spreadsheets):
        text = Path(module.__file__).read_text(encoding="utf-8")
        said = re.findall(r"(?:TableRefused|refused)\(\"(\w+)\"\)", text)
        assert said
        assert set(said) <= SENTENCES.keys()
