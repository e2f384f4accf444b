"""The household's word: skip one, rest, another year, enough; and what is kept of it."""

from datetime import date, timedelta

import pytest

from last500.base import clock, erasing
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.people.leaving import close_account, restrict
from last500.people.models import Consent, Contact, Person
from last500.rotas import actions
from last500.rotas.models import Planned, Rota, RotaEvent, RotaMember
from last500.rotas.tests.telling import FULL, arranged, fresh, household, request_of, turns
from last500.service_requests import actions as requests
from last500.service_requests.models import Acceptance

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(FULL):
        yield


# ---- the household's word ------------------------------------------------------------------------


def test_the_household_skips_one_before_and_after_it_was_placed(cast):
    rota = arranged(cast, "wang", "li")
    actions.skip(household(rota), fresh(rota), date(2026, 3, 13))
    actions.place_due()
    done, _why = actions.accept_ahead(cast.actor("wang"), [turns(rota)[0].pk])
    assert done == 1
    actions.skip(household(rota), fresh(rota), date(2026, 3, 6))
    states = [turn.state for turn in turns(rota)][:3]
    assert states == ["skipped", "skipped", "planned"]
    matter = request_of(turns(rota)[0])
    assert matter.state == "withdrawn"
    assert Message.objects.filter(person=cast.wang, kind="helper_cancelled").exists()
    with pytest.raises(Conflict):
        actions.skip(household(rota), fresh(rota), date(2026, 3, 6))


def test_a_rest_places_nothing_and_goes_on_by_itself(cast):
    rota = arranged(cast, "wang")
    actions.place_due()
    actions.pause(household(rota), fresh(rota), days=14)
    assert request_of(turns(rota)[0]).state == "withdrawn"
    with clock.at(FULL + 7 * clock.DAY):
        assert actions.place_due() == 0
        assert actions.keep_terms() == 0
    with clock.at(FULL + 14 * clock.DAY):
        assert actions.keep_terms() == 1
        assert fresh(rota).state == "running"
        assert actions.place_due() == 1
    # What fell into the rest is over.
    assert [t.state for t in turns(rota)][:3] == ["skipped", "skipped", "placed"]


def test_the_household_ends_it_at_any_time_and_nobody_comes_any_more(cast):
    rota = arranged(cast, "wang")
    actions.place_due()
    requests.accept(cast.actor("wang"), request_of(turns(rota)[0]))
    actions.end(household(rota), fresh(rota))
    assert fresh(rota).state == "ended"
    assert not Acceptance.objects.filter(ended_at=None).exists()
    assert {turn.state for turn in turns(rota)} == {"skipped"}
    assert Consent.objects.get(contact=rota.contact, purpose="rota").withdrawn_at
    with clock.at(FULL + 4 * clock.DAY):
        assert actions.place_due() == 0
    for verb in (actions.resume, actions.renew, actions.end):
        with pytest.raises(Conflict):
            verb(household(rota), fresh(rota))


def test_a_year_at_most_then_the_household_is_asked_and_silence_is_no(cast):
    rota = arranged(cast, "wang", ends_on=date(2026, 3, 20))
    assert [turn.on for turn in turns(rota)][-1] == date(2026, 3, 20)
    assert actions.keep_terms() == 1
    assert Message.objects.filter(person=cast.lin, kind="rota_ends_soon").exists()
    assert actions.keep_terms() == 0
    with clock.at(clock.parse("2026-03-21 08:00")):
        actions.keep_terms()
        assert fresh(rota).state == "ended"


def test_the_household_renews_for_a_year_at_most(cast):
    rota = arranged(cast, "wang", ends_on=date(2026, 3, 20))
    actions.renew(household(rota), fresh(rota))
    assert fresh(rota).ends_on - clock.today() < timedelta(366)
    assert len(turns(rota)) > 3
    assert Consent.objects.filter(contact=rota.contact, purpose="rota").count() == 2


def test_strangers_move_nothing(cast):
    rota = arranged(cast, "wang")
    for name in ("hua", "wang", "zhao", "qian"):
        actor = cast.actor(name)
        for verb in (
            lambda a: actions.skip(a, fresh(rota), date(2026, 3, 6)),
            lambda a: actions.pause(a, fresh(rota), days=14),
            lambda a: actions.end(a, fresh(rota)),
            lambda a: actions.renew(a, fresh(rota)),
        ):
            with pytest.raises(Forbidden):
                verb(actor)
    assert fresh(rota).state == "running"


# ---- what is kept --------------------------------------------------------------------------------


def owned(cast, *members: str, **more: object) -> Rota:
    """One whose household has an account: Chen's."""
    rota = arranged(cast, *members, **more)
    Contact.objects.filter(pk=rota.contact_id).update(person=cast.chen)
    return fresh(rota)


def test_closing_the_households_account_ends_the_rota_and_erases_it(cast):
    rota = owned(cast, "wang")
    actions.place_due()
    requests.accept(cast.actor("wang"), request_of(turns(rota)[0]))
    close_account(cast.actor("chen"))
    row = fresh(rota)
    assert (row.state, row.title, row.text, row.link_key) == ("ended", "", "", "")
    contact = row.contact
    assert (contact.name, contact.phone, contact.door, contact.person) == ("", "", "", None)
    assert not Acceptance.objects.filter(ended_at=None).exists()


def test_closing_a_members_account_leaves_the_rota_to_the_others(cast):
    rota = owned(cast, "wang", "li")
    actions.place_due()
    requests.accept(cast.actor("wang"), request_of(turns(rota)[0]))
    close_account(cast.actor("wang"))
    assert not RotaMember.objects.filter(person=cast.wang).exists()
    assert not RotaEvent.objects.filter(actor=cast.wang).exists()
    assert fresh(rota).state == "running"
    assert {one.member.person for one in Planned.objects.select_related("member__person")} == {
        cast.li
    }
    actions.find_stand_ins()
    assert request_of(turns(rota)[0]).state == "offered"  # the next in order is asked


def test_whoever_locks_their_data_is_planned_for_nothing_and_a_household_ends_it_first(cast):
    rota = owned(cast, "wang", "li")
    restrict(cast.actor("wang"))
    Rota.objects.update(planned_to=clock.today())
    actions.lay_out_further()
    ahead = Planned.objects.filter(turn__rota=rota).select_related("member__person")
    assert {one.member.person for one in ahead} == {cast.li}
    with pytest.raises(Refused, match="轮值"):
        restrict(cast.actor("chen"))
    actions.end(cast.actor("chen"), fresh(rota))
    restrict(cast.actor("chen"))
    assert list(Rota.objects.arranged_by(cast.actor("lin"))) == []


def test_after_its_term_nothing_of_anybody_is_left_and_not_before(cast):
    rota = owned(cast, "wang")
    with clock.at(FULL + 200 * clock.DAY):  # a long life: nothing of it is erased meanwhile
        erasing.run()
        assert fresh(rota).contact.phone
        actions.end(household(rota), fresh(rota))
    with clock.at(FULL + 379 * clock.DAY):
        erasing.run()
        assert fresh(rota).title
    with clock.at(FULL + 600 * clock.DAY):
        erasing.run()
        row = fresh(rota)
        assert (row.title, row.text, row.contact.phone, row.contact.door) == ("", "", "", "")
        assert not RotaMember.objects.exists()
        assert not RotaEvent.objects.exclude(actor=None).exists()
    assert Person.objects.filter(pk=cast.wang.pk).exists()
