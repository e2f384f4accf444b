"""Questions about complaints: whose desk, who is told, what lies on a desk, what may be counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.ids import read_number
from last500.base.sealing import blind_index
from last500.complaints import rules
from last500.complaints.conflict import Matter, in_the_house, shut_out
from last500.complaints.models import (
    Complainant,
    Complaint,
    ComplaintEvent,
    RevealAsk,
    paths_with,
)
from last500.complaints.rules import Desk, Level, State
from last500.organisations.models import Office
from last500.organisations.rules import OFFICES, OfficeKind, Permission
from last500.people.models import AccessEvent, Person
from last500.places.models import Place
from last500.places.rules import path_steps
from last500.service_requests.models import ServiceRequest

LINK_INDEX = "complaints.link"
LISTED = 50
_HANDLES = [
    kind
    for kind, (_levels, allowed) in OFFICES.items()
    if allowed & {Permission.COMPLAINT_HANDLE, Permission.COMPLAINT_PLATFORM}
]


# ---- desks --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seat:
    """A desk with its place and its people, for one complaint."""

    place: Place
    level: Level
    told: tuple[Person, ...] = ()


def matter_of(complaint: Complaint) -> Matter:
    against = complaint.against
    return Matter(
        place=complaint.against_id,
        path=against.path if against else None,
        since=complaint.since_on,
        request=complaint.request_id,
    )


@in_the_house
def seat_for(
    complaint: Complaint, *, above: bool = False, not_for: Iterable[UUID] = ()
) -> Seat | None:
    """Where it is to lie: the first desk up with somebody who is not shut out.

    `above` looks only higher than where it lies; then None means that nobody is there. Else the
    highest desk holds it where nobody is free, so that it never lies nowhere.
    """
    against = complaint.against
    wanted = rules.levels(complaint.about, against.level if against else None)
    steps = path_steps(complaint.place.path)
    offices = _offices_at(steps)
    chain = _chain(wanted, steps, offices)
    holders = {office.person_id for office in offices}
    barred = shut_out(holders, matter_of(complaint)) | _own(complaint) | frozenset(not_for)
    found = rules.first_free(
        chain, barred, above=(complaint.desk_id, complaint.level) if above else None
    )
    if found is None:
        return None if above else _last_resort(complaint.place, wanted)
    people = {office.person_id: office for office in offices}
    place = next(office.place for office in offices if office.place_id == found.place)
    told = [people[key].person for key in sorted(found.holders - barred)]
    return Seat(place, found.level, tuple(told))


def _offices_at(steps: list[int]) -> list[Office]:
    rows = Office.objects.acting(clock.today()).filter(place__in=steps, kind__in=_HANDLES)
    return list(rows.select_related("person", "place").order_by("pk")[:300])


def _chain(wanted: Iterable[Level], steps: list[int], offices: list[Office]) -> list[Desk]:
    """The desks there are, in the order a complaint climbs; the operator's from near to far."""
    desks = []
    for level in wanted:
        kind_here = [o for o in offices if _level_of(o) == level]
        for place in reversed(steps):
            holders = frozenset(o.person_id for o in kind_here if o.place_id == place)
            if holders:
                desks.append(Desk(place, level, holders))
    return desks


def _level_of(office: Office) -> str:
    return Level.OPERATOR if office.kind == OfficeKind.OPERATOR else office.place.level


def _last_resort(place: Place, wanted: tuple[Level, ...]) -> Seat:
    """Nobody is free anywhere: the top of the tree holds it for whoever comes to office."""
    top = Place.objects.get(pk=path_steps(place.path)[0])
    level = Level(top.level) if top.level in wanted else wanted[-1]
    return Seat(top, level)


def _own(complaint: Complaint) -> frozenset[UUID]:
    """The account of whoever complained, if they gave it: nobody handles their own complaint."""
    rows = Complainant.objects.filter(complaint=complaint, contact__person__isnull=False)
    return frozenset(rows.values_list("contact__person", flat=True))


