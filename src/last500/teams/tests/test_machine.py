"""Anybody tries anything in any order: never too many, one leader at most, nobody without their
own act, no work without consent. A Hypothesis state machine drives the product's own verbs.
"""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from last500.base import clock
from last500.base.errors import Forbidden, Refused
from last500.teams import actions, queries
from last500.teams.actions import Plan
from last500.teams.models import Membership, Team, TeamEvent, TeamInvitation
from last500.teams.rules import OPEN, STEPS, Action, Role, State
from tests.cast import Cast, build

NEIGHBOURS = ("wang", "li", "zhou", "hua", "lin")
ANYBODY = st.sampled_from(["he", "chen", "zhao", "qian", "op", *NEIGHBOURS])


class Life(RuleBasedStateMachine):
    cast: Cast

    @initialize(is_open=st.booleans())
    def found(self, is_open: bool) -> None:
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = clock.now()
        plan = Plan("修修队", "repair", "修修补补。", "要上梯子。", size=3, is_open=is_open)
        with clock.at(self.now):
            self.pk = actions.found(self.cast.actor("lin"), self.cast.a, plan).pk
        self.came: set = set()  # who joined by an act of their own
        self.agreed_to_lead: set = set()
        self.keys: list[str] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @property
    def team(self) -> Team:
        return Team.objects.select_related("place", "leader").get(pk=self.pk)

    def attempt(self, verb, who: str, *args, **kwargs):
        with clock.at(self.now), suppress(Refused, Forbidden):
            return verb(self.cast.actor(who), *args, **kwargs) or True
        return None

    @rule(who=ANYBODY)
    def join(self, who):
        if self.attempt(actions.join, who, self.team):
            self.came.add(self.cast.people[who].pk)

    @rule(who=ANYBODY)
    def leave(self, who):
        self.attempt(actions.leave, who, self.team)

    @rule(who=ANYBODY)
    def invite_all(self, who):
        self.attempt(actions.invite, who, self.team)

    @rule(who=ANYBODY)
    def make_link(self, who):
        key = self.attempt(actions.make_link, who, self.team)
        if isinstance(key, str):
            self.keys.append(key)

    @rule(who=ANYBODY)
    def by_link(self, who):
        if self.keys and self.attempt(actions.join_by_link, who, self.keys[-1]):
            self.came.add(self.cast.people[who].pk)

    @rule(who=ANYBODY, whose=st.sampled_from(NEIGHBOURS), yes=st.booleans())
    def answer(self, who, whose, yes):
        rows = TeamInvitation.objects.filter(team=self.pk, person=self.cast.people[whose])
        asked = rows.select_related("team__place", "team__leader").last()
        if asked is None:
            return
        leads = asked.to == "lead"
        verb = actions.answer_lead if leads else actions.answer
        if self.attempt(verb, who, asked, yes=yes):
            assert who == whose
            if yes:
                (self.agreed_to_lead if leads else self.came).add(self.cast.people[who].pk)

    @rule(who=ANYBODY, whom=st.sampled_from(NEIGHBOURS))
    def offer_lead(self, who, whom):
        self.attempt(actions.offer_lead, who, self.team, self.cast.people[whom].pk)

    @rule(who=ANYBODY)
    def step_down(self, who):
        self.attempt(actions.step_down, who, self.team)

    @rule(who=ANYBODY)
    def consent(self, who):
        if self.attempt(actions.consent, who, self.team, note="会议第 2 项"):
            assert who == "he"

    @rule(who=ANYBODY)
    def take_back(self, who):
        self.attempt(actions.take_back, who, self.team)

    @rule(who=ANYBODY, action=st.sampled_from([Action.START, Action.REST, Action.WAKE]))
    def move(self, who, action):
        self.attempt(actions.move, who, self.team, action)

    @rule(who=ANYBODY, size=st.integers(3, 5))
    def resize(self, who, size):
        plan = Plan("修修队", "repair", "修修补补。", "要上梯子。", size=size)
        self.attempt(actions.edit, who, self.team, plan)

    @rule(who=st.sampled_from(["wang", "he", "qian"]))
    def end(self, who):
        self.attempt(actions.end, who, self.team)

    @rule(days=st.sampled_from([1, 8, 40, 200]))
    def time_passes(self, days):
        self.now += timedelta(days=days)

    @invariant()
    def those_in_it_are_counted_right_and_never_too_many(self):
        team, held = self.team, Membership.objects.living().filter(team=self.pk)
        assert held.count() == team.taken <= team.size <= 20

    @invariant()
    def nobody_is_in_it_without_an_act_of_their_own(self):
        held = Membership.objects.filter(team=self.pk).values_list("person", flat=True)
        assert set(held) <= self.came

    @invariant()
    def whoever_leads_said_yes_and_is_in_it_and_else_it_is_due(self):
        team = self.team
        if team.leader_id:
            assert team.leader_id in self.agreed_to_lead
            assert queries.membership_of(team.leader_id, team)
        assert (team.leader_due_at is not None) == (team.leader_id is None and team.state in OPEN)

    @invariant()
    def no_work_without_consent_and_no_asking_without_work(self):
        team = self.team
        assert team.state not in {State.WORKING, State.RESTING} or team.consented_at
        with clock.at(self.now):
            asked = queries.members_to_ask(team)
        assert bool(asked) <= (team.state == State.WORKING and bool(team.consented_at))

    @invariant()
    def every_step_has_its_row_in_a_role_that_may(self):
        state = ""
        for event in TeamEvent.objects.filter(team=self.pk).order_by("at", "pk"):
            assert event.from_state == state
            state = event.to_state
            if event.action != Action.FOUND:
                assert Role(event.role) in STEPS[Action(event.action)].who
        assert state == self.team.state


@pytest.mark.django_db
def test_any_order_of_steps_keeps_the_promises():
    Life.cast = build()
    for name in ("hua", "lin"):
        Life.cast.report_in(name, Life.cast.a)
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=30 if connection.vendor == "sqlite" else 10,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
