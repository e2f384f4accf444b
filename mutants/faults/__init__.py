"""The seeded faults, by area. Each is one small change that somebody might make on a bad day."""

from mutants.faults import (
    accounts,
    calls,
    complaints,
    doors,
    feedback,
    keeping,
    lists,
    log,
    looks,
    members,
    once,
    pairings,
    posts,
    projects,
    records,
    requests,
    rotas,
    scope,
    sealing,
    teams,
    units,
)
from mutants.faults.kinds import Edit, Fault

__all__ = ["FAULTS", "Edit", "Fault"]

AREAS = (
    once,
    requests,
    scope,
    sealing,
    looks,
    keeping,
    doors,
    accounts,
    log,
    complaints,
    feedback,
    lists,
    units,
    posts,
    members,
    records,
    teams,
    pairings,
    rotas,
    projects,
    calls,
)
FAULTS: tuple[Fault, ...] = tuple(fault for area in AREAS for fault in area.FAULTS)
