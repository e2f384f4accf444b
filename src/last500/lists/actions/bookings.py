"""Somebody asks for a resource at a time: it is theirs until the other side says no."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.lists import rules, windows
from last500.lists.actions import stock
from last500.lists.actions.step import append, ask, public_line, speaks_for_place
from last500.lists.calendars import moment, taken_spans
from last500.lists.models import Booking, Resource, ResourceDay, ResourceOffer
from last500.lists.models.bookings import PURPOSE_MOST
from last500.lists.rules import Act, Deal, Side
from last500.lists.sentences import HINDRANCES
from last500.lists.windows import Hindrance, Slot
from last500.organisations.models import Organisation
from last500.organisations.queries import calendar, is_liaison
from last500.places.models import Place
from last500.places.rules import path_steps
from last500.units.models import UnitReportIn


@dataclass(frozen=True)
class Wish:
    """When, how many, what for. `last` is the last day, for goods that are lent."""

    on: date
    purpose: str
    start: int = 0
    end: int = windows.DAY
    last: date | None = None
    number: int = 1


@transaction.atomic
def book(actor: Actor, resource: Resource, *, by: Organisation | Place, wish: Wish) -> Booking:
    """Ask for it. Raises Forbidden, Refused with the field to mend, Conflict when it is taken.

    Whoever owns the thing and asks for it themselves needs nobody's answer.
    """
    _may_ask(actor, resource, by)
    if resource.state != rules.ResourceState.OPEN:
        raise Conflict(_("这一项现在不能约，先停了。"))
    purpose = public_line(wish.purpose, PURPOSE_MOST, "purpose")
    if not purpose:
        raise Refused(_("请写一句做什么用。"), "purpose")
    starts, ends = _times(resource, wish)
    own = isinstance(by, Place) and resource.community_id == by.pk
    row = Booking(
        resource=resource,
        for_place=by if isinstance(by, Place) else None,
        for_organisation=by if isinstance(by, Organisation) else None,
        purpose=purpose,
        starts_at=starts,
        ends_at=ends,
        exclusive=resource.exclusive,
        number=_number(resource, wish.number),
        state=Deal.AGREED if own else Deal.ASKED,
        asked_at=clock.now(),
        due_at=None if own else _due(starts),
        lapses_at=starts,
    )
    _keep(row)
    stock.take(row)
    if own:
        append(row, Act.AGREE, Side.HOST, actor)
    else:
        ask(actor, row)
    return row


def _may_ask(actor: Actor, resource: Resource, by: Organisation | Place) -> None:
    """For a place its desk, where the thing is offered; for a unit its liaison, of a venue."""
    if isinstance(by, Organisation):
        stands = is_liaison(actor, by) and resource.community_id is not None
        rows = UnitReportIn.objects.agreed().filter(organisation=by)
        street = resource.community.parent_id if resource.community else None
        if not (stands and rows.filter(community__parent=street).exists()):
            raise Forbidden("a unit books venues of communities where it is reported in")
        return
    offered = ResourceOffer.objects.standing().filter(
        resource=resource, community__in=path_steps(by.path)
    )
    if not speaks_for_place(actor, by) or not offered.exists():
        raise Forbidden("not your desk, or not offered here")


def _due(starts: datetime) -> datetime:
    """In three working days, and always before it begins."""
    return min(rules.answer_due(clock.now(), calendar()), starts)


def _number(resource: Resource, number: int) -> int:
    if not resource.lent_by_day:
        return 1
    if not 1 <= number <= resource.pieces:
        raise Refused(_("请写 1 到 %(n)d。") % {"n": resource.pieces}, "number")
    return number


def _times(resource: Resource, wish: Wish) -> tuple[datetime, datetime]:
    """From when to when; raises Refused or Conflict with what is in the way."""
    last = wish.last or wish.on if resource.lent_by_day else wish.on
    days = list(ResourceDay.objects.filter(resource=resource, on__range=(wish.on, last)))
    hours, here = resource.hours(days), clock.local(clock.now())
    if resource.lent_by_day:
        found = windows.hindrance_of_days(hours, wish.on, last, here)
        _raise(found, "last" if found in _OF_THE_END else "on")
        return moment(wish.on, 0), moment(last, windows.DAY)
    slot = Slot(wish.on, wish.start, wish.end)
    found = windows.hindrance(hours, slot, taken_spans(resource, wish.on), here)
    _raise(found, "end" if found in _OF_THE_END else "on")
    return moment(wish.on, wish.start), moment(wish.on, wish.end)


_OF_THE_END = {Hindrance.BACKWARDS, Hindrance.LONG, Hindrance.SHORT}


def _raise(found: Hindrance | None, field: str) -> None:
    if found == Hindrance.TAKEN:
        raise Conflict(_(HINDRANCES[found]), field)
    if found is not None:
        raise Refused(_(HINDRANCES[found]), field)


def _keep(row: Booking) -> None:
    """The database has the last word on who was first (guards.NoTwoAtOnce)."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_(HINDRANCES[Hindrance.TAKEN]), "on") from None
