"""Whatever happens in whatever order: the grants never exceed the total, the counter is their sum,
and no review stands beside an interest."""

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from last500.base import clock
from last500.base.errors import Forbidden, Refused
from last500.calls import actions
from last500.calls.actions import Said
from last500.calls.models import Application, Call, Review
from last500.calls.rules import FINAL, Advice, State
from last500.calls.tests import world
from last500.calls.tests.world import again, fresh
from tests.cast import build

APPLICANTS, REVIEWERS = ("hua", "li", "wang"), ("zhou", "zhao")


class CallMachine(RuleBasedStateMachine):
    """Three apply for 20,000 yuan, two review; time goes on by days."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.cast = build()
        self.day = 0
        self.start = clock.now()
        self.call = world.opened(self.cast, total=20_000_00, most=15_000_00, reviews=1)
        self.rows = {name: world.submitted(self.cast, self.call, name) for name in APPLICANTS}
        world.seated(self.cast, self.call, *REVIEWERS)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def attempt(self, verb, *args: object, **more: object) -> None:
        try:
            with transaction.atomic(), clock.at(self.start + self.day * clock.DAY):
                verb(*args, **more)
        except (Refused, Forbidden):
            pass

    @property
    def he(self):
        return self.cast.actor("he")

    @rule(days=st.sampled_from([1, 15]))
    def time_goes_on(self, days: int) -> None:
        self.day += days
        self.attempt(actions.close_books)
        self.attempt(actions.publish_due)

    @rule(who=st.sampled_from(REVIEWERS), about=st.sampled_from([*APPLICANTS, ""]))
    def declares(self, who: str, about: str) -> None:
        said = {row.pk: Said(name == about, "认识") for name, row in self.rows.items()}
        self.attempt(actions.declare, self.cast.actor(who), fresh(self.call), said)

    @rule(who=st.sampled_from(REVIEWERS), about=st.sampled_from(APPLICANTS))
    def reviews(self, who: str, about: str) -> None:
        self.attempt(
            actions.review, self.cast.actor(who), again(self.rows[about]), Advice.SUPPORT,
            pro="好", contra="没有",
        )  # fmt: skip

    @rule(who=st.sampled_from(REVIEWERS), about=st.sampled_from(APPLICANTS))
    def declares_later(self, who: str, about: str) -> None:
        self.attempt(actions.declare_later, self.cast.actor(who), again(self.rows[about]), "认识")

    @rule(about=st.sampled_from(APPLICANTS), yuan=st.integers(1, 16_000))
    def accepts(self, about: str, yuan: int) -> None:
        row = again(self.rows[about])
        self.attempt(actions.accept, self.he, row, granted=yuan * 100, reason="好")

    @rule(about=st.sampled_from(APPLICANTS))
    def declines(self, about: str) -> None:
        self.attempt(actions.decline, self.he, again(self.rows[about]), reason="这次没有")

    @rule(about=st.sampled_from(APPLICANTS))
    def withdraws(self, about: str) -> None:
        self.attempt(actions.withdraw, self.cast.actor(about), again(self.rows[about]))

    @rule()
    def tells(self) -> None:
        self.attempt(actions.tell, self.he, fresh(self.call))

    @precondition(lambda self: self.day > 30)
    @rule()
    def is_called_off(self) -> None:
        self.attempt(actions.call_off, self.he, fresh(self.call), reason="钱没批下来")

    @invariant()
    def the_counter_is_the_sum_and_never_more_than_there_is(self) -> None:
        call = Call.objects.get(pk=self.call.pk)
        summed = Application.objects.filter(call=call).aggregate(n=Sum("granted_fen"))["n"] or 0
        assert call.granted_fen == summed <= call.total_fen

    @invariant()
    def no_review_beside_an_interest(self) -> None:
        rows = Review.objects.filter(application__declarations__interest=True)
        for row in rows:
            said = row.reviewer.declarations.get(application=row.application)
            assert not said.interest

    @invariant()
    def open_means_due(self) -> None:
        call = Call.objects.get(pk=self.call.pk)
        assert (call.due_at is None) == (State(call.state) in FINAL)


@pytest.mark.django_db
def test_whatever_happens_the_money_is_counted_once():
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        CallMachine,
        settings=settings(
            max_examples=8, stateful_step_count=14, deadline=None,
            suppress_health_check=list(HealthCheck), derandomize=True,
        ),
    )  # fmt: skip
