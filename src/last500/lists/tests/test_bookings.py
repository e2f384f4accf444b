"""Booking a resource: it holds the time at once, the other side answers, silence is never a yes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from last500.base import clock
from last500.base.actor import NOBODY
from last500.base.errors import Conflict, Forbidden, Refused
from last500.lists import actions, guards
from last500.lists.actions import ResourceDraft, Wish
from last500.lists.models import Booking, ListEvent, Resource, StockDay
from last500.lists.rules import Act, Deal
from last500.lists.tests.world import booked, goods, room, soon, unit, venue
from last500.notify.models import Message
from last500.organisations.models import Liaison
from last500.units.models import UnitReportIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(cast):
    return unit(cast, "hua")


@pytest.fixture
def hall(cast, library) -> Resource:
    return room(cast, library, "hua")


def step(cast, by: str, row: Booking, act: Act, note: str = "") -> Booking:
    actions.step(cast.actor(by), Booking.objects.get(pk=row.pk), act, note=note)
    return Booking.objects.get(pk=row.pk)


def kinds(person) -> list[str]:
    return list(
        Message.objects.filter(person=person, channel="inbox")
        .order_by("made_at")
        .values_list("kind", flat=True)
    )


def test_a_community_asks_and_the_unit_answers(cast, hall):
    row = booked(cast, hall)
    assert (row.state, row.for_place, row.exclusive) == (Deal.ASKED, cast.community, True)
    assert row.due_at is not None and row.lapses_at == row.starts_at
    assert kinds(cast.hua)[-1] == "list_asked"
    row = step(cast, "hua", row, Act.AGREE)
    assert (row.state, row.due_at) == (Deal.AGREED, None)
    assert kinds(cast.he)[-1] == "list_moved"
    with clock.at(row.ends_at):
        row = step(cast, "he", row, Act.HOLD)
    assert row.state == Deal.HELD and row.closed_at is not None
    said = ListEvent.objects.filter(booking=row).order_by("at").values_list("action", "side")
    assert list(said) == [("ask", "asker"), ("agree", "host"), ("hold", "asker")]


def test_whoever_asked_cannot_answer_themselves(cast, hall):
    row = booked(cast, hall)
    with pytest.raises(Forbidden):
        step(cast, "he", row, Act.AGREE)
    with pytest.raises(Forbidden):
        step(cast, "wang", row, Act.AGREE)


def test_a_liaison_of_another_unit_does_not_even_see_it(cast, hall):
    unit(cast, "zhou", "小学党支部")
    row = booked(cast, hall)
    assert not Booking.objects.visible_to(cast.actor("zhou")).exists()
    assert not Booking.objects.visible_to(NOBODY).exists()
    with pytest.raises(Forbidden):
        step(cast, "zhou", row, Act.AGREE)


def test_a_liaison_whose_time_is_over_answers_nothing(cast, hall):
    row = booked(cast, hall)
    yesterday = clock.today() - clock.DAY
    Liaison.objects.filter(person=cast.hua).update(from_on=yesterday, to_on=yesterday)
    with pytest.raises(Forbidden):
        step(cast, "hua", row, Act.AGREE)


def test_the_same_hour_twice_is_refused_with_a_sentence(cast, hall):
    booked(cast, hall)
    with pytest.raises(Conflict, match="刚被别人约走"):
        booked(cast, hall, start=660, end=780)
    booked(cast, hall, start=720, end=780)  # one begins where the other ends
    assert Booking.objects.count() == 2


def test_a_refused_a_cancelled_and_a_lapsed_hour_is_free_again(cast, hall):
    for by, act, note in (("hua", Act.REFUSE, "装修"), ("he", Act.CANCEL, "改期")):
        step(cast, by, booked(cast, hall), act, note)
    row = booked(cast, hall)
    with clock.at(row.starts_at):
        assert actions.lapse_unanswered() == 1
    assert Booking.objects.get(pk=row.pk).state == Deal.LAPSED
    booked(cast, hall)


def test_a_no_owes_a_sentence_and_it_reaches_the_other_side(cast, hall):
    row = booked(cast, hall)
    with pytest.raises(Refused, match="写一句"):
        step(cast, "hua", row, Act.REFUSE)
    row = step(cast, "hua", row, Act.REFUSE, "那天装修")
    assert row.events.order_by("at").last().note == "那天装修"
    assert kinds(cast.he)[-1] == "list_moved"


def test_nobody_is_reminded_twice_and_nothing_lapses_before_its_date(cast, hall):
    row = booked(cast, hall, on=soon(20))
    assert actions.remind_unanswered() == 0
    with clock.at(row.due_at + clock.MINUTE):
        assert actions.remind_unanswered() == 1
        assert actions.remind_unanswered() == 0
        assert actions.lapse_unanswered() == 0
        assert kinds(cast.hua)[-1] == "list_late"
    assert Booking.objects.get(pk=row.pk).state == Deal.ASKED


def test_the_database_refuses_two_at_once_whatever_the_code_does(cast, hall):
    first = booked(cast, hall)
    again = Booking.objects.get(pk=first.pk)
    again.pk, again._state.adding = None, True
    again.id = Booking().id
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    other = booked(cast, hall, on=soon(9))
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=other.pk).update(starts_at=first.starts_at, ends_at=first.ends_at)
    step(cast, "hua", first, Act.REFUSE, "不行")
    Booking.objects.filter(pk=other.pk).update(starts_at=first.starts_at, ends_at=first.ends_at)
    with pytest.raises(IntegrityError), transaction.atomic():  # and no way back into a taken hour
        Booking.objects.filter(pk=first.pk).update(state="agreed")


def test_the_guard_stands_after_all_migrations():
    assert guards.stands(connection)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"start": 720, "end": 600}, "end"),
        ({"start": 600, "end": 605}, "end"),
        ({"start": 300, "end": 400}, "on"),
        ({"purpose": " "}, "purpose"),
        ({"purpose": "找 10000000001"}, "purpose"),
        ({"on": clock.today() - timedelta(days=1)}, "on"),
    ],
)
def test_bad_wishes_are_told_beside_their_field(cast, hall, wish, field):
    with pytest.raises(Refused) as refused:
        booked(cast, hall, **wish)
    assert refused.value.field == field
    assert not Booking.objects.exists()


def test_only_where_it_is_offered_and_only_by_a_desk(cast, hall):
    with pytest.raises(Forbidden):
        booked(cast, hall, by="qian", for_=cast.b)
    with pytest.raises(Forbidden):
        booked(cast, hall, by="wang")
    row = booked(cast, hall, by="lin", for_=cast.a)  # a compound's desk, for its compound
    assert row.for_place == cast.a


def test_a_unit_that_left_takes_its_resources_with_it(cast, hall):
    UnitReportIn.objects.update(state="ended", ended_at=clock.now())
    assert not Resource.objects.visible_to(cast.actor("he")).exists()
    assert Resource.objects.visible_to(cast.actor("hua")).exists()
    with pytest.raises(Forbidden):
        booked(cast, hall)


def test_a_units_exception_closes_a_day(cast, hall):
    actions.set_day(cast.actor("hua"), hall, soon(), ())
    with pytest.raises(Refused, match="不开放"):
        booked(cast, hall)
    actions.set_day(cast.actor("hua"), hall, soon(), None)
    booked(cast, hall)


def test_a_paused_resource_takes_no_booking_and_keeps_the_old_ones(cast, hall):
    row = booked(cast, hall)
    actions.pause_resource(cast.actor("hua"), hall, paused=True)
    with pytest.raises(Conflict, match="停了"):
        booked(cast, hall, on=soon(9))
    assert step(cast, "hua", row, Act.AGREE).state == Deal.AGREED


def test_ending_a_booked_resource_owes_a_word_and_tells_everybody(cast, hall):
    waiting, agreed = booked(cast, hall), booked(cast, hall, on=soon(9))
    step(cast, "hua", agreed, Act.AGREE)
    with pytest.raises(Refused, match="写一句"):
        actions.end_resource(cast.actor("hua"), hall)
    actions.end_resource(cast.actor("hua"), hall, note="搬家了")
    states = {row.pk: row.state for row in Booking.objects.all()}
    assert states == {waiting.pk: Deal.REFUSED, agreed.pk: Deal.CANCELLED}
    assert Resource.objects.get(pk=hall.pk).ended_at is not None
    with pytest.raises(Conflict):
        actions.pause_resource(cast.actor("hua"), hall, paused=True)


# ---- the community's own ------------------------------------------------------------------------


def test_a_unit_books_a_communitys_room_and_the_desk_answers(cast, library):
    row = booked(cast, venue(cast), by="hua", for_=library)
    assert row.for_organisation == library
    with pytest.raises(Forbidden):
        step(cast, "hua", row, Act.AGREE)
    assert step(cast, "he", row, Act.AGREE).state == Deal.AGREED


def test_a_community_uses_its_own_room_without_asking_itself(cast):
    row = booked(cast, venue(cast))
    assert (row.state, row.due_at) == (Deal.AGREED, None)
    assert [event.action for event in row.events.all()] == ["agree"]


def test_a_unit_from_another_street_books_nothing_here(cast):
    far = unit(cast, "zhao", "别处的单位", at=cast.b.parent)
    with pytest.raises(Forbidden):
        booked(cast, venue(cast), by="zhao", for_=far)


# ---- goods --------------------------------------------------------------------------------------


def lend(cast, one, number: int, first: int = 3, last: int = 0, **more) -> Booking:
    return booked(cast, one, on=soon(first), last=soon(last or first), number=number, **more)


def left(one: Resource) -> dict:
    rows = StockDay.objects.filter(resource=one).order_by("on")
    return {(row.on - clock.today()).days: row.left for row in rows}


def test_pieces_are_counted_for_each_day(cast, library):
    one = goods(cast, library, "hua", pieces=5)
    lend(cast, one, 3, 3, 5)
    lend(cast, one, 2, 5, 6)
    assert left(one) == {3: 2, 4: 2, 5: 0, 6: 3}
    with pytest.raises(Conflict, match="有人先借走"):
        lend(cast, one, 1, 4, 5)
    assert left(one) == {3: 2, 4: 2, 5: 0, 6: 3}, "nothing is taken where not all days are free"


def test_what_falls_through_is_on_the_shelf_again(cast, library):
    one = goods(cast, library, "hua", pieces=5)
    row = lend(cast, one, 3, 3, 4)
    step(cast, "hua", row, Act.REFUSE, "要用")
    assert left(one) == {3: 5, 4: 5}


def test_what_is_given_away_does_not_come_back(cast, library):
    one = goods(cast, library, "hua", pieces=4, comes_back=False)
    row = lend(cast, one, 3)
    assert Resource.objects.get(pk=one.pk).left == 1
    with pytest.raises(Conflict, match="有人先领走"):
        lend(cast, one, 2, 9)
    step(cast, "hua", row, Act.AGREE)
    with clock.at(row.ends_at):
        step(cast, "he", row, Act.HOLD)
    assert Resource.objects.get(pk=one.pk).left == 1
    step(cast, "hua", lend(cast, one, 1, 9, 9), Act.REFUSE, "过期了")
    assert Resource.objects.get(pk=one.pk).left == 1


@pytest.mark.parametrize("comes_back", [True, False])
def test_pieces_are_never_made_fewer_than_are_promised(cast, library, comes_back):
    one = goods(cast, library, "hua", pieces=5, comes_back=comes_back)
    lend(cast, one, 3)
    draft = {"kind": "goods", "title": "折叠桌", "communities": (cast.community,)}
    for pieces, fits in ((2, False), (3, True), (8, True)):
        change = ResourceDraft(pieces=pieces, comes_back=comes_back, **draft)
        if not fits:
            with pytest.raises(Refused, match="答应出去"):
                actions.change_resource(cast.actor("hua"), one, change)
            continue
        actions.change_resource(cast.actor("hua"), one, change)
        one.refresh_from_db()
        rest = StockDay.objects.get(resource=one).left if comes_back else one.left
        assert (one.pieces, rest) == (pieces, pieces - 3)


# ---- offering -----------------------------------------------------------------------------------


def test_a_unit_offers_only_where_it_is_reported_in(cast, library):
    with pytest.raises(Refused, match="先在那里报到"):
        room(cast, library, "hua", communities=(cast.b.parent,))
    assert not Resource.objects.exists()


def test_nobody_offers_in_a_units_name_but_its_liaison(cast, library):
    for name in ("he", "wang", "zhou"):
        with pytest.raises(Forbidden):
            room(cast, library, name)


def test_no_telephone_stands_on_a_list(cast, library):
    with pytest.raises(Refused, match="手机号"):
        room(cast, library, "hua", conditions="找老张 10000000001")
    room(cast, library, "hua", title="１２号楼会议室")  # full-width digits alone are no telephone


def test_who_sees_a_resource(cast, hall):
    seen = {
        name
        for name in cast.people
        if Resource.objects.visible_to(cast.actor(name)).filter(pk=hall.pk).exists()
    }
    assert seen == {"he", "sun", "lin", "hua", "wang", "li", "zhou"}


def test_a_wish_for_goods_begins_and_ends_on_a_day(cast, library):
    one = goods(cast, library, "hua", pieces=5)
    row = actions.book(
        cast.actor("he"),
        one,
        by=cast.community,
        wish=Wish(on=soon(3), last=soon(4), number=1, purpose="院坝会"),
    )
    assert (row.first_on, row.last_on) == (soon(3), soon(4))
    assert row.ends_at - row.starts_at == timedelta(days=2)
