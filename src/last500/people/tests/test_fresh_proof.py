"""A fresh proof before what weighs, and what happens to a lost second factor."""

import re

import pyotp
import pytest
from django.test import Client

from last500.base import clock
from last500.people import actions, recovery
from last500.people.models import RecoveryCode
from last500.people.tests.test_sessions import prove_again, sign_in
from last500.proof.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def with_factor(person) -> str:
    key = actions.new_totp_key()
    actions.set_totp(person, key, pyotp.TOTP(key).at(clock.now()))
    return key


def show(client: Client, key: str, **more):
    code = pyotp.TOTP(key).at(clock.now())
    return client.post("/sign-in/second/", {"code": code} | more)


def asks_for_proof(answer) -> bool:
    return answer.status_code == 303 and answer["Location"].startswith("/sign-in/again/")


def test_ten_minutes_after_the_proof_it_is_asked_for_again(cast):
    client, began = sign_in(cast.chen), clock.now()
    assert client.get("/me/second-factor/").status_code == 200
    with clock.at(began + 11 * clock.MINUTE):
        assert asks_for_proof(client.get("/me/second-factor/"))
        prove_again(client)
        assert client.get("/me/second-factor/").status_code == 200


def test_a_button_leads_back_to_the_page_on_which_it_stands(cast):
    client, began = sign_in(cast.chen), clock.now()
    with_factor(cast.chen)
    with clock.at(began + 11 * clock.MINUTE):
        here = {"referer": "http://testserver/me/devices/"}
        answer = client.post("/me/second-factor/codes/", headers=here)
        assert answer["Location"] == "/sign-in/again/?next=%2Fme%2Fdevices%2F"


def test_the_second_factor_is_changed_only_with_the_old_one_or_a_recovery_code(cast):
    client, began = sign_in(cast.chen), clock.now()
    key = with_factor(cast.chen)
    with clock.at(began + 20 * clock.MINUTE):
        assert asks_for_proof(client.get("/me/second-factor/"))
        # A code to the number is no proof where there is a second factor.
        again = client.get("/sign-in/again/?next=/me/second-factor/")
        assert again["Location"].startswith("/sign-in/second/")
        assert asks_for_proof(client.post("/me/second-factor/", {"key": key, "code": "1"}))
        assert show(client, key).status_code == 303
        other = actions.new_totp_key()
        new = {"key": other, "code": pyotp.TOTP(other).at(clock.now() + clock.MINUTE / 2)}
        assert client.post("/me/second-factor/", new).status_code == 200
    cast.chen.refresh_from_db()
    assert cast.chen.totp_key == other


def test_a_code_alone_never_replaces_a_second_factor_that_is_there(cast):
    """Not even just after signing in by it: whoever reads somebody's letters stays outside."""
    with_factor(cast.chen)
    client = sign_in(cast.chen)
    other = actions.new_totp_key()
    new = {"key": other, "code": pyotp.TOTP(other).at(clock.now())}
    assert asks_for_proof(client.get("/me/second-factor/"))
    assert asks_for_proof(client.post("/me/second-factor/", new))
    assert asks_for_proof(client.post("/me/second-factor/codes/"))
    cast.chen.refresh_from_db()
    assert cast.chen.totp_key != other


def test_who_found_a_telephone_that_is_signed_in_sets_up_no_factor_of_their_own(cast, settings):
    settings.STAFF_SECOND_FACTOR = True
    client, began = sign_in(cast.lin), clock.now()
    with clock.at(began + clock.DAY):
        asked = client.get("/sign-in/second/?next=/desk/")
        assert (
            asked["Location"] == "/sign-in/again/?next=%2Fsign-in%2Fsecond%2F%3Fnext%3D%2Fdesk%2F"
        )
        prove_again(client)
        assert client.get("/sign-in/second/?next=/desk/").status_code == 200


