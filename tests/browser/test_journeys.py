"""What people come for, walked through in real Chromium at 390×844 by clicking what they see."""

import csv
import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from last500.base import clock
from last500.service_requests import actions
from last500.service_requests.actions import deadlines
from last500.service_requests.models import Event, Invitation, ServiceRequest
from tests.browser.conftest import DESK
from tests.browser.walk import (
    agree,
    find,
    matter_of,
    open_pile,
    pick,
    say_what,
    send,
    shown_number,
    tap,
    verify,
)

DRIP = "厨房的水龙头关不严，滴了三天。"
HAN = re.compile(r"[一-鿿]")


def tomorrow() -> str:
    return (clock.today() + timedelta(days=1)).isoformat()


def test_a_resident_places_a_request_and_follows_it(open_page, phone, live_server, cast, shot):
    phone.goto(f"{live_server.url}/c/furongyuan/")
    shot(phone, "a1-compound")
    tap(phone, "我要求助")
    phone.get_by_label("写两句").fill("父亲刚才在家晕倒了！")
    expect(phone.locator("#hint")).to_contain_text("120")
    shot(phone, "a2-emergency-while-typing")
    phone.get_by_label("写两句").fill(DRIP)
    expect(phone.locator("#hint")).to_be_empty()
    shot(phone, "a3-what")
    say_what(phone, "小修小补")
    expect(phone.locator("h1")).to_have_text("在哪里、怎么找你？")
    shot(phone, "a4-where")
    number = send(phone, "10000005555", "罗奶奶", "2单元301")
    shot(phone, "a5-sent")
    link = phone.locator("#copy").input_value() if _is_field(phone) else _copied(phone)

    tap(phone, "看进度")
    expect(phone.locator("main")).to_contain_text(DRIP)
    shot(phone, "a6-follow")
    by_link = open_page()
    by_link.goto(link)
    assert shown_number(by_link) == number
    assert "/f/" not in by_link.url
    by_number = open_page()
    find(by_number, live_server.url, number, "9999")
    expect(by_number.locator(".summary")).to_contain_text("没有对上")
    assert by_number.get_by_label("受理号").input_value() == number
    by_number.get_by_label("电话后四位").fill("5555")
    tap(by_number, "查")
    assert shown_number(by_number) == number


def _is_field(page) -> bool:
    return page.locator("#copy").evaluate("e => 'value' in e")


def _copied(page) -> str:
    return page.locator("#copy").inner_text().strip()


def test_what_was_typed_stays_when_something_is_missing(phone, live_server, cast):
    phone.goto(f"{live_server.url}/c/furongyuan/request/")
    say_what(phone, "小修小补", DRIP)
    phone.get_by_label("打哪个电话").fill("1000000")
    phone.get_by_label("怎么称呼你").fill("罗奶奶")
    tap(phone, "发出")
    expect(phone.locator(".summary")).to_be_focused()
    assert phone.get_by_label("打哪个电话").input_value() == "1000000"
    assert phone.get_by_label("怎么称呼你").input_value() == "罗奶奶"
    tap(phone, "回上一步改")
    assert phone.get_by_label("写两句").input_value() == DRIP
    assert not ServiceRequest.objects.exists()


def test_a_neighbour_fills_it_in_for_another(phone, live_server, cast, shot):
    phone.goto(f"{live_server.url}/c/furongyuan/request/")
    pick(phone, "我替别人说")
    say_what(phone, "陪诊就医", "下周二上午陪她去医院。")
    shot(phone, "b1-for-another")
    phone.get_by_label("替谁说？怎么称呼").fill("周奶奶")
    phone.get_by_label("你是 TA 的什么人").fill("楼上邻居")
    pick(phone, "本人就在旁边")
    number = send(phone)
    matter = matter_of(number)
    assert (matter.contact.name, matter.channel) == ("周奶奶", "for_other")
    tap(phone, "看进度")
    expect(phone.locator("main")).to_contain_text("有人替你说了这件事")
    shot(phone, "b2-for-another-follow")


