"""A file of posts, teams, projects: staged with one verdict for each row, then made in chunks.

Each chunk is one transaction; a process that is killed goes on where it stopped. A row is known
again by its own key (or place and name), so that a second run changes nothing, however late.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Forbidden, Refused
from last500.base.sealing import blind_index
from last500.imports import reading
from last500.imports.cells import Cells
from last500.imports.kinds import KINDS, Kind
from last500.imports.models import Import, ImportLine
from last500.organisations.actions import require
from last500.places.models import Place
from last500.places.rules import branch
from last500.proof.actions import record

CHUNK = 100
# How many rows one press of the page makes; whoever presses again goes on from there.
AT_ONCE = 500
Verdict = ImportLine.Verdict
Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """No progress shown."""


@transaction.atomic
def stage(actor: Actor, kind: Kind, place: Place, content: bytes, file_name: str) -> Import:
    """Read the file and keep a verdict for each row; nothing is made yet.

    Excel, CSV or our JSON. A staging of the same person here that was never applied gives way.
    Raises Forbidden, TooMany, and Refused when it is no such file; then nothing is kept.
    """
    require(actor, kind.permission, place)
    if actor.person:
        limits.hit("import", str(actor.person), limits.IMPORTS_PER_PERSON)
    rows = list(reading.rows_of(kind, content, file_name))
    rows = kind.whole(rows) if kind.whole else rows
    Import.objects.filter(
        by=actor.person, kind=kind.code, place=place, state=Import.State.STAGED
    ).delete()
    run = Import(kind=kind.code, place=place, by_id=actor.person, staged_at=clock.now())
    run.file_name = file_name[-120:]
    run.save(force_insert=True)
    judge = _Judge(actor, kind, run)
    lines = [judge.line(number, cells) for number, cells in rows]
    _mark_known(kind, place, lines)
    ImportLine.objects.bulk_create(lines, batch_size=500)
    return run


@dataclass
class _Judge:
    """Gives each row its verdict; places are looked up once."""

    actor: Actor
    kind: Kind
    run: Import
    seen: set[str] = field(default_factory=set)
    places: dict[str, Place | None] = field(default_factory=dict)

    def line(self, number: int, cells: Cells | None) -> ImportLine:
        line = ImportLine(run=self.run, line=number, verdict=Verdict.PROBLEM)
        if cells is None:
            line.problem = _("这一行读不出来。")
            return line
        try:
            where = self._where(cells.get("place", ""))
            self.kind.check(self.actor, where, cells)
        except Refused as refused:
            line.problem = refused.message[:200]
            return line
        line.row_index = index_of(self.kind, where, cells)
        line.verdict = Verdict.TWICE if line.row_index in self.seen else Verdict.OK
        self.seen.add(line.row_index)
        if line.verdict == Verdict.OK:
            line.data = {**cells, "place": where.pk}
        return line

    def _where(self, word: str) -> Place:
        """The named place, under the desk's own; the desk's own where none is named."""
        if word not in self.places:
            self.places[word] = self._found(word)
        found = self.places[word]
        if found is None:
            raise Refused(_("这个值守管的地方里没有这个小区或社区。"))
        return found

    def _found(self, word: str) -> Place | None:
        desk = self.run.place
        if not word:
            return desk if desk.level in self.kind.levels else None
        here = Place.objects.current().filter(
            path__range=branch(desk.path), level__in=sorted(self.kind.levels)
        )
        for how in ("code", "slug", "name"):
            fitting = list(here.filter(**{how: word})[:2])
            if len(fitting) == 1:
                return fitting[0]
        return None


def index_of(kind: Kind, place: Place, cells: Cells) -> str:
    """What makes a row itself: its own key, else the place and what it is called."""
    called = kind.called(cells) if kind.called else cells.get(kind.title, "")
    identity = cells.get("key") or called
    return blind_index(f"{kind.code}.import", f"{place.pk}\0{identity}")


def _mark_known(kind: Kind, place: Place, lines: list[ImportLine]) -> None:
    """Rows that came in before, and those that were exported from here: two statements."""
    fine = [line for line in lines if line.verdict == Verdict.OK]
    made = kind.model._default_manager
    known = made.filter(import_index__in=[line.row_index for line in fine])
    indexes = set(known.values_list("import_index", flat=True))
    keys = {line: _own_key(kind, line.data.get("key", "")) for line in fine}
    wanted = {f"{kind.own_key}__in": {key for key in keys.values() if key}}
    here = made.filter(**{f"{kind.to_path}__range": branch(place.path)}, **wanted)
    own = {str(key) for key in here.values_list(kind.own_key, flat=True)}
    for line in fine:
        if line.row_index in indexes or keys[line] in own:
            line.verdict, line.data = Verdict.ALREADY, {}


def _own_key(kind: Kind, text: str) -> str:
    """As our own table writes it; nothing for what cannot be one."""
    if kind.own_key != "pk":
        return text
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def verdicts(run: Import) -> Mapping[str, int]:
    """How many rows of each verdict."""
    return Counter(run.lines.values_list("verdict", flat=True))


def apply(actor: Actor, run: Import, *, most: int = 0, progress: Progress = silent) -> int:
    """Make what is in order, chunk by chunk, at most so many (0: all); gives how many were made.

    Raises Forbidden for whoever did not bring the file.
    """
    if run.by_id != actor.person:
        raise Forbidden("not their own")
    kind = KINDS[run.kind]
    require(actor, kind.permission, run.place)
    waiting = run.lines.filter(verdict=Verdict.OK).order_by("line")
    total = left = waiting.count()
    stop = max(0, total - most) if most else 0
    made = 0
    while left > stop and (chunk := list(waiting[: min(CHUNK, left - stop)])):
        made += _apply_chunk(actor, kind, chunk)
        left -= len(chunk)
        progress(total - left, total)
    if not waiting.exists():
        _finish(actor, run)
    return made


@transaction.atomic
def _apply_chunk(actor: Actor, kind: Kind, chunk: list[ImportLine]) -> int:
    places = Place.objects.in_bulk({line.data["place"] for line in chunk})
    for line in chunk:
        cells = {code: text for code, text in line.data.items() if code != "place"}
        try:
            with transaction.atomic():
                kind.make(actor, places[line.data["place"]], cells, line.row_index)
            line.verdict = Verdict.DONE
        except IntegrityError:  # another run was faster: the constraint stands behind it
            line.verdict = Verdict.ALREADY
        except (Refused, Forbidden) as refused:
            line.verdict, line.problem = Verdict.PROBLEM, str(refused)[:200]
        line.data = {}  # what was made has it now
    ImportLine.objects.bulk_update(chunk, ["verdict", "problem", "data"])
    return sum(line.verdict == Verdict.DONE for line in chunk)


@transaction.atomic
def _finish(actor: Actor, run: Import) -> None:
    staged = Import.objects.filter(pk=run.pk, state=Import.State.STAGED)
    if not staged.update(state=Import.State.APPLIED, applied_at=clock.now()):
        return
    run.refresh_from_db(fields=["state", "applied_at"])
    record(
        "security",
        "file applied",
        {"run": str(run.pk), "what": run.kind, "place": run.place_id, "rows": run.lines.count()},
        personal={"by": str(actor.person or "")},
    )
