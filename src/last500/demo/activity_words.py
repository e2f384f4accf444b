"""What the activities of the demo town say. The order matters: the walk's compound comes first."""

from dataclasses import dataclass

from last500.activities.plan import RolePlan

HELP, JOIN = "helper", "participant"


@dataclass(frozen=True)
class Words:
    """`compound` is its number in ground.COMPOUNDS; `start` minutes from midnight, `ago` how many
    days ago it was set up, `days` until its first date counted from today (below none: long past),
    `weeks` how many dates of the series, one each week; 0 is a date of its own."""

    compound: int
    title: str
    what: str
    where: str
    audience: str
    roles: tuple[RolePlan, ...]
    weekday: int = 5
    start: int = 9 * 60
    minutes: int = 120
    ago: int = 70
    weeks: int = 0
    pattern: str = "weekly"
    risk: str = "none"
    risk_note: str = ""
    insurance: str = ""
    with_code: bool = False
    at_community: bool = False
    led_by_neighbour: bool = False
    led_by_unit: bool = False
    planned: bool = False
    helping: int = 3
    joining: int = 8


ACTIVITIES = (
    Words(
        0, "周六亲子读书会",
        "一起读一本绘本，读完做一张书签带回家。大人坐在旁边就好，会讲故事的邻居轮着来。",
        "三号楼架空层图书角", "parents",
        (
            RolePlan(0, "讲故事", HELP, 2, skills=("story_telling",)),
            RolePlan(1, "摆桌椅、收场", HELP, 2),
            RolePlan(2, "一家来读书", JOIN, 16, brings=2),
        ),
        weeks=14, ago=72, with_code=True, helping=4, joining=6,
    ),
    Words(
        0, "每月义诊",
        "量血压、测血糖、问问药怎么吃。社区医院的医生坐诊，不开药，不卖东西。",
        "北门广场", "elders",
        (
            RolePlan(0, "登记和引导", HELP, 3),
            RolePlan(1, "扶老人、拿凳子", HELP, 2, least_age=16),
            RolePlan(2, "来问诊", JOIN, 30, brings=1),
        ),
        weekday=6, pattern="monthly", weeks=5, ago=80, minutes=150, helping=4, joining=14,
    ),
    Words(
        0, "包粽子，送给独居老人",
        "一起包，包好的送到不方便下楼的老人家里。手要洗干净，指甲剪短。",
        "物业一楼大厅", "all",
        (
            RolePlan(0, "包粽子", HELP, 8),
            RolePlan(1, "送上门", HELP, 4, starts=15 * 60, least_age=16),
        ),
        weekday=5, start=13 * 60 + 30, minutes=180, ago=9, helping=8, joining=0,
    ),
    Words(
        0, "我家阳台种什么",
        "带一盆养不好的花来，大家一起看看。换种子，换苗，换经验。",
        "小花园", "all",
        (RolePlan(0, "来换花苗", JOIN, 20, brings=1),),
        weekday=6, start=15 * 60, minutes=90, ago=6, led_by_neighbour=True, planned=True, joining=0,
    ),
    Words(
        1, "清楼道，一户出一人",
        "把楼道里没人要的东西搬下来，物业的车等在楼下。要的东西先贴条。",
        "各单元楼下集合", "all",
        (
            RolePlan(0, "搬东西", HELP, 10, skills=("carrying",), least_age=18),
            RolePlan(1, "登记、贴条", HELP, 4),
        ),
        weekday=6, minutes=180, weeks=7, pattern="fortnightly", ago=66,
        risk="some", risk_note="重的两个人抬；戴手套，小心玻璃。", helping=9, joining=0,
    ),
    Words(
        2, "跟着广播站学方言",
        "老人教，孩子学，录下来放在小区的公众号里。",
        "活动室", "parents",
        (
            RolePlan(0, "教方言", HELP, 3),
            RolePlan(1, "来学", JOIN, 12, brings=2),
        ),
        weekday=4, start=19 * 60, minutes=60, weeks=10, ago=60, helping=2, joining=5,
    ),
    Words(
        3, "外墙青苔大扫除",
        "二楼以下的外墙和花坛边，刷掉青苔，免得滑倒。二楼以上请专业的来。",
        "三无院落中间的空地", "workers",
        (
            RolePlan(0, "刷墙", HELP, 6, least_age=18),
            RolePlan(1, "递水、看着梯子", HELP, 3, least_age=18),
        ),
        weekday=5, minutes=150, ago=8, risk="high",
        risk_note="要上一米高的梯子：两人一组，戴安全帽，下雨就不办。",
        insurance="人身意外险，社区统一投保", helping=7, joining=0,
    ),
    Words(
        0, "图书馆的周末书车",
        "市图书馆开来一车新书，当场办借书证。放下旧书，换走新书。",
        "社区党群服务中心门口", "readers",
        (
            RolePlan(0, "搬书、理架", HELP, 4),
            RolePlan(1, "来借书", JOIN, 60, brings=3),
        ),
        weekday=6, start=10 * 60, minutes=180, weeks=6, pattern="fortnightly", ago=50,
        at_community=True, led_by_unit=True, helping=4, joining=9,
    ),
)  # fmt: skip
