"""The life of a call through its verbs: who may do what, when, and what is told."""

import pytest

from last500.base import clock
from last500.base.errors import Refused
from last500.calls import actions
from last500.calls.rules import Part, State
from last500.calls.tests import world
from last500.calls.tests.world import fresh
from last500.letters.models import Letter
from last500.notify.models import Message

pytestmark = pytest.mark.django_db


def told(kind: str) -> set:
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))


def test_from_the_call_to_its_closing(cast):
    call, hers = world.contracted(cast)
    assert call.state == State.RUNNING and call.granted_fen == 9_000_00
    letter = Letter.objects.get(pk=hers.letter_id)
    assert letter.kind == "venture" and letter.organisation == hers.organisation
    assert ("支持", "9,000 元") in [tuple(line) for line in letter.lines]
    with clock.at(clock.start_of(call.mid_on)):
        world.reported(cast, hers, Part.MID, 4)
    with clock.at(clock.start_of(call.final_on)):
        with pytest.raises(Refused, match="还有 1 份报告没交"):
            actions.close(cast.actor("he"), call)
        world.reported(cast, hers, Part.FINAL)
        actions.close(cast.actor("he"), fresh(call))
    call = fresh(call)
    assert call.state == State.CLOSED and call.due_at is None
    assert cast.he.pk in told("call_reported")
