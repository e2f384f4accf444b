"""Who looks, and from where: read once for the whole page."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from last500.base import clock
from last500.base.actor import Actor
from last500.organisations.queries import speaks_for
from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.reportin.queries import own, proofs_of
from last500.reportin.rules import State
from last500.reportin.skills import usable
from last500.teams.models import Team
from last500.teams.rules import SKILLS, Category
from last500.units.models import UnitReportIn


@dataclass(frozen=True)
class Reader:
    """`units` are keys of the organisations for which the reader speaks; `team` one they lead."""

    actor: Actor
    home: Place
    now: datetime
    today: date
    report_in: ReportIn | None = None
    units: tuple[UUID, ...] = ()
    team: Team | None = None

    @property
    def skills(self) -> frozenset[str]:
        """What counts of the reader's own words, or what their team's kind can do."""
        if self.team is not None:
            return SKILLS[Category(self.team.category)]
        row = self.report_in
        if row is None or row.state != State.CONFIRMED:
            return frozenset()
        return usable(row.skills, proofs_of(row))


def reader_at(actor: Actor, chosen: Place | None = None, team: str = "") -> Reader | None:
    """None when nobody knows from where to look: the page then asks for a compound.

    Nearest first: the compound in the address, the team's place, one's own compound, the community
    of one's unit. Four statements at most, none for a stranger.
    """
    if actor.person is None:
        return Reader(actor, chosen, clock.now(), clock.today()) if chosen else None
    row = own(actor)
    units = tuple(one.pk for one in speaks_for(actor))
    led = _led(actor, team)
    home = chosen or (led and led.place) or (row and row.place) or _community_of(units)
    if home is None:
        return None
    return Reader(actor, home, clock.now(), clock.today(), row, units, led)


def _led(actor: Actor, key: str) -> Team | None:
    """A team that the reader leads; any other key is as if it was not there."""
    try:
        known = UUID(key)
    except ValueError:
        return None
    rows = Team.objects.open().filter(pk=known, leader=actor.person)
    return rows.select_related("place").first()


def _community_of(units: tuple[UUID, ...]) -> Place | None:
    if not units:
        return None
    rows = UnitReportIn.objects.agreed().filter(organisation__in=units)
    found = rows.select_related("community").order_by("asked_at").first()
    return found.community if found else None
