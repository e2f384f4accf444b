"""Questions about the lists, already narrowed to what the actor may see."""

from last500.lists.queries.fitting import Fitting, last_done, open_needs_fitting
from last500.lists.queries.places import (
    community_to_edit,
    community_to_read,
    organisation_of,
    place_for_needs,
)
from last500.lists.queries.profile import Budget, budget, counts, venues
from last500.lists.queries.rows import (
    bookings_of_unit,
    claims_of,
    claims_of_unit,
    history,
    next_dates,
    one_booking,
    one_claim,
    one_need,
    one_resource,
    resources_of_unit,
    upcoming,
    waiting_at_desk,
)

__all__ = [
    "Budget",
    "Fitting",
    "bookings_of_unit",
    "budget",
    "claims_of",
    "claims_of_unit",
    "community_to_edit",
    "community_to_read",
    "counts",
    "history",
    "last_done",
    "next_dates",
    "one_booking",
    "one_claim",
    "one_need",
    "one_resource",
    "open_needs_fitting",
    "organisation_of",
    "place_for_needs",
    "resources_of_unit",
    "upcoming",
    "venues",
    "waiting_at_desk",
]
