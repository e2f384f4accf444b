"""What the database itself promises of meetings, on both databases.

- `minutes_stay`: once published, no word or number of a meeting or of a point changes, no point is
  added or taken away; what was called off stays called off.
- `no_minutes_without_two`: minutes pass to confirmed only with both people; nothing is published
  that was not confirmed.

SQLite forgets triggers when a later migration alters a table: end such a migration with
`GuardMeetings()` again.
"""

from functools import partial

from last500.base.guarding import Guard, Refusal, keep, let_go

TABLE, POINT = "councils_meeting", "councils_point"
STATED = (
    *("place_id", "body_id", "template", "title", "starts_at", "spot", "led_by", "entitled"),
    *("state", "reason", "residents", "owners", "members", "guests"),
    *("announced_at", "written_at", "confirmed_at", "published_at"),
)
_CHANGED = " OR ".join(
    f"CAST(NEW.{name} AS text) {{differs}} CAST(OLD.{name} AS text)" for name in STATED
)
_OVER = "OLD.state IN ('published', 'called_off')"
_ALONE = (
    "NEW.state = 'confirmed' AND OLD.state <> 'confirmed'"
    " AND (NEW.written_by_id IS NULL OR NEW.confirmed_by_id IS NULL)"
)
_SKIPPED = "NEW.state = 'published' AND OLD.state NOT IN ('confirmed', 'published')"


def _published(row: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {TABLE} m"
        f" WHERE m.id = {row}.meeting_id AND m.state IN ('published', 'called_off'))"
    )


REFUSALS = (
    Refusal("minutes_stay", TABLE, "UPDATE", f"{_OVER} AND ({_CHANGED})"),
    Refusal("no_minutes_without_two", TABLE, "UPDATE", f"({_ALONE}) OR ({_SKIPPED})"),
    Refusal("minutes_of_a_point_stay", POINT, "INSERT", _published("NEW")),
    Refusal("minutes_of_a_point_stay", POINT, "UPDATE", _published("OLD")),
    Refusal("minutes_of_a_point_stay", POINT, "DELETE", _published("OLD")),
)
install, remove = partial(keep, REFUSALS), partial(let_go, REFUSALS)


class GuardMeetings(Guard):
    """Migration operation: from here on the database keeps these promises."""

    install, remove = staticmethod(install), staticmethod(remove)
    promise = "Let the database keep the promises of meetings"
