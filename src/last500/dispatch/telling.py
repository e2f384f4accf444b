"""The desk's press on free places: whoever is ticked gets one message with the way to its page.

It seats nobody and asks for no answer. Nobody is told of the same place twice: the table says so
(`told_of_a_free_place_once`), whoever presses and however often.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.actor import Actor
from last500.dispatch.edges import area_of
from last500.dispatch.models import WantedNote
from last500.dispatch.placing import with_places
from last500.dispatch.wanted import Wanted, wanted_at
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place


@dataclass(frozen=True)
class Ticked:
    """Whom the desk chose for one place, and how the place stood on its page (`Wanted.seen`)."""

    people: tuple[UUID, ...]
    seen: str


@dataclass(frozen=True)
class Told:
    """`places` are those of which somebody was told, `left` those of which nobody was: changed
    meanwhile, or told of by somebody else. `gone`: how many are free no more."""

    places: tuple[Wanted, ...]
    left: tuple[Wanted, ...]
    gone: int


@transaction.atomic
def tell(actor: Actor, desk: Place, ticked: Mapping[str, Ticked]) -> Told:
    """Tell those who were chosen, by code of the place, as far as the rules still let them in.

    Everything is looked at anew in the transaction that writes. Raises Forbidden for whoever does
    not handle requests at this desk.
    """
    require(actor, Permission.REQUEST_HANDLE, desk)
    wanted = {one.code: one for one in wanted_at(actor, desk)}
    chosen = [one for code, one in wanted.items() if code in ticked]
    still = [one for one in chosen if ticked[one.code].seen == one.seen]
    area = with_places(area_of([], wanted=still), still)
    told: list[Wanted] = []
    for one in still:
        fitting = area.proposals[one.code]
        heard = {who for other in told if other.collides(one) for who in ticked[other.code].people}
        people = [area.rows[who].person for who in ticked[one.code].people if who in fitting]
        if _tell(one, [person for person in people if person.pk not in heard]):
            told.append(one)
    left = [one for one in chosen if one not in told]
    return Told(tuple(told), tuple(left), len(ticked.keys() - wanted.keys()))


def _tell(wanted: Wanted, people: list[Person]) -> int:
    new = [person for person in people if _is_news(wanted, person)]
    post(
        f"{wanted.kind}_free",
        new,
        link=wanted.link,
        place=wanted.place.name,
        title=wanted.title,
        role=wanted.role,
        when=_when(wanted),
    )
    return len(new)


def _is_news(wanted: Wanted, person: Person) -> bool:
    """Write down that they are told, unless they were: of two presses at once one is the first."""
    try:
        with transaction.atomic():
            WantedNote.objects.create(
                kind=wanted.kind,
                key=wanted.key,
                person=person,
                told_at=clock.now(),
                over_at=wanted.ends,
            )
    except IntegrityError:
        return False
    return True


def _when(wanted: Wanted) -> str:
    """11-28 9:00 or 11-28: the same in either language."""
    day = clock.local(wanted.begins)
    return f"{day.month}-{day.day}" + (f" {day.hour}:{day.minute:02d}" if wanted.dated else "")