def test_the_desk_enters_one_from_paper_and_gives_a_slip(open_page, live_server, cast, shot):
    desk = open_page(cast.lin)
    desk.goto(f"{live_server.url}/desk/")
    tap(desk, "替人记一件（电话、纸质单、窗口）")
    pick(desk, "纸质单")
    desk.get_by_label("什么事").fill("三楼的灯不亮，我没有手机。")
    desk.get_by_label("怎么称呼").fill("老周")
    pick(desk, "在纸质单上签了字")
    shot(desk, "b3-enter")
    tap(desk, "记下来")
    shot(desk, "b4-slip")
    number = shown_number(desk)
    code = desk.locator("b.number").inner_text().strip()
    at_home = open_page()
    find(at_home, live_server.url, number, code)
    expect(at_home.locator("main")).to_contain_text("你填了纸质单")


def test_the_desk_enters_one_from_the_telephone(open_page, live_server, cast):
    desk = open_page(cast.lin)
    desk.goto(f"{live_server.url}/desk/{cast.a.pk}/enter/")
    desk.get_by_label("什么事").fill("门锁卡住了。")
    desk.get_by_label("电话", exact=True).fill("10000007777")
    tap(desk, "记下来")
    expect(desk.locator(".summary")).to_contain_text("同意")
    assert desk.get_by_label("什么事").input_value() == "门锁卡住了。"
    pick(desk, "电话里说了同意")
    tap(desk, "记下来")
    number = shown_number(desk)
    caller = open_page()
    find(caller, live_server.url, number, "7777")
    expect(caller.locator("main")).to_contain_text("你打电话说了这件事")


def test_the_secretary_verifies_and_invites_and_the_next_card_comes(
    open_page, live_server, cast, shot
):
    with clock.at(clock.now() - clock.HOUR):
        cast.placed()
    cast.placed(text=DRIP, category="small_repair", spot="home")
    desk = open_page(cast.lin)
    desk.goto(f"{live_server.url}/desk/")
    shot(desk, "c1-to-verify")
    expect(desk.locator("article")).to_contain_text("楼道三层的灯")
    assert cast.chen.phone not in desk.content()
    verify(desk)
    expect(desk.locator("article")).to_contain_text("水龙头")
    verify(desk, "写得清楚，不用问")
    tap(desk, "接着看待派的 2 件")
    expect(desk.get_by_role("button", name="邀请这三位")).to_be_visible()
    shot(desk, "c2-three-best")
    first = desk.locator("article h1").inner_text()
    tap(desk, "邀请这三位")
    expect(desk.locator("#notice")).to_contain_text("邀请发出去了")
    expect(desk.locator("article h1")).not_to_have_text(first)
    shot(desk, "c3-next-card")
    assert Invitation.objects.count() == 3
    assert all(one.reasons for one in Invitation.objects.all())


def test_the_secretary_reads_the_telephone_with_a_reason_and_the_resident_sees_it(
    open_page, live_server, cast
):
    matter = cast.placed()
    desk = open_page(cast.lin)
    desk.goto(f"{live_server.url}/desk/")
    desk.get_by_role("button", name="看电话").first.click()
    expect(desk.locator(".opened")).to_contain_text(cast.chen.phone)
    own = open_page(cast.chen)
    own.goto(f"{live_server.url}/r/{matter.number}/")
    expect(own.locator("main")).to_contain_text("看了电话")


