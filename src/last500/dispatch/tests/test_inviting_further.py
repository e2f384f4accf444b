"""Asking in waves: nobody left, further away with time, the night, and beside other things."""

import pytest

from last500.base import clock
from last500.dispatch import hearing, inviting, situations
from last500.dispatch.chances import Chances
from last500.dispatch.tests.asking import (
    NOON,
    begun,
    fresh,
    name_of,
    neighbours,
    only,
    refuse,
    waiting,
    work,
)
from last500.notify.models import Message
from last500.reportin.models import ReportIn
from last500.service_requests import actions
from last500.service_requests.models import Invitation, ServiceRequest

MINUTE, HOUR = clock.MINUTE, clock.HOUR
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


class TestNobodyLeft:
    def test_open_board_and_one_word_to_the_desk(self, cast):
        only(cast.wang)
        asking = begun(cast)
        work()
        refuse(cast, waiting()[0])
        for hours in range(5):
            work(hours * HOUR)
        told = Message.objects.filter(kind="desk_nobody_left", channel="inbox")
        assert [message.person for message in told] == [cast.lin]
        assert cast.fresh(asking.request).open_to == "compound"
        assert fresh(asking).ended_at is None

    def test_whoever_reports_in_meanwhile_is_asked(self, cast):
        only()
        asking = begun(cast)
        work()
        assert fresh(asking).told_at
        neighbours(cast, 1)
        work(HOUR)
        assert len(waiting()) == 1

    def test_whoever_would_hardly_come_is_left_in_peace_and_the_desk_hears(self, cast, monkeypatch):
        neighbours(cast, 3)
        monkeypatch.setattr(Chances, "of", lambda self, ask: 0.01)
        asking = begun(cast)
        work()
        assert not waiting()
        assert fresh(asking).told_at
        assert cast.fresh(asking.request).open_to == "compound"

    def test_with_time_it_is_opened_further(self, cast):
        only()
        asking = begun(cast)
        for hours in (0, 6, 20, 24):
            work(hours * HOUR)
        assert cast.fresh(asking.request).open_to == "street"

    def test_when_the_time_is_over_it_stays_open_and_people_are_free_again(self, cast):
        only(cast.wang)
        asking = begun(cast)
        work()
        with clock.at(NOON + 3 * clock.DAY + MINUTE):
            ServiceRequest.objects.update(due_at=clock.now() + HOUR)
            inviting.ask_in_waves()
        assert fresh(asking).ended_how == "nobody_left"
        assert [one.alone for one in waiting()] == [False]
        assert cast.fresh(asking.request).open_to
        assert Message.objects.filter(kind="desk_nobody_left", channel="inbox").count() == 1

    def test_the_daily_widening_goes_on_beside_it_and_at_last_it_is_unmet(self, cast):
        only(cast.wang)
        asking = begun(cast)
        for days in range(4):
            with clock.at(NOON + days * 25 * HOUR):
                inviting.ask_in_waves()
                actions.widen_offers()
        assert cast.fresh(asking.request).state == "unmet"
        work(5 * clock.DAY)
        assert fresh(asking).ended_at
        assert not waiting()


class TestWhatElseMayCome:
    def test_what_its_resident_has_locked_is_over_and_people_are_free(self, cast):
        only(cast.wang)
        asking = begun(cast)
        work()
        ServiceRequest.objects.filter(pk=asking.request_id).update(restricted_at=NOON)
        work()
        assert fresh(asking).ended_how == "over"
        assert [one.alone for one in waiting()] == [False]

    def test_what_may_be_an_emergency_by_now_asks_nobody_and_ends_in_its_time(self, cast):
        asking = begun(cast)
        ServiceRequest.objects.filter(pk=asking.request_id).update(suspected_emergency="120")
        work()
        assert not waiting()
        assert fresh(asking).next_at == NOON + 30 * MINUTE
        work(4 * clock.DAY)
        assert fresh(asking).ended_how == "nobody_left"

    def test_given_back_it_begins_in_the_compound_again(self, cast):
        neighbours(cast, 3, cast.c)
        asking = begun(cast, way="one_by_one")
        work()
        who = name_of(cast, waiting()[0])
        actions.accept(cast.actor(who), cast.fresh(asking.request))
        with clock.at(NOON + 20 * HOUR):
            inviting.ask_in_waves()
            actions.release(cast.actor(who), cast.fresh(asking.request))
            inviting.ask_in_waves()
        assert places_asked() == {cast.a.pk}


