"""Ten press for the last place of an activity at once; two tabs sign up for two at one time.

The controls take the guards away one by one and show the race.
"""

import threading
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from last500.activities import actions, guards
from last500.activities.actions import signing, step
from last500.activities.models import Role, SignUp
from last500.activities.rules import Says
from last500.activities.tests.town import coming, fresh, one_role, state_of
from last500.people import actions as people
from tests.cast import Cast, build
from tests.postgres import owner
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CROWD = 10


def crowd(cast: Cast, count: int = CROWD) -> list[str]:
    names = []
    for number in range(count):
        name = f"neighbour{number}"
        cast.people[name] = people.person_with_phone(f"1000001{number:04d}", name=f"邻{number}")
        names.append(name)
    return names


def session_of(cast: Cast, name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.people[name], backend="last500.people.backend.CodeBackend")
    return client


def open_role(cast: Cast, places: int = 1, **more: object) -> Role:
    return one_role(cast, places=places, side="participant", **more)


def heads(role: Role) -> int:
    rows = SignUp.objects.coming().filter(role=role)
    return sum(rows.values_list("heads", flat=True))


class Guards:
    """Take the triggers away, and put them back afterwards."""

    def __enter__(self) -> None:
        with owner():
            guards.remove(connection)

    def __exit__(self, *args: object) -> None:
        SignUp.objects.all().delete()
        with owner():
            guards.install(connection)


def test_ten_press_the_button_and_one_has_the_last_place():
    cast = build()
    names = crowd(cast)
    role = open_role(cast, places=2)
    actions.sign_up(cast.actor("hua"), role)
    pages = {name: session_of(cast, name) for name in names}
    address = reverse("activities:sign_up", args=[role.pk])

    answers = all_at_once(lambda name: pages[name].post(address, {"once": uuid4().hex}), names)

    assert sorted(answer.status_code for answer in answers) == [303] + [409] * (CROWD - 1)
    assert SignUp.objects.coming().filter(role=role).count() == fresh(role).taken == 2
    beaten = [answer for answer in answers if answer.status_code == 409]
    assert all("刚刚有邻居报走了" in answer.content.decode() for answer in beaten)

    late = [name for name, answer in zip(names, answers, strict=True) if answer.status_code == 409]
    join = reverse("activities:join", args=[role.pk])
    joined = all_at_once(lambda name: pages[name].post(join, {"once": uuid4().hex}), late)
    assert {answer.status_code for answer in joined} == {303}
    assert SignUp.objects.waiting().filter(role=role).count() == CROWD - 1


def look_and_believe(everybody: threading.Barrier):
    def take(role: Role, wanted: int) -> bool:
        taken, places = Role.objects.values_list("taken", "places").get(pk=role.pk)
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            everybody.wait()
        return taken + wanted <= places

    return take


def test_control_without_the_guards_the_role_is_oversold(monkeypatch):
    """Look, then act, no row held, and no trigger: the same crowd takes it many times."""
    cast = build()
    names = crowd(cast, 6)
    role = open_role(cast)
    pages = {name: session_of(cast, name) for name in names}
    address = reverse("activities:sign_up", args=[role.pk])
    everybody = threading.Barrier(len(names), timeout=20)
    monkeypatch.setattr(signing, "take_places", look_and_believe(everybody))
    monkeypatch.setattr(signing, "held", fresh)
    with Guards():
        all_at_once(lambda name: pages[name].post(address, {"once": uuid4().hex}), names)
        assert heads(role) > 1


def test_the_trigger_alone_stops_one_head_too_many(monkeypatch):
    """Without the counting UPDATE and without the held row: still no more heads than places."""
    cast = build()
    names = crowd(cast, 6)
    role = open_role(cast, places=3, brings=1)
    monkeypatch.setattr(signing, "take_places", lambda row, wanted: True)
    monkeypatch.setattr(signing, "held", fresh)
    actors = {name: cast.actor(name) for name in names}
    answers = all_at_once(lambda name: actions.sign_up(actors[name], fresh(role), brings=1), names)
    assert heads(role) == 2  # three places hold one party of two, and never two of them
    assert sum(isinstance(answer, Exception) for answer in answers) == 5


