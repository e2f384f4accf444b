"""How a pairing ends, and what then goes: at once, with an account, with its term."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock, erasing
from last500.base.actor import Actor, Door
from last500.base.errors import Forbidden, Refused
from last500.notify.models import Message
from last500.pairings import actions, queries, rules
from last500.pairings.actions import Household
from last500.pairings.models import Bond, Pairing, PairingAsk, PairingEvent
from last500.pairings.rules import Role, State
from last500.people.leaving import close_account, restrict
from last500.people.models import Consent, Contact, Person
from tests.access.pairings import asked, fresh, running

HOME = Household(name="陈桂英", phone="10000055001", door="3号楼2单元301")


def by_link(pairing: Pairing) -> Actor:
    return Actor(door=Door.LINK, opened=frozenset({pairing.pk}))


def told(person) -> list[str]:
    rows = Message.objects.filter(person=person, channel="inbox")
    return list(rows.order_by("made_at", "pk").values_list("kind", flat=True))


# ---- the end -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["chen", "wang", "lin"])
def test_either_side_ends_it_at_once_and_the_contact_is_out_of_sight(cast, who):
    made = running(cast)
    actions.end(cast.actor(who), made)
    made = fresh(made)
    assert made.state == State.ENDED
    assert queries.contact_for(cast.actor("wang"), made) is None
    assert not Bond.objects.living().exists()
    assert ("pairing_over" in told(cast.wang)) is (who != "wang")
    with pytest.raises(Forbidden):
        actions.met(cast.actor("wang"), made, clock.today())


def test_of_the_households_own_steps_the_history_keeps_no_person(cast):
    made = running(cast)
    actions.end(cast.actor("chen"), made)
    events = PairingEvent.objects.filter(pairing=made, role=Role.HOUSEHOLD)
    assert {event.action for event in events} == {"propose", "end"}
    assert all(event.actor is None for event in events)
    with pytest.raises(IntegrityError), transaction.atomic():
        events.update(actor=cast.chen)


def test_it_is_taken_back_by_link_before_anybody_was_found(cast):
    made = asked(cast, "wang")
    actions.end(by_link(made), made)
    made = fresh(made)
    assert (made.state, made.due_at) == (State.DECLINED, None)
    assert not PairingAsk.objects.waiting().exists()


def test_taking_the_consent_back_ends_and_erases_at_once(cast):
    made = running(cast, limits=("no_keys",))
    actions.take_back(by_link(made), made)
    made = fresh(made)
    assert made.state == State.ENDED
    assert (made.contact.name, made.contact.phone, made.contact.door) == ("", "", "")
    assert made.contact.phone_index == "" and made.contact.erased_at
    assert (made.limits, made.link_key, made.door_word) == ([], "", "")
    assert Consent.objects.get(contact=made.contact).withdrawn_at
    assert not PairingAsk.objects.exists()
    with pytest.raises(Forbidden):
        actions.take_back(cast.actor("wang"), made)


def test_a_term_that_is_over_ends_it_and_an_unanswered_ask_comes_back(cast):
    runs, waits = running(cast), asked(cast, "li", by="hua")
    with clock.at(clock.now() + rules.ASKED_FOR + clock.HOUR):
        actions.run_out()
        assert fresh(waits).state == State.PROPOSED
        assert actions.run_out() == 0
    with clock.at(clock.now() + rules.LAPSES_AFTER + clock.DAY):
        actions.run_out()
        assert fresh(waits).state == State.LAPSED
    assert fresh(runs).state == State.RUNNING
    with clock.at(clock.now() + (runs.ends_on - clock.today())):
        assert actions.run_out() == 0  # its last day counts
    with clock.at(clock.now() + (runs.ends_on - clock.today()) + clock.DAY):
        actions.run_out()
        assert fresh(runs).state == State.ENDED
        assert fresh(runs).ended_by == Role.CLOCK


# ---- an account, a term --------------------------------------------------------------------------


def test_a_helper_who_closes_their_account_ends_what_they_hold(cast):
    made = running(cast)
    close_account(cast.actor("wang"))
    assert fresh(made).state == State.ENDED
    assert not Bond.objects.exists() and not PairingAsk.objects.exists()
    assert "pairing_moved" in told(cast.chen)


def test_a_household_that_closes_its_account_is_erased(cast):
    made = running(cast)
    close_account(cast.actor("chen"))
    made = fresh(made)
    assert made.state == State.ENDED and made.contact.phone == "" and made.contact.person is None
    assert not Bond.objects.living().exists()


def test_nobody_locks_their_data_while_somebody_counts_on_them(cast):
    running(cast)
    for who in ("chen", "wang"):
        with pytest.raises(Refused, match="结"):
            restrict(cast.actor(who))
    made = asked(cast, "li", by="hua")
    restrict(cast.actor("li"))
    assert not PairingAsk.objects.filter(pairing=made).exists()


def test_a_contact_lasts_as_long_as_its_pairing_and_goes_with_it(cast):
    made = running(cast, months=12)
    with clock.at(clock.now() + timedelta(days=300)):
        erasing.run()
        assert fresh(made).contact.phone == cast.chen.phone
        actions.end(cast.actor("chen"), fresh(made))
    with clock.at(clock.now() + timedelta(days=500)):
        erasing.run()
    assert not Pairing.objects.exists() and not Bond.objects.exists()
    contact = Contact.objects.get(pk=made.contact_id)
    assert (contact.name, contact.phone, contact.door, contact.person) == ("", "", "", None)
    assert Person.objects.filter(pk=cast.wang.pk).exists()


def test_counts_are_all_that_leaves_the_desk(cast):
    running(cast)
    asked(cast, "li", by="hua")
    assert queries.counts(cast.actor("he"), cast.community) == {
        cast.a.pk: {**dict.fromkeys(map(str, State), 0), "running": 1, "asked": 1}
    }
    assert queries.counts(cast.actor("qian"), cast.b) == {}
