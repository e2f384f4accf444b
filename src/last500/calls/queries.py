"""The questions about venture calls."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from last500.base import clock
from last500.base.actor import Actor
from last500.calls import rules
from last500.calls.models import (
    Application,
    Call,
    CallEvent,
    CoachNote,
    ContractSide,
    Declaration,
    Report,
    Review,
    Reviewer,
)
from last500.calls.models.applications import bound_to
from last500.calls.rules import Seat, Stand, State
from last500.organisations.models import Liaison, Office
from last500.organisations.rules import DESK_OFFICES, OrganisationKind, Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch, official_path, path_step, path_steps
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState

PAGE, LISTED = 20, 100
_WITH = ("place__parent", "desk__parent")
APPLIED = ("call__place__parent", "organisation__place", "person", "place", "project", "letter")


def one(actor: Actor, key: UUID) -> Call | None:
    return Call.objects.visible_to(actor).select_related(*_WITH).filter(pk=key).first()


def application(actor: Actor, key: UUID) -> Application | None:
    rows = Application.objects.visible_to(actor).select_related(*APPLIED)
    return rows.filter(pk=key).first()


# ---- at the gate ------------------------------------------------------------------------------


@dataclass
class Found:
    """`cities` is filled only where there are several and nobody has said which."""

    calls: list[Call] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    more: bool = False
    cities: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """What a reader of the list at the gate has chosen; 0 and "" for nothing."""

    city: int = 0
    place: int = 0
    kind: str = ""
    pile: str = ""
    start: int = 0


# What a list at the gate holds: open now, or everything that there was.
PILES = {"": frozenset({State.OPEN}), "all": rules.PUBLIC}


def at_gate(actor: Actor, asked: Asked) -> Found:
    """Four statements: home, cities, a page of calls, the places that have any. One city at a
    time; calls that reach the reader's own home stand first."""
    home = ReportIn.objects.filter(person=actor.person, state=MemberState.CONFIRMED)
    path = home.values_list("place__path", flat=True).first() if actor.person else None
    cities = Place.objects.filter(level="city", closed_on=None).values_list("pk", "name")
    known = dict(cities.order_by("code", "pk")[:LISTED])
    city = _city(actor, asked.city, path, known)
    if city is None:
        return Found(cities=list(known.items()))
    public = Call.objects.public().under(path_step(city))
    rows = public.filter(state__in=PILES.get(asked.pile, PILES[""])).select_related("place")
    if asked.kind:
        rows = rows.filter(Q(kinds="") | Q(kinds__contains=f"|{asked.kind}|"))
    if asked.place:
        rows = rows.filter(place=asked.place)
    near = Q(place__in=path_steps(path)) if path else Q(pk=None)
    rows = rows.annotate(near=near).order_by("-near", "closes_on", "pk")
    if asked.pile == "all":
        rows = rows.order_by("-closes_on", "pk")
    found = list(rows[asked.start : asked.start + PAGE + 1])
    places = Place.objects.filter(pk__in=public.values("place")).order_by("path")
    return Found(found[:PAGE], list(places[:LISTED]), len(found) > PAGE)


def _city(actor: Actor, chosen: int, home: str | None, known: dict[int, str]) -> int | None:
    """The one that was chosen, or the reader's own; None where it has to be asked."""
    if chosen in known:
        return chosen
    own = home or next((grant.path for grant in actor.grants), "")
    if own:
        return path_steps(own)[0]
    return next(iter(known)) if len(known) == 1 else None


@dataclass
class Result:
    row: Application
    reports: list[Report]


def results(call: Call) -> list[Result]:
    """What hangs out: names of organisations and groups, sums, reasons, what was reached.
    Four statements."""
    rows = Application.objects.published().filter(call=call)
    rows = rows.select_related("organisation", "project", "call").order_by("stand", "submitted_at")
    found = list(rows[:LISTED])
    sent = Report.objects.filter(application__in=found, sent_at__isnull=False)
    by_row: dict[UUID, list[Report]] = {}
    for one_ in sent.prefetch_related("figures__indicator").order_by("sent_at"):
        by_row.setdefault(one_.application_id, []).append(one_)
    return [Result(row, by_row.get(row.pk, [])) for row in found]


