"""2,637 real messages into a temporary town: verdicts, twice, cut off, one pile on one desk.

The data lies beside the project and never in it (../shared/data, or LAST500_TEST_DATA); without it
these tests are skipped. Nothing of it is printed.
"""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from last500.cli.importing import whoever_has_the_machine
from last500.service_requests.actions import importing
from last500.service_requests.models import MergeProposal, ServiceRequest
from tests import migrated

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("LAST500_TEST_DATA", ROOT.parent / "shared" / "data"))
FILE = DATA / "messages_2019.csv"
ROWS = 2637
MAP = b"""
source = "messages-2019"
consent = "told_proxy"
%s
[columns]
text = ["subject", "text"]
key = "message_id"
placed_at = "submitted_at"
author = "user"
[place]
constant = "furongyuan"
"""
CUT, WHOLE = MAP % b'too_long = "cut"', MAP % b""

# The small imports of cli/tests run on both databases; a minute of work is spent on one.
ONLY_ONCE = pytest.mark.skipif(
    os.environ.get("LAST500_TEST_DB") == "postgresql", reason="runs on SQLite"
)
pytestmark = [
    pytest.mark.skipif(not FILE.exists(), reason="the data is not beside the project"),
    pytest.mark.whole,
]


def digest() -> str:
    rows = ServiceRequest.objects.select_related("place")
    told = sorted(f"{r.text}|{r.placed_at}|{r.state}|{r.place.slug}" for r in rows)
    return sha256("\n".join(told).encode()).hexdigest()


def test_over_long_messages_get_a_verdict_of_their_own(cast):
    run = importing.stage(whoever_has_the_machine(), FILE.read_bytes(), FILE.name, WHOLE)
    counts = importing.verdicts(run)
    assert counts["ok"] + counts["problem"] == ROWS
    assert counts["problem"] == 40
    assert all("写得太长" in row.problem for row in run.rows.filter(verdict="problem"))


@ONLY_ONCE
def test_all_of_them_in_one_pile_and_the_second_time_nothing(
    cast, client, django_assert_max_num_queries
):
    actor = whoever_has_the_machine()
    run = importing.stage(actor, FILE.read_bytes(), FILE.name, CUT)
    assert dict(importing.verdicts(run)) == {"ok": ROWS}
    assert importing.apply(actor, run) == ROWS
    assert ServiceRequest.objects.at_desk(cast.a.pk).open().count() == ROWS
    assert MergeProposal.objects.count() > 100
    assert ServiceRequest.objects.exclude(suggested_category="").count() > ROWS / 2
    _the_desk_stays_small(cast, client, django_assert_max_num_queries)
    before = digest()
    again = importing.stage(actor, FILE.read_bytes() + b"\n", FILE.name, CUT)
    assert dict(importing.verdicts(again)) == {"already": ROWS}
    assert importing.apply(actor, again) == 0
    assert digest() == before


def _the_desk_stays_small(cast, client, django_assert_max_num_queries):
    """Seven statements and 100 KB with all of them on one desk; the next card comes by itself."""
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    address = f"/desk/{cast.a.pk}/"
    client.get(address)
    for query in ("", "?pile=verify", f"?pile=verify&at={ROWS // 2}", "?pile=alarm"):
        # A seventh writes down that the card was seen, once a day.
        with django_assert_max_num_queries(8):
            page = client.get(address + query)
        assert page.status_code == 200
        assert len(page.content) < 100_000
    # What it seems to repeat, which rota it is a turn of, and in what way people are asked here
    # are three statements more, on its page.
    proposal = MergeProposal.objects.select_related("b").order_by("-score")[0]
    with django_assert_max_num_queries(10):
        page = client.get(f"/desk/request/{proposal.b.number}/")
    assert "都提到" in page.content.decode()


# ---- kill -9, in a process and a database of its own --------------------------------------------

_INSTANCE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "last500.settings"
from django.conf import settings
from last500.base.sealing import write_keys
write_keys(settings.KEYS_FILE)
import django
django.setup()
from django.core.management import call_command
sys.path.insert(0, {root!r})
from last500.base.scope import everything
from tests.cast import build
with everything("the test builds its town"):
    call_command("migrate", verbosity=0)
    build()
"""


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LAST500_")}
    own = {"LAST500_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "last500.settings"}
    return {**kept, **own, "PYTHONPATH": str(ROOT / "src")}


def instance(folder: Path) -> Path:
    folder.mkdir()
    migrated.lay(folder / "last500.sqlite3")
    code = _INSTANCE.format(root=str(ROOT))
    subprocess.run([sys.executable, "-c", code], env=environment(folder), check=True)
    (folder / "map.toml").write_bytes(CUT)
    (folder / "part.csv").write_bytes(first_rows(700))
    return folder


def first_rows(count: int) -> bytes:
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row, _ in zip(csv.reader(file), range(count + 1), strict=False)]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def importer(folder: Path) -> list[str]:
    words = ["import-requests", str(folder / "part.csv"), "--map", str(folder / "map.toml")]
    return [sys.executable, "-m", "last500", *words, "--apply"]


def told(folder: Path) -> tuple[int, str]:
    """How many requests there are, and the digest of what they say."""
    code = (
        "import os, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'last500.settings'\n"
        "django.setup()\n"
        "from hashlib import sha256\n"
        "from last500.base.scope import everything\n"
        "name = everything('the test looks')\nname.__enter__()\n"
        "from last500.service_requests.models import Event, ServiceRequest as R\n"
        "rows = sorted(f'{r.text}|{r.placed_at}|{r.state}|{r.place.slug}'"
        " for r in R.objects.select_related('place'))\n"
        "assert Event.objects.count() == len(rows)\n"
        "print(len(rows), sha256(chr(10).join(rows).encode()).hexdigest())\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], env=environment(folder), check=True, capture_output=True
    )
    count, found = out.stdout.decode().split()
    return int(count), found


@ONLY_ONCE
def test_killed_in_between_it_goes_on_and_ends_the_same(tmp_path):
    whole, cut = instance(tmp_path / "whole"), instance(tmp_path / "cut")
    subprocess.run(importer(whole), env=environment(whole), check=True, capture_output=True)
    begun = subprocess.Popen(
        importer(cut), env=environment(cut), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(3000):
        time.sleep(0.05)
        if begun.poll() is not None or made(cut) >= importing.CHUNK:
            break
    begun.send_signal(signal.SIGKILL)
    begun.wait()
    assert 0 < made(cut) < 700, "it was not cut off in between"
    subprocess.run(importer(cut), env=environment(cut), check=True, capture_output=True)
    assert told(cut) == told(whole)
    assert made(cut) == 700


def made(folder: Path) -> int:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(f"file:{folder / 'last500.sqlite3'}?mode=ro", uri=True)) as db:
        return db.execute("SELECT count(*) FROM service_requests_servicerequest").fetchone()[0]
