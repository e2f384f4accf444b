"""Twenty claim the last place of a post at once: one has it, the others hear so and may wait.

The controls take the guards away one by one and show the race.
"""

import threading
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.base.errors import Conflict
from last500.people import actions as people
from last500.posts import actions
from last500.posts.actions import claiming, step
from last500.posts.models import Holding, OwnDate, Post, Waiting
from last500.posts.rules import Waits
from last500.posts.tests.town import fresh, next_wednesday, set_up
from tests.cast import Cast, build
from tests.postgres import owner
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CROWD = 20


def crowd(cast: Cast, count: int = CROWD) -> list[str]:
    names = []
    for number in range(count):
        name = f"neighbour{number}"
        cast.people[name] = people.person_with_phone(f"1000001{number:04d}", name=f"邻{number}")
        cast.report_in(name, cast.a)
        names.append(name)
    return names


def sessions_of(cast: Cast, names: list[str]) -> dict[str, Client]:
    made = {name: Client(raise_request_exception=False) for name in names}
    for name, client in made.items():
        client.force_login(cast.people[name], backend="last500.people.backend.CodeBackend")
    return made


def test_twenty_press_the_button_and_one_has_the_last_place():
    cast = build()
    names = crowd(cast)
    post = set_up(cast, places=2)
    actions.claim(cast.actor("wang"), post)
    pages = sessions_of(cast, names)
    address = reverse("posts:claim", args=[post.pk])

    answers = all_at_once(lambda name: pages[name].post(address, {"once": uuid4().hex}), names)

    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 19
    assert Holding.objects.active().filter(post=post).count() == fresh(post).taken == 2
    beaten = [answer for answer in answers if answer.status_code == 409]
    assert all("最后一个位置刚刚有邻居领走了" in answer.content.decode() for answer in beaten)
    assert all(reverse("posts:join", args=[post.pk]) in a.content.decode() for a in beaten)

    late = [name for name, answer in zip(names, answers, strict=True) if answer.status_code == 409]
    join = reverse("posts:join", args=[post.pk])
    joined = all_at_once(lambda name: pages[name].post(join, {"once": uuid4().hex}), late)
    assert {answer.status_code for answer in joined} == {303}
    assert Waiting.objects.filter(post=post, state=Waits.WAITING).count() == 19


def test_control_without_the_guards_the_post_is_oversold(monkeypatch):
    """Look, then act, and no index: the same crowd on the same page takes it many times."""
    cast = build()
    names = crowd(cast, 6)
    post = set_up(cast, places=1)
    pages = sessions_of(cast, names)
    address = reverse("posts:claim", args=[post.pk])
    all_have_looked = threading.Barrier(len(names), timeout=20)

    def look_and_believe(row: Post) -> bool:
        taken, places = Post.objects.values_list("taken", "places").get(pk=row.pk)
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            all_have_looked.wait()
        return taken < places

    monkeypatch.setattr(claiming, "take_place", look_and_believe)
    monkeypatch.setattr(step.rules, "free_slot", lambda taken, places: 0)
    with owner() as cursor:
        cursor.execute("DROP INDEX one_holder_for_a_place")
    try:
        all_at_once(lambda name: pages[name].post(address, {"once": uuid4().hex}), names)
        assert Holding.objects.active().filter(post=post).count() > 1
    finally:
        Holding.objects.all().delete()
        with owner() as cursor:
            cursor.execute(
                "CREATE UNIQUE INDEX one_holder_for_a_place ON posts_holding (post_id, slot)"
                " WHERE ended_at IS NULL"
            )


def test_the_index_alone_stops_a_second_holder(monkeypatch):
    """Without the counting UPDATE: still one place, one holder."""
    cast = build()
    names = crowd(cast, 8)
    post = set_up(cast, places=1)
    monkeypatch.setattr(claiming, "take_place", lambda row: True)
    monkeypatch.setattr(step.rules, "free_slot", lambda taken, places: 0)
    actors = {name: cast.actor(name) for name in names}
    answers = all_at_once(lambda name: actions.claim(actors[name], fresh(post)), names)
    assert Holding.objects.active().filter(post=post).count() == 1
    assert sum(isinstance(answer, IntegrityError) for answer in answers) == 7


