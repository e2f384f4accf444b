"""From the announcement to the published result, and what is refused on the way."""

import json
from datetime import timedelta

import pytest

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.households import actions as households
from last500.households.models import Relation
from last500.households.rules import Kind
from last500.notify.models import Message
from last500.proof.models import Entry
from last500.votes import actions
from last500.votes.draft import Where
from last500.votes.models import Ballot, Reading, Result, RollUnit, Seat, Vote
from last500.votes.rules import BallotState, Role, State
from last500.votes.tests import world
from last500.votes.tests.world import ABSTAIN, AGAINST, FOR, during, fresh, over, said

pytestmark = pytest.mark.django_db


def kinds(vote: Vote) -> list[str]:
    entries = Entry.objects.filter(stream=vote.stream).order_by("seq")
    return [entry.kind for entry in entries]


def test_a_vote_from_its_announcement_to_its_result(cast):
    vote = world.published(cast)
    assert vote.state == State.PUBLISHED and vote.handed_units == 12
    sheet = json.loads(vote.result.sheet)
    assert sheet["roll"] == {"persons": 10, "area": 12_000_000, "units": 12}
    (question,) = sheet["questions"]
    assert question["passed"] and question["said"]["for"]["persons"] == 10
    assert actions.recount(vote) == []
    found = kinds(vote)
    assert found[0] == "vote announce" and found[-1] == "vote publish"
    assert found.count("vote ballot") == 12 and found.count("vote sign") == 3
    frozen = Entry.objects.get(stream=vote.stream, kind="vote freeze")
    assert json.loads(frozen.body)["root"] == vote.roll_root == actions.root_of(vote)
    said_first = json.loads(Entry.objects.get(stream=vote.stream, kind="vote announce").body)
    assert said_first["q1_rule"] == ">1/2" and said_first["options"] == "for,against,abstain"


def test_too_short_a_notice_and_an_untold_committee_stop_the_announcement(cast):
    lin = cast.actor("lin")
    with pytest.raises(Refused) as refused:
        world.drafted(cast, opens_at=clock.now() + 14 * clock.DAY)
    assert refused.value.field == "opens_at"
    untold = world.drafted(cast, told_on=None)
    with pytest.raises(Refused):
        actions.announce(lin, untold)
    waited = world.drafted(cast)
    with clock.at(clock.now() + 2 * clock.DAY), pytest.raises(Refused):
        actions.announce(lin, waited)
    assert fresh(waited).state == State.DRAFTED


def test_only_who_runs_it_runs_it(cast):
    with pytest.raises(Forbidden):
        actions.make(cast.actor("wang"), cast.a, world.draft())
    vote = world.announced(cast)
    for verb in (actions.freeze, actions.count, actions.publish):
        with pytest.raises(Forbidden):
            verb(cast.actor("qian"), vote)


def test_an_announced_vote_is_changed_only_by_calling_it_off(cast):
    vote, lin = world.announced(cast), cast.actor("lin")
    with pytest.raises(Conflict):
        actions.change(lin, vote, world.draft(title="别的"))
    with pytest.raises(Refused):
        actions.cancel(lin, vote, reason=" ")
    actions.cancel(lin, vote, reason="第一个事项要改，重新公告。")
    assert fresh(vote).state == State.CANCELLED
    with pytest.raises(Conflict):
        actions.announce(lin, vote)


def test_a_vote_that_is_not_ready_at_its_hour_is_called_off_with_the_reason(cast):
    vote = world.announced(cast)
    world.seated(cast, vote)  # but the roll was not frozen
    with during(vote, 1):
        assert actions.keep_times() == 1
    assert fresh(vote).state == State.CANCELLED and fresh(vote).reason


def test_a_scrutineer_who_says_yes_after_the_hour_is_too_late(cast):
    vote, lin = world.announced(cast), cast.actor("lin")
    world.seated(cast, vote)
    actions.freeze(lin, vote)
    Seat.objects.filter(vote=vote, role=Role.STREET).update(
        answered_at=vote.opens_at + timedelta(minutes=1)
    )
    with during(vote, 2):
        actions.keep_times()
    assert fresh(vote).state == State.CANCELLED


def test_nobody_sits_without_their_own_yes_and_a_no_is_final(cast):
    vote, lin = world.announced(cast), cast.actor("lin")
    actions.ask(lin, vote, cast.hua, Role.OWNERS)
    with pytest.raises(Conflict):
        actions.ask(lin, vote, cast.zhou, Role.OWNERS)
    with pytest.raises(Forbidden):
        actions.answer(cast.actor("zhou"), vote, agrees=True)
    with pytest.raises(Refused):
        actions.ask(lin, vote, cast.lin, Role.COMMUNITY)
    actions.answer(cast.actor("hua"), vote, agrees=False)
    actions.ask(lin, vote, cast.zhou, Role.OWNERS)
    assert Seat.objects.sitting().count() == 0


# ---- the box ------------------------------------------------------------------------------------


