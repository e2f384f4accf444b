"""What the database promises of the book, and that no later migration forgets it."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from last500.base import clock
from last500.ledger import guards
from last500.ledger.models import Entry, Posting, Statement, StatementLine, Voucher
from last500.ledger.tests import world
from last500.proof.guards import guarded
from tests.postgres import owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(cast):
    return world.opened(cast)


def refused(work) -> str:
    try:
        with transaction.atomic():
            work()
    except DatabaseError as fault:
        return str(fault)
    return ""


def entry_of(posting: Posting, **more: object) -> Entry:
    return Entry(
        **{
            "book": posting.book, "seq": 3, "posting": posting, "kind": posting.kind,
            "direction": posting.direction, "amount_fen": posting.amount_fen, "day": posting.day,
            "posted_on": clock.today(), "at": clock.now(), "counterparty": "x", "words": "x",
        } | more
    )  # fmt: skip


def decided(cast, posting: Posting, **more: object) -> Posting:
    said = {"state": "confirmed", "decided_by": cast.he, "decided_at": clock.now(), "due_at": None}
    Posting.objects.filter(pk=posting.pk).update(**(said | more))
    return world.again(posting)


def test_every_guard_is_in_place():
    assert guards.missing(connection) == set()
    assert {"ledger_entry", "ledger_statementline"} <= set(guarded(connection))


def test_an_entry_is_never_changed_or_taken_away(cast, book):
    entry = world.entered(cast, book)
    rows = Entry.objects.filter(pk=entry.pk)
    for change in ({"amount_fen": 1}, {"words": "别的"}, {"day": world.ago(3)}, {"digests": "x"}):
        assert refused(lambda change=change: rows.update(**change))
    assert refused(rows.delete)
    assert rows.get().amount_fen == entry.amount_fen


def test_numbers_follow_without_a_gap(cast, book):
    world.entered(cast, book)
    posting = decided(cast, world.posted(cast, book))
    assert guards.GAP in refused(entry_of(posting, seq=4).save)
    assert refused(entry_of(posting, seq=2).save)
    assert not refused(entry_of(posting, seq=3).save)


def test_an_entry_needs_a_posting_that_another_confirmed(cast, book):
    world.entered(cast, book)
    waits = world.posted(cast, book)
    assert guards.TWO in refused(entry_of(waits).save)
    posting = decided(cast, waits)
    assert guards.TWO in refused(entry_of(posting, amount_fen=1).save)
    assert guards.TWO in refused(entry_of(posting, direction="out", kind="audit").save)
    assert not refused(entry_of(posting).save)
    assert refused(entry_of(posting, seq=4).save)  # one entry of a posting


def test_a_reversal_is_the_mirror_of_its_entry_and_happens_once(cast, book):
    entry = world.entered(cast, book)

    def mirror(**more):
        said = {"direction": "out", "reverses": entry} | more
        posting = decided(cast, world.posted(cast, book, amount=said.pop("amount", 5_000_00)))
        Posting.objects.filter(pk=posting.pk).update(direction=said["direction"])
        return entry_of(world.again(posting), **said)

    assert guards.MIRROR in refused(mirror(amount=4_000_00).save)
    assert refused(mirror(direction="in").save)
    first = mirror()
    assert not refused(first.save)
    assert refused(mirror(seq=4).save)  # once


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"amount_fen": 0}, "entry_is_of_an_amount"),
        ({"amount_fen": -5}, "entry_is_of_an_amount"),
        ({"direction": "out"}, "entry_stands_on_the_side_of_its_kind"),
        ({"kind": "opening"}, "book_begins_with_its_opening"),
        ({"day": world.ago(-1)}, "entry_is_of_a_day_that_was"),
    ],
)
def test_checks_hold_without_the_triggers_too(cast, book, more, name):
    """With the triggers lifted, so that it is the constraint that says no."""
    world.entered(cast, book)
    posting = decided(cast, world.posted(cast, book))
    connection.check_constraints()  # what is still to be checked bars a change of the table
    with owner():
        guards.remove(connection)
    try:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            entry_of(posting, **more).save()
    finally:
        with owner():
            guards.install(connection)


def test_vouchers_of_an_entry_stay(cast, book):
    waits = world.posted(cast, book, pictures=[world.picture()])
    assert not refused(Voucher.objects.filter(posting=waits).delete)  # control
    entry = world.entered(cast, book, pictures=[world.picture()])
    rows = Voucher.objects.filter(posting=entry.posting)
    assert guards.STAY in refused(lambda: rows.update(digest="x"))
    assert guards.STAY in refused(rows.delete)
    more = Voucher(posting=entry.posting, order=2, file="x", digest="x", width=1, height=1,
                   added_at=clock.now())  # fmt: skip
    assert guards.STAY in refused(more.save)


def test_a_statement_keeps_its_numbers_and_stays_published(cast):
    book = world.opened(cast, day=world.ago(700))
    made = world.stated(cast, book)
    rows = Statement.objects.filter(pk=made.pk)
    changed = {"opening_fen": F("opening_fen") + 1, "closing_fen": F("closing_fen") + 1}
    assert guards.NUMBERS in refused(lambda: rows.update(**changed))
    assert guards.NUMBERS in refused(lambda: rows.update(state="dropped"))
    assert guards.NUMBERS in refused(lambda: rows.update(posted_days=1))
    assert guards.NUMBERS in refused(rows.delete)
    assert not refused(lambda: rows.update(made_by=None))  # who it was is forgotten in time
    lines = StatementLine.objects
    assert refused(lambda: rows.update(in_fen=5))
    world.entered(cast, book)
    two = world.stated(cast, book, published=False)
    assert not lines.filter(statement=two).exists() or refused(
        lambda: lines.filter(statement=two).update(amount_fen=1)
    )
