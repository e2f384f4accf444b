"""From need to project: taken up once, and whoever asked is told at every turn."""

import re
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.base.errors import Conflict, Forbidden
from last500.notify.models import Message
from last500.projects import actions, queries
from last500.projects.actions.needs import propose_from
from last500.projects.models import Project, ProjectNeed
from last500.projects.tests import world
from last500.unmet.models import UnmetNeed
from last500.unmet.rules import State
from last500.unmet.tests.world import need, unmet

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"


def signed_in(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def proposed_from(cast, by: str = "lin") -> Project:
    needs = list(UnmetNeed.objects.select_related("place"))
    return propose_from(cast.actor(by), cast.a, world.draft(kind="elder_company"), needs)


def told(kind: str) -> set:
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))


def states_told() -> list[str]:
    rows = Message.objects.filter(kind="need_moved", channel="inbox").order_by("made_at")
    return [str(row.params["state"]) for row in rows]


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def test_a_need_becomes_a_proposal_and_who_asked_is_told(cast):
    unmet(cast)
    project = proposed_from(cast)
    assert need().state == State.PROPOSED and need().due_at is None
    row = ProjectNeed.objects.get()
    assert (row.project, row.need, row.count) == (project, need(), 1)
    assert told("need_proposed") == {cast.chen.pk}
    (line,) = queries.asked_lines(project)
    assert line.number == 0  # one is told as a few


def test_nothing_is_proposed_by_whoever_holds_no_desk(cast):
    unmet(cast)
    for name in ("wang", "qian", "chen"):
        with pytest.raises(Forbidden):
            proposed_from(cast, name)
    assert not Project.objects.exists() and need().state == State.GATHERED


def test_a_need_is_taken_up_once_and_the_second_proposal_is_not_there(cast):
    unmet(cast)
    stale = list(UnmetNeed.objects.select_related("place"))
    proposed_from(cast)
    with pytest.raises(Conflict):
        propose_from(cast.actor("he"), cast.a, world.draft(title="另一个"), stale)
    assert Project.objects.count() == ProjectNeed.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        other = world.proposed(cast, title="另一个")
        ProjectNeed.objects.create(project=other, need=stale[0], count=1, at=clock.now())


def test_who_asked_hears_of_a_decline_and_the_need_waits_again(cast):
    row = unmet(cast)
    project = proposed_from(cast)
    world.panel(cast, project)
    actions.decline(cast.actor("he"), project, reason="今年的场地排满了。")
    found = need()
    assert found.state == State.GATHERED and found.due_at > clock.now()
    assert told("need_back") == {cast.chen.pk}
    said = text_of(signed_in(cast, "chen"), f"/r/{row.number}/")
    assert "今年的场地排满了。" in said and project.title in said
    again = proposed_from(cast)
    assert ProjectNeed.objects.filter(need=found).count() == 2
    assert ProjectNeed.objects.get(need=found, ended_at=None).project == again


def test_who_asked_hears_of_each_turn_that_matters(cast, monkeypatch):
    row = unmet(cast)
    made = proposed_from(cast)
    monkeypatch.setattr(world, "proposed", lambda *args, **more: made)
    project = world.evaluated(cast)
    assert states_told() == ["评过了", "在招人", "在做", "做完了，等评估", "评估过了"]
    actions.close(cast.actor("lin"), project)
    assert states_told()[-1] == "结项了"
    assert need().state == State.CLOSED
    # Without an account the sentences stand on the page that the private link opens.
    client = Client()
    client.get(f"/f/{row.link_key}/")
    said = text_of(client, f"/r/{row.number}/")
    for words in ("提成了项目", "开始招人", "开始做了", "做完了", "评估好了", "结项了"):
        assert words in said
    assert "林静" not in said and "何晓" not in said


def test_the_page_fills_the_proposal_in_and_keeps_what_was_chosen(cast):
    unmet(cast)
    unmet(cast, place=cast.c)
    he, keys = signed_in(cast, "he"), [str(one.pk) for one in UnmetNeed.objects.all()]
    address = reverse("projects:from_needs", args=[cast.community.pk])
    asked = he.get(address, {"need": keys}).content.decode()
    assert all(f'name="need" value="{key}"' in asked for key in keys)
    assert (
        "芙蓉社区" in asked and "纸厂宿舍" in asked and "助老陪伴 几件" in asked
    )  # everybody reads it
    for person in cast.people.values():
        assert person.name not in asked and person.phone not in asked
    wrong = he.post(address, {"once": uuid4().hex, "need": keys, "title": ""})
    assert wrong.status_code == 422 and all(key in wrong.content.decode() for key in keys)
    said = {
        "once": uuid4().hex, "need": keys, "title": "邻里陪伴", "kind": "elder_company",
        "audience": "elders", "aim": "有人来说说话。", "risk": "none",
        "from_on": world.days(5).isoformat(), "until_on": world.days(60).isoformat(),
    }  # fmt: skip
    assert he.post(address, said).status_code == 303
    project = Project.objects.get()
    assert project.place == cast.community and project.needs.count() == 2
    assert he.get(address, {"need": keys}).status_code == 409
    assert he.get(address).status_code == 303  # nothing chosen: back to the list
    assert he.post(address, said | {"once": uuid4().hex}).status_code == 409


def test_what_is_not_the_readers_to_see_cannot_be_chosen(cast):
    unmet(cast, place=cast.c)
    address = reverse("projects:from_needs", args=[cast.a.pk])
    lin = signed_in(cast, "lin")
    assert lin.get(address, {"need": str(need().pk)}).status_code == 303
    assert lin.get(address, {"need": ["x", "1"]}).status_code == 303
