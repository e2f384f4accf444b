"""The steps of the desk: one tap, one step, and the next card comes by itself."""

import re
import threading

import pytest
from django.db import connection
from django.test import Client

from last500.base.limits import REVEALS_PER_PERSON
from last500.people.models import AccessEvent
from last500.service_requests import actions
from last500.service_requests.models import Event, Invitation, ServiceRequest
from last500.web.desk.tests.test_desk import as_, key, text


@pytest.fixture
def lin(cast):
    return as_(cast.lin)


def take(client, request, verb, cast=None, **fields):
    """Press a button of the card as it lay on the desk."""
    lying = {"desk": cast.a.pk, "pile": "verify"} if cast else {}
    seen = {"seen": f"{request.state}-{request.taken}"}
    body = key() | lying | seen | fields
    return client.post(f"/desk/request/{request.number}/{verb}/", body)


def verifying(request, **more):
    return {"how": "phone", "category": request.category, "minutes": 40} | more


def test_verified_in_one_tap_and_the_next_card_comes(cast, lin):
    first, second = cast.placed(text="第一件事"), cast.placed(text="第二件事")
    answer = take(lin, first, "verify", cast, **verifying(first, summary="楼道的灯"))
    assert (answer.status_code, answer["Location"]) == (
        303, f"/desk/{cast.a.pk}/?pile=verify",
    )  # fmt: skip
    page = text(lin.get(answer["Location"]))
    assert "核实好了" in page and "第二件事" in page
    first = cast.fresh(first)
    assert (first.state, first.summary, first.minutes) == ("verified", "楼道的灯", 40)
    assert cast.fresh(second).state == "placed"


def test_what_was_typed_is_kept_when_something_is_missing(cast, lin):
    request = cast.placed()
    answer = take(lin, request, "verify", cast, **verifying(request, minutes=5, summary="灯坏了"))
    assert answer.status_code == 422
    page = text(answer)
    assert 'value="灯坏了"' in page and "summary-title" in page
    assert cast.fresh(request).state == "placed"
    answer = take(lin, request, "verify", cast, **verifying(request, how="rumour"))
    assert answer.status_code == 422


