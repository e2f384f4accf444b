"""The household's consent comes first: on its own page, by telephone, on paper."""

import pytest
from django.db import IntegrityError, transaction

from last500.base.actor import NOBODY, Actor, Door
from last500.base.errors import Forbidden, Refused, TooMany
from last500.notify.models import Message
from last500.pairings import actions, queries, rules
from last500.pairings.actions import Household, Wishes
from last500.pairings.models import Pairing
from last500.pairings.rules import How, State
from last500.people.models import Consent, Contact
from last500.reportin.models import Avoidance, ReportIn
from tests.access.pairings import proposed

HOME = Household(name="陈桂英", phone="10000055001", door="3号楼2单元301")


def by_link(pairing: Pairing) -> Actor:
    return Actor(door=Door.LINK, opened=frozenset({pairing.pk}))


def told(person) -> list[str]:
    rows = Message.objects.filter(person=person, channel="inbox")
    return list(rows.order_by("made_at", "pk").values_list("kind", flat=True))


# ---- consent first -------------------------------------------------------------------------------


def test_a_household_wishes_on_its_own_page_and_the_desk_speaks_to_it_before_anybody_is_asked(cast):
    made = actions.propose(NOBODY, cast.a, HOME, Wishes(), how=How.OWN_PAGE)
    assert (made.state, made.consent_taken_by, made.checked_at) == (State.PROPOSED, None, None)
    assert Consent.objects.get(contact=made.contact).purpose == "pairing"
    assert told(cast.lin)[-1] == "desk_pairing"
    with pytest.raises(Refused, match="核实"):
        actions.ask(cast.actor("lin"), made, helpers=[cast.wang.pk])
    actions.confirm_check(cast.actor("lin"), made)
    assert actions.ask(cast.actor("lin"), made, helpers=[cast.wang.pk]) == 1


def test_the_database_lets_nobody_be_asked_before_the_check(cast):
    made = actions.propose(NOBODY, cast.a, HOME, Wishes(), how=How.OWN_PAGE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pairing.objects.filter(pk=made.pk).update(state=State.ASKED)


@pytest.mark.parametrize("how", rules.TAKEN_DOWN)
def test_a_desk_takes_the_consent_down_and_stands_there_as_who_did(cast, how):
    made = actions.propose(cast.actor("lin"), cast.a, HOME, Wishes(), how=how)
    assert made.consent_taken_by_id == cast.lin.pk
    assert made.checked_at
    assert Consent.objects.get(contact=made.contact).given_how == how
    assert made.contact.person is None


def test_nobody_takes_a_consent_down_without_arranging_pairings_there(cast):
    for who in ("wang", "qian", "op"):
        with pytest.raises(Forbidden):
            actions.propose(cast.actor(who), cast.a, HOME, Wishes(), how=How.SIGNED_PAPER)


@pytest.mark.parametrize(
    ("home", "wishes", "how", "field"),
    [
        (Household(), Wishes(), How.OWN_PAGE, "phone"),
        (Household(phone="12"), Wishes(), How.OWN_PAGE, "phone"),
        (Household(), Wishes(), How.SIGNED_PAPER, "door"),
        (HOME, Wishes(rhythm_days=3), How.OWN_PAGE, "rhythm_days"),
        (HOME, Wishes(way="sing"), How.OWN_PAGE, "way"),
        (HOME, Wishes(part="noon"), How.OWN_PAGE, "part"),
        (HOME, Wishes(months=24), How.OWN_PAGE, "months"),
        (HOME, Wishes(), "shouted", "how"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(cast, home, wishes, how, field):
    with pytest.raises(Refused) as refused:
        actions.propose(cast.actor("lin"), cast.a, home, wishes, how=how)
    assert refused.value.field == field
    assert not Contact.objects.exists()


def test_paper_needs_no_telephone_and_one_number_wishes_three_times_a_day(cast):
    paper = Household(door="1号楼101")
    assert actions.propose(cast.actor("lin"), cast.a, paper, Wishes(), how=How.WITH_TRUSTED)
    for _time in range(3):
        actions.propose(NOBODY, cast.a, HOME, Wishes(), how=How.OWN_PAGE)
    with pytest.raises(TooMany):
        actions.propose(NOBODY, cast.a, HOME, Wishes(), how=How.OWN_PAGE)


def test_nobody_is_asked_who_is_not_to_meet_them_by_the_word_of_either_or_is_too_young(cast):
    """A household that helps elsewhere has named Wang itself; Li is sixteen."""
    made = proposed(cast, by="zhou")
    zhou, li = (ReportIn.objects.get(person=one) for one in (cast.zhou, cast.li))
    Avoidance.objects.create(
        report_in=zhou, by_index=cast.zhou.phone_index, phone_index=cast.wang.phone_index
    )
    li.age = "14_17"
    li.save(update_fields=["age"])
    assert queries.fitting(made) == []
