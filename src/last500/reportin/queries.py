"""Questions about helpers: who is reported in where."""

from uuid import UUID

from last500.base.actor import Actor
from last500.places.rules import branch
from last500.records.homes import Home, Member
from last500.reportin.models import ReportIn
from last500.reportin.rules import State


def own(actor: Actor) -> ReportIn | None:
    """The actor's own active report-in, with its place; one statement."""
    if actor.person is None:
        return None
    rows = ReportIn.objects.active().filter(person=actor.person)
    return rows.select_related("place", "building").first()


def home_of(person: UUID) -> Home | None:
    """Where somebody's records belong, and the unit they come from; one statement."""
    rows = ReportIn.objects.filter(person=person, state=State.CONFIRMED).select_related("place")
    found = rows.only("place", "organisation").first()
    return Home(found.place, found.organisation_id) if found else None


def members(path: str) -> dict[str, Member]:
    """Whoever is reported in below this path and has not locked their data; one statement."""
    rows = ReportIn.objects.filter(
        state=State.CONFIRMED, place__path__range=branch(path), person__restricted_at=None
    )
    found = rows.values_list("person__phone_index", "person", "place")
    return {index: Member(person, place) for index, person, place in found}


def waiting_at(actor: Actor, path: str, limit: int = 50) -> list[ReportIn]:
    """Report-ins that the actor may confirm under this path, oldest first."""
    rows = ReportIn.objects.visible_to(actor).filter(
        state=State.ASKED, place__path__startswith=path
    )
    return list(rows.select_related("place", "person").order_by("asked_at")[:limit])
