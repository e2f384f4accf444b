"""A file of requests: staged with a verdict for each row, then applied in chunks.

Each chunk is one transaction that makes the requests and says so on their rows; a process that is
killed goes on where it stopped, and no row becomes a request twice.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.sealing import blind_index
from last500.base.spreadsheets import Table, read_table
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.proof.actions import record
from last500.service_requests import imports
from last500.service_requests.actions.placing import Here, Placing, look_around, place
from last500.service_requests.actions.repeats import propose_merges
from last500.service_requests.models import Channel, ImportRow, ImportRun, ServiceRequest
from last500.service_requests.suggestions import suggest

CHUNK = 200
Progress = Callable[[int, int], None]
Verdict = ImportRow.Verdict


def silent(done: int, total: int) -> None:
    """No progress shown."""


@transaction.atomic
def stage(
    actor: Actor, content: bytes, file_name: str, map_content: bytes, progress: Progress = silent
) -> ImportRun:
    """Read the file and keep a verdict for each row; the same file and map again is the same run.

    Raises Refused when the map or the head of the file is wrong; then nothing is kept. A staging
    that was never applied gives way to this one.
    """
    mapping = imports.read_map(map_content)
    if actor.person:
        limits.hit("import", str(actor.person), limits.IMPORTS_PER_PERSON)
    index = blind_index("import_file", sha256(content + b"\0" + map_content).hexdigest())
    known = ImportRun.objects.filter(file_index=index).first()
    if known:
        return known
    table = read_table(content, file_name)
    _give_way()
    run = ImportRun.objects.create(
        file_name=file_name[-120:],
        file_index=index,
        encoding=table.encoding,
        by_id=actor.person,
        staged_at=clock.now(),
    )
    _keep_rows(actor, run, table, mapping, progress)
    return run


def _give_way() -> None:
    """Rows of older stagings that never became requests are let go."""
    older = ImportRun.objects.filter(state=ImportRun.State.STAGED)
    ImportRow.objects.filter(run__in=older, request=None).delete()
    older.filter(rows=None).delete()
    for run in older:
        # What it has made stays; its file may be read again.
        run.state, run.file_index = ImportRun.State.APPLIED, f"given way {run.pk}"
        run.applied_at = clock.now()
        run.save(update_fields=["state", "file_index", "applied_at"])


def _keep_rows(
    actor: Actor, run: ImportRun, table: Table, mapping: imports.ImportMap, progress: Progress
) -> None:
    places = _Places(actor)
    seen: set[str] = set()
    rows: list[ImportRow] = []
    total = table.lines[-1][0] if table.lines else 0
    for row in imports.read_rows(table, mapping):
        rows.append(_kept(run, row, places, seen))
        if len(rows) >= 500:
            _save(rows)
            progress(row.line, max(total, row.line))
    _save(rows)


def _save(rows: list[ImportRow]) -> None:
    """Rows that are there already from an earlier file are told apart in one statement."""
    fresh = [row.row_index for row in rows if row.verdict == Verdict.OK]
    known = ImportRow.objects.filter(row_index__in=fresh, verdict=Verdict.OK)
    already = set(known.values_list("row_index", flat=True))
    for row in rows:
        if row.verdict == Verdict.OK and row.row_index in already:
            row.verdict, row.data = Verdict.ALREADY, ""
    ImportRow.objects.bulk_create(rows)
    rows.clear()


def _kept(run: ImportRun, row: imports.Row, places: "_Places", seen: set[str]) -> ImportRow:
    kept = ImportRow(run=run, line=row.line, verdict=Verdict.PROBLEM, problem=row.problem[:200])
    if row.problem:
        return kept
    kept.row_index = blind_index("import_row", row.identity)
    if kept.row_index in seen:
        kept.verdict = Verdict.TWICE
        return kept
    try:
        compound = places.find(row.placing["place"])
    except Refused as refused:
        kept.problem = refused.message[:200]
        return kept
    seen.add(kept.row_index)
    kept.verdict = Verdict.OK
    kept.data = json.dumps({**row.placing, "place": compound.pk}, ensure_ascii=False)
    kept.author_index = blind_index("import_author", row.author) if row.author else ""
    return kept


class _Places:
    """Compounds by short word, code or name, each looked up once."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.known: dict[str, Place | None] = {}

    def find(self, word: str) -> Place:
        if word not in self.known:
            self.known[word] = self._look_up(word)
        found = self.known[word]
        if found is None:
            raise Refused(_(imports.NO_PLACE))
        require(self.actor, Permission.REQUEST_ENTER, found)
        return found

    def _look_up(self, word: str) -> Place | None:
        here = Place.objects.current().filter(level="compound")
        for how in ("slug", "code", "name"):
            fitting = list(here.filter(**{how: word})[:2]) if word else []
            if len(fitting) == 1:
                return fitting[0]
        return None


def verdicts(run: ImportRun) -> Mapping[str, int]:
    """How many rows of each verdict."""
    return Counter(run.rows.values_list("verdict", flat=True))


def apply(actor: Actor, run: ImportRun, progress: Progress = silent) -> int:
    """Make requests of the rows that are in order, chunk by chunk; returns how many were made.

    Afterwards kinds are suggested and repeats proposed; both wait for a person.
    """
    if run.state == ImportRun.State.APPLIED:
        return 0
    total = run.rows.filter(verdict=Verdict.OK).count()
    waiting = run.rows.filter(verdict=Verdict.OK, request=None).order_by("line", "pk")
    made = 0
    while chunk := list(waiting[:CHUNK]):
        made += _apply_chunk(actor, chunk)
        progress(total - waiting.count(), total)
    places = ServiceRequest.objects.filter(import_rows__run=run).values_list("place", flat=True)
    propose_merges(set(places))
    with transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(
            state=ImportRun.State.APPLIED, applied_at=clock.now()
        )
        record(
            "security",
            "import applied",
            {"run": str(run.pk), "made": made, "rows": total},
            personal={"by": str(actor.person or "")},
        )
    return made


@transaction.atomic
def _apply_chunk(actor: Actor, chunk: list[ImportRow]) -> int:
    places = Place.objects.in_bulk({json.loads(row.data)["place"] for row in chunk})
    around = {key: look_around(compound) for key, compound in places.items()}
    made = []
    for row in chunk:
        try:
            request = _placed(actor, json.loads(row.data), places, around)
        except Refused as refused:
            row.verdict, row.problem = Verdict.PROBLEM, refused.message[:200]
        else:
            row.request = request
            made.append(request)
        row.data = ""  # the request has it now
    ServiceRequest.objects.bulk_update(made, ["placed_at", "suggested_category"])
    ImportRow.objects.bulk_update(chunk, ["verdict", "problem", "request", "data"])
    return len(made)


def _placed(
    actor: Actor, data: Mapping, places: Mapping[int, Place], around: Mapping[int, Here]
) -> ServiceRequest:
    request = place(
        actor,
        places[data["place"]],
        Placing(
            text=data["text"],
            category=data["category"],
            spot=data["spot"],
            phone=data["phone"],
            name=data["name"],
            door=data["door"],
            channel=Channel.IMPORT,
            consent=data["consent"],
        ),
        here=around[data["place"]],
    )
    if data["placed_at"]:
        request.placed_at = datetime.fromisoformat(data["placed_at"])
    if not data["category"]:
        request.suggested_category = next((s.category for s in suggest(data["text"], 1)), "")
    return request
