"""The table of limits (base/limits.py): every burst ends where the table says, and only it ends.

Threats T2, T11, T17 and T26. The figures of the tests are those of the table.
"""

import ast
import itertools
import logging
import re
import secrets
from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client

from last500.base import clock, ids, limits
from last500.base.errors import TooMany
from last500.base.http import one_network
from last500.base.limits import Limit, Size
from last500.cli.limits import document
from last500.people.models import AccessEvent, SignInCode
from last500.service_requests import queries
from last500.service_requests.actions import importing
from last500.service_requests.models import ServiceRequest
from last500.service_requests.tests.test_spine_pages import place
from tests.test_guards import ROOT, nodes_of, shown, source_files

BACKEND = "last500.people.backend.CodeBackend"
RATES = {name: one for name, one in limits.table().items() if isinstance(one, Limit)}
COUNTED_ELSEWHERE = {"VIEWS_PER_PERSON": "people/looks.py counts them in the access log itself"}
pytestmark = pytest.mark.django_db


def test_the_page_of_the_manual_is_what_the_table_says():
    written = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    assert written == document(), "run: .venv/bin/python -m last500 limits > docs/limits.md"
    for name in limits.table():
        assert f"| {name} |" in written


def test_every_row_says_for_what_and_why():
    for name, one in limits.table().items():
        assert one.most > 0, name
        assert re.fullmatch(r"T\d+", one.threat), name
        assert one.why and one.scope, name
        assert isinstance(one, Size) or (one.what and one.sentence.endswith("。")), name
    assert len({one.what for one in RATES.values()}) == len(RATES)


def test_every_rate_is_counted_under_its_own_word_and_none_is_forgotten():
    """`limits.hit("code", …, limits.CODES_PER_PHONE)`: the word is the table's."""
    used = {}
    for path in source_files(".py"):
        if "tests" in path.parts:
            continue
        for node in nodes_of(path):
            parts = node.args if isinstance(node, ast.Call) else getattr(node, "elts", ())
            if len(parts) != 3 or not isinstance(parts[0], ast.Constant):
                continue
            limit = parts[2].func if isinstance(parts[2], ast.Call) else parts[2]
            name = getattr(limit, "attr", "").upper()
            if name in RATES and getattr(limit.value, "id", "") == "limits":
                used[name] = (parts[0].value, shown(path))
    counted = RATES.keys() - COUNTED_ELSEWHERE.keys()
    assert {name: word for name, (word, _path) in used.items()} == {
        name: RATES[name].what for name in counted
    }


# ---- bursts -------------------------------------------------------------------------------------


def burst(times: int, send) -> list[int]:
    return [send(number) for number in range(times)]


def phone(number: int) -> str:
    return f"1000001{number:04d}"


def ask_code(number: str, **where: str) -> int:
    return Client(**where).post("/sign-in/", {"phone": number, "next": "/"}).status_code


def test_codes_for_one_number(db):
    most = limits.CODES_PER_PHONE.most
    answers = burst(most + 2, lambda n: ask_code(phone(1), REMOTE_ADDR=f"10.0.0.{n}"))
    assert answers == [200] * most + [429] * 2
    assert ask_code(phone(2)) == 200  # another number is none of this
    with clock.at(clock.now() + clock.DAY):
        assert ask_code(phone(1)) == 200


def test_codes_from_one_address(db):
    most = limits.CODES_PER_ADDRESS.most
    answers = burst(most + 2, lambda n: ask_code(phone(n), REMOTE_ADDR="10.0.0.1"))
    assert answers == [200] * most + [429] * 2
    assert ask_code(phone(99), REMOTE_ADDR="10.0.0.2") == 200


