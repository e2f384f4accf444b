"""Whoever wished to hear and was not asked for thirty days is asked for one thing that fits."""

import inspect
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.dispatch import hearing
from last500.dispatch.words import reason_words
from last500.notify.models import Message
from last500.people.leaving import restrict
from last500.reportin.models import Avoidance, ReportIn
from last500.service_requests import actions
from last500.service_requests.models import Acceptance, Event, Invitation, ServiceRequest
from tests.cast import Cast, build
from tests.test_races import all_at_once

NOON = clock.parse("2026-03-02 12:00")


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


def wish(cast: Cast, *names: str) -> None:
    rows = ReportIn.objects.filter(person__in=[cast.people[name] for name in names])
    rows.update(wish_to_hear=True, decided_at=NOON - 60 * clock.DAY)


def open_one(cast: Cast, open_to: str = "compound", wanted: int = 1, **more: object):
    """Offered to all who fit and to nobody by name."""
    row = cast.verified(**more)
    ServiceRequest.objects.filter(pk=row.pk).update(wanted=wanted)
    return actions.offer(cast.actor("lin"), cast.fresh(row), open_to=open_to)


def asked() -> dict[str, int]:
    found: dict[str, int] = {}
    for row in Invitation.objects.filter(answer="asked").select_related("helper"):
        found[row.helper.name] = found.get(row.helper.name, 0) + 1
    return found


@pytest.mark.django_db
class TestWhom:
    def test_one_small_thing_with_the_reason_and_the_deadline_stays(self, cast):
        wish(cast, "wang")
        request = open_one(cast)
        due = cast.fresh(request).due_at
        with clock.at(NOON + 2 * clock.HOUR):
            assert hearing.ask_the_unasked() == 1
        invitation = Invitation.objects.get()
        assert (invitation.helper, invitation.request) == (cast.wang, request)
        assert reason_words(invitation.reasons)[0] == "你说过想听到，这个月还没请过你"
        assert "这个月还没请过" not in reason_words(invitation.reasons)
        assert cast.fresh(request).due_at == due
        assert Message.objects.filter(person=cast.wang, kind__startswith="invited").exists()
        step = Event.objects.filter(request=request).latest("at")
        assert (step.action, step.role, step.actor) == ("offer", "clock", None)
        assert not Acceptance.objects.exists()  # asked, and nothing more

    def test_nobody_who_did_not_wish_it(self, cast):
        open_one(cast)
        assert hearing.ask_the_unasked() == 0

    def test_not_before_thirty_days_have_gone_by_since_the_last_invitation(self, cast):
        wish(cast, "wang")
        cast.offered("wang", open_to="")
        with clock.at(NOON + 29 * clock.DAY):
            open_one(cast)
            assert hearing.ask_the_unasked() == 0
        with clock.at(NOON + 30 * clock.DAY + clock.HOUR):
            open_one(cast)
            assert hearing.ask_the_unasked() == 1

    def test_one_in_thirty_days_however_often_the_job_runs(self, cast):
        wish(cast, "wang")
        for days in range(0, 60, 3):
            with clock.at(NOON + days * clock.DAY):
                open_one(cast)
                hearing.ask_the_unasked()
                hearing.ask_the_unasked()
        assert Invitation.objects.filter(helper=cast.wang).count() == 2

    def test_never_more_than_the_helpers_wanted(self, cast):
        wish(cast, "wang", "li", "zhou")
        open_one(cast, wanted=2)
        assert hearing.ask_the_unasked() == 2
        assert hearing.ask_the_unasked() == 0
        assert sum(asked().values()) == 2

    def test_those_who_are_being_asked_already_count(self, cast):
        wish(cast, "wang", "li")
        request = open_one(cast, wanted=2)
        actions.offer(cast.actor("lin"), cast.fresh(request), helpers=[cast.zhou.pk])
        assert hearing.ask_the_unasked() == 1

    @pytest.mark.parametrize(
        "rest",
        [
            {"paused_until": NOON.date() + timedelta(3)},
            {"most_open": 0},
            {"state": "ended"},
            {"wish_to_hear": False},
        ],
    )
    def test_whoever_rests_is_full_or_has_ended_is_not_asked(self, cast, rest):
        wish(cast, "wang")
        open_one(cast)
        ReportIn.objects.filter(person=cast.wang).update(**rest)
        assert hearing.ask_the_unasked() == 0

    def test_whoever_has_locked_their_data_or_would_rather_not_meet_is_not_asked(self, cast):
        wish(cast, "wang", "li")
        request = open_one(cast)
        Avoidance.objects.create(
            report_in=ReportIn.objects.get(person=cast.li),
            by_index=cast.li.phone_index,
            phone_index=request.contact.phone_index,
        )
        restrict(cast.actor("wang"))
        assert hearing.ask_the_unasked() == 0

    def test_what_they_do_not_want_is_not_pushed(self, cast):
        wish(cast, "wang")
        row = ReportIn.objects.get(person=cast.wang)
        row.unwanted = ["public_facility"]
        row.save(update_fields=["unwanted"])
        open_one(cast)
        assert hearing.ask_the_unasked() == 0

    def test_no_further_than_the_desk_has_opened_it(self, cast):
        cast.report_in("hua", cast.c, reach="street")
        wish(cast, "hua")
        request = open_one(cast)
        assert hearing.ask_the_unasked() == 0
        ServiceRequest.objects.filter(pk=request.pk).update(open_to="community")
        assert hearing.ask_the_unasked() == 1

    @pytest.mark.parametrize("hour", ["02:00", "08:59", "20:00", "23:30"])
    def test_only_in_the_hours_of_the_day(self, cast, hour):
        wish(cast, "wang")
        open_one(cast)
        with clock.at(clock.parse(f"2026-03-03 {hour}")):
            assert hearing.ask_the_unasked() == 0
        with clock.at(clock.parse("2026-03-03 09:00")):
            assert hearing.ask_the_unasked() == 1

    def test_each_is_asked_for_one_thing_and_things_are_shared_out(self, cast):
        wish(cast, "wang", "li")
        open_one(cast)
        open_one(cast, category="environment", spot="yard")
        assert hearing.ask_the_unasked() == 2
        assert asked() == {"王建": 1, "李敏": 1}
        assert Invitation.objects.values("request").distinct().count() == 2

    def test_an_emergency_or_a_thing_that_is_only_asked_by_name_is_pushed_to_nobody(self, cast):
        wish(cast, "wang")
        cast.offered("zhou")
        request = open_one(cast)
        ServiceRequest.objects.filter(pk=request.pk).update(suspected_emergency="120")
        assert hearing.ask_the_unasked() == 0

    def test_a_refusal_costs_nothing_and_brings_nothing_sooner(self, cast):
        wish(cast, "wang")
        open_one(cast)
        hearing.ask_the_unasked()
        actions.refuse(cast.actor("wang"), Invitation.objects.get())
        open_one(cast, category="environment", spot="yard")
        assert hearing.ask_the_unasked() == 0

    def test_finding_the_unasked_is_one_statement_and_bounded(self, cast):
        wish(cast, "wang", "li", "zhou")
        with CaptureQueriesContext(connection) as spent:
            assert len(hearing.unasked()) == 3
        assert len(spent) == 1
        assert len(hearing.unasked(2)) == 2


