"""Being asked, joining, leaving: only ever by a person's own act."""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.ids import secret_key
from last500.base.marking import N_
from last500.base.sealing import blind_index
from last500.notify.actions import post
from last500.people.models import Person
from last500.teams import rules
from last500.teams.actions.step import append, check, lose_leader, words_for
from last500.teams.models import Membership, Team, TeamInvitation
from last500.teams.queries import (
    LINK_INDEX,
    by_link,
    by_phone,
    fitting,
    home_of,
    membership_of,
)
from last500.teams.rules import OPEN, Action, Role

FULL = N_("队里刚好满了。有人退出的时候可以再来。")
OVER = N_("这次邀请已经结束了。")


@transaction.atomic
def join(actor: Actor, team: Team) -> Membership:
    """Join an open team of the place where one is reported in, while there is room.

    Raises Refused where it does not fit, Conflict when the last place is gone.
    """
    if actor.person is None:
        raise Forbidden("sign in first")
    home = home_of(actor.person)
    if home is None:
        raise Refused(_("要先在小区报到，小区确认之后才能入队。"))
    check(actor, team, Action.JOIN)
    if not team.is_open:
        raise Refused(_("这支队要有人请才能加入。可以跟值守说一声。"))
    if not rules.lives_here(home.place.path, team.place.path):
        raise Refused(_("这支队是别的小区的。"))
    membership = _enter(team, home.person)
    append(actor, team, Action.JOIN, team.state, team.state, role=Role.NEIGHBOUR)
    return membership


def _enter(team: Team, person: Person) -> Membership:
    """Take a place. The counting UPDATE is check and act in one, the slots stand behind it."""
    if not _take_place(team):
        raise Conflict(_(FULL))
    held = Membership.objects.living().filter(team=team).values_list("slot", flat=True)
    slot = rules.free_slot(set(held), team.size)
    if slot is None:
        raise Conflict(_(FULL))
    try:
        with transaction.atomic():
            made = Membership.objects.create(
                team=team, person=person, slot=slot, joined_at=clock.now()
            )
    except IntegrityError:
        raise Conflict(_("你已经在这支队里了。")) from None
    asked = TeamInvitation.objects.filter(team=team, person=person, to="join", answer="asked")
    asked.update(answer=TeamInvitation.Answer.ACCEPTED, answered_at=clock.now())
    return made


def _take_place(team: Team) -> bool:
    """One more in the team, if there is room; afterwards this transaction holds its row."""
    room = Team.objects.filter(pk=team.pk, state__in=OPEN, taken__lt=F("size"))
    if not room.update(taken=F("taken") + 1):
        return False
    team.refresh_from_db(fields=["taken", "size", "state"])
    return True


@transaction.atomic
def leave(actor: Actor, team: Team) -> None:
    """Leave at any moment, without a reason. A team whose leader leaves lies on the desk."""
    if actor.person is None:
        raise Forbidden("sign in first")
    check(actor, team, Action.LEAVE)
    let_go(actor, team, actor.person)


def let_go(actor: Actor, team: Team, person: UUID) -> None:
    """In the caller's transaction. Raises Conflict when they were gone already."""
    # The team's row first, as whoever joins does: two never wait for each other.
    Team.objects.filter(pk=team.pk, taken__gt=0).update(taken=F("taken") - 1)
    held = Membership.objects.living().filter(team=team, person=person)
    if not held.update(left_at=clock.now()):
        raise Conflict(_("你已经不在这支队里了。"))
    append(actor, team, Action.LEAVE, team.state, team.state, role=Role.MEMBER)
    offered = TeamInvitation.objects.filter(team=team, person=person, answer="asked")
    offered.update(answer=TeamInvitation.Answer.STOPPED, answered_at=clock.now())
    if Team.objects.filter(pk=team.pk, leader=person).exists():
        team.leader_id = person
        lose_leader(team)


# ---- asking -------------------------------------------------------------------------------------


@transaction.atomic
def invite(actor: Actor, team: Team, *, people: Collection[UUID] | None = None) -> int:
    """Ask neighbours who fit, the chosen ones or (None) all of them; gives back how many.

    They are only asked: whoever does not answer is not in it. Raises Refused when nobody is left.
    """
    role = check(actor, team, Action.INVITE)
    if role != Role.DESK:
        raise Forbidden("a leader asks by link")
    found = [row.person for row in fitting(team) if people is None or row.person_id in people]
    chosen = found[: rules.INVITED_AT_ONCE]
    if not chosen:
        raise Refused(_("现在没有可以请的邻居：合适的都请过了，或者在歇着。"), "people")
    _ask(actor, team, chosen, role)
    return len(chosen)


