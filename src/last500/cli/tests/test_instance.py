"""`init` and `import-divisions` as an operator types them, in a folder of their own."""

import os
import sqlite3
import subprocess
import sys

import pytest

from last500.base.errors import Refused
from last500.base.sealing import write_keys
from last500.cli import instance as _instance  # noqa: F401  (registers its commands)
from last500.cli import registry, run_own
from last500.people.actions import ask_for_code, use_code
from last500.places.models import Place
from tests.migrated import lay

pytestmark = pytest.mark.whole

FILE = """code,name,level,parent_code
990100000000,绵城市,city,
990101000000,涪江区,county,990100000000
990101001000,城东街道,street,990101000000
990101001001,芙蓉社区,community,990101001000
990101002000,城西街道,street,990101000000
990101002001,玉桥社区,community,990101002000
"""
OPERATOR = ("--phone", "10000000012", "--name", "欧阳平")


@pytest.fixture
def last500(tmp_path):
    return typing_in(tmp_path / "var")


def typing_in(folder):
    own = {key: value for key, value in os.environ.items() if not key.startswith("LAST500_")}
    own |= {
        "DJANGO_SETTINGS_MODULE": "last500.settings",
        "LAST500_VAR": str(folder),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }

    def type_in(*words, **more):
        return subprocess.run(
            [sys.executable, "-m", "last500", *words],
            env=own | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,  # all migrations: a busy machine is slow, not wrong
            check=False,
        )

    return type_in


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "divisions.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def of_a_street(tmp_path_factory):
    """What `init` says, and the database it made; once, as all its migrations take their time."""
    folder = tmp_path_factory.mktemp("instance")
    (folder / "divisions.csv").write_text(FILE, encoding="utf-8")
    words = ("--divisions", str(folder / "divisions.csv"), "--street", "990101001000")
    said = typing_in(folder / "var")("init", *words, *OPERATOR)
    return said, folder / "var" / "last500.sqlite3"


def test_an_instance_in_one_command(of_a_street):
    said, database = of_a_street
    assert said.returncode == 0, said.stderr
    assert "绵城市" in said.stdout
    assert "Next:" in said.stdout
    assert "last500 sign-in-code 10000000012" in said.stdout  # no mail server yet
    with sqlite3.connect(database) as tables:
        (names,) = tables.execute("SELECT count(*) FROM places_place").fetchone()
        offices = tables.execute("SELECT kind FROM organisations_office").fetchall()
    assert names == 4  # the one street with what is above and below it
    assert offices == [("operator",)]


def test_a_new_instance_has_one_account_and_it_is_the_one_that_was_named(of_a_street):
    said, database = of_a_street
    assert said.returncode == 0, said.stderr
    with sqlite3.connect(database) as tables:
        (people,) = tables.execute("SELECT count(*) FROM people_person").fetchone()
        offices = tables.execute("SELECT kind FROM organisations_office").fetchall()
    assert people == 1
    assert offices == [("operator",)]


def test_a_second_init_changes_nothing(last500, tmp_path):
    write_keys(tmp_path / "var" / "keys.json")
    again = last500("init", "--places", "绵城市", *OPERATOR)
    assert again.returncode == 1
    assert "Nothing was changed." in again.stderr
    assert [entry.name for entry in (tmp_path / "var").iterdir()] == ["keys.json"]


