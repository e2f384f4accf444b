"""Whoever runs a project writes its evaluation: a draft first, then as it shall be read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.evaluations import facts, queries
from last500.evaluations.actions.step import MOVED_ON, advance, must_run, needed, sides_of
from last500.evaluations.models import ACCOUNT_MOST, OTHERWISE_MOST, Evaluation, Rating
from last500.evaluations.rules import Action, Side
from last500.notify.actions import post
from last500.organisations.queries import liaisons_of, people_who_may
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.projects.actions import fill_in
from last500.projects.actions.step import public_text
from last500.projects.models import Indicator, Project


@dataclass(frozen=True)
class Draft:
    """`reached`: of each indicator a number, or a reason why there is none. `chosen`: sentences."""

    account: str = ""
    otherwise: str = ""
    reached: Mapping[UUID, tuple[int | None, str]] = field(default_factory=dict)
    chosen: Collection[UUID] = ()


@transaction.atomic
def save(actor: Actor, project: Project, draft: Draft) -> Evaluation:
    """Keep what is written so far; nobody but those who look after the project reads it."""
    project = must_run(actor, project)
    if draft.reached:
        fill_in(actor, project, draft.reached)
    evaluation, _made = Evaluation.objects.get_or_create(
        project=project, defaults={"began_at": clock.now()}
    )
    words = {
        "account": public_text(draft.account, "account", ACCOUNT_MOST, lines=True),
        "otherwise": public_text(draft.otherwise, "otherwise", OTHERWISE_MOST, lines=True),
    }
    advance(actor, evaluation, Action.DRAFT, **words)
    _choose(project, draft.chosen)
    return evaluation


def _choose(project: Project, keys: Collection[UUID]) -> None:
    """Only sentences whose writers let everybody read them (published_sentence_has_consent)."""
    rows = Rating.objects.filter(activity__project=project)
    rows.filter(chosen=True).exclude(pk__in=keys).update(chosen=False)
    rows.filter(pk__in=keys, may_publish_at__isnull=False).update(chosen=True)


@transaction.atomic
def write(actor: Actor, project: Project, draft: Draft) -> Evaluation:
    """As it shall be read. People are counted now, once and for all; the others are asked.

    Raises Refused while an indicator has neither a number nor a reason, with which.
    """
    evaluation = save(actor, project, draft)
    project = must_run(actor, project)
    if not evaluation.account:
        raise Refused(_("请写一写做得怎么样。"), "account")
    _nothing_missing(project)
    counted = evaluation.counted_at is None
    people = facts.of_people(project) if counted else evaluation.facts
    advance(
        actor,
        evaluation,
        Action.WRITE,
        facts={**people, **facts.of_terms(project)},
        counted_at=evaluation.counted_at or clock.now(),
        written_at=clock.now(),
        written_by_id=actor.person,
        **_own_yes(actor, project),
    )
    _ask_for_yes(actor, project, evaluation)
    return evaluation


def _nothing_missing(project: Project) -> None:
    rows = Indicator.objects.filter(project=project, reached=None, note="").order_by("order")
    missing = list(rows.values_list("title", flat=True))
    if missing:
        said = _("这些指标还没填达到多少，也没写为什么数不出来：%(which)s。")
        raise Refused(said % {"which": _("、").join(missing)}, "reached")


def _own_yes(actor: Actor, project: Project) -> dict[str, Any]:
    """Whoever writes it says yes for one side: nobody does for two."""
    values: dict[str, Any] = dict.fromkeys(
        ("community_at", "community_by_id", "carrier_at", "carrier_by_id")
    )
    own = sides_of(actor, project) & needed(project)
    for side in (Side.CARRIER, Side.COMMUNITY):
        if side in own:
            return values | {f"{side}_at": clock.now(), f"{side}_by_id": actor.person}
    return values


def _ask_for_yes(actor: Actor, project: Project, evaluation: Evaluation) -> None:
    people: dict[Any, Person] = {}
    for side in queries.waits_for(evaluation):
        people |= {one.pk: one for one in people_of(side, project)}
    people.pop(actor.person, None)
    post(
        "evaluation_asked",
        people.values(),
        link=f"/evaluations/{project.pk}/",
        place=project.place.name,
        project=project.title,
    )


def people_of(side: Side, project: Project) -> list[Person]:
    if side == Side.COMMUNITY:
        return people_who_may(Permission.PROJECT_REVIEW, project.place, but=[])[:6]
    if project.lead is not None:
        return liaisons_of(project.lead)
    return [project.leader] if project.leader is not None else []


@transaction.atomic
def reopen(actor: Actor, project: Project) -> Evaluation:
    """Back to a draft: whoever had said yes says it anew. The counts of people stay."""
    project = must_run(actor, project)
    evaluation = Evaluation.objects.filter(project=project).first()
    if evaluation is None:
        raise Conflict(_(MOVED_ON))
    none = ("written_at", "community_at", "community_by", "carrier_at", "carrier_by")
    advance(actor, evaluation, Action.REOPEN, **dict.fromkeys(none))
    return evaluation
