"""How many statements a step costs, so that none creeps in unseen."""

import pytest
from django.test.utils import CaptureQueriesContext

from last500.base.errors import Conflict
from last500.service_requests import actions
from last500.service_requests.models import Invitation, ServiceRequest

pytestmark = pytest.mark.django_db
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def statements(verb) -> int:
    from django.db import connection

    with CaptureQueriesContext(connection) as seen:
        verb()
    return sum(not query["sql"].startswith(CONTROL) for query in seen)


def loaded(request: ServiceRequest) -> ServiceRequest:
    rows = ServiceRequest.objects.select_related("place", "contact", "requester")
    return rows.get(pk=request.pk)


def test_accepting_costs_seven_statements_however_many_were_asked(cast):
    request = loaded(cast.offered("wang", "li", "zhou"))
    actor = cast.actor("wang")
    assert statements(lambda: actions.accept(actor, request)) == 7
    answers = dict(Invitation.objects.values_list("helper", "answer"))
    assert answers == {
        cast.wang.pk: "accepted",
        cast.li.pk: "stopped",
        cast.zhou.pk: "stopped",
    }


def test_accepting_costs_six_where_nobody_else_was_asked(cast):
    request = loaded(cast.offered("wang"))
    actor = cast.actor("wang")
    assert statements(lambda: actions.accept(actor, request)) == 6


def test_a_place_in_a_team_costs_no_more_than_eight(cast):
    verified = actions.verify(cast.actor("lin"), cast.placed(), how="phone", wanted=2)
    helpers = [cast.people[name].pk for name in ("wang", "li", "zhou")]
    request = actions.offer(cast.actor("lin"), verified, helpers=helpers)
    first, second = cast.actor("wang"), cast.actor("li")

    row = loaded(request)
    assert statements(lambda: actions.accept(first, row)) <= 8
    assert (row.state, row.taken) == ("offered", 1)
    row = loaded(request)
    assert statements(lambda: actions.accept(second, row)) <= 9
    assert (row.state, row.taken, row.open_to) == ("accepted", 2, "")
    assert row.due_at is not None and row.accepted_at is not None
    assert loaded(request).due_at == row.due_at


def test_who_read_an_older_size_of_the_team_is_told_to_look_again(cast):
    request = loaded(cast.offered("wang"))
    ServiceRequest.objects.filter(pk=request.pk).update(wanted=2)
    with pytest.raises(Conflict):
        actions.accept(cast.actor("wang"), request)
