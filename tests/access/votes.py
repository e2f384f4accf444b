from types import SimpleNamespace

from last500.base import clock
from last500.people.models import Person
from last500.votes import actions
from last500.votes.models import Ballot, Objection, OwnerChange, Reading, Seat, Vote, VoteEvent
from last500.votes.rules import BallotState, Role
from last500.votes.tests import world
from last500.votes.tests.world import AGAINST, FOR, fresh, said
from tests.access.table import Row, staff
from tests.cast import Cast

# Lin runs the votes of compound A, He and Sun above her. In `open_vote` Hua watches for the
# owners, He for the community, Sun for the street, Wang reads ballots; whoever watches does not
# read. `draft_vote` is not announced; `done_vote` is published; of `differing` two readings differ.
RUNS = staff(200, "lin", "he", "sun")
GONE = {"nobody": 302}
DESK = staff(200, "lin", "he", "sun")


def _of(thing: str, *more):
    return lambda town: (getattr(town, thing).pk, *more)


def _place(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def _post(name: str, named: dict, args, others: int) -> Row:
    return Row(f"votes:{name}", others, GONE | named, args, "post")


ROWS: list[Row] = [
    Row("votes:at", 200, args=lambda town: (town.cast.a.slug,)),
    Row("votes:show", 200, args=_of("open_vote")),
    Row("votes:show", 200, args=_of("done_vote")),
    Row("votes:show", 404, DESK, _of("draft_vote")),
    Row("votes:paper", 200, args=_of("done_vote")),
    Row("votes:paper", 404, args=_of("draft_vote")),
    Row("votes:own", 200, GONE, _of("open_vote")),
    Row("votes:mine", 200, GONE),
    Row("votes:desk", 404, GONE | DESK, _place),
    Row("votes:new", 404, GONE | DESK, _place),
    # That others run it is no secret of a vote that hangs at the gate.
    Row("votes:inside", 403, GONE | RUNS, _of("open_vote")),
    Row("votes:inside", 404, GONE | RUNS, _of("draft_vote")),
    Row("votes:change", 404, GONE | RUNS, _of("draft_vote")),
    Row("votes:change", 403, GONE | staff(409, "lin", "he", "sun"), _of("open_vote")),
    Row("votes:step", 403, GONE | RUNS, _of("open_vote", "cancel")),
    Row("votes:step", 404, GONE | RUNS, _of("draft_vote", "announce")),
    Row("votes:roll", 403, GONE | RUNS, _of("open_vote")),
    Row("votes:unit", 403, GONE | RUNS, _of("open_vote", 3)),
    _post("invite", staff(422, "lin", "he", "sun"), _of("open_vote"), 403),
    _post("take", staff(422, "lin", "he", "sun"), _of("open_vote"), 403),
    _post("take_households", staff(409, "lin", "he", "sun"), _of("open_vote"), 403),
    # The book: the desk and tellers by their own yes; He and Sun watch, so they do not read.
    Row("votes:entry", 403, GONE | staff(200, "lin", "wang"), _of("open_vote")),
    Row("votes:piles", 403, GONE | staff(200, "lin", "wang"), _of("open_vote")),
    Row("votes:settle", 403, GONE | staff(200, "lin", "wang"),
        lambda town: (town.open_vote.pk, town.differing.pk)),
    # A seat of one's own; the whole list for the three alone.
    Row("votes:seat", 403, GONE | staff(200, "hua", "he", "sun", "wang"), _of("open_vote")),
    Row("votes:watch", 403, GONE | staff(200, "hua", "he", "sun"), _of("open_vote")),
    # Objections: Chen owns a door, Lin and those above her answer.
    Row("votes:object", 403, GONE | {"chen": 200}, _of("roll_vote")),
    Row("votes:object", 403, GONE | {"chen": 409}, _of("open_vote")),
    Row("votes:enter", 403, GONE | RUNS, _of("roll_vote")),
    Row("votes:objection", 404, GONE | RUNS | {"chen": 200}, _of("objection")),
    Row("votes:decide", 403, GONE | staff(409, "lin", "he", "sun"), _of("roll_vote")),
    _post("withdraw", {"chen": 303} | staff(403, "lin", "he", "sun"), _of("objection"), 404),
    _post("answer", {"li": 303} | staff(403, "lin"), _of("asking_vote", "yes"), 403),
]  # fmt: skip
HARMLESS: dict[str, str] = {
    "votes:answer": "one's own yes or no: said twice it says the same",
}
PUBLIC: dict[str, str] = {
    **dict.fromkeys(
        ("votes:at", "votes:show", "votes:paper"), "hangs at the gate, and names nobody"
    ),
    **dict.fromkeys(
        ("votes:own", "votes:inside", "votes:change", "votes:step", "votes:roll", "votes:unit",
         "votes:invite", "votes:take", "votes:take_households", "votes:entry", "votes:piles",
         "votes:settle", "votes:object", "votes:enter", "votes:decide",
         "votes:seat", "votes:watch", "votes:answer"),
        "a page of a vote that hangs at the gate",
    ),
}  # fmt: skip
NOT_WORDS: set[str] = {
    *("Vote.number", "Vote.roll_root", "VoteEvent.action", "Result.sheet", "Result.digest"),
    *("Objection.about", "Objection.finding", "Objection.follow", "Ballot.scan"),
    *("RollSalt.salt", "Ballot.salt", "Ballot.commitment", "Reading.said", "Reading.said_index"),
}


def add(town: SimpleNamespace) -> None:
    """One not announced, one that asks for a scrutineer, one with its box open, one published."""
    cast = town.cast
    town.draft_vote = world.drafted(cast, title="还在写的表决")
    town.asking_vote = world.announced(cast, title="在请人的表决")
    actions.ask(cast.actor("lin"), town.asking_vote, cast.li, Role.OWNERS)
    world.owns(cast, "chen", "901")
    town.roll_vote = world.announced(cast, title="名册有异议的表决")
    town.objection = actions.object_to(cast.actor("chen"), town.roll_vote, words="901 少了")
    with clock.at(clock.now() - 40 * clock.DAY):
        town.done_vote = world.published(cast, title="公示了的表决")
    with clock.at(clock.now() - 20 * clock.DAY):
        vote = world.frozen(cast, title="正在投的表决")
    actions.keep_times()
    town.open_vote = fresh(vote)
    now = clock.now() - clock.HOUR
    world.read_once(cast, "lin", vote, 4, said(now, FOR))
    town.differing = world.read_once(cast, "wang", vote, 4, said(now, AGAINST)).ballot
    world.read_once(cast, "lin", vote, 5, said(now, FOR))


def life(cast: Cast, person: Person) -> None:
    """In every table of votes in which somebody can stand: who runs, watches and reads it."""
    now = clock.now()
    with clock.at(now - 20 * clock.DAY):
        vote = world.frozen(cast, title="一次表决")
    actions.keep_times()
    Vote.objects.filter(pk=vote.pk).update(made_by=person)
    VoteEvent.objects.create(vote=vote, at=now, action="make", actor=person)
    seat = Seat(vote=vote, role=Role.TELLER, person=person, state="agreed", asked_at=now)
    seat.remark = "看不清一张票"
    seat.save(force_insert=True)
    ballot = Ballot.objects.create(
        vote=vote, unit=world.unit(vote, 7), state=BallotState.ONCE, begun_at=now
    )
    reading = Reading(ballot=ballot, reader=person, at=now, said_index="0")
    reading.said = said(now).canonical(ballot.unit_id, 1)
    reading.save(force_insert=True)
    of_roll = world.announced(cast, title="名册挂着的表决")
    for number, who in enumerate(("raised_by", "entered_by", "answered_by"), 1):
        objection = Objection(vote=of_roll, number=number, about="roll", raised_at=now,
                              desk=cast.a, due_at=now, **{who: person})  # fmt: skip
        objection.words = "101 少了 3 平方米"
        objection.save(force_insert=True)
    OwnerChange.objects.create(vote=vote, unit=world.unit(vote, 8), at=now, noted_at=now)


def walled(cast: Cast) -> None:
    """Something in every walled table, at compound A."""
    life(cast, cast.zhou)
