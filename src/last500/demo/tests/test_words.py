"""The demo town's language: enough of it, of every kind, and nobody's personal data."""

import re
from random import Random

from last500.demo import words
from last500.demo.names import call_name, person
from last500.service_requests.categories import BY_CODE
from last500.service_requests.emergency import detect
from last500.service_requests.rules import REFERRALS, Route


def test_there_are_enough_requests_of_every_kind():
    assert len(words.REQUESTS) >= 150
    assert len({request.text for request in words.REQUESTS}) == len(words.REQUESTS)
    for code in BY_CODE:
        assert sum(request.category == code for request in words.REQUESTS) >= 10
    for route in (Route.PROPERTY, Route.HOTLINE, Route.COURT, Route.TOPIC):
        assert any(request.route == route for request in words.REQUESTS)
    for request in words.REQUESTS:
        assert request.where in words.WHERE
        assert request.when in words.WHEN
        assert Route(request.route)


def test_emergencies_are_heard_and_the_rest_is_quiet():
    assert len(words.EMERGENCIES) >= 5
    assert all(detect(request.text) for request in words.EMERGENCIES)
    assert [request.text for request in words.REQUESTS if detect(request.text)] == []


def test_residents_have_their_own_words():
    assert len(set(words.RESIDENT_WORDS)) == len(words.RESIDENT_WORDS) >= 60
    assert set(words.REFERRAL_GROUNDS) == {str(route) for route in REFERRALS}


def test_nothing_looks_like_a_phone_or_a_door():
    texts = [request.text for request in words.REQUESTS]
    texts += [*words.RESIDENT_WORDS, *words.HELPER_NOTES, *words.INVITATIONS]
    texts += [text for _, text in words.NOTICES]
    assert [text for text in texts if re.search(r"\d{7}|\d+室|\d+号\d+", text)] == []


def test_people_are_made_up_and_called_by_what_they_can_do():
    names = [person(Random(seed)) for seed in range(300)]
    assert len({name.full for name in names}) > 290
    assert all(2 <= len(name.full) <= 3 for name in names)
    name = names[0]
    assert call_name(name, ("water_repair",)) == name.surname + "师傅"
    assert call_name(name, ("law",)) == name.surname + "律师"
    assert call_name(name) == call_name(name)
