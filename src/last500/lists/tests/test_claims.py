"""Needs and claims: two sides, one count; nothing is promised twice and nothing by silence."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.lists import actions
from last500.lists.actions import NeedDraft
from last500.lists.models import Claim, Need
from last500.lists.rules import Act, Deal, NeedState
from last500.lists.tests.world import claimed, need, soon, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(cast):
    return unit(cast, "hua")


@pytest.fixture
def school(cast):
    return unit(cast, "zhou", "小学党支部")


def step(cast, by: str, row: Claim, act: Act, note: str = "") -> Need:
    actions.step(cast.actor(by), Claim.objects.get(pk=row.pk), act, note=note)
    return Need.objects.get(pk=row.need_id)


def test_the_community_states_and_a_compound_proposes(cast):
    assert need(cast).state == NeedState.OPEN
    proposal = need(cast, "lin", cast.a)
    assert (proposal.state, proposal.community) == (NeedState.PROPOSED, cast.community)
    assert proposal.due_at is not None
    actions.take_up_need(cast.actor("he"), proposal)
    assert Need.objects.get(pk=proposal.pk).state == NeedState.OPEN
    with pytest.raises(Conflict):
        actions.take_up_need(cast.actor("he"), proposal)


@pytest.mark.parametrize("name", ["wang", "qian", "hua", "tang"])
def test_nobody_else_states_a_need(cast, name):
    for place in (cast.community, cast.a):
        with pytest.raises(Forbidden):
            need(cast, name, place)
    assert not Need.objects.exists()


def test_a_proposal_is_seen_by_its_compound_and_the_community(cast, library):
    proposal = need(cast, "lin", cast.a)
    seen = {n for n in cast.people if Need.objects.visible_to(cast.actor(n)).exists()}
    assert seen == {"lin", "he", "sun"}
    actions.take_up_need(cast.actor("he"), proposal)
    seen = {n for n in cast.people if Need.objects.visible_to(cast.actor(n)).exists()}
    assert seen == {"lin", "he", "sun", "hua", "wang", "li", "zhou"}


def test_a_part_is_claimed_agreed_and_held(cast, library, school):
    what = need(cast, wanted=3)
    first, second = claimed(cast, what, library, "hua", 2), claimed(cast, what, school, "zhou", 1)
    assert Need.objects.get(pk=what.pk).state == NeedState.CLAIMED
    after = step(cast, "he", first, Act.AGREE)
    assert (after.agreed, after.state) == (2, NeedState.CLAIMED)
    after = step(cast, "he", second, Act.AGREE)
    assert (after.agreed, after.state) == (3, NeedState.AGREED)
    assert step(cast, "he", first, Act.HOLD).state == NeedState.AGREED
    after = step(cast, "he", second, Act.HOLD)
    assert after.state == NeedState.DONE and after.closed_at is not None


def test_a_claim_that_falls_through_opens_the_need_again(cast, library):
    what = need(cast)
    after = step(cast, "hua", claimed(cast, what, library, "hua"), Act.CANCEL, "没有人手了")
    assert (after.agreed, after.state) == (0, NeedState.OPEN)
    row = claimed(cast, what, library, "hua")
    step(cast, "he", row, Act.AGREE)
    after = step(cast, "hua", row, Act.CANCEL, "没有人手了")
    assert (after.agreed, after.state) == (0, NeedState.OPEN)


def test_nobody_agrees_to_their_own_claim_nor_says_that_it_is_done(cast, library):
    row = claimed(cast, need(cast), library, "hua")
    with pytest.raises(Forbidden):
        step(cast, "hua", row, Act.AGREE)
    step(cast, "he", row, Act.AGREE)
    with pytest.raises(Forbidden):
        step(cast, "hua", row, Act.HOLD)


def test_no_more_is_promised_than_is_wanted(cast, library, school):
    what = need(cast, wanted=3)
    first, second = claimed(cast, what, library, "hua", 2), claimed(cast, what, school, "zhou", 2)
    step(cast, "he", first, Act.AGREE)
    with pytest.raises(Conflict, match="没有这么多"):
        step(cast, "he", second, Act.AGREE)
    assert Need.objects.get(pk=what.pk).agreed == 2
    assert Claim.objects.get(pk=second.pk).state == Deal.ASKED
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=what.pk).update(agreed=F("wanted") + 1)


def test_a_unit_claims_a_need_once_at_a_time(cast, library):
    what = need(cast, wanted=3)
    claimed(cast, what, library, "hua")
    with pytest.raises(Conflict, match="已经认领"):
        claimed(cast, what, library, "hua")
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("number", [0, -1, 4])
def test_more_than_is_open_is_refused(cast, library, number):
    with pytest.raises(Refused) as refused:
        claimed(cast, need(cast, wanted=3), library, "hua", number)
    assert refused.value.field == "number"


def test_what_is_over_is_not_claimed(cast, library):
    what = need(cast, until_on=soon(1))
    with clock.at(clock.now() + 3 * clock.DAY), pytest.raises(Conflict, match="过了日子"):
        claimed(cast, what, library, "hua")
    actions.give_up_need(cast.actor("he"), what, note="不要了")
    with pytest.raises(Conflict):
        claimed(cast, what, library, "hua")


def test_only_units_of_the_street_claim(cast):
    far = unit(cast, "zhao", "别处的单位", at=cast.b.parent)
    with pytest.raises(Forbidden):
        claimed(cast, need(cast), far, "zhao")


def test_an_unanswered_claim_lapses_and_counts_for_nothing(cast, library):
    what = need(cast)
    row = claimed(cast, what, library, "hua")
    with clock.at(row.due_at + clock.MINUTE):
        assert actions.remind_unanswered() == 1
    with clock.at(row.lapses_at):
        assert actions.lapse_unanswered() == 1
    after = Need.objects.get(pk=what.pk)
    assert (after.agreed, after.state) == (0, NeedState.OPEN)
    assert Claim.objects.get(pk=row.pk).state == Deal.LAPSED


def test_giving_up_needs_a_word_and_lets_everybody_go(cast, library):
    what = need(cast)
    row = claimed(cast, what, library, "hua")
    step(cast, "he", row, Act.AGREE)
    with pytest.raises(Refused, match="写一句"):
        actions.give_up_need(cast.actor("he"), what, note=" ")
    actions.give_up_need(cast.actor("he"), what, note="自己解决了")
    row.refresh_from_db()
    assert row.state == Deal.CANCELLED
    assert row.events.order_by("at").last().note == "自己解决了"
    after = Need.objects.get(pk=what.pk)
    assert (after.state, after.agreed) == (NeedState.GIVEN_UP, 0)


def test_a_need_is_not_closed_over_an_open_claim(cast, library):
    what = need(cast)
    row = claimed(cast, what, library, "hua")
    with pytest.raises(Refused, match="先答复"):
        actions.finish_need(cast.actor("he"), what)
    step(cast, "he", row, Act.REFUSE, "不合适")
    actions.finish_need(cast.actor("he"), what)
    assert Need.objects.get(pk=what.pk).state == NeedState.DONE


def test_less_than_is_promised_cannot_be_wanted(cast, library):
    what = need(cast, wanted=3)
    step(cast, "he", claimed(cast, what, library, "hua", 2), Act.AGREE)
    draft = {"kind": "service", "title": "教老人用手机的人", "until_on": soon(30)}
    with pytest.raises(Refused, match="说定的比这多"):
        actions.change_need(cast.actor("he"), what, NeedDraft(wanted=1, **draft))
    actions.change_need(cast.actor("he"), what, NeedDraft(wanted=2, **draft))
    assert Need.objects.get(pk=what.pk).state == NeedState.AGREED
    actions.change_need(cast.actor("he"), what, NeedDraft(wanted=5, **draft))
    assert Need.objects.get(pk=what.pk).state == NeedState.OPEN


def test_a_link_to_where_it_comes_from_is_kept(cast):
    request = cast.placed()
    what = actions.state_need(
        cast.actor("he"),
        cast.community,
        NeedDraft(kind="service", title="修灯的人", until_on=soon()),
        about=("service_requests", request.pk),
    )
    assert (what.about_source, what.about) == ("service_requests", request.pk)
