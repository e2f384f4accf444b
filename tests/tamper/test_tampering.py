"""The owner of the database, with the guards taken away: each thing they can do, and who finds it.

The bundle is written by the product from the tampered database, as it would be for somebody who
asks; `verify.py` names the entry (counted from 1). Entries stand in two streams in turn.
"""

import pytest
from django.db import connection
from django.db.models import F

from last500.proof import checkpoints, notes
from last500.proof.checkpoints import NotSigned
from last500.proof.models import Checkpoint, Entry, Leaf, Opening
from last500.proof.rules import START
from tests.tamper.hands import take_guards_away
from tests.tamper.world import (
    ORIGIN,
    bundled,
    checked,
    new_log,
    publish,
    shown_checkpoint,
    signed_log,
    write_entries,
)

pytestmark = pytest.mark.django_db
COUNT = 12


@pytest.fixture
def key(settings, tmp_path):
    return new_log(settings, tmp_path)


@pytest.fixture
def old(key):
    """Twelve entries, published; somebody kept this checkpoint."""
    note = signed_log(COUNT)
    assert checked(bundled(), note, keys=[key.line]) == []  # the control of every test below
    take_guards_away(connection)
    return note


def nth(number: int) -> Entry:
    return Entry.objects.get(leaf__index=number - 1)


def change(number: int, **columns: object) -> None:
    Entry.objects.filter(pk=nth(number).pk).update(**columns)


def rechain(first: int = 1) -> None:
    """Count every hash from the n-th entry on anew, as a careful forger would."""
    last: dict[str, tuple[int, str]] = {}
    for leaf in Leaf.objects.order_by("index").select_related("entry"):
        entry = leaf.entry
        if leaf.index >= first - 1:
            seq, entry.prev_hash = last.get(entry.stream, (0, START))
            entry.seq = seq + 1
            entry.entry_hash = entry.counted_hash()
            columns = {"prev_hash": entry.prev_hash, "entry_hash": entry.entry_hash}
            Entry.objects.filter(pk=entry.pk).update(**columns)
        last[entry.stream] = (entry.seq, entry.entry_hash)


def take_out(number: int, *, close_the_gap: bool) -> None:
    entry = nth(number)
    Opening.objects.filter(entry=entry).delete()
    Leaf.objects.filter(entry=entry).delete()
    entry.delete()
    if close_the_gap:
        for index in range(number, COUNT):
            Leaf.objects.filter(index=index).update(index=F("index") - 1)


# One entry changed


def test_one_changed_body_is_found(old):
    change(5, body='{"number":99}')
    assert checked(bundled()) == ["entry 5 changed"]


@pytest.mark.parametrize(
    "columns",
    [{"kind": "else"}, {"entry_hash": "f" * 64}, {"prev_hash": "f" * 64}, {"stream": "reveals:8"}],
)
def test_any_changed_column_is_found(old, columns):
    change(5, **columns)
    assert any("entry 5 changed" in problem for problem in checked(bundled()))


def test_a_moment_set_back_is_found(old):
    change(5, at=nth(1).at)
    assert checked(bundled()) == ["entry 5 changed"]


def test_a_changed_body_with_its_own_hash_counted_anew_is_found(old):
    entry = nth(5)
    entry.body = '{"number":99}'
    change(5, body=entry.body, entry_hash=entry.counted_hash())
    assert checked(bundled()) == [
        "entry 7 does not follow from the one before",
        "entry 5 changed",
    ]


def test_a_changed_body_with_the_whole_chain_counted_anew_is_found(old):
    change(5, body='{"number":99}')
    rechain(5)
    # Every second entry from there on is of the same stream and has another hash now.
    assert checked(bundled()) == [f"entry {n} changed" for n in (5, 7, 9, 11)]


# One taken out, put in, two swapped, the tail dropped


def test_one_deleted_entry_is_found(old):
    take_out(5, close_the_gap=False)
    assert checked(bundled()) == ["offices/3 is missing before entry 7", "entry 5 missing"]


