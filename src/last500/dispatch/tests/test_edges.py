"""All open requests at once, from the database: the same people, reasons and numbers as for each
request alone; and not one statement more for twelve than for three."""

from collections import Counter

import pytest

from last500.base import clock, scope
from last500.base.actor import Actor, Door
from last500.complaints import actions as complaints
from last500.complaints.actions import Telling
from last500.dispatch import batch, edges, weighing
from last500.dispatch.queries import LOOKED_AT, best_helpers
from last500.dispatch.tests.test_apart import avoid, name
from last500.dispatch.weights import DEFAULT
from last500.reportin.models import ReportIn
from last500.reportin.rules import Window
from last500.service_requests import actions
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import State

HOME = {"spot": "home", "category": "small_repair", "text": "水龙头滴水"}


def loaded(*requests):
    rows = ServiceRequest.objects.filter(state__in=[State.VERIFIED, State.OFFERED])
    rows = rows.filter(pk__in=[one.pk for one in requests]) if requests else rows
    above = "place__parent__parent__parent"
    return list(rows.select_related("contact", "building", "desk", above).order_by("pk"))


def alone(request):
    return {h.person.pk: (h.cost, h.reasons) for h in best_helpers(request, LOOKED_AT)}


def together(area, number):
    return {who: (one.cost, one.reasons) for who, one in area.proposals[number].items()}


@pytest.fixture
def town(cast):
    """Five helpers in two compounds, and something of everything that counts or hinders."""
    cast.report_in("hua", cast.c, reach="community", windows=(Window(5, 480, 720),))
    cast.report_in("qian", cast.a, most_open=1, most_month=2, by_distance=True, gender="f")
    cast.shown("li")
    ReportIn.objects.filter(person=cast.li).update(building=cast.building)
    avoid(cast, "zhou", "chen")
    name(cast, "hua", "wang")
    cast.accepted("wang")
    cast.offered("li", "qian", by="hua", **HOME)
    came = cast.verified(by="li", **HOME, helper_gender="f")
    offered = actions.offer(cast.actor("lin"), came, open_to="street")
    actions.can_help(cast.actor("qian"), offered)
    day = clock.today() + 3 * clock.DAY
    cast.verified(by="wang", wished_on=day, wished_part="evening")
    cast.placed(text="我爸刚才在家晕倒了，叫不醒！", category="health_mind")
    cast.verified(by="chen", **HOME, in_pairs=True)
    cast.verified(by="hua", category="digital_help", text="手机不会用", spot="home")
    return cast


def test_the_same_people_reasons_and_numbers_as_alone(town):
    requests = loaded()
    area = edges.area_of(requests)
    assert len(requests) >= 5
    for request in requests:
        assert together(area, request.number) == alone(request), request.text
    seen = {who for request in requests for who in area.proposals[request.number]}
    assert len(seen) >= 5, "all of them are looked at"


@pytest.mark.parametrize("most", [1, 2, 3])
def test_where_there_are_more_the_nearest_are_kept(town, monkeypatch, most):
    """Looking closely at a few finds the same as looking closely at all."""
    requests = loaded()
    every = edges.area_of(requests)
    monkeypatch.setattr(batch, "CANDIDATES", most)
    few = edges.area_of(requests)
    for opening, known in zip(few.openings, every.openings, strict=True):
        assert opening.fits == batch.nearest(known, most).fits
    assert any(len(one.fits) > most for one in every.openings)


def test_in_a_place_with_its_own_numbers_as_well(town):
    from dataclasses import replace

    own = replace(DEFAULT, walk_compound=90, each_ask=77)
    weighing.set_numbers(town.actor("sun"), town.street, own, reason="路远", seen=0)
    requests = loaded()
    area = edges.area_of(requests)
    for request in requests:
        assert together(area, request.number) == alone(request)
    weighing.set_by_distance(town.actor("lin"), town.a, True, reason="试试", seen=0)
    requests = loaded()
    area = edges.area_of(requests)
    for request in requests:
        assert together(area, request.number) == alone(request)
    assert all(set(one.extra) <= {0} for one in area.helpers)


def test_the_number_of_statements_is_the_same_for_many(town, django_assert_num_queries):
    few, many = loaded()[:2], loaded()
    for requests in (few, many):
        with scope.everything("a page of its own"), django_assert_num_queries(8):
            edges.area_of(requests)


def test_nothing_open_asks_nothing(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert edges.area_of([]).openings == []


def test_what_was_offered_or_accepted_is_taken_off(town):
    area = edges.area_of(loaded())
    room = {one.key: one.extra for one in area.helpers}
    # Wang holds one and has three at most; Li owes one answer; Qian takes one at a time.
    assert room[town.wang.pk] == (DEFAULT.second_on_hand, DEFAULT.third_on_hand)
    assert len(room[town.li.pk]) == 2 and room[town.li.pk][0] == DEFAULT.second_on_hand
    assert room.get(town.qian.pk, ()) == ()
    pinned = [one for one in loaded() if one.state == State.OFFERED and not one.open_to]
    assert pinned and not {one.number for one in pinned} & {one.key for one in area.openings}


def test_a_team_wants_as_many_places_as_are_empty(cast):
    request = actions.verify(cast.actor("lin"), cast.placed(**HOME), how="phone", wanted=3)
    actions.offer(cast.actor("lin"), request, helpers=[cast.wang.pk])
    (opening,) = edges.area_of(loaded()).openings
    assert len(opening.lost) == 2 and cast.wang.pk not in opening.fits


def test_the_plan_gives_each_somebody_and_nobody_too_much(town):
    area = edges.area_of(loaded())
    plan = batch.solve(area.openings, area.helpers)
    assert plan.proven
    load = Counter(who for people in plan.given.values() for who in people)
    room = {one.key: len(one.extra) for one in area.helpers}
    assert all(count <= room[who] for who, count in load.items())
    for number, people in plan.given.items():
        assert set(people) <= set(area.proposals[number])


def test_what_was_looked_at_is_kept_where_little_is_lost(cast):
    request = cast.verified(**HOME)
    (opening,) = edges.area_of(loaded()).openings
    best = min(opening.fits, key=lambda who: opening.fits[who])
    other = next(who for who in opening.fits if who != best)
    area = edges.area_of(loaded(), {request.number: [other]})
    assert batch.solve(area.openings, area.helpers).given[request.number] == (other,)


def test_whoever_a_complaint_is_open_about_is_not_sent_to_that_door(cast):
    first = cast.accepted("wang", **HOME)
    mine = cast.verified(**HOME)
    other = cast.verified(by="hua", **HOME)
    assert cast.wang.pk in alone(loaded(mine)[0])
    telling = Telling(
        kind="complaint", about="request", place=cast.a, request=first, text="说好来没来。"
    )
    complaint = complaints.receive(cast.actor("chen"), telling)
    for request in loaded(mine, other):
        area = edges.area_of([request])
        assert together(area, request.number) == alone(request)
        assert (cast.wang.pk in alone(request)) == (request.pk == other.pk)
    complaints.withdraw(Actor(door=Door.LINK, opened=frozenset({complaint.pk})), complaint)
    assert cast.wang.pk in alone(loaded(mine)[0])
    assert cast.wang.pk in together(edges.area_of(loaded(mine)), mine.number)