def test_two_tabs_sign_up_for_two_at_one_time_and_one_holds():
    cast = build()
    one, two = open_role(cast, 5), open_role(cast, 5, title="同一时间的另一场")
    roles = {"one": one, "two": two}
    for _round in range(4):
        tabs = {name: session_of(cast, "hua") for name in roles}

        def send(name: str, tabs: dict = tabs):
            address = reverse("activities:sign_up", args=[roles[name].pk])
            return tabs[name].post(address, {"once": uuid4().hex})

        answers = all_at_once(send, list(roles))
        assert sorted(answer.status_code for answer in answers) == [303, 422]
        assert SignUp.objects.coming().filter(person=cast.hua).count() == 1
        assert fresh(one).taken + fresh(two).taken == 1
        SignUp.objects.all().delete()
        Role.objects.update(taken=0)


def test_control_without_the_guard_somebody_is_at_two_places(monkeypatch):
    """The question before it alone: both tabs are told that nothing stands against it."""
    cast = build()
    roles = {"one": open_role(cast, 5), "two": open_role(cast, 5, title="另一场")}
    both = threading.Barrier(2, timeout=20)

    def ask_and_believe(person: object, role: Role) -> None:
        step.no_clash(person, role)  # type: ignore[arg-type]
        if connection.vendor == "postgresql":
            both.wait()

    if connection.vendor == "sqlite":  # one writer at a time: the question itself is left out
        monkeypatch.setattr(signing, "no_clash", lambda person, role: None)
    else:
        monkeypatch.setattr(signing, "no_clash", ask_and_believe)
    actor = cast.actor("hua")
    with Guards():
        all_at_once(lambda name: actions.sign_up(actor, roles[name]), list(roles))
        assert SignUp.objects.coming().filter(person=cast.hua).count() == 2


def test_two_yes_to_one_kept_place_and_the_clock_leave_one_state():
    """The answer and the lapse of the same ask: one of them wins, the count is right."""
    cast = build()
    role = open_role(cast)
    actions.sign_up(cast.actor("hua"), role)
    actions.join(cast.actor("chen"), fresh(role))
    actions.cancel(cast.actor("hua"), fresh(role))
    actor = cast.actor("chen")
    answers = all_at_once(
        lambda word: actions.answer(actor, fresh(role), yes=word == "yes"), ["yes", "no"]
    )
    assert sum(isinstance(answer, Exception) for answer in answers) == 1
    state = state_of(role, cast.chen.pk)
    assert state in {Says.COMES, Says.DECLINED}
    assert fresh(role).taken == (1 if state == Says.COMES else 0)


def test_a_link_is_taken_by_one_of_ten():
    cast = build()
    names = crowd(cast)
    role = open_role(cast)
    actions.sign_up(cast.actor("hua"), role)
    offer = actions.offer_by_link(cast.actor("hua"), fresh(role))
    actors = {name: cast.actor(name) for name in names}
    answers = all_at_once(lambda name: actions.take_over(actors[name], offer.key), names)
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert len(coming(role)) == fresh(role).taken == 1


def test_nobody_stays_signed_up_for_what_is_called_off_at_that_moment():
    cast = build()
    names = crowd(cast, 5)
    role = open_role(cast, places=5)
    lin = cast.actor("lin")
    actors = {name: cast.actor(name) for name in names}

    def do(name: str):
        if name == "off":
            return actions.call_off(lin, role.activity, reason="下雨")
        return actions.sign_up(actors[name], fresh(role))

    answers = all_at_once(do, [*names, "off"])
    assert not any(isinstance(answer, IntegrityError) for answer in answers)
    assert not SignUp.objects.live().filter(role=role).exists()
    assert fresh(role).taken == 0
