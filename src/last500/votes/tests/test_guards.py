"""What the database promises of votes, whoever writes to it; and that no migration forgets it."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from last500.base import clock
from last500.votes import actions, guards
from last500.votes.models import (
    Ballot,
    Question,
    Reading,
    Result,
    RollSalt,
    RollUnit,
    Vote,
)
from last500.votes.tests import world
from last500.votes.tests.world import AGAINST, during, over, said

pytestmark = pytest.mark.django_db


def refused(work) -> bool:
    try:
        with transaction.atomic():
            work()
    except DatabaseError:
        return True
    return False


def changed(rows, **values: object) -> bool:
    return refused(lambda: rows.update(**values))


def test_every_guard_is_in_place():
    assert guards.missing(connection) == set()


def test_an_announced_vote_keeps_its_word(cast):
    vote = world.announced(cast)
    rows, questions = Vote.objects.filter(pk=vote.pk), Question.objects.filter(vote=vote)
    later = vote.closes_at + clock.DAY
    for values in (
        {"title": "别的"}, {"about": "别的"}, {"closes_at": later}, {"caller": "street"},
        {"notice_days": 16}, {"posting_days": 4}, {"proxies_most": 3}, {"number": "X"},
        {"opens_at": vote.opens_at - clock.DAY}, {"announced_at": clock.now()},
        {"told_on": clock.today() - clock.DAY}, {"held": "official"}, {"compound": cast.b.pk},
        {"state": "drafted"},
    ):  # fmt: skip
        assert changed(rows, **values), values
    assert changed(questions, text="别的") and changed(questions, item=8)
    assert refused(lambda: Question.objects.create(vote=vote, order=2, text="又一件", item=9))
    assert refused(lambda: questions.delete())
    assert not changed(rows, handed_units=1)


def test_what_is_counted_does_not_go_back(cast):
    vote = world.counted(cast)
    rows = Vote.objects.filter(pk=vote.pk)
    for state in ("closed", "open", "announced"):
        assert changed(rows, state=state)
    assert changed(rows, state="cancelled", reason="不要了", ended_at=clock.now())


def test_a_frozen_roll_is_frozen(cast):
    vote = world.frozen(cast)
    rows, salts = RollUnit.objects.filter(vote=vote), RollSalt.objects.filter(unit__vote=vote)
    one = rows.filter(number=1)
    assert changed(one, area=F("area") + 1) and changed(one, group="G9")
    assert changed(one, eligible=False, reason="不让投")
    assert refused(lambda: one.delete()) and refused(lambda: salts.delete())
    assert changed(salts, salt="0" * 64)
    more = RollUnit(vote=vote, number=99, building="9", door="1", area=1, group="X")
    assert refused(more.save)
    assert changed(Vote.objects.filter(pk=vote.pk), roll_root="0" * 64)
    assert changed(Vote.objects.filter(pk=vote.pk), roll_persons=1)


def test_a_ballot_needs_two_different_people_who_read_the_same(cast):
    vote = world.opened(cast)
    with during(vote):
        world.read_once(cast, "lin", vote, 4, said(clock.now()))
    (ballot,), (reading,) = Ballot.objects.filter(vote=vote), Reading.objects.all()
    rows = Ballot.objects.filter(pk=ballot.pk)
    book = {"state": "agreed", "number": 1, "salt": "0", "commitment": "0"}
    assert changed(rows, **book)
    twin = {"ballot": ballot, "at": clock.now(), "said_index": reading.said_index}
    assert refused(lambda: Reading.objects.create(reader=cast.lin, **twin))
    assert refused(lambda: Reading.objects.filter(pk=reading.pk).update(said_index="0"))
    assert refused(lambda: Reading.objects.filter(pk=reading.pk).update(reader=cast.zhou))
    Reading.objects.create(reader=cast.wang, **(twin | {"said_index": "other"}))
    assert changed(rows, **book)
    assert refused(
        lambda: Ballot.objects.create(
            vote=vote, unit=world.unit(vote, 5), begun_at=clock.now(), **(book | {"number": 2})
        )
    )
    Reading.objects.create(reader=cast.zhou, **twin)
    assert not changed(rows, **book)
    assert changed(rows, commitment="1") and refused(lambda: rows.delete())


def test_nothing_goes_into_a_box_that_is_not_open_or_is_counted(cast):
    early = world.frozen(cast)
    make = {"unit": world.unit(early, 1), "vote": early, "begun_at": clock.now()}
    assert refused(lambda: Ballot.objects.create(**make))
    vote = world.counted(cast, title="另一次")
    late = {"vote": vote, "unit": world.unit(vote, 1), "copy": 2, "begun_at": clock.now()}
    assert refused(lambda: Ballot.objects.create(**late))
    ballot = Ballot.objects.filter(vote=vote)[0]
    assert refused(lambda: Ballot.objects.filter(pk=ballot.pk).delete())
    assert refused(lambda: Reading.objects.filter(ballot=ballot).delete())
    with over(vote, 90):
        assert refused(
            lambda: Reading.objects.create(
                ballot=ballot, reader=cast.zhou, at=clock.now(), said_index="0"
            )
        )


def test_no_count_while_a_ballot_waits(cast):
    vote = world.opened(cast)
    with during(vote):
        world.read_once(cast, "lin", vote, 4, said(clock.now()))
    with over(vote):
        actions.keep_times()
    rows = Vote.objects.filter(pk=vote.pk)
    assert changed(rows, state="counted")
    with over(vote):
        world.read_once(cast, "wang", vote, 4, said(vote.opens_at + clock.HOUR))
    assert not changed(rows, state="counted")


def test_a_result_is_final_and_of_a_counted_vote(cast):
    vote = world.closed(cast, [AGAINST] * 12)
    sheet = {"sheet": "{}", "digest": "0", "at": clock.now()}
    assert refused(lambda: Result.objects.create(vote=vote, **sheet))
    with over(vote):
        actions.count(cast.actor("lin"), vote)
    rows = Result.objects.filter(vote=vote)
    assert changed(rows, sheet="{}") and refused(lambda: rows.delete())
