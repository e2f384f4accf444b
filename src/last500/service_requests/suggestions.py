"""What kind a text may be and where it may belong: suggested with the reason, never decided.

Two sources, kept apart so that the desk can see which one speaks:
- `suggest`: words that people wrote down in the tables below; works from the first day;
- `Model`: what the instance's own desks have verified (naive Bayes over pairs of characters,
  no library); better the more it has seen, and silent before it has seen enough.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from last500.base.marking import N_
from last500.service_requests import suggestion_words as words
from last500.service_requests.categories import BY_CODE
from last500.service_requests.emergency import detect

# Why a request goes where it goes, in plain words; the desk adds the particulars. Where a law
# is named, it is one that the operator can look up; no wording of a law is quoted.
GROUNDS: Mapping[str, str] = {
    "helpers": N_("邻居之间搭把手就能办的事，邀请合适的志愿者，愿意才接。"),
    "property": N_(
        "公共部位的维修、保洁和秩序由物业按服务合同负责，依据《物业管理条例》和民法典第九百四十二条。"
    ),
    "hotline": N_("小区以外的市政、执法和公共服务归政府部门管，可打 12345 热线。"),
    "court": N_("已经进入诉讼或仲裁的争议由法院或仲裁机构决定，社区和邻居不插手。"),
    "police": N_("涉嫌违法、失窃、被骗或人身受威胁的，由公安机关处理；正在发生就打 110。"),
    "community": N_("低保、证明、入学等公共服务由社区窗口按职责清单办理，不在清单里的不推给社区。"),
    "emergency": N_("有人正处在危险中：不派单，马上打 110、119 或 120。"),
    "topic": N_("关系大家、要大家拿主意的事，列为议题商量，不由几个人决定。"),
}

ENOUGH_EXAMPLES = 150  # verified requests before the model says anything
_MAX_TEXT = 1000
_SMOOTHING = 0.1
_RUNS = re.compile(r"[㐀-鿿]+|[a-z0-9]+")


@dataclass(frozen=True)
class Suggestion:
    category: str
    route: str
    because: tuple[str, ...]  # words of the text that speak for it
    score: float  # only for ordering


@dataclass(frozen=True)
class Example:
    """A request that a desk has verified."""

    text: str
    category: str
    route: str


def _compiled(table: Mapping[str, str]) -> list[tuple[re.Pattern[str], float]]:
    """`weight: words` lines; a word may be a small pattern."""
    rules = []
    for weight, alternatives in table.items():
        rules.append((re.compile("|".join(alternatives.split())), float(weight)))
    return rules


_KINDS = {code: _compiled(table) for code, table in words.KINDS.items()}
_ROUTES = {route: _compiled(table) for route, table in words.ROUTES.items()}


def suggest(text: str, limit: int = 3) -> list[Suggestion]:
    """Kinds that the words of a text speak for, the likeliest first; [] when none does."""
    text = text.lower()[:_MAX_TEXT]
    kinds = _weighed(text, _KINDS)
    route, why_route = _route(text)
    best = sorted(kinds.items(), key=lambda one: -one[1][0])[:limit]
    return [
        Suggestion(kind, _fitting(route, kind), _said(because, why_route), round(score, 2))
        for kind, (score, because) in best
    ]


def _weighed(
    text: str, tables: Mapping[str, list[tuple[re.Pattern[str], float]]]
) -> dict[str, tuple[float, list[str]]]:
    found: dict[str, tuple[float, list[str]]] = {}
    for name, rules in tables.items():
        hits = [(word, weight) for rule, weight in rules for word in set(rule.findall(text))]
        if hits:
            hits.sort(key=lambda hit: -hit[1])
            found[name] = (sum(weight for _, weight in hits), [word for word, _ in hits])
    return found


def _route(text: str) -> tuple[str, list[str]]:
    emergency = detect(text)
    if emergency:
        return "emergency", list(emergency.words)
    routes = {
        route: one for route, one in _weighed(text, _ROUTES).items() if one[0] >= words.ROUTE_FROM
    }
    if not routes:
        return "helpers", []
    route = max(routes, key=lambda name: routes[name][0])
    return route, routes[route][1]


def _fitting(route: str, kind: str) -> str:
    """The property firm answers for common parts, not for a home or a walk to the doctor."""
    return "helpers" if route == "property" and kind not in words.PROPERTY_KINDS else route


def _said(*parts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in parts for word in part))[:4]


@dataclass(frozen=True)
class _Bayes:
    """Complement naive Bayes: a pair of characters speaks for a label as far as the *other*
    labels lack it. Steadier than the plain kind when labels are of very different size."""

    weights: dict[str, dict[str, float]]
    rarity: dict[str, float]

    def ranked(self, grams: Iterable[str]) -> list[tuple[str, float]]:
        known = [gram for gram in grams if gram in self.rarity]
        ranks = [
            (label, sum(weights[gram] * self.rarity[gram] for gram in known))
            for label, weights in self.weights.items()
        ]
        return sorted(ranks, key=lambda one: (-one[1], one[0]))

    def speaks_for(self, label: str, grams: Iterable[str]) -> list[str]:
        own = self.weights[label]
        others = [weights for name, weights in self.weights.items() if name != label]
        lead = {
            gram: own[gram] - max((weights[gram] for weights in others), default=0.0)
            for gram in grams
            if gram in self.rarity
        }
        return [gram for gram in sorted(lead, key=lambda gram: -lead[gram])[:4] if lead[gram] > 0]


@dataclass(frozen=True)
class Model:
    kinds: _Bayes
    usual_route: dict[str, str]  # where this instance's desks mostly send a kind
    size: int  # requests it was learnt from

    def suggest(self, text: str, limit: int = 3) -> list[Suggestion]:
        """[] until enough was learnt, or when a text has nothing to go by."""
        grams = [gram for gram in _grams(text) if gram in self.kinds.rarity]
        if self.size < ENOUGH_EXAMPLES or not grams:
            return []
        route, spoken = _route(text.lower()[:_MAX_TEXT])
        return [
            Suggestion(
                kind,
                _fitting(route, kind) if spoken else self.usual_route[kind],
                tuple(self.kinds.speaks_for(kind, grams)),
                round(score, 4),
            )
            for kind, score in self.kinds.ranked(grams)[:limit]
        ]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for a JSON column. Holds pairs of characters, no text and no person."""
        return {
            "size": self.size,
            "kinds": {"weights": self.kinds.weights, "rarity": self.kinds.rarity},
            "usual_route": self.usual_route,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Model:
        return cls(_Bayes(**data["kinds"]), data["usual_route"], data["size"])


def learn(examples: Iterable[Example]) -> Model:
    """A model of what desks have verified. Pairs in one request only are dropped: they name."""
    known = [example for example in examples if example.category in BY_CODE]
    routes: dict[str, Counter[str]] = {}
    for example in known:
        routes.setdefault(example.category, Counter())[example.route] += 1
    usual = {kind: counted.most_common(1)[0][0] for kind, counted in routes.items()}
    return Model(_learnt((_grams(one.text), one.category) for one in known), usual, len(known))


def _learnt(labelled: Iterable[tuple[frozenset[str], str]]) -> _Bayes:
    pairs = list(labelled)
    held = Counter(gram for grams, _ in pairs for gram in grams)
    rarity = {
        gram: round(math.log((len(pairs) + 1) / count), 4)
        for gram, count in held.items()
        if count >= 2
    }
    of_label: dict[str, Counter[str]] = {}
    whole: Counter[str] = Counter()
    for grams, label in pairs:
        known = [gram for gram in grams if gram in rarity]
        length = math.sqrt(sum(rarity[gram] ** 2 for gram in known)) or 1.0
        share = {gram: rarity[gram] / length for gram in known}
        of_label.setdefault(label, Counter()).update(share)
        whole.update(share)
    return _Bayes({label: _against(own, whole) for label, own in of_label.items()}, rarity)


def _against(own: Counter[str], whole: Counter[str]) -> dict[str, float]:
    """Weight of each pair: how little the other labels have it, scaled to a sum of 1,000."""
    others = whole.total() - own.total() + _SMOOTHING * len(whole)
    weights = {
        gram: -math.log(max(whole[gram] - own[gram] + _SMOOTHING, 1e-9) / others) for gram in whole
    }
    total = sum(abs(weight) for weight in weights.values()) or 1.0
    return {gram: round(1000 * weight / total, 4) for gram, weight in weights.items()}


def _grams(text: str) -> frozenset[str]:
    grams: set[str] = set()
    for run in _RUNS.findall(text.lower()[:_MAX_TEXT]):
        if run[0] <= "z" or len(run) == 1:
            grams.add(run)
        else:
            grams.update(map("".join, zip(run, run[1:], strict=False)))
    return frozenset(grams)
