"""A pairing from the household's consent to its end, and what everybody is told and shown."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.actor import Actor, Door
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.pairings import actions, queries, rules
from last500.pairings.actions import Household, Wishes
from last500.pairings.models import Bond, ContactDay, Pairing, PairingAsk
from last500.pairings.rules import How, Role, State
from last500.people.models import AccessEvent, Consent
from last500.reportin.models import Avoidance, ReportIn
from tests.access.pairings import ask_of, asked, fresh, proposed, running

HOME = Household(name="陈桂英", phone="10000055001", door="3号楼2单元301")


def by_link(pairing: Pairing) -> Actor:
    return Actor(door=Door.LINK, opened=frozenset({pairing.pk}))


def told(person) -> list[str]:
    rows = Message.objects.filter(person=person, channel="inbox")
    return list(rows.order_by("made_at", "pk").values_list("kind", flat=True))


# ---- both yes ------------------------------------------------------------------------------------


def test_with_the_helpers_yes_it_runs_and_only_now_is_the_contact_shown(cast):
    made = asked(cast, "wang", "li")
    for name in ("wang", "li"):
        assert queries.contact_for(cast.actor(name), made) is None
    actions.accept(cast.actor("wang"), ask_of(cast, made, "wang"))
    made = fresh(made)
    assert made.state == State.RUNNING
    assert made.ends_on == rules.end_after(clock.today(), 6)
    assert queries.contact_for(cast.actor("wang"), made) == made.contact
    assert queries.contact_for(cast.actor("li"), made) is None
    bond = Bond.objects.get()
    assert bond.helper_yes_at and bond.household_yes_at == made.consent_at
    assert "pairing_taken" in told(cast.li) and "pairing_runs" in told(cast.wang)
    assert "pairing_moved" in told(cast.chen)


def test_the_second_who_says_yes_is_told_that_somebody_was_first(cast):
    made = asked(cast, "wang", "li")
    late = ask_of(cast, made, "li")
    actions.accept(cast.actor("wang"), ask_of(cast, made, "wang"))
    with pytest.raises(Conflict):
        actions.accept(cast.actor("li"), late)
    assert Bond.objects.count() == 1


def test_nobody_answers_for_somebody_else_or_too_late(cast):
    made = asked(cast, "wang")
    ask = ask_of(cast, made, "wang")
    with pytest.raises(Forbidden):
        actions.accept(cast.actor("li"), ask)
    with clock.at(clock.now() + rules.ASKED_FOR + clock.HOUR), pytest.raises(Conflict):
        actions.accept(cast.actor("wang"), ask)


def test_a_no_costs_nothing_and_when_all_said_no_it_lies_on_the_desk_again(cast):
    made = asked(cast, "wang", "li")
    actions.refuse(cast.actor("wang"), ask_of(cast, made, "wang"))
    assert fresh(made).state == State.ASKED
    actions.refuse(cast.actor("li"), ask_of(cast, made, "li"))
    made = fresh(made)
    assert made.state == State.PROPOSED and made.due_at
    fitting = {row.person for row in queries.fitting(made)}
    assert fitting == {cast.zhou}  # who said no is not asked for the same household again


def test_whom_the_desk_may_ask(cast):
    cast.report_in("hua", cast.a)
    cast.report_in("lin", cast.a)
    phone = cast.hua.phone
    home = Household(name="华家", phone=phone)
    made = actions.propose(cast.actor("lin"), cast.a, home, Wishes(), how=How.SAID_ON_PHONE)
    wang, li = (ReportIn.objects.get(person=one) for one in (cast.wang, cast.li))
    Avoidance.objects.create(report_in=wang, phone_index=made.contact.phone_index)
    ReportIn.objects.filter(pk=li.pk).update(paused_until=clock.today() + clock.DAY)
    # Not hua's own household, not who avoids her, not who rests, not who took the consent down.
    assert [row.person for row in queries.fitting(made)] == [cast.zhou]
    with pytest.raises(Refused):
        actions.ask(cast.actor("lin"), made, helpers=[cast.wang.pk, cast.hua.pk, cast.lin.pk])


def test_at_most_three_are_asked_at_once(cast):
    cast.report_in("hua", cast.a)
    made = proposed(cast)
    names = ("wang", "li", "zhou", "hua")
    with pytest.raises(Refused, match="3"):
        actions.ask(cast.actor("lin"), made, helpers=[cast.people[name].pk for name in names])


def test_whoever_does_not_fit_any_more_is_refused_without_a_reason(cast):
    made = asked(cast, "wang")
    report_in = ReportIn.objects.get(person=cast.wang)
    Avoidance.objects.create(report_in=report_in, phone_index=made.contact.phone_index)
    with pytest.raises(Refused) as refused:
        actions.accept(cast.actor("wang"), ask_of(cast, made, "wang"))
    assert "碰面" not in refused.value.message


def test_nobody_takes_down_the_yes_to_themself_whatever_the_code_does(cast):
    made = running(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bond.objects.filter(pairing=made).update(household_yes_by=cast.wang)


# ---- whoever helps speaks for nobody else --------------------------------------------------------


def test_a_helper_with_the_link_in_hand_says_no_yes_in_the_households_name(cast):
    made = running(cast)
    holds = Actor(person=cast.wang.pk, opened=frozenset({made.pk}))
    assert queries.roles_of(holds, made) == {Role.HELPER}
    late = made.ends_on - timedelta(days=5)
    with clock.at(clock.now() + (late - clock.today())):
        assert actions.renew(holds, made) is False
    made = fresh(made)
    assert made.renew_helper_at and made.renew_household_at is None


def test_an_officer_who_is_asked_is_the_desk_of_it_no_more(cast):
    cast.report_in("lin", cast.a)
    made = proposed(cast)
    actions.ask(cast.actor("he"), made, helpers=[cast.lin.pk])
    assert queries.roles_of(cast.actor("lin"), made) == {Role.INVITED}
    with pytest.raises(Forbidden):
        actions.reveal(cast.actor("lin"), made, field="phone", reason="核实")
    actions.accept(cast.actor("lin"), ask_of(cast, made, "lin"))
    with pytest.raises(Forbidden):
        actions.asked_both(cast.actor("lin"), fresh(made))


# ---- looks ---------------------------------------------------------------------------------------


def test_a_look_of_the_desk_is_one_field_with_a_reason_and_the_household_reads_it(cast):
    made = running(cast)
    assert actions.reveal(cast.actor("lin"), made, field="phone", reason="核实") == cast.chen.phone
    look = AccessEvent.objects.get(about=made.pk)
    assert (look.contact_id, look.fields, look.reason) == (made.contact_id, "phone", "核实")
    with pytest.raises(Refused):
        actions.reveal(cast.actor("lin"), made, field="phone", reason=" ")
    for who in ("wang", "qian", "tang"):
        with pytest.raises(Forbidden):
            actions.reveal(cast.actor(who), made, field="phone", reason="好奇")
    actions.end(cast.actor("chen"), made)
    with pytest.raises(Forbidden):
        actions.reveal(cast.actor("lin"), fresh(made), field="phone", reason="核实")


# ---- while it runs -------------------------------------------------------------------------------


def test_a_tick_is_a_day_and_nothing_else(cast):
    made = running(cast)
    for _time in range(2):
        actions.met(cast.actor("wang"), made, clock.today())
    assert [day.on for day in ContactDay.objects.all()] == [clock.today()]
    with pytest.raises(Refused):
        actions.met(cast.actor("wang"), made, clock.today() + clock.DAY)
    with pytest.raises(Refused):
        actions.met(cast.actor("wang"), made, clock.today() - clock.DAY)
    with pytest.raises(Forbidden):
        actions.met(cast.actor("li"), made, clock.today())
    words = {field.name for field in ContactDay._meta.concrete_fields}
    assert words == {"id", "bond", "on"}


def test_a_missed_rhythm_is_asked_of_both_and_a_good_answer_ends_the_asking(cast):
    made = running(cast, rhythm_days=7)
    with clock.at(clock.now() + timedelta(days=10)):
        (line,) = queries.on_desk(cast.actor("lin"), cast.a)
        assert not line.ask_both
        (bond,) = queries.held(cast.actor("wang"))
        assert queries.quiet_for_helper(bond, clock.today()) == rules.Quiet.GENTLY
    with clock.at(clock.now() + timedelta(days=15)):
        (line,) = queries.on_desk(cast.actor("lin"), cast.a)
        assert line.ask_both
        actions.asked_both(cast.actor("lin"), fresh(made))
        (line,) = queries.on_desk(cast.actor("lin"), cast.a)
        assert not line.ask_both


def test_the_household_changes_its_wishes_and_the_helper_is_told_that_they_changed(cast):
    made = running(cast)
    actions.change(cast.actor("chen"), made, Wishes(rhythm_days=30, limits=("at_door", "x")))
    made = fresh(made)
    assert (made.rhythm_days, made.limits) == (30, ["at_door"])
    assert told(cast.wang)[-1] == "pairing_moved"
    with pytest.raises(Forbidden):
        actions.change(cast.actor("wang"), made, Wishes())


def test_the_helper_is_followed_by_another_only_with_the_households_yes(cast):
    made = running(cast)
    with pytest.raises(Refused):
        actions.ask(cast.actor("lin"), made, helpers=[cast.li.pk])
    actions.hand_over(cast.actor("wang"), made)
    assert actions.ask(cast.actor("lin"), fresh(made), helpers=[cast.li.pk]) == 1
    assert actions.accept(cast.actor("li"), ask_of(cast, made, "li")) is None
    made = fresh(made)
    assert queries.contact_for(cast.actor("wang"), made) is not None
    assert queries.contact_for(cast.actor("li"), made) is None
    with pytest.raises(Forbidden):
        actions.agree(cast.actor("wang"), made)
    bond = actions.agree(cast.actor("chen"), made)
    made = fresh(made)
    assert bond.helper == cast.li and bond.household_yes_at >= bond.helper_yes_at
    assert queries.contact_for(cast.actor("li"), made) is not None
    assert queries.contact_for(cast.actor("wang"), made) is None
    assert Bond.objects.living().count() == 1


def test_a_successor_the_household_does_not_want_goes_and_the_helper_stays(cast):
    made = running(cast)
    actions.hand_over(cast.actor("wang"), made)
    actions.ask(cast.actor("lin"), fresh(made), helpers=[cast.li.pk])
    actions.accept(cast.actor("li"), ask_of(cast, made, "li"))
    actions.reject(by_link(made), fresh(made))
    assert Bond.objects.living().get().helper == cast.wang
    with pytest.raises(Conflict):
        actions.agree(cast.actor("chen"), fresh(made))


def test_another_term_needs_both_yes_again(cast):
    made = running(cast)
    ends = made.ends_on
    with pytest.raises(Conflict):
        actions.renew(cast.actor("wang"), made)
    with clock.at(clock.now() + (ends - clock.today() - timedelta(days=9))):
        assert actions.renew(cast.actor("wang"), made) is False
        assert fresh(made).ends_on == ends
        assert actions.renew(by_link(made), fresh(made)) is True
    made = fresh(made)
    assert made.ends_on == rules.end_after(ends, 6)
    assert (made.renew_helper_at, made.renew_household_at) == (None, None)
    bond = Bond.objects.get()
    assert bond.helper_yes_at > made.consent_at and bond.household_yes_at > made.consent_at
    assert Consent.objects.filter(contact=made.contact, purpose="pairing").count() == 2


def test_nobody_is_there_for_more_than_three_and_whoever_holds_none_is_named_first(cast):
    for by in ("chen", "hua", "zhou"):
        running(cast, by=by)
    made = proposed(cast, by="he")
    assert [row.person for row in queries.fitting(made)][:2] == [cast.li, cast.zhou]
    assert cast.wang not in [row.person for row in queries.fitting(made)]
    actions.ask(cast.actor("lin"), made, helpers=[cast.li.pk])
    PairingAsk.objects.filter(pairing=made).update(helper=cast.wang)
    with pytest.raises(Refused, match="3 户"):
        actions.accept(cast.actor("wang"), ask_of(cast, made, "wang"))
