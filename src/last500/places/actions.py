"""The verbs of the tree: add a place, apply an edition of the official divisions."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.errors import Refused
from last500.places import rules
from last500.places.models import Notice, Place


@transaction.atomic
def add(parent: Place | None, level: str, name: str, **details: object) -> Place:
    """Add one place under another. Raises Refused when the level does not fit there."""
    if not rules.may_lie_under(level, parent.level if parent else None):
        raise Refused(_("这一级不能放在那里。"), "level")
    name = " ".join(name.split())
    if not name:
        raise Refused(_("请写名称。"), "name")
    place = Place.objects.create(
        parent=parent,
        level=level,
        name=name,
        path=f"new-{clock.now().timestamp()}-{id(name)}",
        opened_on=clock.today(),
        **details,
    )
    place.path = (parent.path if parent else "") + rules.path_step(place.pk)
    place.save(update_fields=["path"])
    return place


def current_edition() -> list[rules.Division]:
    rows = Place.objects.current().filter(level__in=rules.OFFICIAL).exclude(code="")
    return [
        rules.Division(code, name, level, parent)
        for code, name, level, parent in rows.values_list("code", "name", "level", "parent__code")
    ]


def difference(rows: list[rules.Division]) -> rules.EditionDiff:
    """What the file changes in the cities it holds; other cities are none of its business."""
    cities = {row.code for row in rows if row.level == rules.Level.CITY}
    tops = Place.objects.current().filter(level=rules.Level.CITY, code__in=cities)
    within = Q(pk=None)
    for path in tops.values_list("path", flat=True):
        within |= Q(path__range=rules.branch(path))
    known = set(Place.objects.filter(within).values_list("code", flat=True))
    codes = {row.code for row in rows}
    old = [row for row in current_edition() if row.code in known or row.code in codes]
    return rules.compare_editions(old, rows)


@transaction.atomic
def apply_edition(
    rows: list[rules.Division],
    edition: str,
    *,
    accepted: rules.EditionDiff,
    progress: Callable[[int], None] = lambda done: None,
) -> rules.EditionDiff:
    """Apply what was shown and accepted; refuses when the tree has changed since.

    Nothing is deleted: a division that is gone is closed today and, where merged, says into what.
    """
    diff = difference(rows)
    if diff != accepted:
        raise Refused(_("区划在这期间变了，请重新看一遍差异。"))
    today = clock.today()
    by_code = {p.code: p for p in Place.objects.current().filter(level__in=rules.OFFICIAL)}
    _add_divisions(diff.added, by_code, edition, progress)
    for _was, division in diff.renamed:
        Place.objects.filter(pk=by_code[division.code].pk).update(name=division.name)
    for _was, division in diff.moved:
        _move(by_code[division.code], by_code[division.parent or ""])
    for gone, heir in diff.merged:
        _take_over(by_code[gone.code], by_code[heir.code])
        Place.objects.filter(pk=by_code[gone.code].pk).update(
            closed_on=today, merged_into=by_code[heir.code]
        )
    closed = [by_code[division.code].pk for division in diff.closed]
    Place.objects.filter(pk__in=closed).update(closed_on=today)
    return diff


def _add_divisions(
    added: Iterable[rules.Division],
    by_code: dict[str, Place],
    edition: str,
    progress: Callable[[int], None],
) -> None:
    """Level by level, so that each parent has its path before its children need it."""
    done = 0
    for level in rules.OFFICIAL:
        rows = [d for d in added if d.level == level]
        places = Place.objects.bulk_create(
            Place(
                parent=by_code[d.parent] if d.parent else None,
                path=f"new-{edition}-{d.code}",
                level=level,
                name=d.name,
                code=d.code,
                edition=edition,
                opened_on=clock.today(),
            )
            for d in rows
        )
        for place in places:
            place.path = (place.parent.path if place.parent else "") + rules.path_step(place.pk)
            by_code[place.code] = place
        Place.objects.bulk_update(places, ["path"], batch_size=500)
        done += len(rows)
        progress(done)


def _take_over(gone: Place, heir: Place) -> None:
    """Grids and compounds of a division that is gone live on under the one it became."""
    for child in Place.objects.filter(parent=gone).exclude(level__in=rules.OFFICIAL):
        _move(child, heir)


@transaction.atomic
def move(place: Place, parent: Place) -> None:
    """It lies there from now on, with all below it. Raises Refused where its level does not fit."""
    if not rules.may_lie_under(place.level, parent.level):
        raise Refused(_("这一级不能放在那里。"), "level")
    _move(place, parent)


def _move(place: Place, parent: Place) -> None:
    # A move further up in the same edition may have changed both paths since they were read.
    place.refresh_from_db(fields=["path"])
    parent.refresh_from_db(fields=["path"])
    old, new = place.path, parent.path + rules.path_step(place.pk)
    branch = list(Place.objects.under(old))
    for moved in branch:
        moved.path = new + moved.path[len(old) :]
        if moved.pk == place.pk:
            moved.parent = parent
    Place.objects.bulk_update(branch, ["path", "parent"], batch_size=500)


def post_notice(place: Place, *, title: str, body: str, days: int = 14) -> Notice:
    today = clock.today()
    return Notice.objects.create(
        place=place, title=title, body=body, from_on=today, until_on=today + days * clock.DAY
    )
