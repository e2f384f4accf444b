"""Free places beside the requests: who may be told, by the same rules and the same numbers, and
nobody for more than they have room for."""

import pytest

from last500.base import clock
from last500.dispatch import batch, wanted
from last500.dispatch.models import WantedNote
from last500.dispatch.planning import proposed_for
from last500.dispatch.tests.places import area, evening, free, named, told
from last500.dispatch.tests.test_apart import avoid, name
from last500.dispatch.tests.test_edges import HOME, loaded
from last500.dispatch.wanted import AT_ONCE, MOST, SWITCH, WAITED_FOR, Wanted, wanted_at
from last500.dispatch.weights import DEFAULT
from last500.people.models import Guardian
from last500.reportin.models import ReportIn
from last500.reportin.rules import Age, Window
from last500.reportin.skills import needed_for
from last500.reportin.week import OtherDays


def _set(cast, who: str, **columns: object) -> None:
    row = ReportIn.objects.get(person=cast.people[who])
    for column, value in columns.items():
        setattr(row, column, value)
    row.save(update_fields=list(columns))


def _tell(one: Wanted, person, ago=None) -> None:
    WantedNote.objects.create(
        kind=one.kind, key=one.key, person=person, told_at=clock.now() - (ago or clock.MINUTE),
        over_at=one.ends,
    )  # fmt: skip


def test_a_free_place_is_proposed_with_reasons_like_a_request(cast):
    one = free(cast.a)
    found = area(one).proposals[one.code]
    assert set(found) == {cast.wang.pk, cast.li.pk, cast.zhou.pk}
    day = one.day.weekday()
    assert found[cast.wang.pk].reasons == ("in_compound", f"free:{day}:evening", "not_asked")


def test_it_costs_what_a_request_that_is_like_it_costs(cast):
    """The same walk, the same wished time, a skill that fits: the same number for each."""
    cast.report_in("hua", cast.c, skills=("paperwork",), windows=(Window(5, 480, 720),))
    request = cast.verified(
        by="chen", category="digital_help", text="手机不会用", spot="home", building=None,
        wished_on=clock.local(evening()).date(), wished_part="evening",
    )  # fmt: skip
    from last500.service_requests.categories import BY_CODE

    one = free(cast.a, skills=BY_CODE["digital_help"].skills)
    together = area(one, requests=loaded(request))
    by_request, by_place = together.proposals[request.number], together.proposals[one.code]
    assert {who: (p.cost, p.reasons, p.parts) for who, p in by_place.items()} == {
        who: (p.cost, p.reasons, p.parts) for who, p in by_request.items()
    }
    assert len(by_place) == 4


def test_a_role_without_skills_costs_walk_time_and_asks_only(cast):
    one = free(cast.a)
    (parts,) = {tuple(p.parts.items()) for p in area(one).proposals[one.code].values()}
    assert dict(parts) == {
        "walk": DEFAULT.walk_compound, "time": 0, "skill": 0, "asked": -DEFAULT.sooner_not_asked,
        "on_hand": 0, "came_forward": 0,
    }  # fmt: skip


def test_when_nobody_is_free_then_it_is_told_by_nobody_as_free(cast):
    one = free(cast.a, begins=evening(hour=9), ends=evening(hour=10))
    found = area(one).proposals[one.code]
    assert all(p.parts["time"] == DEFAULT.not_free for p in found.values())
    project = free(cast.a, dated=False)
    assert all(p.parts["time"] == 0 for p in area(project).proposals[project.code].values())


def evening_day():
    return clock.local(evening()).date()


HINDERS = {
    "they are there, wait or left": lambda cast: {"out": frozenset({cast.wang.pk})},
    "they rest": lambda cast: _set(cast, "wang", paused_until=clock.today() + 9 * clock.DAY),
    "they would rather hear of none": lambda cast: _set(cast, "wang", unwanted=[SWITCH]),
    "they would rather not do that": lambda cast: (
        _set(cast, "wang", unwanted=["digital_help"]) or {"skills": ("phone_teaching",)}
    ),
    "they do not go so far": lambda cast: _set(cast, "wang", place=cast.c, reach="compound"),
    "they have as much as they want": lambda cast: (
        _set(cast, "wang", most_open=1) or cast.accepted("wang") and None
    ),
    "they did as much this month": lambda cast: (
        _set(cast, "wang", most_month=1) or cast.accepted("wang") and None
    ),
    "they meet somebody they would rather not": lambda cast: (
        avoid(cast, "wang", "chen") or {"met": frozenset({cast.chen.phone_index})}
    ),
    "somebody there would rather not meet them": lambda cast: (
        avoid(cast, "li", "wang") or {"met": frozenset({cast.li.phone_index})}
    ),
    "somebody there once said so in a request": lambda cast: (
        name(cast, "hua", "wang") and {"met": frozenset({cast.hua.phone_index})}
    ),
    "they are not of age": lambda cast: _set(cast, "wang", age=Age.TEEN) or {"least_age": 16},
    "they are under 14, by their guardian": lambda cast: (
        Guardian.objects.create(person=cast.wang, name="王", phone="1", at=clock.now())
        and {"least_age": 14}
    ),
    "it is dangerous and they are young": lambda cast: (
        _set(cast, "wang", age=Age.TEEN) or {"risky": True}
    ),
    "that day does not suit": lambda cast: _set(
        cast, "wang", differing=[OtherDays(evening_day(), evening_day()).as_list()]
    ),
}


