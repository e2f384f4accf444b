"""A neighbour who lends a hand: from the invitation to the certificate, and out again."""

from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import Page, expect

from last500.base import clock
from last500.feedback import actions as feedback
from last500.feedback.models import PersonalPart
from last500.feedback.tests import scene
from last500.posts.models import Holding, Waiting
from last500.posts.tests.town import set_up
from last500.records.models import ServiceRecord
from last500.reportin.models import ReportIn
from last500.units.models import MemberInvitation
from tests.browser.conftest import DESK
from tests.browser.walk import check_letter, code_on_paper, open_fold, pick, tap

EVENING = "每周三晚小家电维修"


def day(ahead: int) -> str:
    return (clock.today() + timedelta(days=ahead)).isoformat()


def invited(cast, name: str = "hua") -> MemberInvitation:
    """The library has this person on its list."""
    person = cast.people[name]
    return MemberInvitation.objects.create(
        organisation=scene.agreed(cast).organisation,
        compound=cast.a,
        name=person.name,
        phone=person.phone,
        phone_index=person.phone_index,
        state="open",
        made_at=clock.now(),
    )


def test_whoever_is_invited_reports_in_by_their_own_act(open_page, live_server, cast, shot):
    invited(cast)
    me = open_page(cast.hua)
    me.goto(live_server.url)
    tap(me, "给我的")
    expect(me.locator("main")).to_contain_text("绵城市图书馆请你到芙蓉苑报到")
    shot(me, "m1-invited")
    tap(me, "报到")
    assert not ReportIn.objects.filter(person=cast.hua).exists(), "asked is not reported in"
    shot(me, "m2-report-in")
    me.get_by_label("邻居怎么称呼你").fill("华师傅")
    tap(me, "报到")
    expect(me.locator(".summary")).to_be_focused()
    assert me.get_by_label("邻居怎么称呼你").input_value() == "华师傅"
    shot(me, "m3-something-missing")
    pick(me, "志愿者")
    open_fold(me, "修修补补")
    pick(me, "小家电")
    pick(me, "我看过说明，同意这样保管")
    tap(me, "报到")
    expect(me.locator("main")).to_contain_text("等小区确认")
    shot(me, "m4-waits")

    desk = open_page(cast.lin)
    desk.goto(f"{live_server.url}/desk/")
    desk.get_by_role("link", name="来报到的邻居").click()
    tap(desk, "确认，是邻居")
    mine = ReportIn.objects.get(person=cast.hua)
    assert mine.state == "confirmed"
    assert MemberInvitation.objects.get().name == "", "taken, and erased"
    me.reload()
    shot(me, "m5-reported-in")
    tap(me, "我的意愿")
    shot(me, "m6-wishes")
    wishes(me, shot)
    mine.refresh_from_db()
    assert mine.most_month == 4
    assert mine.wish_to_hear


def wishes(me: Page, shot) -> None:
    """Skills, free time, cap and quiet hours, each on its short page."""
    me.get_by_role("link", name="会什么").click()
    me.get_by_label("还会别的").fill("会修老式收音机")
    shot(me, "m7-skills")
    tap(me, "保存")
    expect(me.locator("main")).to_contain_text("会修老式收音机")
    me.get_by_role("link", name="平时什么时候有空").click()
    me.locator("label:has-text('周三 上午')").click()
    shot(me, "m8-times")
    tap(me, "保存")
    me.get_by_role("link", name="帮多少").click()
    me.get_by_label("一个月最多几件").fill("90")
    tap(me, "保存")
    expect(me.locator(".summary")).to_be_focused()
    me.get_by_label("一个月最多几件").fill("4")
    pick(me, "一个月没人请我")
    shot(me, "m9-load")
    tap(me, "保存")
    expect(me.locator("main")).to_contain_text("4")
    me.get_by_role("link", name="什么时候别打扰").click()
    me.get_by_label("从", exact=True).fill("21:00")
    me.get_by_label("到", exact=True).fill("")
    tap(me, "保存")
    expect(me.locator(".summary")).to_be_focused()
    shot(me, "m10-quiet-half")
    me.get_by_label("到", exact=True).fill("07:30")
    tap(me, "保存")
    expect(me.locator("main")).to_contain_text("21:00")
    shot(me, "m11-all-said")


def test_an_invitation_is_declined_and_gone(open_page, live_server, cast):
    invited(cast)
    me = open_page(cast.hua)
    me.goto(f"{live_server.url}/me/")
    tap(me, "不了")
    expect(me.locator("#notice, main").first).to_contain_text("删掉了")
    expect(me.locator("main")).not_to_contain_text("请你到芙蓉苑报到")
    assert not ReportIn.objects.filter(person=cast.hua).exists()
    left = MemberInvitation.objects.get()
    assert (left.name, left.phone) == ("", "")


