"""The lists of requirements in docs/*.yaml, each with the tests that prove it, counted.

    python -m tests.promises        # covered / listed, and what is not covered

Second-hand lists in our own words; no conformity is claimed. An entry counts as covered when it
names at least one test and every test it names exists.
"""

import ast
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

HOME = Path(__file__).resolve().parent.parent
LISTS = {
    "asvs": "OWASP ASVS 5.0.0, chosen requirements",
    "dengbao": "GB/T 22239-2019 8.1.4, the application's part",
    "pipl": "Personal Information Protection Law, duties with a feature",
}


@dataclass(frozen=True)
class Requirement:
    id: str
    means: str
    tests: tuple[str, ...]
    note: str

    @property
    def missing(self) -> list[str]:
        return [test for test in self.tests if not exists(test)]

    @property
    def covered(self) -> bool:
        return bool(self.tests) and not self.missing


def read(name: str) -> list[Requirement]:
    text = (HOME / "docs" / f"{name}.yaml").read_text(encoding="utf-8")
    return [
        Requirement(str(r["id"]), r["means"], tuple(r["tests"] or ()), r.get("note", ""))
        for r in yaml.safe_load(text)["requirements"]
    ]


@cache
def functions(path: Path) -> frozenset[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def exists(test: str) -> bool:
    """path.py::test_name is a test function of that file; `make verb` is a verb of the Makefile."""
    if test.startswith("make "):
        return f"\n{test.removeprefix('make ')}:" in (HOME / "Makefile").read_text("utf-8")
    file, _, name = test.partition("::")
    path = HOME / file
    return path.is_file() and name.startswith("test_") and name in functions(path)


def line(name: str) -> str:
    found = read(name)
    covered = sum(requirement.covered for requirement in found)
    share = 100 * covered // len(found)
    return f"{LISTS[name]}: {covered} of {len(found)} covered ({share} %)"


def main() -> int:
    broken = []
    for name in LISTS:
        print(line(name))
        for requirement in read(name):
            broken += [f"{requirement.id}: {test}" for test in requirement.missing]
            if not requirement.covered:
                print(f"  not covered: {requirement.id} {requirement.means}")
    for words in broken:
        print(f"  no such test: {words}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
