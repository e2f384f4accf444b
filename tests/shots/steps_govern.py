"""Pictures of docs/guides/self-government.md: the secretary's part, in the order of the guide."""

from tests.shots.steps import Errand, Step, choose, fill, fill_day, pick, tap

DESK = "/desk/"
TOPICS, DECIDED, ASKED = tap("议题"), tap("决定和落实"), tap("意见征询")
VOTES, GRIDS, HOMES = tap("业主表决"), tap("网格组织"), tap("住户和业主")
LIFT, SLIDE, PAVILION = "电动车不要推进电梯", "儿童滑梯的螺丝松了", "夏天纳凉的凉亭，先修哪一样"
CLAIMS = Errand(
    "helper",
    "/households/at/liuhua/",
    (
        choose("哪一栋、哪个单元", "一号楼"),
        fill("门牌号", "502"),
        pick("住在这一户"),
        tap("登记"),
    ),
)


STEPS = (
    Step(
        "govern-desk",
        "secretary",
        DESK,
        show="main nav > h2 … main nav > ul:last-child",
    ),
    Step("govern-homes", "secretary", DESK, (HOMES,), errands=(CLAIMS,), tall=560),
    Step("govern-doors", "secretary", DESK, (HOMES, tap("门牌和面积")), tall=480),
    # Topics
    Step("govern-topics", "secretary", DESK, (TOPICS,), tall=600),
    Step(
        "govern-look",
        "secretary",
        DESK,
        (TOPICS, tap(LIFT)),
        mark="a:has-text('看一看，定是谁的事')",
    ),
    Step(
        "govern-whose",
        "secretary",
        DESK,
        (TOPICS, tap(LIFT), tap("看一看，定是谁的事"), pick("居民自己商量")),
        show=".field:has(input[name=whose]) … form > .row",
        tall=760,
    ),
    # Decisions
    Step(
        "govern-decide",
        "secretary",
        DESK,
        (
            TOPICS,
            tap("遛狗走哪条路"),
            tap("记下决定"),
            fill("决定了什么", "早晚走西侧小路，牵绳，带袋子。"),
        ),
        tall=760,
    ),
    Step(
        "govern-tasks",
        "secretary",
        DESK,
        (
            TOPICS,
            tap("遛狗走哪条路"),
            tap("记下决定"),
            fill("办什么", "西侧小路装两个拾便袋箱"),
            fill("或者写谁来办", "小区值守"),
            fill_day("哪天办到", 20),
        ),
        show="fieldset.card … form > .row",
        tall=700,
    ),
    Step("govern-late", "secretary", DESK, (DECIDED,), tall=600),
    Step(
        "govern-done",
        "secretary",
        DESK,
        (DECIDED, tap(SLIDE), tap("办的人")),
        show="section:has(> h2:text('谁来办，哪天办到'))",
        mark="a:has-text('说办到了')",
    ),
    # Consultations
    Step(
        "govern-question",
        "secretary",
        DESK,
        (
            ASKED,
            tap("写一个新的问题"),
            fill("问什么", "活动室周末几点关门"),
            fill("可以选的答案", "晚上八点\n晚上九点\n不变"),
        ),
        tall=760,
    ),
    Step(
        "govern-slips", "secretary", DESK, (ASKED, tap(PAVILION), tap("录纸质单和电话")), tall=640
    ),
    # Votes
    Step("govern-votes", "secretary", DESK, (VOTES,), tall=600),
    Step("govern-prepare", "secretary", DESK, (VOTES, tap("东门空地设充电位")), tall=760),
    Step("govern-roll", "secretary", DESK, (VOTES, tap("续聘物业"), tap("看名册")), tall=600),
    Step(
        "govern-entry",
        "secretary",
        DESK,
        (VOTES, tap("续聘物业"), tap("录票"), fill("选票编号", "17"), pick("同意")),
        mark="button:has-text('录好，下一张')",
        tall=760,
    ),
    # Seats
    Step("govern-seats", "secretary", DESK, (GRIDS,), tall=600),
    Step("govern-seat", "secretary", DESK, (GRIDS, tap("四号楼 · 楼栋长")), tall=560),
)
