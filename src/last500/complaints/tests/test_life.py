"""The life of a complaint by its verbs, and on whose desk it lies."""

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock, erasing
from last500.base.actor import CLOCK, NOBODY, Actor, Door
from last500.base.errors import Conflict, Forbidden, Refused
from last500.complaints import actions
from last500.complaints.actions import Telling
from last500.complaints.models import Complainant, Complaint, ComplaintEvent
from last500.complaints.rules import Role
from last500.notify.models import Message
from last500.organisations.models import Office
from last500.people.models import Contact

pytestmark = pytest.mark.django_db
MONDAY = clock.parse("2026-11-23 09:00")


def told(cast, actor: Actor = NOBODY, **more: object) -> Complaint:
    filled = {"kind": "complaint", "about": "handling", "place": cast.a, "text": "灯坏了没人管。"}
    return actions.receive(actor, Telling(**(filled | more)))  # type: ignore[arg-type]


def by_link(complaint: Complaint) -> Actor:
    return Actor(door=Door.LINK, opened=frozenset({complaint.pk}))


def fresh(complaint: Complaint) -> Complaint:
    rows = Complaint.objects.select_related("place", "desk", "against", "complainant__contact")
    return rows.get(pk=complaint.pk)


def where(complaint: Complaint) -> tuple[str, str]:
    complaint = fresh(complaint)
    return complaint.level, complaint.desk.name


def test_it_begins_on_the_next_desk_above_the_named_one(cast):
    assert where(told(cast)) == ("community", "芙蓉社区")
    assert where(told(cast, against=cast.community)) == ("street", "城东街道")
    assert where(told(cast, against=cast.street)) == ("county", "涪江区")
    assert where(told(cast, against=cast.street.parent)) == ("city", "绵城市")
    # Nobody in the tree is above the city: the system administrators are beside it.
    assert where(told(cast, against=cast.city)) == ("operator", "绵城市")


def test_a_compound_without_an_organisation_is_answered_for_by_the_community(cast):
    assert where(told(cast, place=cast.c)) == ("street", "城东街道")


def test_platform_and_data_have_desks_of_their_own(cast):
    assert where(told(cast, about="platform", place=None)) == ("operator", "绵城市")
    assert where(told(cast, about="data")) == ("county", "涪江区")
    assert where(told(cast, about="data", place=None)) == ("city", "绵城市")


def test_about_a_request_the_desk_that_has_it_is_the_named_one(cast):
    request = cast.accepted("wang")
    complaint = told(cast, about="request", request=request, place=None)
    assert (complaint.against, where(complaint)[0]) == (cast.a, "community")
    assert not Message.objects.filter(person=cast.wang, kind__startswith="complaint").exists()


def test_whoever_handled_the_request_does_not_handle_the_complaint(cast):
    from last500.service_requests import actions as requests

    request = requests.verify(cast.actor("he"), cast.placed(), how="phone")
    complaint = told(cast, about="request", request=request)
    # He of the community took a hand in it; Sun of the street is above him.
    assert where(complaint) == ("street", "城东街道")
    assert not Complaint.objects.handled_by(cast.actor("he")).exists()
    assert Complaint.objects.handled_by(cast.actor("sun")).exists()


def test_the_whole_life_to_content(cast):
    with clock.at(MONDAY):
        complaint = told(cast)
        assert clock.local(complaint.due_at).day == 25  # two working days
    he, own = cast.actor("he"), by_link(complaint)
    with clock.at(MONDAY + clock.HOUR):
        actions.acknowledge(he, fresh(complaint))
        # Fifteen working days from Monday the 23rd of November.
        assert clock.local(fresh(complaint).due_at).strftime("%m-%d") == "12-14"
        actions.ask_back(he, fresh(complaint), note="是哪一盏灯？")
        actions.add_word(own, fresh(complaint), note="三楼那盏。")
        actions.answer(he, fresh(complaint), note="明天就修，向你道歉。")
        actions.accept(own, fresh(complaint))
    done = fresh(complaint)
    assert (done.state, done.due_at) == ("accepted", None)
    assert done.closed_at and done.answered_at <= done.promised_at
    steps = ComplaintEvent.objects.filter(complaint=complaint).order_by("pk")
    assert [step.action for step in steps] == [
        "receive", "acknowledge", "ask_back", "add_word", "answer", "accept",
    ]  # fmt: skip
    assert {step.actor_id for step in steps if step.role == "complainant"} == {None}


def test_a_suggestion_ends_with_its_answer(cast):
    complaint = told(cast, kind="suggestion")
    actions.answer(cast.actor("he"), fresh(complaint), note="好主意，下个月就做。")
    assert (fresh(complaint).state, fresh(complaint).due_at) == ("replied", None)
    with pytest.raises(Conflict):
        actions.object_to(by_link(complaint), fresh(complaint), note="不够")


def test_an_objection_climbs_and_comes_to_an_end(cast):
    complaint, own = told(cast), None
    own = by_link(complaint)
    for name, level in (("he", "street"), ("sun", "county")):
        actions.answer(cast.actor(name), fresh(complaint), note="就是这样。")
        actions.object_to(own, fresh(complaint), note="没说到点上。")
        assert (fresh(complaint).state, where(complaint)[0]) == ("objected", level)
        assert not Complaint.objects.handled_by(cast.actor(name)).exists()
    actions.answer(cast.actor("tang"), fresh(complaint), note="复核过了。")
    with pytest.raises(Conflict):
        actions.object_to(own, fresh(complaint), note="还是不行。")


