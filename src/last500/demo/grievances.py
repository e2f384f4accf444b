"""Three complaints and suggestions of the demo town, each further along than the one before."""

from last500.base import clock
from last500.base.actor import NOBODY, Actor
from last500.complaints import actions
from last500.complaints.actions import Telling
from last500.demo.scene import Town

HOUR, DAY = clock.HOUR, clock.DAY


def prepare(town: Town) -> None:
    _about_the_secretary(town)
    _about_the_community(town)
    _a_suggestion(town)


def _about_the_secretary(town: Town) -> None:
    """The resident persona's, under her name: with the community, which asks back."""
    compound = town.ground.compounds[0]
    me = Actor(person=town.folk.by_code["resident"].pk)
    telling = Telling(
        kind="complaint",
        about="handling",
        text="说好周三晚上七点半可以办手续，去了两回都没开，白跑。不开的时候贴张条子就好。",
        place=compound,
        against=compound,
        against_kind="secretary",
        open_name=True,
        name="罗桂珍",
        consent=True,
    )
    with clock.at(town.now - 3 * DAY):
        complaint = actions.receive(me, telling)
    with clock.at(town.now - 2 * DAY):
        actions.acknowledge(town.folk.actor("community"), complaint)
    with clock.at(town.now - 20 * HOUR):
        community = town.folk.actor("community")
        actions.ask_back(community, complaint, note="两回都是周三吗？大概几点到的？")
    with clock.at(town.now - 4 * HOUR):
        actions.add_word(me, complaint, note="都是周三，七点四十的样子。")


def _about_the_community(town: Town) -> None:
    """Anonymous, against the community's desk: so it lies with the street, just received."""
    community = town.ground.communities[0]
    telling = Telling(
        kind="complaint",
        about="service",
        text="到社区窗口问低保的材料，三个人说三样，跑了三趟。能不能一次说清楚。",
        place=community,
    )
    with clock.at(town.now - 26 * HOUR):
        actions.receive(NOBODY, telling)


def _a_suggestion(town: Town) -> None:
    """Anonymous, answered: a suggestion ends with its answer."""
    telling = Telling(
        kind="suggestion",
        about="service",
        text="公告能不能也念出来？我妈眼睛不好，字再大也看不清。",
        place=town.ground.compounds[1],
    )
    with clock.at(town.now - 9 * DAY):
        suggestion = actions.receive(NOBODY, telling)
    with clock.at(town.now - 6 * DAY):
        answer = "说得对。从下周起，公告由值守在院坝念一遍，每周二、周五晚上七点。"
        actions.answer(town.folk.actor("community"), suggestion, note=answer)
