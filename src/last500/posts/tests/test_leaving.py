"""Leave at once or from a day, hand over, stay after all; pause and end."""

from datetime import timedelta

import pytest

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.people.leaving import close_account, restrict
from last500.posts import actions
from last500.posts.models import Holding, Waiting
from last500.posts.queries import ahead_of, mine
from last500.posts.tests.town import fresh, full, holders, line, told

pytestmark = pytest.mark.django_db


def test_leaving_needs_nobody_and_the_desk_hears_that_somebody_is_missing(cast):
    post = full(cast, "wang", "li", places=2)
    actions.leave(cast.actor("wang"), post, note="钥匙在门岗")
    assert holders(post) == {cast.li.pk}
    assert told("post_short") == {cast.lin.pk}
    with pytest.raises(Forbidden):
        actions.leave(cast.actor("wang"), post)
    assert actions.claim(cast.actor("wang"), fresh(post)).slot == 0


def test_leaving_on_a_day_asks_the_next_one_at_once_and_changes_on_that_day(cast):
    post = full(cast, "wang")
    actions.join(cast.actor("li"), post)
    last = clock.today() + 10 * clock.DAY
    actions.leave(cast.actor("wang"), post, last_day=last, note="钥匙在门岗")
    assert line(post) == ["asked"]
    actions.answer(cast.actor("li"), post, yes=True)
    assert line(post) == ["agreed"]
    assert holders(post) == {cast.wang.pk}
    with pytest.raises(Conflict, match="答应接了"):
        actions.stay(cast.actor("wang"), post)
    with clock.at(clock.start_of(last) + clock.HOUR):
        assert actions.end_due() == 0
    with clock.at(clock.start_of(last + clock.DAY) + clock.HOUR):
        assert actions.end_due() == 1
        assert holders(post) == {cast.li.pk}
        assert Holding.objects.active().get(post=post).from_on == last + clock.DAY
    assert fresh(post).taken == 1
    assert told("post_begins") == {cast.li.pk}


def test_whoever_stays_after_all_keeps_the_place_and_the_asked_keeps_theirs(cast):
    post = full(cast, "wang")
    for name in ("li", "zhou"):
        actions.join(cast.actor(name), post)
    actions.leave(cast.actor("wang"), post, last_day=clock.today() + 9 * clock.DAY)
    actions.stay(cast.actor("wang"), post)
    assert line(post) == ["waiting", "waiting"]
    assert ahead_of(Waiting.objects.get(person=cast.li)) == 0
    assert told("post_not_free") == {cast.li.pk}
    with clock.at(clock.now() + 30 * clock.DAY):
        assert actions.end_due() == 0


def test_whoever_is_asked_ahead_is_not_moved_when_the_leaver_goes_at_once(cast):
    post = full(cast, "wang")
    actions.join(cast.actor("li"), post)
    actions.leave(cast.actor("wang"), post, last_day=clock.today() + 9 * clock.DAY)
    actions.leave(cast.actor("wang"), post)
    assert (line(post), holders(post), fresh(post).taken) == (["asked"], set(), 1)
    actions.answer(cast.actor("li"), post, yes=True)
    assert holders(post) == {cast.li.pk}


def test_the_agreed_one_drops_out_and_the_next_is_asked_for_the_same_place(cast):
    post = full(cast, "wang")
    for name in ("li", "zhou"):
        actions.join(cast.actor(name), post)
    actions.leave(cast.actor("wang"), post, last_day=clock.today() + 9 * clock.DAY)
    actions.answer(cast.actor("li"), post, yes=True)
    actions.leave_line(cast.actor("li"), post)
    assert line(post) == ["asked"]
    with clock.at(clock.now() + 3 * clock.DAY):
        actions.lapse_asks()
    assert line(post) == []
    assert fresh(post).taken == 1
    with clock.at(clock.now() + 12 * clock.DAY):
        actions.end_due()
    assert fresh(post).taken == 0


def offered_key(cast, name: str = "wang") -> str:
    return mine(cast.actor(name)).offered[0].key


