"""Requests of the cast's town that nobody took, or that come again."""

from datetime import datetime

from last500.base import clock
from last500.places.models import Place
from last500.service_requests import actions as requests
from last500.service_requests.actions import Placing
from last500.service_requests.models import ServiceRequest
from last500.unmet.models import UnmetNeed
from tests.cast import Cast


def asked(
    cast: Cast,
    by: str = "chen",
    *,
    place: Place | None = None,
    category: str = "elder_company",
    at: datetime | None = None,
    **more: object,
) -> ServiceRequest:
    """Placed by one of the cast at compound A, and verified by whoever holds the desk above."""
    filled = {
        "text": "母亲一个人住，想请人每周来陪她说说话。",
        "category": category,
        "spot": "home",
        "phone": cast.people[by].phone,
        "name": cast.people[by].name,
        "door": "2单元301",
    } | more
    with clock.at(at or clock.now()):
        row = requests.place(cast.actor(by), place or cast.a, Placing(**filled))  # type: ignore[arg-type]
        return requests.verify(cast.actor("he"), cast.fresh(row), how="phone")


def unmet(cast: Cast, by: str = "chen", **more: object) -> ServiceRequest:
    """One that nobody took, by the desk's own step."""
    row = asked(cast, by, **more)
    return requests.close_unmet(cast.actor("he"), cast.fresh(row), note="问过了，没有人能来")


def need(**where: object) -> UnmetNeed:
    return UnmetNeed.objects.select_related("place", "desk").get(**where)
