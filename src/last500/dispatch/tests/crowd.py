"""Many helpers and many requests at once, for figures that need people behind them."""

from itertools import count

from last500.base import clock
from last500.base.ids import uuid7
from last500.people.models import Contact, Person
from last500.places.models import Place
from last500.records.models import ServiceRecord
from last500.reportin.models import ReportIn
from last500.reportin.week import Window
from last500.service_requests.models import ServiceRequest

EVENINGS = tuple(Window(day, 18 * 60, 21 * 60) for day in range(5))
_numbers = count(1)


def people(n: int) -> list[Person]:
    keys = [next(_numbers) for _ in range(n)]
    return Person.objects.bulk_create(
        Person(
            phone=f"1000005{key:04d}", phone_index=f"crowd-{key}", name="邻居", made_at=clock.now()
        )
        for key in keys
    )


def helpers(
    place: Place,
    n: int,
    skills: tuple[str, ...] = ("carpentry",),
    *,
    windows: tuple[Window, ...] = EVENINGS,
    reach: str = "street",
    served: int = 0,
    **more: object,
) -> list[ReportIn]:
    """`n` neighbours who reported in there; `served` minutes each, confirmed last week."""
    rows = []
    for person in people(n):
        row = ReportIn(
            person=person,
            place=place,
            kind="volunteer",
            state="confirmed",
            skills=list(skills),
            reach=reach,
            asked_at=clock.now(),
            decided_at=clock.now(),
            **more,
        )
        row.windows = windows
        rows.append(row)
    ReportIn.objects.bulk_create(rows)
    if served:
        _serve(rows, served)
    return rows


def _serve(rows: list[ReportIn], minutes: int) -> None:
    """At most ten hours a day, as the table asks."""
    last = clock.now() - 7 * clock.DAY
    parts = [min(600, minutes - done) for done in range(0, minutes, 600)]
    ServiceRecord.objects.bulk_create(
        ServiceRecord(
            person=row.person,
            place=row.place,
            source="own",
            kind="small_repair",
            began_at=last - day * clock.DAY - part * clock.MINUTE,
            ended_at=last - day * clock.DAY,
            minutes=part,
            state="confirmed",
            entered_at=clock.now() - clock.DAY,
            confirmed_as="served",
            confirmed_at=clock.now(),
        )
        for row in rows
        for day, part in enumerate(parts)
    )


def requests(
    place: Place,
    n: int,
    category: str = "small_repair",
    *,
    minutes: int = 60,
    state: str = "unmet",
    people: int | None = None,
    **more: object,
) -> list[ServiceRequest]:
    """`n` requests there, each of another neighbour, or of so many `people` in turn."""
    contacts = Contact.objects.bulk_create(
        Contact(phone_index=f"asks-{next(_numbers)}", made_at=clock.now())
        for _ in range(people or n)
    )
    is_open = state in {"placed", "verified", "offered"}
    filled = {
        "desk": place,
        "level": "compound",
        "spot": "home",
        "channel": "web",
        "wished_part": "evening",
        "wished_on": _weekday(),
        "placed_at": clock.now() - 3 * clock.DAY,
        "due_at": clock.now() + clock.DAY if is_open else None,
    } | more
    return ServiceRequest.objects.bulk_create(
        ServiceRequest(
            number=f"9{next(_numbers):010d}",
            place=place,
            category=category,
            state=state,
            minutes=minutes,
            contact=contacts[k % len(contacts)],
            link_index=uuid7().hex,
            **filled,
        )
        for k in range(n)
    )


def _weekday():
    today = clock.today()
    return today - today.weekday() * clock.DAY  # a Monday
