"""One step of a pairing: ask the rules, change on condition, append the history, tell both."""

from typing import Any

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden
from last500.base.scope import everything
from last500.notify.actions import post, to_contact, to_people, write
from last500.organisations.queries import calendar, desk_for, desk_holders
from last500.organisations.rules import Permission
from last500.pairings import rules
from last500.pairings.models import Bond, Pairing, PairingAsk, PairingEvent
from last500.pairings.queries import roles_of
from last500.pairings.rules import FINAL, Action, Role, State
from last500.people.models import Contact, Person


def check(actor: Actor, pairing: Pairing, action: Action) -> Role:
    """The role in which the actor takes this step. Raises Forbidden or Conflict."""
    step = rules.STEPS[action]
    roles = roles_of(actor, pairing) & step.who
    if not roles:
        raise Forbidden(action)
    if State(pairing.state) not in step.start:
        raise Conflict(_("这份结对已经不是刚才的样子了，请看看现在的情况。"))
    return min(roles, key=list(Role).index)


def advance(
    actor: Actor,
    pairing: Pairing,
    action: Action,
    *,
    role: Role,
    to: State | None = None,
    **values: Any,
) -> Pairing:
    """Change the state on condition that it is still what was read, and append the event.

    A new state sets its own due time. Raises Conflict when somebody was faster.
    """
    old = State(pairing.state)
    new = to or rules.STEPS[action].to or old
    now = clock.now()
    if new != old:
        checked = bool(values.get("checked_at", pairing.checked_at))
        fresh = rules.due(new, checked=checked, now=now, calendar=calendar())
        values.setdefault("due_at", fresh)
    if new in FINAL:
        values |= {"ended_at": now, "ended_by": role}
    if not Pairing.objects.filter(pk=pairing.pk, state=old).update(state=new, **values):
        raise Conflict(_("有人刚处理过这份结对，请看看现在的情况。"))
    append(actor, pairing, action, old, new, role=role)
    pairing.state = new
    for name, value in values.items():
        setattr(pairing, name, value)
    return pairing


def append(
    actor: Actor, pairing: Pairing, action: Action, old: str, new: str, *, role: Role
) -> None:
    """The history row. Of the household it keeps no person."""
    staff = role == Role.DESK
    PairingEvent.objects.create(
        pairing=pairing,
        at=clock.now(),
        action=action,
        from_state=old,
        to_state=new,
        role=role,
        actor_id=None if role == Role.HOUSEHOLD else actor.person,
        office=actor.office_at(Permission.PAIRING_ARRANGE, pairing.place.path) if staff else None,
    )


# ---- whom to tell: where it is, never who helps whom --------------------------------------------


def words_for(pairing: Pairing) -> dict[str, str]:
    return {"place": pairing.place.name}


def tell_desk(kind: str, pairing: Pairing) -> None:
    post(kind, desk_holders(desk_for(pairing.place).pk), **words_for(pairing))


def tell_household(pairing: Pairing) -> None:
    """To the inbox of whoever has an account, else by e-mail if an address was left."""
    with everything("a household is told of a step: whoever took it may not read who it is"):
        contact = Contact.objects.select_related("person").get(pk=pairing.contact_id)
        if contact.person is not None:
            link = f"/pairings/h/{pairing.pk}/"
            words = words_for(pairing)
            write(to_people("pairing_moved", [contact.person], link=link, **words))
        else:
            link = f"/pairings/k/{pairing.link_key}/"
            write(to_contact("pairing_moved", contact, link=link, **words_for(pairing)))


def stop_asks(pairing: Pairing, *, but: Person | None = None) -> list[Person]:
    """End what is still being asked; gives back whom to thank. In the house's name: whoever won
    reads nothing of the others."""
    with everything("others who were asked are told that it is taken"):
        rows = PairingAsk.objects.filter(pairing=pairing, answer__in=["asked", "yes"])
        if but is not None:
            rows = rows.exclude(helper=but)
        people = [ask.helper for ask in rows.select_related("helper")]
        rows.update(answer=PairingAsk.Answer.STOPPED, answered_at=clock.now())
    return people


def end_bonds(pairing: Pairing) -> list[Person]:
    """Close what a helper holds; with it the contact is out of their sight."""
    rows = Bond.objects.living().filter(pairing=pairing)
    people = [bond.helper for bond in rows.select_related("helper")]
    rows.update(ended_at=clock.now())
    return people
