"""Proofs of a qualification: said, looked at by a desk, good until a day, reminded of."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.queries import capacity, desk_for, desk_holders
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.proof.actions import record
from last500.reportin import rules
from last500.reportin.models import Proof, ReportIn
from last500.reportin.queries import own
from last500.reportin.skills import QUALIFICATION_BY_CODE

S = rules.ProofState


@transaction.atomic
def say_proof(actor: Actor, qualification: str) -> Proof:
    """The member says that they have it; the desk is asked to look. Raises Refused, Conflict."""
    report_in = own(actor)
    if report_in is None:
        raise Refused(_("要先在小区报到。"))
    if qualification not in QUALIFICATION_BY_CODE:
        raise Refused(_("请选是哪一种资格。"), "qualification")
    try:
        with transaction.atomic():
            proof = Proof.objects.create(
                person_id=report_in.person_id,
                qualification=qualification,
                state=S.SAID,
                said_at=clock.now(),
            )
    except IntegrityError:
        raise Conflict(_("这一种已经在等值守看了。")) from None
    post("desk_proof", desk_holders(desk_for(report_in.place).pk), place=report_in.place.name)
    return proof


@transaction.atomic
def take_back_proof(actor: Actor, proof: Proof) -> None:
    """The member says it no longer holds: it counts no more from this moment."""
    if proof.person_id != actor.person:
        raise Forbidden("not your own")
    live = Proof.objects.filter(pk=proof.pk, state__in=rules.PROOF_OPEN)
    if not live.update(state=S.OVER, ended_at=clock.now()):
        raise Conflict(_("这一条已经不用了。"))


@transaction.atomic
def see_proof(actor: Actor, proof: Proof, place: Place, *, valid_until: date | None) -> None:
    """The desk at `place` has looked at the paper itself; nothing of it is kept but this row.

    `valid_until` is the last day it is good, None for a paper without an end. Whoever looks is
    another person than whose it is: a constraint stands behind that. Raises Refused, Conflict.
    """
    today = clock.today()
    if valid_until is not None and not today <= valid_until <= today + rules.VALID_MOST:
        raise Refused(_("到期的日子请写今天以后、二十年以内的。"), "valid_until")
    older = Proof.objects.filter(
        person=proof.person_id, qualification=proof.qualification, state=S.SEEN
    )
    older.update(state=S.OVER, ended_at=clock.now())
    _looked(actor, proof, place, S.SEEN, valid_until)
    post("proof_seen", [proof.person], what=QUALIFICATION_BY_CODE[proof.qualification].name)
    record("report_ins", "proof seen", _about(proof, place), personal=_people(actor, proof))


@transaction.atomic
def not_seen(actor: Actor, proof: Proof, place: Place) -> None:
    """The desk looked, and it was not what was said, or had run out. No reason is kept."""
    _looked(actor, proof, place, S.NOT_SEEN, None)
    post("proof_not_seen", [proof.person], what=QUALIFICATION_BY_CODE[proof.qualification].name)
    record("report_ins", "proof not seen", _about(proof, place), personal=_people(actor, proof))


def _looked(
    actor: Actor, proof: Proof, place: Place, state: rules.ProofState, valid_until: date | None
) -> None:
    require(actor, Permission.PROOF_CHECK, place)
    if proof.person_id == actor.person:
        raise Forbidden("another person looks at one's paper")
    as_what = capacity(actor, Permission.PROOF_CHECK, place)
    waiting = Proof.objects.filter(pk=proof.pk, state=S.SAID)
    changed = waiting.update(
        state=state,
        place=place,
        checked_at=clock.now(),
        seen_by=actor.person,
        office=as_what.office,
        as_what=as_what.words,
        valid_until=valid_until,
        ended_at=None if state == S.SEEN else clock.now(),
    )
    if not changed:
        raise Conflict(_("这一份已经有人看过了。"))


def _about(proof: Proof, place: Place) -> dict[str, str | int | bool]:
    return {"proof": str(proof.pk), "qualification": proof.qualification, "place": place.pk}


def _people(actor: Actor, proof: Proof) -> dict[str, str | int | bool]:
    return {"by": str(actor.person), "of": str(proof.person_id)}


def remind_of_proofs(limit: int = 200) -> int:
    """Tell, once, whose paper runs out within a month; returns how many. The worker's verb."""
    today, told = clock.today(), 0
    here = ReportIn.objects.active().filter(person=OuterRef("person"))
    due = Proof.objects.counting(today).filter(
        Exists(here), told_at=None, valid_until__lte=today + rules.REMIND_BEFORE
    )
    for proof in due.select_related("person").order_by("valid_until", "pk")[:limit]:
        with transaction.atomic():
            fresh = Proof.objects.filter(pk=proof.pk, told_at=None)
            if fresh.update(told_at=clock.now()):
                what = QUALIFICATION_BY_CODE[proof.qualification].name
                post("proof_runs_out", [proof.person], what=what, day=str(proof.valid_until))
                told += 1
    return told
