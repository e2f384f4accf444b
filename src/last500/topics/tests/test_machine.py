"""Anybody may try any step in any order: what a topic promises holds all the same.

A Hypothesis state machine drives the own verbs with a crowd and a moving clock.
"""

from contextlib import suppress

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
from last500.topics import actions, rules
from last500.topics.models import Opinion, Support, Topic
from last500.topics.tests.world import draft, fresh, lives, sorting
from tests.cast import Cast, build

CROWD = st.sampled_from(["lin", "he", "wang", "li", "hua", "chen", "zhao"])
NUMBERS = st.integers(0, 5)
STEPS = {
    "put_on": lambda actor, topic: actions.put_on(actor, topic, reason="上会"),
    "take_up": lambda actor, topic: actions.take_up(actor, topic, words="坝坝会"),
    "back": lambda actor, topic: actions.back_to_discussion(actor, topic, reason="一样多"),
    "decided": lambda actor, topic: actions.decided(
        actor, topic, on=clock.today(), number="2026-1"
    ),
    "carried_out": actions.carried_out,
    "reopen": actions.reopen,
    "reviewed": lambda actor, topic: actions.reviewed(actor, topic, reason="看过"),
    "settle": lambda actor, topic: actions.settle(actor, topic, reason="了结"),
    "refer": lambda actor, topic: actions.refer(actor, topic, to="物业", reason="归他们"),
    "decline": lambda actor, topic: actions.decline(actor, topic, reason="定过", ground="规约"),
    "withdraw": actions.withdraw,
    "sort": lambda actor, topic: actions.sort(actor, topic, sorting()),
    "part": actions.part,
}


class Life(RuleBasedStateMachine):
    cast: Cast

    @initialize()
    def begin(self) -> None:
        self.example = transaction.atomic()
        self.example.__enter__()
        self.cast = build()
        self.homes = {"hua": "101", "chen": "101", "wang": "201", "li": "301"}
        for name, door in self.homes.items():
            lives(self.cast, name, door=door)
        actions.set_threshold(self.cast.actor("lin"), self.cast.a, 2)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def one(self, number: int) -> Topic | None:
        rows = list(Topic.objects.order_by("proposed_at", "pk"))
        return fresh(rows[number % len(rows)]) if rows else None

    def attempt(self, work, *given: object) -> bool:
        with suppress(Refused, Forbidden), transaction.atomic():
            work(*given)
            return True
        return False

    @rule(name=CROWD)
    def propose(self, name: str) -> None:
        self.attempt(actions.propose, self.cast.actor(name), self.cast.a, draft())

    @rule(name=CROWD, number=NUMBERS, step=st.sampled_from(sorted(STEPS)))
    def step(self, name: str, number: int, step: str) -> None:
        if topic := self.one(number):
            done = self.attempt(STEPS[step], self.cast.actor(name), topic)
            open_steps = {"carried_out", "reopen"}  # asked by the caller's own rules
            if done and step not in open_steps and step != "withdraw":
                assert name in {"lin", "he"}

    @rule(number=NUMBERS, step=st.sampled_from(["sort", "put_on", "take_up"]))
    def the_desk_goes_on(self, number: int, step: str) -> None:
        if topic := self.one(number):
            self.attempt(STEPS[step], self.cast.actor("lin"), topic)

    @rule(name=CROWD, number=NUMBERS)
    def support(self, name: str, number: int) -> None:
        if topic := self.one(number):
            done = self.attempt(actions.support, self.cast.actor(name), topic)
            assert not done or (name in self.homes and topic.state in rules.DISCUSSED)

    @rule(name=CROWD, number=NUMBERS)
    def take_back(self, name: str, number: int) -> None:
        if topic := self.one(number):
            self.attempt(actions.take_back_support, self.cast.actor(name), topic)

    @rule(number=NUMBERS, other=NUMBERS)
    def merge(self, number: int, other: int) -> None:
        topic, into = self.one(number), self.one(other)
        if topic and into:
            lin = self.cast.actor("lin")
            self.attempt(lambda: actions.merge(lin, topic, into=into))

    @rule(name=CROWD, number=NUMBERS, stance=st.sampled_from(["for", "against", "other"]))
    def say(self, name: str, number: int, stance: str) -> None:
        if topic := self.one(number):
            actor = self.cast.actor(name)
            self.attempt(lambda: actions.say(actor, topic, stance=stance, words="这样好"))

    @rule()
    def the_clock_runs_out(self) -> None:
        with clock.at(clock.now() + 400 * clock.DAY):
            actions.escalate_overdue()

    @invariant()
    def every_open_one_lies_on_a_desk_and_is_due(self) -> None:
        if not hasattr(self, "cast"):
            return
        for topic in Topic.objects.all():
            is_open = topic.state in rules.OPEN
            assert (topic.due_at is not None) == is_open == (topic.closed_at is None)
            assert topic.desk_id

    @invariant()
    def households_are_counted_once(self) -> None:
        if not hasattr(self, "cast"):
            return
        for topic in Topic.objects.exclude(state="merged"):
            whose = {topic.pk, *Topic.objects.filter(into=topic).values_list("pk", flat=True)}
            rows = Support.objects.filter(topic__in=whose).values_list("household", flat=True)
            assert topic.households == len(set(rows))

    @invariant()
    def nobody_else_reads_what_was_not_looked_at(self) -> None:
        if not hasattr(self, "cast"):
            return
        read = Topic.objects.visible_to(self.cast.actor("zhao"))
        assert not read.filter(sorted_at=None).exists()
        assert not read.filter(state__in=["proposed", "withdrawn"]).exists()
        said = list(Opinion.objects.values_list("topic", "person"))
        assert len(set(said)) == len(said)


@pytest.mark.django_db
def test_whatever_anybody_tries_a_topic_keeps_its_promises():
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
