"""Pages of the figures: what needs me, a place and those below it, its history, its sheets."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base import limits
from last500.base.errors import Forbidden
from last500.base.http import Request
from last500.base.sheets import sheet_answer
from last500.organisations.rules import Permission
from last500.service_requests.rules import STATE_WORDS
from last500.stats import queries, words
from last500.stats.forms import FilterForm
from last500.stats.rules import INDICATORS, STATES

HISTORY_WEEKS = 26


def _address(name: str, place_id: int, chosen: dict) -> str:
    """The same filters on another page; what is the default is left out."""
    said = {key: value for key, value in chosen.items() if value not in {"", 4}}
    return reverse(f"stats:{name}", args=[place_id]) + (f"?{urlencode(said)}" if said else "")


def _sheets(name: str, chosen: dict, *place_id: int) -> list[tuple[str, str]]:
    """Where the same table lies as a file: what the button says, and its address."""
    said = {key: value for key, value in chosen.items() if value not in {"", 4}}
    address = reverse(f"stats:{name}", args=place_id)
    return [
        (_("导出 Excel 表格"), f"{address}?{urlencode(said | {'as': 'xlsx'})}"),
        (_("导出 CSV"), f"{address}?{urlencode(said | {'as': 'csv'})}"),
    ]


def _sheet(
    request: Request, title: str, columns: Sequence[object], rows: Sequence[Sequence[object]]
) -> HttpResponse:
    limits.hit("sheet", str(request.actor.person), limits.SHEETS_PER_PERSON)
    return sheet_answer(title, columns, rows, request.GET.get("as", ""))


@login_required
@require_safe
def figures(request: Request) -> HttpResponse:
    """What needs me: the own desks first, then the places below with what is open there."""
    if not request.actor.branches(Permission.FIGURES_READ):
        raise Forbidden(Permission.FIGURES_READ)
    return render(
        request,
        "stats/needs.html",
        {"needs": queries.needs(request.actor), "sheets": _sheets("needs_export", {})},
    )


@login_required
@require_safe
def needs_export(request: Request) -> HttpResponse:
    if not request.actor.branches(Permission.FIGURES_READ):
        raise Forbidden(Permission.FIGURES_READ)
    below = queries.needs(request.actor).below
    columns = [_("地方"), _("级别"), _("有人值守"), words.name_of("open"), words.name_of("overdue")]
    rows = [
        [
            here.name,
            here.get_level_display(),
            _("有") if here.staffed else _("没有"),  # type: ignore[attr-defined]
            present.open,
            present.overdue,
        ]
        for here, present in below
    ]
    return _sheet(request, _("各处还没办结的"), columns, rows)


@login_required
@require_safe
def place(request: Request, place_id: int) -> HttpResponse:
    filters = FilterForm(request.GET)
    chosen = filters.chosen()
    board = queries.board(request.actor, place_id, **chosen)
    weeks = board.period.weeks
    return render(
        request,
        "stats/place.html",
        {
            "board": board,
            "above": queries.above(request.actor, board.whole.place),
            "filters": filters,
            "sentence": words.now_sentence(board.whole),
            "states": [
                (state, _(STATE_WORDS[state]), board.whole.present.by_state[state])
                for state in STATES
            ],
            "compared": words.compared(board),
            "columns": words.below_columns(),
            "rows": words.below_rows(board, lambda pk: _address("place", pk, chosen)),
            "indicators": INDICATORS,
            "now_words": words.now_words(weeks),
            "past_words": words.past_words(weeks),
            "sheets": _sheets("export", chosen, place_id),
            "history": _address("history", place_id, chosen),
            "tries_out": board.whole.place.level == "street"
            and request.actor.may(Permission.TRIAL_RUN, board.whole.place.path),
            "reads_requests": request.actor.may(Permission.REQUEST_READ, board.whole.place.path),
        },
    )


@login_required
@require_safe
def export(request: Request, place_id: int) -> HttpResponse:
    """The table of the figures page with its past, in numbers; minutes are minutes."""
    chosen = FilterForm(request.GET).chosen()
    board = queries.board(request.actor, place_id, **chosen)
    weeks = board.period.weeks
    rows: list[list[object]] = []
    for figures_of_place in (board.whole, *board.below):
        name = figures_of_place.place.name
        rows.append(
            [name, words.now_words(weeks), *words.sheet_row(figures_of_place, figures_of_place.now)]
        )
        past = list(words.sheet_row(figures_of_place, figures_of_place.past))
        rows.append([name, words.past_words(weeks), "", "", *past[2:]])
    title = _("%(place)s的情况") % {"place": board.whole.place.name}
    return _sheet(request, title, [_("地方"), _("时间"), *words.sheet_columns()], rows)


@login_required
@require_safe
def history(request: Request, place_id: int) -> HttpResponse:
    filters = FilterForm(request.GET)
    chosen = filters.chosen()
    board = queries.board(request.actor, place_id, **chosen)
    weeks = queries.weeks_of(board.whole.place, weeks=HISTORY_WEEKS, category=chosen["category"])
    return render(
        request,
        "stats/history.html",
        {
            "board": board,
            "filters": filters,
            "story": words.story(board),
            "columns": [words.name_of(code) for code in words.FLOWS],
            "weeks": [(week.start, words.week_cells(week)) for week in reversed(weeks)],
            "picture": words.picture(weeks),
            "first": weeks[0].start,
            "back_to": _address("place", place_id, chosen),
            "sheets": _sheets("history_export", chosen, place_id),
        },
    )


@login_required
@require_safe
def history_export(request: Request, place_id: int) -> HttpResponse:
    chosen = FilterForm(request.GET).chosen()
    here, _below = queries.place_with_figures(request.actor, place_id)
    weeks = queries.weeks_of(here, weeks=HISTORY_WEEKS, category=chosen["category"])
    rows = [
        [week.start, *(words.value_of(week.flow, code) for code in words.FLOWS)] for week in weeks
    ]
    title = _("%(place)s的每周情况") % {"place": here.name}
    return _sheet(request, title, [_("这一周从哪天起"), *words.sheet_columns()[2:]], rows)
