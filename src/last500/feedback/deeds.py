"""What a unit itself did for a community, as facts: no number of people stands in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from last500.base import clock
from last500.base.marking import N_
from last500.base.scope import everything
from last500.feedback.rules import Period
from last500.lists.models import Booking, Claim
from last500.lists.rules import Deal
from last500.organisations.models import Organisation
from last500.places.models import Place
from last500.places.rules import branch

MET, LENT = "needs_met", "lent"
WORDS: Mapping[str, str] = {MET: N_("认领办成的需求"), LENT: N_("借给社区用")}


@dataclass(frozen=True)
class Deed:
    """`code` names the sort (WORDS), `times` how many of it within the period."""

    code: str
    times: int


def deeds(organisation: Organisation, community: Place, days: Period) -> list[Deed]:
    """Of the lists: what both sides have said was done. Asked in the house's name, and counted."""
    began, ended = clock.start_of(days.first), clock.start_of(days.last + clock.DAY)
    with everything("what a unit did is counted for its letter"):
        met = Claim.objects.filter(
            organisation=organisation,
            need__community=community,
            state=Deal.HELD,
            closed_at__gte=began,
            closed_at__lt=ended,
        )
        lent = Booking.objects.filter(
            resource__organisation=organisation,
            for_place__path__range=branch(community.path),
            state=Deal.HELD,
            starts_at__gte=began,
            starts_at__lt=ended,
        )
        found = [Deed(MET, met.count()), Deed(LENT, lent.count())]
    return [deed for deed in found if deed.times]
