"""A volunteer number of our own, and what another system calls the same person."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.ids import public_number
from last500.people.models import Person
from last500.people.queries import myself
from last500.people.rules import clean_line
from last500.reportin.models import HelperNumber


def number_for(person: Person) -> HelperNumber:
    """The person's own number, drawn at random the first time it is asked for, then always this."""
    known = HelperNumber.objects.filter(person=person).first()
    while known is None:
        try:
            with transaction.atomic():
                known = HelperNumber.objects.create(
                    person=person, number=public_number(), made_at=clock.now()
                )
        except IntegrityError:  # drawn twice at once, or a number that is taken
            known = HelperNumber.objects.filter(person=person).first()
    return known


@transaction.atomic
def keep_other_number(actor: Actor, *, number: str, system: str) -> None:
    """Write down the number of another system, or (both empty) forget it. Raises Refused."""
    number, system = clean_line(number)[:40], clean_line(system)[:40]
    if number and not system:
        raise Refused(_("请写是哪个系统的编号。"), "other_system")
    if system and not number:
        raise Refused(_("请写那个系统里的编号。"), "other_number")
    volunteer = number_for(myself(actor))
    volunteer.other_number, volunteer.other_system = number, system
    volunteer.save(update_fields=["other_number", "other_system"])
