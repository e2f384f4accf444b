"""Questions about units: which are reported in where."""

from last500.organisations.models import Organisation
from last500.places.models import Place
from last500.places.rules import official_path
from last500.units.models import UnitReportIn


def units_at(community: Place) -> list[Organisation]:
    """Organisations whose report-in this community has agreed to, by name."""
    rows = UnitReportIn.objects.agreed().filter(community=community)
    return list(Organisation.objects.filter(report_ins__in=rows).order_by("name")[:500])


def is_reported_in(organisation: Organisation, community: Place) -> bool:
    rows = UnitReportIn.objects.agreed()
    return rows.filter(organisation=organisation, community=community).exists()


def units_for(compound: Place) -> list[Organisation]:
    """The units of the community in which this compound lies; none where there is no community."""
    path = official_path(compound.path, "community")
    community = Place.objects.filter(path=path).first() if path else None
    return units_at(community) if community else []
