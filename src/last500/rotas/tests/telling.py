"""A rota of the small town, for every test that needs one."""

from datetime import timedelta

from last500.base import clock
from last500.base.actor import Actor, Door
from last500.rotas import actions
from last500.rotas.actions import Arranging
from last500.rotas.models import Rota, RotaMember, Turn
from last500.rotas.rules import Kind, Pattern
from last500.service_requests.models import ServiceRequest

FULL = clock.parse("2026-03-02 08:00")  # a Monday without a holiday near


def every_friday(**more: object) -> Arranging:
    today = clock.today()
    filled: dict = {
        "title": "教用手机",
        "text": "想学会自己挂号，每次教一样。",
        "category": "digital_help",
        "pattern": Pattern(Kind.WEEKS, 1, 4, 0, 9 * 60 + 30, today),
        "ends_on": today + timedelta(200),
        "how": "said_on_phone",
        "name": "陈桂英",
        "phone": "10000000005",
        "door": "2单元301",
    }
    return Arranging(**(filled | more))


def arranged(cast, *members: str, **more: object) -> Rota:
    """One that its household has agreed to, with members who have joined by their own yes."""
    rota = actions.arrange(cast.actor("lin"), cast.a, every_friday(**more))
    for name in members:
        joined(cast, rota, name)
    return rota


def joined(cast, rota: Rota, name: str) -> RotaMember:
    person = cast.people[name].pk
    actions.invite(cast.actor("lin"), rota, [person], reasons={person: ["in_compound"]})
    seat = seat_of(cast, rota, name)
    actions.join(cast.actor(name), seat)
    return seat_of(cast, rota, name)


def seat_of(cast, rota: Rota, name: str) -> RotaMember:
    rows = RotaMember.objects.select_related("rota__place", "rota__contact", "person")
    return rows.get(rota=rota, person=cast.people[name], state__in=["invited", "joined"])


def fresh(rota: Rota) -> Rota:
    return Rota.objects.select_related("place", "building", "contact__person").get(pk=rota.pk)


def household(rota: Rota) -> Actor:
    """Whoever has the private link."""
    return Actor(door=Door.LINK, opened=frozenset({rota.pk}))


def turns(rota: Rota) -> list[Turn]:
    return list(Turn.objects.filter(rota=rota).select_related("request").order_by("on"))


def request_of(turn: Turn) -> ServiceRequest:
    rows = ServiceRequest.objects.select_related("place", "desk", "contact", "requester")
    return rows.get(turn=turn)


def planned(rota: Rota) -> list[tuple[str, ...]]:
    """Who is planned for each day ahead, by name."""
    rows = Turn.objects.filter(rota=rota).order_by("on")
    rows = rows.prefetch_related("planned__member__person")
    return [tuple(sorted(one.member.person.name for one in turn.planned.all())) for turn in rows]


def on_the_day_it_is_placed(rota: Rota):
    """The moment four days before the first turn of a weekly rota."""
    first = Turn.objects.filter(rota=rota, state="planned").order_by("on").first()
    return clock.start_of(first.on - timedelta(4)) + 9 * clock.HOUR
