"""Repeated reports of the same matter, proposed for merging with the reason in words.

Pure and small: weighted character bigrams (rare ones count more), an inverted index over each
text's rarest bigrams, and the exact cosine only for texts that share several of them. So the
work grows with the number of texts, not with its square. It proposes; a person merges.

Only texts of one place are compared, and only within a window of days: the same words about
another compound, or a year later, are another matter.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from last500.base.marking import N_
from last500.service_requests.categories import PUBLIC_CODES

THRESHOLD = 0.30  # see docs/decisions/0010-merge-proposals.md
SAME_KIND_THRESHOLD = 0.19  # short texts of one public kind, in one compound
WINDOW_DAYS = 180
_KEYS = 32  # rarest bigrams of a text that look for partners
_SHARED_KEYS = 3
_BACKGROUND = 200  # texts imagined beside the pile, so that two of three is not "common"
_COMMON_SHARE = 0.05  # a bigram in more texts than this looks for nobody
_CANDIDATES = 40  # compared exactly, per text
_OTHER_SPOT = 0.3  # the lamp of entrance 3 is not the lamp of entrance 5

SHARED = N_("两条都提到：{phrases}")
SAME_DAY = N_("同一天")
DAYS_APART = N_("相隔 {days} 天")
SAME_AUTHOR = N_("同一个人提的")
OTHER_AUTHOR = N_("不同的人提的")


@dataclass(frozen=True)
class Item:
    key: str
    text: str
    at: datetime
    place: str = ""
    category: str = ""
    author: str = ""  # blind: only compared for equality; "" when unknown


@dataclass(frozen=True)
class Because:
    """The reason as data; whoever shows it says it in the reader's language."""

    phrases: tuple[str, ...]
    days: int
    same_author: bool | None


@dataclass(frozen=True)
class Proposal:
    a: str  # key of the earlier one
    b: str  # key of the later one
    score: float
    because: Because


_Vector = dict[str, float]
_WORDS = re.compile(r"[㐀-鿿]+|[a-z0-9]+")
# How people ask, not what about.
_ASKING = re.compile(
    r"想请人?|请人?|想要|希望|能不能|可不可以|有没有|什么时候|麻烦|帮忙|一下"
    r"|尊敬的|领导|您好|你好|谢谢|需要的?|闲置的?"
)
_SPOT = re.compile(r"([a-z0-9一二三四五六七八九十]+)(号楼|栋|幢|单元|层|楼|期)")
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")


def proposals(items: Sequence[Item], threshold: float = THRESHOLD) -> list[Proposal]:
    """For each item the earlier one it most likely repeats, best first.

    At most one proposal for an item: merging one after the other joins a whole series.
    """
    found: list[Proposal] = []
    of_place: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        of_place[item.place].append(item)
    for together in of_place.values():
        found.extend(_of_one_place(sorted(together, key=lambda one: one.at), threshold))
    return sorted(found, key=lambda one: (-one.score, one.a, one.b))


def _of_one_place(items: list[Item], threshold: float) -> Iterator[Proposal]:
    grams = [Counter(_grams(item.text)) for item in items]
    rarity = _rarity(grams)
    vectors = [_vector(gram, rarity) for gram in grams]
    index: dict[str, list[int]] = defaultdict(list)
    for late, item in enumerate(items):
        keys = _keys(vectors[late], rarity)
        best = _best(late, _candidates(keys, index), items, vectors)
        for key in keys:
            index[key].append(late)
        if best is None:
            continue
        early, score = best
        same_author = _same_author(items[early], item)
        if score >= _needed(items[early], item, threshold):
            phrases = _phrases(items[early].text, item.text, rarity)
            days = (item.at.date() - items[early].at.date()).days
            because = Because(phrases, days, same_author)
            yield Proposal(items[early].key, item.key, round(score, 3), because)


def _needed(early: Item, late: Item, threshold: float) -> float:
    if early.category == late.category and late.category in PUBLIC_CODES:
        return min(threshold, SAME_KIND_THRESHOLD)
    return threshold


