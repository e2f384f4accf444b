"""Letters that can be checked: kinds, and when one holds."""

from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    CERTIFICATE = "certificate"  # of service (志愿服务条例 19: free and true)
    REPORT_IN = "report_in"  # the slip that a member has reported in
    AGREEMENT = "agreement"  # of a unit and a community, both sides' consent
    FEEDBACK = "feedback"  # of a community to a unit
    PROJECT = "project"  # agreement of three parties on a project
    VENTURE = "venture"  # contract of a venture call


class Standing(StrEnum):
    HOLDS = "holds"
    ENDED = "ended"  # what it says was true and is over
    WITHDRAWN = "withdrawn"  # what it says was wrong


def standing(ended_at: datetime | None, withdrawn: bool) -> Standing:
    if ended_at is None:
        return Standing.HOLDS
    return Standing.WITHDRAWN if withdrawn else Standing.ENDED
