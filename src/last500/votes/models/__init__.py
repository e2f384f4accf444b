"""An owners' vote, the roll of its units, and its box."""

from last500.votes.models.box import Ballot, Reading, Seat
from last500.votes.models.objections import Objection
from last500.votes.models.roll import OwnerChange, RollSalt, RollUnit
from last500.votes.models.votes import Question, Result, Vote, VoteEvent

__all__ = [
    "Ballot",
    "Objection",
    "OwnerChange",
    "Question",
    "Reading",
    "Result",
    "RollSalt",
    "RollUnit",
    "Seat",
    "Vote",
    "VoteEvent",
]
