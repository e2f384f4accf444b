"""How long a letter can be checked: from its day on; an agreement from its end on."""

from datetime import timedelta

import pytest

from last500.base import clock
from last500.base.erasing import days_of
from last500.base.privacy import Keep
from last500.letters.models import Letter
from last500.letters.retention import RULES
from last500.letters.rules import Kind
from last500.organisations.models import Organisation

pytestmark = pytest.mark.django_db
TERM = timedelta(days=days_of(Keep.LETTER))


def issued(cast, kind: Kind, *, ended: timedelta | None = None) -> Letter:
    """A letter issued now that ends so long afterwards."""
    now = clock.now()
    of_whom = (
        {"person": cast.wang}
        if kind == Kind.CERTIFICATE
        else {"organisation": Organisation.objects.create(name="图书馆", kind="unit", place=cast.a)}
    )
    letter = Letter(
        code=kind[:11], kind=kind, place=cast.a, issuer="x", issued_at=now,
        ended_at=now + ended if ended is not None else None, **of_whom,
    )  # fmt: skip
    letter.lines, letter.body, letter.names = [], [], []
    letter.save(force_insert=True)
    return letter


def due_after(time: timedelta) -> set:
    (rule,) = RULES
    return set(rule.due(clock.now() + time))


def test_a_certificate_goes_when_its_term_is_over(cast):
    letter = issued(cast, Kind.CERTIFICATE)
    assert due_after(TERM - clock.HOUR) == set()
    assert due_after(TERM + clock.HOUR) == {letter}


def test_an_agreement_that_holds_stays_however_old(cast):
    issued(cast, Kind.AGREEMENT)
    assert due_after(4 * TERM) == set()


def test_an_agreement_goes_a_term_after_its_end(cast):
    letter = issued(cast, Kind.AGREEMENT, ended=2 * TERM)
    assert due_after(3 * TERM - clock.HOUR) == set()
    assert due_after(3 * TERM + clock.HOUR) == {letter}
