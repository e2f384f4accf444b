"""Anybody may try anything in any order: the invariants of a request's life hold all the same.

A Hypothesis state machine drives the product's own verbs with every persona and a moving clock.
"""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
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
from last500.service_requests import actions
from last500.service_requests.models import Acceptance, Event, Invitation, ServiceRequest
from last500.service_requests.rules import FINAL, OPEN, STEPS, Action, Role
from tests.cast import Cast, build

HELPERS = st.sampled_from(["wang", "li", "zhou", "zhao", "lin"])
ANYBODY = st.sampled_from(["chen", "hua", "lin", "he", "sun", "wang", "li", "zhao", "qian", "op"])
REVIVES = {Action.OBJECT, Action.REROUTE, Action.REOPEN, Action.CONFIRM}


class Life(RuleBasedStateMachine):
    cast: Cast

    @initialize(category=st.sampled_from(["public_facility", "hospital_company", "small_repair"]))
    def place(self, category: str) -> None:
        # Each example leaves the town as it found it.
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = clock.now()
        with clock.at(self.now):
            self.pk = self.cast.placed(category=category).pk

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @property
    def request(self):
        rows = ServiceRequest.objects.select_related("place", "desk", "contact", "building")
        return rows.get(pk=self.pk)

    def attempt(self, verb, who: str, *args, **kwargs) -> None:
        with clock.at(self.now), suppress(Refused, Forbidden):
            verb(self.cast.actor(who), *args, **kwargs)

    @rule(who=ANYBODY, wanted=st.integers(1, 3))
    def verify(self, who, wanted):
        self.attempt(actions.verify, who, self.request, how="phone", wanted=wanted)

    @rule(who=ANYBODY, open_to=st.sampled_from(["", "compound", "street"]), one=HELPERS)
    def offer(self, who, open_to, one):
        people = [self.cast.people[one].pk]
        self.attempt(actions.offer, who, self.request, helpers=people, open_to=open_to)

    @rule(who=ANYBODY)
    def accept(self, who):
        self.attempt(actions.accept, who, self.request)

    @rule(who=ANYBODY)
    def refuse(self, who):
        row = Invitation.objects.filter(request=self.pk, helper=self.cast.people[who].pk).last()
        if row:
            self.attempt(actions.refuse, who, row)

    @rule(who=HELPERS)
    def release(self, who):
        self.attempt(actions.release, who, self.request)

    @rule(who=HELPERS, to=HELPERS)
    def hand_on(self, who, to):
        with clock.at(self.now), suppress(Refused, Forbidden):
            key = actions.begin_hand_on(self.cast.actor(who), self.request)
            actions.take_over(self.cast.actor(to), key)

    @rule(who=ANYBODY)
    def contact(self, who):
        self.attempt(actions.contact_agreed, who, self.request)

    @rule(who=ANYBODY)
    def report_done(self, who):
        self.attempt(actions.report_done, who, self.request)

    @rule(who=ANYBODY, by_phone=st.booleans())
    def confirm(self, who, by_phone):
        self.attempt(actions.confirm, who, self.request, by_phone=by_phone)

    @rule(who=ANYBODY, by_phone=st.booleans())
    def reopen(self, who, by_phone):
        self.attempt(actions.reopen, who, self.request, by_phone=by_phone)

    @rule(who=ANYBODY, verb=st.sampled_from([
        actions.decline, actions.object_to, actions.reroute, actions.mark_emergency,
    ]))  # fmt: skip
    def with_a_reason(self, who, verb):
        self.attempt(verb, who, self.request, note="有原因")

    @rule(who=ANYBODY)
    def refer(self, who):
        self.attempt(actions.refer, who, self.request, route="property", note="归物业")

    @rule(who=ANYBODY, verb=st.sampled_from([
        actions.withdraw, actions.close_unmet, actions.settle_team, actions.call_back,
    ]))  # fmt: skip
    def without_a_reason(self, who, verb):
        self.attempt(verb, who, self.request)

    @rule(hours=st.sampled_from([1, 25, 80, 200, 800]))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        with clock.at(self.now):
            actions.widen_offers()
            actions.escalate_overdue()
            actions.close_lapsed()
            actions.reseat_desks()

    @invariant()
    def open_means_one_desk_and_one_due_time(self):
        request = self.request
        assert (request.due_at is not None) == (request.state in OPEN)
        assert request.desk_id
        assert (request.closed_at is None) == (request.state in OPEN)

    @invariant()
    def the_team_is_counted_right_and_never_too_big(self):
        request = self.request
        held = Acceptance.objects.filter(request=self.pk, ended_at=None).count()
        assert held == request.taken <= request.wanted

    @invariant()
    def nobody_holds_or_is_asked_for_what_is_over(self):
        if self.request.state in FINAL:
            assert not Acceptance.objects.filter(request=self.pk, ended_at=None).exists()
            assert not Invitation.objects.filter(request=self.pk, answer="asked").exists()

    @invariant()
    def every_change_of_state_has_its_row_by_somebody_who_may(self):
        state = ""
        for event in Event.objects.filter(request=self.pk).order_by("at", "pk"):
            assert event.from_state == state
            state = event.to_state
            if event.action == Action.PLACE:
                continue
            step = STEPS[Action(event.action)]
            spoken_by_phone = event.facts.get("by_phone")
            assert Role(event.role) in step.who or spoken_by_phone
            if event.from_state in FINAL:
                assert event.action in REVIVES
        assert state == self.request.state

    @invariant()
    def solved_is_only_ever_the_residents_word(self):
        request = self.request
        assert (request.state == "confirmed") <= (request.solved is True)
        assert (request.state == "unconfirmed") <= (request.solved is None or not request.solved)


@pytest.mark.whole
@pytest.mark.django_db
def test_any_order_of_steps_keeps_the_invariants():
    Life.cast = build()
    run_state_machine_as_test(
        Life,
        settings=settings(
            # The rules are the same on both; what differs there is the subject of the race tests.
            max_examples=40 if connection.vendor == "sqlite" else 12,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
