"""Rights end with the next click, and offices that go on are confirmed, never presumed idle."""

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.base.errors import Forbidden
from last500.organisations.actions import confirm_office, end_office
from last500.organisations.models import Office
from last500.people.tests.test_sessions import signed_in

pytestmark = pytest.mark.django_db


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_an_ended_office_allows_nothing_with_the_next_click(cast):
    client = client_of(cast.lin)
    assert client.get(f"/desk/{cast.a.pk}/").status_code == 200
    end_office(cast.actor("he"), cast.lin.offices.get())
    assert client.get(f"/desk/{cast.a.pk}/").status_code == 404
    assert signed_in(client)


def test_an_office_waits_for_its_half_yearly_word_and_nothing_ends_by_itself(cast):
    office = cast.lin.offices.get()  # since 2020, and never confirmed
    page = reverse("organisations:place", args=[cast.a.pk])
    he = client_of(cast.he)
    assert "半年没有确认" in he.get(page).content.decode()
    assert he.post(reverse("organisations:confirm_office", args=[office.pk])).status_code == 303
    assert "半年没有确认" not in he.get(page).content.decode()
    with clock.at(clock.now() + 200 * clock.DAY):
        again = client_of(cast.he).get(page).content.decode()
        assert "半年没有确认" in again
        assert cast.actor("lin").grants


def test_only_who_gives_an_office_confirms_it_and_nobody_their_own(cast):
    for name in ("lin", "qian", "op", "chen"):
        with pytest.raises(Forbidden):
            confirm_office(cast.actor(name), cast.lin.offices.get())
    with pytest.raises(Forbidden):
        confirm_office(cast.actor("an"), cast.an.offices.get())
    confirm_office(cast.actor("gao"), cast.an.offices.get())
    assert Office.objects.get(person=cast.an).confirmed_on == clock.today()
