"""What a household wishes of whoever comes, and what members have said of their days."""

from datetime import date

import pytest

from last500.base import clock
from last500.base.errors import Refused
from last500.people.actions import phone_index
from last500.reportin.models import ReportIn
from last500.reportin.week import OtherDays
from last500.rotas import actions
from last500.rotas.tests.telling import FULL, arranged, every_friday, planned, request_of, turns
from last500.service_requests.models import Invitation, KeptApart

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(FULL):
        yield


def asked() -> set[str]:
    return {row.helper.name for row in Invitation.objects.filter(answer="asked")}


def test_a_wish_for_a_helper_of_ones_own_gender_holds_at_every_turn(cast):
    rota = arranged(cast, "wang", "li", helper_gender="f")
    for name, gender in (("wang", "m"), ("li", "f")):
        row = ReportIn.objects.get(person=cast.people[name])
        row.gender = gender
        row.save(update_fields=["gender"])
    actions.place_due()
    assert request_of(turns(rota)[0]).visit_wish == {"helper": "f"}
    assert asked() == {"李敏"}  # although it was Wang's turn


def test_a_wish_for_two_is_taken_over_from_the_request_and_bounds_the_rota(cast):
    matter = cast.verified(spot="home", in_pairs=True)
    said = every_friday(name="", phone="", door="")
    with pytest.raises(Refused) as refused:
        actions.arrange(cast.actor("lin"), cast.a, said, of=matter)
    assert refused.value.field == "wanted"
    pair = every_friday(name="", phone="", door="", wanted=2)
    rota = actions.arrange(cast.actor("lin"), cast.a, pair, of=matter)
    assert rota.visit_wish == {"pairs": True}
    actions.place_due()
    assert request_of(turns(rota)[0]).wanted == 2


def test_whom_the_household_would_rather_not_meet_is_never_asked(cast):
    matter = cast.verified(avoid_phones=(cast.wang.phone,))
    said = every_friday(name="", phone="", door="")
    rota = actions.arrange(cast.actor("lin"), cast.a, said, of=matter)
    for name in ("wang", "li"):
        person = cast.people[name].pk
        actions.invite(cast.actor("lin"), rota, [person], reasons={})
        seat = rota.members.select_related("rota").get(person=person)
        actions.join(cast.actor(name), seat)
    actions.place_due()
    assert asked() == {"李敏"}
    # Each turn says it again, so that it outlives the first request.
    kept = KeptApart.objects.get(request=request_of(turns(rota)[0]))
    assert kept.phone_index == phone_index(cast.wang.phone)


def test_days_on_which_a_member_is_away_are_passed_over(cast):
    rota = arranged(cast, "wang", "li")
    row = ReportIn.objects.get(person=cast.wang)
    row.other_days = [OtherDays(date(2026, 3, 5), date(2026, 3, 8))]
    row.save(update_fields=["differing"])
    actions.rest(cast.actor("li"), rota.members.select_related("rota").get(person=cast.li), days=0)
    assert planned(rota)[:2] == [("李敏",), ("王建",)]
