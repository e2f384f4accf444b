"""What a call states and what an application must say: dates, money in fen, indicators. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from last500.base.marking import N_
from last500.calls.rules import REVIEWS_MOST
from last500.projects import money

# ---- the dates and money of a call ------------------------------------------------------------


@dataclass(frozen=True)
class Terms:
    """What a call states. Sums in fen; `percent` is the least own share; indicators are
    (what is counted, measure, least number)."""

    opens: date
    closes: date
    mends: date
    decides: date
    mid: date
    ends: date
    final: date
    total: int
    most: int
    percent: int
    reviews: int
    kinds: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    indicators: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True)
class Fault:
    """What is wrong beside which field; `words` fill the sentence; `line` counts from 0."""

    field: str
    sentence: str
    words: tuple[tuple[str, str], ...] = ()
    line: int | None = None


LEAST_OPEN = 7  # days between opening and closing: time to write an honest application
INDICATORS_MOST = 6
_IN_ORDER = (
    ("closes", "opens", N_("收到哪天为止，要在开始收之后。")),
    ("mends", "closes", N_("改申请的最后一天，要在收完以后。")),
    ("decides", "mends", N_("出结果的日子，要在改申请的最后一天以后。")),
    ("mid", "decides", N_("中期报告的日子，要在出结果以后。")),
    ("ends", "mid", N_("项目结束的日子，要在中期报告以后。")),
    ("final", "ends", N_("结项报告的日子，不能在项目结束以前。")),
)


def call_faults(terms: Terms, today: date) -> list[Fault]:
    """What stands against these terms, the first to be mended first."""
    found = []
    if terms.opens < today:
        found.append(Fault("opens", N_("开始收的日子已经过了，请写今天以后的。")))
    for name, before, sentence in _IN_ORDER:
        earlier, later = getattr(terms, before), getattr(terms, name)
        if later < earlier or (later == earlier and name not in {"final", "mends"}):
            found.append(Fault(name, sentence))
    if not found and terms.closes - terms.opens < timedelta(days=LEAST_OPEN):
        said = N_("至少收 %(n)s 天，大家才来得及写。")
        found.append(Fault("closes", said, (("n", str(LEAST_OPEN)),)))
    return found + _money_faults(terms)


def _money_faults(terms: Terms) -> list[Fault]:
    found = []
    if not 0 < terms.total <= money.FEN_MOST:
        found.append(Fault("total", N_("请写一共有多少钱，要大于 0。")))
    elif not 0 < terms.most <= terms.total:
        found.append(Fault("most", N_("每个项目最多多少，要大于 0，不能超过总额。")))
    if not 0 <= terms.percent <= 90:
        found.append(Fault("percent", N_("自筹比例请写 0 到 90。")))
    if not 1 <= terms.reviews <= REVIEWS_MOST:
        said = N_("每份申请至少几份评审意见，请写 1 到 %(n)s。")
        found.append(Fault("reviews", said, (("n", str(REVIEWS_MOST)),)))
    return found


# ---- what an application must say -------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """The part of a proposal that a call asks about; `promises` are (what is counted, number)."""

    kind: str
    audience: str
    from_on: date
    until_on: date
    total: int
    lines: tuple[money.Line, ...]
    promises: tuple[tuple[str, int], ...]


def asked_for(lines: Sequence[money.Line]) -> int:
    """In fen: what the call would pay, without what whoever carries it adds."""
    return sum(one.planned - one.own for one in lines if one.payer == money.Payer.GOVERNMENT)


def proposal_faults(said: Proposal, terms: Terms) -> list[Fault]:
    """Everything that stands against handing it in, each beside its field."""
    found = []
    if terms.kinds and said.kind not in terms.kinds:
        found.append(Fault("kind", N_("这次征集不收这一类，请在规则写的几类里选。")))
    if terms.audiences and said.audience not in terms.audiences:
        found.append(Fault("audience", N_("这次征集不是为这些人的，请在规则写的里面选。")))
    return found + _date_faults(said, terms) + _budget_faults(said, terms) + _promised(said, terms)


def _date_faults(said: Proposal, terms: Terms) -> list[Fault]:
    found = []
    if said.from_on <= terms.decides:
        words = (("day", terms.decides.isoformat()),)
        found.append(Fault("from_on", N_("结果 %(day)s 才出来，请从那以后开始。"), words))
    if said.until_on > terms.ends:
        words = (("day", terms.ends.isoformat()),)
        found.append(Fault("until_on", N_("这次的项目最晚 %(day)s 结束。"), words))
    elif said.until_on < said.from_on:
        found.append(Fault("until_on", N_("结束的日子在开始之前，请再看看。")))
    return found


def _budget_faults(said: Proposal, terms: Terms) -> list[Fault]:
    found = [
        Fault(one.field, one.sentence, one.words, one.line)
        for one in money.faults(said.total, said.lines, terms.percent)
    ]
    if found:
        return found
    asked = asked_for(said.lines)
    if asked <= 0:
        return [Fault("total", N_("没有请这次征集出钱的一项。不要钱的项目，直接向社区提就行。"))]
    if asked > terms.most:
        words = (("asked", money.yuan(asked)), ("most", money.yuan(terms.most)))
        sentence = N_(
            "请这次出 %(asked)s 元，超过了每个项目的上限 %(most)s 元。请减少，或者加自筹。"
        )
        return [Fault("total", sentence, words)]
    return []


def _promised(said: Proposal, terms: Terms) -> list[Fault]:
    numbers: dict[str, int] = {}
    for title, number in said.promises:
        numbers[title] = max(number, numbers.get(title, 0))
    return [
        Fault("least", N_("“%(title)s”至少要 %(least)s %(measure)s。"),
              (("title", title), ("least", str(least)), ("measure", measure)), number)
        for number, (title, measure, least) in enumerate(terms.indicators)
        if numbers.get(title, -1) < least
    ]  # fmt: skip


# ---- the result, the reports -----------------------------------------------------------------


def grant_fault(granted: int, asked: int, left: int) -> Fault | None:
    """`left`: what is left of the call's total, in fen. None when the sum can be granted."""
    if granted <= 0:
        return Fault("granted", N_("请写支持多少元，要大于 0。"))
    if granted > asked:
        words = (("asked", money.yuan(asked)),)
        return Fault("granted", N_("申请的是 %(asked)s 元，不能给得更多。"), words)
    if granted > left:
        words = (("left", money.yuan(left)),)
        said = N_("这次一共只剩 %(left)s 元了，给不了这么多。请少给，或者先改别的结果。")
        return Fault("granted", said, words)
    return None


def report_lacks(
    promised: Sequence[tuple[str, str]], told: Mapping[str, int | None], account: str, spent: int
) -> list[Fault]:
    """What a report still misses. `promised` are (key, what is counted); `spent` in fen."""
    found = [
        Fault(f"i{key}", N_("还差“%(title)s”到现在的数。没有就写 0，在下面说为什么。"),
              (("title", title),))
        for key, title in promised
        if told.get(key) is None
    ]  # fmt: skip
    if not account:
        found.append(Fault("account", N_("请写一写做了什么、改变了什么。")))
    if spent < 0:
        found.append(Fault("spent", N_("花了多少请写 0 或者更多。")))
    return found
