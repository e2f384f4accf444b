"""Questions about exports, already narrowed to what the actor may see."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.ids import read_number
from last500.exports import rules
from last500.exports.models import Export
from last500.exports.registry import TABLES, Table
from last500.exports.rules import State
from last500.organisations.models import Office
from last500.organisations.rules import OFFICES, Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch, path_steps

PAGE = 20
PLACES = 600
LEVELS = ("street", "community", "compound")
STATE_SHAPES = {
    State.ASKED: "wait",
    State.RELEASED: "go",
    State.REFUSED: "stop",
    State.EXPIRED: "stop",
}


def places_to_export(actor: Actor) -> list[Place]:
    """Where the actor may ask for a table: streets, communities and compounds; one statement."""
    fits = Q(pk=None)
    for path in actor.branches(Permission.EXPORT_ASK):
        fits |= Q(path__range=branch(path))
    rows = Place.objects.current().filter(fits, level__in=LEVELS)
    return list(rows.select_related("parent__parent__parent").order_by("path")[:PLACES])


def tables_for(actor: Actor) -> list[Table]:
    """The tables the actor may read as pages; those of the highest app, the most wanted, first."""
    known = reversed(TABLES.values())
    return [table for table in known if actor.branches(table.permission)]


def releasers(place: Place, but: UUID | None) -> list[Person]:
    """Who may be the second person today: here or above, never whoever asks."""
    kinds = [kind for kind, (_levels, may) in OFFICES.items() if Permission.EXPORT_RELEASE in may]
    rows = Office.objects.acting(clock.today()).filter(
        place__in=path_steps(place.path), kind__in=kinds
    )
    rows = rows.exclude(person=but).select_related("person")
    return list({office.person_id: office.person for office in rows[:40]}.values())


@dataclass(frozen=True)
class Shown:
    """An export as a page shows it: its state by the clock, whatever the job has done so far."""

    export: Export
    what: str
    state: str
    shape: str
    open: bool
    waiting: bool


def shown(export: Export) -> Shown:
    now = clock.now()
    is_open = rules.is_open(export.state, export.ends_at, now)
    waiting = rules.is_waiting(export.state, export.ends_at, now)
    unended = {State.ASKED, State.RELEASED}
    over = export.state in unended and not (is_open or waiting)
    state = State.EXPIRED if over else State(export.state)
    words: dict[str, Any] = dict(Export._meta.get_field("state").flatchoices)
    table = TABLES.get(export.what)
    name = _(table.name) if table else export.what
    return Shown(export, name, str(words[state]), STATE_SHAPES[state], is_open, waiting)


def asked(actor: Actor, page: int) -> tuple[list[Shown], bool]:
    """One page of the actor's own exports, and whether there are older ones."""
    rows = Export.objects.visible_to(actor).filter(asked_by=actor.person)
    rows = rows.select_related("place").order_by("-asked_at", "-pk")
    found = [shown(row) for row in rows[(page - 1) * PAGE : page * PAGE + 1]]
    return found[:PAGE], len(found) > PAGE


def waiting_for(actor: Actor) -> list[Shown]:
    """What the actor may release or refuse now, the oldest first."""
    rows = Export.objects.visible_to(actor).filter(state=State.ASKED, ends_at__gt=clock.now())
    rows = rows.exclude(asked_by=actor.person).select_related("place", "asked_by")
    return [shown(row) for row in rows.order_by("asked_at")[:50]]


def one(actor: Actor, key: UUID) -> Export | None:
    rows = Export.objects.visible_to(actor).filter(pk=key)
    return rows.select_related("place", "asked_by").first()


def by_number(text: str) -> Export | None:
    """The export whose number stands in a file that was found; also by its key."""
    number = read_number(text)
    found = Export.objects.filter(number=number).select_related("place") if number else None
    if found is None:
        try:
            found = Export.objects.filter(pk=UUID(text)).select_related("place")
        except ValueError:
            return None
    return found.first()
