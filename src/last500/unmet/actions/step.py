"""One step of a need: who may, on what condition, what is appended."""

from typing import Any

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict
from last500.organisations.actions import require
from last500.organisations.queries import calendar
from last500.organisations.rules import Permission
from last500.unmet import rules
from last500.unmet.models import NeedEvent, UnmetNeed
from last500.unmet.rules import Action, State


def append(actor: Actor, need: UnmetNeed, action: str, **facts: str) -> None:
    NeedEvent.objects.create(
        need=need, at=clock.now(), action=action, actor_id=actor.person, facts=facts
    )


def must_answer(actor: Actor, need: UnmetNeed) -> None:
    """Raises Forbidden for whoever does not hold its desk or one above."""
    require(actor, Permission.PROJECT_EDIT, need.place)


def advance(actor: Actor, need: UnmetNeed, action: Action, **values: Any) -> None:
    """Change it on condition that nobody has meanwhile, and append the event. Raises Conflict."""
    facts = values.pop("facts", {})
    new = rules.STEPS[action].to or State(need.state)
    values |= {"state": new}
    values.setdefault("due_at", rules.due(new, now=clock.now(), calendar=calendar()))
    start = sorted(rules.STEPS[action].start)
    rows = UnmetNeed.objects.filter(pk=need.pk, state__in=start)
    if not rows.update(**values):
        raise Conflict(_("有人刚处理过这个需求，请看看现在的情况。"))
    for name, value in values.items():
        setattr(need, name, value)
    append(actor, need, action, **facts)
