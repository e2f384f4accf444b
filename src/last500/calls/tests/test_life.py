"""The life of a call through its verbs: who may do what, when, and who is told."""

import pytest

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.errors import Conflict, Forbidden, Refused
from last500.calls import actions
from last500.calls.actions import Faulty
from last500.calls.models import Application, Call, CallEvent, ContractSide, Report
from last500.calls.rules import Part, Side, State
from last500.calls.tests import world
from last500.calls.tests.world import after, again, days, fresh
from last500.letters.models import Letter
from last500.notify.models import Message
from last500.projects import actions as projects
from last500.projects import money
from last500.projects.models import BudgetLine
from last500.projects.rules import Role

pytestmark = pytest.mark.django_db


def told(kind: str) -> set:
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))


def test_from_the_call_to_its_closing(cast):
    call, hers = world.contracted(cast)
    assert call.state == State.RUNNING and call.granted_fen == 9_000_00
    letter = Letter.objects.get(pk=hers.letter_id)
    assert letter.kind == "venture" and letter.organisation == hers.organisation
    assert ("支持", "9,000 元") in [tuple(line) for line in letter.lines]
    with clock.at(clock.start_of(call.mid_on)):
        world.reported(cast, hers, Part.MID, 4)
    with clock.at(clock.start_of(call.final_on)):
        with pytest.raises(Refused, match="还有 1 份报告没交"):
            actions.close(cast.actor("he"), call)
        world.reported(cast, hers, Part.FINAL)
        actions.close(cast.actor("he"), fresh(call))
    call = fresh(call)
    assert call.state == State.CLOSED and call.due_at is None
    assert cast.he.pk in told("call_reported")


# ---- running it ---------------------------------------------------------------------------------


def test_community_street_and_district_run_calls_and_nobody_else(cast):
    for name, place in (("he", cast.community), ("sun", cast.street), ("tang", cast.community)):
        assert actions.make(cast.actor(name), place, world.draft()).state == State.DRAFT
    for name, place in (("lin", cast.a), ("lin", cast.community), ("he", cast.street),
                        ("gao", cast.city), ("wang", cast.community)):  # fmt: skip
        with pytest.raises(Forbidden):
            actions.make(cast.actor(name), place, world.draft())


def test_a_draft_is_changed_and_an_open_call_is_not(cast):
    he = cast.actor("he")
    call = actions.make(he, cast.community, world.draft())
    actions.change(he, call, world.draft(title="邻里微创投（春）", indicators=()))
    assert fresh(call).title == "邻里微创投（春）" and not call.indicators.exists()
    actions.open_call(he, call)
    with pytest.raises(Conflict):
        actions.change(he, fresh(call), world.draft(total=1_00, most=1_00))
    with pytest.raises(Conflict):
        actions.open_call(he, fresh(call))


