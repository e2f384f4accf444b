"""Whoever organises: from a need that nobody took to a project that is closed, page by page."""

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from last500.activities import actions as activities
from last500.activities.models import Activity, Role
from last500.base import clock
from last500.projects.models import BudgetLine, Project
from last500.projects.tests import world
from last500.unmet.tests.world import unmet
from tests.browser.conftest import DESK
from tests.browser.walk import pick, tap

TITLE = "周末陪老人说说话"
SOCIAL = "青禾社会工作服务中心"


def day(ahead: int) -> str:
    return (clock.today() + timedelta(days=ahead)).isoformat()


def at_the_desk(open_page, live_server, cast, who: str, place, word: str) -> Page:
    page = open_page(cast.people[who], viewport=DESK)
    page.goto(f"{live_server.url}/desk/{place.pk}/")
    tap(page, word)
    return page


def step(page: Page, word: str) -> None:
    """A step of the project and its question, which has the same word on its button."""
    tap(page, word)
    page.locator("main form button.btn").last.click()
    page.wait_for_load_state()


def test_a_need_becomes_a_project_that_promises_before_it_calls(open_page, live_server, cast, shot):
    unmet(cast)
    world.organisation(cast, "hua", SOCIAL)
    lin = at_the_desk(open_page, live_server, cast, "lin", cast.a, "没人接的事")
    shot(lin, "o1-needs")
    assert cast.chen.name not in lin.content()
    tap(lin, "把选上的提成一个项目")
    expect(lin.locator("#notice, .notice").first).to_be_visible()
    pick(lin, "选上")
    tap(lin, "把选上的提成一个项目")
    lin.get_by_label("项目叫什么").fill(TITLE)
    lin.get_by_label("到哪天为止").fill(day(-1))
    pick(lin, "没有特别的风险")
    tap(lin, "提出来")
    expect(lin.locator(".summary")).to_be_focused()
    shot(lin, "o2-a-day-that-is-over")
    assert lin.get_by_label("项目叫什么").input_value() == TITLE
    assert not Project.objects.exists()
    lin.get_by_label("到哪天为止").fill(day(120))
    tap(lin, "提出来")
    project = Project.objects.get()
    expect(lin.locator("h1")).to_have_text(TITLE)
    expect(lin.locator("main")).to_contain_text("助老陪伴 几件")
    assert "1 件" not in lin.locator("main").inner_text(), "a count of one points at a neighbour"
    shot(lin, "o3-proposed")

    he = open_page(cast.he, viewport=DESK)
    he.goto(f"{live_server.url}/projects/{project.pk}/")
    tap(he, "请三方评议，写结果")
    for side, who in (("社区", "街道"), ("居民", "李"), ("社会组织", SOCIAL)):
        part = he.locator("section").filter(has=he.get_by_role("heading", name=side, exact=True))
        part.locator("summary").click()
        choose(part.get_by_label("请谁"), who)
        part.get_by_role("button", name="请 TA 来").click()
        he.wait_for_load_state()
    shot(he, "o4-panel")
    for who in ("li", "hua", "sun"):
        weighs(open_page(cast.people[who]), live_server, shot, said=who)
    he.reload()
    expect(he.locator("main")).to_contain_text("周三下午更好")
    assert cast.li.name not in he.locator("main").inner_text()
    tap(he, "可以做，写结果")
    tap(he, "可以做")
    expect(he.locator(".summary")).to_be_focused()
    he.get_by_label("为什么").fill("老人真需要，先做八次。")
    tap(he, "可以做")
    expect(he.locator(".states").first).to_contain_text("评过了")

    lin.goto(f"{live_server.url}/projects/{project.pk}/")
    expect(lin.locator("main")).to_contain_text("还没有事先说好的指标")
    shot(lin, "o5-what-is-missing")
    money(lin, shot)
    promises(lin, shot)
    tap(lin, "要几个人、谁来了")
    first = lin.locator("fieldset.card").first
    first.get_by_label("做什么").fill("陪伴的人")
    first.get_by_label("要几个人").fill("1")
    tap(lin, "存好")
    step(lin, "开始招人")
    expect(lin.locator(".states").first).to_contain_text("在招人")
    shot(lin, "o6-called")
    expect(lin.get_by_role("link", name="定指标")).to_have_count(0)

    wang = open_page(cast.wang)
    wang.goto(f"{live_server.url}/projects/at/{cast.a.slug}/")
    wang.locator("a.card", has_text=TITLE).click()
    tap(wang, "我来")
    expect(wang.locator("main")).to_contain_text("你在里面")
    shot(wang, "o7-somebody-comes")
    lin.reload()
    step(lin, "人齐了")
    expect(lin.locator("main")).to_contain_text("三方协议还没有三方都同意")
    agreement(lin, open_page, live_server, cast, shot)
    lin.goto(f"{live_server.url}/projects/{project.pk}/")
    step(lin, "开始做")
    expect(lin.locator(".states").first).to_contain_text("在做")
    shot(lin, "o9-running")


