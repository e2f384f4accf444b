"""Which units and compounds of a community have been quiet, with what might suit them.

For the desk of that very community; what was done and what could be is `quiet_facts`.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from last500.base import clock
from last500.base.scope import everything
from last500.dispatch import idleness, quiet_facts
from last500.dispatch.idleness import Proposal, Thing
from last500.dispatch.models import QuietMark, QuietRhythm
from last500.organisations.models import Organisation
from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.units.models import UnitReportIn

SHOWN = 12  # quiet ones on one page; the rest come when these have been asked


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
        ground = _ground(community, shown)
        return [
            Quiet(
                one.key,
                one.name,
                one.rhythm,
                _proposals(one, ground),
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
    rows = list(agreed.select_related("organisation")[: quiet_facts.LOOKED_AT])
    keys = [row.organisation_id for row in rows]
    last = quiet_facts.latest(source(community, keys) for source in quiet_facts.DONE_BY_UNITS)
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
    last = quiet_facts.latest(source(keys) for source in quiet_facts.DONE_IN_COMPOUNDS)
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
    return list(rows.order_by("name")[: quiet_facts.LOOKED_AT])


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
    for row in rows.only("place", "skills").order_by("pk")[: 2 * quiet_facts.LOOKED_AT]:
        found.setdefault(row.place_id, set()).update(row.skills)
    return found


@dataclass(frozen=True)
class _Ground:
    """What could be done here, and by whom: asked once for all who are shown."""

    things: list[Thing]
    for_units: dict[UUID, list[Thing]]
    skills: dict[int, set[str]]


def _ground(community: Place, shown: list[_Found]) -> _Ground:
    if not shown:
        return _Ground([], {}, {})
    units = [one.organisation.pk for one in shown if one.organisation]
    for_units: dict[UUID, list[Thing]] = {}
    for source in quiet_facts.FOR_UNITS:
        for unit, things in source(community, units).items():
            for_units.setdefault(unit, []).extend(things)
    return _Ground(
        [thing for source in quiet_facts.THINGS for thing in source(community)],
        for_units,
        _skills([one.compound for one in shown if one.compound]),
    )


def _proposals(one: _Found, ground: _Ground) -> list[Proposal]:
    if one.compound is not None:
        can = ground.skills.get(one.compound.pk, set())
        return idleness.propose(ground.things, skills=can, home=one.compound.pk)
    own = ground.for_units.get(one.organisation.pk, []) if one.organisation else []
    return idleness.propose([*own, *ground.things])
