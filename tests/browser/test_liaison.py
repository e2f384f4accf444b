"""A unit at a community, walked through by its liaison: the agreement, its members, the lists."""

from datetime import timedelta

from playwright.sync_api import expect

from last500.base import clock
from last500.feedback.tests import scene
from last500.lists.models import Booking, Claim
from last500.organisations.models import Liaison, Organisation
from last500.units.models import MemberInvitation, UnitReportIn
from tests.browser.conftest import DESK
from tests.browser.walk import (
    check_letter,
    choose_file,
    code_on_paper,
    open_fold,
    pick,
    tap,
)

LIBRARY = "绵城市图书馆"
OFFERS = "周末会议室可以用，有两位会讲故事的同事。"


def day(ahead: int) -> str:
    return (clock.today() + timedelta(days=ahead)).isoformat()


def test_a_unit_reports_in_and_anybody_can_check_its_agreement(
    open_page, phone, live_server, cast, shot
):
    liaison = open_page(cast.hua)
    liaison.goto(live_server.url)
    tap(liaison, "给我的")
    tap(liaison, "我的单位")
    shot(liaison, "l1-no-unit-yet")
    tap(liaison, "替单位报到")
    liaison.get_by_label("到哪个社区报到").fill("没有这样的地方")
    tap(liaison, "找")
    expect(liaison.locator("main")).to_contain_text("没有找到")
    liaison.get_by_label("到哪个社区报到").fill("芙蓉")
    tap(liaison, "找")
    tap(liaison, cast.community.name)
    liaison.get_by_label("能提供什么").fill(OFFERS)
    tap(liaison, "报到")
    expect(liaison.locator(".summary")).to_be_focused()
    shot(liaison, "l2-report-in-refused")
    assert liaison.get_by_label("能提供什么").input_value() == OFFERS
    assert not UnitReportIn.objects.exists()
    liaison.get_by_label("单位的名称").fill(LIBRARY)
    pick(liaison, "单位党组织")
    pick(liaison, "我代表单位同意")
    tap(liaison, "报到")
    expect(liaison.locator("main")).to_contain_text("等社区同意")
    shot(liaison, "l3-waits-for-the-community")

    officer = open_page(cast.he, viewport=DESK)
    officer.goto(f"{live_server.url}/desk/{cast.community.pk}/")
    tap(officer, "报到单位")
    shot(officer, "l4-units-at-the-desk")
    tap(officer, LIBRARY)
    assert cast.hua.phone not in officer.content()
    assert cast.hua.name not in officer.content()
    officer.get_by_label("社区这边找谁").first.fill("党群服务中心窗口，周一至周五上午")
    tap(officer, "同意报到")
    shot(officer, "l5-agreed")
    tap(officer, "看协议，打印")
    printed = code_on_paper(officer)

    liaison.reload()
    tap(liaison, "看协议，打印")
    shot(liaison, "l6-agreement")
    assert code_on_paper(liaison) == printed
    liaison.emulate_media(media="print")
    expect(liaison.locator(".sheet h1")).to_be_visible()
    expect(liaison.get_by_role("link", name="返回")).to_be_hidden()
    shot(liaison, "l6-agreement-on-paper")
    liaison.emulate_media(media="screen")

    check_letter(phone, live_server.url, printed[:-1])
    expect(phone.locator("main")).to_contain_text("好像少了或者写错了一位")
    check_letter(phone, live_server.url, printed.lower().replace("-", " "))
    expect(phone.locator("h1")).to_contain_text("是真的")
    expect(phone.locator("main")).to_contain_text(LIBRARY)
    assert cast.hua.name not in phone.content()
    shot(phone, "l7-checked")


def reported_in(cast, name: str = LIBRARY) -> Organisation:
    """Hua's unit, agreed with the community before the story begins."""
    report_in = scene.agreed(cast, name)
    Liaison.objects.create(
        organisation=report_in.organisation, person=cast.hua, from_on=clock.today()
    )
    return report_in.organisation


