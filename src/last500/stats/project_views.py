"""Page and sheet of the projects and activities of a place and of those below it."""

from collections.abc import Callable, Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base import limits
from last500.base.http import Request
from last500.base.sheets import sheet_answer
from last500.projects.money import yuan
from last500.projects.rules import STATE_WORDS, State
from last500.stats.projects import Tally, project_board

# From the proposal to its closing, then what was stopped; the names of columns.
STATES = tuple(STATE_WORDS)


def _columns(money: Callable[[str], str]) -> list[str]:
    told = [_(STATE_WORDS[state]) for state in STATES]
    sums = [money(_("计划")), money(_("自筹")), money(_("已花"))]
    return [*told, *sums, _("活动场次"), _("活动的位置"), _("到了的人")]


def _cells(tally: Tally, money: Callable[[int], object]) -> list[object]:
    states = [tally.states.get(State(state), 0) for state in STATES]
    came = tally.came_shown
    return [
        *states,
        *(money(fen) for fen in (tally.planned, tally.own, tally.spent)),
        tally.dates,
        tally.offered,
        _("几位") if came is None else came,
    ]


@login_required
@require_safe
def projects(request: Request, place_id: int) -> HttpResponse:
    board = project_board(request.actor, place_id)
    columns = _columns(lambda word: _("%(sum)s（元）") % {"sum": word})
    address = reverse("stats:projects_export", args=[place_id])
    context = {
        "board": board,
        "columns": columns,
        "whole": list(zip(columns, _cells(board.whole, yuan), strict=True)),
        "rows": [(one.place, _cells(one, yuan)) for one in board.below],
        "sheets": [(_("导出 CSV"), address), (_("导出 Excel 表格"), f"{address}?as=xlsx")],
    }
    return render(request, "stats/projects.html", context)


@login_required
@require_safe
def export(request: Request, place_id: int) -> HttpResponse:
    """The same table; money in fen. Raises TooMany."""
    board = project_board(request.actor, place_id)
    limits.hit("sheet", str(request.actor.person), limits.SHEETS_PER_PERSON)
    columns = [_("地方"), *_columns(lambda word: _("%(sum)s（分）") % {"sum": word})]
    rows: list[Sequence[object]] = [
        [one.place.name, *_cells(one, int)] for one in (board.whole, *board.below)
    ]
    title = _("%(place)s的项目和活动") % {"place": board.whole.place.name}
    return sheet_answer(title, columns, rows, request.GET.get("as", ""))
