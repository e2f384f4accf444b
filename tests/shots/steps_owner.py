"""Pictures of docs/guides/owner.md: an owner who lives there, in the order of the guide."""

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from tests.shots.steps import Step, choose, fill, pick, tap

if TYPE_CHECKING:
    from playwright.sync_api import Page

GATE, TOPICS, BOOKS = "/c/liuhua/", "/topics/at/liuhua/", "/ledger/at/liuhua/"
ASKED, VOTES, LOG = "/consultations/at/liuhua/", "/votes/at/liuhua/", "/tlog/at/liuhua/"
LAMPS, TREES, PAVILION = (
    "换楼道应急灯和灭火器",
    "香樟树太高了，一楼白天要开灯",
    "夏天纳凉的凉亭，先修哪一样",
)
WORRY = "三单元门口的台阶缺了一角，下雨天看不清，老人孩子容易绊倒。"
DARK = "一楼白天也要开灯，修一修枝就好，不用砍。"


def check_bundle(page: "Page") -> None:
    """Take the compound's bundle and give it to the page that checks."""
    with page.expect_download() as got:
        page.get_by_role("button", name="下载，在网页上核对").click()
    bundle = got.value.path()
    page.goto(urljoin(page.url, "/tlog/check/"))
    page.locator("#bundle").set_input_files(
        {"name": "liuhua.json", "mimeType": "application/json", "buffer": bundle.read_bytes()}
    )
    page.get_by_role("button", name="核对", exact=True).click()
    page.locator("#result .notice").wait_for(timeout=60_000)


STEPS = (
    # Where one lives
    Step(
        "owner-gate",
        "resident",
        GATE,
        show="section:has(> h2:text('大家的事，大家定'))",
        mark="a:has-text('我住这里，或者是业主')",
    ),
    Step(
        "owner-claim",
        "helper",
        GATE,
        (
            tap("我住这里，或者是业主"),
            choose("哪一栋、哪个单元", "一号楼"),
            fill("门牌号", "502"),
            pick("住在这一户"),
            pick("这一户的业主"),
        ),
        mark="button:has-text('登记')",
    ),
    Step("owner-homes", "resident", "/households/"),
    Step("owner-grids", "resident", GATE, (tap("哪栋楼谁联系"),), tall=560),
    # What is talked over
    Step("owner-topics", "resident", TOPICS, mark="a:has-text('我来提一件')", tall=600),
    Step(
        "owner-propose",
        "resident",
        TOPICS,
        (
            tap("我来提一件"),
            fill("什么事，一句话", "三单元门口的台阶修一修"),
            pick("公共设施"),
            fill("现在是什么情况", WORRY),
        ),
        tall=620,
    ),
    Step("owner-support", "resident", TOPICS, (tap(TREES),), mark="button:has-text('我附议')"),
    Step(
        "owner-opinion",
        "resident",
        TOPICS,
        (tap(TREES), tap("我附议"), tap("我也说一句"), pick("赞成"), fill("为什么", DARK)),
    ),
    # What is asked of everybody
    Step(
        "owner-answer",
        "resident",
        ASKED,
        (tap(PAVILION), tap("改一改")),
        mark="button:has-text('发出')",
    ),
    Step("owner-result", "resident", ASKED, (tap("快递柜放在哪里"),), tall=560),
    # The books
    Step("owner-books", "resident", BOOKS, tall=640),
    Step(
        "owner-kinds",
        "resident",
        BOOKS,
        show="section:has(> h2:text('钱从哪里来，花在哪里'))",
    ),
    Step(
        "owner-entry",
        "resident",
        BOOKS,
        (tap(LAMPS),),
        show="section:has(> h2:text('邻居问过的'))",
        mark="a:has-text('我想问，或者觉得不对')",
        tall=780,
    ),
    Step(
        "owner-ask",
        "resident",
        BOOKS,
        (tap(LAMPS), tap("我想问，或者觉得不对"), fill("你的话", "灭火器是哪一天检的？")),
        mark="button:has-text('送给值守')",
    ),
    Step("owner-asked", "resident", "/me/", (tap("我问过的账"),)),
    # What was decided
    Step("owner-decided", "resident", GATE, (tap("定下来的事"),), tall=600),
    Step(
        "owner-word",
        "resident",
        GATE,
        (tap("定下来的事"), tap("广场舞的音响几点关")),
        show="section:has(> h2:text('谁来办，哪天办到'))",
        mark=".sayings button",
    ),
    Step("owner-vote", "resident", VOTES, (tap("续聘物业"),), tall=640),
    Step(
        "owner-sheet",
        "resident",
        VOTES,
        (tap("用公共收益修电梯"),),
        show="section:has(> h2:text('结果'))",
        tall=640,
    ),
    # Nobody has to be believed
    Step("owner-log", "", LOG, mark="button:has-text('下载，在网页上核对')", tall=600),
    Step("owner-checked", "", LOG, (check_bundle,), show=".field:has(#code) … #result .notice"),
)
