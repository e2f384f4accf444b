"""The household's own word: change, agree to a successor, renew, end, take it all back.

It speaks by its link or account, or to a desk that writes its word down (never a desk that helps
there itself: queries.roles_of).
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.erasing import empty_values
from last500.base.errors import Conflict, Forbidden
from last500.base.fields import sealed
from last500.base.scope import everything
from last500.notify.actions import post
from last500.notify.models import Message
from last500.pairings import rules
from last500.pairings.actions.proposing import CONSENT_TO, Household, Wishes, read_wishes
from last500.pairings.actions.step import (
    advance,
    append,
    check,
    end_bonds,
    stop_asks,
    tell_desk,
    tell_household,
    words_for,
)
from last500.pairings.models import Bond, Pairing, PairingAsk
from last500.pairings.queries import living_bond, speaks_for, successor
from last500.pairings.rules import OPEN, RENEW_FROM, Action, Role, State
from last500.people import rights
from last500.people.actions import record_consent
from last500.people.models import Consent, Contact

CONTACT = ("name", "phone", "phone_index", "email", "door", "person")


@transaction.atomic
def change(actor: Actor, pairing: Pairing, wishes: Wishes) -> Pairing:
    """Other rhythm, other limits: they hold from this moment."""
    role = check(actor, pairing, Action.CHANGE)
    values = sealed(pairing, read_wishes(wishes))
    rows = Pairing.objects.filter(pk=pairing.pk, state=pairing.state)
    if not rows.update(**values):
        raise Conflict(_("有人刚处理过这份结对，请看看现在的情况。"))
    append(actor, pairing, Action.CHANGE, pairing.state, pairing.state, role=role)
    if pairing.state == State.RUNNING:
        with everything("whoever helps is told that the wishes have changed"):
            bond = living_bond(pairing)
            told = [bond.helper] if bond else []
            link = f"/pairings/{pairing.pk}/help/"
            post("pairing_moved", told, link=link, **words_for(pairing))
    return pairing


@transaction.atomic
def correct(actor: Actor, pairing: Pairing, household: Household) -> None:
    """Correct how one is reached; an empty telephone leaves it as it is."""
    if not speaks_for(actor, pairing):
        raise Forbidden("not your own")
    contact = pairing.contact
    if contact.erased_at:
        raise Conflict(_("联系方式已经删了。"))
    rights.correct_contact(
        contact,
        name=household.name,
        door=household.door,
        email=household.email,
        phone=household.phone,
    )


# ---- a successor --------------------------------------------------------------------------------


@transaction.atomic
def agree(actor: Actor, pairing: Pairing) -> Bond:
    """The household takes the successor: in one moment the one ends and the other begins."""
    role = check(actor, pairing, Action.AGREE)
    waits = successor(pairing)
    if waits is None:
        raise Conflict(_("现在没有等你点头的人。"))
    taken = PairingAsk.objects.filter(pk=waits.pk, answer=PairingAsk.Answer.YES)
    if not taken.update(answer=PairingAsk.Answer.TAKEN):
        raise Conflict(_("现在没有等你点头的人。"))
    advance(actor, pairing, Action.AGREE, role=role, renew_helper_at=None)
    before = end_bonds(pairing)
    now = clock.now()
    bond = Bond.objects.create(
        pairing=pairing,
        helper=waits.helper,
        helper_yes_at=waits.answered_at or now,
        household_yes_at=now,
        household_yes_by_id=actor.person if role == Role.DESK else None,
        began_at=now,
    )
    post("pairing_over", before, **words_for(pairing))
    post("pairing_runs", [waits.helper], **words_for(pairing))
    post("pairing_taken", stop_asks(pairing), **words_for(pairing))
    if role == Role.DESK:
        tell_household(pairing)
    return bond


@transaction.atomic
def reject(actor: Actor, pairing: Pairing) -> None:
    """Not this one; the one who helps now goes on, and the desk may ask another."""
    role = check(actor, pairing, Action.REJECT)
    waits = successor(pairing)
    if waits is None:
        raise Conflict(_("现在没有等你点头的人。"))
    rows = PairingAsk.objects.filter(pk=waits.pk, answer=PairingAsk.Answer.YES)
    if not rows.update(answer=PairingAsk.Answer.STOPPED):
        raise Conflict(_("现在没有等你点头的人。"))
    append(actor, pairing, Action.REJECT, pairing.state, pairing.state, role=role)
    post("pairing_taken", [waits.helper], **words_for(pairing))
    tell_desk("desk_pairing_back", pairing)


# ---- another term -------------------------------------------------------------------------------


@transaction.atomic
def renew(actor: Actor, pairing: Pairing) -> bool:
    """One side's yes to another term of the same length, in its last month. With both of them it
    goes on, and True is given back; one alone changes nothing."""
    role = check(actor, pairing, Action.RENEW)
    today, now = clock.today(), clock.now()
    if pairing.ends_on is None or not rules.may_renew(today, pairing.ends_on):
        raise Conflict(_("到期前 %(n)d 天起才能续。") % {"n": RENEW_FROM.days})
    mine = "renew_helper_at" if role == Role.HELPER else "renew_household_at"
    said: dict[str, Any] = {mine: now}
    advance(actor, pairing, Action.RENEW, role=role, **said)
    # Its row is ours until this transaction ends: the other side's yes is there, or comes after.
    pairing.refresh_from_db(fields=["renew_helper_at", "renew_household_at", "ends_on"])
    if role != Role.HELPER:
        how = "own_page" if role == Role.HOUSEHOLD else "said_on_phone"
        record_consent(CONSENT_TO, how, contact=pairing.contact)
    if pairing.renew_helper_at is None or pairing.renew_household_at is None:
        return False
    _go_on(actor, pairing, role)
    return True


def _go_on(actor: Actor, pairing: Pairing, role: Role) -> None:
    assert pairing.ends_on is not None
    with everything("another term begins for both"):
        spoken = pairing.renew_household_at
        bonds = Bond.objects.living().filter(pairing=pairing)
        bonds.update(helper_yes_at=pairing.renew_helper_at, household_yes_at=spoken)
        Pairing.objects.filter(pk=pairing.pk, state=State.RUNNING).update(
            ends_on=rules.end_after(pairing.ends_on, pairing.months),
            renew_helper_at=None,
            renew_household_at=None,
        )
    append(actor, pairing, Action.RENEWED, pairing.state, pairing.state, role=role)
    pairing.refresh_from_db(fields=["ends_on", "renew_helper_at", "renew_household_at"])


# ---- the end ------------------------------------------------------------------------------------


@transaction.atomic
def end(actor: Actor, pairing: Pairing) -> Pairing:
    """End it at once, whoever one is in it: no reason is asked. What was only wished for or asked
    is taken back by the household alone."""
    action = Action.END if pairing.state == State.RUNNING else Action.DECLINE
    role = check(actor, pairing, action)
    return close(actor, pairing, action, role)


def close(actor: Actor, pairing: Pairing, action: Action, role: Role) -> Pairing:
    """In the caller's transaction: the state, what is held, what is asked, and a word to all."""
    advance(actor, pairing, action, role=role, renew_helper_at=None, renew_household_at=None)
    with everything("a pairing ends for everybody in it"):
        people = [*end_bonds(pairing), *stop_asks(pairing)]
    others = [person for person in people if person.pk != actor.person]
    post("pairing_over", others, **words_for(pairing))
    if role != Role.HOUSEHOLD:
        tell_household(pairing)
    tell_desk("desk_pairing_back", pairing)
    return pairing


@transaction.atomic
def take_back(actor: Actor, pairing: Pairing) -> None:
    """The consent is taken back: it ends, and everything of the household is erased at once; that
    there was a pairing here, from when to when, stays for its term."""
    if not speaks_for(actor, pairing):
        raise Forbidden("not your own")
    if pairing.state in OPEN:
        action = Action.END if pairing.state == State.RUNNING else Action.DECLINE
        close(actor, pairing, action, Role.HOUSEHOLD)
    erase(pairing)


def erase(pairing: Pairing) -> None:
    """In the caller's transaction and in the house's name: once it is empty, it is nobody's."""
    now = clock.now()
    with everything("a pairing is emptied of everything personal"):
        Message.objects.filter(contact=pairing.contact_id).delete()
        contacts = Contact.objects.filter(pk=pairing.contact_id)
        contacts.update(**empty_values(Contact, CONTACT), erased_at=now)
        given = Consent.objects.filter(contact=pairing.contact_id, withdrawn_at=None)
        given.update(withdrawn_at=now)
        PairingAsk.objects.filter(pairing=pairing).delete()
        Pairing.objects.filter(pk=pairing.pk).update(
            **empty_values(Pairing, ["limits", "link_key", "door_word"])
        )
