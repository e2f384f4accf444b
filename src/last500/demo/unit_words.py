"""Units of the demo town: all invented, of the kinds that report in to communities."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """`at`: numbers of the communities where it is reported in; `how` it got there, and what has
    become of it: told in demo/units.py."""

    name: str
    kind: str
    offers: str
    at: tuple[int, ...]
    rhythm_days: int = 90
    how: str = "asked"  # asked by its liaison, or entered by the community
    now: str = "agreed"


# The first six are there already (demo/ground.py).
UNITS = (
    Unit(
        "图书馆党支部",
        "unit",
        "图书室周末对小区孩子开放；两位馆员可以讲故事；有一间能坐三十人的会议室。",
        (0, 2),
        30,
    ),
    Unit("自来水维修站党支部", "unit", "会修水管水龙头的师傅六位，工具自带。", (0, 1), 30),
    Unit("区小学党支部", "unit", "周末和假期的教室；老师可以辅导功课。", (0,), 90),
    Unit("区中医馆党支部", "unit", "每季度一次义诊，量血压、测血糖，讲节气养生。", (1, 3), 90),
    Unit("测绘队党支部", "unit", "会用图纸，能帮忙画小区平面图、量楼梯扶手。", (2,), 180),
    Unit("公交二车队党支部", "unit", "老人去医院可以搭一程；司机会急救。", (3,), 90, "entered"),
    Unit("邮政投递站党支部", "unit", "投递员天天进小区，能捎话、帮老人寄东西。", (4,), 60),
    Unit("法律援助站党支部", "unit", "每月一个晚上在小区坐一坐，谁都可以来问。", (0, 4), 30),
    Unit("农科所党支部", "unit", "教阳台种菜，送些种苗。", (5,), 90, "entered"),
    Unit("供电抢修班党支部", "unit", "持证电工四位，楼道灯和老线路能看。", (1,), 60),
    Unit("暖阳社会工作服务中心", "social", "社工三位，做独居老人的探访和小组。", (0, 1), 14),
    Unit("小树苗亲子服务社", "social", "周六上午的亲子活动，材料自备。", (2,), 30, "entered"),
    Unit("夕阳伴行助老会", "social", "陪老人看病、办手续，两人一组。", (3, 4), 30),
    Unit("绿芽环境协会", "social", "教垃圾分类，帮小区做堆肥角。", (5,), 90),
    Unit("巷口理发店", "merchant", "每月第一个周一上午，给八十岁以上的老人理发。", (0,), 30),
    Unit("老街修鞋铺", "merchant", "修鞋修伞换拉链，小区日到院坝来摆一天。", (1,), 90, "entered"),
    Unit("顺手五金店", "merchant", "小修小补的零件按进价给。", (2,), 180),
    Unit("清风茶馆", "merchant", "下午两点到五点，议事可以来坐，茶水免费。", (0,), 30),
    Unit("家常面馆", "merchant", "腿脚不便的老人，中午可以送一碗面。", (4,), 14, "entered"),
    Unit("银龄摄影队", "volunteers", "给老人拍证件照、全家福。", (3,), 90),
    Unit("周末修理队", "volunteers", "修小家电，每月最后一个周六。", (5,), 30),
    Unit("红袖夜巡队", "volunteers", "晚上八点到十点走一圈，看消防通道。", (1,), 7),
    Unit("手语志愿队", "volunteers", "陪听不见的邻居办事。", (2,), 90, now="asked"),
    Unit("晚晴合唱团", "volunteers", "节日里到院坝唱几首歌。", (0,), 90, now="asked"),
    Unit(
        "清江物流党支部", "unit", "有两辆货车，搬重东西可以帮忙。", (0,), 90, "entered", "entered"
    ),
    Unit("新叶幼儿园党支部", "unit", "院坝里的小运动会，器材借用。", (1,), 90, now="ended"),
    Unit("江边健身馆", "merchant", "教老人做伸展，每周一次。", (3,), 7, now="refused"),
)
# Two of them are personas of the town.
SPEAKERS = {"图书馆党支部": "liaison", "暖阳社会工作服务中心": "social"}
