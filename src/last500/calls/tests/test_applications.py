"""Applications: who may, half done, handed in, mended, coached, withdrawn."""

import pytest

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.calls import actions
from last500.calls.actions import Faulty
from last500.calls.models import Application, CoachNote
from last500.calls.rules import Applicant, Stand
from last500.calls.tests import world
from last500.calls.tests.world import after, again, days
from last500.notify.models import Message
from last500.organisations.models import Liaison
from last500.projects.models import Project

pytestmark = pytest.mark.django_db


def told(kind: str) -> set:
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))


def test_who_may_apply_is_reported_in_and_of_a_kind_that_the_call_wants(cast):
    call = world.opened(cast, applicants=(Applicant.GROUP,))
    one = world.social(cast)
    with pytest.raises(Forbidden):
        actions.begin(cast.actor("hua"), call, Applicant.SOCIAL, cast.community, organisation=one)
    with pytest.raises(Forbidden):
        world.begun(cast, call, "wang")
    with pytest.raises(Refused) as refused:
        actions.begin(cast.actor("li"), call, Applicant.GROUP, cast.a, group_name=" ")
    assert refused.value.field == "group_name"
    assert world.begun(cast, call, "li").group_name == "三号楼群"
    for stranger in ("zhao", "chen", "lin", "he"):
        assert actions.ways(cast.actor(stranger), call) == []
    with pytest.raises(Forbidden):
        actions.begin(cast.actor("zhao"), call, Applicant.GROUP, cast.a, group_name="外面的")


def test_whoever_runs_the_call_does_not_apply_to_it(cast):
    one = world.social(cast)
    Liaison.objects.create(organisation=one, person=cast.he, from_on=clock.today() - clock.DAY)
    assert actions.ways(cast.actor("he"), world.opened(cast)) == []


def test_a_draft_is_kept_half_done_and_seen_by_nobody_else(cast):
    call = world.opened(cast)
    row = world.begun(cast, call, "hua")
    actions.save(cast.actor("hua"), row, {"title": "半个题目", "total": "一万"})
    assert again(row).draft == {"title": "半个题目", "total": "一万"}
    for name in ("he", "sun", "zhou", "wang"):
        assert not Application.objects.visible_to(cast.actor(name)).exists()
    with pytest.raises(Forbidden):
        actions.save(cast.actor("wang"), row, {})
    assert not Project.objects.exists()


def test_what_is_handed_in_is_a_proposed_project_with_its_money_and_indicators(cast):
    call = world.opened(cast)
    row = world.submitted(cast, call, "li")
    project = row.project
    assert (project.state, project.leader, project.by_neighbour) == ("proposed", cast.li, True)
    assert project.total_fen == 10_000_00 and project.own_percent == 10
    assert row.asked_fen == 9_000_00 and row.draft == {}
    assert project.indicators.get().planned == 8
    project.refresh_from_db()
    assert project.due_at > clock.start_of(call.decides_on + clock.DAY), "the call answers first"
    assert cast.he.pk in told("call_applied")
    with pytest.raises(Conflict, match="已经交了"):
        actions.submit(cast.actor("li"), row, world.proposed())
    assert Project.objects.count() == 1


def test_everything_that_is_to_be_mended_is_said_at_once(cast):
    call = world.opened(cast)
    row = world.begun(cast, call, "wang")
    bad = world.proposed(asked=25_000_00, own=10, number=3, from_on=days(1), until_on=days(200))
    with pytest.raises(Faulty) as faulty:
        actions.submit(cast.actor("wang"), row, bad)
    assert {one.field for one in faulty.value.faults} == {"from_on", "until_on", "percent", "least"}
    assert again(row).stand == Stand.DRAFT and not Project.objects.exists()


def test_a_late_application_is_refused_honestly_and_stays_written(cast):
    call = world.opened(cast)
    row = world.begun(cast, call, "wang")
    actions.save(cast.actor("wang"), row, {"title": "写好了"})
    with after(call), pytest.raises(Conflict, match="时间过了"):
        actions.submit(cast.actor("wang"), row, world.proposed())
    assert again(row).draft == {"title": "写好了"} and not Project.objects.exists()


def test_one_application_each_and_another_after_withdrawing(cast):
    call = world.opened(cast)
    row = world.submitted(cast, call, "wang")
    with pytest.raises(Conflict, match="已经有一份"):
        world.begun(cast, call, "wang")
    actions.withdraw(cast.actor("wang"), row)
    assert Project.objects.get().state == "given_up"
    with pytest.raises(Conflict):
        actions.withdraw(cast.actor("wang"), again(row))
    assert world.begun(cast, call, "wang").stand == Stand.DRAFT


def test_it_is_changed_until_the_closing_and_after_coaching_until_a_day(cast):
    call = world.opened(cast)
    row, wang, he = world.submitted(cast, call, "wang"), cast.actor("wang"), cast.actor("he")
    actions.mend(wang, row, world.proposed(asked=8_000_00))
    assert again(row).asked_fen == 8_000_00 and again(row).changed_at is not None
    with after(call):
        world.reviewing(cast, call)
        with pytest.raises(Conflict, match="只有辅导过"):
            actions.mend(wang, again(row), world.proposed())
        actions.note(he, again(row), "场地写清楚，再少要一点。")
        actions.mend(wang, again(row), world.proposed(asked=7_000_00))
    with after(call, 8), pytest.raises(Conflict):
        actions.mend(wang, again(row), world.proposed())
    assert again(row).asked_fen == 7_000_00


def test_what_coach_and_applicant_write_is_between_them(cast):
    call, (row,) = world.weighed(cast, "wang")
    with after(call):
        actions.note(cast.actor("he"), row, "请写清谁来教。")
        actions.note(cast.actor("wang"), row, "两位老师，我去说。")
        with pytest.raises(Forbidden):
            actions.note(cast.actor("zhou"), row, "评审也想说一句")
    for name, number in (("wang", 2), ("he", 2), ("zhou", 0), ("li", 0)):
        assert CoachNote.objects.visible_to(cast.actor(name)).count() == number
    assert cast.wang.pk in told("call_note") and cast.he.pk in told("call_note")
    assert bytes(CoachNote.objects.values_list("words", flat=True)[0]).find("老师".encode()) == -1