@transaction.atomic
def ask_named(actor: Actor, team: Team, *, lead: str, join: Collection[str]) -> None:
    """Ask those whom a file names by telephone (keyed indexes), the one to lead first.

    Only whoever is reported in in this community is asked. Who was is said to nobody: by a file of
    numbers it could be tried out who is reported in here.
    """
    role = check(actor, team, Action.INVITE)
    if role != Role.DESK:
        raise Forbidden("a leader asks by link")
    known = by_phone(team, {lead, *join} - {""})
    first = known.pop(lead, None)
    if first is not None:
        _ask(actor, team, [first], role, to=TeamInvitation.To.LEAD)
    if known:
        _ask(actor, team, list(known.values()), role)


def _ask(
    actor: Actor,
    team: Team,
    people: list[Person],
    role: Role,
    to: TeamInvitation.To = TeamInvitation.To.JOIN,
) -> None:
    """They are asked; what nobody answered in time is over, so that they may be asked anew."""
    now, leads = clock.now(), to == TeamInvitation.To.LEAD
    lasts = rules.LEAD_OFFERED_FOR if leads else rules.INVITED_FOR
    _end_stale(team)
    TeamInvitation.objects.bulk_create(
        TeamInvitation(team=team, person=person, to=to, asked_at=now, ends_at=now + lasts)
        for person in people
    )
    step = Action.OFFER_LEAD if leads else Action.INVITE
    append(actor, team, step, team.state, team.state, role=role)
    kind = "team_lead_offered" if leads else "team_invited"
    post(kind, people, link=f"/teams/{team.pk}/", **words_for(team))


def _end_stale(team: Team) -> None:
    rows = TeamInvitation.objects.filter(team=team, answer="asked", ends_at__lte=clock.now())
    rows.update(answer=TeamInvitation.Answer.STOPPED)


@transaction.atomic
def make_link(actor: Actor, team: Team) -> str:
    """A key, good for a week, for one neighbour of the leader's or the desk's choice."""
    role = check(actor, team, Action.INVITE)
    limits.hit("team-link", str(actor.person), limits.TEAM_LINKS_PER_PERSON)
    key, now = secret_key(), clock.now()
    TeamInvitation.objects.create(
        team=team,
        key_index=blind_index(LINK_INDEX, key),
        asked_at=now,
        ends_at=now + rules.LINK_FOR,
    )
    append(actor, team, Action.INVITE, team.state, team.state, role=role)
    return key


@transaction.atomic
def join_by_link(actor: Actor, key: str) -> Team:
    """Whoever opens the link and says yes is in; it works once. Raises Refused or Conflict."""
    asked = by_link(key)
    if asked is None:
        raise Conflict(_("这条入队链接已经用过或者过期了。"))
    return _come(actor, asked)


@transaction.atomic
def answer(actor: Actor, asked: TeamInvitation, *, yes: bool) -> Team:
    """Yes or no to one's own invitation; neither needs a reason."""
    if actor.person is None or asked.person_id != actor.person:
        raise Forbidden("not your own")
    if yes:
        return _come(actor, asked)
    _close(asked, TeamInvitation.Answer.REFUSED)
    return asked.team


def _close(asked: TeamInvitation, how: str, **values: object) -> None:
    rows = TeamInvitation.objects.waiting().filter(pk=asked.pk)
    if not rows.update(answer=how, answered_at=clock.now(), **values):
        raise Conflict(_(OVER))


def _come(actor: Actor, asked: TeamInvitation) -> Team:
    if actor.person is None:
        raise Forbidden("sign in first")
    team, person = asked.team, _near(actor.person, asked.team)
    if membership_of(actor.person, team):
        raise Conflict(_("你已经在这支队里了。"))
    # A named invitation is closed with the others of this person; a link is closed here.
    if asked.key_index:
        _close(asked, TeamInvitation.Answer.ACCEPTED)
    elif not TeamInvitation.objects.waiting().filter(pk=asked.pk).exists():
        raise Conflict(_(OVER))
    _enter(team, person)
    append(actor, team, Action.JOIN, team.state, team.state, role=Role.NEIGHBOUR)
    return team


def _near(person: UUID, team: Team) -> Person:
    """Whoever is reported in in the team's community. Raises Refused."""
    home = home_of(person)
    if home is None:
        raise Refused(_("要先在小区报到，小区确认之后才能入队。"))
    if not rules.near_enough(home.place.path, team.place.path):
        raise Refused(_("这支队在别的社区，离你远了。"))
    return home.person


def come_to_lead(actor: Actor, team: Team) -> None:
    """Asked to lead before they were in it: with that yes they join. In the caller's transaction.

    Raises Refused or Conflict as joining does.
    """
    if actor.person is None:
        raise Forbidden("sign in first")
    _enter(team, _near(actor.person, team))
    append(actor, team, Action.JOIN, team.state, team.state, role=Role.NEIGHBOUR)
