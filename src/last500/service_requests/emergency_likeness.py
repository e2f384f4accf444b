"""How much a short text is like the written phrases of danger: the second ear of `emergency.py`.

People say the same danger in endless ways, and rules know only the ways somebody thought of.
Here each character and each pair of characters of the phrases carries a weight: how much more
often it stands in phrases of danger than in harmless ones. The sum decides. Nothing is stored:
the weights are counted from `emergency_phrases` when first needed (some milliseconds).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from last500.service_requests.emergency_phrases import PHRASES, Phrase

THRESHOLD = 5.0  # of a logarithm of odds: chosen on phrases left out in turn and on real letters
_LONGEST = 300  # long letters tell of many things; there the rules speak alone
_SENTENCES = re.compile(r"[。！？!?；;\n]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_QUIET = frozenset("，。！？、,.!? ")
_TRADITIONAL = str.maketrans(
    "暈雲沒氣煙燒著樓電門開來動過們裡裏媽爺兒孫搶砍殺壞腦臟竊賊闖強強毆嚇騙爐罐漏關卡困爆彈車"
    "禍傷斷臉頭腳喉嚨頸藥農吞嗆遺書輕躍橋綁架撞擊點處聞個這剛",
    "晕云没气烟烧着楼电门开来动过们里里妈爷儿孙抢砍杀坏脑脏窃贼闯强强殴吓骗炉罐漏关卡困爆弹车"
    "祸伤断脸头脚喉咙颈药农吞呛遗书轻跃桥绑架撞击点处闻个这刚",
)


@dataclass(frozen=True)
class Likeness:
    number: str
    words: tuple[str, ...]  # the pairs of characters that speak for it most
    score: float


def plain(text: str) -> str:
    """Folded for comparing: one width, small letters, simplified where it matters."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return text.lower().translate(_TRADITIONAL)


def danger(text: str) -> Likeness | None:
    """The danger that a short plain text is like, or None; its most alarming sentence counts."""
    if len(text) > _LONGEST:
        return None
    best: Likeness | None = None
    for sentence in _SENTENCES.split(text):
        if len(_CHINESE.findall(sentence)) < 4:
            continue
        likeness = _weigh(sentence)
        if likeness.score > THRESHOLD and (best is None or likeness.score > best.score):
            best = likeness
    return best


def _weigh(sentence: str) -> Likeness:
    weights = _weights()
    known = [gram for gram in grams(sentence) if gram in weights.odds]
    score = sum(weights.odds[gram] for gram in known)
    numbers = {
        number: sum(of_number.get(gram, 0.0) for gram in known)
        for number, of_number in weights.by_number.items()
    }
    pairs = sorted((gram for gram in known if len(gram) == 2), key=lambda g: -weights.odds[g])
    return Likeness(max(numbers, key=lambda n: numbers[n]), tuple(pairs[:3]), score)


def grams(text: str) -> set[str]:
    pairs = {text[place : place + 2] for place in range(len(text) - 1)}
    return {gram for gram in pairs | set(text) if not _QUIET.issuperset(gram)}


@dataclass(frozen=True)
class _Weights:
    odds: dict[str, float]
    by_number: dict[str, dict[str, float]]


@lru_cache(maxsize=1)
def _weights() -> _Weights:
    return weighed(PHRASES)


def weighed(phrases: Iterable[Phrase]) -> _Weights:
    """The weights of all characters and pairs that stand in at least two phrases."""
    held: dict[str | None, Counter[str]] = {}
    phrases_of: Counter[str | None] = Counter()
    for number, phrase in phrases:
        held.setdefault(number, Counter()).update(grams(plain(phrase)))
        phrases_of[number] += 1
    harmless = held.pop(None, Counter())
    real: Counter[str] = Counter()
    for counted in held.values():
        real.update(counted)
    of_real = phrases_of.total() - phrases_of[None]
    kept = [gram for gram in real | harmless if real[gram] + harmless[gram] >= 2]
    odds = {
        gram: _share(real[gram], of_real) - _share(harmless[gram], phrases_of[None])
        for gram in kept
    }
    by_number = {
        str(number): {gram: _share(counted[gram], phrases_of[number]) for gram in kept}
        for number, counted in held.items()
    }
    return _Weights(odds, by_number)


def _share(count: int, phrases: int) -> float:
    return math.log((count + 0.5) / (phrases + 1))
