"""Sealed text and lists in a row: read on demand, written on condition, never compared."""

import pytest
from django.db import transaction

from last500.base.fields import Sealed, sealed
from last500.base.sealing import Unreadable
from last500.people.models import Contact
from last500.reportin.models import ReportIn
from last500.service_requests.models import ServiceRequest

pytestmark = pytest.mark.django_db


def raw(model, pk, column):
    return bytes(model._base_manager.values_list(column, flat=True).get(pk=pk))


def test_a_list_lies_sealed_and_is_read_as_a_list(cast):
    row = ReportIn.objects.get(person=cast.wang)
    assert row.skills == ["electric_repair", "phone_teaching"]
    assert b"electric" not in raw(ReportIn, row.pk, "skills")
    assert raw(ReportIn, row.pk, "unwanted") == b""
    assert row.unwanted == []
    assert (row.kind, row.get_kind_display()) == ("volunteer", "志愿者")


def test_a_sealed_column_is_not_compared_by_the_database(cast):
    with pytest.raises(TypeError, match="cannot compare"):
        ReportIn.objects.filter(kind="volunteer").count()
    assert ReportIn.objects.exclude(kind="").count() == ReportIn.objects.count()


def test_a_plain_word_cannot_slip_in_by_update(cast):
    request = cast.placed()
    rows = ServiceRequest.objects.filter(pk=request.pk)
    with pytest.raises(TypeError, match="sealed"), transaction.atomic():
        rows.update(summary="灯坏了")
    assert rows.update(**sealed(request, {"summary": "灯坏了", "minutes": 30})) == 1
    found = rows.get()
    assert (found.summary, found.minutes) == ("灯坏了", 30)
    assert isinstance(found.__dict__["risk_note"], Sealed)


@pytest.mark.parametrize("column", ["name", "phone", "door"])
def test_a_value_moved_to_another_row_or_column_does_not_open(cast, column):
    one, other = cast.placed("chen").contact, cast.placed("hua").contact
    stolen = Sealed(raw(Contact, one.pk, column))
    Contact.objects.filter(pk=other.pk).update(**{column: stolen})
    with pytest.raises(Unreadable):
        getattr(Contact.objects.get(pk=other.pk), column)
    Contact.objects.filter(pk=one.pk).update(email=stolen)
    with pytest.raises(Unreadable):
        _ = Contact.objects.get(pk=one.pk).email
    assert getattr(Contact.objects.get(pk=one.pk), column)