def test_a_call_that_cannot_be_kept_is_refused(cast):
    he = cast.actor("he")
    for more, field in (
        ({"total": 0}, "total"), ({"closes": days(2)}, "closes"), ({"rules": " "}, "rules"),
        ({"applicants": ()}, "applicants"), ({"rules": "打 10000000001 报名"}, "rules"),
        ({"indicators": (("上课", "次", 4), ("上课", "次", 5))}, "indicators"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            actions.make(he, cast.community, world.draft(**more))
        assert refused.value.field == field
    late = actions.make(he, cast.community, world.draft())
    with clock.at(clock.start_of(days(9))), pytest.raises(Refused, match="来不及写"):
        actions.open_call(he, late)


def test_a_call_is_called_off_with_its_reason_and_everybody_is_told(cast):
    call = world.opened(cast)
    world.submitted(cast, call, "wang")
    world.begun(cast, call, "hua")
    world.seated(cast, call, "zhou")
    with pytest.raises(Refused, match="为什么"):
        actions.call_off(cast.actor("he"), call, reason=" ")
    actions.call_off(cast.actor("he"), call, reason="今年的钱没有批下来。")
    assert told("call_off") == {cast.wang.pk, cast.hua.pk, cast.zhou.pk}
    with pytest.raises(Conflict, match="不办了"):
        world.begun(cast, fresh(call), "li")


def test_the_book_is_closed_on_the_day_that_was_said_and_never_earlier(cast):
    call = world.opened(cast)
    with pytest.raises(Refused, match="还没到截止"):
        actions.close_book(cast.actor("he"), call)
    assert actions.close_books() == 0
    with after(call, 0):
        assert actions.close_books() == 0  # the last day counts whole
    with after(call):
        assert actions.close_books() == 1 and actions.close_books() == 0
    assert fresh(call).state == State.REVIEWING


# ---- the result ---------------------------------------------------------------------------------


def test_a_result_needs_enough_reviews_a_reason_and_money_that_is_there(cast):
    call = world.opened(cast, total=12_000_00, most=12_000_00)
    rows = [world.submitted(cast, call, name) for name in ("hua", "wang")]
    world.seated(cast, call, "zhou", "zhao")
    he = cast.actor("he")
    with after(call):
        world.reviewing(cast, call)
        world.declared(cast, call, "zhou", "zhao")
        world.reviewed(cast, rows[0], "zhou")
        with pytest.raises(Refused, match="还差 1 份评审意见"):
            actions.accept(he, again(rows[0]), granted=1_00, reason="好。")
        world.reviewed(cast, rows[0], "zhao")
        world.reviewed(cast, rows[1], "zhou", "zhao")
        for granted, said in ((0, "大于 0"), (9_000_01, "不能给得更多")):
            with pytest.raises(Refused, match=said):
                actions.accept(he, again(rows[0]), granted=granted, reason="好。")
        with pytest.raises(Refused, match="写理由"):
            actions.decline(he, again(rows[0]), reason=" ")
        actions.accept(he, again(rows[0]), granted=9_000_00, reason="好。")
        with pytest.raises(Refused, match="只剩 3,000 元"):
            actions.accept(he, again(rows[1]), granted=3_000_01, reason="好。")
        with pytest.raises(Refused, match="还有 1 份申请没写结果"):
            actions.tell(he, fresh(call))
        actions.accept(he, again(rows[0]), granted=5_000_00, reason="少一点。")  # thought over
        actions.accept(he, again(rows[1]), granted=7_000_00, reason="好。")
        actions.decline(he, again(rows[1]), reason="还是下次。")
    assert fresh(call).granted_fen == 5_000_00


def test_what_the_project_has_become_meanwhile_is_looked_at_again(cast):
    call, (row,) = world.weighed(cast, "wang")
    projects.set_budget(
        cast.actor("wang"), row.project, total=10_000_00, percent=0,
        lines=[money.Line("课时", money.Payer.GOVERNMENT, 10_000_00)],
    )  # fmt: skip
    with after(call, 9), pytest.raises(Faulty) as faulty:
        actions.accept(cast.actor("he"), again(row), granted=1_00, reason="好。")
    assert faulty.value.faults[0].field == "percent"


def test_each_applicant_knows_first_and_a_day_later_it_hangs_out(cast):
    call, hers, his = world.decided(cast)
    assert told("call_result") == {cast.hua.pk, cast.wang.pk}
    he = cast.actor("he")
    with after(call, 9):
        with pytest.raises(Refused, match="满一天"):
            actions.publish(he, call)
        assert actions.publish_due() == 0
    assert not Application.objects.published().exists()
    with after(call, 10):
        assert actions.publish_due() == 1 and actions.publish_due() == 0
    assert set(Application.objects.published()) == {hers, his}
    with pytest.raises(Conflict):
        actions.call_off(he, fresh(call), reason="晚了")


def test_withdrawing_before_the_contract_gives_the_money_back(cast):
    call, hers, _his = world.decided(cast)
    with after(call, 10):
        actions.withdraw(cast.actor("hua"), hers)
    assert fresh(call).granted_fen == 0 and again(hers).granted_fen is None


def test_a_contract_is_not_withdrawn_from_with_a_press(cast):
    _call, signed = world.contracted(cast)
    with pytest.raises(Conflict, match="签了合同"):
        actions.withdraw(cast.actor("hua"), signed)


# ---- contract, reports --------------------------------------------------------------------------


def test_a_contract_needs_every_side_and_nobody_says_yes_for_two(cast):
    call, hers, his = world.decided(cast)
    with after(call, 10):
        with pytest.raises(Forbidden):
            actions.sign(cast.actor("he"), hers, Side.CARRIER)
        with pytest.raises(Forbidden):
            actions.sign(cast.actor("hua"), hers, Side.PLACE)  # the call is the community's own
        with pytest.raises(Conflict):
            actions.sign(cast.actor("wang"), his, Side.CARRIER)  # was declined
        assert actions.sign(cast.actor("hua"), hers, Side.CARRIER) is None
        with pytest.raises(Conflict, match="同意过"):
            actions.sign(cast.actor("hua"), again(hers), Side.CARRIER)
        assert actions.sign(cast.actor("he"), again(hers), Side.RUNNER) is not None
    assert Report.objects.count() == 2


def test_a_call_from_above_has_the_community_as_its_third_side(cast):
    call = actions.make(cast.actor("sun"), cast.street, world.draft(reviews=1))
    actions.open_call(cast.actor("sun"), call)
    row = world.submitted(cast, fresh(call), "wang")
    actions.invite(cast.actor("sun"), call, cast.zhou)
    actions.answer(cast.actor("zhou"), call, agrees=True)
    with after(call, 9):
        world.reviewing(cast, call)
        world.declared(cast, call, "zhou")
        world.reviewed(cast, row, "zhou")
        sun = cast.actor("sun")
        actions.accept(sun, again(row), granted=9_000_00, reason="好。")
        actions.tell(sun, fresh(call))
        row = again(row)
        assert [one.side for one in actions.parties(row)] == list(Side)
        actions.sign(sun, row, Side.RUNNER)
        with pytest.raises(Conflict, match="只能替一方"):
            actions.sign(sun, again(row), Side.PLACE)  # may, as the street; but not for two
        actions.sign(cast.actor("wang"), again(row), Side.CARRIER)
        assert actions.sign(cast.actor("he"), again(row), Side.PLACE) is not None
    letter = Letter.objects.get()
    assert letter.person == cast.wang and letter.addressee == "一位居民"
    assert cast.wang.name not in str(letter.lines)
    assert ContractSide.objects.count() == 3


def test_what_a_call_has_weighed_and_the_community_has_signed_is_weighed_by_no_panel_again(cast):
    _call, hers = world.contracted(cast)
    project = again(hers).project
    assert project is not None
    assert (project.state, project.result) == ("reviewed", again(hers).reason)
    assert project.consented and project.reviewed_by is None
    assert list(project.events.order_by("at").values_list("action", flat=True))[-1] == "grant"
    assert projects.roles_of(cast.actor("hua"), project) == {Role.RUNNER}


def test_a_smaller_grant_is_signed_with_a_budget_that_fits(cast):
    call, (row,) = world.weighed(cast, "hua")
    with after(call, 9):
        he, hua = cast.actor("he"), cast.actor("hua")
        actions.accept(he, row, granted=6_000_00, reason="少一点。")
        actions.tell(he, fresh(call))
        with pytest.raises(Refused, match="请先把预算改成批的数"):
            actions.sign(hua, again(row), Side.CARRIER)
        line = money.Line("课时", money.Payer.GOVERNMENT, 7_000_00, 1_000_00)
        projects.set_budget(hua, row.project, total=7_000_00, percent=10, lines=[line])
        assert actions.sign(hua, again(row), Side.CARRIER) is None


def test_a_report_without_its_indicators_is_refused_with_what_is_missing(cast):
    _call, hers = world.contracted(cast)
    hua = cast.actor("hua")
    said = {"account": "上了课。", "spent": 100}
    with pytest.raises(Faulty) as faulty:
        actions.report(hua, hers, Part.MID, reached={}, **said)
    assert "还差“上课”" in faulty.value.message
    key = hers.agreed.get().pk
    with pytest.raises(Refused, match="先交中期报告"):
        actions.report(hua, hers, Part.FINAL, reached={key: 8}, **said)
    with pytest.raises(Forbidden):
        actions.report(cast.actor("he"), hers, Part.MID, reached={key: 8}, **said)
    actions.report(hua, hers, Part.MID, reached={key: 0}, **said)
    with pytest.raises(Conflict, match="交过了"):
        actions.report(hua, hers, Part.MID, reached={key: 8}, **said)
    assert BudgetLine.objects.filter(spent_fen__gt=0).count() == 0  # told, and nothing moved


def test_what_the_contract_promises_stays_whatever_the_project_says_later(cast):
    _call, hers = world.contracted(cast)
    projects.set_indicators(
        cast.actor("hua"), hers.project, [projects.Promise("上课", 1, "次", "签到表")]
    )
    assert hers.agreed.get().planned == 8


# ---- the clock ----------------------------------------------------------------------------------


def test_whoever_has_the_next_step_is_reminded_once_then_it_moves_up(cast):
    call = actions.make(cast.actor("he"), cast.community, world.draft())
    with clock.at(call.due_at - clock.DAY):
        assert actions.remind_due() == 1 and actions.remind_due() == 0
    assert told("call_late") == {cast.he.pk, cast.sun.pk, cast.tang.pk}
    with clock.at(call.due_at + clock.HOUR):
        assert actions.escalate_overdue() == 1
    call = fresh(call)
    assert call.desk == cast.street and cast.sun.pk in told("call_moved_up")
    with clock.at(call.due_at + clock.HOUR):
        assert actions.escalate_overdue() == 1
    assert fresh(call).desk.level == "county"
    with clock.at(fresh(call).due_at + clock.HOUR):
        assert actions.escalate_overdue() == 0  # there it stays, overdue


def test_a_report_that_is_owed_is_reminded_of_then_whoever_runs_it_is_told(cast):
    call, hers = world.contracted(cast)
    with clock.at(clock.start_of(call.mid_on) - 10 * clock.DAY):
        assert actions.remind_reports() == 1 and actions.remind_reports() == 0
    assert told("call_report_due") == {cast.hua.pk}
    with clock.at(clock.start_of(call.mid_on) + 3 * clock.DAY):
        assert actions.escalate_reports() == 1 and actions.escalate_reports() == 0
    assert {cast.he.pk, cast.hua.pk} <= told("call_report_late")
    assert CallEvent.objects.filter(application=hers, action="report_late").count() == 1


def test_nothing_is_accepted_then_it_is_closed_after_the_list_hangs_out(cast):
    call, (row,) = world.weighed(cast, "wang")
    he = cast.actor("he")
    with after(call, 9):
        actions.decline(he, row, reason="还没想清楚，欢迎再来。")
        actions.tell(he, fresh(call))
        with pytest.raises(Refused, match="没有公布"):
            actions.close(he, fresh(call))
    with after(call, 11):
        actions.publish(CLOCK, fresh(call))
        with pytest.raises(Refused, match="没有通过的"):
            actions.start(he, fresh(call))
        actions.close(he, fresh(call))
    assert fresh(call).state == State.CLOSED and Call.objects.get().granted_fen == 0
