"""The calendar of working days: edited on a page, followed by every deadline that begins later."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.organisations.actions import seed_holidays
from last500.organisations.models import CalendarDay
from last500.organisations.queries import calendar, forget_calendar


@pytest.fixture(autouse=True)
def fresh_calendar():
    forget_calendar()
    yield
    forget_calendar()


@pytest.fixture
def client(cast):
    client = Client()
    client.force_login(cast.gao, backend="last500.people.backend.CodeBackend")
    return client


def test_the_holidays_of_2026_are_known_to_a_new_instance(db):
    assert seed_holidays() == 39
    assert seed_holidays() == 0
    with clock.at(clock.parse("2026-01-01 09:00")):
        forget_calendar()
        days = calendar()
    assert days.works(date(2026, 2, 14))  # a Saturday that is worked
    assert not days.works(date(2026, 2, 18))
    assert days.works(date(2026, 10, 10))
    assert not days.works(date(2026, 10, 7))
    assert days.works(date(2026, 10, 8))


def due_of_a_new_request(cast):
    with clock.at(clock.parse("2027-03-01 10:00")):  # a Monday
        return clock.local(cast.placed().due_at).date()


def test_an_edited_day_moves_the_deadlines_that_begin_later(cast, client):
    with clock.at(clock.parse("2027-02-20 10:00")):
        client.force_login(cast.gao, backend="last500.people.backend.CodeBackend")
        assert due_of_a_new_request(cast) == date(2027, 3, 2)
        address = reverse("organisations:calendar")
        day = {"on": "2027-03-02", "is_worked": "no", "name": "停电检修"}
        assert client.post(address, day).status_code == 303
        assert due_of_a_new_request(cast) == date(2027, 3, 3)
        assert "停电检修" in client.get(address + "?year=2027").content.decode()
        client.post(reverse("organisations:remove_day"), {"on": "2027-03-02"})
        assert due_of_a_new_request(cast) == date(2027, 3, 2)


def test_the_days_of_a_year_are_listed(cast, client):
    seed_holidays()
    html = client.get(reverse("organisations:calendar") + "?year=2026").content.decode()
    assert "春节" in html
    assert 'data-label="上不上班">上班<' in html
    assert client.get(reverse("organisations:calendar") + "?year=<b>").status_code == 200


@pytest.mark.parametrize("wrong", [{"on": "2027-02-30"}, {"name": ""}, {"is_worked": "maybe"}])
def test_a_wrong_day_is_told(cast, client, wrong):
    day = {"on": "2027-03-02", "is_worked": "no", "name": "节"} | wrong
    assert client.post(reverse("organisations:calendar"), day).status_code == 422
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("persona", ["he", "sun", "chen", "lin"])
def test_only_city_and_operator_edit_it(cast, persona):
    client = Client()
    client.force_login(cast.people[persona], backend="last500.people.backend.CodeBackend")
    assert client.get(reverse("organisations:calendar")).status_code == 403
    assert client.post(reverse("organisations:remove_day"), {"on": "2027-03-02"}).status_code == 403
