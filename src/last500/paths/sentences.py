"""A path in words: each stone as the pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from last500.councils.rules import BY_CODE as TEMPLATES
from last500.paths import lessons, rules
from last500.paths.lessons import Lesson
from last500.paths.queries import Path
from last500.paths.rules import Door, Fact, Kind, Stand, Stone
from last500.places.models import Place

# Where a thing that was done is read: by its own key, or (a seat names nobody) at the gate.
_SHOWN_AT = {
    Kind.ACTIVITY: "activities:show",
    Kind.RESOLUTION: "resolutions:show",
    Kind.MEETING: "councils:show",
    Kind.COVENANT: "covenants:show",
    Kind.STATEMENT: "ledger:statement",
    Kind.CONSULTATION: "consultations:show",
    Kind.VOTE: "votes:show",
    Kind.REVIEW: "resolutions:show",
}


@dataclass(frozen=True)
class Way:
    href: str
    word: str


@dataclass(frozen=True)
class Shown:
    """`what` and `href`: what was really done, where it was; `reason`: why it was put aside."""

    code: str
    number: int
    title: str
    purpose: str
    counts: str
    stand: str
    word: str
    at_gate: list[Way]
    lessons: list[Lesson]
    day: date | None = None
    what: str = ""
    href: str = ""
    called: str = ""
    reason: str = ""


def shown(path: Path) -> list[Shown]:
    return [_shown(path, number, stone) for number, stone in enumerate(path.stones, 1)]


def shown_one(path: Path, stone: Stone) -> Shown:
    return _shown(path, path.stones.index(stone) + 1, stone)


def _shown(path: Path, number: int, stone: Stone) -> Shown:
    step, fact, compound = stone.step, stone.fact, path.compound
    aside = path.put_aside(step.code) if stone.stand == Stand.ASIDE else None
    return Shown(
        code=step.code,
        number=number,
        title=_(step.title),
        purpose=_(step.purpose_for(compound.kind)),
        counts=_(step.counts),
        stand=stone.stand,
        word=_(rules.STAND_WORDS[stone.stand]),
        at_gate=ways(step.at_gate, compound.slug),
        lessons=[lessons.BY_CODE[code] for code in step.lessons],
        day=fact.day if fact else None,
        what=_(rules.KIND_WORDS[fact.kind]) if fact else "",
        href=_href(fact, compound) if fact else "",
        called=fact.title if fact else "",
        reason=aside.reason if aside else "",
    )


def _href(fact: Fact, compound: Place) -> str:
    if fact.kind == Kind.SEAT:
        return reverse("grids:at", args=[compound.slug])
    return reverse(_SHOWN_AT[fact.kind], args=[fact.key])


def ways(doors: Iterable[Door], argument: object) -> list[Way]:
    return [Way(reverse(door.name, args=[argument]), _(door.word)) for door in doors]


def desk_ways(stone: Stone, compound: Place) -> list[Way]:
    """Where the desk does it; a meeting is prepared from its template."""
    found = ways(stone.step.at_desk, compound.pk)
    template = TEMPLATES.get(stone.step.template)
    if template is not None:
        address = reverse("councils:new", args=[compound.pk])
        word = _("照“%(title)s”准备一次会") % {"title": _(template.title)}
        found.append(Way(f"{address}?template={template.code}", word))
    return found
