"""What the database promises of calls, and that no later migration forgets it."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from last500.calls import guards
from last500.calls.models import Application, Call
from last500.calls.tests import world
from last500.calls.tests.world import after

pytestmark = pytest.mark.django_db


def refused(rows, **values: object) -> bool:
    try:
        with transaction.atomic():
            rows.update(**values)
    except DatabaseError:
        return True
    return False


def test_every_guard_is_in_place():
    assert guards.missing(connection) == set()


def test_an_open_call_keeps_its_word(cast):
    call = world.opened(cast)
    rows = Call.objects.filter(pk=call.pk)
    for name in guards.STATED:
        field = Call._meta.get_field(name.removesuffix("_id"))
        other = {
            "DateField": F(name) + world.timedelta(days=1) if name == "final_on" else None,
            "CharField": "别的", "TextField": "别的", "BigIntegerField": F(name) - 1,
            "PositiveSmallIntegerField": F(name) + 1, "ForeignKey": cast.a.pk,
        }[field.get_internal_type()]  # fmt: skip
        if other is not None:
            assert refused(rows, **{name: other}), name
    assert not refused(rows, reminded_at=call.opened_at)


def test_grants_never_exceed_the_total_also_where_somebody_writes_past_the_counter(cast):
    call, rows = world.weighed(cast, "hua", "wang", total=10_000_00, most=10_000_00)
    said = {"stand": "accepted", "reason": "好", "decided_at": call.opened_at}
    one, two = (Application.objects.filter(pk=row.pk) for row in rows)
    assert not refused(one, granted_fen=9_000_00, **said)
    assert refused(two, granted_fen=1_000_01, **said)
    assert not refused(two, granted_fen=1_000_00, **said)
    assert refused(one, granted_fen=9_000_01)
    assert refused(Call.objects.filter(pk=call.pk), granted_fen=F("total_fen") + 1)


def test_a_result_has_its_reason_and_grants_at_most_what_was_asked(cast):
    call, (row,) = world.weighed(cast, "hua")
    rows = Application.objects.filter(pk=row.pk)
    day = {"decided_at": call.opened_at}
    assert refused(rows, stand="accepted", granted_fen=row.asked_fen + 1, reason="好", **day)
    assert refused(rows, stand="accepted", granted_fen=None, reason="好", **day)
    assert refused(rows, stand="declined", reason="", **day)
    assert refused(rows, stand="declined", granted_fen=5, reason="不", **day)


def test_nobody_decides_on_their_own_and_results_are_told_first(cast):
    call, (row,) = world.weighed(cast, "wang")
    assert refused(Application.objects.filter(pk=row.pk), decided_by=cast.wang)
    calls = Call.objects.filter(pk=call.pk)
    with after(call):
        assert refused(calls, state="decided", told_at=None)
        assert refused(calls, told_at=call.opened_at, published_at=call.opened_at)
        assert refused(calls, published_at=call.opened_at)
