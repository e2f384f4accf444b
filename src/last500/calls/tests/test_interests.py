"""Who has an interest neither sees the reviews of an application nor gives one: by the query, by
the rule, and by the database."""

import pytest
from django.db import DatabaseError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.calls import actions, queries
from last500.calls.actions import Said
from last500.calls.models import Application, Declaration, Review, Reviewer
from last500.calls.rules import Advice
from last500.calls.tests import world
from last500.calls.tests.world import after, again
from last500.projects import actions as projects
from last500.projects.tests.world import organisation
from last500.reportin.models import ReportIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel(cast):
    """Two applications; Zhou and Zhao review, nobody has declared yet."""
    call = world.opened(cast)
    rows = [world.submitted(cast, call, name) for name in ("hua", "wang")]
    world.seated(cast, call, "zhou", "zhao")
    with after(call):
        call = world.reviewing(cast, call)
        yield call, *rows


def sees(cast, name: str, row: Application) -> bool:
    return Application.objects.visible_to(cast.actor(name)).filter(pk=row.pk).exists()


def review(cast, name: str, row: Application) -> Review:
    said = {"pro": "有人要。", "contra": "没有。"}
    return actions.review(cast.actor(name), again(row), Advice.SUPPORT, **said)


def test_nothing_is_seen_before_everything_is_declared(cast, panel):
    call, hers, his = panel
    zhou = cast.actor("zhou")
    assert not sees(cast, "zhou", hers)
    with pytest.raises(Forbidden):
        review(cast, "zhou", hers)
    with pytest.raises(Refused, match="一份也不能空"):
        actions.declare(zhou, call, {hers.pk: Said(False)})
    with pytest.raises(Refused, match="是什么关系"):
        actions.declare(zhou, call, {hers.pk: Said(False), his.pk: Said(True)})
    assert not Declaration.objects.exists()
    world.declared(cast, call, "zhou")
    assert sees(cast, "zhou", hers) and sees(cast, "zhou", his)
    with pytest.raises(Conflict):
        world.declared(cast, call, "zhou")


def test_whoever_declared_an_interest_neither_sees_the_reviews_nor_gives_one(cast, panel):
    call, hers, his = panel
    world.declared(cast, call, "zhou", interest={"zhou": his.pk})
    world.declared(cast, call, "zhao")
    review(cast, "zhao", his)
    zhou = cast.actor("zhou")
    assert sees(cast, "zhou", hers) and not sees(cast, "zhou", his)
    assert not Review.objects.visible_to(zhou).filter(application=his).exists()
    assert [one.pk for one in queries.to_read(zhou, call)] == [hers.pk]
    with pytest.raises(Forbidden):
        review(cast, "zhou", his)
    row = Declaration.objects.get(reviewer__person=cast.zhou, application=his)
    assert row.words == "是我表姐"


def test_the_tables_know_an_interest_that_nobody_declares(cast, panel):
    """A liaison, a partner's liaison, and whoever is reported in with that organisation."""
    call, hers, his = panel
    ReportIn.objects.filter(person=cast.zhou).update(organisation=hers.organisation)
    partner = organisation(cast, "zhao", "新帮手服务社")
    projects.consent(cast.actor("lin"), his.project)
    projects.ask_partner(
        cast.actor("wang"), his.project, partner, as_what="social", part="出一位社工"
    )
    world.declared(cast, call, "zhou", "zhao")  # both say: none
    assert not sees(cast, "zhou", hers) and sees(cast, "zhou", his)
    assert not sees(cast, "zhao", his) and sees(cast, "zhao", hers)
    said = Declaration.objects.filter(interest=True)
    assert set(said.values_list("reviewer__person", "application")) == {
        (cast.zhou.pk, hers.pk), (cast.zhao.pk, his.pk),
    }  # fmt: skip


