"""A neighbour that signs checkpoints too: what it signs, what it refuses, and who shows it."""

import base64
import io
import shutil
import zipfile

import pytest
from django.db import DatabaseError, connection, transaction

from last500.base import outbound
from last500.proof import bundle, checkpoints, notes, place_bundle, queries, witness
from last500.proof.actions import record
from last500.proof.models import Checkpoint, Cosignature, Entry, Leaf
from last500.proof.witness import NotCosigned
from tests.tamper.hands import take_guards_away
from tests.tamper.place_world import money, said
from tests.tamper.test_tampering import change, forget_that_anything_was_signed, rechain
from tests.tamper.world import bundled, new_log, publish, shown_checkpoint, write_entries

pytestmark = pytest.mark.django_db
NEXT = notes.LogKey("next.example/tlog", bytes(range(32)))


@pytest.fixture
def key(settings, tmp_path):
    """One instance plays both parts: it publishes as itself and signs under the neighbour's key."""
    found = new_log(settings, tmp_path)
    settings.NEIGHBOURS_FILE = tmp_path / "neighbours"
    lines = ["# whom we know", "", found.line, notes.witness_line(NEXT)]
    settings.NEIGHBOURS_FILE.write_text("\n".join(lines), encoding="utf-8")
    return found


@pytest.fixture
def neighbour(settings, tmp_path):
    """The neighbour's desk: its own key and folder, for the length of a call."""
    notes.write_key(tmp_path / "next" / "log-key.json", NEXT)

    def signs(log: str) -> str:
        own = settings.LOG_KEY_FILE, settings.LOG_FOLDER
        settings.LOG_KEY_FILE = tmp_path / "next" / "log-key.json"
        settings.LOG_FOLDER = tmp_path / "next" / "tlog"
        try:
            return witness.cosign(witness.source(log))[1]
        finally:
            settings.LOG_KEY_FILE, settings.LOG_FOLDER = own

    return signs


def test_what_continues_is_signed_again_and_again(key, neighbour, settings, tmp_path):
    for first, count in ((0, 3), (3, 300), (303, 1), (304, 0)):
        write_entries(count, first)
        publish()
        note = neighbour(str(settings.LOG_FOLDER))
        assert note.encode().startswith(shown_checkpoint())
    told = Entry.objects.filter(stream="witness").order_by("seq")
    # What was signed twice is told once; the neighbour's own entries stand in this log as well.
    assert len(told) == 4
    assert (tmp_path / "next" / "tlog" / "witnessed" / key.line.split("+")[1]).read_text() == note


def test_a_whole_bundle_will_do_where_there_is_no_line(key, neighbour, tmp_path):
    write_entries(5)
    publish()
    bundle.write(tmp_path / "log.zip")
    assert neighbour(str(tmp_path / "log.zip"))
    with pytest.raises(NotCosigned, match="neither an address nor a bundle"):
        neighbour(str(tmp_path / "neighbours"))


def test_a_forked_log_is_refused(key, neighbour, settings):
    write_entries(12)
    publish()
    signed = neighbour(str(settings.LOG_FOLDER))
    take_guards_away(connection)
    # The neighbour has a database of its own; here its memory must outlive the forgery.
    memory = witness.cosigned_before(key.origin)
    change(5, body='{"number":99}')
    rechain(5)
    forget_that_anything_was_signed(settings)
    publish()
    assert witness.cosigned_before(key.origin) == memory
    with pytest.raises(NotCosigned, match="forked or rewritten"):
        neighbour(str(settings.LOG_FOLDER))
    # Control: who never signed before signs the forgery.
    Leaf.objects.filter(entry__stream="witness").delete()
    Entry.objects.filter(stream="witness").delete()
    assert neighbour(str(settings.LOG_FOLDER)) != signed


def test_a_log_cut_short_is_refused(key, neighbour, settings, tmp_path):
    write_entries(3)
    publish()
    shutil.copytree(settings.LOG_FOLDER, tmp_path / "older")
    write_entries(3, 3)
    publish()
    neighbour(str(settings.LOG_FOLDER))
    with pytest.raises(NotCosigned, match="cut short"):
        neighbour(str(tmp_path / "older"))


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (lambda note: note.replace(b"\n3\n", b"\n4\n", 1), "not signed by"),
        (lambda note: note.replace(b"town.example", b"else.example"), "no key of else.example"),
        (lambda note: b"\xff", "not a checkpoint"),
        (lambda note: b"", "not a checkpoint"),
    ],
)
def test_what_is_not_the_neighbours_is_not_signed(key, neighbour, settings, tamper, words):
    write_entries(3)
    publish()
    path = settings.LOG_FOLDER / "checkpoint"
    path.write_bytes(tamper(path.read_bytes()))
    with pytest.raises(NotCosigned, match=words):
        neighbour(str(settings.LOG_FOLDER))
    assert not Entry.objects.filter(stream="witness").exists()


