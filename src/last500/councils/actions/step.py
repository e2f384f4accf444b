"""One step of a meeting: on what condition, what is told, what is written into the log."""

from typing import Any

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.marking import N_
from last500.base.scope import everything
from last500.councils import rules
from last500.councils.models import Meeting, Seat
from last500.councils.rules import Action, State
from last500.notify.actions import to_people, write
from last500.organisations.actions import require
from last500.organisations.queries import calendar, desk_with_holders
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.proof.actions import record
from last500.topics.models import Proposal, Support

MOVED_ON = N_("有人刚处理过这次会，请看看现在的情况。")


def must_handle(actor: Actor, place: Place) -> None:
    require(actor, Permission.TOPIC_HANDLE, place)


def held(meeting: Meeting) -> Meeting:
    """The row, held until the transaction ends."""
    rows = Meeting.objects.select_for_update(of=("self",))
    return rows.select_related("place__parent", "body").get(pk=meeting.pk)


def check(meeting: Meeting, action: Action, reason: str = "") -> None:
    """Raises Conflict where the state stands against it, Refused without a reason."""
    if not rules.allowed(action, meeting.state):
        raise Conflict(_(MOVED_ON))
    if rules.STEPS[action].needs_reason and not reason:
        raise Refused(_("请写一句为什么，大家会看到。"), "reason")


def advance(meeting: Meeting, action: Action, **values: Any) -> Meeting:
    """Change it on condition that nobody has meanwhile. Raises Conflict.

    With a new state it lies on the desk of the compound again, with its own due time.
    """
    old, now = State(meeting.state), clock.now()
    new = rules.state_after(action, old)
    starts_at = values.get("starts_at", meeting.starts_at)
    if "desk_id" not in values:
        values["desk_id"] = desk_with_holders(meeting.place)[0].pk
    values.setdefault("due_at", rules.due(new, now=now, starts_at=starts_at, calendar=calendar()))
    rows = Meeting.objects.filter(pk=meeting.pk, state=old)
    if not rows.update(state=new, **values):
        raise Conflict(_(MOVED_ON))
    meeting.state = new
    for name, value in values.items():
        setattr(meeting, name, value)
    return meeting


def told(meeting: Meeting) -> list[Person]:
    """Members, and whoever brought up or supports a topic of the agenda; each once."""
    topics = meeting.points.filter(topic__isnull=False).values("topic")
    with everything("whom a meeting concerns is told of it"):
        sources = (
            Seat.objects.filter(body=meeting.body_id, state=rules.Seat.AGREED),
            Proposal.objects.filter(topic__in=topics),
            Support.objects.filter(topic__in=topics),
        )
        keys = {key for rows in sources for key in rows.values_list("person", flat=True)}
        people = Person.objects.filter(pk__in=keys - {None}, is_active=True, restricted_at=None)
        return list(people.order_by("pk"))


def tell(meeting: Meeting, kind: str, people: list[Person], /, **words: str) -> None:
    said = {"place": meeting.place.name, "title": meeting.title} | words
    write(to_people(kind, people, link=f"/councils/{meeting.pk}/", **said))


def moment_words(meeting: Meeting) -> str:
    return f"{clock.local(meeting.starts_at):%Y-%m-%d %H:%M}"


def write_down(meeting: Meeting, kind: str, **facts: Any) -> None:
    """Into the log of the compound: numbers and words of ours."""
    said: dict[str, Any] = {
        "meeting": str(meeting.pk),
        "place": meeting.place_id,
        "body": str(meeting.body.kind),
    }
    record(f"councils:{meeting.place_id}", kind, said | facts)
