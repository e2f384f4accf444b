"""What the database itself promises of meetings, on both databases.

- `minutes_stay`: once published, no word or number of a meeting or of a point changes, no point is
  added or taken away; what was called off stays called off.
- `no_minutes_without_two`: minutes pass to confirmed only with both people; nothing is published
  that was not confirmed.
- `corrections_stay`: what a correction says never changes; confirmed, it is never taken away.
- `no_correction_without_two`: it is written unconfirmed, and confirmed only with both people.
- `only_what_is_published_is_corrected`: of every other meeting the minutes themselves are mended.

SQLite forgets triggers when a later migration alters a table: end such a migration with
`GuardMeetings()`, of corrections with `GuardCorrections()` again.
"""

from functools import partial

from last500.base.guarding import Guard, Refusal, keep, let_go

TABLE, POINT, CORRECTION = "councils_meeting", "councils_point", "councils_correction"
STATED = (
    *("place_id", "body_id", "template", "title", "starts_at", "spot", "led_by", "entitled"),
    *("state", "reason", "residents", "owners", "members", "guests"),
    *("announced_at", "written_at", "confirmed_at", "published_at"),
)
CORRECTED = ("meeting_id", "point_id", "part", "was", "said", "reason", "written_at")


def _changes(names: tuple[str, ...]) -> str:
    return " OR ".join(
        f"CAST(NEW.{name} AS text) {{differs}} CAST(OLD.{name} AS text)" for name in names
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


MEETINGS = (
    Refusal("minutes_stay", TABLE, "UPDATE", f"{_OVER} AND ({_changes(STATED)})"),
    Refusal("no_minutes_without_two", TABLE, "UPDATE", f"({_ALONE}) OR ({_SKIPPED})"),
    Refusal("minutes_of_a_point_stay", POINT, "INSERT", _published("NEW")),
    Refusal("minutes_of_a_point_stay", POINT, "UPDATE", _published("OLD")),
    Refusal("minutes_of_a_point_stay", POINT, "DELETE", _published("OLD")),
)
_SAID_OTHERWISE = (
    f"{_changes(CORRECTED)} OR (OLD.confirmed_at IS NOT NULL AND ({_changes(('confirmed_at',))}))"
)
_WITHOUT_TWO = (
    "NEW.confirmed_at IS NOT NULL AND OLD.confirmed_at IS NULL"
    " AND (NEW.written_by_id IS NULL OR NEW.confirmed_by_id IS NULL)"
)
_UNPUBLISHED = (
    f"NOT EXISTS (SELECT 1 FROM {TABLE} m WHERE m.id = NEW.meeting_id AND m.state = 'published')"
)
CORRECTIONS = (
    Refusal("corrections_stay", CORRECTION, "UPDATE", _SAID_OTHERWISE),
    Refusal("corrections_stay", CORRECTION, "DELETE", "OLD.confirmed_at IS NOT NULL"),
    Refusal("no_correction_without_two", CORRECTION, "INSERT", "NEW.confirmed_at IS NOT NULL"),
    Refusal("no_correction_without_two", CORRECTION, "UPDATE", _WITHOUT_TWO),
    Refusal("only_what_is_published_is_corrected", CORRECTION, "INSERT", _UNPUBLISHED),
)
REFUSALS = (*MEETINGS, *CORRECTIONS)
install, remove = partial(keep, REFUSALS), partial(let_go, REFUSALS)


class GuardMeetings(Guard):
    """Migration operation: from here on the database keeps these promises."""

    install = staticmethod(partial(keep, MEETINGS))
    remove = staticmethod(partial(let_go, MEETINGS))
    promise = "Let the database keep the promises of meetings"


class GuardCorrections(Guard):
    """Migration operation: the same of corrections."""

    install = staticmethod(partial(keep, CORRECTIONS))
    remove = staticmethod(partial(let_go, CORRECTIONS))
    promise = "Let the database keep the promises of corrections"
