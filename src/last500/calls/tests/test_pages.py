"""The pages of venture calls: what hangs at the gate, what each side fills in, who sees nothing."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from last500.base import clock
from last500.base.actor import CLOCK
from last500.calls import actions
from last500.calls.models import Application, Call
from last500.calls.rules import Stand, State
from last500.calls.tests import world
from last500.calls.tests.world import after, again, days, fresh
from last500.projects.models import Project

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"


def signed_in(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def text_of(answer) -> str:
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def press(client: Client, name: str, *args: object, **said: object):
    return client.post(reverse(f"calls:{name}", args=args), {"once": uuid4().hex, **said})


def look(client: Client, name: str, *args: object):
    return client.get(reverse(f"calls:{name}", args=args))


def call_fields(**more: object) -> dict:
    dates = {"opens": 0, "closes": 14, "mends": 21, "decides": 30, "mid": 80, "ends": 130,
             "final": 140}  # fmt: skip
    return {
        **{name: days(number).isoformat() for name, number in dates.items()},
        "title": "邻里微创投", "rules": "支持邻居自己动手的小事。", "risk": "上高的活先买保险。",
        "applicants": ["social", "group", "person"], "total": "30000", "most": "20000",
        "percent": "10", "reviews": "2", "row-0-title": "上课", "row-0-least": "4",
        "row-0-measure": "次",
    } | more  # fmt: skip


def proposal_fields(**more: object) -> dict:
    return {
        "title": "银龄手机课堂", "kind": "digital_help", "audience": "elders",
        "aim": "教老人用手机。", "does": "每周六上午。", "from_on": days(40).isoformat(),
        "until_on": days(100).isoformat(), "risk": "none", "total": "10000",
        "line-0-title": "课时", "line-0-payer": "government", "line-0-planned": "10000",
        "line-0-own": "1000", "asked-0-least": "8", "asked-0-source": "签到表",
    } | more  # fmt: skip


def test_from_the_first_word_to_the_closing_through_the_pages(cast):
    he, hua, wang = (signed_in(cast, name) for name in ("he", "hua", "wang"))
    one = world.social(cast)
    assert "写一次征集" in text_of(look(he, "desk", cast.community.pk))
    sent = press(he, "new", cast.community.pk, **call_fields())
    call = Call.objects.get()
    assert sent["Location"] == f"/calls/{call.pk}/desk/"
    assert look(hua, "show", call.pk).status_code == 404  # not yet open
    press(he, "step", call.pk, "open")
    public = text_of(look(Client(), "show", call.pk))
    for word in ("邻里微创投", "支持邻居自己动手的小事", "30,000", "自筹至少", "上课", "不打分"):
        assert word in public
    # An organisation through its liaison, a neighbour alone.
    assert one.name in text_of(look(hua, "apply", call.pk))
    begun = press(hua, "apply", call.pk, way=f"0:{cast.community.pk}")
    row = Application.objects.get()
    assert begun["Location"] == f"/calls/applications/{row.pk}/edit/"
    half = press(hua, "edit", row.pk, act="save", title="银龄手机", total="一万")
    assert half.status_code == 303 and not Project.objects.exists()
    page = look(hua, "edit", row.pk).content.decode()
    assert 'value="银龄手机"' in page and 'value="一万"' in page
    handed = press(hua, "edit", row.pk, act="send", **proposal_fields())
    assert handed.status_code == 303
    row = again(row)
    assert row.stand == Stand.SUBMITTED and row.asked_fen == 9_000_00 and row.draft == {}
    assert row.project.lead == one and row.project.state == "proposed"
    shown = text_of(look(hua, "application", row.pk))
    assert "交好了" in shown and "银龄手机课堂" in shown
    assert "银龄手机课堂" in text_of(look(he, "inside", call.pk))
    # Two reviewers by their own yes.
    for name in ("zhou", "li"):
        press(he, "invite", call.pk, who=str(cast.people[name].pk))
        reviewer = signed_in(cast, name)
        assert "请你评审" in text_of(look(reviewer, "mine"))
        press(reviewer, "answer", call.pk, "yes")
    with after(call):  # sessions do not last that long
        he, hua, wang = (signed_in(cast, name) for name in ("he", "hua", "wang"))
        for name in ("zhou", "li"):
            _review_through_the_pages(cast, name, call, row, he)
        lacking = press(he, "decide", row.pk, act="accept", granted="9000", reason="")
        assert lacking.status_code == 422
        good = press(he, "decide", row.pk, act="accept", granted="9000", reason="老人真需要。")
        assert good.status_code == 303
        assert "老人真需要" not in text_of(look(hua, "application", row.pk))  # not told yet
        press(he, "step", call.pk, "tell")
        assert "老人真需要" in text_of(look(hua, "application", row.pk))
        assert "老人真需要" not in text_of(look(wang, "show", call.pk))
    with after(call, 3):
        he, hua = signed_in(cast, "he"), signed_in(cast, "hua")
        assert press(he, "step", call.pk, "publish").status_code == 303
        listed = text_of(look(Client(), "show", call.pk))
        assert "老人真需要" in listed and one.name in listed and "9,000" in listed
        assert "我替这一方同意" in text_of(look(hua, "contract", row.pk))
        press(hua, "sign", row.pk, "carrier")
        press(he, "sign", row.pk, "runner")
        assert one.name in text_of(look(hua, "letter", row.pk))
        press(he, "step", call.pk, "start")
    with clock.at(clock.start_of(call.mid_on)):
        he, hua = signed_in(cast, "he"), signed_in(cast, "hua")
        assert "写报告" in text_of(look(hua, "mine"))
        bad = press(hua, "report", row.pk, "mid", spent="100", account="上了课。")
        assert bad.status_code == 422 and "还差“上课”" in text_of(bad)
        assert "上了课。" in bad.content.decode()  # what was typed stays
        key = f"i{row.agreed.get().pk}"
        for part in ("mid", "final"):
            done = press(hua, "report", row.pk, part, spent="100", account="上课。", **{key: "8"})
            assert done.status_code == 303
        press(he, "step", call.pk, "close")
    assert fresh(call).state == State.CLOSED
    assert "上课 8/8" in text_of(look(Client(), "show", call.pk))


def _review_through_the_pages(cast, name: str, call: Call, row: Application, he: Client) -> None:
    reviewer = signed_in(cast, name)
    if fresh(call).state == State.OPEN:
        press(he, "step", call.pk, "close_book")
    assert look(reviewer, "application", row.pk).status_code == 404  # nothing before declaring
    assert look(reviewer, "review", row.pk).status_code == 404
    asked = text_of(look(reviewer, "reviews", call.pk))
    assert "先对每一份说清" in asked and "教老人用手机" not in asked
    nothing = press(reviewer, "reviews", call.pk)
    assert nothing.status_code == 422 and "一份也不能空" in text_of(nothing)
    press(reviewer, "reviews", call.pk, **{f"{row.pk}-interest": "no"})
    assert "教老人用手机" in text_of(look(reviewer, "review", row.pk))
    half = press(reviewer, "review", row.pk, pro="有人要。", contra="", advice="support")
    assert half.status_code == 422
    said = {"pro": "有人要。", "contra": "场地要先说好。", "advice": "changes"}
    assert press(reviewer, "review", row.pk, **said).status_code == 303
    assert "写过了" in text_of(look(reviewer, "reviews", call.pk))


# ---- lists --------------------------------------------------------------------------------------


def statements(client: Client, address: str) -> int:
    client.get(address)  # the session and what is read once
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200 and len(answer.content) < 100_000
    return len(asked)


def test_no_list_asks_more_for_more_rows(cast):
    he, wang = signed_in(cast, "he"), signed_in(cast, "wang")
    addresses = (
        (wang, reverse("calls:list")),
        (wang, reverse("calls:mine")),
        (he, reverse("calls:desk", args=[cast.community.pk])),
    )
    first = world.opened(cast)
    world.submitted(cast, first, "wang")
    world.seated(cast, first, "zhou")
    inside = (he, reverse("calls:inside", args=[first.pk]))
    before = [statements(client, address) for client, address in (*addresses, inside)]
    for number in range(4):
        call = world.opened(cast, title=f"第{number}次")
        world.submitted(cast, call, "wang")
    for name in ("hua", "li"):
        world.submitted(cast, first, name)
    world.seated(cast, first, "zhao", "qian")
    after_ = [statements(client, address) for client, address in (*addresses, inside)]
    assert after_ == before


def test_the_list_is_filtered_by_place_and_kind_and_shows_what_is_near_first(cast):
    near = world.opened(cast, title="社区的一次")
    far = actions.make(cast.actor("tang"), cast.street.parent, world.draft(
        title="区里的一次", kinds=("safety",)))  # fmt: skip
    actions.open_call(cast.actor("tang"), far)
    actions.make(cast.actor("he"), cast.community, world.draft(title="还没发布的"))
    zhao = signed_in(cast, "zhao")  # of another street: the district's call reaches home
    page = text_of(look(zhao, "list"))
    assert page.index("区里的一次") < page.index("社区的一次") and "还没发布的" not in page
    for query, shown, hidden in (
        (f"?at={cast.community.pk}", near.title, far.title),
        ("?kind=safety", far.title, "nothing"),
        ("?kind=children", near.title, far.title),
        ("?kind=nonsense&at=x&page=99999&city=7777777", near.title, "nothing"),
    ):
        text = text_of(zhao.get(reverse("calls:list") + query))
        assert hidden not in text
        assert shown in text or "page" in query
    with after(near):
        actions.close_books()
    assert near.title not in text_of(look(Client(), "list"))
    assert near.title in text_of(Client().get(reverse("calls:list") + "?pile=all"))


# ---- bad input ----------------------------------------------------------------------------------


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(cast):
    call = world.opened(cast)
    row, wang = world.begun(cast, call, "wang"), signed_in(cast, "wang")
    wrong = proposal_fields(total="10500", until_on=days(900).isoformat(), **{"asked-0-least": "2"})
    bad = press(wang, "edit", row.pk, act="send", **wrong)
    text = text_of(bad)
    assert bad.status_code == 422 and not Project.objects.exists()
    for said in ("差 500 元", "最晚", "“上课”至少要 4 次"):
        assert said in text
    assert 'value="10500"' in bad.content.decode()
    nonsense = press(
        wang, "edit", row.pk, act="send", **{"line-0-planned": "很多", "title": "x" * 99}
    )
    assert nonsense.status_code == 422 and "请写钱数" in text_of(nonsense)


def test_a_late_application_is_told_so_and_a_call_says_what_is_wrong_with_it(cast):
    call = world.opened(cast)
    row = world.begun(cast, call, "wang")
    with after(call):
        late = press(signed_in(cast, "wang"), "edit", row.pk, act="send", **proposal_fields())
        assert (
            late.status_code == 409 and "不能改了" in text_of(late) or "时间过了" in text_of(late)
        )
    he = signed_in(cast, "he")
    bad = press(
        he, "new", cast.community.pk, **call_fields(most="40000", closes=days(3).isoformat())
    )
    assert bad.status_code == 422
    assert "不能超过总额" in text_of(bad) and "至少收 7 天" in text_of(bad)
    assert Call.objects.count() == 1


def test_an_application_form_sent_twice_counts_once(cast):
    call = world.opened(cast)
    row, wang = world.begun(cast, call, "wang"), signed_in(cast, "wang")
    body = {"once": uuid4().hex, "act": "send"} | proposal_fields()
    address = reverse("calls:edit", args=[row.pk])
    first, second = wang.post(address, body), wang.post(address, body)
    assert first.status_code == second.status_code == 303
    assert Project.objects.count() == 1


def test_public_pages_name_nobody(cast):
    call, _hers, his = world.decided(cast)
    with after(call, 11):
        actions.publish(CLOCK, call)
    text = text_of(look(Client(), "show", call.pk))
    assert "一位居民" in text and his.reason in text
    for person in cast.people.values():
        assert person.name not in text and (not person.called or person.called not in text)
