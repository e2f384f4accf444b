"""Whatever somebody and their desks do in any order: one active report-in, and no wish is lost.

A Hypothesis state machine drives the product's own verbs; a shadow keeps what was wished.
"""

from contextlib import suppress
from dataclasses import replace
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
from last500.reportin import actions, rules, week
from last500.reportin.actions import Wishes, wishes_of
from last500.reportin.models import Avoidance, ReportIn, ReportInEvent
from tests.cast import Cast, build

PLACES = st.sampled_from(["a", "b", "c"])
DESKS = st.sampled_from(["lin", "qian", "he", "sun", "chen"])
PHONES = st.sampled_from(["10000090001", "10000090002"])


class Life(RuleBasedStateMachine):
    cast: Cast

    @initialize()
    def begin(self) -> None:
        # Each example leaves the town as it found it.
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = clock.now()
        self.me = self.cast.actor("hua")
        self.wished: Wishes | None = None  # as they stand now
        self.avoided: set[str] = set()
        self.began: list[str] = []  # where the last move began, innermost last

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @property
    def mine(self) -> ReportIn | None:
        rows = ReportIn.objects.active().filter(person=self.cast.hua)
        return rows.select_related("place", "person", "slip").first()

    def attempt(self, verb, *args, **kwargs) -> bool:
        with clock.at(self.now), suppress(Refused, Forbidden):
            verb(*args, **kwargs)
            return True
        return False

    @rule(where=PLACES, month=st.none() | st.integers(1, 9), phone=PHONES)
    def ask(self, where, month, phone):
        wishes = Wishes(
            skills=("cooking",),
            windows=(week.Window(2, 60, 90),),
            most_month=month,
            avoid_phones=(phone,),
        )
        place = getattr(self.cast, where)
        if self.attempt(
            actions.ask, self.me, place, kind="volunteer", wishes=wishes, called="华师傅"
        ):
            self.wished = replace(wishes, avoid_phones=())
            self.avoided, self.began = {phone}, []

    @rule(
        skills=st.sets(st.sampled_from(["cooking", "chess", "music"])), gender=st.sampled_from("fm")
    )
    def change(self, skills, gender):
        if self.mine:
            wishes = replace(wishes_of(self.mine), skills=tuple(sorted(skills)), gender=gender)
            if self.attempt(actions.change, self.me, self.mine, wishes):
                self.wished = wishes

    @rule(where=PLACES)
    def move(self, where):
        if self.mine and self.attempt(actions.move, self.me, self.mine, getattr(self.cast, where)):
            self.began.append(where)

    @rule(who=DESKS, confirmed=st.booleans())
    def decide(self, who, confirmed):
        row = self.mine
        if row and self.attempt(actions.decide, self.cast.actor(who), row, confirmed=confirmed):
            if confirmed:
                self.began = []
            elif self.began:
                self.began.pop()  # the move is undone
            else:
                self.wished = None

    @rule(days=st.sampled_from([0, 7, 90]))
    def pause(self, days):
        if self.mine:
            self.attempt(actions.pause, self.me, self.mine, days=days)

    @rule()
    def end(self):
        if self.mine and self.attempt(actions.end, self.me, self.mine):
            self.wished, self.began = None, []

    @rule(who=st.sampled_from(["li", "lin", "he"]))
    def somebody_else_tries(self, who):
        if self.mine:
            other = self.cast.actor(who)
            assert not self.attempt(actions.end, other, self.mine)
            assert not self.attempt(actions.move, other, self.mine, self.cast.c)
            assert not self.attempt(actions.change, other, self.mine, Wishes())

    @rule(days=st.sampled_from([1, 40]))
    def time_passes(self, days):
        self.now += timedelta(days=days)

    @invariant()
    def at_most_one_is_active(self):
        assert ReportIn.objects.active().filter(person=self.cast.hua).count() <= 1

    @invariant()
    def no_wish_is_lost_while_somebody_is_reported_in(self):
        assert (self.mine is None) == (self.wished is None)
        if self.mine and self.wished:
            assert wishes_of(self.mine) == self.wished
            rows = Avoidance.objects.filter(report_in=self.mine)
            assert rows.count() == len(self.avoided)

    @invariant()
    def what_is_ended_has_its_day_and_what_is_active_has_none(self):
        for row in ReportIn.objects.filter(person=self.cast.hua):
            assert (row.ended_at is not None) == (row.state == rules.State.ENDED)

    @invariant()
    def a_slip_holds_exactly_while_one_is_confirmed(self):
        for row in ReportIn.objects.filter(person=self.cast.hua).select_related("slip"):
            if row.slip:
                holds = row.slip.ended_at is None
                assert holds == (row.state == rules.State.CONFIRMED)

    @invariant()
    def every_state_has_its_row_of_history(self):
        for row in ReportIn.objects.filter(person=self.cast.hua):
            last = ReportInEvent.objects.filter(report_in=row).order_by("pk").last()
            assert last is not None and last.to_state == row.state


@pytest.mark.django_db
def test_any_history_keeps_the_promises():
    Life.cast = build()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=16 if connection.vendor == "sqlite" else 6,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
