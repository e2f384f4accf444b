"""An account that closes, data that are locked, terms that are over, guards that are in place."""

from datetime import timedelta

import pytest
from django.db import connection

from last500.base import clock, erasing
from last500.people.leaving import close_account, restrict
from last500.projects import actions, guards
from last500.projects.models import PanelSeat, Party, Project, RoleClaim
from last500.projects.rules import PartySide, SeatState, Side
from last500.projects.tests import world
from last500.projects.tests.world import fresh, role_of

pytestmark = pytest.mark.django_db


def test_an_account_that_closes_leaves_its_places_and_its_words(cast):
    project = world.staffed(cast)
    world.signed(cast, project)
    close_account(cast.actor("wang"))
    role = role_of(project)
    assert role.taken == 1 and not RoleClaim.objects.filter(person=cast.wang).exists()
    close_account(cast.actor("li"))
    seat = PanelSeat.objects.get(project=project, side=Side.RESIDENTS)
    assert seat.state == SeatState.SAID and seat.opinion and not seat.words
    assert seat.person_id is None
    assert not Party.objects.filter(project=project, side=PartySide.THIRD).exists()


def test_somebody_who_was_asked_and_has_not_spoken_leaves_no_trace(cast):
    project = world.proposed(cast)
    actions.invite(cast.actor("he"), project, Side.RESIDENTS, person=cast.li)
    close_account(cast.actor("li"))
    assert not PanelSeat.objects.exists()


def test_whoever_locks_their_data_is_waited_for_by_nobody(cast):
    project = world.called(cast)
    world.filled(cast, project)
    restrict(cast.actor("wang"))
    assert role_of(project).taken == 1


def test_half_a_year_after_its_end_nobody_stands_in_it(cast):
    project = world.staffed(cast)
    actions.give_up(cast.actor("lin"), project, reason="先不做。")
    with clock.at(clock.now() + timedelta(days=400)):
        erasing.run()
    project = fresh(project)
    assert project.leader_id is None and project.proposed_by_id is None
    assert project.reviewed_by_id is None and project.reason
    seats = PanelSeat.objects.filter(project=project)
    assert all(seat.person_id is None and not seat.words for seat in seats)
    assert not RoleClaim.objects.exists()


def test_what_is_open_keeps_its_people_however_old(cast):
    project = world.called(cast)
    with clock.at(clock.now() + timedelta(days=400)):
        erasing.run()
    assert Project.objects.get(pk=project.pk).proposed_by_id == cast.lin.pk


def test_every_guard_is_in_place_after_all_migrations():
    assert guards.missing(connection) == set()
