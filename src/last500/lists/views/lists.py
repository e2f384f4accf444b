"""A community's lists: for its desk, for readers, on paper, as a file."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base import limits
from last500.base.http import Request, signed_in
from last500.base.sheets import attachment, sheet_answer
from last500.lists import exporting, formats, own_sections, queries
from last500.lists.sections import PAGE, PRINTED, SECTIONS, Asked, Section
from last500.lists.views.gate import edited, there
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import path_steps

PAGES_MOST = 500


@dataclass(frozen=True)
class Chosen:
    """What the address asks for; anything else in it is left aside."""

    section: Section
    words: str
    kind: str
    state: str
    page: int

    @classmethod
    def read(cls, request: Request) -> "Chosen":
        said = request.GET
        code, page = said.get("list", ""), said.get("page", "1")
        section = SECTIONS.get(code) or next(iter(SECTIONS.values()))
        return cls(
            section,
            said.get("q", "").strip()[:40],
            _known(said.get("kind", ""), section.kinds),
            _known(said.get("state", ""), section.states),
            max(1, min(PAGES_MOST, int(page))) if page.isdecimal() and len(page) < 5 else 1,
        )

    def query(self, **more: object) -> str:
        said: dict[str, object] = {"list": self.section.code, "q": self.words, "kind": self.kind}
        said |= {"state": self.state, **more}
        return "?" + urlencode({name: value for name, value in said.items() if value})


def _known(word: str, choices: tuple[tuple[str, str], ...]) -> str:
    return word if word in {str(code) for code, _name in choices} else ""


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    """The community's own page: what waits for its answer, and the lists with their tools."""
    community = edited(request, place_id)
    waiting = queries.waiting_at_desk(community)
    return _page(request, community, "lists/desk.html", "lists:desk", waiting=waiting)


@require_safe
@signed_in
def read(request: Request, place_id: int) -> HttpResponse:
    """The same lists for whoever reports in within the street."""
    community = there(queries.community_to_read(request.actor, place_id))
    return _page(request, community, "lists/read.html", "lists:read")


@require_safe
@signed_in
def of_compound(request: Request, place_id: int) -> HttpResponse:
    """A compound's desk: the lists of its community, and a need to propose."""
    compound = there(queries.place_for_needs(request.actor, place_id))
    if compound.level != "compound":
        raise Http404
    community = there(_community_above(compound))
    return _page(
        request, community, "lists/read.html", "lists:of_compound", compound, compound=compound
    )


def _community_above(compound: Place) -> Place | None:
    rows = Place.objects.filter(pk__in=path_steps(compound.path), level="community")
    return rows.select_related("parent").first()


def _page(
    request: Request,
    community: Place,
    template: str,
    name: str,
    own: Place | None = None,
    **more: Any,
) -> HttpResponse:
    chosen = Chosen.read(request)
    start = (chosen.page - 1) * PAGE
    asked = Asked(request.actor, community, chosen.words, chosen.kind, chosen.state, start=start)
    found = chosen.section.find(asked)
    base = reverse(name, args=[(own or community).pk])
    context = {
        "community": community,
        "chosen": chosen,
        "section": chosen.section,
        "found": found,
        "tabs": [
            {
                "word": _(one.name),
                "href": f"{base}?list={one.code}",
                "current": one is chosen.section,
            }
            for one in SECTIONS.values()
        ],
        "filtered": bool(chosen.words or chosen.kind or chosen.state),
        "newer": base + chosen.query(page=chosen.page - 1) if chosen.page > 1 else "",
        "older": base + chosen.query(page=chosen.page + 1) if found.more else "",
        "base": base,
        "paper": reverse("lists:paper", args=[community.pk]) + chosen.query(),
        "edits": request.actor.may(Permission.LIST_EDIT, community.path),
    }
    return render(request, template, context | more)


@require_safe
@signed_in
def paper(request: Request, place_id: int) -> HttpResponse:
    """A4, with the same filters: for the board at the community."""
    community = there(queries.community_to_read(request.actor, place_id))
    chosen = Chosen.read(request)
    asked = Asked(request.actor, community, chosen.words, chosen.kind, chosen.state, most=PRINTED)
    found = chosen.section.find(asked)
    context = {"community": community, "section": chosen.section, "found": found, "most": PRINTED}
    return render(request, "lists/paper.html", context)


@require_safe
@signed_in
def sheet(request: Request, place_id: int, what: str, kind: str) -> HttpResponse:
    """The list as CSV, Excel or JSON: no person is in it. Raises TooMany."""
    community = edited(request, place_id)
    if what not in formats.FIELDS or kind not in {"csv", "xlsx", "json"}:
        raise Http404
    limits.hit("sheet", str(request.actor.person), limits.SHEETS_PER_PERSON)
    chosen = Chosen.read(request)
    asked = Asked(request.actor, community, chosen.words, chosen.kind, chosen.state)
    rows: Any
    if what == "needs":
        rows = own_sections.needs(asked).select_related("place", "community")
    else:
        rows = exporting.with_offers(own_sections.resources(asked))
    return _file(community, what, kind, list(rows[:5000]))


def _file(community: Place, what: str, kind: str, rows: list[Any]) -> HttpResponse:
    name = f"{community.name}-{_(SECTIONS[what].name)}"
    if kind == "json":
        text = formats.json_text(what, [exporting.coded(row) for row in rows])
        answer = HttpResponse(text, content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = attachment(name, "json")
        return answer
    fields = exporting.need_fields if what == "needs" else exporting.resource_fields
    cells = [tuple(fields(row).values()) for row in rows]
    return sheet_answer(name, formats.head(what), cells, kind)