def test_silence_is_closed_as_silence(cast):
    with clock.at(MONDAY):
        complaint = told(cast)
        actions.answer(cast.actor("he"), fresh(complaint), note="已经修好。")
    with clock.at(MONDAY + 14 * clock.DAY):
        assert actions.close_silent() == 0
    with clock.at(MONDAY + 16 * clock.DAY):
        assert actions.close_silent() == 1
        assert actions.close_silent() == 0
    assert fresh(complaint).state == "silent"


def test_a_deadline_that_passes_moves_it_up_and_at_the_top_it_stays(cast):
    with clock.at(MONDAY):
        complaint = told(cast)
    levels = []
    for days in (3, 8, 14, 20, 26):
        with clock.at(MONDAY + days * clock.DAY):
            actions.escalate_overdue()
            levels.append(where(complaint)[0])
    assert levels == ["street", "county", "city", "operator", "operator"]
    with clock.at(MONDAY + 40 * clock.DAY):
        assert actions.escalate_overdue() == 0
        assert fresh(complaint).due_at < clock.now()


def test_a_desk_whose_only_officer_is_shut_out_by_now_loses_it(cast):
    complaint = told(cast)
    assert actions.reseat_desks() == 0
    Office.objects.create(person=cast.he, kind="deputy", place=cast.a, from_on=clock.today())
    assert actions.reseat_desks() == 1
    assert where(complaint) == ("street", "城东街道")


def test_passing_on_needs_a_reason_and_somebody_above(cast):
    complaint = told(cast)
    with pytest.raises(Refused):
        actions.pass_on(cast.actor("he"), fresh(complaint), note=" ")
    actions.pass_on(cast.actor("he"), fresh(complaint), note="牵涉到社区自己。")
    assert where(complaint)[0] == "street"
    with pytest.raises(Forbidden):
        actions.answer(cast.actor("he"), fresh(complaint), note="我还是想答。")
    platform = told(cast, about="platform", place=None)
    Office.objects.filter(person=cast.gao).update(to_on=clock.today() - clock.DAY)
    with pytest.raises(Refused):
        actions.pass_on(cast.actor("op"), fresh(platform), note="不归我。")


def test_the_complainant_withdraws_at_any_time_and_nobody_else_does(cast):
    complaint = told(cast)
    for name in ("he", "lin", "chen"):
        with pytest.raises(Forbidden):
            actions.withdraw(cast.actor(name), fresh(complaint))
    actions.withdraw(by_link(complaint), fresh(complaint))
    with pytest.raises(Conflict):
        actions.answer(cast.actor("he"), fresh(complaint), note="答复。")


def test_only_the_complainant_takes_an_answer(cast):
    complaint = told(cast)
    actions.answer(cast.actor("he"), fresh(complaint), note="答复。")
    for actor in (cast.actor("he"), cast.actor("lin"), NOBODY, CLOCK):
        with pytest.raises(Forbidden):
            actions.accept(actor, fresh(complaint))


def test_nobody_handles_their_own_complaint(cast):
    chosen = {"open_name": True, "consent": True}
    complaint = told(cast, cast.actor("he"), **chosen)
    assert where(complaint)[0] == "street"
    Complaint.objects.filter(pk=complaint.pk).update(desk=cast.community, level="community")
    assert not Complaint.objects.handled_by(cast.actor("he")).exists()


def test_the_complainants_own_steps_carry_no_person(cast):
    """Not of somebody signed in, and not of somebody who said their name: the history is read."""
    chen = cast.actor("chen")
    told(cast, chen)
    named = told(cast, chen, open_name=True, consent=True)
    actions.withdraw(chen, fresh(named))
    own = ComplaintEvent.objects.filter(role=Role.COMPLAINANT)
    assert own.count() == 3
    assert not own.exclude(actor=None).exists()
    with pytest.raises(IntegrityError, match="complainant_leaves_no_name"), transaction.atomic():
        own.update(actor=cast.chen)


def test_anonymous_keeps_no_person_even_of_somebody_signed_in(cast):
    complaint = told(cast, cast.actor("chen"), name="陈桂英", phone=cast.chen.phone)
    assert complaint.complainant.contact is None
    assert not Contact.objects.exists()
    assert not Complaint.objects.of(cast.actor("chen")).exists()
    assert not Message.objects.filter(person=cast.chen).exists()
    assert len(complaint.complainant.code) == 4


def test_what_has_to_be_there_is_said_beside_its_field(cast):
    for field, more in {
        "text": {"text": " "},
        "where": {"place": None},
        "number": {"about": "request"},
        "consent": {"open_name": True, "phone": "10000000005"},
        "phone": {"open_name": True, "consent": True},
    }.items():
        with pytest.raises(Refused) as refused:
            told(cast, **more)
        assert refused.value.field == field
    assert not Complaint.objects.exists()


def test_half_a_year_after_closing_words_and_person_are_gone(cast):
    with clock.at(MONDAY):
        chosen = {"open_name": True, "consent": True, "phone": cast.chen.phone, "name": "陈桂英"}
        complaint = told(cast, cast.actor("chen"), **chosen)
        actions.ask_back(cast.actor("he"), fresh(complaint), note="哪盏灯？")
        actions.withdraw(by_link(complaint), fresh(complaint), note="搬走了")
    with clock.at(MONDAY + 179 * clock.DAY):
        erasing.run()
        assert Complainant.objects.exists()
    with clock.at(MONDAY + 181 * clock.DAY):
        erasing.run()
    left = Complaint.objects.get(pk=complaint.pk)
    assert (left.text, left.about, left.state) == ("", "handling", "withdrawn")
    assert not Complainant.objects.exists()
    contact = Contact.objects.get()
    assert (contact.name, contact.phone, contact.phone_index, contact.person) == ("", "", "", None)
    assert {event.note for event in left.events.all()} == {""}
