"""A file of members or of units: staged with a verdict for each row, then applied in chunks.

Each chunk is one transaction. A process that is killed while it reads or applies goes on where it
stopped; no row takes effect twice, for what it makes is guarded by constraints of its own.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from django.db import IntegrityError, transaction
from django.db.models import Max

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.sealing import blind_index
from last500.base.spreadsheet_reader import Caps
from last500.organisations.models import Organisation
from last500.places.models import Place
from last500.proof.actions import record
from last500.units import sheets
from last500.units.models import UnitImport, UnitImportRow
from last500.units.rules import Verdict

CHUNK = 1000
Progress = Callable[[int, int], None]
What, State = UnitImport.What, UnitImport.State


def silent(done: int, total: int) -> None:
    """No progress shown."""


@dataclass(frozen=True)
class Judged:
    """What one row came to; `data` is what will be applied."""

    verdict: Verdict
    problem: str = ""
    data: str = ""
    phone_index: str = ""


class Judge(Protocol):
    """Gives each row of a file its verdict, in order; a chunk at a time, so that it may ask the
    tables once for many rows."""

    def judge(self, rows: list[sheets.Row]) -> list[Judged]: ...


def begin(
    actor: Actor,
    what: str,
    content: bytes,
    file_name: str,
    *,
    organisation: Organisation | None = None,
    place: Place | None = None,
) -> UnitImport:
    """The run of this file: a new one, or the one that was begun with the same file before."""
    if actor.person:
        limits.hit("import", str(actor.person), limits.IMPORTS_PER_PERSON)
    whom = organisation.pk if organisation else place.pk if place else ""
    digest = sha256(content).hexdigest()
    index = blind_index("unit_import", f"{what}\0{whom}\0{actor.person or ''}\0{digest}")
    run = UnitImport(
        what=what,
        organisation=organisation,
        place=place,
        file_name=file_name[-120:],
        file_index=index,
        by_id=actor.person,
        staged_at=clock.now(),
    )
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:  # the same file, earlier or at this moment
        return UnitImport.objects.get(file_index=index)
    return run


def keep_rows(
    run: UnitImport,
    content: bytes,
    file_name: str,
    judge: Judge,
    progress: Progress = silent,
    within: Caps | None = None,
) -> UnitImport:
    """Read the file and keep a verdict for each row that has none yet. Raises Refused.

    The rows of one file are the same each time, so two who read it at once keep one set.
    """
    if run.state != State.READING:
        return run
    try:
        found = sheets.read(run.what, content, file_name, within)
    except Exception:
        if not run.rows.exists():
            run.delete()
        raise
    known = run.rows.aggregate(line=Max("line"))["line"] or 0
    chunk: list[sheets.Row] = []
    for row in found.rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            _keep(run, judge, chunk, known)
            progress(row.line, max(found.total, row.line))
            chunk = []
    _keep(run, judge, chunk, known)
    progress(1, 1)
    reading = UnitImport.objects.filter(pk=run.pk, state=State.READING)
    reading.update(state=State.STAGED, encoding=found.encoding)
    run.refresh_from_db(fields=["state", "encoding"])
    return run


def _keep(run: UnitImport, judge: Judge, chunk: list[sheets.Row], known: int) -> None:
    judged = judge.judge(chunk)  # those that are kept already too: it remembers whom it has seen
    rows = [
        UnitImportRow(
            run=run,
            line=row.line,
            verdict=one.verdict,
            problem=one.problem[:200],
            data=one.data,
            phone_index=one.phone_index,
        )
        for row, one in zip(chunk, judged, strict=True)
        if row.line > known
    ]
    if rows:
        with transaction.atomic():
            UnitImportRow.objects.bulk_create(rows, ignore_conflicts=True)


def verdicts(run: UnitImport) -> Mapping[str, int]:
    """How many rows of each verdict."""
    return Counter(run.rows.values_list("verdict", flat=True))


Apply = Callable[[UnitImport, list[UnitImportRow]], None]


def apply_rows(
    actor: Actor,
    run: UnitImport,
    work: Apply,
    *,
    most: int = 0,
    at_once: int = 0,
    progress: Progress = silent,
) -> int:
    """Let `work` do what the rows say, `at_once` rows in a transaction, `most` rows now (0: all).

    `work` marks each row (`done`, verdict, problem) and needs nothing of them afterwards. Returns
    how many rows are left.
    """
    if run.state in {State.READING, State.APPLIED}:
        return 0
    waiting = run.rows.filter(verdict=Verdict.NEW, done=False)
    total = left = waiting.count()
    stop = max(0, total - most) if most else 0
    UnitImport.objects.filter(pk=run.pk, state=State.STAGED).update(state=State.WANTED)
    while left > stop:
        with transaction.atomic():
            chunk = list(waiting.order_by("line")[: at_once or CHUNK])
            if not chunk:
                break
            work(run, chunk)
            settle(chunk)
        left = max(0, left - len(chunk))
        progress(total - left, total)
    if waiting.exists():
        return waiting.count()
    _finish(actor, run)
    return 0


def settle(chunk: list[UnitImportRow]) -> None:
    """What was used is emptied: one statement for the many, one for each that turned out bad."""
    bad = [row for row in chunk if row.verdict == Verdict.PROBLEM]
    here = UnitImportRow.objects.filter(
        run=chunk[0].run_id, line__gte=chunk[0].line, line__lte=chunk[-1].line, done=False
    )
    used = here.filter(verdict=Verdict.NEW).exclude(pk__in=[row.pk for row in bad])
    used.update(done=True, data=b"", phone_index="")
    for row in bad:
        said = {"verdict": row.verdict, "problem": row.problem[:200]}
        here.filter(pk=row.pk).update(**said, data=b"", phone_index="")


def _finish(actor: Actor, run: UnitImport) -> None:
    with transaction.atomic():
        open_runs = UnitImport.objects.filter(pk=run.pk, state=State.WANTED)
        if open_runs.update(state=State.APPLIED, applied_at=clock.now()):
            record(
                "security",
                "list applied",
                {"run": str(run.pk), "what": run.what, "rows": run.rows.count()},
                personal={"by": str(actor.person or "")},
            )
    run.refresh_from_db(fields=["state", "applied_at"])
