"""One step in the life of a project: who may, on what condition, what is appended, who is told."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor, Door
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.exports.rules import without_phones
from last500.letters import actions as letters
from last500.notify.actions import post
from last500.organisations.models import Organisation
from last500.organisations.queries import (
    calendar,
    desk_with_holders,
    is_liaison,
    liaisons_of,
    people_who_may,
)
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.people.rules import clean_line, clean_text
from last500.places.rules import official_path
from last500.projects import rules, seams
from last500.projects.models import Partner, Party, Project, ProjectEvent
from last500.projects.rules import STEPS, Action, Next, PartnerState, Role, State
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState

TOLD_MOST = 20
MOVED_ON = N_("这个项目已经往前走了，请看看现在的情况。")
_WIDE = str.maketrans("０１２３４５６７８９＋－", "0123456789+-")


def roles_of(actor: Actor, project: Project) -> frozenset[Role]:
    """As what the actor stands to this project today; asked of the tables, not of the page."""
    if actor.door == Door.CLOCK:
        return frozenset({Role.CLOCK})
    found = set()
    if actor.may(Permission.PROJECT_EDIT, project.place.path):
        found |= {Role.DESK, Role.RUNNER}
    if actor.may(Permission.PROJECT_REVIEW, project.place.path):
        found.add(Role.REVIEWER)
    if Role.RUNNER not in found and _carries(actor, project):
        found.add(Role.RUNNER)
    return frozenset(found)


def _carries(actor: Actor, project: Project) -> bool:
    """The liaison of who carries it; or who leads it, with the desk's consent."""
    if actor.person is None:
        return False
    if project.leader_id == actor.person:
        return True
    return project.lead is not None and is_liaison(actor, project.lead)


def may_run(actor: Actor, project: Project) -> bool:
    """Whether the actor may take the steps of whoever runs it: nothing else decides this."""
    return project.consented and Role.RUNNER in roles_of(actor, project)


def must_run(actor: Actor, project: Project) -> None:
    """Raises Forbidden for whoever does not run it."""
    if Role.RUNNER not in roles_of(actor, project):
        raise Forbidden("does not run this project")


def must_hold_desk(actor: Actor, project: Project) -> None:
    if Role.DESK not in roles_of(actor, project):
        raise Forbidden(Permission.PROJECT_EDIT)


def held(project: Project) -> Project:
    """The row, held until the transaction ends: what was agreed on is changed one by one."""
    rows = Project.objects.select_for_update(of=("self",))
    return rows.select_related("place__parent", "lead", "leader", "proposed_by", "parent", "letter",
                               "desk").get(pk=project.pk)  # fmt: skip


def check(actor: Actor, project: Project, action: Action, reason: str = "") -> None:
    """Raises Forbidden, Conflict where the state stands against it, Refused without a reason."""
    roles = roles_of(actor, project)
    if not rules.allowed(action, project.state):
        if not roles:
            raise Forbidden(action)
        raise Conflict(_(MOVED_ON))
    if not rules.may(action, roles, project.state, consented=project.consented):
        if STEPS[action].who in roles and action != Action.CONSENT and not project.consented:
            raise Conflict(_("值守还没有接下这个提议。"))
        raise Forbidden(action)
    if STEPS[action].needs_reason and not reason:
        raise Refused(_("请写一句为什么，大家会看到。"), "reason")


def due_of(project: Project, state: str, *, counted_from: datetime | None = None) -> Any:
    return rules.due(
        state,
        now=counted_from or clock.now(),
        begins=clock.start_of(project.from_on),
        ends=clock.start_of(project.until_on + clock.DAY),
        calendar=calendar(),
        consented=project.consented,
    )


def advance(actor: Actor, project: Project, action: Action, **values: Any) -> None:
    """Change it on condition that nobody has moved it meanwhile, and append the event."""
    old = State(project.state)
    new = STEPS[action].to or old
    if "desk_id" not in values:
        values["desk_id"] = desk_with_holders(project.place)[0].pk
    values |= {"state": new, "reminded_at": None}
    values.setdefault("due_at", due_of(project, new))
    if new in rules.FINAL:
        values["closed_at"] = clock.now()
    rows = Project.objects.filter(pk=project.pk, state=old, consented_at=_was(project, values))
    if not rows.update(**values):
        raise Conflict(_("有人刚处理过这个项目，请看看现在的情况。"))
    for name, value in values.items():
        setattr(project, name, value)
    said = values.get("reason") or values.get("result") or ""
    append(actor, project, action, **({"reason": said} if said else {}))