def at_the_post(open_page, live_server, cast, name: str, title: str = EVENING) -> Page:
    page = open_page(cast.people[name])
    page.goto(f"{live_server.url}/me/")
    tap(page, "我的岗位")
    page.get_by_role("link", name="看看小区").click()
    page.locator("a.card", has_text=title).click()
    return page


def test_two_press_for_the_last_place_and_the_second_waits_in_line(
    open_page, live_server, cast, shot
):
    post = set_up(cast, places=1)
    first = at_the_post(open_page, live_server, cast, "wang")
    second = at_the_post(open_page, live_server, cast, "li")
    shot(first, "m12-one-place-left")
    for page in (first, second):
        expect(page.get_by_role("button", name="我来")).to_be_visible()
    tap(first, "我来")
    expect(first.locator("main")).to_contain_text("你在这个岗位上")
    shot(first, "m13-has-the-place")
    tap(second, "我来")
    expect(second.get_by_role("alert")).to_contain_text("最后一个位置刚刚有邻居领走了")
    shot(second, "m14-an-honest-word")
    assert Holding.objects.active().filter(post=post).count() == 1
    tap(second, "我排队")
    expect(second.locator("main")).to_contain_text("你在排队")
    shot(second, "m15-in-line")

    tap(first, "我要离开")
    expect(first.locator("main")).to_contain_text("会先问他们")
    first.get_by_label("最后一天").fill(day(-3))
    tap(first, "离开")
    expect(first.locator(".summary")).to_be_focused()
    first.get_by_label("最后一天").fill("")
    first.get_by_label("交代一句").fill("钥匙在门岗，烙铁要拔插头。")
    shot(first, "m16-leaving")
    tap(first, "离开")
    second.goto(f"{live_server.url}/me/")
    tap(second, "我的岗位")
    expect(second.locator("main")).to_contain_text("问你来不来")
    assert not Holding.objects.active().filter(post=post, person=cast.li).exists(), "asked first"
    shot(second, "m17-asked")
    tap(second, "我来")
    expect(second.locator("main")).to_contain_text("钥匙在门岗，烙铁要拔插头。")
    shot(second, "m18-handed-over")
    assert Holding.objects.active().get(post=post).person_id == cast.li.pk
    assert not Waiting.objects.in_line().filter(post=post).exists()


def test_where_two_places_are_free_both_have_one(open_page, live_server, cast):
    """The control of the last: nobody is refused whom there is room for."""
    post = set_up(cast, places=2)
    pages = [at_the_post(open_page, live_server, cast, name) for name in ("wang", "li")]
    for page in pages:
        tap(page, "我来")
        expect(page.locator("main")).to_contain_text("你在这个岗位上")
    assert Holding.objects.active().filter(post=post).count() == 2


def test_two_tabs_of_the_same_neighbour_take_one_place(open_page, live_server, cast):
    post = set_up(cast, places=2)
    one = at_the_post(open_page, live_server, cast, "wang")
    other = one.context.new_page()
    other.goto(one.url)
    tap(one, "我来")
    tap(other, "我来")
    expect(other.locator("main")).to_contain_text("你已经在这个岗位上了")
    assert Holding.objects.active().filter(post=post).count() == 1


def test_a_service_is_entered_confirmed_and_certified(open_page, phone, live_server, cast, shot):
    me = open_page(cast.wang)
    me.goto(f"{live_server.url}/me/")
    tap(me, "我的服务记录")
    shot(me, "m19-no-records")
    tap(me, "登记一次服务")
    me.get_by_label("做了什么").first.select_option(label="走访陪伴")
    me.get_by_label("哪一天").fill(day(-2))
    me.get_by_label("几点开始").fill("14:00")
    me.get_by_label("多少分钟").fill("900")
    me.get_by_label("写一句做了什么").fill("陪三号楼的老人说说话。")
    tap(me, "登记")
    expect(me.locator(".summary")).to_be_focused()
    shot(me, "m20-too-long")
    assert me.get_by_label("写一句做了什么").input_value() == "陪三号楼的老人说说话。"
    me.get_by_label("多少分钟").fill("45")
    tap(me, "登记")
    expect(me.locator(".states").first).to_contain_text("等确认")
    tap(me, "做一条确认的链接")
    shot(me, "m21-link-to-confirm")
    address = me.locator("#link textarea").input_value()

    own = me.context.new_page()
    own.goto(address)
    expect(own.locator("main")).to_contain_text("请让被服务的人用自己的手机打开")
    own.close()
    phone.goto(address)
    shot(phone, "m22-is-it-so")
    tap(phone, "是这样")
    expect(phone.locator("main")).to_contain_text("社区的人看过，这一次就算数")
    again = open_page()
    again.goto(address)
    expect(again.locator("main")).to_contain_text("谢谢你说一声")
    expect(again.locator("main button")).to_have_count(0)
    assert ServiceRecord.objects.get().state == "entered", "a passer-by's word is a hint"

    office = open_page(cast.he, viewport=DESK)
    office.goto(f"{live_server.url}{reverse('records:desk', args=[cast.community.pk])}")
    expect(office.locator("article.card.matter")).to_contain_text("请问一声再确认")
    tap(office, "确认，有这件事")
    assert ServiceRecord.objects.get().state == "confirmed"

    me.goto(f"{live_server.url}/records/")
    shot(me, "m23-records")
    tap(me, "开一张证明")
    tap(me, "看看会写什么")
    shot(me, "m24-certificate-drawn")
    tap(me, "开出来")
    shot(me, "m25-certificate")
    code = code_on_paper(me)
    check_letter(phone, live_server.url, code)
    expect(phone.locator("h1")).to_contain_text("是真的")
    expect(phone.locator("main")).to_contain_text("王*")
    assert cast.wang.name not in phone.locator("main").inner_text()
    shot(phone, "m26-certificate-checked")
    me.goto(f"{live_server.url}/me/")
    tap(me, "我的证明和信")
    expect(me.locator("main")).to_contain_text(code)
    shot(me, "m27-letters")


