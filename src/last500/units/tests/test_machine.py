"""Anybody may try anything in any order: nothing is agreed without both yes, one active report-in
in each community, and a letter that holds exactly as long as what it says.

A Hypothesis state machine drives the own verbs with every persona.
"""

from contextlib import suppress

import pytest
from django.db import transaction
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
from last500.letters.models import Letter
from last500.organisations.models import Liaison
from last500.units import actions
from last500.units.actions import Telling
from last500.units.models import LiaisonInvitation, UnitReportIn, UnitReportInEvent
from last500.units.rules import Side
from last500.units.tests.world import agreed, asked, entered
from tests.cast import Cast, build

# The two sides more often than strangers, so that histories go far enough to break something.
ANYBODY = st.sampled_from(["hua", "hua", "he", "he", "li", "sun", "lin", "qian", "op"])
SIDES = st.sampled_from([None, None, None, *Side])
OFFICERS = {"he", "sun"}


class Life(RuleBasedStateMachine):
    cast: Cast
    # Over all examples: a machine that stands still would prove nothing.
    reached: set[str] = set()

    @initialize(how=st.sampled_from(["asked", "entered", "agreed", "nothing"]))
    def begin(self, how: str) -> None:
        # Each example leaves the town as it found it.
        self.example = transaction.atomic()
        self.example.__enter__()
        self.far = self.cast.b.parent
        begun = {"asked": asked, "entered": entered, "agreed": agreed}.get(how)
        self.unit = begun(self.cast).organisation if begun else None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def attempt(self, verb, *args, **kwargs):
        with suppress(Refused, Forbidden), transaction.atomic():
            return verb(*args, **kwargs)
        return None

    def side(self, who: str, side: Side | None) -> Side:
        """Their own, unless the example says that they pose as somebody."""
        return side or (Side.COMMUNITY if who in OFFICERS else Side.UNIT)

    def telling(self, days: int) -> Telling:
        return Telling(organisation=self.unit, name="一个单位", kind="unit", rhythm_days=days)

    def row(self, last: bool) -> UnitReportIn | None:
        rows = UnitReportIn.objects.select_related("organisation", "community", "letter")
        ordered = rows.order_by("-pk" if last else "pk")
        return ordered.first()

    @rule(who=ANYBODY, near=st.booleans(), days=st.sampled_from([30, 90]))
    def ask(self, who, near, days):
        community = self.cast.community if near else self.far
        made = self.attempt(actions.ask, self.cast.actor(who), community, self.telling(days))
        self.unit = self.unit or (made and made.organisation)

    @rule(who=ANYBODY, whom=st.sampled_from(["hua", "li"]))
    def enter(self, who, whom):
        person = self.cast.people[whom]
        made = self.attempt(
            actions.enter, self.cast.actor(who), self.cast.community, self.telling(90),
            name=person.name, phone=person.phone,
        )  # fmt: skip
        self.unit = self.unit or (made and made.organisation)

    @rule(who=ANYBODY, side=SIDES, last=st.booleans())
    def agree(self, who, side, last):
        if row := self.row(last):
            self.attempt(actions.agree, self.cast.actor(who), row, self.side(who, side))

    @rule(who=ANYBODY, side=SIDES, last=st.booleans())
    def refuse(self, who, side, last):
        if row := self.row(last):
            actor, side = self.cast.actor(who), self.side(who, side)
            self.attempt(actions.refuse, actor, row, side, reason="不合适")

    @rule(who=ANYBODY, side=SIDES, last=st.booleans())
    def end(self, who, side, last):
        if row := self.row(last):
            self.attempt(actions.end, self.cast.actor(who), row, self.side(who, side))

    @rule(who=ANYBODY, near=st.booleans(), last=st.booleans())
    def move(self, who, near, last):
        if row := self.row(last):
            to = self.cast.community if near else self.far
            self.attempt(actions.move, self.cast.actor(who), row, to)

    @rule(who=ANYBODY, side=SIDES, days=st.sampled_from([6, 14, 60]))
    def propose(self, who, side, days):
        if row := self.row(True):
            actor, side = self.cast.actor(who), self.side(who, side)
            self.attempt(actions.propose_rhythm, actor, row, side, days=days)

    @rule(who=ANYBODY, side=SIDES, yes=st.booleans())
    def answer_rhythm(self, who, side, yes):
        if row := self.row(True):
            self.attempt(
                actions.answer_rhythm,
                self.cast.actor(who),
                row,
                self.side(who, side),
                agreed=agreed,
            )

    @rule(who=st.sampled_from(["hua", "li", "he"]), yes=st.booleans())
    def answer(self, who, yes):
        rows = LiaisonInvitation.objects.visible_to(self.cast.actor(who))
        one = rows.select_related("organisation", "report_in__community").first()
        if one:
            verb = actions.accept if yes else actions.decline
            self.attempt(verb, self.cast.actor(who), one)

    @rule(who=ANYBODY, whom=st.sampled_from(["hua", "li"]), over=st.booleans())
    def colleague(self, who, whom, over):
        if self.unit:
            person = self.cast.people[whom]
            self.attempt(
                actions.invite_colleague, self.cast.actor(who), self.unit,
                name=person.name, phone=person.phone, hands_over=over,
            )  # fmt: skip

    @rule(who=ANYBODY)
    def step_down(self, who):
        if self.unit:
            self.attempt(actions.step_down, self.cast.actor(who), self.unit)

    # ---- what must hold --------------------------------------------------------------------------

    @invariant()
    def it_is_written_down_how_far_it_went(self):
        Life.reached |= set(UnitReportIn.objects.values_list("state", flat=True))
        Life.reached |= set(UnitReportInEvent.objects.values_list("action", flat=True))

    @invariant()
    def agreed_means_a_yes_of_each_side_in_its_own_name(self):
        for row in UnitReportIn.objects.agreed():
            steps = UnitReportInEvent.objects.filter(
                report_in=row, action__in=["ask", "agree"]
            ).values_list("side", "actor")
            assert {side for side, _actor in steps} == {"unit", "community"}
            for side, actor in steps:
                name = next(n for n, person in self.cast.people.items() if person.pk == actor)
                assert (name in OFFICERS) or side == "unit"

    @invariant()
    def at_most_one_is_active_in_a_community(self):
        active = list(UnitReportIn.objects.active().values_list("organisation", "community"))
        assert len(active) == len(set(active))

    @invariant()
    def a_letter_holds_exactly_where_something_is_agreed(self):
        holding = set(Letter.objects.filter(ended_at=None).values_list("pk", flat=True))
        agreed = set(UnitReportIn.objects.agreed().values_list("letter", flat=True))
        assert holding == agreed and None not in agreed

    @invariant()
    def nobody_speaks_who_did_not_say_so_themselves(self):
        """Asked themselves, or accepted an invitation to their own number."""
        for row in Liaison.objects.acting(clock.today()):
            asked = UnitReportInEvent.objects.filter(actor=row.person, side="unit", action="ask")
            accepted = LiaisonInvitation.objects.filter(agreed=True)
            assert asked.exists() or accepted.exists()

    @invariant()
    def a_wanted_rhythm_belongs_to_what_is_agreed(self):
        for row in UnitReportIn.objects.exclude(rhythm_wanted=None):
            assert row.state == "agreed" and row.rhythm_wanted != row.rhythm_days


@pytest.mark.django_db
def test_no_history_reaches_agreed_without_both_sides_yes():
    Life.cast = build()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
        ),
    )
    assert {"agreed", "ended"} <= Life.reached
