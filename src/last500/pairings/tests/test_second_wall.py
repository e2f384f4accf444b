"""Whose door somebody may know, in the database's own words: raw SQL in each reader's name."""

import os

import pytest
from django.db import connection

from last500.base.scope import Scope, acting_as, everything, widen, within
from last500.pairings import actions
from tests.access.pairings import ask_of, asked, fresh, running

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(os.environ["LAST500_TEST_DB"] != "postgresql", reason="PostgreSQL's own"),
]


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def reached(cast, who: str) -> tuple[int, int]:
    """How many pairings and how many contacts."""
    with within(acting_as(cast.actor(who))):
        return rows("pairings_pairing"), rows("people_contact")


def test_whoever_is_merely_asked_reaches_the_pairing_and_no_contact(cast):
    asked(cast, "wang")
    assert reached(cast, "wang") == (1, 0)
    assert reached(cast, "li") == (0, 0)
    assert reached(cast, "chen") == (1, 1)
    assert reached(cast, "lin") == (1, 1)


def test_the_helper_reaches_the_contact_while_it_runs_and_not_after(cast):
    made = running(cast)
    assert reached(cast, "wang") == (1, 1)
    actions.end(cast.actor("chen"), made)
    assert reached(cast, "wang") == (1, 0)


def test_a_successor_reaches_it_with_the_households_yes_and_the_first_one_no_more(cast):
    made = running(cast)
    actions.hand_over(cast.actor("wang"), made)
    actions.ask(cast.actor("lin"), fresh(made), helpers=[cast.li.pk])
    actions.accept(cast.actor("li"), ask_of(cast, made, "li"))
    assert (reached(cast, "wang"), reached(cast, "li")) == ((1, 1), (1, 0))
    actions.agree(cast.actor("chen"), fresh(made))
    assert (reached(cast, "wang"), reached(cast, "li")) == ((1, 0), (1, 1))


def test_figures_offices_and_other_streets_reach_nothing(cast):
    running(cast)
    for who in ("tang", "gao", "op", "qian", "zhao", "an", "shen"):
        assert reached(cast, who) == (0, 0)


def test_a_link_reaches_its_own_pairing_and_no_other(cast):
    one, _other = running(cast), asked(cast, "li", by="hua")
    with within(Scope()):
        assert rows("pairings_pairing") == 0
        widen(link=one.link_index)
        assert rows("pairings_pairing") == rows("people_contact") == 1
        assert rows("pairings_bond") == 1
    with everything("a control"):
        assert rows("pairings_pairing") == 2
