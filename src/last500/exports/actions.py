"""The verbs of an export: ask, release or refuse as the second person, take, let it end."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor, Door
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.base.scope import everything
from last500.exports import files, rules
from last500.exports.models import Export, ExportSubject
from last500.exports.queries import releasers
from last500.exports.registry import Row, Table
from last500.exports.rules import Period, State
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.queries import capacity
from last500.organisations.rules import OFFICE_WORDS, OfficeKind, Permission
from last500.people.looks import Capacity, Look, note_export, note_reveals
from last500.people.queries import myself
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.proof.actions import record

BATCH = 500
COMMAND = Actor(door=Door.COMMAND)
LEAK_ROLE = OFFICE_WORDS[OfficeKind.OPERATOR]
LEAK_REASON = N_("一份导出的表格可能泄露了，要通知你")


class Over(Refused):
    """The file has gone, or was never released; HTTP 410."""


def alone_lately(person: UUID | None) -> int:
    """Rows of personal data that the person took without a second one in the last 24 hours."""
    rows = Export.objects.filter(asked_by=person, personal=True, needs_second=False)
    rows = rows.filter(asked_at__gt=clock.now() - rules.LASTS)
    return rows.aggregate(n=Sum("rows"))["n"] or 0


def _checked(actor: Actor, table: Table, place: Place, period: Period, reason: str) -> str:
    require(actor, Permission.EXPORT_ASK, place)
    require(actor, table.permission, place)
    if not period.fits:
        raise Refused(_("请选一年以内的日子，结束不早于开始。"), "until")
    reason = rules.without_phones(clean_line(reason))[:120]
    if len(reason) < rules.REASON_LEAST:
        raise Refused(_("请写清楚拿去做什么，表里的人会看到这句话。"), "reason")
    return reason


@transaction.atomic
def ask(actor: Actor, table: Table, place: Place, period: Period, *, reason: str) -> Export:
    """Make the file and seal it; up to 200 rows of personal data a day are released at once.

    More wait for a second person who holds the same permission here or above. Raises Forbidden,
    Refused, TooMany (five a day).
    """
    reason = _checked(actor, table, place, period, reason)
    # First of all statements: whoever asks twice at once waits here for the first to be counted.
    limits.hit("export", str(actor.person), limits.EXPORTS_PER_PERSON)
    rows = list(table.rows(actor, place, period, rules.ROWS_MOST + 1))
    if not rows:
        raise Refused(_("这里这段时间没有内容可以导出。"))
    if len(rows) > rules.ROWS_MOST:
        raise Refused(
            _("超过 %(most)d 行了，请选小一点的地方或者短一点的时间。") % {"most": rules.ROWS_MOST}
        )
    second = rules.needs_second(table.personal, len(rows), alone_lately(actor.person))
    export = _new(actor, table, place, period, rows=len(rows), second=second)
    export.reason = reason
    export.file = files.keep(export.pk, files.sheet(export, table, rows))
    export.save(force_insert=True)
    _keep_subjects(export, rows)
    record("exports", "asked", _facts(export), personal={"by": str(actor.person)})
    if second:
        post("export_waiting", releasers(place, actor.person), place=place.name)
    return export


def _new(
    actor: Actor, table: Table, place: Place, period: Period, *, rows: int, second: bool
) -> Export:
    now, as_what = clock.now(), capacity(actor, Permission.EXPORT_ASK, place)
    return Export(
        asked_by=myself(actor),
        office=as_what.office,
        as_what=as_what.words,
        place=place,
        what=table.code,
        filters=str(period) if table.dated else str(clock.today()),
        rows=rows,
        personal=table.personal,
        needs_second=second,
        state=State.ASKED if second else State.RELEASED,
        asked_at=now,
        ends_at=now + (rules.WAITS if second else rules.LASTS),
    )


def _keep_subjects(export: Export, rows: list[Row]) -> None:
    ExportSubject.objects.bulk_create(
        (
            ExportSubject(
                export=export, contact_id=row.contact, person_id=row.person, about=row.about
            )
            for row in rows
            if row.contact or row.person
        ),
        batch_size=BATCH,
    )


def _facts(export: Export) -> dict[str, str | int | bool]:
    """What the log may hold: nothing of any person."""
    return {
        "export": str(export.pk),
        "what": export.what,
        "place": export.place_id,
        "rows": export.rows,
        "second": export.needs_second,
    }


@transaction.atomic
def release(actor: Actor, export: Export) -> None:
    """The second person lets it go, for 24 hours. Raises Forbidden for whoever asked for it."""
    _decide(actor, export, State.RELEASED, clock.now() + rules.LASTS)


@transaction.atomic
def refuse(actor: Actor, export: Export, *, answer: str = "") -> None:
    """Not this time, with a word to whoever asked; the file goes at once."""
    name = export.file
    _decide(actor, export, State.REFUSED, clock.now())
    export.answer = rules.without_phones(clean_line(answer))[:120]
    export.file = ""
    export.save(update_fields=["answer", "file"])
    transaction.on_commit(lambda: files.remove(name))


def _decide(actor: Actor, export: Export, state: State, ends_at: datetime) -> None:
    require(actor, Permission.EXPORT_RELEASE, export.place)
    if export.asked_by_id == actor.person:
        raise Forbidden("the second person is another one")
    now = clock.now()
    waiting = Export.objects.filter(pk=export.pk, state=State.ASKED, ends_at__gt=now)
    changed = waiting.exclude(asked_by=actor.person).update(
        state=state, decided_by=actor.person, decided_at=now, ends_at=ends_at
    )
    if not changed:
        raise Conflict(_("这一份已经有人看过，或者等得太久过期了。"))
    export.refresh_from_db(fields=["state", "decided_by", "decided_at", "ends_at"])
    record("exports", state.value, _facts(export), personal={"by": str(actor.person)})
    post("export_decided", [export.asked_by], place=export.place.name)


@transaction.atomic
def take(actor: Actor, export: Export, fields: str) -> str:
    """The text of the file, for whoever asked for it; each time is written down for each person.

    Whether it has ended is a question of time, not of the job that cleans up. Raises Over.
    """
    require(actor, Permission.EXPORT_ASK, export.place)
    if export.asked_by_id != actor.person:
        raise Forbidden("somebody else asked for it")
    if not rules.is_open(export.state, export.ends_at, clock.now()):
        raise Over(_("这份表格过期了，文件已经删掉。还要用就再导一次。"))
    try:
        text = files.read(export)
    except FileNotFoundError:
        raise Over(_("这份表格的文件已经不在了。还要用就再导一次。")) from None
    looks = (
        Look(about, fields, contact, person)
        for about, contact, person in export.subjects.values_list("about", "contact", "person")
    )
    as_what = Capacity(export.as_what, export.office)
    note_export(actor, export.pk, looks, reason=export.reason, as_what=as_what)
    record("exports", "taken", _facts(export), personal={"by": str(actor.person)})
    return text


# ---- nobody clicks ------------------------------------------------------------------------------


def expire_due(limit: int = 200) -> int:
    """End what has run out and delete its file; returns how many. Safe to run twice at once."""
    ended = 0
    with everything("exports end by time"):
        due = Export.objects.filter(state__in=[State.ASKED, State.RELEASED])
        for key, name in due.filter(ends_at__lte=clock.now()).values_list("pk", "file")[:limit]:
            files.remove(name)
            ended += Export.objects.filter(
                pk=key, state__in=[State.ASKED, State.RELEASED], ends_at__lte=clock.now()
            ).update(state=State.EXPIRED, file="")
    return ended


@transaction.atomic
def look_up_leak(export: Export) -> list[ExportSubject]:
    """Whose data a leaked export held, to tell them of it (PIPL, art. 57).

    That names and numbers were opened for this is written down for each of them.
    """
    rows = list(export.subjects.select_related("contact", "person").order_by("pk"))
    opened = [Look(row.about, "name,phone", row.contact_id, row.person_id) for row in rows]
    note_reveals(COMMAND, opened, reason=LEAK_REASON, as_what=Capacity(LEAK_ROLE))
    record("exports", "incident", _facts(export))
    return rows
