"""What somebody enters themself: it waits until somebody else has said that it was so."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Forbidden, Refused
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import STEP, branch
from last500.records import kinds, rules
from last500.records.actions.entering import enter
from last500.records.homes import Home, home_of
from last500.records.models import ServiceRecord
from last500.records.rules import Source

STREET_DEEP = 3  # city, county, street


def places_for(home: Home) -> list[Place]:
    """Compounds in the street of one's own, one's own first; one statement."""
    street = home.place.path[: STEP * STREET_DEEP]
    rows = Place.objects.current().filter(level="compound", path__range=branch(street))
    return sorted(rows, key=lambda place: (place.pk != home.place.pk, place.path))


@transaction.atomic
def enter_own(
    actor: Actor, *, place_id: int, kind: str, began_at: datetime, minutes: int, note: str
) -> ServiceRecord:
    """Only by somebody who is reported in, only lately, only in the own street. Raises Refused."""
    if actor.person is None:
        raise Forbidden("sign in first")
    home = home_of(actor.person)
    if home is None:
        raise Refused(_("先在住的小区报到，小区确认以后就能登记。"))
    place = next((one for one in places_for(home) if one.pk == place_id), None)
    if place is None:
        raise Refused(_("请选是哪个小区。"), "place")
    if kind not in kinds.OWN:
        raise Refused(_("请选一类。"), "kind")
    if began_at < clock.now() - rules.OWN_BACK:
        raise Refused(_("三个月以前的不能自己补登了。有别处的记录，请社区导入。"), "on")
    limits.hit("record", str(actor.person), limits.RECORDS_PER_PERSON)
    return enter(
        actor,
        person=Person.objects.get(pk=actor.person),
        place=place,
        source=Source.OWN,
        about=None,
        kind=kind,
        began_at=began_at,
        minutes=minutes,
        note=note,
    )