@in_the_house
def told_at(complaint: Complaint) -> list[Person]:
    """The people at the desk where it lies who are not shut out: whom a message may reach."""
    kinds = [
        kind
        for kind in _HANDLES
        if (kind == OfficeKind.OPERATOR) == (complaint.level == "operator")
    ]
    rows = Office.objects.acting(clock.today()).filter(place=complaint.desk_id, kind__in=kinds)
    people = {office.person_id: office.person for office in rows.select_related("person")[:50]}
    barred = shut_out(people, matter_of(complaint)) | _own(complaint)
    return [person for key, person in people.items() if key not in barred]


def root() -> Place | None:
    """Where a complaint without a place is kept: the top of the tree."""
    return Place.objects.current().filter(parent=None).order_by("path").first()


# ---- what a form offers -------------------------------------------------------------------------


def places_named(words: str, limit: int = 9) -> list[Place]:
    """Compounds, communities and streets with these words in their name; an exact one alone."""
    rows = Place.objects.current().filter(level__in=["compound", "community", "street"])
    found = list(rows.filter(name__icontains=words).order_by("path")[:limit]) if words else []
    exact = [place for place in found if place.name == words]
    return exact if len(exact) == 1 else found


def offices_to_name(place: Place) -> list[tuple[str, str]]:
    """What a complaint may name: desks and offices from this place up, by name of office alone."""
    since = clock.today() - rules.LOOK_BACK_DAYS * clock.DAY
    lasting = Q(to_on=None) | Q(to_on__gte=since)
    rows = Office.objects.filter(lasting, place__in=path_steps(place.path))
    rows = rows.filter(from_on__lte=clock.today()).exclude(kind=OfficeKind.OPERATOR)
    rows = rows.select_related("place").order_by("-place__path", "kind")
    found: dict[str, str] = {}
    for office in rows[:300]:
        where = office.place.name
        found.setdefault(f"{office.place_id}-", _("%(place)s（整个值守）") % {"place": where})
        key = f"{office.place_id}-{office.kind}"
        found.setdefault(key, f"{where} · {office.get_kind_display()}")
    return list(found.items())


@in_the_house
def request_named(text: str, *, address: str) -> ServiceRequest | None:
    """The request with this public number. Raises TooMany when somebody guesses."""
    limits.hit("complaint-about", _hashed(address), limits.GUESSES_PER_ADDRESS)
    rows = ServiceRequest.objects.filter(number=read_number(text) or "-")
    return rows.select_related("place", "desk").first()


# ---- the complainant's way back -----------------------------------------------------------------


def _hashed(address: str) -> str:
    return blind_index("address", address)[:32]


@in_the_house
def by_link(key: str) -> Complaint | None:
    rows = Complaint.objects.filter(complainant__link_index=blind_index(LINK_INDEX, key))
    return rows.select_related("complainant").first()


@in_the_house
def by_number(number_text: str, code: str, *, address: str) -> Complaint | None:
    """The complaint with this number and its four digits; None alike for a wrong number and wrong
    digits. Raises TooMany when somebody guesses."""
    limits.hit("complaint-from", _hashed(address), limits.GUESSES_PER_ADDRESS)
    number = read_number(number_text) or "-"
    limits.hit("complaint", number, limits.GUESSES_PER_NUMBER)
    rows = Complaint.objects.filter(complainant__number=number).select_related("complainant")
    found = rows.first()
    known = found.complainant.code if found else ""
    return found if len(known) == 4 and known == code.strip() else None


@in_the_house
def own_complaints(actor: Actor) -> list[Complaint]:
    if actor.person is None:
        return []
    rows = Complaint.objects.filter(complainant__contact__person=actor.person)
    rows = rows.select_related("place", "complainant").defer("text")
    return list(rows.order_by("-received_at")[:LISTED])


@in_the_house
def looks(complaint: Complaint) -> list[AccessEvent]:
    """Who saw who complained, on account of this complaint."""
    contact = complaint.complainant.contact_id
    rows = AccessEvent.objects.filter(contact=contact, about=complaint.pk)
    return list(rows.order_by("-at")[:50]) if contact else []


