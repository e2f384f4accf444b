"""Venture calls, applications to them, how they are reviewed, what came of it."""

from last500.calls.models.applications import Application, CoachNote
from last500.calls.models.calls import Call, CallEvent, CallIndicator
from last500.calls.models.contracts import AgreedIndicator, ContractSide, Report, ReportFigure
from last500.calls.models.reviewing import Declaration, Review, Reviewer

__all__ = [
    "AgreedIndicator",
    "Application",
    "Call",
    "CallEvent",
    "CallIndicator",
    "CoachNote",
    "ContractSide",
    "Declaration",
    "Report",
    "ReportFigure",
    "Review",
    "Reviewer",
]
