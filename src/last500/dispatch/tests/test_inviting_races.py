"""Two workers, a yes and a no at once, one helper wanted by two: each promise, and each without."""

import pytest
from django.db.models import Q

from last500.base import clock
from last500.dispatch import inviting, situations
from last500.dispatch.models import Asking
from last500.dispatch.tests.asking import NOON, begun, neighbours, only, waiting
from last500.service_requests import actions
from last500.service_requests.actions import waves as waves_of_requests
from last500.service_requests.models import Invitation
from tests.cast import build
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
FIVE = [str(number) for number in range(5)]


def worker(_name: str) -> int:
    with clock.at(NOON):
        return inviting.ask_in_waves()


@pytest.fixture
def cast():
    with clock.at(NOON):
        found = build()
        neighbours(found, 30)
        yield found


def test_many_workers_take_one_step(cast):
    begun(cast, way="seven")
    done = all_at_once(worker, FIVE)
    assert sum(n for n in done if isinstance(n, int)) == 1
    assert len(waiting()) == 7
    assert Asking.objects.get().rounds == 1


def test_control_without_holding_the_asking_more_are_asked(cast, monkeypatch):
    """Each looks before any has asked; so each asks its own seven."""
    asking = begun(cast, way="one_by_one")
    stands = []
    for turned in (False, True):
        found = situations.standing(asking, cast.fresh(asking.request), inviting.BY_CODE["seven"])
        chosen = found.choices[:7] if turned else found.choices[7:14]
        stands.append({one.person: found.reasons[one.person] for one in chosen})

    def unheld(name: str) -> None:
        with clock.at(NOON):
            actions.ask_round(cast.fresh(asking.request), stands[int(name)], number=1)

    all_at_once(unheld, ["0", "1"])
    assert len(waiting()) == 14


def test_one_helper_wanted_by_many_is_asked_for_one_thing(cast):
    only(cast.wang)
    for category in ("public_facility", "environment", "small_repair"):
        begun(cast, category=category, spot="yard")
    all_at_once(worker, FIVE)
    assert [one.helper for one in waiting()] == [cast.wang]


def test_the_database_decides_where_both_have_chosen_already(cast):
    both_ask(cast)
    assert len(waiting()) == 1


def test_control_asked_by_name_nothing_keeps_them_apart(cast, monkeypatch):
    monkeypatch.setattr(
        waves_of_requests.Invitation.objects,
        "bulk_create",
        without_alone(Invitation.objects.bulk_create),
    )
    both_ask(cast)
    assert len(waiting()) == 2


def without_alone(bulk_create):
    def changed(rows, **more):
        for row in rows:
            row.alone = False
        return bulk_create(rows, **more)

    return changed


def both_ask(cast) -> None:
    requests = [
        cast.verified(category=category, spot="yard")
        for category in ("public_facility", "environment")
    ]

    def ask(name: str) -> None:
        with clock.at(NOON):
            request = cast.fresh(requests[int(name)])
            actions.ask_round(request, {cast.wang.pk: ["in_compound"]}, number=1)

    all_at_once(ask, ["0", "1"])


def test_a_yes_and_a_no_and_the_worker_at_once(cast):
    asking = begun(cast, way="seven")
    worker("")
    yes, no, *_others = waiting()
    names = {person.pk: name for name, person in cast.people.items()}
    request = cast.fresh(asking.request)

    def one(name: str) -> object:
        with clock.at(NOON):
            if name == "yes":
                return actions.accept(cast.actor(names[yes.helper_id]), request)
            if name == "no":
                return actions.refuse(cast.actor(names[no.helper_id]), no)
            return inviting.ask_in_waves()

    all_at_once(one, ["yes", "no", "worker", "worker2"])
    worker("")
    now = cast.fresh(request)
    assert (now.state, now.taken) == ("accepted", 1)
    assert not waiting()
    assert Invitation.objects.filter(answer="accepted").count() == 1
    assert Asking.objects.get().ended_how == "taken"


def test_refusals_at_once_are_each_made_good(cast):
    begun(cast, way="seven")
    worker("")
    names = {person.pk: name for name, person in cast.people.items()}
    said = {names[one.helper_id]: one for one in waiting()[:4]}

    def one(name: str) -> object:
        with clock.at(NOON):
            if name in said:
                return actions.refuse(cast.actor(name), said[name])
            return inviting.ask_in_waves()

    all_at_once(one, [*said, "worker", "worker2"])
    worker("")
    assert len(waiting()) == 7
    assert Invitation.objects.filter(~Q(answer="asked")).count() == 4


def test_two_desks_begin_at_once_and_one_runs(cast):
    request = cast.verified()

    def press(_name: str) -> object:
        with clock.at(NOON):
            return inviting.begin(cast.actor("lin"), cast.fresh(request), way="adaptive")

    all_at_once(press, FIVE)
    assert Asking.objects.count() == 1


def test_the_desk_stops_while_the_worker_asks(cast):
    asking = begun(cast, way="seven")

    def one(name: str) -> object:
        with clock.at(NOON):
            if name == "stop":
                return inviting.stop(cast.actor("lin"), cast.fresh(asking.request))
            return inviting.ask_in_waves()

    all_at_once(one, ["stop", "worker"])
    assert Asking.objects.get().ended_how == "stopped"
    assert not Invitation.objects.filter(answer="asked", alone=True).exists()
