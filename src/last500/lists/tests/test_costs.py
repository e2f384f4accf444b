"""What the pages of the lists cost: as many statements however long a list is, and small pages."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from last500.lists import actions
from last500.lists.tests.test_pages import as_
from last500.lists.tests.world import booked, claimed, need, room, soon, unit, venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(cast):
    return unit(cast, "hua")


def statements(client: Client, address: str) -> int:
    client.get(address)  # the session and what is kept for a minute
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_list_costs_the_same_however_long_it_is(cast, library):
    he, wang, hua = as_(cast, "he"), as_(cast, "wang"), as_(cast, "hua")
    here = cast.community.pk
    what, one = need(cast), room(cast, library, "hua")
    claimed(cast, what, library, "hua")
    booked(cast, one)
    venue(cast)
    actions.add_budget_line(cast.actor("he"), cast.community, year=2026, title="x", planned_fen=1)
    pages = {
        f"/lists/desk/{here}/": he,
        f"/lists/desk/{here}/?list=resources": he,
        f"/lists/{here}/": wang,
        f"/lists/paper/{here}/": wang,
        f"/lists/unit/{library.pk}/": hua,
        f"/lists/profile/{here}/": he,
        f"/lists/resources/{one.pk}/": he,
        f"/lists/about/{here}/": Client(),
    }
    before = {address: statements(client, address) for address, client in pages.items()}
    for number in range(4):
        more = need(cast, title=f"需求{number}")
        claimed(cast, more, library, "hua")
        room(cast, library, "hua", title=f"会议室{number}")
        booked(cast, one, on=soon(4 + number))
        venue(cast, title=f"活动室{number}")
        unit(cast, ("li", "zhou", "wang", "lin")[number], f"单位{number}")
    after = {address: statements(client, address) for address, client in pages.items()}
    assert after == before
    # Session, person, offices and liaisons are asked for each page; beside them few are.
    bare = statements(he, "/style/") if he.get("/style/").status_code == 200 else 3
    assert max(before.values()) <= bare + 12


def test_pages_are_small(cast, library):
    one = room(cast, library, "hua")
    for number in range(40):
        need(cast, title=f"需求{number:02d}" + "长" * 12, words="说" * 300)
        booked(cast, one, on=soon(3 + number))
    he = as_(cast, "he")
    for address in (
        f"/lists/desk/{cast.community.pk}/",
        f"/lists/paper/{cast.community.pk}/",
        f"/lists/resources/{one.pk}/?month={soon(20):%Y-%m}",
        f"/lists/desk/{cast.community.pk}/venues/add/",
    ):
        assert len(he.get(address).content) < 100_000, address
