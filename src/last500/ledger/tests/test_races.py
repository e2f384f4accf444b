"""At the same moment: one posting is confirmed once, numbers of the book follow without a gap; the
control shows the race."""

import pytest

from last500.base import clock
from last500.base.errors import Conflict
from last500.ledger import actions, queries
from last500.ledger.actions import posting as verbs
from last500.ledger.models import Entry
from last500.ledger.tests import world
from last500.proof.models import Entry as LogEntry
from tests.cast import build
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
EIGHT = [str(number) for number in range(8)]


def test_two_who_confirm_at_once_make_one_entry():
    cast = build()
    book = world.opened(cast)
    posting = world.posted(cast, book)
    who = ["he", "sun"] * 4
    got = all_at_once(lambda name: actions.confirm(cast.actor(name), world.again(posting)), who)
    assert sum(isinstance(one, Entry) for one in got) == 1
    assert sum(isinstance(one, Conflict) for one in got) == 7
    assert Entry.objects.filter(book=book).count() == 2
    assert queries.balance(book, clock.today()) == world.OPENING + 5_000_00


def test_eight_postings_confirmed_at_once_are_eight_lines_without_a_gap():
    cast = build()
    book = world.opened(cast)
    rows = [world.posted(cast, book) for _name in EIGHT]
    got = all_at_once(lambda name: actions.confirm(cast.actor("he"), rows[int(name)]), EIGHT)
    assert sorted(one.seq for one in got if isinstance(one, Entry)) == list(range(2, 10))
    assert LogEntry.objects.filter(stream=book.stream).count() == 9


def test_control_without_the_condition_one_posting_is_an_entry_twice(monkeypatch):
    """Not conditional, and the unique key of the posting lifted: both write it."""
    cast = build()
    book = world.opened(cast)
    posting = world.posted(cast, book)
    monkeypatch.setattr(verbs, "_decide", _without_condition)
    got = all_at_once(
        lambda name: actions.confirm(cast.actor(name), world.again(posting)), ["he", "sun"]
    )
    # The table's own key is what then stops the second: the race got as far as that.
    assert sum(isinstance(one, Entry) for one in got) == 1
    assert sum(not isinstance(one, Entry | Conflict) for one in got) == 1


def _without_condition(posting, state, **values):
    from last500.ledger.models import Posting

    values |= {"state": state, "due_at": None, "decided_at": clock.now()}
    Posting.objects.filter(pk=posting.pk).update(**values)


def test_eight_reverse_one_entry_and_one_waits():
    cast = build()
    book = world.opened(cast)
    entry = world.entered(cast, book)
    got = all_at_once(
        lambda name: actions.reverse(cast.actor("lin"), Entry.objects.get(pk=entry.pk), name), EIGHT
    )
    assert sum(isinstance(one, Conflict) for one in got) == 7
    assert entry.book.postings.filter(reverses=entry).count() == 1
