"""A street made of numbers: its compounds, its helpers, and what is asked for. Pure, by seed.

The town is built before anybody is asked, so that every way of asking meets the same people and
the same requests. Minutes count from a Monday at midnight.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from random import Random

from last500.dispatch.matching import Need
from last500.dispatch.waves import DAY
from last500.reportin.skills import SKILLS
from last500.reportin.week import PARTS, windows_from_parts
from last500.service_requests.categories import BY_CODE, CATEGORIES
from last500.service_requests.rules import Level, NeedFacts, least_wanted
from last500.simulation.behaviour import Behaviour

HOURS = 24
MODES = ("a", "b", "c")
Free = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Community:
    """`members`: helpers of its compounds; `requests`: placed in a day, on the average."""

    name: str
    members: int
    requests: float
    compounds: int


@dataclass(frozen=True)
class Street:
    """What a street counts of itself, without anybody's name."""

    communities: tuple[Community, ...]
    kinds: tuple[tuple[str, float], ...]  # of a hundred

    @property
    def members(self) -> int:
        return sum(c.members for c in self.communities)

    @property
    def requests_a_day(self) -> float:
        return sum(c.requests for c in self.communities)


@dataclass(frozen=True)
class Scenario:
    """What would be otherwise: all else stays as it is."""

    mode: str = "b"
    load: float = 1.0  # times as many requests
    more_evenings: float = 0.0  # this share of those not free on an evening would be
    wider: float = 0.0  # this share of those who stay in their compound would go further
    patience: float = 1.0  # times as long until a request counts as unmet

    def __post_init__(self) -> None:
        if self.mode not in MODES or self.load <= 0 or self.patience <= 0:
            raise ValueError(f"no such scenario: {self}")
        if not (0 <= self.more_evenings <= 1 and 0 <= self.wider <= 1):
            raise ValueError(f"no share: {self}")


@dataclass(frozen=True, slots=True)
class Member:
    number: int
    community: int
    compound: int
    building: int
    reach: Level
    skills: frozenset[str]
    proofs: frozenset[str]
    unwanted: frozenset[str]
    free: Free
    most_open: int
    most_month: int | None
    willing: float  # the chance to take what fits well; nobody in the town knows it


@dataclass(frozen=True, slots=True)
class Errand:
    """A request of the town. `within`: minutes from the beginning of the asking until unmet."""

    number: int
    at: float
    community: int
    compound: int
    building: int
    need: Need
    within: float
    weekday: int | None
    part: str
    wanted: int
    matters: int = 1  # requests carried together (mode A)
    lead: float = 0.0  # minutes before the asking that they waited for the day of the project


@dataclass(frozen=True)
class Town:
    street: Street
    scenario: Scenario
    members: tuple[Member, ...]
    errands: tuple[Errand, ...]
    days: int

    @cached_property
    def compounds(self) -> list[int]:
        """The community of each compound."""
        return [
            number
            for number, community in enumerate(self.street.communities)
            for _ in range(community.compounds)
        ]

    @cached_property
    def near(self) -> dict[tuple[int, str], list[int]]:
        """By compound and level: helpers of exactly that distance who go as far."""
        found: dict[tuple[int, str], list[int]] = {}
        for compound, community in enumerate(self.compounds):
            inside = [m.number for m in self.members if m.compound == compound]
            around = [
                m.number
                for m in self.members
                if m.community == community and m.compound != compound and m.reach != Level.COMPOUND
            ]
            beyond = [
                m.number
                for m in self.members
                if m.community != community and m.reach == Level.STREET
            ]
            found[compound, Level.COMPOUND] = inside
            found[compound, Level.COMMUNITY] = around
            found[compound, Level.STREET] = beyond
        return found


def usual_street(behaviour: Behaviour, seed: int) -> Street:
    """A street of the size of behaviour.toml, its members spread as unevenly as there."""
    draw = Random(f"street {seed}")
    n = behaviour("street.communities")
    spread = [draw.lognormvariate(0, behaviour("street.unevenness")) for _ in range(n)]
    asked = [draw.lognormvariate(0, behaviour("street.unevenness_of_requests")) for _ in range(n)]
    members, requests = behaviour("street.members"), behaviour("street.requests_a_day")
    return Street(
        tuple(
            Community(
                str(number + 1),
                max(5, round(members * some / sum(spread))),
                requests * wish / sum(asked),
                behaviour("street.compounds_each"),
            )
            for number, (some, wish) in enumerate(zip(spread, asked, strict=True))
        ),
        tuple(behaviour.group("requests.kinds").items()),
    )