@in_the_house
def history(complaint: Complaint) -> list[ComplaintEvent]:
    return list(ComplaintEvent.objects.filter(complaint=complaint).order_by("at", "pk")[:200])


# ---- desks --------------------------------------------------------------------------------------


@in_the_house
def on_my_desks(actor: Actor, words: str = "") -> list[Complaint]:
    """What lies on the actor's desks: what needs them first, soonest due; bounded."""
    rows = Complaint.objects.handled_by(actor).exclude(due_at=None)
    mark = words.upper().split("-")[-1].strip()
    if mark:
        rows = rows.filter(mark=mark)
    theirs = ExpressionWrapper(Q(state=State.ANSWERED), output_field=BooleanField())
    rows = rows.select_related("place", "desk").annotate(waits_for_them=theirs)
    return list(rows.order_by("waits_for_them", "due_at")[:LISTED])


@in_the_house
def to_confirm(actor: Actor, key: UUID | None = None) -> list[RevealAsk]:
    """What waits for the actor's answer; with a key only that one, if it does."""
    rows = RevealAsk.objects.to_confirm(actor).filter(ends_at__gt=clock.now())
    rows = rows.filter(pk=key) if key else rows
    return list(
        rows.select_related("complaint__place", "complaint__desk").order_by("asked_at")[:20]
    )


@in_the_house
def is_anonymous(complaint: Complaint) -> bool:
    return not Complainant.objects.filter(complaint=complaint, contact__isnull=False).exists()


@in_the_house
def handled(actor: Actor, key: UUID) -> Complaint | None:
    """One on the actor's desks, without the complainant: who handles it reads no way to them."""
    rows = Complaint.objects.handled_by(actor).filter(pk=key)
    return rows.select_related("place", "desk", "against", "request").first()


@in_the_house
def owned(actor: Actor, number: str) -> Complaint | None:
    rows = Complaint.objects.of(actor).filter(complainant__number=read_number(number) or "-")
    with_all = ("place", "desk", "against", "request", "complainant__contact__person")
    return rows.select_related(*with_all).first()


@in_the_house
def live_ask(actor: Actor, complaint: Complaint) -> RevealAsk | None:
    """The actor's own last ask to see who complained, waiting, allowed or refused."""
    rows = RevealAsk.objects.filter(complaint=complaint, asked_by=actor.person)
    return rows.order_by("-asked_at").first()


# ---- figures ------------------------------------------------------------------------------------


def _counts(rows: object, fewest: int) -> list[rules.Count]:
    start, end = rules.last_quarter(clock.today())
    within = Q(received_at__gte=clock.start_of(start), received_at__lt=clock.start_of(end))
    in_time = Q(answered_at__isnull=False, answered_at__lte=F("promised_at"))
    found = {
        level: (received, soon)
        for level, received, soon in rows.filter(within)  # type: ignore[attr-defined]
        .exclude(state=State.WITHDRAWN)
        .values("level")
        .annotate(received=Count("pk"), soon=Count("pk", filter=in_time))
        .order_by()
        .values_list("level", "received", "soon")
    }
    return [rules.counted(level, *found.get(level, (0, 0)), fewest) for level in Level]


@in_the_house
def public_figures() -> list[rules.Count]:
    """Whole instance, last finished quarter, k = 10: no place, no window to slide."""
    return _counts(Complaint.objects.all(), rules.FEWEST_FOR_ALL)


@in_the_house
def figures_for(actor: Actor) -> list[rules.Count]:
    """The actor's own branch, k = 5, without what shuts the actor out."""
    seen = Q(pk=None)
    for permission in (Permission.COMPLAINT_HANDLE, Permission.COMPLAINT_PLATFORM):
        for path in paths_with(actor, permission):
            seen |= Q(desk__path__startswith=path)
    return _counts(Complaint.objects.filter(seen).open_to(actor), rules.FEWEST_FOR_STAFF)


def quarter() -> tuple[date, date]:
    return rules.last_quarter(clock.today())
