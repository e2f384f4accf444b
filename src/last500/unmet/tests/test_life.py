"""What nobody took is gathered, answered, and told to whoever asked."""

import pytest

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.service_requests import actions as requests
from last500.service_requests.models import ServiceRequest
from last500.unmet import actions, rules
from last500.unmet.models import NeedEvent, UnmetNeed, UnmetRequest
from last500.unmet.rules import State, Why
from last500.unmet.tests.world import asked, need, unmet

pytestmark = pytest.mark.django_db
MONTH = 32 * clock.DAY


def told(kind: str) -> set:
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))


def test_the_step_that_says_nobody_took_it_gathers_at_once(cast):
    row = unmet(cast)
    found = need()
    assert (found.place, found.category, found.count, found.unmet) == (
        cast.a, "elder_company", 1, 1,
    )  # fmt: skip
    assert found.month == clock.today().replace(day=1) and found.state == State.GATHERED
    assert found.desk == cast.a and found.due_at > clock.now()
    assert UnmetRequest.objects.get(need=found).request == row


def test_gathering_twice_changes_nothing(cast):
    unmet(cast)
    before = list(UnmetNeed.objects.values()), list(UnmetRequest.objects.values())
    assert actions.gather() == 0
    assert (list(UnmetNeed.objects.values()), list(UnmetRequest.objects.values())) == before


def test_each_kind_place_and_month_is_a_need_of_its_own(cast):
    now = clock.now()
    unmet(cast)
    unmet(cast, "hua")
    unmet(cast, category="small_repair")
    unmet(cast, place=cast.c)
    unmet(cast, at=now - MONTH)
    assert UnmetNeed.objects.count() == 4
    assert need(place=cast.a, category="elder_company", month=now.date().replace(day=1)).count == 2


def test_three_of_one_kind_within_a_month_are_a_need_though_somebody_took_them(cast):
    for by in ("chen", "hua"):
        asked(cast, by)
    assert actions.gather() == 0
    asked(cast, "li")
    assert actions.gather() == 3
    found = need()
    assert (found.count, found.unmet) == (3, 0)
    requests.close_unmet(cast.actor("he"), cast.fresh(ServiceRequest.objects.first()), note="没人")
    found = need()
    assert (found.count, found.unmet) == (3, 1)
    assert UnmetRequest.objects.filter(why=Why.UNMET).count() == 1


def test_what_was_taken_back_stands_in_no_need_any_more(cast):
    rows = [asked(cast, by) for by in ("chen", "hua", "li")]
    actions.gather()
    requests.withdraw(cast.actor("li"), cast.fresh(rows[2]))
    actions.gather()
    assert need().count == 2
    for by, row in zip(("chen", "hua"), rows, strict=False):
        requests.withdraw(cast.actor(by), cast.fresh(row))
    actions.gather()
    actions.forget_empty()
    assert not UnmetNeed.objects.exists()


def test_what_its_resident_has_locked_is_not_counted(cast):
    rows = [asked(cast, by) for by in ("chen", "hua", "li")]
    ServiceRequest.objects.filter(pk=rows[0].pk).update(restricted_at=clock.now())
    assert actions.gather() == 0


def test_a_need_is_set_aside_with_a_reason_and_who_asked_is_told(cast):
    row = unmet(cast)
    with pytest.raises(Refused):
        actions.set_aside(cast.actor("lin"), need(), reason="  ")
    with pytest.raises(Refused) as refused:
        actions.set_aside(cast.actor("lin"), need(), reason="打 10000000001")
    assert refused.value.field == "reason"
    actions.set_aside(cast.actor("lin"), need(), reason="物业每周三上门。")
    found = need()
    assert (found.state, found.reason, found.due_at) == (State.ANSWERED, "物业每周三上门。", None)
    assert told("need_answered") == {cast.chen.pk}
    said = Message.objects.filter(kind="need_answered").first()
    assert "物业" not in str(said.params) and row.link_key in said.link
    with pytest.raises(Conflict):
        actions.set_aside(cast.actor("lin"), found, reason="再说一次")


