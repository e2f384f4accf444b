"""The agreement of three parties: each says its own yes, and with the third the letter is written.

It names places, organisations and a group, and no person (志愿服务条例 14, 16, 17).
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.letters import actions as letters
from last500.letters.models import Letter
from last500.letters.rules import Kind
from last500.organisations.models import Organisation
from last500.organisations.queries import (
    actor_of,
    is_liaison,
    liaisons_of,
    organisation_name,
    people_who_may,
)
from last500.organisations.rules import DESK_ORGANISATIONS, PARTNERS, Permission
from last500.people.models import Person
from last500.people.rules import clean_line
from last500.places.audiences import AUDIENCE_WORDS
from last500.places.models import Place
from last500.places.rules import official_path
from last500.projects import money, needs, rules, words
from last500.projects.actions.step import (
    append,
    held,
    is_near,
    is_reported_in,
    loosen,
    must_hold_desk,
    public_text,
    told,
)
from last500.projects.models import BudgetLine, Indicator, Partner, Party, Project
from last500.projects.needs import Lack
from last500.projects.queries.standing import standing
from last500.projects.rules import Action, PartySide

NAME_MOST = 40
_FIRST = (Lack.BUDGET, Lack.INDICATORS, Lack.OVER)


def community_of(project: Project) -> Place:
    """The place whose desk says yes for the community; above a community, its own."""
    path = official_path(project.place.path, "community")
    return (Place.objects.filter(path=path).first() if path else None) or project.place


@transaction.atomic
def set_party(
    actor: Actor,
    project: Project,
    side: PartySide,
    *,
    organisation: Organisation | None = None,
    person: Person | None = None,
    name: str = "",
) -> Party:
    """Who stands on a side. The community's side is the community's desk itself.

    On the third side an organisation, or a neighbour who speaks for a group that has a name.
    Another one on a side begins without a yes, and what was signed is signed anew. Raises Refused.
    """
    project = held(project)
    must_hold_desk(actor, project)
    if not project.consented or project.state not in rules.BEFORE_RUNNING:
        raise Conflict(_("项目开始以后，协议的三方就不改了。"))
    place = None
    if side == PartySide.COMMUNITY:
        place, organisation, person = community_of(project), None, None
        name = organisation_name(place) or place.name
    elif organisation is not None:
        person, name = None, _checked_organisation(project, organisation)
    else:
        name = _checked_group(project, side, person, name)
    loosen(actor, project)
    Party.objects.filter(project=project, side=side).delete()
    row = Party.objects.create(
        project=project, side=side, place=place, organisation=organisation, person=person,
        name=name,
    )  # fmt: skip
    append(actor, project, "party", who=name)
    told("project_party", people_of(row), project, actor)
    return row


def _checked_organisation(project: Project, organisation: Organisation) -> str:
    known = organisation.kind in {*PARTNERS, *DESK_ORGANISATIONS}
    if not known or organisation.ended_on or not is_near(organisation, project):
        raise Refused(_("请选一家在这个区县的组织。"), "organisation")
    taken = Party.objects.filter(project=project, organisation=organisation)
    if taken.exists():
        raise Refused(_("这家已经是另一方了，三方要是三家。"), "organisation")
    return organisation.name


def _checked_group(project: Project, side: PartySide, person: Person | None, name: str) -> str:
    if side != PartySide.THIRD or person is None:
        raise Refused(_("请选一家社会组织、单位或小区组织。"), "organisation")
    said = public_text(clean_line(name), "name", NAME_MOST)
    if not said:
        raise Refused(_("请写这个居民小组叫什么。"), "name")
    around = official_path(project.place.path, "community") or project.place.path
    if not is_reported_in(actor_of(person), around):
        raise Refused(_("替居民小组说话的，请选一位在这里报到的邻居。"), "person")
    return said


def people_of(party: Party) -> list[Person]:
    """Who can say yes for it."""
    if party.person is not None:
        return [party.person]
    if party.organisation is None:
        place = party.place or party.project.place
        return people_who_may(Permission.PROJECT_REVIEW, place, but=[])[:6]
    if party.organisation.kind in DESK_ORGANISATIONS:
        here = party.organisation.place
        return people_who_may(Permission.PROJECT_EDIT, here, but=[])[:6]
    return liaisons_of(party.organisation)


def speaks_for_party(actor: Actor, party: Party) -> bool:
    if actor.person is None:
        return False
    if party.person_id is not None:
        return party.person_id == actor.person
    if party.organisation is None:
        return party.place is not None and actor.may(Permission.PROJECT_REVIEW, party.place.path)
    if party.organisation.kind in DESK_ORGANISATIONS:
        return actor.may(Permission.PROJECT_EDIT, party.organisation.place.path)
    return is_liaison(actor, party.organisation)


@transaction.atomic
def sign(actor: Actor, party: Party) -> Letter | None:
    """The actor's own yes for their side; with the third one the letter is written.

    Raises Forbidden, Conflict, Refused while budget or indicators are missing.
    """
    if not speaks_for_party(actor, party):
        raise Forbidden("does not speak for this side")
    project = held(party.project)
    if project.state not in rules.SIGNABLE:
        raise Conflict(_("评过了、开始以前，才签协议。"))
    now = standing(project)
    missing = [lack for lack in needs.lacks(Action.START, now) if lack in _FIRST]
    if missing:
        raise Refused(" ".join(_(needs.LACK_WORDS[lack]) for lack in missing))
    rows = Party.objects.filter(pk=party.pk, agreed_at=None)
    try:
        with transaction.atomic():
            done = rows.update(agreed_at=clock.now(), agreed_by=actor.person)
    except IntegrityError:
        raise Refused(_("一个人只能替一方同意。请这一方的另一位来。")) from None
    if not done:
        raise Conflict(_("这一方已经同意过了。"))
    append(actor, project, "signed", who=party.name)
    return _write_if_whole(actor, project)


@transaction.atomic
def take_back(actor: Actor, party: Party) -> None:
    """Before it runs a side may take its yes back: then there is no agreement until all say it."""
    if not speaks_for_party(actor, party):
        raise Forbidden("does not speak for this side")
    project = held(party.project)
    if project.state not in rules.BEFORE_RUNNING:
        raise Conflict(_("项目已经开始了。要停，请说“不做了”。"))
    rows = Party.objects.filter(pk=party.pk, agreed_at__isnull=False)
    if not rows.update(agreed_at=None, agreed_by=None):
        raise Conflict(_("这一方还没有同意过。"))
    if project.letter is not None:
        letters.end(project.letter)
        Project.objects.filter(pk=project.pk).update(letter=None)
    append(actor, project, "unsigned", who=party.name)
    told("project_answered", _others(project, party), project, actor, who=party.name)


def _others(project: Project, party: Party) -> list[Person]:
    rows = Party.objects.filter(project=project).exclude(pk=party.pk)
    found = rows.select_related("person", "organisation__place", "place", "project__place")
    return [person for row in found for person in people_of(row)]


# ---- the letter -------------------------------------------------------------------------------


def _write_if_whole(actor: Actor, project: Project) -> Letter | None:
    rows = Party.objects.filter(project=project).select_related("organisation")
    parties = {row.side: row for row in rows}
    if set(parties) != set(PartySide) or any(row.agreed_at is None for row in parties.values()):
        return None
    owner = parties[PartySide.CARRIER].organisation
    letter = letters.issue(
        Kind.PROJECT,
        place=community_of(project),
        issuer=parties[PartySide.COMMUNITY].name,
        addressee=parties[PartySide.CARRIER].name,
        organisation=owner,
        lines=_lines(project, parties),
        body=_body(project),
    )
    Project.objects.filter(pk=project.pk).update(letter=letter)
    append(actor, project, "agreed")
    for row in parties.values():
        told("project_answered", people_of(row), project, actor, who=row.name)
    return letter


def _lines(project: Project, parties: dict[str, Party]) -> list[tuple[str, str]]:
    lines = [
        (_("项目名"), f"{project.title}（{project.number}）"),
        (_("类别"), _(words.KIND_WORDS[project.kind])),
        (_("为谁"), _(AUDIENCE_WORDS[project.audience])),
        (_("时间"), f"{project.from_on:%Y-%m-%d} – {project.until_on:%Y-%m-%d}"),
    ]
    for side in PartySide:
        row = parties[side]
        day = f"{clock.local(row.agreed_at):%Y-%m-%d}" if row.agreed_at else ""
        said = _("%(who)s，%(day)s同意") % {"who": row.name, "day": day}
        lines.append((_(rules.PARTY_WORDS[side]), said))
    partners = Partner.objects.agreed().filter(project=project).select_related("organisation")
    for one in partners.order_by("answered_at"):
        until = _("到%(day)s") % {"day": f"{one.until_on:%Y-%m-%d}"}
        lines.append((_("合作方"), f"{one.organisation.name}：{one.part}（{until}）"))
    lines.append((_("预算"), _money_words(project)))
    for it in Indicator.objects.filter(project=project).order_by("order"):
        lines.append((_("指标"), f"{it.title} {it.planned} {it.measure}（{it.source}）"))
    lines.append((_("风险"), _risk_words(project)))
    return lines


def _money_words(project: Project) -> str:
    total = project.total_fen or 0
    if not total:
        return _("不花钱")
    rows = BudgetLine.objects.filter(project=project).order_by("order")
    said = [f"{one.title} {money.yuan(one.planned_fen)}" for one in rows]
    own = money.yuan(sum(one.own_fen for one in rows))
    parts = {"total": money.yuan(total), "own": own, "lines": _("、").join(said)}
    return _("共 %(total)s 元，其中自筹 %(own)s 元：%(lines)s") % parts


def _risk_words(project: Project) -> str:
    if project.risk == words.Risk.NONE:
        return _(words.RISK_WORDS[words.Risk.NONE])
    insured = _("；保险：%(what)s") % {"what": project.insurance} if project.insurance else ""
    return f"{project.risk_note}{insured}"


def _body(project: Project) -> list[str]:
    said = ngettext(
        "项目要 %(n)d 位志愿者，都是自己愿意来的，随时可以离开，不收钱，也不发钱。",
        "项目要 %(n)d 位志愿者，都是自己愿意来的，随时可以离开，不收钱，也不发钱。",
        sum(role.number for role in project.roles.all()),
    ) % {"n": sum(role.number for role in project.roles.all())}
    return [
        said,
        _(
            "风险事先如实告诉来的人；要持证的活由持证的人做；有人身危险的，"
            "先买好保险再开始（志愿服务条例第十二、十五、十六、十七条）。"
        ),
        _("指标事先说好，做完以后照实填，不改原来的数。花的钱一项一项公开。"),
        _("开始以前，任何一方可以收回同意；开始以后要停，写明原因，告诉提需求的邻居。"),
    ]
