"""A file of needs or resources: staged with one verdict for each row, then entered in chunks.

Each chunk is one transaction; a process that is killed goes on where it stopped, and no row is
entered twice: a constraint on the keyed hash of the row stands behind it.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Forbidden, Refused
from last500.base.sealing import blind_index
from last500.base.spreadsheets import read_table
from last500.lists import formats, rules
from last500.lists.actions.needs import NeedDraft, state_need
from last500.lists.actions.resources import ResourceDraft, add_resource
from last500.lists.formats import Row, Wrong
from last500.lists.models import ListImport, ListImportRow, Need, Resource
from last500.organisations.actions import require
from last500.organisations.models import Organisation
from last500.organisations.queries import is_liaison
from last500.organisations.rules import Permission
from last500.places.audiences import AUDIENCE_WORDS, Audience
from last500.places.models import Place
from last500.places.rules import branch
from last500.units.models import UnitReportIn

CHUNK = 100
Verdict = ListImportRow.Verdict
Owner = Organisation | Place
Cells = Mapping[str, str]


@transaction.atomic
def stage(actor: Actor, owner: Owner, what: str, content: bytes, file_name: str) -> ListImport:
    """Read the file and keep a verdict for each row; the same file again is the same run.

    Raises Forbidden, TooMany, and Refused when its head or its form is wrong; nothing is kept then.
    """
    _must_own(actor, owner, what)
    limits.hit("import", str(actor.person), limits.IMPORTS_PER_PERSON)
    told = f"{what}\0{owner.pk}\0{sha256(content).hexdigest()}"
    index = blind_index("list_import", told)
    known = ListImport.objects.filter(file_index=index).first()
    if known:
        return known
    is_json = content.lstrip()[:1] == b"{"
    read = (
        formats.read_json(content, what)
        if is_json
        else formats.read_sheet(read_table(content, file_name), what)
    )
    run = ListImport.objects.create(
        what=what,
        community=owner if isinstance(owner, Place) else None,
        organisation=owner if isinstance(owner, Organisation) else None,
        file_index=index,
        by_id=actor.person,
        staged_at=clock.now(),
    )
    ListImportRow.objects.bulk_create(_judged(run, owner, read), batch_size=500)
    return run


def _must_own(actor: Actor, owner: Owner, what: str) -> None:
    if isinstance(owner, Place):
        require(actor, Permission.LIST_EDIT, owner)
    elif what != ListImport.What.RESOURCES or not is_liaison(actor, owner):
        raise Forbidden("not your unit")


def owner_of(run: ListImport) -> Owner:
    owner = run.organisation or run.community
    assert owner is not None
    return owner


def _judged(run: ListImport, owner: Owner, rows: Iterator[Row]) -> list[ListImportRow]:
    """One verdict for each row; two statements for what is known already."""
    kept, seen = [], set()
    readers = _Reader(owner, run.what)
    for row in rows:
        one = ListImportRow(run=run, line=row.line, verdict=Verdict.OK, problem=row.problem[:200])
        kept.append(one)
        if row.problem:
            one.verdict = Verdict.PROBLEM
            continue
        one.row_index = _index(run, owner, row.cells)
        if one.row_index in seen:
            one.verdict = Verdict.TWICE
            continue
        seen.add(one.row_index)
        try:
            readers.read(row.cells)
        except Wrong as wrong:
            one.verdict, one.problem = Verdict.PROBLEM, str(wrong)[:200]
        else:
            one.data = json.dumps(dict(row.cells), ensure_ascii=False)
    _mark_known(run, owner, kept)
    return kept


def _index(run: ListImport, owner: Owner, cells: Cells) -> str:
    identity = cells.get("key") or json.dumps(dict(cells), ensure_ascii=False, sort_keys=True)
    return blind_index("list_row", f"{run.what}\0{owner.pk}\0{identity}")


def _mark_known(run: ListImport, owner: Owner, rows: list[ListImportRow]) -> None:
    """Rows that stand on the list: from an earlier file, or exported from here."""
    model = Need if run.what == ListImport.What.NEEDS else Resource
    fine = [row for row in rows if row.verdict == Verdict.OK]
    keys = {row: _uuid(json.loads(row.data).get("key", "")) for row in fine}
    indexes = model.objects.filter(source_index__in=[row.row_index for row in fine])
    known = set(indexes.values_list("source_index", flat=True))
    side = {"community": owner} if isinstance(owner, Place) else {"organisation": owner}
    own = model.objects.filter(pk__in=[key for key in keys.values() if key], **side)
    own_keys = set(own.values_list("pk", flat=True))
    for row in fine:
        if row.row_index in known or keys[row] in own_keys:
            row.verdict, row.data = Verdict.ALREADY, ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def verdicts(run: ListImport) -> Mapping[str, int]:
    return Counter(run.rows.values_list("verdict", flat=True))


def apply(actor: Actor, run: ListImport) -> int:
    """Enter the rows that are in order, chunk by chunk; returns how many. Raises Forbidden."""
    owner = owner_of(run)
    _must_own(actor, owner, run.what)
    reader, made = _Reader(owner, run.what), 0
    waiting = ListImportRow.objects.filter(run=run, verdict=Verdict.OK).order_by("line")
    while chunk := list(waiting[:CHUNK]):
        with transaction.atomic():
            made += sum(_enter(actor, owner, reader, row) for row in chunk)
    here = ListImport.objects.filter(pk=run.pk, state=ListImport.State.STAGED)
    here.update(state=ListImport.State.APPLIED, applied_at=clock.now())
    run.refresh_from_db()
    return made


def _enter(actor: Actor, owner: Owner, reader: "_Reader", row: ListImportRow) -> bool:
    cells = json.loads(row.data)
    row.data = ""  # the list has it now, or never
    try:
        with transaction.atomic():
            place, draft = reader.read(cells)
            if isinstance(draft, NeedDraft):
                state_need(actor, place or _place(owner), draft, source_index=row.row_index)
            else:
                add_resource(actor, owner, draft, source_index=row.row_index)
        row.verdict = Verdict.DONE
    except IntegrityError:
        row.verdict = Verdict.ALREADY
    except (Refused, Wrong) as refused:
        row.verdict, row.problem = Verdict.PROBLEM, str(refused)[:200]
    row.save(update_fields=["verdict", "problem", "data"])
    return row.verdict == Verdict.DONE


def _place(owner: Owner) -> Place:
    assert isinstance(owner, Place)
    return owner


class _Reader:
    """Cells to drafts; places are looked up once for the whole file."""

    def __init__(self, owner: Owner, what: str) -> None:
        self.what = what
        self.compounds: dict[str, list[Place]] = {}
        self.communities: dict[str, Place] = {}
        if isinstance(owner, Place):
            below = Place.objects.current().filter(path__range=branch(owner.path))
            for place in below.filter(level="compound"):
                self.compounds.setdefault(place.name, []).append(place)
        else:
            agreed = UnitReportIn.objects.agreed().filter(organisation=owner)
            rows = Place.objects.filter(pk__in=agreed.values("community"))
            self.communities = {place.name: place for place in rows}

    def read(self, cells: Cells) -> tuple[Place | None, NeedDraft | ResourceDraft]:
        """Raises Wrong with what to mend."""
        for name in formats.NEEDED[self.what]:
            if not cells.get(name):
                raise Wrong(_("缺“%(name)s”。") % {"name": self._word(name)})
        if self.what == ListImport.What.NEEDS:
            return self._compound(cells.get("place", "")), self._need(cells)
        return None, self._resource(cells)

    def _word(self, name: str) -> str:
        return _(formats.FIELDS[self.what][name])

    def _compound(self, name: str) -> Place | None:
        if not name:
            return None
        found = self.compounds.get(name, [])
        if len(found) != 1:
            raise Wrong(_("这个社区没有叫这个名字的小区。"))
        return found[0]

    def _need(self, cells: Cells) -> NeedDraft:
        until = formats.day(cells["until"], self._word("until"))
        if not 0 <= (until - clock.today()).days <= rules.UNTIL_MOST_DAYS:
            raise Wrong(_("请选今天起一年以内的日子。"))
        return NeedDraft(
            kind=formats.coded(cells["kind"], rules.KIND_WORDS, self._word("kind")),
            title=self._short(cells, "title", 40),
            until_on=until,
            words=self._short(cells, "words", 400),
            audience=formats.coded(
                cells.get("audience", Audience.ALL),
                AUDIENCE_WORDS,
                self._word("audience"),
            ),
            skills=formats.skills(cells.get("skills", "")),
            when=self._short(cells, "when", 60),
            wanted=self._whole(cells, "wanted", 1, least=1, most=rules.WANTED_MOST) or 1,
            measure=self._short(cells, "measure", 6),
        )

    def _resource(self, cells: Cells) -> ResourceDraft:
        area, back = cells.get("area", ""), cells.get("comes_back", "")
        return ResourceDraft(
            kind=formats.coded(cells["kind"], rules.KIND_WORDS, self._word("kind")),
            title=self._short(cells, "title", 40),
            conditions=self._short(cells, "conditions", 400),
            risk_note=self._short(cells, "risk_note", 200),
            skills=formats.skills(cells.get("skills", "")),
            where=self._short(cells, "where", 60),
            capacity=self._whole(cells, "capacity", None, most=100_000),
            area_cm2=formats.square(area) if area else None,
            pieces=self._whole(cells, "pieces", 1, least=1, most=rules.PIECES_MOST) or 1,
            comes_back=formats.yes(back, self._word("comes_back")) if back else True,
            windows=formats.windows(cells.get("windows", "")),
            notice=self._minutes(cells, "notice"),
            longest=self._minutes(cells, "longest"),
            communities=self._offered(cells.get("communities", "")),
        )

    def _short(self, cells: Cells, name: str, most: int) -> str:
        cell = cells.get(name, "")
        if len(cell) > most:
            words = {"name": self._word(name), "most": most}
            raise Wrong(_("“%(name)s”写得有点长，最多 %(most)d 字。") % words)
        return cell

    def _whole(
        self, cells: Cells, name: str, default: int | None, *, most: int, least: int = 0
    ) -> int | None:
        cell = cells.get(name, "")
        return formats.whole(cell, self._word(name), most=most, least=least) if cell else default

    def _minutes(self, cells: Cells, name: str) -> int:
        cell = cells.get(name, "")
        return formats.minutes(cell, self._word(name)) if cell else 0

    def _offered(self, cell: str) -> tuple[Place, ...]:
        """Communities by name; all where the unit is reported in, when none is named."""
        if not self.communities:
            return ()
        named = [word for word in cell.replace("，", "、").split("、") if word]
        if any(word not in self.communities for word in named):
            raise Wrong(_("“提供给”里有一个社区，你们还没有在那里报到。"))
        return tuple(self.communities[word] for word in named or self.communities)
