"""Anybody may try anything in any order: what a rota promises holds all the same."""

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
from last500.base.actor import Actor
from last500.base.errors import Forbidden, Refused
from last500.rotas import actions, queries
from last500.rotas.models import Planned, RotaEvent, RotaMember, Turn, TurnSwap
from last500.rotas.tests.telling import FULL, arranged, fresh, household, joined
from last500.service_requests import actions as requests
from last500.service_requests.models import Acceptance, Event, ServiceRequest
from last500.service_requests.rules import Action
from tests.cast import Cast, build

MEMBERS = st.sampled_from(["wang", "li", "zhou"])
ANYBODY = st.sampled_from(["home", "lin", "he", "wang", "hua", "qian", "zhao"])


class Life(RuleBasedStateMachine):
    cast: Cast

    @initialize(how=st.sampled_from(["own_page", "said_on_phone"]), wanted=st.integers(1, 2))
    def arrange(self, how: str, wanted: int) -> None:
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = FULL
        # Which requests were placed when the household's yes did not stand.
        self.seen: set = set()
        with clock.at(self.now):
            self.rota = arranged(self.cast, "wang", how=how, wanted=wanted)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def actor(self, who: str) -> Actor:
        return household(self.rota) if who == "home" else self.cast.actor(who)

    def attempt(self, verb, *args, **kwargs) -> None:
        with clock.at(self.now), suppress(Refused, Forbidden, RotaMember.DoesNotExist):
            verb(*args, **kwargs)

    @rule(who=MEMBERS)
    def come_in(self, who):
        self.attempt(joined, self.cast, self.rota, who)

    @rule(who=MEMBERS)
    def leave(self, who):
        rows = RotaMember.objects.select_related("rota__place", "rota__contact", "person")
        seat = rows.filter(person=self.cast.people[who], state="joined").first()
        if seat is None:
            return
        with clock.at(self.now):  # never refused to whoever is in
            actions.leave(self.cast.actor(who), seat)
        assert not Planned.objects.filter(member=seat, turn__state="planned").exists()

    @rule(
        who=ANYBODY, verb=st.sampled_from(["agree", "resume", "renew", "end"]), told=st.booleans()
    )
    def say(self, who, verb, told):
        more = {"how": "said_on_phone"} if verb in {"agree", "renew"} else {}
        verb = getattr(actions, verb)
        self.attempt(verb, self.actor(who), fresh(self.rota), by_phone=told, **more)

    @rule(who=ANYBODY, days=st.sampled_from([14, 30]))
    def pause(self, who, days):
        self.attempt(actions.pause, self.actor(who), fresh(self.rota), days=days)

    @rule(who=ANYBODY, ahead=st.integers(0, 4))
    def skip(self, who, ahead):
        on = (self.now + timedelta(7 * ahead)).date()
        friday = on + timedelta((4 - on.weekday()) % 7)
        self.attempt(actions.skip, self.actor(who), fresh(self.rota), friday)

    @rule(who=MEMBERS)
    def accept_ahead(self, who):
        with clock.at(self.now):
            mine = [turn.pk for turn in queries.own_turns(self.cast.actor(who))][:2]
        self.attempt(actions.accept_ahead, self.cast.actor(who), mine)

    @rule(who=MEMBERS, number=st.integers(0, 2))
    def cannot(self, who, number):
        with clock.at(self.now):
            mine = queries.own_turns(self.cast.actor(who))[number:]
            turn = queries.own_turn(self.cast.actor(who), mine[0].pk) if mine else None
        if turn is not None:
            self.attempt(actions.cannot, self.cast.actor(who), turn)

    @rule(who=MEMBERS)
    def ask_to_swap(self, who):
        with clock.at(self.now):
            mine = queries.own_turns(self.cast.actor(who))
            others = queries.turns_to_swap_with(self.cast.actor(who), mine[0]) if mine else []
        if others:
            self.attempt(actions.ask_to_swap, self.cast.actor(who), mine[0], others[0])

    @rule(who=MEMBERS)
    def agree_to_swap(self, who):
        rows = TurnSwap.objects.filter(state="asked").select_related(
            "given__rota", "taken", "asker__person", "other__person"
        )
        swap = rows.last()
        if swap is not None:
            self.attempt(actions.agree_to_swap, self.cast.actor(who), swap)

    @rule(days=st.sampled_from([1, 3, 8, 40]))
    def time_passes(self, days):
        self.now += timedelta(days)
        with clock.at(self.now):
            actions.keep_terms()
            actions.lay_out_further()
            actions.place_due()
            actions.find_stand_ins()
            requests.widen_offers()

    @invariant()
    def no_turn_without_the_households_running_yes(self):
        for request in ServiceRequest.objects.filter(turn__rota=self.rota).order_by("placed_at"):
            if request.pk in self.seen:
                continue
            self.seen.add(request.pk)
            events = RotaEvent.objects.filter(rota=self.rota, at__lte=request.placed_at)
            last = events.order_by("-at", "-pk").exclude(action__in=["join", "leave", "swap"])
            assert last[0].to_state == "running"

    @invariant()
    def one_request_for_each_day_and_the_turn_knows_it(self):
        turns = list(Turn.objects.filter(rota=self.rota))
        assert len({turn.on for turn in turns}) == len(turns)
        days = list(ServiceRequest.objects.filter(category="digital_help").values_list("wished_on"))
        assert len(set(days)) == len(days)

    @invariant()
    def nobody_is_assigned(self):
        for one in Acceptance.objects.filter(request__turn__rota=self.rota):
            pressed = Event.objects.filter(
                request=one.request_id,
                actor=one.helper_id,
                action__in=[Action.ACCEPT, Action.HAND_ON],
            )
            assert pressed.exists()

    @invariant()
    def only_those_who_said_yes_are_planned(self):
        ahead = Planned.objects.filter(turn__rota=self.rota, turn__state="planned")
        ahead = ahead.filter(turn__on__gte=self.now.date())
        assert {one.member.state for one in ahead.select_related("member")} <= {"joined"}

    @invariant()
    def what_has_ended_asks_nobody(self):
        if fresh(self.rota).state == "ended":
            open_still = ServiceRequest.objects.filter(
                turn__rota=self.rota, state__in=["placed", "verified", "offered", "accepted"]
            ).filter(wished_on__gte=self.now.date())
            assert not open_still.exists()
            assert not Turn.objects.filter(rota=self.rota, state="planned").exists()


@pytest.mark.django_db
def test_any_order_of_steps_keeps_what_a_rota_promises():
    Life.cast = build()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=14 if connection.vendor == "sqlite" else 4,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