def test_a_successor_is_asked_by_the_leavers_own_link(cast):
    post = full(cast, "wang")
    actions.leave(cast.actor("wang"), post, note="钥匙在门岗", found_somebody=True)
    key = offered_key(cast)
    assert fresh(post).taken == 1  # kept
    assert holders(post) == set()
    with pytest.raises(actions.Full):
        actions.claim(cast.actor("li"), fresh(post))
    # Asked by link: no report-in is needed.
    actions.take_over(cast.actor("hua"), key)
    assert holders(post) == {cast.hua.pk}
    with pytest.raises(Conflict, match="用过或者过期"):
        actions.take_over(cast.actor("li"), key)


def test_a_link_nobody_takes_lapses_and_the_place_is_free(cast):
    post = full(cast, "wang")
    actions.leave(cast.actor("wang"), post, found_somebody=True)
    key = offered_key(cast)
    with clock.at(clock.now() + timedelta(hours=25)):
        with pytest.raises(Conflict, match="用过或者过期"):
            actions.take_over(cast.actor("li"), key)
        actions.lapse_asks()
    assert fresh(post).taken == 0
    assert actions.claim(cast.actor("li"), fresh(post))


def test_where_somebody_waits_nobody_is_put_before_them(cast):
    post = full(cast, "wang")
    actions.join(cast.actor("li"), post)
    with pytest.raises(Refused, match="有人在排队"):
        actions.leave(cast.actor("wang"), post, found_somebody=True)
    assert holders(post) == {cast.wang.pk}


def test_a_closed_account_frees_its_place_and_asks_the_next(cast):
    post = full(cast, "wang")
    other = full(cast, "li")
    actions.join(cast.actor("li"), post)
    actions.join(cast.actor("wang"), other)
    close_account(cast.actor("wang"))
    assert line(post) == ["asked"]
    assert line(other) == []
    assert told("post_asked") == {cast.li.pk}
    assert not Holding.objects.filter(person=cast.wang).exists()
    close_account(cast.actor("li"))
    assert fresh(post).taken == 0
    assert fresh(other).taken == 0


def test_whoever_locks_their_data_leaves_first_and_then_waits_nowhere(cast):
    post, other = full(cast, "wang"), full(cast, "li")
    actions.join(cast.actor("wang"), other)
    with pytest.raises(Refused, match="还在岗位上"):
        restrict(cast.actor("wang"))
    actions.leave(cast.actor("wang"), post)
    restrict(cast.actor("wang"))
    assert line(other) == []


# ---- pause and end ------------------------------------------------------------------------------


def test_a_pause_keeps_the_places_and_the_line(cast):
    post = full(cast, "wang", "li", places=2)
    actions.join(cast.actor("zhou"), post)
    actions.leave(cast.actor("wang"), post)
    assert line(post) == ["asked"]
    until = clock.today() + 20 * clock.DAY
    actions.pause(cast.actor("lin"), post, reason="工具间装修", until=until)
    assert (line(post), fresh(post).taken) == (["waiting"], 1)
    assert told("post_paused") == {cast.li.pk}
    with pytest.raises(Conflict, match="不招人"):
        actions.claim(cast.actor("wang"), fresh(post))
    # Leaving is always possible; nobody is asked to come to what is closed.
    actions.leave(cast.actor("li"), post)
    assert (line(post), fresh(post).taken) == (["waiting"], 0)
    with clock.at(clock.start_of(until + clock.DAY)):
        assert actions.end_due() == 1
    assert (fresh(post).state, line(post), fresh(post).taken) == ("open", ["asked"], 1)


def test_an_end_is_said_with_its_reason_to_everybody_concerned(cast):
    post = full(cast, "wang")
    actions.join(cast.actor("li"), post)
    with pytest.raises(Refused, match="为什么"):
        actions.end(cast.actor("lin"), post, reason=" ")
    actions.end(cast.actor("lin"), post, reason="物业自己修了")
    assert (fresh(post).state, fresh(post).taken, holders(post)) == ("ended", 0, set())
    assert told("post_ended") == {cast.wang.pk, cast.li.pk}
    with pytest.raises(Conflict):
        actions.open_again(cast.actor("lin"), post)


def test_a_post_ends_by_itself_after_its_last_day(cast):
    post = full(cast, "wang", until_on=clock.today() + 30 * clock.DAY)
    with clock.at(clock.now() + 31 * clock.DAY):
        assert actions.end_due() == 1
        assert actions.end_due() == 0
    assert (fresh(post).state, fresh(post).why) == ("ended", "到了原来说好的日子。")
