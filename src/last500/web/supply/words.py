"""What the supply map says: its cells, its rows, its sentences. No statement is asked here."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.dispatch.models.supply import Answer
from last500.dispatch.supply import (
    GROUP_BY_CODE,
    GROUPS,
    HOLDS,
    SLOT_WORDS,
    SLOTS,
    Cell,
    Map,
    Row,
    Standing,
)
from last500.dispatch.supply_board import Board, Proposed
from last500.dispatch.supply_facts import TOLD
from last500.organisations.rules import Permission
from last500.places.models import Place

S = Standing
LEGEND: tuple[tuple[str, str], ...] = (
    (S.SHORT, N_("缺：要的比能帮的多，条纹越密缺得越多")),
    (S.EVEN, N_("够：刚好，没有多少余地")),
    (S.SPARE, N_("余：能帮的有一倍半以上")),
    (S.UNASKED, N_("没人提：没有记下求助，不等于没有需要")),
    (S.APART, N_("不单列：人太少")),
)
PROPOSED_SHOWN = 12


# ---- the head ------------------------------------------------------------------------------------


def above(actor: Actor, place: Place) -> list[Place]:
    """The places above whose map the reader may open, from the top."""
    chain: list[Place] = []
    over = place.parent
    while over is not None:
        if over.level in TOLD and actor.may(Permission.FIGURES_READ, over.path):
            chain.insert(0, over)
        over = over.parent
    return chain


def address(place_id: int, group: str = "") -> str:
    own = reverse("supply:show", args=[place_id])
    return f"{own}?{urlencode({'group': group})}" if group else own


def tabs(place: Place, group: str) -> list[dict[str, Any]]:
    kinds = [("", _("全部"))] + [(one.code, _(one.name)) for one in GROUPS]
    return [
        {"word": word, "href": address(place.pk, code), "current": code == group}
        for code, word in kinds
    ]


def lede(board: Board, group: str) -> str:
    """The one sentence of the page."""
    if board.sheet is None:
        return _("还没有算过。每天夜里算一次，明天再来看。")
    shown = board.sheet.map
    if shown.silent:
        return _("90 天里没有记下求助。可能没人登记、没人来问，不等于没有需要。")
    worst = shown.row(group) if group else shown.worst
    if worst is None or not worst.gap:
        return _("列得出来的里面，眼下没有缺的。")
    said = {"kind": _(GROUP_BY_CODE[worst.group].name), "hours": worst.gap}
    hardest = max(worst.settled, key=lambda cell: cell.gap)
    if hardest.at in {"all", "any"}:
        return _("最缺%(kind)s，折成四周大约缺 %(hours)s 小时。") % said
    said["when"] = _(SLOT_WORDS[hardest.at])
    return _("最缺%(kind)s，折成四周大约缺 %(hours)s 小时，%(when)s缺得最多。") % said


# ---- the picture ---------------------------------------------------------------------------------


def columns() -> list[str]:
    return [_(SLOT_WORDS[slot]) for slot in SLOTS]


def rows(board: Board, group: str) -> list[dict[str, Any]]:
    if board.sheet is None:
        return []
    return [_row(row) for row in board.sheet.map.rows if group in {"", row.group}]


def _row(row: Row) -> dict[str, Any]:
    name = _(GROUP_BY_CODE[row.group].name)
    note = _("缺 %(n)s 小时") % {"n": row.gap} if row.gap else ""
    if not row.cells:
        return {"name": name, "note": "", "cells": [_cell(Cell("all", None, None))]}
    return {"name": name, "note": note, "cells": [_cell(cell) for cell in row.settled]}


def _cell(cell: Cell) -> dict[str, Any]:
    standing = cell.standing
    return {
        "at": cell.at,
        "when": _(SLOT_WORDS[cell.at]),
        "span": len(HOLDS[cell.at]),
        "kind": standing,
        "heat": _heat(cell) if standing == S.SHORT else 0,
        "big": _big(cell),
        "small": _small(cell),
    }


def _heat(cell: Cell) -> int:
    """One to three: how much of what is asked for is missing."""
    assert cell.demand
    return 1 + min(2, 3 * cell.gap // cell.demand)


def _big(cell: Cell) -> str:
    words = {
        S.SHORT: _("缺 %(n)s"),
        S.SPARE: _("余 %(n)s"),
        S.EVEN: _("够"),
        S.UNASKED: _("没人提"),
        S.APART: _("不单列"),
    }
    over = (cell.supply or 0) - (cell.demand or 0)
    return words[cell.standing] % {"n": cell.gap or over}


def _small(cell: Cell) -> str:
    demand, supply = {"n": cell.demand}, {"n": cell.supply}
    if cell.standing == S.APART:
        if cell.supply is not None:
            return _("只列能帮的 %(n)s") % supply
        return _("只列要的 %(n)s") % demand if cell.demand is not None else ""
    word = _("可补 %(n)s") if cell.at == "any" else _("能 %(n)s")
    if cell.standing == S.UNASKED:
        return word % supply if cell.supply else ""
    return " · ".join((_("要 %(n)s") % demand, word % supply))


def legend() -> list[tuple[str, str]]:
    return [(code, _(word)) for code, word in LEGEND]


# ---- the places below ----------------------------------------------------------------------------


def below(board: Board, group: str) -> list[dict[str, Any]]:
    """In the order of the register, never by what they lack."""
    return [
        {"name": one.place.name, "href": address(one.place.pk, group), **_state_of(one.map, group)}
        for one in board.below
    ]


def _state_of(shown: Map, group: str) -> dict[str, Any]:
    if shown.silent:
        return {"kind": S.UNASKED, "word": _("没有记下求助"), "gap": "", "times": ""}
    row = shown.row(group) if group else shown.worst
    if row is not None and row.gap:
        hardest = max(row.settled, key=lambda cell: cell.gap)
        return {
            "kind": S.SHORT,
            "word": _(GROUP_BY_CODE[row.group].name),
            "gap": _("缺 %(n)s 小时") % {"n": row.gap},
            "times": "" if hardest.at in {"all", "any"} else _(SLOT_WORDS[hardest.at]),
        }
    told = [r for r in shown.rows if group in {"", r.group} and r.whole.standing != S.APART]
    if not told:
        return {"kind": S.APART, "word": _("不单列"), "gap": "", "times": ""}
    if not any(r.whole.demand for r in told):
        return {"kind": S.UNASKED, "word": _("没有记下求助"), "gap": "", "times": ""}
    return {"kind": S.EVEN, "word": _("没有缺的"), "gap": "", "times": ""}


# ---- what could be done --------------------------------------------------------------------------


def waiting(board: Board, group: str) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": _(GROUP_BY_CODE[code].name), "count": count}
        for code, count in board.waiting.items()
        if group in {"", code}
    ]


def proposed(board: Board) -> list[dict[str, Any]]:
    """Of the place itself with a button; of places below with the way there."""
    return [_proposal(board, one) for one in board.proposed[:PROPOSED_SHOWN]]


def _proposal(board: Board, one: Proposed) -> dict[str, Any]:
    said = {"of": one.of.name, "kind": _(GROUP_BY_CODE[one.group].name), "hours": one.hours}
    if one.scope == "street":
        text = _(
            "%(of)s的%(kind)s，四周里大约有 %(hours)s 小时有余，都是自己说过愿意在本街道帮忙的。"
        )
    else:
        text = _("%(of)s的%(kind)s，四周里大约有 %(hours)s 小时有余；出街道要再问本人。")
    own = one.to.pk == board.place.pk
    return {
        "to": one.to.name,
        "of": one.of.name,
        "asked": one.of.pk,
        "group": one.group,
        "kind": said["kind"],
        "hours": one.hours,
        "text": text % said,
        "own": own,
        "href": address(one.to.pk),
        "state": _ask_state(one),
    }


def _ask_state(one: Proposed) -> tuple[str, str] | None:
    if one.ask is None:
        return None
    return {
        Answer.NONE: ("asked", _("问过了，等等看")),
        Answer.WILLING: ("go", _("那边愿意问问邻居")),
        Answer.NOT_NOW: ("stop", _("那边这次不方便")),
    }[Answer(one.ask.answer)]


def asks(board: Board) -> list[dict[str, Any]]:
    """What other desks ask this one."""
    return [
        {
            "key": one.pk,
            "place": one.place.name,
            "kind": _(GROUP_BY_CODE[one.group].name),
            "hours": one.hours,
            "open": one.answer == Answer.NONE,
            "willing": one.answer == Answer.WILLING,
        }
        for one in board.asks
        if one.group in GROUP_BY_CODE
    ]


def resources(board: Board) -> list[dict[str, Any]]:
    return [
        {
            "title": one.title,
            "unit": one.organisation.name if one.organisation else "",
            "kind": _(GROUP_BY_CODE[group].name),
            "href": reverse("lists:resource", args=[one.pk]),
        }
        for group, one in board.resources
    ]


# ---- as a table ----------------------------------------------------------------------------------


def sheets(place: Place) -> list[tuple[str, str]]:
    own = reverse("supply:sheet", args=[place.pk])
    return [(_("导出 Excel 表格"), f"{own}?as=xlsx"), (_("导出 CSV"), f"{own}?as=csv")]


def sheet_columns() -> list[str]:
    return [_("地方"), _("帮什么"), _("时间"), _("要多少小时"), _("能帮多少小时"), _("缺多少小时")]


def sheet_rows(board: Board) -> list[list[object]]:
    found: list[list[object]] = []
    if board.sheet is not None:
        found += _lines(board.place, board.sheet.map)
    for one in board.below:
        found += _lines(one.place, one.map)
    return found


def _lines(place: Place, shown: Map) -> Iterator[list[object]]:
    """Empty where it is not shown; of a place without any request its sentence."""
    if shown.silent:
        yield [place.name, _("没有记下求助"), "", "", "", ""]
    for row in shown.rows:
        for cell in row.settled:
            known = cell.standing != S.APART
            line = [cell.demand, cell.supply, cell.gap if known else None]
            name = _(GROUP_BY_CODE[row.group].name)
            yield [
                place.name,
                name,
                _(SLOT_WORDS[cell.at]),
                *("" if n is None else n for n in line),
            ]
