"""Anybody may try anything in any order: what a post promises holds all the same.

A Hypothesis state machine drives the own verbs with a crowd and a moving clock.
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
    precondition,
    rule,
    run_state_machine_as_test,
)

from last500.base import clock
from last500.base.errors import Forbidden, Refused
from last500.posts import actions
from last500.posts.models import Holding, Post, Waiting
from last500.posts.rules import IN_LINE, State, Waits
from last500.posts.tests.town import filled, fresh, set_up
from tests.cast import Cast, build

CROWD = st.sampled_from(["wang", "li", "zhou", "hua", "chen"])


class Life(RuleBasedStateMachine):
    cast: Cast

    @initialize(places=st.integers(1, 3))
    def begin(self, places: int) -> None:
        # Each example leaves the town as it found it.
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = clock.now()
        self.yes: set = set()  # whoever has said yes to a place, by their own press
        self.seen = None
        with clock.at(self.now):
            self.pk = set_up(self.cast, places=places).pk

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @property
    def post(self) -> Post:
        return fresh(Post(pk=self.pk))

    def attempt(self, verb, who: str, *args, **kwargs) -> bool:
        self.seen = None
        with clock.at(self.now), suppress(Refused, Forbidden):
            verb(self.cast.actor(who), *args, **kwargs)
            return True
        return False

    @rule(who=CROWD)
    def claim(self, who):
        if self.attempt(actions.claim, who, self.post):
            self.yes.add(self.cast.people[who].pk)

    @rule(who=CROWD)
    def join(self, who):
        self.attempt(actions.join, who, self.post)

    @rule(who=CROWD, yes=st.booleans())
    def answer(self, who, yes):
        if self.attempt(actions.answer, who, self.post, yes=yes) and yes:
            self.yes.add(self.cast.people[who].pk)

    @rule(who=CROWD)
    def leave_line(self, who):
        self.attempt(actions.leave_line, who, self.post)

    @rule(who=CROWD, days=st.sampled_from([None, 3, 20]), named=st.booleans())
    def leave(self, who, days, named):
        last = None if days is None else clock.local(self.now).date() + timedelta(days=days)
        holding = Holding.objects.active().filter(post=self.pk, person=self.cast.people[who])
        holds = holding.exists()
        left = self.attempt(
            actions.leave, who, self.post, last_day=last, found_somebody=named
        )  # fmt: skip
        # Leaving is always possible; only naming a successor may have to wait for its turn.
        assert left or not holds or named
        if holds and days is None and left:
            assert not holding.exists()

    @rule(who=CROWD)
    def stay(self, who):
        self.attempt(actions.stay, who, self.post)

    @rule(who=CROWD)
    def take_over(self, who):
        offer = Waiting.objects.filter(post=self.pk, state=Waits.ASKED, person=None).first()
        if offer and self.attempt(actions.take_over, who, offer.key):
            self.yes.add(self.cast.people[who].pk)

    @rule(places=st.integers(1, 4))
    def change(self, places):
        self.attempt(actions.change, "lin", self.post, filled(places=places))

    @rule(days=st.sampled_from([None, 5]))
    def pause(self, days):
        until = days and clock.local(self.now).date() + timedelta(days=days)
        self.attempt(actions.pause, "lin", self.post, reason="停一停", until=until or None)

    @rule()
    def open_again(self):
        self.attempt(actions.open_again, "lin", self.post)

    @precondition(lambda self: self.now > clock.now() + timedelta(days=10))
    @rule()
    def end(self):
        self.attempt(actions.end, "lin", self.post, reason="不办了")

    @rule(hours=st.sampled_from([1, 25, 100, 600]))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        self.seen = None
        with clock.at(self.now):
            actions.lapse_asks()
            actions.end_due()

    def look(self) -> tuple[Post, list[Holding], list[Waiting]]:
        """The post, everybody who ever held it, everybody who ever waited: read once a step."""
        if self.seen is None:
            rows = Waiting.objects.filter(post=self.pk).order_by("at", "pk")
            holdings = Holding.objects.filter(post=self.pk)
            self.seen = self.post, list(holdings), list(rows)
        return self.seen

    @invariant()
    def never_more_holders_than_places_and_counted_right(self):
        post, holdings, line = self.look()
        held = [one for one in holdings if one.ended_at is None]
        kept = [row for row in line if row.state == Waits.ASKED and row.follows_id is None]
        assert len(held) + len(kept) == post.taken <= post.places

    @invariant()
    def nobody_holds_a_place_without_their_own_yes(self):
        _post, holdings, _line = self.look()
        assert {one.person_id for one in holdings} <= self.yes

    @invariant()
    def nobody_waits_for_what_they_hold_or_waits_twice(self):
        _post, holdings, line = self.look()
        people = [row.person_id for row in line if row.state in IN_LINE and row.person_id]
        assert len(people) == len(set(people))
        assert not set(people) & {one.person_id for one in holdings if one.ended_at is None}

    @invariant()
    def the_order_of_the_line_is_kept(self):
        """Whoever is asked from the line stood before everybody who still waits."""
        _post, _holdings, line = self.look()
        states = [row.state for row in line if row.proposed_by_id is None]
        waits = [state for state in states if state in {Waits.ASKED, Waits.WAITING}]
        assert waits == sorted(waits)  # "asked" before "waiting"

    @invariant()
    def where_a_place_is_free_nobody_waits(self):
        post, _holdings, line = self.look()
        if post.state == State.OPEN and post.free:
            assert all(row.state != Waits.WAITING for row in line)

    @invariant()
    def what_has_ended_holds_nobody(self):
        post, holdings, line = self.look()
        if post.state == State.ENDED:
            assert all(one.ended_at for one in holdings)
            assert all(row.state not in IN_LINE for row in line)


@pytest.mark.django_db
def test_a_post_keeps_its_promises_whatever_is_tried():
    Life.cast = build()
    for name in ("hua", "chen"):
        Life.cast.report_in(name, Life.cast.a)
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
