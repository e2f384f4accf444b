"""What can go wrong, said once: each error carries the sentence the user reads."""


class Refused(Exception):
    """A rule says no. Shown beside `field` where one is to blame; HTTP 422."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field = message, field


class Conflict(Refused):
    """Somebody was faster, or the page was old; HTTP 409."""


class Forbidden(Exception):
    """The actor is known and may see the thing, but may not do this; HTTP 403."""


class TooMany(Refused):
    """A limit is reached; HTTP 429."""


class ProofNeeded(Forbidden):
    """The actor may do this, but shows once more who they are first (people.sessions.fresh)."""
