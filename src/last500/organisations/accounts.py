"""What the security administrator does with an account: find, disable, enable, end its sessions.

An account belongs to the branches of the offices its person holds. Whoever holds none belongs to
no branch: only a security administrator at the top of the tree reaches them. Nobody acts on their
own account, and nothing here gives anybody a right.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.organisations.models import Office
from last500.organisations.rules import Permission
from last500.people import looks
from last500.people.actions import (
    end_sessions,
    note_security,
    phone_index,
    read_phone,
)
from last500.people.looks import Capacity
from last500.people.models import Person
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.proof.actions import record

ROLE = "安全管理员"


def paths_of(person: Person) -> list[str]:
    """The branches an account belongs to: of its offices from today on, or the tops of the tree."""
    held = Office.objects.filter(person=person).exclude(to_on__lt=clock.today())
    paths = sorted(set(held.values_list("place__path", flat=True)))
    return paths or list(Place.objects.filter(parent=None).values_list("path", flat=True))


def may_manage(actor: Actor, person: Person) -> bool:
    if not actor.branches(Permission.ACCOUNT_MANAGE) or person.pk == actor.person:
        return False
    return all(actor.may(Permission.ACCOUNT_MANAGE, path) for path in paths_of(person))


def find(actor: Actor, phone: str, *, reason: str) -> Person | None:
    """The account with this number in the actor's reach: the same None for none and for others'.

    Looking somebody up is a look at their data: with a reason, within limits, written down.
    """
    if not actor.branches(Permission.ACCOUNT_MANAGE):
        raise Forbidden(Permission.ACCOUNT_MANAGE)
    reason = read_reason(reason)
    number = read_phone(phone)
    person = Person.objects.filter(phone_index=phone_index(number)).first()
    looks.note_search(actor, person, reason=reason, as_what=Capacity(ROLE))
    note_security("account looked up", person)
    return person if person is not None and may_manage(actor, person) else None


def read_reason(text: str) -> str:
    reason = clean_line(text)[:120]
    if not reason:
        raise Refused(_("请写一句为什么。"), "reason")
    return reason


def account(actor: Actor, key: UUID) -> Person | None:
    person = Person.objects.filter(pk=key).first()
    return person if person is not None and may_manage(actor, person) else None


@transaction.atomic
def disable(actor: Actor, person: Person, *, reason: str) -> None:
    """Nobody signs in to the account any more; whoever is signed in is out with the next click."""
    _set_active(actor, person, False, reason)
    end_sessions(person, how="disabled")


@transaction.atomic
def enable(actor: Actor, person: Person, *, reason: str) -> None:
    """Open a disabled account again; one that its person has closed stays closed."""
    _set_active(actor, person, True, reason)


def _set_active(actor: Actor, person: Person, active: bool, reason: str) -> None:
    _require(actor, person)
    reason = read_reason(reason)
    rows = Person.objects.filter(pk=person.pk, is_active=not active, closed_at=None)
    if not rows.update(is_active=active):
        raise Conflict(_("这个账号刚刚已经改过了。"))
    _write(actor, person, "account enabled" if active else "account disabled", reason)


@transaction.atomic
def sign_out(actor: Actor, person: Person, *, reason: str) -> None:
    """End every session of the account, on every device, with its next click."""
    _require(actor, person)
    reason = read_reason(reason)
    end_sessions(person, how="security")
    _write(actor, person, "account signed out", reason)


def _require(actor: Actor, person: Person) -> None:
    if not may_manage(actor, person):
        raise Forbidden(Permission.ACCOUNT_MANAGE)


def _write(actor: Actor, person: Person, kind: str, reason: str) -> None:
    who = {"person": str(person.pk), "by": str(actor.person), "reason": reason}
    record("security", kind, {}, personal=who)
