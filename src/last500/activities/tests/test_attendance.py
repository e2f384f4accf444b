"""Being there: the tick, one's own word, records of helpers and none of guests; swaps; a word."""

import pytest

from last500.activities import actions
from last500.activities.models import PlaceOffer, SignUp
from last500.activities.queries import came_count
from last500.activities.tests.town import (
    after,
    before,
    coming,
    fresh,
    fresh_activity,
    helpers,
    one_role,
    role_of,
    set_up,
    state_of,
    told,
)
from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused, TooMany
from last500.records.models import ServiceRecord

pytestmark = pytest.mark.django_db


def test_a_tick_makes_confirmed_records_of_helpers_and_none_of_guests(cast):
    activity = set_up(cast)
    helper = actions.sign_up(cast.actor("wang"), role_of(activity, 0))
    absent = actions.sign_up(cast.actor("li"), role_of(activity, 0))
    guest = actions.sign_up(cast.actor("hua"), role_of(activity, 1), brings=2)
    with pytest.raises(Conflict, match="结束以后"):
        actions.tick(cast.actor("lin"), activity, {helper.pk: 60})
    with after(role_of(activity), hours=1):
        assert actions.tick(cast.actor("lin"), activity, {helper.pk: 100, guest.pk: 120}) == []
        with pytest.raises(Conflict, match="核对过"):
            actions.tick(cast.actor("lin"), activity, {absent.pk: 60})
    record = ServiceRecord.objects.get()
    assert (record.person, record.minutes, record.state) == (cast.wang, 100, "confirmed")
    assert record.confirmed_by == cast.lin and record.source == "activity"
    assert fresh_activity(activity).state == "closed"
    assert came_count(activity) == 4


