"""The nightly sheets: who and what counts, what is written down, who could be asked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.dispatch import supply_facts
from last500.dispatch.models import SupplySheet
from last500.dispatch.supply_facts import DEMAND, OUT, STAY, SUPPLY
from last500.dispatch.supply_sheets import Shown, work_out
from last500.dispatch.tests import crowd
from last500.people.models import Person
from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.reportin.week import Window

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(cast):
    """Nobody is reported in yet; a second community lies in the street, with one compound."""
    ReportIn.objects.all().delete()
    cast.second = Place.objects.create(
        parent=cast.street, level="community", name="西河社区", path="x", code="990101001002"
    )
    _lay(cast.second)
    cast.d = Place.objects.create(
        parent=cast.second, level="compound", name="西河里", path="y", slug="xihe", kind="old"
    )
    _lay(cast.d)
    return cast


def _lay(place: Place) -> None:
    from last500.places.rules import path_step

    place.path = place.parent.path + path_step(place.pk)
    place.save(update_fields=["path"])


def counted(place: Place):
    return supply_facts.counted(supply_facts.spots())[place.pk]


def hours(place: Place, series: str, group: str = "repair") -> float:
    return counted(place).amounts[series, group].of("all") / 60


def sheet(place: Place) -> SupplySheet:
    return SupplySheet.objects.get(place=place)


def figures(place: Place, group: str = "repair") -> list[list]:
    return [row[1:] for row in sheet(place).figures if row[0] == group]


# ---- who counts ----------------------------------------------------------------------------------


def test_helpers_count_where_they_live_and_in_the_places_above(ground):
    crowd.helpers(ground.a, 3)
    assert [hours(p, SUPPLY) for p in (ground.a, ground.community, ground.street)] == [3, 3, 3]
    assert hours(ground.second, SUPPLY) == 0


def test_who_rests_waits_has_ended_or_is_locked_does_not_count(ground):
    rows = crowd.helpers(ground.a, 5)
    ReportIn.objects.filter(pk=rows[0].pk).update(paused_until=clock.today() + 2 * clock.DAY)
    ReportIn.objects.filter(pk=rows[1].pk).update(state="asked")
    ReportIn.objects.filter(pk=rows[2].pk).update(state="ended")
    Person.objects.filter(pk=rows[3].person_id).update(restricted_at=clock.now())
    assert hours(ground.a, SUPPLY) == 1


def test_a_pause_that_is_over_counts_again(ground):
    rows = crowd.helpers(ground.a, 1)
    ReportIn.objects.filter(pk=rows[0].pk).update(paused_until=clock.today())
    assert hours(ground.a, SUPPLY) == 1


def test_a_person_counts_once_though_their_unit_has_reported_in_as_well(ground):
    """Both registrations of 双报到: the unit's is of the unit, the person's is at home."""
    from last500.organisations.models import Organisation
    from last500.units.models import UnitReportIn

    rows = crowd.helpers(ground.a, 1)
    unit = Organisation.objects.create(name="印刷厂", kind="unit", place=ground.street)
    UnitReportIn.objects.create(
        organisation=unit,
        community=ground.community,
        state="agreed",
        asked_at=clock.now(),
        unit_agreed_by=ground.hua,
        unit_agreed_at=clock.now(),
        community_agreed_by=ground.he,
        community_agreed_at=clock.now(),
    )
    ReportIn.objects.filter(pk=rows[0].pk).update(organisation=unit)
    assert hours(ground.street, SUPPLY) == 1
    assert counted(ground.street).amounts[SUPPLY, "repair"].people["all"] == 1


def test_who_served_counts_with_more_and_who_only_declares_does_not(ground):
    crowd.helpers(ground.a, 1, served=900)
    assert hours(ground.a, SUPPLY) == 8  # 900 minutes of ninety days: 280 of 28, half more, an hour
    every_hour = tuple(Window(day, 0, 24 * 60) for day in range(7))
    crowd.helpers(ground.c, 1, windows=every_hour)
    assert hours(ground.c, SUPPLY) == 1


def test_a_skill_that_needs_a_paper_counts_when_the_paper_was_seen(ground):
    row = crowd.helpers(ground.a, 1, ("electric_repair",))[0]
    assert (hours(ground.a, SUPPLY), counted(ground.a).undeclared) == (0, 1)
    ground.people["crowd"] = row.person
    ground.shown("crowd")
    assert (hours(ground.a, SUPPLY), counted(ground.a).undeclared) == (1, 0)


def test_who_said_neither_when_nor_what_is_told_apart(ground):
    crowd.helpers(ground.a, 2, windows=())
    crowd.helpers(ground.a, 1, ())
    assert (hours(ground.a, SUPPLY), counted(ground.community).undeclared) == (0, 3)


def test_an_hour_is_shared_among_what_somebody_can_do(ground):
    crowd.helpers(ground.a, 1, ("carpentry", "phone_teaching"))
    assert [hours(ground.a, SUPPLY, g) for g in ("repair", "papers")] == [0.5, 0.5]


def test_who_would_go_further_is_counted_apart_from_who_would_not(ground):
    crowd.helpers(ground.a, 2)
    crowd.helpers(ground.a, 1, reach="community")
    assert [hours(ground.a, series) for series in (SUPPLY, OUT, STAY)] == [3, 2, 1]


# ---- what counts ---------------------------------------------------------------------------------


def test_what_nobody_took_and_what_is_open_counts_with_all_it_wants(ground):
    crowd.requests(ground.a, 9, minutes=60)
    crowd.requests(ground.a, 9, minutes=90, state="offered", wanted=2)
    assert hours(ground.a, DEMAND) == 9 * 1 + 9 * 3
    work_out()
    assert figures(ground.community) == [
        [at, 11 if at == "we" else 0, 0] for at in ("wm", "wa", "we", "sm", "sa", "se", "any")
    ]


@pytest.mark.parametrize("state", ["withdrawn", "merged", "declined", "referred", "emergency"])
def test_what_was_no_matter_for_neighbours_does_not_count(ground, state):
    crowd.requests(ground.a, 6, state=state)
    assert hours(ground.a, DEMAND) == 0


def test_old_locked_suspected_and_otherwise_routed_ones_do_not_count(ground):
    crowd.requests(ground.a, 1, placed_at=clock.now() - 91 * clock.DAY)
    crowd.requests(ground.a, 1, restricted_at=clock.now())
    crowd.requests(ground.a, 1, suspected_emergency="119", state="placed")
    crowd.requests(ground.a, 1, route="property")
    assert hours(ground.a, DEMAND) == 0


def test_several_requests_of_one_neighbour_are_of_one_person(ground):
    crowd.requests(ground.a, 12, people=4)
    assert counted(ground.a).amounts[DEMAND, "repair"].people["all"] == 4
    work_out()
    assert figures(ground.a) == [["all", None, 0]]


# ---- what is written down ------------------------------------------------------------------------


def test_nothing_of_one_to_four_people_is_ever_written_down(ground):
    """Neither apart nor as what is left when the rest is taken away."""
    crowd.helpers(ground.a, 9)
    crowd.helpers(ground.c, 4)
    crowd.requests(ground.a, 3)
    work_out()
    assert figures(ground.c) == [["all", 0, None]]
    # Shown, the sum of the community would tell of C: so compound A is not shown beside it either.
    assert figures(ground.a) == []
    assert figures(ground.community) == [["all", None, 13]]


def test_the_middle_of_a_week_of_few_is_shown_as_a_sum(ground):
    crowd.helpers(ground.a, 5)
    crowd.helpers(ground.a, 2, windows=(Window(6, 9 * 60, 11 * 60),))
    work_out()
    assert figures(ground.a) == [["all", 0, 7]]


def test_a_place_without_requests_says_so_and_is_never_asked_to_give(ground):
    crowd.helpers(ground.a, 30)
    crowd.requests(ground.d, 30, minutes=300)
    work_out()
    assert sheet(ground.community).silent and not sheet(ground.second).silent
    assert sheet(ground.second).proposals == []


def test_how_many_said_nothing_is_told_of_five_or_more(ground):
    crowd.helpers(ground.a, 5, ())
    crowd.helpers(ground.d, 4, ())
    work_out()
    assert (sheet(ground.community).undeclared, sheet(ground.second).undeclared) == (None, None)
    assert sheet(ground.street).undeclared == 9


def test_a_place_that_closes_loses_its_sheet_and_a_second_run_changes_nothing(ground):
    work_out()
    before = SupplySheet.objects.order_by("place").values_list("place", "figures", "silent")
    before = list(before)
    work_out()
    assert (
        list(SupplySheet.objects.order_by("place").values_list("place", "figures", "silent"))
        == before
    )
    Place.objects.filter(pk=ground.d.pk).update(closed_on=clock.today())
    work_out()
    assert not SupplySheet.objects.filter(place=ground.d).exists()


# ---- who could be asked --------------------------------------------------------------------------


def short_and_rich(ground, **more) -> None:
    """The second community is short of repairs in the evening; A's has hours to spare then."""
    crowd.helpers(ground.a, 20, served=600, **more)
    crowd.requests(ground.a, 6)
    crowd.requests(ground.d, 20, minutes=240)
    work_out()


