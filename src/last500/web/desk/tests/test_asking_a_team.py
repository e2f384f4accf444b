"""A team is asked as its members: each gets an invitation of their own, and decides alone."""

from uuid import uuid4

import pytest
from django.test import Client

from last500.service_requests.models import Invitation
from last500.teams import actions
from last500.teams.actions import Plan
from last500.teams.models import Team
from last500.teams.rules import Action

BACKEND = "last500.people.backend.CodeBackend"


@pytest.fixture
def team(cast) -> Team:
    """Wang leads, Li is in it; the committee has agreed."""
    plan = Plan("芙蓉修修队", "repair", "修修补补。", "要上梯子。")
    team = actions.found(cast.actor("lin"), cast.a, plan)
    for name in ("wang", "li"):
        actions.join(cast.actor(name), team)
    asked = actions.offer_lead(cast.actor("lin"), team, cast.wang.pk)
    actions.answer_lead(cast.actor("wang"), asked, yes=True)
    team.refresh_from_db()
    actions.consent(cast.actor("he"), team, note="会议第 2 项")
    return team


def lin_of(cast) -> Client:
    client = Client()
    client.force_login(cast.lin, backend=BACKEND)
    return client


def ask(client: Client, number: str, team: Team):
    body = {"once": uuid4().hex, "team": str(team.pk)}
    return client.post(f"/desk/request/{number}/offer/", body)


def test_a_team_that_works_is_offered_on_the_requests_page_and_its_members_are_invited(cast, team):
    lin, request = lin_of(cast), cast.verified()
    page = f"/desk/request/{request.number}/"
    assert team.name not in lin.get(page).content.decode()
    actions.move(cast.actor("wang"), team, Action.START)
    assert team.name in lin.get(page).content.decode()
    assert ask(lin, request.number, team).status_code == 303
    asked = Invitation.objects.filter(request=request)
    assert {one.helper for one in asked} == {cast.wang, cast.li}
    assert {one.answer for one in asked} == {"asked"}
    assert cast.fresh(request).taken == 0


def test_a_team_that_does_not_work_yet_or_works_elsewhere_is_nobody(cast, team):
    lin, request = lin_of(cast), cast.verified()
    assert ask(lin, request.number, team).status_code == 422
    assert not Invitation.objects.exists()
