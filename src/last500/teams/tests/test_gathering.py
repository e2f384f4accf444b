"""The desk's page for teams: counts by category first, one press that only asks."""

from uuid import uuid4

import pytest
from django.urls import reverse

from last500.teams.models import Membership, Team, TeamInvitation

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast, client) -> str:
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    return reverse("teams:desk", args=[cast.a.pk])


def gather(cast, client, category: str):
    where = reverse("teams:gather", args=[cast.a.pk])
    return client.post(where, {"once": uuid4().hex, "category": category})


def test_a_desk_reads_how_many_can_do_what_and_never_who(cast, client, desk):
    text = client.get(desk).content.decode()
    assert "数码" in text or "手机" in text
    assert "几位" in text  # three: fewer than five are a few
    assert "王师傅" not in text


def test_one_press_asks_everybody_and_enters_nobody(cast, client, desk):
    answer = gather(cast, client, "digital")
    team = Team.objects.get()
    assert answer["Location"] == reverse("teams:show", args=[team.pk])
    assert TeamInvitation.objects.waiting().filter(team=team).count() == 3
    assert not Membership.objects.exists()
    # Now it is there: its own page names whom the desk may see, before anybody more is asked.
    assert reverse("teams:invite", args=[team.pk]) in client.get(desk).content.decode()
    assert gather(cast, client, "digital")["Location"] == desk
    assert Team.objects.count() == 1


def test_a_category_that_is_none_asks_nobody(cast, client, desk):
    for category in ("other", "magic", ""):
        assert gather(cast, client, category)["Location"] == desk
    assert not Team.objects.exists()


def test_a_street_founds_no_team_and_a_neighbour_asks_nobody(cast, client, desk):
    client.force_login(cast.wang, backend="last500.people.backend.CodeBackend")
    assert gather(cast, client, "digital").status_code == 404
    assert not Team.objects.exists()
