"""Which units and compounds of a community have been quiet, with what might suit them.

For the desk of that very community. Each app that knows of something done, or of something to do,
has one line in the tables below.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Max
from django.urls import reverse
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.scope import everything
from last500.dispatch import idleness
from last500.dispatch.idleness import Kind, Proposal, Thing
from last500.dispatch.models import QuietMark, QuietRhythm
from last500.organisations.models import Organisation
from last500.places.models import Place
from last500.places.rules import branch
from last500.records.models import ServiceRecord
from last500.reportin.models import ReportIn
from last500.service_requests.categories import BY_CODE
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import State
from last500.units.models import UnitReportIn

SHOWN = 12  # quiet ones on one page; the rest come when these have been asked
LOOKED_AT = 300
FINISHED = (State.DONE, State.CONFIRMED, State.UNCONFIRMED)


# ---- what was done -------------------------------------------------------------------------------


def records_of_units(community: Place, units: Collection[UUID]) -> dict[UUID, date]:
    """The last confirmed service of a unit's members in this community. One statement."""
    rows = ServiceRecord.objects.counted().filter(
        organisation__in=units, place__path__range=branch(community.path)
    )
    last = rows.order_by().values_list("organisation").annotate(at=Max("ended_at"))
    return {key: clock.local(at).date() for key, at in last}


def requests_of_compounds(compounds: Collection[int]) -> dict[int, date]:
    """The last request that was carried out, a turn of a rota among them. One statement."""
    rows = ServiceRequest.objects.filter(place__in=compounds, state__in=FINISHED)
    last = rows.order_by().values_list("place").annotate(at=Max("done_at"))
    return {key: clock.local(at).date() for key, at in last if at}


DONE_BY_UNITS: tuple[Callable[[Place, Collection[UUID]], dict[UUID, date]], ...] = (
    records_of_units,
)
DONE_IN_COMPOUNDS: tuple[Callable[[Collection[int]], dict[int, date]], ...] = (
    requests_of_compounds,
)


def _latest(found: Iterable[dict]) -> dict:
    last: dict = {}
    for one in found:
        for key, on in one.items():
            last[key] = max(on, last.get(key, on))
    return last


# ---- what could be done --------------------------------------------------------------------------


def open_requests(community: Place) -> list[Thing]:
    """Requests of the community that are open to all who fit: their kind, nothing of whose."""
    rows = ServiceRequest.objects.filter(
        place__path__range=branch(community.path), state=State.OFFERED, taken__lt=F("wanted")
    )
    rows = rows.exclude(open_to="").only(
        "number", "category", "place__name", "wished_on", "wanted", "taken"
    )
    found = rows.select_related("place").order_by("due_at")[:LOOKED_AT]
    return [
        Thing(
            kind=Kind.REQUEST,
            key=one.number,
            title=_(BY_CODE[one.category].name) if one.category in BY_CODE else _("帮忙"),
            where=one.place.name,
            place=one.place_id,
            href=reverse("web:join", args=[one.number]),
            skills=BY_CODE[one.category].skills if one.category in BY_CODE else (),
            missing=one.wanted - one.taken,
            by=one.wished_on,
        )
        for one in found
    ]


THINGS: tuple[Callable[[Place], list[Thing]], ...] = (open_requests,)
# What an app knows to fit one unit's resources, with its own reasons.
FOR_A_UNIT: tuple[Callable[[Place, Organisation], list[Thing]], ...] = ()


# ---- the quiet -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quiet:
    """A unit or a compound that has been quiet, in its own community's eyes only."""

    key: str  # u-<organisation> or c-<place>
    name: str
    rhythm: int
    proposals: list[Proposal]
    asked: bool  # within thirty days
    organisation: Organisation | None = None
    compound: Place | None = None


@dataclass(frozen=True)
class _Found:
    key: str
    name: str
    rhythm: int
    organisation: Organisation | None = None
    compound: Place | None = None


