"""The household's consent, on its own page or taken down by a desk; the desk's check; a look."""

import secrets
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.ids import ALPHABET, secret_key
from last500.base.scope import widen
from last500.base.sealing import blind_index
from last500.organisations.actions import require
from last500.organisations.queries import calendar, capacity
from last500.organisations.rules import Permission
from last500.pairings import rules
from last500.pairings.actions.step import advance, append, check, tell_desk
from last500.pairings.models import Pairing
from last500.pairings.queries import LINK_INDEX, roles_of
from last500.pairings.rules import OPEN, Action, How, Role, State
from last500.people import actions as people
from last500.people import visit_codes
from last500.people.actions import phone_index, read_phone, record_consent
from last500.people.models import Contact
from last500.people.rules import clean_line
from last500.places.models import Place

CONSENT_TO = "pairing"


@dataclass(frozen=True)
class Wishes:
    """How a household would like it: chosen from lists, nothing in free words."""

    rhythm_days: int = 14
    way: str = rules.Way.BOTH
    part: str = rules.Part.ANY
    two_people: bool = False
    limits: tuple[str, ...] = ()
    months: int = 6


@dataclass(frozen=True)
class Household:
    """How to reach them; sealed in the contact vault."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    door: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


def read_wishes(wishes: Wishes) -> dict[str, object]:
    """The values to write. Raises Refused for what stands on no list."""
    if wishes.rhythm_days not in rules.RHYTHMS:
        raise Refused(_("请选多久一次。"), "rhythm_days")
    if wishes.way not in set(rules.Way):
        raise Refused(_("请选怎么来往。"), "way")
    if wishes.part not in set(rules.Part):
        raise Refused(_("请选什么时候方便。"), "part")
    return {
        "rhythm_days": wishes.rhythm_days,
        "way": wishes.way,
        "part": wishes.part,
        "two_people": wishes.two_people,
        "limits": rules.known_limits(set(wishes.limits)),
    }


@transaction.atomic
def propose(
    actor: Actor,
    place: Place,
    household: Household,
    wishes: Wishes,
    *,
    how: str,
    address: str = "",
) -> Pairing:
    """A household wishes for a helper. On its own page (`OWN_PAGE`), or a desk takes its yes down;
    then the desk has spoken to it already. Raises Refused, TooMany, Forbidden.
    """
    if place.level != "compound" or place.closed_on:
        raise Refused(_("请选一个小区。"), "place")
    own = how == How.OWN_PAGE
    if not own:
        require(actor, Permission.PAIRING_ARRANGE, place)
        if how not in rules.TAKEN_DOWN:
            raise Refused(_("请选本人是怎么同意的。"), "how")
    phone = _phone(household, how)
    if wishes.months not in rules.MONTHS:
        raise Refused(_("请选结多久。"), "months")
    values = read_wishes(wishes)
    _within_limits(phone, address, own=own)
    now, key = clock.now(), secret_key()
    pairing = Pairing(
        place=place,
        mark="".join(secrets.choice(ALPHABET) for _n in range(3)),
        state=State.PROPOSED,
        due_at=rules.due(State.PROPOSED, checked=not own, now=now, calendar=calendar()),
        months=wishes.months,
        consent_at=now,
        consent_how=how,
        consent_taken_by_id=None if own else actor.person,
        checked_at=None if own else now,
        link_index=blind_index(LINK_INDEX, key),
        **values,
    )
    pairing.link_key, pairing.door_word = key, visit_codes.draw()
    pairing.contact = _new_contact(actor, household, phone, own=own)
    pairing.save(force_insert=True)
    widen(request=pairing.pk)
    record_consent(CONSENT_TO, how, contact=pairing.contact)
    role = Role.HOUSEHOLD if own else Role.DESK
    append(actor, pairing, Action.PROPOSE, "", State.PROPOSED, role=role)
    if own:
        tell_desk("desk_pairing", pairing)
    return pairing


def _phone(household: Household, how: str) -> str:
    """The number in its normal form; on paper a door is enough. Raises Refused."""
    if household.phone.strip():
        return read_phone(household.phone)
    if how in {How.OWN_PAGE, How.SAID_ON_PHONE}:
        raise Refused(_("请留一个能打通的电话。"), "phone")
    if not clean_line(household.door):
        raise Refused(_("没有电话的，请写门牌，不然找不到。"), "door")
    return ""


def _within_limits(phone: str, address: str, *, own: bool) -> None:
    tries = []
    if phone and own:
        tries.append(("pairing", phone_index(phone)[:32], limits.PAIRINGS_PER_PHONE))
    if address and own:
        whence = blind_index("address", address)[:32]
        tries.append(("pairing-from", whence, limits.PAIRINGS_PER_ADDRESS))
    if tries:
        limits.hit_all(tries)


def _new_contact(actor: Actor, household: Household, phone: str, *, own: bool) -> Contact:
    return Contact.objects.create(
        person_id=actor.person if own else None,
        name=clean_line(household.name)[:40],
        phone=phone,
        phone_index=phone_index(phone) if phone else "",
        email=household.email.strip()[:120],
        door=clean_line(household.door)[:60],
        made_at=clock.now(),
    )


@transaction.atomic
def confirm_check(actor: Actor, pairing: Pairing) -> Pairing:
    """The desk has spoken to the household itself: only now may somebody be asked."""
    role = check(actor, pairing, Action.CHECK)
    if pairing.checked_at:
        raise Conflict(_("已经核实过了。"))
    now = clock.now()
    due_at = rules.due(State.PROPOSED, checked=True, now=now, calendar=calendar())
    return advance(actor, pairing, Action.CHECK, role=role, checked_at=now, due_at=due_at)


@transaction.atomic
def reveal(actor: Actor, pairing: Pairing, *, field: str, reason: str) -> str:
    """Open one field of the household's contact for the desk, with a reason; it is written down,
    and the household reads it on its page. Raises Refused, TooMany, Forbidden."""
    require(actor, Permission.PAIRING_ARRANGE, pairing.place)
    require(actor, Permission.REVEAL, pairing.place)
    if pairing.state not in OPEN:
        raise Forbidden("over")
    if Role.DESK not in roles_of(actor, pairing):
        raise Forbidden("whoever helps there, or is asked to, sees it as a helper does")
    as_what = capacity(actor, Permission.REVEAL, pairing.place)
    return people.reveal(
        actor,
        pairing.contact,
        field,
        reason=reason,
        about=pairing.pk,
        role=as_what.words,
        office=as_what.office,
        desk=pairing.place_id,
    )


@transaction.atomic
def asked_both(actor: Actor, pairing: Pairing) -> Pairing:
    """The desk asked both whether it still fits, and it does; nothing of the answer is kept."""
    role = check(actor, pairing, Action.FIT)
    return advance(actor, pairing, Action.FIT, role=role, fit_asked_on=clock.today())