def test_a_list_of_members_is_looked_through_and_then_invites(open_page, live_server, cast, shot):
    unit = reported_in(cast)
    rows = [
        "姓名,手机号,小区,楼栋",
        f"陈某,10000007001,{cast.a.name},三号楼",
        "何某,10000007002,没有这个小区,",
        f"陈某,10000007001,{cast.a.name},",
        f"方某,10000007003,{cast.c.name},",
    ]
    liaison = open_page(cast.hua)
    liaison.goto(f"{live_server.url}/units/")
    tap(liaison, "请单位里的人来报到")
    tap(liaison, "检查名单")
    expect(liaison.locator(".summary")).to_be_focused()
    choose_file(liaison, "名单.csv", "\n".join(rows))
    pick(liaison, "告诉过")
    shot(liaison, "l8-list-chosen")
    tap(liaison, "检查名单")
    shot(liaison, "l9-verdicts")
    counted = liaison.locator("dl.rows").inner_text()
    assert "可以请的\n2" in counted and "文件里重复的\n1" in counted and "有问题的\n1" in counted
    expect(liaison.locator("main")).to_contain_text("第 3 行")
    expect(liaison.locator("main")).to_contain_text("没有叫这个名字的小区")
    expect(liaison.locator("main")).to_contain_text("和第 2 行是同一个电话")
    assert not MemberInvitation.objects.exists(), "looked through is not sent"
    tap(liaison, "请这些人来报到")
    expect(liaison.locator("main")).to_contain_text("办好了")
    shot(liaison, "l10-invited")
    assert MemberInvitation.objects.filter(organisation=unit, state="open").count() == 2

    tap(liaison, "换一个文件")
    choose_file(liaison, "名单.csv", "\n".join(rows))
    pick(liaison, "告诉过")
    tap(liaison, "检查名单")
    expect(liaison.get_by_role("button", name="请这些人来报到")).to_have_count(0)
    mended = [*rows[:2], f"何某,10000007002,{cast.a.name},"]
    tap(liaison, "换一个文件")
    choose_file(liaison, "名单改好.csv", "\n".join(mended))
    pick(liaison, "告诉过")
    tap(liaison, "检查名单")
    counted = liaison.locator("dl.rows").inner_text()
    assert "可以请的\n1" in counted and "请过的，不再请\n1" in counted
    tap(liaison, "请这些人来报到")
    expect(liaison.locator("main")).to_contain_text("办好了")
    assert MemberInvitation.objects.count() == 3
    shot(liaison, "l11-second-list")