def quiet_at(community: Place) -> list[Quiet]:
    """Who has been quiet here, in the order of their names; whoever is left alone is not there.

    A bounded number of statements whatever the number of units and compounds. To be asked for a
    community whose desk the reader holds.
    """
    with everything("a community looks whom it might ask"):
        marks = _marks(community)
        found = [*_quiet_units(community), *_quiet_compounds(community)]
        today, now = clock.today(), clock.now()
        there = [
            one
            for one in found
            if one.key not in marks or not idleness.is_left_alone(marks[one.key].left_until, today)
        ]
        shown = sorted(there, key=lambda one: one.name)[:SHOWN]
        things = [thing for source in THINGS for thing in source(community)] if shown else []
        skills = _skills([one.compound for one in shown if one.compound])
        return [
            Quiet(
                one.key,
                one.name,
                one.rhythm,
                _proposals(community, one, things, skills),
                one.key in marks and not idleness.may_ask(marks[one.key].asked_at, now),
                one.organisation,
                one.compound,
            )
            for one in shown
        ]


def quiet_one(community: Place, key: str) -> Quiet | None:
    return next((one for one in quiet_at(community) if one.key == key), None)


def _marks(community: Place) -> dict[str, QuietMark]:
    rows = QuietMark.objects.filter(community=community)
    return {
        f"u-{row.organisation_id}" if row.organisation_id else f"c-{row.compound_id}": row
        for row in rows
    }


def _quiet_units(community: Place) -> list[_Found]:
    """Units whose report-in both sides have agreed to, and who did nothing in its rhythm."""
    agreed = UnitReportIn.objects.agreed().filter(community=community)
    rows = list(agreed.select_related("organisation")[:LOOKED_AT])
    keys = [row.organisation_id for row in rows]
    last = _latest(source(community, keys) for source in DONE_BY_UNITS)
    return [
        _Found(
            f"u-{row.organisation_id}",
            row.organisation.name,
            row.rhythm_days,
            organisation=row.organisation,
        )
        for row in rows
        if idleness.is_quiet(
            rhythm=row.rhythm_days,
            last=last.get(row.organisation_id),
            since=_agreed_on(row),
            today=clock.today(),
        )
    ]


def _agreed_on(row: UnitReportIn) -> date:
    both = [at for at in (row.unit_agreed_at, row.community_agreed_at) if at]
    return clock.local(max(both, default=row.asked_at)).date()


def _quiet_compounds(community: Place) -> list[_Found]:
    places = compounds_of(community)
    keys = [place.pk for place in places]
    last = _latest(source(keys) for source in DONE_IN_COMPOUNDS)
    rhythms = rhythms_of(places)
    return [
        _Found(f"c-{place.pk}", place.name, rhythms[place.pk], compound=place)
        for place in places
        if idleness.is_quiet(
            rhythm=rhythms[place.pk],
            last=last.get(place.pk),
            since=place.opened_on or date.min,
            today=clock.today(),
        )
    ]


def compounds_of(community: Place) -> list[Place]:
    rows = Place.objects.under(community.path).current().filter(level="compound")
    return list(rows.order_by("name")[:LOOKED_AT])


def rhythms_of(places: list[Place]) -> dict[int, int]:
    """The rhythm of each compound in days; the usual one where the community has given none."""
    known = QuietRhythm.objects.filter(place__in=places).values_list("place", "days")
    return dict.fromkeys((place.pk for place in places), idleness.COMPOUND_DAYS) | dict(known)


def _skills(compounds: list[Place]) -> dict[int, set[str]]:
    """What neighbours there have said they can do; which of them is nobody's matter here."""
    rows = ReportIn.objects.filter(
        place__in=compounds, state="confirmed", person__restricted_at=None
    )
    found: dict[int, set[str]] = {}
    for row in rows.only("place", "skills").order_by("pk")[: 2 * LOOKED_AT]:
        found.setdefault(row.place_id, set()).update(row.skills)
    return found


def _proposals(
    community: Place, one: _Found, things: list[Thing], skills: dict[int, set[str]]
) -> list[Proposal]:
    if one.compound is not None:
        can = skills.get(one.compound.pk, set())
        return idleness.propose(things, skills=can, home=one.compound.pk)
    unit = one.organisation
    own = [thing for source in FOR_A_UNIT for thing in source(community, unit)] if unit else []
    return idleness.propose([*own, *things], home=community.pk)
