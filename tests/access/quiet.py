from types import SimpleNamespace

from last500.base import clock
from last500.organisations.models import Liaison, Organisation
from last500.units.models import UnitReportIn
from tests.access.table import Row

# The desk of the very community; nobody above it, whatever they may do elsewhere in its branch.
ROWS: list[Row] = [
    Row("desk:quiet", 404, {"nobody": 302, "he": 200}, args=lambda town: (town.cast.community.pk,)),
    # It is no page of a street either.
    Row("desk:quiet", 404, {"nobody": 302}, args=lambda town: (town.cast.street.pk,)),
    # Which thing?
    Row(
        "desk:quiet_ask",
        404,
        {"nobody": 302, "he": 409},
        args=lambda town: (town.cast.community.pk, f"u-{town.quiet_unit.pk}"),
        method="post",
    ),
    Row(
        "desk:quiet_later",
        404,
        {"nobody": 302, "he": 303},
        args=lambda town: (town.cast.community.pk, f"u-{town.quiet_unit.pk}"),
        method="post",
    ),
    # How many days?
    Row(
        "desk:quiet_rhythm",
        404,
        {"nobody": 302, "he": 422},
        args=lambda town: (town.cast.community.pk, town.cast.a.pk),
        method="post",
    ),
]
HARMLESS: dict[str, str] = {"desk:quiet_rhythm": "sets a number"}
PUBLIC: dict[str, str] = {}
NOT_WORDS: set[str] = set()


def add(town: SimpleNamespace) -> None:
    """A unit that both sides agreed with long ago, and that has done nothing since."""
    cast, then = town.cast, clock.now() - 200 * clock.DAY
    town.quiet_unit = Organisation.objects.create(name="印刷厂", kind="unit", place=cast.street)
    Liaison.objects.create(
        organisation=town.quiet_unit, person=cast.hua, from_on=clock.today() - 200 * clock.DAY
    )
    UnitReportIn.objects.create(
        organisation=town.quiet_unit,
        community=cast.community,
        state="agreed",
        asked_at=then,
        unit_agreed_by=cast.hua,
        unit_agreed_at=then,
        community_agreed_by=cast.he,
        community_agreed_at=then,
    )
