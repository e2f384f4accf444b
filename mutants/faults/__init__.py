"""The seeded faults, by area. Each is one small change that somebody might make on a bad day."""

from mutants.faults import (
    accounts,
    complaints,
    doors,
    keeping,
    log,
    looks,
    once,
    records,
    requests,
    scope,
    sealing,
)
from mutants.faults.kinds import Edit, Fault

__all__ = ["FAULTS", "Edit", "Fault"]

AREAS = (once, requests, scope, sealing, looks, keeping, doors, accounts, log, complaints, records)
FAULTS: tuple[Fault, ...] = tuple(fault for area in AREAS for fault in area.FAULTS)
