"""Whether a number is known never shows: same text, same statements, same work with keys."""

import re
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from last500.base.sealing import Keyring
from last500.people import actions, codes
from last500.people.models import Person, SignInCode

KNOWN, UNKNOWN = "10000000003", "10000008888"


@pytest.fixture
def watched(cast, monkeypatch):
    """Counts what is done with keys: blind indexes, seals, and the size of what is sealed."""
    cast.li.email = "li@example.org"
    cast.li.save(update_fields=["email"])
    assert cast.li.phone == KNOWN
    done: Counter = Counter()
    for verb in ("blind", "seal", "open"):
        true = getattr(Keyring, verb)

        def counted(self, first, second, *, verb=verb, true=true):
            done[verb] += 1
            return true(self, first, second)

        monkeypatch.setattr(Keyring, verb, counted)
    return done


def plain(sql: str) -> str:
    """A statement without its values, a savepoint without its number."""
    sql = re.sub(r'"s\d+_x\d+"', "savepoint", sql)
    sql = re.sub(r"x?'(?:[^']|'')*'(?:::\w+)?|\\x[0-9a-f]+", "?", sql)
    return re.sub(r"\b[0-9a-f]{32,}\b|\b\d+\b", "?", sql)


def work(done: Counter, page) -> tuple[list[str], Counter, str]:
    done.clear()
    with CaptureQueriesContext(connection) as seen:
        answer = page()
    said = re.sub(r'(?:value|nonce)="[^"]*"', "", answer.content.decode())
    return [plain(query["sql"]) for query in seen], Counter(done), f"{answer.status_code} {said}"


def asked(phone: str):
    return lambda: Client(REMOTE_ADDR=f"127.0.0.{len(phone)}").post("/sign-in/", {"phone": phone})


def test_asking_for_a_code_is_the_same_work_for_every_number(watched):
    work(watched, asked("10000007777"))  # whatever is done once only
    known, unknown = work(watched, asked(KNOWN)), work(watched, asked(UNKNOWN))
    assert known == unknown
    assert known[1]["blind"] >= 3
    assert known[1]["seal"] == 1


def test_control_a_look_up_on_the_page_would_show(watched, monkeypatch):
    """What the page did once: look the person up and open their address, if there is one."""
    true = actions.ask_for_code

    def and_look_up(text, *, address):
        person = Person.objects.filter(phone_index=actions.phone_index(text)).first()
        assert person is None or person.email
        return true(text, address=address)

    monkeypatch.setattr(actions, "ask_for_code", and_look_up)
    known, unknown = work(watched, asked(KNOWN)), work(watched, asked(UNKNOWN))
    assert known[1] != unknown[1]


def test_a_wrong_code_is_the_same_work_for_every_number(watched):
    def tried(phone: str):
        code, _plain = actions.ask_for_code(phone, address="::1")
        given = {"code_id": code.pk, "phone": phone, "code": "no"}
        return lambda: Client().post("/sign-in/code/", given)

    work(watched, tried("10000007777"))
    known, unknown = work(watched, tried(KNOWN)), work(watched, tried(UNKNOWN))
    assert known[0] == unknown[0]
    assert known[1:] == unknown[1:]


def test_a_code_lies_sealed_until_its_letter_has_left_and_is_wiped_then(watched, mailoutbox):
    _code, digits = actions.ask_for_code(KNOWN, address="::1")
    row = SignInCode.objects.values_list("plain", "code_hash").get()
    assert digits.encode() not in bytes(row[0])
    assert digits not in row[1]
    assert codes.deliver_due() == 1
    assert digits in mailoutbox[0].body
    assert bytes(SignInCode.objects.values_list("plain", flat=True).get()) == b""


def test_the_worker_wipes_the_code_of_a_number_that_nobody_has(watched, mailoutbox):
    actions.ask_for_code(UNKNOWN, address="::1")
    assert codes.deliver_due() == 0
    assert mailoutbox == []
    kept = SignInCode.objects.values_list("plain", "send_at").get()
    assert (bytes(kept[0]), kept[1]) == (b"", None)
