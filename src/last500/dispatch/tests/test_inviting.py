"""Asking in waves as the desk and the worker do it: whom, when, and when it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.dispatch import inviting, situations
from last500.dispatch.models import Asking
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
from last500.service_requests.models import Event, Invitation, ServiceRequest
from last500.service_requests.sentences import timeline
from tests.cast import Cast

MINUTE, HOUR = clock.MINUTE, clock.HOUR
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


class TestBeginning:
    def test_the_desk_begins_and_the_worker_asks(self, cast):
        neighbours(cast, 10)
        asking = begun(cast)
        assert (fresh(asking).request.state, waiting()) == ("offered", [])
        assert work() == 1
        first = waiting()
        assert 1 < len(first) <= 6  # as many as make a yes likely enough
        assert {(one.round, one.alone) for one in first} == {(1, True)}
        assert all(one.reasons for one in first)
        assert Message.objects.filter(kind="invited", channel="inbox").count() == len(first)

    def test_a_stranger_cannot_and_two_cannot(self, cast):
        request = cast.verified()
        with pytest.raises(Forbidden):
            inviting.begin(cast.actor("qian"), request, way="adaptive")
        inviting.begin(cast.actor("lin"), cast.fresh(request), way="adaptive")
        with pytest.raises(Conflict):
            inviting.begin(cast.actor("lin"), cast.fresh(request), way="adaptive")
        assert Asking.objects.count() == 1

    @pytest.mark.parametrize("way", ["random", "nonsense", ""])
    def test_only_in_ways_for_desks(self, cast, way):
        with pytest.raises(Refused):
            inviting.begin(cast.actor("lin"), cast.verified(), way=way)

    def test_not_what_may_be_an_emergency(self, cast):
        request = cast.verified()
        ServiceRequest.objects.filter(pk=request.pk).update(suspected_emergency="120")
        with pytest.raises(Refused):
            inviting.begin(cast.actor("lin"), cast.fresh(request), way="adaptive")

    def test_where_fit_is_switched_off_only_distance_and_time_are_left(self, cast, monkeypatch):
        asking = begun(cast)
        monkeypatch.setattr(inviting, "chosen_by_fit", lambda place: False)
        assert {way.code for way in inviting.ways_at(cast.a)} == inviting.PLAIN
        assert inviting.way_of(asking, cast.a).code == "nearest"
        with pytest.raises(Refused):
            inviting.set_way(cast.actor("lin"), fresh(asking).request, way="adaptive")

    @pytest.mark.parametrize("way", [way.code for way in inviting.WAYS if way.code != "random"])
    def test_every_way_ends_in_somebody_or_in_the_open(self, cast, way):
        neighbours(cast, 8)
        asking = begun(cast, way=way)
        for minutes in range(0, 4 * 24 * 60, 47):
            with clock.at(NOON + minutes * MINUTE):
                inviting.ask_in_waves()
                for one in waiting():
                    refuse(cast, one)
        ended = fresh(asking)
        assert ended.ended_how == "nobody_left"
        assert ended.request.open_to
        asked = Invitation.objects.count()
        assert asked == 0 if way == "open_to_all" else asked == 11


class TestGoingOn:
    def test_a_refusal_refills_at_once(self, cast):
        neighbours(cast, 12)
        begun(cast, way="seven")
        work()
        assert len(waiting()) == 7
        refuse(cast, waiting()[0])
        assert work() == 1
        assert len(waiting()) == 7
        assert Invitation.objects.count() == 8

    def test_silence_is_waited_for(self, cast):
        neighbours(cast, 12)
        begun(cast, way="seven")
        work()
        assert work(19 * MINUTE) == 0
        assert work(21 * MINUTE) == 1
        assert Invitation.objects.count() == 7

    def test_in_the_usual_way_silence_is_made_good(self, cast):
        neighbours(cast, 20)
        begun(cast)
        work()
        first = len(waiting())
        work(HOUR)
        assert len(waiting()) > first

    def test_an_acceptance_ends_it_and_thanks_the_others(self, cast):
        neighbours(cast, 12)
        asking = begun(cast, way="seven")
        work()
        one, *others = waiting()
        names = {person.pk: name for name, person in cast.people.items()}
        actions.accept(cast.actor(names[one.helper_id]), fresh(asking).request)
        assert not waiting()
        thanked = Message.objects.filter(kind="no_longer_needed", channel="inbox")
        assert set(thanked.values_list("person", flat=True)) == {o.helper_id for o in others}
        work(DAY_AFTER)
        assert fresh(asking).ended_how == "taken"
        assert Invitation.objects.count() == 7

    def test_a_team_is_asked_for_until_it_is_whole(self, cast):
        neighbours(cast, 30)
        asking = begun(cast, way="seven", wanted=2)
        work()
        assert len(waiting()) == 14
        actions.accept(cast.actor(name_of(cast, waiting()[0])), cast.fresh(asking.request))
        work(HOUR)
        assert (fresh(asking).ended_at, fresh(asking).request.taken) == (None, 1)
        actions.accept(cast.actor(name_of(cast, waiting()[0])), cast.fresh(asking.request))
        work(HOUR)
        assert fresh(asking).ended_how == "taken"

    def test_given_back_it_goes_on(self, cast):
        neighbours(cast, 12)
        asking = begun(cast, way="seven")
        work()
        who = name_of(cast, waiting()[0])
        actions.accept(cast.actor(who), cast.fresh(asking.request))
        work()
        assert fresh(asking).ended_how == "taken"
        actions.release(cast.actor(who), cast.fresh(asking.request))
        assert cast.fresh(asking.request).state == "verified"
        work()
        again = fresh(asking)
        assert (again.ended_at, again.request.state) == (None, "offered")
        assert waiting()
        assert who not in {name_of(cast, one) for one in waiting()}

    def test_withdrawn_it_is_over(self, cast):
        asking = begun(cast)
        work()
        actions.withdraw(cast.actor("chen"), cast.fresh(asking.request))
        work()
        assert fresh(asking).ended_how == "over"
        assert not waiting()

    def test_whom_the_desk_asked_by_name_is_not_asked_again(self, cast):
        neighbours(cast, 3)
        asking = begun(cast, way="seven")
        actions.offer(cast.actor("lin"), cast.fresh(asking.request), helpers=[cast.wang.pk])
        work()
        assert Invitation.objects.filter(helper=cast.wang).count() == 1
        assert len(waiting()) == 6

    def test_own_caps_are_hard(self, cast):
        neighbours(cast, 3)
        ReportIn.objects.exclude(person=cast.li).update(most_open=0)
        asking = begun(cast, way="seven")
        work()
        assert [one.helper for one in waiting()] == [cast.li]
        ReportIn.objects.update(most_open=3, most_month=0)
        refuse(cast, waiting()[0])
        work()
        assert not waiting()
        assert fresh(asking).told_at

    def test_whoever_is_away_at_the_time_of_the_step_is_left_out_by_the_hard_rules(self, cast):
        """What is decided above is looked at once more where the invitation is made."""
        asking = begun(cast)
        ReportIn.objects.filter(person=cast.wang).update(most_open=0)
        people = {cast.wang.pk: ["in_compound"], cast.li.pk: ["in_compound"]}
        asked = actions.ask_round(cast.fresh(asking.request), people, number=1)
        assert asked == [cast.li]

    def test_nobody_is_asked_for_what_has_enough(self, cast):
        request = cast.accepted("wang")
        with pytest.raises(Conflict):
            actions.ask_round(request, {cast.li.pk: ["in_compound"]}, number=1)


DAY_AFTER = timedelta(days=1)


class TestOneThingAtATime:
    def test_two_requests_share_the_neighbours(self, cast):
        only(cast.wang, cast.li, cast.zhou)
        begun(cast, way="seven")
        begun(cast, way="seven", category="environment", spot="yard")
        work()
        asked = waiting()
        assert len(asked) == 3
        assert len({one.helper_id for one in asked}) == 3

    def test_whoever_is_free_again_is_asked_for_the_other(self, cast):
        only(cast.wang)
        first = begun(cast)
        work()
        second = begun(cast, category="environment", spot="yard")
        work(MINUTE)
        assert not waiting(second.request)
        assert fresh(second).told_at is None  # somebody is left, only busy
        refuse(cast, waiting(first.request)[0])
        work(HOUR)
        assert [one.helper for one in waiting(second.request)] == [cast.wang]

    def test_the_database_itself_keeps_it(self, cast):
        begun(cast)
        work()
        other = cast.verified(category="environment", spot="yard")
        one = waiting()[0]
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.create(
                request=other, helper=one.helper, asked_at=NOON, reasons=[], alone=True
            )
        Invitation.objects.create(request=other, helper=one.helper, asked_at=NOON, reasons=[])

    def test_by_name_the_desk_may_always_ask(self, cast):
        only(cast.wang)
        begun(cast)
        work()
        request = cast.offered("wang", category="environment", spot="yard")
        assert waiting(request)

    def test_asked_by_name_keeps_the_waves_away_for_some_hours(self, cast):
        only(cast.wang)
        cast.offered("wang", category="environment", spot="yard")
        asking = begun(cast)
        work()
        assert not waiting(asking.request)
        work(4 * HOUR)
        assert waiting(asking.request)

    def test_whoever_is_silent_for_hours_may_be_asked_for_something_else(self, cast):
        only(cast.wang)
        first = begun(cast)
        work()
        second = begun(cast, category="environment", spot="yard")
        work(situations.LETS_GO - MINUTE)
        assert not waiting(second.request)
        work(situations.LETS_GO + HOUR)
        assert [one.alone for one in waiting(first.request)] == [False]
        assert [one.helper for one in waiting(second.request)] == [cast.wang]

    def test_stopped_they_may_be_asked_for_other_things_and_may_still_come(self, cast):
        only(cast.wang)
        first = begun(cast)
        work()
        inviting.stop(cast.actor("lin"), cast.fresh(first.request))
        second = begun(cast, category="environment", spot="yard")
        with clock.at(NOON + 25 * HOUR):
            inviting.ask_in_waves()
            assert waiting(second.request)
        actions.accept(cast.actor("wang"), cast.fresh(first.request))


class TestTheDesk:
    def test_stop(self, cast):
        neighbours(cast, 12)
        asking = begun(cast)
        work()
        before = len(waiting())
        with pytest.raises(Forbidden):
            inviting.stop(cast.actor("qian"), cast.fresh(asking.request))
        inviting.stop(cast.actor("lin"), cast.fresh(asking.request))
        assert fresh(asking).ended_how == "stopped"
        assert not any(one.alone for one in waiting())
        work(DAY_AFTER)
        assert len(waiting()) == before
        with pytest.raises(Conflict):
            inviting.stop(cast.actor("lin"), cast.fresh(asking.request))

    def test_more_now(self, cast):
        neighbours(cast, 12)
        asking = begun(cast, way="one_by_one")
        work()
        inviting.ask_more(cast.actor("lin"), cast.fresh(asking.request))
        assert work() == 1
        assert len(waiting()) == 2
        assert not fresh(asking).hurry

    def test_another_way_in_the_middle_and_open_to_all(self, cast):
        neighbours(cast, 12)
        asking = begun(cast, way="one_by_one")
        work()
        inviting.set_way(cast.actor("lin"), cast.fresh(asking.request), way="seven")
        work()
        assert len(waiting()) == 7
        inviting.set_way(cast.actor("lin"), cast.fresh(asking.request), way="open_to_all")
        work()
        assert (len(waiting()), cast.fresh(asking.request).open_to) == (7, "compound")

    def test_the_history_says_it_calmly(self, cast):
        neighbours(cast, 20)
        asking = begun(cast)
        for hours in range(6):
            work(hours * HOUR)
        events = list(Event.objects.filter(request=asking.request).order_by("at", "pk"))
        lines = [line["text"] for line in timeline(cast.fresh(asking.request), events, {})]
        assert lines.count("值守在一轮一轮地请合适的邻居") == 1
        assert Invitation.objects.filter(round__gt=1).exists()  # it went on all the same


class TestWork:
    def test_one_that_dies_midway_leaves_it_as_it_was(self, cast, monkeypatch):
        neighbours(cast, 5)
        asking = begun(cast)

        def dies(*_args: object) -> None:
            raise RuntimeError("power cut")

        monkeypatch.setattr(inviting, "_go_on", dies)
        with pytest.raises(RuntimeError):
            work()
        assert (waiting(), fresh(asking).rounds) == ([], 0)
        monkeypatch.undo()
        assert work() == 1
        assert waiting()

    def test_one_look_is_taken_once(self, cast):
        """Whoever read the queue at the same moment and comes later finds it done."""
        neighbours(cast, 5)
        asking = begun(cast)
        assert [inviting._step(asking.pk, asking.next_at) for _ in range(3)] == [1, 0, 0]

    def test_the_number_of_statements_does_not_grow(self, cast):
        neighbours(cast, 2)
        few = statements_of_a_round(cast)
        Invitation.objects.all().delete()
        neighbours(cast, 40)
        assert statements_of_a_round(cast) <= few
        assert few <= 32

    def test_nothing_due_costs_three_statements(self, cast):
        begun(cast)
        work()
        with CaptureQueriesContext(connection) as spent:
            inviting.ask_in_waves()
        assert len(spent) == 3


def statements_of_a_round(cast: Cast) -> int:
    begun(cast, way="seven")
    with CaptureQueriesContext(connection) as spent:
        assert work() == 1
    return len(spent)


@pytest.mark.parametrize(
    ("on", "part", "at", "wanted"),
    [
        ("2026-03-02", "morning", "2026-03-02 07:00", "2026-03-02 08:00"),
        ("2026-03-02", "morning", "2026-03-02 09:00", "2026-03-02 12:00"),
        ("2026-03-02", "morning", "2026-03-02 13:00", None),
        ("2026-03-02", "any", "2026-03-02 13:00", "2026-03-02 21:00"),
        (None, "evening", "2026-03-02 13:00", None),
    ],
)
def test_when_it_is_needed(on, part, at, wanted):
    day = clock.local(clock.parse(f"{on} 12:00")).date() if on else None
    with clock.at(clock.parse(at)):
        found = situations.needed_at(day, part)
    assert found == (clock.parse(wanted) if wanted else None)
