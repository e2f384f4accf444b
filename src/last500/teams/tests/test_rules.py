"""What a team may do in which state, by whom, and what fits it. No database."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from last500.organisations.rules import Calendar
from last500.reportin.skills import SKILL_BY_CODE
from last500.teams import rules
from last500.teams.rules import OPEN, STEPS, Action, Category, Lack, Role, State

COMMUNITY, COMPOUND, NEXT_DOOR, FAR = (
    "00000A00000B00000C00000D",
    "00000A00000B00000C00000D00000E",
    "00000A00000B00000C00000D00000F",
    "00000A00000B00000C00000X00000Y",
)


def test_every_skill_belongs_to_a_kind_of_team_and_every_code_is_known():
    named = {code for skills in rules.SKILLS.values() for code in skills}
    assert named == set(SKILL_BY_CODE)
    assert set(rules.SKILLS) == set(rules.CATEGORY_WORDS) == set(Category)


def test_an_ended_team_takes_no_step_at_all():
    assert all(State.ENDED not in step.start for step in STEPS.values())
    assert rules.steps_for(State.ENDED, set(Role)) == frozenset()


def test_only_what_leads_to_work_leads_there_and_only_the_committee_touches_the_consent():
    to_work = {action for action, step in STEPS.items() if step.to == State.WORKING}
    assert to_work == {Action.START, Action.WAKE}
    of_committee = {action for action, step in STEPS.items() if Role.COMMITTEE in step.who}
    assert of_committee == {Action.CONSENT, Action.TAKE_BACK}
    assert STEPS[Action.TAKE_BACK].to == State.FORMING


def test_leaving_is_open_to_every_member_in_every_open_state():
    assert STEPS[Action.LEAVE].start == OPEN
    assert STEPS[Action.LEAVE].who == {Role.MEMBER}


@pytest.mark.parametrize(
    ("consented", "led", "missing"),
    [
        (True, True, set()),
        (True, False, {Lack.LEADER}),
        (False, True, {Lack.CONSENT}),
        (False, False, {Lack.CONSENT, Lack.LEADER}),
    ],
)
def test_work_needs_consent_and_a_leader(consented, led, missing):
    assert rules.lacks(consented=consented, led=led) == missing


def test_a_free_slot_is_the_first_one_and_there_is_none_beyond_the_size():
    assert rules.free_slot(set(), 3) == 0
    assert rules.free_slot({0, 2}, 3) == 1
    assert rules.free_slot({0, 1, 2}, 3) is None
    assert rules.FEWEST <= rules.USUAL <= rules.MOST == 20


def test_the_desk_has_longer_for_the_first_leader_than_for_the_next():
    calendar = Calendar({}, ZoneInfo("Asia/Shanghai"))
    monday = datetime(2026, 3, 2, 2, tzinfo=UTC)
    assert rules.leader_due(monday, calendar, first=True) == datetime(2026, 3, 30, 2, tzinfo=UTC)
    assert rules.leader_due(monday, calendar, first=False) == datetime(2026, 3, 16, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("home", "team", "here", "near"),
    [
        (COMPOUND, COMPOUND, True, True),
        (COMPOUND, COMMUNITY, True, True),
        (NEXT_DOOR, COMPOUND, False, True),
        (FAR, COMPOUND, False, False),
        (COMMUNITY, COMPOUND, False, True),
    ],
)
def test_an_open_team_is_for_its_place_and_an_asked_neighbour_may_come_from_next_door(
    home, team, here, near
):
    assert rules.lives_here(home, team) is here
    assert rules.near_enough(home, team) is near


def test_a_team_of_its_own_kind_fits_everybody_and_the_others_their_skills():
    assert rules.fits("other", set())
    assert rules.fits("repair", {"water_repair", "chess"})
    assert not rules.fits("repair", {"chess"})


@pytest.mark.parametrize(
    "text",
    ["找 10000012345", "电话 1000 001 2345", "写到 a@b.cn", "住 3单元 301室", "在 3-2-301 碰头"],
)
def test_what_may_be_somebodys_is_seen_in_a_word_to_all(text):
    assert rules.tells_of_somebody(text)


@pytest.mark.parametrize("text", ["周六上午八点在岗亭碰头。", "带 2 把扳手，做到 11 点半。"])
def test_an_ordinary_word_passes(text):
    assert rules.tells_of_somebody(text) == ()
