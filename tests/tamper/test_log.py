"""The log as it should be: written, published, bundled, found intact; keys renewed."""

import ast
import hashlib
import subprocess
import sys
from base64 import b64decode
from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, transaction

from last500.base import clock, erasing
from last500.proof import bundle, checkpoints, merkle, notes, tiles, verify
from last500.proof.actions import record
from last500.proof.models import Checkpoint, Entry, Leaf, Opening
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


@pytest.fixture
def key(settings, tmp_path):
    return new_log(settings, tmp_path)


def test_an_untouched_log_is_intact_at_every_size(key):
    kept = []
    for _round in range(7):
        write_entries(5)
        kept.append(publish())
        assert checked(bundled(openings=True), *kept, keys=[key.line]) == []
    assert Leaf.objects.count() == 35


def test_the_seq_of_a_stream_has_no_gap_and_each_entry_follows_from_the_last(key):
    write_entries(9)
    for stream in ("offices", "reveals:7"):
        rows = list(Entry.objects.filter(stream=stream).order_by("seq"))
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        assert [row.prev_hash for row in rows] == ["0" * 64, *(r.entry_hash for r in rows[:-1])]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("security", "x", {"much": 1.5}), TypeError),
        (("security", "x", {"nested": {}}), TypeError),
        (("security", "x", {"commit": "0"}), ValueError),
        (("Security", "x", {}), ValueError),
        (("s" * 61, "x", {}), ValueError),
        (("security", "", {}), ValueError),
    ],
)
def test_what_cannot_be_verified_is_not_recorded(arguments, fault):
    with pytest.raises(fault):
        record(*arguments)
    assert not Entry.objects.exists()


def test_an_entry_is_undone_with_the_act_it_tells_of():
    with pytest.raises(RuntimeError), transaction.atomic():
        record("security", "tried", {})
        raise RuntimeError
    assert not Entry.objects.exists()


def test_an_act_whose_entry_was_refused_cannot_be_committed(monkeypatch):
    """Whoever swallows the refusal can do nothing more in this transaction."""

    def fail(*given: object, **more: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(Entry, "save", fail)
    with pytest.raises(transaction.TransactionManagementError), transaction.atomic():
        with suppress(DatabaseError):
            record("security", "tried", {})
        Entry.objects.count()


def test_what_is_said_twice_of_one_person_does_not_look_alike():
    """Without chance in it a commitment could be guessed, and two would tell that they are one."""
    for _time in range(2):
        record("offices", "given", {"place": 7}, personal={"person": "林静"})
    assert len(set(Entry.objects.values_list("body", flat=True))) == 2


def test_an_erased_opening_leaves_the_log_valid_and_the_commitment_unexplained(key):
    signed_log(9)
    assert checked(bundled(openings=True)) == []
    Opening.objects.first().delete()
    check = verify.Check(bundled(openings=True))
    check.run()
    assert check.problems == []
    assert any("1 entries are valid though" in english for _chinese, english in check.notes)


def test_openings_are_forgotten_by_age_alone(key):
    signed_log(9)
    with clock.at(clock.now() + 364 * clock.DAY):
        erasing.run()
        assert Opening.objects.count() == 3
    with clock.at(clock.now() + 3 * 366 * clock.DAY):  # who held which office: three years
        erasing.run()
    assert not Opening.objects.exists()
    assert checked(bundled()) == []


def test_nothing_personal_stands_in_what_is_published(key, settings):
    record("offices", "given", {"place": 7}, personal={"person": "林静"})
    publish()
    files = [p for p in settings.LOG_FOLDER.rglob("*") if p.is_file()]
    texts = [path.read_bytes() for path in files] + list(bundled().values())
    assert len(files) >= 3
    assert not any("林静".encode() in text for text in texts)
    # Control: where it is asked for, it is there.
    assert "林静".encode() in bundled(openings=True)["openings.jsonl"]


# The formats


def test_a_checkpoint_is_three_lines_and_a_signature_line(key):
    signed_log(3)
    lines = shown_checkpoint().decode().split("\n")
    assert lines[:2] == [ORIGIN, "3"]
    assert len(b64decode(lines[2])) == 32
    assert lines[3] == ""
    assert lines[4].startswith(f"\N{EM DASH} {ORIGIN} ")
    known = hashlib.sha256(f"{ORIGIN}\n".encode() + b"\x01" + key.public).digest()[:4]
    assert b64decode(lines[4].split(" ")[2])[:4] == known
    assert lines[5:] == [""]
    assert notes.signed_by(shown_checkpoint().decode(), ORIGIN, key.public)
    assert not notes.signed_by(shown_checkpoint().decode(), ORIGIN, notes.new_key(ORIGIN).public)


# The key of Go's checksum database, as it stands in every Go installation.
SUM_GOLANG = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"


def test_the_key_id_is_counted_as_other_logs_count_it():
    name, number, public = verify.read_key(SUM_GOLANG)
    assert notes.key_id(name, public) == number == bytes.fromhex("033de0ae")


# RFC 8032, 7.1, tests 1 to 3: secret key, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_the_verifiers_own_ed25519_agrees_with_the_standard(seed, public, message, signature):
    assert notes.LogKey("x", bytes.fromhex(seed)).public.hex() == public
    given = [bytes.fromhex(word) for word in (public, message, signature)]
    assert verify.signed(*given)
    for place in (0, 31, 32, 63):
        changed = bytearray(given[2])
        changed[place] ^= 1
        assert not verify.signed(given[0], given[1], bytes(changed))
    assert not verify.signed(given[0], given[1] + b"x", given[2])
    # The same signature written with s + L would be a second one for the same text.
    twin = int.from_bytes(given[2][32:], "little") + verify.L
    assert not verify.signed(given[0], given[1], given[2][:32] + twin.to_bytes(32, "little"))


def test_tile_names_are_those_of_the_specification():
    assert tiles.path_of(0, 1234067) == "tile/0/x001/x234/067"
    assert tiles.path_of("entries", 0, 5) == "tile/entries/000.p/5"
    of_70000 = list(tiles.of_size(70_000))
    assert of_70000.count((0, 0, 256)) == 1
    assert len([t for t in of_70000 if t[0] == 0 and t[2] == 256]) == 273
    assert [t for t in of_70000 if t[2] < 256] == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert [t for t in of_70000 if t[0] == 1][0] == (1, 0, 256)
    assert list(tiles.of_size(256)) == [(0, 0, 256), (1, 0, 1)]
    for size in (0, 1, 255, 256, 257, 70_000):
        names = {tiles.path_of(*tile): tile for tile in tiles.of_size(size)}
        assert verify.tile_names(size) == names


def test_tiles_that_grow_step_by_step_are_those_of_one_go(tmp_path):
    """Over the edge of a full tile at level 0 and of the first one at level 1."""
    data = [hashlib.sha256(b"%d" % number).digest() for number in range(66_000)]
    at_once = tiles.Tiles(tmp_path / "once", len(data))
    at_once.grow(data, 0)
    old = 0
    for size in (1, 255, 256, 300, 65_535, 65_536, 65_800, 66_000):
        first = old - old % 256
        stepwise = tiles.Tiles(tmp_path / "steps", size)
        stepwise.grow(data[first:size], first)
        node = merkle.from_leaves([merkle.leaf_hash(entry) for entry in data[:size]])
        assert merkle.root(size, stepwise.node) == merkle.root(size, node)
        stepwise.drop_partial()
        old = size
    for tile in tiles.of_size(len(data)):
        once, steps = (tmp_path / way / tiles.path_of(*tile) for way in ("once", "steps"))
        assert once.read_bytes() == steps.read_bytes()
    assert not list((tmp_path / "steps/tile/0").glob("000.p"))
    entries = (tmp_path / "once/tile/entries/000").read_bytes()
    assert entries[:36] == b"\x00\x20" + data[0] + b"\x00\x20"


def test_two_implementations_of_the_tree_agree():
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(70)]
    for size in range(71):
        ours = merkle.root(size, merkle.from_leaves(leaves[:size]))
        assert verify.Tree(leaves).root(size) == ours


