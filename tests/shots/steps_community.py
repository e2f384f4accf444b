"""Pictures of docs/guides/community-and-street.md, in the order of the guide.

Nearly all at the first community's desk; what only a street does, at the street's.
"""

from tests.shots.steps import Step, fill, pick, press, tap, tap_in, upload

DESK = "/desk/"
NEEDS = """类别,要什么,说明,为谁,要多少,计量单位,到哪天,编号
场地,排练的屋子,每周二晚上两小时,所有人,1,间,2027-05-30,P-01
物资,折叠担架,放在门岗备用,老人,1,副,2027-06-30,P-02
场地,下棋的亭子,,老人,1,处,昨天,P-03
"""

STEPS = (
    Step("community-desk", "community", DESK, tall=860),
    Step(
        "community-doors",
        "community",
        DESK,
        show="a:has-text('贴公告') … a:has-text('可以问一问')",
        tall=900,
    ),
    # Units
    Step("community-units", "community", DESK, (tap("报到单位"),), tall=900),
    Step(
        "community-units-answer",
        "community",
        DESK,
        (tap("报到单位"), tap("晚晴合唱团")),
        show="main article",
        mark="main button.do",
        tall=760,
    ),
    Step(
        "community-units-look",
        "community",
        DESK,
        (tap("报到单位"), tap("区小学党支部"), tap("看姓名和电话")),
        show="section:has(> h2:text('联络员'))",
    ),
    Step("community-units-enter", "community", DESK, (tap("报到单位"), tap("登记一个单位"))),
    # Lists
    Step("community-lists", "community", DESK, (tap("三张清单"),), tall=860),
    Step(
        "community-need",
        "community",
        DESK,
        (
            tap("三张清单"),
            tap("写一个需求"),
            pick("技能服务"),
            fill("要什么", "教太极的老师"),
            fill("说明", "每周六早上，院坝里，十来个人。"),
        ),
        tall=700,
    ),
    Step(
        "community-claim",
        "community",
        DESK,
        (tap("三张清单"), tap("认领 1 次")),
        show="main article",
        mark="main button.do",
    ),
    Step("community-paper", "community", DESK, (tap("三张清单"), tap("打印")), tall=620),
    Step(
        "community-import",
        "community",
        DESK,
        (tap("三张清单"), tap("导入一份表格"), upload("需求.csv", NEEDS), tap("读一遍")),
        tall=760,
    ),
    # The community itself
    Step("community-profile", "community", DESK, (tap("社区概况"),), tall=860),
    Step(
        "community-spend",
        "community",
        DESK,
        (tap("社区概况"), tap("记一笔支出")),
        show="details:has-text('记一笔支出')",
        tall=700,
    ),
    Step(
        "community-venue",
        "community",
        DESK,
        (tap("三张清单"), tap("资源"), tap("社区服务中心一楼"), tap("下个月")),
        show="section:has(table.month)",
        tall=700,
    ),
    Step(
        "community-book",
        "community",
        DESK,
        (
            tap("三张清单"),
            tap("资源"),
            tap("社区服务中心一楼"),
            tap("约一个时间"),
            fill("做什么用", "年末合唱排练，二十人"),
        ),
        tall=760,
    ),
    # Posts, teams, pairings, rotas
    Step("community-posts", "community", DESK, (tap("岗位"),), tall=760),
    Step(
        "community-post-risk",
        "community",
        DESK,
        (tap("岗位"), tap("设一个岗位")),
        show="h2:has-text('要谁') … main form button.do",
        tall=860,
    ),
    Step(
        "community-tick",
        "community",
        DESK,
        (tap("岗位"), press("section:has(> h2:text('核对一下谁来了')) a")),
    ),
    Step("community-teams", "community", DESK, (tap("服务队"),), tall=620),
    Step(
        "community-consent",
        "community",
        DESK,
        (
            tap("服务队"),
            tap("邻居健康角"),
            tap("记下居委会的同意"),
            fill("居委会是什么时候", "11月20日居委会会议同意，记录在案"),
        ),
    ),
    Step("community-pairings", "community", DESK, (tap("结对"),), tall=620),
    Step(
        "community-pairing-check",
        "community",
        DESK,
        (tap("结对"), tap("先打电话核实")),
        tall=700,
        mark="main button.do",
    ),
    Step(
        "community-pairing-ask",
        "community",
        DESK,
        (tap("结对"), tap("每两周一次，上门坐坐"), tap("挑几位来请")),
        tall=620,
    ),
    Step(
        "community-rota",
        "community",
        DESK,
        (tap("轮值"), tap("安排一个轮值"), fill("什么事，两三个字", "买菜")),
        tall=760,
    ),
    Step("community-rota-turns", "community", DESK, (tap("轮值"), tap("每月理发")), tall=860),
    # Records and letters
    Step(
        "community-record",
        "community",
        DESK,
        (tap("服务记录"),),
        show="main article",
        mark="main button.do",
    ),
    Step(
        "community-unusual",
        "community",
        DESK,
        (tap("服务记录"), tap("集中出现的记录")),
        tall=760,
    ),
    Step("community-letters", "community", DESK, (tap("反馈信"),), tall=700),
    Step(
        "community-letter-draft",
        "community",
        DESK,
        (tap("反馈信"), tap_in("自来水维修站党支部", "打开")),
        show="main article",
        mark="main button.do",
    ),
    Step("community-quiet", "community", DESK, (tap("可以问一问"),), tall=760),
    Step("community-supply", "community", DESK, (tap("供需图"),), tall=1250),
    Step(
        "community-supply-ask",
        "community",
        DESK,
        (tap("供需图"),),
        show="h3:has-text('可以问问谁') … button:has-text('问问那边的值守')",
    ),
    # Tables out
    Step(
        "community-export",
        "community",
        DESK,
        (tap("报到单位"), tap("导出表格"), tap("看看有多少行")),
        show="#count",
    ),
    # What is above the compounds
    Step(
        "community-figures",
        "community",
        "/figures/",
        (tap("的情况"),),
        show="main table.fold",
        tall=540,
    ),
    Step("community-complaints", "street", "/complaints/", tall=700),
    Step("community-organise", "street", "/organise/", (tap("城厢街道"),), tall=760),
    Step("community-routing", "street", "/organise/", (tap("分流表"),), tall=760),
    Step("community-trial", "street", DESK, (tap("试算"),), tall=860),
)
