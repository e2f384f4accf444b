"""Organisers: who may, series, changes that move sign-ups, calling off, insurance, the clock."""

from dataclasses import replace
from datetime import timedelta

import pytest

from last500.activities import actions
from last500.activities.models import Activity, Role, SignUp
from last500.activities.queries import may_run
from last500.activities.rules import Again
from last500.activities.tests.town import (
    coming,
    fresh,
    fresh_activity,
    guests,
    helpers,
    line,
    one_role,
    plan,
    role_of,
    set_up,
    state_of,
    told,
)
from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.organisations.models import Liaison, Organisation
from last500.posts.rules import Pattern, Rhythm
from last500.units.models import UnitReportIn

pytestmark = pytest.mark.django_db


def weekly(weeks: int = 3, days: int = 7) -> Rhythm:
    first = clock.today() + days * clock.DAY
    return Rhythm(
        pattern=Pattern.WEEKLY,
        from_on=first,
        until_on=first + timedelta(weeks=weeks, days=1),
        weekday=first.weekday(),
        start=9 * 60,
        minutes=120,
    )


def series(cast, weeks: int = 3) -> list[Activity]:
    return actions.set_up_series(cast.actor("lin"), cast.a, plan(), weekly(weeks))


def planned(activity: Activity):
    roles = Role.objects.filter(activity=activity).order_by("order")
    return actions.plan_of(activity, list(roles))


def unit_at(cast, speaker: str) -> Organisation:
    unit = Organisation.objects.create(kind="unit", place=cast.street, name="市图书馆党支部")
    Liaison.objects.create(organisation=unit, person=cast.people[speaker], from_on=clock.today())
    UnitReportIn.objects.create(
        organisation=unit,
        community=cast.community,
        state="agreed",
        asked_at=clock.now(),
        unit_agreed_at=clock.now(),
        community_agreed_at=clock.now(),
    )
    return unit


def test_who_runs_an_activity(cast):
    of_desk = set_up(cast)
    own = actions.set_up(cast.actor("wang"), cast.a, plan())
    assert may_run(cast.actor("lin"), of_desk) and may_run(cast.actor("he"), of_desk)
    for name in ("wang", "qian", "hua", "op"):
        assert not may_run(cast.actor(name), of_desk)
    assert may_run(cast.actor("wang"), own) and may_run(cast.actor("lin"), own)
    assert not may_run(cast.actor("li"), own)
    for name in ("hua", "zhao"):
        with pytest.raises(Forbidden):
            actions.set_up(cast.actor(name), cast.a, plan())


def test_a_liaison_of_a_unit_that_is_reported_in_proposes(cast):
    unit = unit_at(cast, "chen")
    with pytest.raises(Forbidden):
        actions.set_up(cast.actor("chen"), cast.a, plan())  # at home nowhere
    made = actions.set_up(cast.actor("chen"), cast.a, plan(lead=unit.pk))
    assert made.waits_for_consent and made.lead == unit
    assert told("activity_proposed") == {cast.lin.pk}
    assert may_run(cast.actor("chen"), made)
    with pytest.raises(Refused, match="同意"):
        actions.open_(cast.actor("chen"), made)
    with pytest.raises(Forbidden):
        actions.consent(cast.actor("chen"), made)
    actions.consent(cast.actor("lin"), made)
    assert fresh_activity(made).is_open
    assert told("activity_agreed") == {cast.chen.pk}
    with pytest.raises(Conflict):
        actions.consent(cast.actor("lin"), made)


def test_a_unit_that_is_reported_in_elsewhere_leads_nothing_here(cast):
    unit = unit_at(cast, "chen")
    with pytest.raises(Refused, match="没有在这里报到"):
        actions.set_up(cast.actor("qian"), cast.b, plan(lead=unit.pk))


def test_what_is_dangerous_waits_for_its_insurance(cast):
    risky = plan(helpers(least_age=18), risk="high", risk_note="登高擦玻璃")
    made = actions.set_up(cast.actor("lin"), cast.a, risky)
    assert made.state == "planned" and made.waits_for_insurance
    with pytest.raises(Refused, match="先登记保险"):
        actions.open_(cast.actor("lin"), made)
    insured = replace(risky, insurance="意外险 1 号", insured_on=clock.today())
    actions.change(cast.actor("lin"), made, insured)
    actions.open_(cast.actor("lin"), fresh_activity(made))
    with pytest.raises(Refused, match="先登记保险"):
        actions.change(cast.actor("lin"), fresh_activity(made), risky)


def test_a_series_makes_a_date_for_each_week(cast):
    made = series(cast)
    assert len(made) == 4
    assert len({one.number for one in made}) == 4
    steps = {b.starts_at - a.starts_at for a, b in zip(made, made[1:], strict=False)}
    assert steps == {timedelta(days=7)}
    assert all(one.roles.count() == 2 for one in made)
    with pytest.raises(Refused, match="最多排 53 场"):
        series(cast, weeks=51 + 2)
    with pytest.raises(Refused, match="到哪一天"):
        actions.set_up_series(cast.actor("lin"), cast.a, plan(), replace(weekly(), until_on=None))


