"""The tree of places: levels, what may lie under what, the path that makes a branch a range."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    CITY = "city"
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    COMPOUND = "compound"
    COURTYARD = "courtyard"
    BUILDING = "building"
    ENTRANCE = "entrance"
    HOUSEHOLD = "household"


ORDER = tuple(Level)
# Divisions with an official code; a town or village of the national list takes the same place in
# the tree as a street or a community.
OFFICIAL = (Level.CITY, Level.COUNTY, Level.STREET, Level.COMMUNITY)
OFFICIAL_NAMES = {
    "city": Level.CITY,
    "county": Level.COUNTY,
    "district": Level.COUNTY,
    "street": Level.STREET,
    "town": Level.STREET,
    "township": Level.STREET,
    "community": Level.COMMUNITY,
    "village": Level.COMMUNITY,
}
# Levels that have a desk; a request climbs them in this order.
DESKS = (Level.COMPOUND, Level.COMMUNITY, Level.STREET)


class CompoundKind(StrEnum):
    """Kinds of compound (glossary): they differ in who answers for the common parts."""

    COMMERCIAL = "commercial"
    UNIT_FAMILY = "unit_family"
    THREE_NO = "three_no"
    RESETTLEMENT = "resettlement"
    PUBLIC_HOUSING = "public_housing"
    OLD = "old"
    OTHER = "other"


@dataclass(frozen=True)
class Mode:
    """By what a district works: projects, requests, self-government (the grid) first; or several.

    A mode without any of them is none: nobody can set it, and the table refuses it.
    """

    projects: bool
    requests: bool
    grid: bool = False

    @property
    def code(self) -> str:
        return _CODES[self]

    @property
    def rest(self) -> "Mode | None":
        """What it is beside the grid; None where the grid stands alone."""
        beside = Mode(self.projects, self.requests)
        return beside if beside in _CODES else None


BY_REQUESTS = Mode(projects=False, requests=True)  # where nobody has set anything
_CODES: dict[Mode, str] = {
    BY_REQUESTS: "requests",
    Mode(True, False): "projects",
    Mode(True, True): "both",
    Mode(False, False, True): "grid",
    Mode(False, True, True): "grid_requests",
    Mode(True, False, True): "grid_projects",
    Mode(True, True, True): "all",
}
MODES = {code: mode for mode, code in _CODES.items()}


def mode_of(ways: Collection[str]) -> Mode | None:
    """The mode of these ways (`projects`, `requests`, `grid`); None where none of them is there."""
    mode = Mode("projects" in ways, "requests" in ways, "grid" in ways)
    return mode if mode in _CODES else None


# Whose mode is set: a district's own, or a city's for those that have none of their own.
SETS_MODE = (Level.CITY, Level.COUNTY)

STEP = 6
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def path_step(number: int) -> str:
    """A row's own step in its path: six characters in base 36, so that ranges sort everywhere."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits.rjust(STEP, "0")


def path_steps(path: str) -> list[int]:
    """The keys of a place and of all above it, from the top."""
    return [int(path[i : i + STEP], 36) for i in range(0, len(path), STEP)]


def branch(path: str) -> tuple[str, str]:
    """The two ends of the range of paths that are this place or lie under it."""
    return path, path + "Z" * STEP


def official_path(path: str, level: str) -> str | None:
    """The path of the official division of this level that holds `path`, read from the path alone:
    above the community nothing is left out (may_lie_under). None where it does not reach so deep.
    """
    length = STEP * (OFFICIAL.index(Level(level)) + 1)
    return path[:length] if len(path) >= length else None


def may_lie_under(level: str, parent: str | None) -> bool:
    """Above the community nothing is left out; below it any level may be."""
    if parent is None:
        return level == Level.CITY
    above, below = ORDER.index(Level(parent)), ORDER.index(Level(level))
    if below <= ORDER.index(Level.COMMUNITY):
        return below == above + 1
    return below > above >= ORDER.index(Level.COMMUNITY)


@dataclass(frozen=True)
class Division:
    """One row of an official edition: twelve digits, name, level, code of the one above."""

    code: str
    name: str
    level: str
    parent: str | None


