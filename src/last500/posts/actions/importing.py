"""A file of posts: staged with one verdict for each row, then set up in chunks.

Each chunk is one transaction; a process that is killed goes on where it stopped. A row is known
again by its own key (or place and name), so that a second run changes nothing, however late.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Forbidden, Refused
from last500.base.sealing import blind_index
from last500.base.spreadsheets import read_table
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level, branch
from last500.posts import formats
from last500.posts.actions.desk import set_up
from last500.posts.models import Post, PostImport, PostImportRow

CHUNK = 100
Verdict = PostImportRow.Verdict


@transaction.atomic
def stage(actor: Actor, place: Place, content: bytes, file_name: str) -> PostImport:
    """Read the file and keep a verdict for each row. Raises Refused when its head is wrong.

    Excel, CSV or our JSON. A staging of the same person that was never applied gives way.
    """
    require(actor, Permission.POST_EDIT, place)
    if actor.person:
        limits.hit("import", str(actor.person), limits.IMPORTS_PER_PERSON)
    older = PostImport.objects.filter(by=actor.person, state=PostImport.State.STAGED)
    older.filter(applied_at=None, place=place).delete()
    run = PostImport(place=place, by_id=actor.person, staged_at=clock.now())
    run.file_name = file_name[-120:]
    run.save(force_insert=True)
    reader = _Reader(actor, place)
    rows = [reader.kept(run, line, cells) for line, cells in _rows(content, file_name)]
    known = Post.objects.filter(import_index__in=[row.row_index for row in rows if row.row_index])
    already = set(known.values_list("import_index", flat=True))
    for row in rows:
        if row.verdict == Verdict.OK and row.row_index in already:
            row.verdict, row.data = Verdict.ALREADY, {}
    PostImportRow.objects.bulk_create(rows, batch_size=500)
    return run


def _rows(content: bytes, file_name: str) -> Iterator[tuple[int, formats.Cells | None]]:
    if not file_name.lower().endswith(".json"):
        return formats.rows_of_table(read_table(content, file_name))
    if len(content) > limits.SHEET_ZIPPED.most:
        raise Refused(_("文件太大，请分成几个文件。"), "file")
    return formats.rows_of_json(content)


@dataclass
class _Reader:
    """Gives each row its verdict; places are looked up once."""

    actor: Actor
    place: Place
    seen: set[str] = field(default_factory=set)
    places: dict[str, Place | None] = field(default_factory=dict)

    def kept(self, run: PostImport, line: int, cells: formats.Cells | None) -> PostImportRow:
        row = PostImportRow(run=run, line=line, verdict=Verdict.PROBLEM)
        if cells is None:
            row.problem = _("这一行读不出来。")
            return row
        try:
            where = self._where(cells.get("place", ""))
            formats.read(cells, clock.today()).values()
        except Refused as refused:
            row.problem = refused.message[:200]
            return row
        row.row_index = index_of(where, cells)
        row.verdict = Verdict.TWICE if row.row_index in self.seen else Verdict.OK
        self.seen.add(row.row_index)
        if row.verdict == Verdict.OK:
            row.data = {**cells, "place": where.pk}
        return row

    def _where(self, word: str) -> Place:
        """The named place, under the desk's own; the desk's own where none is named."""
        if word not in self.places:
            self.places[word] = self._found(word)
        found = self.places[word]
        if found is None:
            raise Refused(_("这个值守管的地方里没有这个小区或社区。"))
        return found

    def _found(self, word: str) -> Place | None:
        if not word:
            fits = self.place.level in {Level.COMPOUND, Level.COMMUNITY}
            return self.place if fits else None
        here = Place.objects.current().filter(
            path__range=branch(self.place.path), level__in=[Level.COMPOUND, Level.COMMUNITY]
        )
        for how in ("code", "slug", "name"):
            fitting = list(here.filter(**{how: word})[:2])
            if len(fitting) == 1:
                return fitting[0]
        return None


def index_of(place: Place, cells: formats.Cells) -> str:
    """What makes a row itself: its own key, else the place and the name of the post."""
    identity = cells.get("key") or cells.get("title", "")
    return blind_index("posts.import", f"{place.pk}\0{identity}")


def verdicts(run: PostImport) -> Mapping[str, int]:
    return Counter(run.rows.values_list("verdict", flat=True))


def apply(actor: Actor, run: PostImport) -> int:
    """Set up the rows that are in order, chunk by chunk; gives how many were made."""
    if run.by_id != actor.person:
        raise Forbidden("not their own")
    require(actor, Permission.POST_EDIT, run.place)
    waiting = run.rows.filter(verdict=Verdict.OK, post=None).order_by("line", "pk")
    made = 0
    while chunk := list(waiting[:CHUNK]):
        made += _apply_chunk(actor, chunk)
    done = PostImport.objects.filter(pk=run.pk, state=PostImport.State.STAGED)
    done.update(state=PostImport.State.APPLIED, applied_at=clock.now())
    return made


@transaction.atomic
def _apply_chunk(actor: Actor, chunk: list[PostImportRow]) -> int:
    places = Place.objects.in_bulk({row.data["place"] for row in chunk})
    made = 0
    for row in chunk:
        try:
            with transaction.atomic():
                filled = formats.read({**row.data, "place": ""}, clock.today())
                row.post = set_up(
                    actor, places[row.data["place"]], filled, import_index=row.row_index
                )
            made += 1
        except IntegrityError:
            row.verdict = Verdict.ALREADY
        except (Refused, Forbidden) as refused:
            row.verdict, row.problem = Verdict.PROBLEM, str(refused)[:200]
        row.data = {}
    PostImportRow.objects.bulk_update(chunk, ["verdict", "problem", "post", "data"])
    return made
