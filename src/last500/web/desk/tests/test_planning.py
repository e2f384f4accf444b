"""一起看: a proposal for all that is open on a desk, changed and sent by the desk alone."""

import re

import pytest
from django.test import Client

from last500.base.ids import uuid7
from last500.dispatch.models import Override
from last500.dispatch.planning import open_at, proposed_for
from last500.people.leaving import close_account
from last500.service_requests import actions
from last500.service_requests.models import Invitation
from last500.service_requests.rules import State
from last500.web.desk.tests.test_desk import as_, text

HOME = {"spot": "home", "category": "small_repair"}


@pytest.fixture
def lin(cast):
    return as_(cast.lin)


@pytest.fixture
def three(cast):
    """Three requests of different people; three neighbours for them."""
    cast.shown("li")
    return [cast.verified(**HOME), cast.verified(by="hua", **HOME), cast.verified(by="hua")]


def address(cast, more=""):
    return f"/desk/{cast.a.pk}/plan/{more}"


def ticked(page: str) -> dict:
    """The form as a browser would send it back when nothing is changed."""
    fields: dict = {}
    for tag in re.findall(r"<input [^>]*>", page):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name is None or ('type="checkbox"' in tag and " checked" not in tag):
            continue
        fields.setdefault(name.group(1), []).append(value.group(1) if value else "")
    return fields | {"once": uuid7().hex}


def test_each_request_has_somebody_with_reasons_and_somebody_else(cast, lin, three):
    page = text(lin.get(address(cast)))
    for request in three:
        assert page.count(f'name="helpers-{request.number}"') >= 2
    fields = ticked(page)
    given = [fields[f"helpers-{request.number}"][0] for request in three]
    assert len(set(given)) == 3, "one each rather than all for one"
    assert "本小区" in page and "换别人" in page and "换了也差不多" in page


def test_no_number_of_anybody_stands_on_it(cast, lin, three):
    """Minutes of a plan are said in words; whoever counts costs finds none."""
    page = text(lin.get(address(cast)))
    found = proposed_for(open_at(cast.actor("lin"), cast.a))
    costs = {p.cost for line in found.lines for _row, p in line.chosen}
    costs |= {other.loss for line in found.lines for other in line.others if other.loss > 99}
    words = re.sub(r"<[^>]*>", " ", page.split("<main", 1)[1])
    numbers = {int(n) for n in re.findall(r"(?<![\w-])\d+(?![\w-])", words)}
    assert not {abs(cost) for cost in costs if abs(cost) > 31} & numbers


def test_what_the_resident_wrote_does_not_stand_here(cast, lin, three):
    page = text(lin.get(address(cast)))
    assert "楼道三层的灯" not in page and cast.chen.phone not in page


def test_it_takes_the_same_statements_for_one_and_for_many(
    cast, lin, three, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15):
        lin.get(address(cast))
    for by in ("hua", "chen", "li", "zhou"):
        cast.verified(by=by, **HOME)
    with django_assert_max_num_queries(15):
        assert lin.get(address(cast)).status_code == 200


def test_nothing_is_sent_before_somebody_presses(cast, lin, three):
    lin.get(address(cast))
    assert not Invitation.objects.exists()


def test_as_proposed_all_goes_out_with_its_reasons(cast, lin, three):
    fields = ticked(text(lin.get(address(cast))))
    answer = lin.post(address(cast, "send/"), fields)
    assert (answer.status_code, answer["Location"]) == (303, address(cast))
    sent = {str(i.request.number): i for i in Invitation.objects.select_related("request")}
    assert set(sent) == {request.number for request in three}
    for number, invitation in sent.items():
        assert [str(invitation.helper_id)] == fields[f"helpers-{number}"]
        assert invitation.reasons
    assert not Override.objects.exists()
    assert "3 件的邀请发出去了" in text(lin.get(address(cast)))


def test_somebody_else_is_kept_with_the_reason_and_sealed(cast, lin, three):
    page = text(lin.get(address(cast)))
    fields, number = ticked(page), three[0].number
    proposed = fields[f"helpers-{number}"][0]
    others = set(re.findall(rf'name="helpers-{number}" value="([^"]+)"', page)) - {proposed}
    other = sorted(others)[0]
    only = {name: v for name, v in fields.items() if not name.startswith("helpers-")}
    only |= {f"helpers-{number}": other, f"why-{number}": "他俩是老熟人"}
    assert lin.post(address(cast, "send/"), only).status_code == 303
    (kept,) = Override.objects.all()
    assert (str(kept.proposed_id), str(kept.chosen_id)) == (proposed, other)
    assert (kept.reason, kept.by_id, kept.request_id) == ("他俩是老熟人", cast.lin.pk, three[0].pk)
    raw = Override.objects.values_list("reason", flat=True).get()
    assert "老熟人".encode() not in bytes(raw)
    assert Invitation.objects.count() == 1


