"""The letter of what a unit and a community have agreed on (志愿服务条例 14, 17).

It names offices and sides; the liaison's name stands in it only by their own tick.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.base.marking import N_
from last500.letters import actions as letters
from last500.letters.models import Letter
from last500.letters.paper import paper_day
from last500.letters.rules import Kind
from last500.organisations.models import Organisation
from last500.organisations.queries import organisation_name
from last500.units import rules
from last500.units.models import UnitReportIn

ONCE_EACH = {(1, "month"): N_("每个月至少做一次"), (1, "week"): N_("每周至少做一次")}


def write(report_in: UnitReportIn) -> None:
    """Issue the letter of a report-in that both sides have agreed to, and keep hold of it."""
    letter = letters.issue(
        Kind.AGREEMENT,
        place=report_in.community,
        issuer=_community(report_in),
        addressee=report_in.organisation.name,
        organisation=report_in.organisation,
        lines=_lines(report_in),
        body=_body(),
        names=[_liaison(report_in)],
    )
    UnitReportIn.objects.filter(pk=report_in.pk).update(letter=letter)
    report_in.letter = letter


def end(report_in: UnitReportIn) -> None:
    """Whoever checks the letter from here on reads that it is over."""
    if report_in.letter is not None:
        letters.end(report_in.letter)


def rhythm_words(days: int) -> str:
    """每 3 个月至少做一次"""
    number, unit = rules.rhythm_parts(days)
    if (number, unit) in ONCE_EACH:
        return _(ONCE_EACH[number, unit])
    said = {
        "month": ngettext("每 %(n)d 个月至少做一次", "每 %(n)d 个月至少做一次", number),
        "week": ngettext("每 %(n)d 周至少做一次", "每 %(n)d 周至少做一次", number),
        "day": ngettext("每 %(n)d 天至少做一次", "每 %(n)d 天至少做一次", number),
    }
    return said[unit] % {"n": number}


def kind_words(organisation: Organisation) -> str:
    return str(organisation.get_kind_display())


def _community(report_in: UnitReportIn) -> str:
    return organisation_name(report_in.community) or report_in.community.name


def _lines(report_in: UnitReportIn) -> list[tuple[str, str]]:
    unit = report_in.organisation
    lines = [
        (_("单位"), f"{unit.name}（{kind_words(unit)}）"),
        (_("社区"), _community(report_in)),
        (_("单位同意"), _yes(report_in, unit=True)),
        (_("社区同意"), _yes(report_in, unit=False)),
        (_("节奏"), rhythm_words(report_in.rhythm_days)),
        (_("单位提供"), report_in.offers or _("人手和专长，做什么每次商量。")),
        (
            _("社区提供"),
            _("需要的事由和场地，一个对接的人%(who)s。")
            % {"who": f"（{report_in.contact}）" if report_in.contact else ""},
        ),
    ]
    if unit.phone:
        lines.append((_("单位电话"), unit.phone))
    return lines


def forget(report_in: UnitReportIn, name: str) -> None:
    """Every letter of this report-in that names them goes; the code answers as one never was."""
    letters_of = Letter.objects.filter(
        organisation=report_in.organisation, place=report_in.community, kind=Kind.AGREEMENT
    )
    named = [letter.pk for letter in letters_of if name in letter.names]
    Letter.objects.filter(pk__in=named).delete()


def _liaison(report_in: UnitReportIn) -> str:
    """The name of whoever said yes for the unit, where they want it to stand there."""
    person = report_in.unit_agreed_by if report_in.names_liaison else None
    return person.name if person else ""


def _yes(report_in: UnitReportIn, *, unit: bool) -> str:
    """Who said yes for a side, by office, and on which day."""
    moment = report_in.unit_agreed_at if unit else report_in.community_agreed_at
    day = paper_day(moment) if moment else ""
    if not unit:
        return _("社区工作人员，%(day)s") % {"day": day}
    name = _liaison(report_in)
    if name:
        return _("联络员%(name)s，%(day)s") % {"name": name, "day": day}
    return _("联络员，%(day)s") % {"day": day}


def _body() -> list[str]:
    return [
        _(
            "来服务的都是自愿的，不收钱。做什么、什么时候、在哪里，每次事先说好；来不了，说一声就行。"
        ),
        _(
            "社区把每次服务的真实情况和风险事先说清楚。要持证的活由持证的人做；"
            "可能有人身危险的，先给参加的人买好保险再开始（志愿服务条例第十四、十六、十七条）。"
        ),
        _("不打卡、不排名、不考核。做没做到，只有双方自己知道。"),
        _("任何一方随时可以结束，不用说理由，在网页上点一下就行；结束以后，这份协议不再有效。"),
    ]
