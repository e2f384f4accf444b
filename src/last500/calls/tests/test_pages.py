"""The pages of venture calls: what hangs at the gate, what each side fills in, who sees nothing."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
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
