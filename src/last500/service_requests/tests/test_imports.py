"""Files of requests as they really come: encodings, quoting, missing cells; no database."""

import pytest

from last500.base.errors import Refused
from last500.base.spreadsheet_reader import TableRefused, read
from last500.base.spreadsheets import Table, caps
from last500.service_requests.imports import read_map, read_rows

MAP = b"""
source = "box"
consent = "said_on_phone"
[columns]
text = ["title", "text"]
key = "id"
placed_at = "at"
phone = "phone"
[place]
constant = "furongyuan"
[category]
column = "kind"
[category.values]
"\xe6\xbc\x8f\xe6\xb0\xb4" = "public_facility"
"""
HEAD = "id,title,text,at,phone,kind\n"
GOOD = "1,灯坏了,三单元楼道的灯坏了一周,2026-08-19 11:48:23,10000000001,漏水\n"


def table(content: bytes) -> Table:
    """Read here and not in a process of its own (tests/security/test_spreadsheets.py does that)."""
    encoding, lines = read(content, caps())
    return Table(encoding, list(lines))


def rows(text: str, encoding: str = "utf-8", changed: tuple[bytes, bytes] = (b"", b"")):
    return list(read_rows(table(text.encode(encoding)), read_map(MAP.replace(*changed))))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_in_which_such_files_come(encoding):
    (row,) = rows(HEAD + GOOD, encoding)
    assert row.problem == ""
    assert row.placing["text"] == "灯坏了\n三单元楼道的灯坏了一周"
    assert row.placing["category"] == "public_facility"
    assert row.placing["placed_at"] == "2026-08-19T11:48:23+08:00"
    assert row.identity == "box\x001"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("2,灯,坏了,2026-08-19 11:48\n", "少了 2 列"),
        ("2,灯,坏了,2026-08-19,10000000001,漏水,多余\n", "多了 1 列"),
        ("2, ,,2026-08-19,10000000001,漏水\n", "没有写是什么事"),
        (f"2,灯,{'字' * 2001},2026-08-19,10000000001,漏水\n", "写得太长"),
        ("2,灯,坏了,去年夏天,10000000001,漏水\n", "时间看不懂"),
        ("2,灯,坏了,2999-01-01,10000000001,漏水\n", "时间还没到"),
        ("2,灯,坏了,2026-08-19,1000000,漏水\n", "少一位"),
        ("2,灯,坏了,2026-08-19,10000000001,飞碟\n", "没有这一类"),
    ],
)
def test_a_bad_row_says_what_to_mend_and_the_others_stay_good(line, word):
    before, bad, after = rows(HEAD + GOOD + line + GOOD)
    assert (before.problem, after.problem) == ("", "")
    assert (bad.line, word in bad.problem) == (3, True), bad.problem


def test_broken_quotes_are_a_verdict_and_not_a_crash():
    found = rows(HEAD + GOOD + '2,"灯"坏了,x,2026-08-19,10000000001,漏水\n' + GOOD)
    assert [bool(row.problem) for row in found] == [False, True, False]
    found = rows(HEAD + GOOD + '2,灯,"没有关上,2026-08-19,10000000001,漏水\n' + GOOD)
    assert [bool(row.problem) for row in found] == [False, True]


def test_line_ends_within_quotes_belong_to_the_text():
    (row,) = rows(HEAD + '1,灯,"第一行\n第二行",2026/8/9 7:05,10000000001,\n')
    assert row.placing["text"] == "灯\n第一行\n第二行"
    assert row.placing["placed_at"] == "2026-08-09T07:05:00+08:00"


def test_a_damaged_file_loses_only_its_damaged_rows():
    content = bytearray((HEAD + GOOD * 40).encode())
    content[len(HEAD.encode()) + 4] = 0xFF
    found = list(read_rows(table(bytes(content)), read_map(MAP)))
    assert [bool(row.problem) for row in found] == [True] + 39 * [False]


def test_what_is_no_text_at_all_is_refused():
    with pytest.raises(TableRefused, match="encoding"):
        table(bytes(range(128, 256)) * 20 + b"\xff")


@pytest.mark.parametrize("head", ["id,title,text,at,phone\n", "", "\n", '"'])
def test_a_missing_column_is_named_before_anything_is_read(head):
    with pytest.raises(Refused, match="没有“"):
        rows(head + GOOD)


def test_without_a_phone_the_map_decides():
    line = "1,灯,坏了,2026-08-19,,\n"
    assert rows(HEAD + line)[0].problem == ""
    strict = (b"[columns]", b'no_phone = "problem"\n[columns]')
    assert rows(HEAD + line, changed=strict)[0].problem == "没有电话。"


def test_long_texts_may_be_cut_and_say_so():
    line = f"1,灯,{'字' * 3000},2026-08-19,,\n"
    (row,) = rows(HEAD + line, changed=(b"[columns]", b'too_long = "cut"\n[columns]'))
    assert len(row.placing["text"]) == 2000
    assert row.placing["text"].endswith("（原文太长，只留了前面）")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"source = ", "TOML"),
        (b"\xff\xfe", "TOML"),
        (b"", "columns.text"),
        (b'columns = "x"', "表"),
        (b'[columns]\ntext = "a"\n', "place"),
        (b'[columns]\ntext = "a"\n[place]\nconstant = "x"\n', "consent"),
        (b'consent = "told_proxy"\nfoo = 1\n', "foo"),
        (b'consent = "told_proxy"\n[columns]\nbody = "a"\n', "columns.body"),
    ],
)
def test_a_wrong_map_says_what_to_mend(content, word):
    with pytest.raises(Refused, match=word):
        read_map(content)
