"""What self-government costs: an owners' vote, its books, and checking both at home.

    python -m benchmarks.self_government [UNITS] [sqlite|postgresql …]      # 1,000, both

A compound of UNITS doors votes; four fifths hand in a paper that two people read. Its books have as
many entries, each put down by one and confirmed by another. The pages that everybody reads stand
beside the bare statements that hold the same rows (benchmarks/beside.py); the count of the vote
beside one SQL statement that adds up the same box; `verify.py` beside hashing the same bytes.
"""

import hashlib
import io
import json
import sys
import tempfile
import zipfile
from datetime import timedelta
from typing import Any

from benchmarks.beside import (
    analyse,
    begin,
    compare,
    execute,
    native,
    on_each_database,
    show_rows,
    timed,
)

UNITS, HANDED, AGAINST_EACH = 1_000, 0.8, 5


def show(found: dict[str, Any]) -> None:
    show_rows(found)
    for line in found["said"]:
        print(line, flush=True)


def one(count: int) -> None:
    from django.conf import settings

    vendor = begin()
    from last500.proof import checkpoints, notes
    from tests.cast import build

    notes.write_key(settings.LOG_KEY_FILE, notes.new_key("town.example/tlog"))
    from last500.base.scope import everything

    with everything("a benchmark fills its tables"):
        cast = build()
        vote, said = held_vote(cast, count)
        book, more = filled_book(cast, count)
        checkpoints.publish()
    analyse()
    rows = pages(vote, book)
    said += [*more, *at_home(cast)]
    size = f"{count:,} units, {int(count * HANDED):,} ballots read twice, {count:,} entries"
    print(json.dumps({"database": vendor, "size": size, "rows": rows, "said": said}))


# ---- an owners' vote ----------------------------------------------------------------------------


def held_vote(cast: Any, count: int) -> tuple[Any, list[str]]:
    """From the roll to the published result, by the verbs of those whose step it is."""
    from last500.votes import actions
    from last500.votes.models import RollUnit
    from last500.votes.rules import Line
    from last500.votes.tests import world

    lines = [
        Line(f"{n // 40 + 1}栋", f"{n % 4 + 1}单元", f"{n % 40 + 101}", 700_000 + n, f"G{n}")
        for n in range(count)
    ]
    vote = world.announced(cast, lines)
    world.seated(cast, vote)
    freeze = timed(lambda: actions.freeze(cast.actor("lin"), vote))
    with world.during(vote, 0):
        actions.keep_times()
    units = list(RollUnit.objects.filter(vote=vote).select_related("vote__compound"))
    readers = [cast.actor("lin"), cast.actor("wang")]

    def read_all() -> None:
        for number, unit in enumerate(units[: int(count * HANDED)]):
            choice = world.AGAINST if number % AGAINST_EACH == 0 else world.FOR
            for reader in readers:
                actions.read(reader, vote, unit, 1, world.said(vote.opens_at, choice))

    with world.during(vote):
        reading = timed(read_all)
    with world.over(vote, 0):
        actions.keep_times()
    with world.over(vote):
        counting = timed(lambda: actions.count(cast.actor("lin"), world.fresh(vote)))
        again = timed(lambda: actions.recount(world.fresh(vote)))
        raw = timed(lambda: tally_raw(vote))
    with world.over(vote, 120):
        for name in ("hua", "he", "sun"):
            actions.sign(cast.actor(name), world.fresh(vote), signs=True)
        actions.publish(cast.actor("lin"), world.fresh(vote))
    papers = int(count * HANDED) * len(readers)
    return world.fresh(vote), [
        f"freezing a roll of {count:,} and committing to it: {freeze:.2f} s",
        f"reading a ballot once: {reading / papers * 1000:.1f} ms",
        f"counting, every ballot held to the log: {counting:.2f} s; recounting: {again:.2f} s; "
        f"one statement over the same box: {raw * 1000:.1f} ms",
    ]


def tally_raw(vote: Any) -> None:
    """Area, persons and units of the box: what a count says, without holding it to anything."""
    execute(
        ("SELECT count(*), sum(u.area), count(DISTINCT u.\"group\") FROM votes_ballot b"
         " JOIN votes_rollunit u ON u.id = b.unit_id WHERE b.vote_id = %s AND b.state = 'agreed'",
         [native(vote.pk)]),
    )  # fmt: skip


