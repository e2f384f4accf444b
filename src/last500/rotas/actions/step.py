"""One step of a rota: who may, change on condition, append the history."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor, Door
from last500.base.errors import Conflict, Forbidden
from last500.base.fields import sealed
from last500.base.marking import N_
from last500.notify.actions import post, post_to_contact
from last500.organisations.actions import require
from last500.organisations.queries import desk_for, desk_holders
from last500.organisations.rules import Permission
from last500.rotas import rules
from last500.rotas.models import Rota, RotaEvent, RotaMember
from last500.rotas.rules import Action, Role, State

MOVED_ON = N_("这个轮值已经变了，请看看现在的情况。")


def speaks_for(actor: Actor, rota: Rota) -> bool:
    """The household: by its account, or by its private link.

    Whoever arranges rotas here or takes part in this one never speaks for it by a link: what a
    household said to them is entered as such (`by_phone`), and says that it was.
    """
    if actor.person and rota.contact.person_id == actor.person:
        return True
    if rota.pk not in actor.opened or actor.may(Permission.ROTA_ARRANGE, rota.place.path):
        return False
    seats = RotaMember.objects.filter(rota=rota, person=actor.person)
    return actor.person is None or not seats.exclude(state=rules.Seat.LEFT).exists()


def household_role(actor: Actor, rota: Rota, *, by_phone: bool) -> Role:
    """In which role the household's word comes. Raises Forbidden."""
    if actor.door == Door.CLOCK:
        return Role.CLOCK
    if by_phone:
        require(actor, Permission.ROTA_ARRANGE, rota.place)
        return Role.DESK
    if not speaks_for(actor, rota):
        raise Forbidden("not your household")
    return Role.HOUSEHOLD


def hold(rota: Rota, *states: State) -> None:
    """Hold the row until the transaction ends. Raises Conflict unless it is in one of the states:
    what the household has just paused or ended places nothing any more."""
    if not Rota.objects.filter(pk=rota.pk, state__in=states).update(state=F("state")):
        raise Conflict(_(MOVED_ON))


def move(
    actor: Actor,
    rota: Rota,
    to: State,
    action: Action,
    *,
    role: Role,
    facts: dict[str, Any] | None = None,
    **values: Any,
) -> None:
    """Change the state on condition that it is still what was read. Raises Conflict."""
    old = State(rota.state)
    if to != old and to not in rules.ALLOWED[old]:
        raise Conflict(_(MOVED_ON))
    here = Rota.objects.filter(pk=rota.pk, state=old)
    if not here.update(state=to, **sealed(rota, values)):
        raise Conflict(_(MOVED_ON))
    rota.state = to
    for name, value in values.items():
        setattr(rota, name, value)
    append(actor, rota, action, old, role=role, facts=facts)


def append(
    actor: Actor,
    rota: Rota,
    action: Action,
    old: str,
    *,
    role: Role,
    facts: dict[str, Any] | None = None,
) -> None:
    RotaEvent.objects.create(
        rota=rota,
        at=clock.now(),
        action=action,
        from_state=old,
        to_state=rota.state,
        role=role,
        actor_id=actor.person,
        door=actor.door,
        facts=facts or {},
    )


def tell_desk(kind: str, rota: Rota) -> None:
    """Where the rota lies: nothing of whose, nothing of what."""
    holders = desk_holders(desk_for(rota.place).pk)
    post(kind, holders, link=f"/rotas/one/{rota.pk}/", place=rota.place.name)


def tell_household(kind: str, rota: Rota) -> None:
    """To the inbox of whoever has an account, else by e-mail if an address was left."""
    link = f"/rotas/k/{rota.link_key}/"
    if rota.contact.person is not None:
        post(kind, [rota.contact.person], link=link, place=rota.place.name)
    else:
        post_to_contact(kind, rota.contact, link=link, place=rota.place.name)
