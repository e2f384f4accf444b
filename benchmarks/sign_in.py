"""How long asking for a code takes for a known and an unknown number: printed, never asserted.

    python -m benchmarks.sign_in [ROUNDS]

What is held by a test is the work (people/tests/test_equal_answers.py): the same statements and the
same use of keys. A clock on a shared machine is noise; the two lines should merely look alike.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 400
HOME = Path(__file__).resolve().parent.parent


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory(prefix="last500-bench-") as folder:
        prepare(Path(folder))
        times = measure(rounds)
    print(f"{'':10}{'median':>9}{'p90':>9}{'p99':>9}   milliseconds, {rounds} rounds each")
    for name, found in times.items():
        cuts = statistics.quantiles(found, n=100)
        print(f"{name:10}{cuts[49]:9.3f}{cuts[89]:9.3f}{cuts[98]:9.3f}")
    return 0


def prepare(folder: Path) -> None:
    for name in [name for name in os.environ if name.startswith("LAST500_")]:
        del os.environ[name]
    os.environ |= {"DJANGO_SETTINGS_MODULE": "last500.settings", "LAST500_VAR": str(folder)}
    os.environ["LAST500_LOG_LEVEL"] = "ERROR"
    sys.path[:0] = [str(HOME / "src")]
    from last500.base.sealing import write_keys

    write_keys(folder / "keys.json")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def measure(rounds: int) -> dict[str, list[float]]:
    from django.test import Client

    from last500.base import limits
    from last500.people.actions import person_with_phone

    limits.CODES_PER_ADDRESS = limits.CODES_PER_PHONE = limits.Limit(10**9, limits.timedelta(1))
    known = [f"1000001{number:04d}" for number in range(50)]
    for phone in known:
        person_with_phone(phone, name="邻居", email="somebody@example.org")
    unknown = [f"1000002{number:04d}" for number in range(50)]
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    kinds = ["known", "unknown"] * rounds
    random.Random(1).shuffle(kinds)
    client = Client()
    for number, kind in enumerate(kinds):
        phones = known if kind == "known" else unknown
        began = time.perf_counter()
        client.post("/sign-in/", {"phone": phones[number % 50]}, HTTP_HOST="127.0.0.1")
        times[kind].append(1000 * (time.perf_counter() - began))
    return times


if __name__ == "__main__":
    sys.exit(main())
