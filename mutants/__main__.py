"""Seed each fault into a copy of the tree, run the tests that guard the place, count the caught.

M="word" takes those with the word in their name. SHARE=4 takes a quarter of them, another quarter
at each commit, so that the build machine comes by every fault without planting all each time.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from zlib import crc32

from mutants.faults import FAULTS, Fault

HOME = Path(__file__).resolve().parent.parent
COPIED = ("src", "tests", "docs", "benchmarks", "faultlab", "mutants")
FILES = ("conftest.py", "pyproject.toml", "CHANGELOG.md", "Makefile", "README.md", "babel.cfg")
WORKERS = int(os.environ.get("WORKERS", "2"))
LONGEST_SECONDS = 300
TESTS_FAILED = 1  # pytest's exit code; any other says that the run itself is broken
# A line of pytest's summary; a line of a captured log begins with the same word and more spaces.
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S.*)$", re.MULTILINE)
say = Lock()


@dataclass(frozen=True)
class Outcome:
    fault: Fault
    caught: bool
    by: str
    seconds: float


def main() -> int:
    chosen = chosen_ones(os.environ.get("M", ""), int(os.environ.get("SHARE", "1")))
    control(chosen)
    with ThreadPoolExecutor(WORKERS) as pool:
        outcomes = list(pool.map(try_out, chosen))
    caught = sum(outcome.caught for outcome in outcomes)
    kept = HOME / "var" / "mutants.md"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("\n".join([*HEAD, *map(row, outcomes)]) + "\n", encoding="utf-8")
    print(f"\n{caught} of {len(outcomes)} seeded faults caught.")
    return 0 if caught == len(outcomes) else 1


def chosen_ones(word: str, share: int) -> list[Fault]:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=HOME, capture_output=True, text=True)
    turn = int(commit.stdout[:8] or "0", 16)
    return [
        fault
        for fault in FAULTS
        if word in fault.name and (crc32(fault.name.encode()) + turn) % share == 0
    ]


HEAD = ("| Seeded fault | What it breaks | Caught by |", "|---|---|---|")


def row(outcome: Outcome) -> str:
    by = outcome.by if outcome.caught else "**nothing**"
    return f"| {outcome.fault.name} | {outcome.fault.breaks} | {by} |"


def try_out(fault: Fault) -> Outcome:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="last500-mutant-") as folder:
        tree = Path(folder)
        copy_to(tree)
        plant(fault, tree)
        code, by = run(fault.tests, fault.database, tree)
    outcome = Outcome(fault, code == TESTS_FAILED, by, time.monotonic() - begun)
    with say:
        mark = "caught" if outcome.caught else f"SURVIVED (exit {code})"
        print(f"{mark:8} {fault.name} ({outcome.seconds:.0f} s): {by}", flush=True)
    return outcome


def control(faults: list[Fault]) -> None:
    """With no fault in the tree the same tests pass: one that fails anyway would catch anything."""
    for database in sorted({fault.database for fault in faults}):
        tests = [t for fault in faults if fault.database == database for t in fault.tests]
        with tempfile.TemporaryDirectory(prefix="last500-mutant-") as folder:
            copy_to(Path(folder))
            code, by = run(tuple(dict.fromkeys(tests)), database, Path(folder), 900)
        if code:
            raise SystemExit(f"mutants: without any fault, on {database}, this fails already: {by}")


def copy_to(tree: Path) -> None:
    leave = shutil.ignore_patterns("__pycache__", "images")
    for name in COPIED:
        shutil.copytree(HOME / name, tree / name, ignore=leave)
    for name in FILES:
        shutil.copy(HOME / name, tree / name)


def plant(fault: Fault, tree: Path) -> None:
    for edit in fault.edits:
        path = tree / edit.file
        text = path.read_text(encoding="utf-8")
        if text.count(edit.old) != 1:
            raise SystemExit(f"mutants: {fault.name}: its place in {edit.file} is gone, or not one")
        path.write_text(text.replace(edit.old, edit.new), encoding="utf-8")


def run(
    tests: tuple[str, ...], database: str, tree: Path, seconds: int = LONGEST_SECONDS
) -> tuple[int, str]:
    """Pytest's exit code, and the first test that failed."""
    words = [sys.executable, "-m", "pytest", "-x", "-q", "-m", "", "-p", "no:cacheprovider"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LAST500_")}
    environment |= {"PYTHONPATH": f"{tree / 'src'}:{tree}", "PYTHONDONTWRITEBYTECODE": "1"}
    # A fault that does not touch a migration starts from the database of the tree without faults.
    environment["LAST500_TEST_MIGRATED"] = str(HOME / ".pytest_cache" / "migrated")
    try:
        done = subprocess.run(
            [*words, f"--db={database}", *tests],
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -1, "did not end"
    failed = FAILED.search(done.stdout)
    by = failed[1].split(" - ")[0] if failed else done.stdout[-300:].strip()
    return done.returncode, by


if __name__ == "__main__":
    sys.exit(main())
