"""The contract: each side its own yes, and with the last one the letter is written.

It names places, organisations and a group (志愿服务条例 14, 16); fen are told, no money moves.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.calls.actions.deciding import as_it_stands
from last500.calls.actions.step import (
    Faulty,
    append,
    applicant_people,
    held_application,
    is_own,
    runner_people,
    told,
)
from last500.calls.models import AgreedIndicator, Application, ContractSide, Report
from last500.calls.rules import PART_WORDS, SIDE_WORDS, Part, Side, Stand, State
from last500.calls.terms import asked_for, proposal_faults
from last500.letters import actions as letters
from last500.letters.models import Letter
from last500.letters.rules import Kind
from last500.organisations.queries import organisation_name, people_who_may
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import official_path
from last500.projects import actions as projects
from last500.projects import money
from last500.projects.models import BudgetLine, Indicator
from last500.projects.rules import FINAL as PROJECT_FINAL


@dataclass(frozen=True)
class Party:
    side: Side
    name: str


def place_beside(application: Application) -> Place | None:
    """The community in which it happens, where the call comes from further above."""
    path = official_path(application.place.path, "community")
    if path is None or application.call.place.path.startswith(path):
        return None
    return Place.objects.filter(path=path).first()


def _desk_name(place: Place) -> str:
    return organisation_name(place) or place.name


def parties(application: Application) -> list[Party]:
    """Two sides, or three. A neighbour alone signs as one, without a name."""
    found = [
        Party(Side.RUNNER, _desk_name(application.call.place)),
        Party(Side.CARRIER, application.public_name),
    ]
    beside = place_beside(application)
    return [*found, Party(Side.PLACE, _desk_name(beside))] if beside else found


def speaks_for_side(actor: Actor, application: Application, side: Side) -> bool:
    if actor.person is None:
        return False
    if side == Side.CARRIER:
        return is_own(actor, application)
    if side == Side.RUNNER:
        return Application.objects.to_run(actor).filter(pk=application.pk).exists()
    beside = place_beside(application)
    return beside is not None and actor.may(Permission.PROJECT_REVIEW, beside.path)


def people_of(application: Application) -> list[Person]:
    beside = place_beside(application)
    more = people_who_may(Permission.PROJECT_REVIEW, beside, but=[])[:6] if beside else []
    return [*applicant_people(application), *runner_people(application.call), *more]


@transaction.atomic
def sign(actor: Actor, application: Application, side: Side) -> Letter | None:
    """The actor's own yes for their side. Raises Forbidden, Conflict, Faulty, Refused while the
    budget still asks for another sum than was granted."""
    if not speaks_for_side(actor, application, side):
        raise Forbidden("does not speak for this side")
    row = held_application(application)
    if row.stand != Stand.ACCEPTED or row.call.state != State.DECIDED or row.signed:
        raise Conflict(_("现在不签：要等通知了结果，签过的也不用再签。"))
    _must_fit(row)
    name = next(one.name for one in parties(row) if one.side == side)
    try:
        with transaction.atomic():
            ContractSide.objects.create(
                application=row, side=side, name=name, agreed_at=clock.now(),
                agreed_by_id=actor.person,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("这一方同意过了；一个人也只能替一方同意。")) from None
    append(actor, row.call, "signed", row, who=name)
    return _write_if_whole(actor, row)


def _must_fit(row: Application) -> None:
    assert row.project is not None
    if row.project.state in PROJECT_FINAL:
        raise Refused(_("这个项目在社区那边已经停了，签不了。"))
    proposal = as_it_stands(row.project)
    asked = asked_for(proposal.lines)
    if asked != row.granted_fen:
        words = {"asked": money.yuan(asked), "granted": money.yuan(row.granted_fen or 0)}
        raise Refused(
            _("预算里请这次出的是 %(asked)s 元，批的是 %(granted)s 元。请先把预算改成批的数。")
            % words
        )
    found = proposal_faults(proposal, row.call.terms())
    if found:
        raise Faulty(found)


def _write_if_whole(actor: Actor, row: Application) -> Letter | None:
    agreed = {one.side: one for one in ContractSide.objects.filter(application=row)}
    wanted = parties(row)
    if any(one.side not in agreed for one in wanted):
        told("call_contract", people_of(row), row.call, actor,
             f"/calls/applications/{row.pk}/contract/")  # fmt: skip
        return None
    promised = _agree(row)
    letter = letters.issue(
        Kind.VENTURE,
        place=row.call.place,
        issuer=_desk_name(row.call.place),
        addressee=row.public_name,
        organisation=row.organisation,
        person=row.person,
        lines=_lines(row, wanted, agreed, promised),
        body=_body(),
    )
    rows = Application.objects.filter(pk=row.pk, stand=Stand.ACCEPTED, letter=None)
    if not rows.update(letter=letter):
        raise Conflict(_("这份合同刚刚签好了。"))
    append(actor, row.call, "contract", row)
    assert row.project is not None
    projects.grant(row.project, result=row.reason)
    told("call_signed", people_of(row), row.call, actor, f"/calls/applications/{row.pk}/")
    return letter


def _agree(row: Application) -> list[AgreedIndicator]:
    """Indicators as they stand now, and the reports that are owed from here on."""
    promised = [
        AgreedIndicator(
            application=row, order=one.order, title=one.title, measure=one.measure,
            planned=one.planned, source=one.source,
        )
        for one in Indicator.objects.filter(project=row.project).order_by("order")
    ]  # fmt: skip
    AgreedIndicator.objects.bulk_create(promised)
    days = {Part.MID: row.call.mid_on, Part.FINAL: row.call.final_on}
    Report.objects.bulk_create(
        Report(application=row, part=part, due_at=clock.start_of(day + clock.DAY))
        for part, day in days.items()
    )
    return promised


def _lines(
    row: Application,
    wanted: list[Party],
    agreed: dict[str, ContractSide],
    promised: list[AgreedIndicator],
) -> list[tuple[str, str]]:
    project, call = row.project, row.call
    assert project is not None
    lines = [
        (_("征集"), f"{call.title}（{call.number}）"),
        (_("项目名"), f"{project.title}（{project.number}）"),
        (_("时间"), f"{project.from_on:%Y-%m-%d} – {project.until_on:%Y-%m-%d}"),
    ]
    for party in wanted:
        day = f"{clock.local(agreed[party.side].agreed_at):%Y-%m-%d}"
        said = _("%(who)s，%(day)s同意") % {"who": party.name, "day": day}
        lines.append((_(SIDE_WORDS[party.side]), said))
    lines.append((_("支持"), _("%(n)s 元") % {"n": money.yuan(row.granted_fen or 0)}))
    rows = list(BudgetLine.objects.filter(project=project).order_by("order"))
    parts = {
        "total": money.yuan(sum(one.planned_fen for one in rows)),
        "own": money.yuan(sum(one.own_fen for one in rows)),
        "lines": _("、").join(f"{one.title} {money.yuan(one.planned_fen)}" for one in rows),
    }
    lines.append((_("预算"), _("共 %(total)s 元，其中自筹 %(own)s 元：%(lines)s") % parts))
    lines += [
        (_("指标"), f"{one.title} {one.planned} {one.measure}（{one.source}）") for one in promised
    ]
    for part, until in ((Part.MID, call.mid_on), (Part.FINAL, call.final_on)):
        lines.append((_(PART_WORDS[part]), _("%(day)s以前交") % {"day": f"{until:%Y-%m-%d}"}))
    risk = project.risk_note or _("没有特别的风险")
    lines.append((_("风险"), risk))
    return lines


def _body() -> list[str]:
    return [
        _("钱由发起的一方按自己的财务规定拨付，这个平台不经手钱，只记说定的数和报告里的数。"),
        _(
            "来帮忙的人都是自己愿意来的，随时可以离开，不收钱，也不发钱；"
            "风险事先如实告诉（志愿服务条例第十二、十四、十六条）。"
        ),
        _("两份报告按期交，每个指标都要有数；没做到的照实写为什么，不改原来的数。"),
    ]
