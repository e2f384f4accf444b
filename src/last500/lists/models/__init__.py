"""Needs and resources of a community, what both sides claim of them, and its profile."""

from last500.lists.models.bookings import Booking, StockDay
from last500.lists.models.events import ListEvent
from last500.lists.models.imports import ListImport, ListImportRow
from last500.lists.models.needs import Claim, Need
from last500.lists.models.profile import BudgetLine, PeopleCount, Spending
from last500.lists.models.resources import Resource, ResourceDay, ResourceOffer

__all__ = [
    "Booking",
    "BudgetLine",
    "Claim",
    "ListEvent",
    "ListImport",
    "ListImportRow",
    "Need",
    "PeopleCount",
    "Resource",
    "ResourceDay",
    "ResourceOffer",
    "Spending",
    "StockDay",
]
