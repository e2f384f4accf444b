"""Offices and working days, without a database."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from last500.organisations.rules import (
    MAY_GIVE,
    OFFICES,
    Calendar,
    OfficeKind,
    Permission,
    acts_on,
    nearest_desk,
)

ZONE = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def test_a_weekend_is_not_worked_and_a_made_up_saturday_is():
    plain = Calendar({}, ZONE)
    assert plain.add_working_days(local("2026-11-20 16:00"), 1) == local("2026-11-23 16:00")
    worked = Calendar({date(2026, 11, 21): True}, ZONE)
    assert worked.add_working_days(local("2026-11-20 16:00"), 1) == local("2026-11-21 16:00")


def test_what_comes_in_on_a_day_off_counts_from_the_next_working_morning():
    plain = Calendar({}, ZONE)
    assert plain.add_working_days(local("2026-11-21 22:00"), 1) == local("2026-11-24 09:00")


def test_the_operator_and_the_city_see_no_request():
    for kind in (OfficeKind.OPERATOR, OfficeKind.CITY_OFFICER, OfficeKind.DISTRICT_OFFICER):
        assert not OFFICES[kind][1] & {Permission.REQUEST_READ, Permission.REVEAL}


def test_nobody_gives_an_office_as_high_as_their_own():
    order = [
        OfficeKind.BOOKKEEPER, OfficeKind.DEPUTY, OfficeKind.SECRETARY,
        OfficeKind.COMMUNITY_OFFICER, OfficeKind.STREET_OFFICER,
        OfficeKind.DISTRICT_OFFICER, OfficeKind.CITY_OFFICER,
    ]  # fmt: skip
    for kind in order:
        assert all(order.index(given) < order.index(kind) for given in MAY_GIVE[kind])


def test_an_office_acts_on_its_first_and_last_day():
    assert acts_on(date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1))
    assert not acts_on(date(2026, 1, 2), date(2026, 1, 1), date(2026, 1, 1))


def test_the_nearest_staffed_place_going_up_holds_the_desk():
    assert nearest_desk([7, 5, 3], {5, 3}) == 5
    assert nearest_desk([7, 5, 3], set()) is None