def test_only_its_desk_and_those_above_answer_it(cast):
    unmet(cast)
    for stranger in ("qian", "wang", "chen", "tang"):
        with pytest.raises(Forbidden):
            actions.set_aside(cast.actor(stranger), need(), reason="物业来做。")
        with pytest.raises(Forbidden):
            actions.take_up(cast.actor(stranger), [need()], title="陪伴")
    assert need().state == State.GATHERED


def test_what_was_answered_waits_again_when_somebody_finds_nobody(cast):
    unmet(cast)
    actions.set_aside(cast.actor("lin"), need(), reason="物业每周三上门。")
    unmet(cast, "hua")
    found = need()
    assert (found.state, found.reason, found.count) == (State.GATHERED, "", 2)
    assert found.due_at is not None
    assert NeedEvent.objects.filter(action=rules.Action.COME_AGAIN).count() == 1


def test_several_needs_are_taken_up_together_or_not_at_all(cast):
    unmet(cast)
    unmet(cast, place=cast.c)
    both = list(UnmetNeed.objects.select_related("place").order_by("pk"))
    with pytest.raises(Forbidden):  # Lin holds the desk of one of them
        actions.take_up(cast.actor("lin"), both, title="陪伴")
    assert set(UnmetNeed.objects.values_list("state", flat=True)) == {State.GATHERED}
    found = actions.take_up(cast.actor("he"), both, title="陪伴")
    assert (found.place, found.kind, found.count) == (cast.community, "elder_company", 2)
    assert "芙蓉苑" in found.words and "陈" not in found.words
    assert "几件" in found.words and "2 件" not in found.words  # fewer than five are a few
    with pytest.raises(Conflict):
        actions.take_up(cast.actor("he"), both, title="再来一次")


def test_needs_of_two_streets_make_no_project_together(cast):
    unmet(cast)
    row = requests.place(
        cast.actor("zhao"), cast.b,
        requests.Placing(text="想请人陪。", category="elder_company", spot="home",
                         phone=cast.zhao.phone, name=cast.zhao.name, door="1"),
    )  # fmt: skip
    row = requests.verify(cast.actor("qian"), cast.fresh(row), how="phone")
    requests.close_unmet(cast.actor("qian"), cast.fresh(row), note="没人")
    with pytest.raises(Refused):
        actions.together(list(UnmetNeed.objects.select_related("place")))
    with pytest.raises(Refused):
        actions.together([])


def test_one_message_for_each_who_asked_and_none_for_whoever_locked_their_data(cast):
    unmet(cast)
    unmet(cast)
    row = unmet(cast, "hua")
    ServiceRequest.objects.filter(pk=row.pk).update(restricted_at=clock.now())
    assert actions.tell([need()], "need_proposed", {"project": "陪伴"}) == 1
    assert told("need_proposed") == {cast.chen.pk}
    assert Message.objects.filter(kind="need_proposed", channel="inbox").count() == 1


def test_a_need_nobody_answers_goes_up_and_stays_at_the_street(cast):
    unmet(cast)
    seen = []
    for _turn in range(4):
        with clock.at(need().due_at + clock.MINUTE):
            actions.escalate_overdue()
        seen.append(need().desk.name)
    assert seen == ["芙蓉社区", "城东街道", "城东街道", "城东街道"]
    assert told("desk_need_moved_up") == {cast.he.pk, cast.sun.pk}


def test_who_may_see_a_need_and_who_sees_the_requests_behind_it(cast):
    row = unmet(cast)
    for name, sees in {
        "lin": 1,
        "he": 1,
        "sun": 1,
        "qian": 0,
        "wang": 0,
        "chen": 0,
        "tang": 0,
    }.items():
        actor = cast.actor(name)
        assert UnmetNeed.objects.visible_to(actor).count() == sees, name
    behind = UnmetRequest.objects.visible_to
    assert behind(cast.actor("lin")).get().request == row
    assert behind(cast.actor("chen")).count() == 1  # their own
    assert behind(cast.actor("wang")).count() == behind(cast.actor("qian")).count() == 0
