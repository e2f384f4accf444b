from types import SimpleNamespace

from last500.base import clock
from last500.households.models import Household
from last500.people.models import Person
from last500.service_requests import actions as requests
from last500.topics import actions
from last500.topics.models import Apart, Opinion, Proposal, RaiseAsk, Support, Topic, TopicEvent
from last500.topics.tests.world import in_council, lives, proposed, shown
from tests.access.table import Row, staff
from tests.cast import Cast

# Lin holds the compound's desk, He and Sun those above. Li brought `topic` up, Wang the one that
# nobody has looked at. Hua lives here and has an opinion that waits. Chen was asked whether a
# request of hers may become a topic.
DESK = staff(200, "lin", "he", "sun")
GONE = {"nobody": 302}


def _of(thing: str, *more: str):
    return lambda town: (getattr(town, thing).pk, *more)


def _compound(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def _slug(town: SimpleNamespace) -> tuple:
    return (town.cast.a.slug,)


def _both(town: SimpleNamespace) -> tuple:
    return (town.topic.pk, town.council_topic.pk)


def _of_hidden(town: SimpleNamespace) -> tuple:
    return (town.hidden_topic.pk, town.topic.pk)


def _desk(status: int) -> dict[str, int]:
    return staff(status, "lin", "he", "sun")


def _post(name: str, others: int, named: dict, args) -> Row:
    return Row(f"topics:{name}", others, GONE | named, args, "post")


# Chen owns a flat here since the books were opened (tests/access/ledger.py).
CONCERNED = staff(200, "chen", "hua", "wang", "li")
ROWS: list[Row] = [
    Row("topics:at", 200, args=_slug),
    Row("topics:mine", 200, GONE),
    Row("topics:propose", 403, GONE | CONCERNED, _slug),
    _post("propose", 403, staff(422, "chen", "hua", "wang", "li"), _slug),
    Row("topics:show", 200, args=_of("topic")),
    Row("topics:show", 404, DESK | {"wang": 200}, _of("hidden_topic")),
    *(Row(f"topics:{name}", 404, GONE | DESK, _compound)
      for name in ("desk", "enter", "opinions", "threshold")),
    *(_post(name, 404, _desk(422), _compound) for name in ("enter", "threshold")),
    _post("raise", 404, {}, _compound),
    # Whoever sees a topic is told that a desk handles it.
    Row("topics:handle", 403, GONE | DESK, _of("topic")),
    Row("topics:handle", 404, GONE | DESK | {"wang": 403}, _of("hidden_topic")),
    Row("topics:sort", 404, GONE | DESK | {"wang": 403}, _of("hidden_topic")),
    _post("sort", 404, _desk(422) | {"wang": 403}, _of("hidden_topic")),
    Row("topics:step", 403, GONE | DESK, _of("topic", "put-on")),
    _post("step", 403, _desk(422), _of("topic", "put-on")),
    Row("topics:apart", 403, GONE | DESK, _both),
    Row("topics:apart", 404, GONE | DESK | {"wang": 403}, _of_hidden),
    _post("apart", 403, _desk(422), _both),
    _post("merge", 403, _desk(422), _of("topic")),
    _post("part", 403, _desk(409), _of("topic")),
    _post("support", 403, staff(303, "chen", "hua"), _of("topic")),
    _post("support_back", 409, {}, _of("topic")),
    Row("topics:opinion", 403, GONE | staff(200, "chen", "hua"), _of("topic")),
    _post("opinion", 403, staff(422, "chen", "hua"), _of("topic")),
    _post("opinion_back", 409, {"hua": 303}, _of("topic")),
    _post("look", 404, _desk(303) | {"hua": 403}, _of("topic_opinion")),
    _post("withdraw", 403, {"li": 303}, _of("topic")),
    Row("topics:answer", 404, {"chen": 200}, _of("topic_ask")),
    Row("topics:answer", 404, {"chen": 303}, _of("topic_ask"), "post"),
]  # fmt: skip
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {
    "topics:propose": "the compound's name hangs at the gate",
    "topics:at": "hangs at the gate of the compound",
    "topics:show": "hangs at the gate once the desk has looked, and names nobody",
    **dict.fromkeys(
        [
            f"topics:{name}"
            for name in (
                "handle",
                "step",
                "merge",
                "apart",
                "part",
                "support",
                "support_back",
                "opinion",
                "opinion_back",
                "withdraw",
            )
        ],
        "a button of a topic that hangs at the gate: whoever has no part in it is told so",
    ),
}
NOT_WORDS: set[str] = {"TopicEvent.action", "Topic.suspected_emergency"}


def add(town: SimpleNamespace) -> None:
    cast = town.cast
    lives(cast, "hua", door="1201")
    town.topic = shown(cast, by="li")
    town.hidden_topic = proposed(cast)
    town.topic_opinion = actions.say(
        cast.actor("hua"), town.topic, stance="against", words="老人的车没有地方停"
    )
    asked = cast.placed(spot="yard", text="车位天天抢，能不能大家商量。")
    requests.refer(cast.actor("lin"), asked, route="topic", note="请大家一起商量")
    town.topic_ask = actions.ask_to_raise(cast.actor("lin"), cast.fresh(asked))
    town.council_topic = in_council(cast, by="li")


def walled(cast: Cast) -> None:
    """Somebody lives somewhere, and supports something."""
    lives(cast, "hua", door="1201")
    actions.support(cast.actor("hua"), shown(cast))


def life(cast: Cast, person: Person) -> None:
    """As who brought one up, entered one, supports one, thinks something; as a desk that asked."""
    now = clock.now()
    home = Household.objects.create(compound=cast.a, at=cast.building, door="Z1")
    topics = Topic.objects.bulk_create(
        Topic(
            compound=cast.a, desk=cast.a, state="sorted", due_at=now, kind="lift", title="电梯",
            words="老停", whose="property", ground="contract", proposed_at=now, sorted_at=now,
        )
        for _number in range(2)
    )  # fmt: skip
    Proposal.objects.create(
        topic=topics[0], person=person, title="电梯", words="老停", wish="修好", agreed=""
    )
    Proposal.objects.create(
        topic=topics[1], entered_by=person, name="孙婆婆", title="x", words="y", agreed="paper"
    )
    Support.objects.create(topic=topics[0], person=person, household=home, at=now)
    Opinion.objects.create(topic=topics[0], person=person, stance="for", words="好", said_at=now)
    one, other = sorted(topics, key=lambda row: row.pk)
    Apart.objects.create(one=one, other=other, at=now, by=person, reason="两栋楼的电梯")
    TopicEvent.objects.create(topic=topics[1], at=now, action="sort", actor=person)
    asked = cast.placed(by="chen", spot="yard")
    RaiseAsk.objects.create(request=asked, asked_by=person, asked_at=now)
