"""Compound A with a building, an entrance and seats, for the tests of this app."""

from dataclasses import dataclass
from uuid import UUID

from last500.grids import actions
from last500.grids.actions.answering import Showing
from last500.grids.actions.seats import Plan
from last500.grids.models import Placement, Seat
from last500.grids.rules import Answer
from last500.notify.models import Message
from last500.places.models import Place
from last500.places.rules import path_step
from last500.reportin.models import ReportIn
from tests.cast import Cast

SHOWN = Showing(name=True, notes=True, called="王师傅")


def under(above: Place, level: str, name: str) -> Place:
    place = Place(parent=above, level=level, name=name, path=f"new-{name}")
    place.save()
    place.path = above.path + path_step(place.pk)
    place.save(update_fields=["path"])
    return place


@dataclass
class Yard:
    cast: Cast
    entrance: Place
    seat: Seat  # of the building

    def at(self, kind: str, place: Place | None = None, **more: object) -> Seat:
        return actions.set_up(
            self.cast.actor("lin"),
            place or self.cast.building,
            Plan(kind=kind, **more),  # type: ignore[arg-type]
        )


def yard(cast: Cast) -> Yard:
    """Wang and Li named the building when they reported in, Zhou named none."""
    entrance = under(cast.building, "entrance", "一单元")
    live(cast, "wang", "li")
    seat = actions.set_up(cast.actor("lin"), cast.building, Plan(kind="building_lead"))
    return Yard(cast, entrance, seat)


def live(cast: Cast, *names: str, at: Place | None = None) -> None:
    people = [cast.people[name] for name in names]
    ReportIn.objects.filter(person__in=people).update(building=at or cast.building)


def asked(cast: Cast, seat: Seat, name: str = "wang") -> Placement:
    return actions.ask(cast.actor("lin"), seat, cast.people[name].pk)


def seated(
    cast: Cast, seat: Seat, name: str = "wang", showing: Showing | None = SHOWN
) -> Placement:
    placement = asked(cast, seat, name)
    actions.answer(cast.actor(name), placement, Answer.YES, showing)
    return fresh(placement)


def fresh(placement: Placement) -> Placement:
    return Placement.objects.select_related("seat__place", "person").get(pk=placement.pk)


def holder(seat: Seat) -> UUID | None:
    return Placement.objects.holding().filter(seat=seat).values_list("person", flat=True).first()


def told(kind: str) -> set[UUID]:
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))
