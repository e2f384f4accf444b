"""A street's own figures: counts of places, small groups hidden, gaps filled in and said."""

import json
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from last500.base import clock
from last500.people.models import Person
from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.service_requests.categories import CATEGORIES
from last500.simulation import figures
from last500.simulation.behaviour import load
from last500.simulation.figures import Counted, Figures, figures_of
from last500.simulation.tests import world

TODAY = date(2026, 11, 27)
COMMUNITIES = ("a", "b", "c")


def told(helpers=(0, 0, 0), requests=None, first=None):
    counted = Counted(
        names={path: f"社区{path}" for path in COMMUNITIES},
        compounds=Counter(dict.fromkeys(COMMUNITIES, 2)),
        helpers=Counter(dict(zip(COMMUNITIES, helpers, strict=True))),
        requests=Counter(requests or {}),
        first=first,
    )
    return figures.told(counted, today=TODAY, mode="b", usual=load())


counts = st.integers(0, 400)


@given(st.tuples(counts, counts, counts), st.tuples(counts, counts, counts))
def test_no_group_below_five_is_told_and_two_such_streets_look_alike(helpers, requests):
    wanted = {(c, CATEGORIES[0].code): n for c, n in zip(COMMUNITIES, requests, strict=True)}
    first = told(helpers, wanted, TODAY)
    assert min(c.members for c in first.street.communities) >= 5
    # Who is below five may be any number below five, but for "nobody at all in the whole street".
    blurred = tuple(4 if n < 5 else n for n in helpers)
    if any(helpers):
        assert first == told(blurred, wanted, TODAY)


@given(st.tuples(counts, counts, counts), st.integers(0, 60), st.integers(0, 400))
def test_what_is_filled_in_is_said_and_what_is_not_is_the_streets_own(helpers, n, ago):
    first = date.fromordinal(TODAY.toordinal() - ago) if n else None
    found = told(helpers, {("a", "small_repair"): n}, first)
    assert ("members" in found.filled) == (sum(helpers) == 0)
    assert ("requests" in found.filled) == ("kinds" in found.filled) == (n < 30)
    if n >= 30:
        assert dict(found.street.kinds) == {"small_repair": 100}
        assert found.street.requests_a_day == pytest.approx(n / found.days)
    assert 28 <= found.days <= 180


def test_figures_come_back_from_the_row_as_they_were():
    found = told((3, 40, 7), {("a", "small_repair"): 40, ("b", "children"): 9}, TODAY)
    kept = json.loads(json.dumps(found.as_json(), sort_keys=True))  # as PostgreSQL does
    back = Figures.from_json(kept)
    assert back.as_json() == found.as_json() and back.few == {"社区a"}
    assert [kind for kind, _share in back.street.kinds] == ["small_repair", "children"]


@pytest.mark.django_db
def test_a_street_with_little_is_told_so(cast):
    found = figures_of(cast.street)
    assert found.filled == ("requests", "kinds")
    assert [c.name for c in found.street.communities] == [cast.community.name]
    assert found.street.communities[0].compounds == 2


@pytest.mark.django_db
def test_only_what_somebody_was_looked_for_counts(cast):
    world.placed(cast, count=50, ago=90)
    world.placed(cast, count=6, ago=80, measure="withdrawn")
    world.placed(cast, count=30, ago=80, measure="finished")
    world.placed(cast, count=500, ago=300)
    found = figures_of(cast.street)
    assert (found.requests, found.days, found.filled) == (44, 90, ())
    assert found.street.requests_a_day == pytest.approx(44 / 90)


@pytest.mark.django_db
def test_report_ins_that_wait_or_have_ended_are_no_helpers(cast):
    for name in ("chen", "hua", "lin", "qian", "he", "sun"):
        cast.report_in(name, cast.a)
    before = figures_of(cast.street).street.members
    ReportIn.objects.filter(person=cast.chen).update(state="ended")
    ReportIn.objects.filter(person=cast.hua).update(state="asked")
    assert figures_of(cast.street).street.members == before - 2


@pytest.mark.django_db
def test_it_takes_the_same_statements_for_a_large_street(cast):
    figures_of(cast.street)  # the mode of the district is kept until the page is done
    with CaptureQueriesContext(connection) as few:
        figures_of(cast.street)
    for n in range(12):
        place = Place.objects.create(
            parent=cast.community, path=f"{cast.community.path}ZZ{n:04d}", level="compound",
            name=f"小区{n}", slug=f"more{n}", opened_on=clock.today(),
        )  # fmt: skip
        world.placed(cast, count=9, ago=n + 1)
        assert place.pk
    with CaptureQueriesContext(connection) as many:
        figures_of(cast.street)
    assert len(many) == len(few) == 3


@pytest.mark.django_db
def test_no_persons_datum_is_in_the_figures(cast):
    """Every text of every person of the town, and of their report-ins, against the row."""
    for name in ("chen", "hua"):
        cast.report_in(name, cast.a)
    world.placed(cast, count=40)
    kept = json.dumps(figures_of(cast.street).as_json(), ensure_ascii=False)
    secrets = {str(person.pk) for person in Person.objects.all()}
    secrets |= {word for person in Person.objects.all() for word in (person.name, person.phone)}
    secrets |= {row.called for row in ReportIn.objects.all() if getattr(row, "called", "")}
    assert len(secrets) > 20
    assert [secret for secret in secrets if secret and secret in kept] == []