def test_a_short_place_could_ask_its_neighbours(ground):
    short_and_rich(ground)
    gap = sheet(ground.second).map.row("repair").gap
    assert gap == 25  # twenty times four hours in ninety days
    assert sheet(ground.second).proposals == [
        [ground.second.pk, ground.community.pk, "repair", 24, "street"]
    ]
    assert sheet(ground.street).proposals == sheet(ground.second).proposals
    assert sheet(ground.community).proposals == []


def test_who_stays_at_home_is_not_lent(ground):
    short_and_rich(ground, reach="community")
    assert sheet(ground.second).proposals == []


def test_who_would_go_is_not_told_where_four_would_not(ground):
    """The difference between all and those who go would be the four."""
    crowd.helpers(ground.a, 4, reach="compound")
    short_and_rich(ground)
    assert sheet(ground.second).proposals == []
    crowd.helpers(ground.a, 1, reach="compound")
    work_out()
    assert sheet(ground.second).proposals != []


def test_another_street_is_asked_for_what_is_left(ground):
    far = Place.objects.get(name="玉桥社区")
    crowd.helpers(ground.b, 20, served=600)
    crowd.requests(ground.b, 6)
    crowd.requests(ground.d, 20, minutes=240)
    work_out()
    assert sheet(ground.second).proposals == [
        [ground.second.pk, far.parent_id, "repair", 24, "district"]
    ]


def test_as_many_statements_for_many_places_as_for_few(ground):
    work_out()
    with CaptureQueriesContext(connection) as few:
        work_out()
    for n in range(30):
        place = Place.objects.create(
            parent=ground.second,
            level="compound",
            name=f"小区{n}",
            path=f"p{n}",
            slug=f"p{n}",
            kind="old",
        )
        _lay(place)
        crowd.helpers(place, 3)
        crowd.requests(place, 2)
    work_out()
    with CaptureQueriesContext(connection) as many:
        work_out()
    assert len(many) == len(few)


def test_what_is_shown_is_settled_for_all_series(ground):
    crowd.helpers(ground.a, 9)
    places = supply_facts.spots()
    shown = Shown(places, supply_facts.counted(places))
    assert not any(tree.mend() for tree in shown.trees.values())