@pytest.mark.parametrize("why", HINDERS)
def test_whom_the_rules_do_not_let_in_is_not_told(cast, why):
    assert cast.wang.pk in told(free(cast.a))
    more = HINDERS[why](cast) or {}
    assert cast.wang.pk not in told(free(cast.a, **more))


def test_a_qualification_that_the_law_wants_must_have_been_seen(cast):
    _set(cast, "wang", skills=["electric_repair"])
    skills = ("electric_repair",)
    one = free(cast.a, skills=skills, needs=needed_for(skills))
    assert cast.wang.pk not in told(one)
    cast.shown("wang")
    assert cast.wang.pk in told(one)
    both = free(cast.a, skills=("electric_repair", "law"), needs=frozenset({"electric", "law"}))
    assert told(both) == set(), "one of two papers is not enough"


def test_nobody_is_told_twice_of_the_same_place(cast):
    one, other = free(cast.a), later(cast.a)
    _tell(one, cast.wang, ago=90 * clock.DAY)
    assert cast.wang.pk not in told(one) and cast.wang.pk in told(other)


def test_those_just_told_are_waited_for(cast):
    one = free(cast.a, free=2)
    _tell(one, cast.wang)
    (opening,) = area(one).openings
    assert len(opening.lost) == 1
    _tell(one, cast.li)
    assert area(one).openings == []
    WantedNote.objects.update(told_at=clock.now() - WAITED_FOR)
    (opening,) = area(one).openings
    assert set(opening.fits) == {cast.zhou.pk} and len(opening.lost) == 2


def test_of_a_large_role_a_few_are_told_at_once(cast):
    (opening,) = area(free(cast.a, free=60)).openings
    assert len(opening.lost) == AT_ONCE


def test_what_is_soon_and_what_has_waited_is_worth_more():
    now = clock.now()

    def cost(**more):
        said = {"kind": "activity", "key": None, "title": "", "role": "", "link": "",
                "place": None, "free": 1, "since": now, "ends": now, "dated": True}  # fmt: skip
        return wanted.empty_cost(Wanted(**(said | more)), DEFAULT, now)

    later = cost(begins=now + 9 * clock.DAY)
    assert later == DEFAULT.empty_later
    assert cost(begins=now + clock.DAY) == DEFAULT.empty_soon
    waited = cost(begins=now + 3 * clock.DAY, since=now - 3 * clock.DAY)
    assert later < waited < DEFAULT.empty_soon
    assert cost(begins=now - clock.DAY, since=now - clock.DAY, dated=False) == 2 * later


# ---- in one plan ---------------------------------------------------------------------------------


def solved(found):
    return batch.solve(found.openings, found.helpers)


def test_nobody_is_proposed_for_both_beyond_what_they_have_room_for(cast):
    """One helper with room for one thing, a request and a free place: one of them has nobody."""
    for who in ("li", "zhou"):
        _set(cast, who, paused_until=clock.today() + 9 * clock.DAY)
    _set(cast, "wang", most_open=1)
    request, one = cast.verified(**HOME), free(cast.a)
    plan = solved(area(one, requests=loaded(request)))
    assert plan.proven and plan.empty == 1
    assert sorted(len(people) for people in plan.given.values()) == [0, 1]
    _set(cast, "wang", most_open=2)
    plan = solved(area(one, requests=loaded(request)))
    assert plan.given == {request.number: (cast.wang.pk,), one.code: (cast.wang.pk,)}


def test_two_openings_are_shared_out_rather_than_given_to_one(cast):
    request, one, other = cast.verified(**HOME), free(cast.a), free(cast.a)
    plan = solved(area(one, other, requests=loaded(request)))
    assert plan.proven and len({who for (who,) in plan.given.values()}) == 3


