"""What somebody fills in when they bring something up."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Draft:
    """In the proposer's own words. `name` and `agreed` only where the desk enters it for them."""

    title: str = field(repr=False)
    words: str = field(repr=False)
    kind: str
    wish: str = field(default="", repr=False)
    audience: str = "all"
    name: str = field(default="", repr=False)
    agreed: str = ""


@dataclass(frozen=True)
class Sorting:
    """What the desk lets hang at the gate, and whose matter it is."""

    title: str
    words: str
    kind: str
    whose: str
    ground: str
    wish: str = ""
    audience: str = "all"
    ground_words: str = ""
    office: str = ""
