"""Single dates: who comes, who stands in, who was there, and the record that arises."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.organisations.models import CalendarDay
from last500.organisations.queries import forget_calendar
from last500.posts import actions, queries
from last500.posts.models import OwnDate, PostDate
from last500.posts.queries.days import next_days
from last500.posts.tests.town import filled, fresh, next_wednesday, set_up
from last500.records.models import ServiceRecord

pytestmark = pytest.mark.django_db
# A Monday noon, so that Wednesday evenings lie ahead.
MONDAY = clock.parse("2026-11-23 12:00")


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


@pytest.fixture
def post(cast):
    """Every Wednesday evening, held by Wang and Li; Zhou waits."""
    post = set_up(cast)
    for name in ("wang", "li"):
        actions.claim(cast.actor(name), post)
    actions.join(cast.actor("zhou"), post)
    return fresh(post)


def day_of(post, on=None, reader=None):
    days = next_days([post], reader=reader)[post.pk]
    return next(day for day in days if on is None or day.on == on)


def after(days: int = 0):
    """The morning after the Wednesday that comes, and so many days more."""
    return clock.at(clock.start_of(next_wednesday()) + timedelta(days=1 + days, hours=9))


def told(kind: str) -> set:
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))


def test_holders_see_their_next_dates_among_all_that_comes(cast, post):
    dates = queries.own_days(cast.actor("wang"), 6)
    assert [date.at.weekday() for date in dates] == [2, 2]
    assert {date.post for date in dates} == {post}
    assert queries.own_days(cast.actor("zhou"), 6) == []


def test_this_time_not_costs_nothing_and_asks_the_others(cast, post):
    on = next_wednesday()
    actions.cannot_come(cast.actor("wang"), post, on)
    day = day_of(post, on, cast.wang.pk)
    assert (day.coming, day.wanted, day.own) == (1, 1, "away")
    assert told("post_stand_in") == {cast.li.pk, cast.zhou.pk}
    assert queries.own_days(cast.actor("wang"), 6)[0].at.date() == on + 7 * clock.DAY
    assert day_of(post, on + 7 * clock.DAY).coming == 2
    with pytest.raises(Conflict, match="说过"):
        actions.cannot_come(cast.actor("wang"), post, on)
    actions.back(cast.actor("wang"), post, on)
    assert day_of(post, on).coming == 2


def test_one_stands_in_and_no_more(cast, post):
    on = next_wednesday()
    with pytest.raises(Conflict, match="有人替"):
        actions.stand_in(cast.actor("zhou"), post, on)
    actions.cannot_come(cast.actor("wang"), post, on)
    with pytest.raises(Conflict, match="本来就在"):
        actions.stand_in(cast.actor("li"), post, on)
    own = actions.stand_in(cast.actor("zhou"), post, on)
    assert (day_of(post, on).coming, day_of(post, on).wanted) == (2, 0)
    assert queries.own_days(cast.actor("zhou"), 6)[0].at.date() == on
    with pytest.raises(Conflict, match="答应替你"):
        actions.back(cast.actor("wang"), post, on)
    absence = OwnDate.objects.get(person=cast.wang)
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnDate.objects.create(
            post=post, person=cast.hua, on=on, says="stands_in", instead_of=absence
        )
    actions.no_stand_in(cast.actor("zhou"), post, on)
    assert day_of(post, on).wanted == 1
    assert not OwnDate.objects.filter(pk=own.pk).exists()
    with pytest.raises(Forbidden):
        actions.no_stand_in(cast.actor("zhou"), post, on)


def test_whoever_leaves_is_missing_on_no_date(cast, post):
    on = next_wednesday()
    actions.cannot_come(cast.actor("wang"), post, on)
    actions.leave_line(cast.actor("zhou"), post)
    actions.leave(cast.actor("wang"), post)
    assert (day_of(post, on).coming, day_of(post, on).wanted) == (1, 0)


def test_what_is_no_date_or_has_begun_is_refused(cast, post):
    on = next_wednesday()
    for wrong in (on + clock.DAY, on - 7 * clock.DAY):
        with pytest.raises(Conflict):
            actions.cannot_come(cast.actor("wang"), post, wrong)
    with clock.at(clock.start_of(on) + timedelta(hours=20)), pytest.raises(Conflict, match="开始"):
        actions.cannot_come(cast.actor("wang"), post, on)
    with pytest.raises(Forbidden):
        actions.cannot_come(cast.actor("zhou"), post, on)


def test_a_date_is_called_off_with_a_reason_that_everybody_coming_reads(cast, post):
    on = next_wednesday()
    with pytest.raises(Forbidden):
        actions.call_off(cast.actor("wang"), post, on, reason="x")
    actions.call_off(cast.actor("lin"), post, on, reason="停电")
    assert day_of(post, on).called_off == "停电"
    assert told("post_date_off") == {cast.wang.pk, cast.li.pk}
    with after(), pytest.raises(Refused, match="没有这个岗位"):
        actions.went(cast.actor("wang"), post, on, minutes=60)


def test_holidays_are_left_out_where_the_post_says_so(cast):
    on = next_wednesday()
    CalendarDay.objects.create(on=on, is_worked=False, name="节")
    forget_calendar()
    assert day_of(set_up(cast, skips_holidays=True)).on == on + 7 * clock.DAY
    assert day_of(set_up(cast)).on == on


# ---- afterwards ---------------------------------------------------------------------------------


def test_ones_own_word_waits_for_the_organiser(cast, post):
    on = next_wednesday()
    with pytest.raises(Refused, match="五周|没有过完"):
        actions.went(cast.actor("wang"), post, on, minutes=60)
    with after():
        own = actions.went(cast.actor("wang"), post, on, minutes=75)
        record = ServiceRecord.objects.get(about=own.pk)
        assert (record.state, record.minutes, record.kind) == ("entered", 75, "repair")
        assert clock.local(record.began_at).hour == 19
        with pytest.raises(Conflict, match="记下"):
            actions.went(cast.actor("wang"), post, on, minutes=75)
        odd = actions.tick(cast.actor("lin"), post, on, {cast.wang.pk: 90, cast.li.pk: 90})
    assert odd == []
    record.refresh_from_db()
    own.refresh_from_db()
    assert record.minutes == own.minutes == 75  # their own word, confirmed as it was said
    assert (record.state, record.confirmed_by, record.confirmed_as) == (
        "confirmed", cast.lin, "organiser",
    )  # fmt: skip
    assert ServiceRecord.objects.get(person=cast.li).state == "confirmed"
    assert PostDate.objects.get(post=post).ticked_by == cast.lin


def test_an_organiser_ticks_others_and_their_own_waits(cast, post):
    cast.report_in("lin", cast.a)
    actions.leave_line(cast.actor("zhou"), post)
    actions.leave(cast.actor("li"), post)
    actions.claim(cast.actor("lin"), fresh(post))
    on = next_wednesday()
    with after():
        actions.tick(cast.actor("lin"), post, on, {cast.lin.pk: 90, cast.wang.pk: 90})
    states = dict(ServiceRecord.objects.values_list("person", "state"))
    assert states == {cast.lin.pk: "entered", cast.wang.pk: "confirmed"}


def test_nobody_is_ticked_who_could_not_have_been_there(cast, post):
    on = next_wednesday()
    with after():
        actions.tick(cast.actor("lin"), post, on, {cast.hua.pk: 90, cast.zhou.pk: 90})
        assert not ServiceRecord.objects.exists()
        with pytest.raises(Conflict, match="核对过"):
            actions.tick(cast.actor("he"), post, on, {})
        with pytest.raises(Forbidden):
            actions.tick(cast.actor("qian"), post, on, {})


def test_a_time_that_cannot_be_is_told_and_the_others_are_written_down(cast, post):
    """Somebody recorded elsewhere at that hour: only "please ask them", nothing of where."""
    other = set_up(cast, title="别处")
    actions.claim(cast.actor("wang"), other)
    on = next_wednesday()
    with after():
        actions.went(cast.actor("wang"), other, on, minutes=60)
        odd = actions.tick(cast.actor("lin"), post, on, {cast.wang.pk: 90, cast.li.pk: 90})
    assert odd == [cast.wang.pk]
    assert ServiceRecord.objects.filter(person=cast.li).count() == 1


def test_the_stand_in_was_there_and_the_absent_one_was_not(cast, post):
    on = next_wednesday()
    actions.cannot_come(cast.actor("wang"), post, on)
    actions.stand_in(cast.actor("zhou"), post, on)
    with after():
        assert queries.to_say(cast.actor("wang"), [post]) == []
        actions.went(cast.actor("zhou"), post, on, minutes=30)
    assert set(ServiceRecord.objects.values_list("person", flat=True)) == {cast.zhou.pk}


@pytest.mark.parametrize(("minutes", "field"), [(0, "minutes"), (601, "minutes")])
def test_minutes_that_cannot_be(cast, post, minutes, field):
    on = next_wednesday()
    with after(), pytest.raises(Refused) as refused:
        actions.went(cast.actor("wang"), post, on, minutes=minutes)
    assert refused.value.field == field


def test_a_post_without_fixed_time_is_told_by_day_and_hour(cast):
    post = set_up(cast, pattern="free", until_on=clock.today() + 90 * clock.DAY)
    actions.claim(cast.actor("wang"), post)
    day = clock.today()
    with clock.at(clock.now() + 5 * clock.HOUR):
        own = actions.went(cast.actor("wang"), post, day, minutes=60, at=time(14))
    assert clock.local(ServiceRecord.objects.get(about=own.pk).began_at).hour == 14
    assert queries.own_days(cast.actor("wang"), 6) == []


def test_dates_that_were_stay_to_be_ticked_when_the_rhythm_changes(cast, post):
    on = next_wednesday()
    with after():
        assert [day.on for day in queries.to_tick([post])] == [on]
        actions.change(cast.actor("lin"), post, filled(weekday=5))
        changed = fresh(post)
        assert [day.on for day in queries.to_tick([changed])] == [on]
        assert day_of(changed).on.weekday() == 5
        assert told("post_changed") == {cast.wang.pk, cast.li.pk}
        assert actions.went(cast.actor("wang"), changed, on, minutes=60)


def test_the_desk_is_shown_what_may_still_be_ticked(cast, post):
    with after(7):
        assert len(queries.to_tick([post])) == 2
    with after(60):
        assert all(clock.today() - day.on <= timedelta(days=30) for day in queries.to_tick([post]))


def test_where_something_was_done_last_and_where_people_are_missing(cast, post):
    empty = set_up(cast, title="没有人的岗位", places=5)
    on = next_wednesday()
    assert queries.last_done([cast.a.pk]) == {}
    with after():
        actions.went(cast.actor("wang"), post, on, minutes=60)
    assert queries.last_done([cast.a.pk, cast.b.pk]) == {cast.a.pk: on}
    assert queries.short_of_people(cast.street.path) == [empty]
    assert queries.short_of_people(cast.b.path) == []
