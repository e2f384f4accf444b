"""Records from another system: staged with a verdict for each row, entered when said so.

They come in waiting, for a file confirms nothing. Whoever is not reported in here gets no record.
Each chunk is one transaction; killed, it goes on where it stopped, and the same file again
changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.scope import everything
from last500.base.sealing import blind_index
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.actions import phone_index
from last500.people.models import Person
from last500.places.models import Place
from last500.proof.actions import record as prove
from last500.records import documents, homes, rules
from last500.records.actions.entering import OTHERS_WORDS, Entry, enter_as
from last500.records.models import RecordImport, RecordImportRow, ServiceRecord
from last500.records.rules import Fault, Source, Span

Verdict = RecordImportRow.Verdict
CHUNK = 100
# How many rows one press enters; the page goes on from there.
AT_ONCE = 500


@transaction.atomic
def stage(actor: Actor, place: Place, content: bytes, file_name: str) -> RecordImport:
    """Read a file and keep a verdict for each row; the same file again is the same run.

    Raises Forbidden; Refused when it is no such file, and then nothing is kept.
    """
    require(actor, Permission.IMPORT_APPLY, place)
    if actor.person:
        limits.hit("import", str(actor.person), limits.IMPORTS_PER_PERSON)
    said = sha256(content).hexdigest()
    index = blind_index("record_import", f"{place.pk}:{actor.person}:{said}")
    known = RecordImport.objects.filter(file_index=index).first()
    if known is not None:
        return known
    lines = list(documents.read(content, file_name))
    _give_way(actor, place)
    run = RecordImport(place=place, file_index=index, by_id=actor.person, staged_at=clock.now())
    run.file_name = file_name[-120:]
    run.save(force_insert=True)
    RecordImportRow.objects.bulk_create(_judged(run, place, lines), batch_size=500)
    return run


def _give_way(actor: Actor, place: Place) -> None:
    """Rows of older stagings of this reader here that never became records are let go."""
    older = RecordImport.objects.filter(
        by=actor.person, place=place, state=RecordImport.State.STAGED
    )
    RecordImportRow.objects.filter(run__in=older, record=None).delete()
    older.filter(rows=None).delete()


def _judged(run: RecordImport, place: Place, lines: list[documents.Line]) -> list[RecordImportRow]:
    known = homes.members(place.path)
    indexes = {line.phone: phone_index(line.phone) for line in lines if line.phone}
    taken = _taken({known[i].person for i in indexes.values() if i in known})
    seen: set[str] = set()
    rows = [_judge(run, line, known.get(indexes.get(line.phone, "")), taken, seen)
            for line in lines]  # fmt: skip
    fresh = [row.row_index for row in rows if row.verdict == Verdict.OK]
    with everything("whether another file has brought these rows already"):
        earlier = RecordImportRow.objects.filter(row_index__in=fresh, verdict=Verdict.OK)
        already = set(earlier.values_list("row_index", flat=True))
    for row in rows:
        if row.verdict == Verdict.OK and row.row_index in already:
            row.verdict, row.data = Verdict.ALREADY, {}
    return rows


def _taken(people: set[UUID]) -> dict[UUID, list[Span]]:
    """The live times of these people; of other places too, so it is asked in the house's name."""
    found: dict[UUID, list[Span]] = defaultdict(list)
    with everything("rows of a file are judged by what is there already"):
        rows = ServiceRecord.objects.live().filter(person__in=people, external_index="")
        for person, began, ended in rows.values_list("person", "began_at", "ended_at"):
            found[person].append(Span(began, ended))
    return found