def test_a_helper_is_asked_accepts_agrees_and_reports_done(open_page, live_server, cast, shot):
    matter = cast.verified(category="small_repair", spot="home", text=DRIP)
    reasons = {cast.wang.pk: ["in_compound", "skill:water_repair"]}
    actions.offer(cast.actor("lin"), matter, helpers=[cast.wang.pk], reasons=reasons)
    me = open_page(cast.wang)
    me.goto(live_server.url)
    tap(me, "给我的")
    shot(me, "d1-asked")
    expect(me.locator("main")).to_contain_text("为什么问你")
    for secret in (cast.chen.phone, cast.chen.name, "2单元301"):
        assert secret not in me.content()
    tap(me, "我来")
    shot(me, "d2-accepted")
    code = me.locator(".code-word").inner_text().strip()
    for shown in (cast.chen.phone, cast.chen.name, "2单元301", DRIP):
        expect(me.locator("main")).to_contain_text(shown)
    agree(me, tomorrow())
    expect(me.locator("main")).to_contain_text("约好了")
    resident = open_page(cast.chen)
    resident.goto(f"{live_server.url}/r/{matter.number}/")
    expect(resident.locator("main")).to_contain_text(code)
    expect(resident.locator("main")).to_contain_text("王师傅")
    tap(me, "办完了")
    shot(me, "d3-done")
    expect(me.locator("main")).not_to_contain_text("今年还没帮过")
    assert cast.fresh(matter).state == "done"
    me.goto(f"{live_server.url}/me/help/{matter.pk}/")
    assert cast.chen.phone not in me.content()


def test_the_resident_says_solved_with_a_rating(open_page, live_server, cast, shot):
    matter = cast.accepted()
    code = matter.acceptances.get().visit_code if hasattr(matter, "acceptances") else ""
    resident = open_page(cast.chen)
    resident.goto(f"{live_server.url}/r/{matter.number}/")
    expect(resident.locator("main")).to_contain_text("王师傅")
    expect(resident.locator(".code")).to_contain_text(code)
    shot(resident, "e1-who-comes")
    actions.report_done(cast.actor("wang"), matter)
    resident.reload()
    shot(resident, "e2-solved-or-not")
    tap(resident, "解决了")
    pick(resident, "很好")
    resident.get_by_label("想说的话").fill("换好了，谢谢。")
    tap(resident, "确认解决")
    shot(resident, "e3-confirmed")
    matter = cast.fresh(matter)
    assert (matter.state, matter.rating, matter.comment) == ("confirmed", 3, "换好了，谢谢。")


def test_the_resident_says_not_solved_and_it_is_back_on_the_desk(
    open_page, live_server, cast, shot
):
    matter = cast.done()
    resident = open_page(cast.chen)
    resident.goto(f"{live_server.url}/r/{matter.number}/")
    tap(resident, "还没解决")
    resident.get_by_label("哪里还没好").fill("亮了一天又灭了。")
    tap(resident, "发出")
    shot(resident, "e4-not-solved")
    desk = open_page(cast.lin)
    desk.goto(f"{live_server.url}/desk/")
    expect(desk.locator("article")).to_contain_text("亮了一天又灭了")
    expect(desk.locator("article")).to_contain_text("还没解决")
    shot(desk, "e5-back-on-the-desk")


def test_the_community_officer_acts_on_one_that_climbed_and_transfers_it(
    open_page, live_server, cast, shot
):
    with clock.at(clock.now() - 9 * clock.DAY):
        matter = cast.placed()
    ServiceRequest.objects.filter(pk=matter.pk).update(due_at=clock.now() - clock.HOUR)
    deadlines.escalate_overdue()
    ServiceRequest.objects.filter(pk=matter.pk).update(due_at=clock.now() - clock.MINUTE)
    officer = open_page(cast.he, viewport=DESK)
    officer.goto(f"{live_server.url}/figures/")
    shot(officer, "f1-needs-me")
    officer.goto(f"{live_server.url}/desk/")
    open_pile(officer, "超时")
    expect(officer.locator("article")).to_contain_text("楼道三层的灯")
    shot(officer, "f2-overdue")
    verify(officer)
    assert cast.fresh(matter).state == "verified"
    officer.goto(f"{live_server.url}/desk/request/{matter.number}/")
    shot(officer, "f3-history")
    officer.get_by_label("哪个小区").select_option(label=cast.c.name)
    officer.get_by_label("为什么转").fill("灯在纸厂宿舍那一头。")
    tap(officer, "转过去")
    shot(officer, "f4-transferred")
    assert cast.fresh(matter).place_id == cast.c.pk
    assert "transfer" in Event.objects.filter(request=matter).values_list("action", flat=True)