def build(
    street: Street, behaviour: Behaviour, scenario: Scenario, *, days: int, seed: int
) -> Town:
    """The town of this seed. People are the same for every load and every mode with this seed."""
    members = _members(street, behaviour, scenario, seed)
    errands = _errands(street, behaviour, scenario, days, seed)
    if scenario.mode == "a":
        errands = _gathered(errands, behaviour, seed)
    return Town(street, scenario, tuple(members), tuple(errands), days)


# ---- people -------------------------------------------------------------------------------------


def _members(street: Street, b: Behaviour, scenario: Scenario, seed: int) -> list[Member]:
    found: list[Member] = []
    first = 0
    for number, community in enumerate(street.communities):
        more = b("modes.neighbours") if scenario.mode == "c" else 0.0
        for n in range(round(community.members * (1 + more))):
            draw = Random(f"member {seed} {number} {n}")
            neighbour = n >= community.members
            compound = first + draw.randrange(community.compounds)
            found.append(_member(len(found), number, compound, neighbour, b, scenario, draw))
        first += community.compounds
    return found


def _member(
    number: int,
    community: int,
    compound: int,
    neighbour: bool,
    b: Behaviour,
    scenario: Scenario,
    draw: Random,
) -> Member:
    """Drawn in an order that no scenario changes, so that what-ifs meet the same person."""
    far, step, open_, month = draw.random(), draw.random(), draw.random(), draw.random()
    willing = draw.betavariate(b("asks.willing_a"), b("asks.willing_b"))
    return Member(
        number=number,
        community=community,
        compound=compound,
        building=draw.randrange(b("street.buildings_each")),
        reach=Level.COMPOUND if neighbour else _reach(far, step, b, scenario),
        skills=frozenset(s.code for s in SKILLS if draw.random() < b("members.knows")),
        proofs=frozenset(code for code in QUALIFICATIONS if draw.random() < b("members.proved")),
        unwanted=frozenset(c.code for c in CATEGORIES if draw.random() < b("members.unwanted")),
        free=_free(draw, b, scenario),
        most_open=1 if open_ < b("members.most_open_1") else 2 if open_ < _two(b) else 3,
        most_month=4 if month < b("members.most_month") else None,
        willing=willing,
    )


QUALIFICATIONS = sorted({s.qualification for s in SKILLS if s.qualification})


def _two(b: Behaviour) -> float:
    return float(b("members.most_open_1") + b("members.most_open_2"))


def _reach(far: float, step: float, b: Behaviour, scenario: Scenario) -> Level:
    street, community = b("members.goes_to_street"), b("members.goes_to_community")
    if far < street:
        return Level.STREET
    if far < street + community or step < scenario.wider:
        return Level.COMMUNITY
    return Level.COMPOUND


def _free(draw: Random, b: Behaviour, scenario: Scenario) -> Free:
    retired = draw.random() < b("members.retired")
    day = b("members.day_free_retired" if retired else "members.day_free_working")
    chosen = set()
    for weekday in range(7):
        for part in PARTS:
            chance, more = (b("members.weekend_free") if weekday > 4 else day), 0.0
            if part == "evening":
                chance, more = b("members.evening_free"), scenario.more_evenings
            lucky, later = draw.random(), draw.random()
            if lucky < chance or later < more:
                chosen.add((weekday, part))
    return tuple((w.day, w.start, w.end) for w in windows_from_parts(chosen))


# ---- requests -----------------------------------------------------------------------------------


