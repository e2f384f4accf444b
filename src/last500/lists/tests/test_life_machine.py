"""Anybody may try any step in any order: what claims and bookings promise holds all the same."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
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
from last500.lists import actions, rules
from last500.lists.models import Booking, Claim, ListEvent, Need, Resource, StockDay
from last500.lists.rules import Act, Deal, NeedState, Side
from last500.lists.tests import world
from tests.cast import Cast, build

ANYBODY = st.sampled_from(["he", "sun", "lin", "hua", "zhou", "wang", "qian", "zhao"])
ACTS = st.sampled_from([Act.AGREE, Act.REFUSE, Act.CANCEL, Act.HOLD, Act.LAPSE, Act.REMIND])
PIECES, WANTED = 4, 3
FAST = settings(
    max_examples=12,
    stateful_step_count=18,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class Life(RuleBasedStateMachine):
    cast: Cast

    @initialize()
    def settle(self) -> None:
        # Each example leaves the town as it found it.
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = clock.now()
        with clock.at(self.now):
            self.units = {
                "hua": world.unit(self.cast, "hua"),
                "zhou": world.unit(self.cast, "zhou", "小学党支部"),
            }
            self.need = world.need(self.cast, wanted=WANTED)
            self.room = world.room(self.cast, self.units["hua"], "hua")
            self.tables = world.goods(self.cast, self.units["hua"], "hua", pieces=PIECES)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def attempt(self, work) -> None:
        with clock.at(self.now), suppress(Refused, Forbidden), transaction.atomic():
            work()

    @rule(who=st.sampled_from(["hua", "zhou"]), number=st.integers(0, WANTED + 1))
    def claim(self, who, number):
        need = Need.objects.select_related("community__parent").get(pk=self.need.pk)
        unit = self.units[who]
        self.attempt(lambda: world.claimed(self.cast, need, unit, who, number))

    @rule(who=ANYBODY, hour=st.integers(8, 12), length=st.integers(0, 3))
    def book_the_room(self, who, hour, length):
        said = {"start": hour * 60, "end": (hour + length) * 60}
        place = self.cast.a if who == "lin" else self.cast.community
        self.attempt(lambda: world.booked(self.cast, self.room, who, for_=place, **said))

    @rule(who=ANYBODY, first=st.integers(2, 4), more=st.integers(0, 2), number=st.integers(0, 5))
    def borrow_tables(self, who, first, more, number):
        said = {"on": world.soon(first), "last": world.soon(first + more), "number": number}
        self.attempt(lambda: world.booked(self.cast, self.tables, who, **said))

    @rule(who=ANYBODY, act=ACTS, of=st.integers(0, 7), claims=st.booleans(), note=st.booleans())
    def step(self, who, act, of, claims, note):
        model = Claim if claims else Booking
        rows = list(model.objects.order_by("asked_at", "pk"))
        if not rows:
            return
        row = rows[of % len(rows)]
        said = "改天再说" if note else ""
        self.attempt(lambda: actions.step(self.cast.actor(who), row, act, note=said))

    @rule(hours=st.integers(1, 200))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        with clock.at(self.now):
            actions.remind_unanswered()
            actions.lapse_unanswered()

    @rule(who=ANYBODY)
    def give_up(self, who):
        need = Need.objects.select_related("community", "place").get(pk=self.need.pk)
        self.attempt(lambda: actions.give_up_need(self.cast.actor(who), need, note="自己办了"))

    @invariant()
    def what_is_promised_is_what_was_agreed(self):
        need = Need.objects.get(pk=self.need.pk)
        promised = Claim.objects.filter(need=need, state__in=[Deal.AGREED, Deal.HELD])
        total = promised.aggregate(n=Sum("number"))["n"] or 0
        assert need.agreed <= WANTED
        if need.state != NeedState.GIVEN_UP:
            assert need.agreed == total
            held = promised.filter(state=Deal.HELD).aggregate(n=Sum("number"))["n"] or 0
            waiting = Claim.objects.filter(need=need, state=Deal.ASKED).exists()
            assert need.state == rules.need_state(
                wanted=WANTED, agreed=total, held=held, waiting=waiting
            )

    @invariant()
    def no_hour_is_given_twice(self):
        held = Booking.objects.holding().filter(resource=self.room).order_by("starts_at")
        spans = list(held.values_list("starts_at", "ends_at"))
        assert all(one[1] <= two[0] for one, two in zip(spans, spans[1:], strict=False))

    @invariant()
    def every_piece_is_on_the_shelf_or_with_one(self):
        out: Counter = Counter()
        for row in Booking.objects.holding().filter(resource=self.tables):
            for number in range((row.last_on - row.first_on).days + 1):
                out[row.first_on + number * clock.DAY] += row.number
        for day in StockDay.objects.filter(resource=self.tables):
            assert day.left == PIECES - out[day.on]
        assert all(number <= PIECES for number in out.values())

    @invariant()
    def nothing_was_agreed_by_silence_or_by_whoever_asked(self):
        agreed = ListEvent.objects.filter(action=Act.AGREE).exclude(booking=None, claim=None)
        assert set(agreed.values_list("side", flat=True)) <= {Side.HOST}
        yes = {Deal.AGREED, Deal.HELD}
        for model, name in ((Claim, "claim"), (Booking, "booking")):
            for row in model.objects.filter(state__in=yes):
                assert ListEvent.objects.filter(**{name: row}, action=Act.AGREE).exists()

    @invariant()
    def what_waits_is_due_and_the_history_is_whole(self):
        for model, name in ((Claim, "claim"), (Booking, "booking")):
            for row in model.objects.all():
                assert (row.due_at is not None) == (row.state == Deal.ASKED)
                assert (row.closed_at is None) == (row.state in rules.UNFINISHED)
                last = ListEvent.objects.filter(**{name: row}).order_by("at", "pk").last()
                assert last.to_state == row.state
        assert Resource.objects.count() == 2


@pytest.mark.django_db
def test_any_order_of_steps_keeps_what_is_promised():
    Life.cast = build()
    run_state_machine_as_test(Life, settings=FAST)
