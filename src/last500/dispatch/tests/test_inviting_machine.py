"""Anybody may do anything in any order while neighbours are asked in waves: what holds, holds."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from last500.base import clock
from last500.base.errors import Forbidden, Refused
from last500.dispatch import inviting
from last500.dispatch.models import Asking
from last500.dispatch.tests.asking import NOON, neighbours
from last500.notify.models import Message
from last500.reportin.models import ReportIn
from last500.service_requests import actions
from last500.service_requests.models import Acceptance, Invitation, ServiceRequest
from tests.cast import Cast, build

WAYS = st.sampled_from([way.code for way in inviting.WAYS])
WHO = st.integers(0, 7)
WHICH = st.integers(0, 1)
STAFF = st.sampled_from(["lin", "he", "qian", "wang"])


class Waves(RuleBasedStateMachine):
    cast: Cast
    names: list[str]

    @initialize()
    def two_requests(self) -> None:
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = NOON
        with clock.at(self.now):
            kinds = ("public_facility", "environment")
            self.keys = [self.cast.verified(category=kind, spot="yard").pk for kind in kinds]
        ServiceRequest.objects.filter(pk=self.keys[1]).update(wanted=2)
        self.refused: set[tuple] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def attempt(self, verb, *args, **kwargs) -> bool:
        with clock.at(self.now), suppress(Refused, Forbidden):
            verb(*args, **kwargs)
            return True
        return False

    def request(self, which: int) -> ServiceRequest:
        return self.cast.fresh(ServiceRequest(pk=self.keys[which]))

    @rule(who=STAFF, which=WHICH, way=WAYS)
    def begin(self, who, which, way):
        self.attempt(inviting.begin, self.cast.actor(who), self.request(which), way=way)

    @rule(who=STAFF, which=WHICH, verb=st.sampled_from([inviting.stop, inviting.ask_more]))
    def desk(self, who, which, verb):
        self.attempt(verb, self.cast.actor(who), self.request(which))

    @rule(which=WHICH, way=WAYS)
    def other_way(self, which, way):
        self.attempt(inviting.set_way, self.cast.actor("lin"), self.request(which), way=way)

    @rule(who=WHO, which=WHICH)
    def by_name(self, who, which):
        person = self.cast.people[self.names[who]].pk
        self.attempt(actions.offer, self.cast.actor("lin"), self.request(which), helpers=[person])

    @rule(who=WHO)
    def refuse(self, who):
        person = self.cast.people[self.names[who]]
        row = Invitation.objects.filter(helper=person, answer="asked").first()
        if row and self.attempt(actions.refuse, self.cast.actor(self.names[who]), row):
            self.refused.add((row.request_id, person.pk))

    @rule(who=WHO, which=WHICH)
    def accept(self, who, which):
        self.attempt(actions.accept, self.cast.actor(self.names[who]), self.request(which))

    @rule(who=WHO, which=WHICH)
    def release(self, who, which):
        self.attempt(actions.release, self.cast.actor(self.names[who]), self.request(which))

    @rule(which=WHICH)
    def withdraw(self, which):
        self.attempt(actions.withdraw, self.cast.actor("chen"), self.request(which))

    @rule(which=WHICH, who=WHO)
    def rests(self, which, who):
        person = self.cast.people[self.names[who]]
        row = ReportIn.objects.filter(person=person)
        row.update(most_open=0 if which else 3)

    @rule(minutes=st.sampled_from([0, 3, 20, 120, 700, 1500]))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)
        with clock.at(self.now):
            before = set(Invitation.objects.values_list("pk", flat=True))
            inviting.ask_in_waves()
            self.new = list(Invitation.objects.exclude(pk__in=before))
            self.check_new()
            actions.widen_offers()

    def check_new(self) -> None:
        hour = clock.local(self.now)
        if self.new:
            assert 8 * 60 <= hour.hour * 60 + hour.minute < 21 * 60 + 30
        for one in self.new:
            assert (one.request_id, one.helper_id) not in self.refused
            assert Invitation.objects.filter(request=one.request, helper=one.helper).count() == 1
            assert ReportIn.objects.get(person=one.helper).most_open > 0

    @invariant()
    def nobody_is_asked_in_waves_for_two_things(self):
        held = Invitation.objects.filter(answer="asked", alone=True)
        people = list(held.values_list("helper", flat=True))
        assert len(people) == len(set(people))

    @invariant()
    def an_asking_that_runs_has_its_next_time_and_one_that_ended_has_none(self):
        for asking in Asking.objects.all():
            assert (asking.next_at is None) == (asking.ended_at is not None)

    @invariant()
    def one_runs_for_each_request(self):
        keys = list(Asking.objects.running().values_list("request", flat=True))
        assert len(keys) == len(set(keys))

    @invariant()
    def the_desk_hears_of_each_once(self):
        """Once for an asking; one that goes on again may say it again."""
        told = Message.objects.filter(kind="desk_nobody_left", channel="inbox").count()
        again = Acceptance.objects.filter(ended_how="released").count()
        assert told <= Asking.objects.count() + again

    @invariant()
    def nobody_waits_with_what_is_over(self):
        over = Invitation.objects.filter(answer="asked").exclude(
            request__state__in=["offered", "verified"]
        )
        assert not over.exists()


@pytest.mark.whole
@pytest.mark.django_db
def test_waves_hold_in_any_order():
    with clock.at(NOON):
        cast = build()
        neighbours(cast, 5)
    Waves.cast = cast
    Waves.names = ["wang", "li", "zhou", *(name for name in cast.people if name.startswith("邻居"))]
    run_state_machine_as_test(
        Waves,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
