"""Sign up, wait, be asked, answer, come with others, cancel; who may and who may not."""

import pytest

from last500.activities import actions
from last500.activities.actions import Clash, Full
from last500.activities.models import SignUp
from last500.activities.tests.town import (
    before,
    coming,
    fresh,
    line,
    one_role,
    role_of,
    set_up,
    state_of,
    told,
)
from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused

pytestmark = pytest.mark.django_db


def test_a_neighbour_signs_up_and_cancels_without_a_mark(cast):
    role = one_role(cast, places=2)
    actions.sign_up(cast.actor("wang"), role)
    assert coming(role) == {cast.wang.pk}
    assert fresh(role).taken == 1

    actions.cancel(cast.actor("wang"), fresh(role))
    assert coming(role) == set()
    assert fresh(role).taken == 0
    actions.sign_up(cast.actor("wang"), fresh(role))  # and may come again, as if nothing had been
    assert fresh(role).taken == 1


def test_the_last_place_is_said_to_be_gone_and_the_line_is_open(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    with pytest.raises(Full, match="可以排队"):
        actions.sign_up(cast.actor("li"), fresh(role))
    actions.join(cast.actor("li"), fresh(role))
    assert line(role) == ["waiting"]
    with pytest.raises(Conflict, match="已经在排队"):
        actions.join(cast.actor("li"), fresh(role))
    with pytest.raises(Conflict, match="已经报了"):
        actions.sign_up(cast.actor("wang"), fresh(role))


def test_whoever_waits_is_asked_in_order_and_never_moved(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    for name in ("li", "zhou"):
        actions.join(cast.actor(name), fresh(role))
    actions.cancel(cast.actor("wang"), fresh(role))

    assert line(role) == ["asked", "waiting"]
    assert coming(role) == set()
    assert told("activity_asked") == {cast.li.pk}
    assert fresh(role).taken == 1  # kept for Li
    with pytest.raises(Full, match="先问他们"):
        actions.sign_up(cast.actor("wang"), fresh(role))

    actions.answer(cast.actor("li"), fresh(role), yes=False)
    assert state_of(role, cast.li.pk) == "declined"
    assert line(role) == ["asked"]
    actions.answer(cast.actor("zhou"), fresh(role), yes=True)
    assert coming(role) == {cast.zhou.pk}


def test_silence_is_no_and_the_next_is_asked(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    for name in ("li", "zhou"):
        actions.join(cast.actor(name), fresh(role))
    actions.cancel(cast.actor("wang"), fresh(role))
    assert actions.lapse_asks() == 0
    with clock.at(clock.now() + 25 * clock.HOUR):
        with pytest.raises(Conflict, match="时间过了"):
            actions.answer(cast.actor("li"), fresh(role), yes=True)
        assert actions.lapse_asks() == 1
    assert state_of(role, cast.li.pk) == "lapsed"
    assert state_of(role, cast.zhou.pk) == "asked"


def test_shortly_before_the_start_the_next_has_a_short_term(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    actions.join(cast.actor("li"), fresh(role))
    with before(role, hours=8):
        actions.cancel(cast.actor("wang"), fresh(role))
        asked = SignUp.objects.get(role=role, state="asked")
        assert asked.ends_ask_at - clock.now() == 2 * clock.HOUR
    assert told("activity_asked_soon") == {cast.li.pk}


def test_where_nobody_waits_the_organiser_hears_of_a_late_cancel_never_of_whom(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    actions.cancel(cast.actor("wang"), fresh(role))
    assert told("activity_short") == set()  # a week is left
    actions.sign_up(cast.actor("wang"), fresh(role))
    with before(role, hours=5):
        actions.cancel(cast.actor("wang"), fresh(role))
    assert told("activity_short") == {cast.lin.pk}


def test_nobody_comes_to_two_at_once(cast):
    one = one_role(cast)
    two = one_role(cast, title="同一时间的另一场", start=10 * 60)
    later = one_role(cast, title="接着的一场", start=11 * 60)
    actions.sign_up(cast.actor("wang"), one)
    with pytest.raises(Clash, match="周六上午亲子读书会"):
        actions.sign_up(cast.actor("wang"), two)
    actions.sign_up(cast.actor("wang"), later)  # begins when the first one ends
    actions.cancel(cast.actor("wang"), fresh(one))
    with pytest.raises(Clash, match="接着的一场"):
        actions.sign_up(cast.actor("wang"), two)


def test_a_kept_place_that_overlaps_is_only_taken_when_the_other_is_given_up(cast):
    one, two = one_role(cast), one_role(cast, title="另一场")
    actions.sign_up(cast.actor("li"), one)
    actions.sign_up(cast.actor("wang"), two)
    actions.join(cast.actor("wang"), fresh(one))  # to wait for both harms nobody
    actions.cancel(cast.actor("li"), fresh(one))
    with pytest.raises(Clash, match="另一场"):
        actions.answer(cast.actor("wang"), fresh(one), yes=True)
    actions.cancel(cast.actor("wang"), fresh(two))
    actions.answer(cast.actor("wang"), fresh(one), yes=True)
    assert coming(one) == {cast.wang.pk}


def test_families_say_how_many_come_and_never_are_more_than_the_places(cast):
    role = one_role(cast, places=4, side="participant", brings=3)
    actions.sign_up(cast.actor("hua"), role, brings=2)  # a guest reports in nowhere
    assert fresh(role).taken == 3
    with pytest.raises(Full, match="只剩 1 个位置"):
        actions.sign_up(cast.actor("chen"), fresh(role), brings=1)
    actions.sign_up(cast.actor("chen"), fresh(role))
    with pytest.raises(Full):
        actions.bring(cast.actor("chen"), fresh(role), brings=1)
    actions.bring(cast.actor("hua"), fresh(role), brings=0)
    assert fresh(role).taken == 2
    actions.bring(cast.actor("chen"), fresh(role), brings=2)
    assert fresh(role).taken == 4
    with pytest.raises(Refused, match="最多带 3 位"):
        actions.bring(cast.actor("hua"), fresh(role), brings=4)


def test_a_large_party_is_not_overtaken_by_a_small_one_behind_it(cast):
    role = one_role(cast, places=3, side="participant", brings=3)
    actions.sign_up(cast.actor("hua"), role)
    actions.sign_up(cast.actor("chen"), fresh(role), brings=1)
    actions.join(cast.actor("wang"), fresh(role), brings=2)
    actions.join(cast.actor("li"), fresh(role))
    actions.cancel(cast.actor("hua"), fresh(role))
    assert line(role) == ["waiting", "waiting"]  # one place, three heads
    actions.bring(cast.actor("wang"), fresh(role), brings=0)
    assert line(role) == ["asked", "waiting"]


def test_a_large_party_that_leaves_the_line_lets_the_others_be_asked(cast):
    role = one_role(cast, places=3, side="participant", brings=3)
    actions.sign_up(cast.actor("chen"), role, brings=1)
    actions.join(cast.actor("wang"), fresh(role), brings=2)
    with pytest.raises(Full):
        actions.sign_up(cast.actor("li"), fresh(role))
    actions.join(cast.actor("li"), fresh(role))
    actions.cancel(cast.actor("wang"), fresh(role))
    assert line(role) == ["asked"]


def test_helpers_report_in_first_and_guests_need_not(cast):
    helpers, guests = one_role(cast), one_role(cast, side="participant")
    with pytest.raises(Refused, match="先在你住的小区报到"):
        actions.sign_up(cast.actor("hua"), helpers)
    actions.sign_up(cast.actor("hua"), guests)
    with pytest.raises(Refused, match="范围之外"):
        actions.sign_up(cast.actor("zhao"), helpers)


def test_what_the_law_asks_for_and_ages(cast):
    electric = one_role(cast, skills=("electric_repair",))
    with pytest.raises(Refused, match="资格"):
        actions.sign_up(cast.actor("wang"), electric)
    cast.shown("wang")
    actions.sign_up(cast.actor("wang"), electric)
    grown = one_role(cast, least_age=16, days=9)
    with pytest.raises(Refused, match="年龄"):
        actions.sign_up(cast.actor("li"), grown, age=15)
    actions.sign_up(cast.actor("li"), grown, age=16)


def test_nobody_signs_up_once_it_has_begun_and_nobody_has_to_cancel(cast):
    role = one_role(cast, places=2)
    actions.sign_up(cast.actor("wang"), role)
    with clock.at(role.starts_at):
        with pytest.raises(Conflict, match="已经开始了"):
            actions.sign_up(cast.actor("li"), role)
        with pytest.raises(Conflict, match="不用取消"):
            actions.cancel(cast.actor("wang"), role)


def test_nobody_acts_for_somebody_else(cast):
    role = one_role(cast)
    for verb in (actions.cancel, actions.offer_by_link, actions.take_offer_back):
        with pytest.raises(Forbidden):
            verb(cast.actor("li"), role)
    with pytest.raises(Forbidden):
        actions.answer(cast.actor("li"), role, yes=True)


def test_roles_of_one_activity_overlap_too(cast):
    activity = set_up(cast)
    actions.sign_up(cast.actor("wang"), role_of(activity, 0))
    with pytest.raises(Clash):
        actions.sign_up(cast.actor("wang"), role_of(activity, 1))
