from types import SimpleNamespace

from last500.base import clock
from last500.base.ids import uuid7
from last500.dispatch.models import Override, WantedNote, WeightVersion
from last500.people.models import Person
from last500.service_requests.models import ServiceRequest
from tests.access.table import Row, staff
from tests.cast import Cast

DESKS = ("lin", "he", "sun")
ROWS: list[Row] = [
    # By what people are chosen is for everybody to read (PIPL 24).
    Row("web:weighing_everywhere", 200),
    Row("web:weighing", 200, args=lambda town: (town.cast.a.pk,)),
    # Which numbers?
    Row(
        "web:weighing_set",
        404,
        {"nobody": 302} | staff(422, "sun", "tang"),
        args=lambda town: (town.cast.street.pk,),
        method="post",
    ),
    # A compound sets no numbers, whoever asks.
    Row(
        "web:weighing_set",
        404,
        {"nobody": 302},
        args=lambda town: (town.cast.a.pk,),
        method="post",
    ),
    # Why?
    Row(
        "web:weighing_switch",
        404,
        {"nobody": 302} | staff(422, *DESKS),
        args=lambda town: (town.cast.a.pk,),
        method="post",
    ),
    Row(
        "desk:plan",
        404,
        {"nobody": 302} | staff(200, *DESKS),
        args=lambda town: (town.cast.a.pk,),
    ),
    # Whom?
    Row(
        "desk:plan_send",
        404,
        {"nobody": 302} | staff(422, *DESKS),
        args=lambda town: (town.cast.a.pk,),
        method="post",
    ),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {"web:weighing": "by what people are chosen at a place: no person in it"}
NOT_WORDS: set[str] = set()


def add(town: SimpleNamespace) -> None:
    """The compound switched fit off and on again; its desk once chose somebody else, and told
    somebody of a free place."""
    cast = town.cast
    for number, on in ((1, True), (2, False)):
        WeightVersion.objects.create(
            place=cast.a, number=number, by_distance=on, reason="先试一试", since=clock.now()
        )
    Override.objects.create(
        request=town.request,
        proposed=cast.zhou,
        chosen=cast.wang,
        by=cast.lin,
        reason="他俩是老熟人",
        made_at=clock.now(),
    )
    _told(cast.wang)


def _told(person: Person) -> None:
    now = clock.now()
    WantedNote.objects.create(
        kind="project", key=uuid7(), person=person, told_at=now, over_at=now + 9 * clock.DAY
    )


def life(cast: Cast, person: Person) -> None:
    """Somebody who was chosen, passed over, who chose somebody else at a desk, and was told of a
    free place."""
    request = ServiceRequest.objects.order_by("pk")[0]
    others = {"request": request, "made_at": clock.now()}
    Override.objects.create(chosen=person, proposed=cast.li, by=cast.he, reason="顺路", **others)
    Override.objects.create(chosen=cast.li, proposed=person, by=cast.he, reason="顺路", **others)
    Override.objects.create(chosen=cast.li, proposed=cast.hua, by=person, reason="熟", **others)
    _told(person)


def walled(cast: Cast) -> None:
    """A choice behind the second wall, made at the desk of compound A."""
    request = ServiceRequest.objects.filter(place=cast.a).order_by("pk")[0]
    Override.objects.create(
        request=request, proposed=cast.li, chosen=cast.wang, by=cast.lin, made_at=clock.now()
    )
