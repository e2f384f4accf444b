"""What nobody took in the demo town over three months, what became of it, and its district's mode.

Needs hang on the projects of the town as if these had been proposed from them.
"""

from itertools import islice

from last500.base import clock
from last500.base.actor import Actor
from last500.demo.scene import Town
from last500.organisations.queries import actor_of
from last500.people.models import Person
from last500.places.models import Mode, Place
from last500.projects.actions.needs import propose_from, tell_who_asked
from last500.projects.draft import Draft
from last500.projects.models import Project, ProjectEvent, ProjectNeed
from last500.projects.rules import STEPS, Action
from last500.unmet import actions
from last500.unmet.models import UnmetNeed
from last500.unmet.rules import State

YEAR = 365 * clock.DAY
SINCE = 80 * clock.DAY  # the district has worked by both
ANSWERS = {
    "public_facility": "物业每周三上午来修公共照明和门禁，报到门岗就行。",
    "small_repair": "“螺丝刀小分队”每周三晚上在工具间，小毛病拿来就修。",
    "hospital_company": "街道和区医院说好了，周二周四有志愿者在大厅等。",
    "policy_legal": "社区窗口每周五下午有律师，不用预约。",
    "digital_help": "社区每周六上午有手机课，可以先来坐坐。",
}
ASIDE = 8


def prepare(town: Town) -> None:
    _set_mode(town)
    with clock.at(town.now - 4 * clock.DAY):
        while actions.gather(look_back=YEAR / 2):
            pass
    _hang_on_projects(town)
    _set_aside(town)
    _propose(town)
    with clock.at(town.now - clock.HOUR):
        actions.escalate_overdue()


def _set_mode(town: Town) -> None:
    Mode.objects.create(
        place=town.ground.county, number=1, projects=True, requests=True, since=town.now - SINCE
    )


def _desk(town: Town, place: Place) -> Actor:
    """Whoever holds the desk there, else the community's."""
    desks = town.folk.desks
    if place.pk in desks:
        return desks[place.pk][0]
    community = next(one for one in town.ground.communities if place.path.startswith(one.path))
    return desks[community.pk][0]


def _open() -> list[UnmetNeed]:
    rows = UnmetNeed.objects.filter(state=State.GATHERED).select_related("place")
    return list(rows.order_by("month", "place__path", "category"))


def _hang_on_projects(town: Town) -> None:
    """Each project of a desk stands on the needs of its kind and place from before its proposal;
    whoever asked was told at its turns."""
    rows = Project.objects.filter(by_neighbour=False, by_organisation=None)
    for project in rows.select_related("place").order_by("proposed_at"):
        month = clock.local(project.proposed_at).date().replace(day=1)
        needs = [
            one for one in _open()
            if one.category == project.kind and one.month <= month
            and one.place.path.startswith(project.place.path)
        ][:4]  # fmt: skip
        if needs:
            _hang(project, needs)


def _hang(project: Project, needs: list[UnmetNeed]) -> None:
    assert project.proposed_by_id is not None
    desk = actor_of(Person.objects.get(pk=project.proposed_by_id))
    with clock.at(project.proposed_at):
        actions.take_up(desk, needs, title=project.title)
        ProjectNeed.objects.bulk_create(
            ProjectNeed(project=project, need=one, count=one.count, at=clock.now()) for one in needs
        )
        tell_who_asked(project, "propose")
    for event in ProjectEvent.objects.filter(project=project).order_by("at"):
        if event.action in set(Action):
            project.state = STEPS[Action(event.action)].to or project.state
            with clock.at(event.at):
                tell_who_asked(project, event.action)


def _set_aside(town: Town) -> None:
    """Every third of those with another way, so that some of each kind are left."""
    fitting = [one for one in _open() if one.category in ANSWERS]
    for number, need in enumerate(islice(fitting[::3], ASIDE)):
        with clock.at(town.now - (3 * clock.DAY - number * clock.HOUR)):
            actions.set_aside(_desk(town, need.place), need, reason=ANSWERS[need.category])


def _propose(town: Town) -> None:
    """The community of the first compounds makes one project of what elders asked for."""
    community = town.ground.communities[0]
    needs = [
        one for one in _open()
        if one.category == "elder_company" and one.place.path.startswith(community.path)
    ][:3]  # fmt: skip
    if not needs:
        return
    with clock.at(town.now - 2 * clock.DAY):
        first = clock.today() + 30 * clock.DAY
        draft = Draft(
            title="每周一次串门",
            aim="独居的老人每周有两位邻居来坐坐，说说话，看看缺什么。",
            kind="elder_company",
            audience="elders",
            does="两人一组，固定时间，不方便就换一天。",
            from_on=first,
            until_on=first + 90 * clock.DAY,
        )
        propose_from(_desk(town, community), community, draft, needs)
