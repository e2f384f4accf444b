"""Each step ticks itself from what was really done, and from nothing less."""

from datetime import timedelta

import pytest
from django.db import connection

from last500.activities import actions as activities
from last500.activities.tests import town as activities_town
from last500.base import clock
from last500.consultations import actions as consultations
from last500.consultations.tests import world as consultations_world
from last500.councils import actions as councils
from last500.councils.rules import Came
from last500.councils.tests import world as councils_world
from last500.covenants import actions as covenants
from last500.covenants.tests import world as covenants_world
from last500.grids.models import Placement
from last500.grids.tests import town as grids_town
from last500.paths import queries
from last500.paths.rules import Code, Kind
from last500.paths.tests import world
from last500.paths.tests.world import facts
from last500.resolutions import actions as resolutions
from last500.resolutions.tests import world as resolutions_world
from last500.topics.tests.world import crowd, in_council
from last500.votes.tests import world as votes_world

pytestmark = pytest.mark.django_db


def test_a_compound_that_did_nothing_has_no_tick(cast):
    assert facts(cast.a) == {}


# ---- to know each other -------------------------------------------------------------------------


def test_an_activity_that_was_held_and_gone_through(cast):
    activity = world.held(cast)
    fact = facts(cast.a)[Code.NEIGHBOURS]
    assert (fact.kind, fact.key, fact.title) == (Kind.ACTIVITY, str(activity.pk), activity.title)
    assert fact.day == clock.local(activity.ends_at).date()


def test_an_activity_ahead_called_off_or_not_gone_through_is_none(cast):
    activities_town.set_up(cast)
    off = activities_town.set_up(cast, days=9)
    activities.call_off(cast.actor("lin"), off, reason="下大雨")
    world.held(cast, ticked=False)
    assert facts(cast.a) == {}


def test_an_activity_of_the_community_is_not_the_compounds(cast):
    activity = activities_town.set_up(cast, by="he", place="community")
    with activities_town.after(activities_town.role_of(activity), hours=1):
        activities.tick(cast.actor("he"), activity, {})
    assert facts(cast.a) == {}


def test_a_yes_to_a_seat_and_not_the_asking_for_it(cast):
    seat = grids_town.yard(cast).seat
    grids_town.asked(cast, seat, "li")
    assert facts(cast.a) == {}
    Placement.objects.all().delete()
    grids_town.seated(cast, seat)
    assert facts(cast.a)[Code.NEIGHBOURS].kind == Kind.SEAT


# ---- a small matter -----------------------------------------------------------------------------


def test_a_decision_of_which_neighbours_say_that_it_is_done(cast):
    row = world.said(cast)
    fact = facts(cast.a)[Code.MATTER]
    assert (fact.kind, fact.key, fact.day) == (Kind.RESOLUTION, str(row.pk), clock.today())


@pytest.mark.parametrize(("done", "not_yet"), [(4, 0), (3, 3), (2, 4)])
def test_too_few_words_or_as_many_against_are_no_tick(cast, done, not_yet):
    world.said(cast, done, not_yet)
    assert Code.MATTER not in facts(cast.a)


def test_the_desks_own_word_that_it_is_done_is_no_tick(cast):
    resolutions_world.done(cast, resolutions_world.adopted(cast))
    assert facts(cast.a) == {}


def test_a_decision_with_something_left_to_do_is_none(cast):
    tasks = [resolutions_world.task(), resolutions_world.task("装一个提示牌")]
    row = resolutions_world.adopted(cast, tasks=tasks)
    task = resolutions_world.done(cast, row)
    for name in crowd(cast, 6, first=40):
        resolutions.say_word(cast.actor(name), task, word="done")
    assert facts(cast.a) == {}


def test_a_decision_that_came_from_no_topic_is_no_small_matter(cast):
    row = covenants_world.decided(cast)
    task = resolutions_world.done(cast, row)
    for name in crowd(cast, 6, first=40):
        resolutions.say_word(cast.actor(name), task, word="done")
    assert facts(cast.a) == {}


# ---- who leads ----------------------------------------------------------------------------------


def test_a_meeting_of_a_council_with_published_minutes(cast):
    meeting = world.minuted(cast)
    fact = facts(cast.a)[Code.LEADERS]
    assert (fact.kind, fact.key) == (Kind.MEETING, str(meeting.pk))
    assert fact.day == clock.local(meeting.published_at).date()


def test_minutes_that_nobody_confirmed_or_published_are_no_tick(cast):
    meeting = world.written(cast)
    assert facts(cast.a) == {}
    with councils_world.after(meeting, timedelta(hours=5)):
        councils.confirm(cast.actor("he"), meeting)
    assert facts(cast.a) == {}


def test_a_meeting_called_off_is_no_tick(cast):
    meeting = councils_world.announced(cast, kind="residents")
    councils.call_off(cast.actor("lin"), meeting, reason="下大雨")
    assert facts(cast.a) == {}


