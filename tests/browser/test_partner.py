"""A social organisation: it applies, is weighed by others, signs, reports; and after its end."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from last500.base import clock
from last500.calls import actions as calls
from last500.calls.models import Application, Report
from last500.calls.tests import world
from last500.projects.models import Partner
from last500.projects.tests import world as projects
from last500.units import actions as units
from last500.units.models import UnitReportIn
from last500.units.rules import Side
from tests.browser.conftest import DESK
from tests.browser.walk import check_letter, code_on_paper, open_fold, pick, tap

CALL, TITLE, SOCIAL = "邻里微创投", "银龄手机课堂", "青禾社会工作服务中心"


def day(ahead: int) -> str:
    return (clock.today() + timedelta(days=ahead)).isoformat()


def test_a_call_from_the_application_to_the_final_report(
    open_page, phone, live_server, cast, shot, travel
):
    world.social(cast)
    call = world.opened(cast, reviews=1)
    his = world.submitted(cast, call, "wang", title="楼道换灯", kind="public_facility")
    world.seated(cast, call, "zhou", "zhao")
    hua = open_page(cast.hua)
    applies(hua, live_server, shot)
    hers = Application.objects.exclude(pk=his.pk).get()
    assert hers.stand == "submitted"

    travel(days=15)
    calls.close_books()
    zhao = open_page(cast.zhao)
    declares(zhao, live_server, shot)
    expect(zhao.locator("ul.cards")).not_to_contain_text(TITLE)
    answer = zhao.goto(f"{live_server.url}/calls/applications/{hers.pk}/review/")
    assert answer and answer.status == 404, "whoever has an interest is out"
    zhou = open_page(cast.zhou)
    world.declared(cast, world.fresh(call), "zhou")
    reviews(zhou, live_server, shot)
    world.reviewed(cast, his, "zhou")

    he = open_page(cast.he, viewport=DESK)
    he.goto(f"{live_server.url}/desk/{cast.community.pk}/")
    tap(he, "公益创投")
    he.locator("a.card", has_text=CALL).click()
    shot(he, "q8-at-the-desk")
    he.locator("a.card", has_text=TITLE).click()
    tap(he, "写结果")
    he.get_by_label("支持多少元").fill("9000")
    tap(he, "支持")
    expect(he.locator(".summary")).to_be_focused()
    assert he.get_by_label("支持多少元").input_value() == "9000"
    he.get_by_label("为什么").fill("老人真需要，两人一组也稳妥。")
    shot(he, "q9-result")
    tap(he, "支持")
    calls.decline(cast.actor("he"), world.again(his), reason="请物业来做。")
    he.goto(f"{live_server.url}/calls/{call.pk}/desk/")
    tap(he, "告诉申请的人")
    he.locator("main form button.btn").first.click()
    hua.goto(f"{live_server.url}/calls/mine/")
    hua.locator("a.card", has_text=TITLE).click()
    expect(hua.locator("article.do")).to_contain_text("支持 9,000 元")
    expect(hua.locator("article.do")).to_contain_text("两人一组也稳妥")
    assert cast.zhou.called not in hua.locator("main").inner_text()
    shot(hua, "q10-told")

    travel(days=2)
    calls.publish_due()
    phone.goto(f"{live_server.url}/calls/?pile=all")
    phone.locator("a.card", has_text=CALL).click()
    expect(phone.locator("main")).to_contain_text("请物业来做。")
    expect(phone.locator("main")).to_contain_text(SOCIAL)
    assert cast.wang.name not in phone.content()
    shot(phone, "q11-published")
    signs(hua, open_page(cast.he), phone, live_server, shot)
    for part, reached, days in (("中期报告", "4", 50), ("结项报告", "8", 60)):
        travel(days=days)
        reports(open_page(cast.hua), live_server, shot, part, reached)
    assert Report.objects.filter(sent_at__isnull=False).count() == 2


def applies(hua: Page, live_server, shot) -> None:
    hua.goto(f"{live_server.url}/calls/")
    shot(hua, "q1-calls")
    hua.locator("a.card", has_text=CALL).click()
    tap(hua, "我来申请")
    tap(hua, "开始写")
    expect(hua.locator(".summary")).to_be_focused()
    way = hua.get_by_label("以谁的名义申请")
    way.select_option(way.locator("option", has_text=SOCIAL).first.get_attribute("value"))
    tap(hua, "开始写")
    hua.get_by_label("项目叫什么").fill(TITLE)
    tap(hua, "先存好")
    assert hua.get_by_label("项目叫什么").input_value() == TITLE
    shot(hua, "q2-half-done")
    hua.get_by_label("为谁").select_option(label="老人")
    hua.get_by_label("想做到什么").fill("教老人用手机挂号、视频。")
    hua.get_by_label("打算怎么做").fill("每周六上午，两人一组。")
    hua.get_by_label("从哪天起").fill(day(40))
    hua.get_by_label("到哪天为止").fill(day(100))
    pick(hua, "没有特别的风险")
    hua.get_by_label("总额多少元").fill("12000")
    line = hua.locator("fieldset.card", has_text="第 1 项")
    line.get_by_label("做什么用").fill("课时和讲义")
    line.get_by_label("计划多少元").fill("10000")
    line.get_by_label("其中自筹").fill("1000")
    asked = hua.locator("fieldset.card", has_text="上课")
    asked.get_by_label("做到多少").fill("2")
    asked.get_by_label("从哪里数来").fill("签到表")
    tap(hua, "交申请")
    expect(hua.locator(".summary")).to_be_focused()
    expect(hua.locator(".summary")).to_contain_text("至少要 4 次")
    expect(hua.locator(".summary")).to_contain_text("差 2,000 元")
    shot(hua, "q3-does-not-add-up")
    assert line.get_by_label("其中自筹").input_value() == "1000"
    asked.get_by_label("做到多少").fill("8")
    hua.get_by_label("总额多少元").fill("10000")
    tap(hua, "交申请")
    expect(hua.locator(".states").first).to_contain_text("交了")
    shot(hua, "q4-handed-in")


def declares(zhao: Page, live_server, shot) -> None:
    """An interest is said before anything is read, with one word of what it is."""
    zhao.goto(f"{live_server.url}/calls/mine/")
    tap(zhao, "去评审")
    tap(zhao, "说清了，开始看")
    expect(zhao.locator(".summary")).to_be_focused()
    hers = zhao.locator("fieldset.card", has_text=TITLE)
    hers.locator("label", has_text="有关系").last.click()
    zhao.locator("fieldset.card", has_text="楼道换灯").locator("label", has_text="没有关系").click()
    tap(zhao, "说清了，开始看")
    expect(zhao.locator(".summary")).to_be_focused()
    shot(zhao, "q5-an-interest-without-a-word")
    hers.get_by_label("是什么关系").fill("我妹妹在那里上班。")
    tap(zhao, "说清了，开始看")
    expect(zhao.locator("main")).to_contain_text("你说过有关系的")
    shot(zhao, "q6-excluded")


def reviews(zhou: Page, live_server, shot) -> None:
    zhou.goto(f"{live_server.url}/calls/mine/")
    tap(zhou, "去评审")
    zhou.locator("a.card", has_text=TITLE).click()
    zhou.get_by_label("好在哪里").fill("有人要，有人会。")
    tap(zhou, "记下意见")
    expect(zhou.locator(".summary")).to_be_focused()
    assert zhou.get_by_label("好在哪里").input_value() == "有人要，有人会。"
    zhou.get_by_label("还差什么、担心什么").fill("场地要先说好。")
    pick(zhou, "可以支持")
    shot(zhou, "q7-a-review")
    tap(zhou, "记下意见")
    expect(zhou.locator("a.card", has_text=TITLE)).to_contain_text("写过了")


def signs(hua: Page, he: Page, phone: Page, live_server, shot) -> None:
    hua.reload()
    tap(hua, "去签合同")
    contract = hua.url
    tap(hua, "我替这一方同意")
    shot(hua, "q12-one-side")
    he.goto(contract)
    tap(he, "我替这一方同意")
    hua.reload()
    tap(hua, "看合同，打印")
    shot(hua, "q13-contract")
    code = code_on_paper(hua)
    check_letter(phone, live_server.url, code)
    expect(phone.locator("h1")).to_contain_text("是真的")
    expect(phone.locator("main")).to_contain_text(SOCIAL)
    shot(phone, "q14-checked")


def reports(hua: Page, live_server, shot, part: str, reached: str) -> None:
    hua.goto(f"{live_server.url}/calls/mine/")
    tap(hua, "写报告")
    expect(hua.locator("h1")).to_have_text(part)
    hua.get_by_label("做了什么，改变了什么").fill("课上了，老人会自己挂号了。")
    hua.get_by_label("到现在一共花了多少元").fill("3000")
    tap(hua, f"交{part}")
    expect(hua.locator(".summary")).to_be_focused()
    expect(hua.locator(".summary")).to_contain_text("还差“上课”到现在的数")
    shot(hua, f"q15-{reached}-without-its-indicator")
    assert hua.get_by_label("到现在一共花了多少元").input_value() == "3000"
    hua.get_by_label("上课").fill(reached)
    tap(hua, f"交{part}")
    expect(hua.locator("main")).to_contain_text("课上了，老人会自己挂号了。")
    shot(hua, f"q16-{reached}-reported")


def test_a_partner_whose_contract_ended_is_refused_with_the_way_to_mend_it(
    open_page, live_server, cast, shot
):
    """One that ends too early holds up the start until it is prolonged; one that is over, no."""
    project = projects.staffed(cast)
    projects.signed(cast, project)
    projects.organisation(cast, "zhou", "近邻社工站")
    lin = open_page(cast.lin, viewport=DESK)
    lin.goto(f"{live_server.url}/projects/{project.pk}/partners/")
    asks(lin, "近邻社工站")
    zhou = open_page(cast.zhou)
    zhou.goto(f"{live_server.url}/projects/")
    tap(zhou, "看看，答复")
    zhou.get_by_label("合作到哪天").fill(day(-1))
    tap(zhou, "答应合作")
    expect(zhou.locator(".summary")).to_be_focused()
    zhou.get_by_label("合作到哪天").fill(day(30))
    tap(zhou, "答应合作")
    shot(zhou, "q17-agreed-for-a-month")
    lin.goto(f"{live_server.url}/projects/{project.pk}/")
    expect(lin.locator("article.ask")).to_contain_text("请对方的联络员续到那天")
    shot(lin, "q18-ends-too-early")
    expect(lin.get_by_role("link", name="开始做")).to_have_count(0)
    open_fold(zhou, "改合作到哪天")
    zhou.get_by_label("合作到哪天").fill(project.until_on.isoformat())
    tap(zhou, "改好")
    lin.reload()
    expect(lin.locator("article.ask")).not_to_contain_text("续到那天")

    over = projects.organisation(cast, "zhao", "百草便民药房", kind="merchant")
    report_in = UnitReportIn.objects.get(organisation=over)
    units.end(cast.actor("he"), report_in, Side.COMMUNITY)
    lin.goto(f"{live_server.url}/projects/{project.pk}/partners/")
    asks(lin, "百草便民药房")
    expect(lin.locator(".summary")).to_be_focused()
    expect(lin.locator(".summary")).to_contain_text("请社区先请它重新报到")
    assert lin.get_by_label("请它做什么").input_value() == "每周两位社工"
    shot(lin, "q19-its-contract-is-over")
    assert not Partner.objects.filter(organisation=over).exists()


def asks(lin: Page, name: str) -> None:
    which = lin.get_by_label("请哪一家")
    which.select_option(which.locator("option", has_text=name).first.get_attribute("value"))
    lin.get_by_label("请它做什么").fill("每周两位社工")
    tap(lin, "请对方答复")
