"""Tables of requests; of files that bring requests in."""

from last500.service_requests.models.imports import ImportRow, ImportRun, MergeProposal
from last500.service_requests.models.requests import (
    ROUTE_NAMES,
    STATE_NAMES,
    Acceptance,
    CanHelp,
    Channel,
    DayPart,
    Event,
    HandOn,
    Invitation,
    MeToo,
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
    "MeToo",
    "MergeProposal",
    "Photo",
    "RoutingRule",
    "ServiceRequest",
    "ServiceRequestQuerySet",
    "Spot",
]
