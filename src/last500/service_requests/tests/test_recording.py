"""What a help becomes in the book of service: confirmed by the resident's word, by no silence."""

from datetime import timedelta

import pytest
from django.test import Client

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.people.leaving import close_account
from last500.records import actions as records
from last500.records.models import ServiceRecord
from last500.records.rules import ConfirmedAs, Source, State
from last500.reportin.models import ReportIn
from last500.service_requests import actions
from last500.service_requests.models import Acceptance, ServiceRequest

pytestmark = pytest.mark.django_db
MORNING = clock.parse("2026-11-25 09:00")
BACKEND = "last500.people.backend.CodeBackend"


def helped(cast, *, minutes: int | None = None, by: str = "wang", **more) -> ServiceRequest:
    """Accepted at nine, agreed for ten, reported done at noon."""
    with clock.at(MORNING):
        request = cast.accepted(by, **more)
        actions.contact_agreed(cast.actor(by), request, at=MORNING + clock.HOUR)
    with clock.at(MORNING + 3 * clock.HOUR):
        actions.report_done(cast.actor(by), cast.fresh(request), minutes=minutes)
    return cast.fresh(request)


def confirmed(cast, request, by: str = "chen", **more) -> None:
    with clock.at(MORNING + 4 * clock.HOUR):
        actions.confirm(cast.actor(by), cast.fresh(request), **more)


def test_the_residents_word_confirms_the_minutes_that_the_helper_said(cast):
    request = helped(cast, minutes=35)
    assert not ServiceRecord.objects.exists()
    confirmed(cast, request)
    record = ServiceRecord.objects.get()
    assert record.counts
    assert (record.person, record.place, record.kind) == (cast.wang, cast.a, "public_facility")
    assert (record.began_at, record.minutes) == (MORNING + clock.HOUR, 35)
    assert (record.confirmed_as, record.confirmed_by) == (ConfirmedAs.SERVED, cast.chen)
    assert record.about == Acceptance.objects.get().pk


def test_what_was_expected_counts_where_the_helper_said_nothing(cast):
    request = helped(cast)
    confirmed(cast, request)
    assert ServiceRecord.objects.get().minutes == request.minutes


def test_minutes_that_cannot_be_are_refused(cast):
    with clock.at(MORNING):
        request = cast.accepted()
    for minutes in (0, 601):
        with pytest.raises(Refused):
            actions.report_done(cast.actor("wang"), cast.fresh(request), minutes=minutes)


# Several together: each says their own


def together(cast) -> ServiceRequest:
    """Wang and Li hold one matter of two, agreed for ten."""
    with clock.at(MORNING):
        request = actions.verify(cast.actor("lin"), cast.placed(), how="phone", wanted=2)
        request = actions.offer(cast.actor("lin"), request, helpers=[cast.wang.pk, cast.li.pk])
        for name in ("wang", "li"):
            actions.accept(cast.actor(name), cast.fresh(request))
        actions.contact_agreed(cast.actor("wang"), cast.fresh(request), at=MORNING + clock.HOUR)
    return cast.fresh(request)


def test_each_of_several_says_their_own_minutes_whoever_says_that_it_is_done(cast):
    request = together(cast)
    with clock.at(MORNING + 3 * clock.HOUR):
        actions.say_minutes(cast.actor("li"), request, minutes=90)  # before: also longer
        actions.report_done(cast.actor("wang"), cast.fresh(request), minutes=50)
        actions.say_minutes(cast.actor("li"), cast.fresh(request), minutes=25)
    confirmed(cast, request)
    records = dict(ServiceRecord.objects.values_list("person", "minutes"))
    assert records == {cast.wang.pk: 50, cast.li.pk: 25}


def test_after_done_minutes_only_become_fewer_than_the_resident_has_read(cast):
    request = together(cast)
    with clock.at(MORNING + 3 * clock.HOUR):
        actions.report_done(cast.actor("wang"), request)
        request = cast.fresh(request)
        with pytest.raises(Refused, match="只能改短"):
            actions.say_minutes(cast.actor("li"), request, minutes=request.minutes + 1)
        actions.say_minutes(cast.actor("li"), request, minutes=20)
        with pytest.raises(Refused):
            actions.say_minutes(cast.actor("li"), cast.fresh(request), minutes=21)
        with pytest.raises(Refused):
            actions.say_minutes(cast.actor("li"), cast.fresh(request), minutes=0)


