"""Who leads: offered to one member, theirs with their own yes; until then the old one stays."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.actions import post
from last500.people.rules import clean_line
from last500.teams import rules
from last500.teams.actions.joining import come_to_lead
from last500.teams.actions.step import append, check, lose_leader, words_for
from last500.teams.models import Membership, Team, TeamInvitation, TeamWord
from last500.teams.queries import membership_of, people_in
from last500.teams.rules import OPEN, Action, Role


@transaction.atomic
def offer_lead(actor: Actor, team: Team, person: UUID) -> TeamInvitation:
    """Ask one member to lead. An earlier offer to somebody else is over with it.

    Raises Refused for whoever is not in the team, or leads it already.
    """
    role = check(actor, team, Action.OFFER_LEAD)
    held = membership_of(person, team)
    if held is None:
        raise Refused(_("只能请队里的人。"), "member")
    if team.leader_id == person:
        raise Refused(_("TA 已经是队长了。"), "member")
    now = clock.now()
    earlier = TeamInvitation.objects.filter(
        team=team, to="lead", answer=TeamInvitation.Answer.ASKED
    )
    earlier.update(answer=TeamInvitation.Answer.STOPPED, answered_at=now)
    asked = TeamInvitation.objects.create(
        team=team,
        person=held.person,
        to=TeamInvitation.To.LEAD,
        asked_at=now,
        ends_at=now + rules.LEAD_OFFERED_FOR,
    )
    append(actor, team, Action.OFFER_LEAD, team.state, team.state, role=role)
    post("team_lead_offered", [held.person], link=f"/teams/{team.pk}/", **words_for(team))
    return asked


@transaction.atomic
def answer_lead(actor: Actor, asked: TeamInvitation, *, yes: bool) -> Team:
    """The one who was asked says yes or no; with a yes the old leader is a member again.

    Whoever was asked before they were in the team (by a file) joins it with the same yes.
    """
    if actor.person is None or asked.person_id != actor.person:
        raise Forbidden("not your own")
    said = TeamInvitation.Answer.ACCEPTED if yes else TeamInvitation.Answer.REFUSED
    rows = TeamInvitation.objects.waiting().filter(pk=asked.pk)
    if not rows.update(answer=said, answered_at=clock.now()):
        raise Conflict(_("这次邀请已经结束了。"))
    team = asked.team
    if not yes:
        return team
    # The team's row first; whoever leaves at this moment waits, and then finds themself leading.
    here = Team.objects.filter(pk=team.pk, state__in=OPEN)
    if not here.update(leader=actor.person, leader_due_at=None):
        raise Conflict(_("这支队已经解散了。"))
    if not Membership.objects.filter(team=team, person=actor.person).exists():
        come_to_lead(actor, team)
    elif not Membership.objects.living().filter(team=team, person=actor.person).exists():
        raise Conflict(_("你已经不在这支队里了。"))
    before = team.leader
    team.refresh_from_db(fields=["leader", "leader_due_at", "state"])
    append(actor, team, Action.LEAD, team.state, team.state, role=Role.MEMBER)
    if before is not None and before.pk != actor.person:
        post("team_lead_taken", [before], link=f"/teams/{team.pk}/", **words_for(team))
    return team


@transaction.atomic
def step_down(actor: Actor, team: Team) -> None:
    """Lead no longer, at once; the team lies on the desk until somebody says yes."""
    role = check(actor, team, Action.STEP_DOWN)
    append(actor, team, Action.STEP_DOWN, team.state, team.state, role=role)
    lose_leader(team)


@transaction.atomic
def say(actor: Actor, team: Team, text: str) -> TeamWord:
    """A short word of the leader to the whole team. It is read on the team's page: what leaves the
    house says only that there is one. Raises Refused for what may be somebody's data."""
    if team.leader_id is None or team.leader_id != actor.person or team.state not in OPEN:
        raise Forbidden("the leader speaks to the team")
    text = clean_line(text)
    if not text:
        raise Refused(_("请写一句话。"), "text")
    if len(text) > rules.WORDS_MOST:
        raise Refused(
            _("写得有点长，最多 %(most)d 字，现在 %(now)d 字。")
            % {"most": rules.WORDS_MOST, "now": len(text)},
            "text",
        )
    signs = rules.tells_of_somebody(text)
    if signs:
        raise Refused(
            _("里面好像有%(what)s。别人家的信息不在队里发，请去掉。") % {"what": _(signs[0])},
            "text",
        )
    limits.hit("team-word", str(team.pk), limits.TEAM_WORDS)
    word = TeamWord(team=team, by_id=actor.person, at=clock.now())
    word.text = text
    word.save(force_insert=True)
    post("team_word", people_in(team, but=[team.leader_id]), link=f"/teams/{team.pk}/",
         **words_for(team))  # fmt: skip
    return word
