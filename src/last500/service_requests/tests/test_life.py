"""The life of a request, step by step, through its verbs."""

import pytest

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.service_requests import actions
from last500.service_requests.models import Acceptance, Event, Invitation, ServiceRequest
from last500.service_requests.rules import FINAL, OPEN


def test_a_request_goes_from_placing_to_the_residents_own_word(cast):
    request = cast.accepted()
    assert request.state == "accepted"
    actions.contact_agreed(cast.actor("wang"), request, at=clock.now() + clock.DAY)
    actions.report_done(cast.actor("wang"), cast.fresh(request))
    actions.confirm(cast.actor("chen"), cast.fresh(request), rating=3, comment="换好了，谢谢")
    request = cast.fresh(request)
    assert (request.state, request.solved, request.due_at) == ("confirmed", True, None)
    assert request.comment == "换好了，谢谢"
    assert not Acceptance.objects.filter(ended_at=None).exists()
    told = Event.objects.filter(request=request).order_by("at", "pk")
    assert [event.action for event in told] == [
        "place", "verify", "offer", "accept", "contact", "report_done", "confirm",
    ]  # fmt: skip


def test_nothing_personal_lies_readable_in_the_tables(cast):
    request = cast.placed()
    raw = ServiceRequest.objects.filter(pk=request.pk).values()[0]
    assert "灯".encode() not in bytes(raw["text"])
    assert cast.chen.phone.encode() not in repr(raw).encode()


def test_only_the_helper_themself_accepts(cast):
    request = cast.offered("wang")
    with pytest.raises((Conflict, Refused, Forbidden)):
        actions.accept(cast.actor("lin"), request)
    with pytest.raises(Conflict):
        actions.accept(cast.actor("li"), request)


def test_the_second_to_accept_is_told_that_it_is_gone_and_the_others_are_thanked(cast):
    request = cast.offered("wang", "li", "zhou")
    actions.accept(cast.actor("wang"), request)
    with pytest.raises(Conflict):
        actions.accept(cast.actor("li"), cast.fresh(request))
    assert set(Invitation.objects.values_list("answer", flat=True)) == {"accepted", "stopped"}
    thanked = Message.objects.filter(kind="no_longer_needed")
    assert {m.person_id for m in thanked} == {cast.li.pk, cast.zhou.pk}


def test_a_team_of_two_is_accepted_when_both_have_come_forward(cast):
    request = cast.offered("wang", "li", category="hospital_company")
    actions.accept(cast.actor("wang"), request)
    assert cast.fresh(request).state == "offered"
    actions.accept(cast.actor("li"), cast.fresh(request))
    assert cast.fresh(request).state == "accepted"
    assert len({one.visit_code for one in Acceptance.objects.all()}) == 1


def test_a_refusal_leaves_nothing_but_the_end_of_this_ask(cast):
    request = cast.offered("wang")
    before = ServiceRequest.objects.filter(pk=request.pk).values().get()
    actions.refuse(cast.actor("wang"), Invitation.objects.get())
    assert ServiceRequest.objects.filter(pk=request.pk).values().get() == before


def test_a_helper_gives_it_back_without_harm(cast):
    request = cast.accepted()
    actions.release(cast.actor("wang"), request)
    request = cast.fresh(request)
    assert (request.state, request.taken) == ("verified", 0)
    assert request.due_at


def test_a_helper_hands_on_by_a_one_time_link(cast):
    request = cast.accepted()
    key = actions.begin_hand_on(cast.actor("wang"), request)
    actions.take_over(cast.actor("li"), key)
    with pytest.raises(Conflict):
        actions.take_over(cast.actor("zhou"), key)
    assert Acceptance.objects.get(ended_at=None).helper_id == cast.li.pk
    assert cast.fresh(request).taken == 1


def test_who_wrote_it_down_at_the_desk_does_not_speak_as_the_resident(cast):
    request = actions.place(
        cast.actor("lin"),
        cast.a,
        actions.Placing(text="灯坏了", channel="paper", consent="signed_paper"),
    )
    with pytest.raises(Forbidden):
        actions.withdraw(cast.actor("lin"), request)
    with pytest.raises(Forbidden):
        actions.confirm(cast.actor("lin"), request)


def test_a_neighbour_who_asked_for_another_and_then_helped_does_not_judge_it(cast):
    request = actions.place(
        cast.actor("wang"),
        cast.a,
        actions.Placing(
            text="灯坏了",
            category="public_facility",
            phone=cast.hua.phone,
            channel="for_other",
            consent="told_proxy",
        ),
    )
    actions.verify(cast.actor("lin"), request, how="phone")
    actions.offer(cast.actor("lin"), cast.fresh(request), helpers=[cast.wang.pk])
    actions.accept(cast.actor("wang"), cast.fresh(request))
    actions.report_done(cast.actor("wang"), cast.fresh(request))
    with pytest.raises(Forbidden):
        actions.confirm(cast.actor("wang"), cast.fresh(request), rating=3)
    with pytest.raises(Forbidden):
        actions.confirm(cast.actor("wang"), cast.fresh(request), by_phone=True)