def _judge(
    run: RecordImport,
    line: documents.Line,
    member: homes.Member | None,
    taken: dict[UUID, list[Span]],
    seen: set[str],
) -> RecordImportRow:
    row = RecordImportRow(run=run, line=line.line, verdict=Verdict.PROBLEM, problem=line.problem)
    if line.problem:
        return row
    if member is None:
        row.problem = _("这里没有用这个电话报到的人，这一行不登记。")
        return row
    row.row_index = blind_index("record_import_row", _identity(member.person, line))
    if row.row_index in seen:
        row.verdict = Verdict.TWICE
        return row
    seen.add(row.row_index)
    one = rules.span(datetime.fromisoformat(line.began), line.minutes)
    fault = rules.fault(one, taken[member.person], now=clock.now(), zone=clock.ZONE)
    if fault is not None:
        row.problem = _problem(fault)
        return row
    taken[member.person].append(one)
    row.verdict = Verdict.OK
    row.data = {
        "person": str(member.person),
        "place": member.place,
        "began": line.began,
        "minutes": line.minutes,
        "kind": line.kind,
        "note": line.note,
        "number": line.number,
    }
    return row


def _identity(person: UUID, line: documents.Line) -> str:
    """What makes a row itself: its number elsewhere, else when and how long."""
    return "\0".join([str(person), line.number or f"{line.began} {line.minutes}"])


def _problem(fault: Fault) -> str:
    """Never where somebody was at that time."""
    if fault == Fault.FUTURE:
        return _("时间还没到，请再看看。")
    return _(OTHERS_WORDS)


def verdicts(run: RecordImport) -> Mapping[str, int]:
    """How many rows of each verdict."""
    return Counter(run.rows.values_list("verdict", flat=True))


def left(run: RecordImport) -> int:
    """Rows in order that are not entered yet."""
    return run.rows.filter(verdict=Verdict.OK, record=None).count()


def apply(actor: Actor, run: RecordImport, *, most: int = AT_ONCE) -> int:
    """Enter at most so many rows; returns how many. To be called until none is left."""
    require(actor, Permission.IMPORT_APPLY, run.place)
    made = 0
    waiting = run.rows.filter(verdict=Verdict.OK, record=None).order_by("line", "pk")
    while made < most and (chunk := list(waiting[: min(CHUNK, most - made)])):
        made += _apply_chunk(actor, run, chunk)
    if not left(run):
        _finish(actor, run)
    return made


@transaction.atomic
def _apply_chunk(actor: Actor, run: RecordImport, chunk: list[RecordImportRow]) -> int:
    people = Person.objects.in_bulk({UUID(row.data["person"]) for row in chunk})
    places = Place.objects.in_bulk({row.data["place"] for row in chunk})
    told: Counter[UUID] = Counter()
    for row in chunk:
        said = row.data
        try:
            row.record = _entered(actor, said, people[UUID(said["person"])], places[said["place"]])
            told[row.record.person_id] += 1
        except Refused as refused:
            row.verdict, row.problem = Verdict.PROBLEM, refused.message[:200]
        row.data = {}  # the record has it now
    RecordImportRow.objects.bulk_update(chunk, ["verdict", "problem", "record", "data"])
    for person, count in told.items():
        post("records_brought_in", [people[person]], place=run.place.name, count=str(count))
    return len(chunk)


def _entered(actor: Actor, said: Mapping, person: Person, place: Place) -> ServiceRecord:
    number = said["number"]
    entry = Entry(
        person,
        place,
        Source.ELSEWHERE,
        None,
        said["kind"],
        note=said["note"],
        external=(number, blind_index("record_number", number) if number else ""),
    )
    return enter_as(actor, entry, datetime.fromisoformat(said["began"]), said["minutes"])


@transaction.atomic
def _finish(actor: Actor, run: RecordImport) -> None:
    staged = RecordImport.objects.filter(pk=run.pk, state=RecordImport.State.STAGED)
    if not staged.update(state=RecordImport.State.APPLIED, applied_at=clock.now()):
        return
    prove(
        "records",
        "import applied",
        {"run": str(run.pk), "place": run.place_id, "rows": run.rows.count()},
        personal={"by": str(actor.person or "")},
    )