def test_places_that_they_have_taken_are_in_their_hands(cast):
    request, one = cast.verified(**HOME), free(cast.a)
    before = {h.key: h.extra for h in area(one, requests=loaded(request)).helpers}
    after = area(one, requests=loaded(request), taken={cast.wang.pk: 1})
    room = {h.key: h.extra for h in after.helpers}
    assert room[cast.wang.pk] == before[cast.wang.pk][1:] and room[cast.li.pk] == before[cast.li.pk]
    full = area(one, requests=loaded(request), taken={cast.wang.pk: 3})
    assert cast.wang.pk not in full.proposals[one.code]
    assert cast.wang.pk in full.proposals[request.number], "a request has its own rule"


def test_being_told_is_in_nobodys_hands(cast):
    one, other = free(cast.a), later(cast.a)
    before = {h.key: h.extra for h in area(other).helpers}
    _tell(one, cast.wang)
    assert {h.key: h.extra for h in area(other).helpers} == before


def test_without_free_places_the_plan_is_the_one_of_the_requests(cast):
    requests = loaded(cast.verified(**HOME), cast.verified(by="hua", **HOME))
    from last500.dispatch.edges import area_of

    plain, same = area_of(requests), area(requests=requests)
    assert (plain.openings, plain.helpers, plain.proposals) == (
        same.openings, same.helpers, same.proposals,
    )  # fmt: skip


def test_a_free_place_changes_nothing_about_who_may_be_asked_for_a_request(cast):
    from last500.dispatch.edges import area_of

    requests = loaded(cast.verified(**HOME), cast.verified(by="hua", **HOME))
    plain, both = area_of(requests), area(free(cast.c), requests=requests)
    for number, proposals in plain.proposals.items():
        assert both.proposals[number] == proposals


def test_a_desk_is_shown_so_many_the_soonest_first(cast):
    many = [free(cast.a, begins=evening(40 - n)) for n in range(MOST + 5)]
    with named(*many[:MOST]):
        found = wanted_at(cast.actor("lin"), cast.a)
    assert len(found) == MOST and found == sorted(found, key=lambda one: one.begins)
    with named(*many[:3]):
        assert wanted_at(cast.actor("qian"), cast.b) == []


def test_looking_closely_at_a_few_finds_the_same_as_looking_at_all(cast, monkeypatch):
    cast.report_in("hua", cast.c, reach="community", windows=())
    cast.report_in("qian", cast.a, by_distance=True)
    one = free(cast.a, skills=("phone_teaching",))
    (every,) = area(one).openings
    for most in (1, 2, 3):
        monkeypatch.setattr(batch, "CANDIDATES", most)
        (few,) = area(one).openings
        assert few.fits == batch.nearest(every, most).fits
    assert len(every.fits) > 3


# ---- at the same time ----------------------------------------------------------------------------


def later(place, **more):
    return free(place, begins=evening(6), ends=evening(6, 20), **more)


def test_two_roles_of_one_date_two_dates_at_once_and_two_roles_of_a_project_collide(cast):
    one, at_once, another_day = free(cast.a), free(cast.a), later(cast.a)
    assert one.collides(at_once) and not one.collides(another_day)
    same_page = later(cast.a, link=one.link)
    assert one.collides(same_page)
    project, other = free(cast.a, dated=False), free(cast.a, dated=False)
    assert not project.collides(other) and not project.collides(one)
    assert project.collides(free(cast.a, dated=False, link=project.link))
    after = free(cast.a, begins=one.ends, ends=evening(hour=21))
    assert not one.collides(after)


def test_nobody_is_proposed_for_two_places_at_the_same_time(cast):
    """One neighbour alone, with room for three: for one of two at once, and for another day."""
    for who in ("li", "zhou"):
        _set(cast, who, paused_until=clock.today() + 9 * clock.DAY)
    wanted = [free(cast.a), free(cast.a), later(cast.a)]
    blind = solved(area(*wanted))
    assert blind.empty == 0, "control: the flow alone knows no hours"
    with named(*wanted):
        found = proposed_for([], wanted=wanted)
    given = {line.wanted.code: len(line.chosen) for line in found.places}
    assert given.pop(wanted[2].code) == 1 and sorted(given.values()) == [0, 1]


def test_where_there_are_enough_each_place_at_the_same_time_has_its_own(cast):
    skilled = free(cast.a, skills=("phone_teaching",))
    wanted = [skilled, free(cast.a, link=skilled.link), free(cast.a)]
    with named(*wanted):
        found = proposed_for([], wanted=wanted)
    chosen = [row.person_id for line in found.places for row, _proposal in line.chosen]
    assert len(chosen) == len(set(chosen)) == 3


def test_whoever_was_told_of_one_role_is_not_told_of_the_other(cast):
    one, other = free(cast.a), later(cast.a)
    second = free(cast.a, link=one.link)
    _tell(one, cast.wang)
    found = area(one, second, other)
    assert cast.wang.pk not in found.proposals[second.code]
    assert cast.wang.pk in found.proposals[other.code]
