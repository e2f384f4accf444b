"""One step in the life of a complaint: check, change on condition, append, tell."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.complaints import rules
from last500.complaints.models import Complaint, ComplaintEvent
from last500.complaints.queries import Seat, told_at
from last500.complaints.rules import STEPS, Action, Role, State
from last500.notify.actions import post, to_contact, to_people, write
from last500.organisations.queries import calendar
from last500.organisations.rules import Permission
from last500.people.rules import clean_text

KEEP: Any = object()
WORDS_MOST = 2000


def check(actor: Actor, complaint: Complaint, action: Action, note: str = "") -> Role:
    """The role in which the actor may take this step. Raises Forbidden, Conflict or Refused.

    Whether somebody is shut out is asked of the tables now, not of the page that was loaded.
    """
    role = STEPS[action].who
    rows = Complaint.objects.filter(pk=complaint.pk)
    stands = {
        Role.COMPLAINANT: lambda: rows.of(actor).exists(),
        Role.DESK: lambda: rows.handled_by(actor).exists(),
        Role.CLOCK: lambda: actor.door == "clock",
    }
    if role in stands and not stands[role]():
        raise Forbidden(action)
    if not rules.allowed(
        action, complaint.state, kind=complaint.kind, objections=complaint.objections
    ):
        raise Conflict(_("这件事已经往前走了，请看看现在的情况。"))
    if STEPS[action].needs_words and not clean_text(note):
        raise Refused(_("请写一句，对方会看到。"), "note")
    return role


def advance(
    actor: Actor,
    complaint: Complaint,
    action: Action,
    *,
    note: str = "",
    facts: dict[str, str] | None = None,
    **values: Any,
) -> Complaint:
    """Change it on condition that state and desk are what was read, and append the event.

    A new state sets its own due time unless `due_at` is among the values. Raises Conflict when
    somebody was faster.
    """
    old, now = State(complaint.state), clock.now()
    new = rules.state_after(action, old, complaint.kind)
    if new != old:
        fresh = rules.due(new, now=now, received=complaint.received_at, calendar=calendar())
        values.setdefault("due_at", fresh)
    if new in rules.FINAL:
        values |= {"due_at": None, "closed_at": now}
    here = Complaint.objects.filter(
        pk=complaint.pk, state=old, desk=complaint.desk_id, level=complaint.level
    )
    if not here.update(state=new, **values):
        raise Conflict(_("有人刚处理过这件事，请看看现在的情况。"))
    for name, value in (values | {"state": new}).items():
        setattr(complaint, name, value)
    append(actor, complaint, action, old, note=note, facts=facts)
    return complaint


def append(
    actor: Actor,
    complaint: Complaint,
    action: Action,
    old: str,
    *,
    note: str = "",
    facts: dict[str, str] | None = None,
    role: Role | None = None,
) -> ComplaintEvent:
    """The history row. Of the complainant it keeps no person: that stands in their own table."""
    role = role or STEPS[action].who
    staff = role in {Role.DESK, Role.ABOVE}
    return ComplaintEvent.objects.create(
        complaint=complaint,
        at=clock.now(),
        action=action,
        from_state=old,
        to_state=complaint.state,
        role=role,
        actor_id=actor.person if staff else None,
        office=office_of(actor, complaint) if staff else None,
        note=clean_text(note)[:WORDS_MOST],
        facts=facts or {},
    )


def office_of(actor: Actor, complaint: Complaint) -> UUID | None:
    operator = complaint.level == rules.Level.OPERATOR
    wanted = Permission.COMPLAINT_PLATFORM if operator else Permission.COMPLAINT_HANDLE
    return actor.office_at(wanted, complaint.desk.path)


def move(actor: Actor, complaint: Complaint, action: Action, seat: Seat, note: str = "") -> None:
    """Lay it on another desk, with a due time of its own there, and tell the people there."""
    due_at = rules.due_on_new_desk(State(complaint.state), now=clock.now(), calendar=calendar())
    advance(
        actor,
        complaint,
        action,
        note=note,
        desk_id=seat.place.pk,
        level=seat.level,
        due_at=due_at,
        facts={"level": seat.level, "place": seat.place.name},
    )
    complaint.desk = seat.place
    tell_desk("complaint_moved_up", complaint)


def tell_desk(kind: str, complaint: Complaint) -> None:
    """Whoever handles it here and is not shut out. The words say nothing of the matter."""
    post(kind, told_at(complaint), desk=complaint.desk.name)


def tell_complainant(complaint: Complaint) -> None:
    """To their inbox, or by e-mail if they left an address; the anonymous look for themselves."""
    complainant = complaint.complainant
    contact = complainant.contact
    if contact is None:
        return
    link = f"/complaint/k/{complainant.link_key}/"
    words = {"state": rules.STATE_WORDS[State(complaint.state)]}
    if contact.person is not None:
        write(to_people("complaint_moved", [contact.person], link=link, **words))
    else:
        write(to_contact("complaint_moved", contact, link=link, **words))
