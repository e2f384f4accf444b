"""The desk founds, edits and ends a team; the committee's consent; starting, resting, waking."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.queries import calendar, people_who_may
from last500.organisations.rules import Permission
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.proof.actions import record
from last500.teams import rules
from last500.teams.actions.step import (
    advance,
    append,
    check,
    stop_asking,
    tell_desk,
    words_for,
)
from last500.teams.models import Membership, Team
from last500.teams.queries import people_in
from last500.teams.rules import Action, Role, State


@dataclass(frozen=True)
class Plan:
    """What a desk says of a team; no person stands in it."""

    name: str
    category: str
    purpose: str
    risk_note: str
    size: int = rules.USUAL
    is_open: bool = True


def checked(plan: Plan) -> dict[str, object]:
    """The clean values. Raises Refused with the sentence beside its field."""
    name, purpose = clean_line(plan.name)[:30], clean_line(plan.purpose)[:200]
    risk_note = clean_line(plan.risk_note)[:120]
    if not name:
        raise Refused(_("请给队起个名字。"), "name")
    if plan.category not in set(rules.Category):
        raise Refused(_("请选一类。"), "category")
    if not purpose:
        raise Refused(_("请写这支队做什么。"), "purpose")
    if not risk_note:
        raise Refused(_("请写要当心什么；没有特别的，就写“没有特别的”。"), "risk_note")
    if not rules.FEWEST <= plan.size <= rules.MOST:
        raise Refused(
            _("一支队 %(least)d 到 %(most)d 个人。") % {"least": rules.FEWEST, "most": rules.MOST},
            "size",
        )
    return {
        "name": name,
        "category": plan.category,
        "purpose": purpose,
        "risk_note": risk_note,
        "size": plan.size,
        "is_open": plan.is_open,
    }


@transaction.atomic
def found(actor: Actor, place: Place, plan: Plan, *, import_index: str | None = None) -> Team:
    """A new team of a compound or a community. It gathers members; it does not work yet."""
    require(actor, Permission.TEAM_ARRANGE, place)
    if place.level not in rules.LEVELS or place.closed_on:
        raise Refused(_("请选一个小区，或者社区。"), "place")
    now = clock.now()
    team = Team.objects.create(
        place=place,
        founded_at=now,
        leader_due_at=rules.leader_due(now, calendar(), first=True),
        import_index=import_index,
        **checked(plan),
    )
    append(actor, team, Action.FOUND, "", State.FORMING, role=Role.DESK)
    others = people_who_may(
        Permission.TEAM_CONSENT, place, but=[actor.person] if actor.person else []
    )
    post("desk_team_consent", others, **words_for(team))
    return team


@transaction.atomic
def edit(actor: Actor, team: Team, plan: Plan) -> Team:
    """Change what is said of it, and its size, never below those who are in it."""
    role = check(actor, team, Action.EDIT)
    values = checked(plan)
    here = Team.objects.filter(pk=team.pk, state=team.state, taken__lte=plan.size)
    if not here.update(**values):
        team.refresh_from_db(fields=["taken", "state"])
        if team.taken > plan.size:
            raise Refused(_("队里已经有 %(now)d 个人，不能比这少。") % {"now": team.taken}, "size")
        raise Conflict(_("有人刚改过这支队，请看看现在的情况。"))
    append(actor, team, Action.EDIT, team.state, team.state, role=role)
    for name, value in values.items():
        setattr(team, name, value)
    return team


@transaction.atomic
def consent(actor: Actor, team: Team, *, note: str) -> Team:
    """The residents' committee has agreed to this team here (志愿服务条例 42).

    `note` says where that stands: a meeting, a day. Raises Refused without it, Conflict when the
    consent is on record already.
    """
    role = check(actor, team, Action.CONSENT)
    note = clean_line(note)[:120]
    if not note:
        raise Refused(_("请写居委会是什么时候、怎么同意的。"), "note")
    if team.consented_at:
        raise Conflict(_("居委会的同意已经记下了。"))
    here = Team.objects.filter(pk=team.pk, consented_at=None, state=team.state)
    now = clock.now()
    if not here.update(consented_at=now, consented_by=actor.person, consent_note=note):
        raise Conflict(_("居委会的同意已经记下了。"))
    team.consented_at, team.consented_by_id, team.consent_note = now, actor.person, note
    append(actor, team, Action.CONSENT, team.state, team.state, role=role)
    _on_record(actor, team, "team consented")
    return team


@transaction.atomic
def take_back(actor: Actor, team: Team) -> Team:
    """The committee takes its consent back: the team is being formed again, and is asked for
    nothing. Raises Conflict when there is none."""
    role = check(actor, team, Action.TAKE_BACK)
    if team.consented_at is None:
        raise Conflict(_("还没有居委会的同意。"))
    nobody = {"consented_at": None, "consented_by": None, "consent_note": ""}
    advance(actor, team, Action.TAKE_BACK, role=role, **nobody)
    post("team_consent_taken_back", people_in(team), **words_for(team))
    tell_desk("team_consent_taken_back", team)
    _on_record(actor, team, "team consent taken back")
    return team


def _on_record(actor: Actor, team: Team, kind: str) -> None:
    """Whether a team may work here can be checked afterwards by anybody."""
    by = {"by": str(actor.person or "")}
    record(f"teams:{team.place_id}", kind, {"team": str(team.pk)}, personal=by)


@transaction.atomic
def move(actor: Actor, team: Team, action: Action) -> Team:
    """Start, rest or wake. Raises Refused while consent or leader is missing."""
    role = check(actor, team, action)
    if rules.STEPS[action].to == State.WORKING:
        lacks = rules.lacks(consented=bool(team.consented_at), led=bool(team.leader_id))
        if lacks:
            words = _("，").join(_(rules.LACK_WORDS[lack]) for lack in sorted(lacks))
            raise Refused(_("现在还不能开始：%(why)s。") % {"why": words})
    return advance(actor, team, action, role=role)


@transaction.atomic
def end(actor: Actor, team: Team) -> Team:
    """Dissolve it: whoever is in it is free, what was still being asked is over."""
    role = check(actor, team, Action.END)
    people = people_in(team, but=[actor.person] if actor.person else [])
    gone = {"leader": None, "leader_due_at": None, "ended_at": clock.now(), "taken": 0}
    advance(actor, team, Action.END, role=role, **gone)
    Membership.objects.living().filter(team=team).update(left_at=clock.now())
    stop_asking(team)
    post("team_ended", people, **words_for(team))
    return team
