"""Does a text sound as if somebody is in danger right now? Then 110 / 119 / 120, at once.

Two ears. Word rules, which can be read, argued about and corrected by anybody; and, where the
rules hear nothing in a short text, its likeness to written phrases (`emergency_likeness.py`).
Both lean to the safe side: a needless "this sounds like an emergency" costs one tap, a missed
one may cost a life. What is said is shown to the person and to the desk; nothing is closed or
sent by this module. It misses about one in eight: the pages show the three numbers always.

How a match is judged: the words around it (the same sentence, at most 60 characters each way)
may show that it is long over, only feared, being learnt about, or not so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from last500.base.marking import N_
from last500.service_requests import emergency_likeness
from last500.service_requests import emergency_words as words


@dataclass(frozen=True)
class Emergency:
    number: str  # "120", "119" or "110": the one to call first
    words: tuple[str, ...]  # what was read in the text, for the desk
    sentence: str  # key into SENTENCES
    also: tuple[str, ...] = ()  # further numbers that the text asks for


NUMBERS: Mapping[str, str] = {
    "body": "120",
    "fire": "119",
    "crime": "110",
    "missing": "110",
    "life": "110",
    "help": "110",
}
SENTENCES: Mapping[str, str] = {
    "body": N_("听起来有人需要急救。请马上打 120，说清地址和人的样子，守在旁边。"),
    "fire": N_("听起来有火情、漏气或有人被困。请先到安全的地方，再打 119；不要碰开关。"),
    "crime": N_("听起来有人正受到伤害。请先躲到安全的地方，马上打 110。"),
    "missing": N_("听起来有人走失。请马上打 110，不用等二十四小时。"),
    "help": N_("听起来很急。请马上打 110；有人受伤打 120，起火打 119。"),
    "life": N_("你不是一个人。请马上打 110，也可以打心理援助热线 12356。"),
}

_KIND_OF_NUMBER = {"120": "body", "119": "fire", "110": "help"}
_SURE = 2 * emergency_likeness.THRESHOLD
_AROUND = 60
_ENDS = "。！？!?；;\n"
_PAUSES = _ENDS + "，,、 "


def _compiled(alternatives: list[str]) -> re.Pattern[str]:
    """One pattern; `~n` is up to n characters of the same sentence.

    A leading `[ab]` is written out: only alternatives that begin with a plain character let
    the engine skip along the text.
    """
    spelled = [
        first + one[one.index("]") + 1 :] if one[0] == "[" else one
        for one in alternatives
        for first in (one[1 : one.index("]")] if one[0] == "[" else one[0])
    ]
    return re.compile(re.sub(r"~(\d+)", rf"[^{_ENDS}]{{0,\1}}?", "|".join(spelled)))


_KINDS: Mapping[str, re.Pattern[str]] = {
    "fire": _compiled(words.FIRE),
    "body": _compiled(words.BODY),
    "crime": _compiled(words.CRIME),
    "missing": _compiled(words.MISSING),
    "life": _compiled(words.LIFE),
    "help": _compiled(words.HELP),
}
# The same, but only with a person before it in the sentence: (kind, tail, who).
_FRAIL = re.compile(words.FRAIL)
_TAILS = (
    ("body", _compiled(words.OF_A_PERSON), re.compile(words.PERSON)),
    ("body", _compiled(words.OF_THE_FRAIL), _FRAIL),
    ("missing", _compiled(words.GONE), _FRAIL),
)
_ENGLISH = {kind: re.compile(rf"\b(?:{text})") for kind, text in words.ENGLISH.items()}
# Everyday words that become danger by what stands near them: (kind, sign).
_WEAK = (("body", _compiled(words.WEAK_BODY)), ("crime", _compiled(words.WEAK_CRIME)))
_ONSET = re.compile(words.ONSET)
_WISH = re.compile(words.WISH)
_LATIN = re.compile(r"[a-z]{3}")
_LEARN = re.compile(words.LEARN)
_SUPPOSED = re.compile(words.SUPPOSED)
_JUST_BEFORE = re.compile(words.JUST_BEFORE)
_NOT_SO = re.compile(words.NOT_SO)
_OFTEN = re.compile(words.OFTEN)
_PAST = re.compile(words.PAST)
_SINCE = re.compile(words.SINCE)
_NOW = re.compile(words.NOW)
_SUDDEN = re.compile(words.SUDDEN)
_HURRY = re.compile(words.HURRY)
_OVER = re.compile(words.OVER)
_NOT_OVER = re.compile(words.NOT_OVER)
_AFTERMATH = re.compile(words.AFTERMATH)
_THINGS = {key: re.compile(text) for key, text in words.THINGS.items()}


@dataclass(frozen=True)
class _Match:
    """A dangerous word and what stands around it in its sentence."""

    kind: str
    word: str
    before: str  # the sentence up to the word
    after: str  # the sentence behind it
    clause: str  # between two pauses, the word included
    clause_before: str


def detect(text: str) -> Emergency | None:
    """The danger a text speaks of, or None. Reads all of it; below 1 ms for 2,000 characters."""
    plain = emergency_likeness.plain(text)
    found, dismissed = _judged(plain)
    found = found or _weak_signs(plain) or _like(plain, dismissed)
    if not found:
        return None
    found.sort(key=lambda one: (one[1] == "help", one[0]))  # a bare cry for help says least
    first = found[0][1]
    numbers = dict.fromkeys(NUMBERS[kind] for _, kind, _ in found)
    return Emergency(
        number=NUMBERS[first],
        words=tuple(word for _, _, word in found),
        sentence=first,
        also=tuple(number for number in numbers if number != NUMBERS[first]),
    )


_Found = list[tuple[int, str, str]]  # place in the text, kind, word


def _judged(plain: str) -> tuple[_Found, bool]:
    """The first word of each kind that is no false alarm; and whether any was dismissed as one."""
    found: _Found = []
    dismissed = False
    for kind, pattern, who in _patterns(plain):
        for match in pattern.finditer(plain):
            context = _with_context(kind, plain, match)
            if not _is_of(who, context):
                continue
            if not _is_harmless(context):
                found.append((match.start(), kind, match.group()))
                break
            dismissed = True
    return found, dismissed


def _like(plain: str, dismissed: bool) -> _Found:
    """What the second ear hears; it must be surer where the rules saw that all is over."""
    like = emergency_likeness.danger(plain)
    if like is None or (dismissed and like.score < _SURE):
        return []
    return [(0, _KIND_OF_NUMBER[like.number], word) for word in like.words]


def _weak_signs(plain: str) -> _Found:
    if not _ONSET.search(plain) or _WISH.search(plain):
        return []
    for kind, pattern in _WEAK:
        for match in pattern.finditer(plain):
            context = _with_context(kind, plain, match)
            near = context.before + context.word + context.after
            if _ONSET.search(near) and not _is_harmless(context):
                return [(match.start(), kind, match.group())]
    return []


_Pattern = tuple[str, re.Pattern[str], re.Pattern[str] | None]


def _patterns(plain: str) -> list[_Pattern]:
    patterns: list[_Pattern] = [(kind, pattern, None) for kind, pattern in _KINDS.items()]
    patterns += _TAILS
    if _LATIN.search(plain):
        patterns += [(kind, pattern, None) for kind, pattern in _ENGLISH.items()]
    return patterns


def _is_of(who: re.Pattern[str] | None, match: _Match) -> bool:
    if who is None:
        return True
    if match.kind == "body" and _THINGS["person"].search(match.before[-5:]):
        return False  # the lamp, not grandmother, does not move
    return bool(who.search(match.before[-24:]))


def _with_context(kind: str, text: str, match: re.Match[str]) -> _Match:
    start, end = match.span()
    left = text[max(0, start - _AROUND) : start]
    right = text[end : end + _AROUND]
    before = left[_last_of(left, _ENDS) :]
    after = right[: _first_of(right, _ENDS)]
    clause_before = before[_last_of(before, _PAUSES) :]
    clause_after = after[: _first_of(after, _PAUSES)]
    word = match.group()
    return _Match(kind, word, before, after, clause_before + word + clause_after, clause_before)


def _last_of(text: str, marks: str) -> int:
    return max(text.rfind(mark) for mark in marks) + 1


def _first_of(text: str, marks: str) -> int:
    places = [place for mark in marks if (place := text.find(mark)) >= 0]
    return min(places, default=len(text))


def _is_harmless(match: _Match) -> bool:
    return (
        _is_denied(match)
        or _is_of_a_thing(match)
        or _is_over(match)
        or _is_past(match)
        or (_is_only_thought_of(match) and not _HURRY.search(match.clause))
    )


def _is_denied(match: _Match) -> bool:
    close = match.clause_before[-8:]
    return bool(_NOT_SO.search(close) or _JUST_BEFORE.search(close))


def _is_of_a_thing(match: _Match) -> bool:
    keys = (match.kind, *(key for key in _THINGS if key in match.word))
    return any(key in _THINGS and _THINGS[key].search(match.clause) for key in keys)


def _is_over(match: _Match) -> bool:
    if _AFTERMATH.match(match.after):
        return True
    over = _OVER.search(match.after)
    return bool(over and not _NOT_OVER.search(match.after[: over.start()]))


def _is_past(match: _Match) -> bool:
    times = list(_PAST.finditer(match.before))
    if not times:
        return False
    past = times[-1]
    between = match.before[past.end() :] + match.clause[len(match.clause_before) :]
    if _NOW.search(between) or _SINCE.search(between):
        return False
    same_clause = past.end() > len(match.before) - len(match.clause_before)
    return same_clause or not _SUDDEN.search(between)


def _is_only_thought_of(match: _Match) -> bool:
    if _SUPPOSED.search(match.before) or _LEARN.search(match.before + match.word + match.after):
        return True
    # A lift that often stops is a matter for repair; somebody who is often beaten is not.
    return match.kind == "fire" and bool(_OFTEN.search(match.before))