def test_one_deleted_entry_with_the_gap_closed_is_found(old):
    take_out(5, close_the_gap=True)
    problems = checked(bundled())
    assert "offices/3 is missing before entry 6" in problems
    assert "entry 5 missing" in problems
    assert "entry 12 missing" in problems  # nothing stands at the last place any more
    assert "entry 5–11 moved" in problems


def test_two_swapped_entries_are_found(old):
    fifth, seventh = nth(5), nth(7)
    Leaf.objects.filter(entry=fifth).update(index=1000)
    Leaf.objects.filter(entry=seventh).update(index=4)
    Leaf.objects.filter(entry=fifth).update(index=6)
    problems = checked(bundled())
    assert "entry 7 was put in or moved" in problems
    assert {"entry 5 moved", "entry 7 moved"} <= set(problems)


def test_two_swapped_bodies_are_found(old):
    fifth, seventh = nth(5).body, nth(7).body
    change(5, body=seventh)
    change(7, body=fifth)
    assert checked(bundled()) == ["entry 5 changed", "entry 7 changed"]


def test_one_put_in_the_middle_is_found(old):
    for index in range(COUNT - 1, 3, -1):
        Leaf.objects.filter(index=index).update(index=F("index") + 1)
    twin = nth(3)
    twin.pk, twin.body, twin.seq = None, '{"number":99}', 1000
    twin.save(force_insert=True)
    Leaf.objects.create(index=4, entry=twin)
    Entry.objects.filter(pk=twin.pk).update(seq=3, stream="offices-2")
    problems = checked(bundled())
    assert "entry 5 changed" in problems
    assert "entry 6–12 moved" in problems


def test_the_tail_dropped_after_a_checkpoint_is_found(old):
    for number in (12, 11, 10):
        take_out(number, close_the_gap=False)
    assert checked(bundled()) == ["entry 10–12 missing"]


def test_the_tail_and_every_trace_of_it_dropped_is_found_by_an_older_checkpoint(old, settings):
    for number in (12, 11, 10):
        take_out(number, close_the_gap=False)
    forget_that_anything_was_signed(settings)
    publish()
    assert checked(bundled()) == []
    assert checked(bundled(), old) == [
        "not consistent with the older checkpoint kept-1 (size 12): the change lies in entry 1–12"
    ]


# Everything rewritten, and signed again with the real key


def forget_that_anything_was_signed(settings) -> None:
    Checkpoint.objects.all().delete()
    (settings.LOG_FOLDER / "checkpoint").unlink()
    for path in settings.LOG_FOLDER.rglob("*"):
        if path.is_file():
            path.unlink()


def test_all_rewritten_and_signed_with_the_real_key_is_found_by_an_older_checkpoint(
    old, key, settings
):
    write_entries(4, COUNT)
    later = publish()
    change(14, body='{"number":99}')
    rechain(14)
    forget_that_anything_was_signed(settings)
    publish()
    # Nothing inside the bundle shows it, and a checkpoint from before the change does not either.
    assert checked(bundled(), keys=[key.line]) == []
    assert checked(bundled(), old, keys=[key.line]) == []
    assert checked(bundled(), old, later, keys=[key.line]) == [
        "not consistent with the older checkpoint kept-2 (size 16): the change lies in entry 13–16"
    ]


# What the checkpointer itself refuses


def test_no_rewritten_log_is_signed_while_one_old_head_is_known(old, settings, caplog):
    change(5, body='{"number":99}')
    rechain(5)
    write_entries(2, COUNT)
    for known in ("both", "the file alone"):
        if known == "the file alone":
            Checkpoint.objects.all().delete()
        with pytest.raises(NotSigned, match="not the one that was signed at 12"):
            checkpoints.publish()
    assert "THE LOG IS NOT SIGNED" in caplog.text
    assert shown_checkpoint() == old
    # Control: with every head forgotten it would be signed.
    forget_that_anything_was_signed(settings)
    assert publish() != old


