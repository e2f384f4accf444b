"""Sealed values are bound to their row, and a phone is found only by its keyed index."""

import os

import pytest

from last500.base import ids, phones
from last500.base.sealing import Keyring, Unreadable

KEYS = Keyring(1, {1: os.urandom(32)}, os.urandom(32))


def test_what_is_sealed_opens_in_its_own_row_only():
    sealed = KEYS.seal("一零零零", "people_person.phone:1")
    assert KEYS.open(sealed, "people_person.phone:1") == "一零零零"
    for elsewhere in ("people_person.phone:2", "people_person.name:1"):
        with pytest.raises(Unreadable):
            KEYS.open(sealed, elsewhere)


@pytest.mark.parametrize("position", [0, 1, 5, 20, -1])
def test_a_flipped_bit_is_refused(position):
    sealed = bytearray(KEYS.seal("电话", "t.c:1"))
    sealed[position] ^= 1
    with pytest.raises(Unreadable):
        KEYS.open(bytes(sealed), "t.c:1")


def test_a_value_sealed_with_an_older_key_opens_while_the_key_is_kept():
    new = Keyring(2, {1: KEYS.data[1], 2: os.urandom(32)}, KEYS.index)
    assert new.open(KEYS.seal("旧", "t.c:1"), "t.c:1") == "旧"
    with pytest.raises(Unreadable):
        KEYS.open(new.seal("新", "t.c:1"), "t.c:1")


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