def test_codes_altogether_and_the_alarm(db, settings, caplog):
    settings.CODES_PER_DAY = 7
    answers = burst(9, lambda n: ask_code(phone(n), REMOTE_ADDR=f"10.0.{n}.1"))
    assert answers == [200] * 7 + [429] * 2
    alarms = [one for one in caplog.records if one.name == limits.__name__]
    assert [one.levelno for one in alarms] == [logging.ERROR] * 2
    assert "codes-all" in caplog.text
    assert phone(8) not in caplog.text
    assert [(one.limit.what, one.times) for one in limits.reached()] == [("codes-all", 1)]
    assert SignInCode.objects.count() == 7


@pytest.mark.whole
def test_refused_by_one_limit_nothing_is_taken_from_everybody(db, settings):
    """One who hammers one number does not use up the day's codes of all."""
    settings.CODES_PER_DAY = limits.CODES_PER_PHONE.most + 1
    burst(30, lambda n: ask_code(phone(1), REMOTE_ADDR=f"10.0.0.{n}"))
    assert ask_code(phone(2)) == 200


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_a_connection_at_home_is_one_address(address, network):
    assert one_network(address) == network


def test_a_burst_from_one_ipv6_line_ends_as_well(db):
    most = limits.CODES_PER_ADDRESS.most
    answers = burst(most + 1, lambda n: ask_code(phone(n), REMOTE_ADDR=f"2001:db8::{n:x}"))
    assert answers[-1] == 429
    assert ask_code(phone(99), REMOTE_ADDR="2001:db8:0:1::1") == 200


def look_up(number: str, digits: str, address: str = "127.0.0.1") -> int:
    client = Client(REMOTE_ADDR=address)
    return client.post("/follow/", {"number": number, "digits": digits}).status_code


def test_digits_of_one_number(cast):
    matter, most = cast.placed(), limits.GUESSES_PER_NUMBER.most
    answers = burst(most + 2, lambda n: look_up(matter.number, f"9{n:03d}", f"10.0.0.{n}"))
    assert answers == [422] * most + [429] * 2
    assert look_up(matter.number, matter.contact.phone[-4:], "10.0.1.1") == 429  # also the right
    with clock.at(clock.now() + clock.HOUR):
        assert look_up(matter.number, matter.contact.phone[-4:]) == 303


def test_numbers_from_one_address(cast):
    most = limits.GUESSES_PER_ADDRESS.most
    answers = burst(most + 2, lambda n: look_up(ids.public_number(), "0000"))
    assert answers == [422] * most + [429] * 2


def test_requests_for_one_telephone(client, cast):
    most = limits.REQUESTS_PER_PHONE.most
    answers = burst(most + 1, lambda n: place(client, phone=phone(1)).status_code)
    assert answers == [303] * most + [429]
    assert ServiceRequest.objects.count() == most


def test_requests_from_one_address(client, cast, monkeypatch):
    tight = replace(limits.REQUESTS_PER_ADDRESS, most=6)
    monkeypatch.setattr(limits, "REQUESTS_PER_ADDRESS", tight)
    answers = burst(8, lambda n: place(client, phone=phone(n)).status_code)
    assert answers == [303] * 6 + [429] * 2


def test_me_too_from_one_address(cast):
    matter, most = cast.placed(), limits.ME_TOOS_PER_ADDRESS.most
    address = f"/c/{cast.a.slug}/me-too/{matter.pk}/"
    answers = burst(most + 1, lambda n: Client().post(address, {"once": uuid4().hex}).status_code)
    assert answers == [303] * most + [429]


def test_reveals_of_one_person_and_the_alarm(cast, caplog):
    lin, most = Client(), limits.REVEALS_PER_PERSON.most
    lin.force_login(cast.lin, backend=BACKEND)
    matters = [cast.placed(phone=phone(n)) for n in range(most + 2)]

    def reveal(number: int) -> int:
        address = f"/desk/request/{matters[number].number}/reveal/"
        return lin.post(address, {"reason": "verify", "field": "phone"}).status_code

    assert burst(most + 2, reveal) == [200] * most + [429] * 2
    # What was refused was not seen.
    assert AccessEvent.objects.filter(kind="reveal").count() == most
    assert "limit reached: reveal" in caplog.text
    assert [(one.limit.what, one.times) for one in limits.reached()] == [("reveal", 1)]


