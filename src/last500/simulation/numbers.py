"""The numbers of behaviour.toml for the reader: what each means, and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.service_requests.categories import BY_CODE
from last500.simulation.behaviour import Behaviour, Number

KINDS = "requests.kinds."
GROUPS = (
    ("street", N_("街道（自己的数不够时才用）")),
    ("requests", N_("求助")),
    ("requests.kinds", N_("哪一类占多少（自己的数不够时才用）")),
    ("members", N_("帮忙的人")),
    ("asks", N_("被请的时候")),
    ("group", N_("在群里和公开栏")),
    ("desk", N_("值守")),
    ("modes", N_("几种办法")),
)
WORDS = {
    "street.communities": N_("几个社区"),
    "street.members": N_("几位帮忙的人"),
    "street.compounds_each": N_("一个社区几个小区"),
    "street.buildings_each": N_("一个小区几栋楼"),
    "street.unevenness": N_("各社区的人多人少差多远"),
    "street.requests_a_day": N_("一天几件求助"),
    "street.unevenness_of_requests": N_("各社区求助多少差多远"),
    "requests.by_hour": N_("一千件里，从零点起每个钟头提出几件"),
    "requests.urgent": N_("急事占多少"),
    "requests.soon": N_("一天内要办的占多少"),
    "requests.urgent_within": N_("急事多少分钟内要有人"),
    "requests.soon_within": N_("一天内要办的，多少分钟内要有人"),
    "requests.normal_within": N_("不急的，多少分钟内要有人"),
    "requests.wishes_a_time": N_("说了想要哪个时间的占多少"),
    "members.retired": N_("白天有空的人占多少"),
    "members.evening_free": N_("每个晚上有空的机会"),
    "members.weekend_free": N_("周末每个半天有空的机会"),
    "members.day_free_retired": N_("白天有空的人，每个半天有空的机会"),
    "members.day_free_working": N_("上班的人，每个半天有空的机会"),
    "members.knows": N_("会某一样手艺的机会"),
    "members.proved": N_("有某一种证件、值守看过的机会"),
    "members.unwanted": N_("不想被问到某一类事的机会"),
    "members.goes_to_community": N_("愿意走到整个社区的占多少"),
    "members.goes_to_street": N_("愿意走到整个街道的占多少"),
    "members.most_open_1": N_("一次只接一件的占多少"),
    "members.most_open_2": N_("一次接两件的占多少"),
    "members.most_month": N_("一个月最多四件的占多少"),
    "asks.willing_a": N_("愿不愿意来，分布的第一个数"),
    "asks.willing_b": N_("愿不愿意来，分布的第二个数"),
    "asks.community_factor": N_("同社区别的小区请，来的机会打几折"),
    "asks.street_factor": N_("再远一点请，来的机会打几折"),
    "asks.not_free_factor": N_("没说有空的时间请，来的机会打几折"),
    "asks.no_skill_factor": N_("不会这门手艺，来的机会打几折"),
    "asks.reply_median": N_("一半的人几分钟内回话"),
    "asks.reply_spread": N_("回话快慢差多远"),
    "asks.says_no": N_("来不了的人，说一声的占多少"),
    "asks.fatigue": N_("最近每被请一次，来的机会少多少"),
    "asks.fatigue_half_days": N_("几天以后，被请的疲劳减一半"),
    "asks.mute": N_("每被请一次就关掉提醒的机会，乘最近被请的次数"),
    "asks.mute_days": N_("关掉提醒平均几天"),
    "asks.mute_said": N_("关掉提醒的人，说一声的占多少"),
    "asks.gives_back": N_("答应了又来不了的占多少"),
    "asks.done_after": N_("一件事在手上占期限的多少"),
    "asks.gives_back_after": N_("答应以后平均几分钟说来不了"),
    "group.attention": N_("群里喊，能来的人里看到并想一想的占多少"),
    "group.board_attention": N_("只挂在公开栏，看到并想一想的占多少"),
    "group.read_median": N_("一半的人几分钟内看到"),
    "group.read_spread": N_("看到快慢差多远"),
    "desk.opens": N_("值守从零点起第几分钟开始"),
    "desk.closes_office": N_("社区值守第几分钟下班"),
    "desk.closes_volunteer": N_("志愿值守第几分钟收工"),
    "desk.looks_office": N_("社区值守平均几分钟看到求助"),
    "desk.looks_volunteer": N_("志愿值守平均几分钟看到求助"),
    "desk.looks_neighbours": N_("邻居轮着值守，平均几分钟看到求助"),
    "modes.gathered": N_("以项目为主：等得了的求助，攒到项目日的占多少"),
    "modes.matters_each": N_("以项目为主：项目日一个人办几件"),
    "modes.neighbours": N_("以自治为主：每位报到的人，另有几位邻居愿意帮"),
}
# Sources that are no mere assumption, in the reader's language.
SOURCES = {
    "street.communities": N_("公开报道：某市一个街道，9 个社区，999 名党员报到"),
    "street.requests_a_day": N_(
        "每位报到的人一年一件，是公开报道里的上限：心愿 0.06 到 0.6 件，问题约 0.35 件"
    ),
    "requests.by_hour": N_("2017 到 2020 年一个市民信箱的 2637 条留言（公开的学生竞赛数据）"),
    "requests.urgent_within": N_("急事的意思就是四小时"),
    "requests.soon_within": N_("一天内"),
    "requests.normal_within": N_("三天，本站第一档期限"),
    "asks.willing_b": N_(
        "电话叫志愿者的实地研究：一百人里 17 到 47 人应答（Khalemsky 等，"
        "JMIR mHealth 2023;11:e41551）；平均取四分之一"
    ),
    "asks.mute": N_(
        "每周被请一次的人，一年里十人有三人关掉；食物救助的志愿者一年里约三成离开"
        "（Manshadi 和 Rodilitz，arXiv 2002.08474）；随次数增加是估的"
    ),
    "desk.opens": N_("办公时间八点开始（平日、周末一样是估的）"),
    "desk.closes_office": N_("17:30，社区下班"),
    "desk.closes_volunteer": N_("21:30，邻居接电话到这时"),
}
ASSUMED = N_("估的")


@dataclass(frozen=True)
class Row:
    word: str
    value: str
    source: str
    assumed: bool


@dataclass(frozen=True)
class Group:
    word: str
    rows: Sequence[Row]


def groups(behaviour: Behaviour) -> list[Group]:
    found: dict[str, list[Row]] = {code: [] for code, _word in GROUPS}
    for number in behaviour.numbers.values():
        found[number.name.rpartition(".")[0]].append(row_of(number))
    return [Group(_(word), found[code]) for code, word in GROUPS]


def row_of(number: Number) -> Row:
    return Row(word_of(number.name), _shown(number.value), source_of(number), number.assumed)


def word_of(name: str) -> str:
    if name.startswith(KINDS):
        return _(BY_CODE[name.removeprefix(KINDS)].name)
    return _(WORDS[name])


def source_of(number: Number) -> str:
    """English readers get the file's own words: they say more."""
    if (get_language() or "").startswith("en"):
        return number.source
    return _(SOURCES[number.name]) if number.name in SOURCES else _(ASSUMED)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return f"{value:g}"
