"""What neighbours of the demo town bring up, decide and say of it. All invented."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class TopicWords:
    """`compound` counts the compounds of the town; `days` ago it was brought up; `end` is how far
    it came; `pros` and `cons` are opinions. Tasks: what, who, days after the decision, its end."""

    compound: int
    days: int
    end: str
    kind: str
    title: str
    words: str
    wish: str = ""
    whose: str = "residents"
    ground: str = "all_residents"
    office: str = ""
    supports: int = 0
    pros: tuple[str, ...] = ()
    cons: tuple[str, ...] = ()
    body: str = ""
    decided: str = ""
    hands: tuple[int, int, int] | None = None
    tasks: tuple[tuple[str, str, int, str], ...] = field(default=())


TOPICS: tuple[TopicWords, ...] = (
    TopicWords(
        0, 150, "reviewed", "parking", "院子里停车怎么排",
        "晚上八点以后回来的没有车位，消防通道也停满了，救护车进不来。",
        "划出车位，消防通道空出来。", supports=9,
        pros=("划线以后先来后到，不用吵。", "消防通道一定要空出来。"),
        cons=("划线会少几个位置，晚回来的更难停。",), body="六月的坝坝会",
        decided="院子里划四十个车位，先来后到；东门到三号楼的消防通道不停车。",
        hands=(31, 6, 2),
        tasks=(("划四十个车位的线", "自管小组", 25, "done"),
               ("消防通道立两块牌子", "小区值守", 20, "done")),
    ),
    TopicWords(
        0, 90, "doubted", "noise", "广场舞的音响几点关",
        "夏天晚上跳到十点多，一楼和二楼的孩子睡不着；跳舞的人也想有个地方。",
        "说好一个时间，音响放远一点。", ground="neighbours", supports=7,
        pros=("九点关，大家都有个数。",), cons=("夏天天黑得晚，九点早了一点。",),
        body="八月的议事会", decided="每晚七点到九点，音响朝河边放；高考那几天不放。",
        hands=(24, 9, 4), tasks=(("在广场边贴出时间", "小区值守", 10, "doubted"),),
    ),
    TopicWords(
        0, 40, "late", "facilities", "儿童滑梯的螺丝松了",
        "滑梯最上面一层的护栏晃，孩子多的时候不放心。", "换新螺丝，地上铺软垫。",
        whose="property", ground="contract", supports=6, body="值守和物业一起看过",
        decided="物业把滑梯护栏换新，铺上软垫；换好以前拦起来。",
        tasks=(("换护栏、铺软垫", "物业服务中心", 14, "late"),),
    ),
    TopicWords(
        0, 26, "in_council", "dogs", "遛狗走哪条路",
        "早上上学的时候，电梯口和滑梯边都有狗，孩子害怕；养狗的邻居也说没有地方走。",
        "划一条路、定一个时间。", ground="covenant", supports=8,
        pros=("沿着围墙走一圈，谁都不碍着。", "早上七点半到八点别走大门。"),
        cons=("围墙边晚上黑，老人遛狗不方便。", "先把灯装好再定路线。"),
        body="十一月的坝坝会",
    ),
    TopicWords(
        0, 18, "supported", "money", "电梯广告的钱用在哪里",
        "三部电梯里都有广告，一年多少钱、放在哪里，想请大家一起定怎么用。",
        "先公开，再定。", whose="owners", ground="owners_income", supports=11,
        pros=("先补维修资金。",), cons=("先把楼道灯换了再说。",),
    ),
    TopicWords(
        0, 9, "sorted", "greenery", "三号楼前的树挡了一楼的光",
        "香樟长到三楼高，一楼白天也要开灯；有的邻居舍不得砍。", "修一修，不砍。",
        whose="property", ground="contract", supports=3,
        pros=("修枝就够了。",), cons=("鸟窝在上面，等春天过了再修。",),
    ),
    TopicWords(
        0, 6, "alike", "greenery", "香樟树太高了，一楼白天要开灯",
        "三号楼前的香樟长得太高，一楼白天也要开灯，能不能修一修。",
    ),
    TopicWords(
        0, 1, "proposed", "safety", "电动车不要推进电梯",
        "晚上有电动车推进电梯充电，整栋楼都担心。", "楼下多装几个充电的地方。",
    ),
    TopicWords(
        0, 70, "referred", "noise", "马路对面的工地夜里施工",
        "夜里十一点以后还在打桩，窗户都在响。", "夜里不要施工。",
        whose="government", ground="enforcement", office="ecology", supports=4,
    ),
    TopicWords(
        2, 120, "settled", "facilities", "院门的灯谁来管",
        "院门口的灯坏了两年，没有物业，谁都说不归自己管。", "换一盏，电费大家摊。",
        ground="public_service", whose="community", supports=4, body="四月的院坝会",
        decided="换一盏节能灯，电费从院坝公用的电表走，每户每年两元，由自管委收、贴出来。",
        hands=(17, 1, 0), tasks=(("换灯", "院落自管委", 12, "done"),),
    ),
    TopicWords(
        2, 30, "declined", "other", "把院门白天也锁上",
        "外面的人常穿过院子去菜场，想把院门白天也锁上。", supports=1,
    ),
)  # fmt: skip
NOTES = {
    "done": "办好了，请大家看一看。",
    "late": "配件订了两周还没到，催过一次。",
    "read": "邻居多数说办到了，值守也去看过。",
}
