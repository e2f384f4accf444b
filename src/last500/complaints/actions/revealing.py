"""To see who complained takes two: one asks with a reason, another above the desk allows it.

Both are written into the log of reveals, and the complainant reads of all of it on their page.
"""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.complaints import rules
from last500.complaints.actions.step import append, check, office_of
from last500.complaints.conflict import in_the_house
from last500.complaints.models import Complaint, RevealAsk
from last500.complaints.rules import Action
from last500.notify.actions import post
from last500.organisations.models import Office
from last500.organisations.queries import actor_of
from last500.people.actions import note_access, reveal
from last500.people.models import Person
from last500.people.rules import clean_line
from last500.places.rules import path_steps
from last500.proof.actions import record

# What the complainant reads of whoever looked.
ROLE_SHOWN = N_("办理投诉的值守，经另一人核准")
ROLE_ALLOWED = N_("上一级核准的人")
SHOWN = ("name", "phone", "email")


@in_the_house
@transaction.atomic
def ask_who(actor: Actor, complaint: Complaint, *, reason: str) -> RevealAsk:
    """Ask to see who complained; nothing is shown yet. Raises Refused for an anonymous one."""
    check(actor, complaint, Action.ASK_WHO, reason)
    assert actor.person is not None  # whoever holds a desk is somebody
    if complaint.complainant.contact_id is None:
        raise Refused(_("这一件是匿名的，没有留下是谁。"), "reason")
    now = clock.now()
    own = RevealAsk.objects.filter(complaint=complaint, asked_by=actor.person, answered_at=None)
    own.filter(ends_at__lte=now).update(answered_at=now)
    if own.exists():
        raise Conflict(_("已经请过一次了，等另一个人核准。"))
    try:
        with transaction.atomic():
            ask = RevealAsk.objects.create(
                complaint=complaint,
                asked_by_id=actor.person,
                reason=clean_line(reason)[:120],
                asked_at=now,
                ends_at=now + rules.ASK_DAYS * clock.DAY,
            )
    except IntegrityError:
        raise Conflict(_("已经请过一次了，等另一个人核准。")) from None
    append(actor, complaint, Action.ASK_WHO, complaint.state, note=reason)
    _write_down("complainant_asked", actor, complaint, ask)
    _tell_those_above(complaint, ask)
    return ask


def _write_down(kind: str, actor: Actor, complaint: Complaint, ask: RevealAsk) -> None:
    """The log keeps that it happened at this level; which complaint and who is committed."""
    record(
        "reveals",
        kind,
        {"level": str(complaint.level)},
        personal={"by": str(actor.person), "complaint": str(complaint.pk), "ask": str(ask.pk)},
    )


def _tell_those_above(complaint: Complaint, ask: RevealAsk) -> None:
    """Exactly those who could allow it: the same question as their list asks."""
    steps = path_steps(complaint.desk.path)
    holders = Office.objects.acting(clock.today()).filter(place__in=steps).values("person")
    people = list(Person.objects.filter(pk__in=holders)[:60])
    rows = RevealAsk.objects.filter(pk=ask.pk)
    free = [person for person in people if rows.to_confirm(actor_of(person)).exists()]
    post("complaint_reveal", free, desk=complaint.desk.name)


def _decide(actor: Actor, key: UUID, *, allow: bool) -> RevealAsk:
    now = clock.now()
    rows = RevealAsk.objects.to_confirm(actor).filter(pk=key).select_related("complaint__desk")
    ask = rows.first()
    if ask is None:
        raise Forbidden(Action.CONFIRM_WHO)
    action = Action.CONFIRM_WHO if allow else Action.REFUSE_WHO
    check(actor, ask.complaint, action)
    until = now + timedelta(hours=rules.SHOWN_HOURS) if allow else None
    waiting = RevealAsk.objects.filter(pk=key, answered_at=None, ends_at__gt=now)
    waiting = waiting.exclude(asked_by=actor.person)
    if not waiting.update(
        answered_at=now, answered_by=actor.person, allowed=allow, shown_until=until
    ):
        raise Conflict(_("有人已经答过了，或者过了期限。"))
    append(actor, ask.complaint, action, ask.complaint.state)
    _write_down(
        "complainant_allowed" if allow else "complainant_refused", actor, ask.complaint, ask
    )
    ask.refresh_from_db()
    return ask


@in_the_house
@transaction.atomic
def confirm_who(actor: Actor, key: UUID) -> RevealAsk:
    """Another person, above the desk, allows it for a day. Raises Forbidden for anybody else."""
    ask = _decide(actor, key, allow=True)
    contact = ask.complaint.complainant.contact
    assert contact is not None  # ask_who refuses the anonymous
    note_access(
        actor,
        contact,
        "allowed",
        reason=ask.reason,
        about=ask.complaint_id,
        role=ROLE_ALLOWED,
        office=office_of(actor, ask.complaint),
    )
    return ask


@in_the_house
@transaction.atomic
def refuse_who(actor: Actor, key: UUID) -> RevealAsk:
    return _decide(actor, key, allow=False)


@in_the_house
@transaction.atomic
def show_who(actor: Actor, complaint: Complaint) -> dict[str, str]:
    """Name, telephone and e-mail for whoever asked and was allowed, for a day; each look is
    written down, and counts against the limit of reveals. Raises Forbidden."""
    rows = RevealAsk.objects.filter(complaint=complaint, asked_by=actor.person, allowed=True)
    ask = rows.filter(shown_until__gt=clock.now()).order_by("-asked_at").first()
    may = Complaint.objects.filter(pk=complaint.pk).handled_by(actor).exists()
    contact = complaint.complainant.contact
    if ask is None or not may or contact is None:
        raise Forbidden(Action.ASK_WHO)
    _write_down("complainant_seen", actor, complaint, ask)
    return {
        field: reveal(
            actor,
            contact,
            field,
            reason=ask.reason,
            about=complaint.pk,
            role=ROLE_SHOWN,
            office=office_of(actor, complaint),
        )
        for field in SHOWN
        if getattr(contact, field)
    }