def test_an_instance_whose_keys_come_from_a_secret_store(last500, tmp_path):
    secret = tmp_path / "secret.json"
    write_keys(secret)
    kept = secret.read_text()
    env = {"LAST500_KEYS_JSON_FILE": str(secret)}
    (tmp_path / "var").mkdir()
    lay(tmp_path / "var" / "last500.sqlite3")
    said = last500("init", "--places", "绵城市/涪江区", *OPERATOR, **env)
    assert said.returncode == 0, said.stderr
    assert not (tmp_path / "var" / "keys.json").exists()
    again = last500("init", "--places", "绵城市", *OPERATOR, **env)
    assert "holds an instance already" in again.stderr
    rotated = last500("keys", "rotate", **env)
    assert (rotated.returncode, secret.read_text()) == (1, kept)
    assert "--to FILE" in rotated.stderr
    assert last500("keys", "check", LAST500_KEYS_JSON=kept).returncode == 0
    bad = last500("keys", "check", LAST500_KEYS_JSON=kept, LAST500_SEAL_ALGORITHM="rot13")
    assert "must be aes-256-gcm or sm4-gcm" in bad.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--places"),
        (("--places", "绵城市"), "--phone"),
        (("--places", "绵城市", "--phone", "12", "--name", "平"), "eleven digits"),
        (("--places", "绵城市", "--phone", "10000000012"), "--name"),
        (("--places", "一/二/三/四/五", *OPERATOR), "one to four names"),
        (("--divisions", "/nowhere.csv", *OPERATOR), "No such file"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(last500, tmp_path, words, said):
    answer = last500("init", *words)
    assert answer.returncode == 1
    assert said in answer.stderr
    assert not (tmp_path / "var" / "keys.json").exists()


def import_divisions(*words):
    return run_own(registry.COMMANDS["import-divisions"], [str(word) for word in words])


def test_the_difference_is_shown_before_it_is_applied(db, file, capsys):
    assert import_divisions(file) == 0
    said = capsys.readouterr().out
    assert "added: 6" in said
    assert "Nothing was changed." in said
    assert not Place.objects.exists()
    assert import_divisions(file, "--apply", "--edition", "2023") == 0
    assert Place.objects.filter(edition="2023").count() == 6
    capsys.readouterr()
    assert import_divisions(file, "--apply") == 0
    assert "nothing to change" in capsys.readouterr().out


def test_a_typed_yes_is_enough_and_nothing_else_is(db, file, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    for word, count in (("no", 0), ("", 0), ("yes", 6)):
        monkeypatch.setattr("builtins.input", lambda _question, word=word: word)
        import_divisions(file)
        assert Place.objects.count() == count


def test_a_faulty_file_is_not_used(db, tmp_path, capsys):
    bad = tmp_path / "bad.csv"
    bad.write_text(FILE + "1,短,street,990101000000\n", encoding="utf-8")
    assert import_divisions(bad, "--apply") == 1
    assert "line 8: the code '1' is not twelve digits" in capsys.readouterr().err
    assert not Place.objects.exists()
    assert import_divisions(tmp_path / "none.csv") == 1


def test_what_a_closed_place_leaves_behind_is_told(cast, tmp_path, capsys):
    rows = [
        f"{p.code},{p.name},{p.level},{p.parent.code if p.parent else ''}"
        for p in Place.objects.exclude(code="").filter(level__in=["city", "county", "street"])
    ]
    smaller = tmp_path / "smaller.csv"
    smaller.write_text("\n".join(["code,name,level,parent_code", *rows]), encoding="utf-8")
    assert import_divisions(smaller, "--apply") == 0
    said = capsys.readouterr().out
    assert "1 offices are held at closed places" in said
    assert "3 compounds lie under closed divisions" in said


def test_whoever_has_the_machine_gives_a_code_to_the_page_that_waits(cast, capsys):
    """Without a mail server the first operator would stand before a locked door."""
    command = registry.COMMANDS["sign-in-code"]
    assert run_own(command, [cast.op.phone]) == 1
    assert "/sign-in/" in capsys.readouterr().err
    waiting, mailed = ask_for_code(cast.op.phone, address="127.0.0.1")
    assert run_own(command, [cast.op.phone]) == 0
    plain = capsys.readouterr().out.strip()
    assert use_code(waiting.pk, plain, phone=cast.op.phone) == cast.op
    assert run_own(command, ["12"]) == 1
    with pytest.raises(Refused):
        use_code(waiting.pk, mailed, phone=cast.op.phone)
