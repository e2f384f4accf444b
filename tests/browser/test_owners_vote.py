"""A vote of the owners, from the first word to the sheet at the gate; and anybody who checks it."""

import re
from datetime import timedelta
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page, expect

from last500.base import clock
from last500.ledger.tests import world as books
from last500.votes import actions
from last500.votes.models import Ballot, Result, Vote
from last500.votes.tests import world as votes
from tests.browser.test_owner import compound, desk
from tests.browser.walk import choose_file, open_fold, pick, tap
from tests.tamper.world import new_log, publish

ROLL = """楼栋,单元,门牌,面积,业主组
三号楼,1单元,101,100,G1
三号楼,1单元,102,100,G1
三号楼,1单元,201,80.5,G2
三号楼,1单元,202,120,G3
"""
FOR, AGAINST, ABSTAIN = "同意", "不同意", "弃权"
# As it stands on the papers; Wang misreads the second at first.
PAPERS = {1: FOR, 2: FOR, 3: AGAINST, 4: FOR}
MISREAD = 2
SEATS = {
    "li": "监票人，业主一方",
    "he": "监票人，社区一方",
    "sun": "监票人，街道一方",
    "wang": "录票人",
}


def day(ahead: int) -> str:
    return (clock.today() + timedelta(days=ahead)).isoformat()


def test_owners_vote_on_paper(open_page, live_server, cast, travel, shot):
    """Prepared, its roll frozen, read by two people, counted once, signed by three, posted."""
    url = live_server.url
    lin = open_page(cast.lin)
    prepares(lin, url, shot)
    vote = Vote.objects.get()
    for name, role in SEATS.items():
        asks(lin, cast.people[name], role, url, vote, open_page(cast.people[name]), shot)
    lin.goto(url + reverse("votes:inside", args=[vote.pk]))
    step(lin, "定下名册")
    vote.refresh_from_db()
    assert (vote.roll_units, vote.roll_persons, vote.roll_area) == (4, 3, 4_005_000)

    travel(days=17)
    actions.keep_times()
    cast_on = day(-1)
    lin, wang = open_page(cast.lin), open_page(cast.wang)
    desk(lin, url, "业主表决")
    lin.locator("main a.card").click()
    tap(lin, "录票")
    for number, said in PAPERS.items():
        enters(lin, number, said, cast_on)
    shot(lin, "v4-entered-once")
    wang.goto(f"{url}/me/")
    tap(wang, "我的业主表决")
    wang.locator("main a.card").click()
    tap(wang, "录票")
    for number, said in PAPERS.items():
        enters(wang, number, AGAINST if number == MISREAD else said, cast_on)
    expect(wang.locator("main")).to_contain_text("不一样 1 张")
    for reader in (wang, lin):
        looks_again(reader, url, vote, shot)
    assert Ballot.objects.filter(state="agreed").count() == len(PAPERS)
    ends(open_page, cast, url, vote, travel, shot)
    at_the_gate(open_page(java_script_enabled=False), url, shot)


def prepares(lin: Page, url: str, shot) -> None:
    desk(lin, url, "业主表决")
    tap(lin, "写一次表决")
    lin.get_by_label("这次表决叫什么").fill("修电梯")
    lin.get_by_label("第 1 个事项").fill("用公共收益八万元修三号楼的两部电梯")
    lin.locator("select[name=q1_item]").select_option("9")
    pick(lin, "业主委员会")
    lin.get_by_label("哪一天告诉了居民委员会").fill(day(0))
    lin.get_by_label("哪天开始投").fill(day(16))
    lin.get_by_label("哪天截止").fill(day(26))
    shot(lin, "v1-written")
    tap(lin, "存好，还不公告")
    tap(lin, "看名册，导入")
    choose_file(lin, "名册.csv", ROLL.replace("80.5", "八十"))
    tap(lin, "导入")
    expect(lin.locator(".summary")).to_contain_text("第 4 行")
    choose_file(lin, "名册.csv", ROLL)
    tap(lin, "导入")
    expect(lin.locator("#notice")).to_contain_text("名册里有 4 套")
    lin.locator("header a.top-title").click()
    step(lin, "公告")


def step(lin: Page, word: str) -> None:
    """A step that cannot be taken back asks once more."""
    tap(lin, word)
    tap(lin, word)
    lin.wait_for_load_state()


def asks(lin: Page, person, role: str, url: str, vote: Vote, theirs: Page, shot) -> None:
    lin.goto(url + reverse("votes:inside", args=[vote.pk]))
    open_fold(lin, "请一位")
    pick(lin, role)
    lin.get_by_label("请谁").select_option(str(person.pk))
    tap(lin, "请 TA")
    theirs.goto(f"{url}/me/")
    tap(theirs, "我的业主表决")
    theirs.locator("main a.card").click()
    shot(theirs, f"v2-asked-{role}")
    tap(theirs, "答应")
    expect(theirs.locator("#notice")).to_contain_text("谢谢")


