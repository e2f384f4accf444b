"""From a proposal to its closing: who takes which step, and what stands against it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.projects import actions, rules, seams
from last500.projects.models import Project, ProjectEvent
from last500.projects.rules import Action, PartySide, State
from last500.projects.tests import world
from last500.projects.tests.world import days, draft, fresh

pytestmark = pytest.mark.django_db


def test_from_a_proposal_to_its_closing(cast):
    project = world.evaluated(cast)
    project = fresh(actions.close(cast.actor("lin"), project))
    assert project.state == State.CLOSED and project.closed_at and project.due_at is None
    steps = ProjectEvent.objects.filter(project=project).values_list("action", flat=True)
    order = [step for step in steps.order_by("at", "pk") if step in set(Action)]
    assert order == ["review", "call", "staff", "start", "finish", "evaluate", "close"]
    assert project.letter and project.letter.ended_at  # the agreement is over with it


def test_a_neighbours_proposal_waits_for_the_desks_consent(cast):
    project = actions.propose(cast.actor("wang"), cast.a, draft())
    assert project.leader_id == cast.wang.pk and not project.consented and project.by_neighbour
    assert cast.lin.pk in world.told("project_new")
    with pytest.raises(Forbidden):
        actions.consent(cast.actor("wang"), project)
    with pytest.raises(Conflict):  # nothing else happens to it before
        actions.review(cast.actor("he"), project, result="好")
    assert not actions.may_run(cast.actor("wang"), project)
    actions.consent(cast.actor("lin"), project)
    project = fresh(project)
    assert project.consented and actions.may_run(cast.actor("wang"), project)
    assert cast.wang.pk in world.told("project_moved")
    with pytest.raises(Forbidden):  # once is enough
        actions.consent(cast.actor("lin"), project)


def test_the_desk_may_decline_what_it_does_not_take_up_and_says_why(cast):
    project = actions.propose(cast.actor("wang"), cast.a, draft())
    with pytest.raises(Refused):
        actions.decline(cast.actor("lin"), project, reason=" ")
    actions.decline(cast.actor("lin"), project, reason="同样的课街道已经有了。")
    assert fresh(project).state == State.DECLINED


def test_an_organisation_proposes_where_it_is_reported_in(cast):
    one = world.organisation(cast, "hua", "青禾社会工作服务中心")
    project = actions.propose(cast.actor("hua"), cast.community, draft(), organisation=one)
    assert project.lead == one and not project.consented and project.leader_id is None
    with pytest.raises(Forbidden):
        actions.propose(cast.actor("hua"), cast.b, draft(), organisation=one)
    with pytest.raises(Forbidden):
        actions.propose(cast.actor("wang"), cast.a, draft(), organisation=one)
    with pytest.raises(Forbidden):  # not reported in there
        actions.propose(cast.actor("zhao"), cast.a, draft())


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"until_on": days(-1), "from_on": days(-9)}, "until_on"),
        ({"until_on": days(3)}, "until_on"),
        ({"until_on": days(20 + 1200)}, "until_on"),
        ({"risk": "high"}, "risk_note"),
        ({"title": " "}, "title"),
        ({"aim": "打电话 10000000001 找我"}, "aim"),
        ({"kind": "war"}, "kind"),
        ({"insurance": "意外险"}, "insurance"),
    ],
)
def test_what_does_not_hold_is_refused_beside_its_field(cast, more, field):
    with pytest.raises(Refused) as refused:
        actions.propose(cast.actor("lin"), cast.a, draft(**more))
    assert refused.value.field == field


def test_a_start_is_refused_with_all_that_is_missing(cast):
    project = world.staffed(cast, risk="high", risk_note="爬梯子换灯，系安全带")
    with pytest.raises(Refused) as refused:
        actions.start(cast.actor("lin"), project)
    said = refused.value.message
    assert "先登记保险" in said and "三方协议还没有三方都同意" in said
    with transaction.atomic(), pytest.raises(IntegrityError):  # and the database keeps it
        Project.objects.filter(pk=project.pk).update(state=State.RUNNING)


def test_an_insurance_that_begins_later_does_not_cover_today(cast):
    project = world.staffed(cast, risk="high", risk_note="爬梯子", insurance="意外险",
                            insured_on=days(2))  # fmt: skip
    world.signed(cast, project)
    with pytest.raises(Refused, match="先登记保险"):
        actions.start(cast.actor("lin"), fresh(project))
    with clock.at(clock.now() + timedelta(days=3)):
        assert actions.start(cast.actor("lin"), fresh(project)).state == State.RUNNING


def test_a_call_needs_money_indicators_and_roles(cast):
    project = world.reviewed(cast)
    with pytest.raises(Refused) as refused:
        actions.call(cast.actor("lin"), project)
    for word in ("要几个人", "指标", "预算"):
        assert word in refused.value.message
    actions.set_budget(cast.actor("lin"), project, total=0, percent=None, lines=[])
    with pytest.raises(Refused) as refused:
        actions.call(cast.actor("lin"), project)
    assert "预算" not in refused.value.message  # no money is said as well


def test_an_evaluation_needs_every_indicator_told(cast):
    project, lin = world.finished(cast), cast.actor("lin")
    first, second = project.indicators.order_by("order")
    actions.fill_in(lin, project, {first.pk: (7, "")})
    with pytest.raises(Refused, match="指标"):
        actions.evaluate(lin, project)
    actions.fill_in(lin, project, {second.pk: (None, "课后问卷没有收齐，说不准。")})
    assert actions.evaluate(lin, project).state == State.EVALUATED


def test_only_the_desk_closes_and_strangers_take_no_step(cast):
    project = world.evaluated(cast)
    for name in ("wang", "zhao", "qian", "chen"):
        with pytest.raises(Forbidden):
            actions.close(cast.actor(name), project)
    with pytest.raises(Conflict):
        actions.start(cast.actor("lin"), project)


def test_two_presses_of_one_step_are_one(cast):
    project, lin = world.termed(cast), cast.actor("lin")
    actions.call(lin, project)
    with pytest.raises(Conflict):
        actions.call(lin, project)
    assert ProjectEvent.objects.filter(project=project, action="call").count() == 1


def test_giving_up_says_why_and_everybody_is_free(cast):
    project = world.running(cast)
    with pytest.raises(Refused):
        actions.give_up(cast.actor("lin"), project, reason="")
    actions.give_up(cast.actor("lin"), project, reason="老师搬走了，先不做。")
    project = fresh(project)
    assert project.state == State.GIVEN_UP and project.letter.ended_at
    assert {cast.wang.pk, cast.zhou.pk} <= world.told("project_moved")
    assert not world.role_of(project).claims.active().exists()


def test_what_was_weighed_stays_and_a_changed_period_is_signed_anew(cast):
    project, lin = world.staffed(cast), cast.actor("lin")
    world.signed(cast, project)
    assert fresh(project).letter
    with pytest.raises(Refused, match="评议过的"):
        actions.change(lin, project, draft(aim="改成教唱歌"))
    actions.change(lin, project, draft(until_on=days(120)))
    project = fresh(project)
    assert project.letter is None and project.until_on == days(120)
    assert not project.parties.filter(agreed_at__isnull=False).exists()


def test_a_sub_project_hangs_one_level_deep_and_closes_first(cast):
    parent = world.evaluated(cast, title="一老一小")
    he = cast.actor("he")
    child = actions.propose(he, cast.a, draft(title="讲故事", parent=fresh(parent)))
    with pytest.raises(Refused, match="挂不上"):
        actions.propose(he, cast.a, draft(title="再分一层", parent=fresh(child)))
    with pytest.raises(Refused, match="子项目"):
        actions.close(he, parent)
    actions.give_up(he, child, reason="并到别处了。")
    assert actions.close(he, parent).state == State.CLOSED


def test_a_partner_that_has_said_yes_may_carry_it(cast):
    project, lin = world.proposed(cast), cast.actor("lin")
    one = world.organisation(cast, "hua", "市图书馆党支部", "unit")
    with pytest.raises(Refused, match="先请对方"):
        actions.carry(lin, project, one)
    partner = actions.ask_partner(lin, project, one, as_what="unit", part="出场地和讲义")
    actions.agree_partner(cast.actor("hua"), partner, until_on=days(200))
    actions.carry(lin, project, one)
    assert actions.may_run(cast.actor("hua"), fresh(project))
    actions.end_partner(cast.actor("hua"), partner)
    assert fresh(project).lead is None


def test_whoever_asked_is_told_at_each_turn(cast, monkeypatch):
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(seams, "TELLING", [lambda one, turn: heard.append((one.state, turn))])
    world.called(cast)
    assert heard == [("proposed", "propose"), ("reviewed", "review"), ("called", "call")]


def test_due_times_remind_once_and_then_the_desk_above_has_it(cast):
    project = world.termed(cast)
    assert project.desk == cast.a and actions.remind_due() == 0
    with clock.at(project.due_at - timedelta(days=1)):
        assert actions.remind_due() == 1 and actions.remind_due() == 0
        assert actions.escalate_overdue() == 0
    assert cast.lin.pk in world.told("project_late")
    with clock.at(project.due_at + timedelta(minutes=1)):
        assert actions.escalate_overdue() == 1 and actions.escalate_overdue() == 0
        moved = fresh(project)
        assert moved.desk == cast.community and moved.due_at > clock.now()
    with clock.at(moved.due_at + timedelta(minutes=1)):
        assert actions.escalate_overdue() == 1
        moved = fresh(project)
    with clock.at(moved.due_at + timedelta(minutes=1)):
        assert actions.escalate_overdue() == 0  # there it stays, overdue for all to see
    assert moved.desk == cast.street and moved.state == State.REVIEWED
    actions.call(cast.actor("lin"), moved)
    assert fresh(project).desk == cast.a


def test_every_open_state_has_a_due_time_on_one_desk(cast):
    """Through the whole life: nothing lies nowhere."""
    for made in (world.reviewed,):
        project = made(cast)
        assert project.due_at and project.desk_id
    with transaction.atomic(), pytest.raises(IntegrityError):
        Project.objects.filter(pk=project.pk).update(due_at=None)
    assert set(rules.OPEN) | set(rules.FINAL) == set(State)


def test_a_compounds_own_organisation_signs_through_its_desk(cast):
    from last500.organisations.models import Organisation

    project, lin = world.termed(cast), cast.actor("lin")
    branch = Organisation.objects.create(kind="compound_branch", name="芙蓉苑党支部", place=cast.a)
    group = actions.set_party(lin, project, PartySide.THIRD, person=cast.li, name="三号楼群")
    own = actions.set_party(lin, project, PartySide.CARRIER, organisation=branch)
    community = actions.set_party(lin, project, PartySide.COMMUNITY)
    assert actions.sign(lin, own) is None
    assert actions.sign(cast.actor("li"), group) is None
    assert actions.sign(cast.actor("he"), community) is not None