def test_two_people_read_a_ballot_and_the_same_one_never_twice(cast):
    vote = world.opened(cast)
    with during(vote):
        paper = said(clock.now())
        assert world.read_once(cast, "lin", vote, 4, paper).state == BallotState.ONCE
        with pytest.raises(Conflict):
            world.read_once(cast, "lin", vote, 4, paper)
        assert fresh(vote).handed_units == 0
        assert world.read_once(cast, "wang", vote, 4, paper).state == BallotState.AGREED
        with pytest.raises(Conflict):
            world.read_once(cast, "wang", vote, 4, paper)
    assert (fresh(vote).handed_units, fresh(vote).handed_area) == (1, 1_000_000)


def test_two_who_read_differently_leave_it_on_the_pile_until_both_say_the_same(cast):
    vote = world.opened(cast)
    with during(vote):
        now = clock.now()
        world.read_once(cast, "lin", vote, 4, said(now, FOR))
        found = world.read_once(cast, "wang", vote, 4, said(now, AGAINST))
        assert found.state == BallotState.DIFFERS
        ballot = Ballot.objects.get(vote=vote)
        assert [one.choices for one in actions.readings_of(ballot)] == [(FOR,), (AGAINST,)]
        third = world.read_once(cast, "lin", vote, 4, said(now, AGAINST))
        assert third.state == BallotState.DIFFERS
        with pytest.raises(Conflict):
            world.read_once(cast, "lin", vote, 4, said(now, AGAINST))
        last = world.read_once(cast, "wang", vote, 4, said(now, AGAINST))
        assert last.state == BallotState.AGREED
    assert Reading.objects.filter(ballot=ballot).count() == 4


def test_who_watches_does_not_read_and_nobody_else_does(cast):
    vote = world.opened(cast)
    with during(vote):
        for name in ("hua", "he", "zhou", "chen"):
            with pytest.raises(Forbidden):
                world.read_once(cast, name, vote, 4, said(clock.now()))


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("cast_on", {"minutes": -120}),
        ("cast_on", {"minutes": 30}),
        ("proxy", {"proxy": "王建国"}),
        ("q1", {"choices": (FOR, FOR)}),
    ],
)
def test_what_cannot_stand_on_a_ballot_is_refused(cast, field, change):
    vote = world.opened(cast)
    with during(vote):
        at = clock.now() + timedelta(minutes=change.pop("minutes", 0))
        choices = change.pop("choices", (FOR,))
        with pytest.raises(Refused) as refused:
            world.read_once(cast, "lin", vote, 4, said(at, *choices, **change))
    assert refused.value.field == field


def test_no_count_while_a_paper_waits_and_none_before_closing(cast):
    vote, lin = world.opened(cast), cast.actor("lin")
    with during(vote):
        world.read_once(cast, "lin", vote, 4, said(clock.now()))
        with pytest.raises(Conflict):
            actions.count(lin, vote)
    with over(vote), pytest.raises(Refused):
        actions.count(lin, vote)
    assert not Result.objects.exists()


def test_what_lay_in_the_box_before_closing_may_be_read_later_and_late_ones_are_marked(cast):
    vote, lin = world.opened(cast), cast.actor("lin")
    with over(vote):
        world.read(cast, vote, 4, said(vote.closes_at))
        world.read(cast, vote, 5, said(vote.closes_at + timedelta(microseconds=1000)))
        actions.count(lin, vote)
    sheet = json.loads(Result.objects.get(vote=vote).sheet)
    assert sheet["counted"] == 1 and sheet["aside"] == {"late": 1}


def test_joint_owners_both_ballots_are_kept_and_the_last_before_closing_counts(cast):
    vote, lin = world.opened(cast), cast.actor("lin")
    with during(vote):
        now = clock.now()
        world.read(cast, vote, 4, said(now - timedelta(minutes=2), FOR))
        world.read(cast, vote, 4, said(now - timedelta(minutes=1), AGAINST), copy=2)
    with over(vote):
        actions.count(lin, vote)
    sheet = json.loads(Result.objects.get(vote=vote).sheet)
    assert sheet["questions"][0]["said"]["against"]["units"] == 1
    assert sheet["aside"] == {"replaced": 1} and Ballot.objects.filter(vote=vote).count() == 2


def test_a_unit_sold_meanwhile(cast):
    """The former owner's ballot stands; where there was none, the new owner votes."""
    vote, lin = world.opened(cast), cast.actor("lin")
    with during(vote):
        world.read(cast, vote, 4, said(clock.now(), FOR))
    with during(vote, 120):
        for number in (4, 5):
            actions.note_sale(lin, vote, world.unit(vote, number), clock.now())
    with during(vote, 180):
        world.read(cast, vote, 4, said(clock.now(), AGAINST), copy=2)
        world.read(cast, vote, 5, said(clock.now(), AGAINST))
    with over(vote):
        actions.count(lin, vote)
    sheet = json.loads(Result.objects.get(vote=vote).sheet)
    assert sheet["questions"][0]["said"]["for"]["units"] == 1
    assert sheet["questions"][0]["said"]["against"]["units"] == 1
    assert sheet["aside"] == {"sold": 1} and actions.root_of(vote) == vote.roll_root


