"""A demo town in a folder that goes away with it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 900  # seconds for the town to be built


@contextmanager
def town() -> Iterator[str]:
    """Builds it, gives its address, and stops it."""
    with tempfile.TemporaryDirectory(prefix="last500-shots-") as folder:
        port = free_port()
        child = subprocess.Popen(
            [sys.executable, "-m", "last500", "demo", "--port", str(port)],
            env={**os.environ, "LAST500_VAR": f"{folder}/town", "PYTHONPATH": str(ROOT / "src")},
            cwd=ROOT,
        )
        try:
            wait_for(child, url := f"http://127.0.0.1:{port}")
            yield url
        finally:
            child.send_signal(signal.SIGINT)
            child.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(child: subprocess.Popen[bytes], url: str) -> None:
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise SystemExit(f"the demo town ended with {child.returncode}; see the lines above")
        try:
            opener.open(f"{url}/health/", timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.5)
    raise SystemExit(f"no demo town at {url} after {PATIENCE} s")
