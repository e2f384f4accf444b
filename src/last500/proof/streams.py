"""Which streams belong to a place, and how their entries read on paper.

A stream of a place is named `<kind>:<key of the place>`. The kinds that a compound lives by
(decision 0035) stand here; an app above registers its own, or its own words, in `apps.ready`.
A kind that was registered once is in the signed index of every later checkpoint.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from last500.base.marking import N_

Body = Mapping[str, Any]
Sentence = Callable[[str, Body], str]
_KIND = re.compile(r"[a-z][a-z_-]*")


@dataclass(frozen=True)
class Kind:
    """`word` is what people call it; `sentence` says one entry (kind of entry, body) in words."""

    word: str
    sentence: Sentence


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def of_money(kind: str, body: Body) -> str:
    """An entry of a ledger as far as its body says it; amounts in fen."""
    if kind != "ledger entry" or not isinstance(body.get("fen"), int):
        return ""
    word = {"in": _("收入"), "out": _("支出")}.get(str(body.get("direction")), "")
    parts = [str(body.get("posted") or body.get("day") or ""), word]
    said = " ".join(part for part in [*parts, _("%s 元") % _yuan(body["fen"])] if part)
    if isinstance(body.get("balance"), int):
        said += _("，余额 %s 元") % _yuan(body["balance"])
    return said


def of_vote(kind: str, body: Body) -> str:
    """The result of a vote as far as its body says it."""
    if kind != "vote outcome" or not isinstance(body.get("passed"), bool):
        return ""
    said = _("表决通过") if body["passed"] else _("表决没有通过")
    if isinstance(body.get("for_persons"), int) and isinstance(body.get("took_persons"), int):
        numbers = {"took": body["took_persons"], "yes": body["for_persons"]}
        said += _("：%(took)s 人参加，%(yes)s 人赞成") % numbers
    return said


def of_nothing(kind: str, body: Body) -> str:
    return ""


KINDS: dict[str, Kind] = {
    "ledger": Kind(N_("账本"), of_money),
    "resolutions": Kind(N_("决议"), of_nothing),
    "votes": Kind(N_("表决"), of_vote),
}


def register(kind: str, word: str, sentence: Sentence = of_nothing) -> None:
    """Raises ValueError for a word that cannot begin a stream's name."""
    if not _KIND.fullmatch(kind):
        raise ValueError(f"{kind!r} cannot name a kind of stream")
    KINDS[kind] = Kind(word, sentence)


# Set by the app that has words for every kind of entry, for streams without their own sentence.
_words: list[Callable[[str], str]] = []


def worded_by(words: Callable[[str], str]) -> None:
    _words[:] = [words]


def said(stream: str, seq: int, kind: str, body: str) -> str:
    """One entry as a line under the name of its stream: `第 12 条：…`."""
    known = KINDS[stream.partition(":")[0]]
    line = _("第 %(seq)s 条") % {"seq": seq}
    words = known.sentence(kind, json.loads(body)) or (_words[0](kind) if _words else "")
    return f"{line}{_('：')}{words}" if words else line


# Set by the app that knows places: the name of a compound's address → its key and name, or None.
@dataclass(frozen=True)
class Compound:
    key: str
    slug: str
    name: str


_finders: list[Callable[[str], Compound | None]] = []


def found_by(finder: Callable[[str], Compound | None]) -> None:
    _finders[:] = [finder]


def compound(slug: str) -> Compound | None:
    return _finders[0](slug) if _finders else None
