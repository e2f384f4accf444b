"""Anybody may try anything in any order: nobody holds a seat without their own yes.

A Hypothesis state machine drives the own verbs with a crowd, a desk and a moving clock.
"""

from collections import Counter
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
from last500.grids import actions, queries, rules
from last500.grids.models import Note, Placement, Seat
from last500.grids.rules import Answer, NoteState, Passed, State
from last500.grids.tests import town
from tests.cast import Cast, build

CROWD = st.sampled_from(["wang", "li", "zhou"])
ANYBODY = st.sampled_from(["wang", "li", "zhou", "lin", "hua", "qian"])
WHICH = st.integers(0, 2)


class Life(RuleBasedStateMachine):
    cast: Cast

    @initialize()
    def begin(self) -> None:
        # Each example leaves the town as it found it.
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = clock.now()
        self.yes: set = set()  # (seat, person) of whoever said so, by their own press
        self.asked: dict = {}  # person -> when they were asked last
        with clock.at(self.now):
            yard = town.yard(self.cast)
            town.live(self.cast, "zhou")
            self.seats = [yard.seat, yard.at("liaison"), yard.at("liaison", self.cast.a)]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def attempt(self, verb, who: str, *args, **kwargs) -> bool:
        with clock.at(self.now), suppress(Refused, Forbidden):
            verb(self.cast.actor(who), *args, **kwargs)
            return True
        return False

    def placements(self, which: int) -> list[Placement]:
        rows = Placement.objects.filter(seat=self.seats[which]).select_related("seat__place")
        return list(rows.order_by("asked_at", "pk"))

    def any_of(self, which: int, pick: int) -> Placement | None:
        rows = self.placements(which)
        return rows[pick % len(rows)] if rows else None

    @rule(by=ANYBODY, who=CROWD, which=WHICH)
    def ask(self, by, who, which):
        person = self.cast.people[who].pk
        if self.attempt(actions.ask, by, self.seats[which], person):
            last = self.asked.get(person)
            assert by == "lin" and (last is None or self.now - last >= rules.REST)
            self.asked[person] = self.now

    @rule(by=ANYBODY, which=WHICH, pick=st.integers(0, 9), said=st.sampled_from(list(Answer)))
    def answer(self, by, which, pick, said):
        row = self.any_of(which, pick)
        if row and self.attempt(actions.answer, by, row, said):
            assert row.person_id == self.cast.people[by].pk
            if said == Answer.YES:
                self.yes.add((row.seat_id, row.person_id))

    @rule(by=CROWD, which=WHICH)
    def offer(self, by, which):
        if self.attempt(actions.offer, by, self.seats[which]):
            self.yes.add((self.seats[which].pk, self.cast.people[by].pk))

    @rule(
        by=ANYBODY,
        which=WHICH,
        pick=st.integers(0, 9),
        verb=st.sampled_from(
            [actions.confirm, actions.turn_down, actions.take_back, actions.withdraw, actions.renew]
        ),
    )
    def desk(self, by, which, pick, verb):
        if row := self.any_of(which, pick):
            self.attempt(verb, by, row)

    @rule(by=CROWD, which=WHICH, pick=st.integers(0, 9))
    def leave(self, by, which, pick):
        row = self.any_of(which, pick)
        if row is None:
            return
        own = row.state == State.HOLDING and row.person_id == self.cast.people[by].pk
        assert self.attempt(actions.leave, by, row) == own  # always possible, to nobody else

    @rule(by=ANYBODY, which=WHICH)
    def tell(self, by, which):
        self.attempt(actions.tell, by, self.seats[which], "灯坏了")

    @rule(by=ANYBODY, pick=st.integers(0, 9), how=st.sampled_from(["answer", "pass", "desk"]))
    def handle(self, by, pick, how):
        rows = list(Note.objects.order_by("told_at").select_related("seat__place", "author"))
        if not rows:
            return
        note = rows[pick % len(rows)]
        seen = Note.objects.visible_to(self.cast.actor(by)).filter(pk=note.pk).exists()
        verbs = {
            "answer": lambda actor: actions.answer_note(actor, note, "好"),
            "pass": lambda actor: actions.pass_on(actor, note, Passed.REQUEST),
            "desk": lambda actor: actions.give_to_desk(actor, note),
        }
        assert seen or not self.attempt(verbs[how], by)

    @rule(days=st.sampled_from([1, 15, 91, 366]))
    def time_passes(self, days):
        self.now += timedelta(days=days)
        with clock.at(self.now):
            actions.lapse_asks()
            actions.remind_terms()
            actions.run_out()
            actions.climb_notes()
            assert actions.lapse_asks() == actions.run_out() == 0

    @invariant()
    def nobody_holds_a_seat_without_their_own_yes(self):
        held = Placement.objects.holding().values_list("seat", "person")
        assert set(held) <= self.yes

    @invariant()
    def one_holder_for_a_seat_and_two_seats_for_a_person(self):
        held = list(Placement.objects.holding().values_list("seat", "person"))
        assert all(count == 1 for count in Counter(seat for seat, _who in held).values())
        assert all(count <= 2 for count in Counter(who for _seat, who in held).values())

    @invariant()
    def where_somebody_holds_the_seat_nobody_waits(self):
        held = Placement.objects.holding().values("seat")
        assert not Placement.objects.waiting().filter(seat__in=held).exists()

    @invariant()
    def every_open_word_lies_with_somebody_who_can_answer(self):
        with clock.at(self.now):
            desk = set(Note.objects.at_desk_of(self.cast.actor("lin")).values_list("pk", flat=True))
            for note in Note.objects.filter(state=NoteState.OPEN).exclude(pk__in=desk):
                assert Placement.objects.holding().filter(seat=note.seat_id).exists()

    @invariant()
    def who_has_left_hangs_nowhere(self):
        held = set(Placement.objects.holding().values_list("seat", flat=True))
        for node in queries.tree_of(self.cast.a):
            for post in node.posts:
                assert post.held == (post.seat.pk in held)
        assert Seat.objects.lasting().count() == 3


@pytest.mark.django_db
def test_seats_keep_their_promises_whatever_is_tried():
    Life.cast = build()
    steps = 10 if connection.vendor == "postgresql" else 16
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=10,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
