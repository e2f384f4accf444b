"""A unit's list of members becomes invitations; nobody is registered by it."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.scope import everything
from last500.base.spreadsheet_reader import Caps
from last500.notify.actions import post
from last500.organisations.models import Organisation
from last500.organisations.queries import is_liaison
from last500.organisations.rules import Permission
from last500.people.actions import phone_index, read_phone
from last500.people.models import Person
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.places.rules import official_path
from last500.reportin.models import ReportIn
from last500.units import sheets
from last500.units.actions import importing
from last500.units.actions.importing import Judged, Progress, silent
from last500.units.models import MemberInvitation, UnitImport, UnitImportRow, UnitReportIn
from last500.units.rules import ANSWERABLE, Invited, Verdict

NAME_MOST, NUMBER_MOST = 40, 40


def require_lists(actor: Actor, organisation: Organisation) -> None:
    """A liaison of the unit, or an officer of a community where it is reported in. Forbidden."""
    if is_liaison(actor, organisation):
        return
    rows = UnitReportIn.objects.agreed().handled_by(actor).filter(organisation=organisation)
    if not (actor.branches(Permission.UNIT_MANAGE) and rows.exists()):
        raise Forbidden(Permission.UNIT_MANAGE)


def stage(
    actor: Actor,
    organisation: Organisation,
    content: bytes,
    file_name: str,
    progress: Progress = silent,
    within: Caps | None = None,
) -> UnitImport:
    """Read a list and keep a verdict for each row; the same file again is the same run.

    Raises Refused for a file that is no list, Forbidden for whoever does not look after the unit.
    """
    require_lists(actor, organisation)
    what = importing.What.MEMBERS
    run = importing.begin(actor, what, content, file_name, organisation=organisation)
    return importing.keep_rows(run, content, file_name, _Members(organisation), progress, within)


class _Members:
    """Remembers whom the file has named so far, and the compounds and buildings it speaks of."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.seen: dict[str, int] = {}
        self.places = _Compounds(organisation.place)

    def judge(self, rows: list[sheets.Row]) -> list[Judged]:
        judged = [self._one(row) for row in rows]
        asked = MemberInvitation.objects.filter(
            organisation=self.organisation,
            phone_index__in=[one.phone_index for one in judged if one.phone_index],
        )
        known = set(asked.values_list("phone_index", flat=True))
        return [
            Judged(Verdict.INVITED) if one.phone_index and one.phone_index in known else one
            for one in judged
        ]

    def _one(self, row: sheets.Row) -> Judged:
        if row.problem:
            return Judged(Verdict.PROBLEM, row.problem)
        try:
            return self._read(row)
        except Refused as refused:
            return Judged(Verdict.PROBLEM, refused.message)

    def _read(self, row: sheets.Row) -> Judged:
        """Raises Refused with the sentence that says what to mend."""
        cells = row.cells
        name, said = clean_line(cells.get("name", "")), clean_line(cells.get("phone", ""))
        number = clean_line(cells.get("external_number", ""))
        if not name:
            raise Refused(_("没有姓名。"))
        if not said:
            raise Refused(_("没有电话。没有电话就请不到，可以把报到的链接直接发给本人。"))
        for text, most, word in ((name, NAME_MOST, _("姓名")), (number, NUMBER_MOST, _("编号"))):
            if len(text) > most:
                raise Refused(_("%(word)s太长，最多 %(most)d 字。") % {"word": word, "most": most})
        phone = read_phone(said.lstrip("'"))  # our own tables write '+86 so that it stays text
        first = self.seen.setdefault(phone, row.line)
        if first != row.line:
            return Judged(Verdict.TWICE, _("和第 %(line)d 行是同一个电话。") % {"line": first})
        compound, building = self.places.find(
            clean_line(cells.get("compound", "")), clean_line(cells.get("building", ""))
        )
        data = [name, phone, number, compound, building]
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return Judged(Verdict.NEW, "", text, phone_index(phone))


