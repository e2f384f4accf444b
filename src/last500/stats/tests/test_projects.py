"""Projects and activities for offices: states, fen, dates; few people are a few; no ranking."""

import csv
import io

import pytest
from django.urls import reverse

from last500.activities.tests.test_counts import held
from last500.places.models import Place
from last500.projects import actions
from last500.projects.tests.world import LINES, TOTAL, proposed, running
from last500.stats.projects import project_board

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(cast, client):
    def look(name: str, place: Place, what: str = "projects", query: str = ""):
        client.force_login(cast.people[name], backend="last500.people.backend.CodeBackend")
        return client.get(reverse(f"stats:{what}", args=[place.pk]) + query)

    return look


def test_states_money_and_dates_add_up_below_and_above(cast):
    project = running(cast)
    lines = {one.pk: 100_00 * number for number, one in enumerate(project.budget.order_by("order"))}
    actions.set_spent(cast.actor("lin"), project, lines)
    proposed(cast, title="还在提")
    stopped = proposed(cast, title="不做了")
    actions.give_up(cast.actor("lin"), stopped, reason="没人")
    held(cast, 3, coming=6, project=project)
    held(cast, 400, coming=6)  # more than a year ago
    board = project_board(cast.actor("he"), cast.community.pk)
    whole = board.whole
    assert whole.states == {"running": 1, "proposed": 1, "given_up": 1}
    assert (whole.planned, whole.own) == (TOTAL, sum(line.own for line in LINES))
    assert whole.spent == 100_00
    assert (whole.dates, whole.offered, whole.came) == (1, 32, 6)
    here = next(one for one in board.below if one.place == cast.a)
    assert {**vars(here), "place": 0} == {**vars(whole), "place": 0}
    assert all(one.silent for one in board.below if one.place != cast.a)
    above = project_board(cast.actor("gao"), cast.city.pk)
    assert (above.whole.states, above.whole.planned) == (whole.states, TOTAL)


def test_few_people_are_a_few_and_places_stand_by_name(cast, page):
    held(cast, 3, coming=3)
    answer = page("sun", cast.street)
    text = answer.content.decode()
    assert answer.status_code == 200 and len(answer.content) < 100_000
    assert "几位" in text and "不排名次" in text
    assert f"/figures/{cast.community.pk}/projects/" in text
    assert (
        reverse("stats:projects", args=[cast.street.pk])
        in page("sun", cast.street, "place").content.decode()
    )


def test_the_sheet_holds_fen(cast, page):
    running(cast)
    answer = page("he", cast.community, "projects_export", "?as=csv")
    head, whole, *_rest = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert whole[head.index("计划（分）")] == str(TOTAL)
    assert "下载" not in head and len(head) == len(whole)


def test_it_costs_the_same_for_one_place_and_for_many(cast, client, django_assert_num_queries):
    client.force_login(cast.gao, backend="last500.people.backend.CodeBackend")
    for place in (cast.city, cast.street):
        with django_assert_num_queries(9):
            assert client.get(reverse("stats:projects", args=[place.pk])).status_code == 200
