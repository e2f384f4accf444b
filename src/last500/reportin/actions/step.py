"""One step of the life of a report-in: change on condition, append the history, issue the slip."""

from uuid import UUID

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.errors import Conflict
from last500.base.ids import shown_number
from last500.letters import actions as letters
from last500.letters.models import Letter
from last500.letters.rules import Kind
from last500.organisations.queries import serving
from last500.reportin import rules
from last500.reportin.actions.numbers import number_for
from last500.reportin.models import ReportIn, ReportInEvent


def note(report_in: ReportIn, by: UUID | None, old: str, new: str) -> None:
    ReportInEvent.objects.create(
        report_in=report_in, at=clock.now(), actor_id=by, from_state=old, to_state=new
    )


def advance(report_in: ReportIn, by: UUID | None, new: rules.State, **values: object) -> None:
    """Raises Conflict when the state was another one, or has no such step."""
    old = rules.State(report_in.state)
    if new not in rules.ALLOWED.get(old, set()):
        raise Conflict(_("这份报到已经处理过了。"))
    if not ReportIn.objects.filter(pk=report_in.pk, state=old).update(state=new, **values):
        raise Conflict(_("这份报到已经处理过了。"))
    report_in.state = new
    for name, value in values.items():
        setattr(report_in, name, value)
    note(report_in, by, old, new)


def give_slip(report_in: ReportIn) -> Letter:
    """The slip that says that somebody has reported in here: name and number, neither party nor
    unit, for it is shown to whom its owner likes."""
    person, place = report_in.person, report_in.place
    volunteer = number_for(person)
    lines = [
        (_("姓名"), person.name or person.called),
        (_("志愿者编号"), shown_number(volunteer.number)),
        (_("报到的小区"), place.name),
        (_("报到日期"), f"{clock.local(report_in.asked_at):%Y-%m-%d}"),
    ]
    if volunteer.other_number:
        lines.append((volunteer.other_system, volunteer.other_number))
    slip = letters.issue(
        Kind.REPORT_IN,
        place=place,
        issuer=serving(place).name,
        lines=lines,
        body=[_("这位邻居已经在这里报到，愿意在空闲的时候给邻居帮忙。")],
        person=person,
    )
    ReportIn.objects.filter(pk=report_in.pk).update(slip=slip)
    report_in.slip = slip
    return slip


def end_slip(report_in: ReportIn) -> None:
    if report_in.slip:
        letters.end(report_in.slip)
