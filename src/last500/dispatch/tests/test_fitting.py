"""Whom the hard rules let be asked: how far, how much, which day, who may come to the door."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.base.errors import Refused
from last500.dispatch.queries import best_helpers
from last500.notify.models import Message
from last500.reportin import actions as reportin
from last500.reportin.actions import wishes_of
from last500.reportin.models import ReportIn
from last500.reportin.queries import own
from last500.reportin.week import OtherDays
from last500.service_requests import actions
from last500.service_requests.fitting import candidate, need_of, open_for
from last500.service_requests.models import Invitation, ServiceRequest
from last500.service_requests.rules import hindrances
from last500.service_requests.tests.test_spine_pages import WHERE, place
from tests.test_access import BACKEND

HOME = {"spot": "home", "category": "small_repair", "text": "水龙头滴水"}


def against(cast, request, name="wang") -> set[str]:
    found = candidate(cast.fresh(request), cast.people[name].pk)
    assert found is not None
    return set(hindrances(found[1], need_of(request)))


def change(cast, name="wang", **wishes):
    actor = cast.actor(name)
    row = own(actor)
    reportin.change(actor, row, replace(wishes_of(row), **wishes))
    return own(actor)


def proposed(request) -> set:
    return {helper.person.pk for helper in best_helpers(request, 10)}


# ---- how far ------------------------------------------------------------------------------------


@pytest.fixture
def neighbour(cast):
    """Hua, reported in next door at C, in the same community as A."""
    cast.report_in("hua", cast.c, reach="compound")
    return cast.hua


@pytest.mark.parametrize(
    ("reach", "named", "far"),
    [
        ("compound", True, True),
        ("chosen", True, False),
        ("chosen", False, True),
        ("community", False, False),
        ("street", False, False),
    ],
)
def test_each_step_of_the_reach(cast, neighbour, reach, named, far):
    change(cast, "hua", reach=reach, nearby=(cast.a.pk,) if named else ())
    request = cast.verified(**HOME)
    assert ("too_far" in against(cast, request, "hua")) is far
    assert (neighbour.pk in proposed(request)) is not far


def test_an_open_offer_of_a_named_compound_is_shown_once_it_is_open_as_far_as_here(cast, neighbour):
    change(cast, "hua", reach="chosen", nearby=(cast.a.pk,))
    request = cast.offered("zhou", open_to="compound", **HOME)
    hua = cast.actor("hua")
    assert open_for(hua) == []
    ServiceRequest.objects.filter(pk=request.pk).update(open_to="community")
    assert open_for(hua) == [request]
    change(cast, "hua", nearby=(), reach="compound")
    assert open_for(hua) == []


# ---- how much, when -----------------------------------------------------------------------------


def test_a_cap_of_the_month_counts_what_was_taken_on_and_not_what_was_given_back(cast):
    change(cast, most_month=2, most_open=9)
    request = cast.verified(**HOME)
    cast.accepted("wang")
    actions.release(cast.actor("wang"), cast.accepted("wang"))
    assert "month_full" not in against(cast, request)
    cast.accepted("wang")
    assert "month_full" in against(cast, request)
    assert cast.wang.pk not in proposed(request)
    with clock.at(clock.now() + 32 * clock.DAY):
        assert "month_full" not in against(cast, request)


def test_the_cap_is_said_in_words_to_whoever_would_take_one_more(cast):
    change(cast, most_month=1, most_open=9)
    request = cast.offered("wang", **HOME)
    cast.accepted("wang")
    with pytest.raises(Refused, match="这个月已经到你自己定的次数"):
        actions.accept(cast.actor("wang"), cast.fresh(request))


def test_on_a_day_that_does_not_suit_nobody_is_asked_but_who_was_may_come(cast):
    day = clock.today() + 5 * clock.DAY
    change(cast, other_days=(OtherDays(day, day),))
    request = cast.verified(**HOME, wished_on=day)
    assert against(cast, request) == {"away"}
    assert cast.wang.pk not in proposed(request)
    assert against(cast, cast.verified(**HOME, wished_on=day + clock.DAY)) == set()
    asked = cast.offered("wang", **HOME)
    ServiceRequest.objects.filter(pk=asked.pk).update(wished_on=day)
    assert actions.accept(cast.actor("wang"), cast.fresh(asked)).helper == cast.wang


def test_hours_that_were_added_for_a_day_are_a_reason(cast):
    day = clock.today() + 4 * clock.DAY
    row = ReportIn.objects.get(person=cast.zhou)
    row.windows = []
    row.other_days = [OtherDays(day, day, True, 8 * 60, 12 * 60)]
    row.save()
    request = cast.verified(**HOME, wished_on=day, wished_part="morning")
    (mine,) = [one for one in best_helpers(request, 10) if one.person == cast.zhou]
    assert f"free:{day.weekday()}:morning" in mine.reasons


# ---- who may be asked at all --------------------------------------------------------------------


@pytest.mark.parametrize("age", ["14_17", "under_14"])
@pytest.mark.parametrize(
    ("more", "too_young"),
    [
        ({}, False),
        ({"wished_part": "evening"}, True),
        ({"answers": {"tools": "ladder"}}, True),
        ({"answers": {"electric": "yes"}}, True),
        ({"category": "safety", "spot": "yard"}, True),
    ],
)
def test_a_minor_is_asked_for_nothing_dangerous_and_not_in_the_evening(cast, age, more, too_young):
    change(cast, age=age)
    request = cast.verified(**HOME | more)
    assert ("too_young" in against(cast, request)) is too_young
    if too_young:
        assert cast.wang.pk not in proposed(request)


def test_what_is_not_for_a_minor_is_not_shown_to_one_either(cast):
    request = cast.offered("zhou", open_to="street", **HOME, wished_part="evening")
    assert request in open_for(cast.actor("li"))
    change(cast, "li", age="14_17")
    assert open_for(cast.actor("li")) == []


def test_a_qualified_matter_goes_to_whoever_showed_the_paper_while_it_is_good(cast):
    request = cast.verified(**HOME, answers={"electric": "yes"})
    assert against(cast, request) == {"not_qualified"}
    cast.shown("wang", valid_until=clock.today())
    assert against(cast, request) == set()
    with clock.at(clock.now() + clock.DAY):
        assert against(cast, request) == {"not_qualified"}


def test_a_qualified_matter_is_not_shown_to_whoever_could_only_be_refused(cast):
    matter = cast.offered("zhou", open_to="street", **HOME, answers={"electric": "yes"})
    assert matter not in open_for(cast.actor("li"))
    cast.shown("li")
    assert matter in open_for(cast.actor("li"))


def test_a_skill_tied_to_a_paper_is_no_reason_without_it(cast):
    request = cast.verified()
    assert not any("electric_repair" in r for one in best_helpers(request, 9) for r in one.reasons)
    cast.shown("li")
    (li,) = [one for one in best_helpers(request, 9) if one.person == cast.li]
    assert "skill:electric_repair" in li.reasons


@pytest.mark.parametrize(
    ("gender", "wished", "fits"),
    [("f", "f", True), ("m", "f", False), ("", "f", False), ("", "", True), ("m", "", True)],
)
def test_who_is_wished_at_the_door(cast, gender, wished, fits):
    change(cast, gender=gender)
    request = cast.verified(**HOME, helper_gender=wished)
    assert ("not_as_wished" not in against(cast, request)) is fits
    assert (cast.wang.pk in proposed(request)) is fits


def test_an_open_offer_is_shown_to_whoever_is_wished_at_the_door(cast):
    change(cast, "li", gender="f")
    verified = cast.verified(**HOME, helper_gender="f")
    request = actions.offer(cast.actor("lin"), verified, open_to="street")
    assert open_for(cast.actor("li")) == [request]
    assert open_for(cast.actor("zhou")) == []


def test_the_wish_is_for_a_visit_at_home_alone_lies_sealed_and_is_erased(cast):
    assert cast.placed(spot="yard", helper_gender="f", in_pairs=True).visit_wish == {}
    request = cast.placed(**HOME, helper_gender="f", in_pairs=True)
    row = ServiceRequest.objects.filter(pk=request.pk)
    assert b"pairs" not in bytes(row.values_list("visit_wish", flat=True)[0])
    actions.take_back(cast.actor("chen"), cast.fresh(request))
    assert row.get().visit_wish == {}


def test_a_pair_is_two_and_the_desk_cannot_make_it_one(cast):
    request = cast.placed(**HOME, in_pairs=True)
    assert request.wanted == 2
    lin = cast.actor("lin")
    with pytest.raises(Refused, match="2 到"):
        actions.verify(lin, request, how="phone", wanted=1)
    verified = actions.verify(lin, request, how="phone")
    offered = actions.offer(lin, verified, helpers=[cast.wang.pk, cast.li.pk])
    actions.accept(cast.actor("wang"), cast.fresh(offered))
    with pytest.raises(Refused):
        actions.settle_team(lin, cast.fresh(offered))


def test_the_wish_comes_through_the_page_and_the_desk_reads_it(cast, client):
    more = WHERE | {"spot": "home", "helper_gender": "f", "in_pairs": "on"}
    assert place(client, **more).status_code == 303
    request = ServiceRequest.objects.get()
    assert (request.visit_wish, request.wanted) == ({"helper": "f", "pairs": True}, 2)
    client.force_login(cast.lin, backend=BACKEND)
    page = client.get(f"/desk/request/{request.number}/").content.decode()
    assert "最好是女邻居，两个人一起来" in page


# ---- soon ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "kind"), [(0, "invited_soon"), (1, "invited_soon"), (2, "invited")]
)
def test_what_is_needed_by_tomorrow_is_urgent(cast, days, kind):
    cast.offered("wang", **HOME, wished_on=clock.today() + days * clock.DAY)
    assert Message.objects.filter(kind=kind, person=cast.wang).exists()


# ---- statements ---------------------------------------------------------------------------------


def test_all_of_it_is_asked_in_one_statement(cast):
    change(cast, most_month=5, nearby=(cast.c.pk,), reach="chosen")
    request = cast.verified(**HOME, helper_gender="m", in_pairs=True)
    rows = ServiceRequest.objects.select_related(
        "contact", "building", "desk", "place__parent__parent__parent"
    )
    loaded = rows.get(pk=request.pk)
    with CaptureQueriesContext(connection) as seen:
        best_helpers(loaded, 10)
    assert len(seen) == 1
    mine = own(cast.actor("wang"))
    with CaptureQueriesContext(connection) as seen:
        open_for(cast.actor("wang"), report_in=mine)
    # Outside of a page the actor is made by one statement, the offers are read by one.
    assert len(seen) == 2


def test_invitations_are_kept_for_whoever_fits(cast):
    change(cast, gender="m")
    change(cast, "li", gender="f")
    request = cast.verified(**HOME, helper_gender="f")
    chosen = [cast.wang.pk, cast.li.pk]
    actions.offer(cast.actor("lin"), request, helpers=chosen)
    assert [row.helper for row in Invitation.objects.filter(request=request)] == [cast.li]
