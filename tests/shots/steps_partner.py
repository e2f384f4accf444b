"""Pictures of docs/guides/social-organisation.md: a social organisation's liaison, in the order of
the guide. What its other side does before, at the other side's desk.
"""

from typing import TYPE_CHECKING

from tests.shots.steps import Errand, Step, choose, fill, fill_day, pick, press, tap

if TYPE_CHECKING:
    from playwright.sync_api import Page

CALLS, MINE, PROJECTS = "/calls/", "/calls/mine/", "/projects/"
CALL, GRANTED, VISITS = "区里的公益创投", "江边听书的下午", "一周一敲门"
CLASS, PATROL = "四点半课堂", "消防通道轮值劝导"
AIM = "三个小区的独居老人，每周有一顿热饭是和邻居一起吃的。"
DOES = "周三中午在社区厨房，会做饭的邻居掌勺，社工去接、去送。"
COACHED = "去接老人的路上怎么走、谁陪着，请补一句。"
ANSWERED = "补好了：两人一组走无障碍坡道，下雨改成送上门。"
REPORT = "每周三下午没断过。两位老人搬去孩子家，名单换了两位；下雨天改成打电话，没有算进去。"
APPLYING = (tap(CALL), tap("我来申请"), choose("以谁的名义", "暖阳社会工作服务中心 · 警钟街"))
ASKED = (
    fill("项目叫什么", "一周一顿热乎饭"),
    choose("哪一类", "助老陪伴"),
    choose("为谁", "老人"),
    fill("想做到什么", AIM),
    fill("打算怎么做", DOES),
    fill_day("从哪天起", 75),
    fill_day("到哪天为止", 160),
)


def own_line(page: "Page") -> None:
    """The second line of the budget: what the organisation pays itself."""
    row = page.locator("main fieldset.card").nth(1)
    row.get_by_label("做什么用").fill("接送的车钱")
    row.get_by_label("谁出").select_option(label="我们自己出")
    row.get_by_label("计划多少元").fill("1500")
    row.get_by_label("其中自筹").fill("1500")


MONEY = (
    pick("没有特别的风险"),
    fill("总额多少元", "12000"),
    fill("做什么用", "米面菜和餐盒"),
    choose("谁出", "请这次征集出"),
    fill("计划多少元", "10500"),
    own_line,
    fill("做到多少", "240"),
    fill("从哪里数来", "签到本数人"),
)
WRITING = (tap(CALL), *ASKED)
COACHING = Errand(
    "district",
    CALLS,
    (
        tap(CALL),
        tap("管理这次征集"),
        tap("一周一顿热乎饭"),
        fill("说一句", COACHED),
        tap("发给对方"),
    ),
)
MID = (
    press("article:has-text('中期报告') a.btn"),
    fill("来的人次", "64"),
    fill("到现在一共花了", "9200"),
    fill("做了什么", REPORT),
)

STEPS = (
    # A call
    Step("partner-calls", "social", CALLS, tall=640),
    Step("partner-call", "social", CALLS, (tap(CALL),), mark="a:has-text('我来申请')", tall=600),
    Step(
        "partner-rules",
        "social",
        CALLS,
        (tap(CALL),),
        show="section:has(> h2:text('几个日子')) … section:has(> h2:text('怎么评'))",
    ),
    Step("partner-apply", "social", CALLS, APPLYING, mark="button:has-text('开始写')"),
    Step("partner-write", "social", CALLS, (*APPLYING, tap("开始写"), *ASKED), tall=640),
    Step(
        "partner-money",
        "social",
        MINE,
        (*WRITING, *MONEY),
        show="section:has(> h2:text('钱'))",
        tall=640,
    ),
    Step("partner-sent", "social", MINE, (*WRITING, *MONEY, tap("交申请")), tall=520),
    Step(
        "partner-note",
        "social",
        MINE,
        (tap("一周一顿热乎饭"), fill("说一句", ANSWERED)),
        show="section:has(> h2:text('辅导'))",
        errands=(COACHING,),
    ),
    Step("partner-result", "social", MINE, (tap(GRANTED),), tall=520),
    Step(
        "partner-contract",
        "social",
        MINE,
        (tap(GRANTED), tap("去签合同")),
        mark="button:has-text('我替这一方同意')",
        tall=640,
    ),
    Step(
        "partner-contract-letter",
        "social",
        MINE,
        (tap(GRANTED), tap("去签合同"), tap("我替这一方同意"), tap("看合同，打印")),
        show="article.letter",
        tall=560,
    ),
    Step("partner-mid", "social", MINE, MID, tall=700),
    Step(
        "partner-final",
        "social",
        MINE,
        (*MID, tap("交中期报告")),
        show="section:has(> h2:text('报告'))",
    ),
    # A project
    Step("partner-asked", "social", PROJECTS, tall=640),
    Step(
        "partner-weigh",
        "social",
        PROJECTS,
        (
            tap("看看，说说意见"),
            pick("有问题要先说清"),
            fill("为什么", "谁来算、算错了怎么改，先写在纸上再公示。"),
        ),
        show="article.card.do",
    ),
    Step(
        "partner-part",
        "social",
        PROJECTS,
        (tap("看看，答复"), fill_day("合作到哪天", 80)),
        show="li.card.do",
        mark="button:has-text('答应合作')",
    ),
    Step(
        "partner-sign",
        "social",
        PROJECTS,
        (tap("看看协议"),),
        show="li.card.do",
        mark="button:has-text('我替这一方同意')",
    ),
    Step(
        "partner-start",
        "social",
        PROJECTS,
        (tap("看看协议"), tap("我替这一方同意"), tap(CLASS)),
        mark="a:has-text('开始做')",
        tall=560,
    ),
    Step(
        "partner-date",
        "social",
        "/activities/at/liuhua/new/",
        (
            fill("活动叫什么", "四点半课堂开班"),
            fill("做什么", "认认门，认认人，说说接送怎么签字。"),
            choose("哪个单位来办", "暖阳"),
            choose("属于哪个项目", CLASS),
            fill_day("哪一天", 6),
        ),
        show="label:text('在哪里') … section:has(> h2:text('什么时候'))",
        tall=640,
    ),
    Step(
        "partner-evaluation",
        "social",
        PROJECTS,
        (tap(PATROL), tap("评估")),
        mark="button:has-text('我们同意公开')",
        tall=560,
    ),
    Step(
        "partner-publish",
        "social",
        PROJECTS,
        (tap(PATROL), tap("评估"), tap("我们同意公开")),
        mark="button:has-text('公开这份评估')",
        tall=560,
    ),
)
