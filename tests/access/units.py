from types import SimpleNamespace

from last500.base import clock
from last500.organisations.models import Liaison, Organisation
from last500.people.models import Person
from last500.reportin.models import ReportIn
from last500.units.models import UnitReportIn
from tests.access.table import Row
from tests.cast import Cast

ROWS: list[Row] = []
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {}
NOT_WORDS: set[str] = set()


def life(cast: Cast, person: Person) -> None:
    """Liaison of one unit, and whoever said yes for either side."""
    now = clock.now()
    unit = Organisation.objects.create(kind="unit", name="某局党支部", place=cast.community)
    Liaison.objects.create(organisation=unit, person=person, from_on=clock.today())
    UnitReportIn.objects.create(
        organisation=unit, community=cast.community, state="agreed", asked_at=now,
        unit_agreed_by=person, unit_agreed_at=now,
        community_agreed_by=person, community_agreed_at=now,
    )  # fmt: skip
    ReportIn.objects.filter(person=person).update(organisation=unit)


def add(town: SimpleNamespace) -> None:
    """Nothing yet."""
