"""The ground of the demo town: true divisions of Mianyang, invented compounds.

Names and codes of the divisions are facts (statistical edition of 2023-06-30). Every compound
below a community is made up, and so is who answers at its gate.
"""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from last500.base import clock
from last500.base.marking import N_
from last500.organisations.models import CalendarDay, Organisation
from last500.places import actions as places
from last500.places.models import Place
from last500.service_requests.models import RoutingRule

EDITION = "2023-06-30"
CITY, COUNTY = ("绵阳市", "510700000000"), ("涪城区", "510703000000")
# street, code, its communities (name, code)
STREETS = (
    (
        "城厢街道",
        "510703001000",
        (
            ("警钟街社区", "510703001003"),
            ("滨江社区", "510703001010"),
            ("文昌社区", "510703001011"),
        ),
    ),
    (
        "普明街道",
        "510703006000",
        (
            ("古泉社区", "510703006006"),
            ("虹苑路社区", "510703006010"),
            ("石桥铺社区", "510703006016"),
        ),
    ),
)


@dataclass(frozen=True)
class Compound:
    """One invented compound; `helpers` is how many report in there, uneven as in life."""

    name: str
    slug: str
    community: int
    kind: str
    households: int
    buildings: int
    entrances: int
    helpers: int
    organised: bool
    courtyards: tuple[str, ...] = ()


# The first is where the guided walk takes place.
COMPOUNDS = (
    Compound("榴花苑小区", "liuhua", 0, "commercial", 486, 8, 2, 46, True),
    Compound("丝厂家属院", "sichang", 0, "unit_family", 210, 6, 3, 22, True),
    Compound("鼓楼巷院落", "gulouxiang", 0, "three_no", 46, 2, 2, 5, False, ("前院", "后院")),
    Compound("望江里", "wangjiangli", 1, "commercial", 612, 9, 2, 41, True),
    Compound("船工新村", "chuangong", 1, "old", 168, 5, 3, 15, True),
    Compound("码头后街院落", "matouhou", 1, "three_no", 38, 2, 1, 3, False),
    Compound("文星家园", "wenxing", 2, "commercial", 398, 7, 2, 37, True),
    Compound("师院旧宿舍", "shiyuan", 2, "unit_family", 152, 4, 3, 24, True),
    Compound("书院坝小区", "shuyuanba", 2, "old", 126, 4, 2, 9, False),
    Compound("泉水湾", "quanshuiwan", 3, "commercial", 720, 10, 2, 52, True),
    Compound("古泉安置小区", "guquananzhi", 3, "resettlement", 540, 9, 3, 18, True),
    Compound("井坝院落", "jingba", 3, "three_no", 52, 2, 2, 4, False),
    Compound("虹苑东区", "hongyuandong", 4, "commercial", 430, 7, 2, 38, True),
    Compound("无线电厂家属区", "wuxiandian", 4, "unit_family", 288, 6, 3, 33, True),
    Compound("安居南苑", "anjunan", 4, "public_housing", 364, 6, 2, 12, False),
    Compound("石桥家园", "shiqiao", 5, "resettlement", 478, 8, 3, 21, False),
    Compound("粮站宿舍", "liangzhan", 5, "old", 84, 3, 2, 8, False),
    Compound("桥头商住楼", "qiaotou", 5, "other", 96, 2, 1, 12, False),
)
HOURS = ("周一至周五 8:30—17:30", "每天 9:00—21:00", "周二、周四、周六 18:30—20:30")
NUMERALS = "一二三四五六七八九十"


@dataclass
class Ground:
    city: Place
    county: Place
    streets: list[Place] = field(default_factory=list)
    communities: list[Place] = field(default_factory=list)
    compounds: list[Place] = field(default_factory=list)
    buildings: dict[int, list[Place]] = field(default_factory=dict)

    def community_of(self, number: int) -> Place:
        return self.communities[COMPOUNDS[number].community]


def lay(chance: Random) -> Ground:
    """Make the tree of places, the calendar of working days and the table of routes."""
    city = places.add(None, "city", CITY[0], code=CITY[1], edition=EDITION)
    county = places.add(city, "county", COUNTY[0], code=COUNTY[1], edition=EDITION)
    ground = Ground(city, county)
    for name, code, communities in STREETS:
        street = places.add(county, "street", name, code=code, edition=EDITION)
        ground.streets.append(street)
        ground.communities += [
            places.add(street, "community", word, code=number, edition=EDITION)
            for word, number in communities
        ]
    for number, compound in enumerate(COMPOUNDS):
        _add_compound(ground, number, compound, chance)
    _mark_holidays()
    _set_routes(ground)
    return ground


