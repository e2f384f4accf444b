"""`run` and `work`: the web server and the background worker under one parent."""

import argparse
import os
import socket
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from last500.cli.processes import Child, supervise
from last500.cli.registry import command, option

DEFAULT_PORT = 8500
WORKER_RESTARTS = 5
PORT = option("--port", type=int, default=None, help=f"port to listen on (default {DEFAULT_PORT})")


@command("run", "Run a real instance: web server and worker, until Ctrl-C.", PORT)
def run(args: argparse.Namespace) -> int:
    trouble = not_ready()
    if trouble:
        print(f"last500: {trouble}", file=sys.stderr)
        return 1
    return serve(args.port)


@command("work", "Run the background worker alone (`run` starts one by itself).")
def work(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base.worker import Worker, stop_on_signals
    from last500.cli import trials
    from last500.cli.jobs import all_jobs

    stop_on_signals()
    try:
        Worker(all_jobs()).run()
    finally:
        trials.stop()
    return 0


def not_ready() -> str | None:
    """The sentence that says what is missing before a real instance may start."""
    import django
    from django.conf import settings

    from last500.base.sealing import have_keys

    if not have_keys():
        return f"no keys at {settings.KEYS_FILE}: run `last500 init` first."
    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.close()
    if waiting:
        return f"{len(waiting)} migrations are waiting: make a backup, then run `last500 migrate`."
    return None


def serve(port: int | None, label: str = "last500") -> int:
    """Start both children, say the address in one line when it answers, stop both together."""
    from django.conf import settings

    host = os.environ.get("LAST500_BIND", "127.0.0.1")
    wanted = port or int(os.environ.get("LAST500_PORT", DEFAULT_PORT))
    free = free_port(host, wanted)
    if free != wanted:
        print(f"Port {wanted} is taken; using {free}.", flush=True)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{free}"
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # or whitenoise complains
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    environment.setdefault("LAST500_SITE_URL", address)
    children = [
        Child("web server", web_server(host, free)),
        Child("worker", [sys.executable, "-m", "last500", "work"], restarts=WORKER_RESTARTS),
    ]
    return supervise(children, environment, lambda: announce(host, free, label, address))


def web_server(host: str, port: int) -> list[str]:
    """One process on SQLite, which takes one writer; several where PostgreSQL takes the load."""
    on_postgres = os.environ.get("LAST500_DATABASE", "").startswith("postgres")
    processes = os.environ.get("LAST500_WEB_PROCESSES", "2" if on_postgres else "1")
    threads = os.environ.get("LAST500_WEB_THREADS", "4")
    # No access log: addresses of private links would end up in it.
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--no-access-log"),
        *("--host", host, "--port", str(port), "--http", "1", "--log-level", "warning"),
        *("--workers", processes, "--blocking-threads", threads),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10", "last500.wsgi:application"),
    ]


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next one that nobody listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(wanted, wanted + 100):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise SystemExit(f"last500: no free port between {wanted} and {wanted + 99}.")


def announce(host: str, port: int, label: str, address: str) -> None:
    if answers(host, port):
        print(f"{label} is open at {address}/  (Ctrl-C stops it)", flush=True)
    else:
        print(f"last500: no answer at {address} yet; see the lines above.", file=sys.stderr)


def answers(host: str, port: int, seconds: float = 30) -> bool:
    """Whether the server answers within the time: a bound port alone proves little."""
    near = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    opener = build_opener(ProxyHandler({}))  # never ask a proxy for our own machine
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            opener.open(f"http://{near}:{port}/health/", timeout=5).close()
            return True
        except HTTPError:  # it answers, if only to say that it does not know us or is not well
            return True
        except (URLError, OSError):
            time.sleep(0.1)
    return False
