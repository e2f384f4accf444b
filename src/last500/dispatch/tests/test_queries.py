"""The best helpers of the cast, from the database."""

from datetime import timedelta

from last500.base import clock
from last500.dispatch.queries import best_helpers
from last500.dispatch.words import reason_words
from last500.reportin.models import ReportIn
from last500.reportin.rules import Window
from last500.service_requests import actions
from last500.service_requests.models import ServiceRequest


def loaded(request):
    rows = ServiceRequest.objects.select_related(
        "contact", "building", "desk", "place__parent__parent__parent"
    )
    return rows.get(pk=request.pk)


def named(helpers):
    return [helper.person.called for helper in helpers]


def test_neighbours_are_proposed_with_reasons_in_words(cast):
    ReportIn.objects.filter(person=cast.li).update(building=cast.building)
    cast.shown("li")
    first, *rest = best_helpers(cast.verified())
    assert (first.person, len(rest)) == (cast.li, 2)
    words = reason_words(first.reasons)
    assert words[0] == "同一栋楼"
    assert words[1] == "会修电路灯具"
    assert words[2].endswith("晚上有空")
    assert words[3] == "这个月还没请过"


def test_it_takes_one_statement_however_many_there_are(cast, django_assert_num_queries):
    request = loaded(cast.verified())
    with django_assert_num_queries(1):
        assert len(best_helpers(request, 10)) == 3


def test_not_more_than_four_statements_for_a_request_loaded_plainly(
    cast, django_assert_max_num_queries
):
    request = cast.fresh(cast.verified())
    with django_assert_max_num_queries(4):
        best_helpers(request, 10)


def test_who_was_asked_for_it_is_not_proposed_again(cast):
    request = cast.offered("wang")
    assert cast.wang not in [helper.person for helper in best_helpers(request, 10)]


def test_who_was_asked_lately_comes_later(cast):
    other = cast.offered("wang", "li")
    assert other.state == "offered"
    helpers = best_helpers(cast.verified(), 3)
    assert helpers[0].person == cast.zhou
    assert [helper.asked_lately for helper in helpers] == [0, 1, 1]


def test_who_came_forward_is_first(cast):
    cast.offered("zhou")
    request = cast.verified()
    actions.can_help(cast.actor("zhou"), request)
    first = best_helpers(request)[0]
    assert (first.person, first.reasons[0]) == (cast.zhou, "came_forward")


def test_the_wished_time_is_looked_for_in_the_weekly_windows(cast):
    day = clock.today() + timedelta(days=3)
    row = ReportIn.objects.get(person=cast.zhou)
    row.windows = [Window(day.weekday(), 8 * 60, 12 * 60)]
    row.save(update_fields=["free"])
    request = cast.verified(wished_on=day, wished_part="morning")
    helpers = best_helpers(request)
    assert helpers[0].person == cast.zhou
    assert f"free:{day.weekday()}:morning" in helpers[0].reasons
    assert not any(reason.startswith("free") for reason in helpers[1].reasons)


def test_a_neighbour_from_another_compound_only_as_far_as_they_go(cast):
    far = cast.report_in("hua", cast.c, reach="community", windows=(Window(5, 480, 720),))
    request = cast.verified()
    assert cast.hua in [helper.person for helper in best_helpers(request, 10)]
    ReportIn.objects.filter(pk=far.pk).update(reach="compound")
    assert cast.hua not in [helper.person for helper in best_helpers(request, 10)]


def test_an_emergency_is_proposed_to_nobody(cast):
    request = cast.placed(text="我爸刚才在家晕倒了，叫不醒！", category="health_mind")
    assert best_helpers(request) == []
