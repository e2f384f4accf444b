"""Helpers' places that are still free, as a desk's plan sees them: of whom, and who is not told."""

from datetime import timedelta

import pytest

from last500.activities import actions
from last500.activities.models import Activity, Role
from last500.activities.queries.wanted import SOURCE
from last500.activities.tests.town import (
    fresh,
    fresh_activity,
    guests,
    helpers,
    one_role,
    plan,
    role_of,
    set_up,
)
from last500.base import clock
from last500.dispatch.edges import area_of
from last500.dispatch.placing import with_places
from last500.dispatch.wanted import wanted_at


def found(cast, by="lin", place=None):
    return SOURCE.wanted(cast.actor(by), (place or cast.a).path, 20)


def one(cast):
    (only,) = found(cast)
    return only


def told(cast):
    """Who may be told of the only free place."""
    wanted = wanted_at(cast.actor("lin"), cast.a)
    area = with_places(area_of([], wanted=wanted), wanted)
    return set(area.proposals[wanted[0].code])


def test_helpers_places_with_their_time_skills_and_page(cast):
    activity = set_up(cast, helpers(0, 3, skills=("electric_repair",)), guests(1))
    role, wanted = role_of(activity), one(cast)
    assert (wanted.key, wanted.title, wanted.role) == (role.pk, activity.title, role.name)
    assert (wanted.free, wanted.begins, wanted.ends) == (3, role.starts_at, role.ends_at)
    assert (wanted.skills, wanted.needs) == (("electric_repair",), {"electric"})
    assert wanted.link == f"/activities/{activity.pk}/" and wanted.dated


def test_what_is_more_than_four_weeks_away_finds_people_by_itself(cast):
    one_role(cast, 2, days=30)
    assert found(cast) == []
    one_role(cast, 2, days=26)
    assert len(found(cast)) == 1


def test_full_begun_called_off_and_unopened_ones_are_none(cast):
    full = one_role(cast, 1)
    actions.sign_up(cast.actor("wang"), full)
    off = set_up(cast, helpers(), days=8)
    actions.call_off(cast.actor("lin"), off, reason="下雨")
    Activity.objects.filter(pk=set_up(cast, helpers(), days=9).pk).update(state="planned")
    Role.objects.filter(pk=one_role(cast, 2, days=10).pk).update(
        starts_at=clock.now() - clock.MINUTE
    )
    assert found(cast) == []


def test_where_somebody_waits_they_are_asked_before_anybody_is_told(cast):
    role = one_role(cast, 1)
    actions.sign_up(cast.actor("wang"), role)
    actions.join(cast.actor("li"), fresh(role))
    Role.objects.filter(pk=role.pk).update(places=2)
    assert found(cast) == []


def test_of_the_area_of_the_desk_and_no_other(cast):
    one_role(cast, 2)
    assert len(found(cast, "he", cast.community)) == 1 and len(found(cast, "sun", cast.street)) == 1
    assert found(cast, "qian", cast.b) == []


def test_whoever_sits_there_waits_or_left_is_not_told(cast):
    role = one_role(cast, 5)
    assert told(cast) == {cast.wang.pk, cast.li.pk, cast.zhou.pk}
    actions.sign_up(cast.actor("wang"), role)
    assert told(cast) == {cast.li.pk, cast.zhou.pk}
    actions.cancel(cast.actor("wang"), role)
    actions.sign_up(cast.actor("li"), role)
    assert told(cast) == {cast.zhou.pk}, "whoever left is not asked back"
    assert one(cast).met == {cast.li.phone_index}


def test_whoever_comes_to_another_date_then_is_not_told(cast):
    first = one_role(cast, 5, days=7, start=9 * 60)
    set_up(cast, helpers(0, 1), days=9)
    actions.sign_up(cast.actor("wang"), first)
    overlapping = set_up(cast, helpers(0, 4), days=7, start=10 * 60)
    by_key = {wanted.key: wanted for wanted in found(cast)}
    assert cast.wang.pk in by_key[role_of(overlapping).pk].out
    later = [w for w in by_key.values() if w.begins > role_of(overlapping).ends_at]
    assert later and cast.wang.pk not in later[0].out


def test_whoever_set_it_up_or_leads_it_is_not_told_and_is_met_there(cast):
    activity = set_up(cast, helpers(0, 3))
    Activity.objects.filter(pk=activity.pk).update(leader=cast.zhou)
    wanted = one(cast)
    assert {cast.zhou.pk, cast.lin.pk} <= wanted.out and cast.zhou.phone_index in wanted.met


def test_where_it_asks_for_an_age_minors_are_not_told(cast):
    set_up(cast, helpers(0, 3, least_age=18))
    assert one(cast).least_age == 18 and not one(cast).risky


def test_whoever_is_told_can_sign_up_themselves(cast):
    """The rules of the plan let nobody in whom the activity's own would turn away."""
    cast.report_in("hua", cast.c, reach="compound")
    cast.report_in("qian", cast.c, reach="community")
    role = one_role(cast, 9)
    who = told(cast)
    assert cast.qian.pk in who and cast.hua.pk not in who
    for person in who:
        name = next(n for n, one in cast.people.items() if one.pk == person)
        actions.sign_up(cast.actor(name), fresh(role), age=30)


def test_what_they_have_taken_counts_until_it_is_over(cast):
    role = one_role(cast, 3)
    actions.sign_up(cast.actor("wang"), role)
    party = role_of(set_up(cast, helpers(), guests(1), days=9), 1)
    actions.sign_up(cast.actor("li"), party)
    people = [cast.wang.pk, cast.li.pk]
    assert SOURCE.taken(people) == {cast.wang.pk: 1}, "coming as a guest is no work"
    with clock.at(role.ends_at + timedelta(minutes=1)):
        assert SOURCE.taken(people) == {}


def test_two_statements_however_many(cast, django_assert_num_queries):
    actor = cast.actor("lin")
    for number in range(4):
        if number in (1, 3):
            with django_assert_num_queries(2):
                assert len(SOURCE.wanted(actor, cast.a.path, 20)) == number
        actions.set_up(cast.actor("lin"), cast.a, plan(helpers(0, 2), days=7 + number))


def test_what_the_desk_has_seen_changes_with_its_time(cast):
    activity = set_up(cast, helpers(0, 2))
    before = one(cast).seen
    Role.objects.filter(activity=activity).update(
        starts_at=fresh_activity(activity).starts_at + timedelta(minutes=30)
    )
    assert one(cast).seen != before


@pytest.mark.parametrize("level", ["county", "city"])
def test_what_lies_above_the_street_is_for_nobody_by_itself(cast, level):
    activity = set_up(cast, helpers(0, 2))
    place = cast.city if level == "city" else cast.street.parent
    Activity.objects.filter(pk=activity.pk).update(place=place)
    assert SOURCE.wanted(cast.actor("lin"), cast.city.path, 20) == []
