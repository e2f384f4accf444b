"""When a letter holds."""

from datetime import UTC, datetime

from last500.letters.rules import Standing, standing

SOME_DAY = datetime(2026, 3, 5, tzinfo=UTC)


def test_a_letter_holds_until_it_is_ended():
    assert standing(None, False) == Standing.HOLDS
    assert standing(SOME_DAY, False) == Standing.ENDED
    assert standing(SOME_DAY, True) == Standing.WITHDRAWN
