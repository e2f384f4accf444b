from datetime import date, datetime, timedelta

import pytest

from last500.base import clock
from last500.web import times


def at(text: str) -> datetime:
    return clock.local(clock.parse(text))


NOW = at("2026-03-12 15:30")  # a Thursday


@pytest.mark.parametrize(
    ("moment", "chinese", "english"),
    [
        (NOW - timedelta(seconds=20), "刚刚", "just now"),
        (at("2026-03-12 10:12"), "今天 10:12", "today 10:12"),
        (at("2026-03-11 21:05"), "昨天 21:05", "yesterday 21:05"),
        (at("2026-03-10 09:00"), "前天 9:00", "Tuesday 9:00"),
        (at("2026-03-09 09:00"), "周一 9:00", "Monday 9:00"),
        (at("2026-03-05 09:00"), "上周四 9:00", "5 Mar 9:00"),
        (at("2026-03-14 09:00"), "后天 9:00", "Saturday 9:00"),
        (at("2026-03-19 09:00"), "下周四 9:00", "19 Mar 9:00"),
        (at("2026-01-02 09:00"), "1月2日 9:00", "2 Jan 9:00"),
        (at("2025-12-31 09:00"), "2025年12月31日 9:00", "31 Dec 2025 9:00"),
    ],
)
def test_a_moment_is_said_as_people_say_it(moment, chinese, english):
    assert times.when_words(moment, NOW, english=False) == chinese
    assert times.when_words(moment, NOW, english=True) == english


@pytest.mark.parametrize(
    ("distance", "chinese", "english"),
    [
        (timedelta(hours=3, minutes=50), "还剩 3 小时", "3 hours left"),
        (timedelta(days=2, hours=5), "还剩 2 天", "2 days left"),
        (timedelta(hours=23, minutes=59), "还剩 23 小时", "23 hours left"),
        (timedelta(seconds=5), "还剩 1 分钟", "1 minute left"),
        (timedelta(hours=-2, minutes=-10), "超时 2 小时", "2 hours overdue"),
        (timedelta(seconds=-5), "超时 1 分钟", "1 minute overdue"),
    ],
)
def test_what_is_left_never_promises_more_than_there_is(distance, chinese, english):
    assert times.left_words(NOW + distance, NOW, english=False) == chinese
    assert times.left_words(NOW + distance, NOW, english=True) == english


def test_a_rough_date_names_the_part_of_the_day():
    assert times.around_words(at("2026-03-13 09:00"), NOW, english=False) == "明天上午"
    assert times.around_words(at("2026-03-09 19:00"), NOW, english=False) == "周一晚上"
    assert times.around_words(at("2026-03-13 09:00"), NOW, english=True) == "tomorrow morning"


def test_a_day_carries_its_weekday():
    assert times.full_day(date(2026, 3, 19), NOW.date(), english=False) == "3月19日 周四"
    assert times.full_day(date(2026, 3, 12), NOW.date(), english=False) == "今天"
    assert times.full_day(date(2026, 3, 19), NOW.date(), english=True) == "Thursday 19 Mar"


def test_minutes_become_hours():
    assert times.minutes_words(40, english=False) == "40 分钟"
    assert times.minutes_words(90, english=False) == "1 小时 30 分钟"
    assert times.minutes_words(120, english=True) == "2 h"
    assert times.minutes_words(0, english=False) == "0 分钟"
