"""Questions about units: which are reported in where, who answers next, whom they invited."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, Q, When

from last500.base import clock, masking
from last500.base.actor import Actor
from last500.base.scope import everything
from last500.organisations.models import Liaison, Organisation
from last500.organisations.rules import PARTNERS
from last500.places.models import Place
from last500.places.rules import branch, official_path
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState
from last500.units import rules
from last500.units.models import (
    LiaisonInvitation,
    MemberInvitation,
    UnitImport,
    UnitReportIn,
    UnitReportInEvent,
    UnitReportInQuerySet,
)
from last500.units.rules import Side, State

LISTED = 50  # units on a page of the desk


def units_at(community: Place) -> list[Organisation]:
    """Organisations whose report-in this community has agreed to, by name."""
    rows = UnitReportIn.objects.agreed().filter(community=community)
    return list(Organisation.objects.filter(report_ins__in=rows).order_by("name")[:500])


def is_reported_in(organisation: Organisation, community: Place) -> bool:
    rows = UnitReportIn.objects.agreed()
    return rows.filter(organisation=organisation, community=community).exists()


def units_for(compound: Place) -> list[Organisation]:
    """The units of the community in which this compound lies; none where there is no community."""
    community = community_of(compound)
    return units_at(community) if community else []


# ---- names --------------------------------------------------------------------------------------


def partners_of_the_street(community: Place) -> list[Organisation]:
    """Organisations from outside that are kept at this street, or are reported in somewhere in it.
    Their names are public."""
    path = official_path(community.path, "street") or community.path
    here = UnitReportIn.objects.active().filter(community__path__range=branch(path))
    known = Q(place__path__range=branch(path)) | Q(pk__in=here.values("organisation"))
    rows = Organisation.objects.filter(known, kind__in=PARTNERS, ended_on=None)
    return list(rows.order_by("name")[:2000])


def names_alike(community: Place, name: str) -> list[Organisation]:
    """Those of the street whose name may mean the same; shown before a second one is made."""
    found = [one for one in partners_of_the_street(community) if rules.alike(one.name, name)]
    return found[:8]


def communities_named(words: str, limit: int = 8) -> list[Place]:
    """Communities with these words in their name, or in that of one of their compounds."""
    if not words:
        return []
    rows = Place.objects.current().filter(name__icontains=words)
    found = list(rows.filter(level__in=["community", "compound"]).order_by("level", "path")[:40])
    direct = {place.pk: place for place in found if place.level == "community"}
    paths = {official_path(place.path, "community") for place in found} - {None}
    above = Place.objects.current().filter(path__in=paths).exclude(pk__in=direct)
    return [*direct.values(), *above.order_by("path")][:limit]


def community_of(place: Place) -> Place | None:
    """The community that a compound lies in."""
    path = official_path(place.path, "community")
    return Place.objects.current().filter(path=path).first() if path else None


# ---- one report-in ------------------------------------------------------------------------------


def seen(actor: Actor, key: UUID) -> UnitReportIn | None:
    """One report-in that the actor may see, with all that its page needs; one statement."""
    rows = UnitReportIn.objects.visible_to(actor).filter(pk=key)
    return rows.select_related("organisation__place", "community", "letter", "moved_from").first()


def history(report_in: UnitReportIn) -> list[UnitReportInEvent]:
    rows = UnitReportInEvent.objects.filter(report_in=report_in)
    return list(rows.order_by("at", "pk")[:200])


@dataclass(frozen=True)
class Speaker:
    """A liaison as a community sees them: the name masked until somebody asks for it."""

    key: UUID
    masked: str
    since: date


def speakers(organisations: Sequence[UUID]) -> dict[UUID, list[Speaker]]:
    """Acting liaisons of these organisations; for whoever may see their report-ins."""
    rows = Liaison.objects.acting(clock.today()).filter(organisation__in=organisations)
    found: dict[UUID, list[Speaker]] = {}
    for row in rows.select_related("person").order_by("from_on", "pk")[:500]:
        masked = masking.name(row.person.name or row.person.called)
        found.setdefault(row.organisation_id, []).append(Speaker(row.pk, masked, row.from_on))
    return found


def liaison_here(report_in: UnitReportIn, key: UUID) -> Liaison | None:
    """An acting liaison of this report-in's unit."""
    rows = Liaison.objects.acting(clock.today()).filter(pk=key)
    return rows.filter(organisation=report_in.organisation_id).select_related("person").first()


def asked_here(report_in: UnitReportIn) -> LiaisonInvitation | None:
    """The invitation to its liaison that is still waiting; name and number are not read."""
    rows = LiaisonInvitation.objects.waiting().filter(report_in=report_in)
    return rows.defer("name", "phone").first()


# ---- the liaison's own --------------------------------------------------------------------------


@dataclass
class Own:
    """One organisation for which the reader speaks, or has asked."""

    organisation: Organisation
    speaks: bool
    report_ins: list[UnitReportIn] = field(default_factory=list)
    colleagues: int = 0
    members: int | None = None  # None: fewer than five
    invited: int = 0


