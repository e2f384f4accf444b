"""What the demo town's units have, and what its communities need. All invented."""

from last500.lists.actions import NeedDraft, ResourceDraft
from last500.lists.windows import Window

HOUR, DAY = 60, 24 * 60
WEEK = range(5)


def windows(days: object, start: int, end: int) -> tuple[Window, ...]:
    return tuple(Window(day, start * HOUR, end * HOUR) for day in days)  # type: ignore[attr-defined]


# By a word in the unit's name; each unit offers what it would have in life.
OFFERS: dict[str, tuple[ResourceDraft, ...]] = {
    "图书馆": (
        ResourceDraft(
            "room",
            "二楼研讨室",
            "自带茶水，用完桌椅归位",
            where="图书馆二楼东侧",
            capacity=24,
            area_cm2=480_000,
            windows=windows((1, 2, 3, 4, 5, 6), 9, 20),
            notice=DAY,
            longest=3 * HOUR,
        ),
        ResourceDraft(
            "goods",
            "大字版图书",
            "每箱三十本，两周内还",
            where="图书馆一楼服务台",
            pieces=12,
            longest=14 * DAY,
        ),
        ResourceDraft(
            "service",
            "手机课堂",
            "两位馆员带队，十人起",
            skills=("phone_teaching", "computing"),
            windows=windows((2, 5), 14, 17),
            notice=3 * DAY,
            longest=2 * HOUR,
        ),
    ),
    "小学": (
        ResourceDraft(
            "room",
            "学校操场",
            "开学期间周末可用",
            risk_note="入场先登记，不带宠物",
            where="学校东门进",
            capacity=300,
            area_cm2=32_000_000,
            windows=windows((5, 6), 8, 18),
            notice=3 * DAY,
            longest=4 * HOUR,
        ),
        ResourceDraft(
            "expert",
            "书法老师",
            "带纸笔，一次教十五人",
            skills=("teaching_arts",),
            windows=windows((5,), 9, 11),
            notice=2 * DAY,
            longest=2 * HOUR,
        ),
    ),
    "中医馆": (
        ResourceDraft(
            "expert",
            "义诊小队",
            "三位医师，量血压、看舌脉",
            risk_note="只问诊，不开药",
            skills=("medical", "nursing"),
            windows=windows((5,), 9, 12),
            notice=5 * DAY,
            longest=3 * HOUR,
        ),
        ResourceDraft("goods", "艾草香包", "入夏发放", pieces=300, comes_back=False),
    ),
    "维修": (
        ResourceDraft(
            "service",
            "水管检修",
            "不收工钱，材料另算",
            skills=("water_repair",),
            windows=windows(WEEK, 9, 17),
            notice=DAY,
            longest=4 * HOUR,
        ),
        ResourceDraft("goods", "抽水泵", "汛期优先", pieces=2, longest=3 * DAY),
    ),
    "公交": (
        ResourceDraft(
            "vehicle",
            "四十座大巴",
            "司机随车，油费自理",
            risk_note="老人上车要有人扶",
            capacity=40,
            windows=windows((5, 6), 7, 19),
            notice=5 * DAY,
            longest=10 * HOUR,
        ),
    ),
    "测绘": (
        ResourceDraft(
            "expert",
            "院落测量",
            "出一张平面图",
            skills=("design_printing",),
            windows=windows(WEEK, 9, 16),
            notice=3 * DAY,
            longest=4 * HOUR,
        ),
        ResourceDraft("other", "无人机航拍", "天气好才飞，提前报备", notice=7 * DAY),
    ),
}
ANY_OFFER = (
    ResourceDraft(
        "room",
        "党员活动室",
        "用完关灯关窗",
        capacity=30,
        windows=windows(WEEK, 9, 17),
        notice=DAY,
        longest=3 * HOUR,
    ),
)

# kind, title, words, audience, skills, when, wanted, measure, days until; the state it has now.
NEEDS = (
    ("service", "教老人用手机的人", "挂号、视频、看账单，慢慢教", "elders", ("phone_teaching",),
     "每周三下午", 6, "人", 45, "part"),
    ("expert", "来小区义诊一次", "血压、血糖、用药问问题", "elders", ("medical",),
     "下个月的一个周六", 1, "次", 40, "asked"),
    ("goods", "轮椅", "备在社区，谁家要谁借", "disabled", (), "", 2, "辆", 60, "agreed"),
    ("room", "孩子放学写作业的地方", "下午四点半到六点，要有灯有桌", "children", (),
     "上学的日子", 1, "处", 50, "open"),
    ("service", "查一遍老楼的水管", "三栋老楼，冬天前查完", "all", ("water_repair",),
     "", 3, "栋", 25, "done"),
    ("vehicle", "带老人去看油菜花的车", "四十位左右，当天来回", "elders", (),
     "三月里的周末", 1, "趟", 70, "open"),
    ("expert", "院坝怎么改，请人出个图", "能晒太阳，也能停电动车", "public_space",
     ("design_printing",), "", 1, "份", 30, "refused"),
    ("goods", "夏天给骑手的水", "放在门口冰柜", "workers", (), "七八月", 40, "箱", 120, "lapsed"),
)  # fmt: skip
CLAIM_WORDS = ("两位同事，周六上午来", "我们出人也出工具", "先来看一次，再定日子", "能出一部分")
PURPOSES = ("老人手机课", "暑期书法班", "院坝会", "合唱队排练", "党员学习", "消防演练", "手工课")
REFUSALS = ("那天单位有会，换一天吧。", "正好装修，下个月可以。")

VENUES = (
    ResourceDraft(
        "room",
        "社区多功能厅",
        "居民活动不收钱，商业活动不接",
        where="社区服务中心一楼",
        capacity=80,
        area_cm2=1_200_000,
        windows=windows(range(7), 8, 21),
        notice=2 * HOUR,
        longest=3 * HOUR,
    ),
    ResourceDraft(
        "room",
        "党群活动室",
        "会后把椅子放回去",
        where="社区服务中心二楼",
        capacity=24,
        area_cm2=360_000,
        windows=windows(WEEK, 9, 18),
        notice=2 * HOUR,
        longest=4 * HOUR,
    ),
    ResourceDraft(
        "goods", "折叠桌椅（套）", "一桌四椅", where="社区仓库", pieces=20, longest=7 * DAY
    ),
)
COUNTS = (("staff", 14, "社区台账"), ("residents", 6_100, "人口台账"),
          ("households", 2_250, "人口台账"), ("volunteers", 130, "志愿服务系统"))  # fmt: skip
# title, where from, planned yuan, entries: (words, yuan).
MONEY = (
    ("为老服务", "社区保障资金", 60_000, (("重阳节慰问", 8_640), ("助浴床一张", 4_280),
                                    ("手机课堂耗材", 735))),
    ("院落改造", "街道专项", 120_000, (("古井边护栏", 18_500), ("长椅六张", 5_400))),
    ("文体活动", "社区保障资金", 20_000, (("元宵灯会", 6_320), ("锣鼓修理", 980))),
)  # fmt: skip


def need_draft(row: tuple, until: object) -> NeedDraft:
    kind, title, words, audience, skills, when, wanted, measure, _days, _state = row
    return NeedDraft(
        kind=kind,
        title=title,
        until_on=until,  # type: ignore[arg-type]
        words=words,
        audience=audience,
        skills=skills,
        when=when,
        wanted=wanted,
        measure=measure,
    )
