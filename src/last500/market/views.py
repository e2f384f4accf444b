"""One page over what is open near and far. It reads; every step is done in the app that owns it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base.http import Request
from last500.market import reading, rules, words
from last500.market.looking import Reader, reader_at
from last500.market.rules import Far, Kind, Sifted, Skill, When, Wish
from last500.market.sources import gathered
from last500.places.models import Place
from last500.reportin.skills import GROUPS, SKILL_BY_CODE


@require_safe
def near(request: Request) -> HttpResponse:
    """Around one's own compound, one's team's place or one's unit's community."""
    return _page(request, reader_at(request.actor, team=request.GET.get("team", "")))


@require_safe
def at(request: Request, slug: str) -> HttpResponse:
    """Around a compound that was chosen: for a stranger what hangs at gates."""
    rows = Place.objects.current().filter(level="compound")
    place = get_object_or_404(rows, slug=slug)
    return _page(request, reader_at(request.actor, place, request.GET.get("team", "")))


def _page(request: Request, reader: Reader | None) -> HttpResponse:
    if reader is None:
        return render(request, "market/where.html", {})
    said = {name: text for name, text in request.GET.items() if isinstance(text, str)}
    read = reading.read(said, today=reader.today, skills=SKILL_BY_CODE, own=reader.skills)
    found = gathered(reader)
    home, wish = reader.home.path, read.wish
    sifted = rules.sift(found.lines, wish, home, reader.today)
    lines, page, pages = rules.page_of(sifted.shown, read.page)
    context = {
        "place": reader.home,
        "team": reader.team,
        "told": [words.told(line, wish, home, reader.today) for line in lines],
        "count": len(sifted.shown),
        "hidden": _hidden(sifted, wish, reader),
        "by_several": sifted.by_several,
        "all_href": _href(reader, Wish(far=Far.ANYWHERE)),
        "cut": found.cut,
        "odd": read.odd,
        "filtered": bool(reading.address(wish)),
        "newer": _href(reader, wish, page - 1) if page > 1 else "",
        "older": _href(reader, wish, page + 1) if page < pages else "",
        "wish": wish,
        "picks": _picks(reader),
        "shapes": words.SHAPES,
        "kind_words": rules.KIND_WORDS,
        "group_words": rules.GROUP_WORDS,
    }
    return render(request, "market/near.html", context)


def _href(reader: Reader, wish: Wish, page: int = 1) -> str:
    """The filter lives in the address alone."""
    said = {"team": str(reader.team.pk)} if reader.team else {}
    said |= reading.address(wish)
    if page > 1:
        said["page"] = str(page)
    return f"?{urlencode(said)}"


def _hidden(sifted: Sifted, wish: Wish, reader: Reader) -> list[tuple[str, str]]:
    """Each filter with how many it hides, and the address without it."""
    return [
        (words.hidden_words(sieve, number), _href(reader, wish.without(sieve)))
        for sieve, number in sifted.only.items()
    ]


def _picks(reader: Reader) -> dict[str, Any]:
    """What the filter's fields offer: (value, word) pairs."""
    compound = reader.home.level == "compound"
    kinds = [one for one in Kind if _concerns(one, reader)]
    own = [(str(Skill.MINE), _("我们队会的") if reader.team else _("我会的"))]
    return {
        "kind": [("", _("都看")), *((str(one), _(rules.KIND_WORDS[one])) for one in kinds)],
        "when": [(str(one), _(rules.WHEN_WORDS[one])) for one in When],
        "minutes": [
            (str(n or ""), _("%(n)d 分钟以内") % {"n": n} if n else _("多久都行"))
            for n in rules.MINUTES
        ],
        "far": [
            (str(one), _(rules.FAR_WORDS[one])) for one in Far if compound or one != Far.COMPOUND
        ],
        "group": [("", _("和谁都行")), *((str(o), _(w)) for o, w in rules.GROUP_WORDS.items())],
        "skill": [
            ("", _("不限本领")),
            (str(Skill.NONE), _("不用会什么")),
            *(own if reader.skills else []),
        ],
        "skills": [
            (_(name), [(code, _(SKILL_BY_CODE[code].name)) for code in codes])
            for name, codes in GROUPS
        ],
    }


def _concerns(kind: Kind, reader: Reader) -> bool:
    """Requests are for reported-in helpers, needs for whoever speaks for a unit."""
    if kind == Kind.REQUEST:
        return reader.report_in is not None
    return kind != Kind.NEED or bool(reader.units)
