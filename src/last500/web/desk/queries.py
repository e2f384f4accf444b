"""What lies on a desk: piles counted in one statement, and one card at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat
from django.http import Http404

from last500.base import clock
from last500.base.actor import Actor
from last500.base.ids import read_number
from last500.dispatch.models import Asking
from last500.organisations.models import Office
from last500.organisations.queries import capacity
from last500.organisations.rules import Permission
from last500.people.looks import at_contact, note_views
from last500.people.models import AccessEvent
from last500.places.models import Place
from last500.reportin.models import Proof, ReportIn
from last500.reportin.rules import ACTIVE
from last500.service_requests.models import (
    Acceptance,
    CanHelp,
    Invitation,
    MergeProposal,
    Photo,
    ServiceRequest,
)
from last500.service_requests.rules import TO_OFFER, TO_VERIFY, WITH_HELPER, State
from last500.service_requests.sentences import DESK_REASON

MAIN_PILES = ("verify", "offer", "overdue", "word")
PILES = (*MAIN_PILES, "going", "alarm")
ROUNDS = ("way", "next_at", "told_at")  # of an asking in waves, while one runs
SEEN = "text"  # what of a card is written down as seen; a photo says it by itself


def _pile(code: str) -> Q:
    """Which open requests of a desk belong to a pile; a late one lies in its own pile as well."""
    return {
        "verify": Q(state__in=TO_VERIFY),
        "offer": Q(state__in=TO_OFFER),
        "overdue": Q(due_at__lt=clock.now()),
        "word": Q(state=State.DONE),
        "going": Q(state__in=[State.OFFERED, *WITH_HELPER]),
        "alarm": ~Q(suspected_emergency="")
        & Q(state__in=[State.PLACED, State.VERIFIED, State.OFFERED, State.REOPENED]),
    }[code]


@dataclass(frozen=True)
class Desk:
    place: Place
    counts: Mapping[str, int]
    report_ins: int
    proofs: int  # papers that somebody would like to show


def desk_at(actor: Actor, place_id: int) -> Desk:
    """The desk of a place with its piles counted; one statement. 404 for whoever has no part."""
    lying = ServiceRequest.objects.open().filter(desk=OuterRef("pk"))
    waiting = ReportIn.objects.filter(
        state="asked",
        place__path__gte=OuterRef("path"),
        place__path__lte=Concat(OuterRef("path"), Value("ZZZZZZ")),
    )
    counted = waiting.order_by().values("state").annotate(n=Count("pk")).values("n")
    said = Proof.objects.filter(
        state="said",
        person__report_ins__state__in=ACTIVE,
        person__report_ins__place__path__gte=OuterRef("path"),
        person__report_ins__place__path__lte=Concat(OuterRef("path"), Value("ZZZZZZ")),
    )
    to_look_at = said.order_by().values("state").annotate(n=Count("pk")).values("n")
    # A count for each pile, each from the index; joined, the rest would be asked for every request.
    rows = Place.objects.annotate(
        **{f"n_{code}": _counted(lying.filter(_pile(code)), "desk") for code in PILES},
        report_ins_waiting=Coalesce(Subquery(counted), 0),
        proofs_waiting=Coalesce(Subquery(to_look_at), 0),
    )
    place = rows.filter(pk=place_id).first()
    if place is None or not actor.may(Permission.REQUEST_HANDLE, place.path):
        raise Http404
    counts = {code: getattr(place, f"n_{code}") for code in PILES}
    more = vars(place)
    return Desk(place, counts, more["report_ins_waiting"], more["proofs_waiting"])


def card_of_pile(actor: Actor, desk: Desk, pile: str, at: int) -> ServiceRequest | None:
    """The request at one position of a pile, emergencies first, then by due time; one statement."""
    rows = ServiceRequest.objects.visible_to(actor).at_desk(desk.place.pk).open()
    rows = rows.filter(_pile(pile))
    calm = Case(When(suspected_emergency="", then=1), default=0, output_field=IntegerField())
    # Sorting keys only: the row itself, with its sealed text, is read once.
    key = rows.order_by(calm, "due_at", "pk").values("pk")[at : at + 1]
    return cards(actor).filter(pk=Subquery(key)).first()


def cards(actor: Actor) -> QuerySet[ServiceRequest]:
    """Requests with all that a card shows, in one statement."""
    invited = Invitation.objects.filter(request=OuterRef("pk")).order_by()
    came = CanHelp.objects.filter(request=OuterRef("pk")).order_by()
    photos = Photo.objects.filter(request=OuterRef("pk")).order_by("added_at")
    repeats = MergeProposal.objects.filter(
        Q(a=OuterRef("pk")) | Q(b=OuterRef("pk")), state=MergeProposal.State.OPEN
    )
    mine = Acceptance.objects.filter(request=OuterRef("pk"), helper=actor.person)
    views = AccessEvent.objects.views_of(actor.person, clock.today())
    rounds = Asking.objects.running().filter(request=OuterRef("pk"))
    rows = ServiceRequest.objects.select_related(
        "place__parent__parent__parent", "building", "desk", "contact"
    )
    return rows.defer("comment", "link_key", "slip_code").annotate(
        asked=_counted(invited),
        awaited=_counted(invited.filter(answer="asked")),
        came_forward=_counted(came),
        photo=Subquery(photos.values("pk")[:1]),
        helped_by_reader=Exists(mine),
        maybe_repeated=Exists(repeats),
        views_today=_counted(views, "viewer"),
        **{f"rounds_{name}": Subquery(rounds.values(name)[:1]) for name in ROUNDS},
        view_is_noted=Exists(views.filter(about=OuterRef("pk"), fields=SEEN)),
    )


def _counted(rows: QuerySet, by: str = "request") -> Coalesce:
    """How many rows of a correlated query, as a subquery; `by` is the column that correlates."""
    counted = rows.order_by().annotate(one=F(by)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def card_by_number(actor: Actor, number: str) -> ServiceRequest:
    """A request the actor may handle; the same 404 for none and for somebody else's."""
    rows = ServiceRequest.objects.visible_to(actor).filter(number=read_number(number) or "-")
    request = cards(actor).filter(pk__in=rows.values("pk")).first()
    if request is None or not actor.may(Permission.REQUEST_HANDLE, request.place.path):
        raise Http404
    return request


