"""What a page shows of figures: bars of months, the log's head in print, a line compared."""

import base64
import json
from dataclasses import dataclass

from last500.ledger.actions.posting import logged
from last500.ledger.models import Entry
from last500.ledger.queries import Month
from last500.proof.models import Checkpoint

WIDTH, HEIGHT, GAP = 24, 100, 8


@dataclass(frozen=True)
class Bar:
    """Of one month, in units of the picture: two columns that grow upwards from the ground."""

    month: Month
    x: int
    came: int
    went: int


@dataclass(frozen=True)
class Picture:
    bars: list[Bar]
    width: int
    height: int = HEIGHT


def bars(months: list[Month]) -> Picture:
    """All months on one scale; the highest column is as high as the picture. Whole numbers only."""
    top = max((max(one.came, one.went) for one in months), default=0) or 1

    def high(fen: int) -> int:
        return max(0, fen) * HEIGHT // top

    step = 2 * WIDTH + GAP
    made = [
        Bar(one, number * step + GAP // 2, high(one.came), high(one.went))
        for number, one in enumerate(months)
    ]
    return Picture(made, max(1, len(months)) * step)


def checkpoint(head: Checkpoint | None) -> dict[str, object] | None:
    """Size of the log and the first 16 base32 characters of its root, in groups of four."""
    if head is None:
        return None
    root = base64.b32encode(bytes.fromhex(head.root)).decode()[:16]
    groups = " ".join(root[start : start + 4] for start in range(0, 16, 4))
    return {"size": head.size, "root": groups, "at": head.at}


def same_as_logged(entry: Entry, body: str) -> bool:
    """Whether the log says of it what the page says: compared, not believed."""
    said = json.loads(body)
    return {name: said.get(name) for name in logged(entry)} == logged(entry)