def _best(
    late: int, candidates: Iterable[int], items: list[Item], vectors: list[_Vector]
) -> tuple[int, float] | None:
    spots = _spots(items[late].text)
    scored = [
        (
            _cosine(vectors[early], vectors[late])
            * (_OTHER_SPOT if _elsewhere(spots, _spots(items[early].text)) else 1.0),
            early,
        )
        for early in candidates
        if (items[late].at - items[early].at).days <= WINDOW_DAYS
    ]
    if not scored:
        return None
    score, early = max(scored)
    return early, score


def _candidates(keys: list[str], index: Mapping[str, list[int]]) -> list[int]:
    shared: Counter[int] = Counter()
    for key in keys:
        shared.update(index.get(key, ()))
    return [one for one, count in shared.most_common(_CANDIDATES) if count >= _SHARED_KEYS]


def _grams(text: str) -> Iterator[str]:
    """Pairs of characters within a run of Chinese; a run of letters or digits is one."""
    for run in _WORDS.findall(_ASKING.sub(" ", text.lower())):
        if run[0] <= "z" or len(run) == 1:
            yield run
        else:
            yield from map("".join, zip(run, run[1:], strict=False))


def _rarity(grams: list[Counter[str]]) -> dict[str, float]:
    held = Counter(gram for counted in grams for gram in counted)
    total = len(grams) + _BACKGROUND
    return {gram: math.log(total / count) for gram, count in held.items()}


def _vector(grams: Counter[str], rarity: Mapping[str, float]) -> _Vector:
    weighed = {gram: (1 + math.log(count)) * rarity[gram] for gram, count in grams.items()}
    length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
    return {gram: weight / length for gram, weight in weighed.items()}


def _keys(vector: _Vector, rarity: Mapping[str, float]) -> list[str]:
    common = math.log(1 / _COMMON_SHARE)
    few = len(rarity) < 2000  # in a small pile nothing is common enough to leave out
    fitting = [gram for gram in vector if few or rarity[gram] >= common]
    return sorted(fitting, key=lambda gram: -vector[gram])[:_KEYS]


def _cosine(one: _Vector, other: _Vector) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[gram] for gram, weight in one.items() if gram in other)


def _spots(text: str) -> dict[str, set[str]]:
    """Named spots by kind: {"单元": {"3"}, "楼": {"2"}}."""
    spots: dict[str, set[str]] = defaultdict(set)
    for name, kind in _SPOT.findall(text.lower()):
        spots["栋" if kind in ("号楼", "幢") else kind].add(name.translate(_DIGITS))
    return spots


def _elsewhere(one: Mapping[str, set[str]], other: Mapping[str, set[str]]) -> bool:
    """Both name a spot of the same kind, and never the same one."""
    both = one.keys() & other.keys()
    return any(one[kind].isdisjoint(other[kind]) for kind in both)


def _same_author(one: Item, other: Item) -> bool | None:
    return one.author == other.author if one.author and other.author else None


def _phrases(early: str, late: str, rarity: Mapping[str, float]) -> tuple[str, ...]:
    """The heaviest stretches of characters that stand in both texts, at most three."""
    known = set(_grams(early))
    weights: dict[str, float] = {}
    for run in _WORDS.findall(_ASKING.sub(" ", late.lower())):
        for phrase in _common_stretches(run, known):
            parts = list(_grams(phrase))
            weights[phrase] = sum(sorted((rarity.get(p, 0.0) for p in parts), reverse=True)[:6])
    heaviest = sorted(weights, key=lambda phrase: (-weights[phrase], phrase))
    chosen: list[str] = []
    for phrase in heaviest:
        if not any(phrase in other or other in phrase for other in chosen):
            chosen.append(phrase[:12])
    return tuple(chosen[:3])


def _common_stretches(run: str, known: set[str]) -> Iterator[str]:
    if run[0] <= "z":
        if run in known:
            yield run
        return
    start = 0
    for end in range(1, len(run) + 1):
        if end == len(run) or run[end - 1 : end + 1] not in known:
            if end - start >= 2:
                yield run[start:end]
            start = end
