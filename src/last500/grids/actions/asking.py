"""The desk asks, confirms who has offered themselves, takes an ask back. It seats nobody."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.grids import queries, rules
from last500.grids.actions.step import CHANGED, advance, append, held, seat_down, words
from last500.grids.models import Placement, Seat
from last500.grids.rules import Act, State
from last500.notify.actions import post as tell
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.models import Person


@transaction.atomic
def ask(actor: Actor, seat: Seat, person: UUID) -> Placement:
    """Ask one of those who could be asked. They say yes, no or later; silence is no.

    Raises Forbidden; Refused for whoever is not among them; Conflict where somebody holds the
    seat, or the person was asked meanwhile.
    """
    require(actor, Permission.GRID_ARRANGE, seat.place)
    seat = held(seat)
    # Two desks that ask the same person at once: one after the other.
    Person.objects.select_for_update().filter(pk=person).first()
    if Placement.objects.holding().filter(seat=seat).exists():
        raise Conflict(_("这个位置已经有人了。"))
    if person not in {one.report_in.person_id for one in queries.could_be_asked(actor, seat)}:
        raise Refused(_("现在不能请这位：刚问过、歇着，或者不住在这里。请另选一位。"))
    now = clock.now()
    try:
        with transaction.atomic():
            placement = Placement.objects.create(
                seat=seat,
                person_id=person,
                state=State.ASKED,
                asked_at=now,
                answer_by=now + rules.ANSWER_WITHIN,
                asked_by_id=actor.person,
            )
    except IntegrityError:
        raise Conflict(_("这位刚刚有人请过了。")) from None
    append(seat, "asked", actor)
    tell("seat_asked", [placement.person], **words(seat))
    return placement


def _of_desk(actor: Actor, placement: Placement) -> Placement:
    """The placement as it is now, with its seat held. Raises Forbidden, Conflict."""
    require(actor, Permission.GRID_ARRANGE, placement.seat.place)
    seat = held(placement.seat)
    found = Placement.objects.select_related("person").get(pk=placement.pk)
    found.seat = seat
    return found


@transaction.atomic
def confirm(actor: Actor, placement: Placement) -> None:
    """Yes to somebody who offered themselves: they hold the seat. Nobody confirms their own.

    Raises Forbidden, Refused, Conflict.
    """
    placement = _of_desk(actor, placement)
    if placement.person_id == actor.person:
        raise Refused(_("自己的由别人确认：请副手或者社区来看。"))
    if placement.person.restricted_at or placement.state != State.OFFERED:
        raise Conflict(_(CHANGED))
    seat_down(placement, Act.CONFIRM, confirmed_by_id=actor.person)
    append(placement.seat, "confirmed", actor)
    tell("seat_begins", [placement.person], **words(placement.seat))


@transaction.atomic
def turn_down(actor: Actor, placement: Placement) -> None:
    """Not this time; no reason is kept about anybody. Raises Forbidden, Conflict."""
    placement = _of_desk(actor, placement)
    advance(placement, Act.TURN_DOWN)
    append(placement.seat, "turned_down", actor)
    tell("seat_not_now", [placement.person], **words(placement.seat))


@transaction.atomic
def take_back(actor: Actor, placement: Placement) -> None:
    """Not ask after all. Raises Forbidden; Conflict when it was answered meanwhile."""
    placement = _of_desk(actor, placement)
    advance(placement, Act.TAKE_BACK)
    append(placement.seat, "taken_back", actor)
    tell("seat_has_somebody", [placement.person], **words(placement.seat))