def test_it_knows_nothing_of_when_somebody_was_here():
    """What counts is being asked: no session, no sign-in, no time of last use is looked at."""
    source = inspect.getsource(hearing).lower()
    for word in ("session", "sign_in", "signin", "last_login", "opened_at", "accessevent"):
        assert word not in source


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_ask_each_once_and_no_more_than_are_wanted():
    cast = build()
    wish(cast, "wang", "li", "zhou")
    open_one(cast, wanted=2)
    open_one(cast, category="environment", spot="yard")

    def work(_name: str) -> int:
        with clock.at(NOON):
            return hearing.ask_the_unasked()

    all_at_once(work, [str(number) for number in range(5)])
    assert sorted(asked().values()) == [1, 1, 1]
    for request in ServiceRequest.objects.all():
        assert Invitation.objects.filter(request=request).count() <= request.wanted


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_without_looking_anew_somebody_is_asked_twice(monkeypatch):
    cast = build()
    wish(cast, "wang")
    monkeypatch.setattr(hearing, "_was_asked", lambda person: False)
    for category in ("public_facility", "environment"):
        open_one(cast, category=category, spot="yard")
    pairs = []
    with clock.at(NOON):
        for request in hearing.open_with_room():
            (helper,) = hearing.best_helpers(request, 1, among=[cast.wang.pk])
            pairs.append(hearing._Pair(request, helper))

    def work(number: str) -> None:
        with clock.at(NOON):
            hearing._ask(pairs[int(number)])

    all_at_once(work, ["0", "1"])
    assert Invitation.objects.filter(helper=cast.wang).count() == 2
