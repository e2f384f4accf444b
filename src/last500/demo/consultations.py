"""Three consultations of the demo town's first compound: one published, one open, one drafted."""

from datetime import timedelta

from last500.base import clock
from last500.base.actor import Actor
from last500.consultations import actions
from last500.consultations.models import Answer, Consultation
from last500.consultations.queries import who_answers
from last500.consultations.rules import Form, Voice, Who
from last500.demo.scene import Town
from last500.places.models import Place

LOCKERS = actions.Draft(
    title="快递柜放在哪里",
    words="东门口的快递柜挡了婴儿车的路。三处可以放，各有难处：岗亭旁有人看着，车棚边晚上暗。",
    options=("东门岗亭旁", "北门车棚边", "不动，还在原处"),
    voice=Voice.HOUSEHOLD,
    who=Who.NEIGHBOURS,
    form=Form.PLAIN,
)
EVENINGS = actions.Draft(
    title="夏天纳凉的凉亭，先修哪一样",
    words="今年能做一两样，按大家排的先后做。",
    options=("换长凳", "加一盏灯", "装风扇", "种两棵树"),
    voice=Voice.PERSON,
    who=Who.RESIDENTS,
    form=Form.RANKED,
)
BIKES = actions.Draft(
    title="电动车充电棚的位置",
    words="",
    options=("三号楼东侧", "围墙边"),
    voice=Voice.HOUSEHOLD,
    who=Who.NEIGHBOURS,
    form=Form.PLAIN,
)
WEIGHTS = (11, 6, 3)


def prepare(town: Town) -> None:
    compound = town.ground.compounds[0]
    desk = town.folk.desks[compound.pk][0]
    with clock.at(town.now - timedelta(days=40)):
        closed = _ask(desk, compound, LOCKERS, days=14)
        _answer(town, closed, share=0.7)
    assert closed.closes_at is not None
    with clock.at(closed.closes_at + timedelta(days=1)):
        actions.publish(desk, closed)
    with clock.at(town.now - timedelta(days=4)):
        _answer(town, _ask(desk, compound, EVENINGS, days=12), share=0.3)
    with clock.at(town.now - timedelta(hours=3)):
        actions.draft(desk, compound, BIKES)


def _ask(desk: Actor, compound: Place, draft: actions.Draft, days: int) -> Consultation:
    made = actions.draft(desk, compound, draft)
    return actions.announce(desk, made, opens_at=clock.now(), days=days)


def _answer(town: Town, one: Consultation, share: float) -> None:
    """Each by its own press in life; here through the same verb, household by household."""
    rows = who_answers(one.place, Who(one.who)).select_related("household").order_by("pk")
    spoken = set()
    for relation in rows:
        voice = relation.household_id if one.voice == Voice.HOUSEHOLD else relation.person_id
        if voice in spoken or town.chance.random() > share:
            continue
        spoken.add(voice)
        actor = Actor(person=relation.person_id)
        said = _said(town, one)
        if not Answer.objects.filter(consultation=one, person=relation.person_id).exists():
            home = relation.household if one.voice == Voice.HOUSEHOLD else None
            actions.answer(actor, one, said, home)


def _said(town: Town, one: Consultation) -> list[int]:
    if one.form == Form.PLAIN:
        return town.chance.choices(range(len(one.options)), WEIGHTS)
    order = list(range(len(one.options)))
    town.chance.shuffle(order)
    return order[: town.chance.randint(1, len(order))]
