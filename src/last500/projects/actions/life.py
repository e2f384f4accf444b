"""The steps of a project's life: each checked, taken on condition, told to whoever asked."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import CLOCK, Actor
from last500.base.errors import Refused
from last500.letters import actions as letters
from last500.projects import rules
from last500.projects.actions.line import end_lines
from last500.projects.actions.step import advance, check, held, public_text, tell_turn, told
from last500.projects.models import PanelSeat, Project, RoleClaim
from last500.projects.queries.standing import lacks
from last500.projects.rules import Action, Seat, SeatState, Side, State
from last500.proof.actions import record

REASON_MOST, RESULT_MOST = 200, 300


def _take(actor: Actor, project: Project, action: Action, **values: Any) -> Project:
    """Hold it, check it, take it, tell it, and write into the log what must be verifiable."""
    project = held(project)
    check(actor, project, action, values.get("reason") or values.get("result") or "")
    missing = lacks(project, action)
    if missing:
        raise Refused(" ".join(missing))
    advance(actor, project, action, **values)
    if project.state in rules.FINAL:
        _end(project)
    tell_turn(actor, project, action)
    if action == Action.START or project.state in rules.FINAL:
        _tell_helpers(actor, project)
    record(
        "projects",
        f"project {action}",
        {"project": str(project.pk), "place": project.place_id, "state": str(project.state)},
        personal={"by": str(actor.person or "")},
    )
    return project


def _end(project: Project) -> None:
    """What stood open ends with it: the agreement, and everybody's place in its roles."""
    if project.letter is not None:
        letters.end(project.letter)


def _tell_helpers(actor: Actor, project: Project) -> None:
    rows = RoleClaim.objects.active().filter(role__project=project).select_related("person")
    people = [row.person for row in rows[:500]]
    told("project_moved", people, project, actor, state=rules.STATE_WORDS[State(project.state)])
    if project.state in rules.FINAL:
        RoleClaim.objects.active().filter(role__project=project).update(ended_at=clock.now())
        end_lines(project)


# ---- the panel's result -----------------------------------------------------------------------


def seats_of(project: Project) -> list[Seat]:
    rows = PanelSeat.objects.filter(project=project).values_list("side", "state", "asked_at")
    return [Seat(Side(side), SeatState(state), at) for side, state, at in rows]


def _may_write_result(actor: Actor, project: Project) -> None:
    if project.proposed_by_id == actor.person:
        raise Refused(_("提项目的人不写自己项目的评议结果。请另一位同事或者街道来写。"), "reason")
    lack = rules.panel_lacks(seats_of(project), clock.now())
    if lack:
        raise Refused(_(lack), "reason")


@transaction.atomic
def review(actor: Actor, project: Project, *, result: str) -> Project:
    """The panel's result: it goes on, with the reasons. Opinions are weighed, never counted."""
    said = public_text(result, "reason", RESULT_MOST, lines=True)
    fresh = held(project)
    check(actor, fresh, Action.REVIEW, said)
    _may_write_result(actor, fresh)
    return _take(actor, project, Action.REVIEW, result=said, reviewed_by_id=actor.person)


@transaction.atomic
def decline(actor: Actor, project: Project, *, reason: str) -> Project:
    """By the panel's result; or the desk does not take a proposal up. With the reason."""
    said = public_text(reason, "reason", REASON_MOST, lines=True)
    fresh = held(project)
    check(actor, fresh, Action.DECLINE, said)
    if fresh.consented:
        _may_write_result(actor, fresh)
        return _take(actor, project, Action.DECLINE, reason=said, reviewed_by_id=actor.person)
    return _take(actor, project, Action.DECLINE, reason=said)


@transaction.atomic
def grant(project: Project, *, result: str) -> Project:
    """A venture call has weighed it: its reviews stand for the panel, so that nobody weighs the
    same twice. To be called when its community has signed the contract; that takes it up as well.

    Nothing happens to what was weighed already.
    """
    project = held(project)
    if project.state != State.PROPOSED:
        return project
    values: dict[str, Any] = {"result": result}
    if not project.consented:
        values["consented_at"] = clock.now()
    return _take(CLOCK, project, Action.GRANT, **values)


# ---- the other steps --------------------------------------------------------------------------


@transaction.atomic
def call(actor: Actor, project: Project) -> Project:
    """From here on it hangs at the gate, and its indicators do not change any more."""
    return _take(actor, project, Action.CALL, called_at=clock.now())


@transaction.atomic
def staff(actor: Actor, project: Project) -> Project:
    return _take(actor, project, Action.STAFF)


@transaction.atomic
def start(actor: Actor, project: Project) -> Project:
    """Raises Refused while insurance, agreement, budget, indicators, people or a partner miss."""
    return _take(actor, project, Action.START)


@transaction.atomic
def finish(actor: Actor, project: Project) -> Project:
    return _take(actor, project, Action.FINISH)


@transaction.atomic
def evaluate(actor: Actor, project: Project) -> Project:
    """Every indicator says what was reached, or why nothing can be said."""
    return _take(actor, project, Action.EVALUATE)


@transaction.atomic
def close(actor: Actor, project: Project) -> Project:
    return _take(actor, project, Action.CLOSE)


@transaction.atomic
def give_up(actor: Actor, project: Project, *, reason: str) -> Project:
    said = public_text(reason, "reason", REASON_MOST, lines=True)
    return _take(actor, project, Action.GIVE_UP, reason=said)
