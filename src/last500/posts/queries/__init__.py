"""Questions about standing posts, already narrowed to what the actor may see."""

from last500.posts.queries.days import Day, days_of, own_days, past_days, to_say, to_tick
from last500.posts.queries.idle import last_done, short_of_people
from last500.posts.queries.people import (
    TAKE_OVER_INDEX,
    ahead_of,
    comer,
    comer_at,
    held_by,
    holders_by_post,
    holders_of,
    in_line_of,
    line_counts,
    needs_of,
    offered_by_key,
    qualifications_for,
)
from last500.posts.queries.posts import (
    LINK_INDEX,
    LISTED,
    by_link,
    mine,
    on_desk,
    post_or_none,
    shown_at,
)

__all__ = [
    "LINK_INDEX",
    "LISTED",
    "TAKE_OVER_INDEX",
    "Day",
    "ahead_of",
    "by_link",
    "comer",
    "comer_at",
    "days_of",
    "held_by",
    "holders_by_post",
    "holders_of",
    "in_line_of",
    "last_done",
    "line_counts",
    "mine",
    "needs_of",
    "offered_by_key",
    "on_desk",
    "own_days",
    "past_days",
    "post_or_none",
    "qualifications_for",
    "short_of_people",
    "shown_at",
    "to_say",
    "to_tick",
]