class _Compounds:
    """Compounds by name, short word or code; of two with one name, the one in the unit's city."""

    def __init__(self, home: Place) -> None:
        self.by_word: dict[str, list[tuple[int, str]]] = {}
        rows = Place.objects.current().filter(level="compound")
        for pk, path, *words in rows.values_list("pk", "path", "name", "slug", "code"):
            for word in {word.casefold() for word in words if word}:
                self.by_word.setdefault(word, []).append((pk, path))
        self.city = official_path(home.path, "city") or ""
        self.buildings: dict[int, dict[str, int]] = {}

    def find(self, word: str, building: str) -> tuple[int, int | None]:
        """Keys of the compound and of its building, if one is named. Raises Refused."""
        if not word:
            raise Refused(_("没有写是哪个小区。"))
        found = self.by_word.get(word.casefold(), [])
        near = [one for one in found if one[1].startswith(self.city)]
        found = near if len(near) == 1 else found
        if not found:
            raise Refused(_("没有叫这个名字的小区。请照小区主页上的名字写，或者写它的代码。"))
        if len(found) > 1:
            raise Refused(_("有几个小区都叫这个名字，请改写它的代码。"))
        compound, path = found[0]
        return compound, self._building(compound, path, building) if building else None

    def _building(self, compound: int, path: str, word: str) -> int:
        if compound not in self.buildings:
            rows = Place.objects.current().under(path).filter(level="building")
            self.buildings[compound] = {
                sheets.building_key(name): pk for pk, name in rows.values_list("pk", "name")
            }
        found = self.buildings[compound].get(sheets.building_key(word))
        if found is None:
            raise Refused(_("这个小区里没有这一栋，是不是别的小区的？不确定就空着。"))
        return found


# ---- applying -----------------------------------------------------------------------------------


def apply(actor: Actor, run: UnitImport, *, most: int = 0, progress: Progress = silent) -> int:
    """Invite the people of the good rows; returns how many rows are left (for the worker)."""
    assert run.organisation is not None
    require_lists(actor, run.organisation)
    return importing.apply_rows(actor, run, _invite, most=most, progress=progress)


def _invite(run: UnitImport, chunk: list[UnitImportRow]) -> None:
    """One chunk: who is asked already is left, who is reported in already leaves but a mark."""
    with everything("whether somebody on a list is reported in: told to nobody"):
        known, accounts = _accounts(row.phone_index for row in chunk)
    now = clock.now()
    rows = [_invitation(run, row, known, now) for row in chunk]
    MemberInvitation.objects.bulk_create(rows, ignore_conflicts=True)
    asked = MemberInvitation.objects.filter(
        pk__in=[row.pk for row in rows if row.phone_index in accounts and row.state == Invited.OPEN]
    )
    told = set(asked.values_list("phone_index", flat=True))
    post(
        "member_invited",
        [accounts[index] for index in sorted(told)],
        unit=run.organisation.name if run.organisation else "",
    )


def _accounts(indexes: Iterable[str]) -> tuple[set[str], dict[str, Person]]:
    """The numbers whose owners are reported in; and those that have an account and are not."""
    people = Person.objects.filter(phone_index__in=list(indexes), is_active=True)
    by_index = {person.phone_index: person for person in people}
    active = ReportIn.objects.active().filter(person__in=list(by_index.values()))
    reported = set(active.values_list("person__phone_index", flat=True))
    open_to_be_told = {
        index: person
        for index, person in by_index.items()
        if index not in reported and person.restricted_at is None
    }
    return reported, open_to_be_told


def _invitation(
    run: UnitImport, row: UnitImportRow, known: set[str], now: datetime
) -> MemberInvitation:
    assert run.organisation is not None
    name, phone, number, compound, building = json.loads(row.data)
    made = MemberInvitation(
        organisation=run.organisation,
        compound_id=compound,
        phone_index=row.phone_index,
        state=Invited.KNOWN if row.phone_index in known else Invited.OPEN,
        made_at=now,
        made_by=run,
    )
    if made.state == Invited.OPEN:
        made.name, made.phone, made.external_number = name, phone, number
        made.building_id = building
    return made


# ---- the one who is asked -----------------------------------------------------------------------

GONE = {"name": b"", "phone": b"", "external_number": b"", "building": None}


def _answer(actor: Actor, invitation: MemberInvitation, state: Invited) -> None:
    if actor.person is None:
        raise Forbidden("sign in first")
    rows = MemberInvitation.objects.visible_to(actor).filter(pk=invitation.pk, state__in=ANSWERABLE)
    if not rows.update(state=state, **GONE):
        raise Conflict(_("这份邀请已经答复过了。"))


@transaction.atomic
def decline(actor: Actor, invitation: MemberInvitation) -> None:
    """No: name and number are erased at once, and no list asks again while the mark lasts."""
    _answer(actor, invitation, Invited.DECLINED)


@transaction.atomic
def go(actor: Actor, invitation: MemberInvitation) -> None:
    """They go on to report in by their own act; what the unit wrote down is erased at once."""
    _answer(actor, invitation, Invited.GOING)
