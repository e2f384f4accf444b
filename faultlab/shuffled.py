"""F8: what people and lines send arrives twice, late and in the wrong order.

One request's life is seven forms, each sent by its person with its own key. A seeded shuffler
delivers them through the whole product in a wrong order, twice, and once more long afterwards; what
was refused because its time had not come is sent again, as people do. Holds when every order ends
where the right order ends, each step is in the history once at most and begins where the last one
ended, and none goes back (a resident may say "solved" before the helper says "done": then "done"
comes too late and is refused). Control: steps that do not look at the state they start from.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import uuid4

from faultlab.house import QUICK, SLUG, furnish, report, sqlite

ORDERS = 10 if QUICK else 100
BACKEND = "last500.people.backend.CodeBackend"


@dataclass(frozen=True)
class Form:
    """One thing somebody sends: who, where to (known only once the request is there), what."""

    who: str
    address: Callable[[], str]
    body: dict[str, object]


def main() -> None:
    # The lab has no telephones to show a second factor with.
    furnish(sqlite(), LAST500_STAFF_SECOND_FACTOR="0")
    from last500.base.scope import everything

    with everything("the lab plays all parts"):
        right = ends(list(range(7)))
        assert right.state == "confirmed" and len(right.history) == 7, right
        good = [ends(shuffled(seed)).orderly for seed in range(ORDERS)]
        with steps_from_any_state():
            loose = [ends(shuffled(seed)).orderly for seed in range(ORDERS)]
    report(
        f"a life of seven forms in {ORDERS} wrong orders, each form twice or more",
        f"{sum(good)} of {ORDERS} ended confirmed, with an orderly history",
        f"steps that do not look where they start: {ORDERS - sum(loose)} ended otherwise",
        good=all(good) and not all(loose),
    )


LIFE = ("placed", "verified", "offered", "accepted", "contacted", "done", "confirmed")


@dataclass(frozen=True)
class End:
    """Where it ended, and the history as (action, from, to)."""

    state: str
    history: tuple[tuple[str, str, str], ...]

    @property
    def orderly(self) -> bool:
        once = len({action for action, _old, _new in self.history}) == len(self.history)
        chained = all(b[1] == a[2] for a, b in zip(self.history, self.history[1:], strict=False))
        forward = all(
            old == "" or LIFE.index(old) < LIFE.index(new) for _a, old, new in self.history
        )
        return self.state == "confirmed" and once and chained and forward


def shuffled(seed: int) -> list[int]:
    """An order of deliveries: each form twice, and three of them once more at the very end."""
    chance = random.Random(seed)
    order = [*range(7), *range(7)]
    chance.shuffle(order)
    return [*order, *(chance.randrange(7) for _ in range(3))]


def ends(order: list[int]) -> End:
    """Deliver in this order, and again what was refused, as long as that moves anything."""
    from django.db import transaction

    with transaction.atomic():
        town = Town()
        forms = town.forms()
        waiting = list(order)
        while waiting:
            refused = [number for number in waiting if not town.send(forms[number])]
            if len(refused) == len(waiting):
                break
            waiting = refused
        end = town.end()
        transaction.set_rollback(True)
    return end


class Town:
    def __init__(self) -> None:
        from django.test import Client

        from last500.people.models import Person

        self.broken = False
        people = {person.name: person for person in Person.objects.all()}
        self.wang = people["王建"]
        self.clients = {
            name: Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
            for name in ("lin", "wang", "link")
        }
        self.clients["lin"].force_login(people["林静"], backend=BACKEND)
        self.clients["wang"].force_login(self.wang, backend=BACKEND)

    def forms(self) -> list[Form]:
        from django.urls import reverse

        def at(name: str, key: str = "number") -> Callable[[], str]:
            return lambda: reverse(name, args=[self.key(key)])

        place = Form("link", lambda: reverse("service_requests:place", args=[SLUG]), PLACE)
        rest = [
            Form("lin", at("desk:verify"), VERIFY),
            Form("lin", at("desk:offer"), {"helpers": str(self.wang.pk)}),
            Form("wang", at("me:accept", "invitation"), {}),
            Form("wang", at("me:contacted", "request"), {"note": "周四晚上"}),
            Form("wang", at("me:done", "request"), {}),
            Form("link", at("service_requests:solved"), {"rating": "3"}),
        ]
        return [replace(form, body={**form.body, "once": uuid4().hex}) for form in (place, *rest)]

    def key(self, which: str) -> str:
        from last500.service_requests.models import Invitation, ServiceRequest

        request = ServiceRequest.objects.earliest("placed_at")
        if which == "invitation":
            return str(Invitation.objects.filter(request=request).earliest("asked_at").pk)
        return request.number if which == "number" else str(request.pk)

    def send(self, form: Form) -> bool:
        """Whether it was taken; what cannot even be addressed yet was not."""
        from django.core.exceptions import ObjectDoesNotExist

        from last500.service_requests.models import ServiceRequest

        try:
            address = form.address()
        except ObjectDoesNotExist:
            return False
        client = self.clients[form.who]
        request = ServiceRequest.objects.first()
        if form.who == "link" and request:
            client.get(f"/f/{request.link_key}/")
        status = client.post(address, form.body).status_code
        self.broken = self.broken or status >= 500
        return 300 <= status < 400

    def end(self) -> End:
        from last500.service_requests.models import Event, ServiceRequest

        states = ", ".join(ServiceRequest.objects.values_list("state", flat=True))
        rows = Event.objects.order_by("at", "pk").values_list("action", "from_state", "to_state")
        return End("broken" if self.broken else states, tuple(rows))


PLACE: dict[str, object] = {
    "step": "send",
    "text": "楼道的灯坏了",
    "category": "public_facility",
    "spot": "stairs",
    "phone": "10000000005",
    "consent": "on",
}
VERIFY: dict[str, object] = {
    "how": "phone",
    "category": "public_facility",
    "minutes": "60",
    "wanted": "1",
}


@contextmanager
def steps_from_any_state() -> Iterator[None]:
    """The guard taken away: every step may start anywhere, and no key is looked at."""
    from last500.base import idempotency
    from last500.service_requests import rules
    from last500.service_requests.rules import State

    steps, earlier, keep = dict(rules.STEPS), idempotency._earlier_answer, idempotency._keep
    for action, step in steps.items():
        rules.STEPS[action] = replace(step, start=frozenset(State))
    idempotency._earlier_answer = lambda key, digest: None
    idempotency._keep = lambda key, digest, answer: None
    try:
        yield
    finally:
        rules.STEPS.update(steps)
        idempotency._earlier_answer, idempotency._keep = earlier, keep


if __name__ == "__main__":
    main()
