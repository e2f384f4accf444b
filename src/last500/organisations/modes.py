"""The verb of a district's mode: requests, projects, self-government, or several of them."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.places import rules
from last500.places.models import Mode, Place
from last500.places.queries import forget_modes, modes_of


@transaction.atomic
def set_mode(actor: Actor, place: Place, code: str, *, seen: int) -> Mode:
    """From now on the district works by this; a city sets it for districts without their own.

    `seen` is the number of the mode that the page showed (0: none). Raises Forbidden, Refused;
    Conflict when somebody has set another meanwhile. Nothing is taken away from anybody: only
    words and order follow.
    """
    require(actor, Permission.MODE_SET, place)
    if place.level not in rules.SETS_MODE or place.closed_on:
        raise Refused(_("只有区县和市能定这个。"))
    if code not in rules.MODES:
        raise Refused(_("请选一个。"), "mode")
    known = modes_of(place)
    latest = known[0].number if known else 0
    if latest != seen:
        raise Conflict(_("有人刚改过，请看看现在的情况。"))
    mode = rules.MODES[code]
    try:
        with transaction.atomic():
            row = Mode.objects.create(
                place=place,
                number=seen + 1,
                projects=mode.projects,
                requests=mode.requests,
                grid=mode.grid,
                since=clock.now(),
                office=actor.office_at(Permission.MODE_SET, place.path),
            )
    except IntegrityError:
        raise Conflict(_("有人刚改过，请看看现在的情况。")) from None
    forget_modes()
    return row
