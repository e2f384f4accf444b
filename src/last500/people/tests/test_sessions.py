"""Sessions end: by lying idle, by age, on the server, one device at a time, with a lost right."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from last500.base import clock, erasing
from last500.base.profiles import PROFILES
from last500.people import actions
from last500.people.models import Person, SignIn
from last500.people.session_store import row_key

pytestmark = pytest.mark.django_db
WECHAT = "Mozilla/5.0 (Linux; Android 14; Mobile) Chrome/120 MicroMessenger/8.0"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140 Safari/537.36"


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True  # the page shows the code


def sign_in(person: Person, agent: str = WECHAT, client: Client | None = None) -> Client:
    client = client or Client(headers={"user-agent": agent})
    page = client.post("/sign-in/", {"phone": person.phone}).content.decode()
    given = dict(re.findall(r'name="(code_id|phone)" value="([^"]*)"', page))
    given["code"] = re.search(r"验证码是 (\d{6})", page)[1]
    assert client.post("/sign-in/code/", given).status_code == 303
    return client


def signed_in(client: Client) -> bool:
    return client.get("/").wsgi_request.actor.person is not None


def may(client: Client) -> bool:
    return bool(client.get("/").wsgi_request.actor.grants)


# Time


def test_a_resident_stays_signed_in_for_thirty_days_without_use(cast):
    client, began = sign_in(cast.chen), clock.now()
    with clock.at(began + 29 * clock.DAY):
        assert signed_in(client)
    with clock.at(began + 58 * clock.DAY):  # use has moved the end on
        assert signed_in(client)
    with clock.at(began + 89 * clock.DAY):
        assert not signed_in(client)


def test_no_session_outlives_its_longest_age_however_much_it_is_used(cast, settings):
    client, began = sign_in(cast.chen), clock.now()
    longest = settings.SECURITY_PROFILE.own_longest.days
    for day in range(20, longest, 20):
        with clock.at(began + day * clock.DAY):
            assert signed_in(client)
    with clock.at(began + (longest + 1) * clock.DAY):
        assert not signed_in(client)


def test_what_an_office_allows_sleeps_after_half_an_hour_and_wakes_with_a_proof(cast):
    client, began = sign_in(cast.lin), clock.now()
    with clock.at(began + 29 * clock.MINUTE):
        assert may(client)
    with clock.at(began + 58 * clock.MINUTE):  # use has kept it awake
        assert may(client)
    with clock.at(began + 89 * clock.MINUTE):
        assert not may(client)
        assert signed_in(client)
        asleep = client.get(f"/desk/{cast.a.pk}/")
        assert asleep["Location"].startswith("/sign-in/again/?next=%2Fdesk%2F")
        prove_again(client)
        assert client.get(f"/desk/{cast.a.pk}/").status_code == 200


def test_what_an_office_allows_sleeps_after_twelve_hours_however_much_it_is_used(cast):
    client, began = sign_in(cast.lin), clock.now()
    for minutes in range(20, 12 * 60, 20):
        with clock.at(began + minutes * clock.MINUTE):
            assert may(client)
    with clock.at(began + 12 * clock.HOUR):
        assert not may(client)


@pytest.mark.parametrize("name", PROFILES)
def test_each_profile_sets_how_long(cast, settings, name):
    settings.SECURITY_PROFILE = profile = PROFILES[name]
    client, began = sign_in(cast.lin), clock.now()
    with clock.at(began + profile.staff_idle - clock.MINUTE):
        assert may(client)
    with clock.at(began + 2 * profile.staff_idle):
        assert not may(client)
    with clock.at(began + profile.own_idle + 2 * clock.DAY):
        assert not signed_in(client)


def prove_again(client: Client) -> None:
    page = client.post("/sign-in/again/", {"step": "send"}).content.decode()
    given = {
        "code_id": re.search(r'name="code_id" value="([^"]*)"', page)[1],
        "code": re.search(r"验证码是 (\d{6})", page)[1],
    }
    assert client.post("/sign-in/again/", given).status_code == 303


# Keys


def test_signing_in_and_each_proof_give_a_new_key_and_the_old_one_is_dead(cast):
    client = Client()
    client.get(f"/k/{cast.placed().link_key}/")  # a stranger's session
    keys = [client.session.session_key]
    sign_in(cast.chen, client=client)
    keys.append(client.session.session_key)
    prove_again(client)
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    for dead in keys[:2]:
        thief = Client()
        thief.cookies["sessionid"] = dead or "none"
        assert not signed_in(thief)


def test_the_table_holds_no_key_that_a_browser_would_accept(cast):
    client = sign_in(cast.chen)
    key = client.session.session_key
    (lying,) = Session.objects.values_list("session_key", flat=True)
    assert lying == row_key(key) != key
    thief = Client()
    thief.cookies["sessionid"] = lying
    assert not signed_in(thief)


# The end, at once


def test_signing_out_kills_the_session_on_the_server(cast):
    client = sign_in(cast.chen)
    thief = Client()
    thief.cookies["sessionid"] = client.session.session_key
    assert signed_in(thief)
    client.post("/sign-out/")
    assert not signed_in(thief)
    assert not Session.objects.exists()
    assert not SignIn.objects.exists()


def test_a_disabled_account_is_signed_out_with_the_next_click(cast):
    client = sign_in(cast.chen)
    Person.objects.filter(pk=cast.chen.pk).update(is_active=False)
    assert not signed_in(client)


# Own devices


def test_my_devices_are_listed_with_a_coarse_word_and_this_one_is_marked(cast):
    client = sign_in(cast.chen)
    sign_in(cast.chen, DESKTOP)
    sign_in(cast.lin, DESKTOP)
    page = client.get("/me/devices/").content.decode()
    assert page.count("手机 · 微信") == 1
    assert page.count("电脑 · Chrome") == 1
    assert page.count("就是这一台") == 1
    assert "Windows NT" not in page


def test_one_device_is_ended_and_the_others_stay(cast):
    here, there = sign_in(cast.chen), sign_in(cast.chen, DESKTOP)
    other = SignIn.objects.get(session_index=row_key(there.session.session_key))
    assert here.post(f"/me/devices/{other.pk}/end/").status_code == 303
    assert not signed_in(there)
    assert signed_in(here)


def test_nobody_ends_a_device_of_somebody_else(cast):
    here, stranger = sign_in(cast.chen), sign_in(cast.hua)
    mine = SignIn.objects.get(person=cast.chen)
    assert stranger.post(f"/me/devices/{mine.pk}/end/").status_code == 404
    assert signed_in(here)


def test_all_others_are_ended_also_those_that_nobody_listed(cast):
    here, there, unlisted = sign_in(cast.chen), sign_in(cast.chen), Client()
    unlisted.force_login(cast.chen)
    assert here.post("/me/devices/others/").status_code == 303
    assert not signed_in(there)
    assert not signed_in(unlisted)
    assert signed_in(here)
    assert SignIn.objects.filter(person=cast.chen).count() == 1


def test_all_sessions_of_a_person_end_together(cast):
    devices = [sign_in(cast.chen), sign_in(cast.chen, DESKTOP)]
    actions.end_sessions(cast.chen)
    assert not any(signed_in(device) for device in devices)
    assert not SignIn.objects.exists()


def test_what_is_kept_of_a_device_is_sealed_and_goes_with_its_session(cast):
    client, began = sign_in(cast.chen), clock.now()
    raw = bytes(SignIn.objects.values_list("device", flat=True).get())
    assert b"wechat" not in raw
    erasing.run()
    assert SignIn.objects.count() == Session.objects.count() == 1
    with clock.at(began + 31 * clock.DAY):
        erasing.run()
    assert not Session.objects.exists()
    assert not SignIn.objects.exists()
    assert client
