"""Whatever happens in whatever order: the balance is the sum of the entries, entries never change,
and the log has as many lines as the book."""

from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from last500.base import clock
from last500.base.errors import Forbidden, Refused
from last500.ledger import actions, queries
from last500.ledger.models import Entry, Posting
from last500.ledger.rules import INCOME, SPENDING, Direction, State
from last500.ledger.tests import world
from last500.proof.models import Entry as LogEntry
from tests.cast import build

WHO = st.sampled_from(["lin", "he", "sun", "wang"])
AMOUNTS = st.one_of(st.integers(-2, 3), st.integers(1, 10_000_00))
NTH = st.integers(0, 5)


class BookMachine(RuleBasedStateMachine):
    """Three desks and a stranger put down, confirm, send back and reverse as it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.cast = build()
        self.book = world.opened(self.cast)
        self.known: dict[int, tuple[object, ...]] = {}
        self.sum = Fraction(world.OPENING, 100)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def attempt(self, verb, *args: object, **more: object) -> object:
        try:
            with transaction.atomic():
                return verb(*args, **more)
        except (Refused, Forbidden):
            return None

    def nth(self, number: int) -> Posting | None:
        rows = list(Posting.objects.filter(book=self.book).order_by("-posted_at", "pk")[:6])
        return rows[number % len(rows)] if rows else None

    @rule(who=WHO, kind=st.sampled_from([*INCOME, *SPENDING]), amount=AMOUNTS,
          days=st.integers(-1, 60))  # fmt: skip
    def puts_down(self, who: str, kind, amount: int, days: int) -> None:
        more = {"kind": kind, "amount": amount, "day": world.ago(days)}
        self.attempt(world.posted, self.cast, self.book, who, **more)

    @rule(who=WHO, number=NTH)
    def confirms(self, who: str, number: int) -> None:
        posting = self.nth(number)
        entry = self.attempt(actions.confirm, self.cast.actor(who), posting)
        if entry is not None:
            assert posting is not None and posting.posted_by != self.cast.people[who]
            self.sum += Fraction(entry.signed_fen, 100)  # type: ignore[attr-defined]

    @rule(who=WHO, number=NTH, back=st.booleans())
    def sends_or_takes_back(self, who: str, number: int, back: bool) -> None:
        posting = self.nth(number)
        if back:
            self.attempt(actions.take_back, self.cast.actor(who), posting)
        else:
            self.attempt(actions.send_back, self.cast.actor(who), posting, "再看看")

    @rule(who=WHO, number=NTH)
    def reverses(self, who: str, number: int) -> None:
        entries = list(Entry.objects.filter(book=self.book).order_by("-seq")[:6])
        entry = entries[number % len(entries)]
        self.attempt(actions.reverse, self.cast.actor(who), entry, "记错了")

    @invariant()
    def it_adds_up_and_stays(self) -> None:
        rows = list(Entry.objects.filter(book=self.book).order_by("seq").values_list())
        assert [row[2] for row in rows] == list(range(1, len(rows) + 1))
        for row in rows:
            assert self.known.setdefault(row[2], row) == row
        assert len(self.known) == len(rows)
        assert Fraction(queries.balance(self.book, clock.today()), 100) == self.sum
        assert LogEntry.objects.filter(stream=self.book.stream).count() == len(rows)
        confirmed = Posting.objects.filter(book=self.book, state=State.CONFIRMED)
        assert confirmed.count() == len(rows)
        turned = Entry.objects.filter(book=self.book, reverses__isnull=False)
        for one in turned.select_related("reverses"):
            assert one.amount_fen == one.reverses.amount_fen
            assert {one.direction, one.reverses.direction} == set(Direction)


@pytest.mark.django_db
def test_the_book_holds_whatever_happens():
    settings_of = settings(
        max_examples=12, stateful_step_count=14, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(BookMachine, settings=settings_of)
