"""Signing in: a code that works once, equal answers, safe ways back, the second lock of staff."""

import logging
import re

import pyotp
import pytest
from django.core import mail

from last500.base import clock
from last500.people import actions, codes
from last500.people.models import Person, SignInCode


def ask(client, phone, **more):
    return client.post("/sign-in/", {"phone": phone} | more)


def fields(page) -> dict[str, str]:
    html = page.content.decode()
    found = dict(re.findall(r'name="(code_id|phone)" value="([^"]*)"', html))
    return found


def sign_in(client, settings, phone, **more):
    settings.DEMO = True
    page = ask(client, phone)
    code = re.search(r"验证码是 (\d{6})", page.content.decode())[1]
    return client.post("/sign-in/code/", fields(page) | {"code": code} | more)


def test_a_new_number_becomes_a_person_with_the_name_they_gave(client, db, settings):
    answer = sign_in(client, settings, "１０００ 000 9999", name="周 <b>周</b>")
    assert answer.status_code == 303
    person = Person.objects.get()
    assert (person.phone, person.name) == ("10000009999", "周 <b>周</b>")
    assert "退出" in client.get("/").content.decode()


def test_the_code_stands_on_the_page_only_in_the_demo(client, cast, settings):
    settings.DEMO = False
    assert not re.search(r"\d{6}。?<", ask(client, cast.chen.phone).content.decode())


def test_known_and_unknown_numbers_get_the_same_page(client, cast):
    def skeleton(phone):
        html = ask(client, phone).content.decode()
        return re.sub(r'(value|nonce)="[^"]*"', "", html)

    assert skeleton(cast.chen.phone) == skeleton("10000008888")


def test_a_code_works_once_and_wrong_ones_are_counted(client, cast, settings):
    settings.DEMO = True
    page = ask(client, cast.chen.phone)
    code = re.search(r"验证码是 (\d{6})", page.content.decode())[1]
    wrong = client.post("/sign-in/code/", fields(page) | {"code": "000000"})
    assert wrong.status_code == 422
    assert "验证码不对" in wrong.content.decode()
    assert client.post("/sign-in/code/", fields(page) | {"code": code}).status_code == 303
    assert client.post("/sign-in/code/", fields(page) | {"code": code}).status_code == 422


def test_five_wrong_tries_end_a_code(client, cast, settings):
    settings.DEMO = True
    page = ask(client, cast.chen.phone)
    code = re.search(r"验证码是 (\d{6})", page.content.decode())[1]
    for _ in range(5):
        client.post("/sign-in/code/", fields(page) | {"code": "x"})
    assert client.post("/sign-in/code/", fields(page) | {"code": code}).status_code == 422


def test_a_code_belongs_to_its_number(client, cast, settings):
    settings.DEMO = True
    page = ask(client, cast.chen.phone)
    code = re.search(r"验证码是 (\d{6})", page.content.decode())[1]
    stolen = fields(page) | {"code": code, "phone": cast.lin.phone}
    assert client.post("/sign-in/code/", stolen).status_code == 422


@pytest.mark.parametrize(
    ("phone", "says"),
    [("1000000", "少一位"), ("100000000000", "多了几位"), ("电话", "只能有数字"), ("", "手机号")],
)
def test_a_wrong_number_is_told_how_to_mend_it(client, db, phone, says):
    page = ask(client, phone)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not SignInCode.objects.exists()


