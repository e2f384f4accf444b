"""What the posts of the demo town say. The order matters: the walk's compound comes first."""

from dataclasses import dataclass

HALF_PAST = 30


@dataclass(frozen=True)
class Words:
    """`compound` is its number in ground.COMPOUNDS; `start` minutes from midnight."""

    compound: int
    kind: str
    title: str
    what: str
    where: str = ""
    skills: tuple[str, ...] = ()
    pattern: str = "weekly"
    weekday: int = 2
    nth: int = 1
    start: int = 19 * 60
    minutes: int = 90
    places: int = 3
    held: int = 3
    waiting: int = 0
    least_age: int = 0
    risk: str = "none"
    risk_note: str = ""
    insured: bool = False
    skips_holidays: bool = False
    at_community: bool = False
    persona: bool = False
    paused: str = ""


POSTS = (
    Words(
        0, "repair", "每周三晚小家电维修",
        "在工具间给邻居看看电水壶、电风扇、台灯。会的多看几样，不会的登记、递工具也行。修不了的直说。",
        "北门岗旁工具间", ("appliance_repair",), places=4, held=4, waiting=2, least_age=16,
        risk="some", risk_note="拆开以前先拔插头；带电的一律不修。", persona=True,
    ),
    Words(
        0, "reading", "图书角值日",
        "开门、登记借还、把书放回架上。孩子多的时候给他们念一段。",
        "三号楼架空层", weekday=5, start=9 * 60 + HALF_PAST, minutes=120, places=2, held=2,
    ),
    Words(
        0, "civility", "早上路口文明劝导",
        "上学时间在北门路口提醒大家走斑马线、戴头盔，扶一把老人。只劝不拦。",
        "北门路口", ("patrol",), weekday=0, start=7 * 60 + HALF_PAST, minutes=45, places=3, held=2,
        least_age=18, risk="some", risk_note="站在人行道上，不下车道；下大雨就不办。",
        skips_holidays=True,
    ),
    Words(
        0, "company", "陪高龄老人说说话",
        "两个人一起，到愿意的老人家里坐坐，聊聊天，读读报。不谈钱，不推销。",
        "", ("accompany",), pattern="free", places=6, held=4,
    ),
    Words(
        1, "culture", "周末院坝理发",
        "给行动不便的老人理发。会理的两位，另外两位帮着排队、扫地。",
        "家属院凉亭", ("haircut",), pattern="fortnightly", weekday=6, start=9 * 60, minutes=150,
        places=4, held=3, risk="some", risk_note="剪刀、推子用完消毒收好。",
    ),
    Words(
        2, "tidy", "每月一次院坝大扫除",
        "把前后院、楼道、雨水口清一清。工具社区出，手套自己带。",
        "前院集合", pattern="monthly", weekday=5, nth=1, start=8 * 60 + HALF_PAST, minutes=120,
        places=8, held=4,
    ),
    Words(
        3, "teaching", "教长辈用手机",
        "挂号、打车、扫码、防骗，一次只教一样，教到会。",
        "望江里党群活动室", ("phone_teaching",), weekday=3, start=15 * 60, minutes=90, places=3,
        held=3, waiting=1,
    ),
    Words(
        3, "safety", "晚上安全巡看",
        "两个人一组走一圈：消防通道、电动车充电、楼道杂物。看到就记下，不和人争。",
        "从东门开始", ("patrol",), weekday=4, start=20 * 60, minutes=60, places=4, held=3,
        least_age=18, risk="some", risk_note="走亮处，两人一起，遇到火情先打 119。",
    ),
    Words(
        6, "health", "每月量血压",
        "给老人量血压、记在小本上，提醒按时吃药。看病的事请他们去医院。",
        "文星家园活动室", ("nursing",), pattern="monthly", weekday=6, nth=2, start=9 * 60,
        minutes=120, places=2, held=0,
    ),
    Words(
        7, "teaching", "四点半作业角",
        "放学以后陪孩子们写作业，会讲的讲讲数学，安静坐着也行。",
        "师院旧宿舍门房", ("teaching_math", "child_care"), weekday=1, start=16 * 60 + HALF_PAST,
        minutes=90, places=3, held=2, least_age=18, skips_holidays=True,
    ),
    Words(
        9, "repair", "楼道灯巡换",
        "每月把楼道灯走一遍，坏了的登记；上梯子换灯只由有电工证的人来。",
        "泉水湾各楼栋", ("electric_repair",), pattern="monthly", weekday=5, nth=3, start=14 * 60,
        minutes=120, places=2, held=0, least_age=18, risk="high",
        risk_note="上梯子、碰电线：先断电，一人扶梯一人换。",
    ),
    Words(
        12, "reception", "周六接待岗",
        "在小区门口的桌子旁坐坐，听邻居说事，记下来交给值守。",
        "虹苑东区大门内", weekday=5, start=9 * 60, minutes=180, places=2, held=2, waiting=1,
    ),
    Words(
        13, "culture", "家属区合唱队带练",
        "带大家开嗓、学一首歌。会弹琴更好。",
        "老礼堂", ("music",), weekday=1, start=19 * 60 + HALF_PAST, minutes=90, places=2, held=2,
        paused="老礼堂在修屋顶，修好再开。",
    ),
    Words(
        0, "civility", "社区车站文明引导",
        "公交站早高峰扶老人上下车、提醒排队。一个社区的邻居轮着来。",
        "警钟街公交站", weekday=2, start=7 * 60 + HALF_PAST, minutes=60, places=6, held=3,
        at_community=True, least_age=16, risk="some", risk_note="站在站台里，不追车。",
        skips_holidays=True,
    ),
)  # fmt: skip