def test_one_date_of_a_series_changes_or_all_that_follow(cast):
    made = series(cast)
    actions.change(cast.actor("lin"), made[1], replace(planned(made[1]), title="只这一场"))
    titles = [fresh_activity(one).title for one in made]
    assert titles[1] == "只这一场" and titles[0] == titles[2] == "周六上午亲子读书会"

    later = replace(
        planned(made[1]), title="往后都改", on=planned(made[1]).on + clock.DAY, start=600
    )
    actions.change(cast.actor("lin"), fresh_activity(made[1]), later, Again.FOLLOWING)
    now = [fresh_activity(one) for one in made]
    assert [one.title for one in now] == [titles[0], "往后都改", "往后都改", "往后都改"]
    gaps = [b.starts_at - a.starts_at for a, b in zip(now, now[1:], strict=False)]
    assert gaps == [timedelta(days=8, hours=1), timedelta(days=7), timedelta(days=7)]


def test_where_one_of_them_cannot_change_none_does(cast):
    made = series(cast)
    for name in ("wang", "li"):
        actions.sign_up(cast.actor(name), role_of(made[2]))
    smaller = replace(planned(made[1]), roles=(helpers(places=1), guests(brings=3)), title="改小")
    with pytest.raises(Refused, match="已经有 2 位要来") as refused:
        actions.change(cast.actor("lin"), made[1], smaller, Again.FOLLOWING)
    assert refused.value.field == "roles-0-places"
    assert not Activity.objects.filter(title="改小").exists()


def test_calling_off_one_or_all_that_follow_tells_everybody_who_signed_up(cast):
    made = series(cast)
    for number, name in enumerate(("wang", "li", "zhou")):
        actions.sign_up(cast.actor(name), role_of(made[number]))
    actions.call_off(cast.actor("lin"), made[0], reason="下雨")
    assert told("activity_called_off") == {cast.wang.pk}
    assert [fresh_activity(one).state for one in made] == ["called_off", "open", "open", "open"]
    actions.call_off(cast.actor("lin"), made[1], reason="换地方", again=Again.FOLLOWING)
    assert told("activity_called_off") == {cast.wang.pk, cast.li.pk, cast.zhou.pk}
    assert SignUp.objects.live().count() == 0
    assert fresh(role_of(made[1])).taken == 0
    with pytest.raises(Refused, match="为什么"):
        actions.call_off(cast.actor("lin"), made[3], reason=" ")


def test_more_places_are_offered_to_the_line(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    actions.join(cast.actor("li"), fresh(role))
    larger = replace(planned(role.activity), roles=(helpers(places=2),))
    actions.change(cast.actor("lin"), role.activity, larger)
    assert line(role) == ["asked"]
    assert told("activity_changed") == set()  # more places matter to nobody who comes


def test_a_role_with_somebody_in_it_is_not_taken_away(cast):
    activity = set_up(cast)
    actions.sign_up(cast.actor("wang"), role_of(activity))
    with pytest.raises(Refused, match="不能去掉"):
        actions.change(cast.actor("lin"), activity, replace(planned(activity), roles=(guests(),)))
    without = replace(planned(activity), roles=(helpers(),))
    actions.change(cast.actor("lin"), activity, without)
    assert activity.roles.count() == 1


def test_whoever_comes_elsewhere_when_a_date_moves_is_let_go_and_told(cast):
    one = one_role(cast, places=2)
    two = one_role(cast, title="下午的一场", start=14 * 60)
    actions.sign_up(cast.actor("wang"), one)
    actions.sign_up(cast.actor("li"), fresh(one))
    actions.sign_up(cast.actor("wang"), two)
    actions.change(cast.actor("lin"), one.activity, replace(planned(one.activity), start=14 * 60))
    assert coming(one) == {cast.li.pk} and coming(two) == {cast.wang.pk}
    assert told("activity_clashes") == {cast.wang.pk}
    assert fresh(one).taken == 1


def test_a_reminder_goes_out_once_and_again_when_the_date_moves(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    assert actions.remind_due() == 0
    with clock.at(role.starts_at - 23 * clock.HOUR):
        assert actions.remind_due() == 1
        assert actions.remind_due() == 0
        assert told("activity_soon") == {cast.wang.pk}
        moved = replace(
            planned(role.activity), on=clock.local(role.starts_at).date() + 3 * clock.DAY
        )
        actions.change(cast.actor("lin"), fresh_activity(role.activity), moved)
    with clock.at(role.starts_at + 2 * clock.DAY + clock.HOUR):
        assert actions.remind_due() == 1


def test_the_clock_holds_closes_and_lets_go(cast):
    role = one_role(cast)
    never = set_up(cast, opens=False)
    actions.sign_up(cast.actor("wang"), role)
    actions.join(cast.actor("li"), fresh(role))
    with clock.at(role.ends_at):
        actions.end_due()
        assert fresh_activity(role.activity).state == "held"
        assert fresh_activity(never).state == "called_off"
        assert state_of(role, cast.li.pk) == "over"
        assert actions.end_due() == 0
    with clock.at(role.ends_at + 35 * clock.DAY):
        actions.end_due()
        assert fresh_activity(role.activity).state == "closed"


def test_what_has_begun_cannot_be_changed_or_called_off(cast):
    activity = set_up(cast)
    with clock.at(activity.starts_at):
        with pytest.raises(Conflict):
            actions.call_off(cast.actor("lin"), activity, reason="下雨")
        with pytest.raises(Conflict):
            later = plan(days=30)
            actions.change(cast.actor("lin"), activity, later)
