"""Give one's place to somebody else: by a link, or against the shift of a named helper.

Until somebody has said yes it stays theirs. A link goes to nobody while others wait in line; two
shifts are exchanged only when both may do the other's.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.activities import rules
from last500.activities.actions.step import (
    append,
    ask_next,
    close,
    first_waiting,
    give_back,
    held,
    may_come,
    me,
    no_clash,
    page_of,
    seat,
    words,
)
from last500.activities.models import Activity, PlaceOffer, Role, SignUp
from last500.activities.queries import OFFER_INDEX, offer_by_key, own_row
from last500.activities.rules import Offer, Says
from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.ids import secret_key
from last500.base.marking import N_
from last500.base.sealing import blind_index
from last500.notify.actions import post as tell

LINK_OVER = N_("这条链接已经用过或者过期了。")
OFFER_OVER = N_("这次换班已经过去了。")


def _coming(actor: Actor, role: Role) -> SignUp:
    """Their own place. Raises Forbidden for whoever has none, Conflict once it has begun."""
    row = own_row(actor, role)
    if row is None or row.state != Says.COMES:
        raise Forbidden("does not come")
    if role.begun:
        raise Conflict(_("已经开始了，不能再换。"))
    return row


def _new(row: SignUp, other: SignUp | None = None) -> PlaceOffer:
    now = clock.now()
    if PlaceOffer.objects.waiting().filter(sign_up=row, ends_at__gt=now).exists():
        raise Conflict(_("已经在问人了，先等等回话。"))
    PlaceOffer.objects.waiting().filter(sign_up=row).update(state=Offer.OVER, closed_at=now)
    return PlaceOffer(
        sign_up=row,
        other=other,
        state=Offer.ASKED,
        at=now,
        ends_at=min(now + rules.OFFER_LASTS, row.starts_at),
    )


@transaction.atomic
def offer_by_link(actor: Actor, role: Role) -> PlaceOffer:
    """A link for whoever might come instead: good for two days, and only where nobody waits."""
    role = held(role)
    row = _coming(actor, role)
    if first_waiting(role) is not None:
        raise Refused(_("有人在排队，会先按先后问他们：直接取消就行。"))
    offer, key = _new(row), secret_key()
    offer.key, offer.key_index = key, blind_index(OFFER_INDEX, key)
    offer.save(force_insert=True)
    return offer


@transaction.atomic
def take_over(actor: Actor, key: str, *, age: int = 0) -> Activity:
    """Say yes to the link that somebody sent. Raises Conflict when it is over."""
    person = me(actor)
    offer = offer_by_key(key)
    if offer is None:
        raise Conflict(_(LINK_OVER))
    role = offer.sign_up.role
    if offer.sign_up.person_id == person.pk:
        raise Refused(_("这是你自己的位置。把链接发给能来的邻居。"))
    may_come(actor, role, age, by_link=True)
    role = held(role)
    if own_row(actor, role) is not None:
        raise Conflict(_("你已经报了这一项，或者在排队。"))
    no_clash(person, role)
    taken = PlaceOffer.objects.waiting().filter(pk=offer.pk)
    if not taken.update(state=Offer.TAKEN, closed_at=clock.now()):
        raise Conflict(_(LINK_OVER))
    giver = SignUp.objects.select_related("person").get(pk=offer.sign_up_id)
    close(giver, Says.SWAPPED)
    seat(role, person, 1)
    give_back(role, giver.heads - 1)
    ask_next(role)
    append(role.activity, "swapped", role=role.name)
    tell("activity_taken_over", [giver.person], link=page_of(role.activity), **words(role.activity))
    return role.activity


@transaction.atomic
def offer_swap(actor: Actor, role: Role, other: UUID, *, age: int = 0) -> PlaceOffer:
    """Ask a helper of the same activity to exchange shifts. `age` is the asker's own word."""
    role = held(role)
    row = _coming(actor, role)
    rows = (
        SignUp.objects.visible_to(actor)
        .coming()
        .filter(pk=other, role__activity=role.activity, role__side="helper")
    )
    theirs = rows.exclude(person=actor.person).exclude(role=role)
    found = theirs.select_related("role__activity__place", "person").first()
    if found is None or not role.helps:
        raise Forbidden("not a helper of another shift")
    if found.role.begun:
        raise Conflict(_("已经开始了，不能再换。"))
    may_come(actor, found.role, age)
    offer = _new(row, found)
    offer.save(force_insert=True)
    told = {"role": role.name, **words(role.activity)}
    tell("activity_swap_asked", [found.person], link=page_of(role.activity), **told)
    return offer


@transaction.atomic
def answer_swap(actor: Actor, offer: PlaceOffer, *, yes: bool, age: int = 0) -> Activity:
    """Yes or no of whoever was asked to exchange. Raises Conflict when it is over."""
    if offer.other is None or offer.other.person_id != actor.person:
        raise Forbidden("not asked")
    now = clock.now()
    mine, theirs = offer.other, offer.sign_up
    if yes:
        may_come(actor, theirs.role, age)
    held_ones = [held(role) for role in sorted((mine.role, theirs.role), key=lambda r: r.pk)]
    waiting = PlaceOffer.objects.waiting().filter(pk=offer.pk, ends_at__gt=now)
    end = Offer.TAKEN if yes else Offer.DECLINED
    if not waiting.update(state=end, closed_at=now):
        raise Conflict(_(OFFER_OVER))
    roles = {role.pk: role for role in held_ones}
    activity = held_ones[0].activity
    if yes:
        _exchange(roles, mine, theirs)
        append(activity, "swapped", role=theirs.role.name)
    kind = "activity_swapped" if yes else "activity_not_swapped"
    tell(kind, [theirs.person], link=page_of(activity), **words(activity))
    return activity


def _exchange(roles: dict[UUID, Role], one: SignUp, two: SignUp) -> None:
    """Both leave, then both come: for a moment neither is anywhere, so nothing overlaps."""
    for row in (one, two):
        fresh = SignUp.objects.coming().filter(pk=row.pk).first()
        if fresh is None:
            raise Conflict(_(OFFER_OVER))
        close(fresh, Says.SWAPPED)
    seat(roles[two.role_id], one.person, 1)
    seat(roles[one.role_id], two.person, 1)


@transaction.atomic
def take_offer_back(actor: Actor, role: Role) -> None:
    """Come after all: the link is no longer good, nobody is asked any more."""
    row = own_row(actor, role)
    if row is None:
        raise Forbidden("does not come")
    waiting = PlaceOffer.objects.waiting().filter(sign_up=row)
    if not waiting.update(state=Offer.OVER, closed_at=clock.now()):
        raise Conflict(_(OFFER_OVER))
