"""Placing: what must be there, what is kept, what is refused, and what it costs."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from last500.notify.models import Message
from last500.organisations.queries import calendar
from last500.service_requests.models import Event, ServiceRequest
from last500.service_requests.tests.test_spine_pages import WHAT, WHERE, fresh_key, place

PAGE = "/c/furongyuan/request/"


def text_of(answer) -> str:
    return answer.content.decode()


def test_placing_needs_twelve_statements_at_most(client, cast, django_assert_max_num_queries):
    page = client.post(PAGE, WHAT | {"step": "next"})
    data = WHAT | WHERE | {
        "step": "send", "once": fresh_key(page), "name": "陈桂英", "door": "2单元301",
        "building": cast.building.pk, "wished_on": "2030-03-05",
    }  # fmt: skip
    calendar()  # kept for a minute in a running process
    with django_assert_max_num_queries(12):
        assert client.post(PAGE, data).status_code == 303
    placed = ServiceRequest.objects.get()
    assert (placed.building, placed.contact.door) == (cast.building, "2单元301")


def test_what_was_typed_survives_going_back_and_forth(client, cast):
    typed = WHAT | WHERE | {"door": "9单元<b>", "text": '三楼 "灯" & 泵', "step": "back"}
    back = text_of(client.post(PAGE, typed))
    assert "三楼 &#34;灯&#34; &amp; 泵" in back
    assert 'name="door" value="9单元&lt;b&gt;"' in back
    assert 'class="summary"' not in back
    again = text_of(client.post(PAGE, typed | {"step": "next"}))
    assert 'value="9单元&lt;b&gt;"' in again
    assert 'value="10000001234"' in again


def test_consent_is_never_carried_along(client, cast):
    typed = WHAT | WHERE | {"step": "back"}
    assert 'name="consent"' not in text_of(client.post(PAGE, typed))


def test_neither_kind_nor_words_is_told_at_once(client, cast):
    page = client.post(PAGE, {"step": "next", "text": " \u200b\x07 "})
    assert page.status_code == 422
    assert "请选一类，或者写两句" in text_of(page)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"phone": "1000000123"}, "少一位"),
        ({"phone": "10000001234 / 10000001235"}, "只能有数字"),
        ({"phone": "1000000123410000001234"}, "多了几位"),
        ({"phone": ""}, "能打通的电话"),
        ({"consent": ""}, "同意"),
        ({"text": "长" * 2001}, "最多 2000 字，现在 2001 字"),
        ({"door": "门" * 61}, "最多 60 字，现在 61 字"),
        ({"wished_on": "明天"}, "日期"),
        ({"category": "gold"}, "重新选一类"),
        ({"email": "不是邮箱"}, "邮箱地址好像不对"),
        ({"spot": "moon"}, "moon"),
    ],
)
def test_a_fault_is_told_and_everything_typed_stays(client, cast, wrong, says):
    answer = place(client, **({"text": "水管在漏<script>", "name": "阿<i>", "door": "301"} | wrong))
    html = text_of(answer)
    assert answer.status_code == 422
    assert says in html
    assert "水管在漏&lt;script&gt;" in html or "长长长" in html
    assert not ServiceRequest.objects.exists()
    assert not Event.objects.exists()


def test_html_and_control_characters_stay_text(client, cast):
    sent = place(client, text="<img src=x onerror=alert(1)>\x00\u202e楼道灯", name="<b>陈</b>")
    matter = ServiceRequest.objects.get()
    assert matter.text == "<img src=x onerror=alert(1)>楼道灯"
    client.get(sent["Location"])
    page = text_of(client.get(f"/r/{matter.number}/"))
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_the_same_form_sent_twice_places_once(client, cast):
    page = client.post(PAGE, WHAT | {"step": "next"})
    data = WHAT | WHERE | {"step": "send", "once": fresh_key(page)}
    first, second = client.post(PAGE, data), client.post(PAGE, data)
    assert first["Location"] == second["Location"]
    assert ServiceRequest.objects.count() == 1
    other = client.post(PAGE, data | {"text": "换了一件事"})
    assert other.status_code == 422
    assert "已经发过了" in text_of(other)
    assert ServiceRequest.objects.count() == 1


def test_a_form_without_its_key_is_refused_and_keeps_what_was_typed(client, cast):
    answer = client.post(PAGE, WHAT | WHERE | {"step": "send"})
    assert answer.status_code == 422
    assert "页面不完整" in text_of(answer)
    assert "10000001234" in text_of(answer)


@pytest.mark.parametrize("slug", ["nowhere", "FURONGYUAN", "a" * 60])
def test_a_compound_that_is_not_there_is_404(client, cast, slug):
    for address in (f"/c/{slug}/", f"/c/{slug}/request/", f"/c/{slug}/poster/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/c/{slug}/request/", WHAT).status_code == 404


def test_a_closed_compound_takes_nothing(client, cast):
    type(cast.a).objects.filter(pk=cast.a.pk).update(closed_on="2020-01-01")
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, WHAT | {"step": "next"}).status_code == 404


def test_a_building_of_another_compound_is_none(client, cast):
    place(client, slug="yuqiao", building=str(cast.building.pk))
    assert ServiceRequest.objects.get().building is None


def test_too_many_from_one_phone_is_429_with_what_was_typed(client, cast):
    answers = [place(client).status_code for _ in range(11)]
    assert answers == [303] * 10 + [429]


def test_whoever_is_signed_in_finds_their_own_number_there(client, cast):
    client.force_login(cast.chen, backend="last500.people.backend.CodeBackend")
    page = client.post(PAGE, WHAT | {"step": "next"})
    assert cast.chen.phone in text_of(page)
    place(client)
    assert ServiceRequest.objects.get().requester == cast.chen


# For somebody else


def test_for_another_asks_who_and_how_they_agreed(client, cast):
    answer = place(client, for_other="on")
    assert answer.status_code == 422
    assert "请写上怎么称呼 TA" in text_of(answer)
    assert "请选本人是怎么同意的" in text_of(answer)


def test_for_another_is_marked_and_says_how_they_agreed(client, cast):
    client.force_login(cast.hua, backend="last500.people.backend.CodeBackend")
    place(
        client, for_other="on", for_whom="赵婆婆", relation="邻居", how_agreed="phone", name="华平"
    )
    matter = ServiceRequest.objects.get()
    assert (matter.channel, matter.requester, matter.entered_by) == ("for_other", None, cast.hua)
    assert matter.contact.name == "赵婆婆"
    assert matter.contact.consents.get().given_how == "said_on_phone"
    assert Event.objects.get().note == "替人代填；关系：邻居；代填人：华平"
    page = text_of(client.get(f"/r/{matter.number}/"))
    assert "有人替你说了这件事" in page


# Emergencies


def test_an_emergency_is_said_while_typing_and_nothing_is_kept(client, cast):
    with CaptureQueriesContext(connection) as asked:
        hint = client.post(PAGE + "hint/", {"text": "我爸突然晕倒了叫不醒"})
    assert "tel:120" in text_of(hint)
    assert len(asked) == 0
    assert "tel:" not in text_of(client.post(PAGE + "hint/", {"text": "灯坏了"}))


def test_an_emergency_is_stored_marked_and_answered_with_the_numbers(client, cast):
    sent = place(client, text="我爸突然晕倒了叫不醒", category="")
    opened = client.get(sent["Location"])
    page = text_of(client.get(opened["Location"]))
    matter = ServiceRequest.objects.get()
    assert matter.suspected_emergency == "120"
    assert "现在就打 120" in page
    assert str(matter) in page
    assert Message.objects.latest("made_at").kind == "desk_emergency"

    calm = client.post(
        f"/r/{matter.number}/calm/", {"once": fresh_key(client.get(opened["Location"]))}
    )
    after = text_of(client.get(calm["Location"]))
    assert "收到了" in after
    matter.refresh_from_db()
    assert matter.suspected_emergency == "120"  # only the desk takes the mark away
    assert [e.action for e in Event.objects.order_by("at")] == ["place", "add_word"]


# Similar open matters


def test_similar_public_matters_show_kind_place_and_day_only(client, cast):
    matter = cast.placed(text="三楼灯坏了，我叫陈桂英")
    page = text_of(client.post(PAGE, WHAT | {"step": "next"}))
    assert "已经有人说过" in page
    assert "三号楼" in page
    assert "陈桂英" not in page
    assert matter.number not in page
    assert str(matter) not in page


def test_home_matters_are_never_shown_to_neighbours(client, cast):
    cast.placed(category="small_repair", spot="home")
    cast.placed(category="public_facility", spot="home")
    for kind in ("small_repair", "public_facility"):
        page = client.post(PAGE, WHAT | {"category": kind, "step": "next"})
        assert "已经有人说过" not in text_of(page)


def me_too(client, matter, slug="furongyuan"):
    key = fresh_key(client.post(PAGE, WHAT | {"step": "next"}))
    return client.post(f"/c/{slug}/me-too/{matter.pk}/", {"once": key})


def test_me_too_counts_each_once(client, cast):
    matter = cast.placed()
    assert me_too(client, matter).status_code == 303
    assert me_too(client, matter).status_code == 303
    assert cast.fresh(matter).me_too == 1


def test_me_too_from_one_address_is_bounded(client, cast, monkeypatch):
    from django.test import Client

    from last500.base import clock, limits

    monkeypatch.setattr(limits, "ME_TOOS_PER_ADDRESS", limits.Limit(2, clock.DAY))
    matter = cast.placed()
    assert [me_too(Client(), matter).status_code for _ in range(3)] == [303, 303, 429]
    assert cast.fresh(matter).me_too == 2


def test_me_too_on_a_home_request_or_through_another_gate_is_404(client, cast):
    private = cast.placed(category="small_repair", spot="home")
    assert me_too(client, private).status_code == 404
    assert me_too(client, cast.placed(), slug="yuqiao").status_code == 404


def test_i_can_help_asks_to_sign_in_and_then_puts_one_forward(client, cast):
    matter = cast.placed()
    address = f"/c/furongyuan/can-help/{matter.pk}/"
    key = fresh_key(client.post(PAGE, WHAT | {"step": "next"}))
    assert "/sign-in/" in client.post(address, {"once": key})["Location"]
    client.force_login(cast.li, backend="last500.people.backend.CodeBackend")
    key = fresh_key(client.post(PAGE, WHAT | {"step": "next"}))
    assert client.post(address, {"once": key}).status_code == 303
    assert matter.can_helps.get().helper == cast.li


def test_the_optional_questions_of_a_kind_are_kept(client, cast):
    place(client, q_since="days", q_affected="all")
    assert '"since": "days"' in ServiceRequest.objects.get().answers
    page = re.sub(r"\s+", " ", text_of(client.post(PAGE, WHAT | {"step": "next"})))
    assert page.count('type="radio" name="q_') == 9
