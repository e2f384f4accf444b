"""From need to project: several needs become a proposal, and whoever asked is told at each turn."""

from collections.abc import Sequence

from django.db import transaction

from last500.base import clock
from last500.base.actor import CLOCK, Actor
from last500.base.errors import Forbidden
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.projects.actions.proposing import propose
from last500.projects.draft import Draft
from last500.projects.models import Project, ProjectNeed
from last500.projects.rules import STATE_WORDS, Action, State
from last500.projects.seams import Asked
from last500.unmet import actions as unmet
from last500.unmet.models import UnmetNeed

# At these turns whoever asked is told; of the others they would learn nothing for themselves.
TOLD = frozenset({Action.REVIEW, Action.CALL, Action.START, Action.FINISH, Action.EVALUATE})
STOPPED = frozenset({Action.DECLINE, Action.GIVE_UP})


@transaction.atomic
def propose_from(actor: Actor, place: Place, draft: Draft, needs: Sequence[UnmetNeed]) -> Project:
    """A desk's proposal that stands on these needs. Raises Forbidden, Refused; Conflict where
    another desk took one of them up a moment before."""
    if not actor.may(Permission.PROJECT_EDIT, place.path):
        raise Forbidden(Permission.PROJECT_EDIT)

    def hang_on(project: Project) -> None:
        unmet.take_up(actor, needs, title=project.title)
        now = clock.now()
        ProjectNeed.objects.bulk_create(
            ProjectNeed(project=project, need=one, count=one.count, at=now) for one in needs
        )

    return propose(actor, place, draft, told_to=hang_on)


def _needs_of(project: Project) -> list[UnmetNeed]:
    rows = ProjectNeed.objects.filter(project=project, ended_at=None).select_related("need__place")
    return [row.need for row in rows.order_by("need")]


def tell_who_asked(project: Project, action: str) -> None:
    """The turn of a project, for the needs it stands on (seams.on_turn). In its transaction."""
    if action not in {"propose", Action.CLOSE} | TOLD | STOPPED:
        return
    needs = _needs_of(project)
    if not needs:
        return
    facts = {"project": project.title}
    if action == "propose":
        unmet.tell(needs, "need_proposed", facts)
    elif action in STOPPED:
        unmet.give_back(CLOCK, needs, title=project.title, reason=project.reason)
        unmet.tell(needs, "need_back", facts)
        _let_go(project)
    elif action == Action.CLOSE:
        unmet.close(CLOCK, needs, title=project.title)
        unmet.tell(needs, "need_moved", {**facts, "state": STATE_WORDS[State.CLOSED]})
    else:
        unmet.note(needs, action, title=project.title)
        unmet.tell(needs, "need_moved", {**facts, "state": STATE_WORDS[State(project.state)]})


def _let_go(project: Project) -> None:
    rows = ProjectNeed.objects.filter(project=project, ended_at=None)
    rows.update(ended_at=clock.now())


def asked_for(project: Project) -> list[Asked]:
    """The counts of what was asked that led to it; also of one that was declined (seams)."""
    rows = ProjectNeed.objects.filter(project=project).values_list(
        "need__category", "need__month", "count"
    )
    return [Asked(kind, month, number) for kind, month, number in rows]
