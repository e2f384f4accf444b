"""Pictures of docs/guides/liaison.md: the library's liaison, in the order of the guide."""

from tests.shots.steps import Step, copy_code, fill, pick, tap, upload

UNITS = "/units/"
OFFERS = "图书室周末对小区孩子开放；两位馆员可以讲故事。"
# A good row, the same again, one without a number, one with a compound that is not there.
MEMBERS = """姓名,手机号,小区,楼栋,编号
卓文静,10000079101,榴花苑小区,二号楼,
卓文静,10000079101,榴花苑小区,二号楼,
梁小满,,榴花苑小区,,
石立冬,10000079103,没有的小区,,
钱春生,10000079104,丝厂家属院,,
"""
LISTS = (tap("我们的资源和认领"),)
REPORT = "党支部会上念了这封信；给参加的同志排了每月半天的公休。"


def _opened(words: str) -> tuple:
    """The report-in of one community."""
    return (tap(words),)


STEPS = (
    Step("liaison-units", "liaison", UNITS, tall=860),
    Step(
        "liaison-where",
        "liaison",
        "/units/report-in/",
        (fill("到哪个社区报到", "滨江"), tap("找")),
        mark="main a.card",
    ),
    Step(
        "liaison-form",
        "liaison",
        "/units/report-in/",
        (
            fill("到哪个社区报到", "滨江"),
            tap("找"),
            tap("滨江社区"),
            pick("图书馆党支部"),
            fill("能提供什么", OFFERS),
            pick("我代表单位同意"),
        ),
        show="label[for=id_offers] … main form button.do",
        tall=860,
    ),
    Step(
        "liaison-asked",
        "liaison",
        "/units/report-in/",
        (
            fill("到哪个社区报到", "滨江"),
            tap("找"),
            tap("滨江社区"),
            pick("图书馆党支部"),
            fill("能提供什么", OFFERS),
            pick("我代表单位同意"),
            tap("报到"),
        ),
        show="main article",
    ),
    Step(
        "liaison-yes",
        "liaison",
        UNITS,
        _opened("古泉社区"),
        show="main article",
        mark="main button.do",
    ),
    Step(
        "liaison-agreement",
        "liaison",
        UNITS,
        (*_opened("警钟街社区"), tap("看协议")),
        show="article.letter",
        tall=620,
    ),
    Step(
        "liaison-code",
        "liaison",
        UNITS,
        (*_opened("警钟街社区"), tap("看协议")),
        show="footer.proof",
    ),
    Step(
        "liaison-check",
        "liaison",
        UNITS,
        (*_opened("警钟街社区"), tap("看协议"), copy_code),
    ),
    Step(
        "liaison-list",
        "liaison",
        UNITS,
        (tap("请单位里的人来报到"), upload("同事名单.csv", MEMBERS), pick("我都告诉过")),
        mark="main form button.do",
        tall=760,
    ),
    Step(
        "liaison-preview",
        "liaison",
        UNITS,
        (
            tap("请单位里的人来报到"),
            upload("同事名单.csv", MEMBERS),
            pick("我都告诉过"),
            tap("检查名单"),
        ),
        tall=860,
    ),
    Step("liaison-invited", "liaison", "/me/", show="main article", mark="main article button.do"),
    Step(
        "liaison-resource",
        "liaison",
        UNITS,
        (
            *LISTS,
            tap("登记一项资源"),
            pick("场地"),
            fill("是什么", "一楼报告厅"),
        ),
        tall=900,
    ),
    Step(
        "liaison-calendar",
        "liaison",
        UNITS,
        (*LISTS, tap("图书馆二楼东侧"), tap("下个月")),
        show="section:has(table.month)",
    ),
    Step("liaison-booking", "liaison", UNITS, (*LISTS, tap("等你们答复")), show="main article"),
    Step(
        "liaison-needs",
        "liaison",
        UNITS,
        LISTS,
        show="section:has(> h2:text('附近的需求'))",
    ),
    Step(
        "liaison-claim",
        "liaison",
        UNITS,
        (*LISTS, tap("教老人用手机的人"), tap("我们认领"), fill("认领多少", "2")),
    ),
    Step(
        "liaison-claimed",
        "liaison",
        UNITS,
        (
            *LISTS,
            tap("教老人用手机的人"),
            tap("我们认领"),
            fill("认领多少", "2"),
            fill("打算怎么办", "每周三下午来两位馆员，自带教材"),
            tap("认领"),
        ),
    ),
    Step("liaison-letter", "liaison", UNITS, (tap("社区来信"), tap("文昌社区")), tall=800),
    Step(
        "liaison-reply",
        "liaison",
        UNITS,
        (tap("社区来信"), tap("文昌社区"), fill("做了什么", REPORT)),
        show="section:has(> h2:text('回一句'))",
    ),
    Step(
        "liaison-rhythm",
        "liaison",
        UNITS,
        _opened("文昌社区"),
        show="main article",
        tall=760,
        mark="main .card.ask button.do",
    ),
    Step(
        "liaison-move",
        "liaison",
        UNITS,
        (*_opened("文昌社区"), tap("转到别的社区"), fill("转到哪个社区", "虹苑"), tap("找")),
    ),
    Step("liaison-hand-over", "liaison", UNITS, (tap("联络员"),)),
    Step(
        "liaison-end",
        "liaison",
        UNITS,
        (*_opened("文昌社区"), tap("结束报到")),
        show="main article details:has-text('结束报到')",
    ),
)
