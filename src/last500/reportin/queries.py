"""Questions about helpers: who is reported in where."""

from last500.base.actor import Actor
from last500.reportin.models import ReportIn
from last500.reportin.rules import State


def own(actor: Actor) -> ReportIn | None:
    """The actor's own active report-in, with its place; one statement."""
    if actor.person is None:
        return None
    rows = ReportIn.objects.active().filter(person=actor.person)
    return rows.select_related("place", "building").first()


def waiting_at(actor: Actor, path: str, limit: int = 50) -> list[ReportIn]:
    """Report-ins that the actor may confirm under this path, oldest first."""
    rows = ReportIn.objects.visible_to(actor).filter(
        state=State.ASKED, place__path__startswith=path
    )
    return list(rows.select_related("place", "person").order_by("asked_at")[:limit])
