"""The whole command as an operator types it: it starts, answers, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from last500.base.sealing import write_keys
from tests import migrated

pytestmark = pytest.mark.whole


@pytest.fixture
def instance(tmp_path):
    """A folder and an environment of an instance; `LAST500_VAR` is all that it needs."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("LAST500_")}
    own["DJANGO_SETTINGS_MODULE"] = "last500.settings"
    return own | {"LAST500_VAR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}


def last500(environment, *words):
    return subprocess.run(
        [sys.executable, "-m", "last500", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_run_says_what_is_missing(instance, tmp_path):
    said = last500(instance, "run")
    assert said.returncode == 1
    assert "last500 init" in said.stderr
    write_keys(tmp_path / "keys.json")
    said = last500(instance, "run")
    assert said.returncode == 1
    assert "last500 migrate" in said.stderr


def test_run_serves_until_it_is_asked_to_stop(instance, tmp_path):
    write_keys(tmp_path / "keys.json")
    migrated.lay(tmp_path / "last500.sqlite3")
    assert last500(instance, "migrate", "-v", "0").returncode == 0
    port = unused_port()
    out = tmp_path / "out"
    with out.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "last500", "run", "--port", str(port)],
            env=instance,
            stdout=log,
            stderr=log,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        while f"open at {address}/" not in out.read_text():
            assert process.poll() is None, out.read_text()
            time.sleep(0.1)
        with build_opener(ProxyHandler({})).open(f"{address}/health/", timeout=5) as answer:
            assert answer.read() == b"ok\n"
        children = own_processes(tmp_path)
        assert len(children) >= 3  # the parent, the web server, the worker
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0, out.read_text()
        assert own_processes(tmp_path) == []
    finally:
        process.kill()
        process.wait()


def own_processes(folder: Path) -> list[int]:
    """Processes that carry this instance's folder in their environment."""
    mark = f"LAST500_VAR={folder}\0".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found
