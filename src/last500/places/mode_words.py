"""What entry pages say in each mode: words and order, never what is there. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from last500.base.marking import N_


@dataclass(frozen=True)
class Words:
    """`name` is the mode's own word; the rest stands on the pages, or tells what stands first."""

    name: str
    what: str
    home: str
    home_more: str
    compound: str
    first: str  # what stands first on a compound's page
    me: str  # and on one's own page
    desk: str  # and at the desk


HOME, HOME_MORE = (
    N_("有事，说一声"),
    N_("找到你住的小区，说一件事；小区核实，邻居来办，办得怎样你说了算。"),
)
WORDS: Mapping[str, Words] = {
    "requests": Words(
        N_("以求助为主"),
        N_("邻居有事说一声，小区核实，邻居来办。项目和活动在后面，一样打得开。"),
        HOME,
        HOME_MORE,
        HOME,
        N_("我要求助"),
        N_("请你帮的忙"),
        N_("求助，再是岗位、活动、项目"),
    ),
    "projects": Words(
        N_("以项目为主"),
        N_("邻居常提的事合成项目，三方评过，招人一起做。求助在后面，一样打得开。"),
        N_("小区的事，一起做"),
        N_("找到你住的小区，看看正在做的项目和活动，愿意就一起来；家里有事，也说一声。"),
        N_("这里正在一起做的事"),
        N_("项目和活动"),
        N_("正在招人的项目和活动"),
        N_("项目、活动和没人接的事，再是其他"),
    ),
    "both": Words(
        N_("求助和项目都有"),
        N_("小事说一声，邻居来办；大家的事，合成项目一起做。"),
        N_("有事说一声，大家的事一起做"),
        N_("找到你住的小区：家里有事说一声，邻居来办；常有的事，合成项目一起做。"),
        N_("有事说一声，大家的事一起做"),
        N_("我要求助，旁边是项目和活动"),
        N_("请你帮的忙，再是项目和活动"),
        N_("求助，再是项目、活动和没人接的事"),
    ),
}