def test_an_applicant_on_the_panel_does_not_see_what_is_said_of_their_own(cast):
    call = world.opened(cast)
    his = world.submitted(cast, call, "wang")
    other = world.submitted(cast, call, "hua")
    world.seated(cast, call, "wang", "zhou")
    with after(call):
        call = world.reviewing(cast, call)
        world.declared(cast, call, "wang", "zhou")
        review(cast, "zhou", his)
        wang = cast.actor("wang")
        assert sees(cast, "wang", his) and sees(cast, "wang", other)  # his own, and to review
        assert not Review.objects.visible_to(wang).filter(application=his).exists()
        with pytest.raises(Forbidden):
            review(cast, "wang", his)


def test_an_interest_that_comes_up_later_takes_the_review_away(cast, panel):
    call, hers, _his = panel
    world.declared(cast, call, "zhou")
    review(cast, "zhou", hers)
    with pytest.raises(Refused, match="是什么关系"):
        actions.declare_later(cast.actor("zhou"), hers, " ")
    actions.declare_later(cast.actor("zhou"), hers, "刚知道是老同学办的")
    assert not Review.objects.exists() and not sees(cast, "zhou", hers)
    with pytest.raises(Conflict):
        actions.declare_later(cast.actor("zhou"), hers, "再说一次")


def test_whoever_runs_it_and_has_to_do_with_one_neither_sees_it_nor_writes_of_it(cast):
    ReportIn.objects.create(
        person=cast.he, place=cast.a, kind="member", state="confirmed", asked_at=clock.now(),
        organisation=world.social(cast),
    )  # fmt: skip
    call, (hers, _his) = world.weighed(cast, "hua", "wang")
    he = cast.actor("he")
    with after(call, 9):
        assert not sees(cast, "he", hers) and sees(cast, "sun", hers)
        assert queries.inside(he, call).hidden == 1
        with pytest.raises(Forbidden):
            actions.accept(he, hers, granted=9_000_00, reason="好。")
        assert not Review.objects.visible_to(he).filter(application=hers).exists()
        actions.accept(cast.actor("sun"), hers, granted=9_000_00, reason="街道来写。")


def test_a_reviewer_is_asked_once_answers_alone_and_never_runs_it(cast):
    call = world.opened(cast)
    he = cast.actor("he")
    actions.invite(he, call, cast.zhou)
    with pytest.raises(Refused, match="已经请过"):
        actions.invite(he, call, cast.zhou)
    for runs in (cast.he, cast.sun):
        with pytest.raises(Refused, match="不当评审"):
            actions.invite(he, call, runs)
    with pytest.raises(Forbidden):
        actions.answer(cast.actor("li"), call, agrees=True)
    with pytest.raises(Forbidden):
        actions.invite(cast.actor("lin"), call, cast.li)
    actions.answer(cast.actor("zhou"), call, agrees=False)
    assert Reviewer.objects.get().state == "declined"


# ---- the database itself ------------------------------------------------------------------------


def refused(work) -> bool:
    try:
        with transaction.atomic():
            work()
    except DatabaseError:
        return True
    return False


def test_the_database_takes_no_review_without_a_clean_declaration(cast, panel):
    call, hers, his = panel
    world.declared(cast, call, "zhou", interest={"zhou": his.pk})
    seats = {row.person_id: row for row in Reviewer.objects.all()}
    zhou, zhao = seats[cast.zhou.pk], seats[cast.zhao.pk]

    def write(seat: Reviewer, row: Application):
        return lambda: Review.objects.create(
            reviewer=seat, application=row, advice="support", said_at=clock.now()
        )

    assert refused(write(zhou, his))  # an interest
    assert refused(write(zhao, hers))  # nothing declared
    assert not refused(write(zhou, hers))
    moved = Review.objects.filter(reviewer=zhou)
    assert refused(lambda: moved.update(application=his))


def test_an_interest_is_never_taken_back_and_none_stands_beside_a_review(cast, panel):
    call, hers, his = panel
    world.declared(cast, call, "zhou", interest={"zhou": his.pk})
    review(cast, "zhou", hers)
    rows = Declaration.objects.filter(reviewer__person=cast.zhou)
    assert refused(lambda: rows.filter(application=his).update(interest=False))
    assert refused(lambda: rows.filter(application=hers).update(interest=True))