def test_two_presses_of_one_form_and_of_two_forms_hold_one_place():
    cast = build()
    post = set_up(cast, places=5)
    client = sessions_of(cast, ["wang"])["wang"]
    address = reverse("posts:claim", args=[post.pk])
    hands = [str(number) for number in range(6)]
    same = all_at_once(lambda _hand: client.post(address, {"once": "k" * 32}), hands)
    assert {answer.status_code for answer in same} == {303}
    assert fresh(post).taken == 1
    other = all_at_once(lambda hand: client.post(address, {"once": f"{hand}" * 32}), hands)
    assert {answer.status_code for answer in other} == {409}
    assert Holding.objects.active().filter(post=post).count() == fresh(post).taken == 1


def test_joining_while_the_last_one_leaves_strands_nobody():
    """Either they wait and are asked, or they hear that a place is free."""
    cast = build()
    names = crowd(cast, 4)
    post = set_up(cast, places=1)
    actions.claim(cast.actor("wang"), post)
    actors = {name: cast.actor(name) for name in [*names, "wang"]}

    def move(name: str) -> object:
        verb = actions.leave if name == "wang" else actions.join
        return verb(actors[name], fresh(post))

    all_at_once(move, [*names[:2], "wang", *names[2:]])
    row = fresh(post)
    waiting = Waiting.objects.filter(post=post, state=Waits.WAITING).count()
    assert not (row.free and waiting)
    asked = Waiting.objects.filter(post=post, state=Waits.ASKED).count()
    assert row.taken == asked <= 1


def test_of_many_who_would_stand_in_one_does():
    cast = build()
    names = crowd(cast, 8)
    post = set_up(cast, places=1)
    actions.claim(cast.actor("wang"), post)
    on = next_wednesday()
    actions.cannot_come(cast.actor("wang"), post, on)
    actors = {name: cast.actor(name) for name in names}
    answers = all_at_once(lambda name: actions.stand_in(actors[name], fresh(post), on), names)
    assert sum(isinstance(answer, OwnDate) for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 7


def test_of_many_who_take_over_one_does():
    cast = build()
    names = crowd(cast, 6)
    post = set_up(cast, places=1)
    actions.claim(cast.actor("wang"), post)
    actions.leave(cast.actor("wang"), post, found_somebody=True)
    key = Waiting.objects.get(post=post).key
    actors = {name: cast.actor(name) for name in names}
    all_at_once(lambda name: actions.take_over(actors[name], key), names)
    assert Holding.objects.active().filter(post=post).count() == fresh(post).taken == 1


def test_an_ask_that_lapses_while_its_yes_is_said_is_one_or_the_other():
    cast = build()
    post = set_up(cast, places=1)
    actions.claim(cast.actor("wang"), post)
    for name in ("li", "zhou"):
        actions.join(cast.actor(name), post)
    actions.leave(cast.actor("wang"), post)
    actors = {"li": cast.actor("li"), "clock": None}

    def move(name: str) -> object:
        if name == "clock":
            with clock.at(clock.now() + 25 * clock.HOUR):
                return actions.lapse_asks()
        return actions.answer(actors[name], fresh(post), yes=True)

    all_at_once(move, ["li", "clock"])
    held = Holding.objects.active().filter(post=post).count()
    asked = Waiting.objects.filter(post=post, state=Waits.ASKED).count()
    assert held + asked == fresh(post).taken == 1


def test_the_table_refuses_more_than_there_are_places():
    cast = build()
    post = set_up(cast, places=1)
    with pytest.raises(IntegrityError, match="post_never_has_more"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(taken=2)
