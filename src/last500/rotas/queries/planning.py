"""Whose turn is next: for the plan of a rota and for the worker."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from last500.base import clock
from last500.reportin.models import ReportIn
from last500.reportin.rules import is_paused
from last500.rotas import rules
from last500.rotas.models import Planned, Rota, RotaMember, Turn
from last500.rotas.rules import Seat, State, TurnState
from last500.service_requests.models import Invitation
from last500.service_requests.rules import State as RequestState

AHEAD = (RequestState.VERIFIED, RequestState.OFFERED)
_WITH = ("rota__place", "rota__building", "rota__contact", "request__place", "request__contact")


def planned_turns(rota: Rota) -> QuerySet[Turn]:
    """Days ahead that have no request yet, with who is planned."""
    rows = Turn.objects.filter(rota=rota, state=TurnState.PLANNED, on__gte=clock.today())
    return rows.order_by("on").prefetch_related("planned")


def turn_with_all(key: UUID) -> Turn:
    return Turn.objects.select_related(*_WITH, "request__desk", "request__requester").get(pk=key)


def turns_to_place(today: date, limit: int) -> list[UUID]:
    """Turns of running rotas whose helpers are to be asked now, the nearest first."""
    weekly = Q(rota__kind=rules.Kind.WEEKS, rota__every=1)
    soon = today + timedelta(rules.lead_days(_ANY_WEEK))
    later = today + timedelta(rules.lead_days(_ANY_MONTH))
    rows = Turn.objects.filter(state=TurnState.PLANNED, on__gte=today, rota__state=State.RUNNING)
    rows = rows.filter((weekly & Q(on__lte=soon)) | (~weekly & Q(on__lte=later)))
    rows = rows.filter(on__lte=F("rota__ends_on"))
    return list(rows.order_by("on", "pk").values_list("pk", flat=True)[:limit])


_ANY_WEEK = rules.Pattern(rules.Kind.WEEKS, 1, 0, 0, 0, date(2020, 1, 1))
_ANY_MONTH = rules.Pattern(rules.Kind.MONTHS, 1, 0, 1, 0, date(2020, 1, 1))


def _open_turns() -> QuerySet[Turn]:
    rows = Turn.objects.filter(state=TurnState.PLACED, on__gte=clock.today(), handed_over_at=None)
    return rows.filter(rota__state__in=rules.AGREED, request__open_to="")


def turns_short_of_somebody(limit: int) -> list[Turn]:
    """Nobody is being asked although somebody is missing: given back, or all declined."""
    asked = Invitation.objects.filter(request=OuterRef("request"), answer="asked")
    rows = _open_turns().filter(request__state__in=AHEAD).filter(~Exists(asked))
    rows = rows.filter(request__taken__lt=F("request__wanted"))
    return list(rows.order_by("on")[:limit])


def turns_without_an_answer(now: datetime, limit: int) -> list[Turn]:
    rows = _open_turns().filter(request__state=RequestState.OFFERED, request__due_at__lt=now)
    return list(rows.filter(stood_in_at=None).order_by("on")[:limit])


def seats(rota: Rota) -> dict[UUID, RotaMember]:
    """Those who have joined and have not locked their data, by the key of their seat."""
    rows = RotaMember.objects.filter(rota=rota, state=Seat.JOINED, person__restricted_at=None)
    return {row.pk: row for row in rows.select_related("person").order_by("joined_at", "pk")}


def members_to_plan(
    rota: Rota, on_days: Sequence[date], *, leave_out: UUID | None = None
) -> list[rules.Member]:
    """Who has joined, with the days on which they rest or have another turn at that hour.

    Three statements. The person of a `rules.Member` is the key of their seat.
    """
    found = seats(rota)
    people = {row.person_id for row in found.values()}
    report_ins = ReportIn.objects.filter(person__in=people, state="confirmed")
    pauses = dict(report_ins.values_list("person", "paused_until"))
    taken = _taken_elsewhere(rota, people, on_days)
    return [
        rules.Member(
            person=row.pk,
            joined=number,
            last_on=row.last_on,
            last_place=row.last_place,
            away=frozenset(
                on
                for on in on_days
                if is_paused(pauses[row.person_id], on)
                or is_paused(row.rests_until, on)
                or on in taken[row.person_id]
            ),
        )
        for number, row in enumerate(found.values())
        if row.person_id in pauses
    ]


def _taken_elsewhere(
    rota: Rota, people: Collection[UUID], on_days: Sequence[date]
) -> defaultdict[UUID, set[date]]:
    """Days on which they are planned for another rota at the same hour."""
    rows = Planned.objects.filter(
        member__person__in=people,
        turn__on__in=on_days,
        turn__state__in=[TurnState.PLANNED, TurnState.PLACED],
        turn__rota__state=State.RUNNING,
        turn__rota__start__lt=rota.start + rota.minutes,
    ).exclude(turn__rota=rota)
    known = rows.values_list(
        "member__person", "turn__on", "turn__rota__start", "turn__rota__minutes"
    )
    taken: defaultdict[UUID, set[date]] = defaultdict(set)
    for person, on, start, minutes in known:
        if start + minutes > rota.start:
            taken[person].add(on)
    return taken


def who_had_the_last(rota: Rota, *, before: date | None = None) -> set[UUID]:
    """The seats that had the turn before: as planned, and whoever stood in."""
    rows = Turn.objects.filter(rota=rota, state=TurnState.PLACED)
    rows = rows.filter(on__lt=before) if before else rows
    last = rows.order_by("-on").values("pk")[:1]
    return set(
        Planned.objects.filter(turn__in=list(last.values_list("pk", flat=True))).values_list(
            "member", flat=True
        )
    )
