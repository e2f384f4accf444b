"""The twelve kinds, the skills and the words for the door hold together."""

import random

from last500.people.visit_codes import WORDS, draw
from last500.reportin.skills import QUALIFICATION_BY_CODE, SKILL_BY_CODE, SKILLS
from last500.service_requests.categories import (
    BY_CODE,
    CATEGORIES,
    PUBLIC_CODES,
    qualification_needed,
)


def test_there_are_twelve_kinds_with_three_public_ones():
    assert len(BY_CODE) == len(CATEGORIES) == 12
    assert {"public_facility", "environment", "safety"} == PUBLIC_CODES


def test_every_kind_is_complete():
    for kind in CATEGORIES:
        assert kind.days in (3, 7, 15)
        assert kind.qualification is None or kind.qualification in QUALIFICATION_BY_CODE
        assert set(kind.skills) <= set(SKILL_BY_CODE)
        assert len(kind.questions) <= 3
        for question in kind.questions:
            codes = [choice.code for choice in question.choices]
            assert len(codes) == len(set(codes)) >= 2


def test_every_skill_fits_some_kind_or_serves_all():
    used = {skill for kind in CATEGORIES for skill in kind.skills}
    for_all = {"translation", "sign_language", "pet_care", "accounting"}
    assert {skill.code for skill in SKILLS} == used | for_all
    assert all(
        skill.qualification is None or skill.qualification in QUALIFICATION_BY_CODE
        for skill in SKILLS
    )


def test_an_answer_decides_who_may_come():
    assert qualification_needed("small_repair") is None
    assert qualification_needed("small_repair", {"electric": "yes"}) == "electric"
    assert qualification_needed("law_mediation") == "law"
    assert qualification_needed("law_mediation", {"kind": "mediate"}) is None
    assert qualification_needed("health_mind", {"how": "phone"}) == "medicine"


def test_words_for_the_door_are_many_short_and_different():
    assert len(WORDS) >= 200
    assert len(set(WORDS)) == len(WORDS)
    assert all(len(word) == 2 for word in WORDS)
    assert draw(random.Random(5)) == draw(random.Random(5))
    assert draw() in WORDS
