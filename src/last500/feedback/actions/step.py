"""One step in the life of a feedback letter: check, change on condition, append."""

from typing import Any

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden
from last500.base.fields import sealed
from last500.feedback import rules
from last500.feedback.models import FeedbackEvent, FeedbackLetter
from last500.feedback.rules import STEPS, Action, Role, State
from last500.organisations.actions import require
from last500.organisations.queries import is_liaison
from last500.organisations.rules import Permission


def check(actor: Actor, feedback: FeedbackLetter, action: Action) -> None:
    """Raises Forbidden for whoever may not take this step, Conflict when it is not its time."""
    if STEPS[action].who == Role.COMMUNITY:
        require(actor, Permission.UNIT_MANAGE, feedback.community)
    elif not is_liaison(actor, feedback.organisation):
        raise Forbidden(action)
    if not rules.allowed(action, feedback.state):
        raise Conflict(_("这封信已经往前走了，请看看现在的情况。"))


def advance(actor: Actor, feedback: FeedbackLetter, action: Action, **values: Any) -> None:
    """Change it on condition that the state is what was read, and append the event.

    Raises Conflict when somebody was faster.
    """
    old, new = State(feedback.state), STEPS[action].to
    here = FeedbackLetter.objects.filter(pk=feedback.pk, state=old)
    if not here.update(state=new, **sealed(feedback, values)):
        raise Conflict(_("有人刚处理过这封信，请看看现在的情况。"))
    for name, value in (values | {"state": new}).items():
        setattr(feedback, name, value)
    append(actor, feedback, action, old)


def append(actor: Actor, feedback: FeedbackLetter, action: Action, old: str) -> None:
    FeedbackEvent.objects.create(
        feedback=feedback,
        at=clock.now(),
        actor_id=actor.person,
        action=action,
        from_state=old,
        to_state=feedback.state,
    )
