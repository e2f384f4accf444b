"""How it stands with one asking, as the policies see it: read from the database in a number of
statements that does not grow with helpers or invitations."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q

from last500.base import clock
from last500.dispatch import answers, waves
from last500.dispatch.chances import Chances
from last500.dispatch.matching import lot
from last500.dispatch.models import Asking
from last500.dispatch.policies import Way
from last500.dispatch.queries import BestHelper, best_helpers
from last500.dispatch.waves import Choice, Situation, Urgency, Waiting
from last500.places.models import Place
from last500.places.rules import branch, official_path
from last500.reportin.models import ReportIn
from last500.reportin.queries import quiet_hours
from last500.reportin.rules import PARTS
from last500.service_requests.fitting import LOOKED_AT
from last500.service_requests.models import Invitation, ServiceRequest

ASKED, REFUSED = Invitation.Answer.ASKED, Invitation.Answer.REFUSED
# As long as anybody is asked for a request that names no day.
LONGEST = timedelta(days=3)
WEEK = timedelta(days=7)
LETS_GO = waves.LETS_GO * clock.MINUTE


def minute_of_day(moment: datetime) -> int:
    local = clock.local(moment)
    return local.hour * 60 + local.minute


def needed_at(on: date | None, wished_part: str) -> datetime | None:
    """When somebody should be there: the beginning of the wished time, or its end once it has
    begun; None without a day, or when that day is over."""
    return next((moment for moment in _times(on, wished_part) if moment > clock.now()), None)


def _times(on: date | None, wished_part: str) -> list[datetime]:
    """When the wished time begins and when it is over."""
    start, end = PARTS.get(wished_part, (PARTS["morning"][0], PARTS["evening"][1]))
    return [clock.start_of(on) + n * clock.MINUTE for n in (start, end)] if on else []


def urgency_of(request: ServiceRequest) -> Urgency:
    when = needed_at(request.wished_on, request.wished_part)
    if when is None:
        return Urgency.NORMAL
    return waves.urgency((when - clock.now()) / clock.MINUTE)


def until_when(request: ServiceRequest) -> datetime:
    """As long as anybody is asked: until the wished time is over."""
    times = _times(request.wished_on, request.wished_part)
    return times[-1] if times and times[-1] > clock.now() else clock.now() + LONGEST


@dataclass(frozen=True)
class Standing:
    """`choices` may be asked now; `later` says when the first of the others may be, if any."""

    situation: Situation
    choices: list[Choice]
    reasons: dict[UUID, tuple[str, ...]]
    later: datetime | None
    nobody_left: bool


@dataclass
class _Look:
    """What is read once for one asking."""

    asking: Asking
    request: ServiceRequest
    now: datetime = field(default_factory=clock.now)

    def __post_init__(self) -> None:
        self.urgency = urgency_of(self.request)
        self.part = answers.part_of(self.request.wished_part)

    def minutes(self, since: datetime | None) -> float:
        return float("inf") if since is None else max(0.0, (self.now - since) / clock.MINUTE)


def standing(asking: Asking, request: ServiceRequest, way: Way) -> Standing:
    look = _Look(asking, request)
    chances = answers.chances_at(request.place)
    situation = _situation(look, way, chances)
    if not way.asks:
        return Standing(situation, [], {}, None, nobody_left=False)
    helpers = best_helpers(request, LOOKED_AT)
    people = [helper.person.pk for helper in helpers]
    asked = _asked(people, look.now)
    rests, later = _who_rests(look, people)
    own = answers.own_tallies(people, request.category, look.part)
    choices = []
    for helper in helpers:
        last, busy = asked.get(helper.person.pk, (None, 0))
        if helper.person.pk in rests or busy:
            continue
        ask = answers.ask_of(request, helper.reasons, asking.rounds + 1)
        # Whoever wishes to be chosen by time and distance alone is taken like anybody else.
        answered = own.get(helper.person.pk, ()) if "asked" in helper.parts else ()
        chance = chances.for_one(ask, *answered)
        choices.append(_choice(look, helper, ask.level, chance, look.minutes(last)))
    reasons = {helper.person.pk: helper.reasons for helper in helpers}
    return Standing(situation, choices, reasons, later, nobody_left=not helpers)


def _choice(look: _Look, helper: BestHelper, level: str, chance: float, since: float) -> Choice:
    return Choice(
        person=helper.person.pk,
        level=level,
        walk=helper.parts["walk"],
        trouble=helper.cost,
        chance=chance,
        since_asked=since,
        lot=lot(look.request.number, helper.person.pk),
        free=any(code.startswith("free:") for code in helper.reasons),
    )


def _situation(look: _Look, way: Way, chances: Chances) -> Situation:
    asking, request = look.asking, look.request
    columns = ("answer", "asked_at", "answered_at", "reasons", "round")
    rows = list(Invitation.objects.filter(request=request).only("request", *columns))
    here = [row.asked_at for row in rows if row.round and row.asked_at >= asking.begun_at]
    first = min(here, default=None)
    if not way.asks:
        first = first or asking.begun_at
    last = asking.last_round_at or asking.begun_at
    return Situation(
        minute=look.minutes(first) if first else 0.0,
        urgency=look.urgency,
        missing=request.wanted - request.taken,
        waiting=() if asking.hurry else tuple(_waiting(look, rows, chances)),
        asked=len(rows),
        rounds=asking.rounds,
        since_round=look.minutes(None if asking.hurry else last),
        refused=sum(r.answer == REFUSED and (r.answered_at or last) > last for r in rows),
        pressure=pressure_at(request.place, look.now),
    )


def _waiting(look: _Look, rows: Iterable[Invitation], chances: Chances) -> Iterable[Waiting]:
    for row in rows:
        if row.answer == ASKED:
            ask = answers.ask_of(look.request, row.reasons, row.round)
            yield Waiting(chances.of(ask), look.minutes(row.asked_at))


def pressure_at(place: Place, now: datetime) -> float:
    """Asks for each helper of the community in the last seven days; two statements."""
    path = official_path(place.path, "community") or place.path
    asks = Invitation.objects.filter(
        request__place__path__range=branch(path), asked_at__gt=now - WEEK
    ).count()
    helpers = ReportIn.objects.filter(state="confirmed", place__path__range=branch(path)).count()
    return asks / max(1, helpers)


def _asked(people: list[UUID], now: datetime) -> dict[UUID, tuple[datetime, int]]:
    """When these people were last asked for anything, and for how much they are asked now; one
    statement. Whoever was silent for a while is free to be asked for something else."""
    lately = Q(answer=ASKED) & (Q(alone=True) | Q(asked_at__gt=now - LETS_GO))
    rows = Invitation.objects.filter(helper__in=people).values_list("helper")
    counted = rows.annotate(last=Max("asked_at"), now=Count("pk", filter=lately)).order_by()
    return {helper: (last, n) for helper, last, n in counted}


def _who_rests(look: _Look, people: list[UUID]) -> tuple[set[UUID], datetime | None]:
    """Who is not to be asked at this hour, and when the first of them may be.

    Nobody in the night or in their own quiet hours; but for what presses those who have said that
    it may come at any hour.
    """
    urgent = look.urgency == Urgency.URGENT
    quiet = quiet_hours(people, look.now)
    rests = {p for p, rest in quiet.items() if not (urgent and rest.urgent_too)}
    wake = [quiet[person].until for person in rests]
    minutes = waves.until_morning(minute_of_day(look.now))
    if minutes:
        any_hour = ReportIn.objects.active().filter(person__in=people, urgent_any_hour=True)
        may = set(any_hour.values_list("person", flat=True)) if urgent else set()
        rests |= set(people) - may
        wake.append(look.now + minutes * clock.MINUTE)
    return rests, min(wake, default=None)
