"""Questions about service records, narrowed by `visible_to`. Nobody is compared with anybody."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import ExtractYear

from last500.base import clock
from last500.base.actor import Actor
from last500.base.scope import everything
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch
from last500.records import unusual
from last500.records.models import Review, ServiceRecord, ServiceRecordQuerySet
from last500.records.rules import State
from last500.records.unusual import Fact, Finding, Kind

LISTED = 50
# So many records are looked at for concentrations at most, the newest first.
LOOKED_AT_MOST = 5000


# ---- one's own -----------------------------------------------------------------------------------


@dataclass
class Year:
    """One's own year: what counts, by kind, and what waits. Minutes."""

    year: int
    times: int = 0
    minutes: int = 0
    waiting: int = 0
    by_kind: Mapping[str, int] = field(default_factory=dict)  # times of each kind, most first


def _own(actor: Actor) -> ServiceRecordQuerySet:
    return ServiceRecord.objects.filter(person=actor.person, reverses=None)


def years(actor: Actor) -> list[int]:
    """The years in which the actor has records, the latest first, this year always."""
    here = ExtractYear("began_at", tzinfo=clock.ZONE)
    found = _own(actor).annotate(year=here).values_list("year", flat=True).distinct()
    return sorted({*found, clock.today().year}, reverse=True)


def _of_year(actor: Actor, year: int) -> ServiceRecordQuerySet:
    begins, ends = clock.start_of(date(year, 1, 1)), clock.start_of(date(year + 1, 1, 1))
    return _own(actor).filter(began_at__gte=begins, began_at__lt=ends)


def my_year(actor: Actor, year: int) -> Year:
    """One statement: the sums of a year, only of what counts, and how many wait."""
    rows = _of_year(actor, year).filter(reversed_at=None).exclude(state=State.DECLINED)
    told = Year(year)
    kinds: Counter[str] = Counter()
    sums = rows.values("kind", "state").annotate(times=Count("pk"), minutes=Sum("minutes"))
    for row in sums.order_by("kind"):
        if row["state"] == State.ENTERED:
            told.waiting += row["times"]
            continue
        told.times += row["times"]
        told.minutes += row["minutes"]
        kinds[row["kind"]] += row["times"]
    told.by_kind = dict(kinds.most_common())
    return told


def my_records(actor: Actor, year: int, *, after: int = 0) -> list[ServiceRecord]:
    """One page of a year, the latest first; one more than is shown tells whether there are more."""
    rows = _of_year(actor, year).select_related("place", "reversal")
    return list(rows.order_by("-began_at", "pk")[after : after + LISTED + 1])


def all_mine(actor: Actor) -> list[ServiceRecord]:
    """All that count or wait, the earliest first: to be taken away."""
    rows = _own(actor).live().select_related("place")
    return list(rows.order_by("began_at", "pk"))


def my_looks(actor: Actor) -> list[Review]:
    """What somebody looked at that concerns the actor, in the last year."""
    mine = Q(person=actor.person) | Q(other=actor.person)
    rows = Review.objects.filter(mine, looked_at__gt=clock.now() - 365 * clock.DAY)
    return list(rows.select_related("place").order_by("-looked_at")[:20])


def mine(actor: Actor, key: UUID) -> ServiceRecord | None:
    if actor.person is None:
        return None
    return _own(actor).filter(pk=key).select_related("place", "person").first()


# ---- the desk ------------------------------------------------------------------------------------


def _at(actor: Actor, place: Place) -> ServiceRecordQuerySet:
    """Of this branch, but for the actor's own: somebody else answers those."""
    rows = ServiceRecord.objects.at_desks_of(actor).filter(reverses=None)
    rows = rows.filter(place__path__range=branch(place.path)).exclude(person=actor.person)
    return rows.select_related("place", "person")


def waiting_at(actor: Actor, place: Place) -> list[ServiceRecord]:
    """What waits for an organiser's word, the longest first."""
    rows = _at(actor, place).waiting().order_by("entered_at", "pk")
    return list(rows[: LISTED + 1])


def answered_at(actor: Actor, place: Place) -> list[ServiceRecord]:
    """Confirmed lately, the newest first: what may need a correction."""
    rows = _at(actor, place).filter(state=State.CONFIRMED).select_related("reversal")
    return list(rows.order_by("-confirmed_at", "pk")[:LISTED])


def at_desk(actor: Actor, key: UUID) -> ServiceRecord | None:
    rows = ServiceRecord.objects.at_desks_of(actor).filter(pk=key, reverses=None)
    return rows.exclude(person=actor.person).select_related("place", "person", "reversal").first()


# ---- concentrations ------------------------------------------------------------------------------


def unusual_at(actor: Actor, place: Place) -> list[Finding]:
    """Concentrations in this branch, but for those that concern the actor. Two statements."""
    if not actor.may(Permission.RECORD_REVIEW, place.path):
        return []
    since = clock.now() - unusual.WINDOW
    rows = ServiceRecord.objects.live().filter(
        place__path__range=branch(place.path), began_at__gt=since, person__restricted_at=None
    )
    facts = [
        Fact(
            key=key,
            person=person,
            began=began,
            minutes=minutes,
            entered=entered,
            own=source in {"own", "elsewhere"},
            confirmed=confirmed,
            confirmer=confirmer,
            as_organiser=confirmed_as == "organiser",
            link=used - made if used and made and confirmed_as == "served" else None,
        )
        for (
            key, person, began, minutes, entered, source, confirmed, confirmer, confirmed_as,
            made, used,
        ) in rows.order_by("-began_at").values_list(
            "pk", "person", "began_at", "minutes", "entered_at", "source", "confirmed_at",
            "confirmed_by", "confirmed_as", "served_link__made_at", "served_link__used_at",
        )[:LOOKED_AT_MOST]
    ]  # fmt: skip
    found = unusual.findings(facts, _looked(since))
    return [one for one in found if actor.person not in {one.person, one.other}]


def _looked(since: datetime) -> unusual.Looked:
    rows = Review.objects.filter(looked_at__gt=since).values_list("kind", "person", "other")
    with everything("whether somebody has looked already"):
        return {
            (Kind(kind), person, other): at
            for kind, person, other, at in rows.annotate(at=Max("looked_at"))
        }
