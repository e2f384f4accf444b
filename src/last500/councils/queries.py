"""What hangs at the gate, what lies on the desk, who may confirm what was written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.translation import override

from last500.base import clock
from last500.base.actor import Actor
from last500.base.scope import everything
from last500.councils import rules
from last500.councils.models import Body, Correction, Meeting, Point, Seat
from last500.councils.rules import Part, State
from last500.councils.rules import Seat as SeatState
from last500.councils.sentences import came_words, hands_words
from last500.households.queries import is_neighbour
from last500.organisations.queries import desk_holders
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.topics import rules as topic_rules
from last500.topics.models import Topic

PAGE, SHOWN, TOPICS_MOST, CORRECTIONS_MOST = 30, 40, 60, 60


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


@dataclass(frozen=True)
class AtTheGate:
    ahead: list[Meeting]
    past: list[Meeting]


def at(compound: Place) -> AtTheGate:
    """One statement; what comes stands first, the next one at the top."""
    rows = Meeting.objects.announced().filter(place=compound).select_related("body")
    found = list(rows.order_by("-starts_at")[:SHOWN])
    now = clock.now()
    ahead = [one for one in found if one.state == State.ANNOUNCED and one.starts_at > now]
    return AtTheGate(ahead[::-1], [one for one in found if one not in ahead])


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


# ---- corrections --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spot:
    """One place of minutes. `code` is how an address names it."""

    part: Part
    point: Point | None = None

    @property
    def code(self) -> str:
        return f"{self.point.order}-{self.part}" if self.point else str(self.part)


def as_published(meeting: Meeting, spot: Spot) -> str:
    """Minutes are kept in Chinese, whatever their reader reads."""
    with override(settings.LANGUAGE_CODE):
        if spot.point is None:
            return came_words(meeting)
        if spot.part == Part.HANDS:
            return hands_words(spot.point)
    return str(getattr(spot.point, spot.part))


def spots(meeting: Meeting, points: Iterable[Point]) -> list[Spot]:
    """Every place of the minutes where something is written."""
    parts = [part for part in Part if part != Part.CAME]
    found = [Spot(Part.CAME), *(Spot(part, point) for point in points for part in parts)]
    return [spot for spot in found if as_published(meeting, spot)]


def words_of(meeting: Meeting, spot: Spot) -> str:
    """What this place says now: as it was corrected last, else as it was published."""
    rows = Correction.objects.filter(meeting=meeting, point=spot.point, part=spot.part)
    last = rows.exclude(confirmed_at=None).order_by("-confirmed_at").first()
    return last.said if last else as_published(meeting, spot)


def corrections(meeting: Meeting) -> list[Correction]:
    """Those that stand beneath the minutes, in their order."""
    rows = Correction.objects.filter(meeting=meeting, confirmed_at__isnull=False)
    return list(rows.select_related("point").order_by("confirmed_at")[:CORRECTIONS_MOST])


def waiting_correction(meeting: Meeting) -> Correction | None:
    rows = Correction.objects.filter(meeting=meeting, confirmed_at=None)
    return rows.select_related("point").first()


def minuted_first(compound: Place, least: int) -> QuerySet[Meeting]:
    """Of standing bodies, with published minutes and at least so many of their members there."""
    rows = Meeting.objects.filter(place=compound, body__kind__in=sorted(rules.STANDING))
    rows = rows.filter(state=State.PUBLISHED, members__gte=least)
    return rows.order_by("published_at", "pk")
