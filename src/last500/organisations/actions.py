"""The gate for acting, and the verbs of offices."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Forbidden, Refused
from last500.organisations.models import CalendarDay, Office, Organisation
from last500.organisations.queries import forget_calendar
from last500.organisations.rules import MAY_GIVE, OFFICES, OfficeKind, Permission
from last500.people.models import Person
from last500.places.models import Place


def require(actor: Actor, permission: Permission, place: Place) -> None:
    """Raise Forbidden unless an acting office of the actor allows this at the place."""
    if not actor.may(permission, place.path):
        raise Forbidden(permission)


def may_give(actor: Actor, kind: OfficeKind, place: Place) -> bool:
    """Whether an office held here or above is one that gives this kind (rules.MAY_GIVE)."""
    here = [grant.office for grant in actor.grants if place.path.startswith(grant.path)]
    held = Office.objects.acting(clock.today()).filter(pk__in=here)
    return any(kind in MAY_GIVE[OfficeKind(own)] for own in held.values_list("kind", flat=True))


@transaction.atomic
def give_office(
    actor: Actor,
    person: Person,
    kind: OfficeKind,
    place: Place,
    *,
    from_on: date | None = None,
    to_on: date | None = None,
    organisation: Organisation | None = None,
) -> Office:
    """Give an office from a date (to a date, for a deputy in the holidays)."""
    if place.level not in OFFICES[kind][0]:
        raise Refused(_("这个职务不设在这一级。"), "kind")
    if not may_give(actor, kind, place):
        raise Forbidden(Permission.OFFICE_GIVE)
    start = from_on or clock.today()
    if to_on and to_on < start:
        raise Refused(_("结束日期在开始日期之前，请再看看。"), "to_on")
    if Office.objects.acting(start).filter(person=person, kind=kind, place=place).exists():
        raise Refused(_("这个人已经担任这个职务了。"), "person")
    return Office.objects.create(
        person=person,
        kind=kind,
        place=place,
        organisation=organisation,
        from_on=start,
        to_on=to_on,
        given_by_id=actor.person,
    )


@transaction.atomic
def end_office(actor: Actor, office: Office) -> None:
    """End an office as of yesterday: what it allowed is gone with the next click.

    A holder may lay down their own office; whoever may give it may end it.
    """
    if office.person_id != actor.person and not may_give(
        actor, OfficeKind(office.kind), office.place
    ):
        raise Forbidden(Permission.OFFICE_GIVE)
    last_day = clock.today() - clock.DAY
    Office.objects.filter(pk=office.pk).update(
        from_on=min(office.from_on, last_day), to_on=last_day, ended_by=actor.person
    )


@transaction.atomic
def set_calendar_day(actor: Actor, on: date, *, is_worked: bool | None, name: str = "") -> None:
    """Mark a day as worked or free; `is_worked=None` takes the mark away."""
    if not any(Permission.CALENDAR_EDIT in grant.permissions for grant in actor.grants):
        raise Forbidden(Permission.CALENDAR_EDIT)
    CalendarDay.objects.filter(on=on).delete()
    if is_worked is not None:
        CalendarDay.objects.create(on=on, is_worked=is_worked, name=name)
    forget_calendar()
