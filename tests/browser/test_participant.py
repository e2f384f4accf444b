"""A neighbour with a telephone: finds what is on, signs up, waits, cancels, says what changed."""

from urllib.parse import urlsplit

from icalendar import Calendar
from playwright.sync_api import Page, expect

from last500.activities import actions
from last500.activities.models import Role, SignUp
from last500.activities.tests import town
from last500.base import clock
from last500.evaluations.models import Rating
from last500.projects.models import Project
from last500.projects.tests import world
from tests.browser.walk import open_fold, pick, tap

TITLE = "手机课第一次课"


def lesson(cast, *roles, project: Project | None = None, **more: object) -> Role:
    """A date at compound A; its first role."""
    said = {"title": TITLE, "what": "学挂号、学视频。", "where": "一楼活动室"} | more
    shift = roles or (town.helpers(0, 2), town.guests(1, 10, name="来学", brings=3))
    key = project.pk if project else None
    return town.role_of(town.set_up(cast, *shift, project=key, **said))


def card_of(page: Page, role: Role):
    return page.locator(f"#role-{role.order}")


def test_from_the_market_to_a_sign_up_and_out_again(open_page, phone, live_server, cast, shot):
    project = world.running(cast, title="银龄手机课堂")
    role = lesson(cast, project=project)
    other = lesson(cast, town.helpers(0, 2), title="楼道清扫", start=10 * 60)
    phone.goto(f"{live_server.url}/c/{cast.a.slug}/")
    tap(phone, "附近有什么：缺人的、能参加的，近的远的都在这里")
    expect(phone.locator(".count")).to_contain_text("件")
    shot(phone, "p1-market-of-a-stranger")

    me = open_page(cast.zhou)
    me.goto(f"{live_server.url}/me/")
    tap(me, "附近有什么")
    expect(me.locator("main")).to_contain_text(TITLE)
    open_fold(me, "挑一挑")
    me.get_by_label("哪一类").select_option(label="来参加活动")
    me.get_by_label("和谁一起").select_option(label="长辈")
    tap(me, "看看")
    expect(me.locator(".cards")).to_have_count(0)
    shot(me, "p2-nothing-fits")
    expect(me.locator("main")).to_contain_text("没有显示的")
    me.locator("main").get_by_role("link", name="都不挑").first.click()
    card = me.locator("a.card", has_text=TITLE).filter(has_text="去报名帮忙")
    shot(me, "p3-market")
    card.click()
    expect(me.locator("h1")).to_have_text(TITLE)
    expect(me.locator("main")).to_contain_text("谁出钱")
    expect(me.locator("main")).to_contain_text("政府购买服务")
    shot(me, "p4-an-activity")
    tap(me, "银龄手机课堂")
    expect(me.locator("main")).to_contain_text(TITLE)
    shot(me, "p5-its-project")
    me.locator(".dates a", has_text=TITLE).click()
    card_of(me, role).get_by_role("button", name="我来帮忙").click()
    expect(card_of(me, role)).to_contain_text("你报上了")
    shot(me, "p6-signed-up")

    me.goto(f"{live_server.url}/activities/{other.activity_id}/")
    tap(me, "我来帮忙")
    expect(me.get_by_role("alert")).to_contain_text("先取消那一场，再来报")
    shot(me, "p7-two-at-one-time")
    me.get_by_role("alert").get_by_role("link", name="去看那一场").click()
    tap(me, "来不了了")
    expect(card_of(me, role)).to_contain_text("2 个位置，还有 2 个")
    me.goto(f"{live_server.url}/activities/{other.activity_id}/")
    tap(me, "我来帮忙")
    expect(card_of(me, other)).to_contain_text("你报上了")
    states = set(SignUp.objects.filter(person=cast.zhou).values_list("state", flat=True))
    assert states == {"cancelled", "comes"}


