"""Pictures of docs/guides/participant.md: a neighbour who reported in, a resident who did not, and
one who lives in the same compound; in the order of the guide.
"""

from tests.shots.steps import Step, choose, fill, pick, tap

MARKET, MINE, GATE = "/market/", "/activities/", "/activities/at/liuhua/"
RATED, PROJECTS = "/evaluations/mine/", "/projects/at/liuhua/"
CLINIC, RICE, READING, STAIRS = "每月义诊", "包粽子", "周六亲子读书会", "清楼道"
LIGHTS, REPAIRS, PHONES = "楼道换灯与扶手加固", "螺丝刀小分队", "银龄手机课堂"
PAST = (tap("周六亲子读书会，"),)
CHANGED = "孩子现在睡前自己翻书，不要手机了。"
MORE = tap("换人、改人数、照片")
NARROWED = (
    tap("挑一挑"),
    choose("多远", "本社区"),
    choose("花多久", "120"),
)
RATING = (
    tap("周六亲子读书会"),
    pick("很好"),
    fill("有什么不一样了", CHANGED),
    pick("这句话可以公开"),
)

STEPS = (
    # Looking round
    Step("participant-market", "helper", MARKET, tall=700),
    Step("participant-filter", "helper", MARKET, NARROWED, show="details.sieve", tall=640),
    Step(
        "participant-hidden",
        "helper",
        MARKET,
        (*NARROWED, tap("看看")),
        show="section:has(> h2:text('没有显示的'))",
    ),
    Step("participant-activities", "resident", GATE, tall=640),
    # Signing up
    Step(
        "participant-sign-up",
        "liaison",
        GATE,
        (tap(CLINIC), choose("和我一起来的", "还有 1 位")),
        show="article#role-2",
        mark="button:has-text('我要参加')",
    ),
    Step(
        "participant-help",
        "helper",
        MARKET,
        (tap(STAIRS),),
        show="article#role-0",
        mark="button:has-text('我来帮忙')",
    ),
    Step(
        "participant-coming",
        "liaison",
        GATE,
        (tap(CLINIC), choose("和我一起来的", "还有 1 位"), tap("我要参加")),
        show="article#role-2",
    ),
    Step(
        "participant-wait",
        "liaison",
        GATE,
        (tap(READING),),
        show="article#role-2",
        mark="button:has-text('我排队')",
    ),
    Step(
        "participant-asked",
        "resident",
        MINE,
        show="main article.card.do",
        mark="main article button.do",
    ),
    # Changing one's mind
    Step(
        "participant-cancel",
        "helper",
        MINE,
        (tap(RICE),),
        show="article#role-0",
        mark="button:has-text('来不了了')",
    ),
    Step(
        "participant-offer",
        "helper",
        MINE,
        (tap(RICE), MORE, tap("我找邻居来接")),
        show="article:has-text('发给能来的邻居')",
    ),
    Step("participant-swap", "helper", MINE, (tap(CLINIC), MORE), show="article#role-0"),
    Step("participant-calendar", "helper", "/activities/calendar/", tall=640),
    # There
    Step(
        "participant-here",
        "helper",
        GATE,
        PAST,
        show="article#role-0",
        mark="button:has-text('我到了')",
    ),
    Step(
        "participant-helped",
        "helper",
        GATE,
        (*PAST, tap("我帮了多久"), fill("帮了多少分钟", "110")),
    ),
    Step(
        "participant-photos",
        "helper",
        GATE,
        (*PAST, tap("活动照片里可以有我")),
        show="article#role-0",
    ),
    # Afterwards
    Step("participant-rate", "helper", RATED, RATING, tall=700),
    Step(
        "participant-take-back",
        "resident",
        RATED,
        show="section:has(> h2:text('我说过的')) li.card",
        mark="button:has-text('收回，不要公开')",
    ),
    Step(
        "participant-evaluation",
        "",
        PROJECTS,
        (tap(PHONES), tap("评估")),
        show="section:has(> h2:text('来过的人怎么说'))",
        tall=640,
    ),
    # Projects
    Step("participant-projects", "helper", PROJECTS, tall=600),
    Step(
        "participant-role",
        "helper",
        PROJECTS,
        (tap(LIGHTS),),
        show="section:has(> h2:text('要的人'))",
    ),
    Step(
        "participant-origin",
        "",
        PROJECTS,
        (tap(REPAIRS),),
        show="section:has(> h2:text('从哪里来的'))",
    ),
    Step(
        "participant-propose",
        "helper",
        PROJECTS,
        (tap("提一个项目"), fill("项目叫什么", "楼下的共享工具柜")),
        tall=600,
    ),
)
