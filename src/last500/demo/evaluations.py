"""Evaluations of the demo town: what people said of the dates of projects that are done, two that
are published, one in draft.

Dates, ratings and evaluations by the own verbs; who came in bulk, as if each had signed up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from last500.activities import actions as activities
from last500.activities.models import Activity, Role, SignUp
from last500.activities.plan import Plan, RolePlan
from last500.activities.rules import Says
from last500.activities.rules import State as ActivityState
from last500.base import clock
from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.demo.scene import Town
from last500.evaluations import actions, queries
from last500.evaluations.actions import Draft
from last500.evaluations.models import Rating
from last500.evaluations.rules import Side
from last500.organisations.queries import actor_of, liaisons_of
from last500.people.models import Person
from last500.places.models import Place
from last500.projects.models import Project
from last500.projects.rules import State

DATES, HELPERS = 4, 6
AGO = timedelta(days=6)  # so long before today the draft's last date was


@dataclass(frozen=True)
class Words:
    """`said`: ratings with sentences, taken in turn; "" says nothing more. `title`: of a date."""

    title: str
    account: str
    otherwise: str
    said: tuple[tuple[int, str], ...]
    guests: int = 14


TOLD: dict[str, Words] = {
    "银龄手机课堂（8 次）": Words(
        "银龄手机课",
        "八次课都按时上了。两人教一桌，从老人自己手机里的难处讲起，比照着讲义念管用。"
        "挂号学会的人没有到三十：有几位手机太旧，装不上医院的小程序。",
        "第三次下大雨，改到下一周补上。打印花得比想的多，字要放大，纸就费。",
        (
            (3, "会自己挂号了，不用等女儿回来。"), (3, ""), (3, "认识了楼上教我视频的小伙子。"),
            (2, "讲得有点快，回家又忘了一半。"), (3, "收到中奖短信，先拿去问了一声，没上当。"),
            (3, ""), (1, ""), (3, "敢点手机上的红点点了。"), (2, ""), (2, "座位有点挤。"),
        ),
    ),
    "每月一日便民集市": Words(
        "便民集市",
        "两回集市，理发和磨刀排的队最长，修伞的人最少。手艺人收摊以后都说愿意再来。",
        "第二回遮阳棚不够，借了物业的两顶。",
        (
            (3, "妈妈腿脚不好，在楼下就把头发理了。"), (3, ""), (3, "十年的剪刀又能用了。"),
            (3, ""), (3, "等的时候和邻居聊上了。"), (3, ""), (2, ""),
        ),
        guests=19,
    ),
    "消防通道轮值劝导 90 天": Words(
        "轮值碰头会",
        "通道比开头空了不少，晚饭前后还是会堵。",
        "",
        ((3, "晚上倒车不用再按喇叭了。"), (2, ""), (2, "劝人不容易，两个人一起好得多。")),
    ),
}  # fmt: skip


def evaluate(town: Town, desk: Actor, project: Project) -> Project:
    """Of a project that is done, now: its dates, what people said, written and published."""
    words = TOLD[project.title]
    now = clock.now()
    _dates(town, desk, project, words, now - 3 * clock.DAY)
    with clock.at(now - clock.DAY):
        evaluation = actions.write(desk, project, _draft(project, words))
    for side in queries.waits_for(evaluation):
        actions.agree(_speaker(town, side, project, desk), project)
    actions.publish(desk, project)
    project.refresh_from_db()
    return project


def prepare(town: Town) -> None:
    """One that waits for its evaluation, half written; the last date can still be spoken of."""
    project = Project.objects.select_related("place", "lead", "leader").get(
        state=State.FINISHED, title__in=TOLD
    )
    words = TOLD[project.title]
    desk = _desk(town, project)
    _dates(town, desk, project, words, town.now - AGO)
    with clock.at(town.now - 2 * clock.DAY):
        actions.save(desk, project, Draft(account=words.account))
    with clock.at(town.now):
        actions.ask_due(1000)


def _draft(project: Project, words: Words) -> Draft:
    rows = Rating.objects.filter(activity__project=project, may_publish_at__isnull=False)
    return Draft(words.account, words.otherwise, {}, list(rows.values_list("pk", flat=True)[:5]))


# ---- who ----------------------------------------------------------------------------------------


def _community(town: Town, place: Place) -> Place:
    return next(one for one in town.ground.communities if place.path.startswith(one.path))


def _desk(town: Town, project: Project) -> Actor:
    desks, community = town.folk.desks, _community(town, project.place)
    return (desks.get(project.place_id) or desks[community.pk])[0]


def _speaker(town: Town, side: Side, project: Project, desk: Actor) -> Actor:
    if side == Side.CARRIER and project.lead is not None:
        return actor_of(liaisons_of(project.lead)[0])
    if side == Side.CARRIER and project.leader is not None:
        return actor_of(project.leader)
    return town.folk.desks[_community(town, project.place).pk][0]


def _neighbours(town: Town, project: Project) -> list[Person]:
    """Residents around, the compounds one after the other, the helper persona among them."""
    community = _community(town, project.place)
    found = [town.folk.by_code["helper"]]
    for place in town.ground.compounds:
        if place.path.startswith(community.path):
            homes = town.folk.residents.get(place.pk, ())
            found += [home.person for home in homes if home.person not in found]
    return [one for one in found if one.restricted_at is None]


# ---- dates and who came -------------------------------------------------------------------------


def _days(last: datetime) -> Iterator[datetime]:
    """The first date is the earliest; each at half past seven in the evening."""
    for back in reversed(range(DATES)):
        yield last - back * 8 * clock.DAY


def _dates(town: Town, desk: Actor, project: Project, words: Words, last: datetime) -> None:
    people = _neighbours(town, project)
    for number, day in enumerate(_days(last)):
        with clock.at(day - 10 * clock.DAY):
            plan = Plan(
                title=words.title,
                what=project.aim[:200],
                on=clock.local(day).date(),
                start=19 * 60 + 30,
                minutes=60,
                risk="none",
                roles=(
                    RolePlan(0, "来参加", "participant", 20),
                    RolePlan(1, "搭把手", "helper", 8),
                ),
                where="社区活动室",
                project=project.pk,
            )
            one = activities.set_up(desk, project.place, plan)
        shift = number * 3 % max(1, len(people) // 2)
        came = _come(one, [people[0], *people[1 + shift :], *people[1 : 1 + shift]], words.guests)
        _over(one, desk)
        _say(one, came, words, number)


def _come(activity: Activity, people: list[Person], guests: int) -> list[SignUp]:
    """Guests first, then helpers; nobody who is somewhere else at that time."""
    ends = activity.ends_at
    busy = set(
        SignUp.objects.coming()
        .filter(starts_at__lt=ends, ends_at__gt=activity.starts_at)
        .values_list("person", flat=True)
    )
    free = iter([one for one in people if one.pk not in busy])
    rows = []
    for role in activity.roles.order_by("order"):
        wanted = HELPERS if role.helps else guests
        own = [
            SignUp(
                pk=uuid7(), role=role, person=person, state=Says.COMES,
                starts_at=role.starts_at, ends_at=role.ends_at, at=role.starts_at - clock.DAY,
                came_at=role.ends_at + clock.HOUR,
            )
            for person, _n in zip(free, range(wanted), strict=False)
        ]  # fmt: skip
        Role.objects.filter(pk=role.pk).update(taken=len(own))
        rows += own
    SignUp.objects.bulk_create(rows)
    return rows


def _over(activity: Activity, desk: Actor) -> None:
    after = activity.ends_at + clock.HOUR
    Activity.objects.filter(pk=activity.pk).update(
        state=ActivityState.CLOSED, closed_at=after, ticked_at=after, ticked_by=desk.person,
        remind_at=None,
    )  # fmt: skip
    activity.refresh_from_db()


def _say(activity: Activity, came: list[SignUp], words: Words, number: int) -> None:
    """The persona has not said anything yet; of the others many, not all."""
    with clock.at(activity.ends_at + 3 * clock.HOUR):
        for turn, row in enumerate(came[1 + number :: 2]):
            rating, sentence = words.said[(turn + number * 3) % len(words.said)]
            first = number == 0 and turn < len(words.said)
            actions.say(
                Actor(person=row.person_id), activity, rating=rating,
                changed=sentence if first else "", may_publish=bool(sentence) and first,
            )  # fmt: skip
