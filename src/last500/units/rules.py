"""Units report in to communities: states, and the rhythm both sides agree on."""

from enum import StrEnum


class State(StrEnum):
    ASKED = "asked"  # one side has proposed, the other has not yet agreed
    AGREED = "agreed"
    REFUSED = "refused"
    ENDED = "ended"


ALLOWED = {
    State.ASKED: {State.AGREED, State.REFUSED, State.ENDED},
    State.AGREED: {State.ENDED},
}
ACTIVE = frozenset({State.ASKED, State.AGREED})
