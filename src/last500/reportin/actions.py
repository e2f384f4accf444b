"""The verbs of reporting in: ask, confirm, change one's wishes, pause, end."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.queries import desk_for, desk_holders
from last500.organisations.rules import Permission
from last500.people.actions import phone_index, read_phone, record_consent
from last500.people.models import Person
from last500.people.rights import end_consent, name_guardian
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.reportin import rules
from last500.reportin.models import Avoidance, ReportIn, ReportInEvent


@dataclass(frozen=True)
class Wishes:
    """What a helper offers and wishes, as they filled it in."""

    skills: tuple[str, ...] = ()
    other_skills: str = ""
    unwanted: tuple[str, ...] = ()
    windows: tuple[rules.Window, ...] = ()
    reach: str = rules.Reach.COMPOUND
    most_open: int = 2
    avoid_phones: tuple[str, ...] = field(default=(), repr=False)


@transaction.atomic
def ask(
    actor: Actor,
    place: Place,
    *,
    kind: str,
    wishes: Wishes,
    called: str,
    building: Place | None = None,
    unit: str = "",
    guardian: tuple[str, str] = ("", ""),
) -> ReportIn:
    """Report in to the compound where one lives: only ever by the person's own act.

    `guardian` is name and number of who agreed for somebody under 14 (PIPL 31); else empty.
    """
    if actor.person is None:
        raise Forbidden("sign in first")
    if place.level != "compound" or place.closed_on:
        raise Refused(_("请选你住的小区。"), "place")
    called = clean_line(called)[:20]
    if not called:
        raise Refused(_("请写邻居怎么称呼你，比如“王师傅”。"), "called")
    person = Person.objects.get(pk=actor.person)
    person.called = called
    person.save(update_fields=["called"])
    report_in = ReportIn(
        person=person,
        place=place,
        building=building,
        kind=kind,
        unit=clean_line(unit)[:80],
        state=rules.State.ASKED,
        asked_at=clock.now(),
    )
    try:
        with transaction.atomic():
            _fill(report_in, wishes)
    except IntegrityError:
        raise Conflict(_("你已经报到过了。搬家的话，先结束原来的报到。")) from None
    if any(guardian):
        name_guardian(*guardian, person=person)
    how = "guardian" if any(guardian) else "own_page"
    record_consent("report_in", how, person=person)
    _note(report_in, actor.person, "", rules.State.ASKED)
    post("desk_report_in", desk_holders(desk_for(place).pk), place=place.name)
    return report_in


def _fill(report_in: ReportIn, wishes: Wishes) -> None:
    report_in.skills, report_in.unwanted = list(wishes.skills), list(wishes.unwanted)
    report_in.other_skills = clean_line(wishes.other_skills)[:120]
    report_in.reach, report_in.most_open = wishes.reach, max(1, min(10, wishes.most_open))
    report_in.windows = wishes.windows
    report_in.save()
    _avoid(report_in, wishes.avoid_phones)


def _avoid(report_in: ReportIn, phones: Iterable[str]) -> None:
    """Numbers are added, never shown again; the page offers to forget them all."""
    indexes = {phone_index(read_phone(phone, "avoid")) for phone in phones}
    Avoidance.objects.bulk_create(
        [Avoidance(report_in=report_in, phone_index=index) for index in sorted(indexes)],
        ignore_conflicts=True,
    )


def _note(report_in: ReportIn, by: UUID | None, old: str, new: str) -> None:
    ReportInEvent.objects.create(
        report_in=report_in, at=clock.now(), actor_id=by, from_state=old, to_state=new
    )


@transaction.atomic
def change(
    actor: Actor, report_in: ReportIn, wishes: Wishes, *, forget_avoided: bool = False
) -> None:
    """Change one's own wishes."""
    if report_in.person_id != actor.person:
        raise Forbidden("not your own")
    if forget_avoided:
        report_in.avoidances.all().delete()
    _fill(report_in, wishes)


def _move(report_in: ReportIn, old: str, new: str, **values: object) -> None:
    if new not in rules.ALLOWED.get(rules.State(old), set()):
        raise Conflict(_("这份报到已经处理过了。"))
    if not ReportIn.objects.filter(pk=report_in.pk, state=old).update(state=new, **values):
        raise Conflict(_("这份报到已经处理过了。"))


@transaction.atomic
def decide(actor: Actor, report_in: ReportIn, *, confirmed: bool) -> None:
    """The compound's desk confirms that this is a neighbour, or says that it is not."""
    require(actor, Permission.REPORT_IN_CONFIRM, report_in.place)
    new = rules.State.CONFIRMED if confirmed else rules.State.REFUSED
    _move(report_in, rules.State.ASKED, new, decided_at=clock.now(), decided_by=actor.person)
    _note(report_in, actor.person, rules.State.ASKED, new)
    if confirmed:
        post("report_in_confirmed", [report_in.person], place=report_in.place.name)


@transaction.atomic
def pause(actor: Actor, report_in: ReportIn, *, days: int) -> None:
    """Rest for some days; 0 begins again at once. It costs nothing and needs no reason."""
    if report_in.person_id != actor.person:
        raise Forbidden("not your own")
    until = clock.today() + max(0, min(366, days)) * clock.DAY if days else None
    ReportIn.objects.filter(pk=report_in.pk).update(paused_until=until)


@transaction.atomic
def end(actor: Actor, report_in: ReportIn) -> None:
    if report_in.person_id != actor.person:
        raise Forbidden("not your own")
    _move(report_in, report_in.state, rules.State.ENDED, ended_at=clock.now())
    _note(report_in, actor.person, report_in.state, rules.State.ENDED)


@transaction.atomic
def take_back_consent(actor: Actor) -> None:
    """Take back the consent to be reported in: it ends, and what one wished is erased at once.

    That one was reported in here, from when to when, stays for its term.
    """
    if actor.person is None:
        raise Forbidden("sign in first")
    rows = ReportIn.objects.filter(person=actor.person)
    for report_in in rows.filter(state__in=rules.ACTIVE):
        end(actor, report_in)
    Avoidance.objects.filter(report_in__in=rows).delete()
    said = ("kind", "unit", "skills", "other_skills", "unwanted", "free")
    rows.update(building=None, **dict.fromkeys(said, b""))
    end_consent("report_in", person=Person.objects.get(pk=actor.person))
