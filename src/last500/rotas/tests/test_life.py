"""The life of a rota: arranged, agreed, placed, asked, accepted, skipped, rested, ended."""

from datetime import date, timedelta

import pytest

from last500.base import clock
from last500.base.actor import NOBODY
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.organisations.models import CalendarDay
from last500.organisations.queries import forget_calendar
from last500.people.models import Consent
from last500.reportin.models import ReportIn
from last500.rotas import actions, queries
from last500.rotas.models import Rota, RotaEvent, RotaMember
from last500.rotas.rules import LAST, Kind, Pattern
from last500.rotas.tests.telling import (
    FULL,
    arranged,
    every_friday,
    fresh,
    household,
    joined,
    on_the_day_it_is_placed,
    planned,
    request_of,
    seat_of,
    turns,
)
from last500.service_requests import actions as requests
from last500.service_requests.models import Acceptance, Invitation, ServiceRequest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(FULL):
        yield


def asked(request) -> list[str]:
    rows = Invitation.objects.filter(request=request, answer="asked").order_by("asked_at", "pk")
    return [row.helper.name for row in rows.select_related("helper")]


# ---- arranging -----------------------------------------------------------------------------------


def test_a_yes_on_the_telephone_runs_at_once_and_is_written_down(cast):
    rota = arranged(cast)
    assert (rota.state, rota.agreed_how) == ("running", "said_on_phone")
    consent = Consent.objects.get(contact=rota.contact)
    assert (consent.purpose, consent.given_how) == ("rota", "said_on_phone")
    assert [turn.on for turn in turns(rota)][:2] == [date(2026, 3, 6), date(2026, 3, 13)]
    assert max(turn.on for turn in turns(rota)) <= clock.today() + timedelta(70)


def test_without_the_households_yes_nothing_is_laid_out_or_placed(cast):
    rota = arranged(cast, how="own_page")
    assert rota.state == "asked"
    assert not turns(rota)
    with clock.at(FULL + 5 * clock.DAY):
        assert actions.place_due() + actions.lay_out_further() == 0
    assert not ServiceRequest.objects.exists()


def test_the_household_agrees_by_its_private_link_without_an_account(cast):
    rota = arranged(cast, how="own_page")
    actions.agree(household(rota), fresh(rota))
    assert fresh(rota).state == "running"
    assert fresh(rota).agreed_how == "own_page"
    assert turns(rota)
    with pytest.raises(Conflict):
        actions.agree(household(rota), fresh(rota))


def test_nobody_else_says_the_households_yes(cast):
    rota = arranged(cast, "wang", how="own_page")
    opened = frozenset({rota.pk})
    for name in ("lin", "he", "wang"):  # even with the link in their hands
        actor = cast.actor(name)
        actor = type(actor)(person=actor.person, grants=actor.grants, opened=opened)
        with pytest.raises(Forbidden):
            actions.agree(actor, fresh(rota))
    for actor in (NOBODY, cast.actor("hua"), cast.actor("qian")):
        with pytest.raises(Forbidden):
            actions.agree(actor, fresh(rota))
        with pytest.raises(Forbidden):
            actions.agree(actor, fresh(rota), by_phone=True, how="said_on_phone")


def test_the_desk_enters_a_yes_and_says_how_it_came(cast):
    rota = arranged(cast, how="own_page")
    with pytest.raises(Refused):
        actions.agree(cast.actor("lin"), fresh(rota), by_phone=True, how="own_page")
    actions.agree(cast.actor("lin"), fresh(rota), by_phone=True, how="signed_paper")
    event = RotaEvent.objects.get(rota=rota, action="agree")
    assert (event.role, event.facts["how"], event.facts["by_phone"]) == (
        "desk",
        "signed_paper",
        True,
    )


def test_a_rota_of_a_request_takes_its_contact_over_as_its_own(cast):
    matter = cast.done()
    requests.confirm(cast.actor("chen"), matter, rating=3)
    matter = cast.fresh(matter)
    said = every_friday(name="", phone="", door="")
    rota = actions.arrange(cast.actor("lin"), cast.a, said, of=matter)
    assert rota.contact_id != matter.contact_id
    assert (rota.contact.phone, rota.contact.door) == (cast.chen.phone, "2单元301")
    assert rota.contact.person_id == cast.chen.pk
    assert list(Rota.objects.of_household(cast.actor("chen"))) == [rota]