def choose(field, word: str) -> None:
    """The choice of a list that says this word."""
    value = field.locator("option", has_text=word).first.get_attribute("value")
    field.select_option(value)


def weighs(page: Page, live_server, shot, *, said: str) -> None:
    page.goto(f"{live_server.url}/projects/")
    tap(page, "看看，说说意见")
    pick(page, "赞成")
    tap(page, "说完了，留作记录")
    expect(page.locator(".summary")).to_be_focused()
    page.get_by_label("为什么").fill("周三下午更好，周末家里有人。")
    shot(page, f"o4-{said}-says")
    tap(page, "说完了，留作记录")
    expect(page.locator("main")).to_contain_text("周三下午更好")


def money(lin: Page, shot) -> None:
    tap(lin, "定预算")
    lin.get_by_label("总额多少元").fill("500")
    line = lin.locator("fieldset.card").first
    line.get_by_label("做什么用").fill("茶水和讲义")
    line.get_by_label("计划多少元").fill("490.50")
    tap(lin, "加一加，存好")
    expect(lin.locator(".summary")).to_be_focused()
    expect(lin.locator(".summary")).to_contain_text("差 9.50 元")
    shot(lin, "o5-does-not-add-up")
    assert line.get_by_label("计划多少元").input_value() == "490.50"
    assert not BudgetLine.objects.exists()
    lin.get_by_label("总额多少元").fill("490.50")
    tap(lin, "加一加，存好")
    expect(lin.locator("main")).to_contain_text("490.50")


def promises(lin: Page, shot) -> None:
    tap(lin, "定指标")
    row = lin.locator("fieldset.card").first
    row.get_by_label("数什么").fill("陪伴")
    row.get_by_label("计划多少").fill("8")
    tap(lin, "存好")
    expect(lin.locator(".summary")).to_be_focused()
    assert row.get_by_label("数什么").input_value() == "陪伴"
    shot(lin, "o5-half-an-indicator")
    row.get_by_label("单位").fill("次")
    row.get_by_label("从哪里数来").fill("签到表")
    tap(lin, "存好")
    expect(lin.locator("main")).to_contain_text("签到表")


def agreement(lin: Page, open_page, live_server, cast, shot) -> None:
    tap(lin, "三方协议")
    tap(lin, "请社区来签")
    for side, who in (("社会组织或单位", SOCIAL), ("居民小组或另一方", "")):
        card = lin.locator("li.card", has_text=side)
        card.locator("summary").click()
        if who:
            choose(card.get_by_label("哪一家"), who)
        else:
            card.get_by_label("居民小组叫什么").fill("三号楼群")
            choose(card.get_by_label("替小组说话的邻居"), "李")
        card.get_by_role("button", name="就这一方").click()
        lin.wait_for_load_state()
    shot(lin, "o8-agreement")
    for who in ("hua", "li"):
        page = open_page(cast.people[who])
        page.goto(f"{live_server.url}/projects/")
        tap(page, "看看协议")
        tap(page, "我替这一方同意")
    he = open_page(cast.he)
    he.goto(lin.url)
    tap(he, "我替这一方同意")
    expect(he.locator("main")).to_contain_text("三方都同意了")
    shot(he, "o8-agreed")


def first_of_july() -> date:
    today = clock.today()
    this = date(today.year, 7, 1)
    return this if this > today + timedelta(days=3) else date(today.year + 1, 7, 1)


