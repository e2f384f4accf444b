"""Break-glass: reading outside one's branch in an emergency, with a reason and a second person.

It holds for two hours by the time of the question (models.GlassQuerySet.holding), so that nobody
has to end it. Threat T28: every look is written down for the person concerned, whose page says
紧急查看; the asking, agreeing and ending stand in the log of security events.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden
from last500.organisations.accounts import read_reason
from last500.organisations.models import BreakGlass, GlassQuerySet
from last500.organisations.rules import GLASS_LASTS, Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.proof.actions import record
from last500.proof.rules import Plain

# What the person concerned reads: as what somebody looked.
ROLE = "紧急查看"


def may_ask(actor: Actor) -> bool:
    return bool(actor.branches(Permission.BREAK_GLASS_ASK))


@transaction.atomic
def ask(
    actor: Actor, place: Place, *, reason: str, about: UUID | None = None, number: str = ""
) -> BreakGlass:
    """Ask to read one place, or one request of it (`about`, with its public number)."""
    if not may_ask(actor):
        raise Forbidden(Permission.BREAK_GLASS_ASK)
    reason = read_reason(reason)
    limits.hit("break-glass", str(actor.person), limits.BREAK_GLASS_PER_PERSON)
    glass = BreakGlass.objects.create(
        place=place,
        about=about,
        number=number,
        reason=reason,
        asked_by=Person(pk=actor.person),
        asked_at=clock.now(),
    )
    _write(actor, glass, "asked")
    return glass


def may_decide(actor: Actor, glass: BreakGlass) -> bool:
    """Whoever answers for the place, but never who asked."""
    own = glass.asked_by_id == actor.person
    return not own and actor.may(Permission.BREAK_GLASS_CONFIRM, glass.place.path)


@transaction.atomic
def agree(actor: Actor, glass: BreakGlass) -> None:
    """Be the second person: reading is open from now for two hours."""
    now = clock.now()
    _decide(actor, glass, confirmed_by=actor.person, from_at=now, to_at=now + GLASS_LASTS)
    _write(actor, glass, "agreed")


@transaction.atomic
def refuse(actor: Actor, glass: BreakGlass) -> None:
    _decide(actor, glass, refused_at=clock.now())
    _write(actor, glass, "refused")


def _decide(actor: Actor, glass: BreakGlass, **change: object) -> None:
    if not may_decide(actor, glass):
        raise Forbidden(Permission.BREAK_GLASS_CONFIRM)
    rows = BreakGlass.objects.waiting(clock.now()).filter(pk=glass.pk)
    if not rows.exclude(asked_by=actor.person).update(**change):
        raise Conflict(_("这件事已经有人定了，或者等得太久作废了。"))


@transaction.atomic
def end(actor: Actor, glass: BreakGlass) -> None:
    """End it before its time: who asked, or who answers for the place."""
    if glass.asked_by_id != actor.person and not may_decide(actor, glass):
        raise Forbidden(Permission.BREAK_GLASS_CONFIRM)
    now = clock.now()
    if not BreakGlass.objects.holding(now).filter(pk=glass.pk).update(to_at=now):
        raise Conflict(_("紧急查看已经结束了。"))
    _write(actor, glass, "ended")


def visible_to(actor: Actor) -> GlassQuerySet:
    """One's own, and those of the branches one answers for."""
    seen = Q(asked_by=actor.person)
    for path in actor.branches(Permission.BREAK_GLASS_CONFIRM):
        seen |= Q(place__path__range=branch(path))
    return BreakGlass.objects.filter(seen).select_related("place", "asked_by", "confirmed_by")


def _write(actor: Actor, glass: BreakGlass, what: str) -> None:
    body: dict[str, Plain] = {
        "glass": str(glass.pk),
        "place": glass.place.pk,
        "one_request": glass.about is not None,
    }
    record("security", f"break-glass {what}", body, personal={"by": str(actor.person)})
