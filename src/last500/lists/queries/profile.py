"""A community's numbers: the last count of each kind, its money by year, its venues."""

from dataclasses import dataclass, field

from django.db.models import Sum

from last500.lists import rules
from last500.lists.models import BudgetLine, PeopleCount, Resource, Spending
from last500.lists.models.profile import COUNTED_WORDS
from last500.places.models import Place


def counts(community: Place) -> list[PeopleCount]:
    """The newest count of each kind, in the order of the form. One statement."""
    newest: dict[str, PeopleCount] = {}
    for row in PeopleCount.objects.filter(community=community).order_by("on")[:2000]:
        newest[row.what] = row
    return [newest[code] for code in COUNTED_WORDS if code in newest]


@dataclass
class LineOfMoney:
    line: BudgetLine
    spent_fen: int
    entries: list[Spending] = field(default_factory=list)

    @property
    def left_fen(self) -> int:
        return rules.left_of(self.line.planned_fen, self.spent_fen)


@dataclass
class Budget:
    """One year; sums in fen."""

    year: int
    lines: list[LineOfMoney]
    years: list[int]

    @property
    def planned_fen(self) -> int:
        return sum(one.line.planned_fen for one in self.lines)

    @property
    def spent_fen(self) -> int:
        return sum(one.spent_fen for one in self.lines)

    @property
    def left_fen(self) -> int:
        return rules.left_of(self.planned_fen, self.spent_fen)


ENTRIES = 300


def budget(community: Place, year: int, *, entries: bool = False) -> Budget:
    """The lines of a year with what was spent; with `entries`, the newest ones of each line."""
    own = BudgetLine.objects.filter(community=community)
    rows = own.filter(year=year).annotate(spent=Sum("entries__fen")).order_by("title")
    lines = [LineOfMoney(row, row.spent or 0) for row in rows[:100]]
    if entries:
        by_key = {one.line.pk: one for one in lines}
        found = Spending.objects.filter(line__in=list(by_key)).select_related("reversed_by")
        for entry in found.order_by("-on", "-pk")[:ENTRIES]:
            by_key[entry.line_id].entries.append(entry)
    years = list(own.order_by("-year").values_list("year", flat=True).distinct()[:10])
    return Budget(year, lines, years)


def venues(community: Place) -> list[Resource]:
    """The community's own places and things that are on offer."""
    rows = Resource.objects.filter(community=community).exclude(state=rules.ResourceState.ENDED)
    return list(
        rows.select_related("organisation", "community", "place").order_by("kind", "title")[:60]
    )
