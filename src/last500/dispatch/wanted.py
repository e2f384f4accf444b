"""Free places of projects and activities, as a plan sees them beside the requests.

Projects and activities lie above dispatch: each names itself here as a source when it starts
(apps.py), and dispatch never asks upwards. Whoever takes a place does so on its own page by their
own press; a plan only proposes whom to tell of it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from last500.base import clock
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.dispatch import batch
from last500.dispatch.weights import Weights
from last500.places.models import Place
from last500.reportin.rules import Age, is_minor
from last500.service_requests.categories import CATEGORIES
from last500.service_requests.rules import is_for_adults

LEVELS = ("compound", "community", "street")  # of their places: people go no further by themselves
MOST = 20  # of one desk at once, the soonest first
AHEAD = 28 * clock.DAY  # dates further away find people by themselves
AT_ONCE = 5  # of one place, told in one go
SOON = 2 * clock.DAY
# So long those who were just told are waited for: nobody owes an answer, but five more need not
# be told in the very next minute.
WAITED_FOR = 2 * clock.DAY
ADULT, TEEN = 18, 14  # years
# What somebody ticks among the kinds they would rather not be asked for.
SWITCH = "free_places"
SWITCH_NAME = N_("项目和活动里缺人")


@dataclass(frozen=True)
class Wanted:
    """A role of an activity or a project that still wants `free` people, by the role's `key`.

    `begins` and `ends` are its hours, or the first and the last day of a project; `dated` says
    which. `out` are those who are not told: they sit there, wait, left, lead it, or come to another
    date then. `met` are indexes of the telephones of those whom they would meet there.
    """

    kind: str
    key: UUID
    title: str
    role: str
    link: str
    place: Place
    free: int
    since: datetime
    begins: datetime
    ends: datetime
    dated: bool
    skills: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    least_age: int = 0
    risky: bool = False
    out: frozenset[UUID] = frozenset()
    met: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def code(self) -> str:
        """Its key among the openings of a plan."""
        return f"{self.kind}-{self.key}"

    @property
    def seen(self) -> str:
        """What must still be so when somebody presses."""
        return f"{self.begins:%Y%m%d%H%M}-{self.ends:%Y%m%d%H%M}"

    def collides(self, other: "Wanted") -> bool:
        """Whether nobody is told of both at once: two roles of one date or project, or two dates
        at the same time."""
        at_once = self.begins < other.ends and other.begins < self.ends
        return self.link == other.link or (self.dated and other.dated and at_once)

    @property
    def day(self) -> date | None:
        return clock.local(self.begins).date() if self.dated else None

    @property
    def minute(self) -> int:
        """Of the day, at which it begins."""
        begins = clock.local(self.begins)
        return begins.hour * 60 + begins.minute


@dataclass(frozen=True)
class Source:
    """`wanted` gives at most so many free places below a path; `taken` how many places of its own
    each of these people has taken that are not over yet."""

    wanted: Callable[[Actor, str, int], list[Wanted]]
    taken: Callable[[Collection[UUID]], Mapping[UUID, int]]


SOURCES: dict[str, Source] = {}


def wanted_at(actor: Actor, desk: Place) -> list[Wanted]:
    """The free places of this desk's area that begin soonest."""
    found = [one for source in SOURCES.values() for one in source.wanted(actor, desk.path, MOST)]
    found.sort(key=lambda one: (one.begins, one.code))
    return found[:MOST]


def taken_by(people: Collection[UUID]) -> Mapping[UUID, int]:
    """How many places each of these people has taken, of all sources."""
    found: dict[UUID, int] = {}
    for source in SOURCES.values():
        for who, count in source.taken(people).items():
            found[who] = found.get(who, 0) + count
    return found


def empty_cost(wanted: Wanted, weights: Weights, now: datetime) -> int:
    """What the first of its places costs when it stays empty: as for a request that is not late."""
    whole = (wanted.begins - wanted.since).total_seconds()
    gone = (now - wanted.since).total_seconds()
    return batch.empty_costs(
        weights,
        late=False,
        soon=wanted.dated and wanted.begins - now <= SOON,
        waited=gone / whole if whole > 0 else 1,
    )


def too_young(wanted: Wanted, age: str, part: str) -> bool:
    """Whether somebody of this age band may not, or might not, be let in: in doubt nobody is told.

    What is dangerous or in the evening is for adults, as with requests (志愿服务条例 15).
    """
    if not is_minor(age):
        return False
    if is_for_adults(wanted.risky, part) or wanted.least_age >= ADULT:
        return True
    return wanted.least_age > (0 if age == Age.CHILD else TEEN)


def is_unwanted(wanted: Wanted, unwanted: Collection[str]) -> bool:
    """Whether somebody would rather hear of no free place, or of nothing that takes this skill."""
    if SWITCH in unwanted:
        return True
    skills = set(wanted.skills)
    return any(kind.code in unwanted and not skills.isdisjoint(kind.skills) for kind in CATEGORIES)
