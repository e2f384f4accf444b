"""Each thing that can be done to a compound's bundle, and what its reader is told."""

import json

import pytest

from last500.proof import notes, rules
from tests.tamper import place_world as world
from tests.tamper.place_world import KEY, PLACE, rows_of, said, town, with_rows

OLD = 9
MINE = f"ledger:{PLACE}"


@pytest.fixture
def log():
    return town()


@pytest.fixture
def files(log):
    found = log.bundle(older=[OLD])
    held = [("kept", log.note(OLD).encode())]
    assert said(found, held, [KEY.line], [log.code(OLD)]) == []  # the control of every test below
    return found


def rehash(row: dict) -> dict:
    words = ("stream", "seq", "kind", "at", "body", "prev")
    return row | {"hash": rules.entry_hash(*(row[word] for word in words))}


def amount(row: dict, fen: int) -> dict:
    return row | {"body": rules.canonical({**json.loads(row["body"]), "fen": fen})}


def place_of(rows: list[dict], seq: int) -> int:
    return next(at for at, row in enumerate(rows) if (row["stream"], row["seq"]) == (MINE, seq))


def test_a_changed_amount_is_found_and_the_balance_no_longer_fits(files):
    rows = rows_of(files)
    at = place_of(rows, 3)
    rows[at] = amount(rows[at], 29999)
    assert said(with_rows(files, rows)) == [
        f"entry 3 of {MINE} changed",
        f"the balance in entry 3 of {MINE} is not what the amounts give",
    ]


def test_a_changed_amount_with_every_hash_counted_anew_is_found(files):
    rows = rows_of(files)
    prev = None
    for at in [place_of(rows, seq) for seq in (3, 4, 5)]:
        rows[at] = amount(rows[at], 7) if prev is None else rows[at] | {"prev": prev}
        rows[at] = rehash(rows[at])
        prev = rows[at]["hash"]
    said_now = said(with_rows(files, rows))
    for seq in (3, 4, 5):
        assert any(one.startswith(f"entry {seq} of {MINE} does not lead") for one in said_now)


def test_a_deleted_entry_is_found(files):
    rows = rows_of(files)
    del rows[place_of(rows, 3)]
    assert said(with_rows(files, rows))[0] == f"{MINE}/3 is missing before entry 4 of {MINE}"


def test_two_swapped_entries_are_found(files):
    rows = rows_of(files)
    one, two = place_of(rows, 2), place_of(rows, 4)
    rows[one], rows[two] = rows[two], rows[one]
    assert "stands in the wrong place" in said(with_rows(files, rows))[0]
    rows = rows_of(files)
    rows[one]["body"], rows[two]["body"] = rows[two]["body"], rows[one]["body"]
    assert said(with_rows(files, rows))[:2] == [
        f"entry 2 of {MINE} changed",
        f"entry 4 of {MINE} changed",
    ]


def test_an_entry_put_in_is_found(files):
    rows = rows_of(files)
    at = place_of(rows, 3)
    extra = rehash(rows[at] | {"index": rows[at]["index"] + 1, "prev": rows[at]["hash"], "seq": 4})
    rows.insert(at + 1, extra)
    problems = said(with_rows(files, rows))
    assert f"entry 4 of {MINE} was put in or moved" in problems
    assert any(one.startswith(f"entry 4 of {MINE} does not lead") for one in problems)


@pytest.mark.parametrize(("dropped", "words"), [(1, "entry 5"), (2, "entry 4–5"), (5, "entry 1–5")])
def test_a_dropped_tail_is_found_though_every_proof_left_is_good(files, dropped, words):
    rows = rows_of(files)
    left = [row for row in rows if row["stream"] != MINE or row["seq"] <= 5 - dropped]
    assert said(with_rows(files, left)) == [f"{words} of {MINE} missing"]


def test_a_whole_stream_left_out_is_found(files):
    left = [row for row in rows_of(files) if not row["stream"].startswith("votes")]
    assert said(with_rows(files, left)) == [f"entry 1 of votes:{PLACE} missing"]


def test_without_the_index_nobody_can_tell(files):
    left = [row for row in rows_of(files) if row["stream"] != "heads"]
    assert said(with_rows(files, left)) == [
        "nobody can tell whether something is missing: the index of where streams end does not fit"
    ]


def test_everything_rewritten_and_signed_with_the_real_key_is_found_by_whoever_holds_an_older_one():
    honest = town()
    kept, code = honest.note(OLD).encode(), honest.code(OLD)
    forged = town(amounts=(50000, -19000, 30000, -1000, 500))
    files = forged.bundle(older=[OLD])
    assert said(files, keys=[KEY.line]) == []  # nothing inside shows it
    assert said(files, [("kept", kept)], [KEY.line]) == [
        f"not consistent with the older checkpoint kept (size {OLD}):"
        f" the change lies in entry 1–{OLD}"
    ]
    assert said(files, codes=[code]) == [f"not what was posted: {code}"]


