"""Whom somebody would rather not meet: both are kept apart, whoever of them said it, and nobody
can read who said what of whom."""

from dataclasses import replace

import pytest

from last500.base.errors import Refused
from last500.dispatch.queries import best_helpers
from last500.people.actions import phone_index
from last500.reportin import actions as reportin
from last500.reportin.actions import wishes_of
from last500.reportin.models import Avoidance
from last500.reportin.queries import own
from last500.service_requests import actions
from last500.service_requests.fitting import candidates, open_for
from last500.service_requests.models import KeptApart, ServiceRequest
from last500.service_requests.retention import RULES
from last500.service_requests.tests.test_spine_pages import WHERE, place
from tests.test_access import BACKEND

HOME = {"spot": "home", "category": "small_repair", "text": "水龙头滴水"}


def avoid(cast, who: str, whom: str) -> None:
    """`who`, a helper, would rather not meet `whom`."""
    actor = cast.actor(who)
    row = own(actor)
    wishes = replace(wishes_of(row), avoid_phones=(cast.people[whom].phone,))
    reportin.change(actor, row, wishes)


def name(cast, by: str, whom: str) -> ServiceRequest:
    """`by`, who asks for help, would rather not meet `whom`."""
    return cast.placed(by=by, **HOME, avoid_phones=(cast.people[whom].phone,))


def brings_together(cast, asks: str, helps: str) -> bool:
    """Whether a request of the one reaches the other, in any of the ways there are."""
    request = cast.verified(by=asks, **HOME)
    helper = cast.people[helps].pk
    by_proposal = helper in {one.person.pk for one in best_helpers(request, 10)}
    offered = actions.offer(cast.actor("lin"), request, open_to="street")
    by_page = offered in open_for(cast.actor(helps), 40)
    try:
        actions.accept(cast.actor(helps), cast.fresh(offered))
        by_own_act = True
    except Refused as refused:
        # What is said is what every other no says.
        assert refused.message == "这件事现在接不了。"
        by_own_act = False
    assert by_proposal == by_page == by_own_act
    return by_own_act


def test_control_without_a_word_of_either_they_are_brought_together(cast):
    assert brings_together(cast, "li", "wang")
    assert brings_together(cast, "wang", "li")


@pytest.mark.parametrize(("asks", "helps"), [("li", "wang"), ("wang", "li")])
def test_by_the_word_of_a_helper_both_are_kept_apart(cast, asks, helps):
    avoid(cast, "wang", "li")
    assert not brings_together(cast, asks, helps)


@pytest.mark.parametrize(("asks", "helps"), [("li", "wang"), ("wang", "li")])
def test_by_the_word_of_whoever_asked_both_are_kept_apart_later_as_well(cast, asks, helps):
    name(cast, "wang", "li")
    assert not brings_together(cast, asks, helps)


def test_others_are_asked_as_before(cast):
    avoid(cast, "wang", "li")
    name(cast, "wang", "li")
    assert brings_together(cast, "wang", "zhou")
    assert brings_together(cast, "li", "zhou")


def test_somebody_without_an_account_is_kept_apart_by_their_number(cast):
    request = cast.placed(by="chen", **HOME, avoid_phones=(cast.wang.phone,))
    actions.verify(cast.actor("lin"), request, how="phone")
    found = {row.person_id: facts.avoids for row, facts in candidates(cast.fresh(request))}
    assert (found[cast.wang.pk], found[cast.li.pk]) == (True, False)


def test_in_a_team_they_do_not_meet_either(cast):
    avoid(cast, "wang", "li")
    request = cast.offered("wang", "li", "zhou", **HOME, in_pairs=True)
    actions.accept(cast.actor("wang"), request)
    with pytest.raises(Refused, match="现在接不了"):
        actions.accept(cast.actor("li"), cast.fresh(request))
    actions.accept(cast.actor("zhou"), cast.fresh(request))


def test_an_invitation_by_name_does_not_reach_them_either(cast):
    request = name(cast, "chen", "wang")
    lin = cast.actor("lin")
    verified = actions.verify(lin, request, how="phone")
    with pytest.raises(Refused):
        actions.offer(lin, verified, helpers=[cast.wang.pk])


def test_nobody_reads_it(cast, client):
    """Neither table holds a number, and no page says who was named: not to the desk, nor the one
    named, nor whoever named them."""
    avoid(cast, "wang", "li")
    sent = place(client, **WHERE | {"spot": "home", "avoid": cast.li.phone})
    assert sent.status_code == 303
    request = ServiceRequest.objects.get()
    for table in (KeptApart, Avoidance):
        (row,) = table.objects.values()
        assert cast.li.phone not in repr(row) and str(cast.li.pk) not in repr(row)
        assert row["phone_index"] == phone_index(cast.li.phone)
    pages = [client.get(sent["Location"], follow=True).content.decode()]
    for reader, address in (
        ("lin", f"/desk/request/{request.number}/"),
        ("lin", f"/desk/{cast.a.pk}/report-ins/?show=here"),
        ("li", "/me/"),
        ("li", "/me/data/"),
        ("wang", "/me/wishes/unwanted/"),
    ):
        client.force_login(cast.people[reader], backend=BACKEND)
        pages.append(client.get(address).content.decode())
    for page in pages:
        assert cast.li.phone not in page and phone_index(cast.li.phone) not in page


def test_one_does_not_keep_apart_from_oneself_and_a_number_is_a_number(cast, client):
    assert not name(cast, "chen", "chen").kept_apart.exists()
    assert place(client, **WHERE | {"spot": "home", "avoid": "1000000"}).status_code == 422


def test_it_goes_with_the_request(cast):
    request = name(cast, "chen", "wang")
    actions.take_back(cast.actor("chen"), cast.fresh(request))
    assert not KeptApart.objects.exists()
    assert "kept_apart" in {rule.name for rule in RULES}
