"""Sealed values are bound to their row, and a phone is found only by its keyed index."""

import json
import os
import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from last500.base import ids, keyfile, phones, sealing
from last500.base.sealing import AES_256_GCM, SM4_GCM, Keyring, Unreadable

KEYS = Keyring(1, {1: os.urandom(32)}, os.urandom(32))
SM4 = Keyring(1, KEYS.data, KEYS.index, SM4_GCM)
BOTH = pytest.mark.parametrize("keys", [KEYS, SM4], ids=["aes-256-gcm", "sm4-gcm"])


@BOTH
def test_what_is_sealed_opens_in_its_own_row_only(keys):
    sealed = keys.seal("一零零零", "people_person.phone:1")
    assert keys.open(sealed, "people_person.phone:1") == "一零零零"
    for elsewhere in ("people_person.phone:2", "people_person.name:1", "people_contact.phone:1"):
        with pytest.raises(Unreadable):
            keys.open(sealed, elsewhere)


@BOTH
def test_every_flipped_bit_is_refused(keys):
    sealed = keys.seal("电话", "t.c:1")
    for position in range(len(sealed) * 8):
        flipped = bytearray(sealed)
        flipped[position // 8] ^= 1 << position % 8
        with pytest.raises(Unreadable):
            keys.open(bytes(flipped), "t.c:1")


@BOTH
def test_a_value_cut_short_is_refused(keys):
    sealed = keys.seal("电话", "t.c:1")
    for length in range(len(sealed)):
        with pytest.raises(Unreadable):
            keys.open(sealed[:length], "t.c:1")


@BOTH
def test_algorithm_and_key_stand_in_the_value_and_both_algorithms_open(keys):
    assert keys.seal("x", "t.c:1")[:2] == bytes([keys.algorithm, 1])
    for reader in (KEYS, SM4):
        assert reader.open(keys.seal("新旧都能读", "t.c:1"), "t.c:1") == "新旧都能读"


def test_the_two_algorithms_are_two_and_share_no_key():
    """The head is not trusted: a value relabelled as the other algorithm's does not open."""
    sealed = bytearray(KEYS.seal("电话", "t.c:1"))
    assert sealed[0] == AES_256_GCM
    sealed[0] = SM4_GCM
    with pytest.raises(Unreadable):
        SM4.open(bytes(sealed), "t.c:1")


def test_sealing_the_same_twice_shows_no_sameness():
    assert KEYS.seal("10000008000", "t.c:1") != KEYS.seal("10000008000", "t.c:1")


def test_a_value_sealed_with_an_older_key_opens_while_the_key_is_kept():
    new = Keyring(2, {1: KEYS.data[1], 2: os.urandom(32)}, KEYS.index)
    assert new.open(KEYS.seal("旧", "t.c:1"), "t.c:1") == "旧"
    with pytest.raises(Unreadable):
        KEYS.open(new.seal("新", "t.c:1"), "t.c:1")


# Keys of the running process


@pytest.fixture
def key_file(tmp_path, settings):
    settings.KEYS_FILE = tmp_path / "keys.json"
    keyfile.write_keys(settings.KEYS_FILE)
    yield settings.KEYS_FILE
    sealing.forget_keys()


def another_key(path):
    """What `keys rotate` does, in another process."""
    from last500.base import clock

    keyfile.change(path, lambda kept: keyfile.with_new_key(kept, clock.now()))


def test_a_new_key_is_used_by_a_process_that_runs(key_file, monkeypatch):
    assert sealing.seal("x", "t.c:1")[1] == 1
    another_key(key_file)
    later = time.monotonic() + sealing.LOOK_EVERY
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert sealing.seal("x", "t.c:1")[1] == 2


def test_a_value_under_a_key_not_known_yet_opens_at_once(key_file, monkeypatch):
    still = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: still)
    before = sealing.keyring()
    another_key(key_file)
    kept = keyfile.data_keys(keyfile.read(key_file.read_text(), ""))
    theirs = Keyring(2, kept.keys, KEYS.index).seal("别处写的", "t.c:1")
    with pytest.raises(Unreadable):
        before.open(theirs, "t.c:1")
    assert sealing.open_sealed(theirs, "t.c:1") == "别处写的"


def test_an_unchanged_file_is_not_read_again(key_file, monkeypatch):
    sealing.keyring()
    monkeypatch.setattr(sealing, "_ring_from", lambda source: pytest.fail("read again"))
    assert sealing.keyring(look=True).active == 1


def test_keys_may_come_from_the_environment(settings):
    settings.KEYS_JSON = json.dumps(keyfile.new_keys())
    sealed = sealing.seal("x", "t.c:1")
    assert sealing.open_sealed(sealed, "t.c:1") == "x"
    settings.KEYS_JSON = json.dumps(keyfile.new_keys())
    with pytest.raises(Unreadable):
        sealing.open_sealed(sealed, "t.c:1")


def test_a_missing_file_says_what_to_do(settings, tmp_path):
    settings.KEYS_FILE = tmp_path / "none.json"
    with pytest.raises(ImproperlyConfigured, match="last500 init"):
        sealing.keyring()


def test_the_setting_chooses_the_algorithm(key_file, settings):
    settings.SEAL_ALGORITHM = "sm4-gcm"
    sealing.forget_keys()
    assert sealing.seal("x", "t.c:1")[0] == SM4_GCM


# Indexes, numbers


def test_the_blind_index_depends_on_the_key_and_the_column():
    other = Keyring(1, KEYS.data, os.urandom(32))
    values = {KEYS.blind("a", "1"), KEYS.blind("b", "1"), other.blind("a", "1")}
    assert len(values) == 3


def test_a_public_number_survives_being_read_aloud():
    for _ in range(50):
        number = ids.public_number()
        said = ids.shown_number(number).lower().replace("0", "o").replace("1", "l")
        assert ids.read_number(said) == number


def test_a_slip_of_the_pen_shows():
    number = ids.public_number()
    wrong = [
        number[:i] + c + number[i + 1 :] for i in range(11) for c in ids.ALPHABET if c != number[i]
    ]
    assert all(ids.read_number(text) != number for text in wrong)
    assert not any(ids.read_number(text) for text in wrong)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("１０００ ０００ １２３４", "10000001234"),
        ("+86 1000-000-1234", "10000001234"),
        ("0816-2345678", "08162345678"),
    ],
)
def test_a_phone_is_read_as_people_type_it(typed, read):
    assert phones.normalise(typed) == read


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("1000000123", "short"),
        ("100000012345", "long"),
        ("电话", "letters"),
        ("11000001234", "kind"),
    ],
)
def test_a_wrong_phone_says_what_is_wrong(typed, fault):
    with pytest.raises(ValueError, match=fault):
        phones.normalise(typed)