# ---- one's own --------------------------------------------------------------------------------


@dataclass
class Mine:
    applications: list[Application] = field(default_factory=list)
    seats: list[Reviewer] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)


def mine(actor: Actor) -> Mine:
    """Three statements."""
    if actor.person is None:
        return Mine()
    rows = Application.objects.of(actor).select_related("call__place", "organisation", "project")
    seats = Reviewer.objects.filter(person=actor.person).exclude(state=Seat.DECLINED)
    seats = seats.filter(call__state__in=[State.DRAFT, State.OPEN, State.REVIEWING])
    owed = Report.objects.filter(
        application__in=Application.objects.of(actor).values("pk"), sent_at=None
    )
    return Mine(
        list(rows.order_by("-begun_at")[:LISTED]),
        list(seats.select_related("call__place").order_by("-asked_at")[:PAGE]),
        list(owed.select_related("application__project", "application__call").order_by("due_at")
             [:PAGE]),
    )  # fmt: skip


# ---- the desk ---------------------------------------------------------------------------------


@dataclass
class Desk:
    calls: list[Call]
    more: bool


def places_to_run(actor: Actor) -> list[Place]:
    """Where the actor's offices let them run calls. One statement."""
    paths = [grant.path for grant in actor.grants if Permission.CALL_RUN in grant.permissions]
    rows = Place.objects.current().filter(
        path__in=paths, level__in=["county", "street", "community"]
    )
    return list(rows.order_by("path"))


def on_desk(actor: Actor, place: Place, start: int = 0) -> Desk:
    """One statement: calls of the branch, the next to be due first."""
    sent = Count("applications", filter=Q(applications__stand__in=sorted(rules.SENT)))
    rows = Call.objects.of_runner(actor).under(place.path).annotate(sent=sent)
    rows = rows.select_related("place", "desk")
    rows = rows.order_by(F("due_at").asc(nulls_last=True), "-closed_at", "pk")
    found = list(rows[start : start + PAGE + 1])
    return Desk(found[:PAGE], len(found) > PAGE)


def all_on_desk(actor: Actor, place: Place, most: int) -> list[Call]:
    rows = Call.objects.of_runner(actor).under(place.path).select_related("place")
    return list(rows.order_by("place__path", "made_at")[:most])


@dataclass
class Inside:
    """`hidden`: applications with which the reader has to do; somebody else writes of them."""

    rows: list[Application]
    hidden: int
    drafts: int
    seats: list[Reviewer]
    events: list[CallEvent]


def inside(actor: Actor, call: Call) -> Inside:
    """Four statements for whoever runs it. Drafts are counted, never shown."""
    given = Count("reviews", distinct=True)
    rows = Application.objects.to_run(actor).filter(call=call).annotate(given=given)
    rows = rows.select_related("organisation", "person", "project", "place", "call", "letter")
    shown = list(rows.order_by("submitted_at")[:LISTED])
    counted = call.applications.aggregate(
        sent=Count("pk", filter=~Q(submitted_at=None)),
        drafts=Count("pk", filter=Q(stand=Stand.DRAFT)),
    )
    interests = Count("declarations", filter=Q(declarations__interest=True))
    seats = Reviewer.objects.visible_to(actor).filter(call=call, person__isnull=False)
    seats = seats.annotate(interests=interests).select_related("person").order_by("asked_at")
    events = CallEvent.objects.filter(call=call, application=None).order_by("at", "pk")
    return Inside(
        shown, max(0, counted["sent"] - len(shown)), counted["drafts"], list(seats[:LISTED]),
        list(events[:LISTED]),
    )  # fmt: skip


