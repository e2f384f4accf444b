"""One step in the life of a unit's report-in: check, change on condition, append, tell."""

from typing import Any

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden
from last500.base.fields import sealed
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.models import Liaison, Organisation
from last500.organisations.queries import is_liaison, liaisons_of, people_who_may
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.proof.actions import record
from last500.units import rules
from last500.units.models import UnitReportIn, UnitReportInEvent
from last500.units.rules import Action, Side, State


def side_of(actor: Actor, report_in: UnitReportIn, side: Side) -> Side:
    """The side for which the actor acts, as they said; Forbidden where they may not."""
    if side == Side.COMMUNITY:
        require(actor, Permission.UNIT_MANAGE, report_in.community)
    elif not speaks(actor, report_in):
        raise Forbidden("not a liaison of this unit")
    return side


def speaks(actor: Actor, report_in: UnitReportIn) -> bool:
    """A liaison; or whoever has asked, while the community has not agreed to anybody yet."""
    if actor.person is None:
        return False
    asked = report_in.state == State.ASKED and report_in.unit_agreed_by_id == actor.person
    return asked or is_liaison(actor, report_in.organisation)


def check(actor: Actor, report_in: UnitReportIn, action: Action, side: Side) -> None:
    """Raises Forbidden, or Conflict where the state (or the other side's turn) stands against."""
    side_of(actor, report_in, side)
    fits = rules.may(
        action,
        side,
        report_in.state,
        unit_yes=report_in.unit_agreed_at is not None,
        community_yes=report_in.community_agreed_at is not None,
    )
    if not fits:
        raise Conflict(_("这份报到已经往前走了，请看看现在的情况。"))


def advance(
    actor: Actor,
    report_in: UnitReportIn,
    action: Action,
    side: Side,
    *,
    days: int | None = None,
    given: dict[str, Any] | None = None,
    **values: Any,
) -> None:
    """Change it on condition that nobody has moved it meanwhile, and append the event.

    `given` are further conditions on the row. Raises Conflict where somebody was faster.
    """
    old = State(report_in.state)
    new = rules.STEPS[action].to or old
    conditions = {
        "unit_agreed_at": report_in.unit_agreed_at,
        "community_agreed_at": report_in.community_agreed_at,
        "rhythm_wanted": report_in.rhythm_wanted,
    } | (given or {})
    if new not in rules.ACTIVE:
        values |= {"ended_at": clock.now(), "rhythm_wanted": None, "rhythm_wanted_by": ""}
    rows = UnitReportIn.objects.filter(pk=report_in.pk, state=old, **conditions)
    if not rows.update(state=new, **sealed(report_in, values)):
        raise Conflict(_("有人刚处理过这份报到，请看看现在的情况。"))
    for name, value in {**values, "state": new}.items():
        setattr(report_in, name, value)
    note(actor, report_in, action, side, old, days=days)


def note(
    actor: Actor,
    report_in: UnitReportIn,
    action: Action,
    side: Side,
    old: str,
    *,
    days: int | None = None,
) -> None:
    """The history row; what both sides must be able to show later stands in the log as well."""
    office = None
    if side == Side.COMMUNITY:
        office = actor.office_at(Permission.UNIT_MANAGE, report_in.community.path)
    UnitReportInEvent.objects.create(
        report_in=report_in,
        at=clock.now(),
        action=action,
        side=side,
        actor_id=actor.person,
        office=office,
        from_state=old,
        to_state=report_in.state,
        days=days,
    )
    record(
        "units",
        str(action),
        {
            "report_in": str(report_in.pk),
            "community": report_in.community_id,
            "side": str(side),
            "state": str(report_in.state),
            "days": days,
        },
        personal={"by": str(actor.person or "")},
    )


# ---- telling ------------------------------------------------------------------------------------


def officers_of(community: Place, actor: Actor) -> list[Person]:
    but = [actor.person] if actor.person else []
    return people_who_may(Permission.UNIT_MANAGE, community, but=but)


def words(report_in: UnitReportIn) -> dict[str, str]:
    """Names of the organisation and the community: neither is personal."""
    return {
        "unit": report_in.organisation.name,
        "place": report_in.community.name,
        "link": f"/units/{report_in.pk}/",
    }


def others(actor: Actor, report_in: UnitReportIn, side: Side) -> list[Person]:
    """Whom a step by this side concerns: the other side's people."""
    if side == Side.UNIT:
        return officers_of(report_in.community, actor)
    people = liaisons_of(report_in.organisation)
    if not people and report_in.unit_agreed_by:
        people = [report_in.unit_agreed_by]
    return [person for person in people if person.pk != actor.person]


def tell_asked(actor: Actor, report_in: UnitReportIn) -> None:
    post("unit_asked", officers_of(report_in.community, actor), **words(report_in))


# ---- liaisons -----------------------------------------------------------------------------------


def make_liaison(person: Person, organisation: Organisation) -> Liaison:
    """From today; asked twice it is one (constraint one_open_liaison_of_a_person)."""
    row, _made = Liaison.objects.get_or_create(
        organisation=organisation,
        person=person,
        to_on=None,
        defaults={"from_on": clock.today()},
    )
    return row
