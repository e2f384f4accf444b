"""Pictures of docs/guides/bookkeeper.md: one puts down, another confirms, in its order."""

from tests.shots.steps import Step, choose, fill, press, tap

DESK, BOOKS = "/desk/", "/ledger/at/liuhua/"
AT_BOOKS = tap("公共收益账")
FAIR = "中秋便民集市摊位费"
FILLED = (
    choose("种类", "摊位和场地出租"),
    fill("多少元", "860"),
    fill("对方", "个人（不写名字）"),
    fill("说明", FAIR),
)

STEPS = (
    Step("books-desk", "secretary", DESK, (AT_BOOKS,), tall=640),
    Step("books-post", "secretary", DESK, (AT_BOOKS, tap("记一笔"), *FILLED), tall=700),
    Step("books-waits", "secretary", DESK, (AT_BOOKS, tap("记一笔"), *FILLED, tap("记下，等核对"))),
    Step(
        "books-check",
        "community",
        DESK,
        (AT_BOOKS, tap(FAIR)),
        mark="button:has-text('对，入账')",
        tall=700,
    ),
    Step("books-entered", "community", DESK, (AT_BOOKS, tap(FAIR), tap("对，入账")), tall=560),
    Step("books-reverse", "secretary", BOOKS, (tap(FAIR), tap("记错了，冲正"))),
    Step(
        "books-answer",
        "secretary",
        DESK,
        (
            AT_BOOKS,
            press("a:has-text('我想问一句')"),
            fill("问的大意", "早点摊位的合同哪天到期"),
        ),
        tall=700,
    ),
    Step(
        "books-statement",
        "secretary",
        BOOKS,
        (press("section:has(> h2:text('半年报表')) a.card"),),
        mark="a:has-text('打印，贴公告栏')",
        tall=640,
    ),
    Step("books-divide", "secretary", DESK, (AT_BOOKS, tap("算分配")), tall=640),
    Step("books-fund", "secretary", DESK, (AT_BOOKS, tap("维修资金的规则"))),
)
