"""Many confirm the same minutes, many start the same covenant: one wins."""

import pytest

from last500.base.errors import Conflict
from last500.councils import actions
from last500.councils.models import Meeting
from last500.councils.tests.world import after, announced, heard, written
from last500.covenants import actions as covenants
from last500.covenants.models import Version
from last500.topics.tests.world import crowd
from tests.cast import build
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def minuted(cast) -> tuple[Meeting, list[str]]:
    meeting, names = announced(cast), crowd(cast, 8)
    with after(meeting):
        written(cast, meeting, heard(meeting, 1))
    return meeting, names


def test_eight_confirm_and_one_does():
    cast = build()
    meeting, names = minuted(cast)
    found = all_at_once(lambda name: actions.confirm(cast.actor(name), meeting), names)
    won = [one for one in found if isinstance(one, Meeting)]
    assert len(won) == 1 and sum(isinstance(one, Conflict) for one in found) == 7
    assert Meeting.objects.get(pk=meeting.pk).confirmed_by_id == won[0].confirmed_by_id


def test_control_without_the_condition_all_confirm():
    cast = build()
    meeting, names = minuted(cast)

    def blindly(name: str) -> int:
        rows = Meeting.objects.filter(pk=meeting.pk)
        return rows.update(state="confirmed", confirmed_by=cast.people[name])

    assert sum(map(int, map(bool, all_at_once(blindly, names)))) == 8


def test_a_covenant_is_started_once():
    cast = build()
    found = all_at_once(lambda _: covenants.start(cast.actor("lin"), cast.a), ["lin"] * 6)
    assert sum(isinstance(one, Version) for one in found) == 1
    assert Version.objects.count() == 1
