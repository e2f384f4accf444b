"""Resident and owner are two relations of one person to one household (民法典 271, 278): each is
said by the person, seen once by the compound or from a paper, and ended by the person alone."""

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum

from last500.base.marking import N_


class Kind(StrEnum):
    RESIDENT = "resident"  # lives there
    OWNER = "owner"  # owns it, alone or with others


class State(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"


class Seen(StrEnum):
    """By what the compound knows it; nothing is copied, nothing is kept but this word."""

    KNOWN = "known"  # the compound's people know them
    PAPER = "paper"  # a paper was shown and handed back


KIND_WORDS = {Kind.RESIDENT: N_("住在这一户"), Kind.OWNER: N_("这一户的业主")}
STATE_WORDS = {
    State.ASKED: N_("等小区确认"),
    State.CONFIRMED: N_("已确认"),
    State.REFUSED: N_("没有确认"),
    State.ENDED: N_("已结束"),
}
SHAPES = {
    State.ASKED: "wait",
    State.CONFIRMED: "confirmed",
    State.REFUSED: "stop",
    State.ENDED: "stop",
}
SEEN_WORDS = {Seen.KNOWN: N_("小区的人认识"), Seen.PAPER: N_("看过证件或合同，没有留底")}
ALLOWED = {
    State.ASKED: {State.CONFIRMED, State.REFUSED, State.ENDED},
    State.CONFIRMED: {State.ENDED},
}
OPEN = frozenset({State.ASKED, State.CONFIRMED})
ANSWERED_WITHIN = timedelta(days=5)
DOOR_MOST = 20
HOUSEHOLDS_OF_A_PERSON = 12
AREA_MOST = 10**9  # cm²; a hundred thousand m² behind one door is a slip of the finger
_DOOR = re.compile(r"[0-9A-Z一-龥]+(-[0-9A-Z一-龥]+)*")
_DASHES = re.compile(r"\s*[-~－—–_/\s]+\s*")
_ROOM = re.compile(r"[室号房]+$")


def clean_door(text: str) -> str:
    """One way to write a door: "１５０２室" and "1502" are one, "3 - 1502" is "3-1502".

    Raises ValueError for what is no door.
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    door = _ROOM.sub("", _DASHES.sub("-", plain))
    if not _DOOR.fullmatch(door) or len(door) > DOOR_MOST:
        raise ValueError(text)
    return door