def test_a_recovery_code_opens_once_and_says_how_many_are_left(cast, settings):
    settings.STAFF_SECOND_FACTOR = True
    with_factor(cast.lin)
    codes = recovery.new_codes(cast.lin)
    client = sign_in(cast.lin)
    assert client.post("/sign-in/second/", {"code": codes[0].lower()}).status_code == 303
    assert client.get("/").wsgi_request.actor.grants
    second = sign_in(cast.lin)
    assert second.post("/sign-in/second/", {"code": codes[0]}).status_code == 422
    assert recovery.left(cast.lin) == 9


def test_recovery_codes_are_kept_as_hashes_and_belong_to_one_person(cast):
    codes = recovery.new_codes(cast.lin)
    stored = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert not any(code.replace("-", "") in stored for code in codes)
    recovery.new_codes(cast.he)
    from last500.base.errors import Refused

    with pytest.raises(Refused):
        recovery.use(cast.he, codes[0].replace("-", ""))


def test_new_recovery_codes_make_the_old_ones_worthless(cast):
    client = sign_in(cast.lin)
    with_factor(cast.lin)
    recovery.new_codes(cast.lin)
    page = client.post("/me/second-factor/codes/").content.decode()
    shown = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", page)
    assert len(set(shown)) == 10
    assert RecoveryCode.objects.filter(person=cast.lin).count() == 10


def test_a_code_of_the_app_works_once_also_across_midnight(cast):
    """The count of uses is kept by days: at their border a code would have been new again."""
    key = actions.new_totp_key()
    midnight = clock.parse("2026-12-01 08:00")  # where a day ends in UTC
    code = pyotp.TOTP(key).at(midnight - clock.MINUTE / 2)
    with clock.at(midnight - clock.MINUTE / 4):
        actions.check_totp(cast.lin, key, code)
    with clock.at(midnight + clock.MINUTE / 4):
        from last500.base.errors import TooMany

        with pytest.raises(TooMany):
            actions.check_totp(cast.lin, key, code)


def test_reveals_ask_for_a_fresh_proof_where_the_setting_says_so(cast, settings):
    request = cast.placed()
    client, began = sign_in(cast.lin), clock.now()
    look = {"field": "phone", "reason": "verify"}
    address = f"/desk/request/{request.number}/reveal/"
    with clock.at(began + 20 * clock.MINUTE):
        assert client.post(address, look).status_code == 200
        settings.FRESH_FOR_REVEALS = True
        assert asks_for_proof(client.post(address, look))
        prove_again(client)
        assert client.post(address, look).status_code == 200


# What is written down


def kinds() -> list[str]:
    return list(Entry.objects.filter(stream="security").order_by("seq").values_list("kind", flat=1))


def test_sign_ins_that_succeed_and_fail_are_written_down_without_a_name(cast):
    sign_in(cast.chen)
    code, _plain = actions.ask_for_code(cast.lin.phone, address="::1")
    wrong = {"code_id": code.pk, "phone": cast.lin.phone, "code": "x"}
    Client().post("/sign-in/code/", wrong)
    assert kinds() == ["signed in", "sign-in failed"]
    said = "".join(Entry.objects.values_list("body", flat=True))
    for secret in (str(cast.chen.pk), cast.lin.phone, cast.lin.phone_index):
        assert secret not in said


def test_a_sign_in_that_cannot_be_written_down_does_not_happen(cast, monkeypatch):
    """The log is protected from being passed by (GB/T 22239-2019, 8.1.4.3)."""
    code, plain = actions.ask_for_code(cast.chen.phone, address="::1")

    def broken(*_args, **_more):
        raise OSError("no log")

    monkeypatch.setattr(actions, "record", broken)
    with pytest.raises(OSError, match="no log"):
        actions.use_code(code.pk, plain, phone=cast.chen.phone)
    code.refresh_from_db()
    assert code.used_at is None


def test_a_closed_door_is_written_down_and_a_storm_of_them_cut_short(cast):
    client = Client()
    client.force_login(cast.chen)
    for _ in range(65):
        assert client.get("/figures/").status_code == 403
    assert kinds().count("denied") == 60