@dataclass(frozen=True)
class EditionDiff:
    """What a newer edition changes. Nothing is ever deleted: what is gone is closed."""

    added: tuple[Division, ...]
    renamed: tuple[tuple[Division, Division], ...]
    moved: tuple[tuple[Division, Division], ...]
    merged: tuple[tuple[Division, Division], ...]
    closed: tuple[Division, ...]

    @property
    def empty(self) -> bool:
        return not (self.added or self.renamed or self.moved or self.merged or self.closed)


def compare_editions(old: Iterable[Division], new: Iterable[Division]) -> EditionDiff:
    """Compare two editions by code.

    A division that is gone counts as merged when exactly one division of the new edition under
    the same parent is new and carries its name's stem, or took its name; else as closed.
    """
    was = {d.code: d for d in old}
    becomes = {d.code: d for d in new}
    added = [d for code, d in becomes.items() if code not in was]
    gone = [d for code, d in was.items() if code not in becomes]
    renamed = [(was[c], d) for c, d in becomes.items() if c in was and was[c].name != d.name]
    moved = [(was[c], d) for c, d in becomes.items() if c in was and was[c].parent != d.parent]
    merged, closed = [], []
    for division in gone:
        heir = _heir(division, becomes.values())
        if heir:
            merged.append((division, heir))
        else:
            closed.append(division)
    return EditionDiff(tuple(added), tuple(renamed), tuple(moved), tuple(merged), tuple(closed))


def _heir(gone: Division, new: Iterable[Division]) -> Division | None:
    same = [d for d in new if d.level == gone.level and d.name == gone.name]
    near = [d for d in same if d.parent == gone.parent] or same
    return near[0] if len(near) == 1 else None


def check_divisions(rows: list[Division]) -> list[tuple[int, str]]:
    """Faults of a file, as (row number from 1, word): code, level, parent, under, twice."""
    faults: list[tuple[int, str]] = []
    levels = {row.code: row.level for row in rows}
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        if not (len(row.code) == 12 and row.code.isascii() and row.code.isdigit()):
            faults.append((number, "code"))
        if row.code in seen:
            faults.append((number, "twice"))
        seen.add(row.code)
        fault = _fault_of_level(row, levels)
        if fault:
            faults.append((number, fault))
    return faults


def _fault_of_level(row: Division, levels: Mapping[str, str]) -> str | None:
    if row.level not in OFFICIAL:
        return "level"
    if (row.parent is None) != (row.level == Level.CITY):
        return "parent"
    if row.parent is None:
        return None
    if row.parent not in levels:
        return "parent"
    above = levels[row.parent]
    return None if above in OFFICIAL and may_lie_under(row.level, above) else "under"


MOST_BUILDINGS = 300
_SPAN = re.compile(r"^([0-9]{1,3})\s*[-~至到—–]+\s*([0-9]{1,3})\s*(\D{0,4})$")
_NUMBER = re.compile(r"^([0-9]{1,3})\s*(\D{0,4})$")


def buildings_from(text: str) -> list[str]:
    """Names of buildings from a quick entry: "1-12号楼，门卫室" → 1号楼 … 12号楼, 门卫室.

    Raises ValueError with the part that cannot be read.
    """
    names: list[str] = []
    for part in re.split(r"[,，、;；\n]+", unicodedata.normalize("NFKC", text)):
        part = part.strip()
        span, number = _SPAN.match(part), _NUMBER.match(part)
        if span:
            first, last = int(span[1]), int(span[2])
            if not 0 < first <= last or last - first >= MOST_BUILDINGS:
                raise ValueError(part)
            names += [f"{n}{span[3] or '号楼'}" for n in range(first, last + 1)]
        elif number:
            names.append(f"{int(number[1])}{number[2] or '号楼'}")
        elif len(part) > 20:
            raise ValueError(part)
        elif part:
            names.append(part)
    if len(names) > MOST_BUILDINGS:
        raise ValueError(text.strip()[:20])
    return list(dict.fromkeys(names))


SLUG = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")


def short_codes(community_code: str, serial: int) -> Iterable[str]:
    """Words for a compound's address, best first: the end of its community's code and a serial."""
    for digits in (6, 9, 12):
        yield f"c{community_code[-digits:]}-{serial}"
