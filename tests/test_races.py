"""Twenty at the same moment: exactly as many win as are wanted, and the control shows the race.

Real threads on a real database; on SQLite writers queue, on PostgreSQL they truly run together.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.base.errors import Conflict, Refused
from last500.base.scope import everything
from last500.people import actions as people
from last500.service_requests import actions
from last500.service_requests.actions import helping
from last500.service_requests.models import Acceptance, Invitation, ServiceRequest
from tests.cast import Cast, build
from tests.postgres import owner

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CROWD = 20


def crowd_of_helpers(cast: Cast) -> list[str]:
    names = []
    for number in range(CROWD):
        name = f"helper{number}"
        cast.people[name] = people.person_with_phone(f"1000001{number:04d}", name=f"邻{number}")
        cast.report_in(name, cast.a)
        names.append(name)
    return names


def all_at_once(work, names: list[str]) -> list[object]:
    """Run `work(name)` in a thread each, started together; give back answers or errors."""
    gate = threading.Barrier(len(names))

    def one(name: str) -> object:
        gate.wait()
        try:
            with everything("one of a crowd"):
                return work(name)
        except (Conflict, IntegrityError) as fault:
            return fault
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(names)) as pool:
        return list(pool.map(one, names))


def test_twenty_accept_and_one_wins():
    cast = build()
    names = crowd_of_helpers(cast)
    request = cast.offered(*names)
    actors = {name: cast.actor(name) for name in names}

    answers = all_at_once(lambda name: actions.accept(actors[name], cast.fresh(request)), names)

    winners = [answer for answer in answers if isinstance(answer, Acceptance)]
    assert len(winners) == 1
    assert all(isinstance(a, Conflict) for a in answers if a not in winners)
    assert Acceptance.objects.filter(ended_at=None).count() == 1
    assert ServiceRequest.objects.get(pk=request.pk).taken == 1


def test_twenty_accept_and_a_team_of_three_is_full():
    cast = build()
    names = crowd_of_helpers(cast)
    verified = actions.verify(cast.actor("lin"), cast.placed(), how="phone", wanted=3)
    request = actions.offer(
        cast.actor("lin"), verified, helpers=[cast.people[name].pk for name in names]
    )
    actors = {name: cast.actor(name) for name in names}
    all_at_once(lambda name: actions.accept(actors[name], cast.fresh(request)), names)
    held = Acceptance.objects.filter(request=request, ended_at=None)
    assert sorted(held.values_list("slot", flat=True)) == [0, 1, 2]
    assert ServiceRequest.objects.get(pk=request.pk).state == "accepted"


def test_control_without_the_guards_several_win():
    """Take away the constraint, check and then act: the same crowd wins many times."""
    cast = build()
    names = crowd_of_helpers(cast)
    request = cast.offered(*names)
    all_have_looked = threading.Barrier(CROWD)

    def look_then_take(name: str) -> object:
        seen = ServiceRequest.objects.get(pk=request.pk)
        connection.close()
        all_have_looked.wait()
        if seen.taken >= seen.wanted:
            raise Conflict("gone")
        return Acceptance.objects.create(
            request=request,
            helper=cast.people[name],
            slot=0,
            accepted_at=clock.now(),
            visit_code="白鹭",
        )

    with without_the_slot_constraint():
        answers = all_at_once(look_then_take, names)
        assert sum(isinstance(answer, Acceptance) for answer in answers) > 1


@contextmanager
def without_the_slot_constraint():
    with owner() as cursor:
        cursor.execute("DROP INDEX one_helper_per_slot")
    try:
        yield
    finally:
        Acceptance.objects.all().delete()
        with owner() as cursor:
            cursor.execute(
                "CREATE UNIQUE INDEX one_helper_per_slot ON service_requests_acceptance"
                " (request_id, slot) WHERE ended_at IS NULL"
            )


def test_the_slot_constraint_alone_stops_a_second_winner(monkeypatch):
    """The database's own guard: without the counting UPDATE still one slot, one helper."""
    cast = build()
    names = crowd_of_helpers(cast)[:8]
    request = cast.offered(*names)
    monkeypatch.setattr(helping, "_take_place", lambda row: True)
    monkeypatch.setattr(helping.rules, "free_slot", lambda taken, wanted: 0)
    actors = {name: cast.actor(name) for name in names}

    all_at_once(lambda name: actions.accept(actors[name], cast.fresh(request)), names)

    assert Acceptance.objects.filter(request=request, ended_at=None).count() == 1


