"""Whoever carries the database away without the keys reads no number, no name, no word.

Every row of every table is looked at as the database gives it, and on SQLite the bytes of the
file too. Photos are files of their own and are not looked at here.
"""

import re
import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection

from last500.base import resealing
from last500.base.models import LimitCount
from last500.base.scope import everything
from last500.people.models import Contact, Person
from last500.service_requests import actions
from last500.service_requests.actions import importing

# Not beside letters: a row's random key may hold eleven digits.
MOBILE = re.compile(r"(?<![0-9A-Za-z])1[03-9][0-9]{9}(?![0-9A-Za-z])")
CANARIES = {
    "text": "金丝雀楼道灯坏了一周",
    "summary": "金丝雀给邻居看的话",
    "risk": "金丝雀家里有狗",
    "note": "金丝雀为什么这样办",
    "reason": "金丝雀为了核实",
    "door": "金丝雀单元三零一",
    "comment": "金丝雀谢谢王师傅",
    "unit": "金丝雀单位党支部",
    "skill": "金丝雀拉二胡",
    "called": "金丝雀师傅",
    "file": "金丝雀的来信.csv",
    "imported": "金丝雀来信正文下水道堵了",
    "email": "canary@example.test",
}
CODED = ("electric_repair", "phone_teaching", "law_mediation", "volunteer")
MAP = """
source = "box"
consent = "said_on_phone"
[columns]
text = ["title", "text"]
key = "id"
placed_at = "at"
phone = "phone"
[place]
constant = "furongyuan"
"""


def a_busy_town(cast) -> list[str]:
    """One of everything that people write; returns every name and number that occurs."""
    c = CANARIES
    request = cast.accepted(text=c["text"], door=c["door"], email=c["email"], name="金丝雀娘")
    lin, wang = cast.actor("lin"), cast.actor("wang")
    actions.reveal(lin, request, field="phone", reason=c["reason"])
    actions.report_done(wang, request)
    actions.confirm(cast.actor("chen"), cast.fresh(request), rating=3, comment=c["comment"])
    other = actions.verify(
        lin,
        cast.placed(text="另一件"),
        how="phone",
        summary=c["summary"],
        risk_note=c["risk"],
    )
    why = {cast.wang.pk: ["same_building", "skill:electric_repair"]}
    other = actions.offer(lin, other, helpers=[cast.wang.pk], reasons=why)
    actions.decline(lin, cast.placed(text="第三件"), note=c["note"])
    helper = cast.report_in(
        "hua",
        cast.c,
        other_skills=c["skill"],
        unwanted=("law_mediation",),
        avoid_phones=(cast.zhao.phone,),
    )
    helper.unit, helper.person.called = c["unit"], c["called"]
    helper.save(update_fields=["unit"])
    helper.person.save(update_fields=["called"])
    file = f"id,title,text,at,phone\n7,下水道,{c['imported']},2026-08-19 11:48,10000007777\n"
    importing.stage(lin, file.encode(), c["file"], MAP.encode())
    people = list(Person.objects.all())
    found = [row.phone for row in people] + [row.name for row in people if len(row.name) > 1]
    return [*found, "金丝雀娘", "10000007777"]


def tables() -> list[str]:
    return connection.introspection.table_names()


def values() -> Iterator[tuple[str, object]]:
    """Every value of every row of every table, as `table.column`."""
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield from ((f"{table}.{name}", one) for name, one in zip(names, row, strict=True))


def as_bytes(value: object) -> bytes:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    return str(value).encode()


def in_the_clear(needles: list[str]) -> list[str]:
    """Where a number, a name or a word can be read, without the keys."""
    looked_for = [needle.encode() for needle in needles]
    # JSON may keep characters as escapes.
    looked_for += [needle.encode("unicode_escape") for needle in needles if not needle.isascii()]
    found, seen = [], 0
    for where, value in values():
        seen += 1
        raw = as_bytes(value)
        if any(needle in raw for needle in looked_for):
            found.append(where)
        if isinstance(value, str) and MOBILE.search(value):
            found.append(where)
    assert seen > 1000
    return sorted(set(found)) + in_the_file(looked_for)


def in_the_file(looked_for: list[bytes]) -> list[str]:
    """What the pages of the database file themselves hold; a PostgreSQL server keeps its own.

    A copy without its free pages, in which tests that ran before may have left their words.
    """
    if connection.vendor != "sqlite":
        return []
    copy = sqlite3.connect(":memory:")
    pages = bytearray(connection.connection.serialize())
    pages[18:20] = b"\x01\x01"  # a copy in memory keeps no write-ahead log (SQLite's file format)
    copy.deserialize(bytes(pages))
    copy.execute("VACUUM")
    raw = copy.serialize()
    copy.close()
    assert len(raw) > 100_000
    # The zeros that begin a chain, after a time that ends in a one, look like a telephone.
    raw = raw.replace(b"0" * 64, b"")
    return ["the file"] if any(needle in raw for needle in looked_for) else []


@pytest.fixture
def needles(cast):
    with everything("the scan reads every table"):
        yield [*a_busy_town(cast), *CANARIES.values(), *CODED]


@pytest.mark.django_db
def test_nothing_personal_can_be_read_without_the_keys(needles):
    assert len(needles) > 30
    assert in_the_clear(needles) == []


@pytest.mark.django_db
def test_with_the_keys_it_is_all_there(needles):
    """Else the scan would have looked for what nobody wrote."""
    opened = "\n".join(
        column.field.to_text(getattr(row, column.field.name))
        for column in resealing.columns()
        for row in column.model._base_manager.all()
    )
    assert [needle for needle in needles if needle not in opened] == []


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["phone", "name", "door"])
def test_a_plain_value_would_be_found(needles, column):
    """Positive control: written past the model, as a careless migration or script might."""
    contact = next(one for one in Contact.objects.all() if one.door == CANARIES["door"])
    plain = getattr(contact, column).encode()
    key = contact._meta.pk.get_db_prep_value(contact.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE people_contact SET {column} = %s WHERE id = %s", [plain, key])
    assert f"people_contact.{column}" in in_the_clear(needles)


@pytest.mark.django_db
def test_a_number_nobody_knows_would_be_found_by_its_shape(needles):
    LimitCount.objects.create(name="place:10000009999", window=1, count=1)
    assert in_the_clear(needles) == ["base_limitcount.name"]


@pytest.mark.django_db
def test_indexes_are_keyed_hashes_and_nothing_else(needles):
    shape = re.compile(r"|[0-9a-f]{64}|given way .*")
    odd = [
        where
        for where, value in values()
        if where.startswith(("people", "reportin", "service_requests", "base"))
        and where.endswith(("_index", "_hash"))
        and not shape.fullmatch(str(value))
    ]
    assert odd == []


@pytest.mark.django_db
def test_an_index_cannot_be_guessed_without_its_key(cast):
    """All numbers with their plain hashes: none of them is an index here."""
    from hashlib import md5, sha1, sha256

    known = {cast.chen.phone_index, cast.wang.phone_index}
    for person in (cast.chen, cast.wang):
        for text in (person.phone, f"people.phone\0{person.phone}", f"+86{person.phone}"):
            assert not known & {digest(text.encode()).hexdigest() for digest in (sha256, sha1, md5)}
