"""The desk asks, a helper says yes or no, ticks a contact, wishes for a successor."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.base.scope import everything
from last500.notify.actions import post
from last500.pairings import rules
from last500.pairings.actions.step import (
    advance,
    append,
    check,
    stop_asks,
    tell_desk,
    tell_household,
    words_for,
)
from last500.pairings.models import Bond, ContactDay, Pairing, PairingAsk
from last500.pairings.queries import bond_of, candidates, fitting, living_bond
from last500.pairings.rules import Action, Hindrance, Role, State

GONE = N_("这一户已经有邻居结上了，谢谢你。")
OVER = N_("这次邀请已经结束了。")


@transaction.atomic
def ask(actor: Actor, pairing: Pairing, *, helpers: Collection[UUID]) -> int:
    """Ask up to three helpers; the first yes counts. While it runs, a successor is asked for, and
    only when the helper wishes to hand over. Gives back how many were asked.
    """
    follows = pairing.state == State.RUNNING
    if not follows:
        role = check(actor, pairing, Action.ASK)
        if pairing.checked_at is None:
            raise Refused(_("请先跟本人核实，再请邻居。"))
    else:
        role = check(actor, pairing, Action.ASK_NEXT)
        bond = living_bond(pairing)
        if bond is None or bond.wants_out_at is None:
            raise Refused(_("帮忙的邻居还没有说想换人。"))
    chosen = [row.person for row in fitting(pairing) if row.person_id in helpers]
    if not chosen:
        raise Refused(_("请至少选一位能来的邻居。"), "helpers")
    if len(chosen) > rules.ASKED_AT_ONCE:
        raise Refused(_("一次最多请 %(n)d 位。") % {"n": rules.ASKED_AT_ONCE}, "helpers")
    now = clock.now()
    PairingAsk.objects.filter(pairing=pairing, answer="asked", ends_at__lte=now).update(
        answer=PairingAsk.Answer.STOPPED
    )
    PairingAsk.objects.bulk_create(
        PairingAsk(
            pairing=pairing,
            helper=person,
            follows=follows,
            asked_at=now,
            ends_at=now + rules.ASKED_FOR,
        )
        for person in chosen
    )
    if follows:
        append(actor, pairing, Action.ASK_NEXT, pairing.state, pairing.state, role=role)
    else:
        due_at = now + rules.ASKED_FOR
        advance(actor, pairing, Action.ASK, role=role, due_at=due_at)
    post("pairing_asked", chosen, **words_for(pairing))
    return len(chosen)


@transaction.atomic
def accept(actor: Actor, asked: PairingAsk) -> Bond | None:
    """The helper's own yes. Of several who were asked one wins; whoever would follow another waits
    for the household's yes, and gets None. Raises Conflict when somebody was faster.
    """
    pairing = _may_answer(actor, asked)
    _check_fits(actor, pairing)
    if asked.follows:
        _offer_to_follow(actor, asked)
        return None
    if pairing.state != State.ASKED or not _win(pairing):
        raise Conflict(_(GONE))
    now = clock.now()
    bond = Bond.objects.create(
        pairing=pairing,
        helper=asked.helper,
        helper_yes_at=now,
        household_yes_at=pairing.consent_at,
        household_yes_by_id=pairing.consent_taken_by_id,
        began_at=now,
    )
    _answered(asked, PairingAsk.Answer.TAKEN)
    append(actor, pairing, Action.ACCEPT, State.ASKED, State.RUNNING, role=Role.INVITED)
    post("pairing_taken", stop_asks(pairing, but=asked.helper), **words_for(pairing))
    post("pairing_runs", [asked.helper], **words_for(pairing))
    tell_household(pairing)
    tell_desk("desk_pairing_back", pairing)
    return bond


def _may_answer(actor: Actor, asked: PairingAsk) -> Pairing:
    if actor.person is None or asked.helper_id != actor.person:
        raise Forbidden("not your own")
    if asked.answer != PairingAsk.Answer.ASKED or asked.ends_at <= clock.now():
        raise Conflict(_(OVER))
    return asked.pairing


def _check_fits(actor: Actor, pairing: Pairing) -> None:
    """Whether they still fit; what of the household is compared is never told."""
    with everything("a helper's yes is checked against what they may not read"):
        found = candidates(pairing, [actor.person] if actor.person else [])
    if not found:
        raise Refused(_("要先在小区报到，小区确认之后才能结对。"))
    against = rules.hindrances(found[0][1], pairing.place.path)
    if Hindrance.FULL in against:
        raise Refused(_("你已经和 %(n)d 户结着对了，先照应好他们。") % {"n": rules.HELD_MOST})
    if against:
        raise Refused(_("这一户现在结不了。可以问问值守。"))


def _win(pairing: Pairing) -> bool:
    """Running, if it was still sought; of two at the same moment one changes the row."""
    today = clock.today()
    values = {
        "state": State.RUNNING,
        "due_at": None,
        "began_on": today,
        "ends_on": rules.end_after(today, pairing.months),
    }
    if not Pairing.objects.filter(pk=pairing.pk, state=State.ASKED).update(**values):
        return False
    for name, value in values.items():
        setattr(pairing, name, value)
    return True


def _answered(asked: PairingAsk, how: str, **values: object) -> None:
    rows = PairingAsk.objects.filter(pk=asked.pk, answer=PairingAsk.Answer.ASKED)
    if not rows.update(answer=how, answered_at=clock.now(), **values):
        raise Conflict(_(OVER))


def _offer_to_follow(actor: Actor, asked: PairingAsk) -> None:
    pairing = asked.pairing
    role = check(actor, pairing, Action.TAKE_OVER)
    # Its row first: of two who would follow, the second waits here and then sees the first's yes.
    if not Pairing.objects.filter(pk=pairing.pk, state=State.RUNNING).update(state=State.RUNNING):
        raise Conflict(_(OVER))
    with everything("whether somebody else would follow already"):
        if PairingAsk.objects.filter(pairing=pairing, answer="yes").exists():
            raise Conflict(_(GONE))
    until = clock.now() + rules.SUCCESSOR_WAITS
    _answered(asked, PairingAsk.Answer.YES, ends_at=until)
    append(actor, pairing, Action.TAKE_OVER, State.RUNNING, State.RUNNING, role=role)
    tell_household(pairing)
    tell_desk("desk_pairing_back", pairing)


@transaction.atomic
def refuse(actor: Actor, asked: PairingAsk) -> None:
    """ "This time not", or a successor's yes taken back: no reason asked."""
    if actor.person is None or asked.helper_id != actor.person:
        raise Forbidden("not your own")
    rows = PairingAsk.objects.pending().filter(pk=asked.pk)
    if not rows.update(answer=PairingAsk.Answer.REFUSED, answered_at=clock.now()):
        raise Conflict(_(OVER))
    pairing = asked.pairing
    append(actor, pairing, Action.REFUSE, pairing.state, pairing.state, role=Role.INVITED)
    with everything("whether anybody else is still asked"):
        left = PairingAsk.objects.waiting().filter(pairing=pairing).exists()
        if not left and pairing.state == State.ASKED:
            advance(actor, pairing, Action.ASKS_OVER, role=Role.INVITED)
            tell_desk("desk_pairing_back", pairing)


@transaction.atomic
def met(actor: Actor, pairing: Pairing, on: date) -> None:
    """They spoke on this day; said twice it is one. Nothing asks for it, nothing counts it."""
    check(actor, pairing, Action.MEET)
    bond = bond_of(actor, pairing)
    if bond is None:
        raise Forbidden("not yours")
    if not clock.local(bond.began_at).date() <= on <= clock.today():
        raise Refused(_("请选结对以后、今天以前的日子。"), "on")
    ContactDay.objects.bulk_create([ContactDay(bond=bond, on=on)], ignore_conflicts=True)


@transaction.atomic
def hand_over(actor: Actor, pairing: Pairing) -> None:
    """The helper wishes for a successor; until the household has agreed to one, they hold it."""
    role = check(actor, pairing, Action.HAND_OVER)
    rows = Bond.objects.living().filter(pairing=pairing, helper=actor.person, wants_out_at=None)
    if not rows.update(wants_out_at=clock.now()):
        raise Conflict(_("已经跟值守说过想换人了。"))
    append(actor, pairing, Action.HAND_OVER, pairing.state, pairing.state, role=role)
    tell_desk("desk_pairing_back", pairing)
