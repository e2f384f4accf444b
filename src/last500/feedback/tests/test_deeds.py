"""What the unit itself did stands in its letter: needs it met, and what it lent."""

import pytest

from last500.base import clock
from last500.feedback import actions, facts
from last500.feedback.models import FeedbackLetter
from last500.feedback.tests.scene import Scene, agreed, fresh, scene, served
from last500.lists import actions as lists
from last500.lists.models import Booking, Claim
from last500.lists.rules import Act
from last500.lists.tests.world import booked, claimed, need, room
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def done(cast: Cast, row: Claim | Booking, by: str) -> None:
    for who, act in ((by, Act.AGREE), ("he", Act.HOLD)):
        lists.step(cast.actor(who), type(row).objects.get(pk=row.pk), act, note="")


def met(town: Scene, title: str) -> Claim:
    return claimed(town.cast, need(town.cast, title=title), town.unit, "hua")


def test_needs_that_were_met_and_what_was_lent_are_counted(cast):
    town = scene(cast, members=0)
    done(cast, met(town, "教老人用手机的人"), "he")
    met(town, "修水管的人")  # claimed, and not done
    row = booked(cast, room(cast, town.unit, "hua"))
    with clock.at(row.ends_at):
        done(cast, row, "hua")
    with clock.at(row.ends_at + clock.DAY):
        feedback = actions.draft(cast.actor("he"), town.report_in)
        assert feedback.facts == {"deeds": [["needs_met", 1], ["lent", 1]]}
        assert facts.lines(feedback.facts) == [("认领办成的需求", "1 项"), ("借给社区用", "1 项")]
        actions.show(cast.actor("he"), feedback)
        actions.send(cast.actor("he"), fresh(feedback))  # nobody is asked
        letter = fresh(feedback).letter
    assert ["认领办成的需求", "1 项"] in letter.lines


def test_what_another_unit_did_is_not_told_and_nothing_twice(cast):
    town = scene(cast, members=5)
    done(cast, met(town, "教老人用手机的人"), "he")
    with clock.at(clock.now() + clock.DAY):
        first = actions.draft(cast.actor("he"), town.report_in)
        other = agreed(cast, "绵城市水文站")
        served(cast.wang, other.organisation, cast.a, on=40)
        assert actions.draft(cast.actor("he"), other).facts["deeds"] == []
    FeedbackLetter.objects.filter(pk=first.pk).update(state="sent", sent_at=clock.now())
    with clock.at(clock.now() + 340 * clock.DAY):
        for person in town.members:
            served(person, town.unit, cast.a)
        assert town.drafted().facts["deeds"] == []
