"""The words of every app whose messages stand in a file of their own, in one table."""

from last500.notify import (
    of_activities,
    of_asking,
    of_calls,
    of_consultations,
    of_councils,
    of_dispatch,
    of_grids,
    of_households,
    of_ledger,
    of_projects,
    of_resolutions,
    of_topics,
    of_unmet,
    of_votes,
)
from last500.notify.shapes import MessageKind

KINDS: dict[str, MessageKind] = (
    of_activities.KINDS
    | of_asking.KINDS
    | of_calls.KINDS
    | of_consultations.KINDS
    | of_councils.KINDS
    | of_dispatch.KINDS
    | of_grids.KINDS
    | of_households.KINDS
    | of_ledger.KINDS
    | of_projects.KINDS
    | of_resolutions.KINDS
    | of_topics.KINDS
    | of_unmet.KINDS
    | of_votes.KINDS
)
