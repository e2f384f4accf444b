"""What a unit itself did for a community, as facts: no number of people stands in them."""

from collections.abc import Callable
from dataclasses import dataclass

from last500.feedback.rules import Period
from last500.organisations.models import Organisation
from last500.places.models import Place


@dataclass(frozen=True)
class Deed:
    """`code` names the sort (WORDS), `times` how many of it within the period."""

    code: str
    times: int


# code → what is printed, a Chinese source string.
WORDS: dict[str, str] = {}
Source = Callable[[Organisation, Place, Period], list[Deed]]
SOURCES: tuple[Source, ...] = ()


def deeds(organisation: Organisation, community: Place, days: Period) -> list[Deed]:
    found = [deed for source in SOURCES for deed in source(organisation, community, days)]
    return [deed for deed in found if deed.times]
