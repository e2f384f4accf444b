"""A community's numbers: counts with a source, money that is only ever added."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.lists import actions, queries
from last500.lists.models import PeopleCount, Resource, Spending
from last500.lists.tests.world import room, unit, venue
from last500.lists.views.profile import units_with_offers
from last500.proof.guards import guarded
from last500.proof.models import Entry, Opening

pytestmark = pytest.mark.django_db


def line(cast, **more):
    said = {"year": clock.today().year, "title": "慰问", "planned_fen": 1_000_00} | more
    return actions.add_budget_line(cast.actor("he"), cast.community, **said)


def spend(cast, fen=300_00, by="he", **more):
    said = {"on": clock.today(), "fen": fen, "words": "水果"} | more
    return actions.spend(cast.actor(by), more.pop("line", None) or line(cast), **said)


def money(cast):
    return queries.budget(cast.community, clock.today().year, entries=True)


def test_money_is_planned_and_spent_in_fen(cast):
    row = line(cast)
    for fen in (300_01, 99):
        actions.spend(cast.actor("he"), row, on=clock.today(), fen=fen, words="水果")
    found = money(cast)
    assert (found.planned_fen, found.spent_fen, found.left_fen) == (100_000, 301_00, 699_00)
    assert [entry.fen for entry in found.lines[0].entries] == [99, 300_01]


def test_a_wrong_entry_is_taken_back_by_another_once(cast):
    entry = spend(cast)
    back = actions.take_back(cast.actor("he"), entry)
    assert (back.fen, back.reverses) == (-300_00, entry)
    assert money(cast).spent_fen == 0
    assert Spending.objects.count() == 2
    with pytest.raises(Conflict, match="已经冲销"):
        actions.take_back(cast.actor("he"), entry)
    with pytest.raises(Conflict, match="本身就是冲销"):
        actions.take_back(cast.actor("he"), back)


def test_the_database_changes_and_removes_no_entry(cast):
    entry = spend(cast)
    assert "lists_spending" in guarded(connection)
    for change in (
        lambda: Spending.objects.filter(pk=entry.pk).update(fen=1),
        lambda: Spending.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
            change()
    assert Spending.objects.get().fen == 300_00


def test_what_is_said_of_money_stands_in_the_log_without_who_said_it(cast):
    spend(cast)
    entries = list(Entry.objects.filter(stream="funds").order_by("seq"))
    assert [entry.kind for entry in entries] == ["planned", "spent"]
    assert str(cast.he.pk) not in entries[-1].body
    assert str(cast.he.pk) in Opening.objects.get(entry=entries[-1]).personal


@pytest.mark.parametrize("name", ["lin", "wang", "qian", "tang", "hua"])
def test_only_the_community_and_above_write_its_numbers(cast, name):
    actor, here, row = cast.actor(name), cast.community, line(cast)
    said = {"on": clock.today()}
    for write in (
        lambda: actions.set_count(actor, here, what="staff", number=3, source="x", **said),
        lambda: actions.add_budget_line(actor, here, year=row.year, title="x", planned_fen=1),
        lambda: actions.spend(actor, row, fen=1, words="x", **said),
    ):
        with pytest.raises(Forbidden):
            write()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"number": -1}, "number"),
        ({"what": "dogs"}, "what"),
        ({"source": " "}, "source"),
        ({"on": clock.today() + clock.DAY}, "on"),
    ],
)
def test_a_count_says_what_when_and_from_where(cast, said, field):
    good = {"what": "staff", "number": 3, "on": clock.today(), "source": "台账"}
    with pytest.raises(Refused) as refused:
        actions.set_count(cast.actor("he"), cast.community, **good | said)
    assert refused.value.field == field
    assert not PeopleCount.objects.exists()


def test_the_newest_count_of_each_kind_is_shown_and_the_same_day_corrects(cast):
    today = clock.today()
    for what, number, on in (
        ("volunteers", 5, today),
        ("staff", 3, today - clock.DAY),
        ("staff", 4, today),
        ("staff", 6, today),
    ):
        actions.set_count(
            cast.actor("he"), cast.community, what=what, number=number, on=on, source="台账"
        )
    found = [(row.what, row.number) for row in queries.counts(cast.community)]
    assert found == [("staff", 6), ("volunteers", 5)]
    assert PeopleCount.objects.count() == 3


def test_units_stand_there_with_what_they_offer(cast):
    library = unit(cast, "hua")
    school = unit(cast, "zhou", "小学党支部")
    one = room(cast, library, "hua")
    assert units_with_offers(cast.community) == [(library, ["二楼会议室"]), (school, [])]
    actions.pause_resource(cast.actor("hua"), one, paused=True)
    assert units_with_offers(cast.community) == [(library, []), (school, [])]


def test_the_public_page_shows_numbers_venues_and_money_and_no_person(cast, client):
    spend(cast)
    unit(cast, "hua")
    venue(cast, area_cm2=600_000)
    actions.set_count(
        cast.actor("he"), cast.community, what="staff", number=17, on=clock.today(), source="台账"
    )
    page = client.get(f"/lists/about/{cast.community.pk}/").content.decode()
    for word in ("17", "社区活动室", "60 m²", "图书馆党支部", "300.00", "9:00–21:00"):
        assert word in page, word
    for person in cast.people.values():
        assert person.name not in page
    assert client.get(f"/lists/about/{cast.a.pk}/").status_code == 404
    assert Resource.objects.get().area_cm2 == 600_000
