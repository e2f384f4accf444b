"""One parent, several children: none is left behind, whichever way the end comes."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

WAITS = "import time; time.sleep(60)"
TELLS = "import os, pathlib, time; pathlib.Path({path!r}).write_text(str(os.getpid())); {then}"


def parent(*children: tuple[str, str, int], says: Path | None = None) -> "subprocess.Popen[bytes]":
    """A parent whose children run the given code: (name, code, restarts)."""
    listed = ", ".join(
        f"Child({name!r}, [sys.executable, '-c', {code!r}], restarts={restarts})"
        for name, code, restarts in children
    )
    program = f"""
        import os, sys
        from last500.cli.processes import Child, supervise
        sys.exit(supervise([{listed}], os.environ, lambda: None, pause=0.05))
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    argv = [sys.executable, "-c", textwrap.dedent(program)]
    with (says or Path(os.devnull)).open("wb") as err:
        return subprocess.Popen(argv, env=environment, stderr=err)


def pid_in(path: Path) -> int:
    return int(soon(lambda: path.exists() and path.read_text()))


def soon(look, seconds=10):
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)
    return seen


def gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_the_children_and_is_a_clean_end(tmp_path, number):
    note = tmp_path / "pid"
    process = parent(("a", TELLS.format(path=str(note), then=WAITS), 0))
    child = pid_in(note)
    process.send_signal(number)
    assert process.wait(10) == 0
    assert gone(child)


def test_children_do_not_outlive_a_killed_parent(tmp_path):
    note = tmp_path / "pid"
    process = parent(("a", TELLS.format(path=str(note), then=WAITS), 0))
    child = pid_in(note)
    process.kill()
    process.wait(10)
    soon(lambda: gone(child))


def test_when_one_child_dies_the_others_are_stopped_and_the_end_is_a_failure(tmp_path):
    note = tmp_path / "pid"
    process = parent(
        ("a", TELLS.format(path=str(note), then=WAITS), 0),
        ("b", "import time; time.sleep(0.5)", 0),
        says=tmp_path / "said",
    )
    child = pid_in(note)
    assert process.wait(10) == 1
    assert gone(child)
    assert "b stopped by itself" in (tmp_path / "said").read_text()


def test_a_child_that_may_be_restarted_is_started_again(tmp_path):
    note = tmp_path / "tries"
    code = f"open({str(note)!r}, 'a').write('x')"
    process = parent(("a", code, 1))
    assert process.wait(20) == 1
    assert note.read_text() == "xx"