def test_nobody_says_anothers_minutes_and_none_after_the_residents_word(cast):
    request = together(cast)
    with pytest.raises(Forbidden):
        actions.say_minutes(cast.actor("zhou"), request, minutes=20)
    with clock.at(MORNING + 3 * clock.HOUR):
        actions.report_done(cast.actor("wang"), request, minutes=50)
    done = cast.fresh(request)
    confirmed(cast, request)
    for stale in (done, cast.fresh(request)):
        with pytest.raises((Conflict, Forbidden)):
            actions.say_minutes(cast.actor("li"), stale, minutes=10)


def test_one_of_several_says_it_on_their_page(cast):
    request = together(cast)
    with clock.at(MORNING + 3 * clock.HOUR):
        actions.report_done(cast.actor("wang"), request, minutes=50)
        li = Client()
        li.force_login(cast.li, backend=BACKEND)
        address = f"/me/help/{request.pk}/"
        assert "记我的时间" in li.get(address).content.decode()
        answer = li.post(f"{address}minutes/", {"once": "m" * 32, "minutes": "900"})
        assert answer.status_code == 422 and "最多 10 小时" in answer.content.decode()
        answer = li.post(f"{address}minutes/", {"once": "n" * 32, "minutes": "30"})
        assert answer.status_code == 303
    assert Acceptance.objects.get(helper=cast.li).minutes == 30


def test_by_telephone_it_is_still_the_residents_word(cast):
    request = helped(cast)
    confirmed(cast, request, "lin", by_phone=True)
    record = ServiceRecord.objects.get()
    assert (record.confirmed_by, record.entered_by) == (cast.chen, cast.lin)


def test_a_resident_who_finds_the_minutes_wrong_confirms_the_work_and_not_the_time(cast):
    request = helped(cast, minutes=600)
    confirmed(cast, request, minutes_right=False)
    assert cast.fresh(request).state == "confirmed"
    assert ServiceRecord.objects.get().state == State.ENTERED


def test_silence_writes_it_down_and_confirms_nothing_and_a_late_word_is_heard(cast):
    request = helped(cast, minutes=40)
    with clock.at(MORNING + timedelta(days=8)):
        actions.close_lapsed()
    record = ServiceRecord.objects.get()
    assert (record.state, record.minutes) == (State.ENTERED, 40)
    with clock.at(MORNING + timedelta(days=10)):
        actions.confirm(cast.actor("chen"), cast.fresh(request))
    record.refresh_from_db()
    assert record.counts
    assert ServiceRecord.objects.count() == 1


def test_not_solved_leaves_the_time_to_the_desk_and_who_comes_again_has_another_record(cast):
    request = helped(cast, minutes=30)
    with clock.at(MORNING + 4 * clock.HOUR):
        actions.reopen(cast.actor("chen"), cast.fresh(request), comment="还是不亮")
    first = ServiceRecord.objects.get()
    assert first.state == State.ENTERED
    with clock.at(MORNING + 5 * clock.HOUR):
        again = actions.verify(cast.actor("lin"), cast.fresh(request), how="phone")
        actions.offer(cast.actor("lin"), again, open_to="compound")
        actions.accept(cast.actor("wang"), cast.fresh(request))
    with clock.at(MORNING + 7 * clock.HOUR):
        actions.report_done(cast.actor("wang"), cast.fresh(request), minutes=20)
        actions.confirm(cast.actor("chen"), cast.fresh(request))
    first.refresh_from_db()
    assert first.state == State.ENTERED
    assert ServiceRecord.objects.counted().get().minutes == 20


def test_an_overlap_is_cut_and_told_to_the_helper_and_never_to_the_resident(cast):
    request = helped(cast, minutes=60)
    with clock.at(MORNING + 3 * clock.HOUR):
        records.enter(
            cast.actor("wang"), person=cast.wang, place=cast.a, source=Source.OWN, about=None,
            kind="tidying", began_at=MORNING + clock.HOUR, minutes=45,
        )  # fmt: skip
    confirmed(cast, request)
    record = ServiceRecord.objects.get(source=Source.REQUEST)
    assert (record.began_at, record.minutes) == (MORNING + timedelta(minutes=105), 15)
    told = Message.objects.get(kind="record_shortened", channel="inbox")
    assert (told.person, told.params["minutes"]) == (cast.wang, "15")


