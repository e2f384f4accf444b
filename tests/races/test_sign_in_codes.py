"""Two who type the same code at the same moment: one gets in; the control shows the race."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from last500.base import clock
from last500.base.errors import Conflict, Refused
from last500.base.scope import everything
from last500.organisations import break_glass, two_people
from last500.organisations.models import Office, TwoPersonStep
from last500.organisations.rules import ADMINISTRATORS, OfficeKind
from last500.people import actions, recovery
from last500.people.models import RecoveryCode, SignInCode
from last500.people.rules import read_recovery_code
from tests.cast import build

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PHONE = "10000000005"
HANDS = 8


def together(work, count: int = HANDS) -> list[object]:
    """Run `work(number)` in a thread each, started together; answers or refusals."""
    gate = threading.Barrier(count)

    def one(number: int) -> object:
        gate.wait()
        try:
            with everything("one of many hands"):
                return work(number)
        except (Refused, Conflict) as fault:
            return fault
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def won(answers: list[object]) -> int:
    return sum(not isinstance(answer, Exception) for answer in answers)


def test_of_two_uses_of_one_code_at_once_one_wins():
    build()
    code, plain = actions.ask_for_code(PHONE, address="::1")
    assert won(together(lambda _n: actions.use_code(code.pk, plain, phone=PHONE), 2)) == 1


def test_control_looking_first_and_marking_then_lets_both_in():
    build()
    code, _plain = actions.ask_for_code(PHONE, address="::1")
    both_have_looked = threading.Barrier(2)

    def look_then_mark(_number: int) -> str:
        seen = SignInCode.objects.get(pk=code.pk)
        connection.close()
        both_have_looked.wait()
        if seen.used_at is not None:
            raise Refused("used")
        SignInCode.objects.filter(pk=code.pk).update(used_at=clock.now())
        return "in"

    assert won(together(look_then_mark, 2)) == 2


def test_many_who_guess_at_once_get_no_more_tries_than_five():
    build()
    code, plain = actions.ask_for_code(PHONE, address="::1")
    together(lambda _n: actions.use_code(code.pk, "no", phone=PHONE), 12)
    code.refresh_from_db()
    assert code.tries == 5
    with pytest.raises(Refused):
        actions.use_code(code.pk, plain, phone=PHONE)


def test_a_recovery_code_opens_for_one_of_many():
    cast = build()
    plain = read_recovery_code(recovery.new_codes(cast.lin)[0])
    assert won(together(lambda _n: recovery.use(cast.lin, plain))) == 1
    assert RecoveryCode.objects.exclude(used_at=None).count() == 1


def test_of_many_second_people_one_decides():
    cast = build()
    place, person = cast.city, cast.hua
    step = two_people.propose_administrator(
        cast.actor("op"), person, OfficeKind.SECURITY_ADMIN, place, reason="工作需要"
    )
    deciders = [cast.actor("gao"), cast.actor("an")] * 3

    def decide(number: int) -> None:
        verb = two_people.agree if number % 2 else two_people.refuse
        verb(deciders[number], TwoPersonStep.objects.get(pk=step.pk))

    assert won(together(decide, 6)) == 1
    step.refresh_from_db()
    held = Office.objects.filter(person=person, kind=OfficeKind.SECURITY_ADMIN)
    assert held.count() == int(bool(step.agreed))


def test_two_administrations_given_at_once_leave_one():
    cast = build()
    steps = [
        two_people.propose_administrator(
            cast.actor("op"), cast.hua, kind, cast.city, reason="工作需要"
        )
        for kind in (OfficeKind.SECURITY_ADMIN, OfficeKind.AUDIT_ADMIN)
    ]
    gao = cast.actor("gao")
    answers = together(
        lambda n: two_people.agree(gao, TwoPersonStep.objects.get(pk=steps[n].pk)), 2
    )
    assert won(answers) == 1
    held = Office.objects.filter(person=cast.hua, kind__in=ADMINISTRATORS, to_on=None)
    assert held.count() == 1


def test_a_break_glass_is_decided_once():
    cast = build()
    glass = break_glass.ask(cast.actor("he"), cast.b, reason="夜里没有人接电话")
    deciders = [cast.actor("gao"), cast.actor("tang"), cast.actor("an")]

    def decide(number: int) -> None:
        verb = break_glass.refuse if number else break_glass.agree
        verb(deciders[number], glass)

    assert won(together(decide, 3)) == 1
