"""The key file changes whole or not at all, and says what is wrong with it."""

import base64
import json
import os
import threading
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from last500.base import keyfile
from last500.base.keyfile import KeyTrouble

NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    keyfile.write_keys(tmp_path / "keys.json")
    return tmp_path / "keys.json"


def kept(path):
    return json.loads(path.read_text())


def test_keys_are_never_overwritten_and_for_the_owner_only(path):
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        keyfile.write_keys(path)
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o600


def test_each_use_has_a_key_of_its_own(path):
    found = kept(path)
    keys = [found["session"], found["index"], *found["data"]["keys"].values()]
    assert len({*keys}) == 3
    assert all(len(base64.b64decode(key)) == 32 for key in keys)


def test_a_new_key_seals_and_the_last_one_rests(path):
    keyfile.change(path, lambda old: keyfile.with_new_key(old, NOW))
    data = keyfile.data_keys(kept(path))
    assert (data.active, sorted(data.keys), data.resting) == (2, [1, 2], {1: NOW})


def test_a_key_brought_before_is_the_next_to_seal(path):
    keyfile.change(path, keyfile.with_waiting_key)
    assert keyfile.data_keys(kept(path)).active == 1
    keyfile.change(path, lambda old: keyfile.with_new_key(old, NOW))
    data = keyfile.data_keys(kept(path))
    assert (data.active, sorted(data.keys)) == (2, [1, 2])


def test_what_the_file_holds_besides_is_carried_along(path):
    path.write_text(json.dumps(kept(path) | {"log": {"active": 1, "keys": {"1": "…"}}}))
    mode = path.stat().st_mode
    keyfile.change(path, lambda old: keyfile.with_new_key(old, NOW))
    assert kept(path)["log"] == {"active": 1, "keys": {"1": "…"}}
    assert path.stat().st_mode == mode


def test_a_change_that_fails_leaves_the_old_file_whole(path, monkeypatch):
    before = path.read_bytes()

    def cut_off(handle, kept):
        os.write(handle, b'{"session')
        raise KeyboardInterrupt

    monkeypatch.setattr(keyfile, "_fill", cut_off)
    with pytest.raises(KeyboardInterrupt):
        keyfile.change(path, lambda old: keyfile.with_new_key(old, NOW))
    assert path.read_bytes() == before
    monkeypatch.undo()
    keyfile.change(path, lambda old: keyfile.with_new_key(old, NOW))
    assert keyfile.data_keys(kept(path)).active == 2


def test_two_changes_at_once_are_both_made(path):
    start = threading.Barrier(8)

    def add():
        start.wait()
        keyfile.change(path, keyfile.with_waiting_key)

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(keyfile.data_keys(kept(path)).keys) == list(range(1, 10))


def test_a_number_is_taken_again_only_when_there_is_no_higher_one(path):
    full = kept(path)
    full["data"] = {"active": 255, "keys": {str(n): keyfile.fresh() for n in (1, 3, 255)}}
    assert sorted(keyfile.data_keys(keyfile.with_waiting_key(full)).keys) == [1, 2, 3, 255]


def test_when_all_numbers_are_taken_it_says_so(path):
    full = kept(path)
    full["data"] = {"active": 7, "keys": {str(n): keyfile.fresh() for n in range(1, 256)}}
    with pytest.raises(KeyTrouble, match="keys check"):
        keyfile.with_waiting_key(full)


def test_the_key_that_seals_is_not_taken_away(path):
    with pytest.raises(KeyTrouble, match="seals now"):
        keyfile.change(path, lambda old: keyfile.without_key(old, 1))
    with pytest.raises(KeyTrouble, match="no data key 9"):
        keyfile.change(path, lambda old: keyfile.without_key(old, 9))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"data": {"active": 2, "keys": {"1": "k"}}}, "the active data key 2"),
        ({"data": {"active": 0, "keys": {"0": "k"}}}, "from 1 to 255"),
        ({"data": {"active": 256, "keys": {"256": "k"}}}, "from 1 to 255"),
        ({"data": {"active": 1, "keys": {"1": "c2hvcnQ="}}}, "32 bytes"),
        ({"data": {"active": 1, "keys": {"1": "?!"}}}, "base64"),
        ({"index": "c2hvcnQ="}, "32 bytes"),
    ],
)
def test_a_bad_file_is_refused_with_the_reason(path, change, said):
    key = keyfile.fresh()
    text = json.dumps(kept(path) | change).replace('"k"', f'"{key}"')
    with pytest.raises(ImproperlyConfigured, match=said):
        keyfile.read(text, "keys.json")


def test_what_is_no_json_is_refused():
    with pytest.raises(ImproperlyConfigured, match=r"keys\.json"):
        keyfile.read("{", "keys.json")