# ---- the result ---------------------------------------------------------------------------------


def test_it_is_published_after_the_three_have_signed_or_said_why_not(cast):
    vote, lin = world.counted(cast, [FOR] * 6 + [ABSTAIN] * 6), cast.actor("lin")
    with over(vote, 70):
        with pytest.raises(Refused):
            actions.publish(lin, vote)
        with pytest.raises(Forbidden):
            actions.sign(cast.actor("wang"), vote, signs=True)
        actions.sign(cast.actor("hua"), vote, signs=True)
        actions.sign(cast.actor("he"), vote, signs=True)
        with pytest.raises(Refused):
            actions.sign(cast.actor("sun"), vote, signs=False)
        actions.sign(cast.actor("sun"), vote, signs=False, remark="第 3 张看不清。")
        with pytest.raises(Conflict):
            actions.sign(cast.actor("sun"), vote, signs=True)
        actions.publish(lin, vote)
    assert fresh(vote).state == State.PUBLISHED


def test_a_second_count_changes_nothing(cast):
    vote, lin = world.counted(cast), cast.actor("lin")
    before = vote.result.sheet
    with over(vote, 90), pytest.raises(Conflict):
        actions.count(lin, vote)
    assert Result.objects.get(vote=vote).sheet == before


def test_messages_say_nothing_of_any_ballot(cast):
    world.published(cast)
    texts = Message.objects.filter(kind__startswith="vote_").values_list("kind", flat=True)
    assert {"vote_seat_asked", "vote_counted", "vote_signed"} <= set(texts)


# ---- the roll -----------------------------------------------------------------------------------


def test_a_roll_with_a_door_twice_or_frozen_is_refused(cast):
    vote, lin = world.announced(cast), cast.actor("lin")
    with pytest.raises(Refused):
        actions.take(lin, vote, [*world.lines(2), world.lines(2)[0]])
    with pytest.raises(Refused):
        actions.take(lin, vote, [])
    actions.freeze(lin, vote)
    with pytest.raises(Conflict):
        actions.take(lin, vote, world.lines(3))
    with pytest.raises(Conflict):
        world.leave_out(cast, vote, 1, "还没交房")


def test_units_that_are_left_out_stay_on_the_roll_and_in_no_sum(cast):
    vote, lin = world.announced(cast), cast.actor("lin")
    world.leave_out(cast, vote, 12, "还没交房")
    actions.freeze(lin, vote)
    assert (fresh(vote).roll_units, fresh(vote).roll_persons) == (11, 9)
    assert RollUnit.objects.filter(vote=vote).count() == 12


def test_a_roll_out_of_the_households_joins_the_units_of_one_owner(cast):
    lin = cast.actor("lin")
    homes = [households.find_or_make(cast.a, cast.building, f"{n}01", 900_000) for n in (1, 2, 3)]
    for home in homes[:2]:
        (row,) = households.claim(
            cast.actor("chen"), cast.a, cast.building, home.door, [Kind.OWNER]
        )
        households.decide(lin, Relation.objects.select_related("household__compound").get(
            pk=row.pk), seen="paper")  # fmt: skip
    vote = world.drafted(cast)
    assert actions.take_households(lin, vote) == 3
    groups = list(RollUnit.objects.filter(vote=vote).order_by("number").values_list("group"))
    assert groups[0] == groups[1] != groups[2]
    own = RollUnit.objects.visible_to(cast.actor("chen")).filter(vote=vote)
    assert own.count() == 2 and not RollUnit.objects.visible_to(cast.actor("zhou")).exists()
    households.find_or_make(cast.a, cast.building, "401")
    with pytest.raises(Refused):
        actions.take_households(lin, vote)


# ---- where a paper lies -------------------------------------------------------------------------


def test_where_a_paper_lies_stands_in_the_log_and_changes_no_more(cast):
    vote, scan = world.opened(cast), "0a" * 32
    with during(vote):
        paper, unit = said(clock.now()), world.unit(vote, 4)
        actions.read(cast.actor("lin"), vote, unit, 1, paper, Where("1号盒"))
        actions.read(cast.actor("wang"), vote, unit, 1, paper, Where("", scan))
        with pytest.raises(Refused):
            actions.read(cast.actor("lin"), vote, world.unit(vote, 5), 1, paper, Where("王建国"))
    ballot = Ballot.objects.get(vote=vote, unit=unit)
    assert (ballot.box, ballot.scan) == ("1号盒", scan) and ballot.agreed_at
    body = json.loads(Entry.objects.get(stream=vote.stream, kind="vote ballot").body)
    assert (body["box"], body["scan"]) == ("1号盒", scan)
