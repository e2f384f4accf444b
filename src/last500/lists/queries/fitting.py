"""Which open needs a unit could meet, each with the reason; and when a unit last did something.

No order of merit: needs come by their date, and a unit is told reasons, never a figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from last500.base import clock
from last500.lists import rules
from last500.lists.models import Booking, Claim, Need, Resource
from last500.lists.rules import Deal
from last500.lists.sentences import skill_words
from last500.organisations.models import Organisation
from last500.places.models import Place
from last500.units.models import UnitReportIn


@dataclass(frozen=True)
class Fitting:
    """A need with the reasons why it fits, in words."""

    need: Need
    reasons: tuple[str, ...]


def open_needs_fitting(
    organisation: Organisation, *, communities: Iterable[Place] | None = None, most: int = 20
) -> list[Fitting]:
    """Needs that the unit's open resources fit, where it is reported in (or in `communities`).

    What it has claimed already is left out. The soonest date first. Two statements.
    """
    offered = Resource.objects.filter(organisation=organisation, state=rules.ResourceState.OPEN)
    own = list(offered.order_by("pk")[:200])
    if not own:
        return []
    needs = Need.objects.claimable(clock.today()).select_related("community", "place")
    if communities is None:
        here = UnitReportIn.objects.agreed().filter(organisation=organisation)
        needs = needs.filter(community__in=here.values("community"))
    else:
        needs = needs.filter(community__in=[place.pk for place in communities])
    claimed = Claim.objects.filter(organisation=organisation, state__in=rules.UNFINISHED)
    needs = needs.exclude(pk__in=claimed.values("need"))
    found = []
    for need in needs.order_by("until_on", "pk")[:300]:
        if reasons := why(need, own):
            found.append(Fitting(need, tuple(reasons)))
        if len(found) == most:
            break
    return found


def why(need: Need, resources: Iterable[Resource]) -> list[str]:
    """The reasons, the firmest first; empty where nothing of the unit's fits."""
    wanted = set(need.skills)
    reasons = []
    for one in resources:
        both = [code for code in need.skills if code in one.skills]
        if both:
            said = _("、").join(skill_words(both))
            reasons.append(
                _("你们的“%(title)s”会%(skills)s") % {"title": one.title, "skills": said}
            )
        elif one.kind == need.kind and not (wanted and one.skills):
            reasons.append(_same_kind(need, one))
    return list(dict.fromkeys(reasons))[:3]


def _same_kind(need: Need, one: Resource) -> str:
    words = {"title": one.title, "kind": _(rules.KIND_WORDS[need.kind])}
    return _("正要%(kind)s，你们有“%(title)s”") % words


def last_done(organisations: Iterable[UUID]) -> dict[UUID, date]:
    """The last day on which each unit met a need or lent something, as the other side confirmed.

    Units that have not done anything yet are not in it. Two statements for any number of units.
    """
    keys = list(organisations)
    claims = Claim.objects.filter(organisation__in=keys, state=Deal.HELD).order_by()
    found = {
        key: clock.local(at).date()
        for key, at in claims.values_list("organisation").annotate(at=Max("closed_at"))
    }
    lent = Booking.objects.filter(resource__organisation__in=keys, state=Deal.HELD).order_by()
    for key, at in lent.values_list("resource__organisation").annotate(at=Max("starts_at")):
        on = clock.local(at).date()
        found[key] = max(on, found.get(key, on))
    return found
