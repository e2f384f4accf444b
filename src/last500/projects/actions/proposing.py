"""A project is proposed by a desk, an organisation or a neighbour; taken up; put in other words."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.ids import public_number
from last500.organisations.models import Organisation
from last500.organisations.queries import desk_with_holders, is_liaison
from last500.organisations.rules import Permission
from last500.places.audiences import AUDIENCE_WORDS
from last500.places.models import Place
from last500.places.rules import DESKS, official_path
from last500.projects import rules, seams
from last500.projects.actions.step import (
    advance,
    append,
    check,
    desk_people,
    due_of,
    held,
    is_reported_in,
    loosen,
    must_hold_desk,
    must_run,
    public_text,
    tell_turn,
    terms_can_change,
    told,
)
from last500.projects.draft import Draft
from last500.projects.models import Project, ProjectPlace
from last500.projects.models.projects import AIM_MOST, DOES_MOST, NOTE_MOST, TITLE_MOST
from last500.projects.rules import Action, State
from last500.projects.words import KIND_WORDS, RISK_WORDS
from last500.units.models import UnitReportIn

LONGEST = {
    "title": TITLE_MOST,
    "aim": AIM_MOST,
    "does": DOES_MOST,
    "materials": NOTE_MOST,
    "risk_note": NOTE_MOST,
    "insurance": 80,
}
_IN_LINES = ("aim", "does")
_CODES: dict[str, Collection[str]] = {
    "kind": KIND_WORDS,
    "audience": AUDIENCE_WORDS,
    "risk": list(RISK_WORDS),
}
# What the panel weighed stays as it was weighed; the rest may still be put right before it runs.
WEIGHED = ("title", "aim", "kind", "audience", "parent")
# What the three sides said yes to, beside money and partners.
AGREED_ON = ("from_on", "until_on", "risk", "risk_note", "does")


def may_propose(actor: Actor, place: Place, organisation: Organisation | None = None) -> bool:
    """The desk; a reported-in neighbour of the place; an organisation reported in there."""
    if place.level not in DESKS or place.closed_on:
        return False
    if organisation is not None:
        return is_liaison(actor, organisation) and _is_reported_in(organisation, place)
    return actor.may(Permission.PROJECT_EDIT, place.path) or is_reported_in(actor, place.path)


def _is_reported_in(organisation: Organisation, place: Place) -> bool:
    rows = UnitReportIn.objects.agreed().filter(organisation=organisation)
    community = official_path(place.path, "community")
    if community is None:  # a street: reported in to any community of it
        return rows.filter(community__path__startswith=place.path).exists()
    return rows.filter(community__path=community).exists()


@transaction.atomic
def propose(
    actor: Actor,
    place: Place,
    draft: Draft,
    *,
    organisation: Organisation | None = None,
    told_to: Callable[[Project], None] | None = None,
    import_index: str | None = None,
) -> Project:
    """A new project. What a neighbour or an organisation proposes waits for the desk's consent.

    `organisation`: in whose name a liaison proposes, and who would carry it. `told_to` is called
    within the transaction, for an app that hangs something on the new project; `import_index` is
    the hash of a row of a file. Raises Forbidden, Refused beside the field to mend.
    """
    if not may_propose(actor, place, organisation):
        raise Forbidden("neither the desk nor reported in here")
    values = checked(draft, place)
    at_desk = organisation is None and actor.may(Permission.PROJECT_EDIT, place.path)
    now = clock.now()
    project = Project(
        **values,
        number=public_number(),
        import_index=import_index,
        place=place,
        state=State.PROPOSED,
        lead=organisation,
        leader_id=None if at_desk or organisation else actor.person,
        by_neighbour=not at_desk and organisation is None,
        by_organisation=organisation,
        proposed_by_id=actor.person,
        proposed_at=now,
        consented_at=now if at_desk else None,
        desk=desk_with_holders(place)[0],
    )
    project.due_at = due_of(project, State.PROPOSED)
    project.save(force_insert=True)
    _put_at(project, draft)
    append(actor, project, "propose")
    if told_to is not None:
        told_to(project)
    if not at_desk:
        told("project_new", desk_people(project), project, actor)
    seams.turned(project, "propose")
    return project


@transaction.atomic
def consent(actor: Actor, project: Project) -> None:
    """The desk takes a proposal up: from here on a panel weighs it."""
    project = held(project)
    check(actor, project, Action.CONSENT)
    now = clock.now()
    project.consented_at = now  # counted from here; on condition that nobody did so before
    advance(actor, project, Action.CONSENT, consented_at=now)
    tell_turn(actor, project, Action.CONSENT)


@transaction.atomic
def rest_until(project: Project, day: date) -> None:
    """Its next step is counted from the end of this day: a venture call weighs it until then, and
    what its answer waits for is not overdue."""
    project = held(project)
    if project.state in rules.OPEN_TO_CHANGE:
        project.due_at = due_of(
            project, project.state, counted_from=clock.start_of(day + clock.DAY)
        )
        project.save(update_fields=["due_at"])


@transaction.atomic
def change(actor: Actor, project: Project, draft: Draft) -> Project:
    """Put it in other words before it runs. Raises Refused for what the panel has weighed."""
    project = held(project)
    if project.proposed_by_id != actor.person or project.state != State.PROPOSED:
        must_run(actor, project)
    terms_can_change(project)
    values = checked(draft, project.place, project)
    changed = [name for name, value in values.items() if getattr(project, name) != value]
    if project.state != State.PROPOSED and set(changed) & set(WEIGHED):
        raise Refused(_("评议过的目标不再改。要改，就重新提一个。"))
    if changed:
        before = dict.fromkeys(changed)
        for name in before:
            setattr(project, name, values[name])
        project.due_at = due_of(project, project.state)
        project.save(update_fields=[*changed, "due_at"])
    _put_at(project, draft)
    if set(changed) & set(AGREED_ON):
        loosen(actor, project)
    append(actor, project, "change")
    return project


@transaction.atomic
def carry(actor: Actor, project: Project, organisation: Organisation | None) -> None:
    """Who carries it from here on: a partner that has said yes, or (None) the desk itself."""
    project = held(project)
    must_hold_desk(actor, project)
    terms_can_change(project)
    agreed = project.partners.filter(organisation=organisation, state=rules.PartnerState.AGREED)
    if organisation is not None and not agreed.exists():
        raise Refused(_("先请对方的联络员答应合作，再请它牵头。"), "organisation")
    rows = Project.objects.filter(pk=project.pk, state=project.state)
    if not rows.update(lead=organisation, leader=None):
        raise Conflict(_("有人刚处理过这个项目，请看看现在的情况。"))
    project.lead, project.leader = organisation, None
    loosen(actor, project)
    append(actor, project, "carry", who=str(organisation or project.place.name))
    tell_turn(actor, project, "carry")


def checked(draft: Draft, place: Place, project: Project | None = None) -> dict[str, Any]:
    """The columns to write. Raises Refused beside the field to mend."""
    values = _checked_words(draft)
    said = rules.faults(
        draft.from_on,
        draft.until_on,
        clock.today(),
        risk=values["risk"],
        risk_note=values["risk_note"],
    )
    if said:
        raise Refused(_(said[0].sentence), said[0].field)
    if bool(values["insurance"]) != bool(values["insured_on"]):
        raise Refused(_("保险请写清楚是哪份、从哪天起。"), "insurance")
    _check_parent(draft.parent, place, project)
    if any(one.path[:18] != place.path[:18] for one in draft.also_at):
        raise Refused(_("别的地点请在同一个街道里选。"), "also_at")
    return values


def _checked_words(draft: Draft) -> dict[str, Any]:
    values = draft.values()
    for name, most in LONGEST.items():
        values[name] = public_text(values[name], name, most, lines=name in _IN_LINES)
    for name in ("title", "aim"):
        if not values[name]:
            raise Refused(_("请写一下，别人才知道要做什么。"), name)
    for name, known in _CODES.items():
        if values[name] not in known:
            raise Refused(_("请重新选一个。"), name)
    return values


def _check_parent(parent: Project | None, place: Place, project: Project | None) -> None:
    if parent is None or (project is not None and project.parent_id == parent.pk):
        return
    subs = project is not None and project.children.exists()
    itself = project is not None and project.pk == parent.pk
    fits = rules.may_hang_under(
        parent.state, parent_is_sub=parent.parent_id is not None, has_subs=subs
    )
    near = place.path.startswith(parent.place.path) or parent.place.path[:18] == place.path[:18]
    if itself or not fits or not near:
        raise Refused(_("这个总项目挂不上：它要还在进行，自己不是子项目，也在这个街道。"), "parent")


def _put_at(project: Project, draft: Draft) -> None:
    wanted = {one.pk for one in draft.also_at[: rules.PLACES_MOST]} - {project.place_id}
    ProjectPlace.objects.filter(project=project).exclude(place__in=wanted).delete()
    there = set(ProjectPlace.objects.filter(project=project).values_list("place", flat=True))
    ProjectPlace.objects.bulk_create(
        ProjectPlace(project=project, place_id=key) for key in sorted(wanted - there)
    )