def test_not_solved_goes_back_to_the_desk(cast):
    request = actions.reopen(cast.actor("chen"), cast.done(), comment="又不亮了")
    request = cast.fresh(request)
    assert (request.state, request.taken, request.desk) == ("reopened", 0, cast.a)


def test_the_helper_never_says_whether_it_is_solved(cast):
    request = cast.done()
    with pytest.raises(Forbidden):
        actions.confirm(cast.actor("wang"), request)


def test_a_word_by_telephone_is_entered_by_somebody_other_than_the_helper(cast):
    cast.report_in("lin", cast.a)
    request = cast.offered("lin")
    actions.accept(cast.actor("lin"), request)
    actions.report_done(cast.actor("lin"), cast.fresh(request))
    with pytest.raises(Forbidden):
        actions.confirm(cast.actor("lin"), cast.fresh(request), by_phone=True)
    actions.confirm(cast.actor("he"), cast.fresh(request), by_phone=True)
    assert cast.fresh(request).word_by_phone


def test_an_emergency_is_never_offered(cast):
    request = cast.placed(text="我爸刚才在家晕倒了，叫不醒！", category="health_mind")
    assert request.suspected_emergency == "120"
    assert Message.objects.filter(kind="desk_emergency", person=cast.lin).exists()
    actions.verify(cast.actor("lin"), request, how="phone")
    with pytest.raises(Refused):
        actions.offer(cast.actor("lin"), cast.fresh(request), helpers=[cast.wang.pk])
    with pytest.raises(Refused):
        actions.offer(cast.actor("lin"), cast.fresh(request), open_to="compound")


def test_a_stranger_does_nothing(cast):
    request = cast.placed()
    for name in ("zhao", "qian", "hua", "gao", "op"):
        with pytest.raises(Forbidden):
            actions.verify(cast.actor(name), request, how="phone")
        assert not ServiceRequest.objects.visible_to(cast.actor(name)).exists()


def test_a_decline_may_be_objected_to_once(cast):
    request = actions.decline(cast.actor("lin"), cast.placed(), note="请找物业")
    actions.object_to(cast.actor("chen"), request, note="物业不管")
    request = cast.fresh(request)
    assert (request.state, request.level, request.desk) == ("placed", "community", cast.community)
    actions.decline(cast.actor("he"), request, note="确实归物业")
    with pytest.raises(Conflict):
        actions.object_to(cast.actor("chen"), cast.fresh(request), note="还是不服")


def test_an_open_offer_widens_and_ends_unmet_when_nobody_comes(cast):
    request = cast.offered(open_to="compound")
    seen = []
    now = clock.now()
    for days in (1, 2, 3):
        with clock.at(now + days * 25 * clock.HOUR):
            actions.widen_offers()
        request = cast.fresh(request)
        seen.append((request.state, request.level))
    assert seen == [("offered", "community"), ("offered", "street"), ("unmet", "street")]


def test_a_compound_without_an_office_lies_on_its_communitys_desk(cast):
    request = actions.place(
        cast.actor("chen"), cast.c, actions.Placing(text="院墙要倒了", phone=cast.chen.phone)
    )
    assert (request.desk, request.level) == (cast.community, "community")


def test_open_requests_move_when_an_office_ends(cast):
    from last500.organisations.actions import end_office
    from last500.organisations.models import Office

    request = cast.placed()
    end_office(cast.actor("he"), Office.objects.get(person=cast.lin))
    assert actions.reseat_desks() == 1
    assert cast.fresh(request).desk == cast.community


def test_overdue_climbs_by_itself_and_a_holiday_week_does_not_count(cast):
    from last500.organisations.models import CalendarDay

    monday = clock.parse("2026-09-30 15:00")
    for day in range(1, 8):
        CalendarDay.objects.create(on=f"2026-10-0{day}", is_worked=False, name="国庆节")
    with clock.at(monday):
        request = cast.placed()
    assert clock.local(request.due_at).isoformat()[:16] == "2026-10-08T15:00"
    with clock.at(clock.parse("2026-10-07 23:00")):
        assert actions.escalate_overdue() == 0
    with clock.at(clock.parse("2026-10-08 15:01")):
        assert actions.escalate_overdue() == 1
    assert (cast.fresh(request).level, cast.fresh(request).desk) == ("community", cast.community)


def test_silence_is_never_counted_as_satisfied(cast):
    request = cast.done()
    with clock.at(clock.now() + 8 * clock.DAY):
        assert actions.close_lapsed() == 1
    request = cast.fresh(request)
    assert (request.state, request.solved) == ("unconfirmed", None)


def test_a_look_at_the_phone_needs_a_reason_and_is_written_down(cast):
    request = cast.placed()
    with pytest.raises(Refused):
        actions.reveal(cast.actor("lin"), request, field="phone", reason="  ")
    assert (
        actions.reveal(cast.actor("lin"), request, field="phone", reason="核实") == cast.chen.phone
    )
    assert request.contact.looks.get().fields == "phone"
    with pytest.raises(Forbidden):
        actions.reveal(cast.actor("qian"), request, field="phone", reason="好奇")


def test_states_are_either_open_or_final():
    assert OPEN.isdisjoint(FINAL)