# ---- books --------------------------------------------------------------------------------------


def filled_book(cast: Any, count: int) -> tuple[Any, list[str]]:
    """Two years of entries, by those who put down and confirm."""
    from last500.ledger.rules import Kind
    from last500.ledger.tests import world

    book = world.opened(cast, day=world.ago(740))
    kinds = (Kind.PARKING, Kind.ADVERTISING, Kind.UPKEEP)

    def fill() -> None:
        for number in range(count):
            day = world.ago(730 - number * 730 // count)
            fen = 100_00 + number
            world.entered(cast, book, kind=kinds[number % 3], amount=fen, day=day)

    return book, [f"an entry, put down and confirmed: {timed(fill) / count * 1000:.1f} ms"]


# ---- pages --------------------------------------------------------------------------------------


def pages(vote: Any, book: Any) -> dict[str, dict[str, float]]:
    from django.test import Client
    from django.urls import reverse

    anybody = Client(SERVER_NAME="127.0.0.1")
    slug = vote.compound.slug
    result = reverse("votes:show", args=[vote.pk])
    books, proof = reverse("ledger:at", args=[slug]), reverse("proof:at", args=[slug])
    return {
        "result": compare(lambda: anybody.get(result), lambda: result_raw(vote)),
        "books": compare(lambda: anybody.get(books), lambda: books_raw(book)),
        "proof": compare(lambda: anybody.get(proof), lambda: proof_raw(vote)),
    }


def result_raw(vote: Any) -> None:
    key = [native(vote.pk)]
    execute(
        ("SELECT * FROM votes_vote WHERE id = %s", key),
        ("SELECT * FROM votes_result WHERE vote_id = %s", key),
        ("SELECT * FROM votes_question WHERE vote_id = %s", key),
        ("SELECT * FROM votes_seat WHERE vote_id = %s", key),
    )


def books_raw(book: Any) -> None:
    from last500.base import clock

    key, since = native(book.pk), clock.today() - timedelta(days=365)
    signed = "sum(CASE WHEN direction = 'in' THEN amount_fen ELSE -amount_fen END)"
    execute(
        (f"SELECT {signed} FROM ledger_entry WHERE book_id = %s", [key]),
        (f"SELECT kind, {signed}, count(*) FROM ledger_entry WHERE book_id = %s AND day >= %s"
         " GROUP BY kind", [key, since]),
        ("SELECT * FROM ledger_entry WHERE book_id = %s ORDER BY seq DESC LIMIT 20", [key]),
    )  # fmt: skip


def proof_raw(vote: Any) -> None:
    streams = [f"{kind}:{vote.compound_id}" for kind in ("ledger", "votes")]
    newest = "SELECT * FROM proof_entry WHERE stream = %s ORDER BY seq DESC LIMIT 5"
    execute(*((newest, [stream]) for stream in streams))


# ---- at home ------------------------------------------------------------------------------------


def at_home(cast: Any) -> list[str]:
    """The compound's bundle: made here, checked by the tool, its bytes hashed once."""
    from django.test import Client

    from last500.proof.verify import command

    found: list[bytes] = []
    address = f"/tlog/at/{cast.a.slug}/bundle.zip"
    made = timed(lambda: found.append(Client(SERVER_NAME="127.0.0.1").get(address).getvalue()))
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(found[0])
        file.flush()
        kept, sys.stdout = sys.stdout, io.StringIO()
        try:
            checked = timed(lambda: found.append(str(command.main([file.name])).encode()))
        finally:
            kept, sys.stdout = sys.stdout, kept
    assert found[1] == b"0", kept.getvalue()  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(found[0])) as bundle:
        whole = [bundle.read(name) for name in bundle.namelist()]
    lines = sum(body.count(b"\n") for body in whole)
    hashed = timed(lambda: [hashlib.sha256(body).digest() for body in whole])
    return [
        f"a bundle of {len(found[0]) // 1024:,} KB ({lines:,} lines): made in {made:.2f} s, "
        f"checked by verify.py in {checked:.2f} s; hashing its bytes once: {hashed * 1000:.1f} ms"
    ]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    else:
        sys.exit(on_each_database("benchmarks.self_government", sys.argv[1:], UNITS, show))
