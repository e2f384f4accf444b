"""One step of a call: who may, on what condition, what is appended, who is told."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor, Door
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.calls import rules
from last500.calls.models import Application, Call, CallEvent, Reviewer
from last500.calls.rules import STEPS, Action, Days, Role, Seat, State
from last500.calls.terms import Fault
from last500.notify.actions import post
from last500.organisations.queries import calendar, liaisons_of, people_who_may
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.proof.actions import record

TOLD_MOST = 500
MOVED_ON = N_("这次征集已经往前走了，请看看现在的情况。")


class Faulty(Refused):
    """A form that does not hold, with all that is wrong with it, each beside its field."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(said(faults[0]), faults[0].field)
        self.faults = faults


def said(fault: Fault) -> str:
    return _(fault.sentence) % dict(fault.words) if fault.words else _(fault.sentence)


def roles_of(actor: Actor, call: Call) -> frozenset[Role]:
    if actor.door == Door.CLOCK:
        return frozenset({Role.CLOCK})
    may = actor.may(Permission.CALL_RUN, call.place.path)
    return frozenset({Role.RUNNER} if may else ())


def must_run(actor: Actor, call: Call) -> None:
    """Raises Forbidden for whoever does not run it."""
    if Role.RUNNER not in roles_of(actor, call):
        raise Forbidden(Permission.CALL_RUN)


def held(call: Call) -> Call:
    """The row, held until the transaction ends: what is decided on is decided one by one."""
    rows = Call.objects.select_for_update(of=("self",))
    return rows.select_related("place__parent", "desk__parent").get(pk=call.pk)


def held_application(application: Application) -> Application:
    """As `held`; its call first, so that all take both in the same order."""
    call = held(application.call)
    rows = Application.objects.select_for_update(of=("self",))
    rows = rows.select_related("organisation__place", "person", "place", "project", "letter")
    row = rows.get(pk=application.pk)
    row.call = call
    return row


def must_weigh(actor: Actor, application: Application) -> None:
    """Raises Forbidden unless the actor runs the call and has nothing to do with this one."""
    must_run(actor, application.call)
    if not Application.objects.to_run(actor).filter(pk=application.pk).exists():
        raise Forbidden("has to do with this application")


def is_own(actor: Actor, application: Application) -> bool:
    return Application.objects.of(actor).filter(pk=application.pk).exists()


def must_own(actor: Actor, application: Application) -> None:
    if not is_own(actor, application):
        raise Forbidden("not their application")


def check(actor: Actor, call: Call, action: Action, reason: str = "") -> None:
    """Raises Forbidden, Conflict where the state stands against it, Refused without a reason."""
    roles = roles_of(actor, call)
    if not STEPS[action].who & roles:
        raise Forbidden(action)
    if not rules.allowed(action, call.state):
        raise Conflict(_(MOVED_ON))
    if STEPS[action].needs_reason and not reason:
        raise Refused(_("请写一句为什么，大家会看到。"), "reason")


def due_of(call: Call, state: str) -> Any:
    def over(day: Any) -> Any:
        return clock.start_of(day + clock.DAY)

    days = Days(over(call.closes_on), over(call.decides_on), over(call.final_on))
    return rules.due(state, clock.now(), days, calendar())


def advance(actor: Actor, call: Call, action: Action, **values: Any) -> None:
    """Change it on condition that nobody has moved it meanwhile, append and log the event."""
    old = State(call.state)
    new = STEPS[action].to or old
    if new != old:
        values |= {"state": new, "reminded_at": None, "desk_id": call.place_id}
        values["due_at"] = due_of(call, new)
        if new in rules.FINAL:
            values["closed_at"] = clock.now()
    rows = Call.objects.filter(pk=call.pk, state=old)
    if "published_at" in values:
        rows = rows.filter(published_at=None)
    if not rows.update(**values):
        raise Conflict(_(MOVED_ON))
    for name, value in values.items():
        setattr(call, name, value)
    facts: dict[str, Any] = {"reason": call.reason} if values.get("reason") else {}
    append(actor, call, action, **facts)
    record(
        "calls",
        f"call {action}",
        {"call": str(call.pk), "place": call.place_id, "state": str(call.state)},
        personal={"by": str(actor.person or "")},
    )


def append(
    actor: Actor, call: Call, action: str, application: Application | None = None, **facts: Any
) -> None:
    CallEvent.objects.create(
        call=call, application=application, at=clock.now(), action=action,
        actor_id=actor.person, facts=facts,
    )  # fmt: skip


# ---- who is told ------------------------------------------------------------------------------


def runner_people(call: Call) -> list[Person]:
    return people_who_may(Permission.CALL_RUN, call.place, but=[])[:6]


def applicant_people(application: Application) -> list[Person]:
    if application.organisation is not None:
        return liaisons_of(application.organisation)
    return [application.person] if application.person is not None else []


def reviewer_people(call: Call) -> list[Person]:
    rows = Reviewer.objects.filter(call=call, state=Seat.AGREED, person__isnull=False)
    return [row.person for row in rows.select_related("person")[:TOLD_MOST] if row.person]


def told(kind: str, people: Iterable[Person], call: Call, actor: Actor, link: str = "") -> None:
    """Everybody once, and never whoever has just done it."""
    chosen = {one.pk: one for one in people if one.pk != actor.person}
    link = link or f"/calls/{call.pk}/"
    post(kind, chosen.values(), link=link, place=call.place.name, call=call.title)


def told_applicant(kind: str, application: Application, actor: Actor) -> None:
    link = f"/calls/applications/{application.pk}/"
    told(kind, applicant_people(application), application.call, actor, link)