def test_what_a_unit_has_is_booked_and_what_a_community_needs_is_claimed(
    open_page, live_server, cast, shot
):
    reported_in(cast)
    liaison = open_page(cast.hua)
    liaison.goto(f"{live_server.url}/units/")
    tap(liaison, "我们的资源和认领")
    shot(liaison, "l12-nothing-offered-yet")
    tap(liaison, "登记一项资源")
    pick(liaison, "场地")
    liaison.get_by_label("是什么").fill("二楼会议室")
    liaison.get_by_label("每周开放时间").fill("周八 9:00-11:30")
    tap(liaison, "写上清单")
    expect(liaison.locator(".summary")).to_be_focused()
    shot(liaison, "l13-resource-refused")
    assert liaison.get_by_label("是什么").input_value() == "二楼会议室"
    liaison.get_by_label("每周开放时间").fill("周一、周二、周三、周四、周五、周六、周日 9:00-21:00")
    liaison.get_by_label("容多少人").fill("30")
    tap(liaison, "写上清单")
    shot(liaison, "l14-resource")
    expect(liaison.locator("h1")).to_have_text("二楼会议室")

    officer = open_page(cast.he, viewport=DESK)
    officer.goto(f"{live_server.url}/desk/{cast.community.pk}/")
    tap(officer, "三张清单")
    shot(officer, "l15-lists-at-the-desk")
    officer.locator(".tabs a", has_text="资源").click()
    officer.locator("a.card", has_text="二楼会议室").click()
    tap(officer, "约一个时间")
    officer.get_by_label("哪一天").fill(day(7))
    officer.get_by_label("从", exact=True).fill("07:00")
    officer.get_by_label("到", exact=True).fill("10:00")
    officer.get_by_label("做什么用").fill("邻里议事会，二十人")
    tap(officer, "约")
    shot(officer, "l16-not-open-so-early")
    expect(officer.locator("main")).to_contain_text("这个时间对方不开放")
    assert officer.get_by_label("做什么用").input_value() == "邻里议事会，二十人"
    officer.get_by_label("从", exact=True).fill("09:00")
    tap(officer, "约")
    expect(officer.locator("main")).to_contain_text("不答复不算同意")
    shot(officer, "l17-booking-asked")

    liaison.goto(f"{live_server.url}/units/")
    tap(liaison, "我们的资源和认领")
    expect(liaison.locator("main")).to_contain_text("等你们答复")
    shot(liaison, "l18-to-answer")
    liaison.locator("a.card.ask").click()
    tap(liaison, "同意，说定了")
    shot(liaison, "l19-agreed")
    assert Booking.objects.get().state == "agreed"
    officer.reload()
    expect(officer.locator(".states").first).to_contain_text("说定")

    officer.goto(f"{live_server.url}/desk/{cast.community.pk}/")
    tap(officer, "三张清单")
    tap(officer, "写一个需求")
    pick(officer, "技能服务")
    officer.get_by_label("要什么", exact=True).fill("周末教老人用手机的人")
    officer.get_by_label("要多少").fill("3")
    officer.get_by_label("计量单位").fill("人")
    shot(officer, "l20-need-form")
    tap(officer, "写上清单")
    shot(officer, "l21-need")
    expect(officer.locator("h1")).to_have_text("周末教老人用手机的人")

    liaison.goto(f"{live_server.url}/units/")
    tap(liaison, "我们的资源和认领")
    tap(liaison, f"{cast.community.name}的清单")
    shot(liaison, "l22-list-as-read")
    liaison.locator("a.card", has_text="周末教老人用手机的人").click()
    tap(liaison, "我们认领")
    liaison.get_by_label("认领多少").fill("4")
    tap(liaison, "认领")
    expect(liaison.locator(".summary")).to_be_focused()
    shot(liaison, "l23-more-than-is-wanted")
    liaison.get_by_label("认领多少").fill("2")
    liaison.get_by_label("打算怎么办").fill("派两位，周六上午")
    tap(liaison, "认领")
    shot(liaison, "l24-claimed")
    officer.goto(f"{live_server.url}/desk/{cast.community.pk}/")
    tap(officer, "三张清单")
    shot(officer, "l25-claim-to-answer")
    officer.locator("a.card.ask").click()
    open_fold(officer, "不同意")
    tap(officer, "回对方")
    expect(officer.locator(".summary")).to_be_focused()
    assert Claim.objects.get().state == "asked", "no answer without a word"
    tap(officer, "同意，说定了")
    assert Claim.objects.get().state == "agreed"
    liaison.reload()
    shot(liaison, "l26-claim-agreed")
    expect(liaison.locator(".states").first).to_contain_text("说定")


def test_the_unit_answers_the_community_s_letter(open_page, live_server, cast, shot):
    told = scene.scene(cast)
    letter = told.sent("wang")
    assert letter.state == "sent"
    liaison = open_page(cast.hua)
    liaison.goto(f"{live_server.url}/units/")
    tap(liaison, "社区来信")
    shot(liaison, "l27-letters")
    liaison.locator("a.card", has_text=cast.community.name).click()
    shot(liaison, "l28-letter")
    words = liaison.locator("main").inner_text()
    named = [name for name, person in cast.people.items() if person.name in words]
    assert named == ["wang"], "sums, and whoever agreed"
    liaison.get_by_label("做了什么").fill("给参加的同志调了休。")
    tap(liaison, "回话")
    expect(liaison.locator(".summary")).to_be_focused()
    assert liaison.get_by_label("做了什么").input_value() == "给参加的同志调了休。"
    liaison.get_by_label("哪天做的").fill(day(-1))
    tap(liaison, "回话")
    shot(liaison, "l29-answered")
    expect(liaison.locator("main")).to_contain_text("给参加的同志调了休")
    expect(liaison.get_by_role("button", name="回话")).to_have_count(0)
    member = open_page(cast.wang)
    member.goto(f"{live_server.url}/feedback/mine/")
    member.locator("a.card", has_text=cast.community.name).click()
    expect(member.locator("main")).to_contain_text("给参加的同志调了休")