def _was(project: Project, values: dict[str, Any]) -> Any:
    """The moment of the desk's consent as it was read; a consent needs that there was none."""
    return None if "consented_at" in values else project.consented_at


def append(actor: Actor, project: Project, action: str, **facts: Any) -> None:
    ProjectEvent.objects.create(
        project=project, at=clock.now(), action=action, actor_id=actor.person, facts=facts
    )


# ---- words ------------------------------------------------------------------------------------


def public_text(text: str, field: str, most: int, *, lines: bool = False) -> str:
    """What hangs at the gate: no telephone of anybody in it. Raises Refused."""
    said = (clean_text(text) if lines else clean_line(text))[:most]
    if without_phones(said) != said.translate(_WIDE):
        raise Refused(_("项目大家都看得到，不要写手机号。"), field)
    return said


# ---- who is told ------------------------------------------------------------------------------


def runners(project: Project) -> list[Person]:
    if project.lead is not None:
        return liaisons_of(project.lead)
    if project.leader is not None:
        return [project.leader]
    return desk_people(project)


def desk_people(project: Project) -> list[Person]:
    return people_who_may(Permission.PROJECT_EDIT, project.place, but=[])[:6]


def next_people(project: Project) -> list[Person]:
    """Who has the next step."""
    if project.next == Next.PANEL:
        return people_who_may(Permission.PROJECT_REVIEW, project.place, but=[])[:6]
    return desk_people(project) if project.next == Next.DESK else runners(project)


def partner_people(project: Project) -> list[Person]:
    rows = Partner.objects.filter(project=project, state=PartnerState.AGREED)
    return [
        person
        for row in rows.select_related("organisation")[:TOLD_MOST]
        for person in liaisons_of(row.organisation)
    ]


def told(kind: str, people: Iterable[Person], project: Project, actor: Actor, **more: str) -> None:
    """Everybody once, and never whoever has just done it."""
    chosen = {one.pk: one for one in people if one.pk != actor.person}
    post(
        kind,
        chosen.values(),
        link=f"/projects/{project.pk}/",
        place=project.place.name,
        project=project.title,
        **more,
    )


def tell_turn(actor: Actor, project: Project, action: str) -> None:
    """Whoever proposed it, runs it or takes part; and through the seam whoever asked."""
    people = [one for one in (project.proposed_by,) if one is not None]
    people += runners(project)
    if project.called_at:
        people += partner_people(project)
    told("project_moved", people, project, actor, state=rules.STATE_WORDS[State(project.state)])
    seams.turned(project, action)


# ---- the agreement ----------------------------------------------------------------------------


def loosen(actor: Actor, project: Project) -> None:
    """What the three sides said yes to has changed: each says it anew, and the letter ends."""
    rows = Party.objects.filter(project=project, agreed_at__isnull=False)
    people = [row.agreed_by for row in rows.select_related("agreed_by") if row.agreed_by]
    rows.update(agreed_at=None, agreed_by=None)
    if project.letter is not None:
        letters.end(project.letter)
        Project.objects.filter(pk=project.pk).update(letter=None)
        project.letter = None
    told("project_party", people, project, actor)


def terms_can_change(project: Project) -> None:
    """Raises Conflict: once it runs, what was agreed on stays."""
    if project.state not in rules.BEFORE_RUNNING:
        raise Conflict(_("项目开始以后，说定的就不改了。"))


def is_near(organisation: Organisation, project: Project) -> bool:
    """Whether it is kept in the district of the project: partners come from near enough."""
    return official_path(organisation.place.path, "county") == official_path(
        project.place.path, "county"
    )


def is_reported_in(actor: Actor, path: str = "") -> bool:
    """Whether the actor is a confirmed neighbour of a compound below this path, today."""
    rows = ReportIn.objects.filter(person=actor.person, state=MemberState.CONFIRMED)
    return actor.person is not None and rows.filter(place__path__startswith=path).exists()
