"""Guessing codes: from one address, from a hundred, for one number, for many (ASVS 5.0, 6.3.1)."""

from uuid import uuid4

import pytest
from django.test import Client

from last500.base import limits
from last500.people import actions
from last500.people.models import SignInCode
from last500.proof.models import Entry

pytestmark = pytest.mark.django_db


def ask(phone: str, address: str) -> int:
    return Client(REMOTE_ADDR=address).post("/sign-in/", {"phone": phone}).status_code


def guess(code_id, phone: str, address: str) -> int:
    given = {"code_id": code_id, "phone": phone, "code": "no"}
    return Client(REMOTE_ADDR=address).post("/sign-in/code/", given).status_code


def test_a_hundred_addresses_get_no_more_codes_for_one_number_than_one():
    answers = [ask("10000007777", f"127.0.1.{number}") for number in range(20)]
    assert answers == [200] * 5 + [429] * 15
    assert SignInCode.objects.count() == limits.CODES_PER_PHONE.most


def test_one_address_gets_codes_for_so_many_numbers_only():
    most = limits.CODES_PER_ADDRESS.most
    answers = [ask(f"1000001{number:04d}", "127.0.0.9") for number in range(most + 3)]
    assert answers == [200] * most + [429] * 3


def test_a_hundred_addresses_get_no_more_than_five_tries_at_one_code():
    code, plain = actions.ask_for_code("10000007777", address="::1")
    for number in range(20):
        assert guess(code.pk, "10000007777", f"127.0.1.{number}") == 422
    code.refresh_from_db()
    assert code.tries == 5
    from last500.base.errors import Refused

    with pytest.raises(Refused):
        actions.use_code(code.pk, plain, phone="10000007777")


def test_one_address_tries_so_many_codes_only_and_then_fills_no_log(monkeypatch):
    monkeypatch.setattr(limits, "CODE_TRIES_PER_ADDRESS", limits.Limit(10, limits.timedelta(1)))
    answers = [guess(uuid4(), "10000007777", "127.0.0.9") for _ in range(12)]
    assert answers == [422] * 10 + [429] * 2
    assert not Entry.objects.exists()  # at no living code nothing can be tried
