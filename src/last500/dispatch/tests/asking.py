"""Many neighbours, and one request that looks for somebody: what tests of asking in waves need."""

from datetime import timedelta

from last500.base import clock
from last500.dispatch import inviting
from last500.dispatch.models import Asking
from last500.people.actions import phone_index
from last500.people.models import Person
from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.service_requests import actions
from last500.service_requests.models import Invitation, ServiceRequest
from tests.cast import Cast

NOON = clock.parse("2026-03-02 12:00")  # a Monday


def neighbours(cast: Cast, n: int, place: Place | None = None, **wishes: object) -> list[Person]:
    """So many more who are reported in at a place (compound A) and may be asked at any distance."""
    place = place or cast.a
    already = sum(name.startswith("邻居") for name in cast.people)
    people = []
    for number in range(already, already + n):
        phone = f"10000050{number:03d}"
        people.append(
            Person(
                phone=phone,
                phone_index=phone_index(phone),
                name=f"邻居{number}",
                called=f"邻居{number}",
                made_at=clock.now(),
            )
        )
    Person.objects.bulk_create(people)
    model = ReportIn.objects.get(person=cast.wang)
    filled = {"reach": "street", "most_open": 3} | wishes
    for person in people:
        cast.people[person.name] = person
        row = ReportIn(
            person=person,
            place=place,
            kind=model.kind,
            skills=model.skills,
            free=model.free,
            unwanted=[],
            differing=[],
            nearby=[],
            asked_at=clock.now(),
            decided_at=clock.now(),
            state="confirmed",
            **filled,
        )
        row.save()
    return people


def only(*people: Person) -> None:
    """Nobody else can be asked."""
    ReportIn.objects.exclude(person__in=people).update(most_open=0)


def begun(cast: Cast, way: str = "adaptive", **more: object) -> Asking:
    """The desk has neighbours asked for a verified request; nobody is asked yet."""
    wanted = more.pop("wanted", 1)
    request = cast.verified(**more)
    ServiceRequest.objects.filter(pk=request.pk).update(wanted=wanted)
    return inviting.begin(cast.actor("lin"), cast.fresh(request), way=way)


def work(after: timedelta = timedelta()) -> int:
    """The worker looks, so long after the present moment."""
    with clock.at(clock.now() + after):
        return inviting.ask_in_waves()


def waiting(request: ServiceRequest | None = None) -> list[Invitation]:
    rows = Invitation.objects.filter(answer="asked").select_related("helper")
    return list(rows.filter(request=request) if request else rows)


def fresh(asking: Asking) -> Asking:
    return Asking.objects.select_related("request").get(pk=asking.pk)


def name_of(cast: Cast, one: Invitation) -> str:
    return next(name for name, person in cast.people.items() if person.pk == one.helper_id)


def refuse(cast: Cast, one: Invitation) -> None:
    """ "This time not", by whoever was asked."""
    actions.refuse(cast.actor(name_of(cast, one)), one)