def enters(page: Page, number: int, said: str, cast_on: str) -> None:
    page.get_by_label("选票编号").fill(str(number))
    page.get_by_label(said, exact=True).check()
    page.get_by_label("哪天投进票箱").fill(cast_on)
    page.get_by_label("几点").fill("10:00")
    tap(page, "录好，下一张")
    expect(page.locator("#notice")).to_contain_text("下一张")
    expect(page.get_by_label("选票编号")).to_have_value("")


def looks_again(page: Page, url: str, vote: Vote, shot) -> None:
    """With the paper in hand, each says what stands on it."""
    page.goto(url + reverse("votes:entry", args=[vote.pk]))
    tap(page, "看还差的")
    tap(page, f"{MISREAD} 号票")
    expect(page.locator("main li.card")).to_have_count(2)
    page.get_by_label(PAPERS[MISREAD], exact=True).check()
    shot(page, "v5-looked-at-again")
    tap(page, "票上就是这样")
    expect(page.locator("#notice")).to_be_visible()


def ends(open_page, cast, url: str, vote: Vote, travel, shot) -> None:
    travel(days=10)
    actions.keep_times()
    lin = open_page(cast.lin)
    lin.goto(url + reverse("votes:inside", args=[vote.pk]))
    step(lin, "计票")
    expect(lin.locator("main")).to_contain_text("等三位监票人都签")
    for name in list(SEATS)[:3]:
        theirs = open_page(cast.people[name])
        theirs.goto(url + reverse("votes:seat", args=[vote.pk]))
        pick(theirs, "没有问题，我签")
        shot(theirs, "v6-signs")
        tap(theirs, "就这样")
    lin.reload()
    step(lin, "公示结果")
    assert Result.objects.count() == 1


def at_the_gate(anybody: Page, url: str, shot) -> None:
    """Without scripts; whoever adds up the papers again comes to the same figures."""
    compound(anybody, url, "业主表决")
    anybody.locator("main a.card").click()
    main = anybody.locator("main")
    rows = main.locator("table").first.locator("tbody tr")
    # G1 has two units and is one person; 100 + 100 + 120 of 400.5 m² said yes.
    expected = {FOR: "2 320.00 3", AGAINST: "1 80.50 1", ABSTAIN: "0 0.00 0", "参与": "3 400.50 4"}
    for number, (word, figures) in enumerate(expected.items()):
        expect(rows.nth(number).locator("th")).to_have_text(word)
        assert " ".join(rows.nth(number).locator("td").all_inner_texts()) == figures
    expect(main).to_contain_text("通过了")
    open_fold(anybody, "看算式")
    expect(main).to_contain_text("2 × 3200000 = 6400000 > 1 × 4005000 = 4005000")
    shot(anybody, "v7-result")
    tap(anybody, "打印一张贴出来（A4）")
    expect(anybody.locator("article.sheet")).to_contain_text("2 × 2 = 4 > 1 × 3 = 3")


# ---- nobody has to be believed ------------------------------------------------------------------


def test_anybody_checks_the_books_and_the_vote_offline(
    open_page, live_server, cast, settings, tmp_path, shot
):
    """Takes the compound's bundle from its page and checks it; with an amount changed by
    one byte, or an outcome, it is refused and the page says where."""
    new_log(settings, tmp_path)
    books.entered(cast, books.opened(cast))
    with clock.at(clock.now() - 40 * clock.DAY):
        votes.published(cast)
    publish()
    anybody = open_page()
    compound(anybody, live_server.url, "记录改没改过")
    shot(anybody, "p1-the-log-of-a-compound")
    with anybody.expect_download() as got:
        anybody.get_by_role("button", name="下载，在网页上核对").click()
    bundle = Path(got.value.path()).read_bytes()
    tap(anybody, "去核对")
    anybody.context.set_offline(True)
    check(anybody, bundle)
    expect(anybody.locator("#result .success")).to_contain_text("没有改动")
    shot(anybody, "p2-intact")
    expect(anybody.locator("main")).to_contain_text("账的余额是一笔笔加出来的")

    refused = anybody.locator("#result .error")
    for was, becomes, where in (
        (rb"(500)000", rb"\g<1>001", f"ledger:{cast.a.pk} 第 2 条被改"),
        (rb'(passed\\*":)true', rb"\g<1>null", f"votes:{cast.a.pk} 第 "),
    ):
        changed, number = re.subn(was, becomes, bundle, count=1)
        assert number, "what is changed stands there"
        check(anybody, changed)
        expect(refused).to_contain_text(where)
    shot(anybody, "p3-changed")


def check(page: Page, bundle: bytes) -> None:
    chosen = {"name": "bundle.json", "mimeType": "application/json", "buffer": bundle}
    page.locator("#bundle").set_input_files(chosen)  # type: ignore[arg-type]
    page.get_by_role("button", name="核对", exact=True).click()
