"""A compound's bundle as the product writes it, from rows to what verify.py says at home."""

import io
import json
import subprocess
import sys
import zipfile

import pytest
from django.db import connection

from last500.proof import ends, place_bundle, verify
from last500.proof.actions import record
from last500.proof.bundle import NothingSigned
from last500.proof.models import Checkpoint, Entry, Leaf
from tests.tamper.hands import take_guards_away
from tests.tamper.place_world import money, rows_of, said
from tests.tamper.world import bundled, checked, new_log, publish, shown_checkpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(settings, tmp_path):
    return new_log(settings, tmp_path)


def enter(amounts=(100, -30, 50), after: int = 0) -> None:
    """`after`: how many entries stand there already, of the same amounts."""
    known = money([*amounts] * (after // 3) + [*amounts])
    for kind, body in known[after:]:
        record("ledger:17", kind, body)
        record("ledger:9", kind, body)
        record("security", "signed in", {})


def files_of(key: str = "17", held=()) -> dict[str, bytes]:
    found = place_bundle.files_of(key, Checkpoint.objects.latest("size"), held)
    return {name: text.encode() for name, text in found.items()}


def test_a_compounds_bundle_is_intact_and_holds_its_own_streams_only(key):
    enter()
    old = publish()
    enter(after=3)
    publish()
    files = files_of(held=[int(old.split()[1])])
    assert said(files, [("kept", old)], [key.line]) == []
    assert {row["stream"] for row in rows_of(files)} == {"ledger:17", "heads"}
    assert len(rows_of(files)) == 7
    assert checked(bundled(), old, keys=[key.line]) == []  # the whole log is intact as well


def test_both_forms_say_the_same_at_home(key, tmp_path):
    enter()
    publish()
    tool = tmp_path / "verify.py"
    tool.write_text(verify.one_file(), encoding="utf-8")
    for form in place_bundle.FORMS:
        size, content = place_bundle.of("17", form)
        assert size == Checkpoint.objects.latest("size").size
        file = tmp_path / f"bundle.{form}"
        file.write_bytes(content)
        words = [sys.executable, "-I", str(tool), str(file), f"--key={key.line}"]
        good = subprocess.run(words, capture_output=True, check=False, text=True)
        assert (good.returncode, good.stderr) == (0, "")
        assert good.stdout == "完整：4 条，没有改动。\n"
    with zipfile.ZipFile(io.BytesIO(place_bundle.of("17", "zip")[1])) as files:
        assert "小区核验包".encode() in files.read("README.md")


def test_the_checkpointer_writes_the_index_last_and_only_when_something_is_new(key):
    record("security", "signed in", {})
    publish()
    assert not Entry.objects.filter(stream="heads").exists()  # no place has a stream yet
    enter()
    for _again in range(3):
        publish()
    assert Entry.objects.filter(stream="heads").count() == 1
    last = Leaf.objects.select_related("entry").latest("index")
    assert last.entry.stream == "heads"
    assert last.index == Checkpoint.objects.latest("size").size - 1
    assert json.loads(last.entry.body)["places"] == 2


def test_a_place_without_entries_has_no_bundle(key):
    with pytest.raises(NothingSigned):
        place_bundle.of("17", "zip")
    enter()
    publish()
    with pytest.raises(NothingSigned):
        place_bundle.of("18", "zip")


def test_a_bundle_is_kept_until_the_next_checkpoint(key, settings):
    enter()
    publish()
    first = place_bundle.of("17", "json")
    kept = list((settings.LOG_FOLDER / "places").iterdir())
    assert len(kept) == 1
    assert place_bundle.of("17", "json") == first
    enter()
    publish()
    assert place_bundle.of("17", "json") != first
    assert len(list((settings.LOG_FOLDER / "places").iterdir())) == 1


def test_a_key_that_was_renewed_is_followed_from_the_old_one(key, settings):
    from last500.proof import checkpoints

    enter()
    old = publish()
    new = checkpoints.renew_key(settings.LOG_KEY_FILE, settings.LOG_FOLDER)
    enter(after=3)
    publish()
    files = files_of(held=[int(old.split()[1])])
    for trusted in (key, new):
        assert said(files, [("kept", old)], [trusted.line]) == []


def test_a_row_changed_in_the_database_is_named(key):
    enter()
    publish()
    take_guards_away(connection)
    entry = Entry.objects.get(stream="ledger:17", seq=2)
    Entry.objects.filter(pk=entry.pk).update(body=entry.body.replace("30", "31"))
    assert said(files_of())[0] == "entry 2 of ledger:17 changed"


def test_a_tail_dropped_in_the_database_is_named(key, settings):
    enter()
    publish()
    take_guards_away(connection)
    entry = Entry.objects.get(stream="ledger:17", seq=3)
    Leaf.objects.filter(entry=entry).delete()
    entry.delete()
    assert said(files_of()) == ["entry 3 of ledger:17 missing"]
    # Without the published index it is counted from the rows that are left, and fits no more.
    (settings.LOG_FOLDER / "ends.json").unlink()
    assert said(files_of()) == [
        "nobody can tell whether something is missing: the index of where streams end does not fit"
    ]


def test_the_index_of_the_database_is_the_one_that_was_signed(key):
    enter()
    publish()
    last = Leaf.objects.select_related("entry").latest("index")
    table = ends.of_places(last.index, ["ledger"])
    assert list(table) == ["17", "9"]
    assert table["17"]["ledger:17"].startswith("3 ")
    assert shown_checkpoint().split()[1] == str(last.index + 1).encode()
