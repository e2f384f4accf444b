"""What a page shows of figures: bars of months, the log's head in print, a line compared."""

import base64
import json
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from last500.ledger.actions.posting import logged
from last500.ledger.models import Entry
from last500.ledger.queries import Month
from last500.proof.models import Checkpoint

WIDTH, HEIGHT, GAP = 24, 100, 8
STEP, LINE_HEIGHT = 50, 60


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
    top: int
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
    return Picture(made, max(1, len(months)) * step, top)


@dataclass(frozen=True)
class Held:
    """What there was before the first month and at the end of each, in fen, as a line over its
    ground; the ground is nought, or what there was least where that is below nought."""

    first: date
    sums: list[int]
    points: str
    area: str
    width: int
    height: int = LINE_HEIGHT

    @property
    def before(self) -> int:
        return self.sums[0]

    @property
    def now(self) -> int:
        return self.sums[-1]

    @property
    def least(self) -> int:
        return min(self.sums)

    @property
    def most(self) -> int:
        return max(self.sums)


def held(months: list[Month], now: int) -> Held | None:
    """Reckoned back from what there is now. None before there is a month. Whole numbers only."""
    if not months:
        return None
    nets = [one.came - one.went for one in months]
    sums = list(accumulate(nets, initial=now - sum(nets)))
    ground, top = min(0, *sums), max(0, *sums)
    room = (top - ground) or 1
    points = [
        (number * STEP, LINE_HEIGHT - 2 - (fen - ground) * (LINE_HEIGHT - 4) // room)
        for number, fen in enumerate(sums)
    ]
    width = points[-1][0]
    corners = [(0, LINE_HEIGHT), *points, (width, LINE_HEIGHT)]
    return Held(months[0].first, sums, _pairs(points), _pairs(corners), width)


def _pairs(points: list[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


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