def note_shown(actor: Actor, card: ServiceRequest, others: Iterable[ServiceRequest] = ()) -> None:
    """Write down that the card was shown, once a day for each reader; one statement, or none.

    `others` are requests whose first words stand beside it. Raises TooMany.
    """
    shown = [] if vars(card)["view_is_noted"] else [card]
    note_views(
        actor,
        [at_contact(one.contact, one.pk, SEEN) for one in (*shown, *others)],
        reason=DESK_REASON,
        as_what=capacity(actor, Permission.REQUEST_HANDLE, card.place),
        so_far=vars(card)["views_today"],
    )


def desks_of(actor: Actor) -> list[Office]:
    """The offices by which the actor holds desks today."""
    rows = Office.objects.acting(clock.today()).holding_desks().filter(person=actor.person)
    return list(rows.select_related("place").order_by("place__path", "kind"))


def helpers_of(request: ServiceRequest) -> list[Acceptance]:
    """Who holds a place in the team now."""
    rows = Acceptance.objects.filter(request=request, ended_at=None)
    return list(rows.select_related("helper").order_by("slot"))


def same_kind_open(request: ServiceRequest, limit: int = 12) -> list[ServiceRequest]:
    """Open requests of the same place and kind, which this one could be merged into."""
    rows = ServiceRequest.objects.open().filter(place=request.place_id, category=request.category)
    rows = rows.exclude(pk=request.pk).select_related("building", "place", "contact")
    return list(rows.defer("answers", "comment", "link_key").order_by("-placed_at")[:limit])


def compounds_below(actor: Actor) -> list[Place]:
    """Where the actor may hand a request over to; at most 400."""
    fits = Q(pk=None)
    for path in actor.branches(Permission.REQUEST_TRANSFER):
        fits |= Q(path__startswith=path)
    rows = Place.objects.current().filter(fits, level="compound")
    return list(rows.order_by("path")[:400])