def test_tiles_that_were_tampered_with_make_no_proof(key, neighbour, settings):
    write_entries(3)
    publish()
    neighbour(str(settings.LOG_FOLDER))
    write_entries(4, 3)
    publish()
    tile = max(settings.LOG_FOLDER.glob("tile/0/000.p/*"), key=lambda path: int(path.name))
    tile.write_bytes(bytes(len(tile.read_bytes())))
    with pytest.raises(NotCosigned, match="forked"):
        neighbour(str(settings.LOG_FOLDER))
    tile.write_bytes(b"x")
    with pytest.raises(NotCosigned, match="wrong length"):
        neighbour(str(settings.LOG_FOLDER))


def test_over_the_line_only_the_one_way_out_is_used(key, neighbour, settings, monkeypatch):
    write_entries(3)
    publish()
    asked, folder = [], settings.LOG_FOLDER

    def call(method, url):
        asked.append((method, url))
        path = folder / url.partition("/tlog/")[2]
        return outbound.Answer(200, {}, path.read_bytes())

    monkeypatch.setattr(outbound, "call", call)
    assert neighbour("https://town.example/tlog/")
    write_entries(3, 3)
    publish()
    assert neighbour("https://town.example/tlog")
    assert ("GET", "https://town.example/tlog/checkpoint") in asked
    assert any("/tile/0/000.p/" in url for _method, url in asked)
    monkeypatch.undo()
    with pytest.raises(NotCosigned, match="LAST500_OUTBOUND_HOSTS"):
        neighbour("https://town.example/tlog")


def test_a_known_witness_is_taken_shown_and_checked(key, neighbour, settings, client):
    for kind, body in money([100, -30]):
        record("ledger:17", kind, body)
    publish()
    note = neighbour(str(settings.LOG_FOLDER))
    assert witness.take(note) == [NEXT.origin]
    assert witness.take(note) == []  # once
    assert shown_checkpoint().decode() == note
    assert queries.printed().witnesses == (NEXT.origin,)
    theirs = notes.witness_line(NEXT)
    files = place_files()
    assert said(files, keys=[key.line], witnesses=[theirs]) == []
    assert said(bundled(), keys=[key.line], witnesses=[theirs]) == []
    write_entries(2)
    publish()  # the newest checkpoint is the publisher's alone; the one that was signed goes along
    assert said(place_files(), keys=[key.line], witnesses=[theirs]) == []
    assert said(bundled(), keys=[key.line], witnesses=[theirs]) == []
    other = notes.witness_line(notes.new_key("other.example/tlog"))
    assert said(files, witnesses=[other]) == ["other.example/tlog cosigned nothing here"]


def place_files() -> dict[str, bytes]:
    found = place_bundle.files_of("17", Checkpoint.objects.latest("size"))
    return {name: text.encode() for name, text in found.items()}


def test_what_is_no_known_witness_line_is_not_taken(key, neighbour, settings):
    write_entries(3)
    publish()
    note = neighbour(str(settings.LOG_FOLDER))
    with pytest.raises(NotCosigned, match="no line of a known witness"):
        witness.take(shown_checkpoint().decode())
    unknown = notes.cosign(notes.new_key("other.example/tlog"), note, 1)
    with pytest.raises(NotCosigned, match="no line of a known witness"):
        witness.take(shown_checkpoint().decode() + unknown)
    head, gap, last = note.rstrip("\n").rpartition(" ")
    line = bytearray(base64.b64decode(last))
    line[-1] ^= 1
    with pytest.raises(NotCosigned, match="does not fit"):
        witness.take(head + gap + base64.b64encode(bytes(line)).decode() + "\n")
    theirs = NEXT.sign(notes.Head(NEXT.origin, 3, bytes(32)))
    with pytest.raises(NotCosigned, match="no checkpoint of ours"):
        witness.take(theirs)
    assert not Cosignature.objects.exists()


def test_a_cosignature_that_was_taken_stays(key, neighbour, settings):
    write_entries(3)
    publish()
    witness.take(neighbour(str(settings.LOG_FOLDER)))
    assert "proof_cosignature" not in checkpoints.unguarded()
    for change_it in (
        lambda: Cosignature.objects.update(line="x"),
        lambda: Cosignature.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change_it()


def test_an_unreadable_line_in_the_settings_file_is_named(key, neighbour, settings):
    write_entries(1)
    publish()
    settings.NEIGHBOURS_FILE.write_text("town.example+0+AAAA", encoding="utf-8")
    with pytest.raises(NotCosigned, match="is no public key"):
        neighbour(str(settings.LOG_FOLDER))
    settings.NEIGHBOURS_FILE.unlink()
    with pytest.raises(NotCosigned, match="no key of town"):
        neighbour(str(settings.LOG_FOLDER))


def test_the_command_names_what_is_missing(key, settings, tmp_path):
    settings.LOG_KEY_FILE.unlink()
    with pytest.raises(FileNotFoundError):
        witness.cosign(lambda name: b"")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w"):
        pass
    (tmp_path / "empty.zip").write_bytes(target.getvalue())
    with pytest.raises(NotCosigned, match="checkpoint is missing"):
        witness.source(str(tmp_path / "empty.zip"))("checkpoint")