def _add_compound(ground: Ground, number: int, plan: Compound, chance: Random) -> None:
    community = ground.community_of(number)
    place = places.add(
        community,
        "compound",
        plan.name,
        slug=plan.slug,
        code=f"{community.code}{number + 1:04d}",
        kind=plan.kind,
        households=plan.households,
        address=f"{community.name}内，进大门左手",
        phone=f"1000900{number:04d}",
        hours=chance.choice(HOURS),
    )
    ground.compounds.append(place)
    yards = [places.add(place, "courtyard", word) for word in plan.courtyards]
    ground.buildings[place.pk] = []
    for count in range(plan.buildings):
        parent = yards[count % len(yards)] if yards else place
        building = places.add(parent, "building", f"{NUMERALS[count]}号楼")
        ground.buildings[place.pk].append(building)
        for entrance in range(plan.entrances):
            places.add(building, "entrance", f"{entrance + 1}单元")


# The State Council's notice for 2026, and the fixed days of the year after.
FREE_DAYS = (
    ("元旦", date(2026, 1, 1), 3),
    ("春节", date(2026, 2, 15), 9),
    ("清明节", date(2026, 4, 4), 3),
    ("劳动节", date(2026, 5, 1), 5),
    ("端午节", date(2026, 6, 19), 3),
    ("中秋节", date(2026, 9, 25), 3),
    ("国庆节", date(2026, 10, 1), 7),
    ("元旦", date(2027, 1, 1), 1),
)
WORKED_DAYS = (
    (N_("元旦调休"), date(2026, 1, 4)),
    (N_("春节调休"), date(2026, 2, 14)),
    (N_("春节调休"), date(2026, 2, 28)),
    (N_("劳动节调休"), date(2026, 5, 9)),
    (N_("国庆节调休"), date(2026, 9, 20)),
    (N_("国庆节调休"), date(2026, 10, 10)),
)


def _mark_holidays() -> None:
    rows = [
        CalendarDay(on=first + number * clock.DAY, is_worked=False, name=name)
        for name, first, days in FREE_DAYS
        for number in range(days)
    ]
    rows += [CalendarDay(on=on, is_worked=True, name=name) for name, on in WORKED_DAYS]
    CalendarDay.objects.bulk_create(rows)


# name, category, spot, words of the text, route, days; the first that fits wins.
ROUTES = (
    ("欠薪、借钱打官司", "law_mediation", "", "法院 起诉 仲裁 判决", "court", 15),
    ("打人、偷盗", "", "", "被打 打人 小偷 偷走 盗窃", "police", 3),
    ("电梯和消防设施", "public_facility", "", "电梯 消火栓 灭火器", "property", 3),
    ("管网反水漏水", "public_facility", "", "下水道 反水 管网 化粪池 水管爆", "property", 3),
    ("市政道路路灯", "public_facility", "road", "路灯 人行道 井盖", "hotline", 7),
    ("加装电梯、停车位怎么定", "", "", "加装电梯 装电梯 停车位重新 划车位", "topic", 15),
    ("公共收益的账", "", "", "公共收益 广告费 停车费收了", "topic", 15),
    ("楼道公共设施", "public_facility", "stairs", "", "property", 7),
    ("小区公共设施", "public_facility", "", "", "property", 7),
    ("消防通道和停车秩序", "safety", "", "消防通道 堵车 乱停", "helpers", 3),
    ("社保证件要本人到窗口", "digital_help", "", "证明 盖章 低保 残疾证", "community", 3),
    ("其他都先请邻居", "", "", "", "helpers", 7),
)
# In three-no compounds nobody is paid to mend anything: the community's window takes it.
ROUTES_WITHOUT_PROPERTY = (("没有物业，社区来想办法", "public_facility", "", "", "community", 7),)


def _set_routes(ground: Ground) -> None:
    at_streets = [(street, ROUTES) for street in ground.streets]
    without = [(p, ROUTES_WITHOUT_PROPERTY) for p in ground.compounds if p.kind == "three_no"]
    RoutingRule.objects.bulk_create(
        RoutingRule(
            place=place,
            order=10 * order,
            name=name,
            category=category,
            spot=spot,
            words=words,
            route=route,
            days=days,
        )
        for place, table in [*at_streets, *without]
        for order, (name, category, spot, words, route, days) in enumerate(table, 1)
    )


def add_organisations(ground: Ground) -> None:
    """Party organisations of the places, property firms where there are any, a few units."""
    rows = [
        Organisation(
            kind="compound_branch",
            name=f"{place.name}党支部",
            place=place,
            founded_on=clock.today() - (300 + 40 * number) * clock.DAY,
        )
        for number, place in enumerate(ground.compounds)
        if COMPOUNDS[number].organised
    ]
    rows += [
        Organisation(kind="property", name=f"{place.name}物业服务中心", place=place)
        for place in ground.compounds
        if place.kind in {"commercial", "resettlement"}
    ]
    rows += [Organisation(kind="community", name=p.name, place=p) for p in ground.communities]
    rows += [Organisation(kind="street", name=p.name, place=p) for p in ground.streets]
    rows += [
        Organisation(kind="unit", name=f"{word}党支部", place=ground.county)
        for word in ("自来水维修站", "区小学", "区中医馆", "测绘队", "公交二车队", "图书馆")
    ]
    Organisation.objects.bulk_create(rows)