def test_the_same_form_sent_twice_takes_effect_once(cast, lin):
    request = cast.placed()
    body = verifying(request, once="a-key-of-this-one-form")
    answers = [take(lin, request, "verify", cast, **body) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Event.objects.filter(action="verify").count() == 1


def test_inviting_the_three_carries_the_reasons(cast, lin):
    for name in ("wang", "li", "zhou"):
        cast.shown(name)
    request = cast.verified()
    chosen = [cast.wang.pk, cast.li.pk, cast.zhou.pk]
    answer = take(lin, request, "offer", cast, helpers=chosen)
    assert answer.status_code == 303
    assert cast.fresh(request).state == "offered"
    invitations = Invitation.objects.filter(request=request)
    assert {i.helper_id for i in invitations} == set(chosen)
    assert all("skill:electric_repair" in i.reasons for i in invitations)
    assert "会修电路灯具" in text(as_(cast.wang).get("/me/"))


def test_open_to_all_who_fit_or_nobody_chosen(cast, lin):
    request = cast.verified()
    assert take(lin, request, "offer", cast).status_code == 422
    assert take(lin, request, "offer", cast, open_to="planet").status_code == 422
    assert take(lin, request, "offer", cast, helpers=[cast.chen.pk]).status_code == 422
    assert take(lin, request, "offer", cast, open_to="compound").status_code == 303
    assert cast.fresh(request).open_to == "compound"


def test_a_suspected_emergency_is_answered_before_anything_is_offered(cast, lin):
    request = cast.placed(text="我爸刚才在家晕倒了，叫不醒！", category="health_mind")
    answer = take(lin, request, "not-emergency", cast, note="打过电话，人没事")
    assert answer.status_code == 303
    assert cast.fresh(request).suspected_emergency == ""
    other = cast.placed(text="我妈心口疼，喘不上气！", category="health_mind")
    assert take(lin, other, "emergency", cast, note="120 已经到了").status_code == 303
    assert cast.fresh(other).state == "emergency"


def test_declining_needs_a_reason(cast, lin):
    request = cast.placed()
    assert take(lin, request, "decline", cast).status_code == 422
    assert take(lin, request, "decline", cast, note="不在我们这里").status_code == 303
    assert cast.fresh(request).state == "declined"


def test_referring_says_the_ground(cast, lin):
    request = cast.placed()
    assert take(lin, request, "refer", cast, route="nobody").status_code == 422
    assert take(lin, request, "refer", cast, route="property").status_code == 303
    event = Event.objects.get(action="refer")
    assert "物业" in event.note
    assert cast.fresh(request).route == "property"
    assert take(lin, cast.fresh(request), "reroute", note="不归物业").status_code == 403
    again = take(as_(cast.he), cast.fresh(request), "reroute", note="不归物业")
    assert again.status_code == 303
    assert cast.fresh(request).state == "placed"


@pytest.mark.parametrize(
    ("word", "state"), [("solved", "confirmed"), ("not_solved", "reopened"), ("unreached", "done")]
)
def test_the_residents_word_by_telephone(cast, lin, word, state):
    request = cast.done()
    assert take(lin, request, "word", cast, word=word, comment="换好了").status_code == 303
    request = cast.fresh(request)
    assert request.state == state
    assert request.word_by_phone == (word != "unreached")
    assert bool(request.called_back_at) == (word == "unreached")


def test_the_word_needs_one_of_the_three(cast, lin):
    assert take(lin, cast.done(), "word", cast, word="perhaps").status_code == 422


def test_the_rarer_steps(cast, lin):
    request = cast.offered("wang")
    assert take(lin, request, "add-word", note="门铃坏了，请打电话").status_code == 303
    assert take(lin, request, "add-word", note="").status_code == 422
    assert take(lin, request, "settle").status_code == 422
    assert take(lin, request, "widen").status_code == 303
    request = cast.fresh(request)
    assert request.open_to == "community"
    assert take(lin, request, "close").status_code == 303
    assert cast.fresh(request).state == "unmet"


def test_merging_two_reports_of_one_matter(cast, lin):
    one, two = cast.placed(text="路灯不亮"), cast.placed(text="院里路灯不亮了")
    page = text(lin.get(f"/desk/request/{two.number}/"))
    assert "路灯不亮" in page and one.number in page
    assert take(lin, two, "merge", into=one.number).status_code == 303
    assert cast.fresh(two).merged_into_id == one.pk
    assert take(lin, one, "merge", into="nonsense").status_code == 404


def test_only_those_above_hand_over_to_another_compound(cast, lin):
    request = cast.placed()
    fields = {"place": cast.c.pk, "note": "是纸厂宿舍的路灯"}
    assert "转到别的小区" not in text(lin.get(f"/desk/request/{request.number}/")).split("<h2>")[-1]
    assert take(lin, request, "transfer", **fields).status_code == 403
    he = as_(cast.he)
    assert "纸厂宿舍" in text(he.get(f"/desk/request/{request.number}/"))
    assert take(he, request, "transfer", **fields | {"place": "x"}).status_code == 422
    assert take(he, request, "transfer", **fields).status_code == 303
    assert cast.fresh(request).place == cast.c


def test_one_field_is_opened_with_a_reason_and_is_logged(cast, lin):
    request = cast.placed()
    fields = {"field": "phone", "reason": "verify", "desk": cast.a.pk, "pile": "verify"}
    answer = lin.post(f"/desk/request/{request.number}/reveal/", fields)
    page = text(answer)
    assert answer.status_code == 200
    assert answer.headers["HX-Push-Url"] == "false"
    assert f"tel:{cast.chen.phone}" in page and "陈桂英" not in page
    look = AccessEvent.objects.get(kind="reveal")
    assert (look.fields, look.reason, look.viewer_id) == ("phone", "核实", cast.lin.pk)
    assert cast.chen.phone not in text(lin.get(f"/desk/{cast.a.pk}/"))
    assert (
        lin.post(f"/desk/request/{request.number}/reveal/", {"field": "phone"}).status_code == 404
    )


def test_the_third_look_at_a_telephone_asks_how_the_call_went(cast, lin):
    request = cast.placed()
    address = f"/desk/request/{request.number}/reveal/"

    def look(**more: str):
        return lin.post(address, {"field": "phone", "reason": "verify"} | more)

    assert [look().status_code for _ in range(3)] == [200, 200, 422]
    asked = text(look())
    assert "还没有记下打得怎么样" in asked and cast.chen.phone not in asked
    assert AccessEvent.objects.filter(kind="reveal").count() == 2
    assert look(field="door").status_code == 200  # the door is none of the call
    assert look(again="1").status_code == 200
    assert as_(cast.he).post(address, {"field": "phone", "reason": "verify"}).status_code == 200
    actions.add_word(cast.actor("lin"), cast.fresh(request), note="打过两次，没人接")
    assert look().status_code == 200


def test_opening_too_many_fields_is_stopped(cast, lin):
    request = cast.placed()
    fields = {"field": "phone", "reason": "verify", "again": "1"}
    address = f"/desk/request/{request.number}/reveal/"
    seen = [lin.post(address, fields).status_code for _ in range(REVEALS_PER_PERSON.most + 1)]
    assert set(seen[:-1]) == {200} and seen[-1] == 429
    assert AccessEvent.objects.filter(kind="reveal").count() == REVEALS_PER_PERSON.most


def test_a_desk_opens_nothing_of_what_lies_higher(cast, lin):
    request = cast.placed()
    ServiceRequest.objects.filter(pk=request.pk).update(desk=cast.community, level="community")
    fields = {"field": "phone", "reason": "verify"}
    address = f"/desk/request/{request.number}/reveal/"
    assert lin.post(address, fields).status_code == 403
    assert 'name="field"' not in text(lin.get(f"/desk/request/{request.number}/"))


def test_an_old_page_says_what_happened_and_offers_the_next_card(cast, lin):
    request = cast.placed()
    actions.verify(cast.actor("he"), cast.fresh(request), how="visit")
    answer = take(lin, request, "decline", cast, note="不归我们")
    page = text(answer)
    assert answer.status_code == 409
    assert "有人先了一步" in page and "核实过了" in page and "看下一件" in page
    assert f"/desk/{cast.a.pk}/?pile=verify" in page
    assert cast.fresh(request).state == "verified"


def test_two_secretaries_at_once_the_second_is_told(cast, lin):
    request = cast.placed()
    he = as_(cast.he)
    first = take(lin, request, "verify", cast, **verifying(request))
    second = he.post(
        f"/desk/request/{request.number}/verify/",
        {"once": "another-key-entirely", "seen": "placed-0"} | verifying(request),
    )
    assert (first.status_code, second.status_code) == (303, 409)
    assert Event.objects.filter(action="verify").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_secretaries_at_the_same_moment(cast):
    request = cast.placed()
    clients = [as_(cast.lin), as_(cast.he)]
    gate = threading.Barrier(2)
    statuses = []

    def press(number: int, client: Client) -> None:
        gate.wait()
        answer = client.post(
            f"/desk/request/{request.number}/verify/",
            {"once": f"the-key-of-number-{number}", "seen": "placed-0"} | verifying(request),
        )
        statuses.append(answer.status_code)
        connection.close()

    threads = [
        threading.Thread(target=press, args=(number, client))
        for number, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 409]
    assert Event.objects.filter(action="verify").count() == 1


def test_steps_are_taken_only_by_buttons(cast, lin):
    request = cast.placed()
    for verb in ("verify", "offer", "reveal", "word"):
        assert lin.get(f"/desk/request/{request.number}/{verb}/").status_code == 405


def test_the_words_for_the_group_hold_nothing_of_the_person(cast, lin):
    request = cast.verified()
    page = text(lin.get(f"/desk/{cast.a.pk}/?pile=offer"))
    start = page.index("想请邻居搭把手")
    words = page[start : page.index("</textarea>", start)]
    assert f"/j/{request.number}/" in words
    assert "301" not in words and "陈" not in words and "三层" not in words


def test_a_proposed_repeat_is_merged_or_turned_down_once(cast, lin):
    words = "三单元门口的路灯坏了，晚上黑漆漆的，老人出来倒垃圾摔了一跤。"
    one, two = cast.placed(text=words), cast.placed(text=words + "请快点修。")
    assert actions.propose_merges([cast.a.pk]) == 1
    assert "可能和另一件是同一件事" in text(lin.get(f"/desk/{cast.a.pk}/?pile=verify"))
    page = text(lin.get(f"/desk/request/{two.number}/"))
    assert "两条都提到" in page and "是另一件事" in page
    assert take(lin, two, "not-same", other=one.number).status_code == 303
    assert take(lin, two, "not-same", other=one.number).status_code == 409
    assert "两条都提到" not in text(lin.get(f"/desk/request/{two.number}/"))


def test_no_identifier_stands_twice_on_a_card(cast, lin):
    cast.placed()
    page = text(lin.get(f"/desk/{cast.a.pk}/"))
    known = re.findall(r'\bid="([^"]+)"', page)
    assert sorted(known) == sorted(set(known))
