"""Two desks take or merge one topic at once; one neighbour presses twice; two write number one.

The controls take the guards away one by one and show the race.
"""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.models import Max

from last500.base import clock
from last500.base.errors import Conflict, Refused
from last500.resolutions import actions as resolutions
from last500.resolutions.models import Resolution, Task
from last500.resolutions.tests.world import adopted, day, done, only_task, task
from last500.topics import actions
from last500.topics.actions import course, merging, step
from last500.topics.models import Support, Topic, TopicEvent
from last500.topics.tests.world import crowd, fresh, in_council, lives, on_agenda, shown
from tests.cast import Cast, build
from tests.postgres import owner
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PRESSES = [f"press{number}" for number in range(8)]


def caught(work):
    """A rule's no is an answer like a conflict."""

    def tried(name: str) -> object:
        try:
            return work(name)
        except Refused as fault:
            return fault

    return tried


def won(answers: list[object]) -> list[object]:
    return [answer for answer in answers if not isinstance(answer, Exception)]


def test_one_of_two_desks_takes_it_up():
    cast = build()
    topic = on_agenda(cast)
    desks = {name: cast.actor(name) for name in ("lin", "he", "sun")}
    answers = all_at_once(
        lambda name: actions.take_up(desks[name], topic, words=f"{name}的会"), sorted(desks)
    )
    assert len(won(answers)) == 1
    assert TopicEvent.objects.filter(topic=topic, action="take_up").count() == 1


def test_control_without_row_and_condition_several_take_it_up(monkeypatch):
    cast = build()
    topic = on_agenda(cast)
    desks = {name: cast.actor(name) for name in ("lin", "he", "sun")}
    everybody = threading.Barrier(len(desks), timeout=20)

    def look_then_take(actor, row, action, **values):
        """Check and then act, as one would on a bad day."""
        values.pop("facts", None)
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            everybody.wait()
        Topic.objects.filter(pk=row.pk).update(state="in_council", with_words=values["with_words"])
        step.append(actor, row, action)
        return row

    monkeypatch.setattr(course, "advance", look_then_take)
    monkeypatch.setattr(course, "held", lambda row: row)
    all_at_once(lambda name: actions.take_up(desks[name], topic, words="会"), sorted(desks))
    assert TopicEvent.objects.filter(topic=topic, action="take_up").count() > 1


def test_two_desks_that_merge_crosswise_leave_one_topic():
    cast = build()
    one, other = shown(cast), shown(cast, by="li")
    desks = {"lin": (fresh(one), fresh(other)), "he": (fresh(other), fresh(one))}
    actors = {name: cast.actor(name) for name in desks}
    answers = all_at_once(
        caught(lambda name: actions.merge(actors[name], desks[name][0], into=desks[name][1])),
        sorted(desks),
    )
    assert len(won(answers)) == 1
    assert sorted((fresh(one).state, fresh(other).state)) == ["merged", "sorted"]


def test_control_without_held_rows_both_disappear(monkeypatch):
    cast = build()
    one, other = shown(cast), shown(cast, by="li")
    desks = {"lin": (fresh(one), fresh(other)), "he": (fresh(other), fresh(one))}
    actors = {name: cast.actor(name) for name in desks}
    monkeypatch.setattr(merging, "_both", lambda topic, into: (topic, into))
    monkeypatch.setattr(merging, "recount", lambda topic: topic)
    monkeypatch.setattr(merging, "Topic", _Nobody)
    if connection.vendor == "postgresql":
        everybody = threading.Barrier(2, timeout=20)
        monkeypatch.setattr(merging, "check", lambda *_given: everybody.wait())
    all_at_once(
        caught(lambda name: actions.merge(actors[name], desks[name][0], into=desks[name][1])),
        sorted(desks),
    )
    assert (fresh(one).state, fresh(other).state) == ("merged", "merged")


class _Nobody:
    """Sees no topic that was merged into another."""

    class objects:
        @staticmethod
        def filter(**_given):
            return Topic.objects.none()


def test_one_neighbour_presses_eight_times_and_supports_once():
    cast = build()
    topic = shown(cast)
    (name,) = crowd(cast, 1)
    actor = cast.actor(name)
    answers = all_at_once(lambda _press: actions.support(actor, topic), PRESSES)
    assert len(won(answers)) == 1
    assert all(isinstance(a, Conflict) for a in answers if a not in won(answers))
    assert (Support.objects.count(), fresh(topic).households) == (1, 1)


def test_control_without_the_constraint_support_is_counted_twice():
    cast = build()
    topic = shown(cast)
    relation = lives(cast, "hua")
    everybody = threading.Barrier(len(PRESSES), timeout=20)

    def look_then_press(_press: str) -> None:
        known = Support.objects.filter(topic=topic, person=cast.hua).exists()
        connection.close()
        everybody.wait()
        if not known:
            Support.objects.create(
                topic=topic, person=cast.hua, household_id=relation.household_id, at=clock.now()
            )

    with without_the_constraint():
        all_at_once(look_then_press, PRESSES)
        assert Support.objects.count() > 1


@contextmanager
def without_the_constraint():
    """SQLite makes the table anew from what the model says: the model says it no longer."""
    (guard,) = kept = Support._meta.constraints
    Support._meta.constraints = []
    with owner(), connection.schema_editor() as editor:
        editor.remove_constraint(Support, guard)
    try:
        yield
    finally:
        Support.objects.all().delete()
        Support._meta.constraints = kept
        with owner(), connection.schema_editor() as editor:
            editor.add_constraint(Support, guard)


def everybodys_topics(cast: Cast) -> dict[str, Topic]:
    return {name: in_council(cast, by="li") for name in ("lin", "he", "sun")}


def test_resolutions_written_at_once_have_numbers_of_their_own():
    cast = build()
    topics = everybodys_topics(cast)
    actors = {name: cast.actor(name) for name in topics}
    all_at_once(
        lambda name: resolutions.adopt(
            actors[name], topics[name], by="council", words="照办。", tasks=[task()],
            review_on=day(90),
        ),
        sorted(topics),
    )  # fmt: skip
    assert sorted(Resolution.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_control_whoever_counts_without_waiting_collides():
    """Counting the numbers before writing gives several the same one; the constraint says no."""
    cast = build()
    row = adopted(cast)
    everybody = threading.Barrier(3, timeout=20)
    kept = ("compound_id", "year", "title", "words", "by", "decided_on", "review_on")
    values = {name: getattr(row, name) for name in kept}

    def count_then_write(_name: str) -> Resolution:
        last = Resolution.objects.aggregate(last=Max("number"))["last"]
        connection.close()
        everybody.wait()
        return Resolution.objects.create(number=last + 1, published_at=clock.now(), **values)

    answers = all_at_once(count_then_write, ["one", "two", "three"])
    assert len(won(answers)) == 1


def test_neighbours_who_speak_at_once_are_all_counted():
    cast = build()
    mine = done(cast, adopted(cast))
    names = crowd(cast, 6)
    actors = {name: cast.actor(name) for name in names}
    all_at_once(lambda name: resolutions.say_word(actors[name], mine, word="done"), names)
    assert Task.objects.get(pk=mine.pk).said_done == 6
    assert only_task(mine.resolution).state == "done"
