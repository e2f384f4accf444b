"""The log's commands, as the operator types them."""

import io
import subprocess
import sys
import zipfile

import pytest

from last500 import cli
from last500.cli import registry
from last500.proof.actions import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(settings, tmp_path):
    settings.LOG_KEY_FILE, settings.LOG_FOLDER = tmp_path / "log-key.json", tmp_path / "tlog"
    cli.own_commands()
    return tmp_path


def typed(*words: str) -> int:
    command, rest = registry.find(list(words))
    assert command, words
    return cli.run_own(command, rest)


def test_from_the_key_to_a_bundle_that_anybody_checks(log, capsys):
    record("security", "tried", {}, personal={"person": "7"})
    assert typed("proof", "key", "--origin", "town.example/tlog") == 0
    key = capsys.readouterr().out.strip()
    assert key.startswith("town.example/tlog+")
    assert typed("proof", "checkpoint") == 0
    printed = capsys.readouterr().out
    assert "1 entries added." in printed
    code = printed.rpartition("For paper: ")[2].strip()
    file, kept = log / "log.zip", log / "tlog" / "checkpoint"
    assert typed("proof", "bundle", str(file)) == 0
    assert typed("proof", "verify", str(file), "--key", key, "--checkpoint", str(kept)) == 0
    assert typed("proof", "verify") == 0
    # At home: the tool from the bundle, an interpreter, nothing of ours.
    with zipfile.ZipFile(file) as bundle:
        (log / "verify.py").write_bytes(bundle.read("verify.py"))
        assert "核验包".encode() in bundle.read("README.md")
    at_home = [sys.executable, "-I", str(log / "verify.py"), str(file), f"--key={key}", "--en"]
    good = subprocess.run([*at_home, f"--code={code}"], capture_output=True, check=False)
    assert (good.returncode, good.stderr) == (0, b"")
    assert "完整：1 条，没有改动。 Intact: 1 entries".encode() in good.stdout
    other = code[:-4] + ("AAAA" if code[-4:] != "AAAA" else "BBBB")
    bad = subprocess.run([*at_home, f"--code={other}"], capture_output=True, check=False)
    assert bad.returncode == 1
    assert "与公示的".encode() in bad.stdout


def test_a_broken_bundle_cannot_be_read(log):
    (log / "x.zip").write_bytes(b"not a zip")
    assert typed("proof", "verify", str(log / "x.zip")) == 2
    assert typed("proof", "verify", str(log / "nowhere.zip")) == 2


def test_a_changed_bundle_is_told_in_both_languages(log, capsys):
    for number in range(3):
        record("security", "tried", {"number": number})
    typed("proof", "key")
    typed("proof", "checkpoint")
    typed("proof", "bundle", str(log / "log.zip"))
    changed = io.BytesIO()
    with zipfile.ZipFile(log / "log.zip") as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "entries.jsonl":
                content = content.replace(b'\\"number\\":1', b'\\"number\\":7')
            new.writestr(name, content)
    (log / "log.zip").write_bytes(changed.getvalue())
    capsys.readouterr()
    assert typed("proof", "verify", str(log / "log.zip")) == 1
    assert "第 2 条被改。 entry 2 changed." in capsys.readouterr().out


def test_a_key_is_made_once_and_renewed_by_name(log, capsys):
    record("security", "tried", {})
    typed("proof", "key")
    first = capsys.readouterr().out
    typed("proof", "key")
    assert capsys.readouterr().out == first
    assert typed("proof", "key", "--origin", "other.example/tlog") == 1
    capsys.readouterr()
    assert typed("proof", "key", "--renew") == 0
    assert capsys.readouterr().out not in {"", first}
    assert typed("proof", "verify") == 0


def test_an_origin_that_no_note_can_carry_is_refused(log, capsys):
    assert typed("proof", "key", "--origin", "two words") == 1
    assert "cannot name a log" in capsys.readouterr().err
    assert not (log / "log-key.json").exists()


@pytest.mark.parametrize("words", [("proof", "checkpoint"), ("proof", "bundle", "x.zip")])
def test_what_is_missing_is_said(log, words, capsys):
    assert typed(*words) == 1
    assert "run `last500 proof" in capsys.readouterr().err


def test_a_refusal_to_sign_ends_with_one(log, capsys):
    record("security", "tried", {})
    typed("proof", "key")
    typed("proof", "checkpoint")
    (log / "tlog" / "checkpoint").write_text("town.example\n99\n")
    assert typed("proof", "checkpoint") == 1
    assert "NOT SIGNED" in capsys.readouterr().err


def test_a_role_needs_postgresql_and_a_name(log, capsys, settings):
    settings.DATABASE_ROLE = ""
    assert typed("database-role") == 1
    assert "LAST500_DATABASE_ROLE" in capsys.readouterr().err