def test_the_file_may_be_gone_and_the_database_still_knows(old, settings):
    change(5, body='{"number":99}')
    rechain(5)
    write_entries(2, COUNT)
    (settings.LOG_FOLDER / "checkpoint").unlink()
    with pytest.raises(NotSigned, match="signed at 12"):
        checkpoints.publish()


def test_an_older_database_put_back_is_not_signed_over(old):
    write_entries(3, COUNT)
    publish()
    for number in (15, 14, 13):
        take_out(number, close_the_gap=False)
    Checkpoint.objects.filter(size=15).delete()
    write_entries(1, 50)
    with pytest.raises(NotSigned, match="older database restored"):
        checkpoints.publish()


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda n: change(n, body="{}"), "was changed"),
        (lambda n: change(n, prev_hash="0" * 64), "does not follow"),
        (lambda n: change(n, seq=70), "comes 70"),
    ],
)
def test_a_new_entry_that_does_not_fit_its_chain_is_not_signed(old, tamper, said):
    write_entries(3, COUNT)
    checkpoints.give_places()
    tamper(14)
    with pytest.raises(NotSigned, match=said):
        checkpoints.publish()
    assert shown_checkpoint() == old


def test_a_checkpoint_of_another_log_is_not_continued(old, settings):
    settings.LOG_KEY_FILE.unlink()
    notes.write_key(settings.LOG_KEY_FILE, notes.new_key("other.example/tlog"))
    write_entries(1, COUNT)
    with pytest.raises(NotSigned, match="the key is for other.example"):
        checkpoints.publish()


def test_the_daily_check_of_the_own_log_finds_what_the_checkpointer_did_not_look_at(old, caplog):
    change(2, body='{"number":99}')
    write_entries(300, COUNT)
    checkpoints.publish()
    checkpoints.check_own_log()
    assert "TAMPERED WITH: entry 2 changed" in caplog.text
    assert "NOT GUARDED: proof_entry" in caplog.text


def test_control_the_daily_check_says_nothing_of_a_sound_log(key, caplog):
    signed_log(3)
    assert checkpoints.check_own_log() == 3
    assert not caplog.records


# Files: tiles, keys, checkpoints of others


@pytest.mark.parametrize("tile", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"])
def test_one_flipped_bit_in_a_tile_is_found(key, tile):
    signed_log(300)
    files = bundled()
    changed = bytearray(files[tile])
    changed[-1] ^= 1
    files[tile] = bytes(changed)
    assert checked(files) == [f"{tile} is broken at hash {len(changed) // 32}"]


def test_a_tile_that_is_missing_or_cut_short_is_found(key):
    signed_log(300)
    files = bundled()
    assert checked({n: f for n, f in files.items() if n != "tile/0/000"}) == [
        "tile/0/000 is missing"
    ]
    assert checked({**files, "tile/0/000": files["tile/0/000"][:-32]}) == [
        "tile/0/000 is broken at hash 256"
    ]


def test_a_wrong_key_is_found(old, key):
    other = notes.new_key(ORIGIN)
    assert checked(bundled(), keys=[other.line]) == [
        "checkpoint is signed with another key (wrong key)"
    ]
    assert checked(bundled(), keys=[key.line]) == []


def test_a_checkpoint_of_another_origin_is_found(old, key):
    other = notes.new_key("other.example/tlog")
    theirs = notes.Head("other.example/tlog", 3, bytes(32))
    assert checked(bundled(), other.sign(theirs).encode(), keys=[key.line]) == [
        "kept-1 is of another origin"
    ]


def test_a_forged_signature_is_found(old, key):
    head = notes.read_head(old.decode())
    forged = key.sign(notes.Head(ORIGIN, head.size, head.root)).replace("12\n", "11\n", 1)
    assert checked(bundled(), forged.encode(), keys=[key.line]) == [
        "the signature of kept-1 is wrong"
    ]


def test_a_changed_opening_is_found(old):
    opening = Opening.objects.get(entry=nth(4))
    opening.personal = '{"person":"somebody-else"}'
    opening.save(update_fields=["personal"])
    assert checked(bundled(openings=True)) == ["the opening of entry 4 does not fit"]
