"""Calendars, read back by `icalendar` and by a parser of somebody else's making (`vobject`)."""

from dataclasses import replace

import pytest
import vobject
from django.urls import reverse
from icalendar import Calendar

from last500.activities import actions
from last500.activities.models import Feed
from last500.activities.queries import feeds
from last500.activities.tests.town import fresh, fresh_activity, one_role, plan, role_of, set_up
from last500.base import clock
from last500.posts.tests.town import full

pytestmark = pytest.mark.django_db


def of_compound(client, cast) -> bytes:
    answer = client.get(reverse("activities:of_compound", args=[cast.a.slug]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content


def of_person(client, key: str) -> bytes:
    answer = client.get(reverse("activities:own", args=[key]))
    assert "no-store" in answer["Cache-Control"], "whose days they are stays in no cache"
    return answer.content


def events(found: bytes) -> dict[str, object]:
    return {str(one["SUMMARY"]): one for one in Calendar.from_ical(found).walk("VEVENT")}


def test_a_compounds_calendar_is_read_by_two_programs(cast, client):
    activity = set_up(cast, what="读绘本，做书签；带剪刀\n" + "很长的一段说明。" * 20)
    found = of_compound(client, cast)

    one = events(found)["周六上午亲子读书会"]
    assert one["UID"] == f"activity-{activity.pk}@last500"
    assert one.decoded("DTSTART") == activity.starts_at
    assert one["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert one.decoded("DTEND") == activity.ends_at
    assert one["SEQUENCE"] == 0 and one["STATUS"] == "CONFIRMED"
    assert str(one["DESCRIPTION"]) == activity.what  # commas, semicolons, line breaks and folding
    assert str(one["LOCATION"]) == "芙蓉苑 一楼活动室"

    other = vobject.readOne(found.decode())
    assert other.vevent.summary.value == "周六上午亲子读书会"
    assert other.vevent.description.value == activity.what
    begins = other.vevent.dtstart.value
    assert begins == activity.starts_at and begins.utcoffset().total_seconds() == 8 * 3600
    assert other.vtimezone.tzid.value == "Asia/Shanghai"
    other.validate()


def test_lines_are_folded_and_end_as_the_standard_says(cast, client):
    set_up(cast, what="很长的一段说明。" * 60)
    found = of_compound(client, cast)
    lines = found.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in found.replace(b"\r\n", b"")
    for line in lines:
        line.decode()  # no character is cut in two


def test_a_change_counts_up_and_what_is_called_off_says_so_under_the_same_uid(cast, client):
    activity = set_up(cast)
    before = events(of_compound(client, cast))["周六上午亲子读书会"]
    actions.change(cast.actor("lin"), activity, plan(title="改了名字"))
    changed = events(of_compound(client, cast))["改了名字"]
    actions.call_off(cast.actor("lin"), fresh_activity(activity), reason="下雨")
    off = events(of_compound(client, cast))["改了名字"]
    assert before["UID"] == changed["UID"] == off["UID"]
    assert [before["SEQUENCE"], changed["SEQUENCE"], off["SEQUENCE"]] == [0, 1, 2]
    assert off["STATUS"] == "CANCELLED" and str(off["DESCRIPTION"]) == "下雨"


def test_a_busy_place_leaves_out_what_is_over_and_nothing_that_is_still_to_come(
    cast, client, monkeypatch
):
    monkeypatch.setattr(feeds, "ENTRIES_MOST", 1)
    over = set_up(cast, title="上个月的读书会")
    with clock.at(over.ends_at + clock.DAY):
        set_up(cast, title="下个月的读书会")
        assert set(events(of_compound(client, cast))) == {"下个月的读书会"}


def test_what_is_only_planned_is_in_no_calendar(cast, client):
    set_up(cast, opens=False)
    assert events(of_compound(client, cast)) == {}


def test_my_calendar_has_my_activities_and_my_posts_and_names_nobody(cast, client):
    mine, other = one_role(cast), one_role(cast, title="别人的一场", days=9)
    full(cast, "wang")
    actions.sign_up(cast.actor("wang"), mine)
    actions.sign_up(cast.actor("li"), other)
    feed = actions.renew_feed(cast.actor("wang"))
    found = of_person(client, feed.key)
    names = set(events(found))
    assert "周六上午亲子读书会 · 布置场地" in names and "每周三晚小家电维修" in names
    assert not any("别人的一场" in name for name in names)
    for person in ("王建", "王师傅", "林静", cast.wang.phone):
        assert person not in found.decode()
    assert len(list(vobject.readOne(found.decode()).components())) == len(
        Calendar.from_ical(found).subcomponents
    )

    actions.call_off(cast.actor("lin"), mine.activity, reason="下雨")
    off = events(of_person(client, feed.key))["周六上午亲子读书会 · 布置场地"]
    assert off["STATUS"] == "CANCELLED"


def test_an_address_is_renewed_and_ended(cast, client):
    first = actions.renew_feed(cast.actor("wang"))
    second = actions.renew_feed(cast.actor("wang"))
    address = lambda feed: reverse("activities:own", args=[feed.key])  # noqa: E731
    assert client.get(address(first)).status_code == 404
    answer = client.get(address(second))
    assert answer.status_code == 200 and "private" in answer["Cache-Control"]
    actions.end_feed(cast.actor("wang"))
    assert client.get(address(second)).status_code == 404
    assert not Feed.objects.exists()


def test_no_feed_while_somebodys_data_is_locked(cast, client):
    feed = actions.renew_feed(cast.actor("wang"))
    type(cast.wang).objects.filter(pk=cast.wang.pk).update(restricted_at=clock.now())
    assert client.get(reverse("activities:own", args=[feed.key])).status_code == 404


def test_both_calendars_cost_few_statements(cast, client, django_assert_max_num_queries):
    for number in range(10):
        role = one_role(cast, title=f"第{number}场", days=3 + number)
        actions.sign_up(cast.actor("wang"), fresh(role))
    full(cast, "wang")
    feed = actions.renew_feed(cast.actor("wang"))
    with django_assert_max_num_queries(4):
        of_compound(client, cast)
    with django_assert_max_num_queries(10):
        of_person(client, feed.key)


def test_the_page_of_addresses(cast, client):
    client.force_login(cast.wang, backend="last500.people.backend.CodeBackend")
    address = reverse("activities:links")
    assert "给我一个地址" in client.get(address).content.decode()
    client.post(reverse("activities:renew_feed"), {"once": "k" * 32})
    text = client.get(address).content.decode()
    assert Feed.objects.get().key in text and "换一个地址" in text


def test_a_role_with_its_own_hours_stands_with_them(cast, client):
    activity = actions.set_up(
        cast.actor("lin"),
        cast.a,
        plan(*(replace(role, starts=10 * 60) for role in plan().roles[:1])),
    )
    role = role_of(activity)
    actions.sign_up(cast.actor("wang"), role)
    feed = actions.renew_feed(cast.actor("wang"))
    one = next(iter(events(of_person(client, feed.key)).values()))
    assert one.decoded("DTSTART") == role.starts_at != activity.starts_at
