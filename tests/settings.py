"""The product's settings for a test run: a folder, keys and a database of its own.

`--db=postgresql` or LAST500_TEST_DB chooses the database. It is read from the command line here
because Django is set up before any conftest; the workers of a parallel run inherit the environment.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOM = 2 * 1024**3


def chosen_database(words: list[str]) -> str:
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == "--db":
            return following
        if word.startswith("--db="):
            return word.removeprefix("--db=")
    return "sqlite"


def own_folder() -> Path:
    """Made once by the process started first; in memory where there is room for it."""
    known = os.environ.get("LAST500_TEST_FOLDER")
    if known:
        return Path(known)
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="last500-test-", dir=memory if roomy else None))
    folder.chmod(0o711)  # PostgreSQL runs as another user where we are root
    os.environ["LAST500_TEST_FOLDER"] = str(folder)
    owner = os.getpid()
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(folder, ignore_errors=True))
    return folder


# An instance that happens to be configured in this shell is none of the tests' business.
for name in [n for n in os.environ if n.startswith("LAST500_") and "TEST" not in n]:
    del os.environ[name]

DB = os.environ.setdefault("LAST500_TEST_DB", chosen_database(sys.argv))
FOLDER = own_folder()
PG_FOLDER = FOLDER / "pg"
if DB == "postgresql":
    os.environ["LAST500_DATABASE"] = f"postgresql://postgres@/postgres?host={PG_FOLDER}"
elif DB == "sqlite":
    os.environ["LAST500_DATABASE"] = f"sqlite:///{FOLDER / 'unused.sqlite3'}"
else:
    raise SystemExit(f"--db is sqlite or postgresql, not {DB!r}")
os.environ["LAST500_VAR"] = str(FOLDER)
os.environ["LAST500_DB_POOL"] = "48"  # a race holds twenty connections and more at once
os.environ["LAST500_LOG_LEVEL"] = "WARNING"

from last500.base.sealing import write_keys  # noqa: E402

if not (FOLDER / "keys.json").exists():
    write_keys(FOLDER / "keys.json")
(FOLDER / "static").mkdir(exist_ok=True)

from last500.settings import *  # noqa: E402, F403
from last500.settings import DATABASES  # noqa: E402

# The test database is made by its owner; the role is put on afterwards (conftest.py).
DATABASE_ROLE = "last500_app" if DB == "postgresql" else ""

if DB == "sqlite":
    # A file and not memory: threads of the race tests share it, and the locks are the real ones.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
    quick = DATABASES["default"]["OPTIONS"]["init_command"].replace("=FULL", "=OFF")
    DATABASES["default"]["OPTIONS"]["init_command"] = quick

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Tests of pages sign in with one step; those about the second factor switch it on by name.
STAFF_SECOND_FACTOR = False
