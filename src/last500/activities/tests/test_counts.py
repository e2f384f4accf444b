"""How much was held: whole on the desk's page, small numbers as "a few" in what leaves it."""

from datetime import timedelta
from itertools import count

import pytest
from django.urls import reverse

from last500.activities import actions
from last500.activities.counting import TABLE, told
from last500.activities.models import Activity, SignUp
from last500.activities.queries.counts import Tally, counts
from last500.activities.tests.town import guests, helpers, plan, role_of, set_up
from last500.base import clock
from last500.exports.rules import Period
from last500.projects.tests.world import proposed

pytestmark = pytest.mark.django_db
MINUTES = count()  # nobody is at two dates at one time


def held(cast, days_ago: int, coming: int = 0, project=None, there: bool = True) -> Activity:
    """A date that was held so many days ago, with so many guests, each of whom was there."""
    made = set_up(
        cast, helpers(0, 2), guests(1, 30, brings=5), days=3, project=project and project.pk
    )
    people = [cast.people[name] for name in ("wang", "li", "zhou", "chen", "qian", "hua")]
    role = role_of(made, 1)
    first = clock.now() - timedelta(days=days_ago, minutes=next(MINUTES))
    SignUp.objects.bulk_create(
        SignUp(
            role=role, person=person, state="comes", heads=1, at=clock.now(),
            starts_at=first, ends_at=first + timedelta(seconds=30),
            came_at=clock.now() if there else None,
        )
        for person in people[:coming]
    )  # fmt: skip
    begins = made.starts_at - timedelta(days=days_ago + 3)
    Activity.objects.filter(pk=made.pk).update(
        state="closed", starts_at=begins, ends_at=begins + timedelta(hours=2), closed_at=clock.now()
    )
    return made


def year(cast, name: str = "lin"):
    today = clock.today()
    return counts(cast.actor(name), cast.a, today - timedelta(days=364), today)


def test_by_month_and_by_project_and_without_one(cast):
    project = proposed(cast, title="读书")
    held(cast, 1, coming=6, project=project)
    held(cast, 1, coming=2)
    held(cast, 70, coming=3, there=False)
    actions.set_up(cast.actor("lin"), cast.a, plan())  # still to come: not held
    found = year(cast)
    months = found.by_month()
    assert [tally.dates for _month, tally in months] == [2, 1] and months[0][0] > months[1][0]
    assert [(title, tally.dates) for title, tally in found.by_project()] == [("读书", 1), ("", 2)]
    (_title, of_project), (_none, alone) = found.by_project()
    assert (of_project.helper_places, of_project.guest_places) == (2, 30)
    assert (of_project.guests, of_project.came, of_project.helpers) == (6, 6, 0)
    assert (alone.guests, alone.came) == (5, 2)
    assert year(cast, "qian").cells == {}


def test_what_leaves_says_a_few_and_gives_no_sums(cast):
    held(cast, 1, coming=6, project=proposed(cast, title="读书"))
    held(cast, 1, coming=2)
    today = clock.today()
    period = Period(today - timedelta(days=30), today)
    rows = [row.cells for row in TABLE.rows(cast.actor("lin"), cast.a, period, 50)]
    month = (today - timedelta(days=1)).isoformat()[:7]
    assert rows == [
        (month, "", 1, 2, 0, 30, "几位", "几位"),
        (month, "读书", 1, 2, 0, 30, 6, 6),
    ]
    assert TABLE.count(cast.actor("lin"), cast.a, period) == 2
    assert len(TABLE.columns) == len(TABLE.keys) == len(rows[0])
    assert told(Tally(helpers=4, guests=5, came=0)) == (0, 0, "几位", 0, 5, 0)


def test_the_page_of_a_desk(cast, client, django_assert_max_num_queries):
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    address = reverse("activities:counts", args=[cast.a.pk])
    assert "还没有办过活动" in client.get(address).content.decode()
    for number in range(4):
        project = proposed(cast, title=f"项目{number}") if number else None
        held(cast, 1 + 40 * number, coming=2, project=project)
    with django_assert_max_num_queries(9):
        answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 200 and len(answer.content) < 100_000
    assert "这十二个月办了 4 场" in page and "不属于项目" in page and "项目3" in page
    assert page.index("项目1") < page.index("项目3") < page.index("不属于项目")
    assert address in client.get(reverse("activities:desk", args=[cast.a.pk])).content.decode()
