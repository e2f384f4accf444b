"""Anybody may enter, confirm, decline and correct in any order: hours stay true all the same.

A Hypothesis state machine drives the verbs of service records with every persona. What must hold
is counted here minute by minute, without the rules of the product.
"""

from contextlib import suppress
from datetime import date, timedelta
from uuid import uuid4

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
from last500.records import actions
from last500.records.actions.certifying import hours_words
from last500.records.models import ServedLink, ServiceRecord
from last500.records.rules import ConfirmedAs, Source
from tests.cast import Cast, build

NOW = clock.parse("2026-11-26 20:00")
FIRST = clock.parse("2026-11-23 00:00")
SERVE = st.sampled_from(["wang", "li", "lin"])
ANYBODY = st.sampled_from(["wang", "li", "lin", "he", "sun", "chen", "zhao", "op"])
# Three days in halves of an hour, so that times meet often; and every length there may be.
BEGAN = st.integers(0, 3 * 48 - 1).map(lambda half: FIRST + half * timedelta(minutes=30))
MINUTES = st.sampled_from([1, 30, 59, 60, 61, 120, 240, 300, 480, 599, 600, 601])
NTH = st.integers(0, 30)
THINGS = [uuid4() for _ in range(4)]


class Hours(RuleBasedStateMachine):
    cast: Cast

    @initialize()
    def begin(self) -> None:
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def attempt(self, verb, who: str, *args, **more) -> None:
        with clock.at(NOW), suppress(Refused, Forbidden):
            verb(self.cast.actor(who), *args, **more)

    def nth(self, number: int) -> ServiceRecord | None:
        rows = list(ServiceRecord.objects.select_related("person", "place").order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(
        who=ANYBODY,
        person=SERVE,
        began=BEGAN,
        minutes=MINUTES,
        by=ANYBODY,
        how=st.sampled_from([None, *ConfirmedAs]),
        thing=st.sampled_from([None, *THINGS]),
    )
    def enter(self, who, person, began, minutes, by, how, thing):
        self.attempt(
            actions.enter, who, person=self.cast.people[person], place=self.cast.a,
            source=Source.POST if thing else Source.OWN, about=thing, kind="tidying",
            began_at=began, minutes=minutes, confirmed_as=how,
            confirmed_by=self.cast.people[by].pk if how else None,
        )  # fmt: skip

    @rule(person=SERVE, began=BEGAN, minutes=MINUTES, thing=st.sampled_from(THINGS))
    def a_help_ends(self, person, began, minutes, thing):
        """As from a request: cut to what fits; a reopened one comes with the same key again."""
        self.attempt(
            actions.enter_what_fits, "chen", person=self.cast.people[person], place=self.cast.a,
            source=Source.REQUEST, about=thing, kind="small_repair", began_at=began,
            minutes=minutes, confirmed_as=ConfirmedAs.SERVED, confirmed_by=self.cast.chen.pk,
        )  # fmt: skip

    @rule(who=ANYBODY, number=NTH)
    def confirm(self, who, number):
        if record := self.nth(number):
            self.attempt(actions.confirm_at_desk, who, record)

    @rule(who=ANYBODY, number=NTH)
    def decline(self, who, number):
        if record := self.nth(number):
            self.attempt(actions.decline, who, record, reason="没有")

    @rule(who=ANYBODY, number=NTH)
    def take_back(self, who, number):
        if record := self.nth(number):
            self.attempt(actions.take_back, who, record)

    @rule(who=ANYBODY, number=NTH)
    def reverse(self, who, number):
        if record := self.nth(number):
            self.attempt(actions.reverse, who, record, reason="错了")

    @rule(who=ANYBODY, number=NTH, minutes=MINUTES)
    def correct(self, who, number, minutes):
        if record := self.nth(number):
            self.attempt(actions.correct, who, record, minutes=minutes, reason="错了")

    @rule(who=ANYBODY, number=NTH, so=st.booleans())
    def the_one_served_answers(self, who, number, so):
        if record := self.nth(number):
            self.attempt(actions.make_link, self.name_of(record), record)
            if link := ServedLink.objects.filter(record=record).select_related("record").first():
                self.attempt(actions.say, who, link, so=so)

    def name_of(self, record: ServiceRecord) -> str:
        return next(name for name, one in self.cast.people.items() if one.pk == record.person_id)

    # What must hold, counted minute by minute.

    @invariant()
    def hours_are_true(self):
        rows = list(ServiceRecord.objects.values())
        for name in ("wang", "li", "lin"):
            mine = [row for row in rows if row["person_id"] == self.cast.people[name].pk]
            one_place_at_a_time_and_ten_hours_a_day(mine)
        somebody_else_has_confirmed(rows)
        fallen = {row["id"] for row in rows if row["reversed_at"]}
        entries = [row["reverses_id"] for row in rows if row["reverses_id"]]
        assert sorted(fallen) == sorted(entries)
        self.a_certificate_says_the_sum(rows)

    def a_certificate_says_the_sum(self, rows):
        wang = self.cast.wang.pk
        total = sum(
            row["minutes"]
            for row in rows
            if row["person_id"] == wang and row["state"] == "confirmed" and takes_its_time(row)
        )
        with clock.at(NOW):
            try:
                drawn = actions.drawn_up(self.cast.actor("wang"), date(2026, 1, 1), NOW.date())
            except Refused:
                assert total == 0
                return
        assert drawn.minutes == total
        assert dict(drawn.lines)["服务时间"] == hours_words(total)


def takes_its_time(row: dict) -> bool:
    lives = row["state"] in {"entered", "confirmed"}
    return lives and not row["reversed_at"] and not row["reverses_id"]


def one_place_at_a_time_and_ten_hours_a_day(rows: list[dict]) -> None:
    at: set[int] = set()
    days: dict[int, int] = {}
    served = 0
    for row in filter(takes_its_time, rows):
        # Minutes since the first midnight here, which is a day's first minute.
        first = (row["began_at"] - FIRST) // timedelta(minutes=1)
        served += row["minutes"]
        at.update(range(first, first + row["minutes"]))
    for minute in at:
        days[minute // 1440] = days.get(minute // 1440, 0) + 1
    assert len(at) == served
    assert all(total <= 600 for total in days.values())


def somebody_else_has_confirmed(rows: list[dict]) -> None:
    for row in rows:
        if row["state"] == "confirmed":
            assert row["confirmed_by_id"] != row["person_id"]
            assert row["confirmed_at"] and row["confirmed_as"]
            assert row["confirmed_as"] == "served" or row["confirmed_by_id"]


@pytest.mark.django_db
def test_no_history_reaches_overlapping_or_self_confirmed_hours():
    Hours.cast = build()
    run_state_machine_as_test(
        Hours,
        settings=settings(
            # The rules are the same on both; what differs there is the subject of the race tests.
            max_examples=20 if connection.vendor == "sqlite" else 6,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