def test_exports_of_one_person(cast, monkeypatch):
    monkeypatch.setattr(limits, "SHEETS_PER_PERSON", replace(limits.SHEETS_PER_PERSON, most=3))
    he, sun = Client(), Client()
    he.force_login(cast.he, backend=BACKEND)
    sun.force_login(cast.sun, backend=BACKEND)
    kinds = itertools.cycle(["csv", "xlsx"])
    answers = burst(5, lambda n: he.get(f"/figures/export/?as={next(kinds)}").status_code)
    assert answers == [200] * 3 + [429] * 2
    assert sun.get("/figures/export/?as=xlsx").status_code == 200


def test_imports_of_one_person(cast, monkeypatch):
    monkeypatch.setattr(limits, "IMPORTS_PER_PERSON", replace(limits.IMPORTS_PER_PERSON, most=2))
    mapping = b'consent = "told_proxy"\n[columns]\ntext = "a"\n[place]\nconstant = "furongyuan"\n'
    actor = cast.actor("he")
    for number in range(2):
        importing.stage(actor, f"a\nx{number}\n".encode(), "a.csv", mapping)
    with pytest.raises(TooMany, match="明天再来"):
        importing.stage(actor, b"a\ny\n", "a.csv", mapping)


def test_without_the_count_no_burst_ends(db, monkeypatch):
    """Positive control of all bursts above."""
    monkeypatch.setattr(limits, "hit", lambda *what: None)
    most = limits.CODES_PER_PHONE.most
    assert burst(most + 3, lambda n: ask_code(phone(1))) == [200] * (most + 3)


def test_a_limit_says_what_to_do_now(cast):
    for number in range(limits.CODES_PER_PHONE.most):
        ask_code(phone(1), REMOTE_ADDR=f"10.0.0.{number}")
    html = Client().post("/sign-in/", {"phone": phone(1), "next": "/"}).content.decode()
    assert limits.CODES_PER_PHONE.sentence in html


# ---- guessing -----------------------------------------------------------------------------------


def test_ten_thousand_guessed_numbers_hit_nothing(cast, monkeypatch):
    """50 random bits: with a million requests in the book, one guess in a billion would hit."""
    monkeypatch.setattr(limits, "hit", lambda *what: None)
    real = [cast.placed(phone=phone(n)) for n in range(5)]
    known = {matter.number for matter in real}
    hits = 0
    for _ in range(10_000):
        guess = ids.public_number()
        hits += guess in known
        if secrets.randbelow(20) == 0:  # the look-up itself for one in twenty: it takes time
            hits += queries.by_number(guess, "0000", address="x") is not None
    assert hits == 0
    assert queries.by_number(real[0].number, real[0].contact.phone[-4:], address="x")  # control


def test_guesses_get_equal_answers(cast, monkeypatch):
    """A number that is, with wrong digits; one that is not; one that cannot be: one page."""
    monkeypatch.setattr(limits, "hit", lambda *what: None)
    matter = cast.placed()

    def page(number: str) -> str:
        client = Client()
        answer = client.post("/follow/", {"number": number, "digits": "9999"})
        assert answer.status_code == 422
        html = re.sub(r'(value|nonce)="[^"]*"', "", answer.content.decode())
        return html

    other = page(ids.public_number())
    assert page(matter.number) == other
    assert page("K7M4QX2P9T" + "U") == other
    addresses = [f"/r/{matter.number}/", f"/r/{ids.public_number()}/", "/r/nothing/"]
    pages = {re.sub(r'nonce="[^"]*"|/r/\w+/', "", _text(one)) for one in addresses}
    assert len(pages) == 1


def _text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 404
    return re.sub(r'value="[^"]*"', "", answer.content.decode())
