"""Who is reported in below a desk: found by name, number, skill or building, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from django.db.models import QuerySet

from last500.base import clock
from last500.base.actor import Actor
from last500.base.ids import read_number, shown_number
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.places.rules import branch
from last500.reportin.models import Proof, ReportIn
from last500.reportin.queries import proofs_of, with_proofs
from last500.reportin.rules import ACTIVE, ProofState, State
from last500.reportin.skills import SKILL_BY_CODE, usable
from last500.reportin.words import proof_names, skill_names

PAGE = 20
# Names and skills are sealed: they are looked through here, and no further than so many.
LOOKED_THROUGH = 2000
# Party, unit, wishes: whoever looks for a neighbour has no need of these.
NOT_NEEDED = (
    "kind", "unit", "other_skills", "unwanted", "free", "differing", "nearby", "gender", "age",
)  # fmt: skip


@dataclass(frozen=True)
class Search:
    words: str = ""
    skill: str = ""
    building: int | None = None
    page: int = 1

    @classmethod
    def read(cls, given: dict[str, str]) -> "Search":
        skill, building, page = (given.get(name, "") for name in ("skill", "building", "page"))
        return cls(
            words=clean_line(given.get("q", ""))[:20],
            skill=skill if skill in SKILL_BY_CODE else "",
            building=int(building) if building.isdecimal() and len(building) < 10 else None,
            page=int(page) if page.isdecimal() and 0 < int(page[:4]) < 1000 else 1,
        )

    @property
    def looks_through(self) -> bool:
        return bool(self.words or self.skill)

    def query(self, page: int) -> str:
        """The address of another page of the same search."""
        kept = {"q": self.words, "skill": self.skill, "building": self.building or ""}
        said = {name: value for name, value in kept.items() if value} | {"page": page}
        return urlencode({"show": "here"} | said)


@dataclass(frozen=True)
class Member:
    """What the desk reads of somebody: nothing of party or unit."""

    row: ReportIn
    skills: list[str]
    proofs: list[str]
    number: str


def members(actor: Actor, desk: Place, search: Search) -> tuple[list[Member], bool]:
    """One page of those who are reported in below this desk, and whether there are more.

    One statement; where names or skills are looked through, at most 2,000 rows are read for it.
    """
    rows = _confirmed(actor, desk, search)
    start = (search.page - 1) * PAGE
    if search.looks_through:
        found = list(islice(_matching(rows, search), start, start + PAGE + 1))
    else:
        found = list(rows[start : start + PAGE + 1])
    return [_member(row) for row in found[:PAGE]], len(found) > PAGE


def _confirmed(actor: Actor, desk: Place, search: Search) -> QuerySet[ReportIn]:
    rows = ReportIn.objects.visible_to(actor).filter(
        state=State.CONFIRMED, place__path__range=branch(desk.path)
    )
    if search.building is not None:
        rows = rows.filter(building=search.building)
    rows = with_proofs(rows, clock.today()).select_related(
        "person__helper_number", "place", "building"
    )
    return rows.defer(*NOT_NEEDED).order_by("place__path", "building__path", "asked_at")


def _matching(rows: QuerySet[ReportIn], search: Search) -> Iterator[ReportIn]:
    number = read_number(search.words)
    for row in rows[:LOOKED_THROUGH]:
        if search.skill and search.skill not in row.skills:
            continue
        if search.words and not _is_called(row, search.words, number):
            continue
        yield row


def _is_called(row: ReportIn, words: str, number: str | None) -> bool:
    own = getattr(row.person, "helper_number", None)
    return words in row.person.called or (own is not None and own.number == number)


def _member(row: ReportIn) -> Member:
    proofs = proofs_of(row)
    own = getattr(row.person, "helper_number", None)
    return Member(
        row,
        skill_names(code for code in row.skills if code in usable(row.skills, proofs)),
        proof_names(sorted(proofs)),
        shown_number(own.number) if own else "",
    )


def papers(actor: Actor, desk: Place, limit: int = 50) -> list[Proof]:
    """Papers that people of this desk would like to show, the oldest wish first; one statement."""
    here = ReportIn.objects.filter(state__in=ACTIVE, place__path__range=branch(desk.path))
    rows = Proof.objects.visible_to(actor).filter(
        state=ProofState.SAID, person__in=here.values("person")
    )
    return list(rows.select_related("person").order_by("said_at")[:limit])


def buildings_below(desk: Place) -> list[Place]:
    """To choose from, at a compound's own desk; others look compound by compound."""
    if desk.level != "compound":
        return []
    rows = Place.objects.current().under(desk.path).filter(level="building")
    return list(rows.order_by("path")[:300])
