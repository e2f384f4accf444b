"""A meeting walked through on a telephone without JavaScript, from a topic to a correction."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from last500.base import clock
from last500.councils.models import Meeting
from last500.resolutions.models import Resolution
from last500.topics.tests.world import lives, on_agenda
from tests.browser.walk import open_fold, tap


def day(ahead: int) -> str:
    return (clock.today() + timedelta(days=ahead)).isoformat()


def fill(page: Page, **words: str) -> None:
    for name, value in words.items():
        page.locator(f"#id_{name}").fill(value)


def card(page: Page, word: str) -> None:
    page.locator("a.card", has_text=word).first.click()


def refused(page: Page, word: str) -> None:
    expect(page.locator(".summary")).to_contain_text(word)


def prepared(page: Page, url: str, cast, topic) -> None:
    """From the topic's desk; the compound has no kind of meeting yet."""
    page.goto(f"{url}/desk/{cast.a.pk}/")
    tap(page, "议题")
    page.locator("main a", has_text=topic.title).first.click()
    tap(page, "安排上会")
    expect(page.locator("main")).to_contain_text("小区有哪种会")
    page.locator(".card", has_text="谁都可以来").get_by_role("button").click()
    page.goto(f"{url}/topics/{topic.pk}/handle/")
    tap(page, "安排上会")
    card(page, "商量一件小事")
    assert page.locator("#id_title").input_value() == topic.title
    tap(page, "写好了")
    refused(page, "哪天")
    fill(page, day=day(5), hour="19:00", spot="三号楼前的黄葛树下", free_1="楼道的灯")
    tap(page, "写好了")
    tap(page, "挂出通知")
    expect(page.locator("#notice")).to_contain_text("通知挂出来了")


def moved(page: Page) -> None:
    tap(page, "改时间或者地方")
    fill(page, day=day(6), spot="活动室")
    tap(page, "改时间或者地方")
    refused(page, "为什么")
    fill(page, reason="那天要下雨")
    tap(page, "改时间或者地方")
    expect(page.locator("main")).to_contain_text("那天要下雨")


def written(page: Page) -> None:
    """More hands than people first; the second point ends in a tie."""
    tap(page, "写记录")
    fill(page, residents="10", owners="4", members="0", guests="3")
    for point, hands in ((1, ("9", "7", "0")), (2, ("6", "6", "1"))):
        fill(page, **{f"words_{point}": "说了两个办法。", f"said_for_{point}": "消防车进得来。"})
        fill(page, **{f"said_against_{point}": "车位会少三个。"})
        page.locator(f"[name=outcome_{point}][value=agreed]").check()
        names = (f"in_favour_{point}", f"against_{point}", f"abstained_{point}")
        fill(page, **dict(zip(names, hands, strict=True)))
    open_fold(page, "谁来办")
    fill(page, decision_1="画四十个车位。", what_1_1="画线", who_1_1="物业")
    fill(page, until_1_1=day(20), review_on_1=day(90))
    tap(page, "写好了")
    refused(page, "举手的比到场能举手的人还多")
    assert page.locator("#id_words_1").input_value() == "说了两个办法。"
    fill(page, in_favour_1="9", against_1="4")
    tap(page, "写好了")
    expect(page.locator("#notice")).to_contain_text("要另一位当时在场的人确认")
    expect(page.locator("main")).to_contain_text("赞成和反对一样多，回去再商量")
    expect(page.get_by_role("button", name="我当时在场，写得对")).to_have_count(0)


def with_the_keyboard(page: Page, word: str) -> None:
    """Tab to what is called so, then Enter; nothing on the way traps the focus."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == word:
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            return
    raise AssertionError(f"no way to {word} by keyboard")


def test_a_meeting_from_a_topic_to_a_correction(open_page, phone, live_server, cast, travel, shot):
    url, topic = live_server.url, on_agenda(cast)
    lives(cast, "hua")
    lin = open_page(cast.lin, java_script_enabled=False)
    prepared(lin, url, cast, topic)
    moved(lin)
    meeting = Meeting.objects.get()
    phone.goto(f"{url}/c/{cast.a.slug}/")
    tap(phone, "开会和记录")
    expect(phone.locator("main")).to_contain_text("活动室")
    shot(phone, "m1-at-the-gate")

    travel(days=7)
    lin = open_page(cast.lin, java_script_enabled=False)
    lin.goto(f"{url}/councils/{meeting.pk}/")
    written(lin)
    shot(lin, "m2-written")
    hua = open_page(cast.hua)
    hua.goto(f"{url}/councils/{meeting.pk}/")
    with_the_keyboard(hua, "我当时在场，写得对")
    expect(hua.locator("#notice")).to_contain_text("记录确认了")
    lin.reload()
    tap(lin, "公布记录")
    expect(lin.locator("#notice")).to_contain_text("公布了")
    assert Resolution.objects.get().point.meeting == meeting

    phone.goto(f"{url}/councils/{meeting.pk}/")
    expect(phone.locator("main")).to_contain_text("画四十个车位")
    shot(phone, "m3-published")
    phone.get_by_role("link", name="号决定办到哪一步").click()
    expect(phone.locator("main")).to_contain_text("画线")
    corrected(lin, hua, f"{url}/councils/{meeting.pk}/")
    phone.goto(f"{url}/councils/{meeting.pk}/")
    expect(phone.locator("main")).to_contain_text("车位会少两个。")
    expect(phone.locator("main")).to_contain_text("车位会少三个。")
    shot(phone, "m4-corrected")


def corrected(lin: Page, hua: Page, address: str) -> None:
    tap(lin, "更正写错的地方")
    card(lin, "第 1 件 · 反对的说")
    fill(lin, said="车位会少两个。")
    tap(lin, "写好了")
    refused(lin, "为什么")
    fill(lin, reason="数错了一个。")
    tap(lin, "写好了")
    expect(lin.locator("main")).to_contain_text("你写的更正，要另一位当时在场的人来确认")
    expect(lin.get_by_role("button", name="我当时在场，改得对")).to_have_count(0)
    hua.goto(address)
    with_the_keyboard(hua, "我当时在场，改得对")
    expect(hua.locator("#notice")).to_contain_text("更正写在记录下面了")
