"""Requests are asked, closed, taken back and gathered in any order: each that nobody took stands in
exactly one need, the one of its kind, place and month, and the counts say what is there.
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
from last500.base.errors import Refused
from last500.service_requests import actions as requests
from last500.service_requests import seams
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import State as Asked
from last500.unmet import actions
from last500.unmet.actions.gathering import cell_of
from last500.unmet.models import UnmetNeed, UnmetRequest
from last500.unmet.rules import State, Why
from last500.unmet.tests.world import asked
from tests.cast import Cast, build

PLACES = st.sampled_from(["a", "c"])
KINDS = st.sampled_from(["elder_company", "small_repair"])
NUMBERS = st.integers(0, 9)
DAYS = st.sampled_from([0, 20, 40])


class Life(RuleBasedStateMachine):
    cast: Cast

    @initialize()
    def begin(self) -> None:
        self.example = transaction.atomic()
        self.example.__enter__()
        self.kept = list(seams.UNMET)
        self.cast = build()

    def teardown(self) -> None:
        seams.UNMET[:] = self.kept
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def one(self, number: int) -> ServiceRequest | None:
        rows = list(ServiceRequest.objects.order_by("placed_at", "pk"))
        return self.cast.fresh(rows[number % len(rows)]) if rows else None

    def need(self, number: int) -> UnmetNeed | None:
        rows = list(UnmetNeed.objects.select_related("place").order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(place=PLACES, kind=KINDS, days=DAYS)
    def ask(self, place: str, kind: str, days: int) -> None:
        at = clock.now() - days * clock.DAY
        asked(self.cast, place=getattr(self.cast, place), category=kind, at=at)

    @rule(number=NUMBERS, at_once=st.booleans())
    def nobody_takes_it(self, number: int, at_once: bool) -> None:
        """With the step's own gathering, or left to the worker as after an import."""
        seams.UNMET[:] = self.kept if at_once else []
        if row := self.one(number):
            with suppress(Refused), transaction.atomic():
                requests.close_unmet(self.cast.actor("he"), row, note="没人")

    @rule(number=NUMBERS)
    def take_back(self, number: int) -> None:
        if row := self.one(number):
            with suppress(Refused), transaction.atomic():
                requests.withdraw(self.cast.actor("chen"), row)

    @rule(number=NUMBERS)
    def set_aside(self, number: int) -> None:
        if need := self.need(number):
            with suppress(Refused), transaction.atomic():
                actions.set_aside(self.cast.actor("he"), need, reason="物业来做。")

    @rule(number=NUMBERS)
    def take_up(self, number: int) -> None:
        if need := self.need(number):
            with suppress(Refused), transaction.atomic():
                actions.take_up(self.cast.actor("he"), [need], title="项目")

    @rule()
    def gather(self) -> None:
        actions.gather(limit=2)
        actions.forget_empty()

    @invariant()
    def each_stands_where_it_belongs_and_is_counted_once(self) -> None:
        if not hasattr(self, "cast"):
            return
        rows = list(UnmetRequest.objects.select_related("need", "request"))
        assert len({row.request_id for row in rows}) == len(rows)
        for row in rows:
            cell = cell_of(row.request)
            here = row.need.place_id, row.need.category, row.need.month
            assert here == (cell.place, cell.category, cell.month)
        for need in UnmetNeed.objects.all():
            inside = [row for row in rows if row.need_id == need.pk]
            assert need.count == len(inside)
            assert need.unmet == sum(row.why == Why.UNMET for row in inside)
            assert (need.due_at is not None) == (need.state == State.GATHERED)

    @rule()
    def the_worker_has_seen_everything(self) -> None:
        """After enough runs nothing that nobody took is left outside, and one more changes none."""
        for _run in range(20):
            if not actions.gather():
                break
        alone = ServiceRequest.objects.filter(state=Asked.UNMET, in_need=None)
        assert not alone.exists()
        before = list(UnmetNeed.objects.order_by("pk").values())
        assert actions.gather() == 0
        assert list(UnmetNeed.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_whatever_the_order_each_unmet_request_is_in_one_need():
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
