"""How long statements hang, who is reminded of one, and the bookkeeper's own way in."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.ledger import actions, queries, rules
from last500.ledger.models import PostingTerm, StatementNotice
from last500.ledger.tests import world
from last500.notify.models import Message
from last500.organisations.models import Office
from last500.organisations.rules import OfficeKind
from last500.places.models import Place


@pytest.fixture
def county(cast) -> Place:
    return Place.objects.get(level="county")


BACKEND = "last500.people.backend.CodeBackend"


# ---- rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "days"),
    [
        ({}, 15),
        ({"000001": 20}, 20),
        ({"000001": 20, "000001000002": 30}, 30),
        ({"000001": 30, "000001000002": 16}, 16),
        ({"000009": 60}, 15),
        ({"000001": 12}, 15),
    ],
)
def test_the_nearest_place_above_says_how_long_and_never_less_than_the_least(terms, days):
    assert rules.least_posted(15, terms, "000001000002000003") == days


def test_a_statement_is_due_thirty_days_after_its_half_year():
    last = date(2026, 6, 30)
    assert rules.due_on(last) == date(2026, 7, 30)
    said = {day: rules.notice_on(last, date(2026, 7, day)) for day in (19, 20, 30, 31)}
    assert said == {19: None, 20: "reminded", 30: "reminded", 31: "late"}


# ---- the term -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_district_says_how_long_its_statements_hang(cast, county):
    place, who = county, cast.actor("tang")
    assert queries.least_posted(cast.a) == 15
    with pytest.raises(Forbidden):
        actions.set_posting_term(cast.actor("he"), place, days=30, seen=0)
    for days in (14, 181):
        with pytest.raises(Refused):
            actions.set_posting_term(who, place, days=days, seen=0)
    actions.set_posting_term(who, place, days=30, seen=0)
    with pytest.raises(Conflict):
        actions.set_posting_term(who, place, days=20, seen=0)
    assert queries.least_posted(cast.a) == 30
    book = world.opened(cast)
    made = world.stated(cast, book, published=False)
    with pytest.raises(Refused):
        actions.publish_statement(cast.actor("he"), made, 29)
    actions.publish_statement(cast.actor("he"), made)
    assert made.posted_days == 30
    actions.set_posting_term(who, place, days=20, seen=1)
    assert queries.least_posted(cast.a) == 20 and len(queries.terms_of(place)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("days", [14, 181])
def test_the_database_takes_no_term_that_is_too_short(cast, days):
    with pytest.raises(IntegrityError), transaction.atomic():
        PostingTerm.objects.create(place=cast.city, number=1, days=days, since=clock.now())


@pytest.mark.django_db
def test_the_term_is_set_on_a_page(cast, county):
    place = county
    client = Client()
    client.force_login(cast.people["tang"], backend=BACKEND)
    where = reverse("ledger:term", args=[place.pk])
    assert client.get(where).status_code == 200
    short = client.post(where, {"once": uuid4().hex, "days": "10", "seen": "0"})
    assert short.status_code == 422
    assert client.post(where, {"once": uuid4().hex, "days": "30", "seen": "0"}).status_code == 303
    assert "至少 30 天" in client.get(where).content.decode()
    world.opened(cast)
    assert "至少挂 30 天" in Client().get(f"/ledger/at/{cast.a.slug}/").content.decode()


# ---- reminders ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_book_is_reminded_once_and_late_once_and_everybody_reads_it(cast):
    book = world.opened(cast, day=date(2026, 1, 5))
    at = lambda day: clock.at(clock.start_of(day) + clock.HOUR)  # noqa: E731
    with at(date(2026, 7, 10)):
        assert actions.remind_statements() == 0
    with at(date(2026, 7, 21)):
        assert actions.remind_statements() == 1 and actions.remind_statements() == 0
        page = Client().get(f"/ledger/at/{cast.a.slug}/").content.decode()
        assert "提醒过" in page and "过了日子" not in page
    assert Message.objects.filter(kind="ledger_statement_due", person=cast.lin).exists()
    with at(date(2026, 8, 2)):
        assert actions.remind_statements() == 1 and actions.remind_statements() == 0
        assert "过了日子还没有" in Client().get(f"/ledger/at/{cast.a.slug}/").content.decode()
    with at(date(2026, 8, 5)):
        world.stated(cast, book)
        assert actions.remind_statements() == 0
        assert "后来在" in Client().get(f"/ledger/at/{cast.a.slug}/").content.decode()
    assert StatementNotice.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementNotice.objects.create(
            book=book, last_on=date(2026, 6, 30), notice="late", at=clock.now()
        )


# ---- the bookkeeper -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_bookkeeper_goes_straight_to_the_next_entry(cast):
    client = Client()
    client.force_login(cast.people["hua"], backend=BACKEND)
    assert "我记的账" not in client.get("/me/").content.decode()
    assert "没有要你记的账" in client.get("/ledger/keep/").content.decode()
    world.opened(cast)
    Office.objects.create(
        kind=OfficeKind.BOOKKEEPER, place=cast.a, person=cast.hua,
        from_on=clock.today(), to_on=clock.today() + timedelta(days=100),
    )  # fmt: skip
    assert "/ledger/keep/" in client.get("/me/").content.decode()
    sent = client.get("/ledger/keep/")
    assert sent.status_code == 303 and sent["Location"] == f"/ledger/desk/{cast.a.pk}/post/"
    assert client.get(sent["Location"]).status_code == 200
