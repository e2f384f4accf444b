"""A row of a file as a proposal of the desk: by the same verb as the page, and weighed like any."""

from collections.abc import Mapping

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.imports.cells import Cells, Reader, words
from last500.imports.kinds import Kind
from last500.organisations.rules import Permission
from last500.places.audiences import AUDIENCE_WORDS, Audience
from last500.places.models import Place
from last500.places.rules import DESKS
from last500.posts.formats import risks
from last500.projects.actions.proposing import checked, propose
from last500.projects.draft import Draft
from last500.projects.exporting import FORMAT
from last500.projects.models import Project
from last500.projects.words import KIND_WORDS

COLUMNS: Mapping[str, str] = {
    "key": N_("编号"),
    "place": N_("地方"),
    "title": N_("项目"),
    "kind": N_("类别"),
    "audience": N_("为谁"),
    "aim": N_("目标"),
    "does": N_("做什么"),
    "materials": N_("物资"),
    "from_on": N_("开始"),
    "until_on": N_("结束"),
    "risk": N_("风险"),
    "risk_note": N_("风险说明"),
    "insurance": N_("保险"),
    "insured_on": N_("保险从哪天"),
}


def draft_of(cells: Cells) -> Draft:
    """Raises Refused with the sentence for this row."""
    row = Reader(COLUMNS, cells)
    begins, ends = row.day("from_on"), row.day("until_on")
    if begins is None or ends is None:
        raise row.fault("from_on" if begins is None else "until_on")
    return Draft(
        title=row.text("title"),
        aim=row.text("aim"),
        kind=row.one_of("kind", words(KIND_WORDS)),
        audience=row.one_of("audience", words(AUDIENCE_WORDS), Audience.ALL),
        from_on=begins,
        until_on=ends,
        does=row.text("does"),
        materials=row.text("materials"),
        risk=row.one_of("risk", risks()),
        risk_note=row.text("risk_note"),
        insurance=row.text("insurance"),
        insured_on=row.day("insured_on"),
    )


def _check(actor: Actor, place: Place, cells: Cells) -> None:
    checked(draft_of(cells), place)


def _make(actor: Actor, place: Place, cells: Cells, index: str) -> Project:
    return propose(actor, place, draft_of(cells), import_index=index)


KIND = Kind(
    code="projects",
    name=N_("项目"),
    format=FORMAT,
    columns=COLUMNS,
    needed=("title", "kind", "aim", "from_on", "until_on", "risk"),
    title="title",
    permission=Permission.PROJECT_EDIT,
    levels=frozenset(DESKS),
    model=Project,
    check=_check,
    make=_make,
    home="projects:desk",
    note=N_("每一行是一个提议，和页面上提的一样：等三方评议，钱、指标和要的人评过再写。"),
    own_key="number",
)
