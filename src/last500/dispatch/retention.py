"""How long dispatch keeps what is of persons: a word of one's own goes with the account.

An asking holds no person; it goes with its request's row, which stays as a figure. Counts hold
neither a person nor an ask.
"""

from datetime import datetime

from last500.base.erasing import Rule
from last500.dispatch.models import AskAnyway
from last500.people.leaving import Part
from last500.people.models import Person

RULES: tuple[Rule, ...] = ()


def _leave(person: Person) -> None:
    AskAnyway.objects.filter(person=person).delete()


def _restrict(person: Person, moment: datetime | None) -> None:
    """Whoever locks their data is asked for nothing anyway."""


PARTS = (Part(_leave, _restrict),)
