"""Anybody may try anything in any order: what sign-up promises holds all the same.

A Hypothesis state machine drives the own verbs with a crowd, two activities at one time and a
moving clock.
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

from last500.activities import actions
from last500.activities.models import PlaceOffer, Role, SignUp
from last500.activities.rules import PRESENT, Says
from last500.activities.tests.town import guests, plan, role_of, set_up
from last500.base import clock
from last500.base.errors import Forbidden, Refused
from tests.cast import Cast, build

CROWD = st.sampled_from(["wang", "li", "zhou", "hua", "chen", "zhao"])
WHICH = st.sampled_from([0, 1])
BRINGS = st.integers(0, 2)


class Life(RuleBasedStateMachine):
    cast: Cast

    @initialize(one=st.integers(1, 4), two=st.integers(1, 3))
    def begin(self, one: int, two: int) -> None:
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = clock.now()
        self.yes: set = set()  # (role, person) of whoever has said yes by their own press
        self.seen = None
        with clock.at(self.now):
            made = [
                set_up(self.cast, guests(0, places, brings=2), title=title, days=4)
                for title, places in (("早上的一场", one), ("同时的另一场", two))
            ]
        self.activities = made
        self.keys = [role_of(activity, 0).pk for activity in made]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def role(self, which: int) -> Role:
        rows = Role.objects.select_related("activity__place", "activity__lead")
        return rows.get(pk=self.keys[which])

    def attempt(self, verb, who: str, *args, **kwargs) -> bool:
        self.seen = None
        with clock.at(self.now), suppress(Refused, Forbidden):
            verb(self.cast.actor(who), *args, **kwargs)
            return True
        return False

    def said_yes(self, which: int, who: str) -> None:
        self.yes.add((self.keys[which], self.cast.people[who].pk))

    @rule(which=WHICH, who=CROWD, brings=BRINGS)
    def sign_up(self, which, who, brings):
        if self.attempt(actions.sign_up, who, self.role(which), brings=brings):
            self.said_yes(which, who)

    @rule(which=WHICH, who=CROWD, brings=BRINGS)
    def join(self, which, who, brings):
        self.attempt(actions.join, who, self.role(which), brings=brings)

    @rule(which=WHICH, who=CROWD, yes=st.booleans())
    def answer(self, which, who, yes):
        if self.attempt(actions.answer, who, self.role(which), yes=yes) and yes:
            self.said_yes(which, who)

    @rule(which=WHICH, who=CROWD)
    def cancel(self, which, who):
        own = SignUp.objects.live().filter(role=self.keys[which], person=self.cast.people[who])
        had, begun = own.exists(), self.role(which).starts_at <= self.now
        done = self.attempt(actions.cancel, who, self.role(which))
        assert done == (had and not begun)  # always possible, until it begins
        assert not done or not own.exists()

    @rule(which=WHICH, who=CROWD, brings=BRINGS)
    def bring(self, which, who, brings):
        self.attempt(actions.bring, who, self.role(which), brings=brings)

    @rule(which=WHICH, who=CROWD, other=CROWD)
    def hand_over(self, which, who, other):
        if self.attempt(actions.offer_by_link, who, self.role(which)):
            offer = PlaceOffer.objects.waiting().latest("pk")
            if self.attempt(actions.take_over, other, offer.key):
                self.said_yes(which, other)

    @rule(which=WHICH, places=st.integers(1, 5))
    def change(self, which, places):
        said = plan(guests(0, places, brings=2), title="改过", days=4)
        self.attempt(actions.change, "lin", self.activities[which], said)

    @rule(hours=st.sampled_from([1, 13, 30]))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        self.seen = None
        with clock.at(self.now):
            actions.lapse_asks()
            actions.end_due()

    @rule(which=WHICH)
    def call_off(self, which):
        if self.now - clock.now() > timedelta(hours=30):
            self.attempt(actions.call_off, "lin", self.activities[which], reason="下雨")

    def look(self) -> list[tuple[Role, list[SignUp]]]:
        if self.seen is None:
            rows = list(SignUp.objects.filter(role__in=self.keys).order_by("at", "pk"))
            self.seen = [
                (role, [row for row in rows if row.role_id == role.pk])
                for role in (self.role(0), self.role(1))
            ]
        return self.seen

    @invariant()
    def never_more_heads_than_places_and_counted_right(self):
        for role, rows in self.look():
            heads = sum(row.heads for row in rows if row.state in PRESENT)
            assert heads == role.taken <= role.places

    @invariant()
    def nobody_comes_without_their_own_yes(self):
        for role, rows in self.look():
            for row in rows:
                assert row.state != Says.COMES or (role.pk, row.person_id) in self.yes

    @invariant()
    def nobody_comes_to_both_at_once(self):
        coming = [
            row.person_id for _role, rows in self.look() for row in rows if row.state == "comes"
        ]
        assert len(coming) == len(set(coming))

    @invariant()
    def whoever_is_asked_stood_before_whoever_still_waits(self):
        for _role, rows in self.look():
            line = [row.state for row in rows if row.state in {Says.ASKED, Says.WAITING}]
            assert line == sorted(line)  # "asked" before "waiting"

    @invariant()
    def nobody_waits_where_there_is_room_for_the_first(self):
        for role, rows in self.look():
            first = next((row for row in rows if row.state == Says.WAITING), None)
            near = role.starts_at - self.now < timedelta(minutes=30)
            if first is not None and role.activity.is_open and not near:
                assert first.heads > role.free

    @invariant()
    def what_is_off_holds_nobody(self):
        for role, rows in self.look():
            if role.activity.state == "called_off":
                assert not any(row.state in {*PRESENT, Says.WAITING} for row in rows)


@pytest.mark.django_db
def test_sign_up_keeps_its_promises_whatever_is_tried():
    Life.cast = build()
    steps = 12 if connection.vendor == "postgresql" else 22
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=25,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
