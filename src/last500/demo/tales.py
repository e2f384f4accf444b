"""How requests go: each tale yields the time that passes before its next step.

The player moves the clock; a tale that is not over when "now" is reached is simply still open.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

from last500.demo.scene import Scene
from last500.service_requests.rules import Route

Tale = Iterator[timedelta]
# A word in the request -> the word afterwards, so that nobody thanks for a lamp at the dentist's.
THANKS_FOR = (
    ("灯", "灯亮了，走楼梯踏实多了，谢谢。"),
    ("水龙头", "来得比说的还早，水不滴了。"),
    ("医院", "陪着跑了一上午，药也取好了，我妈很高兴。"),
    ("视频", "教得很耐心，我记了一页纸，会自己打视频了。"),
    ("说说话", "老人家好久没这么笑过了。"),
    ("辅导", "孩子说听懂了，还想再来一次。"),
    ("扶手", "扶手装得稳，起身方便多了。"),
    ("理发", "理得精神，爸爸照了半天镜子。"),
    ("沙发", "沙发抬走了，两个小伙子辛苦了。"),
    ("刀", "刀磨得飞快，切菜都要小心。"),
    ("饺子", "饺子包了两百多个，认识了好多邻居。"),
    ("门", "门调好了，不响了。"),
)
THANKS = (
    "问题解决了，顺便还教我下次怎么弄。",
    "说话和气，进门还套了鞋套。",
    "安逸得很，谢谢大家。",
    "没想到周末也有人来，感谢。",
    "一会儿就弄好了，要倒杯水都不肯喝。",
    "来得很快，谢谢。",
    "",
    "",
    "",
)
NOT_SOLVED = ("约的上午，等到下午没有人来。", "只弄好一半，还要再来一次。", "过了一晚又是老样子。")
RETURNED = (
    "这几天出差，赶不上时间。",
    "孩子生病，今晚走不开。",
    "这个我不会，怕弄坏了，请找更熟手的。",
)
GROUNDS = {
    Route.PROPERTY: "共用部位归物业维修，已登记报修单，物业会联系你。",
    Route.COMMUNITY: "这件要在社区窗口办，带上身份证就行，不用再跑第二趟。",
    Route.HOTLINE: "这是市政管的，已经帮你在 12345 登记。",
    Route.COURT: "这件要由法院来判，社区法律顾问可以先帮你看材料。",
    Route.POLICE: "这属于治安问题，请直接找派出所，社区民警电话在公告栏。",
    Route.TOPIC: "这件要大家一起商量，已经列入小区议事。",
}
REFUSALS = (
    "这是两家之间的租金约定，小区不好介入，可以找社区法律顾问问问。",
    "这项服务要有专门资质，邻居做不了，建议联系正规公司。",
    "说的地方不在本小区，请到所在小区的页面再说一次。",
)


def hours(chance: Random, least: float, most: float) -> timedelta:
    return timedelta(hours=chance.uniform(least, most))


def thanks(scene: Scene) -> str:
    """Some write a line when they confirm, most of it about the matter itself."""
    fitting = [word for about, word in THANKS_FOR if about in scene.words.text]
    return scene.chance.choice([*fitting[:1], *fitting[:1], *THANKS])


def _asked(scene: Scene, count: int = 3) -> Tale:
    yield hours(scene.chance, 0.3, 9)
    scene.verify(how=scene.chance.choice(("phone", "phone", "visit", "page")))
    yield hours(scene.chance, 0.1, 5)
    scene.invite(scene.who_fits(count))


def _taken(scene: Scene, count: int = 3) -> Tale:
    yield from _asked(scene, count)
    yield hours(scene.chance, 0.2, 18)
    if scene.accept():
        return
    scene.invite(scene.who_fits(12), open_to="community")
    yield hours(scene.chance, 1, 20)
    scene.accept()


def _done(scene: Scene, count: int = 3) -> Tale:
    yield from _taken(scene, count)
    yield from _visited(scene)


def _visited(scene: Scene) -> Tale:
    if scene.chance.random() < 0.2:
        yield hours(scene.chance, 1, 14)
    else:
        yield hours(scene.chance, 0.2, 12)
        scene.agree(hours(scene.chance, 2, 40))
        yield hours(scene.chance, 3, 50)
    scene.done()


def solved(scene: Scene) -> Tale:
    yield from _done(scene)
    yield hours(scene.chance, 0.3, 60)
    scene.confirm(scene.chance.choice((3, 3, 3, 2, None)), thanks(scene))


def solved_by_phone(scene: Scene) -> Tale:
    yield from _done(scene)
    yield hours(scene.chance, 70, 90)
    scene.confirm(scene.chance.choice((3, 3, 2)), by_phone=True)


def silent(scene: Scene) -> Tale:
    """Nobody answers; after seven days the clock closes it as unconfirmed."""
    yield from _done(scene)
    yield hours(scene.chance, 74, 100)
    scene.call_back("打了两次没人接")
    yield timedelta(days=30)


def reopened(scene: Scene) -> Tale:
    yield from _done(scene)
    yield hours(scene.chance, 4, 50)
    scene.reopen(scene.chance.choice(NOT_SOLVED))
    scene.holders = []
    yield from _done(scene, 5)
    yield hours(scene.chance, 1, 40)
    scene.confirm(2, "第二次弄好了。")


def released(scene: Scene) -> Tale:
    yield from _taken(scene)
    yield hours(scene.chance, 1, 12)
    scene.release(scene.chance.choice(RETURNED))
    yield hours(scene.chance, 1, 8)
    scene.invite(scene.who_fits(6))
    yield hours(scene.chance, 1, 18)
    scene.accept()
    yield from _visited(scene)
    yield hours(scene.chance, 1, 40)
    scene.confirm(3, thanks(scene))


def handed_on(scene: Scene) -> Tale:
    yield from _taken(scene)
    yield hours(scene.chance, 1, 10)
    scene.hand_on(scene.who_fits(9)[-1])
    yield from _visited(scene)
    yield hours(scene.chance, 1, 30)
    scene.confirm(3)


def opened(scene: Scene) -> Tale:
    """Open to all who fit; somebody comes forward by themself."""
    yield hours(scene.chance, 0.5, 8)
    scene.verify()
    yield hours(scene.chance, 0.2, 4)
    scene.invite([], open_to="compound")
    yield hours(scene.chance, 2, 20)
    scene.asked = scene.who_fits(8)
    scene.accept()
    yield from _visited(scene)
    yield hours(scene.chance, 1, 70)
    scene.confirm(3, thanks(scene))


def unmet(scene: Scene) -> Tale:
    """Asked, asked wider, and nobody can: said openly."""
    yield from _asked(scene, 2)
    yield timedelta(days=30)


def withdrawn(scene: Scene) -> Tale:
    yield hours(scene.chance, 0.2, 5)
    scene.withdraw("自己解决了，谢谢。")


def declined(scene: Scene) -> Tale:
    yield hours(scene.chance, 1, 9)
    scene.decline(scene.chance.choice(REFUSALS))
    if scene.chance.random() < 0.4:
        yield hours(scene.chance, 2, 20)
        scene.object_to("还是想请你们再看一下，不是你们说的那样。")
        yield from _done(scene)
        yield hours(scene.chance, 1, 40)
        scene.confirm(2)


def overlooked(scene: Scene) -> Tale:
    """Nobody at the compound looked; the community took it up."""
    yield timedelta(hours=scene.chance.uniform(100, 130))
    yield from _done(scene)
    yield hours(scene.chance, 1, 40)
    scene.confirm(scene.chance.choice((1, 2, 2)), "等得有点久。")


def forgotten(scene: Scene) -> Tale:
    """It climbed to the street and still waits there, overdue for all to see."""
    yield timedelta(days=400)


def referred(scene: Scene) -> Tale:
    yield hours(scene.chance, 0.5, 9)
    if scene.chance.random() < 0.5:
        scene.verify(how="visit")
        yield hours(scene.chance, 0.2, 6)
    route = Route(scene.words.route)
    scene.refer(route, GROUNDS[route])


def emergency(scene: Scene) -> Tale:
    from last500.service_requests import actions

    yield timedelta(minutes=scene.chance.uniform(3, 15))
    actions.mark_emergency(scene.desk(), scene.fresh(), note="已打电话，120 / 119 已出车。")


HELPED: tuple[tuple[Callable[[Scene], Tale], int], ...] = (
    (solved, 52),
    (solved_by_phone, 8),
    (silent, 9),
    (reopened, 6),
    (released, 5),
    (handed_on, 2),
    (opened, 8),
    (unmet, 2),
    (withdrawn, 4),
    (declined, 3),
    (overlooked, 3),
)


def tale_for(scene: Scene) -> Tale:
    route = scene.words.route
    if route == Route.EMERGENCY:
        return emergency(scene)
    if route in GROUNDS and scene.chance.random() < 0.85:
        return referred(scene)
    tales, weights = zip(*HELPED, strict=True)
    return scene.chance.choices(tales, weights)[0](scene)