def test_a_team_is_never_bigger_than_wanted_whatever_the_code_does():
    cast = build()
    request = cast.placed()
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRequest.objects.filter(pk=request.pk).update(taken=F("wanted") + 1)


def test_a_code_works_once_for_two_who_type_it_together():
    build()
    code, plain = people.ask_for_code("10000000005", address="::1")
    results = []

    def use(_name: str) -> object:
        try:
            results.append(people.use_code(code.pk, plain, phone="10000000005"))
        except Refused as fault:
            return fault
        return None

    all_at_once(use, ["one", "two", "three"])
    assert len(results) == 1


def test_two_desks_decide_and_one_is_told_that_it_was_late():
    cast = build()
    request = cast.placed()
    actors = {"lin": cast.actor("lin"), "he": cast.actor("he")}

    def decide(name: str) -> object:
        row = cast.fresh(request)
        if name == "lin":
            return actions.verify(actors[name], row, how="phone")
        return actions.refer(actors[name], row, route="property", note="归物业")

    for _ in range(3):
        all_at_once(decide, ["lin", "he"])
    events = request.events.exclude(action="place")
    states = [(event.from_state, event.to_state) for event in events.order_by("at", "pk")]
    assert states in ([("placed", "referred")], [("placed", "verified"), ("verified", "referred")])


def test_one_form_sent_by_eight_hands_at_once_places_one_request():
    """The phone that sends again on a slow line; the control sends eight keys and gets eight."""
    from django.test import Client

    build()
    filled = {"step": "send", "text": "楼道灯坏了", "spot": "stairs", "consent": "on"}
    filled["phone"] = "10000001234"

    def send(key: str) -> str:
        answer = Client().post("/c/furongyuan/request/", filled | {"once": key})
        return answer["Location"]

    hands = [str(number) for number in range(8)]
    answers = all_at_once(lambda _name: send("the-same-key-0123"), hands)
    assert len(set(answers)) == 1
    assert ServiceRequest.objects.count() == 1
    all_at_once(lambda name: send(f"another-key-0123-{name}"), hands)
    assert ServiceRequest.objects.count() == 9


# ---- through the pages --------------------------------------------------------------------------


def accept_through_the_page(cast: Cast, request: ServiceRequest, names: list[str]) -> list[object]:
    """Everybody presses 我来 at the same moment, each in a browser session of their own."""
    asked = {
        invitation.helper_id: invitation.pk
        for invitation in Invitation.objects.filter(request=request)
    }
    sessions = {}
    for name in names:
        sessions[name] = Client(raise_request_exception=False)
        sessions[name].force_login(cast.people[name])

    def press(name: str) -> int:
        address = reverse("me:accept", args=[asked[cast.people[name].pk]])
        return sessions[name].post(address, {"once": uuid4().hex}).status_code

    return all_at_once(press, names)


def test_twenty_press_the_button_and_one_is_led_to_the_door():
    cast = build()
    names = crowd_of_helpers(cast)
    request = cast.offered(*names)
    answers = accept_through_the_page(cast, request, names)
    assert Acceptance.objects.filter(ended_at=None).count() == 1
    assert 500 not in answers
    assert ServiceRequest.objects.get(pk=request.pk).taken == 1


def test_control_the_button_without_the_guard_lets_several_through(monkeypatch):
    """The same crowd, the same page, but check and act are two steps and the index is gone."""
    cast = build()
    names = crowd_of_helpers(cast)[:6]
    request = cast.offered(*names)
    all_have_looked = threading.Barrier(len(names), timeout=20)

    def look_and_believe(row: ServiceRequest) -> bool:
        free = ServiceRequest.objects.values_list("taken", "wanted").get(pk=row.pk)
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            all_have_looked.wait()
        return free[0] < free[1]

    monkeypatch.setattr(helping, "_take_place", look_and_believe)
    with without_the_slot_constraint():
        accept_through_the_page(cast, request, names)
        assert Acceptance.objects.filter(ended_at=None).count() > 1
