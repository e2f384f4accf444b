"""Units' report-ins, who speaks for a unit, members who are invited, and files that are read."""

from last500.units.models.imports import UnitImport, UnitImportRow
from last500.units.models.invitations import LiaisonInvitation, MemberInvitation
from last500.units.models.report_ins import (
    STATE_NAMES,
    UnitReportIn,
    UnitReportInEvent,
    UnitReportInQuerySet,
)

__all__ = [
    "STATE_NAMES",
    "LiaisonInvitation",
    "MemberInvitation",
    "UnitImport",
    "UnitImportRow",
    "UnitReportIn",
    "UnitReportInEvent",
    "UnitReportInQuerySet",
]
