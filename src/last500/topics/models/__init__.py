"""Topics, who brought them up, who supports them, what neighbours think of them."""

from last500.topics.models.people import Opinion, Proposal, RaiseAsk, Support
from last500.topics.models.topics import Apart, Threshold, Topic, TopicEvent

__all__ = [
    "Apart",
    "Opinion",
    "Proposal",
    "RaiseAsk",
    "Support",
    "Threshold",
    "Topic",
    "TopicEvent",
]
