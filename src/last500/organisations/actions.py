"""The gate for acting, and the verbs of offices."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor, Door
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.organisations.holidays import days_of_2026
from last500.organisations.models import CalendarDay, Office, Organisation
from last500.organisations.queries import forget_calendar
from last500.organisations.rules import (
    ADMINISTRATORS,
    ANY_DESK_WORDS,
    MAY_GIVE,
    OFFICE_WORDS,
    OFFICES,
    OfficeKind,
    Permission,
)
from last500.people import looks
from last500.people.actions import person_with_phone, phone_index, read_phone
from last500.people.looks import Capacity
from last500.people.models import Person
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.proof.actions import record


def require(actor: Actor, permission: Permission, place: Place) -> None:
    """Raise Forbidden unless an acting office of the actor allows this at the place."""
    if not actor.may(permission, place.path):
        raise Forbidden(permission)


def may_give(actor: Actor, kind: OfficeKind, place: Place) -> bool:
    """Whether an office held here or above is one that gives this kind (rules.MAY_GIVE)."""
    return kind in kinds_to_give(actor, place)


def kinds_to_give(actor: Actor, place: Place) -> list[OfficeKind]:
    """The offices the actor may give at this place, in the order of the table."""
    here = [grant.office for grant in actor.grants if place.path.startswith(grant.path)]
    held = Office.objects.acting(clock.today()).filter(pk__in=here)
    own = [MAY_GIVE[OfficeKind(kind)] for kind in held.values_list("kind", flat=True)]
    fitting = [kind for kind, (levels, _may) in OFFICES.items() if place.level in levels]
    return [kind for kind in fitting if any(kind in kinds for kinds in own)]


SEARCH_REASON = N_("登记职务")


def _giver(actor: Actor, place: Place) -> Capacity:
    office = actor.office_at(Permission.OFFICE_GIVE, place.path)
    held = Office.objects.filter(pk=office).first() if office else None
    return Capacity(OFFICE_WORDS[OfficeKind(held.kind)] if held else ANY_DESK_WORDS, office)


def search_by_phone(actor: Actor, place: Place, phone: str, *, name: str) -> Person | None:
    """The person with this number, to be given an office at the place; None when there is none.

    Whoever types a number must know the name that belongs to it. The search is written down and
    counted before that is compared, and stays so when the name is wrong: to be called outside of
    the transaction in which the office is given. Raises Refused and TooMany.
    """
    number, name = read_phone(phone), clean_line(name)[:40]
    if not name:
        raise Refused(_("请写姓名。"), "name")
    known = Person.objects.filter(phone_index=phone_index(number)).first()
    looks.note_search(actor, known, reason=SEARCH_REASON, as_what=_giver(actor, place))
    if known is not None and known.name and known.name != name:
        raise Refused(_("这个电话登记的是另一个名字，请和本人核对。"), "name")
    return known


@transaction.atomic
def make_holder(
    actor: Actor, known: Person | None, phone: str, *, name: str, email: str = ""
) -> Person:
    """The person to whom an office is given: whom the search has found, or a new account.

    An account that is there keeps its name and its e-mail, for codes go to them.
    """
    limits.hit("office", str(actor.person), limits.OFFICES_PER_PERSON)
    name = clean_line(name)[:40]
    if known is None:
        return person_with_phone(read_phone(phone), name=name, email=email)
    if not known.name:
        known.name = name
        known.save(update_fields=["name"])
    return known


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
    held = Office.objects.filter(person=person, kind=kind, place=place)
    held = held.filter(Q(to_on=None) | Q(to_on__gte=start))
    if held.filter(from_on__lte=to_on or date.max).exists():
        raise Refused(_("这个人在这段时间已经担任这个职务了。"), "person")
    office = Office.objects.create(
        person=person,
        kind=kind,
        place=place,
        organisation=organisation,
        from_on=start,
        to_on=to_on,
        given_by_id=actor.person,
    )
    tell_the_log("given", office, actor)
    return office


def first_operator(person: Person, place: Place) -> Office:
    """The office that an instance begins with; nobody is there yet to give it."""
    office = Office.objects.create(
        person=person, kind=OfficeKind.OPERATOR, place=place, from_on=clock.today()
    )
    tell_the_log("given", office, Actor(door=Door.COMMAND))
    return office


def tell_the_log(what: str, office: Office, actor: Actor) -> None:
    record(
        "offices",
        what,
        {
            "office": str(office.pk),
            "kind": str(office.kind),
            "place": office.place_id,
            "from": office.from_on.isoformat(),
            "to": office.to_on.isoformat() if office.to_on else None,
            "door": str(actor.door),
        },
        personal={"person": str(office.person_id), "by": str(actor.person or "")},
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
    lasting = Office.objects.filter(pk=office.pk).filter(Q(to_on=None) | Q(to_on__gt=last_day))
    if not lasting.update(
        from_on=min(office.from_on, last_day), to_on=last_day, ended_by=actor.person
    ):
        raise Conflict(_("这个职务已经结束了。"))
    office.refresh_from_db(fields=["from_on", "to_on"])
    tell_the_log("ended", office, actor)


def may_confirm(actor: Actor, office: Office) -> bool:
    """Whoever gives such an office; an administrator's whoever would be the second person."""
    kind, place = OfficeKind(office.kind), office.place
    if office.person_id == actor.person:
        return False
    if kind in ADMINISTRATORS:
        return actor.may(Permission.ADMINISTRATOR_CONFIRM, place.path)
    return may_give(actor, kind, place)


@transaction.atomic
def confirm_office(actor: Actor, office: Office) -> None:
    """Say that an office goes on: asked for every half year, in the place of a last-login time."""
    if not may_confirm(actor, office):
        raise Forbidden(Permission.OFFICE_GIVE)
    Office.objects.filter(pk=office.pk).update(confirmed_on=clock.today())
    tell_the_log("confirmed", office, actor)


@transaction.atomic
def set_calendar_day(actor: Actor, on: date, *, is_worked: bool | None, name: str = "") -> None:
    """Mark a day as worked or free; `is_worked=None` takes the mark away."""
    if not any(Permission.CALENDAR_EDIT in grant.permissions for grant in actor.grants):
        raise Forbidden(Permission.CALENDAR_EDIT)
    CalendarDay.objects.filter(on=on).delete()
    if is_worked is not None:
        CalendarDay.objects.create(on=on, is_worked=is_worked, name=name)
    record(
        "security",
        "calendar changed",
        {"on": on.isoformat(), "is_worked": is_worked},
        personal={"by": str(actor.person or "")},
    )
    forget_calendar()


def seed_holidays() -> int:
    """The holidays known when this was written, for a new instance; days already set stay."""
    known = set(CalendarDay.objects.values_list("on", flat=True))
    days = [
        CalendarDay(on=on, is_worked=w, name=n) for on, w, n in days_of_2026() if on not in known
    ]
    CalendarDay.objects.bulk_create(days)
    forget_calendar()
    return len(days)