def test_what_is_held_but_not_proved_here_says_what_to_ask_for(log, files):
    assert said(files, codes=[log.code(4)]) == [
        f"no proof from {log.code(4)} in this bundle: ask for size 4"
    ]
    assert said(files, [("kept", log.note(4).encode())]) == [
        "no proof from the older checkpoint kept here: ask for size 4"
    ]


@pytest.mark.parametrize("typed", ["", "9", "9:", ":ABCD", "9：ABCD", "-9:AAAA", "x:y"])
def test_a_code_that_is_none_is_no_match(files, typed):
    assert len(said(files, codes=[typed])) == 1


def test_a_flipped_bit_in_a_proof_is_found(files):
    rows = rows_of(files)
    at = place_of(rows, 2)
    path = rows[at]["path"]
    rows[at]["path"] = ("B" if path[0] == "A" else "A") + path[1:]
    assert said(with_rows(files, rows)) == [
        f"entry 2 of {MINE} does not lead to the checkpoint: it was changed, or its proof is broken"
    ]
    broken = bytearray(files["older.jsonl"])
    place = files["older.jsonl"].index(b'"path":"') + 8
    broken[place] = ord("B") if broken[place] == ord("A") else ord("A")
    problems = said({**files, "older.jsonl": bytes(broken)})
    assert problems[0] == f"the proof from the older checkpoint of size {OLD} does not hold"


def test_a_wrong_key_and_the_checkpoint_of_another_instance_are_found(log, files):
    other = notes.new_key(KEY.origin)
    assert "checkpoint is signed with another key (wrong key)" in said(files, keys=[other.line])
    theirs = world.Log(world.WITNESS)
    theirs.add("offices", "given", {"number": 1})
    assert said(files, [("kept", theirs.note().encode())], [KEY.line]) == [
        "kept is of another origin"
    ]
    assert said({**files, "checkpoint": theirs.note().encode()})


def test_entries_of_another_place_do_not_belong(log, files):
    theirs = rows_of(log.bundle(place="9"))
    rows = {row["index"]: row for row in [*rows_of(files), *theirs]}
    problems = said(with_rows(files, [rows[index] for index in sorted(rows)]))
    assert problems == ["entries of ledger:9 do not belong here"]


@pytest.mark.parametrize("name", ["openings.jsonl", "tile/0/000", "note.txt"])
def test_a_file_too_many_is_found(files, name):
    assert said({**files, name: b"x\n"})


# Arithmetic: what an honest log with wrong numbers says


def with_body(kind: str, body: dict) -> list[str]:
    log = world.Log()
    log.add(MINE, "ledger entry", {"direction": "in", "fen": 100, "balance": 100})
    log.add(MINE, kind, body)
    log.close()
    return said(log.bundle())


@pytest.mark.parametrize(
    ("body", "good"),
    [
        ({"direction": "out", "fen": 30, "balance": 70}, True),
        ({"direction": "out", "fen": 30, "balance": 71}, False),
        ({"direction": "in", "fen": 30, "balance": 70}, False),
        ({"direction": "out", "fen": 30}, True),
        ({"balance": 5}, True),  # no amount: nothing to count
        ({"direction": "sideways", "fen": 30, "balance": 5}, True),
        ({}, True),
    ],
)
def test_a_balance_is_the_sum_of_what_was_entered(body, good):
    assert (with_body("ledger entry", body) == []) is good


R = world.RESULT


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"passed": False}, False),
        ({"for_persons": 5}, False),  # one more than took part
        ({"took_area": 9001}, False),
        ({"took_persons": 5, "for_persons": 2}, False),  # below two thirds of nine persons
        ({"item": "7"}, False),  # three quarters were not reached
        ({"item": "7", "passed": False}, True),
        # Exactly half is not more than half; exactly three quarters is enough (民法典 1259).
        ({"against_area": 2500, "abstain_area": 0}, True),
        ({"for_area": 3250, "against_area": 3250, "abstain_area": 0}, False),
        (
            {"item": 6, "took_persons": 8, "for_persons": 6, "took_area": 8000, "for_area": 6000,
             "against_area": 2000, "abstain_area": 0, "abstain_persons": 0},
            True,
        ),
    ],
)  # fmt: skip
def test_a_result_adds_up_and_decides_as_the_law_has_it(change, good):
    assert (with_body("vote outcome", R | change) == []) is good


@pytest.mark.parametrize("absent", sorted(R))
def test_what_a_result_does_not_say_is_not_asked_for(absent):
    assert with_body("vote outcome", {k: v for k, v in R.items() if k != absent}) == []
