"""The panel that weighs a proposal: asked by the desk, each opinion said by its own owner."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.organisations.models import Organisation
from last500.organisations.queries import actor_of, is_liaison, liaisons_of, speaks_for
from last500.organisations.rules import OrganisationKind, Permission
from last500.people.models import Person
from last500.people.rules import clean_text
from last500.places.rules import official_path
from last500.projects import rules
from last500.projects.actions.step import append, held, is_reported_in, roles_of, told
from last500.projects.models import PanelSeat, Partner, Project
from last500.projects.rules import Opinion, Role, SeatState, Side, Stakes, State

WORDS_MOST = 300


def stakes_of(project: Project) -> Stakes:
    """Who has a part in it: whoever proposed or leads it, carries it, or is asked as a partner."""
    parts = (project.proposed_by_id, project.leader_id)
    people = {one for one in parts if one is not None}
    taking_part = Partner.objects.taking_part().filter(project=project)
    keys = set(taking_part.values_list("organisation", flat=True))
    own = (project.lead_id, project.by_organisation_id)
    keys |= {one for one in own if one is not None}
    return Stakes(frozenset(people), frozenset(keys))


def _weighed_now(actor: Actor, project: Project) -> None:
    if Role.REVIEWER not in roles_of(actor, project):
        raise Forbidden(Permission.PROJECT_REVIEW)
    if project.state != State.PROPOSED or not project.consented:
        raise Conflict(_("这个项目现在不在评议。"))


@transaction.atomic
def invite(
    actor: Actor,
    project: Project,
    side: Side,
    *,
    person: Person | None = None,
    organisation: Organisation | None = None,
) -> PanelSeat:
    """Ask somebody for their opinion; whether they give one is theirs. Raises Refused."""
    project = held(project)
    _weighed_now(actor, project)
    if side == Side.SOCIAL:
        people = _of_organisation(project, organisation)
        person = None
    else:
        people = [_of_people(project, side, person)]
        organisation = None
    try:
        with transaction.atomic():
            seat = PanelSeat.objects.create(
                project=project, side=side, person=person, organisation=organisation,
                asked_at=clock.now(),
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("已经请过 TA 了。"), "who") from None
    append(actor, project, "panel_asked", side=side)
    told("project_panel", people, project, actor)
    return seat


def _of_organisation(project: Project, organisation: Organisation | None) -> list[Person]:
    if organisation is None or organisation.kind != OrganisationKind.SOCIAL:
        raise Refused(_("请选一个社会组织。"), "who")
    if not rules.may_sit(
        stakes_of(project), person=None, organisations=frozenset({organisation.pk})
    ):
        raise Refused(_("它和这个项目有关系，不参加评议。请另请一家。"), "who")
    people = liaisons_of(organisation)
    if organisation.ended_on or not people:
        raise Refused(_("这家现在没有联络员，没人能替它说。请另请一家。"), "who")
    return people


def _of_people(project: Project, side: Side, person: Person | None) -> Person:
    if person is None:
        raise Refused(_("请选请谁来。"), "who")
    theirs = actor_of(person)
    around = official_path(project.place.path, "community") or project.place.path
    if side == Side.COMMUNITY:
        fits = theirs.may(Permission.PROJECT_EDIT, project.place.path)
    else:
        fits = is_reported_in(theirs, around)
    if not fits or not _may_sit(theirs, project):
        raise Refused(_("TA 和这个项目有关系，或者不在这里，不参加评议。请另请一位。"), "who")
    return person


def _may_sit(actor: Actor, project: Project) -> bool:
    own = frozenset(one.pk for one in speaks_for(actor))
    return rules.may_sit(stakes_of(project), person=actor.person, organisations=own)


def sits_on(actor: Actor, seat: PanelSeat) -> bool:
    """Whether this seat is the actor's own to speak on."""
    if actor.person is None:
        return False
    if seat.organisation is None:
        return seat.person_id == actor.person
    return is_liaison(actor, seat.organisation)


def _own(actor: Actor, seat: PanelSeat) -> Project:
    if not sits_on(actor, seat):
        raise Forbidden("not their seat")
    project = held(seat.project)
    if project.state != State.PROPOSED:
        raise Conflict(_("评议已经有结果了，谢谢你。"))
    return project


@transaction.atomic
def say(actor: Actor, seat: PanelSeat, opinion: Opinion, *, words: str) -> None:
    """One's own opinion with its reason, once; it stays on record. Raises Conflict, Refused."""
    project = _own(actor, seat)
    said = clean_text(words)[:WORDS_MOST]
    if not said:
        raise Refused(_("请写一句为什么：看理由，不数票。"), "words")
    if not _may_sit(actor, project):
        raise Refused(_("你和这个项目有了关系，就不再评议它了。"))
    here = PanelSeat.objects.select_for_update().get(pk=seat.pk)
    if here.state != SeatState.ASKED:
        raise Conflict(_("这份意见已经说过了。"))
    here.state, here.opinion, here.words = SeatState.SAID, opinion, said
    here.said_at, here.person_id = clock.now(), actor.person
    try:
        with transaction.atomic():
            here.save(update_fields=["state", "opinion", "words", "said_at", "person"])
    except IntegrityError:
        raise Refused(_("你在这次评议里已经有一个位置，请另一位联络员来说。")) from None
    append(actor, project, "opinion", side=here.side)


@transaction.atomic
def stay_out(actor: Actor, seat: PanelSeat) -> None:
    """Does not want to weigh it: no reason is asked."""
    project = _own(actor, seat)
    rows = PanelSeat.objects.filter(pk=seat.pk, state=SeatState.ASKED)
    if not rows.update(state=SeatState.DECLINED):
        raise Conflict(_("这份意见已经说过了。"))
    append(actor, project, "panel_out", side=seat.side)
