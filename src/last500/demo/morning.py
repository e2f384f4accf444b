"""The live morning: what lies on the desks of the personas when the visitor opens the door."""

from datetime import datetime, timedelta

from last500.base import clock
from last500.demo.ground import Ground
from last500.demo.people import Helper, Resident
from last500.demo.play import play
from last500.demo.scene import Scene, Town
from last500.demo.tales import forgotten, solved, solved_by_phone
from last500.demo.words import NOTICES, RequestWords
from last500.places.models import Notice
from last500.service_requests import actions
from last500.service_requests.models import Channel

MINUTE, HOUR, DAY = clock.MINUTE, clock.HOUR, clock.DAY
HOME = 0  # the compound of the guided walk
COURTYARD = 2  # one of the same community without an organisation


def post_notices(ground: Ground, now: datetime) -> None:
    today = clock.local(now).date()
    Notice.objects.bulk_create(
        Notice(
            place=place,
            title=title,
            body=body,
            from_on=today - (1 + number) * DAY,
            until_on=today + (13 - number) * DAY,
        )
        for number, (title, body) in enumerate(NOTICES)
        for place in ground.compounds[number % 5 :: 5]
    )


def prepare(town: Town) -> None:
    """Past first, so that the personas have something to look back on; then the last hours."""
    _past_of_the_personas(town)
    _with_the_helper(town)
    _for_the_resident(town)
    _on_the_secretarys_desk(town)
    _on_desks_above(town)


def words(text: str, category: str, where: str = "home", when: str = "any") -> RequestWords:
    return RequestWords(text, category, "helpers", where, when)


def placed(
    town: Town,
    ago: timedelta,
    text: RequestWords,
    *,
    number: int = HOME,
    by: Resident | None = None,
    channel: str = Channel.WEB,
) -> Scene:
    scene = Scene(town, number, text)
    homes = town.folk.residents[town.ground.compounds[number].pk]
    with clock.at(town.now - ago):
        scene.place(by or town.chance.choice(homes[1:]), channel)
    return scene


def asked(town: Town, ago: timedelta, text: RequestWords, whom: list[Helper]) -> Scene:
    """Placed, verified and offered to these helpers within the last hours."""
    scene = placed(town, ago, text)
    with clock.at(town.now - ago + 40 * MINUTE):
        scene.verify()
    with clock.at(town.now - ago + 50 * MINUTE):
        scene.invite(whom)
    return scene


def persona(town: Town) -> Helper:
    """The helper persona among those who reported in."""
    key = town.folk.by_code["helper"].pk
    return next(helper for helper in town.folk.helpers if helper.actor.person == key)


def resident(town: Town) -> Resident:
    return town.folk.residents[town.ground.compounds[HOME].pk][0]


def others(scene: Scene, count: int) -> list[Helper]:
    """Fitting neighbours other than the persona."""
    key = scene.town.folk.by_code["helper"].pk
    fitting = [helper for helper in scene.who_fits(count + 1) if helper.actor.person != key]
    return fitting[:count]


# ---- what was -----------------------------------------------------------------------------------

HELPED = (
    ("水龙头关不严，滴了三天，垫圈我买好了。", "small_repair", 70),
    ("房门锁不上，风一吹就开。", "small_repair", 52),
    ("手机字太小，老是弹广告，想请人来教一教。", "digital_help", 33),
    ("洗衣机出水管脱落，地上一滩水。", "small_repair", 19),
)
ASKED_FOR = (
    ("灯泡够不到，想请年轻人帮忙换一下。", "small_repair", 44),
    ("想学用手机跟孙女视频。", "digital_help", 16),
)


def _past_of_the_personas(town: Town) -> None:
    for text, category, days in HELPED:
        scene = placed(town, days * DAY, words(text, category))
        scene.first_choice = persona(town)
        play(scene, solved(scene), town.now - days * DAY)
    for text, category, days in ASKED_FOR:
        scene = placed(town, days * DAY, words(text, category), by=resident(town))
        play(scene, solved_by_phone(scene), town.now - days * DAY)


# ---- the last hours -----------------------------------------------------------------------------


def _with_the_helper(town: Town) -> None:
    """Two invitations wait for an answer; one request is taken and a time is agreed."""
    me = persona(town)
    door = words("柜子门掉下来了，合页松了，家里只有我一个老太婆。", "small_repair")
    asked(town, 3 * HOUR, door, [me, *others(Scene(town, HOME, door), 2)])
    rice = words("家里没米了，提不动，想请人帮忙带一袋上六楼。", "elder_company")
    scene = asked(town, 5 * HOUR, rice, [me, *others(Scene(town, HOME, rice), 3)])
    with clock.at(town.now - 2 * HOUR):
        _first_of(scene)
    lock = words("卧室的门锁不上，想请人调一下。", "small_repair", when="evening")
    scene = asked(town, 26 * HOUR, lock, [me])
    with clock.at(town.now - 20 * HOUR):
        scene.accept()
    with clock.at(town.now - 19 * HOUR):
        evening = clock.local(town.now + DAY).replace(hour=19, minute=0)
        actions.contact_agreed(me.actor, scene.fresh(), at=evening)


