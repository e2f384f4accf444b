"""The service teams of the demo town: one in each state, most of them at work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from last500.base import clock
from last500.base.actor import Actor
from last500.demo.people import Helper
from last500.demo.scene import Town
from last500.places.models import Place
from last500.teams import actions, rules
from last500.teams.actions import Plan
from last500.teams.models import Team
from last500.teams.rules import Action

DAY = clock.DAY


@dataclass(frozen=True)
class Story:
    """One team: where (the number of a compound, or a community's), since when, how far."""

    plan: Plan
    number: int
    members: int
    days: int
    of_community: bool = False
    consented: bool = True
    led: bool = True
    ends_as: str = "working"


STORIES = (
    Story(
        Plan(
            "榴花苑修修队",
            "repair",
            "修水管、门锁和小家电，先看看，能修就当场修。",
            "要上梯子，要断电断水。",
        ),
        0,
        members=9,
        days=90,
    ),
    Story(
        Plan(
            "手机慢慢教", "digital", "一对一教用手机：放大字、关广告、挂号、视频。", "没有特别的。"
        ),
        0,
        members=7,
        days=86,
        of_community=True,
    ),
    Story(
        Plan(
            "送医接送队",
            "driving",
            "陪老人去医院，推轮椅、拿药、送回家。",
            "路上要留意安全，先买好意外险。",
        ),
        3,
        members=6,
        days=80,
    ),
    Story(
        Plan(
            "法律和办事角",
            "law",
            "每月第一个周六，帮着看合同、写申请、调解小纠纷。",
            "只说建议，不代打官司。",
        ),
        6,
        members=5,
        days=80,
        of_community=True,
    ),
    Story(
        Plan(
            "泉水湾护绿队",
            "environment",
            "浇花、修枝、清楼道，边做边聊。",
            "夏天在太阳底下，记得戴帽子。",
        ),
        9,
        members=8,
        days=70,
        ends_as="resting",
    ),
    Story(
        Plan(
            "望江里陪伴队",
            "care",
            "陪着聊聊天，读读报，搭把手做饭缝补。",
            "进了别人家门，听到的不往外说。",
        ),
        3,
        members=6,
        days=60,
        led=False,
    ),
    Story(
        Plan("邻居健康角", "medical", "量血压，讲讲怎么看化验单，急救知识。", "不看病，不开药。"),
        0,
        members=4,
        days=9,
        consented=False,
    ),
    Story(
        Plan("丝厂老歌队", "culture", "周末在院坝唱歌拉琴，谁来都欢迎。", "没有特别的。"),
        1,
        members=5,
        days=88,
        ends_as="ended",
    ),
)


def prepare(town: Town) -> None:
    for story in STORIES:
        _tell(town, story)
    _ask_the_persona(town)


def place_of(town: Town, story: Story) -> Place:
    if story.of_community:
        return town.ground.community_of(story.number)
    return town.ground.compounds[story.number]


def desk_at(town: Town, number: int) -> Actor:
    """Whoever arranges at this compound: its own desk, else its community's."""
    desks = town.folk.desks
    own = desks.get(town.ground.compounds[number].pk)
    return (own or desks[town.ground.community_of(number).pk])[0]


def _tell(town: Town, story: Story) -> None:
    community = town.folk.desks[town.ground.community_of(story.number).pk][0]
    desk = community if story.of_community else desk_at(town, story.number)
    begin = town.now - story.days * DAY
    with clock.at(begin):
        team = actions.found(desk, place_of(town, story), story.plan)
    joined = [
        _join(team, helper, begin + timedelta(days=1 + count, hours=3))
        for count, helper in enumerate(_fitting(town, story))
    ]
    if not joined:
        return
    with clock.at(begin + 12 * DAY if story.days > 12 else town.now - DAY):
        _lead(team, desk, joined[0])
    if story.consented:
        with clock.at(begin + 14 * DAY):
            actions.consent(community, team, note="居委会会议，会议记录第 3 项")
            actions.move(desk, team, Action.START)
            actions.say(joined[0].actor, team, "第一次碰头定在周六上午九点，小区岗亭前。")
    _turn(town, team, story, joined[0], desk)


def _fitting(town: Town, story: Story) -> list[Helper]:
    """Neighbours of the place who are good at it; the persona leads one team and no other."""
    own = town.ground.community_of(story.number)
    persona = town.folk.by_code["helper"].pk
    found = [
        helper
        for helper in town.folk.helpers
        if rules.fits(story.plan.category, helper.skills)
        and (story is STORIES[0] or helper.actor.person != persona)
        and (
            helper.number == story.number
            or (story.of_community and town.ground.community_of(helper.number) == own)
        )
    ]
    return sorted(found, key=lambda one: one.actor.person != persona)[: story.members]


def _join(team: Team, helper: Helper, at: datetime) -> Helper:
    with clock.at(at):
        actions.join(helper.actor, team)
    return helper


def _lead(team: Team, desk: Actor, helper: Helper) -> None:
    assert helper.actor.person is not None
    actions.answer_lead(helper.actor, actions.offer_lead(desk, team, helper.actor.person), yes=True)
    team.refresh_from_db()


def _turn(town: Town, team: Team, story: Story, leader: Helper, desk: Actor) -> None:
    """What became of it lately."""
    if not story.led:
        with clock.at(town.now - 6 * DAY):
            actions.leave(leader.actor, team)
    if story.ends_as == "resting":
        with clock.at(town.now - 20 * DAY):
            actions.move(leader.actor, team, Action.REST)
    if story.ends_as == "ended":
        with clock.at(town.now - 15 * DAY):
            actions.end(desk, team)


def _ask_the_persona(town: Town) -> None:
    """Two days ago the desk asked some more who fit; the persona has not answered yet."""
    team = Team.objects.select_related("place").get(name=STORIES[1].plan.name)
    community = town.folk.desks[team.place_id][0]
    with clock.at(town.now - 2 * DAY):
        actions.invite(community, team, people=[town.folk.by_code["helper"].pk])
