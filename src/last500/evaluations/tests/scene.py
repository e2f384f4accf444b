"""A finished project of compound A with one activity that is over, and who came to it."""

from collections.abc import Iterable
from datetime import timedelta

from last500.activities.models import Activity, Role, SignUp
from last500.base import clock
from last500.evaluations import actions
from last500.evaluations.actions import Draft
from last500.evaluations.models import Evaluation
from last500.organisations.models import Organisation
from last500.people import actions as people
from last500.projects.models import Project
from last500.projects.tests import world
from tests.cast import Cast

CAME = ("wang", "li", "zhou", "hua", "chen", "zhao")
ACCOUNT = "八次课都办了，老人会自己挂号、视频。有两次下雨，来的人少。"


def project(cast: Cast, *, lead: Organisation | None = None, **more: object) -> Project:
    """Done, by the rows that its steps leave: what leads there is tested with projects."""
    today, state = clock.today(), more.pop("state", "finished")
    one = Project.objects.create(
        **{
            "number": f"EVAL{Project.objects.count()}",
            "place": cast.a,
            "desk": cast.a,
            "kind": "digital_help",
            "audience": "elders",
            "title": "银龄手机课堂",
            "aim": "教老人用手机。",
            "from_on": today - 60 * clock.DAY,
            "until_on": today - clock.DAY,
            "proposed_at": clock.now() - 90 * clock.DAY,
            "consented_at": clock.now() - 90 * clock.DAY,
            "called_at": clock.now() - 80 * clock.DAY,
            "state": "reviewed",
            "due_at": clock.now() + 20 * clock.DAY,
            "total_fen": 0,
            "lead": lead,
        }
        | more
    )
    one.indicators.create(order=0, title="上课", planned=8, measure="次", source="签到表")
    one.indicators.create(order=1, title="学会挂号", planned=30, measure="人", source="课后问一问")
    Project.objects.filter(pk=one.pk).update(state=state)  # what was promised stays from here on
    return world.fresh(one)


def activity(
    cast: Cast,
    of: Project | None,
    came: Iterable[str] = CAME,
    *,
    side: str = "participant",
    ended: timedelta = timedelta(days=2),
) -> Activity:
    """Over since `ended`; those who came had signed up and were ticked."""
    ends, now = clock.now() - ended, clock.now()
    begins = ends - 2 * clock.HOUR
    one = Activity.objects.create(
        number=f"ACT{Activity.objects.count():08d}", place=cast.a, project=of, title="第一次课",
        what="学挂号", audience="elders", starts_at=begins, ends_at=ends, risk="none",
        state="held", made_at=begins, consented_at=begins, opened_at=begins, changed_at=begins,
    )  # fmt: skip
    names = list(came)
    role = Role.objects.create(
        activity=one, order=0, name="来学", side=side, places=max(1, len(names)),
        taken=len(names), starts_at=begins, ends_at=ends,
    )  # fmt: skip
    for name in names:
        SignUp.objects.create(
            role=role, person=cast.people[name], state="comes", at=begins, starts_at=begins,
            ends_at=ends, came_at=now,
        )  # fmt: skip
    return one


def crowd(cast: Cast, count: int) -> list[str]:
    names = []
    for number in range(count):
        name = f"guest{number}"
        cast.people[name] = people.person_with_phone(f"1000002{number:04d}", name=f"客{number}")
        names.append(name)
    return names


def draft(project: Project, **more: object) -> Draft:
    said = {
        "account": ACCOUNT,
        "reached": {row.pk: (row.planned - 1, "") for row in project.indicators.all()},
    } | more
    return Draft(**said)  # type: ignore[arg-type]


def written(cast: Cast, project: Project, by: str = "lin", **more: object) -> Evaluation:
    return actions.write(cast.actor(by), project, draft(project, **more))


def published(cast: Cast, project: Project, **more: object) -> Evaluation:
    """Written by the compound's secretary, agreed to by the community's officer."""
    written(cast, project, **more)
    actions.agree(cast.actor("he"), project)
    return actions.publish(cast.actor("lin"), project)


def fresh(project: Project) -> Evaluation:
    return Evaluation.objects.select_related("project__lead").get(pk=project.pk)