class TestFurther:
    def test_first_the_compound_then_the_community(self, cast):
        neighbours(cast, 20, cast.c)
        begun(cast, way="one_by_one")
        work()
        near = {cast.a.pk}
        assert places_asked() == near
        for minutes in range(30, 300, 30):
            work(minutes * MINUTE)
        assert places_asked() == {cast.a.pk, cast.c.pk}

    def test_urgent_things_reach_the_community_at_once(self, cast):
        only(*neighbours(cast, 4, cast.c))
        asking = begun(cast, wished_on=NOON.date(), wished_part="afternoon")
        assert situations.urgency_of(asking.request) == "urgent"
        work()
        assert places_asked() == {cast.c.pk}


def places_asked() -> set[int]:
    people = Invitation.objects.values("helper")
    return set(ReportIn.objects.filter(person__in=people).values_list("place", flat=True))


class TestAtNight:
    def test_nobody_is_asked_before_the_morning(self, cast):
        neighbours(cast, 5)
        with clock.at(clock.parse("2026-03-02 22:30")):
            asking = begun(cast)
            assert inviting.ask_in_waves() == 1
        assert not waiting()
        assert fresh(asking).next_at == clock.parse("2026-03-03 08:00")
        with clock.at(clock.parse("2026-03-03 08:00")):
            inviting.ask_in_waves()
        assert waiting()

    def test_urgent_things_come_to_those_who_said_so_and_the_desk_hears_of_it(self, cast):
        people = neighbours(cast, 5)
        # Whoever keeps no quiet hours of their own has not said by that that they may be woken.
        ReportIn.objects.update(quiet_from=0, quiet_until=0)
        ReportIn.objects.filter(person=people[0]).update(urgent_any_hour=True)
        with clock.at(clock.parse("2026-03-03 06:00")):
            begun(cast, wished_on=clock.today(), wished_part="morning")
            inviting.ask_in_waves()
            assert [one.helper for one in waiting()] == [people[0]]
            assert not Message.objects.filter(kind="desk_nobody_left").exists()
            refuse(cast, waiting()[0])
            inviting.ask_in_waves()
            assert not waiting()
            assert Message.objects.filter(kind="desk_nobody_left", person=cast.lin).exists()
        with clock.at(clock.parse("2026-03-03 08:01")):
            inviting.ask_in_waves()
            assert len(waiting()) > 0

    def test_own_quiet_hours_are_kept_by_day_as_well(self, cast):
        only(cast.wang)
        ReportIn.objects.filter(person=cast.wang).update(quiet_from=12 * 60, quiet_until=14 * 60)
        asking = begun(cast)
        work()
        assert (waiting(), fresh(asking).told_at) == ([], None)
        work(2 * HOUR + MINUTE)
        assert [one.helper for one in waiting()] == [cast.wang]


class TestBesideOthers:
    def test_whoever_wished_to_hear_is_not_pushed_what_is_asked_in_waves(self, cast):
        asking = begun(cast, way="open_to_all")
        work()
        ReportIn.objects.filter(person=cast.wang).update(
            wish_to_hear=True, decided_at=NOON - 60 * clock.DAY
        )
        assert hearing.open_with_room() == []
        inviting.stop(cast.actor("lin"), cast.fresh(asking.request))
        assert hearing.open_with_room() == [asking.request]
