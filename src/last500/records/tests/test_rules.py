"""The rules of service records, without a database."""

from datetime import date, timedelta
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from last500.base import clock
from last500.records import rules
from last500.records.rules import Fault, Span, State

ZONE = clock.ZONE
NOW = clock.parse("2026-11-26 20:00")


def at(text: str, minutes: int) -> Span:
    return rules.span(clock.parse(text), minutes)


def fault(one: Span, *taken: Span) -> Fault | None:
    return rules.fault(one, taken, now=NOW, zone=ZONE)


def test_a_record_is_one_minute_to_ten_hours():
    assert fault(at("2026-11-26 08:00", 1)) is None
    assert fault(at("2026-11-26 08:00", 600)) is None
    assert fault(at("2026-11-26 08:00", 0)) == Fault.MINUTES
    assert fault(at("2026-11-26 08:00", 601)) == Fault.MINUTES


def test_what_is_not_over_yet_is_not_recorded():
    assert fault(at("2026-11-26 19:00", 60)) is None
    assert fault(at("2026-11-26 19:00", 61)) == Fault.FUTURE


def test_times_may_touch_and_never_overlap():
    ten = at("2026-11-26 10:00", 60)
    assert fault(at("2026-11-26 11:00", 30), ten) is None
    assert fault(at("2026-11-26 09:30", 30), ten) is None
    assert fault(at("2026-11-26 10:59", 30), ten) == Fault.OVERLAP
    assert fault(at("2026-11-26 09:00", 600), ten) == Fault.OVERLAP


def test_seconds_do_not_make_two_records_overlap():
    began = clock.parse("2026-11-26 10:00") + timedelta(seconds=42)
    assert rules.span(began, 5) == at("2026-11-26 10:00", 5)


def test_a_day_has_ten_hours_whatever_the_number_of_records():
    morning, noon = at("2026-11-26 00:00", 300), at("2026-11-26 08:00", 240)
    assert fault(at("2026-11-26 15:00", 60), morning, noon) is None
    assert fault(at("2026-11-26 15:00", 61), morning, noon) == Fault.DAY_FULL
    assert fault(at("2026-11-25 13:00", 600), morning, noon) is None


def test_a_night_lies_on_two_days():
    night = at("2026-11-25 22:00", 480)
    assert rules.by_day(night, ZONE) == {date(2026, 11, 25): 120, date(2026, 11, 26): 360}
    assert fault(at("2026-11-26 08:00", 240), night) is None
    assert fault(at("2026-11-26 08:00", 241), night) == Fault.DAY_FULL


def test_what_does_not_fit_is_cut_to_the_longest_free_part():
    one = at("2026-11-26 10:00", 120)
    assert rules.room(one, [], ZONE) == one
    assert rules.room(one, [at("2026-11-26 10:30", 30)], ZONE) == at("2026-11-26 11:00", 60)
    assert rules.room(one, [at("2026-11-26 09:00", 180)], ZONE) is None
    full = at("2026-11-26 00:00", 570)
    assert rules.room(one, [full], ZONE) == at("2026-11-26 10:00", 30)


MINUTES = st.integers(0, 3 * 24 * 60)
FIRST = clock.parse("2026-11-20 00:00")
SPANS = st.builds(
    lambda start, minutes: rules.span(FIRST + timedelta(minutes=start), minutes),
    MINUTES,
    st.integers(1, 600),
)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(SPANS, st.lists(SPANS, max_size=8))
def test_whatever_was_cut_fits(one, others):
    taken: list[Span] = []
    for other in others:
        if fault(other, *taken) is None:
            taken.append(other)
    part = rules.room(one, taken, ZONE)
    if fault(one, *taken) is None:
        assert part == one
    if part is not None:
        assert one.began <= part.began < part.ended <= one.ended
        assert fault(part, *taken) is None


def test_nobody_served_before_they_had_accepted():
    accepted, done = clock.parse("2026-11-26 09:00"), clock.parse("2026-11-26 09:40")
    late = rules.helped(accepted=accepted, agreed=None, done=done, minutes=60)
    assert late == at("2026-11-26 09:00", 40)
    at_once = rules.helped(accepted=accepted, agreed=None, done=accepted, minutes=60)
    assert at_once is None


def test_a_help_begins_at_the_agreed_time_where_its_minutes_fit():
    accepted, done = clock.parse("2026-11-25 09:00"), clock.parse("2026-11-26 18:00")
    agreed = clock.parse("2026-11-26 10:00")
    said = rules.helped(accepted=accepted, agreed=agreed, done=done, minutes=50)
    assert said == at("2026-11-26 10:00", 50)
    too_late = clock.parse("2026-11-26 17:30")
    said = rules.helped(accepted=accepted, agreed=too_late, done=done, minutes=50)
    assert said == at("2026-11-26 17:10", 50)


def test_nobody_confirms_their_own():
    one = uuid4()
    assert not rules.may_confirm(one, one)
    assert rules.may_confirm(one, uuid4())
    assert rules.may_confirm(one, None)


def test_what_was_answered_is_never_answered_again():
    assert rules.STEPS[State.ENTERED] == {State.CONFIRMED, State.DECLINED}
    assert not rules.STEPS[State.CONFIRMED] | rules.STEPS[State.DECLINED]
