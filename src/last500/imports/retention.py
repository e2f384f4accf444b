"""An import is erased when it is a week old, and with the account of whoever brought it."""

from datetime import datetime

from django.db.models import QuerySet

from last500.base.erasing import Rule
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.imports.models import Import
from last500.people.leaving import Part
from last500.people.models import Person


def _old(edge: datetime) -> QuerySet[Import]:
    """With it go its lines."""
    return Import.objects.filter(staged_at__lt=edge)


RULES = (Rule("imports", N_("导入过的文件"), Keep.IMPORT, _old),)


def _leave(person: Person) -> None:
    Import.objects.filter(by=person).delete()


def _restrict(person: Person, moment: datetime | None) -> None:
    """A lock changes nothing: there is nobody in it but whoever brought it."""


PARTS = (Part(_leave, _restrict),)
