"""The explicit rule of a compound about being asked: set, ended, read. Never edited."""

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.dispatch.models import WaveRule
from last500.dispatch.models.waves import DECIDED_MOST, WHY_MOST
from last500.dispatch.policies import BY_CODE
from last500.organisations.queries import staffed_places
from last500.organisations.rules import Permission
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.places.rules import official_path
from last500.service_requests.categories import CATEGORIES, Category
from last500.service_requests.models import ServiceRequest

LEVELS = ("compound", "community")
AHEAD = 366  # days
HISTORY = 30
CHANGED = N_("有人刚改过，请看看现在的情况。")


def kinds() -> list[Category]:
    """What may be asked for without a press: nothing dangerous, nothing the law ties to a paper."""
    return [kind for kind in CATEGORIES if not kind.dangerous and not kind.qualification]


def holds_desk(actor: Actor, place: Place) -> bool:
    """The desk of this very place: a compound's rule is its own, nobody above makes it."""
    return any(
        grant.path == place.path and grant.holds(Permission.REQUEST_HANDLE, place.path)
        for grant in actor.grants
    )


def _own(actor: Actor, place: Place) -> None:
    if place.level not in LEVELS or not holds_desk(actor, place):
        raise Forbidden("not your own desk")


@transaction.atomic
def set_rule(
    actor: Actor,
    place: Place,
    *,
    way: str,
    categories: Collection[str],
    from_on: date,
    decided_by: str,
    why: str,
    seen: int,
) -> WaveRule:
    """From that day on neighbours are asked by this rule; the one before it ends with that.

    `seen` is the number that the page showed (0: none). Raises Forbidden, Refused with the field,
    Conflict when somebody has set another meanwhile.
    """
    _own(actor, place)
    if way not in BY_CODE or way == "random":
        raise Refused(_("请选怎么请。"), "way")
    if not set(categories) <= {kind.code for kind in kinds()}:
        raise Refused(_("请选哪几类。"), "categories")
    today = clock.today()
    if not today <= from_on <= today + AHEAD * clock.DAY:
        raise Refused(_("请写今天或者以后的一天。"), "from_on")
    decided, said = _line(decided_by, DECIDED_MOST, "decided_by"), _line(why, WHY_MOST, "why")
    if latest_number(place) != seen:
        raise Conflict(_(CHANGED))
    try:
        with transaction.atomic():
            return WaveRule.objects.create(
                place=place,
                number=seen + 1,
                way=way,
                categories=[kind.code for kind in kinds() if kind.code in set(categories)],
                from_on=from_on,
                decided_by=decided,
                why=said,
                made_at=clock.now(),
                office=actor.office_at(Permission.REQUEST_HANDLE, place.path),
            )
    except IntegrityError:
        raise Conflict(_(CHANGED)) from None


def _line(text: str, most: int, field: str) -> str:
    said = clean_line(text)
    if not said:
        raise Refused(_("这里要写一句。"), field)
    if len(said) > most:
        raise Refused(_("写得太长了，最多 %(most)d 个字。") % {"most": most}, field)
    return said


@transaction.atomic
def end_rule(actor: Actor, place: Place, *, seen: int) -> None:
    """From now on the desk presses again. Raises Forbidden; Conflict when it has changed."""
    _own(actor, place)
    if latest_number(place) != seen:
        raise Conflict(_(CHANGED))
    rows = WaveRule.objects.filter(place=place, number__lte=seen, ended_at=None)
    if not rows.update(ended_at=clock.now()):
        raise Conflict(_(CHANGED))


def latest_number(place: Place) -> int:
    rows = WaveRule.objects.filter(place=place).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def history_of(place: Place) -> list[WaveRule]:
    """The latest first; what begins on a later day is among them."""
    return list(WaveRule.objects.filter(place=place).order_by("-number")[:HISTORY])


def in_force(rows: Collection[WaveRule]) -> WaveRule | None:
    """Of the rules of one place the latest that has begun; none where that has ended."""
    begun = [rule for rule in rows if rule.from_on <= clock.today()]
    latest = max(begun, key=lambda rule: rule.number, default=None)
    return latest if latest and latest.ended_at is None else None


def rule_for(request: ServiceRequest) -> WaveRule | None:
    """The rule of its compound; where that has no desk of its own, of its community. One
    statement, one more where only the community has a rule."""
    place = request.place
    above = official_path(place.path, "community") or place.path
    rows = list(
        WaveRule.objects.filter(place__path__in=[place.path, above]).select_related("place")
    )
    own = [rule for rule in rows if rule.place_id == place.pk]
    if own:
        return in_force(own)
    found = in_force(rows)
    return None if found is None or staffed_places([place.pk]) else found
