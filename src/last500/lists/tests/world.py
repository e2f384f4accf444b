"""A unit reported in to the cast's community, with its liaison: for the tests of the lists."""

from datetime import date, timedelta

from last500.base import clock
from last500.lists import actions
from last500.lists.actions import NeedDraft, ResourceDraft, Wish
from last500.lists.models import Booking, Claim, Need, Resource
from last500.lists.windows import Window
from last500.organisations.models import Liaison, Organisation
from last500.places.models import Place
from last500.units.models import UnitReportIn
from tests.cast import Cast

EVERY_DAY = tuple(Window(day, 9 * 60, 21 * 60) for day in range(7))


def soon(days: int = 3) -> date:
    return clock.today() + timedelta(days=days)


def unit(
    cast: Cast, liaison: str, name: str = "图书馆党支部", at: Place | None = None
) -> Organisation:
    """A unit whose report-in is agreed at a community, with this persona as its liaison."""
    community = at or cast.community
    one = Organisation.objects.create(kind="unit", name=name, place=community)
    Liaison.objects.create(
        organisation=one, person=cast.people[liaison], from_on=clock.today() - clock.DAY
    )
    UnitReportIn.objects.create(
        organisation=one,
        community=community,
        state="agreed",
        asked_at=clock.now(),
        unit_agreed_at=clock.now(),
        community_agreed_at=clock.now(),
    )
    return one


def need(cast: Cast, by: str = "he", place: Place | None = None, **more: object) -> Need:
    said = {"kind": "service", "title": "教老人用手机的人", "until_on": soon(30)} | more
    draft = NeedDraft(**said)  # type: ignore[arg-type]
    return actions.state_need(cast.actor(by), place or cast.community, draft)


def room(cast: Cast, owner: Organisation, by: str, **more: object) -> Resource:
    said = {"kind": "room", "title": "二楼会议室", "windows": EVERY_DAY} | more
    said.setdefault("communities", (cast.community,))
    return actions.add_resource(cast.actor(by), owner, ResourceDraft(**said))  # type: ignore[arg-type]


def venue(cast: Cast, **more: object) -> Resource:
    """The community's own room."""
    said = {"kind": "room", "title": "社区活动室", "windows": EVERY_DAY} | more
    draft = ResourceDraft(**said)  # type: ignore[arg-type]
    return actions.add_resource(cast.actor("he"), cast.community, draft)


def goods(cast: Cast, owner: Organisation, by: str, **more: object) -> Resource:
    return room(cast, owner, by, **{"kind": "goods", "title": "折叠桌", "windows": (), **more})


def booked(cast: Cast, one: Resource, by: str = "he", **more: object) -> Booking:
    said = {"on": soon(), "start": 600, "end": 720, "purpose": "合唱队排练"} | more
    party = said.pop("for_", cast.community)
    return actions.book(cast.actor(by), one, by=party, wish=Wish(**said))  # type: ignore[arg-type]


def claimed(cast: Cast, what: Need, by: Organisation, liaison: str, number: int = 1) -> Claim:
    return actions.claim(cast.actor(liaison), what, by, number=number, words="周六上午来两个人")