def test_the_verifier_is_one_file_of_the_standard_library_and_at_most_500_lines_of_code(tmp_path):
    path = tmp_path / "verify.py"
    path.write_text(verify.one_file(), encoding="utf-8")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, node.end_lineno + 1)
    }
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    code = [n for n, line in lines if line.strip() and line.strip()[0] != "#" and n not in told]
    assert len(code) <= 500
    assert "last500" not in path.read_text(encoding="utf-8")
    words = "import sys; sys.path = [p for p in sys.path if 'site-packages' not in p]; "
    run = f"{words}import runpy; runpy.run_path({str(path)!r})"
    subprocess.run([sys.executable, "-I", "-S", "-c", run], check=True)


# The key


def test_a_new_key_is_announced_by_an_entry_that_the_old_one_signs(key, settings):
    before = signed_log(4)
    new = checkpoints.renew_key(settings.LOG_KEY_FILE, settings.LOG_FOLDER)
    write_entries(3)
    after = publish()
    assert new.line != key.line
    assert notes.signed_by(after.decode(), ORIGIN, new.public)
    assert not notes.signed_by(after.decode(), ORIGIN, key.public)
    for trusted in (key, new):  # whichever of the two stands on the notice board
        assert checked(bundled(), before, after, keys=[trusted.line]) == []


def test_a_key_that_no_entry_announced_is_a_wrong_key(key, settings):
    signed_log(4)
    settings.LOG_KEY_FILE.unlink()
    notes.write_key(settings.LOG_KEY_FILE, notes.new_key(ORIGIN))
    write_entries(3)
    publish()
    assert checked(bundled(), keys=[key.line]) == [
        "checkpoint is signed with another key (wrong key)"
    ]


def test_a_key_file_is_for_its_owner_and_is_never_overwritten(key, settings):
    assert settings.LOG_KEY_FILE.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        notes.write_key(settings.LOG_KEY_FILE, key)


# What the checkpointer refuses


def test_nothing_new_is_signed_once(key):
    note = signed_log(3)
    assert checkpoints.publish() == 0
    assert shown_checkpoint() == note
    assert Checkpoint.objects.count() == 1


def test_without_a_key_entries_wait(settings, tmp_path, caplog):
    settings.LOG_KEY_FILE = tmp_path / "none.json"
    write_entries(2)
    assert checkpoints.publish() == 0
    assert "no key" in caplog.text
    assert not Leaf.objects.exists()


def test_a_checkpoint_lost_between_signing_and_showing_is_shown_next_time(key, settings):
    note = signed_log(3)
    (settings.LOG_FOLDER / "checkpoint").unlink()
    assert publish() == note


def test_tiles_that_were_lost_are_made_again_from_the_database(key, settings):
    old = signed_log(3)
    for path in settings.LOG_FOLDER.glob("tile/0/*.p/*"):
        path.write_bytes(bytes(96))
    write_entries(2)
    publish()
    assert checked(bundled(), old) == []


def test_a_bundle_wants_a_checkpoint(key):
    with pytest.raises(bundle.NothingSigned):
        bundled()


def test_the_guards_hold_for_what_was_published(key):
    signed_log(3)
    assert connection.vendor in {"sqlite", "postgresql"}
    for model in (Leaf, Checkpoint):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.all().delete()
