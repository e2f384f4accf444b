"""Pictures of docs/guides/helper.md, in the order of the guide.

Who reports in first is the library's liaison, who lives in the same compound; then the helper.
"""

from typing import TYPE_CHECKING

from tests.shots.steps import Act, Errand, Step, copy_code, fill, pick, press, tap

if TYPE_CHECKING:
    from playwright.sync_api import Page

ME, WISHES = "/me/", "/me/wishes/"
HELD = press("section:has(> h2:text('我接下的')) a")
HOME = "/c/liuhua/"
CORNER = "早上路口文明劝导"
NOTE = "牌子和红袖章在门岗，七点二十去拿。"
REPORTING = (tap("我来帮忙"), fill("邻居怎么称呼你", "贺老师"), pick("报到党员"))
OWN_POST = (tap("看看小区别的岗位"), tap(CORNER))


def no_more_invitations(page: "Page") -> None:
    """Not this time, as often as somebody asks."""
    for _ in range(9):
        found = page.locator("main article button", has_text="这次不行")
        if not found.count():
            return
        found.first.click()
        page.goto(page.url.split("/me/")[0] + "/me/")


def _post_leave(*more: Act) -> tuple[Act, ...]:
    return (*OWN_POST, tap("我要离开"), fill("交代一句", NOTE), pick("我找好了接手的邻居"), *more)


CALL_FOR_ALL = Errand(
    "secretary",
    "/desk/",
    (tap("待派"), tap("换别人，或者公开请人"), pick("本小区合适的都可以来"), tap("发出邀请")),
)


STEPS = (
    # Reporting in
    Step("helper-come", "liaison", HOME, mark="main a:has-text('我来帮忙')", tall=560),
    Step("helper-form", "liaison", HOME, REPORTING, tall=700),
    Step(
        "helper-skills-first",
        "liaison",
        HOME,
        (*REPORTING, tap("陪伴和健康")),
        show="fieldset:has-text('我会这些') … table.week",
        tall=900,
    ),
    Step(
        "helper-waiting",
        "liaison",
        HOME,
        (*REPORTING, pick("我看过说明"), tap("报到")),
        tall=560,
    ),
    # Wishes
    Step("helper-wishes", "helper", WISHES, tall=820),
    Step("helper-skills", "helper", WISHES, (tap("会什么"),), tall=620),
    Step("helper-proofs", "helper", WISHES, (tap("要看证的本领"),), tall=760),
    Step("helper-times", "helper", WISHES, (tap("平时什么时候有空"),), tall=700),
    Step("helper-quiet", "helper", WISHES, (tap("什么时候别打扰"),)),
    Step("helper-reach", "helper", WISHES, (tap("愿意走多远"),)),
    Step("helper-cap", "helper", WISHES, (tap("帮多少"),), tall=760),
    Step(
        "helper-unwanted",
        "helper",
        WISHES,
        (tap("哪些不想"), pick("法律调解"), fill("不想碰面的人", "10000079999")),
        tall=760,
    ),
    # Being asked
    Step(
        "helper-asked", "helper", ME, show="main h1 … main article.card.do", mark="main button.do"
    ),
    Step("helper-contact", "helper", ME, (HELD,), tall=810),
    Step(
        "helper-done",
        "helper",
        ME,
        (HELD, fill("实际用了多少分钟", "40")),
        show="section:has-text('约好了') … section:has-text('实际用了多少分钟')",
    ),
    Step(
        "helper-cannot",
        "helper",
        ME,
        (HELD, tap("去不了")),
        show="details:has-text('去不了')",
        tall=760,
    ),
    Step(
        "helper-nearby",
        "helper",
        ME,
        (no_more_invitations,),
        show="section:has(> h2:text('附近还缺人'))",
        tall=760,
        errands=(CALL_FOR_ALL, CALL_FOR_ALL),
    ),
    # Posts
    Step("helper-posts", "helper", "/posts/at/liuhua/", tall=620),
    Step("helper-claim", "helper", "/posts/", OWN_POST, mark="main button.do", tall=620),
    Step(
        "helper-away",
        "helper",
        "/posts/",
        (),
        show="section:has(> h2:text('在岗的'))",
        mark="button:has-text('这次来不了')",
    ),
    Step(
        "helper-leave",
        "helper",
        "/posts/",
        (
            *OWN_POST,
            tap("我来"),
            tap("我要离开"),
            fill("交代一句", NOTE),
            pick("我找好了接手的邻居"),
        ),
        tall=700,
    ),
    Step(
        "helper-hand-over",
        "helper",
        "/posts/",
        _post_leave(tap("离开")),
        show="article:has-text('发给接手的邻居')",
    ),
    # Teams, pairings, rotas
    Step("helper-teams", "helper", "/teams/", show="main", mark="main button.do", tall=700),
    Step("helper-team", "helper", "/teams/", (tap("榴花苑修修队"),), tall=860),
    Step("helper-pairing-asked", "helper", "/pairings/", show="main", mark="main button.do"),
    Step("helper-pairing", "helper", "/pairings/", (tap("上次联系"),), tall=790),
    Step("helper-rota", "helper", "/rotas/", tall=860),
    Step("helper-swap", "helper", "/rotas/", (tap("换班，或者这次来不了"),), tall=900),
    # Records
    Step("helper-records", "helper", "/records/", tall=700),
    Step(
        "helper-record-new",
        "helper",
        "/records/",
        (tap("登记一次服务"), fill("写一句做了什么", "陪一位邻居去窗口换了社保卡。")),
        tall=860,
    ),
    Step(
        "helper-record-link",
        "helper",
        "/records/",
        (tap("走访陪伴"),),
        show="#link",
        tall=760,
    ),
    Step(
        "helper-certificate",
        "helper",
        "/records/",
        (tap("开一张证明"), tap("看看会写什么")),
        show="section.card:has-text('会这样写') … main form button.do:has-text('开出来')",
        tall=760,
    ),
    Step(
        "helper-certificate-code",
        "helper",
        "/records/",
        (tap("开一张证明"), tap("看看会写什么"), tap("开出来")),
        show="footer.proof",
    ),
    Step("helper-check", "helper", "/letters/", (tap("志愿服务记录证明"), copy_code)),
    # A letter to the unit
    Step("helper-feedback", "helper", "/feedback/mine/", (), tall=620),
    Step("helper-withhold", "helper", "/feedback/mine/", (tap("警钟街社区"),), tall=760),
    # Going
    Step("helper-pause", "helper", WISHES, show="section.card:has-text('歇一歇')"),
    Step(
        "helper-move",
        "helper",
        WISHES,
        (tap("搬家了"), fill("小区的名字", "望江里"), tap("找一找")),
    ),
    Step("helper-end", "helper", WISHES, (tap("结束报到"),)),
)
