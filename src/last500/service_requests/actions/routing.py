"""Editing the routing table of a branch: an ordered list in which the first line that fits wins."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.service_requests.categories import BY_CODE
from last500.service_requests.models import RoutingRule, Spot
from last500.service_requests.rules import Route

MOST_LINES = 100


@dataclass(frozen=True)
class LineOfTable:
    """Empty conditions fit everything; `words` are separated by spaces, any one is enough."""

    name: str
    route: str
    category: str = ""
    spot: str = ""
    words: str = ""
    days: int = 7


def _checked(line: LineOfTable) -> dict:
    name, words = clean_line(line.name), clean_line(line.words)
    checks = (
        (not name or len(name) > 60, _("请给这一条起个名字，最多 60 个字。"), "name"),
        (line.route not in set(Route), _("请选转给谁。"), "route"),
        (bool(line.category) and line.category not in BY_CODE, _("请选一类。"), "category"),
        (bool(line.spot) and line.spot not in Spot.values, _("请选哪种地方。"), "spot"),
        (len(words) > 200, _("词最多 200 个字。"), "words"),
        (not 1 <= line.days <= 60, _("期限请写 1 到 60 天。"), "days"),
    )
    for wrong, message, field in checks:
        if wrong:
            raise Refused(message, field)
    return {
        "name": name,
        "route": line.route,
        "category": line.category,
        "spot": line.spot,
        "words": words,
        "days": line.days,
    }


@transaction.atomic
def add_line(actor: Actor, place: Place, line: LineOfTable) -> RoutingRule:
    """Add a line at the end of the place's table."""
    require(actor, Permission.ROUTING_EDIT, place)
    filled = _checked(line)
    lines = RoutingRule.objects.filter(place=place)
    if lines.count() >= MOST_LINES:
        raise Refused(_("一张表最多 100 条，请先合并几条。"))
    last = lines.aggregate(last=Max("order"))["last"] or 0
    return RoutingRule.objects.create(place=place, order=last + 1, **filled)


@transaction.atomic
def change_line(actor: Actor, rule: RoutingRule, line: LineOfTable) -> None:
    require(actor, Permission.ROUTING_EDIT, rule.place)
    if not RoutingRule.objects.filter(pk=rule.pk).update(**_checked(line)):
        raise Conflict(_("这一条已经不在了。"))


@transaction.atomic
def remove_line(actor: Actor, rule: RoutingRule) -> None:
    require(actor, Permission.ROUTING_EDIT, rule.place)
    RoutingRule.objects.filter(pk=rule.pk).delete()


@transaction.atomic
def move_line(actor: Actor, rule: RoutingRule, *, up: bool) -> None:
    """Change places with the line above or below; at the end of the table nothing happens."""
    require(actor, Permission.ROUTING_EDIT, rule.place)
    rows = RoutingRule.objects.select_for_update().filter(place=rule.place_id)
    lines = list(rows.order_by("order", "pk"))
    here = next((n for n, line in enumerate(lines) if line.pk == rule.pk), None)
    if here is None:
        raise Conflict(_("这一条已经不在了。"))
    there = here - 1 if up else here + 1
    if 0 <= there < len(lines):
        lines[here], lines[there] = lines[there], lines[here]
    for number, line in enumerate(lines, 1):
        line.order = number
    RoutingRule.objects.bulk_update(lines, ["order"])
