"""What pages say of a vote: thresholds with their arithmetic, what comes next, what happened."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.votes import rules
from last500.votes.counting import CHOICE_WORDS, COUNTED, ITEMS, WHY_WORDS, Choice, Threshold, Why
from last500.votes.draft import Said
from last500.votes.models import Vote, VoteEvent
from last500.votes.rules import State, square_metres

# Stands on every public page of votes.
WORDING = N_(
    "这里只准备和记录在纸上或者官方系统里举行的业主表决；不是省里的业主电子投票系统，本身没有表决效力。"
)
NOT_A_CONSULTATION = N_(
    "和意见征询不一样：征询听居民怎么想，没有法律效力；业主表决按民法典第二百七十八条，"
    "由业主投票，人数和面积都要过。没投票的不算同意，也不随多数。"
)
THRESHOLD_WORDS = {
    "quorum_area": N_("参与的面积要有总面积的三分之二以上"),
    "quorum_persons": N_("参与的人数要有总人数的三分之二以上"),
    "for_area_half": N_("同意的面积要超过参与面积的一半"),
    "for_persons_half": N_("同意的人数要超过参与人数的一半"),
    "for_area_quarters": N_("同意的面积要有参与面积的四分之三以上"),
    "for_persons_quarters": N_("同意的人数要有参与人数的四分之三以上"),
}
NEXT_WORDS = {
    State.DRAFTED: N_("写好、导入名册、请好监票人，再公告"),
    State.ANNOUNCED: N_("开始以前定下名册，三位监票人都答应"),
    State.OPEN: N_("截止以前不看票上写什么，只看交了多少"),
    State.CLOSED: N_("两个人录完所有的票，再计票"),
    State.COUNTED: N_("三位监票人看过、签过，再公示"),
    State.PUBLISHED: "",
    State.CANCELLED: "",
}
EVENT_WORDS = {
    "make": N_("写了这次表决"),
    "change": N_("改了还没公告的内容"),
    "roll": N_("导入了名册"),
    "leave_out": N_("改了一套投不投"),
    "announce": N_("公告了，事项和日子不再改"),
    "freeze": N_("名册定下来了，不再改"),
    "ask_seat": N_("请了监票人或录票人"),
    "seat_yes": N_("答应了监票或录票"),
    "seat_no": N_("不参加监票或录票"),
    "sold": N_("记下一套换了业主"),
    "open": N_("开始投票"),
    "close": N_("截止了"),
    "count": N_("计票了"),
    "sign": N_("监票人签了结果"),
    "sign_not": N_("监票人没有签，写了为什么"),
    "publish": N_("公示了结果"),
    "cancel": N_("取消了"),
    "line": N_("改了名册里的一行"),
    "objection": N_("收到一件异议"),
    "objection_back": N_("一件异议收回了"),
    "answer_objection": N_("答复了一件异议"),
    "thaw": N_("异议成立，名册要改，重新定下来"),
    "recounted": N_("一个人重数了，一样"),
    "recounted_other": N_("一个人重数了，不一样"),
    "stands": N_("重数以后，结果不变"),
    "void": N_("这次结果作废"),
}


@dataclass(frozen=True)
class Row:
    word: str
    persons: int
    area: str
    units: int


@dataclass(frozen=True)
class Rule:
    """A threshold: the sentence, the fraction in words, the arithmetic, whether it held; what was
    reached and what was needed of the whole (persons or cm²), for a bar."""

    sentence: str
    parts: str
    arithmetic: str
    held: bool
    part: int
    needed: int
    whole: int


@dataclass(frozen=True)
class Answer:
    order: int
    text: str
    item: str
    passed: bool
    rows: list[Row]
    took_part: Row
    unclear: int
    torn: int
    rules: list[Rule]


@dataclass(frozen=True)
class SheetShown:
    roll: Row
    handed_in: Row
    ballots: int
    counted: int
    proxies: int
    aside: list[tuple[str, int]]
    answers: list[Answer]
    buildings: list[tuple[str, list[list[int]]]]


def shown(sheet: str) -> SheetShown:
    """A result sheet in the reader's language; every number as it was stored."""
    said = json.loads(sheet)
    return SheetShown(
        _row(_("名册"), said["roll"]),
        _row(_("计入的票"), said["handed_in"]),
        said["ballots"],
        said["counted"],
        said["proxies"],
        [(_(WHY_WORDS[Why(why)]), number) for why, number in said["aside"].items()],
        [_answer(order, one) for order, one in enumerate(said["questions"], 1)],
        sorted(said["buildings"].items()),
    )


def _row(word: str, sums: dict[str, int]) -> Row:
    return Row(word, sums["persons"], square_metres(sums["area"]), sums["units"])


def _answer(order: int, said: dict[str, Any]) -> Answer:
    rows = [_row(_(CHOICE_WORDS[choice]), said["said"][choice]) for choice in COUNTED]
    return Answer(
        order, said["text"], item_words(said["item"]), said["passed"], rows,
        _row(_("参与"), said["took_part"]), said["unclear"], said["torn"],
        [_rule(said["item"], Threshold(**_plain(one))) for one in said["thresholds"]],
    )  # fmt: skip


def _plain(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "held"}


def _rule(item: int, one: Threshold) -> Rule:
    code = one.code
    if code.startswith("for_"):
        code += "_quarters" if ITEMS[item].three_quarters else "_half"
    needed = one.upper * one.whole // one.lower
    sentence = _(THRESHOLD_WORDS[code])
    return Rule(sentence, _parts(one), one.arithmetic, one.held, one.part, needed, one.whole)


def _parts(one: Threshold) -> str:
    if one.code.endswith("_area"):
        words = {"part": square_metres(one.part), "whole": square_metres(one.whole)}
        return _("%(whole)s 平方米里有 %(part)s 平方米") % words
    return _("%(whole)d 人里有 %(part)d 人") % {"part": one.part, "whole": one.whole}


def item_words(item: int) -> str:
    return _("第%(n)d项：%(words)s") % {"n": item, "words": _(ITEMS[item].words)}


def needs(item: int) -> str:
    """What an item needs to pass, before the vote."""
    if ITEMS[item].three_quarters:
        return _("参与三分之二以上；同意的面积和人数都要有参与的四分之三以上")
    return _("参与三分之二以上；同意的面积和人数都要超过参与的一半")


def next_words(vote: Vote) -> str:
    word = NEXT_WORDS[State(vote.state)]
    return _(word) if word else ""


def timeline(events: list[VoteEvent]) -> list[dict[str, Any]]:
    """Words of the history, nobody's name."""
    return [
        {"text": _(EVENT_WORDS[one.action]), "at": one.at, "note": _note(one)}
        for one in events
        if one.action in EVENT_WORDS
    ]


def _note(one: VoteEvent) -> str:
    if "reason" in one.facts:
        reason = one.facts["reason"]
        return _(reason)
    if "number" in one.facts:
        return _("第 %(n)d 件") % {"n": one.facts["number"]}
    if "role" in one.facts:
        return _(rules.ROLE_WORDS[rules.Role(one.facts["role"])])
    if "units" in one.facts:
        return _("%(n)d 套") % {"n": one.facts["units"]}
    return ""


def paper_words(said: Said) -> str:
    """What a paper says, for those who watch."""
    if said.void:
        return _(rules.VOID_WORDS[rules.Void(said.void)])
    return said_words(said.choices)


def said_words(choices: tuple[Choice, ...]) -> str:
    return "、".join(_(CHOICE_WORDS[choice]) for choice in choices)
