"""How long it is known who took which step on the lists; the lists themselves name nobody."""

from datetime import datetime

from django.db.models import QuerySet

from last500.base.erasing import Rule
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.lists.models import ListEvent, ListImport
from last500.people.leaving import Part
from last500.people.models import Person


def _old_events(edge: datetime) -> QuerySet[ListEvent]:
    return ListEvent.objects.filter(at__lt=edge)


def _old_imports(edge: datetime) -> QuerySet[ListImport]:
    """With all their rows; what was entered stands on the list by itself."""
    return ListImport.objects.filter(staged_at__lt=edge)


def _leave(person: Person) -> None:
    """What they wrote goes; that a step was taken stays with the pseudonym until its term."""
    ListEvent.objects.filter(actor=person).update(note=b"")
    ListImport.objects.filter(by=person).delete()


RULES = (
    Rule(
        "list_steps",
        N_("清单经过里是谁办的、写的话"),
        Keep.LOG,
        _old_events,
        fields=("actor", "note"),
    ),
    Rule("list_imports", N_("清单导入的文件内容"), Keep.IMPORT, _old_imports),
)

PARTS = (Part(_leave),)
