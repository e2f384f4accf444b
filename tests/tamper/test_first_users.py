"""What goes into the log today: each act writes its entry; without the entry there is no act."""

import json
from datetime import date
from uuid import uuid4

import pyotp
import pytest
from django.db import DatabaseError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Refused
from last500.organisations import actions as organisations
from last500.organisations.models import CalendarDay, Office
from last500.organisations.rules import OfficeKind
from last500.people import actions as people
from last500.people.models import AccessEvent, Person, SignInCode
from last500.proof.models import Entry, Opening
from last500.service_requests import actions
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def told(stream: str = "security") -> list[str]:
    rows = Entry.objects.filter(stream=stream).order_by("seq")
    return list(rows.values_list("kind", flat=True))


def opened() -> dict:
    return json.loads(Opening.objects.order_by("-entry_id").first().personal)


def give(cast: Cast, to: str = "hua") -> Office:
    secretary = OfficeKind.SECRETARY
    return organisations.give_office(cast.actor("he"), cast.people[to], secretary, cast.c)


def reveal(cast: Cast, request) -> str:
    return actions.reveal(cast.actor("lin"), request, field="phone", reason="打电话核实")


def sign_in(cast: Cast) -> Person:
    code, plain = people.ask_for_code(cast.chen.phone, address="127.0.0.1")
    return people.use_code(code.pk, plain, phone=cast.chen.phone)


def test_an_office_given_and_ended(cast):
    office = give(cast)
    assert opened() == {"person": str(cast.hua.pk), "by": str(cast.he.pk)}
    organisations.end_office(cast.actor("he"), office)
    assert told("offices") == ["given", "ended"]
    given, ended = (json.loads(e.body) for e in Entry.objects.filter(stream="offices"))
    assert (given["place"], given["kind"], given["to"]) == (cast.c.pk, "secretary", None)
    assert ended["to"] == (clock.today() - clock.DAY).isoformat()
    assert given["office"] == ended["office"] == str(office.pk)


def test_an_office_that_ended_already_is_not_ended_twice_in_the_log(cast):
    office = give(cast)
    organisations.end_office(cast.actor("he"), office)
    with pytest.raises(Conflict):
        organisations.end_office(cast.actor("he"), office)
    assert told("offices") == ["given", "ended"]


def test_a_reveal_is_told_in_the_stream_of_the_desk(cast):
    request = cast.placed()
    reveal(cast, request)
    stream = f"reveals:{request.desk_id}"
    assert told(stream) == ["revealed"]
    body = json.loads(Entry.objects.get(stream=stream).body)
    assert set(body) == {"field", "role", "commit"}
    assert opened()["by"] == str(cast.lin.pk)
    assert opened()["contact"] == str(request.contact_id)


def test_a_sign_in_that_worked_and_one_that_did_not(cast):
    sign_in(cast)
    code, plain = people.ask_for_code(cast.chen.phone, address="127.0.0.1")
    wrong = "000000" if plain != "000000" else "111111"
    with pytest.raises(Refused):
        people.use_code(code.pk, wrong, phone=cast.chen.phone)
    assert told() == ["signed in", "sign-in failed"]
    assert Person.objects.filter(pk=cast.chen.pk).exists()
    assert cast.chen.phone not in "".join(Entry.objects.values_list("body", flat=True))


def test_a_failed_try_is_told_though_the_page_undoes_the_rest(cast, client):
    code, plain = people.ask_for_code(cast.chen.phone, address="127.0.0.1")
    wrong = "000000" if plain != "000000" else "111111"
    sent = {"code_id": code.pk, "phone": cast.chen.phone, "code": wrong, "name": ""}
    assert client.post("/sign-in/code/", sent).status_code == 422
    assert told() == ["sign-in failed"]


def test_nobody_fills_the_log_with_tries_at_no_code(cast):
    for _time in range(3):
        with pytest.raises(Refused):
            people.use_code(uuid4(), "123456", phone=cast.chen.phone)
    assert told() == []


def test_a_closed_account_is_told_as_refused(cast):
    Person.objects.filter(pk=cast.chen.pk).update(is_active=False)
    with pytest.raises(Refused):
        sign_in(cast)
    assert told() == ["sign-in refused"]


def test_the_second_factor_set_shown_and_failed(cast):
    key = people.new_totp_key()
    people.set_totp(cast.lin, key, pyotp.TOTP(key).at(clock.now()))
    with pytest.raises(Refused):
        people.check_totp(cast.lin, key, "12345x")
    assert told() == ["second factor shown", "second factor set", "second factor failed"]


def test_all_sessions_ended(cast):
    people.end_sessions(cast.lin)
    assert told() == ["all sessions ended"]
    assert opened() == {"person": str(cast.lin.pk)}


def test_an_edit_of_the_calendar(cast):
    organisations.set_calendar_day(cast.actor("op"), date(2027, 5, 4), is_worked=False, name="")
    assert told() == ["calendar changed"]


@pytest.fixture
def the_log_is_full(monkeypatch):
    """The insert of the entry fails, as on a full disk."""

    def fail(*args, **kwargs):
        raise DatabaseError("disk full")

    def begin():
        monkeypatch.setattr(Entry, "save", fail)

    return begin


def test_without_its_entry_no_act_happens(cast, the_log_is_full):
    request, office = cast.placed(), give(cast)
    code, plain = people.ask_for_code(cast.chen.phone, address="127.0.0.1")
    salt = Person.objects.get(pk=cast.lin.pk).session_salt
    the_log_is_full()
    acts = [
        lambda: give(cast, to="li"),
        lambda: organisations.end_office(cast.actor("he"), office),
        lambda: reveal(cast, request),
        lambda: people.use_code(code.pk, plain, phone=cast.chen.phone),
        lambda: people.end_sessions(cast.lin),
        lambda: organisations.set_calendar_day(
            cast.actor("op"), date(2027, 5, 4), is_worked=False, name=""
        ),
    ]
    organisations_before = Office.objects.count()
    for act in acts:
        with pytest.raises(DatabaseError, match="disk full"), transaction.atomic():
            act()
    assert Office.objects.count() == organisations_before
    assert Office.objects.get(pk=office.pk).to_on is None
    assert not AccessEvent.objects.exists()
    assert SignInCode.objects.get(pk=code.pk).used_at is None
    assert Person.objects.get(pk=cast.lin.pk).session_salt == salt
    assert not CalendarDay.objects.filter(on=date(2027, 5, 4)).exists()


def test_control_with_its_entry_each_of_these_acts_happens(cast):
    request, office = cast.placed(), give(cast)
    salt = cast.lin.session_salt
    organisations.end_office(cast.actor("he"), office)
    assert reveal(cast, request) == cast.chen.phone
    sign_in(cast)
    people.end_sessions(cast.lin)
    organisations.set_calendar_day(cast.actor("op"), date(2027, 5, 4), is_worked=False, name="")
    assert Office.objects.get(pk=office.pk).to_on is not None
    assert AccessEvent.objects.count() == 1
    assert SignInCode.objects.exclude(used_at=None).count() == 1
    assert Person.objects.get(pk=cast.lin.pk).session_salt != salt
    assert CalendarDay.objects.filter(on=date(2027, 5, 4)).exists()
