"""Questions about requests, already narrowed to what the actor may see."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from last500.base import limits, phones
from last500.base.actor import Actor
from last500.base.ids import read_number
from last500.base.scope import widen
from last500.base.sealing import blind_index
from last500.organisations.rules import Permission
from last500.people.models import AccessEvent, Person
from last500.places.models import Place
from last500.places.rules import path_steps
from last500.service_requests import rules, similar
from last500.service_requests.categories import CATEGORIES
from last500.service_requests.models import (
    Acceptance,
    Channel,
    Event,
    MergeProposal,
    RoutingRule,
    ServiceRequest,
)
from last500.service_requests.rules import Role, State

PUBLIC_CATEGORIES = tuple(category.code for category in CATEGORIES if category.is_public)
LINK_INDEX = "service_requests.link"


def roles_of(actor: Actor, request: ServiceRequest) -> frozenset[Role]:
    """In which roles the actor stands to this request. One statement at most, for helpers."""
    roles = set()
    if actor.door == "clock":
        roles.add(Role.CLOCK)
    if speaks_for(actor, request):
        roles.add(Role.REQUESTER)
    path = request.place.path
    if actor.may(Permission.REQUEST_HANDLE, path):
        roles.add(Role.DESK)
    if actor.may(Permission.REQUEST_TRANSFER, path):
        roles.add(Role.ABOVE)
    if actor.person and held_by(actor.person, request):
        roles.add(Role.ACCEPTED)
    return frozenset(roles)


def speaks_for(actor: Actor, request: ServiceRequest) -> bool:
    """The resident, their private link, or the neighbour who asked for them.

    An officer who wrote it down from paper or telephone is the desk: the resident's word given
    to them is entered as such (`by_phone`), never as if the resident had clicked.
    """
    if request.pk in actor.opened:
        return True
    if actor.person is None:
        return False
    proxy = request.entered_by_id if request.channel == Channel.FOR_OTHER else None
    return actor.person in {request.requester_id, proxy}


def held_by(person: UUID, request: ServiceRequest) -> Acceptance | None:
    return Acceptance.objects.filter(request=request, helper=person, ended_at=None).first()


def by_link(key: str) -> ServiceRequest | None:
    """The request that a private link opens."""
    index = blind_index(LINK_INDEX, key)
    widen(link=index)
    rows = ServiceRequest.objects.filter(link_index=index)
    return rows.select_related("place", "building", "desk", "contact").first()


def by_number(number_text: str, digits: str, *, address: str) -> ServiceRequest | None:
    """The request with this public number and the last four digits of its phone or slip code.

    Raises TooMany when somebody guesses; the answer for a wrong number and for wrong digits is
    the same None after the same statements.
    """
    limits.hit("follow-from", blind_index("address", address)[:32], limits.GUESSES_PER_ADDRESS)
    number = read_number(number_text) or "-"
    limits.hit("follow", number, limits.GUESSES_PER_NUMBER)
    widen(link=number)
    request = ServiceRequest.objects.filter(number=number).select_related("contact").first()
    if request is None:
        return None
    digits = digits.strip()
    phone = request.contact.phone
    known = phones.last_four(phone) if phone else request.slip_code
    return request if len(digits) == 4 and digits == known else None


def looks_without_a_word(actor: Actor, request: ServiceRequest) -> int:
    """How often the actor opened the telephone since they last did or wrote down anything here."""
    looks = AccessEvent.objects.filter(
        viewer=actor.person, about=request.pk, kind="reveal", fields="phone"
    )
    steps = Event.objects.filter(request=request, actor=actor.person)
    last = steps.order_by("-at").values_list("at", flat=True).first()
    return (looks.filter(at__gt=last) if last else looks).count()


def similar_open(place: Place, category: str, limit: int = 3) -> list[ServiceRequest]:
    """Open requests about public matters of the same compound and kind: never home requests."""
    if category not in PUBLIC_CATEGORIES:
        return []
    rows = ServiceRequest.objects.open().filter(place=place, category=category)
    rows = rows.exclude(spot="home").filter(unlisted=False).select_related("building")
    return list(rows.defer("text", "answers", "comment").order_by("-placed_at")[:limit])


def own_requests(actor: Actor, limit: int = 6) -> list[ServiceRequest]:
    """What the actor asked for, or opened by a private link in this session; newest first."""
    mine = Q(pk__in=actor.opened)
    if actor.person:
        mine |= Q(requester=actor.person) | Q(entered_by=actor.person, channel=Channel.FOR_OTHER)
    rows = ServiceRequest.objects.visible_to(actor).filter(mine).select_related("place")
    return list(rows.order_by("-placed_at")[:limit])


def published(place: Place, limit: int = 5) -> list[ServiceRequest]:
    """最近办成的事: only with the resident's leave, in the desk's words, without any person."""
    rows = ServiceRequest.objects.filter(place=place, state=State.CONFIRMED, may_publish=True)
    rows = rows.filter(unlisted=False)
    rows = rows.exclude(summary="").only("summary", "category", "closed_at")
    return list(rows.order_by("-closed_at")[:limit])


def timeline(request: ServiceRequest) -> list[Event]:
    return list(Event.objects.filter(request=request).order_by("at", "pk")[:200])


def routing_table(place: Place) -> list[rules.RoutingRule]:
    """The routing table in force: the place's own lines, then those of each place above it."""
    keys = path_steps(place.path)
    rows = RoutingRule.objects.filter(place__in=keys)
    nearest_first = sorted(rows, key=lambda r: (-keys.index(r.place_id), r.order, r.pk))
    return [
        rules.RoutingRule(r.pk, r.name, r.category, r.spot, tuple(r.words.split()), r.route, r.days)
        for r in nearest_first
    ]


def helper_word(person: Person) -> str:
    """What neighbours call this helper at the door."""
    return (not person.restricted_at and person.called) or _("邻居")


# ---- repeats ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Repeat:
    """Another open request that seems to be about the same matter, and why, in sentences."""

    proposal: MergeProposal
    other: ServiceRequest
    why: tuple[str, ...]


def merge_proposals(request: ServiceRequest, limit: int = 3) -> list[Repeat]:
    """What this request may be merged with, most likely first; one statement."""
    mergeable = [state.value for state in rules.STEPS[rules.Action.MERGE].start]
    rows = MergeProposal.objects.filter(
        Q(a=request, b__state__in=mergeable) | Q(b=request, a__state__in=mergeable),
        state=MergeProposal.State.OPEN,
        a__place=F("b__place"),
    )
    shown = ("building", "place", "contact")
    rows = rows.select_related(*(f"{one}__{what}" for one in ("a", "b") for what in shown))
    return [
        Repeat(row, row.b if row.a_id == request.pk else row.a, _why_repeated(row))
        for row in rows.order_by("-score", "pk")[:limit]
    ]


def _why_repeated(proposal: MergeProposal) -> tuple[str, ...]:
    because = json.loads(proposal.because)
    words = []
    if because["phrases"]:
        shared = _("、").join(f"“{phrase}”" for phrase in because["phrases"])
        words.append(_(similar.SHARED).format(phrases=shared))
    days = because["days"]
    words.append(_(similar.DAYS_APART).format(days=days) if days else _(similar.SAME_DAY))
    if because["same_author"] is not None:
        author = similar.SAME_AUTHOR if because["same_author"] else similar.OTHER_AUTHOR
        words.append(_(author))
    return tuple(words)
