"""Asking in waves in the demo town: one compound has a rule of its own, two askings are running."""

from last500.base import clock
from last500.demo.morning import HOME, placed, words
from last500.demo.scene import Scene, Town
from last500.dispatch import answers, inviting, wave_rules
from last500.organisations.queries import actor_of
from last500.service_requests import actions
from last500.service_requests.models import Invitation

MINUTE, DAY = clock.MINUTE, clock.DAY
RULED = 1  # the compound with a rule: it has a desk of its own
COUNTED_IN_ONE_GO = 100_000


def prepare(town: Town) -> None:
    _rule(town)
    _by_press(town)
    _by_rule(town)
    answers.count_answers(most=COUNTED_IN_ONE_GO)


def _rule(town: Town) -> None:
    place = town.ground.compounds[RULED]
    with clock.at(town.now - 40 * DAY):
        wave_rules.set_rule(
            town.folk.desks[place.pk][0],
            place,
            way="adaptive",
            categories=["small_repair", "digital_help"],
            from_on=clock.today() + 3 * DAY,
            decided_by="居民议事会",
            why="小修小补和用手机这样的小事，不用等值守上班再请。",
            seen=0,
        )


def _by_press(town: Town) -> None:
    """The secretary pressed it in the last hour; one neighbour cannot this time."""
    text = words("阳台的晾衣杆卡住了，够不着，想请人帮忙看看。", "small_repair")
    scene = placed(town, 100 * MINUTE, text, number=HOME)
    with clock.at(town.now - 80 * MINUTE):
        scene.verify()
    with clock.at(town.now - 76 * MINUTE):
        inviting.begin(scene.desk(), scene.fresh(), way="adaptive")
        scene.stale = True
    _goes_on(town, scene)


def _by_rule(town: Town) -> None:
    text = words("手机里照片满了，想学着存到电脑上。", "digital_help")
    scene = placed(town, 100 * MINUTE, text, number=RULED)
    with clock.at(town.now - 76 * MINUTE):
        scene.verify()
        scene.stale = True
    _goes_on(town, scene)


def _goes_on(town: Town, scene: Scene) -> None:
    """The worker looks now and then; whoever was asked first says this time not."""
    for ago in (75, 50, 20):
        with clock.at(town.now - ago * MINUTE):
            inviting.ask_in_waves()
        with clock.at(town.now - (ago - 10) * MINUTE):
            rows = Invitation.objects.filter(request=scene.request, answer="asked")
            one = rows.select_related("helper").order_by("pk").first()
            if one and ago != 20:
                actions.refuse(actor_of(one.helper), one)
