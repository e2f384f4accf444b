"""Each security profile, as an operator sets it: what it switches, and what it refuses."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from last500 import settings as shipped
from last500.base.profiles import PROFILES


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_is_chosen_by_its_name(name):
    assert shipped.security_profile(name) is PROFILES[name]


def test_a_profile_that_does_not_exist_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="asvs, dengbao2, dengbao3"):
        shipped.security_profile("dengbao4")


@pytest.mark.parametrize("name", PROFILES)
def test_staff_show_a_second_factor_unless_told_otherwise(name, monkeypatch):
    monkeypatch.delenv("LAST500_STAFF_SECOND_FACTOR", raising=False)
    assert shipped.second_factor(PROFILES[name], demo=False)


def test_the_demo_asks_for_none(monkeypatch):
    monkeypatch.delenv("LAST500_STAFF_SECOND_FACTOR", raising=False)
    assert not shipped.second_factor(PROFILES["asvs"], demo=True)


@pytest.mark.parametrize("name", ["asvs", "dengbao2"])
def test_it_may_be_switched_off(name, monkeypatch):
    monkeypatch.setenv("LAST500_STAFF_SECOND_FACTOR", "0")
    assert not shipped.second_factor(PROFILES[name], demo=False)


def test_level_three_refuses_to_start_without_it(monkeypatch):
    monkeypatch.setenv("LAST500_STAFF_SECOND_FACTOR", "0")
    with pytest.raises(ImproperlyConfigured, match="cannot be 0"):
        shipped.second_factor(PROFILES["dengbao3"], demo=False)


def test_level_three_seals_with_sm4_asks_before_reveals_and_ends_sessions_sooner():
    asvs, two, three = (PROFILES[name] for name in ("asvs", "dengbao2", "dengbao3"))
    assert three.seal_algorithm == "sm4-gcm"
    assert {asvs.seal_algorithm, two.seal_algorithm} == {"aes-256-gcm"}
    assert three.fresh_for_reveals and not asvs.fresh_for_reveals
    assert asvs.staff_idle >= two.staff_idle >= three.staff_idle
    assert asvs.own_idle >= two.own_idle >= three.own_idle
    assert asvs.staff_longest >= three.staff_longest
    assert asvs.own_longest >= two.own_longest >= three.own_longest
