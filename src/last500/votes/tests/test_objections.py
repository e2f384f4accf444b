"""Objections to the roll and to a result: whose, when, who answers, and what follows."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.organisations.queries import calendar
from last500.proof.models import Entry
from last500.votes import actions, queries, rules
from last500.votes.models import Objection, Result, RollUnit, Vote
from last500.votes.rules import About, Finding, Follow, Role, Standing, State
from last500.votes.tests import world
from last500.votes.tests.world import AGAINST, FOR, during, fresh, over

pytestmark = pytest.mark.django_db
SAID = {"gist": "一户的面积不对", "answer": "对过不动产登记，按登记的改。"}


def got(objection: Objection) -> Objection:
    rows = Objection.objects.select_related("vote__compound", "raised_by")
    return rows.get(pk=objection.pk)


def answered(cast, objection: Objection, follow: "Follow | None" = None, **more: str) -> None:
    actions.answer_objection(cast.actor("lin"), got(objection), follow=follow, **(SAID | more))


def raised(cast, vote: Vote, by: str = "chen") -> Objection:
    return actions.object_to(cast.actor(by), vote, words="101 的面积写少了 3 平方米。")


@pytest.fixture
def frozen(cast) -> Vote:
    world.owns(cast, "chen")
    return world.frozen(cast)


@pytest.fixture
def published(cast) -> Vote:
    world.owns(cast, "chen")
    return world.published(cast, choices=[FOR] * 9 + [AGAINST] * 3, posting_days=7)


def hanging(vote: Vote, days: int = 1):
    return clock.at(vote.published_at + days * clock.DAY)


# ---- whose, and when ----------------------------------------------------------------------------


def test_an_owner_objects_and_nobody_else_does(cast, frozen):
    for name in ("zhou", "hua", "lin"):
        with pytest.raises(Forbidden):
            raised(cast, frozen, name)
    found = raised(cast, frozen)
    assert found.about == About.ROLL and found.number == 1 and got(found).words
    with pytest.raises(Conflict):
        raised(cast, frozen)


def test_it_is_due_in_five_working_days_and_before_the_box_opens(cast, frozen):
    early = raised(cast, frozen)
    assert early.due_at == calendar().add_working_days(early.raised_at, rules.ANSWER_DAYS)
    answered(cast, early)
    with clock.at(frozen.opens_at - clock.HOUR):
        assert raised(cast, frozen).due_at == frozen.opens_at


def test_on_paper_it_is_entered_by_the_desk_and_names_nobody(cast, frozen):
    with pytest.raises(Forbidden):
        actions.enter(cast.actor("chen"), frozen, words="不对")
    found = actions.enter(cast.actor("lin"), frozen, words="302 没有写进名册。")
    assert found.on_paper and found.raised_by_id is None and found.entered_by_id == cast.lin.pk
    with pytest.raises(Refused):
        actions.enter(cast.actor("lin"), frozen, words=" ")
    actions.withdraw(cast.actor("lin"), got(found))
    assert got(found).finding == Finding.TAKEN_BACK


@pytest.mark.parametrize("days", [0, 6])
def test_to_a_result_as_long_as_it_hangs_out(cast, published, days):
    with hanging(published, days):
        assert raised(cast, published).about == About.RESULT


def test_not_while_the_box_is_open_and_not_after_the_posting(cast, frozen):
    with during(frozen, 1), pytest.raises(Conflict):
        raised(cast, frozen)
    over_date = Vote(state=State.PUBLISHED, opens_at=clock.now())
    now = clock.now()
    assert rules.may_object(over_date.state, now, now, now) is None
    assert rules.may_object(State.PUBLISHED, now, now, now + clock.HOUR) == About.RESULT
    assert rules.may_object(State.ANNOUNCED, now, now, None) is None


# ---- the roll -----------------------------------------------------------------------------------


def test_an_upheld_objection_to_the_roll_leads_to_another_commitment(cast, frozen):
    first, found = frozen.roll_root, raised(cast, frozen)
    lin = cast.actor("lin")
    answered(cast, found, Follow.MEND)
    thawed = fresh(frozen)
    assert thawed.frozen_at is None and not thawed.roll_root
    with pytest.raises(Refused):
        actions.freeze(lin, thawed)
    actions.mend_line(lin, thawed, world.unit(thawed, 1), area=1_030_000, group="G1")
    actions.freeze(lin, thawed)
    again = fresh(frozen)
    assert again.roll_root not in ("", first) and again.roll_area == 12_030_000
    assert got(found).settled_at and again.roll_root == actions.root_of(again)
    with during(again, 1):
        actions.keep_times()
    assert fresh(frozen).state == State.OPEN


def test_the_count_knows_the_second_root_and_no_third(cast, frozen):
    lin, found = cast.actor("lin"), raised(cast, frozen)
    answered(cast, found, Follow.MEND)
    world.leave_out(cast, frozen, 12, "还没交房")
    actions.freeze(lin, frozen)
    with during(frozen):
        actions.keep_times()
        world.read(cast, fresh(frozen), 1, world.said(clock.now()))
    with over(frozen):
        actions.count(lin, frozen)
    assert actions.recount(fresh(frozen)) == []
    entries = Entry.objects.filter(stream=frozen.stream)
    assert entries.filter(kind="vote freeze").count() == 2
    assert entries.filter(kind="vote thaw").count() == 1
    from last500.proof.actions import record

    record(frozen.stream, "vote freeze", {"vote": str(frozen.pk), "root": frozen.roll_root})
    assert "root" in actions.recount(fresh(frozen))


def test_a_thawed_roll_that_is_not_frozen_in_time_calls_the_vote_off(cast, frozen):
    answered(cast, raised(cast, frozen), Follow.MEND)
    with during(frozen, 1):
        actions.keep_times()
    assert fresh(frozen).state == State.CANCELLED


def test_never_after_the_box_is_open(cast, frozen):
    found = raised(cast, frozen)
    root = frozen.roll_root
    with during(frozen, 1):
        actions.keep_times()
        with pytest.raises(Conflict):
            answered(cast, found, Follow.MEND)
        answered(cast, found, Follow.BESIDE)
    assert fresh(frozen).roll_root == root and got(found).settled_at


def test_one_that_is_not_upheld_changes_nothing(cast, frozen):
    found = raised(cast, frozen)
    answered(cast, found)
    assert got(found).finding == Finding.NOT_UPHELD and fresh(frozen).frozen_at
    with pytest.raises(Conflict):
        answered(cast, found, Follow.MEND)


# ---- the result ---------------------------------------------------------------------------------


def test_a_result_is_not_final_while_an_objection_waits(cast, published):
    with hanging(published, 1):
        assert queries.disputes(published).standing == Standing.POSTED
        found = raised(cast, published)
        assert queries.disputes(published).standing == Standing.DISPUTED
    with hanging(published, 30):
        assert queries.disputes(published).standing == Standing.DISPUTED
        answered(cast, found)
        assert queries.disputes(published).standing == Standing.FINAL
    numbers = queries.disputes(published)
    assert (numbers.raised, numbers.answered) == (1, 1)


def test_a_void_result_keeps_its_sheet(cast, published):
    with hanging(published):
        found, sheet = raised(cast, published), published.result.sheet
        with pytest.raises(Refused):
            answered(cast, found, Follow.VOID)
        assert got(found).finding == Finding.WAITING and not fresh(published).voided_at
        answered(cast, found, Follow.VOID, reason="三号楼没有收到选票。")
    assert Result.objects.get(vote=published).sheet == sheet
    assert queries.disputes(fresh(published)).standing == Standing.VOID
    assert actions.recount(fresh(published)) == []


def recounted(cast, vote: Vote, *said: bool) -> None:
    for name, same in zip(("zhou", "li"), said, strict=True):
        actions.ask(cast.actor("lin"), vote, cast.people[name], Role.RECOUNTER)
        with pytest.raises(Forbidden):
            actions.report(cast.actor(name), vote, same=True)
        actions.answer(cast.actor(name), vote, agrees=True)
        actions.report(cast.actor(name), vote, same=same, remark="" if same else "多一张")


def test_two_others_count_again_and_it_is_the_same(cast, published):
    with hanging(published):
        found = raised(cast, published)
        with pytest.raises(Conflict):
            actions.ask(cast.actor("lin"), published, cast.zhou, Role.RECOUNTER)
        answered(cast, found, Follow.RECOUNT)
        recounted(cast, published, True, True)
        assert got(found).settled_at and not actions.differs(published)
        with pytest.raises(Conflict):
            actions.report(cast.actor("li"), published, same=False, remark="多一张")


def test_who_has_read_does_not_count_again(cast, published):
    """Nor who has run, watched or objected. The desk above has asked for the recount."""
    with hanging(published):
        answered(cast, raised(cast, published), Follow.RECOUNT)
        for name in ("wang", "lin", "chen"):
            with pytest.raises(Refused):
                actions.ask(cast.actor("he"), published, cast.people[name], Role.RECOUNTER)
        with pytest.raises(Refused):
            actions.ask(cast.actor("lin"), published, cast.hua, Role.RECOUNTER)


@pytest.mark.parametrize("voids", [True, False])
def test_where_they_find_something_else_the_desk_says_what_becomes_of_it(cast, published, voids):
    lin = cast.actor("lin")
    with hanging(published):
        found, sheet = raised(cast, published), published.result.sheet
        answered(cast, found, Follow.RECOUNT)
        recounted(cast, published, True, False)
        assert actions.differs(published) and not got(found).settled_at
        assert queries.disputes(published).standing == Standing.DISPUTED
        with pytest.raises(Refused):
            actions.decide_recount(lin, published, voids=voids, reason=" ")
        actions.decide_recount(lin, published, voids=voids, reason="多的一张没有盖章。")
        assert bool(fresh(published).voided_at) == voids and got(found).settled_at
        assert Result.objects.get(vote=published).sheet == sheet


# ---- the answer ---------------------------------------------------------------------------------


def test_nobody_answers_their_own_and_no_answer_is_without_words(cast, frozen):
    world.owns(cast, "lin", "102")
    own = actions.object_to(cast.actor("lin"), frozen, words="102 写错了。")
    with pytest.raises(Refused):
        answered(cast, own)
    found = raised(cast, frozen)
    for empty in ("gist", "answer"):
        with pytest.raises(Refused) as refused:
            answered(cast, found, **{empty: " "})
        assert refused.value.field == empty
    with pytest.raises(Forbidden):
        actions.answer_objection(cast.actor("wang"), got(found), **SAID)


def test_a_late_answer_climbs_and_stays_owed(cast, frozen):
    found = raised(cast, frozen)
    with clock.at(found.due_at + timedelta(minutes=1)):
        assert actions.escalate_objections() == 1
        late = got(found)
        assert late.desk_id != found.desk_id and late.late_at and late.finding == Finding.WAITING
        assert queries.disputes(frozen).late == 1 and actions.escalate_objections() == 0
        assert RollUnit.objects.filter(vote=frozen).count() == 12


# ---- what the database promises -----------------------------------------------------------------


def refused(work) -> bool:
    try:
        with transaction.atomic():
            work()
    except DatabaseError:
        return True
    return False


def test_the_database_keeps_objections_and_thaws_nothing_without_one(cast, frozen):
    rows = Vote.objects.filter(pk=frozen.pk)
    bare = {"frozen_at": None, "roll_root": "", "roll_units": 0, "roll_persons": 0, "roll_area": 0}
    assert refused(lambda: rows.update(**bare))
    found = raised(cast, frozen)
    own = Objection.objects.filter(pk=found.pk)
    assert refused(lambda: rows.update(**bare)) and refused(lambda: own.delete())
    assert refused(lambda: own.update(number=9)) and refused(lambda: own.update(about="result"))
    answered(cast, found)
    assert refused(lambda: own.update(answer="别的")) and refused(lambda: rows.update(**bare))
    assert refused(lambda: own.update(finding=Finding.UPHELD, follow=Follow.VOID))
    values = {"vote": frozen, "number": 8, "raised_at": clock.now(), "desk": cast.a,
              "due_at": clock.now()}  # fmt: skip
    assert refused(lambda: Objection.objects.create(about=About.RESULT, **values))
    with during(frozen, 1):
        actions.keep_times()
        assert refused(lambda: Objection.objects.create(about=About.ROLL, **values))


def test_the_database_voids_nothing_without_an_upheld_objection(cast, published):
    rows = Vote.objects.filter(pk=published.pk)
    void = {"voided_at": clock.now(), "void_reason": "不喜欢"}
    assert refused(lambda: rows.update(**void))
    with hanging(published):
        found = raised(cast, published)
        assert refused(lambda: rows.update(**void))
        answered(cast, found, Follow.VOID, reason="三号楼没有收到选票。")
    assert refused(lambda: rows.update(voided_at=None, void_reason=""))
    assert refused(lambda: rows.update(void_reason="另一句"))