def own_units(actor: Actor) -> list[Own]:
    """The reader's organisations, each with its report-ins and sums of its members."""
    if actor.person is None:
        return []
    acting = Liaison.objects.acting(clock.today())
    mine = set(acting.filter(person=actor.person).values_list("organisation", flat=True)[:50])
    rows = UnitReportIn.objects.of(actor).select_related("organisation", "community")
    found: dict[UUID, Own] = {}
    for row in rows.order_by("state", "-asked_at")[:200]:
        known = found.setdefault(
            row.organisation_id, Own(row.organisation, row.organisation_id in mine)
        )
        known.report_ins.append(row)
    for one in Organisation.objects.filter(pk__in=mine - set(found)):
        found[one.pk] = Own(one, speaks=True)
    _sums([one for one in found.values() if one.speaks])
    return sorted(found.values(), key=lambda one: one.organisation.name)


def _sums(units: list[Own]) -> None:
    """Of people only sums: those who ticked the unit themselves, from five on (k ≥ 5)."""
    keys = [one.organisation.pk for one in units]
    reported = members_of(keys)
    asked = MemberInvitation.objects.lasting().filter(organisation__in=keys)
    counted = asked.values("organisation").annotate(n=Count("pk")).order_by()
    invited = dict(counted.values_list("organisation", "n"))
    acting = Liaison.objects.acting(clock.today()).filter(organisation__in=keys)
    speaking = dict(
        acting.values("organisation").annotate(n=Count("pk")).values_list("organisation", "n")
    )
    for one in units:
        one.members = rules.shown_sum(reported.get(one.organisation.pk, 0))
        one.invited = invited.get(one.organisation.pk, 0)
        one.colleagues = speaking.get(one.organisation.pk, 1) - 1


def members_of(keys: Sequence[UUID]) -> dict[UUID, int]:
    """How many are reported in from each of these units, by their own tick. The caller shows it
    through `rules.shown_sum` alone."""
    if not keys:
        return {}
    with everything("how many are reported in from a unit: told as a sum of five or more"):
        rows = ReportIn.objects.filter(organisation__in=keys, state=MemberState.CONFIRMED)
        counted = rows.values("organisation").annotate(n=Count("pk"))
        return dict(counted.order_by().values_list("organisation", "n"))


def own_lists(actor: Actor, organisation: Organisation) -> list[UnitImport]:
    rows = UnitImport.objects.visible_to(actor).filter(organisation=organisation)
    return list(rows.order_by("-staged_at")[:10])


# ---- the one who is asked -----------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What waits for the reader: to speak for units, and to report in from them."""

    to_speak: list[LiaisonInvitation]
    to_report_in: list[MemberInvitation]

    def __bool__(self) -> bool:
        return bool(self.to_speak or self.to_report_in)


def invitations_for(actor: Actor, *, reported_in: bool = False) -> Asked:
    """Invitations to the number with which the reader signed in. Whoever is `reported_in` is not
    asked to report in once more. Two statements."""
    if actor.person is None:
        return Asked([], [])
    speak = LiaisonInvitation.objects.visible_to(actor).select_related(
        "organisation", "report_in__community"
    )
    members = MemberInvitation.objects.visible_to(actor).select_related("organisation", "compound")
    members = members.filter(compound__closed_on=None).exclude(compound__slug=None)
    return Asked(
        list(speak.order_by("-made_at")[:5]),
        [] if reported_in else list(members.order_by("-made_at")[:3]),
    )


# ---- the community's desk -----------------------------------------------------------------------

_ASKED, _AGREED = Q(state=State.ASKED), Q(state=State.AGREED)
PILES: dict[str, Q] = {
    "all": Q(state__in=rules.ACTIVE),
    # Who answers next: the community, or the unit.
    "community": (_ASKED & Q(community_agreed_at=None)) | (_AGREED & Q(rhythm_wanted_by=Side.UNIT)),
    "unit": (_ASKED & Q(unit_agreed_at=None)) | (_AGREED & Q(rhythm_wanted_by=Side.COMMUNITY)),
    "agreed": _AGREED,
    "over": Q(state__in=[State.REFUSED, State.ENDED]),
}


def _below(actor: Actor, place: Place) -> UnitReportInQuerySet:
    rows = UnitReportIn.objects.handled_by(actor)
    return rows.filter(community__path__range=branch(place.path))


def on_desk(
    actor: Actor, place: Place, pile: str = "all", words: str = "", page: int = 1
) -> tuple[list[UnitReportIn], bool]:
    """A page of units below this place: first what waits for the community, then by name; and
    whether there are more. One statement."""
    first = Case(When(PILES["community"], then=0), default=1)
    rows = _below(actor, place).filter(PILES[pile])
    if words:
        rows = rows.filter(organisation__name__icontains=words)
    rows = rows.select_related("organisation", "community").annotate(first=first)
    start = (page - 1) * LISTED
    ordered = rows.order_by("first", "organisation__name", "pk")
    found = list(ordered[start : start + LISTED + 1])
    return found[:LISTED], len(found) > LISTED


def desk_counts(actor: Actor, place: Place) -> dict[str, int]:
    """How many stand behind each filter; one statement."""
    counted = {name: Count("pk", filter=pile) for name, pile in PILES.items()}
    return _below(actor, place).aggregate(**counted)


def all_on_desk(actor: Actor, place: Place) -> list[UnitReportIn]:
    """For a file: all that are active below this place, by community and name."""
    rows = _below(actor, place).active().select_related("organisation", "community")
    return list(rows.order_by("community__path", "organisation__name", "pk")[:5000])
