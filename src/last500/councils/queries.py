"""What hangs at the gate, what lies on the desk, who may confirm what was written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet

from last500.base import clock
from last500.base.actor import Actor
from last500.base.scope import everything
from last500.councils import rules
from last500.councils.models import Body, Meeting, Point, Seat
from last500.councils.rules import Seat as SeatState
from last500.councils.rules import State
from last500.households.models import Relation
from last500.households.queries import is_neighbour
from last500.organisations.queries import desk_holders
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.topics import rules as topic_rules
from last500.topics.models import Topic

PAGE, SHOWN, CANDIDATES_MOST, TOPICS_MOST = 30, 40, 300, 60


def bodies(compound: Place) -> list[Body]:
    rows = Body.objects.filter(compound=compound, ended_on=None)
    return list(rows.select_related("compound").order_by("since", "pk"))


def body(key: UUID) -> Body | None:
    return Body.objects.select_related("compound").filter(pk=key).first()


def seats(actor: Actor, of: Iterable[Body]) -> list[Seat]:
    """Who sits now, and of a desk's own also who was asked."""
    rows = Seat.objects.visible_to(actor).filter(body__in=list(of), until_on__gte=clock.today())
    rows = rows.filter(state__in=[SeatState.AGREED, SeatState.ASKED])
    return list(rows.select_related("person").order_by("asked_at")[: 4 * rules.SEATS_MOST])


def own_seat(actor: Actor, key: UUID) -> Seat | None:
    if actor.person is None:
        return None
    rows = Seat.objects.filter(pk=key, person=actor.person)
    return rows.select_related("body__compound").first()


def own_seats(actor: Actor) -> list[Seat]:
    if actor.person is None:
        return []
    rows = Seat.objects.filter(person=actor.person).exclude(state=SeatState.DECLINED)
    return list(rows.select_related("body__compound").order_by("-asked_at")[:SHOWN])


def candidates(actor: Actor, compound: Place) -> list[Person]:
    """Confirmed neighbours whom this desk knows of; it invites, they answer."""
    rows = Relation.objects.visible_to(actor).confirmed().filter(household__compound=compound)
    people = Person.objects.filter(pk__in=rows.values("person"), restricted_at=None, is_active=True)
    return list(people.order_by("made_at")[:CANDIDATES_MOST])


@dataclass(frozen=True)
class AtTheGate:
    ahead: list[Meeting]
    past: list[Meeting]


def at(compound: Place) -> AtTheGate:
    """One statement; what comes stands first, the next one at the top."""
    rows = Meeting.objects.announced().filter(place=compound).select_related("body")
    found = list(rows.order_by("-starts_at")[:SHOWN])
    ahead = [one for one in found if one.state == State.ANNOUNCED]
    return AtTheGate(ahead[::-1], [one for one in found if one.state != State.ANNOUNCED])


def one(actor: Actor, key: UUID) -> Meeting | None:
    rows = Meeting.objects.visible_to(actor).select_related("place__parent", "body", "desk")
    return rows.filter(pk=key).first()


def points(meeting: Meeting) -> list[Point]:
    rows = Point.objects.filter(meeting=meeting).select_related("topic", "resolution")
    return list(rows.order_by("order"))


def on_desk(actor: Actor, place: Place, start: int = 0) -> tuple[list[Meeting], bool]:
    """One page: what is due first, then drafts, then what is over; and whether there are more."""
    rows = Meeting.objects.visible_to(actor).filter(place__path__range=branch(place.path))
    rows = rows.select_related("place", "body", "desk")
    page = list(
        rows.order_by(F("due_at").asc(nulls_last=True), "-made_at")[start : start + PAGE + 1]
    )
    return page[:PAGE], len(page) > PAGE


def ready_topics(actor: Actor, compound: Place) -> list[Topic]:
    """Those that can go on an agenda: enough support first."""
    rows = Topic.objects.visible_to(actor).filter(compound=compound)
    wanted = [topic_rules.State.SUPPORTED, topic_rules.State.SORTED]
    return list(rows.filter(state__in=wanted).order_by("-state", "due_at")[:TOPICS_MOST])


def may_confirm(actor: Actor, meeting: Meeting) -> bool:
    """A desk, a member, a neighbour; that they were there they say themselves."""
    if actor.person is None:
        return False
    if actor.may(Permission.TOPIC_HANDLE, meeting.place.path):
        return True
    own = Seat.objects.filter(body=meeting.body_id, person=actor.person, state=SeatState.AGREED)
    return own.exists() or is_neighbour(actor, meeting.place)


def who_may_confirm(meeting: Meeting) -> list[Person]:
    """Whom to tell that minutes wait: members and the desk, not every neighbour."""
    with everything("members hear that minutes wait for them"):
        rows = Seat.objects.filter(body=meeting.body_id, state=SeatState.AGREED)
        people = Person.objects.filter(pk__in=rows.values("person"), restricted_at=None)
        found = {one.pk: one for one in people[: rules.SEATS_MOST]}
    return [*(found | {one.pk: one for one in desk_holders(meeting.place_id)}).values()]


def minuted_first(compound: Place, least: int) -> QuerySet[Meeting]:
    """Of standing bodies, with published minutes and at least so many of their members there."""
    rows = Meeting.objects.filter(place=compound, body__kind__in=sorted(rules.STANDING))
    rows = rows.filter(state=State.PUBLISHED, members__gte=least)
    return rows.order_by("published_at", "pk")
