"""Ask to be reported in, by one's own act; the desk says whether this is a neighbour."""

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.models import Organisation
from last500.organisations.queries import desk_for, desk_holders
from last500.organisations.rules import Permission
from last500.people.actions import record_consent
from last500.people.models import Person
from last500.people.rights import name_guardian
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.reportin import rules
from last500.reportin.actions.leaving import come_back
from last500.reportin.actions.step import advance, give_slip, note
from last500.reportin.actions.unit import settle_unit, tell_unit
from last500.reportin.actions.wishes import Wishes, avoid, fill
from last500.reportin.models import ReportIn


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
    tell: Organisation | None = None,
    guardian: tuple[str, str] = ("", ""),
) -> ReportIn:
    """Report in to the compound where one lives: only ever by the person's own act.

    `guardian` is name and number of who agreed for somebody under 14 (PIPL 31); else empty.
    `tell` is the unit that they ticked to be counted in; without the tick it is None.
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
    if any(guardian):
        wishes = replace(wishes, age=rules.Age.CHILD)
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
            fill(report_in, wishes)
            report_in.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("你已经报到过了。搬家的话，先结束原来的报到。")) from None
    avoid(report_in, wishes.avoid_phones)
    if any(guardian):
        name_guardian(*guardian, person=person)
    how = "guardian" if any(guardian) else "own_page"
    record_consent("report_in", how, person=person)
    note(report_in, actor.person, "", rules.State.ASKED)
    if tell:
        tell_unit(actor, report_in, tell)
    post("desk_report_in", desk_holders(desk_for(place).pk), place=place.name)
    return report_in


@transaction.atomic
def decide(actor: Actor, report_in: ReportIn, *, confirmed: bool) -> None:
    """The compound's desk confirms that this is a neighbour, or says that it is not.

    Confirmed, the slip is there at once. Refused, a move is undone: the report-in that it began
    with is in force again (`leaving.come_back`).
    """
    require(actor, Permission.REPORT_IN_CONFIRM, report_in.place)
    new = rules.State.CONFIRMED if confirmed else rules.State.REFUSED
    advance(report_in, actor.person, new, decided_at=clock.now(), decided_by_id=actor.person)
    if confirmed:
        give_slip(report_in)
        settle_unit(report_in)
        post("report_in_confirmed", [report_in.person], place=report_in.place.name)
        return
    old = come_back(report_in)
    if old:
        post("report_in_back", [report_in.person], place=report_in.place.name, old=old.place.name)
    else:
        post("report_in_refused", [report_in.person], place=report_in.place.name)
