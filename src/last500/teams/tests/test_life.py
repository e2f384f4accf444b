"""Teams: founded by a desk, joined by one's own act, led by one's own yes, working with consent."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock, erasing
from last500.base.errors import Conflict, Forbidden, Refused, TooMany
from last500.notify.models import Message
from last500.people.leaving import close_account, restrict
from last500.proof.models import Entry
from last500.reportin.models import ReportIn
from last500.teams import actions, queries, rules
from last500.teams.actions import Plan
from last500.teams.models import Membership, Team, TeamEvent, TeamInvitation, TeamWord
from last500.teams.rules import Action, State

PLAN = Plan("芙蓉修修队", "repair", "修水管、电灯和小家电。", "要上梯子。", size=3)


@pytest.fixture
def team(cast) -> Team:
    return actions.found(cast.actor("lin"), cast.a, PLAN)


def led(cast, team: Team, by: str = "wang") -> Team:
    actions.join(cast.actor(by), team)
    asked = actions.offer_lead(cast.actor("lin"), team, cast.people[by].pk)
    actions.answer_lead(cast.actor(by), asked, yes=True)
    team.refresh_from_db()
    return team


def working(cast, team: Team) -> Team:
    led(cast, team)
    actions.consent(cast.actor("he"), team, note="3 月 5 日会议第 2 项")
    return actions.move(cast.actor("wang"), team, Action.START)


def told(person) -> list[str]:
    rows = Message.objects.filter(person=person, channel="inbox")
    return list(rows.order_by("made_at", "pk").values_list("kind", flat=True))


# ---- founding and the committee's consent --------------------------------------------------------


def test_a_desk_founds_a_team_that_is_being_formed_and_owes_a_leader(cast, team):
    assert (team.state, team.taken, team.leader) == (State.FORMING, 0, None)
    assert team.leader_due_at > clock.now()
    assert "desk_team_consent" in told(cast.he)
    assert TeamEvent.objects.get(team=team).action == Action.FOUND


@pytest.mark.parametrize("who", ["wang", "qian", "tang", "op"])
def test_nobody_founds_a_team_without_arranging_teams_there(cast, who):
    with pytest.raises(Forbidden):
        actions.found(cast.actor(who), cast.a, PLAN)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"purpose": ""}, "purpose"),
        ({"risk_note": ""}, "risk_note"),
        ({"category": "knitting"}, "category"),
        ({"size": 2}, "size"),
        ({"size": 21}, "size"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(cast, change, field):
    plan = Plan(**({**PLAN.__dict__, **change}))
    with pytest.raises(Refused) as refused:
        actions.found(cast.actor("lin"), cast.a, plan)
    assert refused.value.field == field


def test_a_team_is_of_a_compound_or_a_community_and_of_nothing_larger(cast):
    assert actions.found(cast.actor("he"), cast.community, PLAN).place == cast.community
    with pytest.raises(Refused):
        actions.found(cast.actor("sun"), cast.street, PLAN)


def test_without_the_committees_consent_no_team_works(cast, team):
    led(cast, team)
    with pytest.raises(Refused, match="居委会"):
        actions.move(cast.actor("wang"), team, Action.START)
    with pytest.raises(Forbidden):
        actions.consent(cast.actor("lin"), team, note="我同意")
    with pytest.raises(Refused):
        actions.consent(cast.actor("he"), team, note="  ")
    actions.consent(cast.actor("he"), team, note="3 月 5 日会议第 2 项")
    assert actions.move(cast.actor("wang"), team, Action.START).state == State.WORKING
    assert Entry.objects.filter(stream=f"teams:{cast.a.pk}", kind="team consented").count() == 1


def test_a_team_with_consent_and_nobody_to_lead_it_does_not_work(cast, team):
    actions.join(cast.actor("wang"), team)
    actions.consent(cast.actor("he"), team, note="会议第 2 项")
    with pytest.raises(Refused, match="队长"):
        actions.move(cast.actor("lin"), team, Action.START)


def test_the_consent_is_taken_back_and_the_team_is_formed_anew(cast, team):
    working(cast, team)
    assert queries.members_to_ask(team) == [cast.wang.pk]
    assert queries.working_at(cast.a) == [team]
    with pytest.raises(Forbidden):
        actions.take_back(cast.actor("lin"), team)
    actions.take_back(cast.actor("he"), team)
    team.refresh_from_db()
    assert (team.state, team.consented_at, team.consent_note) == (State.FORMING, None, "")
    assert queries.members_to_ask(team) == queries.working_at(cast.a) == []
    assert "team_consent_taken_back" in told(cast.wang)
    with pytest.raises(Conflict):
        actions.take_back(cast.actor("he"), team)


def test_the_database_knows_no_working_team_without_consent(cast, team):
    working(cast, team)
    with pytest.raises(IntegrityError), transaction.atomic():
        Team.objects.filter(pk=team.pk).update(consented_at=None)


# ---- joining and leaving -------------------------------------------------------------------------


def test_neighbours_join_by_their_own_act_while_there_is_room(cast, team):
    for name in ("wang", "li", "zhou"):
        actions.join(cast.actor(name), team)
    team.refresh_from_db()
    assert team.taken == 3
    cast.report_in("hua", cast.a)
    with pytest.raises(Conflict, match="满了"):
        actions.join(cast.actor("hua"), team)
    actions.leave(cast.actor("li"), team)
    actions.join(cast.actor("hua"), team)
    slots = Membership.objects.living().filter(team=team).values_list("slot", flat=True)
    assert sorted(slots) == [0, 1, 2]


def test_whoever_is_not_reported_in_here_or_is_in_it_already_does_not_join(cast, team):
    with pytest.raises(Refused):
        actions.join(cast.actor("hua"), team)
    with pytest.raises(Refused, match="别的小区"):
        actions.join(cast.actor("zhao"), team)
    actions.join(cast.actor("wang"), team)
    with pytest.raises(Forbidden):
        actions.join(cast.actor("wang"), team)


def test_a_closed_team_is_joined_by_invitation_alone(cast):
    team = actions.found(cast.actor("lin"), cast.a, Plan(**{**PLAN.__dict__, "is_open": False}))
    with pytest.raises(Refused):
        actions.join(cast.actor("wang"), team)
    assert actions.invite(cast.actor("lin"), team, people=[cast.wang.pk]) == 1
    actions.answer(cast.actor("wang"), TeamInvitation.objects.get(person=cast.wang), yes=True)
    assert queries.membership_of(cast.wang.pk, team)


def test_one_press_invites_all_who_fit_and_only_invites(cast, team):
    ReportIn.objects.filter(person=cast.zhou).update(paused_until=clock.today() + 5 * clock.DAY)
    row = cast.report_in("hua", cast.a, skills=("chess",))
    assert [one.person for one in queries.fitting(team)] == [cast.wang, cast.li]
    assert actions.invite(cast.actor("lin"), team) == 2
    assert Membership.objects.count() == 0
    assert told(cast.li) == ["team_invited"]
    assert row.person not in [one.person for one in queries.fitting(team)]
    with pytest.raises(Refused):
        actions.invite(cast.actor("lin"), team)


def test_whoever_said_no_or_left_is_left_alone_for_half_a_year(cast, team):
    actions.invite(cast.actor("lin"), team, people=[cast.li.pk])
    actions.answer(cast.actor("li"), TeamInvitation.objects.get(person=cast.li), yes=False)
    actions.join(cast.actor("wang"), team)
    actions.leave(cast.actor("wang"), team)
    assert [one.person for one in queries.fitting(team)] == [cast.zhou]
    with clock.at(clock.now() + rules.LEFT_ALONE + clock.DAY):
        assert {one.person for one in queries.fitting(team)} == {cast.wang, cast.li, cast.zhou}


def test_an_invitation_is_answered_by_its_person_once_and_in_time(cast, team):
    actions.invite(cast.actor("lin"), team, people=[cast.li.pk])
    asked = TeamInvitation.objects.get(person=cast.li)
    with pytest.raises(Forbidden):
        actions.answer(cast.actor("wang"), asked, yes=True)
    with clock.at(clock.now() + rules.INVITED_FOR + clock.DAY), pytest.raises(Conflict):
        actions.answer(cast.actor("li"), asked, yes=True)
    actions.answer(cast.actor("li"), asked, yes=True)
    with pytest.raises(Conflict):
        actions.answer(cast.actor("li"), asked, yes=True)
    assert Membership.objects.filter(person=cast.li).count() == 1


def test_a_link_of_the_leaders_brings_one_neighbour_and_no_second(cast, team):
    led(cast, team)
    key = actions.make_link(cast.actor("wang"), team)
    with pytest.raises(Refused):
        actions.join_by_link(cast.actor("hua"), key)
    with pytest.raises(Refused, match="别的社区"):
        actions.join_by_link(cast.actor("zhao"), key)
    actions.join_by_link(cast.actor("li"), key)
    with pytest.raises(Conflict):
        actions.join_by_link(cast.actor("zhou"), key)
    with pytest.raises(Forbidden):
        actions.make_link(cast.actor("li"), team)


def test_a_team_is_made_smaller_only_as_far_as_those_in_it(cast, team):
    for name in ("wang", "li", "zhou"):
        actions.join(cast.actor(name), team)
    bigger = Plan(**{**PLAN.__dict__, "size": 5})
    assert actions.edit(cast.actor("lin"), team, bigger).size == 5
    cast.report_in("hua", cast.a)
    actions.join(cast.actor("hua"), team)
    with pytest.raises(Refused) as refused:
        actions.edit(cast.actor("lin"), team, PLAN)
    assert refused.value.field == "size"


# ---- leading -------------------------------------------------------------------------------------


def test_a_leader_hands_over_and_stays_until_the_next_says_yes(cast, team):
    led(cast, team)
    actions.join(cast.actor("li"), team)
    asked = actions.offer_lead(cast.actor("wang"), team, cast.li.pk)
    team.refresh_from_db()
    assert team.leader == cast.wang
    with pytest.raises(Forbidden):
        actions.answer_lead(cast.actor("wang"), asked, yes=True)
    asked.team.refresh_from_db()
    actions.answer_lead(cast.actor("li"), asked, yes=True)
    team.refresh_from_db()
    assert team.leader == cast.li
    assert "team_lead_taken" in told(cast.wang)
    assert queries.membership_of(cast.wang.pk, team)


def test_a_second_offer_ends_the_first(cast, team):
    led(cast, team)
    actions.join(cast.actor("li"), team)
    actions.join(cast.actor("zhou"), team)
    first = actions.offer_lead(cast.actor("lin"), team, cast.li.pk)
    actions.offer_lead(cast.actor("lin"), team, cast.zhou.pk)
    with pytest.raises(Conflict):
        actions.answer_lead(cast.actor("li"), first, yes=True)
    with pytest.raises(Refused):
        actions.offer_lead(cast.actor("lin"), team, cast.hua.pk)


def test_a_leader_who_leaves_without_a_successor_leaves_it_on_the_desk(cast, team):
    working(cast, team)
    actions.leave(cast.actor("wang"), team)
    team.refresh_from_db()
    assert (team.leader, team.state) == (None, State.WORKING)
    assert team.leader_due_at > clock.now()
    assert "desk_team_without_leader" in told(cast.lin)
    first = queries.on_desk(cast.actor("lin"), cast.a)[0]
    assert first == team


def test_a_leader_steps_down_and_stays_in_the_team(cast, team):
    led(cast, team)
    actions.step_down(cast.actor("wang"), team)
    team.refresh_from_db()
    assert team.leader is None and team.leader_due_at
    assert queries.membership_of(cast.wang.pk, team)


def test_whoever_left_meanwhile_does_not_lead(cast, team):
    actions.join(cast.actor("wang"), team)
    asked = actions.offer_lead(cast.actor("lin"), team, cast.wang.pk)
    actions.leave(cast.actor("wang"), team)
    with pytest.raises(Conflict):
        actions.answer_lead(cast.actor("wang"), asked, yes=True)
    team.refresh_from_db()
    assert team.leader is None


def test_a_word_of_the_leader_stays_on_the_page_and_names_nobody(cast, team):
    led(cast, team)
    actions.join(cast.actor("li"), team)
    actions.say(cast.actor("wang"), team, "周六上午八点在岗亭碰头。")
    message = Message.objects.get(person=cast.li, kind="team_word", channel="inbox")
    assert "岗亭" not in str(message.params)
    with pytest.raises(Refused) as refused:
        actions.say(cast.actor("wang"), team, "去 10000012345 家")
    assert refused.value.field == "text"
    with pytest.raises(Refused):
        actions.say(cast.actor("wang"), team, "长" * 201)
    with pytest.raises(Forbidden):
        actions.say(cast.actor("li"), team, "我也说一句")
    actions.say(cast.actor("wang"), team, "第二句。")
    actions.say(cast.actor("wang"), team, "第三句。")
    with pytest.raises(TooMany):
        actions.say(cast.actor("wang"), team, "第四句。")


# ---- the end, an account, a term -----------------------------------------------------------------


def test_a_team_that_ends_frees_everybody_and_asks_nobody(cast, team):
    working(cast, team)
    actions.invite(cast.actor("lin"), team, people=[cast.li.pk])
    actions.end(cast.actor("lin"), team)
    team.refresh_from_db()
    assert (team.state, team.taken, team.leader) == (State.ENDED, 0, None)
    assert not Membership.objects.living().exists()
    assert not TeamInvitation.objects.waiting().exists()
    assert "team_ended" in told(cast.wang)
    with pytest.raises(Conflict):
        actions.end(cast.actor("lin"), team)


def test_a_closed_account_is_in_no_team_and_leaves_no_word(cast, team):
    led(cast, team)
    actions.say(cast.actor("wang"), team, "周六见。")
    actions.invite(cast.actor("lin"), team, people=[cast.li.pk])
    close_account(cast.actor("wang"))
    close_account(cast.actor("li"))
    team.refresh_from_db()
    assert (team.taken, team.leader) == (0, None)
    assert not Membership.objects.exists() and not TeamWord.objects.exists()
    assert not TeamInvitation.objects.filter(person__isnull=False).exists()


def test_whoever_locks_their_data_leads_nobody_and_is_named_to_nobody(cast, team):
    working(cast, team)
    actions.join(cast.actor("li"), team)
    restrict(cast.actor("wang"))
    team.refresh_from_db()
    assert team.leader is None
    assert queries.members_to_ask(team) == [cast.li.pk]
    names = [queries.called(one.person) for one in queries.members(cast.actor("li"), team)]
    assert names == ["邻居", "李师傅"]


def test_after_their_terms_words_invitations_and_teams_are_gone(cast, team):
    led(cast, team)
    actions.say(cast.actor("wang"), team, "周六见。")
    actions.make_link(cast.actor("wang"), team)
    actions.end(cast.actor("lin"), team)
    with clock.at(clock.now() + timedelta(days=45)):
        erasing.run()
    assert not TeamWord.objects.exists() and not TeamInvitation.objects.exists()
    assert Team.objects.exists()
    with clock.at(clock.now() + timedelta(days=200)):
        erasing.run()
    assert not Team.objects.exists() and not Membership.objects.exists()
