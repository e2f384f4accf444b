"""Giving and ending offices by page: who may, to whom, until when."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.organisations.models import Office
from last500.organisations.queries import actor_of, desk_for
from last500.people.actions import phone_index
from last500.people.models import Person

NEW_PHONE = "10000009999"


@pytest.fixture
def give(cast):
    def post(persona, place, **more):
        client = Client()
        client.force_login(cast.people[persona], backend="last500.people.backend.CodeBackend")
        form = {
            "kind": "secretary",
            "phone": NEW_PHONE,
            "name": "罗萍",
            "once": uuid4().hex,
        } | more
        return client.post(reverse("organisations:give_office", args=[place.pk]), form)

    return post


def test_an_officer_gives_an_office_to_somebody_new(cast, give):
    assert give("he", cast.c, email="luo@example.org").status_code == 303
    person = Person.objects.get(phone_index=phone_index(NEW_PHONE))
    assert (person.name, person.email) == ("罗萍", "luo@example.org")
    assert desk_for(cast.c) == cast.c
    assert actor_of(person).may("request:handle", cast.c.path)
    office = Office.objects.get(person=person)
    assert (office.given_by, office.from_on) == (cast.he, clock.today())


def test_a_deputy_stands_in_for_the_holidays_only(cast, give):
    answer = give("lin", cast.a, kind="deputy", from_on="2026-02-14", to_on="2026-02-23")
    assert answer.status_code == 303
    person = Person.objects.get(phone_index=phone_index(NEW_PHONE))
    for day, may in (("02-13", False), ("02-14", True), ("02-23", True), ("02-24", False)):
        with clock.at(clock.parse(f"2026-{day} 12:00")):
            assert actor_of(person).may("request:handle", cast.a.path) is may


def test_the_name_must_belong_to_the_number(cast, give):
    """A number alone opens nobody's name, and an account keeps its own e-mail."""
    answer = give("he", cast.c, phone=cast.chen.phone, email="thief@example.org")
    assert answer.status_code == 422
    assert cast.chen.name not in answer.content.decode()
    assert give("he", cast.c, phone=cast.chen.phone, name=cast.chen.name).status_code == 303
    assert Person.objects.get(pk=cast.chen.pk).email == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "123"},
        {"name": ""},
        {"kind": "city_officer"},
        {"kind": "community_officer"},
        {"from_on": "2026-05-02", "to_on": "2026-05-01"},
        {"email": "x"},
    ],
)
def test_a_wrong_form_gives_nothing(cast, give, wrong):
    before = Office.objects.count()
    assert give("he", cast.c, **wrong).status_code == 422
    assert Office.objects.count() == before
    assert not Person.objects.filter(phone_index=phone_index(NEW_PHONE)).exists()


def test_the_same_office_is_not_given_twice(cast, give):
    lin = {"phone": cast.lin.phone, "name": cast.lin.name}
    assert give("he", cast.a, **lin).status_code == 422
    later = {"from_on": "2099-01-01"}
    assert give("he", cast.a, **later).status_code == 303
    assert give("he", cast.a, **later).status_code == 422


@pytest.mark.parametrize(("persona", "status"), [("qian", 404), ("chen", 404), ("tang", 403)])
def test_who_may_not_give_offices_does_not(cast, give, persona, status):
    assert give(persona, cast.a).status_code == status


def end(cast, persona, office):
    client = Client()
    client.force_login(cast.people[persona], backend="last500.people.backend.CodeBackend")
    return client.post(reverse("organisations:end_office", args=[office.pk]))


def test_an_office_ends_with_the_next_click(cast):
    office = Office.objects.get(person=cast.lin)
    assert end(cast, "he", office).status_code == 303
    assert not actor_of(cast.lin).grants
    assert desk_for(cast.a) == cast.community
    assert end(cast, "he", office).status_code == 409  # it has ended already


def test_one_lays_down_the_own_office(cast):
    assert end(cast, "lin", Office.objects.get(person=cast.lin)).status_code == 303
    assert not actor_of(cast.lin).grants


def test_an_ended_office_keeps_its_last_day(cast):
    office = Office.objects.get(person=cast.lin)
    Office.objects.filter(pk=office.pk).update(to_on=date(2021, 1, 1))
    assert end(cast, "he", office).status_code == 409
    office.refresh_from_db()
    assert office.to_on == date(2021, 1, 1)


@pytest.mark.parametrize(("persona", "status"), [("qian", 404), ("chen", 404), ("wang", 404)])
def test_a_stranger_ends_no_office(cast, persona, status):
    assert end(cast, persona, Office.objects.get(person=cast.lin)).status_code == status
