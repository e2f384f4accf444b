"""A sum divided by areas is worked out by one, confirmed by another, and seen by its owners."""

import pytest

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.ledger import actions, queries
from last500.ledger.models import Distribution, Entry, Share
from last500.ledger.rules import Basis, Kind, Rounding
from last500.ledger.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(cast):
    world.neighbours(cast)
    world.household(cast, "2-302", 1_000_000)
    return world.opened(cast, opening=10_000_00)


def worked(cast, book, **more) -> Distribution:
    said = {"title": "2025 年公共收益", "basis": Basis.PER_M2, "fen": 900,
            "rounding": Rounding.YUAN} | more  # fmt: skip
    return actions.work_out(cast.actor("lin"), book, **said)


def test_it_leads_to_an_entry_and_the_rest_goes_to_the_fund(cast, book):
    row = worked(cast, book)
    assert (row.paid_fen, row.rest_fen, row.pool_fen) == (2_046_00, 42, 2_046_42)
    with pytest.raises(Refused, match="另一个人"):
        actions.confirm_distribution(cast.actor("lin"), row)
    actions.confirm_distribution(cast.actor("he"), row)
    paid, rest = Entry.objects.filter(book=book, seq__gt=1).order_by("seq")
    assert (paid.kind, paid.amount_fen) == (Kind.DISTRIBUTION, 2_046_00)
    assert (rest.kind, rest.amount_fen) == (Kind.FUND, 42)
    assert queries.balance(book, clock.today()) == 10_000_00 - 2_046_42
    with pytest.raises(Conflict):
        actions.confirm_distribution(cast.actor("sun"), row)


def test_an_owner_sees_their_own_share_and_nobody_a_list(cast, book):
    row = worked(cast, book)
    (own,) = queries.own_shares(cast.actor("chen"), row)
    assert (own.amount_fen, own.area) == (1_146_00, 1_273_800)
    for name in ("hua", "wang", "lin", "he"):
        assert queries.own_shares(cast.actor(name), row) == []


def test_more_than_the_book_has_is_not_divided(cast, book):
    row = worked(cast, book, fen=9000)
    with pytest.raises(Refused, match="不够分"):
        actions.confirm_distribution(cast.actor("he"), row)
    assert Entry.objects.filter(book=book).count() == 1


def test_without_all_areas_nothing_is_worked_out(cast, book):
    world.household(cast, "2-303", None)
    with pytest.raises(Refused, match="1 户"):
        worked(cast, book)


def test_dropped_its_shares_go_and_it_is_confirmed_no_more(cast, book):
    row = worked(cast, book)
    with pytest.raises(Forbidden):
        actions.drop_distribution(cast.actor("wang"), row)
    actions.drop_distribution(cast.actor("lin"), row)
    assert not Share.objects.filter(distribution=row).exists()
    with pytest.raises(Conflict):
        actions.confirm_distribution(cast.actor("he"), row)
