"""Tables of requests; of files that bring requests in."""

from last500.service_requests.models.imports import ImportRow, ImportRun, MergeProposal
from last500.service_requests.models.neighbours import CanHelp, KeptApart, MeToo
from last500.service_requests.models.requests import (
    ROUTE_NAMES,
    STATE_NAMES,
    Acceptance,
    Channel,
    DayPart,
    Event,
    HandOn,
    Invitation,
    Photo,
    RoutingRule,
    ServiceRequest,
    ServiceRequestQuerySet,
    Spot,
)

__all__ = [
    "ROUTE_NAMES",
    "STATE_NAMES",
    "Acceptance",
    "CanHelp",
    "Channel",
    "DayPart",
    "Event",
    "HandOn",
    "ImportRow",
    "ImportRun",
    "Invitation",
    "KeptApart",
    "MeToo",
    "MergeProposal",
    "Photo",
    "RoutingRule",
    "ServiceRequest",
    "ServiceRequestQuerySet",
    "Spot",
]
