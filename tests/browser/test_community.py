"""A community's office at its desk: profile and venues, posts, teams, pairings, rotas, records."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

from playwright.sync_api import Page, expect

from last500.base import clock
from last500.lists.models import Booking, Spending
from last500.lists.tests import world
from last500.notify.models import Message
from last500.pairings.models import Pairing
from last500.posts.models import Post
from last500.records.models import ServiceRecord
from last500.records.tests import walk as records
from last500.rotas import actions as rotas
from last500.rotas.models import Turn
from last500.service_requests.models import ServiceRequest
from last500.teams import rules
from last500.teams.models import Team
from tests.access import quiet
from tests.browser.conftest import DESK
from tests.browser.walk import open_fold, pick, tap


def day(ahead: int) -> str:
    return (clock.today() + timedelta(days=ahead)).isoformat()


def at_the_desk(open_page, live_server, cast, who: str, place, word: str, **more) -> Page:
    page = open_page(cast.people[who], **({"viewport": DESK} | more))
    page.goto(f"{live_server.url}/desk/{place.pk}/")
    tap(page, word)
    return page


def test_the_profile_says_how_many_and_what_was_spent(open_page, phone, live_server, cast, shot):
    officer = at_the_desk(open_page, live_server, cast, "he", cast.community, "社区概况")
    shot(officer, "n1-empty-profile")
    open_fold(officer, "写一个数")
    officer.get_by_label("有多少").fill("-1")
    tap(officer, "记下来")
    expect(officer.locator(".summary")).to_be_focused()
    officer.get_by_label("有多少").fill("3280")
    officer.get_by_label("从哪里来").first.fill("社区台账")
    tap(officer, "记下来")
    expect(officer.locator("#people")).to_contain_text("3,280")
    money = officer.locator("#money")
    money.get_by_label("计划多少元").fill("12,000.50")
    money.get_by_label("做什么用").fill("邻里活动")
    money.get_by_role("button", name="记下来").last.click()
    expect(officer.locator("#money")).to_contain_text("12,000.50")
    open_fold(officer, "记一笔支出")
    money.get_by_label("多少元", exact=True).fill("128.5")
    money.get_by_label("花在什么上").fill("彩纸")
    money.get_by_role("button", name="记下来").first.click()
    expect(money).to_contain_text("11,872.00")
    shot(officer, "n2-profile")
    open_fold(officer, "用过的 1 笔")
    officer.get_by_role("button", name="冲销").click()
    officer.locator("#confirm [value=yes]").click()
    expect(money).not_to_contain_text("11,872.00")
    assert sorted(Spending.objects.values_list("fen", flat=True)) == [-12850, 12850]
    phone.goto(f"{live_server.url}/lists/about/{cast.community.pk}/")
    expect(phone.locator("#money")).to_contain_text("12,000.50")
    shot(phone, "n3-what-everybody-sees")


def test_a_venue_is_booked_once_at_a_time(open_page, live_server, cast, shot):
    """The control is the same room an hour later, which is free."""
    world.venue(cast)
    officer = at_the_desk(open_page, live_server, cast, "he", cast.community, "三张清单")
    secretary = at_the_desk(open_page, live_server, cast, "lin", cast.a, "社区的清单")
    for page in (officer, secretary):
        page.locator(".tabs a", has_text="资源").click()
        page.locator("a.card", has_text="社区活动室").click()
        tap(page, "约一个时间")
        fill_booking(page, "14:00", "16:00", "合唱队排练")
    tap(officer, "约")
    expect(officer.locator("main")).to_contain_text("说定了")
    shot(officer, "n4-own-venue")
    secretary.get_by_label("做什么用").fill("棋牌比赛，十二人")
    tap(secretary, "约")
    expect(secretary.locator("main")).to_contain_text("这个时间刚被别人约走了")
    assert secretary.get_by_label("做什么用").input_value() == "棋牌比赛，十二人"
    assert secretary.get_by_label("从", exact=True).input_value() == "14:00"
    shot(secretary, "n5-taken")
    assert Booking.objects.count() == 1
    fill_booking(secretary, "16:00", "17:00", "棋牌比赛，十二人")
    tap(secretary, "约")
    assert Booking.objects.count() == 2
    officer.goto(f"{live_server.url}/lists/desk/{cast.community.pk}/")
    expect(officer.locator("main")).to_contain_text("棋牌比赛，十二人")
    shot(officer, "n6-to-answer")


def fill_booking(page: Page, start: str, end: str, purpose: str) -> None:
    page.get_by_label("哪一天").fill(day(5))
    page.get_by_label("从", exact=True).fill(start)
    page.get_by_label("到", exact=True).fill(end)
    page.get_by_label("做什么用").fill(purpose)


def test_a_post_is_set_up_and_its_link_brings_somebody(open_page, live_server, cast, shot):
    officer = at_the_desk(open_page, live_server, cast, "he", cast.community, "岗位")
    shot(officer, "n7-no-posts")
    officer.get_by_role("link", name="设一个岗位").first.click()
    officer.get_by_label("岗位叫什么").fill("每周六上午图书角值日")
    officer.get_by_label("做什么").last.fill("整理书架，登记借还。")
    officer.get_by_label("周几").select_option(label="周六")
    officer.get_by_label("几点开始").fill("09:30")
    officer.get_by_label("要几个人").fill("0")
    tap(officer, "设好，让邻居来领")
    expect(officer.locator(".summary")).to_be_focused()
    shot(officer, "n8-post-refused")
    assert officer.get_by_label("岗位叫什么").input_value() == "每周六上午图书角值日"
    assert not Post.objects.exists()
    officer.get_by_label("要几个人").fill("2")
    pick(officer, "没有特别的风险")
    tap(officer, "设好，让邻居来领")
    shot(officer, "n9-post-on-the-desk")
    tap(officer, "链接和日子")
    shot(officer, "n10-post")
    link = officer.locator("#post-link").input_value()
    officer.go_back()
    expect(officer.locator("h1")).to_have_text("岗位")
    neighbour = open_page(cast.hua)
    neighbour.goto(link)
    tap(neighbour, "我来")
    expect(neighbour.locator("main")).to_contain_text("你在这个岗位上")
    officer.reload()
    expect(officer.locator("main")).to_contain_text("1 / 2")


def test_a_team_works_with_the_committee_s_consent_and_changes_its_leader(
    open_page, live_server, cast, shot
):
    officer = at_the_desk(open_page, live_server, cast, "he", cast.community, "服务队")
    shot(officer, "n11-no-teams")
    tap(officer, "建一支队")
    officer.get_by_label("在哪里").select_option(label="芙蓉苑 · 小区")
    officer.get_by_label("队名").fill("芙蓉修修队")
    pick(officer, rules.CATEGORY_WORDS[rules.Category.REPAIR])
    officer.get_by_label("做什么").last.fill("小家电、水龙头，上门前先打电话。")
    tap(officer, "建队")
    expect(officer.locator(".summary")).to_be_focused()
    officer.get_by_label("要当心什么").fill("要上梯子")
    tap(officer, "建队")
    expect(officer.locator("main")).to_contain_text("还在组建")
    shot(officer, "n12-forming")
    tap(officer, "请邻居入队")
    tap(officer, "都请一声")
    for name in ("wang", "li"):
        member = open_page(cast.people[name])
        member.goto(f"{live_server.url}/teams/")
        tap(member, "我加入")
    team = Team.objects.get()
    assert (team.taken, team.state) == (2, "forming")
    officer.goto(f"{live_server.url}/teams/{team.pk}/")
    tap(officer, "记下居委会的同意")
    officer.get_by_label("居委会是什么时候").fill("3 月 5 日居委会会议，会议记录第 2 项")
    tap(officer, "记下")
    expect(officer.locator(".summary")).to_be_focused()
    pick(officer, "居委会同意这支队")
    tap(officer, "记下")
    expect(officer.locator("main")).to_contain_text("会议记录第 2 项")
    offer_lead(officer, "王师傅")
    shot(officer, "n13-consented")
    wang, li = (open_page(cast.people[name]) for name in ("wang", "li"))
    wang.goto(f"{live_server.url}/teams/{team.pk}/")
    tap(wang, "我来带")
    shot(wang, "n14-leads")
    officer.reload()
    tap(officer, "开始服务")
    team.refresh_from_db()
    assert (team.state, team.leader_id) == ("working", cast.wang.pk)

    wang.reload()
    offer_lead(wang, "李师傅")
    team.refresh_from_db()
    assert team.leader_id == cast.wang.pk, "until the other has said yes"
    li.goto(f"{live_server.url}/teams/")
    shot(li, "n15-asked-to-lead")
    tap(li, "我来带")
    team.refresh_from_db()
    assert (team.state, team.leader_id) == ("working", cast.li.pk)
    officer.reload()
    shot(officer, "n16-team")


def offer_lead(page: Page, called: str) -> None:
    fold = page.locator("details", has=page.get_by_label("请谁来带队"))
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    page.get_by_label("请谁来带队").select_option(label=called)
    tap(page, "问一问 TA")


def test_a_pairing_begins_with_both_yes(open_page, live_server, cast, shot):
    officer = at_the_desk(open_page, live_server, cast, "he", cast.community, "结对")
    shot(officer, "n17-no-pairings")
    tap(officer, "替一户记下同意")
    officer.get_by_label("哪个小区").select_option(label=cast.a.name)
    officer.get_by_label("怎么称呼").fill("周大妈")
    officer.get_by_label("电话", exact=True).fill("10000055001")
    officer.get_by_label("楼栋和门牌").fill("3号楼101")
    tap(officer, "记下，打小条")
    expect(officer.locator(".summary")).to_contain_text("同意")
    assert officer.get_by_label("怎么称呼").input_value() == "周大妈"
    assert not Pairing.objects.exists(), "no consent, no pairing"
    shot(officer, "n18-consent-is-missing")
    pick(officer, "电话")
    pick(officer, "两周")
    tap(officer, "记下，打小条")
    shot(officer, "n19-slip")
    pairing = Pairing.objects.get()
    officer.goto(f"{live_server.url}/pairings/{pairing.pk}/")
    tap(officer, "挑几位来请")
    officer.locator(".who", has_text="王师傅").click()
    shot(officer, "n20-whom-to-ask")
    tap(officer, "发出邀请")
    shot(officer, "n21-asked")
    helper = open_page(cast.wang)
    helper.goto(f"{live_server.url}/pairings/")
    for secret in ("周大妈", "10000055001", "3号楼101"):
        assert secret not in helper.content()
    shot(helper, "n22-asked-to-pair")
    tap(helper, "我愿意")
    helper.goto(f"{live_server.url}/pairings/{pairing.pk}/help/")
    for shown in ("周大妈", "10000055001", "3号楼101"):
        expect(helper.locator("main")).to_contain_text(shown)
    shot(helper, "n23-paired")
    pairing.refresh_from_db()
    assert pairing.state == "running"
    officer.reload()
    expect(officer.locator("main")).to_contain_text("王师傅")
    assert "10000055001" not in officer.content(), "a look is asked for, with a reason"
    shot(officer, "n24-running")


def test_a_rota_goes_round_with_a_swap_and_a_stand_in(open_page, live_server, cast, shot):
    officer = at_the_desk(open_page, live_server, cast, "he", cast.community, "轮值")
    shot(officer, "n25-no-rotas")
    tap(officer, "安排一个轮值")
    officer.get_by_label("什么事，两三个字").fill("教用手机")
    officer.get_by_label("类别").select_option(label="手机代办")
    officer.get_by_label("每次要做什么").fill("想学会自己挂号，每次教一样。")
    officer.get_by_label("多久一次").select_option(label="每周")
    officer.get_by_label("星期几").select_option(index=date.fromisoformat(day(2)).weekday())
    officer.get_by_label("几点开始").fill("19:00")
    officer.get_by_label("从哪一天起").fill(day(2))
    officer.get_by_label("哪个小区").select_option(label=cast.a.name)
    officer.get_by_label("怎么称呼").fill("陈阿姨")
    officer.get_by_label("单元和门牌").fill("2单元301")
    tap(officer, "安排好了")
    expect(officer.locator(".summary")).to_be_focused()
    shot(officer, "n26-rota-refused")
    assert officer.get_by_label("怎么称呼").input_value() == "陈阿姨"
    officer.locator("[name=phone]").fill("10000000005")
    pick(officer, "在电话里说了同意")
    tap(officer, "安排好了")
    shot(officer, "n27-rota")
    for called in ("王师傅", "李师傅", "周师傅"):
        box = officer.locator(".who", has_text=called)
        if not box.get_by_role("checkbox").is_checked():
            box.click()
    tap(officer, "请勾上的几位加入")
    shot(officer, "n28-invited")
    pages = {name: open_page(cast.people[name]) for name in ("wang", "li", "zhou")}
    for page in pages.values():
        page.goto(f"{live_server.url}/rotas/")
        expect(page.locator("main")).not_to_contain_text("陈阿姨")
        tap(page, "加入")
    first, second, third = order = turns_of(cast)[:3]
    assert set(order) == {"wang", "li", "zhou"}, "nobody twice while others have not come"

    asker, other = pages[first], pages[second]
    asker.goto(f"{live_server.url}/rotas/")
    shot(asker, "n29-my-turns")
    asker.get_by_role("link", name="换班，或者这次来不了").first.click()
    asker.locator("label.pick", has_text=cast.people[second].called).first.click()
    shot(asker, "n30-swap")
    tap(asker, "问问对方")
    assert turns_of(cast)[:2] == [first, second], "asked is not swapped"
    other.goto(f"{live_server.url}/rotas/")
    shot(other, "n31-asked-to-swap")
    tap(other, "换，那一次我来")
    assert turns_of(cast)[:2] == [second, first]

    other.get_by_role("link", name="换班，或者这次来不了").first.click()
    tap(other, "这次来不了")
    assert turns_of(cast)[0] not in (second, ""), "somebody else is next"
    stand_in = turns_of(cast)[0]
    assert rotas.place_due() == 1
    request = ServiceRequest.objects.get()
    asked = set(request.invitations.values_list("helper", flat=True))
    assert asked == {cast.people[stand_in].pk}
    helper = pages[stand_in]
    helper.goto(f"{live_server.url}/me/")
    expect(helper.locator("main")).to_contain_text("有人请你帮忙")
    expect(helper.locator("main")).not_to_contain_text("陈阿姨")
    tap(helper, "我来")
    expect(helper.locator("main")).to_contain_text("陈阿姨")
    shot(helper, "n32-stand-in-comes")
    officer.reload()
    expect(officer.locator("main")).to_contain_text(cast.people[stand_in].called)
    shot(officer, "n33-rota-goes-round")


def turns_of(cast) -> list[str]:
    """Whose turn it is, by their short names, in the order of the days."""
    names = {person.pk: name for name, person in cast.people.items()}
    rows = Turn.objects.order_by("on").values_list("planned__member__person", flat=True)
    return [names.get(key, "") for key in rows]


def test_a_record_is_confirmed_by_the_desk_with_a_word_where_it_is_not(
    open_page, live_server, cast, shot
):
    for hours in (30, 60):
        began = (clock.now() - hours * clock.HOUR).replace(second=0, microsecond=0)
        records.entered(cast, began_at=began, note="扫了落叶。" if hours == 30 else "不是这样的。")
    officer = at_the_desk(open_page, live_server, cast, "he", cast.community, "服务记录")
    shot(officer, "n34-records")
    while officer.locator("article .prose").inner_text() != "不是这样的。":
        officer.locator(".side-links a[href^='?at=']").first.click()
    open_fold(officer, "不确认")
    tap(officer, "不确认，告诉对方")
    expect(officer.locator(".summary")).to_be_focused()
    officer.get_by_label("原因").fill("那天没有这件事。")
    tap(officer, "不确认，告诉对方")
    tap(officer, "确认，有这件事")
    expect(officer.locator("main")).to_contain_text("没有等确认的")
    shot(officer, "n35-all-confirmed")
    states = dict(ServiceRecord.objects.order_by("began_at").values_list("began_at", "state"))
    assert list(states.values()) == ["declined", "confirmed"]
    member = open_page(cast.wang)
    member.goto(f"{live_server.url}/records/")
    expect(member.locator("main")).to_contain_text("那天没有这件事。")


def test_the_quiet_page_asks_one_liaison_and_nobody_above_sees_it(
    open_page, live_server, cast, shot
):
    known = SimpleNamespace(cast=cast)
    quiet.add(known)
    cast.offered(open_to="community", category="small_repair", spot="yard")
    officer = at_the_desk(open_page, live_server, cast, "he", cast.community, "可以问一问")
    unit = officer.locator(".cards > li", has_text="印刷厂").first
    shot(officer, "n36-quiet")
    unit.get_by_role("button", name="问一下").first.click()
    expect(officer.locator("#notice, main").first).to_contain_text("问了印刷厂")
    expect(unit).to_contain_text("问过了，等等看")
    shot(officer, "n37-asked")
    told = Message.objects.exclude(person=cast.wang)
    assert set(told.filter(kind__startswith="quiet").values_list("person", flat=True)) == {
        cast.hua.pk
    }
    liaison = open_page(cast.hua)
    liaison.goto(f"{live_server.url}/me/inbox/")
    shot(liaison, "n38-liaison-is-asked")
    above = open_page(cast.sun)
    answer = above.goto(f"{live_server.url}/desk/{cast.community.pk}/quiet/")
    assert answer.status == 404


def test_the_lists_are_printed_and_exported(open_page, live_server, cast, shot, tmp_path):
    owner = world.unit(cast, "hua")
    world.room(cast, owner, "hua")
    world.need(cast)
    officer = at_the_desk(open_page, live_server, cast, "he", cast.community, "三张清单")
    shot(officer, "n39-lists")
    saved = {}
    for kind in ("Excel", "CSV", "JSON"):
        with officer.expect_download() as coming:
            officer.get_by_role("link", name=kind, exact=True).click()
        kept = Path(tmp_path / coming.value.suggested_filename)
        coming.value.save_as(kept)
        saved[kind] = kept.read_bytes()
    assert saved["Excel"][:2] == b"PK"
    rows = list(csv.reader(saved["CSV"].decode("utf-8-sig").splitlines()))
    assert len(rows) == 2 and "教老人用手机的人" in rows[1]
    assert "教老人用手机的人" in json.dumps(json.loads(saved["JSON"]), ensure_ascii=False)
    everything = (saved["CSV"] + saved["JSON"]).decode("utf-8-sig", "ignore")
    assert not any(person.name in everything for person in cast.people.values())
    tap(officer, "打印")
    officer.emulate_media(media="print")
    expect(officer.locator(".menu, nav.menu").first).to_be_hidden()
    expect(officer.locator("body")).to_contain_text("教老人用手机的人")
    today = clock.today()
    expect(officer.locator("body")).to_contain_text(f"{today.year}年{today.month}月{today.day}日")
    shot(officer, "n40-list-on-paper")