def _first_of(scene: Scene) -> None:
    """One of two has come forward; the second place is still free."""
    scene.asked = scene.asked[1:]
    request = scene.fresh()
    while scene.asked and request.taken == 0:
        scene.asked, chosen = scene.asked[1:], scene.asked[:1]
        rest, scene.asked = scene.asked, chosen
        scene.accept()
        scene.asked, request = rest, scene.fresh()


def _for_the_resident(town: Town) -> None:
    """One is done and waits for her word; one is on its way."""
    me = resident(town)
    clock_words = words("墙上挂的钟停了，够不到，请帮忙取下来换个电池。", "small_repair")
    scene = placed(town, 50 * HOUR, clock_words, by=me)
    steps = ((48, scene.verify), (47, _ask_others(scene)), (40, scene.accept), (3, scene.done))
    for hours, step in steps:
        with clock.at(town.now - hours * HOUR):
            step()
    news = words("眼睛看不清，想请人每个星期来念一回药盒上的字。", "elder_company")
    scene = placed(town, 28 * HOUR, news, by=me)
    for hours, step in ((27, scene.verify), (26, _ask_others(scene)), (8, scene.accept)):
        with clock.at(town.now - hours * HOUR):
            step()


def _ask_others(scene: Scene):
    return lambda: scene.invite(others(scene, 6))


def _on_the_secretarys_desk(town: Town) -> None:
    """To verify, to dispatch, waiting for a word, and one that may be an emergency."""
    _to_verify(town)
    _to_dispatch(town)
    _waiting_for_a_word(town)
    placed(town, 8 * MINUTE, words("父亲刚才在家晕倒了！", "health_mind", when="soon"))


def _to_verify(town: Town) -> None:
    lamp = words(
        "三单元二楼的灯坏了一个星期，晚上老人上下楼看不清台阶。", "public_facility", "corridor"
    )
    again = words(
        "二楼楼道的灯还是坏的，晚上看不清台阶，三单元的老人怕摔。", "public_facility", "corridor"
    )
    first = placed(town, 21 * HOUR, lamp)
    placed(town, 95 * MINUTE, again)
    for number in range(2):
        actions.me_too(_nobody(), first.fresh(), session=f"neighbour-{number}")
    hair = words("腿脚不便，想请人每个月上门理一次发。", "elder_company")
    placed(town, 130 * MINUTE, hair, channel=Channel.PAPER)
    lesson = words("初二数学跟不上，想请一位老师周末辅导几次。", "children", "room", "weekend")
    placed(town, 35 * MINUTE, lesson)


def _to_dispatch(town: Town) -> None:
    hospital = words(
        "母亲八十二岁独居，后天上午要去医院复查，想找人陪着挂号取药。",
        "hospital_company",
        when="morning",
    )
    stamp = words("社保年审在手机上弄不来，能不能帮忙办一下。", "digital_help")
    table = words("书桌腿断了一条，孩子写作业晃得很。", "small_repair", when="weekend")
    for hours, text in ((4, hospital), (7, stamp), (9, table)):
        scene = placed(town, (hours + 1) * HOUR, text)
        with clock.at(town.now - hours * HOUR):
            scene.verify(risk_note="老人走路要人扶" if text is hospital else "")
        if text is table:
            willing = others(scene, 1)
            with clock.at(town.now - HOUR):
                actions.can_help(willing[0].actor, scene.fresh())


def _waiting_for_a_word(town: Town) -> None:
    """One whose call-back is overdue, one that just came back as not solved."""
    window = words("窗纱破了个洞，蚊子往里头钻，想换一张。", "small_repair")
    scene = placed(town, 130 * HOUR, window)
    steps = ((128, scene.verify), (127, _ask_others(scene)), (120, scene.accept), (78, scene.done))
    for hours, step in steps:
        with clock.at(town.now - hours * HOUR):
            step()
    pan = words("电饭煲插起没反应，扔了又可惜，有没有会修的？", "small_repair")
    scene = placed(town, 60 * HOUR, pan)
    steps = ((58, scene.verify), (57, _ask_others(scene)), (50, scene.accept), (20, scene.done))
    for hours, step in steps:
        with clock.at(town.now - hours * HOUR):
            step()
    with clock.at(town.now - 70 * MINUTE):
        scene.reopen("插上有反应了，煮到一半又停。")


def _on_desks_above(town: Town) -> None:
    """The courtyard without an organisation lies on the community's desk; two climbed higher."""
    wall = words("院墙裂了一条缝，怕雨季倒下来。", "safety", "courtyard")
    bins = words("两个垃圾桶都满了好几天，老鼠在跑。", "environment", "courtyard")
    gate = words("老院子没有物业，水表箱的门掉了，不晓得该找哪个。", "public_facility", "courtyard")
    placed(town, 2 * HOUR, bins, number=COURTYARD)
    placed(town, 22 * HOUR, gate, number=COURTYARD, channel=Channel.COUNTER)
    for number, days in ((COURTYARD, 7), (5, 6), (13, 8)):
        scene = placed(town, days * DAY, wall, number=number)
        play(scene, forgotten(scene), town.now - days * DAY)


def _nobody():
    from last500.base.actor import NOBODY

    return NOBODY