def test_with_no_minute_left_there_is_no_record_and_the_resident_is_thanked_all_the_same(cast):
    request = helped(cast, minutes=30)
    with clock.at(MORNING + 3 * clock.HOUR):
        records.enter(
            cast.actor("wang"), person=cast.wang, place=cast.a, source=Source.OWN, about=None,
            kind="tidying", began_at=MORNING, minutes=180,
        )  # fmt: skip
    confirmed(cast, request)
    assert cast.fresh(request).state == "confirmed"
    assert not ServiceRecord.objects.filter(source=Source.REQUEST).exists()
    assert Message.objects.filter(person=cast.wang, kind="record_no_room").exists()


def test_each_of_a_team_has_a_record_and_who_gave_it_back_has_none(cast):
    with clock.at(MORNING):
        request = cast.offered("wang", "li", category="hospital_company")
        for name in ("wang", "li"):
            actions.accept(cast.actor(name), cast.fresh(request))
    with clock.at(MORNING + clock.HOUR):
        actions.release(cast.actor("li"), cast.fresh(request))
        actions.offer(cast.actor("lin"), cast.fresh(request), helpers=[cast.zhou.pk])
        actions.accept(cast.actor("zhou"), cast.fresh(request))
    with clock.at(MORNING + 3 * clock.HOUR):
        actions.report_done(cast.actor("wang"), cast.fresh(request), minutes=90)
    confirmed(cast, request)
    people = {record.person: record.minutes for record in ServiceRecord.objects.counted()}
    assert people == {cast.wang: 90, cast.zhou: 60}


def test_who_never_had_a_minute_between_yes_and_done_has_no_record(cast):
    with clock.at(MORNING):
        request = cast.done()
        actions.confirm(cast.actor("chen"), request)
    assert not ServiceRecord.objects.exists()


def test_a_resident_who_closes_their_account_confirms_nothing_by_it(cast):
    helped(cast)
    with clock.at(MORNING + 4 * clock.HOUR):
        close_account(cast.actor("chen"))
    record = ServiceRecord.objects.get()
    assert (record.state, record.confirmed_by) == (State.ENTERED, None)


def test_the_unit_is_the_one_they_came_from_at_that_time(cast):
    from last500.organisations.models import Organisation

    unit = Organisation.objects.create(kind="unit", name="水务中心", place=cast.city)
    ReportIn.objects.filter(person=cast.wang).update(organisation=unit)
    confirmed(cast, helped(cast))
    ReportIn.objects.filter(person=cast.wang).update(organisation=None)
    assert ServiceRecord.objects.get().organisation == unit


def test_the_resident_reads_the_minutes_before_confirming_them(cast):
    request = helped(cast, minutes=35)
    chen = Client()
    chen.force_login(cast.chen, backend=BACKEND)
    with clock.at(MORNING + 4 * clock.HOUR):
        page = chen.get(f"/r/{request.number}/solved/").content.decode()
        assert "王师傅 · 35 分钟" in page
        sent = chen.post(f"/r/{request.number}/solved/", {"minutes_wrong": "on", "once": "m" * 32})
    assert sent.status_code == 303
    assert ServiceRecord.objects.get().state == State.ENTERED


def test_the_helper_says_the_minutes_on_the_done_page(cast):
    with clock.at(MORNING):
        request = cast.accepted()
        actions.contact_agreed(cast.actor("wang"), request)
    wang = Client()
    wang.force_login(cast.wang, backend=BACKEND)
    with clock.at(MORNING + clock.HOUR):
        page = wang.get(f"/me/help/{request.pk}/").content.decode()
        assert 'name="minutes" value="60"' in page
        wrong = wang.post(f"/me/help/{request.pk}/done/", {"minutes": "700", "once": "n" * 32})
        assert wrong.status_code == 422 and "最多 10 小时" in wrong.content.decode()
        right = wang.post(f"/me/help/{request.pk}/done/", {"minutes": "25", "once": "o" * 32})
    assert right.status_code == 303
    assert Acceptance.objects.get().minutes == 25
