"""Anybody may try anything in any order: what a feedback letter promises holds all the same.

A Hypothesis state machine drives the verbs with every persona, a moving clock, members who serve,
lock their data, say yes, say no and take it back.
"""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
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
from last500.feedback import actions, queries
from last500.feedback.models import FeedbackEvent, FeedbackLetter, PersonalPart
from last500.feedback.rules import FEWEST, STEPS, Action
from last500.feedback.tests.scene import Scene, fresh, scene, served
from last500.letters.models import Letter
from last500.people import actions as people
from last500.people.leaving import restrict
from last500.people.models import Consent
from tests.cast import build

MEMBERS = ["wang", "li", "zhou", "m3", "m4", "m5", "m6"]
ANYBODY = st.sampled_from(["he", "he", "sun", "hua", "lin", "wang", "op"])
KINDS = st.sampled_from(["tidying", "patrol", "visiting"])
DAYS = [1, 15, 340]


class Life(RuleBasedStateMachine):
    town: Scene

    @initialize()
    def begin(self) -> None:
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = clock.now()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def attempt(self, verb, who: str, *args, **kwargs) -> None:
        with clock.at(self.now), suppress(Refused, Forbidden), transaction.atomic():
            verb(self.town.cast.actor(who), *args, **kwargs)

    def newest(self) -> FeedbackLetter | None:
        found = FeedbackLetter.objects.order_by("-drafted_at", "-pk").first()
        return fresh(found) if found else None

    @rule(who=st.sampled_from(MEMBERS), kind=KINDS)
    def serve(self, who, kind):
        """Yesterday, an hour; once a day."""
        person, place = self.town.cast.people[who], self.town.cast.a
        with clock.at(self.now), suppress(IntegrityError), transaction.atomic():
            served(person, self.town.unit, place, kind=kind, on=1)

    @rule(who=ANYBODY)
    def draft(self, who):
        self.attempt(actions.draft, who, self.town.report_in)

    @rule(who=ANYBODY, verb=st.sampled_from([actions.show, actions.send, actions.send]))
    def step(self, who, verb):
        if feedback := self.newest():
            self.attempt(verb, who, feedback)

    @rule(who=ANYBODY)
    def withdraw(self, who):
        if feedback := self.newest():
            self.attempt(actions.withdraw, who, feedback)

    @rule(who=ANYBODY)
    def report(self, who):
        if feedback := self.newest():
            day = clock.local(self.now).date()
            self.attempt(actions.report, who, feedback, text="做了", done_on=day)

    @rule(who=st.sampled_from(MEMBERS), about=st.sampled_from(MEMBERS), agree=st.booleans())
    def answer(self, who, about, agree):
        if part := self.part(about):
            self.attempt(actions.answer, who, part, agree=agree, comment="补一句")

    @rule(who=st.sampled_from(MEMBERS))
    def answer_for_oneself(self, who):
        if part := self.part(who):
            self.attempt(actions.answer, who, part, agree=True)

    @rule(who=st.sampled_from(MEMBERS))
    def take_back(self, who):
        if part := self.part(who):
            self.attempt(actions.take_back, who, part)

    @rule(who=st.sampled_from(MEMBERS))
    def lock(self, who):
        self.attempt(restrict, who)

    @rule(days=st.sampled_from(DAYS))
    def time_passes(self, days):
        self.now += timedelta(days=days)

    def part(self, name: str) -> PersonalPart | None:
        rows = PersonalPart.objects.select_related("feedback", "person")
        mine = rows.filter(person=self.town.cast.people[name])
        return mine.order_by("-feedback__drafted_at").first()

    @invariant()
    def a_figure_has_five_members_behind_it(self):
        for row in FeedbackLetter.objects.all():
            assert row.facts.get("members", FEWEST) >= FEWEST
            assert ("members" in row.facts) == ("whole" in row.facts)

    @invariant()
    def letters_never_tell_of_the_same_day(self):
        rows = list(FeedbackLetter.objects.counting().order_by("first_on"))
        for one, other in zip(rows, rows[1:], strict=False):
            assert one.last_on < other.first_on
            assert one.year < other.year

    @invariant()
    def what_may_be_read_of_a_member_has_their_yes_in_force(self):
        for row in FeedbackLetter.objects.all():
            for part in queries.agreed_parts(row):
                given = Consent.objects.get(pk=part.consent_id)
                assert given.withdrawn_at is None
                assert given.person_id == part.person_id
                assert part.person.restricted_at is None

    @invariant()
    def of_who_did_not_agree_nothing_is_left_once_it_went(self):
        went = PersonalPart.objects.filter(feedback__sent_at__isnull=False)
        for part in went.exclude(answer="agreed"):
            assert (part.sentence, part.comment, part.answer) == ("", "", "withheld")

    @invariant()
    def a_letter_is_printed_when_it_was_sent_and_only_then(self):
        for row in FeedbackLetter.objects.all():
            assert (row.letter_id is not None) == (row.sent_at is not None)
        names = [self.town.cast.people[name].name for name in MEMBERS]
        for letter in Letter.objects.all():
            words = f"{letter.lines}{letter.body}"
            assert not any(name in words for name in names)

    @invariant()
    def every_change_of_state_has_its_row(self):
        for row in FeedbackLetter.objects.all():
            state = ""
            for event in FeedbackEvent.objects.filter(feedback=row).order_by("at", "pk"):
                assert event.from_state == state
                if event.action != Action.DRAFT:
                    assert state in STEPS[Action(event.action)].start
                state = event.to_state
            assert state == row.state


@pytest.mark.django_db
def test_any_order_of_steps_keeps_the_promises():
    cast = build()
    for number, name in enumerate(MEMBERS[3:]):
        cast.people[name] = people.person_with_phone(f"1000003{number:04d}", name=f"馆员{name}")
    Life.town = scene(cast, members=0)
    for name in MEMBERS[:4]:
        served(cast.people[name], Life.town.unit, cast.a, on=9)
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=30 if connection.vendor == "sqlite" else 8,
            stateful_step_count=24,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