def test_an_open_air_meeting_or_two_members_do_not_lead(cast):
    world.minuted(cast, Came(residents=30, owners=0, members=2, guests=0))
    world.minuted(cast, kind="open_air")
    assert facts(cast.a) == {}


# ---- the covenant -------------------------------------------------------------------------------


def test_a_covenant_from_the_day_on_which_it_is_in_force(cast):
    version = world.adopted(cast)
    assert facts(cast.a) == {}
    with clock.at(clock.start_of(version.in_force_on) + timedelta(hours=1)):
        covenants.begin_due()
        fact = facts(cast.a)[Code.COVENANT]
    assert (fact.kind, fact.key, fact.day) == (
        Kind.COVENANT, str(version.pk), version.in_force_on,
    )  # fmt: skip


def test_a_draft_of_a_covenant_is_none(cast):
    covenants_world.drafted(cast)
    assert facts(cast.a) == {}


def test_the_day_of_the_first_covenant_stays_when_it_is_replaced(cast):
    first = covenants_world.in_force(cast)
    with clock.at(clock.now() + timedelta(days=20)):
        second = covenants_world.in_force(cast, ["遛狗牵绳。"])
        assert second.number == 2
    assert facts(cast.a)[Code.COVENANT].key == str(first.pk)


# ---- the books ----------------------------------------------------------------------------------


def test_a_published_statement_and_not_one_that_waits_for_the_second_person(cast):
    made = world.stated(cast, published=False)
    assert facts(cast.a) == {}
    from last500.ledger import actions as ledger

    ledger.publish_statement(cast.actor("he"), made)
    fact = facts(cast.a)[Code.BOOKS]
    assert (fact.kind, fact.key, fact.day) == (Kind.STATEMENT, str(made.pk), clock.today())


# ---- everybody was asked ------------------------------------------------------------------------


def test_a_consultation_with_its_result(cast):
    one = world.consulted(cast)
    fact = facts(cast.a)[Code.ASKED]
    assert (fact.kind, fact.key, fact.title) == (Kind.CONSULTATION, str(one.pk), one.title)


def test_a_consultation_in_preparation_open_closed_or_cancelled_is_none(cast):
    lin = cast.actor("lin")
    consultations.draft(lin, cast.a, consultations_world.filled())
    consultations_world.announced(cast)
    world.consulted(cast, published=False)
    off = consultations_world.announced(cast)
    consultations.cancel(lin, off, reason="问法写错了，重新问。")
    assert facts(cast.a) == {}


def test_an_owners_vote_with_its_result_and_none_that_is_only_counted(cast):
    votes_world.counted(cast)
    assert facts(cast.a) == {}
    vote = votes_world.published(cast)
    fact = facts(cast.a)[Code.ASKED]
    assert (fact.kind, fact.key) == (Kind.VOTE, str(vote.pk))


# ---- looking back -------------------------------------------------------------------------------


def test_an_agreement_that_was_looked_at_again(cast):
    row = world.looked_back(cast)
    fact = facts(cast.a)[Code.REVIEW]
    assert (fact.kind, fact.key, fact.title) == (Kind.REVIEW, str(row.pk), row.title)
    assert fact.day == row.review_on


def test_an_agreement_that_goes_back_to_discussion_was_looked_at_too(cast):
    row = resolutions_world.adopted(cast)
    resolutions.back(cast.actor("lin"), row, reason="画了线还是停不下。")
    assert facts(cast.a)[Code.REVIEW].key == str(row.pk)


def test_a_review_day_that_only_came_is_no_tick(cast):
    row = resolutions_world.adopted(cast)
    with clock.at(clock.start_of(row.review_on) + timedelta(hours=9)):
        resolutions.lay_down_due()
        resolutions.note(cast.actor("lin"), resolutions_world.only_task(row), words="还在画。")
        assert facts(cast.a) == {}


# ---- of all of them -----------------------------------------------------------------------------


def test_what_one_compound_did_is_no_tick_of_another(cast):
    world.held(cast)
    world.stated(cast)
    assert len(facts(cast.a)) == 2
    assert facts(cast.b) == facts(cast.c) == {}


def test_a_topic_on_the_agenda_walks_nothing(cast):
    in_council(cast)
    assert facts(cast.a) == {}


def test_a_path_takes_two_statements_however_much_was_done(cast, django_assert_num_queries):
    for work in (world.held, world.said, world.stated, world.consulted):
        work(cast)
    world.minuted(cast)
    with django_assert_num_queries(2):
        path = queries.path_of(cast.a)
    assert sum(stone.fact is not None for stone in path.stones) == 5


def test_no_statement_of_a_path_reads_a_person(cast):
    with connection.execute_wrapper(_no_people):
        queries.path_of(cast.a)


def _no_people(execute, sql, params, many, context):
    for table in ("people_person", "households_relation", "councils_seat", "activities_signup"):
        assert table not in sql
    return execute(sql, params, many, context)
