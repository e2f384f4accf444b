"""The first compound of the demo town meets: a covenant agreed under the trees six weeks ago, an
open-air meeting that is announced, a second version of the covenant that hears remarks."""

from datetime import datetime, time, timedelta

from last500.base import clock
from last500.base.actor import Actor
from last500.councils import actions as councils
from last500.councils.actions import Filled, Item, Plan
from last500.councils.models import Body, Meeting
from last500.councils.queries import Spot
from last500.councils.rules import NOBODY_AGAINST, Came, Hands, Outcome, Part
from last500.councils.rules import Body as Kind
from last500.covenants import actions as covenants
from last500.covenants.models import Version
from last500.covenants.rules import Text
from last500.demo.scene import Town
from last500.households.queries import is_neighbour
from last500.places.models import Place
from last500.resolutions.models import Resolution

FIRST = (
    "晚上十点到早上七点，音乐、装修、麻将都停下来。",
    "楼道和消防通道不堆东西，不停车。",
    "遛狗牵绳，粪便自己收走。",
    "垃圾投进桶里，大件放到北门，约好再拉走。",
)
SECOND = (
    (FIRST[0], 1),
    (FIRST[1], 2),
    ("遛狗牵绳、进电梯抱起来，粪便自己收走。", 3),
    ("电瓶车在车棚里充电，不推上楼。", None),
)


def prepare(town: Town) -> None:
    compound = town.ground.compounds[0]
    desk = town.folk.desks[compound.pk][0]
    homes = town.folk.residents[compound.pk]
    neighbours = [home.actor for home in homes if home.actor.person != desk.person]
    neighbours = [one for one in neighbours if is_neighbour(one, compound)][:4]
    with clock.at(_evening(town.now, 64)):
        body = councils.choose(desk, compound, Kind.OPEN_AIR)
        council = councils.choose(desk, compound, Kind.RESIDENTS)
        first = _version(desk, compound, [(words, None) for words in FIRST])
        covenants.open_for_remarks(desk, first, days=14)
    _seats(town, desk, council, neighbours)
    row = _agreed(town, desk, body, neighbours)
    with clock.at(_evening(town.now, 38)):
        first.refresh_from_db()
        covenants.adopt(desk, first, resolution=row, in_force_on=clock.today())
    _now(town, desk, body, neighbours)


def _evening(now: datetime, days: int) -> datetime:
    """Seven in the evening, so many days ago (or, where negative, ahead)."""
    day = clock.local(now).date() - timedelta(days=days)
    return datetime.combine(day, time(19), tzinfo=clock.ZONE)


def _version(desk: Actor, compound: Place, rows: list[tuple[str, int | None]]) -> Version:
    version = covenants.start(desk, compound)
    texts = [Text(number, words, follows) for number, (words, follows) in enumerate(rows, 1)]
    return covenants.rewrite(desk, version, texts)


def _seats(town: Town, desk: Actor, council: Body, neighbours: list[Actor]) -> None:
    """Two have said yes, in the words they chose; one has not answered."""
    called = ("二单元的老师傅", "爱种花的大姐", "")
    for actor, words in zip(neighbours, called, strict=False):
        with clock.at(_evening(town.now, 60)):
            person = next(
                home.person
                for home in town.folk.residents[council.compound_id]
                if home.person.pk == actor.person
            )
            since = clock.today()
            until = since + timedelta(days=3 * 365)
            seat = councils.invite(desk, council, person, since=since, until=until)
        if words:
            with clock.at(_evening(town.now, 59)):
                councils.answer(actor, seat, yes=True, called=words)


def _agreed(town: Town, desk: Actor, body: Body, neighbours: list[Actor]) -> Resolution:
    """Six weeks ago: the covenant agreed, the light on the stairs put off; later one slip in the
    minutes put right."""
    with clock.at(_evening(town.now, 48)):
        plan = Plan(
            body=body, title="商量小区公约", starts_at=_evening(town.now, 42),
            spot="中庭的黄葛树下", items=[Item(title="小区公约第一版用不用"),
                                          Item(title="楼道灯换成声控的")],
            template="covenant",
        )  # fmt: skip
        meeting = councils.draft(desk, body.compound, plan)
        councils.announce(desk, meeting)
    with clock.at(_evening(town.now, 41)):
        councils.write(desk, meeting, Came(31, 6, 2, 3), _minutes(meeting))
    with clock.at(_evening(town.now, 40)):
        councils.confirm(neighbours[0], meeting)
    with clock.at(_evening(town.now, 39)):
        councils.publish(desk, meeting)
    with clock.at(_evening(town.now, 36)):
        spot = Spot(Part.SAID_AGAINST, meeting.points.get(order=1))
        councils.correct(
            desk, meeting, spot, reason="说的是西门，记成了北门。",
            said="没有人管，写了也白写。\n大件垃圾西门没有地方放。",
        )  # fmt: skip
    with clock.at(_evening(town.now, 35)):
        councils.confirm_correction(neighbours[1], meeting)
    row = meeting.points.get(order=1).resolution
    assert row is not None
    return row


def _minutes(meeting: Meeting) -> list[Filled]:
    first, second = meeting.points.order_by("order")
    day = clock.local(meeting.starts_at).date()
    return [
        Filled(
            point=first.pk,
            words="一条一条念了一遍。第一条的时间从九点改成十点，别的没有改。",
            said_for="写得短，做得到。\n上夜班的白天也能睡了。",
            said_against="没有人管，写了也白写。\n大件垃圾北门没有地方放。",
            outcome=Outcome.AGREED,
            hands=Hands(28, 6, 5),
            decision="小区公约第一版照念过的用，半年以后再看。",
            tasks=[
                ("公约贴到每个单元门口", "小区值守", day + timedelta(days=10)),
                ("北门腾出放大件垃圾的地方", "物业", day + timedelta(days=30)),
            ],
            review_on=day + timedelta(days=183),
        ),
        Filled(
            point=second.pk,
            words="问了价钱，三种灯差得多，先请物业报一个。",
            said_for="晚上老人上下楼看得清。",
            said_against=NOBODY_AGAINST,
            outcome=Outcome.PUT_OFF,
        ),
    ]


def _now(town: Town, desk: Actor, body: Body, neighbours: list[Actor]) -> None:
    with clock.at(town.now - timedelta(days=2)):
        plan = Plan(
            body=body, title="楼道灯和电瓶车", starts_at=_evening(town.now, -6),
            spot="中庭的黄葛树下", items=[Item(title="楼道灯换成声控的"),
                                          Item(title="电瓶车在哪里充电")],
            template="small",
        )  # fmt: skip
        councils.announce(desk, councils.draft(desk, body.compound, plan))
        version = _version(desk, body.compound, list(SECOND))
        covenants.open_for_remarks(desk, version, days=21)
    with clock.at(town.now - timedelta(days=1)):
        said = covenants.say(neighbours[0], version, words="大件垃圾那一条不该去掉。")
        covenants.look(desk, said, show=True)
        covenants.say(neighbours[1], version, words="车棚晚上太暗，先装灯。", article=4)
