"""By what it is decided at a place, as it was set; set anew by its office, with a reason."""

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext as _

from last500.base import clock, scope
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.dispatch.models import WeightVersion
from last500.dispatch.models.plan import REASON_MOST
from last500.dispatch.weights import (
    Unfit,
    Weighing,
    Weights,
    changed_from_default,
    validated,
    weighing_of,
    weights_from,
)
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.places.rules import path_steps
from last500.reportin.models import ReportIn

SETS_NUMBERS = ("street", "county")
SWITCHES = ("compound", "community", "street")
HISTORY = 50


def weighing_at(path: str) -> Weighing:
    """What counts at this place: the nearest above that has set something. One statement for all
    places that a page asks for, if they are asked for together (`weighing_in`)."""
    return weighing_in([path])[path]


def weighing_in(paths: Iterable[str]) -> dict[str, Weighing]:
    """For each of these places; one statement, none for what this page has read already."""
    here = scope.current()
    kept = {} if here is None else here.kept
    wanted = set(paths)
    missing = {path for path in wanted if ("weighing", path) not in kept}
    if missing:
        keys = {key for path in missing for key in path_steps(path)}
        rows = list(_rows(keys))
        for path in missing:
            kept["weighing", path] = weighing_of(row for row in rows if path.startswith(row[0]))
    return {path: kept["weighing", path] for path in wanted}


def _rows(keys: Iterable[int]) -> Iterable[tuple[str, int, dict | None, bool | None]]:
    rows = WeightVersion.objects.filter(place__in=keys)
    return rows.values_list("place__path", "number", "numbers", "by_distance")


def with_weighing(rows: QuerySet[ReportIn], path: str) -> QuerySet[ReportIn]:
    """The same rows, each with what counts at this place, so that it takes no statement of its
    own: what the nearest has set stands first, for a path is longer than those above it."""
    here = WeightVersion.objects.filter(place__in=path_steps(path))
    here = here.order_by("-place__path", "-number")
    return rows.annotate(
        weighing=Subquery(here.filter(numbers__isnull=False).values("numbers")[:1]),
        plain=Subquery(here.filter(by_distance__isnull=False).values("by_distance")[:1]),
    )


def weighing_on(row: object) -> Weighing:
    """Of a row of `with_weighing`; its version is not known there."""
    known = vars(row)
    return Weighing(weights_from(known["weighing"] or {}), bool(known["plain"]))


def _forget() -> None:
    here = scope.current()
    if here is not None:
        for key in [key for key in here.kept if isinstance(key, tuple) and key[0] == "weighing"]:
            del here.kept[key]


def history_of(place: Place) -> list[WeightVersion]:
    """What this place and those above it have set, the latest first; one statement."""
    rows = WeightVersion.objects.filter(place__in=path_steps(place.path))
    return list(rows.select_related("place").order_by("-since", "-pk")[:HISTORY])


def latest_number(place: Place) -> int:
    rows = WeightVersion.objects.filter(place=place).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def may_set_numbers(actor: Actor, place: Place) -> bool:
    return place.level in SETS_NUMBERS and actor.may(Permission.WEIGHTS_SET, place.path)


def may_switch(actor: Actor, place: Place) -> bool:
    """The desk of the place itself, or one above it."""
    return place.level in SWITCHES and actor.may(Permission.REQUEST_HANDLE, place.path)


def set_numbers(
    actor: Actor, place: Place, weights: Weights, *, reason: str, seen: int
) -> WeightVersion:
    """From now on these numbers count here and below, where nobody nearer has set others.

    `seen` is the number of the version that the page showed. Raises Forbidden; Refused, naming the
    number that cannot be; Conflict when somebody has set others meanwhile.
    """
    require(actor, Permission.WEIGHTS_SET, place)
    if place.level not in SETS_NUMBERS or place.closed_on:
        raise Refused(_("只有街道和区县能定这些数。"))
    try:
        numbers = changed_from_default(validated(weights))
    except Unfit as unfit:
        raise Refused(_("这个数不行：后一档不能比前一档小。"), unfit.name) from None
    if weights == weighing_at(place.path).weights:
        raise Refused(_("和现在的一样，没有改。"))
    office = actor.office_at(Permission.WEIGHTS_SET, place.path)
    return _add(place, seen, reason, office, numbers=numbers)


def set_by_distance(
    actor: Actor, place: Place, on: bool, *, reason: str, seen: int
) -> WeightVersion:
    """The off switch: nothing but time and distance counts here any more, or fit does again.

    Raises Forbidden; Refused without a reason; Conflict when somebody has set it meanwhile.
    """
    require(actor, Permission.REQUEST_HANDLE, place)
    if place.level not in SWITCHES or place.closed_on:
        raise Refused(_("这里不能定这个。"))
    office = actor.office_at(Permission.REQUEST_HANDLE, place.path)
    return _add(place, seen, reason, office, by_distance=on)


@transaction.atomic
def _add(
    place: Place, seen: int, reason: str, office: UUID | None, **what: object
) -> WeightVersion:
    said = clean_line(reason)
    if not said:
        raise Refused(_("请写一句为什么，大家都看得到。"), "reason")
    if len(said) > REASON_MOST:
        raise Refused(_("写得太长了，最多 %(most)d 个字。") % {"most": REASON_MOST}, "reason")
    if latest_number(place) != seen:
        raise Conflict(_("有人刚改过，请看看现在的情况。"))
    try:
        with transaction.atomic():
            row = WeightVersion.objects.create(
                place=place,
                number=seen + 1,
                reason=said,
                since=clock.now(),
                office=office,
                **what,
            )
    except IntegrityError:
        raise Conflict(_("有人刚改过，请看看现在的情况。")) from None
    _forget()
    return row
