"""An application: begun, saved half done, handed in, mended after coaching, withdrawn.

What is handed in becomes a project that is proposed at its place (projects.actions.propose), or is
one that was weighed there before: whoever carries it brings it, with all who asked for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.calls import rules
from last500.calls.actions.step import (
    Faulty,
    append,
    held,
    held_application,
    is_own,
    must_own,
    must_weigh,
    runner_people,
    told,
    told_applicant,
)
from last500.calls.draft import Proposed
from last500.calls.models import Application, Call, CoachNote
from last500.calls.models.applications import GROUP_MOST
from last500.calls.rules import OF_KIND, Applicant, Stand, State
from last500.calls.terms import asked_for, proposal_faults
from last500.organisations.models import Organisation
from last500.organisations.queries import speaks_for
from last500.organisations.rules import Permission
from last500.people.rules import clean_line, clean_text
from last500.places.models import Place
from last500.projects import actions as projects
from last500.projects.actions.step import public_text
from last500.projects.draft import Draft
from last500.projects.models import Project
from last500.projects.rules import State as ProjectState
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState
from last500.units.models import UnitReportIn

DRAFT_FIELDS_MOST, DRAFT_TEXT_MOST, NOTE_MOST, NOTES_MOST = 120, 700, 600, 60


@dataclass(frozen=True)
class Way:
    """In whose name somebody could apply, and at which places the project would happen.

    `project`: one that is there already and that they carry.
    """

    applicant: Applicant
    organisation: Organisation | None
    places: tuple[Place, ...]
    project: Project | None = None


def ways(actor: Actor, call: Call) -> list[Way]:
    """All ways in which the actor may apply; empty when there is none. Four statements, and one
    for each organisation."""
    if actor.person is None or actor.may(Permission.CALL_RUN, call.place.path):
        return []
    speaks = speaks_for(actor)
    found = [way for one in speaks if (way := _of_organisation(call, one))]
    homes = ReportIn.objects.filter(
        person=actor.person, state=MemberState.CONFIRMED, place__path__startswith=call.place.path
    )
    places = tuple(
        row.place
        for row in homes.select_related("place")
        if not actor.may(Permission.PROJECT_EDIT, row.place.path)
    )
    if places:
        found += [Way(one, None, places) for one in (Applicant.GROUP, Applicant.PERSON)]
    found += _brought(actor, call, {one.pk: one for one in speaks})
    return [way for way in found if way.applicant in call.who]


def _brought(actor: Actor, call: Call, speaks: Mapping[UUID, Organisation]) -> list[Way]:
    """With projects that were weighed already and that the actor carries."""
    rows = Project.objects.filter(Q(leader=actor.person) | Q(lead__in=list(speaks)))
    rows = rows.filter(
        place__path__startswith=call.place.path, state=ProjectState.REVIEWED,
        consented_at__isnull=False, venture_application=None,
    )  # fmt: skip
    found = []
    for project in rows.select_related("place").order_by("title")[:20]:
        lead = speaks.get(project.lead_id) if project.lead_id else None
        if lead is not None and lead.kind in OF_KIND and not lead.ended_on:
            found.append(Way(OF_KIND[lead.kind], lead, (project.place,), project))
        elif lead is None and not actor.may(Permission.PROJECT_EDIT, project.place.path):
            found += [Way(one, None, (project.place,), project)
                      for one in (Applicant.GROUP, Applicant.PERSON)]  # fmt: skip
    return found


def _of_organisation(call: Call, one: Organisation) -> Way | None:
    if one.kind not in OF_KIND or one.ended_on:
        return None
    rows = UnitReportIn.objects.agreed().filter(
        organisation=one, community__path__startswith=call.place.path
    )
    places = tuple(row.community for row in rows.select_related("community")[:50])
    return Way(OF_KIND[one.kind], one, places) if places else None


def _must_take(call: Call) -> None:
    """Raises Conflict outside the days on which applications are taken."""
    why = rules.takes_applications(call.state, clock.today(), call.opens_on, call.closes_on)
    if why:
        raise Conflict(_(why))


@transaction.atomic
def begin(
    actor: Actor,
    call: Call,
    applicant: Applicant,
    place: Place,
    *,
    organisation: Organisation | None = None,
    group_name: str = "",
    project: Project | None = None,
) -> Application:
    """A draft that only its own side sees. `project`: one they carry already, and bring.

    Raises Forbidden, Conflict, Refused.
    """
    call = held(call)
    fits = [
        way
        for way in ways(actor, call)
        if (way.applicant, way.organisation, way.project) == (applicant, organisation, project)
        and place in way.places
    ]
    if not fits:
        raise Forbidden("may not apply in this name")
    _must_take(call)
    name = ""
    if applicant == Applicant.GROUP:
        name = public_text(clean_line(group_name), "group_name", GROUP_MOST)
        if not name:
            raise Refused(_("请写这个居民小组叫什么，公布结果时用它。"), "group_name")
    try:
        with transaction.atomic():
            row = Application.objects.create(
                call=call, applicant=applicant, organisation=organisation, group_name=name,
                person_id=None if organisation else actor.person, place=place,
                begun_at=clock.now(), project=project,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("这次征集你们已经有一份申请了，在“我的申请”里接着写。")) from None
    append(actor, call, "begin", row)
    return row


@transaction.atomic
def save(actor: Actor, application: Application, fields: Mapping[str, str]) -> None:
    """What was filled in so far, also half done; nobody else sees it. Raises Conflict."""
    row = held_application(application)
    must_own(actor, row)
    if row.stand != Stand.DRAFT:
        raise Conflict(_("这份申请已经交了，请打开它再改。"))
    _must_take(row.call)
    kept = list(fields.items())[:DRAFT_FIELDS_MOST]
    row.draft = {name: text[:DRAFT_TEXT_MOST] for name, text in kept if text}
    row.save(update_fields=["draft"])


@transaction.atomic
def submit(actor: Actor, application: Application, proposed: Proposed) -> Project:
    """Hand it in: the proposal becomes a project, or changes the one that was brought. Raises
    Conflict when late or already sent, Faulty with everything that is to be mended."""
    row = held_application(application)
    must_own(actor, row)
    if row.stand != Stand.DRAFT:
        raise Conflict(_("这份申请已经交了，请打开它再改。"))
    _must_take(row.call)
    _check(row.call, proposed)
    if row.project is None:
        lead = row.organisation
        project = projects.propose(actor, row.place, proposed.project, organisation=lead)
    else:
        project = projects.change(actor, row.project, _kept(row.project, proposed.project))
    _fill(actor, project, row.call, proposed)
    if not _take_in(row, project, asked_for(proposed.lines)):
        raise Conflict(_("这份申请刚刚已经交了，请打开它看看。"))
    append(actor, row.call, "submit", row)
    told("call_applied", runner_people(row.call), row.call, actor, f"/calls/{row.call_id}/desk/")
    return project


def _kept(project: Project, draft: Draft) -> Draft:
    """What the form of an application does not ask stays as it is."""
    also = tuple(one.place for one in project.also_at.select_related("place"))
    return replace(
        draft, also_at=also, parent=project.parent, insurance=project.insurance,
        insured_on=project.insured_on,
    )  # fmt: skip


def _take_in(row: Application, project: Project, asked: int) -> bool:
    """Of two tabs one hands it in; the other finds it handed in."""
    rows = Application.objects.filter(pk=row.pk, stand=Stand.DRAFT)
    return bool(
        rows.update(
            stand=Stand.SUBMITTED, project=project, asked_fen=asked, submitted_at=clock.now(),
            draft=b"",
        )
    )  # fmt: skip


def _check(call: Call, proposed: Proposed) -> None:
    found = proposal_faults(proposed.asked_about(), call.terms())
    if found:
        raise Faulty(found)


def _fill(actor: Actor, project: Project, call: Call, proposed: Proposed) -> None:
    projects.set_budget(
        actor, project, total=proposed.total, percent=call.own_percent, lines=proposed.lines
    )
    projects.set_indicators(actor, project, proposed.promises)
    projects.rest_until(project, call.decides_on)


def changeable(application: Application) -> bool:
    """Until the closing; after coaching until the day that the call says."""
    call = application.call
    return rules.may_change(
        application.stand, call.state, clock.today(), closes=call.closes_on, mends=call.mends_on,
        coached=CoachNote.objects.filter(application=application, by_applicant=False).exists(),
    )  # fmt: skip


@transaction.atomic
def mend(actor: Actor, application: Application, proposed: Proposed) -> None:
    """Change what was handed in, under the same rules. Raises Conflict, Faulty, Refused."""
    row = held_application(application)
    must_own(actor, row)
    if row.stand != Stand.SUBMITTED or row.project is None or not changeable(row):
        raise Conflict(_("现在不能改了。截止以后，只有辅导过的申请还能改到说好的那天。"))
    _check(row.call, proposed)
    projects.change(actor, row.project, _kept(row.project, proposed.project))
    _fill(actor, row.project, row.call, proposed)
    rows = Application.objects.filter(pk=row.pk, stand=Stand.SUBMITTED)
    if not rows.update(asked_fen=asked_for(proposed.lines), changed_at=clock.now()):
        raise Conflict(_("这份申请刚刚有了变化，请打开它看看。"))
    append(actor, row.call, "mend", row)


@transaction.atomic
def withdraw(actor: Actor, application: Application) -> None:
    """At any time before the contract, without a reason; what was granted goes back."""
    row = held_application(application)
    must_own(actor, row)
    if not rules.may_withdraw(row.stand, row.call.state, signed=row.signed):
        raise Conflict(_("签了合同就不能撤回了。要停，请和发起征集的一方说。"))
    project = None if row.brought else row.project
    take_back(row)
    append(actor, row.call, "withdraw", row)
    if row.submitted_at is not None:
        told("call_withdrawn", runner_people(row.call), row.call, actor,
             f"/calls/{row.call_id}/desk/")  # fmt: skip
    if project is not None and project.state == ProjectState.PROPOSED:
        projects.give_up(actor, project, reason=N_("申请撤回了。"))


def take_back(row: Application) -> None:
    """Withdrawn, its money free again; also when whoever applied closes their account. A project
    that was brought is as free as before."""
    granted = row.granted_fen or 0
    rows = Application.objects.filter(pk=row.pk, stand=row.stand, letter=None)
    done = rows.update(
        stand=Stand.WITHDRAWN, withdrawn_at=clock.now(), granted_fen=None, draft=b"",
        project=None if row.brought else row.project_id,
    )  # fmt: skip
    if not done:
        raise Conflict(_("这份申请刚刚有了变化，请打开它看看。"))
    if granted:
        counted = Call.objects.filter(pk=row.call_id, granted_fen__gte=granted)
        counted.update(granted_fen=F("granted_fen") - granted)


# ---- coaching ---------------------------------------------------------------------------------


@transaction.atomic
def note(actor: Actor, application: Application, words: str) -> CoachNote:
    """A word from coach to applicant or back, once it was handed in. Raises Refused, Conflict."""
    row = held_application(application)
    own = is_own(actor, row)
    if not own:
        must_weigh(actor, row)
    said = clean_text(words)[:NOTE_MOST]
    if not said:
        raise Refused(_("请写一句话。"), "words")
    if row.stand not in rules.SENT or row.call.state not in {State.OPEN, State.REVIEWING}:
        raise Conflict(_("现在不在辅导的时间里。"))
    if CoachNote.objects.filter(application=row).count() >= NOTES_MOST:
        raise Refused(_("来回已经很多了，请见面或者打电话说。"), "words")
    made = CoachNote(application=row, at=clock.now(), author_id=actor.person, by_applicant=own)
    made.words = said
    made.save(force_insert=True)
    if own:
        link = f"/calls/applications/{row.pk}/"
        told("call_note", runner_people(row.call), row.call, actor, link)
    else:
        told_applicant("call_note", row, actor)
    return made
