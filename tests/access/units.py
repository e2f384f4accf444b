from types import SimpleNamespace

from last500.base import clock
from last500.organisations.models import Liaison, Organisation
from last500.people.models import Person
from last500.units import actions
from last500.units.actions import Telling, members
from last500.units.models import (
    LiaisonInvitation,
    MemberInvitation,
    UnitImport,
    UnitReportIn,
    UnitReportInEvent,
)
from last500.units.rules import Side
from tests.access.table import Row, staff
from tests.cast import Cast

# Hua speaks for a unit that is reported in at A's community, where He is officer and Sun above.
# Chen was asked to speak for another one; Li was invited from the first one's list.
IN, OUT = staff(200, "hua", "he", "sun"), {"nobody": 302}
DESK = staff(200, "he", "sun") | OUT


def _own(town: SimpleNamespace) -> tuple:
    return (town.unit.pk,)


def _agreed(town: SimpleNamespace) -> tuple:
    return (town.unit_agreed.pk,)


def _community(town: SimpleNamespace) -> tuple:
    return (town.cast.community.pk,)


def _run(town: SimpleNamespace) -> tuple:
    return (town.unit_list.pk,)


ROWS: list[Row] = [
    *(Row(f"units:{name}", 200, OUT) for name in ("home", "report_in")),
    Row("units:report_in", 200, OUT, query="?at=1"),
    Row("units:sample", 200, OUT, args=lambda town: ("members",)),
    Row("units:one", 404, IN | OUT, args=_agreed),
    Row("units:letter", 404, IN | OUT, args=_agreed),
    Row("units:invited", 404, {"chen": 200} | OUT, args=lambda town: (town.unit_asks.pk,)),
    Row(
        "units:answer_member",
        404,
        {"li": 303} | OUT,
        args=lambda town: (town.unit_invitation.pk,),
        method="post",
    ),
    Row("units:liaisons", 404, {"hua": 200} | OUT, args=_own),
    Row("units:step_down", 404, {"hua": 303} | OUT, args=_own, method="post"),
    Row("units:move", 404, {"hua": 200} | OUT, args=_agreed),
    *(Row(f"units:{name}", 404, IN | OUT, args=_own) for name in ("members", "paper")),
    Row("units:import", 404, {"hua": 200} | OUT, args=_run),
    Row("units:apply", 404, {"hua": 303} | OUT, args=_run, method="post"),
    Row("units:desk", 404, DESK, args=_community),
    *(Row(f"units:{name}", 404, DESK, args=_community) for name in ("enter", "unit_list", "json")),
    # Agreed already, so nothing to agree to or refuse; without a side the community's is meant.
    *(
        Row(
            f"units:{name}",
            404,
            {"hua": 403} | staff(409, "he", "sun") | OUT,
            args=_agreed,
            method="post",
        )
        for name in ("agree", "refuse", "answer_rhythm")
    ),
    Row(
        "units:end", 404, {"hua": 403} | staff(303, "he", "sun") | OUT, args=_agreed, method="post"
    ),
    # An empty form.
    Row("units:rhythm", 404, staff(422, "hua", "he", "sun") | OUT, args=_agreed, method="post"),
    Row(
        "units:contact",
        404,
        {"hua": 403} | staff(303, "he", "sun") | OUT,
        args=_agreed,
        method="post",
    ),
    Row(
        "units:look",
        404,
        staff(422, "hua", "he", "sun") | OUT,
        args=lambda town: (town.unit_agreed.pk, town.unit_liaison.pk),
        method="post",
    ),
]
HARMLESS: dict[str, str] = {
    "units:step_down": "laid down once",
    "units:answer_member": "answered once",
    "units:members": "the same file is the same run",
    "units:unit_list": "the same file is the same run",
    "units:apply": "each row takes effect once",
    "units:contact": "sets a value",
    "units:look": "each look is written down, as it should be",
}
PUBLIC: dict[str, str] = {"units:sample": "the head of an empty list"}
NOT_WORDS: set[str] = {
    *("UnitReportInEvent.action", "UnitReportInEvent.side", "UnitReportInEvent.from_state"),
    *("UnitReportInEvent.to_state", "UnitReportIn.rhythm_wanted_by"),
    *("LiaisonInvitation.phone", "LiaisonInvitation.phone_index"),
    *("MemberInvitation.phone", "MemberInvitation.phone_index"),
    *("UnitImport.file_index", "UnitImportRow.phone_index", "UnitImportRow.data"),
}


def add(town: SimpleNamespace) -> None:
    cast = town.cast
    hua, he = cast.actor("hua"), cast.actor("he")
    telling = Telling(name="区图书馆", kind="unit", offers="周末故事会")
    asked = actions.ask(hua, cast.community, telling)
    actions.agree(he, _fresh(asked), Side.COMMUNITY, contact="窗口")
    town.unit_agreed = _fresh(asked)
    town.unit = Organisation.objects.get(pk=asked.organisation_id)
    town.unit_liaison = Liaison.objects.get(organisation=town.unit)
    other = Telling(name="老街面馆", kind="merchant", offers="一碗面")
    entered = actions.enter(he, cast.community, other, name=cast.chen.name, phone=cast.chen.phone)
    town.unit_asks = LiaisonInvitation.objects.get(report_in=entered)
    # Li is reported in, so no list asks them: their invitation is from before.
    member = Person.objects.get(pk=cast.li.pk)
    town.unit_invitation = MemberInvitation.objects.create(
        organisation=town.unit,
        compound=cast.a,
        name=member.name,
        phone=member.phone,
        phone_index=member.phone_index,
        state="open",
        made_at=asked.asked_at,
    )
    content = f"姓名,手机号,小区\n周某,{cast.hua.phone},{cast.a.name}\n".encode()
    town.unit_list = members.stage(hua, town.unit, content, "名单.csv")


def life(cast: Cast, person: Person) -> None:
    """Somebody who spoke for a unit and answered for its community as well."""
    now = clock.now()
    unit = Organisation.objects.create(kind="unit", name="从前的单位", place=cast.street)
    Liaison.objects.create(organisation=unit, person=person, from_on=clock.today())
    row = UnitReportIn.objects.create(
        organisation=unit, community=cast.community, state="ended", asked_at=now, ended_at=now,
        unit_agreed_by=person, unit_agreed_at=now, community_agreed_by=person,
        community_agreed_at=now, offers="讲故事", contact="窗口", reason="搬走了",
    )  # fmt: skip
    UnitReportInEvent.objects.create(
        report_in=row, at=now, action="end", side="unit", actor=person, to_state="ended"
    )
    LiaisonInvitation.objects.create(
        organisation=unit, name="同事", phone="10000066007", phone_index="m" * 64,
        made_by=person, made_at=now,
    )  # fmt: skip
    UnitImport.objects.create(
        what="members", organisation=unit, file_name="名单.csv", file_index="m" * 64,
        encoding="utf-8", by=person, staged_at=now,
    )  # fmt: skip


def _fresh(row: UnitReportIn) -> UnitReportIn:
    rows = UnitReportIn.objects.select_related("organisation", "community", "letter")
    return rows.get(pk=row.pk)
