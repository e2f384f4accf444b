"""Concentrations: what is listed for a person to look at, what is not, and that looking ends it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from last500.base import clock
from last500.base.errors import Conflict, Forbidden
from last500.organisations.models import Office
from last500.records import actions, queries, unusual
from last500.records.models import Review, ServiceRecord
from last500.records.rules import ConfirmedAs, Source
from last500.records.tests.walk import EVENING, as_, entered, press, text
from last500.records.unusual import Fact, Kind, Outcome, findings

WANG, LI, LIN = (UUID(int=number) for number in (1, 2, 3))
NOON = clock.parse("2026-11-01 12:00")


def fact(number: int = 0, **more) -> Fact:
    """One hour on a day of its own, confirmed by the desk on the evening of that day."""
    began = NOON - number * clock.DAY
    said = {
        "key": uuid4(),
        "person": WANG,
        "began": began,
        "minutes": 60 + number,
        "entered": began + 2 * clock.HOUR,
        "own": True,
        "confirmed": began + 5 * clock.HOUR,
        "confirmer": LIN,
        "as_organiser": True,
    }
    return Fact(**(said | more))


def kinds(facts, looked=None) -> list[Kind]:
    return [one.kind for one in findings(facts, looked or {})]


# The rules, without a database


def test_an_ordinary_month_is_not_listed():
    assert kinds(fact(day) for day in range(0, 30, 2)) == []
    assert kinds([]) == []


def test_many_hours_confirmed_within_minutes_are_listed():
    def confirmed(count, apart):
        return [fact(day, confirmed=NOON + day * apart, minutes=110 + day) for day in range(count)]

    assert kinds(confirmed(12, timedelta(seconds=20))) == [Kind.BURST]
    assert kinds(confirmed(11, timedelta(seconds=20))) == [Kind.BURST]  # more than twenty hours
    assert kinds(confirmed(9, timedelta(seconds=20))) == []
    assert kinds(confirmed(12, timedelta(minutes=2))) == []


def test_more_than_sixty_hours_in_thirty_days_are_listed():
    def served(count, apart=1):
        return [fact(day * apart, minutes=240 + day) for day in range(count)]

    assert kinds(served(15)) == [Kind.HOURS]
    assert kinds(served(14)) == []
    assert kinds(served(15, apart=3)) == []


def test_two_who_keep_confirming_each_other_are_listed_once():
    def by(one, other, count):
        return [
            fact(day, person=one, confirmer=other, as_organiser=False, own=False)
            for day in range(count)
        ]

    assert kinds(by(WANG, LI, 3) + by(LI, WANG, 3)) == [Kind.PAIR]
    assert kinds(by(WANG, LI, 9) + by(LI, WANG, 2)) == []
    assert kinds(by(WANG, LI, 9)) == []


def test_the_same_minutes_again_and_again_are_listed_for_own_entries_only():
    assert kinds(fact(day, minutes=60) for day in range(10)) == [Kind.SAME]
    assert kinds(fact(day, minutes=60) for day in range(9)) == []
    assert kinds(fact(day, minutes=60, own=False) for day in range(10)) == []


def test_links_confirmed_at_once_are_listed():
    def by_link(count, after):
        return [fact(day, confirmer=None, as_organiser=False, link=after) for day in range(count)]

    assert kinds(by_link(3, timedelta(seconds=90))) == [Kind.QUICK]
    assert kinds(by_link(2, timedelta(seconds=90))) == []
    assert kinds(by_link(5, timedelta(minutes=3))) == []


def test_what_was_looked_at_is_done_with_until_it_happens_again():
    old = [fact(day + 20, minutes=60) for day in range(10)]
    looked = {(Kind.SAME, WANG, None): NOON - 18 * clock.DAY}
    assert kinds(old) == [Kind.SAME]
    assert kinds(old, looked) == []
    assert kinds(old + [fact(day, minutes=60) for day in range(9)], looked) == []
    assert kinds(old + [fact(day, minutes=60) for day in range(10)], looked) == [Kind.SAME]
    assert kinds(old, {(Kind.HOURS, WANG, None): NOON}) == [Kind.SAME]


def test_every_kind_has_its_words_and_its_reason():
    assert set(unusual.WORDS) == set(unusual.REASONS) == set(Kind)


# At the desk


@pytest.fixture
def much(cast):
    """Fifteen days of Wang's, each with the same minutes."""
    with clock.at(EVENING):
        for day in range(2, 13):
            entered(cast, began_at=clock.parse("2026-11-26 09:00") - day * clock.DAY)
        yield cast


@pytest.mark.django_db
def test_the_community_reads_why_and_says_that_it_is_all_right(much):
    page = f"/records/desk/{much.community.pk}/unusual/"
    he = as_(much.he)
    seen = text(he.get(page))
    assert "每次都是一样的分钟数" in seen and "王师傅" in seen and "11 条" in seen
    (found,) = queries.unusual_at(much.actor("he"), much.community)
    silent = press(he, page, mark=found.mark)
    assert silent.status_code == 422 and "请选看下来是怎样" in text(silent)
    said = press(he, page, mark=found.mark, outcome="right", note="每天早上扫楼道，邻居都看见。")
    assert said.status_code == 303
    assert "没有要看的" in text(he.get(page))
    review = Review.objects.get()
    assert (review.person, review.looked_by, review.count) == (much.wang, much.he, 11)
    own = text(as_(much.wang).get("/records/"))
    assert "看过了，没有问题" in own and "邻居都看见" in own
    assert much.he.name not in own
    assert "看过了，没有问题" not in text(as_(much.li).get("/records/"))
    assert press(he, page, mark=found.mark, outcome="right").status_code == 409


@pytest.mark.django_db
def test_nothing_follows_from_being_listed(much):
    before = list(ServiceRecord.objects.values())
    queries.unusual_at(much.actor("he"), much.community)
    (found,) = queries.unusual_at(much.actor("he"), much.community)
    actions.looked_at(much.actor("he"), much.community, found.mark, outcome=Outcome.CORRECTED)
    assert list(ServiceRecord.objects.values()) == before


@pytest.mark.django_db
def test_nobody_looks_at_their_own_and_a_compounds_desk_at_none(much):
    (found,) = queries.unusual_at(much.actor("he"), much.community)
    office = Office.objects.get(person=much.he)
    Office.objects.filter(pk=office.pk).update(person=much.wang)
    assert queries.unusual_at(much.actor("wang"), much.community) == []
    with pytest.raises(Conflict):
        actions.looked_at(much.actor("wang"), much.community, found.mark, outcome=Outcome.RIGHT)
    with pytest.raises(Forbidden):
        actions.looked_at(much.actor("lin"), much.community, found.mark, outcome=Outcome.RIGHT)
    assert as_(much.lin).get(f"/records/desk/{much.a.pk}/unusual/").status_code == 404


@pytest.mark.django_db
def test_one_organiser_who_confirms_it_all_at_once_is_listed_above_them(cast):
    with clock.at(EVENING):
        for day in range(2, 15):
            entered(
                cast, began_at=clock.parse("2026-11-26 09:00") - day * clock.DAY,
                minutes=100 + day, source=Source.POST, about=uuid4(), kind="patrol",
                confirmed_by=cast.lin.pk, confirmed_as=ConfirmedAs.ORGANISER,
            )  # fmt: skip
        (found,) = queries.unusual_at(cast.actor("sun"), cast.street)
    assert (found.kind, found.person) == (Kind.BURST, cast.lin.pk)
