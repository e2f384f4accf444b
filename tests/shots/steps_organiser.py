"""Pictures of docs/guides/organiser.md, in the order of the guide.

Nearly all at the first community's desk; what only a street, a district or a neighbour does, there.
"""

from typing import TYPE_CHECKING

from tests.shots.steps import (
    Act,
    Errand,
    Step,
    choose,
    fill,
    fill_day,
    next_new_year,
    pick,
    press,
    tap,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

DESK = "/desk/"
GARDEN, LIGHTS, CLASS = "院落微花园共建", "楼道换灯与扶手加固", "四点半课堂"
BOOKS, REPAIRS, PHONES = "公共收益半年公示", "螺丝刀小分队", "银龄手机课堂"
PATROL = "消防通道轮值劝导"
RICE, READING = "包粽子", "周六亲子读书会"
WHY_NOT = "社区二楼每周六上午有人值班，可以先来坐坐，一起想办法。"
DOING = "把会修的人请到一处，小毛病当周就修好，不用一家一家等。"
SAID = "看账的人有了，样子也简单。先公示一个小区，再推开。"
RESULT = "三方都说得出为什么要做。先在一个小区试半年，再看。"
ACCOUNT = "九十个晚上都有人走。通道比开头空了不少，晚饭前后还会堵一阵。"


def _needs(*acts: Act) -> tuple[Act, ...]:
    return (tap("没人接的事"), *acts)


def _project(title: str, *acts: Act) -> tuple[Act, ...]:
    return (tap("项目"), tap(title), *acts)


def _date(title: str, *acts: Act) -> tuple[Act, ...]:
    return (tap("活动"), tap(title), *acts)


def _calls(title: str, *acts: Act) -> tuple[Act, ...]:
    return (tap("公益创投"), tap(title), *acts)


def two_of_repairs(page: "Page") -> None:
    """Two months of the same kind in the same compound."""
    for box in page.locator("main label.pick", has_text="小修小补 榴花苑小区").all()[:2]:
        box.click()


NEW_DATE = (
    tap("活动"),
    tap("办活动"),
    fill("活动叫什么", "院坝修理日"),
    fill("做什么", "台灯、雨伞、小家电拿来修，零件按进价收。"),
    fill("在哪里", "门岗旁的工具间"),
    fill("这一项叫什么", "会修的师傅"),
    pick("没有特别的风险"),
)
WEIGHED = (tap("请三方评议"),)
SAYS = Errand(
    "helper",
    "/projects/",
    (tap("看看，说说意见"), pick("赞成"), fill("为什么", SAID), tap("说完了")),
)


def both_numbers(page: "Page") -> None:
    """What was reached of the two indicators."""
    fields = page.locator("main fieldset.card input[inputmode=numeric]")
    for number, reached in enumerate(("90", "58")):
        fields.nth(number).fill(reached)


EVALUATION = (tap("项目的评估"), tap(PATROL), both_numbers, fill("做得怎么样", ACCOUNT))
FIRST, LAST = "main section >> nth=0", "main section >> nth=2"

STEPS = (
    # From what nobody took to a proposal
    Step("organiser-unmet", "community", DESK, _needs(), tall=720),
    Step("organiser-need", "community", DESK, _needs(press("li.card h2 a")), tall=700),
    Step(
        "organiser-from-needs",
        "community",
        DESK,
        _needs(
            two_of_repairs,
            tap("把选上的提成一个项目"),
            fill("项目叫什么", "院坝修理角"),
            fill("想做到什么", DOING),
        ),
        tall=700,
    ),
    Step(
        "organiser-set-aside",
        "community",
        DESK,
        _needs(press("li.card h2 a"), tap("另有办法了"), fill("现在怎么办", WHY_NOT)),
    ),
    Step(
        "organiser-told",
        "community",
        DESK,
        _needs(tap("在做成项目"), press("li.card h2 a")),
        tall=620,
    ),
    # Weighing
    Step(
        "organiser-projects",
        "community",
        DESK,
        (tap("项目"),),
        tall=700,
    ),
    Step(
        "organiser-invite-panel",
        "street",
        DESK,
        _project("每周一次串门", *WEIGHED, tap("请一位来评议")),
        tall=640,
    ),
    Step(
        "organiser-panel",
        "community",
        DESK,
        _project(BOOKS, *WEIGHED),
        show=f"{FIRST} … {LAST}",
        tall=640,
    ),
    Step(
        "organiser-opinion",
        "helper",
        "/projects/",
        (tap("看看，说说意见"), pick("赞成"), fill("为什么", SAID)),
        show="article.card.do",
        mark="button:has-text('说完了')",
    ),
    Step(
        "organiser-result",
        "street",
        DESK,
        _project(BOOKS, *WEIGHED, tap("可以做，写结果"), fill("为什么", RESULT)),
        errands=(SAYS,),
    ),
    # What is promised before it begins
    Step(
        "organiser-partners",
        "community",
        DESK,
        _project(GARDEN, tap("合作方")),
        tall=640,
    ),
    Step("organiser-budget", "community", DESK, _project(GARDEN, tap("定预算")), tall=640),
    Step("organiser-indicators", "community", DESK, _project(GARDEN, tap("定指标")), tall=560),
    Step("organiser-roles", "community", DESK, _project(GARDEN, tap("要几个人")), tall=560),
    Step(
        "organiser-insurance",
        "community",
        DESK,
        _project(LIGHTS, tap("改内容")),
        show="section:has(> h2:text('风险'))",
    ),
    Step(
        "organiser-call",
        "community",
        DESK,
        _project(GARDEN),
        mark="a:has-text('开始招人')",
        tall=520,
    ),
    Step(
        "organiser-gather",
        "community",
        DESK,
        (tap("活动"),),
        show="section:has(> h2:text('按本领请人组队'))",
        mark="button:has-text('请入队')",
        tall=520,
    ),
    Step("organiser-agreement", "community", DESK, _project(CLASS, tap("三方协议")), tall=700),
    Step(
        "organiser-letter",
        "community",
        DESK,
        _project(REPAIRS, tap("三方协议"), tap("看协议，打印")),
        show="article.letter",
        tall=560,
    ),
    Step("organiser-start", "community", DESK, _project(CLASS), tall=560),
    # Dates
    Step("organiser-activity", "community", DESK, NEW_DATE, tall=700),
    Step(
        "organiser-crowded",
        "community",
        DESK,
        (*NEW_DATE, fill_day("哪一天", 0, next_new_year()), tap("看看这天挤不挤")),
        show="#spread",
    ),
    Step(
        "organiser-series",
        "community",
        DESK,
        (
            *NEW_DATE,
            fill_day("哪一天", 9),
            choose("办几次", "每周"),
            fill_day("到哪一天为止", 65),
        ),
        show="section:has(> h2:text('什么时候'))",
        tall=640,
    ),
    Step(
        "organiser-consent",
        "community",
        DESK,
        _date("我家阳台种什么"),
        mark="button:has-text('同意，开放报名')",
        tall=560,
    ),
    Step("organiser-date", "community", DESK, _date(READING), tall=760),
    Step(
        "organiser-invite",
        "community",
        DESK,
        _date(RICE),
        show="article#role-1",
        mark="button:has-text('请会这一项')",
    ),
    Step(
        "organiser-say",
        "community",
        DESK,
        _date(RICE, tap("跟来的人说一句"), fill("说什么", "糯米泡好了，请带一条围裙。")),
        tall=560,
    ),
    Step("organiser-call-off", "community", DESK, _date(READING, tap("不办了")), tall=640),
    Step(
        "organiser-tick",
        "community",
        DESK,
        (tap("活动"), press("section:has(> h2:text('核对一下谁来了')) a:has-text('亲子')")),
        tall=640,
    ),
    Step("organiser-code", "community", DESK, _date(READING, tap("打印桌上的码")), tall=560),
    Step(
        "organiser-photos",
        "community",
        "/activities/at/liuhua/",
        (tap("周六亲子读书会，"), tap("照片")),
        tall=560,
    ),
    # Over
    Step(
        "organiser-spent",
        "community",
        DESK,
        _project(REPAIRS, tap("预算和花费"), tap("写花了多少")),
        tall=560,
    ),
    Step("organiser-evaluate", "community", DESK, EVALUATION, tall=760),
    Step(
        "organiser-agree",
        "community",
        DESK,
        (*EVALUATION, tap("写好了，请大家看")),
        tall=560,
    ),
    Step(
        "organiser-published",
        "community",
        DESK,
        (tap("项目的评估"), tap(PHONES)),
        show="section:has(> h2:text('说好的和做到的')) … section:has(> h2:text('来过的人怎么说'))",
        tall=760,
    ),
    Step(
        "organiser-close",
        "community",
        DESK,
        _project(PHONES, tap("结项")),
    ),
    # A venture call
    Step("organiser-calls", "street", DESK, (tap("公益创投"),), tall=520),
    Step(
        "organiser-call-new",
        "community",
        DESK,
        (tap("公益创投"), tap("写一次征集"), fill("征集叫什么", "邻里微创投")),
        tall=640,
    ),
    Step(
        "organiser-call-days",
        "community",
        DESK,
        (tap("公益创投"), tap("写一次征集")),
        show="section:has(label:text('从哪天起收申请'))",
        tall=640,
    ),
    Step("organiser-call-inside", "community", DESK, _calls("芳邻小点子"), tall=700),
    Step(
        "organiser-declare",
        "helper",
        "/calls/mine/",
        (tap("去评审"), pick("没有关系")),
        tall=560,
    ),
    Step(
        "organiser-note",
        "community",
        DESK,
        _calls("芳邻小点子", tap("院坝修理日")),
        show="section:has(> h2:text('辅导'))",
    ),
    Step(
        "organiser-decide",
        "community",
        DESK,
        _calls("芳邻小点子", tap("院坝修理日"), tap("写结果"), fill("支持多少元", "4200")),
        tall=760,
    ),
    Step(
        "organiser-results",
        "",
        "/calls/?pile=all",
        (tap("城东家门口微创投"),),
        show="section:has(> h2:text('结果'))",
        tall=700,
    ),
    Step(
        "organiser-contract",
        "street",
        DESK,
        _calls("城东家门口微创投", tap("楼道里的小书架"), tap("看合同")),
        tall=640,
    ),
    Step(
        "organiser-reports",
        "street",
        DESK,
        _calls("城东家门口微创投", tap("楼道里的小书架")),
        show="section:has(> h2:text('报告'))",
    ),
    # The mode of a district
    Step(
        "organiser-mode",
        "district",
        "/organise/",
        (tap("涪城区"), tap("以什么为主"), pick("以项目为主"), tap("看看会变什么")),
        tall=640,
    ),
)
