"""Meetings of the cast's compound A."""

from datetime import timedelta
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.councils import actions
from last500.councils.actions import Filled, Item, Plan
from last500.councils.models import Body, Correction, Meeting
from last500.councils.queries import Spot
from last500.councils.rules import NOBODY_AGAINST, Came, Hands, Outcome, Part
from last500.topics.models import Topic
from last500.topics.tests.world import on_agenda
from tests.cast import Cast

CAME = Came(residents=20, owners=10, members=5, guests=3)


def body(cast: Cast, kind: str = "open_air") -> Body:
    found = Body.objects.filter(compound=cast.a, kind=kind, ended_on=None).first()
    return found or actions.choose(cast.actor("lin"), cast.a, kind)


def plan(cast: Cast, topic: Topic | None = None, **more) -> Plan:
    kind = more.pop("kind", "open_air")
    items = [Item(topic=topic)] if topic else []
    filled = {
        "body": body(cast, kind),
        "title": "院子里的车怎么停",
        "starts_at": clock.now() + timedelta(days=5),
        "spot": "三号楼前的黄葛树下",
        "items": [*items, Item(title="楼道的灯")],
    }
    return Plan(**(filled | more))


def drafted(cast: Cast, topic: Topic | None = None, **more) -> Meeting:
    return actions.draft(cast.actor("lin"), cast.a, plan(cast, topic, **more))


def announced(cast: Cast, topic: Topic | None = None, **more) -> Meeting:
    return actions.announce(cast.actor("lin"), drafted(cast, topic, **more))


def after(meeting: Meeting, past: timedelta = timedelta(hours=3)):
    return clock.at(meeting.starts_at + past)


def minutes(meeting: Meeting, number: int = 1, **more) -> Filled:
    """Of one point: agreed, by 20 to 9 with 4 abstaining."""
    point = meeting.points.get(order=number)
    day = clock.local(meeting.starts_at).date()
    filled = {
        "point": point.pk,
        "words": "说了两个办法，多数人愿意画线。",
        "said_for": "消防车进得来。",
        "said_against": "车位会少三个。",
        "outcome": Outcome.AGREED,
        "hands": Hands(20, 9, 4),
        "decision": "院子里画四十个车位，消防通道不停车。",
        "tasks": [("画线", "物业", day + timedelta(days=20))],
        "review_on": day + timedelta(days=180),
    }
    return Filled(**(filled | more))


def heard(meeting: Meeting, number: int, outcome: str = Outcome.HEARD) -> Filled:
    return minutes(
        meeting, number, outcome=outcome, hands=None, decision="", tasks=(), review_on=None,
        said_against=NOBODY_AGAINST,
    )  # fmt: skip


def written(cast: Cast, meeting: Meeting | None = None, first: Filled | None = None) -> Meeting:
    """By Lin; to be called after it has begun."""
    meeting = meeting or announced(cast, on_agenda(cast))
    rest = [heard(meeting, number) for number in range(2, meeting.points.count() + 1)]
    filled = [first or minutes(meeting), *rest]
    return actions.write(cast.actor("lin"), meeting, CAME, filled)


def published(cast: Cast, by: str = "he", **more) -> Meeting:
    """Three weeks ago; `by` was there and confirmed it."""
    with clock.at(clock.now() - timedelta(days=21)):
        meeting = announced(cast, **more)
    with after(meeting):
        written(cast, meeting)
        actions.confirm(cast.actor(by), meeting)
        actions.publish(cast.actor("lin"), meeting)
    return fresh(meeting)


def corrected(cast: Cast, meeting: Meeting, spot: Spot | None = None, **more) -> Correction:
    """By Lin, of what was said against the first point; it waits for another person."""
    spot = spot or Spot(Part.SAID_AGAINST, meeting.points.get(order=1))
    said = {"said": "车位会少两个。", "reason": "数错了一个。"} | more
    return actions.correct(cast.actor("lin"), meeting, spot, **said)


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("place__parent", "body", "desk").get(pk=meeting.pk)


def client_of(cast, name):
    client = Client()
    client.force_login(cast.people[name])
    return client


def press(client, name, *args, **fields):
    return client.post(reverse(f"councils:{name}", args=args), {"once": uuid4().hex, **fields})


def text(answer) -> str:
    return answer.content.decode()


def page(client, name, *args):
    answer = client.get(reverse(f"councils:{name}", args=args))
    assert answer.status_code == 200
    return text(answer)
