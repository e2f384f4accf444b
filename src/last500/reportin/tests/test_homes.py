"""What service records learn of a report-in: the place, the unit, the number, and only when
the desk has confirmed it."""

import pytest

from last500.base import clock
from last500.organisations.models import Organisation
from last500.people.actions import phone_index
from last500.people.models import Person
from last500.records import homes
from last500.records.homes import Member
from last500.reportin.models import HelperNumber, ReportIn

pytestmark = pytest.mark.django_db


def test_a_confirmed_report_in_is_a_home_with_its_unit_and_number(cast):
    home = homes.home_of(cast.wang.pk)
    assert (home.place, home.organisation, home.number) == (cast.a, None, "")
    unit = Organisation.objects.create(kind="unit", name="水务中心", place=cast.city)
    ReportIn.objects.filter(person=cast.wang).update(organisation=unit)
    HelperNumber.objects.create(person=cast.wang, number="K7M4QX2P9TD", made_at=clock.now())
    home = homes.home_of(cast.wang.pk)
    assert (home.organisation, home.number) == (unit.pk, "K7M4-QX2P-9TD")


def test_what_waits_or_has_ended_is_no_home(cast):
    for state in ("asked", "ended", "refused"):
        ReportIn.objects.filter(person=cast.wang).update(state=state)
        assert homes.home_of(cast.wang.pk) is None
    assert homes.home_of(cast.chen.pk) is None


def test_a_list_from_elsewhere_finds_those_of_its_own_branch_who_have_locked_nothing(cast):
    index = phone_index(cast.wang.phone)
    assert homes.members(cast.community.path)[index] == Member(cast.wang.pk, cast.a.pk)
    assert phone_index(cast.zhao.phone) not in homes.members(cast.community.path)
    assert phone_index(cast.chen.phone) not in homes.members(cast.community.path)
    Person.objects.filter(pk=cast.wang.pk).update(restricted_at=clock.now())
    assert index not in homes.members(cast.community.path)