def test_what_was_changed_stands_on_the_requests_own_page_and_for_no_helper(cast, lin, three):
    Override.objects.create(
        request=three[0], proposed=cast.wang, chosen=cast.li, by=cast.lin, reason="他俩是老熟人",
        made_at=three[0].placed_at,
    )  # fmt: skip
    page = text(lin.get(f"/desk/request/{three[0].number}/"))
    assert "建议请王师傅，改请了李师傅" in page and "他俩是老熟人" in page
    assert "他俩是老熟人" not in text(lin.get(f"/desk/request/{three[1].number}/"))


def test_one_that_was_handled_meanwhile_is_left_and_the_others_go_out(cast, lin, three):
    fields = ticked(text(lin.get(address(cast))))
    actions.decline(cast.actor("lin"), three[0], note="邻居做不了")
    late = cast.fresh(three[1])
    actions.offer(cast.actor("lin"), late, open_to="compound")
    assert lin.post(address(cast, "send/"), fields).status_code == 303
    assert {i.request_id for i in Invitation.objects.all()} == {three[2].pk}
    assert "刚有变化" in text(lin.get(address(cast)))


def test_somebody_who_does_not_fit_is_not_asked_whatever_comes_back(cast, lin, three):
    fields = ticked(text(lin.get(address(cast))))
    for stranger in (cast.zhao, cast.chen, cast.tang):
        wrong = {n: v for n, v in fields.items() if not n.startswith("helpers-")}
        wrong |= {f"helpers-{three[0].number}": str(stranger.pk), "once": uuid7().hex}
        lin.post(address(cast, "send/"), wrong)
    garbage = fields | {f"helpers-{one.number}": ["x", "y"] for one in three}
    assert lin.post(address(cast, "send/"), garbage | {"once": uuid7().hex}).status_code == 422
    assert not Invitation.objects.exists()


def test_with_nobody_ticked_it_says_what_to_do_and_keeps_the_plan(cast, lin, three):
    fields = ticked(text(lin.get(address(cast))))
    none = {n: v for n, v in fields.items() if not n.startswith("helpers-")}
    answer = lin.post(address(cast, "send/"), none)
    assert answer.status_code == 422 and "还没有选人" in text(answer)
    again = ticked(text(answer))
    assert [again[f"shown-{r.number}"] for r in three] == [
        fields[f"shown-{r.number}"] for r in three
    ]


def test_an_empty_desk_says_what_to_do(cast, lin):
    page = text(lin.get(address(cast)))
    assert "没有缺人的事" in page and f'href="/desk/{cast.a.pk}/"' in page


def test_where_nobody_fits_it_says_so(cast, lin):
    cast.verified(**HOME, helper_gender="m")
    assert "现在没有合适的邻居" in text(lin.get(address(cast)))


def test_it_is_the_desks_own_page(cast, three):
    for who in ("wang", "chen", "qian", "tang", "op"):
        client = as_(cast.people[who])
        assert client.get(address(cast)).status_code == 404
        assert client.post(address(cast, "send/"), {"once": uuid7().hex}).status_code == 404
    assert Client().get(address(cast)).status_code == 302


# ---- on a card by itself -------------------------------------------------------------------------


def offer(lin, request, *helpers, **more):
    body = {"once": uuid7().hex, "helpers": [str(one.pk) for one in helpers], **more}
    return lin.post(f"/desk/request/{request.number}/offer/", body)


def test_on_a_card_somebody_not_proposed_is_an_override_too(cast, lin):
    for name in ("hua", "qian"):
        cast.report_in(name, cast.a)
    request = cast.verified(**HOME)
    assert (
        offer(lin, request, cast.wang, cast.li, cast.zhou, cast.hua, cast.qian).status_code == 303
    )
    assert not Override.objects.exists(), "more than were proposed is no other choice"
    from last500.dispatch.queries import best_helpers

    second = cast.verified(by="zhou", **HOME)
    ranked = [helper.person for helper in best_helpers(cast.fresh(second), 9)]
    assert offer(lin, second, ranked[3], why="住得近").status_code == 303
    (kept,) = Override.objects.all()
    assert (kept.chosen, kept.proposed, kept.reason) == (ranked[3], ranked[0], "住得近")


def test_fewer_than_were_proposed_is_no_override(cast, lin):
    request = cast.verified(**HOME)
    assert offer(lin, request, cast.zhou).status_code == 303
    assert not Override.objects.exists()


def test_only_the_desk_sees_it_and_it_goes_with_an_account(cast):
    request = cast.verified(**HOME)
    kept = Override.objects.create(
        request=request, proposed=cast.wang, chosen=cast.li, by=cast.lin, made_at=request.placed_at
    )
    seen = {
        who: Override.objects.visible_to(cast.actor(who)).filter(pk=kept.pk).exists()
        for who in ("lin", "he", "sun", "wang", "li", "chen", "qian", "tang", "op")
    }
    assert {who for who, can in seen.items() if can} == {"lin", "he", "sun"}
    close_account(cast.actor("wang"))
    assert not Override.objects.exists()


def test_a_plan_touches_no_request_that_is_with_somebody(cast):
    accepted = cast.accepted("wang")
    assert accepted.state == State.ACCEPTED
    assert open_at(cast.actor("lin"), cast.a) == []
