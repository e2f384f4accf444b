"""Hours in which no letter is sent to somebody. Whoever keeps them hands the question up here."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from last500.notify.models import Message
from last500.notify.rules import KINDS


@dataclass(frozen=True)
class Quiet:
    """It is quiet for somebody just now, and until when; `urgent_too`: what is urgent may come."""

    until: datetime
    urgent_too: bool = False


# Person → their quiet hours, of those for whom it is quiet at this moment. A higher app appends
# its own question when it starts (apps.py).
ASKED: list[Callable[[Collection[UUID], datetime], Mapping[UUID, Quiet]]] = []


def waits_until(messages: Iterable[Message], now: datetime) -> dict[UUID, datetime]:
    """Which of these messages wait, and until when: one statement of each app that was asked."""
    calm = [m for m in messages if m.person_id and not KINDS[m.kind].any_hour]
    people = {message.person_id for message in calm if message.person_id}
    quiet: dict[UUID, Quiet] = {}
    for ask in ASKED if people else ():
        quiet |= ask(people, now)
    return {
        message.pk: rest.until
        for message in calm
        if (rest := quiet.get(message.person_id)) is not None  # type: ignore[arg-type]
        and not (KINDS[message.kind].urgent and rest.urgent_too)
    }
