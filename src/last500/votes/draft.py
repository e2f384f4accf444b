"""What a vote is written with, before it is announced; what a ballot says, read off the paper."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from last500.proof.rules import canonical
from last500.votes.counting import Choice
from last500.votes.rules import NOTICE_LEAST, POSTING_LEAST, Caller, Held


@dataclass(frozen=True)
class Draft:
    title: str
    about: str
    caller: Caller
    opens_at: datetime
    closes_at: datetime
    questions: tuple[tuple[str, int], ...]  # text, item of art. 278
    held: Held = Held.PAPER
    told_on: date | None = None
    notice_days: int = NOTICE_LEAST
    posting_days: int = POSTING_LEAST
    proxies_most: int = 1


@dataclass(frozen=True)
class Where:
    """Where the paper can be found again: the label of its box or bag, SHA-256 of its scan."""

    box: str = ""
    scan: str = ""


@dataclass(frozen=True)
class Said:
    """What one person reads off a ballot; a void one has no choices that count."""

    cast_at: datetime
    choices: tuple[Choice, ...]
    proxy: str = ""
    void: str = ""

    def canonical(self, unit: UUID, copy: int) -> str:
        """One text for one content: what two readings are compared by, and what is committed."""
        return canonical(
            {
                "unit": str(unit),
                "copy": copy,
                "cast_at": self.cast_at.isoformat(),
                "choices": ",".join(self.choices),
                "proxy": self.proxy,
                "void": self.void,
            }
        )

    @classmethod
    def of(cls, said: dict[str, Any]) -> "Said":
        choices = tuple(Choice(one) for one in str(said["choices"]).split(",") if one)
        cast_at = datetime.fromisoformat(str(said["cast_at"]))
        return cls(cast_at, choices, str(said["proxy"]), str(said["void"]))
