"""A community's list of units: each is entered by the community and waits for its liaison's yes."""

import json
from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from last500.base.actor import Actor, Door
from last500.base.errors import Refused
from last500.base.spreadsheet_reader import Caps
from last500.organisations.actions import require
from last500.organisations.models import ORGANISATION_NAMES, Organisation
from last500.organisations.rules import PARTNERS, Permission
from last500.people.actions import read_phone
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.units import rules, sheets
from last500.units.actions import importing, reporting
from last500.units.actions.importing import Judged, Progress, silent
from last500.units.models import UnitImport, UnitImportRow, UnitReportIn
from last500.units.queries import partners_of_the_street
from last500.units.rules import Verdict

# Each unit is a report-in with its history, invitation and message: few in a transaction.
AT_ONCE, PAGE = 20, 200


def stage(
    actor: Actor,
    community: Place,
    content: bytes,
    file_name: str,
    progress: Progress = silent,
    within: Caps | None = None,
) -> UnitImport:
    """Read a list of units and keep a verdict for each row. Raises Refused, Forbidden."""
    require(actor, Permission.UNIT_MANAGE, community)
    if community.level != "community":
        raise Refused(_("请选一个社区。"), "file")
    run = importing.begin(actor, importing.What.UNITS, content, file_name, place=community)
    return importing.keep_rows(run, content, file_name, _Units(community), progress, within)


def kinds() -> dict[str, str]:
    """The code of each kind by its Chinese word and by itself."""
    named = {code: str(word) for code, word in ORGANISATION_NAMES if code in PARTNERS}
    return {str(code): str(code) for code in named} | {
        word: str(code) for code, word in named.items()
    }


class _Units:
    def __init__(self, community: Place) -> None:
        self.kinds = kinds()
        self.seen: dict[str, int] = {}
        self.known = {rules.name_key(one.name): one.pk for one in partners_of_the_street(community)}
        active = UnitReportIn.objects.active().filter(community=community)
        self.reported = set(active.values_list("organisation", flat=True))

    def judge(self, rows: list[sheets.Row]) -> list[Judged]:
        return [self._one(row) for row in rows]

    def _one(self, row: sheets.Row) -> Judged:
        if row.problem:
            return Judged(Verdict.PROBLEM, row.problem)
        try:
            data = self._read(row.cells)
        except Refused as refused:
            return Judged(Verdict.PROBLEM, refused.message)
        key = rules.name_key(str(data["name"]))
        first = self.seen.setdefault(key, row.line)
        if first != row.line:
            return Judged(Verdict.TWICE, _("和第 %(line)d 行是同一个单位。") % {"line": first})
        known = self.known.get(key)
        if known in self.reported:
            return Judged(Verdict.INVITED)
        data["organisation"] = str(known) if known else ""
        return Judged(Verdict.NEW, "", json.dumps(data, ensure_ascii=False))

    def _read(self, cells: Mapping[str, str]) -> dict[str, object]:
        """Raises Refused with the sentence that says what to mend."""
        said = {name: clean_line(cells.get(name, "")) for name in sheets.UNITS}
        if len(rules.name_key(said["name"])) < 2:
            raise Refused(_("没有单位名称。"))
        for name, most in (("name", 80), ("phone", 20), ("offers", 400), ("liaison_name", 40),
                           ("external_number", 40)):  # fmt: skip
            if len(said[name]) > most:
                word = sheets.UNITS[name][0]
                raise Refused(_("%(word)s太长，最多 %(most)d 字。") % {"word": word, "most": most})
        kind = self.kinds.get(said["kind"])
        if kind is None:
            known = _("、").join(word for word in self.kinds if not word.isascii())
            raise Refused(_("类型要写其中一个：%(known)s。") % {"known": known})
        if not (said["liaison_name"] and said["liaison_phone"]):
            raise Refused(_("没有联络员的姓名或者电话。联络员要自己来同意。"))
        said["liaison_phone"] = read_phone(said["liaison_phone"])
        return said | {"kind": kind, "rhythm_days": _days(said["rhythm_days"])}


def _days(text: str) -> int:
    if not text:
        return 90
    days = int(text) if text.isdecimal() and text.isascii() and len(text) < 5 else 0
    if not rules.RHYTHM_LEAST <= days <= rules.RHYTHM_MOST:
        raise Refused(_("天数要在 7 和 366 之间。"))
    return days


def apply(actor: Actor, run: UnitImport, *, most: int = 0, progress: Progress = silent) -> int:
    """Enter the units of the good rows; each asks its liaison. Returns how many rows are left."""
    assert run.place is not None
    require(actor, Permission.UNIT_MANAGE, run.place)

    def enter(run: UnitImport, chunk: list[UnitImportRow]) -> None:
        for row in chunk:
            _enter(actor, run, row)

    some = min(most, PAGE) if most else 0
    return importing.apply_rows(actor, run, enter, most=some, at_once=AT_ONCE, progress=progress)


def _enter(actor: Actor, run: UnitImport, row: UnitImportRow) -> None:
    """One unit; what cannot be entered any more says why on its row."""
    assert run.place is not None
    said = json.loads(row.data)
    known = said["organisation"]
    telling = reporting.Telling(
        organisation=Organisation.objects.get(pk=UUID(known)) if known else None,
        name=said["name"],
        kind=said["kind"],
        phone=said["phone"],
        rhythm_days=said["rhythm_days"],
        offers=said["offers"],
        anew=True,
        external_number=said["external_number"],
    )
    through = Actor(actor.person, actor.grants, Door.IMPORT)
    try:
        reporting.enter(
            through, run.place, telling, name=said["liaison_name"], phone=said["liaison_phone"]
        )
    except Refused as refused:
        row.verdict, row.problem = Verdict.PROBLEM, refused.message