def test_a_letter_is_seen_first_and_the_personal_part_withheld(open_page, live_server, cast, shot):
    told = scene.scene(cast)
    letter = told.shown()
    me = open_page(cast.wang)
    me.goto(f"{live_server.url}/me/")
    tap(me, "给单位的反馈信")
    shot(me, "m28-letters-about-me")
    me.locator("a.card.ask").click()
    expect(me.locator("main")).to_contain_text(cast.wang.name)
    shot(me, "m29-my-sentence")
    me.get_by_label("想补充一句").fill("字" * 700)
    tap(me, "同意转告")
    expect(me.locator(".summary")).to_be_focused()
    me.get_by_label("想补充一句").fill("下次还想去。")
    tap(me, "同意转告")
    expect(me.locator(".state").first).to_contain_text("同意")
    shot(me, "m30-agreed")
    tap(me, "不转告")
    expect(me.locator(".state").first).to_contain_text("不转告")

    other = open_page(cast.li)
    other.goto(f"{live_server.url}/feedback/mine/")
    other.locator("a.card.ask").click()
    tap(other, "不转告")
    shot(other, "m31-withheld")
    officer = open_page(cast.he)
    officer.goto(f"{live_server.url}/feedback/desk/{cast.community.pk}/")
    tap(officer, "打开")
    words = officer.locator("main").inner_text()
    assert not [name for name in ("wang", "li") if cast.people[name].name in words]
    shot(officer, "m32-the-desk-learns-nothing")
    with clock.at(letter.due_at):
        feedback.send(cast.actor("he"), scene.fresh(letter))
    assert {part.sentence for part in PersonalPart.objects.filter(answer="withheld")} == {""}
    me.reload()
    expect(me.locator("main")).to_contain_text("没有转告，那一句已经删掉了")
    expect(me.locator("main")).not_to_contain_text("下次还想去")


def test_a_neighbour_rests_moves_and_ends(open_page, live_server, cast, shot):
    me = open_page(cast.wang)
    me.goto(f"{live_server.url}/me/wishes/")
    tap(me, "一个月")
    expect(me.locator("main")).to_contain_text("之前不请你帮忙")
    shot(me, "m33-rests")
    tap(me, "现在就回来")
    tap(me, "我的意愿")
    expect(me.locator("main")).to_contain_text("忙的时候歇一阵")
    tap(me, "搬家了，把报到搬到新小区")
    me.get_by_label("小区的名字").fill("玉桥")
    tap(me, "找一找")
    shot(me, "m34-where-to")
    me.get_by_role("link", name=cast.b.name).click()
    shot(me, "m35-move")
    tap(me, "先不，回去")
    assert ReportIn.objects.get(person=cast.wang).place == cast.a
    me.goto(f"{live_server.url}/me/wishes/move/?to=yuqiao")
    tap(me, "搬过去")
    moved = ReportIn.objects.active().get(person=cast.wang)
    assert (moved.place, moved.state) == (cast.b, "asked")
    shot(me, "m36-moved")
    desk = open_page(cast.qian)
    desk.goto(f"{live_server.url}/desk/")
    desk.get_by_role("link", name="来报到的邻居").click()
    expect(desk.locator("main")).to_contain_text("从别的小区搬来的")
    tap(desk, "确认，是邻居")
    me.goto(f"{live_server.url}/me/wishes/")
    tap(me, "结束报到")
    shot(me, "m37-end")
    tap(me, "结束报到")
    shot(me, "m38-ended")
    assert not ReportIn.objects.active().filter(person=cast.wang).exists()
