"""How long service records are kept: while the account lives; then without a name, to a term."""

from datetime import datetime

from django.db.models import Q, QuerySet

from last500.base.erasing import Rule, Stays
from last500.base.fields import sealed_fields
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import Part
from last500.people.models import Person
from last500.records.models import (
    RecordImport,
    RecordImportRow,
    Review,
    ServedLink,
    ServiceRecord,
)
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
    Rule(
        "served_links",
        N_("没用过的确认链接"),
        Keep.CODE,
        lambda edge: ServedLink.objects.filter(ends_at__lt=edge, used_at=None),
    ),
    Rule(
        "served_link_keys",
        N_("用过的确认链接"),
        Keep.CODE,
        lambda edge: ServedLink.objects.filter(used_at__lt=edge),
        fields=("key",),
    ),
    Rule(
        "record_reviews",
        N_("有人看过集中出现的服务记录"),
        Keep.LOG,
        lambda edge: Review.objects.filter(looked_at__lt=edge),
    ),
    Rule(
        "record_import_leftovers",
        N_("没有导入的服务记录"),
        Keep.IMPORT,
        lambda edge: RecordImportRow.objects.filter(
            run__applied_at=None, run__staged_at__lt=edge, record=None
        ),
    ),
    Rule(
        "record_import_words",
        N_("服务记录文件里的话"),
        Keep.IMPORT,
        lambda edge: RecordImportRow.objects.filter(run__staged_at__lt=edge),
        fields=("data",),
    ),
    Rule(
        "record_import_names",
        N_("服务记录文件的名字"),
        Keep.IMPORT,
        lambda edge: RecordImport.objects.filter(staged_at__lt=edge),
        fields=("file_name", "by"),
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
    served = ServiceRecord.objects.filter(confirmed_by=person, confirmed_as=ConfirmedAs.SERVED)
    served.update(confirmed_by=None)
    Review.objects.filter(Q(person=person) | Q(other=person)).delete()
    ServedLink.objects.filter(record__person=person).delete()
    # Of what others brought in about them the record is left; their own files lose the name.
    RecordImportRow.objects.filter(record__person=person).update(data=b"", record=None)
    RecordImport.objects.filter(by=person).update(by=None, file_name=b"")


PARTS = (Part(_leave),)
