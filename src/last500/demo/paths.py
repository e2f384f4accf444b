"""Three compounds of the demo town on their path: the first has its year behind it, a courtyard
that nobody manages is in the middle of it, another has just set out."""

from datetime import datetime, time, timedelta

from last500.activities import actions as activities
from last500.activities.plan import Plan as Gathering
from last500.activities.plan import RolePlan
from last500.base import clock
from last500.base.actor import Actor
from last500.consultations import actions as consultations
from last500.consultations.rules import Form, Voice, Who
from last500.councils import actions as councils
from last500.councils.actions import Filled, Item, Plan
from last500.councils.models import Body, Meeting
from last500.councils.rules import Body as Kind
from last500.councils.rules import Came, Hands, Outcome
from last500.covenants import actions as covenants
from last500.covenants.models import Version
from last500.covenants.rules import Text
from last500.demo.scene import Town
from last500.households.models import Relation
from last500.organisations.queries import actor_of
from last500.paths import actions
from last500.paths.models import FirstYear
from last500.paths.rules import LEADERS_LEAST, Code
from last500.people.models import Person
from last500.places.models import Place

YARD, LANE = 2, 11
COVENANT = (
    "院门晚上十一点关，晚回来的自己带钥匙，轻一点。",
    "水沟和楼梯间轮着扫，一个月轮到一回。",
    "电瓶车停前院棚子里，不停在楼梯口。",
    "谁家办事要占院坝，提前三天说一声。",
)
CALLED = ("前院的老邻居", "二单元爱说话的那位", "后院修车的师傅")


def prepare(town: Town) -> None:
    _year_is_over(town)
    _courtyard(town)
    _setting_out(town)


def evening(now: datetime, days: int) -> datetime:
    """Seven in the evening, so many days ago."""
    day = clock.local(now).date() - timedelta(days=days)
    return datetime.combine(day, time(19), tzinfo=clock.ZONE)


def _desk(town: Town, place: Place) -> Actor:
    """Its own, else the community's."""
    own = town.folk.desks.get(place.pk)
    number = town.ground.compounds.index(place)
    return (own or town.folk.desks[town.ground.community_of(number).pk])[0]


def _year_is_over(town: Town) -> None:
    """What it did stands in the other apps; here is only from which day it counts."""
    begun_on = clock.local(town.now).date() - timedelta(days=372)
    FirstYear.objects.create(compound=town.ground.compounds[0], begun_on=begun_on)


# ---- the courtyard ------------------------------------------------------------------------------


def _courtyard(town: Town) -> None:
    yard = town.ground.compounds[YARD]
    desk = _desk(town, yard)
    with clock.at(evening(town.now, 170)):
        actions.begin(desk, yard)
    here = Relation.objects.confirmed().filter(household__compound=yard)
    people = Person.objects.filter(pk__in=here.values("person")).order_by("pk")
    leaders = list(people[:LEADERS_LEAST])
    with clock.at(evening(town.now, 66)):
        body = councils.choose(desk, yard, Kind.AUTONOMY)
        version = _draft(desk, yard)
    for person, called in zip(leaders, CALLED, strict=False):
        _seat(town, desk, body, person, called)
    meeting = _met(town, desk, body, actor_of(leaders[0]))
    row = meeting.points.get(order=1).resolution
    assert row is not None
    with clock.at(evening(town.now, 34)):
        version.refresh_from_db()
        covenants.adopt(desk, version, resolution=row, in_force_on=clock.today())
    with clock.at(evening(town.now, 20)):
        actions.put_aside(desk, yard, Code.ASKED, reason="院子小，有事当面都问过了。")


def _draft(desk: Actor, yard: Place) -> Version:
    version = covenants.start(desk, yard)
    texts = [Text(number, words) for number, words in enumerate(COVENANT, 1)]
    covenants.rewrite(desk, version, texts)
    return covenants.open_for_remarks(desk, version, days=14)


def _seat(town: Town, desk: Actor, body: Body, person: Person, called: str) -> None:
    with clock.at(evening(town.now, 64)):
        since = clock.today()
        seat = councils.invite(desk, body, person, since=since, until=since + 700 * clock.DAY)
    with clock.at(evening(town.now, 62)):
        councils.answer(actor_of(person), seat, yes=True, called=called)


def _met(town: Town, desk: Actor, body: Body, witness: Actor) -> Meeting:
    with clock.at(evening(town.now, 48)):
        plan = Plan(
            body=body, title="院坝公约，一条一条念", starts_at=evening(town.now, 42),
            spot="前院的石桌旁", items=[Item(title="院坝公约用不用")], template="covenant",
        )  # fmt: skip
        meeting = councils.draft(desk, body.compound, plan)
        councils.announce(desk, meeting)
    day = clock.local(meeting.starts_at).date()
    said = Filled(
        point=meeting.points.get(order=1).pk,
        words="一条一条念，第一条的时间从十点改成十一点。",
        said_for="条数少，记得住。",
        said_against="轮着扫，出门打工的轮不上，要有人替。",
        outcome=Outcome.AGREED,
        hands=Hands(19, 2, 3),
        decision="院坝公约照念过的用，半年以后再看；出门的提前找好替的人。",
        tasks=[("公约贴到两个单元门口", "院落自管委", day + timedelta(days=10))],
        review_on=day + timedelta(days=183),
    )
    with clock.at(evening(town.now, 41)):
        councils.write(desk, meeting, Came(18, 3, LEADERS_LEAST, 2), [said])
    with clock.at(evening(town.now, 40)):
        councils.confirm(witness, meeting)
    with clock.at(evening(town.now, 38)):
        councils.publish(desk, meeting)
    return meeting


# ---- another sets out ---------------------------------------------------------------------------


def _setting_out(town: Town) -> None:
    lane = town.ground.compounds[LANE]
    desk = _desk(town, lane)
    _sat_together(town, desk, lane)
    with clock.at(evening(town.now, 45)):
        actions.begin(desk, lane)
        draft = consultations.Draft(
            title="院门的门禁用钥匙还是刷卡", words="",
            options=("还用钥匙", "换刷卡", "都不好，再想想"), voice=Voice.HOUSEHOLD,
            who=Who.NEIGHBOURS, form=Form.PLAIN,
        )  # fmt: skip
        one = consultations.draft(desk, lane, draft)
        consultations.announce(desk, one, opens_at=clock.now(), days=14)
    with clock.at(evening(town.now, 30)):
        consultations.publish(desk, one)


def _sat_together(town: Town, desk: Actor, lane: Place) -> None:
    with clock.at(evening(town.now, 40)):
        role = RolePlan(name="来坐坐", side="participant", order=0, places=30, brings=3)
        plan = Gathering(
            title="井边摆龙门阵", what="自己带板凳，带一样吃的。", on=clock.today() + 7 * clock.DAY,
            start=16 * 60, minutes=90, risk="none", where="井边的黄葛树下", audience="all",
            roles=(role,),
        )  # fmt: skip
        activity = activities.set_up(desk, lane, plan)
    with clock.at(evening(town.now, 32)):
        activities.tick(desk, activity, {})
