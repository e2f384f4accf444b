"""Whatever is pressed in whatever order: a meeting goes only the ways of its table, lies on a desk
exactly while something is to be done, and is published only with two people."""

from datetime import timedelta
from random import Random

import pytest
from django.db import transaction

from last500.base import clock
from last500.base.errors import Conflict, Refused
from last500.councils import actions, rules
from last500.councils.models import Meeting
from last500.councils.rules import Action, State
from last500.councils.tests.world import announced, drafted, fresh, heard, written

pytestmark = pytest.mark.django_db
WALKS, STEPS_OF_A_WALK = 12, 14


class Undone(Exception):
    """Takes back a walk."""


def press(cast, action: Action, meeting: Meeting, who: str) -> None:
    actor, ahead = cast.actor(who), clock.now() + timedelta(days=3)
    {
        Action.ANNOUNCE: lambda: actions.announce(actor, meeting),
        Action.MOVE: lambda: actions.move(
            actor, meeting, starts_at=ahead, spot="活动室", reason="下雨"
        ),
        Action.CALL_OFF: lambda: actions.call_off(actor, meeting, reason="没有地方"),
        Action.WRITE: lambda: written(cast, meeting, heard(meeting, 1)),
        Action.CONFIRM: lambda: actions.confirm(actor, meeting),
        Action.MEND: lambda: actions.mend(actor, meeting),
        Action.PUBLISH: lambda: actions.publish(actor, meeting),
        Action.MOVE_UP: actions.escalate_overdue,
    }[action]()


def holds(before: State, meeting: Meeting, action: Action) -> None:
    after = State(meeting.state)
    assert after in {before, rules.state_after(action, before)}
    assert (meeting.due_at is not None) is (after in rules.LYING)
    assert (meeting.announced_at is None) or after != State.DRAFT
    if after in {State.CONFIRMED, State.PUBLISHED}:
        assert meeting.written_by_id and meeting.confirmed_by_id
        assert meeting.written_by_id != meeting.confirmed_by_id


def walk(cast, chance: Random) -> set[State]:
    meeting, seen, now = chance.choice([drafted, announced])(cast), set(), clock.now()
    ways = [*Action, *3 * [Action.WRITE, Action.CONFIRM, Action.PUBLISH]]
    for _ in range(STEPS_OF_A_WALK):
        action, who = chance.choice(ways), chance.choice(["lin", "he"])
        before = fresh(meeting)
        now += chance.choice([timedelta(hours=1), timedelta(days=6)])
        with clock.at(now):
            try:
                with transaction.atomic():
                    press(cast, action, before, who)
            except (Conflict, Refused):
                assert fresh(meeting).state == before.state
        meeting = fresh(meeting)
        holds(State(before.state), meeting, action)
        seen.add(State(meeting.state))
    return seen


def test_whatever_is_pressed(cast):
    chance, seen = Random(20261126), set()
    for _ in range(WALKS):
        try:
            with transaction.atomic():
                seen |= walk(cast, chance)
                raise Undone
        except Undone:
            pass
    assert seen == set(State)  # it has been everywhere
