"""Eight of one household, from eight phones and a slip of paper: one voice, and a control."""

import pytest

from last500.base.errors import Conflict
from last500.consultations import actions
from last500.consultations.actions import answering
from last500.consultations.models import Answer
from last500.consultations.tests import world
from last500.households import actions as households
from last500.households.models import Household
from last500.households.rules import Kind, Seen
from last500.people import actions as people
from tests.cast import Cast, build
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
EIGHT = [f"of101-{number}" for number in range(8)]


def crowded(cast: Cast) -> Household:
    """One door behind which eight live, as the compound has confirmed."""
    for number, name in enumerate(EIGHT):
        cast.people[name] = people.person_with_phone(f"1000002{number:04d}", name=f"户{number}")
        said = households.claim(cast.actor(name), cast.a, cast.building, "101", [Kind.RESIDENT])
        households.decide(cast.actor("lin"), said[0], seen=Seen.KNOWN)
    return Household.objects.get()


def stuffed(cast: Cast, home: Household) -> list[object]:
    one = world.announced(cast)
    actors = {name: cast.actor(name) for name in EIGHT}

    def press(name: str) -> Answer:
        return actions.answer(actors[name], one, [EIGHT.index(name) % 3], home)

    return all_at_once(press, EIGHT)


def test_eight_of_one_household_have_one_voice():
    cast = build()
    answers = stuffed(cast, crowded(cast))
    assert sum(isinstance(one, Answer) for one in answers) == 1
    assert sum(isinstance(one, Conflict) for one in answers) == 7
    assert Answer.objects.count() == 1


def test_a_slip_and_seven_phones_are_one_voice():
    cast = build()
    home = crowded(cast)
    one = world.announced(cast)
    slip = {"number": "17", "how": "paper", "said": [1], "household": home}
    actions.read(cast.actor("lin"), one, **slip)
    actors = {name: cast.actor(name) for name in EIGHT[1:]} | {EIGHT[0]: cast.actor("he")}

    def press(name: str) -> object:
        if name == EIGHT[0]:
            return actions.read(actors[name], one, **slip)
        return actions.answer(actors[name], one, [0], home)

    answers = all_at_once(press, EIGHT)
    assert sum(not isinstance(one, Conflict) for one in answers) == 1
    assert Answer.objects.count() == 1


def test_control_a_voice_for_each_phone_stuffs_it(monkeypatch):
    """Without the household's one key all eight get in: they did arrive together."""
    cast = build()
    home = crowded(cast)
    key = answering.voice_index
    monkeypatch.setattr(
        answering, "voice_of", lambda one, person, _home: key(one, "person", str(person))
    )
    stuffed(cast, home)
    assert Answer.objects.count() == 8
