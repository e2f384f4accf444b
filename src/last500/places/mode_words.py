"""What entry pages say in each mode: words and order, never what is there.

Three modes have sentences of their own. Wherever self-government (the grid) comes first, its words
stand before those of the rest, put together in the reader's language when they are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.places.rules import MODES


@dataclass(frozen=True)
class Words:
    """`name` is the mode's own word; the rest stands on the pages, or tells what stands first.

    `first_part`: with what a compound's page begins: requests, projects or self_government.
    """

    name: str
    what: str
    home: str
    home_more: str
    compound: str
    first: str  # what stands first on a compound's page
    me: str  # and on one's own page
    desk: str  # and at the desk
    first_part: str = "requests"


SELF_GOVERNMENT = "self_government"
HOME, HOME_MORE = (
    N_("有事，说一声"),
    N_("找到你住的小区，说一件事；小区核实，邻居来办，办得怎样你说了算。"),
)
_WRITTEN: Mapping[str, Words] = {
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
        "projects",
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
_GRID = Words(
    N_("以自治为主"),
    N_("小区的事大家议、大家定，账目谁都看得到，楼栋有人联系。求助和项目在后面，一样打得开。"),
    N_("小区的事，大家定"),
    N_("找到你住的小区：大家在议什么、定了什么、账上有多少、楼栋谁联系；家里有事，也说一声。"),
    N_("小区的事，大家定"),
    N_("议题、账目和决定"),
    N_("正在议的事和你联系的楼栋"),
    N_("议题、决定、表决、账目、网格和住户，再是其他"),
    SELF_GOVERNMENT,
)
# How the words of self-government stand before those of the rest.
_BEFORE: Mapping[str, str] = {
    "name": N_("自治在前，%(rest)s"),
    "what": N_("小区的事大家议、大家定，账目谁都看得到，楼栋有人联系。%(rest)s"),
    "home": N_("小区的事，大家定；%(rest)s"),
    "home_more": N_("%(rest)s大家在议什么、定了什么、账上有多少，也在那里。"),
    "compound": N_("小区的事，大家定；%(rest)s"),
    "first": N_("议题、账目和决定，再是：%(rest)s"),
    "me": N_("正在议的事和你联系的楼栋，再是：%(rest)s"),
    "desk": N_("议题、决定、表决、账目、网格和住户，再是：%(rest)s"),
}
# The name of the rest in a composed name: "以…为主" would be said of two things at once.
_NAMES: Mapping[str, str] = {
    "requests": N_("也有求助"),
    "projects": N_("也有项目"),
    "both": N_("求助和项目也有"),
}


def _with_grid(code: str) -> Words:
    """The words of the grid before those of the mode with this code."""
    rest = replace(_WRITTEN[code], name=_NAMES[code])
    said = {name: _lazily(text, getattr(rest, name)) for name, text in _BEFORE.items()}
    return Words(**said, first_part=SELF_GOVERNMENT)


def _joined(text: str, rest: str) -> str:
    return _(text) % {"rest": _(rest)}


_lazily = lazy(_joined, str)


def _words_of(code: str) -> Words:
    mode = MODES[code]
    if not mode.grid:
        return _WRITTEN[code]
    return _with_grid(mode.rest.code) if mode.rest else _GRID


WORDS: Mapping[str, Words] = {code: _words_of(code) for code in MODES}
