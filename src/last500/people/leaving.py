"""Closing an account and locking it: each app says in its `retention.py` what is its part.

People lies below the apps that hold most of a person's data; they hand up their parts:
    PARTS = (Part(leave, restrict, hinders),)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.erasing import declared
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.ids import secret_key
from last500.base.scope import everything
from last500.people.models import Consent, Guardian, Person, RecoveryCode, SignIn
from last500.proof import actions as proof

PERSONAL = ("name", "called", "phone", "email", "totp_key")


@dataclass(frozen=True)
class Part:
    """What one app does when an account closes (`leave`) or is locked or opened (`restrict`).

    `hinders` answers with a sentence while the account cannot close yet, `locks` while it cannot
    be locked yet; empty when nothing stands against it.
    """

    leave: Callable[[Person], None] | None = None
    restrict: Callable[[Person, datetime | None], None] | None = None
    hinders: Callable[[Person], str] | None = None
    locks: Callable[[Person], str] | None = None


def parts() -> list[Part]:
    """Higher apps first: what hangs on the person goes before the person."""
    return list(reversed(declared("PARTS")))


def what_hinders(person: Person) -> list[str]:
    """Why this account cannot be closed yet, in sentences."""
    return [said for part in parts() if part.hinders and (said := part.hinders(person))]


def what_keeps_open(person: Person) -> list[str]:
    """Why this account cannot be locked yet, in sentences."""
    asked = (part.locks or part.hinders for part in parts())
    return [said for ask in asked if ask and (said := ask(person))]


def _locked_row(actor: Actor) -> Person:
    """The actor's own row, held until the transaction ends. Raises Forbidden or Conflict."""
    if actor.person is None:
        raise Forbidden("sign in first")
    person = Person.objects.select_for_update().get(pk=actor.person)
    if person.closed_at:
        raise Conflict(_("这个账号已经注销了。"))
    return person


@transaction.atomic
def close_account(actor: Actor) -> None:
    """Delete the person's own account, at once (PIPL 47; network data regulations art. 24).

    The row stays empty as a pseudonym where others' history points to it: its number is replaced
    by chance, it can never be signed in to again, and the same telephone may begin anew.
    Raises Refused while something hinders.
    """
    person = _locked_row(actor)
    with everything("a person takes their data out of every app"):
        reasons = what_hinders(person)
        if reasons:
            raise Refused(reasons[0])
        for part in parts():
            if part.leave:
                part.leave(person)
        for own in (Guardian, RecoveryCode, SignIn):
            own.objects.filter(person=person).delete()
        Consent.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=clock.now())
    for name in PERSONAL:
        setattr(person, name, "")
    person.phone_index = f"closed-{secret_key()}"
    person.session_salt = secret_key()
    person.is_active, person.closed_at, person.restricted_at = False, clock.now(), None
    person.save()
    proof.record("security", "account_closed", {}, personal={"person": str(person.pk)})


@transaction.atomic
def restrict(actor: Actor) -> None:
    """Lock one's own data: stored only, on no list, read by nobody (PIPL 44 and 47).

    Raises Refused while something is still being done that needs it.
    """
    person = _locked_row(actor)
    with everything("a person locks their data in every app"):
        reasons = what_keeps_open(person)
        if reasons:
            raise Refused(reasons[0])
        _restrict(person, clock.now())
    proof.record("security", "account_locked", {}, personal={"person": str(person.pk)})


@transaction.atomic
def lift(actor: Actor) -> None:
    """Open one's own data again; said twice it is as open as after the first time."""
    person = _locked_row(actor)
    with everything("a person opens their data in every app"):
        _restrict(person, None)
    proof.record("security", "account_opened", {}, personal={"person": str(person.pk)})


def _restrict(person: Person, moment: datetime | None) -> None:
    Person.objects.filter(pk=person.pk).update(restricted_at=moment)
    for part in parts():
        if part.restrict:
            part.restrict(person, moment)
