"""A helper's pages, from the invitation to the helper's own "done"."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.people.models import AccessEvent
from last500.service_requests import actions
from last500.service_requests.models import Acceptance, Invitation, ServiceRequest
from last500.web.me.dates import SOURCES

BACKEND = "last500.people.backend.CodeBackend"


def as_(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def once(letter: str = "k") -> dict:
    return {"once": letter * 32}


def text(answer) -> str:
    return answer.content.decode()


def private_of(cast) -> tuple[str, ...]:
    return ("晚上老人上下楼看不清", cast.chen.name, "2单元301", cast.chen.phone)


def test_from_the_invitation_to_done(cast):
    request = cast.offered("wang")
    wang = as_(cast.wang)
    page = text(wang.get("/me/"))
    assert "有人请你帮忙" in page and "三号楼" in page
    assert not [word for word in private_of(cast) if word in page]

    ask = Invitation.objects.get()
    answer = wang.post(f"/me/invitations/{ask.pk}/accept/", once())
    assert (answer.status_code, answer["Location"]) == (303, f"/me/help/{request.pk}/")
    page = text(wang.get(answer["Location"]))
    assert all(word in page for word in private_of(cast))
    assert f'href="tel:{cast.chen.phone}"' in page
    assert Acceptance.objects.get().visit_code in page

    day = (clock.today() + clock.DAY).isoformat()
    told = wang.post(
        f"/me/help/{request.pk}/contacted/", {"on": day, "at": "19:30", "note": ""} | once("c")
    )
    assert told.status_code == 303
    assert clock.local(cast.fresh(request).agreed_at).strftime("%H:%M") == "19:30"
    assert (
        wang.post(f"/me/help/{request.pk}/late/", {"minutes": "20"} | once("l")).status_code == 303
    )
    assert wang.post(f"/me/help/{request.pk}/done/", once("d"))["Location"] == "/me/"
    assert cast.fresh(request).state == "done"
    over = text(wang.get(f"/me/help/{request.pk}/"))
    assert "联系方式已收起" in over
    assert not [word for word in private_of(cast) if word in over]


def test_the_first_look_is_written_down_once_and_the_resident_reads_it(cast):
    request = cast.accepted()
    wang = as_(cast.wang)
    for _time in range(3):
        wang.get(f"/me/help/{request.pk}/")
    looks = AccessEvent.objects.filter(about=request.pk)
    assert [look.fields for look in looks] == ["door,name,phone,text"]
    seen = text(as_(cast.chen).get("/me/data/"))
    assert "接单的邻居" in seen and "看了电话" in seen and "王" not in seen


def test_strangers_find_nothing(cast):
    request = cast.accepted()
    ask = Invitation.objects.get()
    for name in ("li", "chen", "lin", "zhao"):
        client = as_(cast.people[name])
        assert client.get(f"/me/help/{request.pk}/").status_code == 404
        for verb in ("contacted", "late", "release", "hand-on", "done"):
            there = f"/me/help/{request.pk}/{verb}/"
            assert client.post(there, once()).status_code == 404
        for verb in ("accept", "refuse"):
            assert client.post(f"/me/invitations/{ask.pk}/{verb}/", once()).status_code == 404
    assert Client().get(f"/me/help/{request.pk}/").status_code == 302


def test_accepting_twice_is_once_and_an_old_page_is_told_calmly(cast):
    cast.offered("wang", "li")
    asks = {ask.helper_id: ask.pk for ask in Invitation.objects.all()}
    wang, li = as_(cast.wang), as_(cast.li)
    there = f"/me/invitations/{asks[cast.wang.pk]}/accept/"
    assert wang.post(there, once())["Location"] == wang.post(there, once())["Location"]
    late = li.post(f"/me/invitations/{asks[cast.li.pk]}/accept/", once("l"))
    assert late.status_code == 409 and "谢谢你" in text(late)
    assert Acceptance.objects.count() == 1


def test_a_refusal_is_calm_and_may_be_sent_twice(cast):
    cast.offered("wang")
    ask = Invitation.objects.get()
    wang = as_(cast.wang)
    for _time in range(2):
        assert wang.post(f"/me/invitations/{ask.pk}/refuse/").status_code == 303
    ask.refresh_from_db()
    assert ask.answer == "refused"
    assert "有人请你帮忙" not in text(wang.get("/me/"))


def test_pausing_answers_what_is_still_asked(cast):
    cast.offered("wang")
    wang = as_(cast.wang)
    for _time in range(2):
        assert wang.post("/me/pause/").status_code == 303
    assert Invitation.objects.get().answer == "refused"
    page = text(wang.get("/me/"))
    assert "你在歇着" in page and "有人请你帮忙" not in page


def test_one_invitation_at_a_time_the_oldest_first(cast):
    with clock.at(clock.now() - clock.HOUR):
        cast.offered("wang", text="先来的", category="small_repair")
    cast.offered("wang", category="digital_help")
    page = text(as_(cast.wang).get("/me/"))
    assert "小修小补" in page and "手机代办" not in page


def test_reasons_are_said_in_words(cast):
    request = cast.verified()
    actions.offer(
        cast.actor("lin"),
        request,
        helpers=[cast.wang.pk],
        reasons={cast.wang.pk: ["same_building", "skill:electric_repair"]},
    )
    page = text(as_(cast.wang).get("/me/"))
    assert "同一栋楼" in page and "会修电路灯具" in page


def test_an_open_request_shows_its_reason_and_is_taken_from_its_short_link(cast):
    request = cast.offered("zhou", open_to="compound")
    cast.shown("li")
    li = as_(cast.li)
    page = text(li.get("/me/"))
    there = f"/j/{request.number}/"
    assert there in page and "同一个小区" in page and "你会修电路灯具" in page
    assert "晚上有空" in page
    landing = text(li.get(there))
    assert "我来" in landing and not [word for word in private_of(cast) if word in landing]
    answer = li.post(there, once())
    assert answer["Location"] == f"/me/help/{request.pk}/"
    assert "有人接了" in text(as_(cast.zhou).get(there))


def test_the_short_link_tells_a_stranger_nothing_and_the_unknown_nothing(cast):
    request = cast.offered("wang", open_to="compound")
    page = text(Client().get(f"/j/{request.number}/"))
    assert "登录" in page and not [word for word in private_of(cast) if word in page]
    assert Client().get("/j/00000000000/").status_code == 404
    assert Client().get("/j/%00%00/").status_code == 404
    answer = Client().post(f"/j/{request.number}/", once())
    assert answer.status_code == 302
    not_open = cast.placed()
    assert Client().get(f"/j/{not_open.number}/").status_code == 404
    hua = as_(cast.hua)
    assert "去报到" in text(hua.get(f"/j/{request.number}/"))
    assert hua.post(f"/j/{request.number}/", once()).status_code == 422


def test_giving_it_back_costs_nothing(cast):
    request = cast.accepted()
    wang = as_(cast.wang)
    sent = wang.post(f"/me/help/{request.pk}/release/", {"release-note": "临时加班"} | once())
    assert sent["Location"] == "/me/"
    assert cast.fresh(request).state == "verified"
    page = text(wang.get(f"/me/help/{request.pk}/"))
    assert "退回给小区了" in page and cast.chen.phone not in page
    again = wang.post(f"/me/help/{request.pk}/release/", once("z"))
    assert again.status_code == 409


def test_handing_on_by_a_link_that_works_once(cast):
    request = cast.accepted()
    wang, li = as_(cast.wang), as_(cast.li)
    there = wang.post(f"/me/help/{request.pk}/hand-on/", once())["Location"]
    mine = text(wang.get(there))
    assert "复制这段话" in mine and cast.chen.phone not in mine
    landing = text(li.get(there))
    assert "我接过来" in landing and not [word for word in private_of(cast) if word in landing]
    assert "登录" in text(Client().get(there))
    assert li.post(there, once("l"))["Location"] == f"/me/help/{request.pk}/"
    assert cast.chen.phone in text(li.get(f"/me/help/{request.pk}/"))
    assert cast.chen.phone not in text(wang.get(f"/me/help/{request.pk}/"))
    zhou = as_(cast.zhou)
    assert zhou.get(there).status_code == 404
    assert zhou.post(there, once("y")).status_code == 409
    assert Client().get("/t/none/").status_code == 404


@pytest.mark.parametrize(
    ("verb", "filled"),
    [
        ("contacted", {"on": "2001-01-01", "at": "10:00"}),
        ("contacted", {"on": "2026-02-31", "at": "10:00"}),
        ("contacted", {"on": "", "at": "10:00"}),
        ("contacted", {"on": "2030-01-01", "at": ""}),
        ("contacted", {"note": "长" * 501}),
        ("late", {"minutes": "4"}),
        ("late", {"minutes": "很久"}),
        ("done", {"note": "长" * 501}),
        ("release", {"release-note": "长" * 501}),
    ],
)
def test_bad_input_keeps_what_was_typed_and_changes_nothing(cast, verb, filled):
    request = cast.accepted()
    before = ServiceRequest.objects.filter(pk=request.pk).values("state", "agreed_at").get()
    answer = as_(cast.wang).post(f"/me/help/{request.pk}/{verb}/", filled | once())
    assert answer.status_code == 422
    assert "还差一点" in text(answer)
    assert ServiceRequest.objects.filter(pk=request.pk).values("state", "agreed_at").get() == before


def test_half_a_team_waits_for_the_other_half(cast):
    request = cast.offered("wang", "li", category="hospital_company")
    actions.accept(cast.actor("wang"), request)
    wang = as_(cast.wang)
    page = text(wang.get(f"/me/help/{request.pk}/"))
    assert "还差一位同伴" in page and cast.chen.phone not in page
    actions.accept(cast.actor("li"), cast.fresh(request))
    assert cast.chen.phone in text(wang.get(f"/me/help/{request.pk}/"))


def test_the_page_for_me_stays_within_eleven_statements(cast):
    for _n in range(3):
        cast.offered("wang", open_to="compound")
    for _n in range(6):
        cast.offered("zhou", open_to="compound")
    actions.accept(cast.actor("wang"), Invitation.objects.filter(helper=cast.wang).first().request)
    wang = as_(cast.wang)
    with CaptureQueriesContext(connection) as spent:
        page = text(wang.get("/me/"))
    assert "我接下的" in page and page.count("/j/") == 4
    # One more for each app that has dates.
    assert len(spent) <= 11 + len(SOURCES), [q["sql"][:90] for q in spent]


def test_my_dates_stand_in_order_and_my_year_is_one_sentence(cast):
    first = cast.accepted()
    actions.contact_agreed(cast.actor("wang"), first, at=clock.now() + timedelta(days=2))
    wang = as_(cast.wang)
    assert "我接下的" in text(wang.get("/me/"))
    actions.report_done(cast.actor("wang"), cast.fresh(first))
    actions.confirm(cast.actor("chen"), cast.fresh(first))
    page = text(wang.get("/me/"))
    assert "帮过 1 次" in page and "我接下的" not in page
    helps = text(wang.get("/me/helps/"))
    assert "公共设施" in helps and not [word for word in private_of(cast) if word in helps]
