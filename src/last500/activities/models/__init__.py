"""Activities with their roles, who comes and who waits, feeds, photos that everybody agreed to."""

from last500.activities.models.activities import (
    SIDE_NAMES,
    Activity,
    ActivityEvent,
    Role,
    Series,
)
from last500.activities.models.feeds import Feed
from last500.activities.models.people import HelperWord, PlaceOffer, SignUp
from last500.activities.models.photos import ActivityPhoto, Depicted

__all__ = [
    "SIDE_NAMES",
    "Activity",
    "ActivityEvent",
    "ActivityPhoto",
    "Depicted",
    "Feed",
    "HelperWord",
    "PlaceOffer",
    "Role",
    "Series",
    "SignUp",
]
