"""Short optional questions that more than one kind of request asks (at most three each)."""

from __future__ import annotations

from dataclasses import dataclass

from last500.base.marking import N_


@dataclass(frozen=True)
class Choice:
    code: str
    label: str
    qualification: str | None = None  # this answer narrows who may come
    dangerous: bool = False  # nobody under 18 is asked for it


@dataclass(frozen=True)
class Question:
    code: str
    label: str
    choices: tuple[Choice, ...]


AT_HOME = Question(
    "at_home",
    N_("家里有人吗？"),
    (
        Choice("daytime", N_("白天有人")),
        Choice("evening", N_("晚上有人")),
        Choice("call_first", N_("来之前打电话")),
    ),
)
WALKING = Question(
    "walking",
    N_("走路方便吗？"),
    (
        Choice("well", N_("能自己走")),
        Choice("support", N_("要人扶")),
        Choice("wheelchair", N_("坐轮椅")),
    ),
)
SINCE = Question(
    "since",
    N_("多久了？"),
    (
        Choice("today", N_("今天才发现")),
        Choice("days", N_("好几天了")),
        Choice("long", N_("很久了")),
    ),
)
AFFECTED = Question(
    "affected",
    N_("影响到谁？"),
    (
        Choice("few", N_("我家和隔壁")),
        Choice("entrance", N_("一个单元")),
        Choice("all", N_("整个小区")),
    ),
)
HOW_OFTEN = Question(
    "how_often",
    N_("只要一次吗？"),
    (
        Choice("once", N_("就这一次")),
        Choice("weekly", N_("每周都要")),
        Choice("monthly", N_("每月都要")),
    ),
)
