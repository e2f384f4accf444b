"""What the tests of pages share: signing in, pressing buttons, records to look at."""

from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from last500.base import clock
from last500.records import actions
from last500.records.models import ServiceRecord
from last500.records.rules import Source

BACKEND = "last500.people.backend.CodeBackend"
EVENING = clock.parse("2026-11-26 20:00")
NOON = clock.parse("2026-11-25 12:00")


def as_(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def press(client: Client, path: str, **fields: object) -> HttpResponse:
    return client.post(path, fields | {"once": uuid4().hex})


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def entered(cast, by: str = "wang", **more: object) -> ServiceRecord:
    said = {
        "person": cast.people[by],
        "place": cast.a,
        "source": Source.OWN,
        "about": None,
        "kind": "tidying",
        "began_at": NOON,
        "minutes": 60,
        "note": "扫了三号楼前的落叶。",
    } | more
    return actions.enter(cast.actor(by), **said)


def confirmed(cast, by: str = "wang", **more: object) -> ServiceRecord:
    return actions.confirm_at_desk(cast.actor("he"), entered(cast, by, **more))
