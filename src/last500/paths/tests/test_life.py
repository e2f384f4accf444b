"""What a compound decides of its own path, who may, and that nobody is pressed by it."""

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.paths import actions, queries
from last500.paths.models import Aside, FirstYear
from last500.paths.rules import Stand
from last500.paths.tests import world
from last500.paths.tests.world import stand

pytestmark = pytest.mark.django_db
WHY = "不适合我们"


@pytest.fixture
def lin(cast):
    return cast.actor("lin")


def test_the_first_year_counts_from_the_day_on_which_the_compound_says_so(cast, lin):
    assert queries.path_of(cast.a).year is None
    actions.begin(lin, cast.a)
    assert queries.path_of(cast.a).year.first == clock.today()
    with pytest.raises(Conflict):
        actions.begin(lin, cast.a)


def test_what_was_done_before_that_day_is_walked_as_well(cast, lin):
    world.stated(cast)
    with clock.at(clock.now() + 3 * clock.DAY):
        actions.begin(lin, cast.a)
        path = queries.path_of(cast.a)
    assert path.stone("books").stand == Stand.DONE


def test_a_step_is_put_aside_in_a_sentence_and_taken_up_again(cast, lin):
    actions.put_aside(lin, cast.a, "covenant", reason=WHY)
    assert stand(cast.a, "covenant") == Stand.ASIDE
    actions.take_up(lin, cast.a, "covenant")
    assert stand(cast.a, "covenant") == Stand.LATER
    row = Aside.objects.get()
    assert (row.reason, row.taken_up_at is not None) == (WHY, True)
    actions.put_aside(lin, cast.a, "covenant", reason="再等等")
    assert Aside.objects.count() == 2  # both stay as its history


def test_nothing_is_put_aside_twice_nor_taken_up_that_is_not_aside(cast, lin):
    actions.put_aside(lin, cast.a, "covenant", reason=WHY)
    with pytest.raises(Conflict):
        actions.put_aside(lin, cast.a, "covenant", reason=WHY)
    with pytest.raises(Conflict):
        actions.take_up(lin, cast.a, "books")


def test_what_was_really_done_cannot_be_put_aside_and_a_step_is_one_of_seven(cast, lin):
    world.stated(cast)
    for code in ("books", "eighth"):
        with pytest.raises(Conflict):
            actions.put_aside(lin, cast.a, code, reason=WHY)


def test_a_step_put_aside_is_walked_when_the_thing_is_done_after_all(cast, lin):
    actions.put_aside(lin, cast.a, "books", reason=WHY)
    world.stated(cast)
    assert stand(cast.a, "books") == Stand.DONE


@pytest.mark.parametrize("reason", ["", "   ", "找 10000000001"])
def test_a_reason_is_a_plain_sentence_without_anybodys_number(cast, lin, reason):
    with pytest.raises(Refused) as fault:
        actions.put_aside(lin, cast.a, "covenant", reason=reason)
    assert fault.value.field == "reason"
    assert not Aside.objects.exists()


@pytest.mark.parametrize("name", ["he", "sun", "tang", "gao", "qian", "wang", "hua"])
def test_nobody_but_the_compound_itself_decides(cast, name):
    other = cast.actor(name)
    for verb in (
        lambda: actions.begin(other, cast.a),
        lambda: actions.put_aside(other, cast.a, "covenant", reason=WHY),
        lambda: actions.take_up(other, cast.a, "covenant"),
    ):
        with pytest.raises(Forbidden):
            verb()


def test_where_a_compound_has_no_desk_the_community_that_answers_for_it_does(cast):
    actions.put_aside(cast.actor("he"), cast.c, "covenant", reason=WHY)
    with pytest.raises(Forbidden):
        actions.take_up(cast.actor("sun"), cast.c, "covenant")
    with pytest.raises(Forbidden):
        actions.take_up(cast.actor("lin"), cast.c, "covenant")


def test_nobody_is_told_of_a_step_of_any_kind(cast, lin):
    world.said(cast)
    told = Message.objects.count()
    actions.begin(lin, cast.a)
    actions.put_aside(lin, cast.a, "covenant", reason=WHY)
    actions.take_up(lin, cast.a, "covenant")
    assert stand(cast.a, "matter") == Stand.DONE
    assert Message.objects.count() == told


# ---- what the database itself refuses -----------------------------------------------------------


def aside(cast, **more):
    filled = {"compound": cast.a, "step": "books", "reason": WHY, "put_at": clock.now()}
    return Aside.objects.create(**(filled | more))


@pytest.mark.parametrize(
    ("more", "promise"),
    [
        ({}, "a_step_is_put_aside_once|paths_aside.step"),
        ({"step": "review", "reason": ""}, "a_step_put_aside_says_why"),
        (
            {"step": "review", "taken_up_at": clock.now() - 9 * clock.DAY},
            "a_step_is_taken_up_after_it_was_put_aside",
        ),
    ],
)
def test_the_database_refuses(cast, more, promise):
    aside(cast)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        aside(cast, **more)


def test_a_compound_has_one_first_year(cast):
    FirstYear.objects.create(compound=cast.a, begun_on=clock.today())
    with pytest.raises(IntegrityError), transaction.atomic():
        FirstYear.objects.create(compound=cast.a, begun_on=clock.today())
