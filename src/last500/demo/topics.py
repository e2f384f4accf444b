"""Topics of two compounds, from the first word to what came of it, told by the own verbs."""

from collections.abc import Sequence
from datetime import datetime

from last500.base import clock
from last500.base.actor import Actor
from last500.demo.people import Resident
from last500.demo.scene import Town
from last500.demo.topic_words import NOTES, TOPICS, TopicWords
from last500.households.models import Household, Relation
from last500.households.rules import Kind, Seen, State
from last500.organisations.queries import actor_of
from last500.people.models import Person
from last500.places.models import Place
from last500.resolutions import actions as resolutions
from last500.resolutions.draft import NewTask
from last500.resolutions.models import Resolution, Task
from last500.resolutions.rules import Counts
from last500.topics import actions
from last500.topics.draft import Draft, Sorting
from last500.topics.models import Topic

DAY = clock.DAY
NEIGHBOURS = 12
DISCUSSED = {"supported", "in_council", "doubted", "late", "reviewed", "settled"}
DECIDED = {"doubted", "late", "reviewed", "settled"}


def prepare(town: Town) -> None:
    known = {number: _neighbours(town, number) for number in sorted({w.compound for w in TOPICS})}
    for words in TOPICS:
        _Tale(town, words, known[words.compound]).tell()
    with clock.at(town.now - clock.HOUR):
        actions.escalate_overdue()
        resolutions.escalate_overdue()
        resolutions.lay_down_due()


def _neighbours(town: Town, number: int) -> list[Actor]:
    """Some of a compound, confirmed behind a door; whoever is so already, first."""
    place = town.ground.compounds[number]
    here = Relation.objects.confirmed().filter(household__compound=place)
    known = list(Person.objects.filter(pk__in=here.values("person")).order_by("pk")[:NEIGHBOURS])
    keys = {person.pk for person in known}
    rest = [one for one in town.folk.residents.get(place.pk, ()) if one.person.pk not in keys]
    chosen = rest[: NEIGHBOURS - len(known)]
    _confirm(town, place, chosen)
    return [actor_of(one) for one in [*known, *(resident.person for resident in chosen)]]


def _confirm(town: Town, place: Place, residents: Sequence[Resident]) -> None:
    at, desk = town.now - 200 * DAY, _desk(town, place)
    for number, resident in enumerate(residents):
        home, _made = Household.objects.get_or_create(
            at=resident.building, door=f"{number + 1}01", defaults={"compound": place}
        )
        if resident.person.pk != desk.person:
            Relation.objects.create(
                household=home, person=resident.person, kind=Kind.RESIDENT,
                state=State.CONFIRMED, seen=Seen.KNOWN, asked_at=at, decided_at=at,
                decided_by_id=desk.person,
            )  # fmt: skip


def _desk(town: Town, place: Place) -> Actor:
    """Whoever holds the desk there, else the community's."""
    desks = town.folk.desks
    if place.pk in desks:
        return desks[place.pk][0]
    community = next(one for one in town.ground.communities if place.path.startswith(one.path))
    return desks[community.pk][0]


class _Tale:
    """One topic; every method is one step, a few days after the one before."""

    def __init__(self, town: Town, words: TopicWords, neighbours: list[Actor]) -> None:
        self.town, self.words, self.neighbours = town, words, neighbours
        self.place = town.ground.compounds[words.compound]
        self.desk = _desk(town, self.place)

    def day(self, after: int) -> datetime:
        return min(self.town.now - (self.words.days - after) * DAY, self.town.now - 2 * clock.HOUR)

    def tell(self) -> None:
        topic = self.propose()
        if self.words.end == "proposed":
            return
        topic = self.sort(topic)
        self.support(topic)
        if self.words.end == "declined":
            with clock.at(self.day(12)):
                actions.decline(
                    self.desk, topic, ground="院门是公共通道，消防要求白天不上锁",
                    reason="白天锁门会挡住急救和消防；可以装一个提示牌。",
                )  # fmt: skip
        if self.words.end == "referred":
            with clock.at(self.day(8)):
                actions.refer(self.desk, topic, to="生态环境部门", reason="夜间施工噪声归他们管。")
        if self.words.end in DISCUSSED:
            self.discuss(topic)

    def propose(self) -> Topic:
        own = self.words
        draft = Draft(title=own.title, words=own.words, kind=own.kind, wish=own.wish)
        who = self.neighbours[own.days % len(self.neighbours)]
        with clock.at(self.day(0)):
            return actions.propose(who, self.place, draft)

    def sort(self, topic: Topic) -> Topic:
        own = self.words
        sorting = Sorting(
            title=own.title, words=own.words, kind=own.kind, wish=own.wish, whose=own.whose,
            ground=own.ground, office=own.office,
        )  # fmt: skip
        with clock.at(self.day(1)):
            return actions.sort(self.desk, topic, sorting)

    def support(self, topic: Topic) -> None:
        with clock.at(self.day(3)):
            for who in self.neighbours[: self.words.supports]:
                actions.support(who, topic)
            said = [("for", one) for one in self.words.pros]
            said += [("against", one) for one in self.words.cons]
            for who, (stance, one) in zip(self.neighbours, said, strict=False):
                own = actions.say(who, topic, stance=stance, words=one)
                actions.look(self.desk, own)

    def discuss(self, topic: Topic) -> None:
        with clock.at(self.day(5)):
            topic.refresh_from_db()
            if topic.state == "sorted":
                actions.put_on(self.desk, topic, reason="院里人少，大家当面都说过了。")
        if self.words.end == "supported":
            return
        with clock.at(self.day(8)):
            actions.take_up(self.desk, topic, words=self.words.body)
        if self.words.end in DECIDED:
            self.decide(topic)

    def decide(self, topic: Topic) -> None:
        own, at = self.words, self.day(15)
        on = clock.local(at).date()
        tasks = [
            NewTask(what=what, who=who, until=on + days * DAY) for what, who, days, _e in own.tasks
        ]
        with clock.at(at):
            row = resolutions.adopt(
                self.desk, topic, by="council" if own.hands else "desk", words=own.decided,
                body=own.body, tasks=tasks, review_on=on + 120 * DAY,
                counts=Counts(*own.hands) if own.hands else None,
            )  # fmt: skip
        assert row is not None
        for task, (_what, _who, days, end) in zip(
            Task.objects.filter(resolution=row).order_by("order"), own.tasks, strict=True
        ):
            self.carry_out(task, days, end)
        self.look_again(row)

    def carry_out(self, task: Task, days: int, end: str) -> None:
        if end == "late":
            with clock.at(self.day(20)):
                resolutions.note(self.desk, task, words=NOTES["late"])
            return
        with clock.at(self.day(15 + days - 2)):
            resolutions.say_done(self.desk, task, words=NOTES["done"])
        with clock.at(self.day(15 + days + 3)):
            for number, who in enumerate(self.neighbours[:9]):
                doubts = end == "doubted" and number % 2
                word = "not_yet" if doubts else "cannot_tell" if number == 6 else "done"
                resolutions.say_word(who, task, word=word)

    def look_again(self, row: Resolution) -> None:
        if self.words.end not in {"reviewed", "settled"}:
            return
        with clock.at(self.day(48)):
            resolutions.read(self.desk, row, reason=NOTES["read"])
        if self.words.end == "settled":
            with clock.at(self.day(100)):
                topic = Topic.objects.select_related("compound").get(resolutions=row)
                actions.settle(self.desk, topic, reason="灯一直亮着，电费也按时贴出来。")