def test_ones_own_word_waits_for_the_organiser(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    with pytest.raises(Refused, match="结束以后"):
        actions.helped(cast.actor("wang"), role, minutes=60)
    with after(role, hours=1):
        actions.helped(cast.actor("wang"), role, minutes=70)
        with pytest.raises(Conflict, match="已经记下"):
            actions.helped(cast.actor("wang"), role, minutes=90)
        record = ServiceRecord.objects.get()
        assert record.state == "entered"
        row = SignUp.objects.get()
        actions.tick(cast.actor("lin"), role.activity, {row.pk: 500})
    record.refresh_from_db()
    assert (record.state, record.minutes) == ("confirmed", 70)  # their word, not the ticker's


def test_nobody_confirms_their_own(cast):
    cast.report_in("lin", cast.a)
    role = one_role(cast)
    row = actions.sign_up(cast.actor("lin"), role)
    with after(role, hours=1):
        actions.tick(cast.actor("lin"), role.activity, {row.pk: 60})
    assert ServiceRecord.objects.get().state == "entered"


def test_a_leader_who_is_a_neighbour_ticks_but_not_themself(cast):
    from last500.activities.tests.town import plan

    activity = actions.set_up(cast.actor("wang"), cast.a, plan())
    actions.consent(cast.actor("lin"), activity)
    role = role_of(activity)
    mine = actions.sign_up(cast.actor("wang"), role)
    theirs = actions.sign_up(cast.actor("li"), fresh(role))
    with after(role, hours=1):
        actions.tick(cast.actor("wang"), activity, {mine.pk: 60, theirs.pk: 60})
    found = dict(ServiceRecord.objects.values_list("person", "state"))
    assert found == {cast.wang.pk: "entered", cast.li.pk: "confirmed"}


def test_i_am_here_is_said_from_an_hour_before_and_needs_nothing_else(cast):
    role = one_role(cast, side="participant")
    actions.sign_up(cast.actor("hua"), role)
    with before(role, hours=2), pytest.raises(Conflict, match="还没到时候"):
        actions.here(cast.actor("hua"), role)
    with before(role, minutes=30):
        actions.here(cast.actor("hua"), role)
    assert came_count(role.activity) == 1
    assert not ServiceRecord.objects.exists()
    with pytest.raises(Forbidden):
        actions.here(cast.actor("chen"), role)
    with after(role, hours=1), pytest.raises(Forbidden):
        actions.helped(cast.actor("hua"), role, minutes=60)


def test_only_sign_ups_of_this_activity_are_ticked(cast):
    one, two = one_role(cast), one_role(cast, days=9)
    row = actions.sign_up(cast.actor("wang"), two)
    with after(two, hours=1):
        actions.tick(cast.actor("lin"), one.activity, {row.pk: 60})
    assert not ServiceRecord.objects.exists()


# ---- swapping -----------------------------------------------------------------------------------


def test_a_link_gives_the_place_to_whoever_says_yes_and_until_then_it_stays_theirs(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    offer = actions.offer_by_link(cast.actor("wang"), role)
    with pytest.raises(Conflict, match="已经在问人"):
        actions.offer_by_link(cast.actor("wang"), role)
    with pytest.raises(Refused, match="你自己的位置"):
        actions.take_over(cast.actor("wang"), offer.key)
    assert coming(role) == {cast.wang.pk}
    actions.take_over(cast.actor("zhao"), offer.key)  # from another street: was asked
    assert coming(role) == {cast.zhao.pk} and fresh(role).taken == 1
    assert state_of(role, cast.wang.pk) == "swapped"
    assert told("activity_taken_over") == {cast.wang.pk}
    with pytest.raises(Conflict, match="用过或者过期"):
        actions.take_over(cast.actor("li"), offer.key)


def test_a_link_goes_past_nobody_who_waits(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    actions.join(cast.actor("li"), fresh(role))
    with pytest.raises(Refused, match="有人在排队"):
        actions.offer_by_link(cast.actor("wang"), fresh(role))


def test_a_link_that_was_taken_back_or_has_run_out_is_no_longer_good(cast):
    role = one_role(cast)
    actions.sign_up(cast.actor("wang"), role)
    offer = actions.offer_by_link(cast.actor("wang"), role)
    actions.take_offer_back(cast.actor("wang"), role)
    with pytest.raises(Conflict):
        actions.take_over(cast.actor("li"), offer.key)
    later = actions.offer_by_link(cast.actor("wang"), role)
    with clock.at(clock.now() + 49 * clock.HOUR):
        with pytest.raises(Conflict):
            actions.take_over(cast.actor("li"), later.key)
        actions.end_due()
    assert PlaceOffer.objects.get(pk=later.pk).state == "over"


def two_shifts(cast):
    activity = set_up(
        cast, helpers(0, 1, name="早班", ends=10 * 60), helpers(1, 1, name="晚班", starts=10 * 60)
    )
    return role_of(activity, 0), role_of(activity, 1)


def test_two_helpers_exchange_their_shifts_when_both_say_yes(cast):
    early, late = two_shifts(cast)
    actions.sign_up(cast.actor("wang"), early)
    theirs = actions.sign_up(cast.actor("li"), late)
    offer = actions.offer_swap(cast.actor("wang"), early, theirs.pk)
    assert told("activity_swap_asked") == {cast.li.pk}
    with pytest.raises(Forbidden):
        actions.answer_swap(cast.actor("zhou"), offer, yes=True)
    actions.answer_swap(cast.actor("li"), offer, yes=True)
    assert coming(early) == {cast.li.pk} and coming(late) == {cast.wang.pk}
    assert fresh(early).taken == fresh(late).taken == 1
    with pytest.raises(Conflict):
        actions.answer_swap(cast.actor("li"), offer, yes=True)


def test_no_is_an_answer_and_a_cancelled_shift_is_exchanged_with_nobody(cast):
    early, late = two_shifts(cast)
    actions.sign_up(cast.actor("wang"), early)
    theirs = actions.sign_up(cast.actor("li"), late)
    offer = actions.offer_swap(cast.actor("wang"), early, theirs.pk)
    actions.answer_swap(cast.actor("li"), offer, yes=False)
    assert coming(early) == {cast.wang.pk}
    again = actions.offer_swap(cast.actor("wang"), early, theirs.pk)
    actions.cancel(cast.actor("wang"), fresh(early))
    with pytest.raises(Conflict):
        actions.answer_swap(cast.actor("li"), again, yes=True)


def test_an_exchange_that_would_put_somebody_at_two_places_is_refused_whole(cast):
    early, late = two_shifts(cast)
    elsewhere = one_role(cast, title="别处", start=10 * 60, minutes=60)
    actions.sign_up(cast.actor("wang"), early)
    actions.sign_up(cast.actor("wang"), elsewhere)
    theirs = actions.sign_up(cast.actor("li"), late)
    offer = actions.offer_swap(cast.actor("wang"), early, theirs.pk)
    with pytest.raises(actions.Clash):
        actions.answer_swap(cast.actor("li"), offer, yes=True)
    assert coming(early) == {cast.wang.pk} and coming(late) == {cast.li.pk}


# ---- a word -------------------------------------------------------------------------------------


def test_a_word_reaches_one_shift_and_not_more_than_three_a_day(cast):
    early, late = two_shifts(cast)
    actions.sign_up(cast.actor("wang"), early)
    actions.sign_up(cast.actor("li"), late)
    assert actions.say(cast.actor("lin"), early.activity, "带手套", early) == 1
    assert told("activity_word") == {cast.wang.pk}
    assert actions.say(cast.actor("lin"), early.activity, "改到门岗碰头") == 2
    actions.say(cast.actor("lin"), early.activity, "再说一次")
    with pytest.raises(TooMany):
        actions.say(cast.actor("lin"), early.activity, "第四次")
    with pytest.raises(Forbidden):
        actions.say(cast.actor("wang"), early.activity, "我也说一句")
