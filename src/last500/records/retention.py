"""How long service records are kept: while the account lives; then without a name, to a term."""

from datetime import datetime

from django.db.models import QuerySet

from last500.base.erasing import Rule, Stays
from last500.base.fields import sealed_fields
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import Part
from last500.people.models import Person
from last500.records.models import ServiceRecord
from last500.records.rules import ConfirmedAs, State


def _over(edge: datetime) -> QuerySet[ServiceRecord]:
    """Of closed accounts; a reversing entry goes with what it reverses."""
    return ServiceRecord.objects.filter(person__closed_at__lt=edge)


def _served(edge: datetime) -> QuerySet[ServiceRecord]:
    """Who was served is forgotten as their request is; that somebody confirmed it stays."""
    return ServiceRecord.objects.filter(confirmed_as=ConfirmedAs.SERVED, confirmed_at__lt=edge)


RULES = (
    Rule(
        "records_served",
        N_("服务记录里是谁被服务的"),
        Keep.REQUEST,
        _served,
        fields=("confirmed_by",),
    ),
    Rule("service_records", N_("注销了的人的服务记录"), Keep.SERVICE, _over),
)

STAYS = (
    Stays(
        N_("你做过的服务的时间和分钟数"),
        N_("证明开出去以后还要核对得上；注销以后不留名字，只有时间、地点、种类"),
    ),
)


def _leave(person: Person) -> None:
    """What does not count goes at once, and every word; what counts keeps no name."""
    own = ServiceRecord.objects.filter(person=person)
    empty = {field.name: b"" for field in sealed_fields(ServiceRecord)}
    own.update(**empty, external_index="", organisation=None)
    own.filter(state__in=[State.ENTERED, State.DECLINED]).delete()
    ServiceRecord.objects.filter(confirmed_by=person, confirmed_as=ConfirmedAs.SERVED).update(
        confirmed_by=None
    )


PARTS = (Part(_leave),)
