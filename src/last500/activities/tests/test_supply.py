"""Crowded dates on the form, teams by what people can do, help for one date: sums, never names."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from last500.activities import actions, teaming
from last500.activities.models import Activity
from last500.activities.queries.supply import figures, spread
from last500.activities.tests.test_pages import form_data
from last500.activities.tests.town import fresh, helpers, one_role, plan, set_up, told
from last500.base import clock
from last500.base.errors import Forbidden, Refused, TooMany
from last500.people import actions as people
from last500.posts.tests.town import set_up as set_up_post
from last500.reportin.models import ReportIn
from last500.reportin.week import OtherDays, Window
from last500.teams.models import Membership, Team, TeamInvitation

pytestmark = pytest.mark.django_db
EVENING = {"start": 19 * 60, "minutes": 60}


def next_day(weekday: int, weeks: int = 1):
    today = clock.today()
    return today + timedelta((weekday - today.weekday()) % 7 + 7 * weeks)


def more_people(cast, count: int, **wishes: object) -> list[str]:
    names = []
    for number in range(count):
        name = f"more{number}"
        cast.people[name] = people.person_with_phone(f"1000002{number:04d}", name=f"邻{number}")
        cast.report_in(name, cast.a, **wishes)
        names.append(name)
    return names


def test_places_that_stand_and_helpers_who_are_free_are_counted_to_the_head(cast):
    day = next_day(5)
    set_up(cast, helpers(places=3), days=(day - clock.today()).days, **EVENING)
    set_up_post(cast, weekday=5, places=2, start=18 * 60)  # every Saturday
    set_up_post(cast, by="he", place="community", weekday=2, places=4)  # Wednesdays
    set_up(cast, by="qian", place="b", days=(day - clock.today()).days, **EVENING)  # elsewhere
    found = figures(cast.a, [day, next_day(2), next_day(6)], 19 * 60, 20 * 60)
    # Wang, Li and Zhou are free every evening; Zhao lives in another street.
    assert {(one.places, one.free) for one in found.values()} == {(5, 3), (4, 3), (0, 3)}
    assert (found[day].places, found[day].free) == (5, 3)

    row = ReportIn.objects.get(person=cast.wang, state="confirmed")
    row.other_days = [OtherDays(day, day)]
    row.save(update_fields=["differing"])
    ReportIn.objects.filter(person=cast.li).update(paused_until=day + clock.DAY)
    found = figures(cast.a, [day], 19 * 60, 20 * 60)
    assert found[day].free == 1
    assert figures(cast.a, [day], 17 * 60, 20 * 60)[day].free == 0  # nobody from five on


def test_the_figures_cost_three_statements_however_many_days(cast, django_assert_max_num_queries):
    more_people(cast, 12)
    days = [clock.today() + timedelta(n) for n in range(3, 46)]
    with django_assert_max_num_queries(4):
        figures(cast.a, days, 19 * 60, 20 * 60)


def test_an_organiser_sees_the_crowd_and_three_other_days_and_may_stay(cast, client):
    more_people(cast, 4)  # seven are free in the evening now
    day = next_day(5, weeks=3)
    set_up(cast, helpers(places=6), days=(day - clock.today()).days, **EVENING)
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    address = reverse("activities:new", args=[cast.a.pk])
    said = form_data(on=day.isoformat(), start="19:00", minutes="60", anyway=None)

    answer = client.post(address, said | {"once": uuid4().hex})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "换个日子会更好来" in text and "要的人比有空的人还多" in text
    assert text.count('<td class="n">7 位</td>') == 4  # that day and three others
    assert '<td class="n">6</td>' in text
    assert Activity.objects.count() == 1

    answer = client.post(address, said | {"once": uuid4().hex, "anyway": "on"})
    assert answer.status_code == 303
    assert Activity.objects.count() == 2


def test_a_free_day_is_set_up_at_once_and_can_be_looked_at_before(cast, client):
    more_people(cast, 4)
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    address = reverse("activities:new", args=[cast.a.pk])
    said = form_data(on=next_day(5).isoformat(), start="19:00", anyway=None, minutes="60")
    answer = client.post(address, said | {"once": uuid4().hex, "look": "1"})
    assert "这一天不挤" in answer.content.decode() and not Activity.objects.exists()
    assert client.post(address, said | {"once": uuid4().hex}).status_code == 303


def test_fewer_than_five_are_a_few(cast, client):
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    day = next_day(5)
    set_up(cast, helpers(places=4), days=(day - clock.today()).days, **EVENING)
    said = form_data(on=day.isoformat(), start="19:00", minutes="60", anyway=None)
    answer = client.post(reverse("activities:new", args=[cast.a.pk]), said | {"once": uuid4().hex})
    assert '<td class="n">几位</td>' in answer.content.decode()  # three, in truth


def test_a_series_says_which_of_its_dates_are_crowded(cast):
    day = next_day(5)
    set_up(cast, helpers(places=4), days=(day - clock.today()).days, **EVENING)
    days = [day - timedelta(7), day, day + timedelta(7)]
    found = spread(cast.a, plan(helpers(places=1), **EVENING), days)
    assert [one.day for one in found] == [day]
    assert not {one.day for one in found[0].proposed} & set(days)


# ---- teams by what people can do ----------------------------------------------------------------


def test_a_desk_asks_everybody_who_can_do_it_into_a_team_and_nobody_is_put_in(cast):
    more_people(cast, 3, skills=("medical",))
    groups = {one.category: one for one in teaming.groups(cast.actor("lin"), cast.a)}
    assert groups["medical"].count == 3 and groups["medical"].team is None
    assert groups["digital"].count == 3  # Wang, Li, Zhou teach the telephone

    team, asked = teaming.gather(cast.actor("lin"), cast.a, "medical")
    assert asked == 3
    assert TeamInvitation.objects.filter(team=team).count() == 3
    assert not Membership.objects.filter(team=team).exists()
    with pytest.raises(Refused, match="都请过了"):
        teaming.gather(cast.actor("lin"), cast.a, "medical")
    assert Team.objects.count() == 1  # the second press founds no second one
    for name in ("wang", "qian"):
        with pytest.raises(Forbidden):
            teaming.gather(cast.actor(name), cast.a, "medical")
    with pytest.raises(Refused):
        teaming.gather(cast.actor("lin"), cast.a, "other")


def test_the_desk_reads_how_many_never_who(cast, client):
    more_people(cast, 3, skills=("medical",))
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    text = client.get(reverse("activities:desk", args=[cast.a.pk])).content.decode()
    assert "医疗健康" in text and "几位" in text
    assert "王师傅" not in text and "邻师傅" not in text


def test_only_those_who_fit_and_are_free_hear_that_a_hand_is_missing(cast):
    names = more_people(cast, 3, skills=("sewing",), windows=(Window(5, 9 * 60, 12 * 60),))
    day = (next_day(5) - clock.today()).days
    role = one_role(cast, skills=("sewing",), days=day)
    cast.report_in("hua", cast.a, skills=("sewing",))  # only in the evening
    actions.sign_up(cast.actor(names[0]), one_role(cast, title="别的", days=day + 1))
    assert teaming.invite_to(cast.actor("lin"), fresh(role)) == 3
    assert told("activity_invited") == {cast.people[name].pk for name in names}
    with pytest.raises(TooMany):
        teaming.invite_to(cast.actor("lin"), fresh(role))
    with pytest.raises(Forbidden):
        teaming.invite_to(cast.actor("wang"), role)
    actions.sign_up(cast.actor(names[0]), role)
    with pytest.raises(Refused, match="不缺人"):
        teaming.invite_to(cast.actor("lin"), fresh(role))
