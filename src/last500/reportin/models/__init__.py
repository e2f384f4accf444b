"""Tables of reporting in: who is reported in where, what must be shown, a number of one's own."""

from last500.reportin.models.numbers import HelperNumber
from last500.reportin.models.proofs import PROOF_STATE_NAMES, QUALIFICATION_NAMES, Proof
from last500.reportin.models.report_ins import (
    AGE_NAMES,
    GENDER_NAMES,
    KIND_NAMES,
    REACH_NAMES,
    STATE_NAMES,
    Avoidance,
    ReportIn,
    ReportInEvent,
    ReportInQuerySet,
)

__all__ = [
    "AGE_NAMES",
    "GENDER_NAMES",
    "KIND_NAMES",
    "PROOF_STATE_NAMES",
    "QUALIFICATION_NAMES",
    "REACH_NAMES",
    "STATE_NAMES",
    "Avoidance",
    "Proof",
    "ReportIn",
    "ReportInEvent",
    "ReportInQuerySet",
    "HelperNumber",
]
