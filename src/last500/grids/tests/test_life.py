"""From being asked to handing over: by one's own yes, without a reason, and gone at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.grids import actions, queries, rules
from last500.grids.actions.answering import Showing
from last500.grids.actions.seats import Plan
from last500.grids.models import Note, Placement, Seat, SeatEvent
from last500.grids.rules import Answer, Fit, State
from last500.grids.tests import town
from last500.households import actions as households
from last500.places.models import Place
from last500.reportin.models import ReportIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def yard(cast):
    return town.yard(cast)


def could(cast, seat, by="lin"):
    names = {person.pk: name for name, person in cast.people.items()}
    return [names[one.report_in.person_id] for one in queries.could_be_asked(cast.actor(by), seat)]


# ---- seats --------------------------------------------------------------------------------------


def test_a_place_has_the_seats_it_chose_and_each_once(cast, yard):
    with pytest.raises(Refused):  # an entrance has no building lead
        yard.at("building_lead", yard.entrance)
    second = yard.at("building_lead")
    assert second.number == 2
    with pytest.raises(Conflict):
        yard.at("building_lead")
    with pytest.raises(Forbidden):
        actions.set_up(cast.actor("qian"), cast.building, Plan(kind="liaison"))
    yard.at("entrance_lead", yard.entrance)
    with pytest.raises(Conflict):
        yard.at("entrance_lead", yard.entrance)


def test_duties_that_watch_people_are_refused_beside_their_field(cast, yard):
    with pytest.raises(Refused) as refused:
        yard.at("liaison", duties=("收大家的意见", "每周走访住户"))
    assert refused.value.field == "duties" and "每周走访住户" in refused.value.message
    with pytest.raises(Refused):
        actions.change(cast.actor("lin"), yard.seat, Plan("building_lead", ("登记来访的人",)))
    assert Seat.objects.get(pk=yard.seat.pk).duties == list(rules.DUTIES)


def test_the_table_refuses_a_third_seat_and_a_second_of_its_kind(cast, yard):
    fields = {"place": cast.building, "made_at": clock.now()}
    for more in (
        {"kind": "building_lead", "number": 3},
        {"kind": "building_lead", "number": 1},
        {"kind": "party_group", "number": 2},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.objects.create(**fields, **more)


# ---- who could be asked -------------------------------------------------------------------------


def test_only_who_named_the_building_and_is_at_peace_could_be_asked(cast, yard):
    assert could(cast, yard.seat) == ["wang", "li"]
    ReportIn.objects.filter(person=cast.li).update(paused_until=clock.today() + clock.DAY)
    assert could(cast, yard.seat) == ["wang"]
    cast.wang.restricted_at = clock.now()
    cast.wang.save(update_fields=["restricted_at"])
    assert could(cast, yard.seat) == []


def test_the_willing_come_first_with_reasons_in_words(cast, yard):
    actions.say_willing(cast.actor("li"), willing=True)
    first, second = queries.could_be_asked(cast.actor("lin"), yard.seat)
    assert first.fit == Fit.WILLING_HERE and second.fit == Fit.HERE
    assert first.reasons == ("住在这栋楼", "愿意做楼栋的事") and second.reasons == ("住在这栋楼",)
    actions.say_willing(cast.actor("li"), willing=False)
    assert could(cast, yard.seat) == ["wang", "li"]


def test_for_an_entrance_who_named_it_comes_before_who_named_the_building(cast, yard):
    seat = yard.at("entrance_lead", yard.entrance)
    town.live(cast, "li", at=yard.entrance)
    found = queries.could_be_asked(cast.actor("lin"), seat)
    assert [one.fit for one in found] == [Fit.HERE, Fit.NEAR]
    assert [one.reasons for one in found] == [("住在这个单元",), ("住在同一栋楼",)]


def test_for_a_compound_everybody_of_it_and_for_a_party_seat_only_members(cast, yard):
    seat = yard.at("liaison", cast.a)
    assert set(could(cast, seat)) == {"wang", "li", "zhou"}
    house = yard.at("party_house")
    assert could(cast, house) == []
    for row in ReportIn.objects.filter(person=cast.wang):
        row.kind = "member"
        row.save(update_fields=["kind"])
    assert could(cast, house) == ["wang"]


def test_nobody_is_asked_twice_within_ninety_days_for_whatever_seat(cast, yard):
    placement = town.asked(cast, yard.seat)
    other = yard.at("liaison")
    assert could(cast, yard.seat) == could(cast, other) == ["li"]
    with pytest.raises(Refused):
        town.asked(cast, other)
    actions.answer(cast.actor("wang"), placement, Answer.NO)
    assert could(cast, other) == ["li"]
    with clock.at(clock.now() + 89 * clock.DAY):
        assert could(cast, other) == ["li"]
    with clock.at(clock.now() + 91 * clock.DAY):
        assert could(cast, other) == ["li", "wang"]  # asked longest ago comes last of its class
        town.asked(cast, other)


def test_who_said_later_is_told_so_and_not_asked_before(cast, yard):
    actions.answer(cast.actor("wang"), town.asked(cast, yard.seat), Answer.LATER)
    assert could(cast, yard.seat) == ["li"]
    with clock.at(clock.now() + 91 * clock.DAY):
        again = queries.could_be_asked(cast.actor("lin"), yard.seat)[-1]
        assert again.reasons == ("住在这栋楼", "上次说过阵子可以再问")


# ---- asked, answered ----------------------------------------------------------------------------


def test_asked_is_nothing_until_they_say_yes_themselves(cast, yard):
    placement = town.asked(cast, yard.seat)
    assert town.holder(yard.seat) is None and town.told("seat_asked") == {cast.wang.pk}
    for name in ("lin", "li", "he"):
        with pytest.raises(Forbidden):
            actions.answer(cast.actor(name), placement, Answer.YES)
    with pytest.raises(Conflict):  # the desk confirms offers, never asks
        actions.confirm(cast.actor("lin"), placement)
    actions.answer(cast.actor("wang"), placement, Answer.YES, town.SHOWN)
    row = town.fresh(placement)
    assert row.state == State.HOLDING and row.said_yes_at and row.until_on
    assert row.until_on - row.from_on == timedelta(days=364)
    assert town.told("seat_held") == {cast.lin.pk}


def test_a_no_costs_nothing_and_leaves_no_word_behind(cast, yard):
    placement = town.asked(cast, yard.seat)
    actions.answer(cast.actor("wang"), placement, Answer.NO)
    row = town.fresh(placement)
    assert row.state == State.DECLINED and not row.handover and not row.called
    assert not SeatEvent.objects.exclude(action__in=["set_up", "asked"]).exclude(actor=None)
    with pytest.raises(Conflict):
        actions.answer(cast.actor("wang"), placement, Answer.YES)


def test_silence_is_no(cast, yard):
    placement = town.asked(cast, yard.seat)
    with clock.at(clock.now() + 15 * clock.DAY):
        with pytest.raises(Conflict):
            actions.answer(cast.actor("wang"), placement, Answer.YES)
        assert actions.lapse_asks() == 1 and actions.lapse_asks() == 0
    assert town.fresh(placement).state == State.LAPSED and town.holder(yard.seat) is None


def test_the_first_yes_has_the_seat_and_the_others_hear_of_it(cast, yard):
    one, two = town.asked(cast, yard.seat), town.asked(cast, yard.seat, "li")
    actions.answer(cast.actor("li"), two, Answer.YES)
    assert town.fresh(one).state == State.TAKEN_BACK
    assert town.told("seat_has_somebody") == {cast.wang.pk}
    with pytest.raises(Conflict):
        actions.answer(cast.actor("wang"), one, Answer.YES)
    with pytest.raises(Conflict):
        town.asked(cast, yard.seat, "zhou")


def test_a_neighbour_offers_themself_and_the_desk_confirms(cast, yard):
    seat = yard.at("liaison", cast.a)
    with pytest.raises(Refused):  # does not live there by their own word
        actions.offer(cast.actor("zhao"), seat)
    placement = actions.offer(cast.actor("zhou"), seat, Showing(name=True, called="小周"))
    assert town.told("seat_offered") == {cast.lin.pk} and town.holder(seat) is None
    with pytest.raises(Conflict):
        actions.offer(cast.actor("zhou"), seat)
    with pytest.raises(Forbidden):
        actions.confirm(cast.actor("zhou"), placement)
    actions.confirm(cast.actor("lin"), placement)
    assert town.holder(seat) == cast.zhou.pk and town.told("seat_begins") == {cast.zhou.pk}


def test_a_resident_who_never_reported_in_offers_by_the_household_they_said(cast, yard):
    seat = yard.at("liaison")
    with pytest.raises(Refused):
        actions.offer(cast.actor("hua"), seat)
    households.claim(cast.actor("hua"), cast.a, cast.building, "502", ["resident"])
    placement = actions.offer(cast.actor("hua"), seat)
    actions.turn_down(cast.actor("lin"), placement)
    assert town.told("seat_not_now") == {cast.hua.pk}


def test_nobody_confirms_their_own_offer(cast, yard):
    cast.report_in("lin", cast.a)
    seat = yard.at("liaison", cast.a)
    placement = actions.offer(cast.actor("lin"), seat)
    with pytest.raises(Refused):
        actions.confirm(cast.actor("lin"), placement)
    actions.confirm(cast.actor("he"), placement)
    assert town.holder(seat) == cast.lin.pk
    with pytest.raises(IntegrityError, match="nobody_confirms"), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(confirmed_by=cast.lin)


def test_two_seats_and_no_third(cast, yard):
    town.seated(cast, yard.seat)
    second, third = yard.at("liaison"), yard.at("liaison", cast.a)
    actions.confirm(cast.actor("lin"), actions.offer(cast.actor("wang"), second))
    with pytest.raises(Refused):
        actions.offer(cast.actor("wang"), third)
    row = Placement(seat=third, person=cast.wang, state="holding", asked_at=clock.now())
    row.said_yes_at, row.from_on, row.until_on = clock.now(), clock.today(), clock.today()
    for which, name in ((3, "two_seats_of_a_person"), (2, "each_seat_of_a_person|UNIQUE")):
        row.which = which
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            row.save(force_insert=True)


def test_the_table_refuses_a_holder_who_never_said_yes(cast, yard):
    placement = town.asked(cast, yard.seat)
    with pytest.raises(IntegrityError, match="holding_rests"), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(
            state="holding", which=1, from_on=clock.today(), until_on=clock.today()
        )


def test_an_ask_is_taken_back_and_an_offer_withdrawn(cast, yard):
    placement = town.asked(cast, yard.seat)
    actions.take_back(cast.actor("lin"), placement)
    assert town.fresh(placement).state == State.TAKEN_BACK
    offered = actions.offer(cast.actor("li"), yard.seat)
    with pytest.raises(Forbidden):
        actions.withdraw(cast.actor("lin"), offered)
    actions.withdraw(cast.actor("li"), offered)
    with pytest.raises(Conflict):
        actions.confirm(cast.actor("lin"), offered)


# ---- what hangs at the gate ---------------------------------------------------------------------


def shown(cast):
    return {str(post.seat.pk): post for node in queries.tree_of(cast.a) for post in node.posts}


def test_nothing_hangs_at_the_gate_but_what_they_ticked(cast, yard):
    placement = town.seated(cast, yard.seat, showing=None)
    key = str(yard.seat.pk)
    assert shown(cast)[key].held and not shown(cast)[key].called and not shown(cast)[key].phone
    actor = cast.actor("wang")
    actions.show(actor, placement, Showing(name=True, notes=True, phone=True, called="王师傅"))
    post = shown(cast)[key]
    assert (post.called, post.phone, post.takes_notes) == ("王师傅", cast.wang.phone, True)
    actions.show(actor, placement, Showing(name=True, called="老王"))
    post = shown(cast)[key]
    assert (post.called, post.phone, post.takes_notes) == ("老王", "", False)
    assert not town.fresh(placement).phone
    with pytest.raises(Forbidden):
        actions.show(cast.actor("lin"), placement, Showing())
    for wrong in (Showing(name=True), Showing(phone=True)):
        with pytest.raises(Refused):
            actions.show(actor, placement, wrong)


def test_the_tree_counts_and_costs_three_statements(cast, yard, django_assert_num_queries):
    town.seated(cast, yard.seat)
    yard.at("entrance_lead", yard.entrance)
    grid = town.under(cast.community, "grid", "第一网格")
    Place.objects.filter(pk=cast.a.pk).update(parent=grid)
    with django_assert_num_queries(3):
        nodes = queries.tree_of(cast.a)
    assert [(node.place.name, node.seats, node.held, node.depth) for node in nodes] == [
        ("芙蓉苑", 2, 1, 0),
        ("三号楼", 2, 1, 1),
        ("一单元", 1, 0, 2),
    ]


# ---- leaving ------------------------------------------------------------------------------------


def test_leaving_is_one_press_and_what_is_open_goes_on(cast, yard):
    placement = town.seated(cast, yard.seat)
    note = actions.tell(cast.actor("hua"), yard.seat, "三楼的灯又坏了")
    actions.write_handover(cast.actor("wang"), placement, "钥匙在门岗")
    with pytest.raises(Forbidden):
        actions.leave(cast.actor("lin"), placement)
    actions.leave(cast.actor("wang"), placement)
    row = town.fresh(placement)
    assert row.state == State.ENDED and not row.called and not row.phone and not row.shows_name
    assert town.holder(yard.seat) is None and not shown(cast)[str(yard.seat.pk)].held
    note.refresh_from_db()
    assert note.at_desk and town.told("note_changes_hands") == {cast.hua.pk}
    assert town.told("seat_vacant") == {cast.lin.pk}
    assert not Note.objects.visible_to(cast.actor("wang")).exists()
    assert Note.objects.visible_to(cast.actor("lin")).get() == note

    follower = town.seated(cast, yard.seat, "li")
    assert Note.objects.visible_to(cast.actor("li")).get() == note
    assert not Note.objects.visible_to(cast.actor("lin")).exists()
    assert queries.word_before(follower) == "钥匙在门岗"
    with pytest.raises(Conflict):
        actions.leave(cast.actor("wang"), placement)


def test_a_term_is_renewed_by_both_and_else_runs_out(cast, yard):
    placement = town.seated(cast, yard.seat)
    wang, lin = cast.actor("wang"), cast.actor("lin")
    with pytest.raises(Refused):  # too early
        actions.renew(wang, placement)
    until = placement.until_on
    with clock.at(clock.now() + 340 * clock.DAY):
        assert actions.remind_terms() == 1 and actions.remind_terms() == 0
        assert town.told("seat_term_ends") == {cast.wang.pk}
        assert town.told("desk_seat_term_ends") == {cast.lin.pk}
        assert not actions.renew(wang, placement)
        with pytest.raises(Conflict):
            actions.renew(wang, placement)
        with pytest.raises(Forbidden):
            actions.renew(cast.actor("zhao"), placement)
        assert town.fresh(placement).until_on == until  # one side alone renews nothing
        assert actions.renew(lin, placement)
        assert town.fresh(placement).until_on == until + timedelta(days=365)
    with clock.at(clock.now() + 730 * clock.DAY):
        assert actions.run_out() == 1 and actions.run_out() == 0
    assert town.holder(yard.seat) is None and town.told("seat_term_over") == {cast.wang.pk}


def test_a_seat_is_closed_only_when_nothing_is_left_unanswered(cast, yard):
    placement = town.seated(cast, yard.seat)
    note = actions.tell(cast.actor("hua"), yard.seat, "门禁坏了")
    with pytest.raises(Refused):
        actions.close(cast.actor("lin"), yard.seat)
    actions.answer_note(cast.actor("wang"), note, "已经叫人修")
    actions.close(cast.actor("lin"), yard.seat)
    assert town.fresh(placement).state == State.ENDED
    assert town.told("seat_closed") == {cast.wang.pk} and not town.told("seat_vacant")
    with pytest.raises(Conflict):
        actions.offer(cast.actor("li"), yard.seat)
    assert yard.at("building_lead").number == 1
