"""Questions about ratings and evaluations, each narrowed to what the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from last500.activities.models import Activity, SignUp
from last500.activities.rules import State as ActivityState
from last500.base import clock
from last500.base.actor import Actor
from last500.evaluations import rules
from last500.evaluations.models import Evaluation, Rating
from last500.evaluations.rules import Side
from last500.places.models import Place
from last500.projects.models import Project
from last500.projects.rules import State as ProjectState

LISTED, PAGE, SENTENCES = 40, 20, 200
NOT_HELD = (ActivityState.PLANNED, ActivityState.CALLED_OFF)


# ---- those who came -----------------------------------------------------------------------------


def came_to(actor: Actor, activity: Activity) -> bool:
    """Whether the actor's place at it was kept. One statement."""
    if actor.person is None or activity.ends_at > clock.now():
        return False
    rows = SignUp.objects.visible_to(actor).coming().filter(person=actor.person)
    return rows.filter(role__activity=activity).exists()


def may_say(activity: Activity) -> bool:
    """Whether those who came may still say how it was."""
    evaluations = Evaluation.objects.filter(pk=activity.project_id, counted_at__isnull=False)
    return rules.may_say(
        clock.now(),
        activity.ends_at,
        called_off=activity.state in NOT_HELD,
        written=activity.project_id is not None and evaluations.exists(),
        in_project=activity.project_id is not None,
    )


def own_rating(actor: Actor, activity: Activity) -> Rating | None:
    return Rating.objects.visible_to(actor).filter(activity=activity).first()


@dataclass
class Mine:
    """`open`: activities of which the reader may still say something new; `said`: what they did."""

    open: list[Activity] = field(default_factory=list)
    said: list[Rating] = field(default_factory=list)


def mine(actor: Actor) -> Mine:
    """Two statements."""
    if actor.person is None:
        return Mine()
    rows = Rating.objects.visible_to(actor).select_related("activity__place")
    said = list(rows.order_by("-at")[:LISTED])
    kept = SignUp.objects.visible_to(actor).coming().filter(person=actor.person)
    found = Activity.objects.filter(
        pk__in=kept.values("role__activity"),
        ends_at__lte=clock.now(),
        ends_at__gt=clock.now() - rules.SAYS_WITHIN,
        project__evaluation__counted_at=None,
    )
    found = found.exclude(state__in=NOT_HELD).exclude(pk__in=[one.activity_id for one in said])
    return Mine(list(found.select_related("place").order_by("-ends_at", "pk")[:LISTED]), said)


# ---- an evaluation ------------------------------------------------------------------------------


def one(actor: Actor, key: UUID) -> Evaluation | None:
    rows = Evaluation.objects.visible_to(actor).select_related(
        "project__place__parent", "project__lead", "project__by_organisation", "project__leader"
    )
    return rows.filter(pk=key).first()


def waits_for(evaluation: Evaluation) -> Sequence[Side]:
    project = evaluation.project
    carried = bool(project.lead_id or project.leader_id)
    return rules.waits_for(rules.sides_needed(carried=carried), evaluation.agreed)


def published_words(project: Project) -> list[str]:
    """What everybody may read, without a name and in no order that tells of anybody."""
    rows = Rating.objects.published().filter(activity__project=project)
    found = sorted(rows[:SENTENCES], key=lambda row: str(row.pk)[-12:])
    return [row.changed for row in found if row.changed]


@dataclass(frozen=True)
class Words:
    """What was said, for whoever writes: `may` be published, or for the writers alone."""

    may: tuple[Rating, ...]
    only_here: tuple[str, ...]


def words_for_writer(project: Project) -> Words:
    """One statement. For whoever runs the project: the caller has asked `may_run`."""
    rows = Rating.objects.open_to_read().filter(activity__project=project)
    found = [row for row in rows.order_by("pk")[:SENTENCES] if row.changed]
    found.sort(key=lambda row: str(row.pk)[-12:])
    return Words(
        tuple(row for row in found if row.may_publish_at),
        tuple(row.changed for row in found if not row.may_publish_at),
    )


# ---- the desk -----------------------------------------------------------------------------------


def evaluation_of(project: Project) -> Evaluation | None:
    return getattr(project, "evaluation", None)


def waiting_at(actor: Actor, desk: Place) -> list[Project]:
    """Projects that are done and wait for their evaluation, the next due first. One statement."""
    rows = Project.objects.of_desk(actor).under(desk.path).filter(state=ProjectState.FINISHED)
    rows = rows.select_related("place", "lead", "desk", "evaluation")
    return list(rows.order_by("due_at", "pk")[:LISTED])


def published_at(actor: Actor, desk: Place) -> list[Evaluation]:
    """The newest first; nothing else orders them. One statement."""
    rows = Evaluation.objects.of_desk(actor).public()
    rows = rows.filter(project__in=Project.objects.under(desk.path).values("pk"))
    return list(rows.select_related("project__place").order_by("-published_at")[:PAGE])