def test_codes_are_limited(client, db):
    answers = [ask(client, "10000007777").status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


@pytest.mark.parametrize("bad", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_stays_here(client, cast, settings, bad):
    assert sign_in(client, settings, cast.chen.phone, next=bad)["Location"] == "/"


def test_the_way_back_leads_to_the_page_one_came_from(client, cast, settings):
    answer = sign_in(client, settings, cast.chen.phone, next="/c/furongyuan/report-in/")
    assert answer["Location"] == "/c/furongyuan/report-in/"


def test_a_code_goes_by_mail_where_there_is_an_address_and_never_into_a_log(
    client, cast, settings, caplog
):
    settings.DEMO = False
    cast.lin.email = "lin@example.org"
    cast.lin.save(update_fields=["email"])
    caplog.set_level(logging.DEBUG)
    ask(client, cast.lin.phone)
    ask(client, cast.chen.phone)
    assert mail.outbox == []  # the page itself sends nothing and looks nobody up
    assert codes.deliver_due() == 1
    assert codes.deliver_due() == 0
    (letter,) = mail.outbox
    code = re.search(r"\d{6}", letter.body)[0]
    assert letter.to == ["lin@example.org"]
    assert code not in caplog.text
    assert cast.lin.phone not in caplog.text


def test_signing_out_ends_the_session_on_the_server(client, cast, settings):
    sign_in(client, settings, cast.chen.phone)
    old = client.cookies["sessionid"].value
    assert client.post("/sign-out/").status_code == 303
    client.get("/")
    client.cookies["sessionid"] = old
    assert "退出" not in client.get("/").content.decode()


def test_a_closed_account_is_told_so_only_with_its_own_code(client, cast, settings):
    Person.objects.filter(pk=cast.chen.pk).update(is_active=False)
    assert sign_in(client, settings, cast.chen.phone).status_code == 422


# The second factor


def test_staff_have_no_grants_until_the_second_factor_was_shown(client, cast, settings):
    settings.STAFF_SECOND_FACTOR = True
    answer = sign_in(client, settings, cast.lin.phone, next="/desk/")
    assert answer["Location"] == "/sign-in/second/?next=%2Fdesk%2F"
    assert client.get("/").wsgi_request.actor.grants == ()

    page = client.get("/sign-in/second/")
    key = re.search(r'name="key" value="([A-Z2-7]{32})"', page.content.decode())[1]
    wrong = client.post("/sign-in/second/", {"key": key, "code": "六位数"})
    assert wrong.status_code == 422
    assert key in wrong.content.decode()
    code = pyotp.TOTP(key).at(clock.now())
    done = client.post("/sign-in/second/", {"key": key, "code": code, "next": "/desk/"})
    assert done.status_code == 200  # the recovery codes, this once
    assert len(re.findall(r"<code>[0-9A-Z]{5}-[0-9A-Z]{5}</code>", done.content.decode())) == 10
    assert client.get("/").wsgi_request.actor.grants
    cast.lin.refresh_from_db()
    assert cast.lin.totp_key == key


def test_a_second_factor_that_is_set_is_asked_for_and_never_replaced(client, cast, settings):
    settings.STAFF_SECOND_FACTOR = True
    key = actions.new_totp_key()
    actions.set_totp(cast.lin, key, pyotp.TOTP(key).at(clock.now()))
    sign_in(client, settings, cast.lin.phone)
    assert key not in client.get("/sign-in/second/").content.decode()
    other = actions.new_totp_key()
    own = client.post("/sign-in/second/", {"key": other, "code": pyotp.TOTP(other).at(clock.now())})
    assert own.status_code == 422
    used = client.post("/sign-in/second/", {"code": pyotp.TOTP(key).at(clock.now())})
    assert used.status_code == 429  # this half minute's code was used when it was set
    with clock.at(clock.now() + clock.MINUTE):
        code = pyotp.TOTP(key).at(clock.now())
        assert client.post("/sign-in/second/", {"code": code}).status_code == 303


def test_a_page_closed_only_by_the_second_lock_leads_to_it(client, cast, settings):
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    address = f"/desk/{cast.a.pk}/"
    answer = client.get(address)
    assert answer.status_code == 303
    assert answer["Location"].startswith("/sign-in/second/?next=%2Fdesk%2F")


def test_residents_are_not_asked_for_a_second_factor(client, cast, settings):
    settings.STAFF_SECOND_FACTOR = True
    assert sign_in(client, settings, cast.chen.phone)["Location"] == "/"
