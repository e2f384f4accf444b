"""One step of the life of a request: ask the rules, change on condition, append the history."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.fields import sealed
from last500.notify.actions import post, to_contact, to_people, write
from last500.notify.models import Message
from last500.organisations.queries import calendar, desk_holders
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.people.rules import clean_text
from last500.service_requests import rules
from last500.service_requests.categories import BY_CODE
from last500.service_requests.models import Acceptance, Event, Invitation, ServiceRequest
from last500.service_requests.queries import roles_of
from last500.service_requests.rules import OPEN, Action, Role, State

CATEGORY_NAMES = {code: category.name for code, category in BY_CODE.items()}
KEEP: Any = object()


def check(actor: Actor, request: ServiceRequest, action: Action, note: str = "") -> Role:
    """The role in which the actor takes this step. Raises Forbidden, Conflict or Refused."""
    step = rules.STEPS[action]
    roles = roles_of(actor, request) & step.who
    if not roles:
        raise Forbidden(action)
    if State(request.state) not in step.start:
        raise Conflict(_("这件事已经往前走了，请看看现在的情况。"))
    if step.needs_reason and not clean_text(note):
        raise Refused(_("请写一句原因，对方会看到。"), "note")
    return min(roles, key=list(Role).index)


def advance(
    actor: Actor,
    request: ServiceRequest,
    action: Action,
    *,
    role: Role,
    note: str = "",
    to: State | None = None,
    due_at: datetime | None = KEEP,
    facts: dict | None = None,
    **values: Any,
) -> ServiceRequest:
    """Change the state on condition that it is still what was read, and append the event.

    A new state sets its own deadline unless `due_at` is given; a FINAL one takes it away.
    Raises Conflict when somebody was faster.
    """
    old = State(request.state)
    new = to or rules.STEPS[action].to or old
    if new != old and due_at is KEEP:
        due_at = rules.due(new, now=clock.now(), days=request.days, calendar=calendar())
    if new not in OPEN:
        due_at = None
        values.setdefault("closed_at", clock.now())
    if due_at is not KEEP:
        values["due_at"] = due_at
    here = ServiceRequest.objects.filter(pk=request.pk, state=old)
    if not here.update(state=new, **sealed(request, values)):
        raise Conflict(_("有人刚处理过这件事，请看看现在的情况。"))
    append(actor, request, action, old, new, role=role, note=note, facts=facts)
    request.state = new
    for name, value in values.items():
        if not hasattr(value, "resolve_expression"):
            setattr(request, name, value)
    return request


def append(
    actor: Actor,
    request: ServiceRequest,
    action: Action,
    old: str,
    new: str,
    *,
    role: Role,
    note: str = "",
    facts: dict | None = None,
) -> Event:
    return Event.objects.create(
        request=request,
        at=clock.now(),
        action=action,
        from_state=old,
        to_state=new,
        role=role,
        actor_id=actor.person,
        office=actor.office_at(Permission.REQUEST_HANDLE, request.place.path)
        if role in {Role.DESK, Role.ABOVE}
        else None,
        door=actor.door,
        note=clean_text(note)[:2000],
        facts=facts or {},
    )


def words_for(request: ServiceRequest) -> dict[str, str]:
    """Parameters of messages to helpers and desks: place and kind, nothing of the person."""
    return {"place": request.place.name, "category": CATEGORY_NAMES.get(request.category, "")}


def tell_desk(kind: str, request: ServiceRequest, **more: str) -> None:
    post(kind, desk_holders(request.desk_id), **words_for(request), **more)


def tell_requester(request: ServiceRequest, kind: str = "request_moved") -> None:
    """A message to the inbox of whoever has an account, else by e-mail if an address was left."""
    write(to_requester(request, kind))


def to_requester(request: ServiceRequest, kind: str = "request_moved") -> list[Message]:
    """The messages that `tell_requester` writes, for a step that tells others as well."""
    params = {
        "number": str(request),
        "state": rules.STATE_WORDS[State(request.state)],
    }
    link = f"/f/{request.link_key}/"
    if request.requester is None:
        return to_contact(kind, request.contact, link=link, **params)
    return to_people(kind, [request.requester], link=link, **params)


def tell_helpers(kind: str, request: ServiceRequest, people: Iterable[Person]) -> None:
    post(kind, people, **words_for(request))


def stop_invitations(request: ServiceRequest, *, but: UUID | None = None) -> list[Person]:
    """End what is still being asked; returns whom to thank."""
    asked = Invitation.objects.filter(request=request, answer=Invitation.Answer.ASKED)
    if but:
        asked = asked.exclude(helper=but)
    people = [invitation.helper for invitation in asked.select_related("helper")]
    if people:
        asked.update(answer=Invitation.Answer.STOPPED, answered_at=clock.now())
    return people


def end_acceptances(request: ServiceRequest, how: str) -> list[Person]:
    """Close what helpers hold; with it the contact data is out of their sight."""
    held = Acceptance.objects.filter(request=request, ended_at=None)
    people = [acceptance.helper for acceptance in held.select_related("helper")]
    if people:
        held.update(ended_at=clock.now(), ended_how=how)
        ServiceRequest.objects.filter(pk=request.pk).update(taken=F("taken") - len(people))
    return people
