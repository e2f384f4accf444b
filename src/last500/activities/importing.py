"""A row of a file as one date of an activity: by the same verb as the organiser's page."""

from dataclasses import replace

from last500.activities import formats
from last500.activities.actions.planning import HOLDS, set_up
from last500.activities.models import Activity
from last500.activities.plan import Plan
from last500.activities.queries.choices import run_here
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.imports.cells import Cells, Reader
from last500.imports.kinds import Kind
from last500.organisations.rules import Permission
from last500.places.models import Place


def _plan(actor: Actor, place: Place, cells: Cells) -> Plan:
    """With the project that its number names. Raises Refused for one that they do not run here."""
    plan, number = formats.read(cells), cells.get("project", "")
    if not number:
        return plan
    found = run_here(actor, place).filter(number=number).first()
    if found is None:
        raise Reader(formats.COLUMNS, cells).fault("project")
    return replace(plan, project=found.pk)


def _check(actor: Actor, place: Place, cells: Cells) -> None:
    plan = _plan(actor, place, cells)
    plan.values()
    for role in plan.roles:
        plan.role_values(role)


def _make(actor: Actor, place: Place, cells: Cells, index: str) -> Activity:
    return set_up(actor, place, _plan(actor, place, cells), import_index=index)


KIND = Kind(
    code="activities",
    name=N_("活动"),
    format=formats.FORMAT,
    columns=formats.COLUMNS,
    needed=formats.NEEDED,
    title="title",
    permission=Permission.ACTIVITY_EDIT,
    levels=frozenset(HOLDS),
    model=Activity,
    check=_check,
    make=_make,
    home="activities:desk",
    note=N_("一行是一场。没写开放报名的先放着，等你看过再开放；谁来由邻居自己报名。"),
    own_key="number",
    called=formats.called,
)
