"""Panel, partners, roles and the agreement: everybody by their own yes, nobody on two sides."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.letters.rules import Standing
from last500.projects import actions, money
from last500.projects.models import (
    Indicator,
    PanelSeat,
    Partner,
    Party,
    Project,
    ProjectRole,
    RoleClaim,
)
from last500.projects.rules import Opinion, PartnerState, PartySide, SeatState, Side, State
from last500.projects.tests import world
from last500.projects.tests.world import days, fresh, role_of
from last500.units.models import UnitReportIn

pytestmark = pytest.mark.django_db


# ---- the panel --------------------------------------------------------------------------------


def test_whoever_proposed_or_is_a_partner_does_not_sit_on_the_panel(cast):
    project, he = world.proposed(cast, by="wang"), cast.actor("he")
    actions.consent(cast.actor("lin"), project)
    one = world.organisation(cast, "hua", "青禾社会工作服务中心")
    with pytest.raises(Refused, match="有关系"):
        actions.invite(he, project, Side.RESIDENTS, person=cast.wang)
    actions.ask_partner(cast.actor("lin"), project, one, as_what="social", part="出人")
    with pytest.raises(Refused, match="有关系"):
        actions.invite(he, project, Side.SOCIAL, organisation=one)
    cast.report_in("hua", cast.a)  # the partner's liaison does not come as a resident either
    with pytest.raises(Refused, match="有关系"):
        actions.invite(he, project, Side.RESIDENTS, person=cast.hua)
    with pytest.raises(Refused):  # not a neighbour of this community
        actions.invite(he, project, Side.RESIDENTS, person=cast.zhao)
    with pytest.raises(Forbidden):  # the compound's desk does not call it together
        actions.invite(cast.actor("lin"), project, Side.RESIDENTS, person=cast.li)


def test_whoever_weighs_is_not_asked_as_a_partner_meanwhile(cast):
    project = world.proposed(cast)
    one = world.panel(cast, project)
    with pytest.raises(Refused, match="正在评议"):
        actions.ask_partner(cast.actor("lin"), project, one, as_what="social", part="出人")
    actions.review(cast.actor("he"), project, result="可以做")
    actions.ask_partner(cast.actor("lin"), project, one, as_what="social", part="出人")


def test_an_opinion_is_ones_own_said_once_with_a_reason(cast):
    project, he = world.proposed(cast), cast.actor("he")
    seat = actions.invite(he, project, Side.RESIDENTS, person=cast.li)
    with pytest.raises(Forbidden):
        actions.say(cast.actor("zhou"), seat, Opinion.FOR, words="好")
    with pytest.raises(Refused):
        actions.say(cast.actor("li"), seat, Opinion.FOR, words=" ")
    actions.say(cast.actor("li"), seat, Opinion.AGAINST, words="台阶太高")
    with pytest.raises(Conflict):
        actions.say(cast.actor("li"), seat, Opinion.FOR, words="又好了")
    row = PanelSeat.objects.get(pk=seat.pk)
    assert (row.opinion, row.words) == (Opinion.AGAINST, "台阶太高")
    with transaction.atomic(), pytest.raises(IntegrityError):  # silence_is_no_opinion
        PanelSeat.objects.filter(pk=seat.pk).update(state=SeatState.ASKED)


def test_silence_is_no_opinion_and_holds_nobody_up_for_longer_than_a_week(cast):
    project, he = world.proposed(cast), cast.actor("he")
    one = world.organisation(cast, "hua", "青禾社会工作服务中心")
    first = actions.invite(he, project, Side.RESIDENTS, person=cast.li)
    actions.invite(he, project, Side.COMMUNITY, person=cast.sun)
    actions.invite(he, project, Side.SOCIAL, organisation=one)
    later = clock.now() + timedelta(days=8)
    with clock.at(later), pytest.raises(Refused, match="不算同意"):
        actions.review(he, project, result="好")
    actions.say(cast.actor("li"), first, Opinion.AGAINST, words="先修台阶")
    with pytest.raises(Refused, match="还有人在看"):
        actions.review(he, project, result="好")
    with clock.at(later):
        # One reason against, nobody for it: the result is the reviewer's reason, not a count.
        assert actions.review(he, project, result="台阶先修，再开课。").state == State.REVIEWED


def test_whoever_proposed_it_does_not_write_its_result(cast):
    project = world.proposed(cast, by="he", place=cast.community)
    one = world.organisation(cast, "hua", "青禾社会工作服务中心")
    sun = cast.actor("sun")
    for side, whom in ((Side.COMMUNITY, {"person": cast.sun}), (Side.RESIDENTS,
                       {"person": cast.li}), (Side.SOCIAL, {"organisation": one})):  # fmt: skip
        actions.invite(sun, project, side, **whom)
    actions.say(sun, PanelSeat.objects.get(person=cast.sun), Opinion.FOR, words="好")
    with clock.at(clock.now() + timedelta(days=8)):
        with pytest.raises(Refused, match="不写自己项目"):
            actions.review(cast.actor("he"), project, result="好")
        actions.review(sun, project, result="好")
    with transaction.atomic(), pytest.raises(IntegrityError):
        Project.objects.filter(pk=project.pk).update(reviewed_by=cast.he)


def test_staying_out_needs_no_reason(cast):
    project = world.proposed(cast)
    seat = actions.invite(cast.actor("he"), project, Side.RESIDENTS, person=cast.li)
    actions.stay_out(cast.actor("li"), seat)
    with pytest.raises(Conflict):
        actions.say(cast.actor("li"), seat, Opinion.FOR, words="好")


def test_what_a_panel_says_is_read_by_those_who_weigh_it_alone(cast):
    project = world.proposed(cast)
    world.panel(cast, project)
    seen = {name: PanelSeat.objects.visible_to(cast.actor(name)).count() for name in cast.people}
    readers = {name for name, count in seen.items() if count}
    assert readers == {"lin", "he", "sun", "li", "hua"}


# ---- partners ---------------------------------------------------------------------------------


def test_a_partner_agrees_itself_and_says_until_when(cast):
    project, lin = world.proposed(cast), cast.actor("lin")
    one = world.organisation(cast, "hua", "市图书馆党支部", "unit")
    row = actions.ask_partner(lin, project, one, as_what="unit", part="出场地")
    with pytest.raises(Refused, match="已经请过"):
        actions.ask_partner(lin, project, one, as_what="unit", part="出场地")
    with pytest.raises(Forbidden):
        actions.agree_partner(lin, row, until_on=days(90))
    with pytest.raises(Refused, match="今天以后"):
        actions.agree_partner(cast.actor("hua"), row, until_on=days(-1))
    actions.agree_partner(cast.actor("hua"), row, until_on=days(90))
    with transaction.atomic(), pytest.raises(IntegrityError):
        Partner.objects.filter(pk=row.pk).update(until_on=None)


def test_a_partner_whose_agreement_ends_too_early_stops_the_start_until_it_is_extended(cast):
    project, lin = world.staffed(cast), cast.actor("lin")
    one = world.organisation(cast, "chen", "市图书馆党支部", "unit")
    row = actions.ask_partner(lin, project, one, as_what="unit", part="出场地")
    actions.agree_partner(cast.actor("chen"), row, until_on=days(30))
    world.signed(cast, project)
    with pytest.raises(Refused, match="续到那天"):
        actions.start(lin, fresh(project))
    actions.extend_partner(cast.actor("chen"), row, until_on=days(100))
    assert actions.start(lin, fresh(project)).state == State.RUNNING


def test_a_unit_that_has_left_the_community_reports_in_first(cast):
    project, lin = world.proposed(cast), cast.actor("lin")
    one = world.organisation(cast, "hua", "市图书馆党支部", "unit")
    UnitReportIn.objects.filter(organisation=one).update(state="ended", ended_at=clock.now())
    with pytest.raises(Refused, match="先请它重新报到"):
        actions.ask_partner(lin, project, one, as_what="unit", part="出场地")


def test_a_partner_that_is_gone_or_has_nobody_is_refused(cast):
    project, lin = world.proposed(cast), cast.actor("lin")
    one = world.organisation(cast, "hua", "市图书馆党支部", "unit")
    one.liaisons.update(to_on=days(-1))
    with pytest.raises(Refused, match="还没有联络员"):
        actions.ask_partner(lin, project, one, as_what="unit", part="出场地")
    one.ended_on = days(-1)
    with pytest.raises(Refused, match="已经不在"):
        actions.ask_partner(lin, project, one, as_what="unit", part="出场地")


def test_either_side_ends_a_partnership(cast):
    project, lin = world.proposed(cast), cast.actor("lin")
    one = world.organisation(cast, "hua", "市图书馆党支部", "unit")
    row = actions.ask_partner(lin, project, one, as_what="unit", part="出场地")
    actions.agree_partner(cast.actor("hua"), row, until_on=days(90))
    with pytest.raises(Forbidden):
        actions.end_partner(cast.actor("wang"), row)
    actions.end_partner(lin, row)
    assert Partner.objects.get(pk=row.pk).state == PartnerState.ENDED
    with pytest.raises(Conflict):
        actions.end_partner(cast.actor("hua"), row)


# ---- roles ------------------------------------------------------------------------------------


def test_coming_and_leaving_are_ones_own_press(cast):
    project = world.called(cast)
    role = role_of(project)
    actions.claim(cast.actor("wang"), role)
    with pytest.raises(Conflict):
        actions.claim(cast.actor("wang"), role)
    with pytest.raises(Refused, match="报到"):
        actions.claim(cast.actor("chen"), role)
    actions.claim(cast.actor("zhou"), role)
    with pytest.raises(Conflict, match="先来了"):
        actions.claim(cast.actor("li"), role)
    actions.leave(cast.actor("wang"), role)
    with pytest.raises(Forbidden):
        actions.leave(cast.actor("wang"), role)
    actions.claim(cast.actor("li"), role)
    assert ProjectRole.objects.get().taken == 2 == RoleClaim.objects.active().count()


def test_the_database_keeps_a_role_from_more_than_its_number(cast):
    project = world.called(cast)
    world.filled(cast, project)
    with transaction.atomic(), pytest.raises(IntegrityError):
        ProjectRole.objects.update(taken=3)


def test_minors_come_to_nothing_dangerous_and_papers_are_asked(cast):
    project = world.called(cast, risk="high", risk_note="爬梯子")
    with pytest.raises(Refused, match="18"):
        actions.claim(cast.actor("wang"), role_of(project), age=17)
    actions.claim(cast.actor("wang"), role_of(project), age=18)
    actions.set_roles(cast.actor("lin"), project, [
        actions.Wish("助教", 2, "phone_teaching", key=role_of(project).pk),
        actions.Wish("电工", 1, "electric_repair"),
    ])  # fmt: skip
    electrician = project.roles.select_related("project").get(title="电工")
    with pytest.raises(Refused, match="资格"):
        actions.claim(cast.actor("li"), electrician, age=30)
    cast.shown("li")
    actions.claim(cast.actor("li"), electrician, age=30)


def test_fewer_than_have_come_is_refused_and_partners_bring_people(cast):
    project, lin = world.called(cast), cast.actor("lin")
    world.filled(cast, project)
    key = role_of(project).pk
    with pytest.raises(Refused, match="不能更少"):
        actions.set_roles(lin, project, [actions.Wish("助教", 1, key=key)])
    with pytest.raises(Refused, match="不能去掉"):
        actions.set_roles(lin, project, [])
    actions.set_roles(lin, project, [actions.Wish("助教", 5, key=key, brought=2)])
    with pytest.raises(Refused, match="人还没齐"):
        actions.staff(lin, project)
    actions.set_roles(lin, project, [actions.Wish("助教", 5, key=key, brought=3)])
    assert actions.staff(lin, project).state == State.STAFFED


def test_somebody_who_leaves_is_missing_and_the_runner_hears_the_role_only(cast):
    project = world.staffed(cast)
    actions.leave(cast.actor("wang"), role_of(project))
    assert cast.lin.pk in world.told("project_short")
    world.signed(cast, project)
    with pytest.raises(Refused, match="人还没齐"):
        actions.start(cast.actor("lin"), fresh(project))


# ---- money and indicators ---------------------------------------------------------------------


def test_a_budget_is_whole_or_not_there(cast):
    project, lin = world.reviewed(cast), cast.actor("lin")
    with pytest.raises(actions.BudgetRefused, match="差 100 元"):
        actions.set_budget(lin, project, total=world.TOTAL + 100_00, percent=10,
                           lines=world.LINES)  # fmt: skip
    assert not fresh(project).adds_up and not project.budget.exists()
    actions.set_budget(lin, project, total=world.TOTAL, percent=10, lines=world.LINES)
    assert fresh(project).adds_up
    with transaction.atomic(), pytest.raises(IntegrityError):  # budget_adds_up
        Project.objects.filter(pk=project.pk).update(total_fen=1)
    with pytest.raises(Forbidden):
        actions.set_budget(cast.actor("wang"), project, total=0, percent=None, lines=[])


def test_what_was_agreed_of_money_stays_once_it_runs_and_spending_is_told(cast):
    project, lin = world.running(cast), cast.actor("lin")
    with pytest.raises(Conflict):
        actions.set_budget(lin, project, total=0, percent=None, lines=[])
    line = project.budget.first()
    with pytest.raises(Refused):
        actions.set_spent(lin, project, {line.pk: -1})
    actions.set_spent(lin, project, {line.pk: 8_990_50})
    assert project.budget.get(pk=line.pk).spent_fen == 8_990_50
    assert money.sums([(1, 1, 8_990_50)]).spent == 8_990_50


def test_indicators_are_frozen_from_the_call_on_by_the_database_too(cast):
    project, lin = world.called(cast), cast.actor("lin")
    with pytest.raises(Conflict):
        actions.set_indicators(lin, project, world.PROMISES)
    with pytest.raises(Conflict):  # nothing is reached before it runs
        actions.fill_in(lin, project, {})
    row = project.indicators.first()
    for change in ({"planned": 1}, {"title": "别的"}, {"source": "随便"}, {"measure": "个"}):
        with transaction.atomic(), pytest.raises(IntegrityError):
            Indicator.objects.filter(pk=row.pk).update(**change)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Indicator.objects.create(project=project, order=9, title="新", measure="次", planned=1,
                                 source="表")  # fmt: skip
    Indicator.objects.filter(pk=row.pk).update(reached=3, told_at=clock.now())


# ---- the agreement ----------------------------------------------------------------------------


def test_three_yes_write_the_letter_and_one_taken_back_ends_it(cast):
    project = world.staffed(cast)
    world.signed(cast, project)
    letter = fresh(project).letter
    assert letter.standing == Standing.HOLDS and letter.organisation.name == "邻里社会服务社"
    said = str(letter.lines)
    for word in ("三号楼群", "49,000", "学会挂号", "芙蓉社区"):
        assert word in said
    assert not [one for one in cast.people.values() if one.name in said]
    group = Party.objects.select_related("project", "person").get(side=PartySide.THIRD)
    actions.take_back(cast.actor("li"), group)
    letter.refresh_from_db()
    assert letter.standing == Standing.ENDED and fresh(project).letter is None


def test_nobody_says_yes_for_two_sides(cast):
    project, lin = world.called(cast), cast.actor("lin")
    one = world.organisation(cast, "li", "邻里社会服务社")
    group = actions.set_party(lin, project, PartySide.THIRD, person=cast.li, name="三号楼群")
    own = actions.set_party(lin, project, PartySide.CARRIER, organisation=one)
    actions.sign(cast.actor("li"), group)
    with pytest.raises(Refused, match="只能替一方"):
        actions.sign(cast.actor("li"), own)
    with pytest.raises(Forbidden):
        actions.sign(cast.actor("wang"), own)


def test_nothing_is_signed_before_money_and_indicators_stand(cast):
    project = world.reviewed(cast)
    group = actions.set_party(
        cast.actor("lin"), project, PartySide.THIRD, person=cast.li, name="三号楼群"
    )
    with pytest.raises(Refused, match="预算"):
        actions.sign(cast.actor("li"), group)


def test_a_changed_budget_is_signed_anew(cast):
    project = world.staffed(cast)
    world.signed(cast, project)
    actions.set_budget(cast.actor("lin"), project, total=0, percent=None, lines=[])
    assert fresh(project).letter is None
    assert not Party.objects.filter(agreed_at__isnull=False).exists()
