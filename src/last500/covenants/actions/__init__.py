"""What can be done about a covenant."""

from last500.covenants.actions.life import (
    adopt,
    begin,
    begin_due,
    drop,
    escalate_overdue,
    open_for_remarks,
    rework,
    rewrite,
    start,
)
from last500.covenants.actions.remarks import look, say

__all__ = [
    "adopt",
    "begin",
    "begin_due",
    "drop",
    "escalate_overdue",
    "look",
    "open_for_remarks",
    "rework",
    "rewrite",
    "say",
    "start",
]