def test_the_last_place_a_line_and_a_question_before_moving_up(open_page, live_server, cast, shot):
    role = lesson(cast, town.helpers(0, 1, name="助教"))
    here = f"{live_server.url}/activities/{role.activity_id}/"
    me, other = open_page(cast.zhou), open_page(cast.wang)
    for page in (me, other):
        page.goto(here)
        expect(page.get_by_role("button", name="我来帮忙")).to_be_visible()
    tap(other, "我来帮忙")
    tap(me, "我来帮忙")
    expect(me.get_by_role("alert")).to_contain_text("最后的位置刚刚有邻居报走了")
    shot(me, "p8-somebody-was-quicker")
    assert SignUp.objects.coming().count() == 1
    tap(me, "我排队")
    expect(card_of(me, role)).to_contain_text("你排在最前面")
    shot(me, "p9-in-the-line")

    tap(other, "来不了了")
    expect(other.locator("#notice")).to_contain_text("没关系")
    me.goto(f"{live_server.url}/me/")
    expect(me.locator("article.do")).to_contain_text("空出来了，问你来不来")
    shot(me, "p10-asked-on-ones-own-page")
    tap(me, "看看，答复")
    shot(me, "p11-asked")
    assert not SignUp.objects.coming().exists(), "nobody is moved up without their yes"
    tap(me, "我来")
    expect(card_of(me, role)).to_contain_text("你报上了")
    assert SignUp.objects.coming().get().person_id == cast.zhou.pk
    other.reload()
    words = other.locator("main").inner_text()
    assert not [word for word in ("缺席", "爽约", "信用", "扣") if word in words]


def test_a_calendar_address_needs_no_session_and_can_be_changed(
    open_page, phone, live_server, cast, shot
):
    role = lesson(cast)
    actions.sign_up(cast.actor("zhou"), role)
    me = open_page(cast.zhou)
    me.goto(f"{live_server.url}/activities/")
    tap(me, "放进我的日历")
    shot(me, "p12-no-address-yet")
    tap(me, "给我一个地址")
    shot(me, "p13-address")
    address = me.locator("#own-feed").input_value()
    answer = phone.request.get(live_server.url + urlsplit(address).path)
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.body()).walk("VEVENT")
    assert [str(one["SUMMARY"]) for one in events] == [f"{TITLE} · 布置场地"]
    assert cast.zhou.called not in answer.text()
    tap(me, "换一个地址")
    assert me.locator("#own-feed").input_value() != address
    assert phone.request.get(live_server.url + urlsplit(address).path).status == 404


def test_who_came_says_so_and_rates_with_their_consent(open_page, live_server, cast, shot, travel):
    project = world.running(cast, title="银龄手机课堂")
    role = lesson(cast, town.helpers(0, 2), project=project, days=1)
    actions.sign_up(cast.actor("zhou"), role)
    early = role.starts_at - clock.now() - clock.HOUR / 2
    travel(seconds=early.total_seconds())
    me = open_page(cast.zhou)
    me.goto(f"{live_server.url}/activities/{role.activity_id}/")
    tap(me, "我到了")
    expect(card_of(me, role)).to_contain_text("说过到了")
    shot(me, "p14-here")
    travel(hours=4)
    actions.end_due()
    me.reload()
    tap(me, "我帮了多久，说一声")
    me.get_by_label("帮了多少分钟").fill("900")
    tap(me, "记下")
    expect(me.locator(".summary")).to_be_focused()
    me.get_by_label("帮了多少分钟").fill("90")
    shot(me, "p15-how-long")
    tap(me, "记下")
    tap(me, "去过的活动，说一句")
    shot(me, "p16-been-there")
    me.locator(".dates a", has_text=TITLE).click()
    tap(me, "就这样说")
    expect(me.locator(".summary")).to_be_focused()
    pick(me, "很好")
    me.get_by_label("有什么不一样了").fill("我妈会自己挂号了")
    pick(me, "这句话可以公开")
    shot(me, "p17-rates")
    tap(me, "就这样说")
    said = Rating.objects.get()
    assert (said.changed, said.may_publish_at is not None) == ("我妈会自己挂号了", True)
    expect(me.locator("main")).to_contain_text("我妈会自己挂号了")
    shot(me, "p18-said")
    tap(me, "收回，不要公开")
    said.refresh_from_db()
    assert said.may_publish_at is None


def test_signing_up_works_without_javascript(open_page, live_server, cast, shot):
    role = lesson(cast)
    guests = Role.objects.get(activity=role.activity, order=1)
    me = open_page(cast.zhou, java_script_enabled=False)
    me.goto(f"{live_server.url}/market/at/{cast.a.slug}/")
    me.locator("a.card", has_text=TITLE).filter(has_text="去报名参加").click()
    card_of(me, guests).get_by_label("和我一起来的").select_option("2")
    tap(me, "我要参加")
    expect(card_of(me, guests)).to_contain_text("一共 3 位")
    shot(me, "p19-no-javascript")
    tap(me, "来不了了")
    expect(card_of(me, guests)).to_contain_text("10 个位置，还有 10 个")
    assert not SignUp.objects.coming().exists()