def test_from_a_crowded_day_to_small_dates_and_to_the_end(
    open_page, live_server, cast, shot, travel
):
    project = world.running(cast, title="银龄手机课堂")
    lin = at_the_desk(open_page, live_server, cast, "lin", cast.a, "活动")
    shot(lin, "o10-no-activities")
    lin.goto(f"{live_server.url}/projects/{project.pk}/")
    tap(lin, "给这个项目办活动：一场，或者一个系列")
    lin.get_by_label("活动叫什么").fill("党旗下的手机课")
    lin.get_by_label("做什么", exact=True).fill("学挂号、学视频。")
    expect(lin.get_by_label("属于哪个项目").locator("option:checked")).to_have_text(project.title)
    lin.get_by_label("哪一天", exact=True).fill(day(-1))
    lin.get_by_label("几点开始").fill("18:00")
    role = lin.locator("details.fold-group").first
    role.get_by_label("这一项叫什么").fill("助教")
    pick(lin, "没有特别的风险")
    tap(lin, "设好")
    expect(lin.locator(".summary")).to_be_focused()
    expect(lin.locator(".summary")).to_contain_text("这个时间已经过了")
    assert role.get_by_label("这一项叫什么").input_value() == "助教"
    shot(lin, "o11-a-day-that-is-over")
    lin.get_by_label("哪一天", exact=True).fill(first_of_july().isoformat())
    tap(lin, "看看这天挤不挤")
    spread = lin.locator("#spread")
    expect(spread).to_contain_text("这一天大家都爱办活动")
    expect(spread.locator("tbody tr")).to_have_count(4)
    expect(spread.locator("tbody td.n")).to_have_count(2 * 4)
    shot(lin, "o12-the-crowd")
    tap(lin, "设好")
    expect(spread).to_be_visible()
    assert not Activity.objects.exists(), "a crowd is chosen with open eyes"
    spread.get_by_role("button", name="改到这天").first.click()
    expect(spread).to_contain_text("这一天不挤")
    assert lin.get_by_label("哪一天", exact=True).input_value() != first_of_july().isoformat()
    assert role.get_by_label("这一项叫什么").input_value() == "助教"
    shot(lin, "o12-another-day")
    lin.get_by_label("哪一天", exact=True).fill(day(3))
    lin.get_by_label("办几次").select_option(label="每周同一天")
    lin.get_by_label("到哪一天为止").fill(day(24))
    tap(lin, "设好")
    expect(lin.locator("#notice")).to_contain_text("设好了 4 场")
    shot(lin, "o13-a-series")
    dates = list(Activity.objects.order_by("starts_at"))
    assert {one.project_id for one in dates} == {project.pk}

    first = Role.objects.select_related("activity__place", "activity__lead").get(activity=dates[0])
    activities.sign_up(cast.actor("zhou"), first)
    lin.goto(f"{live_server.url}/activities/{dates[0].pk}/")
    shot(lin, "o14-one-date")
    tap(lin, "跟来的人说一句")
    tap(lin, "告诉大家")
    expect(lin.locator(".summary")).to_be_focused()
    choose(lin.get_by_label("告诉谁"), "助教")
    lin.get_by_label("说什么").fill("请带上充电线，在后门碰头。")
    tap(lin, "告诉大家")
    zhou = open_page(cast.zhou)
    zhou.goto(f"{live_server.url}/activities/{dates[0].pk}/")
    expect(zhou.locator("main")).to_contain_text("在后门碰头")
    stranger = open_page(cast.zhao)
    stranger.goto(f"{live_server.url}/activities/{dates[0].pk}/")
    expect(stranger.locator("main")).not_to_contain_text("在后门碰头")

    travel(days=4)
    activities.end_due()
    lin = at_the_desk(open_page, live_server, cast, "lin", cast.a, "活动")
    lin.locator(".side-links a", has_text="党旗下的手机课").click()
    lin.get_by_label("周师傅").first.check()
    shot(lin, "o15-who-came")
    tap(lin, "核对好了")
    first.activity.refresh_from_db()
    assert first.activity.state == "closed"
    closes(lin, open_page, live_server, cast, project, shot)


def closes(lin: Page, open_page, live_server, cast, project: Project, shot) -> None:
    lin.goto(f"{live_server.url}/projects/{project.pk}/")
    expect(lin.locator(".dates")).to_contain_text("党旗下的手机课")
    step(lin, "做完了")
    shot(lin, "o16-finished")
    tap(lin, "写评估")
    lin.get_by_label("做得怎么样").fill("课上完了，老人会挂号了。")
    tap(lin, "写好了，请大家看")
    expect(lin.locator(".summary")).to_be_focused()
    expect(lin.locator(".summary")).to_contain_text("上课")
    assert lin.get_by_label("做得怎么样").input_value() == "课上完了，老人会挂号了。"
    shot(lin, "o17-an-indicator-is-missing")
    rows = lin.locator("fieldset.card")
    rows.nth(0).get_by_label("达到多少").fill("7")
    rows.nth(1).get_by_label("说明，或者为什么数不出来").fill("没有人记，问不出来了。")
    tap(lin, "写好了，请大家看")
    expect(lin.locator(".states").first).to_contain_text("写好了，等同意")
    he = open_page(cast.he, viewport=DESK)
    he.goto(f"{live_server.url}/desk/{cast.community.pk}/")
    tap(he, "项目的评估")
    he.locator("a.card", has_text=project.title).click()
    shot(he, "o18-an-evaluation-waits")
    tap(he, "我们同意公开")
    lin.reload()
    tap(lin, "公开这份评估")
    expect(lin.locator(".states").first).to_contain_text("公开了")
    shot(lin, "o19-published")
    lin.goto(f"{live_server.url}/projects/{project.pk}/")
    expect(lin.locator(".states").first).to_contain_text("评估过了")
    step(lin, "结项")
    expect(lin.locator(".states").first).to_contain_text("结项了")
    shot(lin, "o20-closed")
