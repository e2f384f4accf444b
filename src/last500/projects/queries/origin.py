"""Where a service comes from: who asked, who organised, who carries it, who pays.

Activities and evaluations show the same: `origin(project)`, and `origin` of projects/parts.html.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from last500.organisations.queries import organisation_name
from last500.projects import money, rules, seams, words
from last500.projects.models import BudgetLine, Partner, Party, Project
from last500.projects.rules import PartySide
from last500.unmet.sentences import month_words

# Fewer than this are told as "a few": a count of one or two could point at a neighbour.
FEW = 5


@dataclass(frozen=True)
class AskedLine:
    """What was asked of a kind in a month; `number` is 0 where it is a few."""

    kind: str
    month: date
    number: int

    @property
    def when(self) -> str:
        """2026年9月, September 2026."""
        return month_words(self.month)


@dataclass(frozen=True)
class Paid:
    payer: str
    yuan: str


@dataclass(frozen=True)
class Origin:
    """Names of places and organisations and groups of people; never of a person."""

    asked: tuple[AskedLine, ...]
    proposed: str
    organised: str
    carried: str
    partners: tuple[str, ...]
    paid: tuple[Paid, ...]
    costs_nothing: bool


def _desk_name(project: Project) -> str:
    return organisation_name(project.place) or project.place.name


def _proposed(project: Project) -> str:
    if project.by_organisation is not None:
        return project.by_organisation.name
    return _("一位邻居") if project.by_neighbour else _desk_name(project)


def _leads(project: Project) -> str:
    if project.lead is not None:
        return project.lead.name
    return _("一位邻居牵头") if project.leader_id else ""


def _by_agreement(project: Project) -> list[str]:
    """Whoever has said yes to do the work in the three-party agreement, beside who leads it."""
    rows = Party.objects.filter(
        project=project,
        side=PartySide.CARRIER,
        organisation__isnull=False,
        agreed_at__isnull=False,
    )
    return list(rows.exclude(organisation=project.lead_id).values_list("name", flat=True))


def _paid(project: Project) -> tuple[Paid, ...]:
    """What the carrier adds is told as theirs, whoever else pays for the rest of the line."""
    sums: dict[str, int] = {}
    for row in BudgetLine.objects.filter(project=project).order_by("order"):
        sums[row.payer] = sums.get(row.payer, 0) + row.planned_fen - row.own_fen
        sums[words.Payer.OWN] = sums.get(words.Payer.OWN, 0) + row.own_fen
    return tuple(
        Paid(_(words.PAYER_WORDS[payer]), money.yuan(fen)) for payer, fen in sums.items() if fen
    )


def asked_lines(project: Project) -> tuple[AskedLine, ...]:
    counts = rules.of_months((one.kind, one.month, one.number) for one in seams.asked_for(project))
    return tuple(
        AskedLine(_(words.KIND_WORDS.get(kind, kind)), month, number if number >= FEW else 0)
        for kind, month, number in counts
        if number > 0
    )


def origin(project: Project) -> Origin:
    """Five statements, and those of whoever knows who asked (`seams.who_asked`).

    `project` comes with its place, lead and by_organisation.
    """
    partners = Partner.objects.agreed().filter(project=project).exclude(organisation=project.lead)
    names = partners.order_by("answered_at").values_list("organisation__name", flat=True)
    doing = [_leads(project), *_by_agreement(project)]
    carried, *others = [one for one in doing if one] or [_desk_name(project)]
    return Origin(
        asked=asked_lines(project),
        proposed=_proposed(project),
        organised=_desk_name(project),
        carried=carried,
        partners=tuple(dict.fromkeys([*others, *names[:20]])),
        paid=_paid(project),
        costs_nothing=project.total_fen == 0,
    )
