"""`import KIND FILE`: the same verdicts and guards as the desk's page, resumable."""

import pytest

from last500.activities.models import Activity
from last500.base import clock
from last500.cli import files, registry
from last500.imports import actions
from last500.imports.kinds import KINDS
from last500.posts.models import Post
from last500.projects.models import Project
from last500.records.models import ServiceRecord
from last500.rotas.models import Rota
from last500.teams.models import Membership, Team, TeamInvitation

pytestmark = pytest.mark.django_db
TEAMS = "name,category,purpose,risk_note,ask_to_join\n"
POSTS = "title,what,pattern,weekday,start,minutes,places,risk\n"
ROTAS = "title,category,every,weekday,start,from,until,phone\n"


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(clock.parse("2026-03-09 20:00")):
        yield


def run(*words: str) -> int:
    assert files.import_file  # importing it registers the command
    found = registry.COMMANDS["import"]
    return found.run(found.parser().parse_args(list(words))) or 0


def file_of(tmp_path, content: str, name: str = "a.csv") -> str:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_it_checks_first_makes_only_when_told_and_a_second_run_changes_nothing(
    cast, tmp_path, capsys
):
    rows = f"修修队,repair,修水管,梯子,{cast.wang.phone}\n医队,dance,跳舞,没有,\n"
    path = file_of(tmp_path, TEAMS + rows)
    assert run("teams", path, "--place", cast.a.name) == 0
    said = capsys.readouterr().out
    assert "2 rows" in said and "line 3: " in said and "Nothing is done yet" in said
    assert cast.wang.phone not in said and not Team.objects.exists()
    for _again in range(2):
        assert run("teams", path, "--place", cast.a.name, "--apply") == 0
    assert Team.objects.get().place == cast.a
    assert TeamInvitation.objects.get().person == cast.wang and not Membership.objects.exists()


def test_posts_rotas_and_records_come_in_by_the_same_command(cast, tmp_path):
    posts = file_of(tmp_path, POSTS + "值日,开门,weekly,3,9:30,60,2,none\n")
    assert run("posts", posts, "--place", cast.a.name, "--apply") == 0
    assert Post.objects.get().made_by is None
    row = "买菜,digital_help,w1,5,9:30,2026-03-12,2026-09-01,10000000005\n"
    assert run("rotas", file_of(tmp_path, ROTAS + row), "--place", cast.a.name, "--apply") == 0
    assert Rota.objects.get().state == "asked"
    row = f"phone,began_at,minutes\n{cast.wang.phone},2026-03-05 14:30,60\n"
    place = cast.community.name
    for _again in range(2):
        assert run("records", file_of(tmp_path, row), "--place", place, "--apply") == 0
    record = ServiceRecord.objects.get()
    assert (record.person, record.minutes, record.state) == (cast.wang, 60, "entered")


def test_projects_and_activities_come_in_by_the_same_command(cast, tmp_path):
    head = "title,kind,aim,from_on,until_on,risk\n"
    rows = head + "手机课堂,digital_help,教老人用手机,2026-03-20,2026-06-20,none\n"
    path = file_of(tmp_path, rows)
    for _again in range(2):
        assert run("projects", path, "--place", cast.a.name, "--apply") == 0
    project = Project.objects.get()
    assert (project.place, project.proposed_by, project.consented) == (cast.a, None, True)
    head = "title,what,on,start,minutes,guests,risk,project\n"
    rows = head + f"第一课,学拨号,2026-03-21,9:30,60,来学×12,none,{project.number}\n"
    path = file_of(tmp_path, rows)
    for _again in range(2):
        assert run("activities", path, "--place", cast.a.name, "--apply") == 0
    activity = Activity.objects.get()
    assert (activity.project, activity.made_by, activity.state) == (project, None, "planned")


def test_the_command_reads_in_whatever_a_desk_reads_in():
    assert set(files.WHAT) == {*KINDS, files.RECORDS}


def test_killed_it_goes_on(cast, tmp_path, monkeypatch):
    monkeypatch.setattr(actions, "CHUNK", 1)
    path = file_of(tmp_path, TEAMS + "一,repair,修,梯子,\n二,repair,修,梯子,\n")
    real = actions._apply_chunk

    def dies(actor, kind, chunk):
        if Team.objects.exists():
            raise KeyboardInterrupt
        return real(actor, kind, chunk)

    monkeypatch.setattr(actions, "_apply_chunk", dies)
    with pytest.raises(KeyboardInterrupt):
        run("teams", path, "--place", cast.a.name, "--apply")
    assert Team.objects.count() == 1
    monkeypatch.setattr(actions, "_apply_chunk", real)
    assert run("teams", path, "--place", cast.a.name, "--apply") == 0
    assert Team.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "place", "says"),
    [
        ("a,b\n1,2\n", "芙蓉苑", "这一列"),
        (TEAMS, "没有的地方", "no such entry"),
    ],
)
def test_what_is_no_such_file_or_place_is_said(cast, tmp_path, capsys, content, place, says):
    assert run("teams", file_of(tmp_path, content), "--place", place) == 1
    assert says in capsys.readouterr().err
    assert run("teams", str(tmp_path / "none.csv"), "--place", "芙蓉苑") == 1


def test_the_keys_of_the_machine_say_no_committees_consent(cast, tmp_path, capsys):
    content = "name,category,purpose,risk_note,consent\n修修队,repair,修,梯子,会议第 2 项\n"
    assert run("teams", file_of(tmp_path, content), "--place", cast.a.name, "--apply") == 0
    assert "居委会的同意" in capsys.readouterr().out
    assert not Team.objects.exists()