def candidates(actor: Actor, call: Call) -> list[tuple[Person, str]]:
    """Who could be asked to review, with as what: offices of the branch, liaisons of the district,
    neighbours whom the actor's own desk sees. Three statements."""
    today, county = clock.today(), official_path(call.place.path, "county") or call.place.path
    offices = Office.objects.acting(today).filter(
        kind__in=DESK_OFFICES, place__path__range=branch(call.place.path), person__isnull=False
    )
    liaisons = Liaison.objects.acting(today).filter(
        organisation__kind__in=[OrganisationKind.SOCIAL, OrganisationKind.UNIT],
        organisation__place__path__range=branch(county),
    )
    homes = ReportIn.objects.visible_to(actor).filter(
        state=MemberState.CONFIRMED, place__path__range=branch(call.place.path)
    )
    found: dict[UUID, tuple[Person, str]] = {}
    for office in offices.select_related("person", "place").order_by("place__path")[:LISTED]:
        found.setdefault(office.person_id, (office.person, office.place.name))
    for one_ in liaisons.select_related("person", "organisation").order_by("organisation__name")[
        :LISTED
    ]:
        found.setdefault(one_.person_id, (one_.person, one_.organisation.name))
    for row in homes.select_related("person", "place").order_by("place__path", "pk")[: 2 * LISTED]:
        found.setdefault(row.person_id, (row.person, row.place.name))
    asked = set(Reviewer.objects.filter(call=call).values_list("person", flat=True))
    barred = asked | {actor.person}
    return [pair for key, pair in found.items() if key not in barred]


# ---- reviewing --------------------------------------------------------------------------------


@dataclass
class ToDeclare:
    """What a reviewer reads before they have declared: who applies with what title, no more."""

    key: UUID
    title: str
    who: Application
    known: bool


def to_declare(actor: Actor, call: Call) -> list[ToDeclare]:
    """Two statements."""
    rows = Application.objects.sent().filter(call=call)
    known = set(rows.filter(bound_to(actor)).values_list("pk", flat=True))
    rows = rows.select_related("organisation", "person", "place", "project")
    return [
        ToDeclare(row.pk, row.project.title if row.project else "", row, row.pk in known)
        for row in rows.order_by("submitted_at")[:LISTED]
    ]


def to_read(actor: Actor, call: Call) -> list[Application]:
    """Applications that the actor reviews, each with whether they have done so. One statement."""
    own = Review.objects.filter(application=OuterRef("pk"), reviewer__person=actor.person)
    rows = Application.objects.to_review(actor).filter(call=call).annotate(said=Exists(own))
    rows = rows.select_related("organisation", "person", "project", "place", "call")
    return list(rows.order_by("submitted_at")[:LISTED])


def own_review(actor: Actor, application: Application) -> Review | None:
    rows = Review.objects.visible_to(actor)
    return rows.filter(application=application, reviewer__person=actor.person).first()


def reviews_of(actor: Actor, application: Application) -> list[Review]:
    rows = Review.objects.visible_to(actor).filter(application=application)
    return list(rows.select_related("reviewer__person").order_by("said_at")[: rules.REVIEWS_MOST])


def reviews_for_applicant(actor: Actor, application: Application) -> list[Review]:
    """The words without whose they are, once the applicant knows the result."""
    if not application.told or not Application.objects.of(actor).filter(pk=application.pk).exists():
        return []
    rows = Review.objects.filter(application=application).order_by("said_at")
    return list(rows[: rules.REVIEWS_MOST])


def notes_of(actor: Actor, application: Application) -> list[CoachNote]:
    rows = CoachNote.objects.visible_to(actor).filter(application=application)
    return list(rows.order_by("at", "pk")[:LISTED])


def history(application: Application, *, whole: bool) -> list[CallEvent]:
    """Of one application. Who applies learns their result when they are told, not here before."""
    rows = CallEvent.objects.filter(application=application)
    if not whole:
        rows = rows.exclude(action__in=["accepted", "declined", "review", "declared_late"])
    return list(rows.order_by("at", "pk")[:LISTED])


def sides_of(application: Application) -> dict[str, ContractSide]:
    return {row.side: row for row in ContractSide.objects.filter(application=application)}


def reports_of(application: Application) -> list[Report]:
    rows = Report.objects.filter(application=application).prefetch_related("figures__indicator")
    return list(rows.order_by("due_at"))


def own_declarations(actor: Actor, call: Call) -> list[Declaration]:
    """Interests that the actor has declared in a call, in their own words."""
    rows = Declaration.objects.filter(
        reviewer__person=actor.person, reviewer__call=call, interest=True
    )
    return list(rows.select_related("application__organisation")[:LISTED])
