"""Which needs fit a unit, with the reasons; when a unit last did something."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.lists import actions, queries
from last500.lists.models import Booking, Claim
from last500.lists.rules import Act
from last500.lists.tests.world import booked, claimed, need, room, soon, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(cast):
    return unit(cast, "hua")


def titles(found) -> list[str]:
    return [one.need.title for one in found]


def test_a_need_fits_by_kind_or_by_skill_and_says_why(cast, library):
    room(cast, library, "hua", title="二楼研讨室")
    room(cast, library, "hua", kind="expert", title="手机课堂", skills=("phone_teaching",))
    need(cast, kind="room", title="写作业的地方", until_on=soon(9))
    need(cast, title="教手机的人", skills=("phone_teaching",), until_on=soon(5))
    need(cast, kind="vehicle", title="大巴")
    found = queries.open_needs_fitting(library)
    assert titles(found) == ["教手机的人", "写作业的地方"], "the soonest date first"
    assert found[0].reasons == ("你们的“手机课堂”会教用手机",)
    assert found[1].reasons == ("正要场地，你们有“二楼研讨室”",)


def test_other_skills_of_the_same_kind_do_not_fit(cast, library):
    room(cast, library, "hua", kind="service", title="修水管", skills=("water_repair",))
    need(cast, title="理发", skills=("haircut",))
    assert queries.open_needs_fitting(library) == []
    need(cast, title="搭把手")  # asks for no skill of the list
    assert titles(queries.open_needs_fitting(library)) == ["搭把手"]


def test_what_is_claimed_over_elsewhere_or_paused_does_not_fit(cast, library):
    one = room(cast, library, "hua", kind="service", title="手机课堂")
    mine, old = need(cast, title="已认领"), need(cast, title="过期", until_on=soon(0))
    claimed(cast, mine, library, "hua")
    with clock.at(clock.now() + 2 * clock.DAY):
        assert queries.open_needs_fitting(library) == []
    assert titles(queries.open_needs_fitting(library)) == [old.title]
    actions.pause_resource(cast.actor("hua"), one, paused=True)
    assert queries.open_needs_fitting(library) == []


def test_only_where_the_unit_is_reported_in_unless_places_are_named(cast, library):
    room(cast, library, "hua", kind="service", title="手机课堂")
    need(cast)
    far = unit(cast, "zhao", "别处的单位", at=cast.b.parent)
    room(cast, far, "zhao", kind="service", title="理发", communities=(cast.b.parent,))
    assert queries.open_needs_fitting(far) == []
    assert len(queries.open_needs_fitting(far, communities=[cast.community])) == 1


def test_it_takes_two_statements_however_many_needs(cast, library):
    for number in range(3):
        room(cast, library, "hua", kind="service", title=f"课堂{number}")
    for number in range(12):
        need(cast, title=f"需求{number}")
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.open_needs_fitting(library, most=5)) == 5
    assert len(asked) == 2


def test_the_last_day_on_which_a_unit_did_something(cast, library):
    idle = unit(cast, "zhou", "小学党支部")
    row = claimed(cast, need(cast), library, "hua")
    actions.step(cast.actor("he"), row, Act.AGREE)
    assert queries.last_done([library.pk, idle.pk]) == {}, "a promise is not yet done"
    with clock.at(clock.now() + clock.DAY):
        actions.step(cast.actor("he"), Claim.objects.get(pk=row.pk), Act.HOLD)
    assert queries.last_done([library.pk, idle.pk]) == {library.pk: soon(1)}
    lent = booked(cast, room(cast, library, "hua"), on=soon(4))
    actions.step(cast.actor("hua"), lent, Act.AGREE)
    with clock.at(lent.ends_at):
        actions.step(cast.actor("he"), Booking.objects.get(pk=lent.pk), Act.HOLD)
    assert queries.last_done([library.pk]) == {library.pk: soon(4)}