def _errands(
    street: Street, b: Behaviour, scenario: Scenario, days: int, seed: int
) -> list[Errand]:
    """Arrivals without memory at the pace of each hour (a Poisson process, thinned)."""
    draw = Random(f"errands {seed}")
    kinds, weights = zip(*street.kinds, strict=True)
    shares = [share / sum(b("requests.by_hour")) for share in b("requests.by_hour")]
    by_hour = list(accumulate(shares))
    places = list(accumulate(c.requests for c in street.communities))
    first = [0, *accumulate(c.compounds for c in street.communities)]
    a_day = places[-1] * scenario.load
    found: list[Errand] = []
    day = 0.0
    while (day := day + draw.expovariate(a_day)) < days:
        at = int(day) * DAY + _minute(by_hour, day % 1)
        community = draw.choices(range(len(places)), cum_weights=places)[0]
        compound = first[community] + draw.randrange(street.communities[community].compounds)
        kind = draw.choices(kinds, weights)[0]
        found.append(_errand(len(found), at, community, compound, kind, b, scenario, draw))
    return sorted(found, key=lambda e: e.at)


def _minute(by_hour: Sequence[float], share: float) -> float:
    """The minute of a day at which this share of the day's requests has been placed."""
    hour = next((n for n, upto in enumerate(by_hour) if share < upto), HOURS - 1)
    before = by_hour[hour - 1] if hour else 0.0
    return 60 * (hour + min(1.0, (share - before) / max(by_hour[hour] - before, 1e-9)))


def _errand(
    number: int,
    at: float,
    community: int,
    compound: int,
    kind: str,
    b: Behaviour,
    scenario: Scenario,
    draw: Random,
) -> Errand:
    category = BY_CODE[kind]
    press = draw.random()
    urgent = press < b("requests.urgent")
    soon = press < b("requests.urgent") + b("requests.soon")
    name = "urgent" if urgent else "soon" if soon else "normal"
    wishes = urgent or draw.random() < b("requests.wishes_a_time")
    day = int(at // DAY)
    ahead = 0 if urgent else draw.randint(0, 1) if soon else draw.randint(1, 3)
    part = _part_now(at) if urgent else draw.choice(list(PARTS))
    return Errand(
        number=number,
        at=at,
        community=community,
        compound=compound,
        building=draw.randrange(b("street.buildings_each")),
        need=Need(
            key=str(number),
            hard=NeedFacts(kind, False, category.qualification),
            skills=category.skills,
            wished=wishes,
        ),
        within=b(f"requests.{name}_within") * (1.0 if urgent else scenario.patience),
        weekday=(day + ahead) % 7 if wishes else None,
        part=part if wishes else "",
        wanted=least_wanted(category.needs_two, {}),
    )


def _part_now(at: float) -> str:
    minute = at % DAY
    return next((part for part, (_start, end) in PARTS.items() if minute < end), "evening")


# ---- mode A: projects carry what can wait ------------------------------------------------------

PROJECT_DAYS = (2, 5)  # Wednesday and Saturday


def _gathered(errands: Sequence[Errand], b: Behaviour, seed: int) -> list[Errand]:
    """Of what can wait and needs no qualification some is carried by the next day of the
    community's project: one opening for each such day, with a place for every few matters."""
    draw = Random(f"gathered {seed}")
    waits = b("requests.normal_within")
    alone: list[Errand] = []
    together: dict[tuple[int, int], list[Errand]] = {}
    for errand in errands:
        lot = draw.random()
        if errand.within < waits or errand.need.hard.qualification or lot >= b("modes.gathered"):
            alone.append(errand)
            continue
        day = int(errand.at // DAY) + 1
        while day % 7 not in PROJECT_DAYS:
            day += 1
        together.setdefault((errand.community, day), []).append(errand)
    alone += [_project_day(some, day, b) for (_place, day), some in together.items()]
    return sorted(alone, key=lambda e: e.at)


def _project_day(some: Sequence[Errand], day: int, b: Behaviour) -> Errand:
    last = some[-1]
    places = -(-sum(one.wanted for one in some) // b("modes.matters_each"))
    skills = tuple(sorted({skill for one in some for skill in one.need.skills}))
    return replace(
        last,
        wanted=max(places, max(one.wanted for one in some)),
        matters=len(some),
        within=max(float(DAY), day * DAY + PARTS["morning"][0] - last.at),
        weekday=day % 7,
        part="morning",
        need=replace(last.need, skills=skills, wished=True),
        lead=sum(last.at - one.at for one in some) / len(some),
    )
