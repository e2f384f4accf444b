"""Anybody may try any step in any order: what a project promises holds all the same.

A Hypothesis state machine drives the own verbs with a crowd and a moving clock.
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
from last500.organisations.models import Organisation
from last500.projects import actions, money, rules
from last500.projects.models import Indicator, Party, Project, ProjectRole, RoleClaim
from last500.projects.rules import PartySide, State
from last500.projects.tests import world
from last500.projects.tests.world import fresh, role_of
from tests.cast import Cast, build

CROWD = st.sampled_from(["lin", "he", "wang", "li", "zhou", "hua", "zhao"])
STEPS = {
    "call": actions.call,
    "staff": actions.staff,
    "start": actions.start,
    "finish": actions.finish,
    "evaluate": actions.evaluate,
    "close": actions.close,
}
LINE = [state for state in State if state not in {State.DECLINED, State.GIVEN_UP}]


class Life(RuleBasedStateMachine):
    cast: Cast
    pk: object
    carrier: Organisation

    @initialize()
    def begin(self) -> None:
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = clock.now()
        self.yes: set = set()  # sides that said yes by their own press, and not taken back since
        self.came: set = set()
        self.state, self.promises = State.REVIEWED, self.agreed_numbers()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @property
    def project(self) -> Project:
        return fresh(Project(pk=self.pk))

    def agreed_numbers(self) -> list:
        rows = Indicator.objects.filter(project=self.pk).order_by("order")
        return list(rows.values_list("title", "planned", "measure", "source"))

    def attempt(self, verb, who: str, *args, **kwargs) -> bool:
        with clock.at(self.now), suppress(Refused, Forbidden):
            verb(self.cast.actor(who), *args, **kwargs)
            return True
        return False

    @rule(who=CROWD, step=st.sampled_from(sorted(STEPS)))
    def take_step(self, who, step):
        self.attempt(STEPS[step], who, self.project)

    @rule(who=CROWD, side=st.sampled_from(list(PartySide)))
    def sign(self, who, side):
        rows = Party.objects.select_related("project", "organisation__place", "place", "person")
        party = rows.filter(project=self.pk, side=side).first()
        if party is not None:
            self.attempt(actions.sign, who, party)

    @rule(who=CROWD)
    def take_back(self, who):
        rows = Party.objects.select_related("project", "organisation__place", "place", "person")
        for party in rows.filter(project=self.pk):
            self.attempt(actions.take_back, who, party)

    @rule(who=CROWD, total=st.sampled_from([0, 100_00, 100_01]), off=st.sampled_from([0, 0, 1]))
    def set_budget(self, who, total, off):
        lines = [money.Line("讲义", money.Payer.COMMUNITY, total)] if total else []
        self.attempt(actions.set_budget, who, self.project, total=total + off, percent=None,
                     lines=lines)  # fmt: skip

    @rule(who=CROWD)
    def set_indicators(self, who):
        self.attempt(actions.set_indicators, who, self.project, world.PROMISES[:1])

    @rule(who=CROWD, told=st.booleans())
    def fill_in(self, who, told):
        rows = Indicator.objects.filter(project=self.pk)
        said = {row.pk: (5, "") if told else (None, "没数") for row in rows}
        self.attempt(actions.fill_in, who, self.project, said)

    @rule(who=CROWD)
    def claim(self, who):
        if self.attempt(actions.claim, who, role_of(self.project)):
            self.came.add(self.cast.people[who].pk)

    @rule(who=CROWD)
    def leave(self, who):
        self.attempt(actions.leave, who, role_of(self.project))

    @rule(who=CROWD, number=st.integers(1, 3))
    def set_roles(self, who, number):
        wish = actions.Wish("助教", number, key=role_of(self.project).pk)
        self.attempt(actions.set_roles, who, self.project, [wish])

    @rule(who=st.sampled_from(["lin", "wang", "zhao"]), sure=st.integers(0, 9))
    def give_up(self, who, sure):
        if not sure:
            self.attempt(actions.give_up, who, self.project, reason="不做了")

    @rule(days=st.sampled_from([1, 20, 60]))
    def time_passes(self, days):
        self.now += timedelta(days=days)
        with clock.at(self.now):
            actions.remind_due()
            actions.escalate_overdue()

    @invariant()
    def it_goes_one_step_of_the_table_at_a_time(self):
        new = State(self.project.state)
        if new != self.state:
            fitting = [step for step in rules.STEPS.values()
                       if self.state in step.start and step.to == new]  # fmt: skip
            assert fitting
        self.state = new

    @invariant()
    def open_means_due_on_one_desk(self):
        project = self.project
        assert (project.due_at is not None) == (project.state in rules.OPEN)
        assert project.desk_id

    @invariant()
    def its_fen_add_up(self):
        project = self.project
        lines = sum(project.budget.values_list("planned_fen", flat=True))
        assert lines == project.lines_fen
        assert project.total_fen in {None, lines}

    @invariant()
    def nothing_runs_without_what_it_needs(self):
        project = self.project
        if project.state == State.RUNNING:
            assert project.letter and project.letter.ended_at is None
            assert project.adds_up and project.indicators.exists()
            parties = Party.objects.filter(project=project)
            assert {row.side for row in parties if row.agreed_by_id} == set(PartySide)
            assert len({row.agreed_by_id for row in parties}) == 3

    @invariant()
    def what_was_promised_stays_from_the_call_on(self):
        if self.project.called_at is None:
            self.promises = self.agreed_numbers()
        assert self.agreed_numbers() == self.promises

    @invariant()
    def roles_hold_who_came_and_no_more_than_wanted(self):
        role = ProjectRole.objects.get(project=self.pk)
        here = RoleClaim.objects.active().filter(role=role)
        if self.project.state in rules.OPEN:
            assert here.count() == role.taken
        assert role.taken + role.brought <= role.number
        assert set(here.values_list("person", flat=True)) <= self.came


@pytest.mark.django_db
def test_a_project_keeps_its_promises_whatever_is_tried():
    cast = Life.cast = build()
    project = world.reviewed(cast)
    lin = cast.actor("lin")
    actions.set_budget(lin, project, total=0, percent=None, lines=[])
    actions.set_indicators(lin, project, world.PROMISES)
    actions.set_roles(lin, project, [actions.Wish("助教", 1)])
    carrier = world.organisation(cast, "zhao", "邻里社会服务社")
    actions.set_party(lin, project, PartySide.COMMUNITY)
    actions.set_party(lin, project, PartySide.CARRIER, organisation=carrier)
    actions.set_party(lin, project, PartySide.THIRD, person=cast.li, name="三号楼群")
    Life.pk = project.pk
    steps = 12 if connection.vendor == "postgresql" else 22
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_control_the_line_of_states_can_be_walked_by_the_machines_own_verbs(cast):
    """So that the machine does not hold only because nothing ever happens in it."""
    project = world.evaluated(cast)
    assert LINE.index(State(project.state)) == LINE.index(State.EVALUATED)