def test_only_of_a_request_that_was_verified(cast):
    with pytest.raises(Conflict):
        actions.arrange(cast.actor("lin"), cast.a, every_friday(), of=cast.placed())


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("title", {"title": ""}),
        ("title", {"title": "长" * 21}),
        ("category", {"category": "nothing"}),
        ("text", {"text": "老人突然倒地昏迷不醒，叫不应"}),
        ("minutes", {"minutes": 5}),
        ("wanted", {"wanted": 9}),
        ("wanted", {"category": "elder_company", "wanted": 1}),
        ("how", {"how": "nobody"}),
        ("phone", {"phone": ""}),
        ("ends_on", {"ends_on": date(2027, 9, 1)}),
        ("ends_on", {"ends_on": date(2026, 3, 4)}),
        ("starts_on", {"pattern": Pattern(Kind.WEEKS, 1, 4, 0, 0, date(2026, 2, 1))}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(cast, field, wrong):
    with pytest.raises(Refused) as refused:
        actions.arrange(cast.actor("lin"), cast.a, every_friday(**wrong))
    assert refused.value.field == field
    assert not Rota.objects.exists()


def test_only_a_desk_of_the_place_arranges(cast):
    for name in ("qian", "hua", "wang", "tang", "op"):
        with pytest.raises(Forbidden):
            actions.arrange(cast.actor(name), cast.a, every_friday())
    for name in ("he", "sun"):
        actions.arrange(cast.actor(name), cast.a, every_friday())


# ---- joining -------------------------------------------------------------------------------------


def test_nobody_is_in_a_rota_without_their_own_yes(cast):
    rota = arranged(cast)
    person = cast.wang.pk
    actions.invite(cast.actor("lin"), rota, [person], reasons={person: ["in_compound"]})
    assert planned(rota)[0] == ()
    seat = seat_of(cast, rota, "wang")
    with pytest.raises(Forbidden):
        actions.join(cast.actor("li"), seat)
    actions.join(cast.actor("wang"), seat)
    assert planned(rota)[0] == ("王建",)


def test_an_invitation_that_is_declined_or_lapses_leaves_nothing(cast):
    rota = arranged(cast)
    for name in ("wang", "li"):
        person = cast.people[name].pk
        actions.invite(cast.actor("lin"), rota, [person], reasons={})
    actions.decline(cast.actor("wang"), seat_of(cast, rota, "wang"))
    with clock.at(FULL + 31 * clock.DAY):
        assert actions.lapse_invitations() == 1
    assert not RotaMember.objects.exists()


def test_only_those_who_are_reported_in_are_asked(cast):
    rota = arranged(cast)
    with pytest.raises(Refused):
        actions.invite(cast.actor("lin"), rota, [cast.hua.pk], reasons={})


def test_whoever_came_once_may_come_again(cast):
    rota = arranged(cast, "wang", "li")
    with clock.at(on_the_day_it_is_placed(rota)):
        actions.place_due()
        turn = turns(rota)[0]
        actions.cannot(cast.actor("wang"), queries.own_turn(cast.actor("wang"), turn.pk))
        requests.refuse(cast.actor("li"), Invitation.objects.get(helper=cast.li, answer="asked"))
        matter = request_of(turn)
        requests.offer(cast.actor("lin"), matter, helpers=[cast.zhou.pk])
        requests.accept(cast.actor("zhou"), matter)
        with pytest.raises(Forbidden):
            actions.join_again(cast.actor("li"), matter)
        actions.join_again(cast.actor("zhou"), matter)
        with pytest.raises(Conflict):
            actions.join_again(cast.actor("zhou"), matter)
    assert seat_of(cast, rota, "zhou").state == "joined"
    assert ("周宁",) in planned(rota)[1:4]


def test_leaving_is_always_possible_and_costs_nothing(cast):
    rota = arranged(cast, "wang", "li")
    with clock.at(on_the_day_it_is_placed(rota)):
        actions.place_due()
        actions.leave(cast.actor("wang"), seat_of(cast, rota, "wang"))
        actions.find_stand_ins()
    assert asked(request_of(turns(rota)[0])) == ["李敏"]
    assert all("王建" not in names for names in planned(rota)[1:])
    with pytest.raises(Conflict):
        actions.leave(cast.actor("wang"), RotaMember.objects.get(person=cast.wang))
    # Nothing of it stands anywhere but in the course of the rota, without a reason.
    assert RotaEvent.objects.get(rota=rota, action="leave").facts == {}


# ---- turns ---------------------------------------------------------------------------------------


def test_a_turn_is_placed_some_days_before_and_asks_whose_turn_it_is(cast):
    rota = arranged(cast, "wang", "li")
    assert actions.place_due() == 1  # Monday, for Friday
    matter = request_of(turns(rota)[0])
    assert (matter.state, matter.wished_on) == ("offered", date(2026, 3, 6))
    assert matter.summary == "每周教用手机的这一次"
    assert (matter.contact.phone, matter.contact.door) == ("10000000005", "2单元301")
    assert asked(matter) == ["王建"]
    assert Invitation.objects.get(request=matter).reasons == ["rota"]
    assert actions.place_due() == 0
    assert ServiceRequest.objects.count() == 1


def test_everything_that_protects_a_request_protects_the_turn(cast):
    rota = arranged(cast, "wang")
    actions.place_due()
    matter = request_of(turns(rota)[0])
    requests.accept(cast.actor("wang"), matter)
    requests.report_done(cast.actor("wang"), cast.fresh(matter))
    with pytest.raises(Forbidden):  # the helper never says whether it is solved
        requests.confirm(cast.actor("wang"), cast.fresh(matter))
    speaker = type(NOBODY)(opened=frozenset({matter.pk}))
    requests.confirm(speaker, cast.fresh(matter), rating=3)
    assert cast.fresh(matter).solved is True
    assert Acceptance.objects.get(request=matter).ended_how == "done"


def test_the_turn_is_not_overdue_before_its_own_day(cast):
    rota = arranged(cast, "wang")
    actions.place_due()
    matter = request_of(turns(rota)[0])
    done, why = actions.accept_ahead(cast.actor("wang"), [turns(rota)[0].pk])
    assert (done, why) == (1, "")
    matter.refresh_from_db()
    assert matter.state == "contacted"
    assert clock.local(matter.agreed_at).strftime("%m-%d %H:%M") == "03-06 09:30"
    assert matter.due_at > matter.agreed_at


def test_pairs_go_where_the_kind_asks_for_two(cast):
    rota = arranged(cast, "wang", "li", "zhou", title="理发", category="elder_company", wanted=2)
    actions.place_due()
    matter = request_of(turns(rota)[0])
    assert (matter.wanted, asked(matter)) == (2, ["王建", "李敏"])
    assert planned(rota)[1] == ("周宁", "王建")


def test_several_turns_are_accepted_with_one_press_each_a_request_of_its_own(cast):
    arranged(cast, "wang", "li")
    ReportIn.objects.filter(person=cast.wang).update(most_open=4)
    mine = [turn.pk for turn in queries.own_turns(cast.actor("wang"))][:3]
    assert actions.accept_ahead(cast.actor("wang"), mine) == (3, "")
    held = Acceptance.objects.filter(helper=cast.wang, ended_at=None)
    assert held.count() == ServiceRequest.objects.count() == 3
    assert {row.request.state for row in held} == {"contacted"}


def test_nobodys_acceptance_is_made_in_their_name(cast):
    rota = arranged(cast, "wang", "li")
    theirs = [t.pk for t in turns(rota) if t.pk not in
              {own.pk for own in queries.own_turns(cast.actor("wang"))}]  # fmt: skip
    done, why = actions.accept_ahead(cast.actor("wang"), theirs[:2])
    assert done == 0 and why
    with clock.at(FULL + 30 * clock.DAY):
        actions.place_due()
    assert not Acceptance.objects.exists()


def test_whoever_cannot_is_followed_by_the_next_in_order_then_by_the_desk(cast):
    rota = arranged(cast, "wang", "li")
    actions.place_due()
    turn = turns(rota)[0]
    actions.accept_ahead(cast.actor("wang"), [turn.pk])
    actions.cannot(cast.actor("wang"), queries.own_turn(cast.actor("wang"), turn.pk))
    matter = request_of(turn)
    assert (matter.state, asked(matter)) == ("offered", ["李敏"])
    assert Invitation.objects.get(helper=cast.li).reasons == ["rota_stand_in"]
    requests.refuse(cast.actor("li"), Invitation.objects.get(helper=cast.li))
    Message.objects.all().delete()
    actions.find_stand_ins()
    assert Message.objects.filter(person=cast.lin, kind="rota_needs_somebody").exists()
    actions.find_stand_ins()
    assert Message.objects.filter(kind="rota_needs_somebody").count() == 1  # told once
    with clock.at(matter.due_at + clock.HOUR):
        requests.widen_offers()
        assert request_of(turn).open_to == "community"


def test_silence_is_followed_by_the_next_in_order_and_a_day_later_by_ordinary_dispatch(cast):
    rota = arranged(cast, "wang", "li")
    actions.place_due()
    turn = turns(rota)[0]
    with clock.at(FULL + 26 * clock.HOUR):
        assert actions.find_stand_ins() == 1
        assert requests.widen_offers() == 0
        assert asked(request_of(turn)) == ["王建", "李敏"]  # both may still come
        assert actions.find_stand_ins() == 0
    with clock.at(FULL + 52 * clock.HOUR):
        assert actions.find_stand_ins() == 0
        assert requests.widen_offers() == 1


def test_a_helper_who_gives_it_back_on_the_ordinary_page_is_followed_all_the_same(cast):
    rota = arranged(cast, "wang", "li")
    actions.place_due()
    matter = request_of(turns(rota)[0])
    requests.accept(cast.actor("wang"), matter)
    requests.release(cast.actor("wang"), cast.fresh(matter))
    actions.find_stand_ins()
    assert asked(cast.fresh(matter)) == ["李敏"]


def test_declining_does_not_bring_one_nearer_nor_further_than_a_turn_would(cast):
    rota = arranged(cast, "wang", "li", "zhou")
    actions.place_due()
    turn = turns(rota)[0]
    actions.cannot(cast.actor("wang"), queries.own_turn(cast.actor("wang"), turn.pk))
    requests.accept(cast.actor("li"), request_of(turn))
    actions.leave(cast.actor("zhou"), seat_of(cast, rota, "zhou"))
    joined(cast, rota, "zhou")
    assert planned(rota)[1:4] == [("周宁",), ("王建",), ("李敏",)]


def test_whoever_cannot_ahead_of_time_is_replaced_in_the_plan(cast):
    rota = arranged(cast, "wang", "li", "zhou")
    turn = queries.own_turn(cast.actor("wang"), turns(rota)[0].pk)
    actions.cannot(cast.actor("wang"), turn)
    assert planned(rota)[0] == ("李敏",)
    assert turns(rota)[0].state == "planned"
    assert planned(rota)[1] == ("周宁",)  # nobody twice in a row if others can


def test_resting_and_pausing_members_are_passed_over(cast):
    rota = arranged(cast, "wang", "li")
    actions.rest(cast.actor("wang"), seat_of(cast, rota, "wang"), days=14)
    assert planned(rota)[:3] == [("李敏",), ("李敏",), ("王建",)]
    actions.rest(cast.actor("wang"), seat_of(cast, rota, "wang"), days=0)
    ReportIn.objects.filter(person=cast.li).update(paused_until=clock.today() + timedelta(10))
    actions.lay_out_further()
    Rota.objects.update(planned_to=clock.today())
    actions.lay_out_further()
    assert planned(rota)[:2] == [("王建",), ("李敏",)]


def test_nobody_has_two_turns_at_one_hour(cast):
    arranged(cast, "wang")
    other = arranged(cast, "wang", "li", title="读报")
    assert set(planned(other)) == {("李敏",)}
    later = Pattern(Kind.WEEKS, 1, 4, 0, 15 * 60, clock.today())
    third = arranged(cast, "wang", title="下午", pattern=later)
    assert set(planned(third)) == {("王建",)}


def test_holidays_are_left_out_where_the_household_wants_it(cast):
    CalendarDay.objects.create(on=date(2026, 3, 6), is_worked=False, name="节")
    forget_calendar()
    assert turns(arranged(cast))[0].on == date(2026, 3, 13)
    assert turns(arranged(cast, skips_holidays=False))[0].on == date(2026, 3, 6)


def test_monthly_turns_are_placed_a_week_before(cast):
    pattern = Pattern(Kind.MONTHS, 1, 3, LAST, 15 * 60, clock.today())
    rota = arranged(cast, "wang", pattern=pattern)
    assert [t.on for t in turns(rota)] == [date(2026, 3, 26), date(2026, 4, 30)]
    assert actions.place_due() == 0
    with clock.at(clock.parse("2026-03-19 08:00")):
        assert actions.place_due() == 1
    assert request_of(turns(rota)[0]).wished_part == "afternoon"
