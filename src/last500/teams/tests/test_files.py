"""Teams out of a file: founded, with those it names asked; nobody is put into one."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from last500.base.errors import Conflict, Forbidden, Refused
from last500.imports import actions as imports
from last500.imports.models import Import
from last500.notify.models import Message
from last500.teams import actions, exporting
from last500.teams.importing import FORMAT, KIND
from last500.teams.models import Membership, Team, TeamInvitation

pytestmark = pytest.mark.django_db
HEAD = "编号,队名,类别,做什么,要当心什么,最多几人,请谁带队（电话）,请谁入队（电话）,居委会的同意"
STRANGER = "10000009999"


def csv_of(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def good(cast, consent: str = "") -> str:
    people = f"{cast.wang.phone},{cast.li.phone}、{STRANGER}"
    return f"1,修修队,水电和修补,修水管,要上梯子,12,{people},{consent}"


def stage(cast, content: bytes, by: str = "lin", name: str = "队.csv") -> Import:
    return imports.stage(cast.actor(by), KIND, cast.a, content, name)


def told(run: Import) -> list[str]:
    return list(run.lines.order_by("line").values_list("verdict", flat=True))


def brought(cast, content: bytes, by: str = "lin") -> Team:
    assert imports.apply(cast.actor(by), stage(cast, content, by)) == 1
    return Team.objects.get()


def test_each_row_has_one_verdict_and_a_second_run_changes_nothing(cast):
    rows = [
        good(cast),
        "2,医队,medical,量血压,没有特别的,,,,",
        "1,修修队,水电和修补,编号重复,要上梯子,12,,,",
        "3,没风险,水电和修补,做事,,12,,,",
        "4,太大,水电和修补,做事,没有,200,,,",
        "5,不认识,跳舞机,做事,没有,12,,,",
        "6,电话不对,水电和修补,做事,没有,12,123,,",
        "7,同意,水电和修补,做事,没有,12,,,会议第 2 项",  # a compound's desk may not say it
    ]
    run = stage(cast, csv_of(*rows))
    verdicts = ["ok", "ok", "twice", *["problem"] * 5]
    assert told(run) == verdicts and not Team.objects.exists()
    assert imports.apply(cast.actor("lin"), run) == 2
    assert imports.apply(cast.actor("lin"), run) == 0
    again = stage(cast, csv_of(*rows))
    assert told(again) == ["already", "already", *verdicts[2:]]
    assert imports.apply(cast.actor("lin"), again) == 0
    assert Team.objects.count() == 2


def test_those_it_names_are_asked_and_nobody_is_in(cast):
    team = brought(cast, csv_of(good(cast)))
    assert (team.size, team.taken, team.leader, team.consented_at) == (12, 0, None, None)
    assert not Membership.objects.exists()
    asked = set(TeamInvitation.objects.values_list("person", "to"))
    assert asked == {(cast.wang.pk, "lead"), (cast.li.pk, "join")}
    kinds = set(
        Message.objects.filter(person__in=[cast.wang, cast.li]).values_list("kind", flat=True)
    )
    assert {"team_lead_offered", "team_invited"} <= kinds


def test_whoever_is_not_reported_in_is_not_asked_and_no_verdict_tells(cast):
    row = f"1,修修队,水电和修补,修水管,梯子,12,{STRANGER},{cast.zhao.phone},"
    run = stage(cast, csv_of(row))
    assert told(run) == ["ok"]
    assert imports.apply(cast.actor("lin"), run) == 1
    assert told(run) == ["done"]
    assert not TeamInvitation.objects.exists()


def test_whoever_was_asked_to_lead_joins_and_leads_with_one_yes(cast):
    team = brought(cast, csv_of(good(cast)))
    asked = TeamInvitation.objects.select_related("team__place").get(to="lead")
    with pytest.raises(Forbidden):
        actions.answer_lead(cast.actor("li"), asked, yes=True)
    actions.answer_lead(cast.actor("wang"), asked, yes=True)
    team.refresh_from_db()
    assert (team.leader, team.taken) == (cast.wang, 1)
    assert Membership.objects.living().get().person == cast.wang


def test_a_no_to_leading_leaves_them_outside(cast):
    team = brought(cast, csv_of(good(cast)))
    actions.answer_lead(cast.actor("wang"), TeamInvitation.objects.get(to="lead"), yes=False)
    team.refresh_from_db()
    assert team.leader is None and not Membership.objects.exists()


def test_there_is_no_leading_a_full_team(cast):
    team = brought(cast, csv_of(good(cast)))
    Team.objects.filter(pk=team.pk).update(taken=12)
    asked = TeamInvitation.objects.select_related("team__place").get(to="lead")
    with pytest.raises(Conflict):
        actions.answer_lead(cast.actor("wang"), asked, yes=True)
    team.refresh_from_db()
    assert team.leader is None
    asked.refresh_from_db()
    assert asked.answer == "asked"


def test_the_committees_consent_comes_in_by_whoever_may_write_it_down(cast):
    team = brought(cast, csv_of(good(cast, "3 月 5 日会议")), by="he")
    assert team.consent_note == "3 月 5 日会议" and team.consented_by == cast.he
    assert team.state == "forming"  # it still needs somebody who leads it


def test_killed_between_two_chunks_it_goes_on_where_it_stopped(cast, monkeypatch):
    monkeypatch.setattr(imports, "CHUNK", 1)
    rows = [good(cast), "2,医队,medical,量血压,没有特别的,,,,"]
    run, real, calls = stage(cast, csv_of(*rows)), imports._apply_chunk, []

    def dies(actor, kind, chunk):
        calls.append(chunk)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(actor, kind, chunk)

    monkeypatch.setattr(imports, "_apply_chunk", dies)
    with pytest.raises(KeyboardInterrupt):
        imports.apply(cast.actor("lin"), run)
    assert (Team.objects.count(), TeamInvitation.objects.count()) == (1, 2)
    monkeypatch.setattr(imports, "_apply_chunk", real)
    assert imports.apply(cast.actor("lin"), run) == 1
    assert (Team.objects.count(), TeamInvitation.objects.count()) == (2, 2)


def test_the_telephones_are_gone_once_they_were_used(cast):
    run = stage(cast, csv_of(good(cast)))
    assert cast.wang.phone in json.dumps(run.lines.get().data)
    imports.apply(cast.actor("lin"), run)
    assert run.lines.get().data == {}


def test_the_json_form_goes_out_and_comes_in_again(cast):
    team = brought(cast, csv_of(good(cast)))
    said = exporting.as_json(cast.actor("lin"), cast.a)
    assert said["format"] == FORMAT
    written = json.dumps(said).encode()
    assert told(stage(cast, written, name="teams.json")) == ["already"]
    Team.objects.all().delete()
    run = stage(cast, written, name="teams.json")
    assert told(run) == ["ok"] and imports.apply(cast.actor("lin"), run) == 1
    one = Team.objects.get()
    assert (one.name, one.category, one.size, one.is_open, one.risk_note) == (
        team.name, team.category, team.size, team.is_open, team.risk_note,
    )  # fmt: skip
    with pytest.raises(Refused, match="last500-teams-1"):
        stage(cast, b'{"format": "x", "teams": []}', name="teams.json")


def test_through_the_pages(cast, django_assert_max_num_queries):
    client = Client()
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    assert reverse("imports:bring", args=[cast.a.pk, "teams"]) in client.get(
        reverse("teams:desk", args=[cast.a.pk])
    ).content.decode()  # fmt: skip
    address = reverse("imports:bring", args=[cast.a.pk, "teams"])
    assert "请谁带队" in client.get(address).content.decode()
    file = SimpleUploadedFile("队.csv", csv_of(good(cast), "3,没风险,水电和修补,做事,,12,,,"))
    answer = client.post(address, {"once": uuid4().hex, "file": file})
    with django_assert_max_num_queries(12):
        page = client.get(answer["Location"]).content.decode()
    assert "导入 1 行" in page and "第 3 行" in page and cast.wang.phone not in page
    assert client.post(answer["Location"], {"once": uuid4().hex}).status_code == 303
    assert "已经导入过了" in client.get(answer["Location"]).content.decode()
    assert Team.objects.count() == 1
