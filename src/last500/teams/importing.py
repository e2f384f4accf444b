"""A row of a file as a team: it is founded, and those it names are asked; nobody is put into it."""

from typing import Any

from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.marking import N_
from last500.imports.cells import Cells, Reader, words
from last500.imports.kinds import Kind
from last500.organisations.rules import Permission
from last500.people.actions import phone_index, read_phone
from last500.places.models import Place
from last500.teams import actions, rules
from last500.teams.actions import Plan
from last500.teams.actions.arranging import checked
from last500.teams.models import Team

FORMAT = "last500-teams-1"
# What a file of teams says of a team, out and in.
TOLD: dict[str, str] = {
    "key": N_("编号"),
    "place": N_("小区或社区"),
    "name": N_("队名"),
    "category": N_("类别"),
    "purpose": N_("做什么"),
    "risk_note": N_("要当心什么"),
    "size": N_("最多几人"),
    "open": N_("有空位就能加入"),
    "consent": N_("居委会的同意"),
}
# Telephones of those who are to be asked. They come in, and never go out.
COLUMNS = TOLD | {"ask_to_lead": N_("请谁带队（电话）"), "ask_to_join": N_("请谁入队（电话）")}
NEEDED = ("name", "category", "purpose", "risk_note")


def plan_of(cells: Cells) -> Plan:
    """Raises Refused with the sentence for this row."""
    row = Reader(COLUMNS, cells)
    return Plan(
        name=row.text("name"),
        category=row.one_of("category", words(rules.CATEGORY_WORDS)),
        purpose=row.text("purpose"),
        risk_note=row.text("risk_note"),
        size=row.number("size", rules.USUAL),
        is_open=row.yes("open", default=True),
    )


def phones_of(cells: Cells) -> tuple[str, list[str]]:
    """Keyed indexes of the leader's telephone ("" for none) and the members'. Raises Refused."""
    row = Reader(COLUMNS, cells)
    leader, members = row.text("ask_to_lead"), row.several("ask_to_join")
    if len(members) > rules.MOST:
        raise Refused(_("一支队最多请 %(n)d 个人。") % {"n": rules.MOST}, "ask_to_join")
    return (
        phone_index(read_phone(leader)) if leader else "",
        [phone_index(read_phone(phone)) for phone in members],
    )


def _check(actor: Actor, place: Place, cells: Cells) -> None:
    checked(plan_of(cells))
    phones_of(cells)
    if cells.get("consent") and not actor.may(Permission.TEAM_CONSENT, place.path):
        raise Refused(_("居委会的同意由社区的值守记下，这一格请空着。"), "consent")


def _make(actor: Actor, place: Place, cells: Cells, index: str) -> Team:
    _check(actor, place, cells)
    leader, members = phones_of(cells)
    team = actions.found(actor, place, plan_of(cells), import_index=index)
    if cells.get("consent"):
        actions.consent(actor, team, note=cells["consent"])
    actions.ask_named(actor, team, lead=leader, join=members)
    return team


def cells_of(team: Team) -> dict[str, Any]:
    """A team as plain values by code, as JSON holds it; names nobody."""
    return {
        "key": str(team.pk),
        "place": team.place.name,
        "name": team.name,
        "category": team.category,
        "purpose": team.purpose,
        "risk_note": team.risk_note,
        "size": team.size,
        "open": team.is_open,
        "consent": team.consent_note,
    }


KIND = Kind(
    code="teams",
    name=N_("服务队"),
    format=FORMAT,
    columns=COLUMNS,
    needed=NEEDED,
    title="name",
    permission=Permission.TEAM_ARRANGE,
    levels=rules.LEVELS,
    model=Team,
    check=_check,
    make=_make,
    home="teams:desk",
    note=N_(
        "文件里的人只是收到邀请，来不来由自己定；没在这个社区报到的不会收到，也不会告诉你是谁。"
    ),
)
