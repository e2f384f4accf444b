"""A post's life by its own verbs: set up, claim, wait, be asked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.actor import NOBODY
from last500.base.errors import Conflict, Forbidden, Refused
from last500.people.models import Guardian
from last500.posts import actions
from last500.posts.models import Holding, Post, PostEvent
from last500.posts.queries import ahead_of
from last500.posts.tests.town import (
    filled,
    fresh,
    full,
    holders,
    line,
    set_up,
    state_of,
    told,
)
from last500.reportin.models import Proof, ReportIn

pytestmark = pytest.mark.django_db


def test_one_press_and_the_place_is_theirs_nobody_approves(cast):
    post = set_up(cast)
    holding = actions.claim(cast.actor("wang"), post)
    assert (holding.person, holding.slot, holding.from_on) == (cast.wang, 0, clock.today())
    assert fresh(post).taken == 1
    with pytest.raises(Conflict, match="已经在这个岗位"):
        actions.claim(cast.actor("wang"), fresh(post))
    assert fresh(post).taken == 1


def test_history_names_whoever_sits_at_the_desk_and_no_member(cast):
    post = full(cast, "wang")
    actions.leave(cast.actor("wang"), post)
    rows = PostEvent.objects.filter(post=post).order_by("pk").values_list("action", "actor")
    assert list(rows) == [("set_up", cast.lin.pk), ("claimed", None), ("left", None)]


def test_whoever_is_not_reported_in_or_too_far_is_told_what_to_do(cast):
    post = set_up(cast)
    with pytest.raises(Refused, match="先在你住的小区报到"):
        actions.claim(cast.actor("hua"), post)
    ReportIn.objects.filter(person=cast.zhao).update(reach="street")
    with pytest.raises(Refused, match="愿意走多远"):
        actions.claim(cast.actor("zhao"), post)
    with pytest.raises(Forbidden):
        actions.claim(NOBODY, post)


@pytest.mark.parametrize(
    ("reach", "at", "may"),
    [
        ("compound", "a", True),
        ("compound", "c", False),
        ("compound", "community", False),
        ("community", "c", True),
        ("community", "community", True),
        ("street", "c", True),
        ("street", "b", False),
    ],
)
def test_how_far_somebody_goes_is_their_own_word(cast, reach, at, may):
    ReportIn.objects.filter(person=cast.wang).update(reach=reach)
    post = set_up(cast, by="qian" if at == "b" else "he", place=at)
    if may:
        assert actions.claim(cast.actor("wang"), post)
    else:
        with pytest.raises(Refused, match="愿意走多远"):
            actions.claim(cast.actor("wang"), post)


def test_a_neighbouring_compound_that_somebody_chose_is_near(cast):
    row = ReportIn.objects.get(person=cast.wang)
    row.reach, row.nearby = "chosen", [cast.c.pk]
    row.save(update_fields=["reach", "nearby"])
    assert actions.claim(cast.actor("wang"), set_up(cast, by="he", place="c"))
    with pytest.raises(Refused, match="愿意走多远"):
        actions.claim(cast.actor("wang"), set_up(cast, by="he", place="community"))


def test_whoever_has_the_link_was_asked_and_needs_no_report_in(cast):
    post = set_up(cast)
    asked = replace(cast.actor("hua"), opened=frozenset({post.pk}))
    assert actions.claim(asked, post).person == cast.hua
    first = fresh(post).link_index
    actions.new_link(cast.actor("lin"), post)
    assert fresh(post).link_index != first


def test_what_the_law_ties_to_a_paper_needs_the_paper(cast):
    post = set_up(cast, skills=("electric_repair",))
    with pytest.raises(Refused, match="相应的资格"):
        actions.claim(cast.actor("wang"), post)
    cast.shown("wang", valid_until=clock.today() - clock.DAY)
    with pytest.raises(Refused, match="相应的资格"):
        actions.claim(cast.actor("wang"), post)
    Proof.objects.update(valid_until=None)
    assert actions.claim(cast.actor("wang"), post)


def test_minors_hold_no_risky_post(cast):
    """志愿服务条例 15: their own word for the age, and whoever is known to have a guardian."""
    today = clock.today()
    risky = {"risk": "high", "risk_note": "上梯子换灯", "least_age": 18}
    post = set_up(cast, insurance="平安 2026-1", insured_on=today, **risky)
    with pytest.raises(Refused, match="年龄"):
        actions.claim(cast.actor("wang"), post, age=16)
    Guardian.objects.create(person=cast.li, name="监护", at=clock.now())
    with pytest.raises(Refused, match="年龄"):
        actions.claim(cast.actor("li"), post, age=18)
    assert actions.claim(cast.actor("wang"), post, age=18)
    with pytest.raises(Refused, match="第十五条"):
        set_up(cast, **(risky | {"least_age": 16}))


def test_a_risky_post_does_not_begin_before_it_is_insured(cast):
    """志愿服务条例 17."""
    risky = {"risk": "high", "risk_note": "上梯子换灯", "least_age": 18}
    post = set_up(cast, **risky)
    assert (post.state, post.why) == ("paused", "等保险办好再开始。")
    with pytest.raises(Conflict):
        actions.claim(cast.actor("wang"), post, age=18)
    with pytest.raises(Refused, match="第十七条"):
        actions.open_again(cast.actor("lin"), post)
    with pytest.raises(IntegrityError, match="risky_post_opens_insured"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state="open", reason="")
    insured = filled(**risky, insurance="平安 2026-1", insured_on=clock.today())
    actions.change(cast.actor("lin"), fresh(post), insured)
    actions.open_again(cast.actor("lin"), fresh(post))
    assert actions.claim(cast.actor("wang"), fresh(post), age=18)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"),
        ({"what": ""}, "what"),
        ({"risk": ""}, "risk"),
        ({"risk": "some", "risk_note": " "}, "risk_note"),
        ({"places": 0}, "places"),
        ({"places": 51}, "places"),
        ({"weekday": None}, "weekday"),
        ({"start": None}, "start"),
        ({"minutes": 5}, "minutes"),
        ({"start": 23 * 60, "minutes": 90}, "minutes"),
        ({"pattern": "free"}, "until_on"),
        ({"until_on": clock.today() - clock.DAY}, "until_on"),
        ({"insured_on": clock.today()}, "insurance"),
    ],
)
def test_a_post_says_truly_and_whole_what_it_is(cast, wrong, field):
    """志愿服务条例 12: complete information, and the risk said on purpose."""
    with pytest.raises(Refused) as refused:
        set_up(cast, **wrong)
    assert refused.value.field == field
    assert not Post.objects.exists()


def test_only_the_desk_sets_up_and_never_at_a_street(cast):
    for name, place in (("wang", "a"), ("qian", "a"), ("lin", "community"), ("op", "a")):
        with pytest.raises(Forbidden):
            set_up(cast, by=name, place=place)
    with pytest.raises(Refused, match="小区或者社区"):
        set_up(cast, by="sun", place="street")


# ---- the line -----------------------------------------------------------------------------------


def test_whoever_comes_second_is_told_so_and_may_wait(cast):
    post = full(cast, "wang")
    with pytest.raises(actions.Full, match="最后一个位置刚刚"):
        actions.claim(cast.actor("li"), post)
    row = actions.join(cast.actor("li"), post)
    second = actions.join(cast.actor("zhou"), post)
    assert (ahead_of(row), ahead_of(second)) == (0, 1)
    with pytest.raises(Conflict, match="已经在排队"):
        actions.join(cast.actor("li"), post)
    with pytest.raises(Conflict, match="已经在这个岗位"):
        actions.join(cast.actor("wang"), post)


def test_where_there_is_a_place_nobody_waits(cast):
    with pytest.raises(Conflict, match="可以直接领"):
        actions.join(cast.actor("wang"), set_up(cast))


def test_the_first_of_the_line_is_asked_and_never_moved(cast):
    post = full(cast, "wang")
    for name in ("li", "zhou"):
        actions.join(cast.actor(name), post)
    actions.leave(cast.actor("wang"), post)
    assert line(post) == ["asked", "waiting"]
    assert holders(post) == set()
    assert fresh(post).taken == 1  # kept for the one who is asked
    assert told("post_asked") == {cast.li.pk}
    with pytest.raises(actions.Full):
        actions.claim(cast.actor("wang"), fresh(post))
    with pytest.raises(Conflict, match="时间过了"):
        actions.answer(cast.actor("zhou"), post, yes=True)
    actions.answer(cast.actor("li"), post, yes=True)
    assert holders(post) == {cast.li.pk}
    assert line(post) == ["waiting"]


def test_a_claim_by_whoever_is_asked_is_their_yes(cast):
    post = full(cast, "wang")
    actions.join(cast.actor("li"), post)
    actions.leave(cast.actor("wang"), post)
    actions.claim(cast.actor("li"), fresh(post))
    assert holders(post) == {cast.li.pk}
    assert state_of(post, cast.li) == "held"


@pytest.mark.parametrize("how", ["no", "silence", "out of the line"])
def test_no_and_silence_pass_it_to_the_next(cast, how):
    post = full(cast, "wang")
    for name in ("li", "zhou"):
        actions.join(cast.actor(name), post)
    actions.leave(cast.actor("wang"), post)
    if how == "no":
        actions.answer(cast.actor("li"), post, yes=False)
    elif how == "out of the line":
        actions.leave_line(cast.actor("li"), post)
    else:
        with clock.at(clock.now() + timedelta(hours=23)):
            assert actions.lapse_asks() == 0
        with clock.at(clock.now() + timedelta(hours=25)):
            with pytest.raises(Conflict, match="时间过了"):
                actions.answer(cast.actor("li"), post, yes=True)
            assert actions.lapse_asks() == 1
    with pytest.raises(Conflict, match="时间过了"):
        actions.answer(cast.actor("li"), post, yes=True)
    assert line(post) == ["asked"]
    assert told("post_asked") == {cast.li.pk, cast.zhou.pk}
    assert not told("post_short")
    actions.answer(cast.actor("zhou"), post, yes=False)
    assert fresh(post).taken == 0
    assert told("post_short") == {cast.lin.pk}


def test_more_places_are_offered_to_the_line(cast):
    post = full(cast, "wang")
    for name in ("li", "zhou"):
        actions.join(cast.actor(name), post)
    actions.change(cast.actor("lin"), post, filled(places=2))
    assert line(post) == ["asked", "waiting"]
    with pytest.raises(Refused, match="不能再少"):
        actions.change(cast.actor("lin"), post, filled(places=1))


def test_a_job_mends_a_line_that_nobody_asks(cast):
    post = full(cast, "wang")
    actions.join(cast.actor("li"), post)
    Holding.objects.all().delete()
    Post.objects.update(taken=0)
    assert actions.ask_again() == 1
    assert line(post) == ["asked"]
    assert actions.ask_again() == 0


# ---- what stands behind it -----------------------------------------------------------------------


def test_nobody_of_another_desk_touches_it(cast):
    post = full(cast, "wang")
    for name in ("qian", "wang", "op", "tang"):
        actor = cast.actor(name)
        with pytest.raises(Forbidden):
            actions.change(actor, post, filled())
        with pytest.raises(Forbidden):
            actions.pause(actor, post, reason="x")
        with pytest.raises(Forbidden):
            actions.end(actor, post, reason="x")
        with pytest.raises(Forbidden):
            actions.new_link(actor, post)
    actions.pause(cast.actor("he"), post, reason="社区来看过")
    assert fresh(post).state == "paused"


def test_the_tables_themselves_refuse_what_may_not_be(cast):
    post = full(cast, "wang", "li", places=2)
    rows = Post.objects.filter(pk=post.pk)
    for name, values in (
        ("post_never_has_more_than_its_places", {"taken": 3}),
        ("post_says_its_risk", {"risk": "some"}),
        (
            "risky_post_is_for_adults",
            {"risk": "high", "risk_note": "x", "insured_on": "2026-01-01"},
        ),
        ("closed_post_says_why", {"state": "paused"}),
        ("post_says_when", {"weekday": None}),
        ("ended_post_has_its_day", {"state": "ended", "reason": "x"}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**values)
    held = Holding.objects.filter(post=post)
    with pytest.raises(IntegrityError, match="one_holder_for_a_place|slot"), transaction.atomic():
        held.update(slot=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        held.filter(slot=1).update(person=cast.wang)