def test_the_street_officer_reads_the_figures_and_exports_them(
    open_page, live_server, cast, shot, tmp_path
):
    cast.done()
    cast.placed()
    officer = open_page(cast.sun, viewport=DESK)
    officer.goto(f"{live_server.url}/figures/")
    shot(officer, "g1-street")
    tap(officer, f"{cast.street.name}的情况")
    shot(officer, "g2-figures")
    expect(officer.locator("main")).to_contain_text(cast.community.name)
    with officer.expect_download() as coming:
        officer.get_by_role("link", name="导出 CSV").click()
    kept = Path(tmp_path / "figures.csv")
    coming.value.save_as(kept)
    rows = list(csv.reader(kept.read_text("utf-8-sig").splitlines()))
    assert len(rows) > 2
    everything = kept.read_text("utf-8-sig")
    assert not any(person.name in everything for person in cast.people.values())


def test_the_whole_way_without_javascript(open_page, live_server, cast):
    def page(person=None):
        return open_page(person, java_script_enabled=False)

    resident = page()
    resident.goto(f"{live_server.url}/c/furongyuan/")
    tap(resident, "我要求助")
    say_what(resident, "小修小补", DRIP)
    number = send(resident, name="罗奶奶")
    desk = page(cast.lin)
    desk.goto(f"{live_server.url}/desk/")
    verify(desk)
    tap(desk, "接着看待派的 1 件")
    tap(desk, "邀请这三位")
    helper = page(cast.wang)
    helper.goto(f"{live_server.url}/me/")
    tap(helper, "我来")
    agree(helper, tomorrow())
    tap(helper, "办完了")
    tap(resident, "看进度")
    tap(resident, "解决了")
    pick(resident, "很好")
    tap(resident, "确认解决")
    assert matter_of(number).state == "confirmed"


def test_the_whole_way_in_english(open_page, live_server, cast, shot):
    """English is complete: what is left in Chinese are names and what people wrote themselves."""
    own_words = [DRIP.rstrip("。"), cast.a.name, cast.building.name, "罗奶奶", "罗**", "中文"]
    own_words += [person.called for person in cast.people.values() if person.called]

    def is_english(page) -> None:
        assert page.locator("html").get_attribute("lang") == "en"
        words = page.locator("body").inner_text()
        for own in own_words:
            words = words.replace(own, "")
        assert not HAN.search(words), [line for line in words.splitlines() if HAN.search(line)]

    def step(page, wanted=".btn.do") -> None:
        is_english(page)
        page.locator(f"main {wanted}").first.click()
        page.wait_for_load_state()

    def opened(person, path):
        page = open_page(person)
        page.goto(live_server.url + path)
        page.get_by_role("button", name="English").click()
        page.wait_for_load_state()
        return page

    resident = opened(None, "/c/furongyuan/")
    step(resident)
    resident.locator("[name=text]").fill(DRIP)
    resident.locator("label.kind", has=resident.locator("[value=small_repair]")).click()
    step(resident)
    resident.locator("[name=phone]").fill("10000005555")
    resident.locator("[name=name]").fill("罗奶奶")
    resident.locator("label", has=resident.locator("[name=consent]")).click()
    step(resident)
    number = shown_number(resident)
    step(resident)
    is_english(resident)
    shot(resident, "english-follow")
    desk = opened(cast.lin, "/desk/")
    shot(desk, "english-desk")
    step(desk)
    expect(desk.locator("#notice > *")).to_be_visible()
    step(desk, ".empty a.btn, .btn.do")
    expect(desk.locator("[name=helpers]")).to_have_count(3)
    step(desk)
    expect(desk.locator("#notice > *")).to_be_visible()
    helper = opened(cast.wang, "/me/")
    step(helper)
    own_words.append(helper.locator(".code-word").inner_text())  # said aloud at the door
    is_english(helper)
    helper.locator("[name=on]").fill(tomorrow())
    helper.locator("[name=at]").fill("19:30")
    helper.locator("form[action$='/contacted/'] .btn").click()
    helper.wait_for_load_state()
    shot(helper, "english-help")
    step(helper)
    is_english(helper)
    resident.reload()
    step(resident)
    step(resident)
    is_english(resident)
    assert matter_of(number).state == "confirmed"
