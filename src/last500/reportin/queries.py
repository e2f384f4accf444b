"""Questions about helpers: who is reported in where, what was shown, when they want their peace."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from last500.base import clock
from last500.base.actor import Actor
from last500.base.ids import shown_number
from last500.notify.quiet import Quiet
from last500.places.rules import branch
from last500.records.homes import Home, Member
from last500.reportin import week
from last500.reportin.models import HelperNumber, Proof, ReportIn, ReportInQuerySet
from last500.reportin.rules import State
from last500.reportin.skills import QUALIFICATION_BY_CODE


def own(actor: Actor) -> ReportIn | None:
    """The actor's own active report-in, with its place and what counts of their proofs
    (`proofs_of`); one statement."""
    if actor.person is None:
        return None
    rows = with_proofs(ReportIn.objects.active().filter(person=actor.person), clock.today())
    return rows.select_related("place", "building").first()


def home_of(person: UUID) -> Home | None:
    """Where somebody's records belong, the unit they come from, their number; one statement."""
    rows = ReportIn.objects.filter(person=person, state=State.CONFIRMED)
    found = rows.select_related("place", "person__helper_number").first()
    if found is None:
        return None
    own = getattr(found.person, "helper_number", None)
    number = shown_number(own.number) if own else ""
    return Home(found.place, found.organisation_id, number)


def members(path: str) -> dict[str, Member]:
    """Whoever is reported in below this path and has not locked their data; one statement."""
    rows = ReportIn.objects.filter(
        state=State.CONFIRMED, place__path__range=branch(path), person__restricted_at=None
    )
    found = rows.values_list("person__phone_index", "person", "place")
    return {index: Member(person, place) for index, person, place in found}


def last_own(actor: Actor) -> ReportIn | None:
    """The latest that was ever asked for: what was wished there is offered again."""
    rows = ReportIn.objects.filter(person=actor.person).exclude(kind=b"")
    return rows.order_by("-asked_at").first()


def waiting_at(actor: Actor, path: str, limit: int = 50) -> list[ReportIn]:
    """Report-ins that the actor may confirm under this path, oldest first."""
    rows = ReportIn.objects.visible_to(actor).filter(
        state=State.ASKED, place__path__startswith=path
    )
    return list(rows.select_related("place", "person").order_by("asked_at")[:limit])


def with_proofs(
    rows: ReportInQuerySet, today: date, codes: Iterable[str] = QUALIFICATION_BY_CODE
) -> ReportInQuerySet:
    """The rows with whether each of these qualifications was shown and is good today."""
    good = Proof.objects.counting(today).filter(person=OuterRef("person"))
    return rows.annotate(
        **{f"has_{code}": Exists(good.filter(qualification=code)) for code in codes}
    )


def proofs_of(row: ReportIn) -> frozenset[str]:
    """The codes that `with_proofs` found."""
    return frozenset(code for code in QUALIFICATION_BY_CODE if vars(row).get(f"has_{code}"))


def own_proofs(actor: Actor) -> list[Proof]:
    """The actor's papers that wait or were looked at, the latest of each kind first."""
    rows = Proof.objects.filter(person=actor.person).exclude(state="over")
    return list(rows.order_by("qualification", "-said_at")[:20])


def own_number(actor: Actor) -> HelperNumber | None:
    return HelperNumber.objects.filter(person=actor.person).first()


def quiet_hours(people: Collection[UUID], now: datetime) -> dict[UUID, Quiet]:
    """Those of these people for whom it is quiet now (notify.quiet); one statement."""
    rows = ReportIn.objects.active().filter(person__in=people)
    columns = ("person", "quiet_from", "quiet_until", "urgent_any_hour")
    found = {}
    for person, start, end, urgent in rows.values_list(*columns):
        until = week.quiet_until(start, end, clock.local(now))
        if until:
            found[person] = Quiet(until, urgent)
    return found
