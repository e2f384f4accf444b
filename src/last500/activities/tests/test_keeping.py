"""Closing and locking an account, the end of a term, a table that can be taken away."""

import pytest

from last500.activities import actions, exporting
from last500.activities.models import Activity, Feed, SignUp
from last500.activities.tests.town import (
    coming,
    fresh,
    guests,
    helpers,
    line,
    one_role,
    plan,
    role_of,
    set_up,
    told,
)
from last500.base import clock, erasing
from last500.base.errors import Refused
from last500.base.scope import everything
from last500.exports.rules import Period
from last500.people import leaving

pytestmark = pytest.mark.django_db


def test_whoever_closes_their_account_makes_room_and_the_next_is_asked(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    actions.join(cast.actor("li"), fresh(role))
    actions.renew_feed(cast.actor("wang"))
    led = actions.set_up(cast.actor("wang"), cast.a, plan(title="我牵头的"))
    leaving.close_account(cast.actor("wang"))
    assert line(role) == ["asked"]
    assert told("activity_asked") == {cast.li.pk}
    assert not SignUp.objects.filter(person=cast.wang).exists()
    assert not Feed.objects.exists()
    assert Activity.objects.get(pk=led.pk).leader is None


def test_who_still_comes_somewhere_cancels_before_locking(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    with pytest.raises(Refused, match="先在“我的活动”里取消"):
        leaving.restrict(cast.actor("wang"))
    actions.cancel(cast.actor("wang"), fresh(role))
    actions.sign_up(cast.actor("li"), fresh(role))
    actions.join(cast.actor("wang"), fresh(role))
    leaving.restrict(cast.actor("wang"))
    assert line(role) == []


def test_after_half_a_year_nobody_is_known_any_more(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    with clock.at(role.ends_at + 179 * clock.DAY), everything("a test of retention"):
        erasing.run()
        assert SignUp.objects.exists()
    with clock.at(role.ends_at + 181 * clock.DAY), everything("a test of retention"):
        erasing.run()
    assert not SignUp.objects.exists()
    activity = Activity.objects.get()
    assert activity.made_by is None and activity.consented_by is None


def test_a_table_of_a_branch_with_numbers_and_no_names(cast, django_assert_num_queries):
    activity = set_up(cast, helpers(0, 2), guests(1, 10, brings=3), days=3)
    set_up(cast, by="qian", place="b", days=3)
    helper = actions.sign_up(cast.actor("wang"), role_of(activity, 0))
    actions.sign_up(cast.actor("hua"), role_of(activity, 1), brings=2)
    with clock.at(activity.ends_at + clock.HOUR):
        actions.tick(cast.actor("lin"), activity, {helper.pk: 60})
    period = Period(clock.today(), clock.today() + 30 * clock.DAY)
    lin = cast.actor("lin")
    assert exporting.count(lin, cast.a, period) == 1
    with django_assert_num_queries(3):  # activities, roles, who said and came
        (row,) = exporting.rows(lin, cast.a, period, 100)
    assert len(row.cells) == len(exporting.TABLE.columns)
    assert row.cells[-4:] == (1, 3, "几位", "办过了，核对好了")
    assert coming(role_of(activity, 0)) == {cast.wang.pk}
    assert "王" not in "".join(map(str, row.cells))
