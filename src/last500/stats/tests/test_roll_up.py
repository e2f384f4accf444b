"""The roll-up: whatever happens, folding in gives what counting every request afresh gives."""

from collections import Counter

import pytest

from last500.base import clock
from last500.service_requests import actions
from last500.service_requests.models import ServiceRequest
from last500.stats import actions as stats
from last500.stats import queries
from last500.stats.models import DayFigure

COLUMNS = ("place", "day", "category", "measure", "minutes", "count")


def counted():
    return sorted(map(str, DayFigure.objects.values_list(*COLUMNS)))


def naive():
    total = Counter()
    for lines in stats.lines_now(ServiceRequest.objects.values_list("pk", flat=True)).values():
        total.update(lines)
    return sorted(
        str((line.place, line.day, line.category, str(line.measure), line.minutes, n))
        for line, n in total.items()
    )


@pytest.fixture
def busy(cast):
    """A few requests in several states over three days."""
    with clock.at(clock.parse("2026-03-02 10:00")):
        cast.placed()
        cast.verified(category="small_repair", spot="home")
        done = cast.done()
    with clock.at(clock.parse("2026-03-03 10:00")):
        actions.reopen(cast.actor("chen"), done, comment="还是不亮")
        cast.offered()
    return cast


def test_folding_in_equals_counting_afresh(busy):
    stats.fold_in()
    assert counted() == naive() != []
    with clock.at(clock.parse("2026-03-04 09:00")):
        for request in ServiceRequest.objects.filter(state="placed"):
            actions.verify(busy.actor("lin"), request, how="phone", category="environment")
    stats.fold_in()
    assert counted() == naive()
    stats.rebuild()
    assert counted() == naive()


def test_folding_in_twice_counts_nothing_twice(busy):
    stats.fold_in()
    before = counted()
    assert stats.fold_in() == 0
    busy.placed()
    stats.fold_in()
    stats.fold_in()
    assert counted() == naive() != before


def test_a_request_handed_to_another_place_counts_there(busy):
    stats.fold_in()
    request = ServiceRequest.objects.filter(state="placed").first()
    actions.transfer(busy.actor("he"), request, place=busy.c, note="是纸厂宿舍的事")
    stats.fold_in()
    assert DayFigure.objects.filter(place=busy.c, measure="placed").count() == 1
    assert counted() == naive()


def test_batches_reach_the_end(busy, monkeypatch):
    monkeypatch.setattr(stats, "BATCH", 2)
    stats.fold_in()
    assert counted() == naive()


def test_the_board_equals_the_requests(busy):
    stats.fold_in()
    with clock.at(clock.parse("2026-03-05 12:00")):
        board = queries.board(busy.actor("sun"), busy.street.pk)
    assert board.whole.now.counts["placed"] == ServiceRequest.objects.count()
    assert board.whole.present.open == ServiceRequest.objects.open().count()
    assert board.whole.present.overdue == 4
    assert [figures.place for figures in board.below] == [busy.community]
    assert board.below[0].now.counts == board.whole.now.counts
    assert board.whole.now.median("verified") == 0
    assert board.whole.now.counts["reopened"] == 1


def test_a_category_and_a_period_narrow_the_board(busy):
    stats.fold_in()
    actor = busy.actor("sun")
    with clock.at(clock.parse("2026-03-05 12:00")):
        board = queries.board(actor, busy.street.pk, category="small_repair")
        assert board.whole.now.counts["placed"] == board.whole.present.open == 1
    with clock.at(clock.parse("2026-04-20 12:00")):
        assert queries.board(actor, busy.street.pk).whole.now.counts["placed"] == 0
        assert queries.board(actor, busy.street.pk).whole.past.counts["placed"] == 4
        assert queries.board(actor, busy.street.pk, weeks=12).whole.now.counts["placed"] == 4


def test_shares_need_five_people_in_each_group(cast):
    """Wang, Li and Zhou are volunteers: three helpers are too few to say anything about."""
    for helper in ("wang", "li"):
        request = cast.accepted(helper)
        actions.report_done(cast.actor(helper), request)
        actions.confirm(cast.actor("chen"), cast.fresh(request), rating=3)
    board = queries.board(cast.actor("sun"), cast.street.pk)
    assert (board.helpers, board.organisers) == (None, None)


def test_shares_count_people_once(cast, monkeypatch):
    from last500.reportin.models import ReportIn
    from last500.stats import rules

    monkeypatch.setattr(rules, "SMALLEST_GROUP", 1)
    li = ReportIn.objects.get(person=cast.li)
    li.kind = "member"
    li.save(update_fields=["kind"])
    for helper in ("wang", "wang", "li"):
        request = cast.accepted(helper)
        actions.report_done(cast.actor(helper), request)
        actions.confirm(cast.actor("chen"), cast.fresh(request), rating=3)
    assert queries.board(cast.actor("sun"), cast.street.pk).helpers == 50
